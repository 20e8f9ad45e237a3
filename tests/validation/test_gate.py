"""The gate and the reference validator agree, take what the stages hand them, and tell people what is wrong."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat
from rdflib import RDF, SH, Graph

from legation.errors import BadInput
from legation.graph.vocabulary import LEG, XSD
from legation.model import Report, Violation
from legation.resources import directory
from legation.validation import shapes
from legation.validation.shapes import as_triples, check, describe, explain

EXAMPLES = sorted((directory("ontology") / "examples").rglob("*.ttl"))
ARTICLE = directory("ontology") / "examples/finding/valid-kinds.ttl"
GRAPH = NamedNode("https://legation.example/graph/article/5b0f1c2d3e4f5a6b")
OTHER = NamedNode("https://legation.example/graph/world")
REPORT = NamedNode("https://legation.example/id/article/5b0f1c2d3e4f5a6b/report/0")


@cache
def quads(path: Path, graph: NamedNode = GRAPH) -> tuple[Quad, ...]:
    return tuple(Quad(q.subject, q.predicate, q.object, graph) for q in pyoxigraph.parse(path=str(path)))


def nquads(*given: Quad) -> bytes:
    written = pyoxigraph.serialize(sorted(given, key=str), format=RdfFormat.N_QUADS)
    assert written is not None
    return written


def with_confidence(value: str) -> bytes:
    kept = [q for q in quads(ARTICLE) if not (q.subject == REPORT and q.predicate == LEG.confidence)]
    return nquads(*kept, Quad(REPORT, LEG.confidence, Literal(value, datatype=XSD.decimal), GRAPH))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_gate_finds_what_the_reference_validator_finds(path: Path) -> None:
    data = nquads(*quads(path))
    assert check(data) == explain(data).report


def test_the_shapes_are_lowered_without_remarks() -> None:
    assert shapes._gate().diagnostics == []


def test_shapes_and_gate_are_made_once() -> None:
    assert shapes.shapes() is shapes.shapes()
    assert shapes._gate() is shapes._gate()


def test_a_violation_tells_shape_focus_path_value_and_component() -> None:
    report = check(with_confidence("1.2"))
    assert not report.conforms
    assert report.violations == (
        Violation(
            shape="https://w3id.org/legation/shapes#Finding-confidence",
            focus=REPORT.value,
            path=LEG.confidence.value,
            value='"1.2"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            message="A finding has one confidence, a decimal from 0 to 1.",
            severity="Violation",
            component="MaxInclusive",
        ),
    )


def test_a_compound_path_is_written_as_sparql_writes_it() -> None:
    folder = directory("ontology") / "examples"
    (missing,) = check(nquads(*quads(folder / "event/invalid-reports-missing.ttl"))).violations
    (both,) = check(nquads(*quads(folder / "statement/invalid-words-both.ttl"))).violations
    assert missing.path == f"^{LEG.reports.value}"
    assert both.path == f"{LEG.quotation.value}|{LEG.paraphrase.value}"


def test_the_quads_of_one_graph_are_read_as_its_triples() -> None:
    data = nquads(*quads(ARTICLE))
    triples = pyoxigraph.parse(as_triples(data), format=RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in triples} == {quad.triple for quad in quads(ARTICLE)}
    assert as_triples(as_triples(data)) == as_triples(data)


def test_text_that_looks_like_the_end_of_a_quad_stays_text() -> None:
    subject = NamedNode(f"{GRAPH.value}x")
    tricky = Quad(subject, LEG.exact, Literal(f'a "quoted" {GRAPH} .\n <b> {GRAPH} .'), GRAPH)
    (back,) = pyoxigraph.parse(as_triples(nquads(tricky)), format=RdfFormat.N_TRIPLES)
    assert back.triple == tricky.triple
    itself = Quad(subject, LEG.mentions, GRAPH, GRAPH)
    (back,) = pyoxigraph.parse(as_triples(nquads(itself)), format=RdfFormat.N_TRIPLES)
    assert back.triple == itself.triple


def test_several_graphs_are_taken_together() -> None:
    given = quads(ARTICLE)
    passage = [q for q in given if "passage" in q.subject.value]
    rest = [q for q in given if "passage" not in q.subject.value]
    elsewhere = [Quad(q.subject, q.predicate, q.object, OTHER) for q in passage]
    assert not check(nquads(*rest)).conforms
    assert check(nquads(*rest, *elsewhere)).conforms
    mixed = [Quad(q.subject, q.predicate, q.object) for q in passage]
    assert check(nquads(*rest, *mixed)).conforms


def test_nothing_conforms() -> None:
    assert check(b"") == Report()
    assert explain(b"").report == Report()


@pytest.mark.parametrize(
    "data",
    [
        b"no triples at all",
        b"<https://a.example/> <https://b.example/> .\n",
        b"<https://a.example/> <https://b.example/> <https://c.example/> <https://g.example/> .\nbroken\n",
        b'<https://a.example/> <https://b.example/> "\xff" <https://g.example/> .\n',
    ],
    ids=["text", "two-terms", "broken-line", "wrong-encoding"],
)
def test_what_cannot_be_parsed_is_bad_input(data: bytes) -> None:
    with pytest.raises(BadInput, match="N-Triples or N-Quads"):
        check(data)
    with pytest.raises(BadInput, match="N-Triples or N-Quads"):
        explain(data)


def test_the_explanation_is_a_report_of_shacl_in_turtle() -> None:
    data = with_confidence("1.2")
    explanation = explain(data)
    graph = Graph().parse(data=explanation.turtle(), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms).toPython() is False
    (result,) = graph.objects(report, SH.result)
    assert str(graph.value(result, SH.focusNode)) == REPORT.value
    assert explanation.turtle() == explain(data).turtle()
    assert explanation.turtle().startswith(b"@prefix leg: <https://w3id.org/legation/ns#> .\n")


def test_the_text_of_a_report_is_for_people() -> None:
    assert explain(with_confidence("1.2")).text() == (
        "1 violation of the shapes\n"
        "\n"
        f"1. {REPORT.value}\n"
        "   A finding has one confidence, a decimal from 0 to 1.\n"
        '   path leg:confidence, value "1.2"^^xsd:decimal, shape legsh:Finding-confidence\n'
    )
    assert describe(Report()) == "conforms to the shapes\n"


def test_an_article_with_many_faults_is_told_all_of_them_by_both_validators() -> None:
    kept = [q for q in quads(ARTICLE) if q.predicate not in {LEG.evidence, LEG.surface, LEG.exact}]
    wrong = [
        Quad(q.subject, LEG.begin, Literal("9", datatype=XSD.string), GRAPH) for q in kept if q.predicate == LEG.end
    ]
    data = nquads(*kept, *wrong)
    report = check(data)
    assert len(report.violations) > 12
    assert report == explain(data).report
    assert list(report.violations) == sorted(
        report.violations, key=lambda v: (v.focus, v.path, v.shape, v.component, v.value)
    )
