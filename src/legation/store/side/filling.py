"""Filling the side index: all of it from a state of a store, or in line with the subjects that changed."""

# The statements are put together from what stands here, never from what is given.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode

from legation.graph.vocabulary import LEG, LEG_NS, RDF
from legation.store.side import letters
from legation.store.side.facts import of_property, of_subject, term_name
from legation.store.side.journal import Changed
from legation.store.side.tables import (
    EXACT,
    KNOWN,
    LINKING,
    NAMING,
    NUMBER,
    PROPERTIES,
    SINGLE,
    Terms,
    add_indexes,
    add_triggers,
    script,
)

_NAMES = {
    **{name: NUMBER[getattr(LEG, name).value] for name in (
        "participant", "place", "issue", "eventType", "status", "mode", "earliest", "latest", "state", "ofState",
        "ofBody", "reports", "inArticle", "published", "weight", "mentions", "evidence",
    )},
    "type": NUMBER[RDF.type.value], "exact": EXACT,
    "State": KNOWN[LEG.State.value], "Event": KNOWN[LEG.Event.value], "Article": KNOWN[LEG.Article.value],
    "open": ", ".join(str(KNOWN[one.value]) for one in (LEG.planned, LEG.pledged, LEG.proposed)),
    "occurred": KNOWN[LEG.occurred.value], "ongoing": KNOWN[LEG.ongoing.value],
    "naming": ", ".join(map(str, sorted(NAMING))), "single": ", ".join(map(str, sorted(SINGLE))),
    "linking": ", ".join(map(str, sorted(LINKING))), "leg": LEG_NS, "happening": letters.HAPPENING,
    "length": letters.LENGTH, "day": letters.DAY,
}  # fmt: skip
_KEPT = {"link": "subject, property, object", "value": "subject, property, text, tag"}
_TELLING = frozenset(_NAMES[name] for name in (
    "type", "participant", "place", "issue", "eventType", "status", "mode", "earliest", "latest",
))  # fmt: skip
_BELONGING = frozenset(_NAMES[name] for name in ("state", "ofState", "ofBody"))

_WORK = """
CREATE TEMP TABLE due_event (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE due_thing (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE due_passage (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE due_article (id INTEGER PRIMARY KEY);
CREATE TEMP TABLE sided (first INTEGER, second INTEGER, done INTEGER, month TEXT, score INTEGER);
CREATE TEMP TABLE alone (state INTEGER, month TEXT, day TEXT, score INTEGER);
"""

_ALL = """
INSERT INTO due_event SELECT DISTINCT subject FROM link
WHERE property IN ({participant}, {place}, {issue}, {eventType}, {status});
INSERT INTO due_thing SELECT DISTINCT subject FROM value WHERE property IN ({naming});
INSERT INTO due_passage SELECT DISTINCT subject FROM value WHERE property = {exact};
INSERT INTO due_article SELECT DISTINCT object FROM link WHERE property = {inArticle};
"""

_EVENTS_OF_REPORT = """
INSERT OR IGNORE INTO due_event SELECT object FROM link WHERE subject = ? AND property = {reports}
"""
_EVENTS_OF_ARTICLE = """
INSERT OR IGNORE INTO due_event
SELECT r.object FROM link a JOIN link r ON r.subject = a.subject AND r.property = {reports}
WHERE a.property = {inArticle} AND a.object = ?
"""
_PASSAGES_OF_ARTICLE = """
INSERT OR IGNORE INTO due_passage SELECT subject FROM link WHERE property = {inArticle} AND object = ?
"""
_ARTICLES_OF_MENTION = """
INSERT OR IGNORE INTO due_article
SELECT a.object FROM link e JOIN link a ON a.subject = e.object AND a.property = {inArticle}
WHERE e.property = {evidence} AND e.subject = ?
"""
_ARTICLES_OF_PASSAGE = (
    "INSERT OR IGNORE INTO due_article SELECT object FROM link WHERE property = {inArticle} AND subject = ?"
)
_EVENTS_OF_ACTOR = """
INSERT OR IGNORE INTO due_event
SELECT subject FROM link WHERE property IN ({participant}, {place}, {issue}) AND object = ?
"""
_EVENTS_OF_STATE = """
INSERT OR IGNORE INTO due_event
SELECT p.subject FROM link b JOIN link p ON p.property = {participant} AND p.object = b.subject
WHERE b.property IN ({state}, {ofState}) AND b.object = ?
"""
_EVENTS_OF_TYPE = """
INSERT OR IGNORE INTO due_event SELECT subject FROM link WHERE property IN ({eventType}, {mode}) AND object = ?
"""

