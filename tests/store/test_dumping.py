"""Dumps of graphs: everything in them, sorted where they are small, in pieces where they are large."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from legation.store import MEMORY, Store, dumps, open_store
from legation.store.formats import Form, named, offered

GRAPH = "https://e.example/graph"


def node(name: str) -> NamedNode:
    return NamedNode(f"https://e.example/{name}")


@pytest.fixture
def filled() -> Store:
    """A store with a graph of 300 quads about 100 things."""
    store = open_store(MEMORY)
    graph = NamedNode(GRAPH)
    quads = [Quad(node(f"s{n:03}"), node(f"p{m}"), Literal(n * m), graph) for n in range(100) for m in range(3)]
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None
    store.replace(GRAPH, data)
    return store


@pytest.mark.parametrize("most", [10, 1000])
@pytest.mark.parametrize("name", sorted({f.name for f in (*offered(Form.GRAPH), *offered(Form.DATASET))}))
def test_everything_is_there_however_large(
    filled: Store, monkeypatch: pytest.MonkeyPatch, most: int, name: str
) -> None:
    monkeypatch.setattr(dumps, "SORTED", most)
    format_ = named(name)
    body = b"".join(dumps.dump(filled, [GRAPH], format_))
    found = list(parse(body, format=format_.serializer))  # type: ignore[arg-type]
    expected = list(filled.quads(GRAPH))
    assert len(found) == len(expected)
    if Form.DATASET in format_.forms:
        assert set(found) == set(expected)
    else:
        assert {quad.triple for quad in found} == {quad.triple for quad in expected}


def test_a_small_graph_is_sorted_and_a_large_one_keeps_each_subject_together(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def subjects() -> list[str]:
        body = b"".join(dumps.dump(filled, [GRAPH], named("ntriples")))
        return [line.split(b" ")[0].decode() for line in body.splitlines()]

    assert subjects() == sorted(subjects())
    monkeypatch.setattr(dumps, "SORTED", 10)
    together = subjects()
    assert sum(one != other for one, other in pairwise(together)) == 99


def test_prefixes_are_declared_once() -> None:
    status = NamedNode("https://w3id.org/legation/ns#status")
    pieces = [[Triple(node(name), status, Literal(1))] for name in "ab"]
    text = b"".join(dumps.dump_pieces(pieces, named("turtle"))).decode()
    assert text.count("@prefix leg:") == 1
    assert text.count("leg:status 1 .") == 2
