"""Reading the tables of the side index: numbers, names and labels, and the cells that answers are made of."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping

from legation.graph.vocabulary import LEG
from legation.store.rows import Cell
from legation.store.side import cells
from legation.store.side.cells import Cells
from legation.store.side.tables import KNOWN, NAMING, NUMBER

_NUMBERS = {re.split("[#/]", name)[-1]: number for name, number in NUMBER.items()} | {
    "naming": ", ".join(map(str, sorted(NAMING))), "EventReport": LEG.EventReport.value, "Office": LEG.Office.value,
    "Event": KNOWN[LEG.Event.value], "Article": KNOWN[LEG.Article.value],
    "open": ", ".join(str(KNOWN[one.value]) for one in (LEG.planned, LEG.pledged, LEG.proposed)),
}  # fmt: skip
_REPORTED = """
SELECT count(*) FROM link a CROSS JOIN link k ON k.subject = a.subject AND k.property = {type}
CROSS JOIN term c ON c.id = k.object AND c.name = '{EventReport}'
WHERE a.property = {inArticle} AND a.object = ?
"""
_LABELS = "SELECT text FROM value WHERE subject = ? AND property = {label} AND tag = '@en'"
_VALUES = "SELECT text, tag FROM value WHERE subject = ? AND property = ?"
_LINKS = """
SELECT k.object, t.name FROM link k CROSS JOIN term t ON t.id = k.object WHERE k.subject = ? AND k.property = ?
"""


class Reading:
    """Reads tables that stay as they are."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self.tables = tables

    def rows(self, text: str, values: Iterable[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """What a statement finds, in which names in braces stand for numbers."""
        return self.tables.execute(text.format(**_NUMBERS), values)  # type: ignore[arg-type]

    def number(self, iri: str) -> int | None:
        """The number of a term, None where nothing is kept of it."""
        row = self.rows("SELECT id FROM term WHERE name = ?", (iri,)).fetchone()
        return int(row[0]) if row else None

    def named(self, number: int) -> str:
        """The term of a number."""
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
        return [Cell("literal", row[0], language="en") for row in self.rows(_LABELS, (thing,))]

    def reports(self, article: int) -> Cell:
        """How many reports of events an article has."""
        return cells.count(self.rows(_REPORTED, (article,)).fetchone()[0])

    def texts(self, subject: int, property_: str) -> list[Cell]:
        """The literals of a property of a thing."""
        found = (cells.value(*row) for row in self.rows(_VALUES, (subject, _NUMBERS[property_])))
        return [cell for cell in found if cell]

    def links(self, subject: int, property_: str) -> list[tuple[int, str]]:
        """The numbers and names of the things that a property of a thing leads to."""
        return self.rows(_LINKS, (subject, _NUMBERS[property_])).fetchall()

    def labelled(self, subject: int, property_: str) -> list[Cells]:
        """The things that a property leads to with their labels in English, of those that have any; or a gap."""
        found: list[Cells] = [
            (cells.thing(name), label)
            for number, name in self.links(subject, property_)
            for label in self.labels(number)
        ]
        return found or [(None, None)]
