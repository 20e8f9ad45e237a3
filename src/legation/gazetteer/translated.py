"""Names in other languages of what articles bring into the graph: towns, and offices, bodies and groups of an owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from legation.gazetteer import cells
from legation.model import Entity, EntityId, Name

_OWNED = re.compile(r"(?:office|organization|group)/([A-Z][A-Z0-9-]*)-([a-z][a-z-]*?)(?:-to-([A-Z][A-Z0-9-]*))?")
_COMPOSED = {"ko": ("{owner} {title}", "{host} 주재 {owner} {title}")}
"""How a language puts a title together with whose it is, and with the host that an ambassador is sent to."""

Known = Callable[[str], Entity | None]
"""Gives the state or organisation of a key such as "KOR" or "UNO"."""


class Translated:
    """The tables place-names.csv and office-names.csv of a folder."""

    def __init__(self, folder: Path) -> None:
        self._places: dict[EntityId, tuple[Name, ...]] = {}
        for row in cells.rows(folder / "place-names.csv"):
            place = EntityId(row["thing"])
            self._places[place] = (*self._places.get(place, ()), Name(row["name"], row["language"]))
        self._titles: dict[str, list[tuple[tuple[str, ...], Name]]] = {}
        for row in cells.rows(folder / "office-names.csv"):
            entry = cells.split(row["owners"]), Name(row["name"], row["language"])
            self._titles.setdefault(row["key"], []).append(entry)

    def of(self, identifier: EntityId, known: Known) -> tuple[Name, ...]:
        """The names of a thing, at most one in each language."""
        return self._places.get(identifier, ()) or tuple(self._composed(identifier, known))

    def _composed(self, identifier: EntityId, known: Known) -> Iterator[Name]:
        owned = _OWNED.fullmatch(identifier)
        if owned is None or owned[2] not in self._titles:
            return
        owner, host = known(owned[1]), known(owned[3]) if owned[3] else None
        for language, (plain, sent) in _COMPOSED.items():
            title = self._title(owned[2], owned[1], language)
            parts = {"title": title, "owner": _called(owner, language), "host": _called(host, language)}
            pattern = sent if owned[3] else plain
            if all(parts[part] for part in parts if f"{{{part}}}" in pattern):
                yield Name(pattern.format_map(parts), language)

    def _title(self, key: str, owner: str, language: str) -> str:
        """What a title is called for an owner, else for all; empty where the table does not tell."""
        told: Mapping[bool, str] = {
            bool(owners): name.text
            for owners, name in self._titles[key]
            if name.language == language and (not owners or owner in owners)
        }
        return told.get(True) or told.get(False, "")


def _called(entity: Entity | None, language: str) -> str:
    names = entity.names if entity else ()
    return next((name.text for name in names if name.language == language), "")


@cache
def load(folder: Path) -> Translated:
    """The tables of a folder, read once a process."""
    return Translated(folder)
