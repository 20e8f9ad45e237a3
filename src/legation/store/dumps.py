"""Whole graphs of a store as bytes, one graph after the other where the format allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, Triple

from legation.store import Store
from legation.store.formats import PREFIXES, Form, Format, ordered, readable, written

_WHOLE = frozenset({"jsonld", "rdfxml"})


def dump(store: Store, graphs: Iterable[str], format: Format) -> Iterator[bytes]:
    """The bytes of some graphs: with their names in a format that has names, else as triples."""
    named = Form.DATASET in format.forms
    pieces = ([quad if named else quad.triple for quad in store.quads(graph)] for graph in graphs)
    return dump_pieces(pieces, format)


def dump_pieces(pieces: Iterable[Iterable[Quad | Triple]], format: Format) -> Iterator[bytes]:
    """The bytes of some quads or triples, each piece in order and grouped by subject."""
    if format.name in _WHOLE:
        yield readable((term for piece in pieces for term in piece), format)
        return
    header = _header(format) if format.name in ("turtle", "trig") else b""
    yield header
    for piece in pieces:
        yield written(ordered(piece), format, PREFIXES if header else None).removeprefix(header)


def _header(format: Format) -> bytes:
    """The declarations of all prefixes, as the serializer writes them at the head of each piece."""
    any_node = NamedNode(PREFIXES["owl"] + "Thing")
    lines = written([Triple(any_node, any_node, any_node)], format, PREFIXES).splitlines(keepends=True)
    return b"".join(line for line in lines if line.startswith(b"@prefix"))
