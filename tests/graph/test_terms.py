from __future__ import annotations

from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from legation.errors import BadInput
from legation.graph import terms
from legation.graph.quads import from_nquads, nquads, to_nquads, to_ntriples
from legation.graph.vocabulary import LEG

GRAPH = "https://legation.example/graph/article/0123456789abcdef"
SUBJECT = terms.iri("https://legation.example/id/x")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TERMS = st.one_of(
    TEXT.map(terms.string),
    st.tuples(TEXT, st.sampled_from(["en", "ko", "zh-Hant", "no tag"])).map(lambda pair: terms.tagged(*pair)),
    TEXT.map(terms.any_uri),
    st.integers(0, 10**9).map(terms.count),
    st.floats(-180, 180).map(lambda x: terms.decimal(round(x, 4))),
    st.decimals(-1000, 1000, allow_nan=False, places=3).map(terms.decimal),
    st.dates().map(lambda day: terms.date(day.isoformat())),
    st.sampled_from([terms.TRUE, terms.FALSE, SUBJECT]),
)
PREDICATES = st.sampled_from([LEG.exact, LEG.name, LEG.begin])


@given(st.lists(st.tuples(st.just(SUBJECT), PREDICATES, TERMS)))
def test_lines_made_as_text_equal_those_of_the_library(triples):
    data = nquads(triples, GRAPH)
    assert to_nquads(from_nquads(data)) == data


@given(st.lists(st.tuples(st.just(SUBJECT), PREDICATES, TERMS)))
def test_a_store_gives_back_the_same_terms(triples):
    data = nquads(triples, GRAPH)
    store = pyoxigraph.Store()
    store.load(data, format=pyoxigraph.RdfFormat.N_QUADS)
    assert to_nquads(store) == to_nquads(from_nquads(data))


@given(st.lists(st.tuples(st.just(SUBJECT), PREDICATES, TERMS)))
def test_triples_are_quads_without_their_graph(triples):
    data = nquads(triples, GRAPH)
    parsed = pyoxigraph.parse(to_ntriples(data, GRAPH), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert [quad.triple for quad in parsed] == [quad.triple for quad in from_nquads(data)]


def test_lines_are_sorted_and_each_is_there_once():
    one, other = ((SUBJECT, LEG.name, terms.string(text)) for text in ("a", "b"))
    lines = nquads([other, one, other], GRAPH).decode().splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == 2
    assert nquads([], GRAPH) == b""


def test_a_text_that_looks_like_the_end_of_a_line_stays_whole():
    text = f'x" <{GRAPH}> .\n'
    data = nquads([(SUBJECT, LEG.exact, terms.string(text))], GRAPH)
    triple = next(iter(pyoxigraph.parse(to_ntriples(data, GRAPH), format=pyoxigraph.RdfFormat.N_TRIPLES)))
    assert triple.object == Literal(text)


def test_half_a_character_is_replaced():
    data = nquads([(SUBJECT, LEG.exact, terms.string("a\ud83db"))], GRAPH)
    assert from_nquads(data)[0].object == Literal("a\ufffdb")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.85, "0.85"), (1.0, "1"), (0.0, "0"), (-0.0, "0"), (1e-07, "0.0000001"), (Decimal("2.50"), "2.5"),
     (100.0, "100"), (Decimal("1E+3"), "1000")],
)  # fmt: skip
def test_decimals_have_no_exponent_and_no_idle_zeros(number, text):
    assert terms.decimal(number).startswith(f'"{text}"')


@pytest.mark.parametrize(
    ("text", "lexical", "datatype"),
    [
        ("2025-09-16", "2025-09-16", "date"),
        ("2025-09-16T18:14:00+09:00", "2025-09-16T18:14:00+09:00", "dateTime"),
        ("2025-09-16T18:14+09:00", "2025-09-16T18:14:00+09:00", "dateTime"),
        ("2025-09-16T18:14:00Z", "2025-09-16T18:14:00Z", "dateTime"),
        ("2025-09-16T18:14:00.250-00:00", "2025-09-16T18:14:00.25Z", "dateTime"),
        ("2025-09-16T18:14:00", "2025-09-16T18:14:00", "dateTime"),
    ],
)
def test_times_have_seconds_and_keep_their_offset(text, lexical, datatype):
    assert terms.moment(text) == f'"{lexical}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'


@pytest.mark.parametrize("bad", ["", "2025-02-30", "16 September", "20250916", "2025-9-16", "2025-W01-1"])
def test_what_is_no_day_is_refused(bad):
    with pytest.raises(BadInput):
        terms.date(bad)


def test_what_is_no_time_is_refused():
    with pytest.raises(BadInput):
        terms.moment("yesterday")


def test_bytes_that_are_no_quads_are_refused():
    with pytest.raises(SyntaxError):
        from_nquads(b"<a> <b>")


def test_quads_of_several_graphs_are_sorted_lines():
    nodes = [NamedNode(f"https://legation.example/{n}") for n in "ba"]
    data = to_nquads(Quad(node, LEG.name, Literal("x"), node) for node in nodes)
    assert data.decode().splitlines() == sorted(data.decode().splitlines())
