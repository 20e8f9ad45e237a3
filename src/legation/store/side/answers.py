"""What the side index answers in place of query files: the same rows, in the same order, in a few milliseconds.

An index of another state of the store, or one that cannot hold what the graph says, answers nothing, and neither does
one whose file cannot be read; the query file tells then.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Quad

from legation.graph.vocabulary import LEG
from legation.store.rows import Cell, Table
from legation.store.side import cells, entities, pairs
from legation.store.side.excerpts import Quads, around, own
from legation.store.side.reading import Reading
from legation.store.side.tables import connect, state_of
from legation.store.side.words import Suggestion, beginning, sentences, things

_SOME = 50  # Events that are read at a time.
_TOLD = ("earliest", "latest", "type", "status", "event", "eventLabel", "reports")
_COUNTED = (
    LEG.Article, LEG.Passage, LEG.EventReport, LEG.Event, LEG.Statement, LEG.RelationAssessment, LEG.Indicator,
    LEG.Person, LEG.Office, LEG.Agreement, LEG.Policy,
)  # fmt: skip

_EVENT = """
SELECT e.text, e.tag, l.text, l.tag, y.name, z.name, x.name, n.text, n.tag, r.text, r.tag
FROM json_each(?) j CROSS JOIN link t ON t.subject = j.value AND t.property = {eventType}
CROSS JOIN term y ON y.id = t.object
CROSS JOIN link s ON s.subject = t.subject AND s.property = {status} CROSS JOIN term z ON z.id = s.object
CROSS JOIN term x ON x.id = t.subject
CROSS JOIN value n ON n.subject = t.subject AND n.property = {label}
CROSS JOIN value r ON r.subject = t.subject AND r.property = {reportCount}
LEFT JOIN value e ON e.subject = t.subject AND e.property = {earliest}
LEFT JOIN value l ON l.subject = t.subject AND l.property = {latest}
"""
_IS_EVENT = """
SELECT k.subject FROM json_each(?) j
CROSS JOIN link k ON k.subject = j.value AND k.property = {type} AND k.object = {Event}
"""
_LATEST = "SELECT event FROM happening WHERE done AND latest != '' ORDER BY latest DESC, name"
_AWAITED = "SELECT event FROM happening WHERE open ORDER BY latest DESC, earliest DESC, name"
_TOUCHED = "SELECT event FROM touch WHERE entity = ? ORDER BY latest DESC, name LIMIT 100"
_PAIRED = "SELECT event FROM pair WHERE first = ? AND second = ? ORDER BY latest DESC, name LIMIT 200"
_NEWEST = """
SELECT p.latest FROM pair p CROSS JOIN happening h ON h.event = p.event
WHERE p.first = ? AND p.second = ? AND h.done AND h.score IS NOT NULL ORDER BY p.latest DESC LIMIT 1
"""
_BUSIEST = """
SELECT r.events, a.name, b.name, r.score, r.first, r.second
FROM relation r CROSS JOIN term a ON a.id = r.first CROSS JOIN term b ON b.id = r.second
WHERE r.events > 0 ORDER BY r.events DESC
"""
_RELATION = "SELECT events, score FROM relation WHERE first = ? AND second = ? AND events > 0"
_RELATIONS = """
SELECT second AS partner, events, score FROM relation WHERE first = :state AND events > 0
UNION ALL SELECT first, events, score FROM relation WHERE second = :state AND events > 0
"""
_TRENDS = """
SELECT o.object, max(substr(w.text, 1, 10) || t.name)
FROM link p CROSS JOIN link o ON o.subject = p.subject AND o.property = {party}
CROSS JOIN link j ON j.subject = p.subject AND j.property = {trend} CROSS JOIN term t ON t.id = j.object
CROSS JOIN link a ON a.subject = p.subject AND a.property = {inArticle}
CROSS JOIN value w ON w.subject = a.object AND w.property = {published}
WHERE p.property = {party} AND p.object = :state AND o.object != :state GROUP BY o.object
"""
_MONTHS = """
SELECT month, events, cooperation, conflict FROM pair_month
WHERE first = ? AND second = ? AND month != '' AND events > 0 ORDER BY month
"""
_YEARS = """
SELECT substr(h.earliest, 1, 4), sum(h.done), sum(h.done * max(h.score, 0)), sum(h.done * min(h.score, 0)),
  sum(s.object IN ({open}))