_COUNT = """
DELETE FROM sided;
DELETE FROM alone;
INSERT INTO sided
SELECT a.state, b.state, h.done AND h.score IS NOT NULL, substr(h.earliest, 1, 7), h.score
FROM due_event d CROSS JOIN happening h ON h.event = d.id CROSS JOIN side a ON a.event = d.id
CROSS JOIN side b ON b.event = d.id CROSS JOIN term ta ON ta.id = a.state CROSS JOIN term tb ON tb.id = b.state
WHERE ta.name < tb.name;
INSERT INTO alone
SELECT a.state, substr(h.earliest, 1, 7), h.day, h.score
FROM due_event d CROSS JOIN happening h ON h.event = d.id CROSS JOIN side a ON a.event = d.id
WHERE h.done AND h.score IS NOT NULL;
INSERT INTO pair_month
SELECT first, second, month, {sign} * count(*), {sign} * sum(max(score, 0)), {sign} * sum(min(score, 0))
FROM sided WHERE done GROUP BY 1, 2, 3
ON CONFLICT DO UPDATE SET events = events + excluded.events, cooperation = cooperation + excluded.cooperation,
  conflict = conflict + excluded.conflict;
INSERT INTO relation
SELECT first, second, {sign} * sum(done), {sign} * coalesce(sum(score) FILTER (WHERE done), 0), {sign} * count(*)
FROM sided WHERE true GROUP BY 1, 2
ON CONFLICT DO UPDATE SET events = events + excluded.events, score = score + excluded.score,
  told = told + excluded.told;
INSERT INTO state_month
SELECT state, month, {sign} * count(*), {sign} * sum(max(score, 0)), {sign} * sum(min(score, 0))
FROM alone WHERE true GROUP BY 1, 2
ON CONFLICT DO UPDATE SET events = events + excluded.events, cooperation = cooperation + excluded.cooperation,
  conflict = conflict + excluded.conflict;
INSERT INTO daily
SELECT day, state, {sign} * count(*), {sign} * sum(score) FROM alone WHERE day != '' GROUP BY 1, 2
ON CONFLICT DO UPDATE SET events = events + excluded.events, score = score + excluded.score;
"""

_FORGET = """
DELETE FROM pair WHERE (first, second, latest, name) IN (
  SELECT a.state, b.state, h.latest, h.name
  FROM due_event d CROSS JOIN happening h ON h.event = d.id CROSS JOIN side a ON a.event = d.id
  CROSS JOIN side b ON b.event = d.id
);
DELETE FROM touch WHERE (entity, latest, name) IN (
  SELECT r.entity, h.latest, h.name
  FROM due_event d CROSS JOIN happening h ON h.event = d.id CROSS JOIN reach r ON r.event = d.id
);
DELETE FROM reach WHERE event IN (SELECT id FROM due_event);
DELETE FROM side WHERE event IN (SELECT id FROM due_event);
DELETE FROM happening WHERE event IN (SELECT id FROM due_event);
"""

