"""Cities, regions, seas and rivers, and which of a name is meant first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from legation.gazetteer import cells
from legation.model import Entity, EntityId, EntityKind, Name
from legation.slugs import folded, slug


class Places:
    """The tables of places. An Entity is made when it is asked for: tens of thousands are not."""

    def __init__(self, folder: Path) -> None:
        self._rows: list[dict[str, str]] = []
        self._timezones: dict[str, str] = {}
        found: list[tuple[int, int, int]] = []
        for rank, file in ((0, "capitals"), (2, "regions"), (3, "places"), (4, "provinces")):
            for row in cells.rows(folder / f"{file}.csv"):
                population = _people(row)
                found.append((_prominence(rank, population), -population, len(self._rows)))
                self._rows.append(row)
                if rank == 0:
                    self._timezones.setdefault(row["state"], row["timezone"])
        index: dict[str, list[int]] = {}
        for _, _, number in sorted(found):
            row = self._rows[number]
            index.setdefault(folded(row["name"]), []).append(number)
            for name in cells.sure(row["alternates"]):
                index.setdefault(folded(name), []).append(number)
        self._index = index
        self._known_widely = {
            name
            for name, numbers in index.items()
            if len(numbers) == 1 or _people(self._rows[numbers[0]]) > _WIDELY * _people(self._rows[numbers[1]])
        }
        self._known: dict[int, Entity] = {}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {_place_key(row): number for number, row in enumerate(self._rows)}

    def named(self, name: str) -> tuple[Entity, ...]:
        """The places of a name, whatever its case and accents, the one most likely meant first."""
        return tuple(self._entity(number) for number in dict.fromkeys(self._index.get(folded(name), ())))

    def known_widely(self, name: str) -> bool:
        """Whether the first place of a name is so much larger than the next that it needs no state beside it."""
        return folded(name) in self._known_widely

    def town(self, place: EntityId) -> bool:
        """Whether a place is a town, whose name takes no article."""
        number = self._numbers.get(place[6:])
        return number is not None and bool(self._rows[number].get("population"))

    def get(self, place: EntityId) -> Entity | None:
        """The place of an identifier, or None."""
        number = self._numbers.get(place[6:])
        return None if number is None else self._entity(number)

    def timezone(self, place: EntityId) -> str:
        """The IANA time zone of a place, "" where it is unknown."""
        number = self._numbers.get(place[6:])
        if number is None:
            return ""
        row = self._rows[number]
        return row["timezone"] or self._timezones.get(row.get("state") or row["states"], "")

    def _entity(self, number: int) -> Entity:
        if number not in self._known:
            self._known[number] = place(self._rows[number])
        return self._known[number]


@cache
def load(folder: Path) -> Places:
    """The places of a folder of tables, read once a process."""
    return Places(folder)


def place(row: Mapping[str, str]) -> Entity:
    """A row of capitals.csv, places.csv, provinces.csv or regions.csv; a region of several states lies in none."""
    states = cells.split(row["states"] if "states" in row else row["state"])
    return Entity(
        id=EntityId(f"place/{_place_key(row)}"),
        kind=EntityKind.PLACE,
        names=(Name(row["name"]), *map(Name, cells.sure(row["alternates"]))),
        state=EntityId(f"state/{states[0]}") if len(states) == 1 else None,
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        same_as=(f"https://sws.geonames.org/{row['geonameid']}/",) if row.get("geonameid") else (),
    )


def _place_key(row: Mapping[str, str]) -> str:
    return row["key"] or f"{slug(row['name'])}-{row['state']}"


_WIDELY = 8


def _people(row: Mapping[str, str]) -> int:
    return int(row.get("population") or 0)


def _prominence(rank: int, population: int) -> int:
    """The rank among places of one name: small capitals stand with the cities, cities of a million above regions."""
    if rank == 0 and population < 100_000:
        return 3
    return 1 if rank == 3 and population >= 1_000_000 else rank
