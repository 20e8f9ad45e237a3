"""Who and what exists under which names: states, organisations, offices, places, outlets, issues, leaders."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, TypeVar

from legation import resources
from legation.errors import NotFound
from legation.model import Entity, EntityId, EntityKind, Name
from legation.slugs import folded, slug

T = TypeVar("T")

IGO = "IGO"
"""Stands for every intergovernmental organisation where a state has its ISO 3166-1 alpha-3 code."""

_OF_STATE = re.compile(r"(?:organization|office|group)/([A-Z]{3})-")


class Role(StrEnum):
    """What a form is to the entity that it names.

    A region has an authority of its own that may act ("Chechnya"). A place never acts: it has forms only where its name
    holds that of an actor, so that the longest match finds no China in "South China Sea".
    """

    NAME = "name"
    ACRONYM = "acronym"
    ADJECTIVE = "adjective"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    SEAT = "seat"
    REGION = "region"
    PLACE = "place"
    FORMER = "former"


class OfficeKind(StrEnum):
    """A post that one person holds, a body of a state, or people who are told apart by what they do only."""

    OFFICE = "office"
    BODY = "body"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to name an entity in English text, in the case in which news writes it.

    A text may have several forms: "Congo" names two states. `weak` marks a form that by itself more often names
    something else, or one that needs the text around it ("the North", "the Tigers").
    """

    text: str
    entity: EntityId
    role: Role
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The facts of a state or territory that an Entity has no room for.

    `code` is alpha-3. `demonym` is the usual adjective ("Japanese"), empty where there is none.
    """

    entity: EntityId
    code: str
    alpha2: str
    label: str
    official: str
    demonym: str
    capital: EntityId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeForm:
    """A way to name a kind of office, body or people, in lower case unless it is an acronym.

    `states` are the alpha-3 codes of the states where the text has this meaning, empty where it has it everywhere:
    "secretary of state" is the foreign minister of the United States only. `organization` is the body that the text
    itself names: the United Nations in "UN chief". `sector` is PLOVER's.
    """

    text: str
    key: str
    label: str
    sector: str
    kind: OfficeKind
    plural: bool = False
    states: tuple[str, ...] = ()
    organization: EntityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A newspaper, broadcaster or news agency. `abbreviations` are written in credits and datelines: "AFP"."""

    entity: EntityId
    name: str
    abbreviations: tuple[str, ...] = ()
    state: EntityId | None = None
    domains: tuple[str, ...] = ()
    agency: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A matter that states deal with. `synonyms` are in lower case unless a name or an acronym."""

    entity: EntityId
    label: str
    synonyms: tuple[str, ...] = ()
    broader: EntityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedInstrument:
    """An agreement or a policy that news calls by a name: `entity` is "agreement/dayton-agreement" or "policy/...".

    `parties` are the states that signed or pursue it, empty where they are many or none. `year` is empty where unclear.
    """

    entity: EntityId
    kind: Literal["Agreement", "Policy"]
    names: tuple[str, ...]
    parties: tuple[EntityId, ...] = ()
    year: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A public figure and one post held from year `begin` to year `end`, both included; `end` is None where it lasts.

    `names` are the full names, the usual first; `surnames` are what a text writes alone. `office` is the key of an
    OfficeForm, empty where none fits.
    """

    person: EntityId
    names: tuple[str, ...]
    surnames: tuple[str, ...]
    state: EntityId | None
    organization: EntityId | None
    office: str
    begin: int
    end: int | None


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """All that ships. Every tuple is in the order of its file; places are read when they are first asked for."""

    entities: Mapping[EntityId, Entity]
    forms: tuple[Form, ...]
    states: tuple[State, ...]
    offices: tuple[OfficeForm, ...]
    outlets: tuple[Outlet, ...]
    issues: tuple[Issue, ...]
    instruments: tuple[NamedInstrument, ...] = ()
    leaders: tuple[Leader, ...]
    folder: Path
    _forms: Mapping[str, tuple[Form, ...]] = field(repr=False)
    _leaders: Mapping[str, tuple[Leader, ...]] = field(repr=False)

    def __contains__(self, entity: object) -> bool:
        """Whether `entity` is the identifier of a thing of the gazetteer, places included."""
        return entity in self.entities or (
            isinstance(entity, str)
            and entity.startswith("place/")
            and _places(self.folder).get(EntityId(entity)) is not None
        )

    def entity(self, identifier: EntityId) -> Entity:
        """The entity of an identifier, places included. Raises NotFound when the gazetteer has none."""
        found = self.entities.get(identifier)
        if found is None and identifier.startswith("place/"):
            found = _places(self.folder).get(identifier)
        if found is None:
            raise NotFound(f"the gazetteer holds no {identifier!r}; entities name what it holds")
        return found

    def state_code(self, identifier: EntityId) -> str:
        """The alpha-3 code of the state that a thing is, belongs to or lies in, "IGO", or "" where there is none.

        Serves also for identifiers that the gazetteer does not hold but that carry their state in their name, such as
        "office/KOR-president".
        """
        if identifier.startswith("state/"):
            return identifier[6:]
        if identifier in self:
            entity = self.entity(identifier)
            if entity.kind is EntityKind.INTERGOVERNMENTAL:
                return IGO
            return entity.state[6:] if entity.state else ""
        match = _OF_STATE.match(identifier)
        if match and f"state/{match[1]}" in self.entities:
            return match[1]
        return ""

    def find(self, text: str) -> tuple[Form, ...]:
        """The forms that are written exactly so."""
        return self._forms.get(text, ())

    def leaders_named(self, name: str) -> tuple[Leader, ...]:
        """The leaders with this full name or surname, as written, in order of the file."""
        return self._leaders.get(name, ())

    def places(self, name: str) -> tuple[Entity, ...]:
        """The places of a name, whatever its case and accents, the one most likely meant first.

        Large capitals come first, then cities of a million, then regions, seas and rivers, then other cities by
        population.
        """
        return _places(self.folder).named(name)

    def timezone(self, place: EntityId) -> str:
        """The IANA time zone of a place, or of a state's capital; "" where it is unknown."""
        if place.startswith("state/"):
            capital = next((state.capital for state in self.states if state.entity == place), None)
            return self.timezone(capital) if capital else ""
        return _places(self.folder).timezone(place)


