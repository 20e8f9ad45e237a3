"""Every term is defined once and in full, and no other term of our namespaces is used anywhere."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef

from legation.graph import vocabulary
from legation.graph.corrections import Act
from legation.graph.vocabulary import LEG, LEG_NS, LEGSH_NS, PLOVER_NS
from legation.model import BlockKind, EntityKind, EventType, Status, Trend
from legation.resources import directory

ONTOLOGY = directory("ontology")
CORE = ONTOLOGY / "core.ttl"
TYPES = ONTOLOGY / "event-types.ttl"
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
SHAPES = sorted((ONTOLOGY / "shapes").glob("*.ttl"))
EXAMPLES = sorted((ONTOLOGY / "examples").rglob("*.ttl"))
MISSPELT_ON_PURPOSE = {ONTOLOGY / "examples/term/invalid-misspelt-class.ttl"}

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)


@cache
def read(path: Path) -> Graph:
    return Graph().parse(path)


def defined(path: Path = CORE, kinds: tuple[URIRef, ...] = KINDS) -> set[URIRef]:
    return {term for kind in kinds for term in read(path).subjects(RDF.type, kind) if isinstance(term, URIRef)}


def used(path: Path, namespace: str) -> set[str]:
    return {
        str(term) for triple in read(path) for term in triple if str(term).startswith(namespace) and not literal(term)
    }


def literal(term: object) -> bool:
    return isinstance(term, Literal)


def name(term: object) -> str:
    return str(term).rpartition("#")[2]


@pytest.mark.parametrize("path", [CORE, TYPES, *ALIGNMENTS], ids=lambda path: path.stem)
def test_a_file_has_one_header_with_version_licence_title_and_description(path: Path) -> None:
    graph = read(path)
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    (version,) = graph.objects(header, OWL.versionIRI)
    assert str(version) == f"{header}/{graph.value(header, OWL.versionInfo)}"
    assert "creativecommons.org" in str(graph.value(header, DCTERMS.license))
    assert graph.value(header, DCTERMS.title).language == "en"
    assert graph.value(header, DCTERMS.description).language == "en"


def test_core_is_in_the_public_domain() -> None:
    assert str(read(CORE).value(URIRef("https://w3id.org/legation/ns"), DCTERMS.license)).endswith("/zero/1.0/")


@pytest.mark.parametrize("term", sorted(defined()), ids=name)
def test_a_term_of_core_has_label_definition_example_and_home(term: URIRef) -> None:
    graph = read(CORE)
    assert str(term).startswith(LEG_NS)
    for predicate, languages in ((RDFS.label, ["en", "ko"]), (SKOS.definition, ["en"]), (SKOS.example, ["en"])):
        texts = list(graph.objects(term, predicate))
        assert sorted(text.language for text in texts) == languages
        assert all(text.strip() == str(text) != "" for text in texts)
    assert graph.value(term, SKOS.definition).endswith(".")
    assert list(graph.objects(term, RDFS.isDefinedBy)) == [URIRef("https://w3id.org/legation/ns")]


def test_labels_tell_terms_of_one_kind_apart() -> None:
    for kind in KINDS:
        labels = [label for term in defined(kinds=(kind,)) for label in read(CORE).objects(term, RDFS.label)]
        assert [label for label, times in Counter(labels).items() if times > 1] == []


@pytest.mark.parametrize("path", [CORE, TYPES, *ALIGNMENTS, *EXAMPLES], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_nothing_is_without_a_name(path: Path) -> None:
    assert not [term for triple in read(path) for term in triple if isinstance(term, BNode)]


def test_core_describes_nothing_but_its_terms() -> None:
    subjects = set(read(CORE).subjects())
    assert subjects == defined() | {URIRef("https://w3id.org/legation/ns")}


def test_core_stands_in_alphabetical_order_within_each_part() -> None:
    parts = CORE.read_text(encoding="utf-8").split("# -----")[1:]
    assert len(parts) == 6
    for part in parts:
        terms = [line.split()[0] for line in part.splitlines() if line.startswith("leg:")]
        assert terms == sorted(terms, key=str.lower)


def test_domains_and_ranges_are_classes_or_datatypes() -> None:
    graph = read(CORE)
    classes = defined(kinds=(OWL.Class,)) | {SKOS.Concept}
    for term in defined(kinds=(OWL.ObjectProperty,)):
        assert set(graph.objects(term, RDFS.domain)) | set(graph.objects(term, RDFS.range)) <= classes
    for term in defined(kinds=(OWL.DatatypeProperty,)):
        assert set(graph.objects(term, RDFS.domain)) <= classes
        assert all(str(r).startswith(str(XSD)) or r == RDF.langString for r in graph.objects(term, RDFS.range))


def test_the_vocabulary_of_the_code_is_the_vocabulary_of_core() -> None:
    constants = {key: term for key, term in vars(LEG).items() if not key.startswith("_")}
    assert {term.value for term in constants.values()} == {str(term) for term in defined()}
    assert all(term.value == LEG_NS + key for key, term in constants.items())


def test_each_value_of_the_model_has_its_term() -> None:
    individuals = {name(term) for term in defined(kinds=(OWL.NamedIndividual,))}
    statuses, trends = {s.value for s in Status}, {t.value for t in Trend}
    kinds = {name(term) for term in defined(kinds=(OWL.Class,))}
    assert individuals == statuses | trends | set(Act) | {"sentence", "headline", "caption"}
    assert {kind.value for kind in EntityKind} <= kinds
    assert set(vocabulary.KIND) == set(EntityKind)
    assert set(vocabulary.STATUS) == set(Status)
    assert set(vocabulary.TREND) == set(Trend)
    assert set(vocabulary.ACT) == set(Act)
    assert set(vocabulary.EVENT_TYPE) == set(EventType)
    assert set(vocabulary.PASSAGE_KIND) == {BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION}


@pytest.mark.parametrize("path", [TYPES, *ALIGNMENTS, *SHAPES, *EXAMPLES], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_no_file_uses_a_term_that_is_not_defined(path: Path) -> None:
    if path in MISSPELT_ON_PURPOSE:
        return
    terms = {str(term) for term in defined()} | {LEG_NS}
    assert used(path, LEG_NS) <= terms
    concepts = {str(subject) for subject in read(TYPES).subjects()}
    assert used(path, PLOVER_NS) <= concepts
    if path not in SHAPES:
        assert not used(path, LEGSH_NS)


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_only_links_our_terms_to_one_other_vocabulary(path: Path) -> None:
    links = [triple for triple in read(path) if str(triple[0]).startswith(LEG_NS)]
    assert links
    allowed = {RDFS.subClassOf, RDFS.subPropertyOf, SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch}
    assert {predicate for _, predicate, _ in links} <= allowed
    assert len({str(target).rpartition("#")[0] or str(target).rpartition("/")[0] for _, _, target in links}) == 1


def test_alignments_are_complete() -> None:
    assert [path.stem for path in ALIGNMENTS] == ["foaf", "oa", "org", "prov", "schema", "sem", "time", "wikidata"]


def test_the_json_ld_context_names_every_term_of_core_and_no_other() -> None:
    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    entries = {
        key: value if isinstance(value, str) else value["@id"] for key, value in context.items() if key[0] != "@"
    }
    ours = {key: iri for key, iri in entries.items() if iri.startswith("leg:")}
    assert set(ours) == {name(term) for term in defined()}
    assert all(iri == f"leg:{key}" for key, iri in ours.items())
    assert "@vocab" not in context, "an unknown key must not turn into a term"
