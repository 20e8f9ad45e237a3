"""The event types are those of PLOVER, with weights and a crosswalk that can be walked both ways."""

from __future__ import annotations

from collections import Counter

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Namespace, URIRef

from legation.graph import vocabulary
from legation.model import EventType
from legation.resources import directory

PLOVER = Namespace("https://w3id.org/legation/event-types#")
LEG = Namespace("https://w3id.org/legation/ns#")
GRAPH = Graph().parse(directory("ontology") / "event-types.ttl")


def scheme(name: str) -> set[URIRef]:
    return {concept for concept in GRAPH.subjects(SKOS.inScheme, PLOVER[name]) if isinstance(concept, URIRef)}


TYPES = sorted(GRAPH.subjects(SKOS.topConceptOf, PLOVER.types))
MODES = sorted(scheme("types") - set(TYPES))
OWN = sorted(scheme("types") | scheme("contexts") | scheme("sectors") | scheme("quad-classes"))
CODES = sorted(scheme("cameo"))


def local(term: object) -> str:
    return str(term).rpartition("#")[2]


def test_the_sixteen_types_and_their_company_are_complete() -> None:
    assert {local(term) for term in TYPES} == {kind.value for kind in EventType}
    assert len(MODES) == 66
    assert len(scheme("contexts")) == 37
    assert len(scheme("sectors")) == 25
    assert len(scheme("quad-classes")) == 4
    assert len(CODES) == 256 + 18


@pytest.mark.parametrize("concept", OWN, ids=local)
def test_a_concept_has_label_definition_example_and_source(concept: URIRef) -> None:
    for predicate in (SKOS.definition, SKOS.example):
        (text,) = GRAPH.objects(concept, predicate)
        assert text.language == "en"
    assert sorted(label.language for label in GRAPH.objects(concept, SKOS.prefLabel)) == ["en", "ko"]
    assert (concept, DCTERMS.source, PLOVER["source-manual"]) in GRAPH
    assert (concept, RDFS.isDefinedBy, URIRef("https://w3id.org/legation/event-types")) in GRAPH


@pytest.mark.parametrize("concept", TYPES, ids=local)
def test_a_type_has_weight_quad_class_codes_and_says_whether_it_needs_a_recipient(concept: URIRef) -> None:
    (weight,) = GRAPH.objects(concept, LEG.weight)
    (quad,) = GRAPH.objects(concept, LEG.quadClass)
    (required,) = GRAPH.objects(concept, LEG.recipientRequired)
    assert quad in scheme("quad-classes")
    assert isinstance(required.toPython(), bool)
    assert list(GRAPH.objects(concept, SKOS.narrowMatch))
    assert list(GRAPH.objects(concept, SKOS.closeMatch))
    if "cooperation" in local(quad):
        assert 0 < weight.toPython() <= 10
    else:
        assert -10 <= weight.toPython() <= 0


@pytest.mark.parametrize("concept", MODES, ids=local)
def test_a_mode_has_a_weight_and_stands_below_its_type(concept: URIRef) -> None:
    (kind,) = GRAPH.objects(concept, SKOS.broader)
    (weight,) = GRAPH.objects(concept, LEG.weight)
    assert kind in TYPES
    assert (kind, SKOS.narrower, concept) in GRAPH
    assert local(concept) == f"{local(kind)}-{GRAPH.value(concept, SKOS.notation)}"
    assert concept == URIRef(vocabulary.mode(EventType(local(kind)), str(GRAPH.value(concept, SKOS.notation))).value)
    assert abs(weight.toPython()) <= 10


def test_a_context_is_named_as_the_code_names_it() -> None:
    for concept in scheme("contexts"):
        assert concept == URIRef(vocabulary.context(str(GRAPH.value(concept, SKOS.notation))).value)


@pytest.mark.parametrize("code", CODES, ids=local)
def test_a_code_of_cameo_has_one_type_and_at_most_one_mode(code: URIRef) -> None:
    notation = str(GRAPH.value(code, SKOS.notation))
    matches = set(GRAPH.objects(code, SKOS.broadMatch))
    kinds, modes = matches & set(TYPES), matches & set(MODES)
    assert local(code) == f"cameo-{notation}"
    assert matches == kinds | modes
    if len(notation) == 2:
        assert not matches
        assert set(GRAPH.objects(code, SKOS.closeMatch)) <= set(TYPES)
        assert list(GRAPH.objects(code, SKOS.closeMatch))
        return
    assert len(kinds) == 1
    assert len(modes) <= 1
    assert all(GRAPH.value(mode, SKOS.broader) in kinds for mode in modes)
    assert set(GRAPH.objects(code, SKOS.relatedMatch)) <= scheme("contexts")
    assert (code, SKOS.broader, PLOVER[f"cameo-{notation[:2]}"]) in GRAPH or len(notation) == 4


def test_every_match_can_be_walked_both_ways() -> None:
    for there, back in (
        (SKOS.broadMatch, SKOS.narrowMatch),
        (SKOS.relatedMatch, SKOS.relatedMatch),
        (SKOS.closeMatch, SKOS.closeMatch),
    ):
        assert {(a, b) for a, b in GRAPH.subject_objects(there)} == {(b, a) for a, b in GRAPH.subject_objects(back)}


@pytest.mark.parametrize(
    ("code", "matches"),
    [
        ("036", {"AGREE", "context-diplomatic"}),
        ("041", {"CONSULT", "CONSULT-phone"}),
        ("0861", {"RETREAT", "RETREAT-access", "context-peacekeeping"}),
        ("091", {"ACCUSE", "ACCUSE-investigate", "context-crime", "context-corruption"}),
        ("163", {"COERCE", "COERCE-restrict", "context-diplomatic"}),
        ("1712", {"ASSAULT", "context-human_security"}),
        ("2042", {"ASSAULT", "ASSAULT-unconventional", "context-cbrn"}),
    ],
)
def test_a_code_leads_where_the_table_says(code: str, matches: set[str]) -> None:
    concept = PLOVER[f"cameo-{code}"]
    found = {*GRAPH.objects(concept, SKOS.broadMatch), *GRAPH.objects(concept, SKOS.relatedMatch)}
    assert {local(match) for match in found} == matches


def test_what_the_table_has_beyond_the_manual_is_noted_and_not_linked() -> None:
    notes = [str(note) for code in CODES for note in GRAPH.objects(code, SKOS.editorialNote)]
    words = Counter(note.split('"')[1] for note in notes if note.startswith("The table gives"))
    assert words == {
        "humanitarian": 6,
        "democracy": 3,
        "ban": 3,
        "assassinate": 2,
        "cleansing": 2,
        "massacre": 2,
        "ease": 1,
        "political": 1,
        "pro_autocracy": 1,
        "return": 1,
        "seize": 1,
    }


def test_sources_are_named_with_their_licence() -> None:
    for source in ("source-manual", "source-crosswalk"):
        assert (PLOVER[source], RDF.type, DCTERMS.BibliographicResource) in GRAPH
        assert "by-sa/4.0" in str(GRAPH.value(PLOVER[source], DCTERMS.license))