_DERIVE = """
INSERT OR IGNORE INTO happening
SELECT
  d.id,
  x.name,
  coalesce(s.object IN ({occurred}, {ongoing}), 0),
  coalesce(s.object IN ({open}), 0),
  coalesce(e.text, ''),
  coalesce(l.text, ''),
  coalesce((
    SELECT coalesce(l.text, max(substr(w.text, 1, 10)))
    FROM link r CROSS JOIN link a ON a.subject = r.subject AND a.property = {inArticle}
    CROSS JOIN value w ON w.subject = a.object AND w.property = {published}
    WHERE r.property = {reports} AND r.object = d.id HAVING count(*) > 0
  ), ''),
  CASE WHEN tw.text IS NOT NULL THEN CAST(round(1000 * coalesce(mw.text, tw.text)) AS INTEGER) END
FROM due_event d
CROSS JOIN term x ON x.id = d.id
LEFT JOIN link s ON s.subject = d.id AND s.property = {status}
LEFT JOIN link t ON t.subject = d.id AND t.property = {eventType}
LEFT JOIN link m ON m.subject = d.id AND m.property = {mode}
LEFT JOIN value tw ON tw.subject = t.object AND tw.property = {weight}
LEFT JOIN value mw ON mw.subject = m.object AND mw.property = {weight}
LEFT JOIN value e ON e.subject = d.id AND e.property = {earliest}
LEFT JOIN value l ON l.subject = d.id AND l.property = {latest}
WHERE EXISTS (SELECT 1 FROM link WHERE subject = d.id);
INSERT OR IGNORE INTO reach
SELECT d.id, p.object FROM due_event d
CROSS JOIN link p ON p.subject = d.id AND p.property IN ({participant}, {place}, {issue});
INSERT OR IGNORE INTO reach
SELECT d.id, b.object FROM due_event d
CROSS JOIN link p ON p.subject = d.id AND p.property IN ({participant}, {place}, {issue})
CROSS JOIN link b ON b.subject = p.object AND b.property IN ({state}, {ofState}, {ofBody});
INSERT OR IGNORE INTO side
SELECT d.id, p.object FROM due_event d CROSS JOIN link p ON p.subject = d.id AND p.property = {participant}
CROSS JOIN link k ON k.subject = p.object AND k.property = {type} AND k.object = {State};
INSERT OR IGNORE INTO side
SELECT d.id, b.object FROM due_event d CROSS JOIN link p ON p.subject = d.id AND p.property = {participant}
CROSS JOIN link b ON b.subject = p.object AND b.property IN ({state}, {ofState})
CROSS JOIN link k ON k.subject = b.object AND k.property = {type} AND k.object = {State};
INSERT INTO touch
SELECT r.entity, h.latest, h.name, d.id FROM due_event d CROSS JOIN happening h ON h.event = d.id
CROSS JOIN reach r ON r.event = d.id;
INSERT INTO pair
SELECT a.state, b.state, h.latest, h.name, d.id FROM due_event d CROSS JOIN happening h ON h.event = d.id
CROSS JOIN side a ON a.event = d.id CROSS JOIN side b ON b.event = d.id
CROSS JOIN term ta ON ta.id = a.state CROSS JOIN term tb ON tb.id = b.state
WHERE ta.name < tb.name;
"""

_NAME = """
INSERT INTO name_text (name_text, rowid, text)
SELECT 'delete', n.id, padded(n.text) FROM due_thing d CROSS JOIN name n ON n.thing = d.id ORDER BY n.id;
DELETE FROM name WHERE thing IN (SELECT id FROM due_thing);
INSERT INTO name
SELECT base + coalesce((SELECT max(id) - base FROM name WHERE id BETWEEN base AND base + (1 << {length}) - 1), 0)
  + row_number() OVER (PARTITION BY base ORDER BY thing, text), thing, text
FROM (
  SELECT thing, text, (length(text) << {length}) + CASE WHEN EXISTS (
    SELECT 1 FROM link k CROSS JOIN term c ON c.id = k.object
    WHERE k.subject = thing AND k.property = {type} AND k.object NOT IN ({Event}, {Article})
    AND substr(c.name, 1, length('{leg}')) = '{leg}'
  ) THEN 0 ELSE {happening} END AS base
  FROM (
    SELECT DISTINCT d.id AS thing, v.text AS text FROM due_thing d
    CROSS JOIN value v ON v.subject = d.id AND v.property IN ({naming})
  )
);
INSERT INTO name_text (rowid, text)
SELECT n.id, padded(n.text) FROM due_thing d CROSS JOIN name n ON n.thing = d.id ORDER BY n.id;
"""

_NAMED = """
DELETE FROM named WHERE article IN (SELECT id FROM due_article);
INSERT INTO named
SELECT m.object, d.id, count(DISTINCT m.subject) FROM due_article d
CROSS JOIN link a ON a.property = {inArticle} AND a.object = d.id
CROSS JOIN link e ON e.property = {evidence} AND e.object = a.subject
CROSS JOIN link m ON m.subject = e.subject AND m.property = {mentions} GROUP BY d.id, m.object;
"""

_LISTED = """
SELECT p.passage, v.text FROM due_passage d CROSS JOIN passage p ON p.passage = d.id
CROSS JOIN value v ON v.subject = d.id AND v.property = {exact}
"""

