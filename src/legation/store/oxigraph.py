"""Oxigraph in this process: in memory, on disk for the one writer, and on disk for readers of what is published."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from legation.errors import Forbidden, NotFound, StoreUnavailable
from legation.queries import Query
from legation.settings import Settings
from legation.store import Answer
from legation.store.changes import Change, differences, written_graphs
from legation.store.checkpoints import Folder, Lock, moment, versioned
from legation.store.evaluation import Request, collected, values_of
from legation.store.readers import Readers
from legation.store.side import journal
from legation.store.side.answers import SideIndex
from legation.store.side.journal import Changed, Journal
from legation.store.side.publishing import Update, is_of, make
from legation.store.side.tables import FILE
from legation.store.updates import change_text, check_graph, graph_name, poured, prepared, put_text, replaced, updated


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
    def published(self) -> dt.datetime | None:
        """None: nothing is published."""
        return None

    @property
    def beside(self) -> Path | None:
        """None: nothing is kept."""
        return None

    @property
    def side(self) -> SideIndex | None:
        """None: readers have it."""
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
        replaced(self._store, graphs, self._mark)

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """Take quads out of a graph and put others in, as a whole or not at all."""
        if removed.strip():
            text = change_text(graph, removed, added)
            self._mark(journal.of_lines(removed + added))
            self._store.update(text)
        elif added.strip():
            check_graph(graph, added)
            self._mark(journal.of_lines(added))
            poured(self._store, added)

    def remove(self, graph: str) -> bool:
        """Remove a graph. Returns whether it was there."""
        name = graph_name(graph)
        if not self._store.contains_named_graph(name):
            return False
        self._mark(self._held(name))
        self._store.remove_graph(name)
        return True

    def put(self, graph: str | None, triples: Iterable[Triple], *, keep: bool = False) -> bool:
        """Let a graph hold triples, with `keep` besides what it holds already."""
        name = DefaultGraph() if graph is None else graph_name(graph)
        there = graph is None or self._store.contains_named_graph(name)
        triples = list(triples)
        self._mark(self._held(name))
        self._mark(journal.of_triples(graph, triples))
        updated(self._store, put_text(graph, triples, keep))
        return there

    def update(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> None:
        """Run a SPARQL update, as a whole or not at all."""
        self._run(prepared(text, using, using_named, base), base)

    def _run(self, text: str, base: str | None) -> None:
        self._mark(journal.ANYTHING)
        updated(self._store, text, base)

    def changes(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> list[Change]:
        """What an update would change; nothing is written."""
        text = prepared(text, using, using_named, base)
        with self._copy() as copy:
            updated(copy, text, base)
            return list(differences(self._store, copy, written_graphs(text, base, self._store)))

    @contextmanager
    def _copy(self) -> Iterator[pyoxigraph.Store]:
        """Another store with the same content, until the context ends."""
        copy = pyoxigraph.Store()
        copy.extend(self._store)
        for graph in self._store.named_graphs():
            copy.add_graph(graph)
        yield copy

    def _mark(self, changed: Changed | None) -> None:
        """Note that something is about to be written, and of which subjects."""
        del changed
        self._writes += 1

    def _held(self, graph: NamedNode | DefaultGraph) -> Changed | None:
        """The subjects of a graph that is about to be replaced, for `_mark`."""
        del graph
        return journal.ANYTHING

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
        self._journal = Journal(self._folder.unpublished)
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
    def published(self) -> dt.datetime | None:
        """When the last checkpoint was published."""
        return moment(self._folder.stamp())

    @property
    def beside(self) -> Path:
        """The folder of the store."""
        return self._folder.root

    @property
    def unpublished(self) -> bool:
        """Whether there is more in this store than in its newest checkpoint."""
        return self._folder.unpublished.exists()

    def _mark(self, changed: Changed | None) -> None:
        super()._mark(changed)
        self._journal.note(changed)

    def _held(self, graph: NamedNode | DefaultGraph) -> Changed | None:
        return journal.of_quads(self._store.quads_for_pattern(None, None, None, graph))

    def _run(self, text: str, base: str | None) -> None:
        graphs = written_graphs(text, base, self._store)
        before = self._few(graphs)
        self._writes += 1
        place = self._journal.note(journal.ANYTHING)
        after = before
        try:
            updated(self._store, text, base)
            after = self._few(graphs) if before is not None else None
        finally:
            if before is not None and after is not None:
                self._journal.correct(place, journal.of_quads(before ^ after))

    def _few(self, graphs: set[NamedNode] | None) -> set[Quad] | None:
        """The quads of some graphs and of the one without a name, of all graphs with None; None where they are many."""
        names: list[NamedNode | DefaultGraph | None] = [None] if graphs is None else [DefaultGraph(), *graphs]
        quads = chain.from_iterable(self._store.quads_for_pattern(None, None, None, name) for name in names)
        found = set(islice(quads, journal.MOST + 1))
        return found if len(found) <= journal.MOST else None

    def publish(self, *, index: bool = True) -> None:
        """Make a checkpoint of what was written and let readers find it, with the side index in line where it was.

        What is published first gets one, but for `index`.
        """
        number, draft = self._folder.drafted()
        before, changed = self._folder.version(), self._journal.read()
        try:
            self._store.backup(str(draft))
            side = Update(self._index, self._store, before, changed) if index else None
            self._folder.make_current(number, draft)
            self._folder.unpublished.unlink(missing_ok=True)
        except (OSError, RuntimeError) as error:
            raise StoreUnavailable(f"the store {self._folder.root} cannot be published: {error}") from error
        if side is not None:
            side.finish(self._folder.version())

    @property
    def _index(self) -> Path:
        return self._folder.root / FILE

    def index(self, *, anew: bool = False) -> bool:
        """Make the side index of what is published, where it is not in line, or `anew`. Returns whether it was made.

        Raises StoreUnavailable where it cannot be written or nothing was published.
        """
        _, path, lease = self._folder.lease()
        try:
            state = self._folder.version()
            wanted = anew or not is_of(self._index, state)
            if wanted:
                make(self._index, pyoxigraph.Store.read_only(str(path)), state)
            return wanted
        finally:
            lease.release()

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
        self._side = SideIndex(
            self._folder.root / FILE,
            lambda subject, graph: self.engine().quads_for_pattern(subject, None, None, graph),
        )

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
    def side(self) -> SideIndex | None:
        """The index in the folder of the store, where queries see the union of all graphs."""
        return self._side if self._union else None

    @property
    def unpublished(self) -> bool:
        """Whether a writer has written what is not published yet."""
        return self._folder.unpublished.exists()

    @property
    def version(self) -> str:
        """The number of the newest checkpoint and when it became that."""
        newest = self._newest()
        return versioned(newest.number, newest.stamp)

    @property
    def published(self) -> dt.datetime | None:
        """When the newest checkpoint was published."""
        return moment(self._newest().stamp)

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
        self._side.close()
        self._held = None
