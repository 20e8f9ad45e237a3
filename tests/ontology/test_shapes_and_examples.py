"""Every shape is named, worded and broken by an example; every class has examples that conform and that do not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, SH, BNode, Graph, URIRef

from legation.graph.vocabulary import LEG_NS, LEGSH_NS
from legation.model import Report
from legation.resources import directory
from legation.validation.shapes import check, shapes

ONTOLOGY = directory("ontology")
SHAPE_FILES = sorted((ONTOLOGY / "shapes").glob("*.ttl"))
VALID = sorted((ONTOLOGY / "examples").glob("*/valid-*.ttl"))
INVALID = sorted((ONTOLOGY / "examples").glob("*/invalid-*.ttl"))
CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]

CLASSES = sorted(
    str(term).removeprefix(LEG_NS)
    for term in Graph().parse(ONTOLOGY / "core.ttl").subjects(RDF.type, URIRef("http://www.w3.org/2002/07/owl#Class"))
)
NAMED = sorted(
    {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes().subjects(RDF.type, kind)},
    key=str,
)
ONLY_GATHER = {"Actor", "Finding", "Term"}
"""Node shapes that only hold property shapes, which break in their stead."""


def folder(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def local(shape: object) -> str:
    return str(shape).removeprefix(LEGSH_NS)


def title(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def checked(path: Path) -> Report:
    return check(Graph().parse(path).serialize(format="nt", encoding="utf-8"))


def broken_by(path: Path) -> str:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    match = re.fullmatch(r"# breaks: legsh:(\S+)", first)
    assert match, f"{title(path)} does not say in its first line which shape it breaks"
    return match[1]


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_a_shape_file_and_examples_of_both_kinds(name: str) -> None:
    assert (ONTOLOGY / "shapes" / f"{folder(name)}.ttl").is_file()
    examples = ONTOLOGY / "examples" / folder(name)
    assert list(examples.glob("valid-*.ttl"))
    assert list(examples.glob("invalid-*.ttl"))
    assert (URIRef(LEGSH_NS + name), SH.targetClass, URIRef(LEG_NS + name)) in shapes()


@pytest.mark.parametrize("path", SHAPE_FILES, ids=lambda path: path.stem)
def test_a_shape_file_holds_one_node_shape_and_the_property_shapes_named_after_it(path: Path) -> None:
    graph = Graph().parse(path)
    (node,) = graph.subjects(RDF.type, SH.NodeShape)
    assert folder(local(node)) == path.stem
    for shape in graph.subjects(RDF.type, SH.PropertyShape):
        assert local(shape).startswith(local(node) + "-")


@pytest.mark.parametrize("shape", NAMED, ids=local)
def test_a_shape_has_an_iri_a_severity_and_a_message(shape: URIRef) -> None:
    graph = shapes()
    assert str(shape).startswith(LEGSH_NS)
    assert graph.value(shape, SH.severity) == SH.Violation
    if local(shape) not in ONLY_GATHER and (graph.value(shape, SH.path) or constraints(shape)):
        (message,) = graph.objects(shape, SH.message)
        assert message.language == "en"
        assert message.endswith(".")
        assert not message.startswith("Value")


def constraints(shape: URIRef) -> set[URIRef]:
    held = {SH.targetClass, SH.targetSubjectsOf, SH.property, SH.severity, SH.message, RDF.type}
    return {predicate for predicate in shapes().predicates(shape) if isinstance(predicate, URIRef)} - held


def test_every_property_shape_is_used_and_none_is_hidden_in_a_blank_node() -> None:
    graph = shapes()
    assert not [shape for shape in graph.objects(None, SH.property) if isinstance(shape, BNode)]
    assert set(graph.objects(None, SH.property)) == set(graph.subjects(RDF.type, SH.PropertyShape))


def test_shapes_are_cheap_and_need_nothing_beyond_core_shacl() -> None:
    assert (None, SH.sparql, None) not in shapes()
    assert (None, SH.rule, None) not in shapes()


@pytest.mark.parametrize("path", VALID, ids=title)
def test_a_valid_example_conforms(path: Path) -> None:
    assert checked(path) == Report()


@pytest.mark.parametrize("path", INVALID, ids=title)
def test_an_invalid_example_breaks_the_shape_that_it_names_and_no_other(path: Path) -> None:
    assert {local(violation.shape) for violation in checked(path).violations} == {broken_by(path)}


def test_every_shape_is_broken_by_an_example() -> None:
    assert {broken_by(path) for path in INVALID} == {local(shape) for shape in NAMED} - ONLY_GATHER


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=title)
def test_an_example_survives_the_way_to_json_ld_and_back(path: Path) -> None:
    written = Graph().parse(path).serialize(format="json-ld", context=CONTEXT, auto_compact=True)
    back = pyoxigraph.parse(written.encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    assert {quad.triple for quad in back} == {quad.triple for quad in pyoxigraph.parse(path=str(path))}


@pytest.mark.parametrize("path", VALID, ids=title)
def test_the_json_ld_of_a_valid_example_has_only_plain_keys(path: Path) -> None:
    written = json.loads(Graph().parse(path).serialize(format="json-ld", context=CONTEXT, auto_compact=True))
    nodes = written.get("@graph", [written])
    foreign = {key for node in nodes for key in node if ":" in key}
    assert not foreign


def test_lists_of_values_in_shapes_are_those_of_the_ontology() -> None:
    graph = shapes()
    types = Graph().parse(ONTOLOGY / "event-types.ttl")
    concepts: dict[str, set[str]] = {"type": set(), "mode": set(), "context": set()}
    for row in types.query(
        """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX plover: <https://w3id.org/legation/event-types#>
        SELECT ?kind ?concept {
          { ?concept skos:topConceptOf plover:types BIND("type" AS ?kind) }
          UNION { ?concept skos:inScheme plover:types ; skos:broader ?type BIND("mode" AS ?kind) }
          UNION { ?concept skos:inScheme plover:contexts BIND("context" AS ?kind) }
        }"""
    ):
        concepts[str(row[0])].add(str(row[1]))
    for shape, kind in (
        ("EventReport-reportedType", "type"),
        ("EventReport-reportedMode", "mode"),
        ("EventReport-reportedContext", "context"),
        ("Reading-readType", "type"),
        ("Event-eventType", "type"),
        ("Event-mode", "mode"),
        ("Event-context", "context"),
    ):
        values = graph.value(URIRef(LEGSH_NS + shape), SH["in"])
        assert {str(value) for value in graph.items(values)} == concepts[kind]


def test_the_shape_of_terms_knows_every_class_of_core() -> None:
    listed = {str(value) for values in shapes().objects(None, SH["in"]) for value in shapes().items(values)}
    assert {LEG_NS + name for name in CLASSES} <= listed
