"""The graph of the world, kept in line with what articles tell at the cost of what changed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from legation.errors import StoreUnavailable
from legation.gazetteer import Gazetteer
from legation.graph.copies import independent
from legation.graph.correcting import Corrections
from legation.graph.corrections import read_corrections
from legation.graph.events import event_triples
from legation.graph.evidence import ArticleEvidence, read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.merge import Happening
from legation.graph.quads import as_nquads, lines
from legation.graph.world import label_of, sources, thing_triples
from legation.ingest.world_around import around
from legation.ingest.world_index import Index
from legation.model import ArticleId, EntityId
from legation.queries import Query
from legation.store import Store

FILE = "world.sqlite"
"""The name of the index in the folder of its store."""

_LINES = 50_000
"""Changed lines that are written together."""

_PAGE = 256
"""Articles that are read into the index together."""


class World:
    """The world graph of a store with its index.

    `expect` comes before articles are written to the store, `put` and `drop` after it, `settle` before and `published`
    after publishing. Where a run ends between any two of these, the next one makes good for it. An index that is not
    there, is damaged, or is not that of the state that was published last is made anew from the store, as a stream.
    """

    def __init__(self, store: Store, identifiers: Identifiers, gazetteer: Gazetteer) -> None:
        self.store = store
        self.identifiers = identifiers
        self.gazetteer = gazetteer
        self.corrections = corrections_of(store, identifiers, gazetteer)
        self._path = store.beside / FILE if store.beside else None
        self.index = _opened(self._path, gazetteer)
        self.is_whole = self._recovered()

    def _recovered(self) -> bool:
        """Whether the index is in line with the store, after what a run left half-done was done."""
        with self._told():
            if self.index.note("state") != self._state() or not self._is_ours():
                return not any(map(self.identifiers.article_of_graph, self.store.graphs())) and self._begun()
            self._land()
            self._take(row[0] for row in self.index.tables.execute("SELECT article FROM awaited").fetchall())
        return True

    def _state(self) -> str:
        """What names the state that was published last."""
        return f"{self.identifiers.base} {self.store.version.partition('+')[0]}"

    def _is_ours(self) -> bool:
        """Whether what is not published was written by a run that left it in the index."""
        return not self.store.unpublished or self.index.note("writing") == "yes"

    def _begun(self) -> bool:
        """Begin the index of a store without articles."""
        self.index.clear()
        self.store.remove(self.identifiers.world)
        self.index.set_note("state", self._state())
        self.index.commit()
        return True

    def forget(self) -> None:
        """Have the index made anew, for what articles tell depends on more than their graphs. An empty one is new."""
        self.is_whole = self.is_whole and self.index.is_empty()

    def expect(self, articles: Iterable[ArticleId]) -> None:
        """Note that the graphs of articles are about to change."""
        if self.is_whole:
            with self._told():
                self.index.tables.executemany("INSERT OR IGNORE INTO awaited VALUES (?)", [(a,) for a in articles])
                self.index.set_note("writing", "yes")
                self.index.commit()

    def put(self, told: Iterable[ArticleEvidence]) -> None:
        """Let articles that are in the store tell this."""
        if self.is_whole:
            with self._told():
                for evidence in told:
                    self.index.put(self.corrections.applied(evidence))
                    self._arrived(evidence.article)
                self.index.commit()

    def drop(self, article: ArticleId) -> None:
        """Let an article that was removed from the store tell nothing."""
        if self.is_whole:
            with self._told():
                self._take([article])

    def _take(self, articles: Iterable[str]) -> None:
        """Let articles tell what their graphs in the store tell; nothing where there is none."""
        for article in articles:
            quads = self.store.quads(self.identifiers.graph(ArticleId(article)))
            found = next(read_evidence(quads, self.gazetteer, self.identifiers), None)
            if found is None:
                self.index.drop(ArticleId(article))
            else:
                self.index.put(self.corrections.applied(found))
            self._arrived(article)
        self.index.commit()

    def correct(self, articles: Iterable[ArticleId]) -> None:
        """Let articles tell what they do by the corrections that are in the store by now."""
        self.corrections = corrections_of(self.store, self.identifiers, self.gazetteer)
        if self.is_whole:
            with self._told():
                self._take(articles)

    def _arrived(self, article: str) -> None:
        self.index.tables.execute("DELETE FROM awaited WHERE article = ?", (article,))

    def settle(self) -> None:
        """Bring the world graph in line with what all articles tell."""
        with self._told():
            if not self.is_whole:
                self._renew()
            self.index.edit(self.corrections.edits(self.index.reported), self.identifiers.article_of)
            changed: Counter[str] = Counter()
            for gone, come in self._changes():
                changed.subtract(gone)
                changed.update(come)
                if len(changed) >= _LINES:
                    self._fly(changed)
                    changed.clear()
            self._fly(changed)
            self.is_whole = True

    def published(self) -> None:
        """Note that the state that the index is in line with is published."""
        with self._told():
            self.index.set_note("state", self._state())
            self.index.set_note("writing", "")
            self.index.commit()

    def compact(self) -> None:
        """Write the index anew, without the room that rows left that are no more."""
        with self._told():
            self.index.compact()

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def _renew(self) -> None:
        """Read all articles into an empty index. The world is begun anew."""
        self.index.clear()
        self.store.remove(self.identifiers.world)
        articles = [a for a in map(self.identifiers.article_of_graph, self.store.graphs()) if a]
        for start in range(0, len(articles), _PAGE):
            self._take(articles[start : start + _PAGE])

    def _changes(self) -> Iterator[tuple[set[str], set[str]]]:
        """The lines that go and those that come, thing by thing."""
        for thing in self.index.due():
            triples = thing_triples(thing, self.index.facts(thing), self.gazetteer, self.identifiers)
            gone, come = self.index.write(thing, lines(triples))
            if gone or come:
                self.index.loosen(thing)
                yield gone, come
        edited = self.index.edited()
        for name, report in self.index.loose():
            if report is None:
                gone = self.index.leave([name])
            else:
                reports, told = around(self.index, report, edited)
                self.index.settled(reports)
                gone = self.index.leave(reports)
                for event in told:
                    gone.discard(event.digest)
                    yield self._event(event)
            for former in gone:
                yield self.index.write(former, [])

    def _event(self, event: Happening) -> tuple[set[str], set[str]]:
        """The lines that go and those that come with an event."""
        self.index.join(event.accounts, event.digest)
        texts = {account.article: self.index.text(account.article) for account in event.accounts}
        told = event_triples(event, independent(sources(event, texts)), self._label, self.identifiers)
        return self.index.write(event.digest, lines(told))

    def _label(self, thing: EntityId) -> str:
        return label_of(thing, self.index.facts(thing), self.gazetteer)

    def _fly(self, changed: Mapping[str, int]) -> None:
        """Write lines that went or came. What is on its way when a run ends is written again by the next."""
        graph = self.identifiers.world
        # A line may leave one thing and come to another, or come and go again: then it stays as it is.
        gone, come = (as_nquads(sorted(line for line, times in changed.items() if times * sign > 0), graph)
                      for sign in (-1, 1))  # fmt: skip
        self.index.tables.execute("INSERT INTO flying VALUES (?, ?)", (gone, come))
        self.index.commit()
        self._land()

    def _land(self) -> None:
        for removed, added in self.index.tables.execute("SELECT removed, added FROM flying").fetchall():
            self.store.change(self.identifiers.world, removed, added)
        self.index.tables.execute("DELETE FROM flying")
        self.index.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except KeyboardInterrupt:  # after which the run goes on to its end
            self.index.tables.rollback()
            raise
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the index {self._path} cannot be written or read: {error}") from error


def corrections_of(store: Store, identifiers: Identifiers, gazetteer: Gazetteer) -> Corrections:
    """All corrections that are in a store."""
    graphs = graphs_of(store, "correction/graphs", identifiers)
    return Corrections(read_corrections(chain.from_iterable(map(store.quads, graphs)), identifiers), gazetteer)


def graphs_of(store: Store, query: str, identifiers: Identifiers, **values: str) -> list[str]:
    """The names in the one column of a named query."""
    asked = Query.load(query, base=identifiers.base).bind(**values)
    return store.query(asked, accept="text/csv").body().decode().splitlines()[1:]


def _opened(path: Path | None, gazetteer: Gazetteer) -> Index:
    """The index in a file; a damaged one is begun anew."""
    try:
        return Index(path, gazetteer)
    except sqlite3.DatabaseError:
        if path is None:
            raise
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)
    try:
        return Index(path, gazetteer)
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the index {path} cannot be made: {error}") from error