_PASSAGE = """
INSERT OR IGNORE INTO passage
SELECT base + coalesce((SELECT max(id) - base FROM passage WHERE id BETWEEN base AND base + (1 << {day}) - 1), 0)
  + row_number() OVER (PARTITION BY base ORDER BY passage), passage
FROM (
  SELECT d.id AS passage, coalesce(
    372 * substr(w.text, 1, 4) + 31 * substr(w.text, 6, 2) + substr(w.text, 9, 2), 0) << {day} AS base
  FROM due_passage d
  CROSS JOIN value v ON v.subject = d.id AND v.property = {exact}
  CROSS JOIN link a ON a.subject = d.id AND a.property = {inArticle}
  LEFT JOIN value w ON w.subject = a.object AND w.property = {published}
);
INSERT INTO passage_text (rowid, text)
SELECT p.id, padded(v.text) FROM due_passage d CROSS JOIN passage p ON p.passage = d.id
CROSS JOIN value v ON v.subject = d.id AND v.property = {exact} ORDER BY p.id;
"""

_ODD = """
INSERT OR IGNORE INTO odd SELECT subject, property FROM link
WHERE property IN ({single}) {among} GROUP BY subject, property HAVING count(*) > 1;
INSERT OR IGNORE INTO odd SELECT subject, property FROM value
WHERE property IN ({single}) {among} GROUP BY subject, property HAVING count(*) > 1;
INSERT OR IGNORE INTO odd SELECT subject, property FROM link WHERE property NOT IN ({linking}) {among};
INSERT OR IGNORE INTO odd SELECT subject, property FROM value
WHERE (
  property IN ({linking})
  OR property IN ({earliest}, {latest}) AND NOT text GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'
  OR property = {published} AND NOT text GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]*'
  OR property = {weight} AND 1000 * text != round(1000 * text)
) {among};
"""


def _sql(text: str, **more: object) -> str:
    return text.format(**_NAMES, **more)


