"""Oxigraph in this process: in memory, on disk for the one writer, and on disk for readers of what is published."""

from __future__ import annotations

import re
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple

from legation.errors import BadInput, Conflict, Forbidden, NotFound, StoreUnavailable
from legation.queries import Query
from legation.settings import Settings
from legation.store import Answer
from legation.store.changes import Change, differences, written_graphs
from legation.store.checkpoints import Folder, Lock
from legation.store.evaluation import Request, collected, is_damage, values_of
from legation.store.guard import after_prologue, refuse_calls
from legation.store.readers import Readers
from legation.store.using import with_dataset

POURING = 2_000_000
"""From so many bytes on quads are added in bulk, which costs files a time and then less for each quad."""


class _Readable(ABC):
    """What every Oxigraph store does with an open engine."""

    _union = True

    @abstractmethod
    def engine(self) -> pyoxigraph.Store:
        """The open engine that the next query runs on."""

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
        """The answer to a SPARQL query, made whole before it is given."""
        request = Request(
            text=text,
            default_graphs=tuple(default_graph_uris),
            named_graphs=tuple(named_graph_uris),
            accept=accept,
            values=values_of(values),
            base=base,
            union=self._union,
        )
        return self._answer(request)

    def graph(self, graph: str | None, accept: str = "*/*") -> Answer:
        """The triples of one graph."""
        if graph is not None and not self.engine().contains_named_graph(graph_name(graph)):
            raise NotFound(f"there is no graph <{graph}>")
        named = () if graph is None else (graph,)
        return self._answer(
            Request(text=Query.load("service/graph").body, default_graphs=named, accept=accept, union=False)
        )

    def _answer(self, request: Request) -> Answer:
        return Answer(*collected(self.engine(), request))

    def graphs(self) -> list[str]:
        """The names of all graphs, in order."""
        return sorted(g.value for g in self.engine().named_graphs() if isinstance(g, NamedNode))

    def quads(self, graph: str) -> Iterator[Quad]:
        """The quads of one graph."""
        return iter(self.engine().quads_for_pattern(None, None, None, NamedNode(graph)))

    def holds(self, quads: Iterable[Quad]) -> bool:
        """Whether all of some quads are in the store."""
        engine = self.engine()
        return all(quad in engine for quad in quads)


