"""One SPARQL query on an open Oxigraph engine: the dataset that it sees, and its answer as bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO, cast

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
)

from legation.errors import BadInput, LimitReached, StoreUnavailable
from legation.store.formats import Form, Format, choose, readable
from legation.store.guard import names_dataset, refuse_calls

ORDERED = 20_000
"""Graphs of up to so many triples are put in order; larger ones are written as they come."""

_BLOCK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A query with all that decides its answer.

    Graph names are IRIs. Where neither list names one and the text has no FROM, the default graph is the union of all
    graphs, or without `union` the triples that are in no named graph. `values` are N-Triples terms that take the place
    of variables, by name.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str = "*/*"
    base: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    union: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much an answer may hold; None stands for no limit."""

    rows: int | None = None
    size: int | None = None


UNBOUNDED = Bounds()


def run(engine: pyoxigraph.Store, request: Request, begin: Callable[[Format], IO[bytes]], bounds: Bounds) -> None:
    """Write the answer of a query to the sink that `begin` gives once the format is known.

    Raises Forbidden for calls to other addresses, BadInput for what is no query, NotAcceptable, and LimitReached where
    the answer outgrows its bounds; before the sink is asked for, except for the last. Raises StoreUnavailable where
    the data are damaged.
    """
    try:
        _run(engine, request, begin, bounds)
    except (OSError, RuntimeError) as error:
        if is_damage(error):
            raise StoreUnavailable(f"the store is damaged: {error}; publish it anew") from error
        raise


def is_damage(error: OSError | RuntimeError) -> bool:
    """Whether an error of the engine says that what it reads is no longer what was written."""
    return str(error).startswith("Corruption")


def _run(engine: pyoxigraph.Store, request: Request, begin: Callable[[Format], IO[bytes]], bounds: Bounds) -> None:
    refuse_calls(request.text)
    write(_results(engine, request), request.accept, begin, bounds)


def write(
    results: QuerySolutions | QueryBoolean | Iterator[Triple],
    accept: str,
    begin: Callable[[Format], IO[bytes]],
    bounds: Bounds,
) -> None:
    """Write what a query gave to the sink that `begin` gives once the format is known.

    Raises NotAcceptable, and LimitReached where it outgrows its bounds.
    """
    if not isinstance(results, QuerySolutions | QueryBoolean):
        _graph(results, choose(accept, Form.GRAPH), begin, bounds)
    else:
        chosen = choose(accept, Form.RESULT)
        assert isinstance(chosen.serializer, QueryResultsFormat)
        sink = begin(chosen)
        if isinstance(results, QuerySolutions):
            sink = cast("IO[bytes]", _Counted(sink, chosen.name, bounds))
        results.serialize(sink, format=chosen.serializer)


def _results(engine: pyoxigraph.Store, request: Request) -> QuerySolutions | QueryBoolean | QueryTriples:
    try:
        default: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(iri) for iri in request.default_graphs]
        named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in request.named_graphs]
        values = {Variable(name): term(text) for name, text in request.values}
    except ValueError as error:
        raise BadInput("a graph or value of the request", str(error)) from error
    given = bool(default or named)
    try:
        return engine.query(
            request.text,
            base_iri=request.base,
            use_default_graph_as_union=request.union and not given and not names_dataset(request.text),
            default_graph=default if given else None,
            named_graphs=named if given else None,
            substitutions=values,
        )
    except SyntaxError as error:
        raise BadInput("the query", f"is not SPARQL: {error}") from error
    except RuntimeError as error:
        if is_damage(error):
            raise
        raise BadInput("the query", str(error)) from error
    except ValueError as error:
        raise BadInput("the query", str(error)) from error
    except OSError as error:
        raise StoreUnavailable(f"the store cannot be read: {error}") from error