class Filling:
    """Writes an index, within a transaction of its caller."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self._tables = tables
        self._terms = Terms(tables)
        letters.register(tables)
        for statement in _WORK.split(";"):
            tables.execute(statement)

    def fill(self, engine: pyoxigraph.Store) -> None:
        """Fill empty tables."""
        run = self._tables.execute
        run("CREATE TEMP TABLE raw_link (subject, property, object)")
        run("CREATE TEMP TABLE raw_value (subject, property, text, tag)")
        for property_ in PROPERTIES:
            for links, values in of_property(engine, property_, self._terms):
                self._tables.executemany("INSERT INTO raw_link VALUES (?, ?, ?)", links)
                self._tables.executemany("INSERT INTO raw_value VALUES (?, ?, ?, ?)", values)
        self._terms.flush()
        run("INSERT INTO link SELECT subject, property, object, count(*) FROM raw_link GROUP BY 1, 2, 3")
        run("INSERT INTO value SELECT subject, property, text, tag, count(*) FROM raw_value GROUP BY 1, 2, 3, 4")
        run("DROP TABLE raw_link")
        run("DROP TABLE raw_value")
        add_indexes(self._tables)
        run(_sql("INSERT INTO member SELECT object, count(*) FROM link WHERE property = {type} GROUP BY 1"))
        self._run(_sql(_ODD, among=""))
        self._run(_sql(_ALL))
        self._derive()
        for kind in ("name", "passage"):
            run(f"CREATE VIRTUAL TABLE temp.{kind}_letters USING fts5vocab(main, {kind}_text, row)")
            run(f"INSERT OR IGNORE INTO letters SELECT term FROM {kind}_letters")
            run(f"DROP TABLE {kind}_letters")
        add_triggers(self._tables)

    def change(self, engine: pyoxigraph.Store, changed: Changed) -> None:
        """Bring the tables in line with subjects that changed."""
        for name in sorted(_subjects(engine, changed)):
            self._take(name, engine)
        self._terms.flush()
        self._run(_sql(_COUNT, sign=-1))
        self._run(_sql(_FORGET))
        self._derive()
        for texts in (
            "SELECT n.text FROM due_thing d JOIN name n ON n.thing = d.id",
            _sql("SELECT v.text FROM due_passage d JOIN value v ON v.subject = d.id AND v.property = {exact}"),
        ):
            letters.note(self._tables, (row[0] for row in self._tables.execute(texts).fetchall()))

    def _take(self, name: str, engine: pyoxigraph.Store) -> None:
        """Write what the store tells of a subject, and note what follows from that."""
        found = of_subject(engine, name, self._terms)
        subject = self._terms.number(name)
        touched: set[tuple[int, int | str]] = set()
        for (table, columns), given in zip(_KEPT.items(), found, strict=True):
            new: Counter[Any] = Counter(cast("list[Any]", given))
            rows = self._tables.execute(f"SELECT {columns}, times FROM {table} WHERE subject = ?", (subject,))
            old = Counter({row[:-1]: row[-1] for row in rows.fetchall()})
            if other := {row for row in old | new if old[row] != new[row]}:
                if not touched:
                    self._tables.execute("DELETE FROM odd WHERE subject = ?", (subject,))
                touched |= {(row[1], row[2]) for row in other}
                if texts := [row[2] for row in other if row[1] == EXACT and old[row]]:
                    self._unlist(subject, texts)
                marks = ", ".join("?" * len(columns.split(",")))
                self._tables.executemany(f"DELETE FROM {table} WHERE ({columns}) = ({marks})", other)
                self._tables.executemany(
                    f"INSERT INTO {table} VALUES ({marks}, ?)", [(*row, new[row]) for row in other if new[row]]
                )
        if touched:
            self._run(_sql(_ODD, among=f"AND subject = {subject}"))
            self._spread(subject, touched)

    def _unlist(self, passage: int, texts: Iterable[str]) -> None:
        """Take a sentence out of the index, while its text is known."""
        row = self._tables.execute("DELETE FROM passage WHERE passage = ? RETURNING id", (passage,)).fetchone()
        for text in texts if row else ():
            self._tables.execute(
                "INSERT INTO passage_text (passage_text, rowid, text) VALUES ('delete', ?, padded(?))", (row[0], text)
            )

    def _spread(self, subject: int, touched: Iterable[tuple[int, int | str]]) -> None:
        """Note which events, names and sentences follow from a subject of which some properties and objects changed."""
        run, own = self._tables.execute, (subject,)
        for property_, thing in touched:
            if property_ in _TELLING:
                run("INSERT OR IGNORE INTO due_event VALUES (?)", own)
            if property_ in NAMING or property_ == _NAMES["type"]:
                run("INSERT OR IGNORE INTO due_thing VALUES (?)", own)
            if property_ in (EXACT, _NAMES["inArticle"]):
                run("INSERT OR IGNORE INTO due_passage VALUES (?)", own)
            if property_ == _NAMES["mentions"]:
                run(_sql(_ARTICLES_OF_MENTION), own)
            elif property_ == _NAMES["evidence"]:
                run(_sql(_ARTICLES_OF_PASSAGE), (thing,))
            if property_ in _BELONGING:
                run(_sql(_EVENTS_OF_ACTOR), own)
            elif property_ == _NAMES["reports"]:
                run("INSERT OR IGNORE INTO due_event VALUES (?)", (thing,))
            elif property_ == _NAMES["inArticle"]:
                run(_sql(_EVENTS_OF_REPORT), own)
                run("INSERT OR IGNORE INTO due_article VALUES (?)", (thing,))
            elif property_ == _NAMES["published"]:
                run(_sql(_EVENTS_OF_ARTICLE), own)
                run(_sql(_PASSAGES_OF_ARTICLE), own)
            elif property_ == _NAMES["weight"]:
                run(_sql(_EVENTS_OF_TYPE), own)
            elif (property_, thing) == (_NAMES["type"], _NAMES["State"]):
                run(_sql(_EVENTS_OF_ACTOR), own)
                run(_sql(_EVENTS_OF_STATE), own)

    def _derive(self) -> None:
        """Make anew what follows for the events, things and passages that are due."""
        self._run(_sql(_DERIVE))
        self._run(_sql(_COUNT, sign=1))
        self._run(_sql(_NAME))
        self._run(_sql(_NAMED))
        for passage, text in self._tables.execute(_sql(_LISTED)).fetchall():
            self._unlist(passage, [text])
        self._run(_sql(_PASSAGE))

    def _run(self, text: str) -> None:
        script(self._tables, text)


def _subjects(engine: pyoxigraph.Store, changed: Changed) -> set[str]:
    """The names of the subjects that changed and of which the index may keep something."""
    found = {name[1:-1] if name.startswith("<") else name for name in changed.subjects}
    for graph in changed.graphs:
        name = NamedNode(graph) if graph else DefaultGraph()
        quads = engine.quads_for_pattern(None, None, None, name)
        found.update(term_name(quad.subject) for quad in quads if quad.predicate.value in NUMBER)
    return found
