"""The graph of tests/web/graph.trig in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from legation.store import MEMORY, Store, open_store

GRAPH = Path(__file__).parent.parent / "web" / "graph.trig"


def fill(store: Store, path: Path) -> None:
    by_graph: dict[str, list[Quad]] = {}
    for quad in parse(path=path, format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        by_graph.setdefault(quad.graph_name.value, []).append(quad)
    for name, quads in by_graph.items():
        data = serialize(quads, format=RdfFormat.N_QUADS)
        assert data is not None
        store.replace(name, data)


@pytest.fixture(scope="session")
def small() -> Iterator[Store]:
    """The small graph; not to be written to."""
    store = open_store(MEMORY)
    fill(store, GRAPH)
    yield store
    store.close()


@pytest.fixture
def fresh() -> Callable[[], Store]:
    """Makes stores of the small graph that may be written to."""

    def make() -> Store:
        store = open_store(MEMORY)
        fill(store, GRAPH)
        return store

    return make
