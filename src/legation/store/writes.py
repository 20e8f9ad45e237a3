"""Single writes as values: a condition on what is there, a check of what would be there, and then the write."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from legation.errors import Forbidden, LegationError, NotFound, Stale
from legation.graph.identifiers import Identifiers
from legation.graph.vocabulary import LEG_NS
from legation.model import Report
from legation.store import Store
from legation.store.changes import Change
from legation.store.formats import Form, named

Check = Callable[[bytes], Report]
"""Tells whether N-Quads, their graphs taken together, conform to the shapes."""


class Nonconforming(LegationError):
    """What would be written breaks the shapes of the ontology."""

    status = 422

    def __init__(self, graph: str, report: Report) -> None:
        self.graph, self.report = graph, report
        count = len(report.violations)
        super().__init__(
            f"{graph} would break the shapes of the ontology in {count} place{'s' if count > 1 else ''}; "
            "nothing was written"
        )

    def __reduce__(self) -> tuple[type[Nonconforming], tuple[str, Report]]:
        return type(self), (self.graph, self.report)


@dataclass(frozen=True, slots=True)
class Condition:
    """The tags of which a graph must have one (If-Match), or must have none (If-None-Match); `*` is any."""

    match: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    def require(self, store: Store, graph: str | None) -> None:
        """Raise Stale where the graph is not as the condition has it."""
        if self.match and not any(_has(store, graph, tag) for tag in self.match):
            raise Stale("the graph is not the one that If-Match names any more; get it again")
        if any(_has(store, graph, tag) for tag in self.none):
            raise Stale("the graph is one that If-None-Match names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A SPARQL update, as `Store.update` takes it."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A graph to be replaced, or with `keep` added to, by N-Triples."""

    graph: str | None
    ntriples: bytes
    keep: bool = False
    condition: Condition = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """A graph to be removed; the one without a name is emptied."""

    graph: str | None
    condition: Condition = Condition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Corrections to be made, each as JSON; what makes them is given to the program that writes."""

    requests: tuple[bytes, ...]
    corrector: str
    time: dt.datetime


Write = Update | Put | Remove | Correct

Done = bool | tuple[str, ...]
"""Whether the graph was there before; of corrections their IRIs."""

Corrects = Callable[[Store, Correct, str], tuple[str, ...]]
"""Makes corrections in a store, publishes them, and gives their IRIs; the text is the base."""


def tag(format_name: str, body: bytes) -> str:
    """What names the state of a graph, told by its bytes in one format."""
    return f"{format_name}-{hashlib.sha256(body).hexdigest()[:32]}"


def _has(store: Store, graph: str | None, tag_: str) -> bool:
    format_name = tag_.partition("-")[0] if tag_ != "*" else "ntriples"
    try:
        body = store.graph(graph, named(format_name, Form.GRAPH).media_type).body()
    except LegationError as error:
        if error.status in {NotFound.status, 400}:
            return False
        raise
    return tag_ in {"*", tag(format_name, body)}


def perform(
    store: Store, write: Write, base: str, check: Check | None = None, corrects: Corrects | None = None
) -> Done:
    """Do one write. Returns whether the graph was there before; True for an update.

    With `check` the graphs in which terms of the ontology change must conform afterwards. Raises Stale, Nonconforming,
    NotFound for the removal of a graph that is not there, and what the store raises.
    """
    if isinstance(write, Correct):
        if corrects is None:
            raise Forbidden("this service takes no corrections; make them with `legation correct`")
        return corrects(store, write, base)
    if not isinstance(write, Update):
        write.condition.require(store, write.graph)
    triples = list(pyoxigraph.parse(write.ntriples, format=RdfFormat.N_TRIPLES)) if isinstance(write, Put) else []
    if check is not None:
        _check(store, _changes(store, write, triples), base, check)
    if isinstance(write, Update):
        store.update(write.text, using=write.using, using_named=write.using_named, base=write.base)
    elif isinstance(write, Put):
        return store.put(write.graph, (quad.triple for quad in triples), keep=write.keep)
    elif write.graph is None:
        store.put(None, ())
    elif not store.remove(write.graph):
        raise NotFound(f"there is no graph <{write.graph}>")
    return True


def _changes(store: Store, write: Update | Put | Remove, triples: Iterable[Quad]) -> list[Change]:
    if isinstance(write, Update):
        return store.changes(write.text, using=write.using, using_named=write.using_named, base=write.base)
    if write.graph is None:
        before: frozenset[Quad] = frozenset()
        place: NamedNode | DefaultGraph = DefaultGraph()
        body = store.graph(None, RdfFormat.N_TRIPLES.media_type).body()
        before = frozenset(pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES))
    else:
        place = NamedNode(write.graph)
        before = frozenset(store.quads(write.graph))
    after = frozenset(Quad(t.subject, t.predicate, t.object, place) for t in triples)
    return [Change(write.graph, before, after | before if isinstance(write, Put) and write.keep else after)]


def _check(store: Store, changes: Iterable[Change], base: str, check: Check) -> None:
    """Raise Nonconforming for the first graph that would not conform."""
    after = {change.graph: change.after for change in changes if any(map(_is_ours, change.before ^ change.after))}
    identifiers = Identifiers(base)
    layers = (identifiers.world, identifiers.gazetteer)
    for graph, quads in after.items():
        together = set(quads)
        if graph in layers:
            for other in layers:
                together |= after[other] if other in after else set(store.quads(other))
        data = pyoxigraph.serialize((quad.triple for quad in together), format=RdfFormat.N_TRIPLES)
        assert data is not None, "without an output the bytes are returned"
        report = check(data)
        if not report.conforms:
            raise Nonconforming(f"<{graph}>" if graph is not None else "the graph without a name", report)


def _is_ours(quad: Quad) -> bool:
    terms = (quad.subject, quad.predicate, quad.object)
    return any(isinstance(term, NamedNode) and term.value.startswith(LEG_NS) for term in terms)