FROM pair p CROSS JOIN happening h ON h.event = p.event
CROSS JOIN link s ON s.subject = p.event AND s.property = {status}
WHERE p.first = ? AND p.second = ? AND h.earliest != '' AND h.score IS NOT NULL GROUP BY 1 ORDER BY 1 DESC
"""
_COOPERATION = """
SELECT sum(cooperation), sum(conflict) FROM pair_month WHERE first = ? AND second = ?
"""
_MEMBERS = "SELECT t.name, m.number FROM member m JOIN term t ON t.id = m.class WHERE m.number > 0"
_MET = """
SELECT second, told FROM relation WHERE first = :state AND told > 0
UNION ALL SELECT first, told FROM relation WHERE second = :state AND told > 0
"""
_PUBLISHED = """
SELECT v.text, t.name, v.subject FROM value v CROSS JOIN term t ON t.id = v.subject
WHERE v.property = {published}
AND EXISTS (SELECT 1 FROM link k WHERE k.subject = v.subject AND k.property = {type} AND k.object = {Article})
ORDER BY v.text DESC
"""
_UNDATED = """
SELECT t.name, k.subject FROM link k CROSS JOIN term t ON t.id = k.subject
WHERE k.property = {type} AND k.object = {Article}
AND NOT EXISTS (SELECT 1 FROM value v WHERE v.subject = k.subject AND v.property = {published}) ORDER BY t.name LIMIT 30
"""
_PLACES = """
SELECT p.subject, count(*) FROM link p CROSS JOIN link e ON e.property = {place} AND e.object = p.subject
WHERE p.property = {inState} AND p.object = ? GROUP BY p.subject
"""
_CAPITALS = """
SELECT c.subject, c.object, t.name FROM link c CROSS JOIN term t ON t.id = c.object WHERE c.property = {capital}
"""
_TODAY = "SELECT max(text) FROM value WHERE property = {published}"
_LATELY = """
SELECT state, sum(events), sum(score), max(day) FROM daily WHERE day >= ? AND events > 0 GROUP BY state
"""
_CAPITAL = """
SELECT a.text, a.tag, o.text, o.tag FROM link c
CROSS JOIN value a ON a.subject = c.object AND a.property = {lat}
CROSS JOIN value o ON o.subject = c.object AND o.property = {long}
WHERE c.subject = ? AND c.property = {capital}
"""
_ODD = """
SELECT EXISTS (SELECT 1 FROM odd)
  OR EXISTS (SELECT subject FROM link INDEXED BY repeated_links WHERE times > 1)
  OR EXISTS (SELECT subject FROM value INDEXED BY repeated_values WHERE times > 1)