def term(text: str) -> NamedNode | BlankNode | Literal | Triple:
    """The RDF term of its N-Triples notation. Raises ValueError where the text is none."""
    try:
        line = f"<x:s> <x:p> {text} ."
        (quad,) = pyoxigraph.parse(line, format=RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise ValueError(f"{text!r} is no RDF term in N-Triples notation: {error}") from error
    assert isinstance(quad, Quad)
    return quad.object


def _graph(results: Iterator[Triple], chosen: Format, begin: Callable[[Format], IO[bytes]], bounds: Bounds) -> None:
    """Small graphs in order and with prefixes; large ones as they come, with what was read already at the head."""
    assert isinstance(chosen.serializer, RdfFormat)
    head = list(islice(results, ORDERED + 1))
    if bounds.rows is not None and len(head) > bounds.rows:
        raise _too_many(bounds.rows)
    if len(head) <= ORDERED:
        sink = begin(chosen)
        data = readable(head, chosen)
        if bounds.size is not None and len(data) > bounds.size:
            raise _too_large(bounds.size)
        sink.write(data)
        return

    def all_triples() -> Iterator[pyoxigraph.Triple]:
        yield from head
        for number, triple in enumerate(results, len(head) + 1):
            if bounds.rows is not None and number > bounds.rows:
                raise _too_many(bounds.rows)
            yield triple

    sized = cast("IO[bytes]", _Counted(begin(chosen), "", Bounds(size=bounds.size)))
    pyoxigraph.serialize(all_triples(), sized, format=chosen.serializer, prefixes=None)


# What opens a row in what the serializers write. A brace inside a JSON text may look like one, but then no name
# follows it; a CSV text with a line break of its own counts for more than it is.
_ROWS = {
    "json": re.compile(rb'(?:(?<="bindings":\[)|(?<=\}\},)|(?<=\{\},))\{(?=\}|"[^,}\]])'),
    "xml": re.compile(rb"<result>"),
    "csv": re.compile(rb"\r\n"),
    "tsv": re.compile(rb"\n"),
}
_AHEAD = 2  # What the pattern for JSON looks at behind a match.
_OVERLAP = 16


class _Counted:
    """A sink that passes bytes on until they are too many, or hold too many rows."""

    def __init__(self, sink: IO[bytes], format_name: str, bounds: Bounds) -> None:
        self._sink, self._bounds = sink, bounds
        self._pattern = _ROWS.get(format_name) if bounds.rows is not None else None
        self._rows = -1 if format_name in ("csv", "tsv") else 0
        self._size = 0
        self._tail = b""

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._bounds.size is not None and self._size > self._bounds.size:
            raise _too_large(self._bounds.size)
        if self._pattern is not None and self._bounds.rows is not None:
            self._count(data, self._pattern, self._bounds.rows)
        self._sink.write(data)
        return len(data)

    def _count(self, data: bytes, pattern: re.Pattern[bytes], most: int) -> None:
        joined = self._tail + data
        old = len(self._tail)
        ahead = _AHEAD if pattern is _ROWS["json"] else 0
        fresh = range(old - ahead + 1, len(joined) - ahead + 1)
        self._rows += sum(1 for match in pattern.finditer(joined) if match.end() in fresh)
        if self._rows > most:
            raise _too_many(most)
        self._tail = joined[-_OVERLAP:]

    def flush(self) -> None:
        self._sink.flush()


def _too_many(rows: int) -> LimitReached:
    return LimitReached(f"the answer has more than {rows:,} rows; add a LIMIT, or ask for a part", "query_rows")


def _too_large(size: int) -> LimitReached:
    return LimitReached(f"the answer has more than {size:,} bytes; add a LIMIT, or ask for a part", "query_bytes")


def collected(engine: pyoxigraph.Store, request: Request, bounds: Bounds = UNBOUNDED) -> tuple[Format, Iterator[bytes]]:
    """The format and the bytes of an answer that is made whole before any of it is given."""
    return _collected(lambda begin: run(engine, request, begin, bounds))


def collected_results(
    results: QuerySolutions | QueryBoolean | Iterator[Triple], accept: str, bounds: Bounds
) -> tuple[Format, Iterator[bytes]]:
    """The format and the bytes of what a query gave, made whole before any of it is given."""
    return _collected(lambda begin: write(results, accept, begin, bounds))


def _collected(make: Callable[[Callable[[Format], IO[bytes]]], None]) -> tuple[Format, Iterator[bytes]]:
    sink = io.BytesIO()
    formats: list[Format] = []

    def begin(chosen: Format) -> IO[bytes]:
        formats.append(chosen)
        return sink

    make(begin)
    return formats[0], _blocks(sink)


def _blocks(sink: io.BytesIO) -> Iterator[bytes]:
    sink.seek(0)
    while block := sink.read(_BLOCK):
        yield block


def values_of(values: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    """The substitutions of a request from a mapping."""
    return tuple(sorted((values or {}).items()))
