"""Formats by name and by Accept header."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Triple

from legation.errors import BadInput, NotAcceptable
from legation.store.formats import FORMATS, Form, choose, named, negotiate, offered, readable


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "turtle"),
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("TEXT/Turtle; charset=utf-8", "turtle"),
        ("application/ld+json", "jsonld"),
        ("application/json", "jsonld"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8", "rdfxml"),
        ("text/turtle;q=0, */*", "ntriples"),
        ("application/*", "ntriples"),
        ("text/html, application/n-quads;q=0.2", "nquads"),
        ('text/turtle;x="a,b";q=0.1, application/trig', "trig"),
        ("nonsense, text/turtle", "turtle"),
    ],
)
def test_the_format_that_is_liked_best_is_chosen(accept: str, name: str) -> None:
    assert choose(accept, Form.GRAPH).name == name


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "nonsense", "text/csv", "*/*;q=0"])
def test_nothing_acceptable_is_an_error_that_names_the_choices(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        choose(accept, Form.GRAPH)
    assert caught.value.offered == tuple(f.media_type for f in offered(Form.GRAPH))


def test_a_range_that_is_closer_decides_the_quality() -> None:
    assert negotiate("text/*;q=0.9, text/html;q=0.1, image/png;q=0.5", [("text/html",), ("image/png",)]) == 1


def test_formats_are_known_by_name_and_suffix() -> None:
    for form in Form:
        for candidate in offered(form):
            assert named(candidate.name, form) is candidate
            assert named(candidate.suffix.upper(), form) is candidate
    with pytest.raises(BadInput, match="turtle, ntriples"):
        named("csv", Form.GRAPH)


def test_suffixes_and_names_are_told_apart() -> None:
    assert len({f.name for f in FORMATS} | {f.suffix for f in FORMATS}) == len(
        [*{f.name for f in FORMATS}, *{f.suffix for f in FORMATS if f.suffix != f.name}]
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD makes one
@pytest.mark.parametrize("format_", offered(Form.GRAPH), ids=lambda f: f.name)
def test_what_is_written_reads_the_same_elsewhere(format_: object) -> None:
    chosen = next(f for f in FORMATS if f is format_)
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    subject = NamedNode("https://legation.example/id/state/KOR")
    triples = [
        Triple(subject, NamedNode(rdf + "type"), NamedNode("https://w3id.org/legation/ns#State")),
        Triple(subject, NamedNode("https://w3id.org/legation/ns#isoAlpha3"), Literal('K"O\\R\n')),
        Triple(subject, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal("대한민국", language="ko")),
    ]
    data = readable([*triples, *reversed(triples)], chosen)
    # Triples outside named graphs are Turtle in TriG, and N-Triples in N-Quads.
    names = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml", "trig": "turtle",
             "nquads": "nt"}  # fmt: skip
    graph = rdflib.Graph()
    graph.parse(data=data, format=names[chosen.name])
    assert {(str(s), str(p), str(o)) for s, p, o in graph.triples((None, None, None))} == {
        (t.subject.value, t.predicate.value, t.object.value) for t in triples
    }
    assert data == readable(reversed(triples), chosen)


def test_trig_groups_by_graph() -> None:
    quads = [Quad(NamedNode("x:s"), NamedNode("x:p"), NamedNode("x:o"), NamedNode(f"x:g{n % 2}")) for n in range(4)]
    assert readable(quads, named("trig")).count(b"{") == 2
