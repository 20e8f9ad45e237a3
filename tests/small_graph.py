"""The graph of tests/web/graph.trig: four invented articles that agree, copy and disagree on a few events."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from legation.store import MEMORY, Store, open_store

GRAPH = Path(__file__).parent / "web" / "graph.trig"
ID = "https://legation.example/id/"


def small_store() -> Store:
    """A store in memory that holds it."""
    by_graph: dict[str, list[Quad]] = {}
    for quad in parse(path=GRAPH, format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        by_graph.setdefault(quad.graph_name.value, []).append(quad)
    store = open_store(MEMORY)
    for name, quads in by_graph.items():
        data = serialize(quads, format=RdfFormat.N_QUADS)
        assert data is not None
        store.replace(name, data)
    return store
