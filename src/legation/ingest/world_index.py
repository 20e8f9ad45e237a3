"""What the world was made of, in SQLite beside the store: facts by thing, reports by key, what was written of each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

import msgspec

from legation.gazetteer import Gazetteer
from legation.graph.copies import Text
from legation.graph.evidence import Account, ArticleEvidence, Naming, Renamed
from legation.graph.exclusion import Facts
from legation.graph.merge import Edit, Link, links
from legation.graph.reports import LONGEST, Report, profiles
from legation.graph.world import Fact, told_by
from legation.model import ArticleId, Entity, EntityId

FORM = "2"
"""The form of these tables and of what they hold. Another one is made anew."""

_TABLES = """
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (name TEXT PRIMARY KEY, evidence BLOB NOT NULL);
CREATE TABLE fact (thing TEXT, fact BLOB, times INTEGER NOT NULL, PRIMARY KEY (thing, fact)) WITHOUT ROWID;
CREATE TABLE shelf (
  key TEXT, first INTEGER, report TEXT, last INTEGER NOT NULL, article TEXT NOT NULL,
  PRIMARY KEY (key, first, report)
) WITHOUT ROWID;
CREATE TABLE party (entity TEXT, report TEXT, article TEXT NOT NULL, PRIMARY KEY (entity, report)) WITHOUT ROWID;
CREATE TABLE member (report TEXT PRIMARY KEY, event TEXT NOT NULL, article TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX members ON member (event);
CREATE TABLE written (thing TEXT PRIMARY KEY, lines TEXT NOT NULL);
CREATE TABLE awaited (article TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE due (thing TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE loose (report TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE flying (removed BLOB NOT NULL, added BLOB NOT NULL);
"""
_NAMES = ("note", "article", "fact", "shelf", "party", "member", "written", "awaited", "due", "loose", "flying")
_READ = 4096
"""Articles whose reports are kept in memory."""

_KINDS: dict[bytes, type] = {b"e": Entity, b"i": Naming, b"r": Renamed, b"d": str}
_encoder = msgspec.msgpack.Encoder(order="deterministic")
_evidence = msgspec.msgpack.Decoder(ArticleEvidence)


class Index:
    """The tables. Raises sqlite3.Error where they cannot be read or written."""

    def __init__(self, path: Path | None, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.edits: list[Edit] = []
        self._tied: dict[str, set[tuple[str, str]]] = {}
        self._edited: dict[str, str] = {}
        self._kept: dict[str, tuple[Text, dict[str, Report]]] = {}
        self.tables = sqlite3.connect(path or ":memory:")
        self.tables.execute("PRAGMA journal_mode = WAL")
        self.tables.execute("PRAGMA synchronous = FULL")
        if self.tables.execute("PRAGMA user_version").fetchone() != (int(FORM),):
            self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        for name in _NAMES:
            self.tables.execute(f"DROP TABLE IF EXISTS {name}")
        self.tables.executescript(_TABLES)
        self.tables.execute(f"PRAGMA user_version = {FORM}")
        self.tables.commit()

    def commit(self) -> None:
        """Keep what was done since the last call, as a whole."""
        self.tables.commit()

    def compact(self) -> None:
        """Write the file anew, without the room that rows left that are no more."""
        self.tables.execute("VACUUM")
        self.tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        self.tables.close()

    # --- notes

    def note(self, name: str) -> str:
        """A value by its name, empty where there is none."""
        row = self.tables.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_note(self, name: str, value: str) -> None:
        """Keep a value."""
        self.tables.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    # --- articles

    def is_empty(self) -> bool:
        """Whether no article tells anything."""
        return self.tables.execute("SELECT 1 FROM article LIMIT 1").fetchone() is None

    def put(self, evidence: ArticleEvidence) -> None:
        """Let an article tell this and nothing else."""
        name = evidence.article
        self.drop(name)
        self._kept.pop(name, None)
        self.tables.execute("INSERT INTO article VALUES (?, ?)", (name, _encoder.encode(evidence)))
        for thing, fact in told_by(evidence, self.gazetteer):
            self.tables.execute(
                "INSERT INTO fact VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
                (thing, _as_bytes(fact)),
            )
            self._due(thing)
        for report in profiles(evidence.accounts):
            account = report.account
            self.tables.executemany(
                "INSERT OR IGNORE INTO shelf VALUES (?, ?, ?, ?, ?)",
                [(_key(key), report.first, account.report, report.last, name) for key in report.posts],
            )
            self.tables.executemany(
                "INSERT OR IGNORE INTO party VALUES (?, ?, ?)",
                [(party, account.report, name) for party in self._unshipped(report)],
            )
            self._loose(account.report, name)

    def drop(self, article: ArticleId) -> None:
        """Let an article tell nothing."""
        row = self.tables.execute("SELECT evidence FROM article WHERE name = ?", (article,)).fetchone()
        if row is None:
            return
        evidence = _evidence.decode(row[0])
        reports = list(profiles(evidence.accounts))
        known: dict[str, Facts] = {}
        for report in reports:
            # Reports that this one tied together may part now.
            for link in links(report, self.near, known):
                for end in (link.one, link.other):
                    self._loose(end.account.report, end.account.article)
            # So may those that people joined, which no link ties.
            self.tables.execute(
                "INSERT OR IGNORE INTO loose SELECT report, article FROM member "
                "WHERE event IN (SELECT event FROM member WHERE report = ?)",
                (report.account.report,),
            )
        for report in reports:
            name = report.account.report
            self.tables.executemany(
                "DELETE FROM shelf WHERE key = ? AND first = ? AND report = ?",
                [(_key(key), report.first, name) for key in report.posts],
            )
            self.tables.executemany(
                "DELETE FROM party WHERE entity = ? AND report = ?",
                [(party, name) for party in self._unshipped(report)],
            )
            self._loose(name, article)
        for thing, fact in told_by(evidence, self.gazetteer):
            which = (thing, _as_bytes(fact))
            self.tables.execute("UPDATE fact SET times = times - 1 WHERE thing = ? AND fact = ?", which)
            self.tables.execute("DELETE FROM fact WHERE thing = ? AND fact = ? AND times = 0", which)
            self._due(thing)
        self.tables.execute("DELETE FROM article WHERE name = ?", (article,))
        self._kept.pop(article, None)

    def text(self, article: str) -> Text:
        """An article as the source of events."""
        return self._told(article)[0]

    def _told(self, article: str) -> tuple[Text, dict[str, Report]]:
        """What `_read` gives, kept for the next call; what was not asked for longest is forgotten first."""
        found = self._kept.pop(article, None) or self._read(article)
        self._kept[article] = found
        if len(self._kept) > _READ:
            del self._kept[next(iter(self._kept))]
        return found

    def _read(self, article: str) -> tuple[Text, dict[str, Report]]:
        """An article as the source of events, with its reports by their names; none where it is not known."""
        row = self.tables.execute("SELECT evidence FROM article WHERE name = ?", (article,)).fetchone()
        if row is None:
            return Text(""), {}
        evidence = _evidence.decode(row[0])
        reports = {report.account.report: report for report in profiles(evidence.accounts)}
        return Text(evidence.content_hash, evidence.sketch), reports

    def _unshipped(self, report: Report) -> set[EntityId]:
        account = report.account
        return {party for party in account.initiating | account.receiving if party not in self.gazetteer.entities}

    # --- what reports are near

    def near(self, report: Report, among: Container[str] | None = None) -> Iterator[Report]:
        """The other reports under the keys that a report seeks whose days touch its own, or those next to them.

        With `among` only those of these names.
        """
        for key in report.seeks:
            rows = self.tables.execute(
                "SELECT report, article FROM shelf WHERE key = ? AND first BETWEEN ? AND ? AND last >= ?",
                (_key(key), report.first - LONGEST - 1, report.last + 1, report.first - 1),
            ).fetchall()
            for name, article in rows:
                if name != report.account.report and (among is None or name in among):
                    yield self._told(article)[1][name]

    def edit(self, edits: list[Edit], article_of: Callable[[str], str | None]) -> None:
        """Have events be made with these edits from now on; `article_of` tells the article of a report."""
        self.edits = edits
        self._tied = {}
        self._edited = {
            report: article_of(report) or "" for edit in edits for report in (*edit.reports, *edit.apart_from)
        }
        for edit in edits:
            located = [(report, article_of(report) or "") for report in edit.reports]
            for report in edit.reports if edit.joins else ():
                self._tied.setdefault(report, set()).update(located)

    def reported(self, reading: str) -> str | None:
        """The report that a reading of a correction was found to be."""
        return next((fact for fact in self.facts(reading) if isinstance(fact, str)), None)

    def _joined(self, report: Report) -> Iterator[Report]:
        """The reports that people say are of the event of one."""
        for name, article in self._tied.get(report.account.report, ()):
            if (told := self._told(article)[1].get(name)) is not None:
                yield told

    def edited(self) -> set[str]:
        """The reports that chains of links and joinings tie to one that an edit names."""
        found: set[str] = set()
        for name, article in self._edited.items():
            report = self._told(article)[1].get(name)
            if report is not None and name not in found:
                found |= self.component(report)[0].keys()
        return found

    def mates(self, report: str) -> tuple[str, dict[str, Report]]:
        """The event that a report was found to be of, with all its reports, by name; empty where it has none yet."""
        event = self.tables.execute("SELECT event FROM member WHERE report = ?", (report,)).fetchone()
        if event is None:
            return "", {}
        rows = self.tables.execute("SELECT report, article FROM member WHERE event = ?", event).fetchall()
        told = ((name, self._told(article)[1].get(name)) for name, article in rows)
        return event[0], {name: found for name, found in told if found is not None}

    def is_loose(self, report: str) -> bool:
        """Whether the event of a report may be another."""
        return self.tables.execute("SELECT 1 FROM loose WHERE report = ?", (report,)).fetchone() is not None

    def component(self, report: Report) -> tuple[dict[str, Report], list[Link]]:
        """All reports that chains of links and joinings tie to one, by name, with these links."""
        found, ties, waiting = {report.account.report: report}, [], [report]
        known: dict[str, Facts] = {}
        while waiting:
            here = waiting.pop()
            reached = list(links(here, self.near, known))
            ties += reached
            ends = {end.account.report: end for link in reached for end in (link.one, link.other)}
            ends |= {end.account.report: end for end in self._joined(here)}
            waiting += [end for name, end in ends.items() if name not in found]
            found |= {name: end for name, end in ends.items() if name not in found}
        return found, ties

    # --- what is to be done

    def _due(self, thing: str) -> None:
        self.tables.execute("INSERT OR IGNORE INTO due VALUES (?)", (thing,))

    def _loose(self, report: str, article: str) -> None:
        self.tables.execute("INSERT OR IGNORE INTO loose VALUES (?, ?)", (report, article))

    def loosen(self, entity: str) -> None:
        """Have the events made anew that name an entity."""
        self.tables.execute("INSERT OR IGNORE INTO loose SELECT report, article FROM party WHERE entity = ?", (entity,))

    def due(self) -> Iterator[str]:
        """Each thing whose facts changed; those given are no longer due."""
        while row := self.tables.execute("SELECT thing FROM due ORDER BY thing LIMIT 1").fetchone():
            self.tables.execute("DELETE FROM due WHERE thing = ?", row)
            yield row[0]

    def loose(self) -> Iterator[tuple[str, Report | None]]:
        """Each report whose event may be another, None for one that is no more; those given are loose no longer."""
        while row := self.tables.execute("SELECT report, article FROM loose ORDER BY report LIMIT 1").fetchone():
            self.settled([row[0]])
            yield row[0], self._told(row[1])[1].get(row[0])

    def settled(self, reports: Iterable[str]) -> None:
        """Have reports be loose no longer."""
        self.tables.executemany("DELETE FROM loose WHERE report = ?", [(report,) for report in reports])

    def facts(self, thing: str) -> Counter[Fact]:
        """What is told of a thing, and by how many articles."""
        rows = self.tables.execute("SELECT fact, times FROM fact WHERE thing = ?", (thing,))
        return Counter({_from_bytes(fact): times for fact, times in rows})

    # --- what was written

    def write(self, thing: str, lines: list[str]) -> tuple[set[str], set[str]]:
        """Note the lines that the world holds of a thing, and return those that go and those that come."""
        row = self.tables.execute("SELECT lines FROM written WHERE thing = ?", (thing,)).fetchone()
        old, new = set(row[0].split("\n")) if row else set(), set(lines)
        if not new:
            self.tables.execute("DELETE FROM written WHERE thing = ?", (thing,))
        elif new != old:
            self.tables.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", (thing, "\n".join(lines)))
        return old - new, new - old

    def leave(self, reports: Iterable[str]) -> set[str]:
        """Take reports out of their events, and return those that have no other."""
        left = set()
        for report in reports:
            row = self.tables.execute("DELETE FROM member WHERE report = ? RETURNING event", (report,)).fetchone()
            if row:
                left.add(row[0])
        staying = "SELECT 1 FROM member WHERE event = ? LIMIT 1"
        return {event for event in left if not self.tables.execute(staying, (event,)).fetchone()}

    def join(self, reports: Iterable[Account], event: str) -> None:
        """Let reports be of an event."""
        self.tables.executemany(
            "INSERT INTO member VALUES (?, ?, ?)", [(told.report, event, told.article) for told in reports]
        )


def _key(key: tuple[str, ...]) -> str:
    return "\x1f".join(key)


def _as_bytes(fact: Fact) -> bytes:
    if fact is None:
        return b"n"
    kind = next(kind for kind, type_ in _KINDS.items() if isinstance(fact, type_))
    return kind + _encoder.encode(fact)


def _from_bytes(data: bytes) -> Fact:
    if data == b"n":
        return None
    fact: Fact = msgspec.msgpack.decode(data[1:], type=_KINDS[data[:1]])
    return fact