class _Places:
    """The tables of places. An Entity is made when it is asked for: tens of thousands are not."""

    def __init__(self, folder: Path) -> None:
        self._rows: list[dict[str, str]] = []
        self._timezones: dict[str, str] = {}
        found: list[tuple[int, int, int]] = []
        for rank, file in ((0, "capitals"), (2, "regions"), (3, "places")):
            for row in _rows(folder / f"{file}.csv"):
                population = int(row.get("population") or 0)
                found.append((_prominence(rank, population), -population, len(self._rows)))
                self._rows.append(row)
                if rank == 0:
                    self._timezones.setdefault(row["state"], row["timezone"])
        index: dict[str, list[int]] = {}
        for _, _, number in sorted(found):
            row = self._rows[number]
            index.setdefault(folded(row["name"]), []).append(number)
            for name in _sure(row["alternates"]):
                index.setdefault(folded(name), []).append(number)
        self._index = index
        self._known: dict[int, Entity] = {}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {_place_key(row): number for number, row in enumerate(self._rows)}

    def named(self, name: str) -> tuple[Entity, ...]:
        return tuple(self._entity(number) for number in dict.fromkeys(self._index.get(folded(name), ())))

    def get(self, place: EntityId) -> Entity | None:
        number = self._numbers.get(place[6:])
        return None if number is None else self._entity(number)

    def timezone(self, place: EntityId) -> str:
        number = self._numbers.get(place[6:])
        if number is None:
            return ""
        row = self._rows[number]
        return row["timezone"] or self._timezones.get(row.get("state") or row["states"], "")

    def _entity(self, number: int) -> Entity:
        if number not in self._known:
            self._known[number] = _place(self._rows[number])
        return self._known[number]


@cache
def load(folder: Path | None = None) -> Gazetteer:
    """The gazetteer of a folder of tables, the shipped one by default. Each folder is read once a process."""
    folder = folder or resources.directory("data/gazetteer")
    table = _Builder()
    table.states(folder)
    for file in ("organizations", "bodies", "groups", "societies"):
        table.organizations(_rows(folder / f"{file}.csv"))
    table.peoples(_rows(folder / "peoples.csv"))
    table.regions(_rows(folder / "regions.csv"))
    table.seats(_rows(folder / "seats.csv"))
    outlets = table.outlets(_rows(folder / "outlets.csv"))
    issues = table.issues(_rows(folder / "issues.csv"))
    leaders = tuple(_leader(row, table.entities) for row in _rows(folder / "leaders.csv"))
    forms = tuple(dict.fromkeys(table.forms))
    return Gazetteer(
        entities=table.entities,
        forms=forms,
        states=tuple(table.facts),
        offices=tuple(form for row in _rows(folder / "offices.csv") for form in _office_forms(row)),
        outlets=outlets,
        issues=issues,
        instruments=tuple(map(_instrument, _rows(folder / "agreements.csv"))),
        leaders=leaders,
        folder=folder,
        _forms=_grouped((form.text, form) for form in forms),
        _leaders=_grouped((name, leader) for leader in leaders for name in _unique((*leader.names, *leader.surnames))),
    )


