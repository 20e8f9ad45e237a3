"""Reading the tables of the side index: numbers, names and labels, and the cells that answers are made of."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import product

from legation.graph.vocabulary import LEG
from legation.store.rows import Cell
from legation.store.side import cells
from legation.store.side.cells import Cells
from legation.store.side.tables import KNOWN, NAMING, NUMBER

_PROPERTIES = {re.split("[#/]", name)[-1]: number for name, number in NUMBER.items()}
_NUMBERS = _PROPERTIES | {
    "naming": ", ".join(map(str, sorted(NAMING))), "EventReport": LEG.EventReport.value, "Office": LEG.Office.value,
    "Event": KNOWN[LEG.Event.value], "Article": KNOWN[LEG.Article.value],
    "open": ", ".join(str(KNOWN[one.value]) for one in (LEG.planned, LEG.pledged, LEG.proposed)),
}  # fmt: skip
_REPORTED = """
SELECT count(*) FROM link a CROSS JOIN link k ON k.subject = a.subject AND k.property = {type}
CROSS JOIN term c ON c.id = k.object AND c.name = '{EventReport}'
WHERE a.property = {inArticle} AND a.object = ?
"""
_VALUES = "SELECT text, tag FROM value WHERE subject = ? AND property = ?"
_LINKS = """
SELECT k.object, t.name FROM link k CROSS JOIN term t ON t.id = k.object WHERE k.subject = ? AND k.property = ?
"""
_ALL_VALUES = """
SELECT v.subject, v.property, v.text, v.tag FROM json_each(?) j
CROSS JOIN value v ON v.subject = j.value AND v.property IN (SELECT value FROM json_each(?))
"""
_ALL_LINKS = """
SELECT k.subject, k.property, k.object, t.name FROM json_each(?) j
CROSS JOIN link k ON k.subject = j.value AND k.property IN (SELECT value FROM json_each(?))
CROSS JOIN term t ON t.id = k.object
"""
_ALL_NAMES = "SELECT t.id, t.name FROM json_each(?) j CROSS JOIN term t ON t.id = j.value"


class Reading:
    """Reads tables that stay as they are."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self.tables = tables
        self._names: dict[int, str] = {}
        self._values: dict[tuple[int, int], list[tuple[str, str]]] = {}
        self._links: dict[tuple[int, int], list[tuple[int, str]]] = {}

    def rows(self, text: str, values: Iterable[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """What a statement finds, in which names in braces stand for numbers."""
        return self.tables.execute(text.format(**_NUMBERS), values)  # type: ignore[arg-type]

    def number(self, iri: str) -> int | None:
        """The number of a term, None where nothing is kept of it."""
        row = self.rows("SELECT id FROM term WHERE name = ?", (iri,)).fetchone()
        return int(row[0]) if row else None

    def learn(self, things: Collection[int], *properties: str) -> None:
        """Read the names of things and what some properties of them say at once; it is told from that afterwards."""
        given, numbers = json.dumps(sorted(set(things))), [_PROPERTIES[property_] for property_ in properties]
        self._names.update(self.rows(_ALL_NAMES, (given,)).fetchall())
        values: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
        links: defaultdict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        if numbers:
            for subject, property_, text, tag in self.rows(_ALL_VALUES, (given, json.dumps(numbers))):
                values[subject, property_].append((text, tag))
            for subject, property_, thing, name in self.rows(_ALL_LINKS, (given, json.dumps(numbers))):
                links[subject, property_].append((thing, name))
        for key in product(things, numbers):
            self._values[key], self._links[key] = values[key], links[key]

    def named(self, number: int) -> str:
        """The term of a number."""
        if number in self._names:
            return self._names[number]
        return str(self.rows("SELECT name FROM term WHERE id = ?", (number,)).fetchone()[0])

    def state(self, iri: str) -> int | None:
        """The number of a state, None for anything else."""
        number = self.number(iri)
        known = "SELECT 1 FROM link WHERE subject = ? AND property = {type} AND object = ?"
        there = self.rows(known, (number, KNOWN[LEG.State.value])).fetchone()
        return number if there else None

    def pair(self, values: Mapping[str, str], one: str = "first", other: str = "second") -> tuple[int, int] | None:
        """The numbers of two states in the order in which pairs are kept."""
        first, second = sorted((values[one], values[other]))
        numbers = self.state(first), self.state(second)
        return numbers if first != second and None not in numbers else None  # type: ignore[return-value]

    def labels(self, thing: int | None) -> list[Cell]:
        """The labels of a thing in English."""
        named = self._literals(thing, "label") if thing is not None else ()
        return [Cell("literal", text, language="en") for text, tag in named if tag == "@en"]

    def reports(self, article: int) -> Cell:
        """How many reports of events an article has."""
        return cells.count(self.rows(_REPORTED, (article,)).fetchone()[0])

    def texts(self, subject: int, property_: str) -> list[Cell]:
        """The literals of a property of a thing."""
        found = (cells.value(*row) for row in self._literals(subject, property_))
        return [cell for cell in found if cell]

    def _literals(self, subject: int, property_: str) -> list[tuple[str, str]]:
        key = (subject, _PROPERTIES[property_])
        found = self._values.get(key)
        return self.rows(_VALUES, key).fetchall() if found is None else found

    def links(self, subject: int, property_: str) -> list[tuple[int, str]]:
        """The numbers and names of the things that a property of a thing leads to."""
        key = (subject, _PROPERTIES[property_])
        found = self._links.get(key)
        return self.rows(_LINKS, key).fetchall() if found is None else found

    def learn_ends(self, things: Collection[int], *properties: str) -> None:
        """Learn what things are called that some properties lead to."""
        self.learn(
            {end for thing in things for property_ in properties for end, _ in self.links(thing, property_)}, "label"
        )

    def labelled(self, subject: int, property_: str) -> list[Cells]:
        """The things that a property leads to with their labels in English, of those that have any; or a gap."""
        found: list[Cells] = [
            (cells.thing(name), label)
            for number, name in self.links(subject, property_)
            for label in self.labels(number)
        ]
        return found or [(None, None)]
