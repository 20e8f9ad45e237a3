"""What things are called in the language of the page; where that is not known, the English of the rows stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flask_babel import gettext
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from legation.resources import directory
from legation.web.addresses import EVENT_TYPES, ONTOLOGY
from legation.web.languages import ENGLISH, language
from legation.web.rows import Cell, Row, Table, text
from legation.web.wording import day

_FILES = ("core.ttl", "event-types.ttl")
_NAMING = frozenset({"http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"})
_EVENT = re.compile(
    r"(?P<who>.+): (?P<type>[a-z]+)(?: \((?P<status>[a-z]+)\))?"
    r"(?:, (?P<reported>reported )?(?P<when>\d{4}(?:-\d\d){0,2})(?:/(?P<until>\d{4}-\d\d))?)?"
)
"""The label of an event as `graph.events.label_of` writes it."""
_BETWEEN = re.compile(r"(, | and )")
_OTHERS = re.compile(r"(\d+) others")


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels in one language, by IRI and by English label; none for English itself."""

    things: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, table: Table, tag: str) -> Labels:
        """The labels in the rows of `service/labels`, and those of the ontology in the same language."""
        english, own = _terms(ENGLISH), _terms(tag)
        rows = sorted(table.rows, key=lambda row: (text(row, "thing"), text(row, "label")))
        things = {text(row, "thing"): text(row, "label") for row in rows}
        names = {text(row, "english"): text(row, "label") for row in rows if "english" in row}
        return cls(things | own, names | {english[iri]: label for iri, label in own.items() if iri in english})

    def into(self, table: Table, about: str = "") -> Table:
        """A table with these labels in the place of English ones; `about` is what a column `label` is the label of."""
        columns = [name for name in table.columns if name == "label" or name.endswith("Label")]
        if not self.things or not columns:
            return table
        return replace(table, rows=tuple({**row, **dict(self._said(row, columns, about))} for row in table.rows))

    def _said(self, row: Row, columns: Sequence[str], about: str) -> Iterator[tuple[str, Cell]]:
        for column in columns:
            if column in row:
                thing = about if column == "label" else text(row, column.removesuffix("Label"))
                said = self.things.get(thing) or ("/event/" in thing and self._event(text(row, column)))
                if said:
                    yield column, Cell("literal", said)

    def _event(self, label: str) -> str:
        """The label of an event, put together again from what it was made of; empty where it is none."""
        match = _EVENT.fullmatch(label)
        if not match or match["type"] not in self.names:
            return ""
        status = self.things.get(f"{ONTOLOGY}{match['status']}", "")
        when = " ~ ".join(day(one) for one in (match["when"], match["until"]) if one)
        if match["reported"]:
            when = gettext("reported %(day)s", day=when)
        sides = " → ".join(self._parties(side) for side in match["who"].split(" towards "))
        act = self.names[match["type"]] + (f" ({status})" if status else "")
        return f"{sides}: {act}" + (f", {when}" if when else "")

    def _parties(self, side: str) -> str:
        """The parties of one side of an event; a name may itself have a comma or an "and" in it."""
        pieces = _BETWEEN.split(side)
        found: list[str] = []
        while pieces:
            names = ("".join(pieces[:length]) for length in range(len(pieces), 0, -2))
            known = next((name for name in names if name in self.names), "")
            taken = len(_BETWEEN.split(known)) if known else 1
            found.append(self.names.get(known) or self._unnamed(pieces[0]))
            pieces = pieces[taken:]
            if pieces:
                found.append("·" if known or pieces[1] in self.names or _OTHERS.fullmatch(pieces[1]) else pieces[0])
                pieces = pieces[1:]
        return "".join(found)

    def _unnamed(self, name: str) -> str:
        if others := _OTHERS.fullmatch(name):
            return gettext("%(count)s others", count=others[1])
        return gettext("somebody") if name == "unnamed" else name


def term_label(iri: str) -> str:
    """What a term of the vocabulary is called in the language of the page; empty where that is English."""
    return "" if language() == ENGLISH else _terms(language()).get(iri, "")


@lru_cache(maxsize=8)
def _terms(tag: str) -> dict[str, str]:
    """The labels of the vocabulary in a language, as it ships."""
    found: dict[str, str] = {}
    for name in _FILES:
        for quad in parse(path=directory("ontology") / name, format=RdfFormat.TURTLE):
            named = isinstance(quad.subject, NamedNode) and quad.subject.value.startswith((ONTOLOGY, EVENT_TYPES))
            label = quad.object
            if named and quad.predicate.value in _NAMING and isinstance(label, Literal) and label.language == tag:
                found[quad.subject.value] = label.value
    return found