class _Builder:
    """Collects entities and their forms, file by file."""

    def __init__(self) -> None:
        self.entities: dict[EntityId, Entity] = {}
        self.forms: list[Form] = []
        self.facts: list[State] = []

    def states(self, folder: Path) -> None:
        """Reads states.csv, state-names.csv and capitals.csv."""
        other: dict[str, list[Name]] = {}
        for row in _rows(folder / "state-names.csv"):
            other.setdefault(row["code"], []).append(Name(row["name"], row["language"]))
        for row in _rows(folder / "capitals.csv"):
            self._add(_place(row))
        for row in _rows(folder / "states.csv"):
            state = EntityId(f"state/{row['code']}")
            names = [*_sure(row["names"]), row["official"], *_sure(row["acronyms"]), *_sure(row["former"])]
            self._add(
                Entity(
                    id=state,
                    kind=EntityKind.STATE,
                    names=_unique(
                        [Name(row["label"]), *(Name(name) for name in names if name), *other.get(row["code"], ())]
                    ),
                    sector="GOV",
                    same_as=(f"https://sws.geonames.org/{row['geonameid']}/",),
                ),
            )
            self.forms.append(Form(row["label"], state, Role.NAME))
            self._forms(state, Role.NAME, row["names"])
            if row["official"]:
                self.forms.append(Form(row["official"], state, Role.NAME))
            self._forms(state, Role.ACRONYM, row["acronyms"])
            self._forms(state, Role.FORMER, row["former"])
            self._forms(state, Role.ADJECTIVE, row["adjectives"])
            self._forms(state, Role.DEMONYM, row["demonyms"])
            self._forms(state, Role.CAPITAL, row["capitals"])
            adjectives = _sure(row["adjectives"])
            self.facts.append(
                State(
                    entity=state,
                    code=row["code"],
                    alpha2=row["alpha2"],
                    label=row["label"],
                    official=row["official"],
                    demonym=adjectives[0] if adjectives else "",
                    capital=EntityId(f"place/{row['capital']}") if row["capital"] else None,
                )
            )

    def organizations(self, rows: Iterator[dict[str, str]]) -> None:
        """Reads a table of organisations; states get their memberships."""
        for row in rows:
            organization = EntityId(f"organization/{row['key']}")
            states = _split(row["states"])
            self._add(
                Entity(
                    id=organization,
                    kind=EntityKind(row["kind"]),
                    names=_unique(map(Name, [row["label"], *_sure(row["names"]), *_sure(row["acronyms"])])),
                    state=EntityId(f"state/{states[0]}") if len(states) == 1 else None,
                    body=EntityId(f"organization/{row['parent']}") if row["parent"] else None,
                    sector=row["sector"],
                )
            )
            self._forms(organization, Role.NAME, f"{row['form'] or row['label']}|{row['names']}")
            self._forms(organization, Role.ACRONYM, row["acronyms"])
            for code in _split(row["members"]):
                member = self.entities[EntityId(f"state/{code}")]
                self.entities[member.id] = replace(member, member_of=(*member.member_of, organization))

    def peoples(self, rows: Iterator[dict[str, str]]) -> None:
        """Reads peoples.csv."""
        for row in rows:
            states = _split(row["states"])
            people = EntityId(f"group/{row['key']}")
            self._add(
                Entity(
                    id=people,
                    kind=EntityKind.GROUP,
                    names=_unique(map(Name, [row["label"], *_sure(row["demonyms"])])),
                    state=EntityId(f"state/{states[0]}") if len(states) == 1 else None,
                    sector=row["sector"],
                )
            )
            self._forms(people, Role.ADJECTIVE, row["adjectives"])
            self._forms(people, Role.DEMONYM, row["demonyms"])

    def regions(self, rows: Iterator[dict[str, str]]) -> None:
        """Reads regions.csv, after the tables of actors."""
        actors = {form.text for form in self.forms if not form.weak}
        for row in rows:
            region = _place(row)
            self._add(region)
            for name in _split(f"{row['name']}|{row['alternates']}"):
                if row["acts"]:
                    self._forms(region.id, Role.REGION, name)
                elif name not in actors and any(part in actors for part in _parts(name)):
                    self._forms(region.id, Role.PLACE, name)

    def seats(self, rows: Iterator[dict[str, str]]) -> None:
        """Reads seats.csv."""
        for row in rows:
            self._forms(EntityId(row["entity"]), Role.SEAT, row["forms"])

    def outlets(self, rows: Iterator[dict[str, str]]) -> tuple[Outlet, ...]:
        """Reads outlets.csv."""
        found = []
        for row in rows:
            outlet = Outlet(
                entity=EntityId(f"organization/{row['key']}"),
                name=row["name"],
                abbreviations=_split(row["acronyms"].replace("?", "")),
                state=EntityId(f"state/{row['state']}") if row["state"] else None,
                domains=_split(row["domains"]),
                agency=row["agency"] == "yes",
            )
            found.append(outlet)
            self._add(
                Entity(
                    id=outlet.entity,
                    kind=EntityKind.MEDIA,
                    names=_unique(map(Name, [outlet.name, *_sure(row["names"]), *outlet.abbreviations])),
                    state=outlet.state,
                    sector="JRN",
                )
            )
            self._forms(outlet.entity, Role.NAME, f"{row['form'] or row['name']}|{row['names']}")
            self._forms(outlet.entity, Role.ACRONYM, row["acronyms"])
        return tuple(found)

    def issues(self, rows: Iterator[dict[str, str]]) -> tuple[Issue, ...]:
        """Reads issues.csv. Issues have no forms: they are matched as words, not as names."""
        found = []
        for row in rows:
            issue = Issue(
                entity=EntityId(f"issue/{row['key']}"),
                label=row["label"],
                synonyms=_split(row["synonyms"]),
                broader=EntityId(f"issue/{row['broader']}") if row["broader"] else None,
            )
            found.append(issue)
            names = _unique(map(Name, [issue.label, *issue.synonyms]))
            self._add(Entity(id=issue.entity, kind=EntityKind.ISSUE, names=names))
        return tuple(found)

    def _add(self, entity: Entity) -> None:
        if entity.id in self.entities:
            raise ValueError(f"the gazetteer has two of {entity.id!r}; give one of them another key")
        self.entities[entity.id] = entity

    def _forms(self, entity: EntityId, role: Role, cell: str) -> None:
        for text in _split(cell):
            self.forms.append(Form(text.removeprefix("?"), entity, role, weak=text.startswith("?")))