"""


_Read = TypeVar("_Read")


class SideIndex:
    """The side index in a file, for the store whose quads are given; the file need not be there."""

    def __init__(self, path: Path, quads: Quads) -> None:
        self._path = path
        self._quads = quads
        self._turn = threading.Lock()
        self._tables: sqlite3.Connection | None = None

    def answer(self, state: str, query: str, values: Mapping[str, str]) -> Table | None:
        """The rows of a named query in a state of the store, None where the index does not have them."""
        standing_in = STANDING_IN.get(query)
        return self._with(state, lambda tables: standing_in(_Reading(tables), values)) if standing_in else None

    def suggestions(self, state: str, words: str, most: int) -> list[Suggestion] | None:
        """Things with a name of which a word begins as some words do, those of most events first.

        Of equals the one with the shortest name is first. Case and accents count for nothing. None where the index does
        not have them.
        """
        return self._with(state, lambda tables: beginning(_Reading(tables), words, most))

    def excerpt(self, state: str, thing: str, graph: str = "") -> list[Quad] | None:
        """As much of the store as the queries in `EXCERPTED` see; `graph` is that of the evidence of an article.

        None where they see more than that, or the index does not have it.
        """
        found = own(self._quads, thing, graph)
        more = self._with(state, lambda tables: around(_Reading(tables), thing, found, article=bool(graph)))
        return None if more is None else [*found, *more]

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._forget()

    def _with(self, state: str, read: Callable[[sqlite3.Connection], _Read | None]) -> _Read | None:
        with self._turn:
            for attempt in range(2):
                try:
                    if self._tables is None:
                        self._tables = connect(self._path, read_only=True)
                    self._tables.execute("BEGIN")
                    try:
                        if state_of(self._tables) == state:
                            odd = self._tables.execute(_ODD).fetchone()[0]
                            return None if odd else read(self._tables)
                    finally:
                        self._tables.execute("ROLLBACK")
                except sqlite3.Error:
                    pass
                # The file may be another one by now.
                self._forget()
                if attempt or not self._path.exists():
                    break
        return None

    def _forget(self) -> None:
        if self._tables is not None:
            with suppress(sqlite3.Error):
                self._tables.close()
            self._tables = None


class _Reading(Reading):
    """Answers from tables that stay as they are."""

    # --- events

    def told(self, found: Iterable[tuple[int]]) -> Iterator[tuple[Cell | None, ...]]:
        """Days, type, status, name, label and reports of events, of those that have all these."""
        for row in self.of_some(_EVENT, found):
            yield (
                cells.value(row[0], row[1]),
                cells.value(row[2], row[3]),
                cells.thing(row[4]),
                cells.thing(row[5]),
                cells.thing(row[6]),
                cells.value(row[7], row[8]),
                cells.value(row[9], row[10]),
            )

    def of_some(self, text: str, found: Iterable[tuple[int]]) -> Iterator[tuple[Any, ...]]:
        """What a statement finds for events in their order, some of them at a time."""
        left = iter(found)
        while some := [event for (event,) in islice(left, _SOME)]:
            yield from self.rows(text, (json.dumps(some),))

    def events(self, found: Iterable[tuple[int]]) -> Table:
        rows = list(self.told(found))
        rows.sort(key=lambda row: row[4].value if row[4] else "")
        rows.sort(key=lambda row: tuple(cell.value if cell else "" for cell in (row[1], row[0])), reverse=True)
        return cells.table(_TOLD, rows)

    def are_events(self, found: Iterable[tuple[int]]) -> Iterator[tuple[int]]:
        return ((event,) for (event,) in self.of_some(_IS_EVENT, found))

    def latest(self, values: Mapping[str, str]) -> Table:
        del values
        return self.events(islice(self.are_events(self.rows(_LATEST)), 30))

    def awaited(self, values: Mapping[str, str]) -> Table:
        del values
        today = self.rows(_TODAY).fetchone()[0]
        rows = islice(self.told(self.are_events(self.rows(_AWAITED))), 200)
        return cells.table((*_TOLD, "overdue"), ((*row, _before(row[1], today)) for row in rows))

    def of_entity(self, values: Mapping[str, str]) -> Table | None:
        number = self.number(values["entity"])
        return None if number is None else self.events(self.rows(_TOUCHED, (number,)))

    def of_pair(self, values: Mapping[str, str]) -> Table | None:
        pair = self.pair(values)
        return self.events(self.rows(_PAIRED, pair)) if pair else None

    # --- articles and places

    def articles(self, values: Mapping[str, str]) -> Table:
        del values
        taken: list[tuple[str, str, int]] = []
        for published, group in groupby(self.rows(_PUBLISHED), key=lambda row: str(row[0])):
            if len(taken) >= 30:
                break
            taken += sorted((published, name, article) for _, name, article in group)
        if len(taken) < 30:
            taken += [("", name, article) for name, article in self.rows(_UNDATED)]
        rows: list[cells.Cells] = []
        entities.learn_articles(self, [article for _, _, article in taken[:30]])
        for published, name, article in taken[:30]:
            told = (cells.text(published[:10]) if published else None, cells.thing(name))
            titles, outlets = cells.each(self.texts(article, "title")), self.labelled(article, "publisher")
            rows += cells.joined([told], titles, outlets, [(self.reports(article),)])
        rows.sort(key=lambda row: cells.plain(row[1]))
        rows.sort(key=lambda row: cells.plain(row[0]), reverse=True)
        return cells.table(("day", "article", "articleLabel", "publisher", "publisherLabel", "reports"), rows)

    def places(self, values: Mapping[str, str]) -> Table | None:
        state = self.state(values["entity"])
        if state is None:
            return None
        rows = []
        for place, events in self.rows(_PLACES, (state,)).fetchall():
            where: list[tuple[Cell | None, Cell | None]] = [
                (lat, long) for lat in self.texts(place, "lat") for long in self.texts(place, "long")
            ]
            rows += [
                (cells.thing(self.named(place)), label, lat, long, cells.count(events))
                for label in self.labels(place)
                for lat, long in where or [(None, None)]
            ]
        rows.sort(key=lambda row: (-int(row[4].value), row[1].value, row[0].value))
        return cells.table(("place", "placeLabel", "latitude", "longitude", "events"), rows[:50])

    def capitals(self, values: Mapping[str, str]) -> Table:
        del values
        rows = {
            (name, Cell("literal", lat, lat_tag), Cell("literal", long, long_tag))
            for state, capital, name in self.rows(_CAPITALS).fetchall()
            for lat, lat_tag, long, long_tag in self.rows(_CAPITAL, (state,)).fetchall()
        }
        ordered = sorted(rows, key=lambda row: (row[0], row[1].value, row[2].value))
        return cells.table(
            ("place", "latitude", "longitude"), [(cells.thing(name), lat, long) for name, lat, long in ordered]
        )

    # --- figures

    def months(self, values: Mapping[str, str]) -> Table | None:
        pair = self.pair(values)
        if pair is None:
            return None
        return cells.table(
            ("month", "events", "cooperation", "conflict", "balance"),
            [
                (
                    cells.text(month),
                    cells.count(events),
                    cells.weight(cooperation),
                    cells.weight(conflict),
                    cells.weight(cooperation + conflict),
                )
                for month, events, cooperation, conflict in self.rows(_MONTHS, pair)
            ],
        )

    def years(self, values: Mapping[str, str]) -> Table | None:
        pair = self.pair(values)
        if pair is None:
            return None
        return cells.table(
            ("year", "events", "cooperation", "conflict", "balance", "planned"),
            [
                (
                    cells.text(year),
                    cells.count(done),
                    cells.weight(good),
                    cells.weight(bad),
                    cells.weight(good + bad),
                    cells.count(planned),
                )
                for year, done, good, bad, planned in self.rows(_YEARS, pair)
            ],
        )

    def comparison(self, values: Mapping[str, str]) -> Table | None:
        rows = []
        for one, other in (("first", "second"), ("first", "third"), ("second", "third")):
            pair = self.pair(values, one, other)
            if pair is None:
                return None
            found = self.rows(_RELATION, pair).fetchone()
            ends = [self.state(values[end]) for end in (one, other)]
            good, bad = self.rows(_COOPERATION, pair).fetchone()
            rows += [
                (
                    cells.thing(values[one]),
                    label,
                    cells.thing(values[other]),
                    other_label,
                    cells.count(found[0]),
                    cells.weight(good),
                    cells.weight(bad),
                    cells.weight(found[1]),
                    cells.text(self.newest(*pair)),
                )
                for label in (self.labels(ends[0]) if found else ())
                for other_label in self.labels(ends[1])
            ]
        columns = ("one", "oneLabel", "other", "otherLabel", "events", "cooperation", "conflict", "balance", "newest")
        return cells.table(columns, rows)

    def thirds(self, values: Mapping[str, str]) -> Table | None:
        states = [self.state(values[end]) for end in ("first", "second")]
        if None in states or states[0] == states[1]:
            return None
        first, second = (dict(self.rows(_MET, {"state": state}).fetchall()) for state in states)
        self.learn(first.keys() & second.keys(), "label")
        rows = [
            (cells.thing(self.named(third)), label, cells.count(first[third]), cells.count(second[third]))
            for third in first.keys() & second.keys()
            for label in self.labels(third)
        ]
        rows.sort(key=lambda row: (row[1].value, row[0].value))
        return cells.table(("third", "thirdLabel", "withFirst", "withSecond"), rows[:250])

    def busiest(self, values: Mapping[str, str]) -> Table:
        del values
        taken: list[tuple[int, str, str, int, int, int]] = []
        for _, group in groupby(self.rows(_BUSIEST), key=lambda row: row[0]):
            if len(taken) >= 25:
                break
            taken += sorted(group, key=lambda row: (row[1], row[2]))
        rows = [
            (
                cells.thing(one),
                label,
                cells.thing(other),
                other_label,
                cells.count(events),
                _mean(score, events),
                cells.text(self.newest(first, second)),
            )
            for events, one, other, score, first, second in taken[:25]
            for label in self.labels(first)
            for other_label in self.labels(second)
        ]
        rows.sort(key=lambda row: (-int(row[4].value), row[1].value, row[3].value))
        return cells.table(("first", "firstLabel", "second", "secondLabel", "events", "mean", "newest"), rows)

    def relations(self, values: Mapping[str, str]) -> Table | None:
        number = self.state(values["entity"])
        if number is None:
            return None
        iri, state = values["entity"], {"state": number}
        trends = dict(self.rows(_TRENDS, state).fetchall())
        rows = []
        partners = self.rows(_RELATIONS, state).fetchall()
        self.learn([partner for partner, _, _ in partners], "label")
        for partner, events, score in partners:
            name = self.named(partner)
            ends = (number, partner) if iri < name else (partner, number)
            trend = trends.get(partner)
            moving = cells.thing(trend[10:]) if trend else None
            rows += [
                (
                    cells.thing(name),
                    label,
                    cells.count(events),
                    cells.weight(score),
                    moving,
                    cells.text(self.newest(*ends)),
                )
                for label in self.labels(partner)
            ]
        rows.sort(key=lambda row: (-int(row[2].value), row[1].value))
        return cells.table(("partner", "partnerLabel", "events", "balance", "trend", "newest"), rows[:50])

    def newest(self, first: int, second: int) -> str:
        """The newest day of what two states did."""
        row = self.rows(_NEWEST, (first, second)).fetchone()
        return str(row[0]) if row else ""

    def counts(self, values: Mapping[str, str]) -> Table:
        del values
        classes = {term.value for term in _COUNTED}
        found = [(number, name) for name, number in self.rows(_MEMBERS) if name in classes]
        found.sort(key=lambda row: (-row[0], row[1]))
        return cells.table(("class", "number"), [(cells.thing(name), cells.count(number)) for number, name in found])

    def lately(self, values: Mapping[str, str]) -> Table:
        del values
        today = str(self.rows(_TODAY).fetchone()[0] or "")[:10]
        rows = []
        found = self.rows(_LATELY, (_months_ago(today),)).fetchall() if today else []
        self.learn([state for state, *_ in found], "label")
        for state, events, score, newest in found:
            rows += [
                (
                    cells.thing(self.named(state)),
                    label,
                    Cell("literal", lat, lat_tag),
                    Cell("literal", long, long_tag),
                    cells.count(events),
                    cells.weight(score),
                    cells.text(newest),
                )
                for label in self.labels(state)
                for lat, lat_tag, long, long_tag in self.rows(_CAPITAL, (state,)).fetchall()
            ]
        rows.sort(key=lambda row: (-int(row[4].value), row[1].value, *(float(cell.value) for cell in row[2:4])))
        columns = ("place", "placeLabel", "latitude", "longitude", "events", "balance", "newest")
        return cells.table(columns, rows[:250])


STANDING_IN: dict[str, Callable[[_Reading, Mapping[str, str]], Table | None]] = {
    "analysis/latest-events": _Reading.latest,
    "analysis/busiest-pairs": _Reading.busiest,
    "analysis/states-lately": _Reading.lately,
    "analysis/counts": _Reading.counts,
    "analysis/planned-not-held": _Reading.awaited,
    "analysis/latest-articles": _Reading.articles,
    "service/capitals": _Reading.capitals,
    "entity/places": _Reading.places,
    "dyad/third": _Reading.thirds,
    "entity/events": _Reading.of_entity,
    "entity/relations": _Reading.relations,
    "dyad/events": _Reading.of_pair,
    "dyad/balance": _Reading.months,
    "dyad/years": _Reading.years,
    "dyad/compare": _Reading.comparison,
    "search/labels": things,
    "search/passages": sentences,
    "entity/kind": entities.kind,
    "entity/articles": entities.articles,
    "entity/written": entities.written,
    "entity/statements": entities.statements,
    "entity/statements-about": entities.statements_about,
    "entity/issues": entities.issues,
    "entity/people": entities.people,
    "entity/offices": entities.offices,
    "entity/holder-reports": entities.holder_reports,
    "dyad/statements": pairs.statements,
    "dyad/sources": pairs.sources,
    "dyad/copies": pairs.copies,
    "dyad/disagreements": pairs.disagreements,
}
"""The query files that the index stands in for."""

EXCERPTED = frozenset(f"entity/{name}" for name in (
    "facts", "names", "article", "event", "describe-itself", "article-passages", "article-mentions", "article-reports",
    "article-parties", "article-statements", "article-network", "article-offices", "article-instruments",
    "article-assessments", "article-figures",
))  # fmt: skip
"""The query files for which an excerpt of the store is enough: it is read once for all of them."""


def _before(day: Cell | None, today: str | None) -> Cell | None:
    return Cell("literal", str(day.value < today[:10]).lower(), cells.XSD + "boolean") if day and today else None


def _mean(thousandths: int, number: int) -> Cell:
    """A mean with one digit after the point, halves going up."""
    tenths = Fraction(thousandths, 100 * number) + Fraction(1, 2)
    return cells.decimal(Fraction(tenths.numerator // tenths.denominator, 10))


def _months_ago(today: str) -> str:
    """The first day of the three months up to a day, all months having 31 days."""
    days = 372 * int(today[:4]) + 31 * int(today[5:7]) + int(today[8:10]) - 93 - 32
    return f"{days // 372:04d}-{days % 372 // 31 + 1:02d}-{days % 31 + 1:02d}"
