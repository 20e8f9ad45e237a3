"""A store that a server keeps: the contract of every store in SPARQL over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar, cast
from uuid import uuid4

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    Triple,
)

from legation.errors import BadInput, Conflict, Forbidden, LegationError, NotFound, StoreUnavailable
from legation.queries import Query, form, tokens
from legation.settings import Settings
from legation.store import Answer
from legation.store.changes import Change
from legation.store.endpoint import Access, Endpoint, Got, Parameters
from legation.store.evaluation import UNBOUNDED, Bounds, collected_results, term
from legation.store.formats import Form, choose, named
from legation.store.guard import names_dataset, refuse_calls
from legation.store.products import located
from legation.store.side.answers import SideIndex
from legation.store.updates import as_stored, change_text, graph_name, put_text, refuse_calling_update
from legation.store.using import with_dataset

STATE = "urn:x-legation:state"
"""The graph that tells which state is published, and which graphs are being written. It is none of the data."""

Made = TypeVar("Made")

_STAMP = f"<{STATE}#stamp>"
_WRITING = f"<{STATE}#writing>"
_FORGET = f"DELETE WHERE {{ GRAPH <{STATE}> {{ <{STATE}> {_STAMP} ?stamp }} }}"
_GRAPH_FORMS = frozenset({"CONSTRUCT", "DESCRIBE"})


class RemoteStore:
    """A store by its address. What is written is seen at once; `publish` only names the state that is reached.

    Others may write there as well: `version` tells of what Legation writes, not of what others do.
    """

    def __init__(self, location: str, settings: Settings, *, read_only: bool = False, limited: bool = False) -> None:
        self.product, address = located(location)
        self._union = settings.default_graph == "union"
        if not self._union and self.product.always_union:
            raise BadInput("default_graph 'own'", f"is not to be had of a store like {self.product.name}")
        access = Access(
            user=settings.store_user,
            password=settings.store_password,
            token=settings.store_token,
            seconds=min(settings.store_seconds, settings.query_seconds) if limited else settings.store_seconds,
            size=settings.query_bytes if limited else None,
            public=limited,
        )
        self._bounds = Bounds(rows=settings.query_rows, size=settings.query_bytes) if limited else UNBOUNDED
        self._endpoint = Endpoint(self.product, address, access)
        self._read_only = read_only
        self._session = uuid4().hex
        self._writes = 0
        self._marked = False

    @property
    def version(self) -> str:
        """The stamp of the state that was published last; where more was written, a name of its own."""
        if stamp := self._stamp():
            return stamp
        return f"{self._session}+{self._writes}" if not self._read_only else uuid4().hex

    @property
    def published(self) -> dt.datetime | None:
        """None: the stamp of a state is no time."""
        return None

    @property
    def beside(self) -> Path | None:
        """None: what is derived from a store elsewhere is derived anew."""
        return None

    @property
    def side(self) -> SideIndex | None:
        """None: servers keep their own."""
        return None

    @property
    def unpublished(self) -> bool:
        """Whether something was written that no stamp names, here or by a process that ended early."""
        return not self._stamp()

    def _stamp(self) -> str:
        rows = self._rows(Query.load("store/stamp").body)
        return min((row["stamp"].value for row in rows), default="")

    def query(
        self,
        text: str,
        *,
        default_graph_uris: Sequence[str] = (),
        named_graph_uris: Sequence[str] = (),
        accept: str = "*/*",
        values: Mapping[str, str] | None = None,
        base: str | None = None,
    ) -> Answer:
        """The answer to a SPARQL query, known to be whole before it is given."""
        refuse_calls(text)
        asked = form(text)
        if asked == "UPDATE":
            raise BadInput("the query", "is an update, and not SPARQL that asks")
        answered = Form.GRAPH if asked in _GRAPH_FORMS else Form.RESULT
        choose(accept, answered)
        parameters = [("default-graph-uri", graph_name(graph).value) for graph in default_graph_uris]
        parameters += [("named-graph-uri", graph_name(graph).value) for graph in named_graph_uris]
        if parameters and not self.product.datasets and names_dataset(text):
            raise self._mixed("the query")
        if not parameters and self._union and not names_dataset(text):
            parameters += self.product.union
        if values:
            text = f"{text}\n{_values(values)}"
        if base:
            text = f"BASE {graph_name(base)}\n{text}"
        if answered is Form.GRAPH:
            got = self._ask(text, parameters, RdfFormat.N_TRIPLES.media_type)
            return self._answer(lambda: _triples(got), accept)
        return self._answer(lambda: self._solutions(text, parameters), accept)

    def _answer(self, make: Callable[[], QuerySolutions | QueryBoolean | Iterator[Triple]], accept: str) -> Answer:
        return Answer(*self._read(lambda: collected_results(make(), accept, self._bounds)))

    def graph(self, graph: str | None, accept: str = "*/*") -> Answer:
        """The triples of one graph."""
        if graph is not None and not self._present([graph]):
            raise NotFound(f"there is no graph <{graph}>")
        return self._answer(lambda: (quad.triple for quad in self._quads(graph)), accept)

    def graphs(self) -> list[str]:
        """The names of all graphs, in order."""
        return sorted(self._present(None))

    def quads(self, graph: str) -> Iterator[Quad]:
        """The quads of one graph."""
        return self._quads(graph)

    def _quads(self, graph: str | None) -> Iterator[Quad]:
        # By rows, since of those every server tells where it cuts them.
        parameters: Parameters = ()
        if graph is not None:
            text = Query.load("store/graph").bind(graph=graph)
        else:
            text = Query.load("store/unnamed").body
            if self.product.unnamed is None:
                raise self._nameless()
            if self.product.unnamed:
                parameters = [("default-graph-uri", self.product.unnamed)]
        place = NamedNode(graph) if graph is not None else pyoxigraph.DefaultGraph()
        for row in self._rows(text, parameters):
            yield Quad(row["s"], row["p"], row["o"], place)

    def holds(self, quads: Iterable[Quad]) -> bool:
        """Whether all of some quads are in the store, and none in a graph whose writing broke off."""
        lines = [f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads]
        if not lines:
            return True
        graphs = " ".join(sorted({line.split(maxsplit=2)[1] for line in lines}))
        marked = f"VALUES ?g {{ {graphs} }} GRAPH <{STATE}> {{ <{STATE}> {_WRITING} ?g }}"
        sound = "" if self.product.whole else f" FILTER NOT EXISTS {{ {marked} }}"
        return bool(self._solutions(f"ASK {{ {' '.join(lines)}{sound} }}", ()))

    def replace(self, graph: str, nquads: bytes) -> None:
        """Let a graph hold what N-Quads say and nothing else."""
        self.replace_all([(graph, nquads)])

    def replace_all(self, graphs: Iterable[tuple[str, bytes]]) -> None:
        """Replace several graphs, each as a whole or not at all where the server can do that."""
        wanted = {graph: _parsed(graph, data) for graph, data in graphs}
        there = self._present(wanted)
        changed = {
            graph: quads
            for graph, quads in wanted.items()
            if (as_stored(quads) != as_stored(set(self._quads(graph))) if graph in there else quads)
        }
        if not changed:
            return
        self._mark(changed)
        for graph, quads in changed.items():
            if quads:
                self._write(graph, (quad.triple for quad in quads), keep=False)
            else:
                self._drop(graph)
        self._unmark(changed)

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """Take quads out of a graph and put others in, as a whole or not at all where the server can do that."""
        text = change_text(graph, removed, added)
        if text:
            self._mark([graph])
            self._endpoint.update(text)
            self._unmark([graph])

    def remove(self, graph: str) -> bool:
        """Remove a graph. Returns whether it was there."""
        there = bool(self._present([graph]))
        if there:
            self._mark()
            self._drop(graph)
        return there

    def put(self, graph: str | None, triples: Iterable[Triple], *, keep: bool = False) -> bool:
        """Let a graph hold triples, with `keep` besides what it holds already.

        Without a triple it is there afterwards where the server keeps empty graphs. Raises Conflict where the server
        has no graph without a name.
        """
        if graph is None and self.product.unnamed is None:
            raise self._nameless()
        there = graph is None or bool(self._present([graph]))
        names = [] if graph is None else [graph]
        self._mark(names)
        self._write(graph, triples, keep and there)
        self._unmark(names)
        return there

    def update(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> None:
        """Run a SPARQL update, as a whole or not at all where the server can do that."""
        refuse_calling_update(text, base)
        if using or using_named:
            if not self.product.datasets:
                raise self._mixed("the update")
            text = with_dataset(text, [graph_name(g) for g in using], [graph_name(g) for g in using_named])
        self._mark()
        self._endpoint.update(f"BASE {graph_name(base)}\n{text}" if base else text)

    def changes(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> list[Change]:
        """Raise Conflict: no server tries an update without doing it."""
        raise Conflict(
            "the update",
            f"cannot be checked before it is done by {self.product.name}",
            "write whole graphs, or let write_check be none",
        )

    def publish(self) -> None:
        """Name the state that is reached."""
        self._writable()
        stamp = f'<{STATE}> {_STAMP} "{uuid4().hex}"'
        self._endpoint.update(f"{_FORGET} ;\nINSERT DATA {{ GRAPH <{STATE}> {{ {stamp} }} }}")
        self._marked = False

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def _writable(self) -> None:
        if self._read_only:
            raise Forbidden(f"the store {self._endpoint.name} is open for reading only")

    def _mark(self, graphs: Iterable[str] = ()) -> None:
        """Note that the state is another from now on, and which graphs may be left in part."""
        self._writable()
        self._writes += 1
        if not self._marked:
            self._endpoint.update(_FORGET)
            self._marked = True
        self._note("INSERT", graphs)

    def _unmark(self, graphs: Iterable[str]) -> None:
        self._note("DELETE", graphs)

    def _note(self, verb: str, graphs: Iterable[str]) -> None:
        lines = " ".join(f"<{STATE}> {_WRITING} {graph_name(graph)} ." for graph in graphs)
        if lines and not self.product.whole:
            self._endpoint.update(f"{verb} DATA {{ GRAPH <{STATE}> {{ {lines} }} }}")

    def _write(self, graph: str | None, triples: Iterable[Triple], keep: bool) -> None:
        if self.product.graphs is None:
            self._endpoint.update(put_text(graph, triples, keep))
            return
        data = pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES)
        assert data is not None, "without an output the bytes are returned"
        if data or self.product.keeps_empty:
            self._endpoint.write("POST" if keep else "PUT", graph, data)
        elif not keep:
            self._drop(graph)

    def _drop(self, graph: str | None) -> None:
        if self.product.graphs is None:
            self._endpoint.update(f"DROP SILENT {'DEFAULT' if graph is None else f'GRAPH {graph_name(graph)}'}")
            return
        with suppress(NotFound):
            self._endpoint.write("DELETE", graph)

    def _present(self, graphs: Iterable[str] | None) -> set[str]:
        """Those of some graphs that are there; of all with None."""
        kept = "-kept" if self.product.keeps_empty else ""
        if graphs is not None:
            text = Query.load(f"store/present{kept}").bind(g=list(graphs))
        else:
            text = Query.load("store/graphs-counted" if self.product.counts_to_list else f"store/graphs{kept}").body
        own = {STATE, self.product.unnamed, *self.product.hidden}
        return {row["g"].value for row in self._rows(text) if isinstance(row["g"], NamedNode)} - own

    def _rows(self, text: str, parameters: Parameters = ()) -> list[QuerySolution]:
        return self._read(lambda: list(cast("QuerySolutions", self._solutions(text, parameters))))

    def _solutions(self, text: str, parameters: Parameters) -> QuerySolutions | QueryBoolean:
        rows = named(self.product.rows, Form.RESULT)
        assert isinstance(rows.serializer, QueryResultsFormat)
        got = self._ask(text, parameters, rows.media_type)
        body = got.body.replace(*self.product.garble) if self.product.garble else got.body
        serializer = rows.serializer
        return self._read(lambda: pyoxigraph.parse_query_results(body, serializer))

    def _ask(self, text: str, parameters: Parameters, media_type: str) -> Got:
        try:
            preamble = self.product.preamble if self.product.preamble and not _names_graphs(text) else ""
            got = self._endpoint.ask(preamble + text, parameters, media_type)
        except NotFound as error:
            raise StoreUnavailable(str(error)) from error
        if self.product.cut and got.headers.get(self.product.cut):
            most = got.headers[self.product.cut]
            raise StoreUnavailable(f"{self._endpoint.name} gives no more than {most} rows; let it give more")
        return got

    def _read(self, make: Callable[[], Made]) -> Made:
        """What is made of an answer. Raises StoreUnavailable where it is none that SPARQL knows."""
        try:
            return make()
        except (SyntaxError, TypeError, ValueError) as error:
            fault: LegationError = StoreUnavailable(
                f"{self._endpoint.name} does not answer as a SPARQL endpoint does: {error}"
            )
        except LegationError as error:
            fault = error.with_traceback(None)
        # Raised out here, since the frames below hold a parser that no other thread may let go of.
        raise fault

    def _mixed(self, what: str) -> Conflict:
        return Conflict(
            what, f"names its graphs in a way that {self.product.name} reads otherwise", "name them in the text"
        )

    def _nameless(self) -> Conflict:
        return Conflict("the graph without a name", f"is not kept by {self.product.name}", "name a graph")


def _names_graphs(text: str) -> bool:
    """Whether a query says GRAPH."""
    return any(token.kind == "word" and token.text.upper() == "GRAPH" for token in tokens(text))


def _values(values: Mapping[str, str]) -> str:
    try:
        terms = " ".join(str(term(text)) for text in values.values())
    except ValueError as error:
        raise BadInput("a value of the request", str(error)) from error
    return f"VALUES ({' '.join(f'?{name}' for name in values)}) {{ ({terms}) }}"


def _triples(got: Got) -> Iterator[Triple]:
    return (quad.triple for quad in pyoxigraph.parse(got.body, format=RdfFormat.N_TRIPLES))


def _parsed(graph: str, data: bytes) -> set[Quad]:
    name = graph_name(graph)
    try:
        quads = set(pyoxigraph.parse(data, format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise BadInput("the quads to be written", f"are not N-Quads: {error}") from error
    if any(quad.graph_name != name for quad in quads):
        raise BadInput("the quads to be written", f"are not all in the graph <{graph}>")
    return quads
