"""Quads as bytes: N-Quads out and in, one line a quad, sorted, each once, so that equal graphs are equal bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import Quad

from legation.graph.terms import Triple, constant

__all__ = ["Quad", "as_nquads", "as_ntriples", "from_nquads", "lines", "nquads", "to_nquads", "to_ntriples"]


def lines(triples: Iterable[Triple]) -> list[str]:
    """Some triples in N-Triples notation without the full stop, sorted, each once."""
    return sorted({f"{subject} {constant(predicate)} {value}" for subject, predicate, value in triples})


def as_ntriples(lines: Iterable[str]) -> bytes:
    """The N-Triples of such lines."""
    return _ended(lines, " .\n")


def as_nquads(lines: Iterable[str], graph: str) -> bytes:
    """The N-Quads of such lines in the graph of that name."""
    return _ended(lines, f" <{graph}> .\n")


def nquads(triples: Iterable[Triple], graph: str) -> bytes:
    """The N-Quads of some triples in the graph of that name: sorted lines, each once."""
    return as_nquads(lines(triples), graph)


def to_nquads(quads: Iterable[Quad]) -> bytes:
    """The N-Quads of some quads: sorted lines, each once."""
    written = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    assert written is not None
    return b"".join(sorted(set(written.splitlines(keepends=True))))


def from_nquads(data: bytes) -> list[Quad]:
    """The quads of an N-Quads document, in its order. Raises SyntaxError where it is none."""
    return list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS))


def to_ntriples(data: bytes, graph: str) -> bytes:
    """The N-Triples of an N-Quads document that holds one graph, without parsing it."""
    return data.replace(f" <{graph}> .\n".encode(), b" .\n")


def _ended(lines: Iterable[str], end: str) -> bytes:
    joined = end.join(lines)
    return (joined + end).encode() if joined else b""