class MemoryStore(_Readable):
    """A store that is kept nowhere."""

    def __init__(self, union: bool = True) -> None:
        self._store = pyoxigraph.Store()
        self._writes = 0
        self._union = union

    def engine(self) -> pyoxigraph.Store:
        """The one engine there is."""
        return self._store

    @property
    def version(self) -> str:
        """The number of writes so far."""
        return str(self._writes)

    @property
    def beside(self) -> Path | None:
        """None: nothing is kept."""
        return None

    @property
    def unpublished(self) -> bool:
        """False: queries see what is written."""
        return False

    def replace(self, graph: str, nquads: bytes) -> None:
        """Let a graph hold what N-Quads say and nothing else."""
        self.replace_all([(graph, nquads)])

    def replace_all(self, graphs: Iterable[tuple[str, bytes]]) -> None:
        """Replace several graphs, each as a whole or not at all."""
        _replace(self._store, graphs, self._mark)

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """Take quads out of a graph and put others in, as a whole or not at all."""
        if removed.strip():
            text = change_text(graph, removed, added)
            self._mark()
            self._store.update(text)
        elif added.strip():
            _check(graph, added)
            self._mark()
            _pour(self._store, added)

    def remove(self, graph: str) -> bool:
        """Remove a graph. Returns whether it was there."""
        name = graph_name(graph)
        if not self._store.contains_named_graph(name):
            return False
        self._mark()
        self._store.remove_graph(name)
        return True

    def put(self, graph: str | None, triples: Iterable[Triple], *, keep: bool = False) -> bool:
        """Let a graph hold triples, with `keep` besides what it holds already."""
        there = graph is None or self._store.contains_named_graph(graph_name(graph))
        self._mark()
        updated(self._store, put_text(graph, triples, keep))
        return there

    def update(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> None:
        """Run a SPARQL update, as a whole or not at all."""
        text = _prepared(text, using, using_named, base)
        self._mark()
        updated(self._store, text, base)

    def changes(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> list[Change]:
        """What an update would change; nothing is written."""
        text = _prepared(text, using, using_named, base)
        with self._copy() as copy:
            updated(copy, text, base)
            return list(differences(self._store, copy, written_graphs(text, base)))

    @contextmanager
    def _copy(self) -> Iterator[pyoxigraph.Store]:
        """Another store with the same content, until the context ends."""
        copy = pyoxigraph.Store()
        copy.extend(self._store)
        for graph in self._store.named_graphs():
            copy.add_graph(graph)
        yield copy

    def _mark(self) -> None:
        """Note that something is about to be written."""
        self._writes += 1

    def publish(self) -> None:
        """Do nothing: queries see what is written."""

    def close(self) -> None:
        """Forget everything."""
        self._store = pyoxigraph.Store()


class DiskStore(MemoryStore):
    """A store on disk, opened by its one writer, who sees each write at once; readers see what is published."""

    def __init__(self, location: str | Path, kept: int = 1) -> None:
        self._writes = 0
        self._folder = Folder(location, kept)
        self._lock: Lock | None = self._folder.lock()
        try:
            self._store = pyoxigraph.Store(str(self._folder.live))
        except (OSError, RuntimeError) as error:
            self._lock.release()
            raise StoreUnavailable(f"the store {location} cannot be opened: {error}") from error

    @property
    def version(self) -> str:
        """The stamp of the last checkpoint with the number of writes since this store was opened."""
        stamp, _ = self._folder.stamp()
        return f"{stamp:x}+{self._writes}"

    @property
    def beside(self) -> Path:
        """The folder of the store."""
        return self._folder.root

    @property
    def unpublished(self) -> bool:
        """Whether there is more in this store than in its newest checkpoint."""
        return self._folder.unpublished.exists()

    def _mark(self) -> None:
        super()._mark()
        self._folder.unpublished.touch()

    def publish(self) -> None:
        """Make a checkpoint of what was written and let readers find it."""
        number, draft = self._folder.drafted()
        try:
            self._store.backup(str(draft))
            self._folder.make_current(number, draft)
            self._folder.unpublished.unlink(missing_ok=True)
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(f"the store {self._folder.root} cannot be published: {error}") from error

    def compact(self) -> None:
        """Write what is there anew, without what was replaced or removed. Readers get it when it is published."""
        try:
            self._store.optimize()
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(f"the store {self._folder.root} cannot be compacted: {error}") from error

    @contextmanager
    def _copy(self) -> Iterator[pyoxigraph.Store]:
        # Its files are those of the store, under other names.
        place = self._folder.root / "copy"
        shutil.rmtree(place, ignore_errors=True)
        try:
            self._store.backup(str(place))
            yield pyoxigraph.Store(str(place))
        except OSError as error:
            raise StoreUnavailable(f"the store {self._folder.root} cannot be copied: {error}") from error
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Write out what is buffered, and let another process write."""
        if self._lock is not None:
            self._store.flush()
            self._store = pyoxigraph.Store()
            self._lock.release()
            self._lock = None


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    """An open checkpoint with the lock that keeps it; both go when nothing refers to it any more."""

    number: int
    stamp: tuple[int, int]
    engine: pyoxigraph.Store
    lease: Lock


class DiskReader(_Readable):
    """A store on disk, opened for reading: each query sees the newest checkpoint as a whole."""

    def __init__(self, location: str | Path, limits: Settings | None = None, union: bool = True) -> None:
        self._folder = Folder(location)
        self._union = union
        self._moving = threading.Lock()
        self._held: _Checkpoint | None = self._open()
        self._readers = Readers(str(location), limits) if limits else None

    def _open(self) -> _Checkpoint:
        stamp = self._folder.stamp()
        number, path, lease = self._folder.lease()
        try:
            return _Checkpoint(number, stamp, pyoxigraph.Store.read_only(str(path)), lease)
        except (OSError, RuntimeError) as error:
            lease.release()
            raise StoreUnavailable(f"checkpoint {path} cannot be read: {error}; publish the store anew") from error

    def _newest(self) -> _Checkpoint:
        held = self._held
        if held is None:
            raise StoreUnavailable(f"the store {self._folder.root} was closed")
        if held.stamp == self._folder.stamp():
            return held
        with self._moving:
            if self._held is held:
                self._held = self._open()
        return self._held or held

    def engine(self) -> pyoxigraph.Store:
        """The engine of the newest checkpoint."""
        return self._newest().engine

    def _answer(self, request: Request) -> Answer:
        return self._readers.answer(request) if self._readers else super()._answer(request)

    @property
    def beside(self) -> Path | None:
        """None: nothing is written."""
        return None

    @property
    def unpublished(self) -> bool:
        """Whether a writer has written what is not published yet."""
        return self._folder.unpublished.exists()

    @property
    def version(self) -> str:
        """The number of the newest checkpoint and when it became that."""
        newest = self._newest()
        return f"{newest.number}-{newest.stamp[0]:x}"

    def quads(self, graph: str) -> Iterator[Quad]:
        """The quads of one graph, all of one checkpoint."""
        newest = self._newest()
        yield from newest.engine.quads_for_pattern(None, None, None, NamedNode(graph))

    def replace(self, graph: str, nquads: bytes) -> None:
        """Raise Forbidden."""
        raise self._refusal()

    def replace_all(self, graphs: Iterable[tuple[str, bytes]]) -> None:
        """Raise Forbidden."""
        raise self._refusal()

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """Refuse to write."""
        raise self._refusal()

    def remove(self, graph: str) -> bool:
        """Raise Forbidden."""
        raise self._refusal()

    def put(self, graph: str | None, triples: Iterable[Triple], *, keep: bool = False) -> bool:
        """Raise Forbidden."""
        raise self._refusal()

    def update(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> None:
        """Raise Forbidden."""
        raise self._refusal()

    def changes(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> list[Change]:
        """Raise Forbidden."""
        raise self._refusal()

    def publish(self) -> None:
        """Raise Forbidden."""
        raise self._refusal()

    def _refusal(self) -> Forbidden:
        return Forbidden(f"the store {self._folder.root} is open for reading only")

    def close(self) -> None:
        """Let go of the checkpoint, and end the processes that read for this store."""
        if self._readers:
            self._readers.close()
        self._held = None


def _prepared(text: str, using: Sequence[str], using_named: Sequence[str], base: str | None) -> str:
    """The text of an update that calls no other address and names its graphs itself."""
    refuse_calling_update(text, base)
    if using or using_named:
        return with_dataset(text, [graph_name(g) for g in using], [graph_name(g) for g in using_named])
    return text


def refuse_calling_update(text: str, base: str | None) -> None:
    """Raise Forbidden where an update would fetch from another address, BadInput where it is none at all."""
    try:
        refuse_calls(text)
    except Forbidden:
        # An update is parsed as a whole before its first operation runs, and here that one fails. With escapes in it
        # the text may begin elsewhere than it seems to, and is not looked at any further.
        if "\\" in text:
            raise
        place = after_prologue(text)
        try:
            pyoxigraph.Store().update(f"{text[:place]} DROP GRAPH <x:none> ; {text[place:]}", base_iri=base)
        except SyntaxError as error:
            raise BadInput("the update", "is not SPARQL") from error
        except (ValueError, RuntimeError):
            pass
        raise


def updated(engine: pyoxigraph.Store, text: str, base: str | None = None) -> None:
    """Run an update on an engine, with the errors that `Store.update` raises."""
    try:
        engine.update(text, base_iri=base)
    except SyntaxError as error:
        raise BadInput("the update", f"is not SPARQL: {error}") from error
    except RuntimeError as error:
        if is_damage(error):
            raise StoreUnavailable(f"the update was not written: {error}") from error
        raise Conflict("the update", f"cannot be done: {error}") from error
    except ValueError as error:
        raise BadInput("the update", str(error)) from error
    except OSError as error:
        raise StoreUnavailable(f"the update was not written: {error}") from error


def graph_name(graph: str) -> NamedNode:
    """The name of a graph as a term. Raises BadInput."""
    try:
        return NamedNode(graph)
    except ValueError as error:
        raise BadInput(f"graph {graph!r}", f"a graph is named by an IRI: {error}") from error


def put_text(graph: str | None, triples: Iterable[Triple], keep: bool) -> str:
    """The update that writes triples to a graph; blank nodes in them are never those of the graph."""
    name = None if graph is None else graph_name(graph)
    target = "DEFAULT" if name is None else f"GRAPH {name}"
    data = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
    steps = [] if keep else [f"CLEAR SILENT {target}"]
    if name is not None:
        steps.append(f"CREATE SILENT {target}")
    if data:
        steps.append(f"INSERT DATA {{ {data} }}" if name is None else f"INSERT DATA {{ {target} {{ {data} }} }}")
    return " ;\n".join(steps)


def change_text(graph: str, removed: bytes, added: bytes) -> str:
    """The update that takes quads out of a graph and puts others in. Raises BadInput where it cannot be one."""
    steps = []
    for verb, data in (("DELETE", removed), ("INSERT", added)):
        if data.strip():
            _check(graph, data)
            triples = data.decode().replace(f" <{graph}> .\n", " .\n")
            steps.append(f"{verb} DATA {{ GRAPH {graph_name(graph)} {{\n{triples}}} }}")
    return " ;\n".join(steps)


def _replace(engine: pyoxigraph.Store, graphs: Iterable[tuple[str, bytes]], mark: Callable[[], None]) -> None:
    """Write graphs that are there as differences, in one transaction each; new ones in bulk where they are many.

    Each of the calls used is all or nothing, so that no graph is ever seen in part. `mark` is called before a write.
    """
    fresh: dict[str, bytes] = {}
    try:
        for graph, data in graphs:
            if engine.contains_named_graph(graph_name(graph)):
                _change(engine, graph, data, mark)
            else:
                _check(graph, data)
                fresh[graph] = data
        if added := b"".join(fresh.values()).strip():
            mark()
            _pour(engine, added)
    except SyntaxError as error:
        raise BadInput("the quads to be written", f"are not N-Quads: {error}") from error
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(f"the quads were not written: {error}") from error


def _pour(engine: pyoxigraph.Store, nquads: bytes) -> None:
    """Add quads, in bulk where they are many; all of them or none."""
    load = engine.bulk_load if len(nquads) >= POURING else engine.load
    load(nquads, RdfFormat.N_QUADS)


_LINE_GRAPH = re.compile(rb" <([^<>]*)> \.\s*$", re.MULTILINE)


def _check(graph: str, data: bytes) -> None:
    """Raise BadInput unless each line ends in the name of the graph; no literal holds an end of line."""
    if data.count(f" <{graph}> .\n".encode()) == data.count(b"\n") and data.endswith(b"\n"):
        return
    lines = data.count(b" .\n") + (not data.endswith(b"\n") and bool(data.strip()))
    names = _LINE_GRAPH.findall(data)
    if set(names) - {graph.encode()} or len(names) < lines:
        raise BadInput("the quads to be written", f"are not all in the graph <{graph}>")


def _change(engine: pyoxigraph.Store, graph: str, data: bytes, mark: Callable[[], None]) -> None:
    """Bring a graph to a new state by one update, if that is another state."""
    name = graph_name(graph)
    new = set(pyoxigraph.parse(data, format=RdfFormat.N_QUADS))
    if any(quad.graph_name != name for quad in new):
        raise BadInput("the quads to be written", f"are not all in the graph <{graph}>")
    if not new:
        mark()
        engine.remove_graph(name)
        return
    old = set(engine.quads_for_pattern(None, None, None, name))
    if any(isinstance(t, BlankNode) for quad in old for t in (quad.subject, quad.object)):
        text = f"CLEAR GRAPH {name} ;\n{_data('INSERT', name, new)}"
    else:
        added = as_stored(new - old)
        steps = (_data("DELETE", name, old - new - added), _data("INSERT", name, added - old))
        text = " ;\n".join(filter(None, steps))
    if text:
        mark()
        engine.update(text)


def as_stored(quads: set[Quad]) -> set[Quad]:
    """The quads as the engine gives them back: it keeps numbers and times as values, not as they were written."""
    engine = pyoxigraph.Store()
    engine.extend(quads)
    return set(engine)


def _data(verb: str, graph: NamedNode, quads: set[Quad]) -> str:
    if not quads:
        return ""
    lines = "\n".join(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in quads)
    return f"{verb} DATA {{ GRAPH {graph} {{\n{lines}\n}} }}"
