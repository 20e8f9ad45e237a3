"""Whole graphs of a store as bytes, in an order that the same graph always has, and never all of it in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from typing import cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from legation.store import Store
from legation.store.formats import PREFIXES, Form, Format, ordered, written

SORTED = 100_000
"""A graph of up to so many quads is sorted by subject; a larger one keeps the store's order of subjects."""

_WHOLE = frozenset({"jsonld", "rdfxml"})
_LINES = frozenset({"ntriples", "nquads"})
_BLOCK = 65_536


def dump(store: Store, graphs: Iterable[str], format: Format) -> Iterator[bytes]:
    """The bytes of some graphs: with their names in a format that has names, else as triples."""
    pieces = (piece for graph in graphs for piece in _pieces(store.quads(graph)))
    named = Form.DATASET in format.forms
    return dump_pieces(pieces if named else ([quad.triple for quad in piece] for piece in pieces), format)


def dump_pieces(pieces: Iterable[Iterable[Quad | Triple]], format: Format) -> Iterator[bytes]:
    """The bytes of some quads or triples, each piece in order and grouped by subject."""
    if format.name in _WHOLE:
        yield from _one_document(pieces, format)
        return
    if format.name in _LINES:
        for piece in pieces:
            yield b"".join(sorted(set(written(piece, format).splitlines(keepends=True))))
        return
    header = _header(format) if format.name in ("turtle", "trig") else b""
    yield header
    for piece in pieces:
        yield written(ordered(piece), format, PREFIXES if header else None).removeprefix(header)


def _pieces(quads: Iterator[Quad]) -> Iterator[list[Quad]]:
    """The quads of one graph: all at once, or where they are many, some subjects after the other."""
    piece = list(islice(quads, SORTED + 1))
    if len(piece) <= SORTED:
        yield piece
        return
    rest, piece = chain(piece, quads), []
    for _, of_subject in groupby(rest, key=lambda quad: quad.subject):
        piece.extend(of_subject)
        if len(piece) >= SORTED:
            yield piece
            piece = []
    yield piece


def _one_document(pieces: Iterable[Iterable[Quad | Triple]], format: Format) -> Iterator[bytes]:
    """A document that cannot be put together from others, by way of a file."""
    assert isinstance(format.serializer, RdfFormat)
    terms = cast("Iterable[Quad]", (term for piece in pieces for term in ordered(piece)))
    with tempfile.TemporaryFile() as file:
        serialize(terms, file, format.serializer, prefixes=PREFIXES)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _header(format: Format) -> bytes:
    """The declarations of all prefixes, as the serializer writes them at the head of each piece."""
    any_node = NamedNode(PREFIXES["owl"] + "Thing")
    lines = written([Triple(any_node, any_node, any_node)], format, PREFIXES).splitlines(keepends=True)
    return b"".join(line for line in lines if line.startswith(b"@prefix"))
