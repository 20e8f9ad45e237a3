from __future__ import annotations

from dataclasses import replace

import pyoxigraph
import pytest
from findings_by_hand import Story, bare, plan, summit
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from legation.errors import BadInput
from legation.graph.events import type_label
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import content_hash, findings_nquads, findings_quads, gazetteer_quads, ontology_quads
from legation.graph.quads import to_nquads, to_ntriples
from legation.graph.vocabulary import DCTERMS, EVENT_TYPE, LEG, RDF, RDFS, SKOS
from legation.model import EntityId, EntityKind, EventType

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "leg": "https://w3id.org/legation/ns#",
    "plover": "https://w3id.org/legation/event-types#",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def turtle(ntriples):
    """Turtle with its prefixes in order."""
    triples = pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    lines = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES).splitlines(True)
    return b"".join([*sorted(lines[: len(PREFIXES)]), *lines[len(PREFIXES) :]])


@pytest.mark.parametrize("findings", [summit(), plan(), bare()], ids=["summit", "plan", "bare"])
def test_evidence_is_as_in_the_golden_files(findings, identifiers, golden, request):
    name = request.node.callspec.id
    data = findings_nquads(findings, identifiers)
    golden(f"graph/{name}.nq", data)
    golden(f"graph/{name}.ttl", turtle(to_ntriples(data, identifiers.graph(findings.document.id))))


def test_quads_and_bytes_are_the_same_graph(identifiers):
    quads = findings_quads(summit(), identifiers)
    assert to_nquads(quads) == findings_nquads(summit(), identifiers)
    assert {quad.graph_name.value for quad in quads} == {identifiers.graph(summit().document.id)}


def test_no_node_is_blank_and_none_has_a_label(identifiers):
    for quad in findings_quads(summit(), identifiers):
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)
        assert quad.predicate != RDFS.label


@given(st.text(min_size=1), st.text(), st.text())
def test_any_text_is_kept_as_it_is(sentence, title, publisher):
    story = Story("any", [sentence], title=title, publisher=publisher, entities=())
    story.tells(EventType.CONSULT, sentence, [sentence.replace("/", "-")])
    quads = findings_quads(story.findings(), Identifiers())
    # Half a character cannot be written.
    whole = sentence.encode("utf-8", "replace").decode() == sentence
    exact = [quad.object for quad in quads if quad.predicate == LEG.exact]
    assert exact == [Literal(sentence)] or not whole
    titles = [quad.object.value for quad in quads if quad.predicate == DCTERMS.title]
    assert len(titles) == bool(title)


def test_an_outlet_and_authors_are_named_where_nobody_told_who_they_are(identifiers):
    quads = {(q.subject.value, q.predicate, q.object) for q in findings_quads(plan(), identifiers)}
    assert not any(predicate == LEG.publisher for _, predicate, _ in quads)
    story = Story("named", ["Nothing."], publisher="Harbour Post", entities=())
    findings = story.findings()
    article = identifiers.article(findings.document.id)
    quads = {(q.subject.value, q.predicate, q.object) for q in findings_quads(findings, identifiers)}
    outlet = NamedNode("https://legation.example/id/organization/harbour-post")
    assert (article, LEG.publisher, outlet) in quads
    assert (f"{article}/appearance/organization-harbour-post", LEG.actorClass, LEG.MediaOrganization) in quads


def test_an_outlet_that_is_known_is_not_described_again(identifiers):
    findings = replace(
        Story("known", ["Nothing."], publisher="Harbour Post", entities=()).findings(),
        publisher=EntityId("organization/HPO"),
        dateline=EntityId("place/tokyo-JPN"),
    )
    quads = {(q.subject.value, q.predicate, q.object) for q in findings_quads(findings, identifiers)}
    article = identifiers.article(findings.document.id)
    assert (article, LEG.publisher, NamedNode("https://legation.example/id/organization/HPO")) in quads
    assert (article, LEG.dateline, NamedNode("https://legation.example/id/place/tokyo-JPN")) in quads
    assert not any(value == LEG.Appearance for _, _, value in quads)


def test_a_time_that_is_none_is_refused(identifiers):
    with pytest.raises(BadInput):
        findings_nquads(Story("bad", ["Nothing."], published="last week").findings(), identifiers)


def test_half_a_character_does_not_stop_the_hash():
    assert len(content_hash("a\ud800")) == 64


def test_what_ships_is_described_once(gazetteer, identifiers):
    quads = gazetteer_quads(gazetteer, identifiers)
    about = {(q.subject.value.removeprefix("https://legation.example/id/"), q.predicate, q.object) for q in quads}
    assert len(about) == len(quads)
    tokyo = NamedNode("https://legation.example/id/place/tokyo-JPN")
    energy = NamedNode("https://legation.example/id/issue/energy")
    scheme = NamedNode("https://legation.example/id/scheme/issues")
    for fact in [
        ("state/KOR", RDF.type, LEG.State),
        ("state/KOR", RDFS.label, Literal("South Korea", language="en")),
        ("state/KOR", RDFS.label, Literal("대한민국", language="ko")),
        ("state/KOR", LEG.isoAlpha3, Literal("KOR")),
        ("state/KOR", LEG.isoAlpha2, Literal("KR")),
        ("state/KOR", LEG.demonym, Literal("South Korean", language="en")),
        ("state/KOR", LEG.memberOf, NamedNode("https://legation.example/id/organization/UNO")),
        ("state/JPN", LEG.capital, tokyo),
        ("organization/UNO", RDF.type, LEG.IntergovernmentalOrganization),
        ("organization/UNO", SKOS.altLabel, Literal("UN", language="en")),
        ("place/tokyo-JPN", LEG.inState, NamedNode("https://legation.example/id/state/JPN")),
        ("issue/hydrogen", SKOS.prefLabel, Literal("hydrogen", language="en")),
        ("issue/hydrogen", SKOS.altLabel, Literal("hydrogen fuel", language="en")),
        ("issue/hydrogen", SKOS.broader, energy),
        ("issue/hydrogen", SKOS.inScheme, scheme),
        ("issue/energy", SKOS.topConceptOf, scheme),
        ("scheme/issues", RDF.type, SKOS.ConceptScheme),
    ]:
        assert fact in about


def test_the_ontology_has_its_own_graph_without_blank_nodes():
    quads = ontology_quads()
    assert {quad.graph_name.value for quad in quads} == {"https://w3id.org/legation/ns"}
    assert not any(isinstance(node, BlankNode) for quad in quads for node in (quad.subject, quad.object))
    labels = {(q.subject, q.object) for q in quads if q.predicate == SKOS.prefLabel}
    assert {(EVENT_TYPE[kind], Literal(type_label(kind), language="en")) for kind in EventType} <= labels
    classes = {q.subject for q in quads if q.predicate == RDF.type}
    assert {NamedNode(f"https://w3id.org/legation/ns#{kind}") for kind in EntityKind} <= classes