def _prominence(rank: int, population: int) -> int:
    """The rank among places of one name: small capitals stand with the cities, cities of a million above regions."""
    if rank == 0 and population < 100_000:
        return 3
    return 1 if rank == 3 and population >= 1_000_000 else rank


@cache
def _places(folder: Path) -> _Places:
    return _Places(folder)


def _place(row: Mapping[str, str]) -> Entity:
    """A row of capitals.csv, places.csv or regions.csv; a region of several states lies in none."""
    states = _split(row["states"] if "states" in row else row["state"])
    return Entity(
        id=EntityId(f"place/{_place_key(row)}"),
        kind=EntityKind.PLACE,
        names=(Name(row["name"]), *map(Name, _sure(row["alternates"]))),
        state=EntityId(f"state/{states[0]}") if len(states) == 1 else None,
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        same_as=(f"https://sws.geonames.org/{row['geonameid']}/",) if row.get("geonameid") else (),
    )


def _place_key(row: Mapping[str, str]) -> str:
    return row["key"] or f"{slug(row['name'])}-{row['state']}"


def _office_forms(row: Mapping[str, str]) -> Iterator[OfficeForm]:
    for cell, plural in ((row["singular"], False), (row["plural"], True)):
        for text in _split(cell):
            yield OfficeForm(
                text=text,
                key=row["key"],
                label=row["label"],
                sector=row["sector"],
                kind=OfficeKind(row["kind"]),
                plural=plural,
                states=_split(row["states"]),
                organization=EntityId(f"organization/{row['organization']}") if row["organization"] else None,
            )


def _instrument(row: Mapping[str, str]) -> NamedInstrument:
    kind: Literal["Agreement", "Policy"] = "Policy" if row["kind"] == "Policy" else "Agreement"
    return NamedInstrument(
        entity=EntityId(f"{kind.lower()}/{row['key']}"),
        kind=kind,
        names=(row["label"], *_split(row["names"])),
        parties=tuple(EntityId(f"state/{code}") for code in _split(row["parties"])),
        year=row["year"],
    )


def _leader(row: Mapping[str, str], entities: Mapping[EntityId, Entity]) -> Leader:
    state = EntityId(f"state/{row['of']}")
    return Leader(
        person=EntityId(f"person/{slug(row['name'])}"),
        names=(row["name"], *_split(row["names"])),
        surnames=_split(row["surnames"]),
        state=state if state in entities else None,
        organization=None if state in entities else EntityId(f"organization/{row['of']}"),
        office=row["office"],
        begin=int(row["begin"]),
        end=int(row["end"]) if row["end"] else None,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _sure(cell: str) -> tuple[str, ...]:
    """The parts of a cell that are not marked as weak."""
    return tuple(part for part in _split(cell) if not part.startswith("?"))


def _parts(name: str) -> Iterator[str]:
    """The runs of words of a name that are shorter than it."""
    words = name.split()
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
