"""The gazetteer made from a folder of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from legation import resources
from legation.gazetteer import cells
from legation.gazetteer.entries import Form, Issue, Leader, NamedInstrument, OfficeForm, OfficeKind, Outlet, Role, State
from legation.gazetteer.lookup import Gazetteer
from legation.gazetteer.places import place
from legation.model import Entity, EntityId, EntityKind, Name
from legation.slugs import slug

T = TypeVar("T")


@cache
def load(folder: Path | None = None) -> Gazetteer:
    """The gazetteer of a folder of tables, the shipped one by default. Each folder is read once a process."""
    folder = folder or resources.directory("data/gazetteer")
    table = _Builder()
    table.states(folder)
    for file in ("organizations", "bodies", "groups", "societies"):
        table.organizations(cells.rows(folder / f"{file}.csv"))
    table.peoples(cells.rows(folder / "peoples.csv"))
    table.regions(cells.rows(folder / "regions.csv"))
    table.seats(cells.rows(folder / "seats.csv"))
    outlets = table.outlets(cells.rows(folder / "outlets.csv"))
    issues = table.issues(cells.rows(folder / "issues.csv"))
    table.names(cells.rows(folder / "names.csv"))
    table.names(row for row in cells.rows(folder / "place-names.csv") if row["thing"] in table.entities)
    leaders = tuple(_leader(row, table.entities) for row in cells.rows(folder / "leaders.csv"))
    forms = tuple(dict.fromkeys(table.forms))
    return Gazetteer(
        entities=table.entities,
        forms=forms,
        states=tuple(table.facts),
        offices=tuple(form for row in cells.rows(folder / "offices.csv") for form in _office_forms(row)),
        outlets=outlets,
        issues=issues,
        instruments=tuple(map(_instrument, cells.rows(folder / "agreements.csv"))),
        leaders=leaders,
        folder=folder,
        _forms=_grouped((form.text, form) for form in forms),
        _leaders=_grouped((name, leader) for leader in leaders for name in _spelt(leader)),
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
        for row in cells.rows(folder / "state-names.csv"):
            other.setdefault(row["code"], []).append(Name(row["name"], row["language"]))
        for row in cells.rows(folder / "capitals.csv"):
            self._add(place(row))
        for row in cells.rows(folder / "states.csv"):
            state = EntityId(f"state/{row['code']}")
            names = [
                *cells.sure(row["names"]),
                row["official"],
                *cells.sure(row["acronyms"]),
                *cells.sure(row["former"]),
            ]
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
            adjectives = cells.sure(row["adjectives"])
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
            states = cells.split(row["states"])
            self._add(
                Entity(
                    id=organization,
                    kind=EntityKind(row["kind"]),
                    names=_unique(map(Name, [row["label"], *cells.sure(row["names"]), *cells.sure(row["acronyms"])])),
                    state=EntityId(f"state/{states[0]}") if len(states) == 1 else None,
                    body=EntityId(f"organization/{row['parent']}") if row["parent"] else None,
                    sector=row["sector"],
                )
            )
            self._forms(organization, Role.NAME, f"{row['form'] or row['label']}|{row['names']}")
            self._forms(organization, Role.ACRONYM, row["acronyms"])
            for code in cells.split(row["members"]):
                member = self.entities[EntityId(f"state/{code}")]
                self.entities[member.id] = replace(member, member_of=(*member.member_of, organization))

    def peoples(self, rows: Iterator[dict[str, str]]) -> None:
        """Reads peoples.csv."""
        for row in rows:
            states = cells.split(row["states"])
            people = EntityId(f"group/{row['key']}")
            self._add(
                Entity(
                    id=people,
                    kind=EntityKind.GROUP,
                    names=_unique(map(Name, [row["label"], *cells.sure(row["demonyms"])])),
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
            region = place(row)
            self._add(region)
            for name in cells.split(f"{row['name']}|{row['alternates']}"):
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
                abbreviations=cells.split(row["acronyms"].replace("?", "")),
                state=EntityId(f"state/{row['state']}") if row["state"] else None,
                domains=cells.split(row["domains"]),
                agency=row["agency"] == "yes",
            )
            found.append(outlet)
            self._add(
                Entity(
                    id=outlet.entity,
                    kind=EntityKind.MEDIA,
                    names=_unique(map(Name, [outlet.name, *cells.sure(row["names"]), *outlet.abbreviations])),
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
                synonyms=cells.split(row["synonyms"]),
                broader=EntityId(f"issue/{row['broader']}") if row["broader"] else None,
            )
            found.append(issue)
            names = _unique(map(Name, [issue.label, *issue.synonyms]))
            self._add(Entity(id=issue.entity, kind=EntityKind.ISSUE, names=names))
        return tuple(found)

    def names(self, rows: Iterator[dict[str, str]]) -> None:
        """Reads names in other languages, which no text is searched for, after all others."""
        for row in rows:
            entity = self.entities[EntityId(row["thing"])]
            self.entities[entity.id] = replace(entity, names=(*entity.names, Name(row["name"], row["language"])))

    def _add(self, entity: Entity) -> None:
        if entity.id in self.entities:
            raise ValueError(f"the gazetteer has two of {entity.id!r}; give one of them another key")
        self.entities[entity.id] = entity

    def _forms(self, entity: EntityId, role: Role, cell: str) -> None:
        for text in cells.split(cell):
            self.forms.append(Form(text.removeprefix("?"), entity, role, weak=text.startswith("?")))


def _office_forms(row: Mapping[str, str]) -> Iterator[OfficeForm]:
    for cell, plural in ((row["singular"], False), (row["plural"], True)):
        for text in cells.split(cell):
            yield OfficeForm(
                text=text,
                key=row["key"],
                label=row["label"],
                sector=row["sector"],
                kind=OfficeKind(row["kind"]),
                plural=plural,
                states=cells.split(row["states"]),
                organization=EntityId(f"organization/{row['organization']}") if row["organization"] else None,
            )


def _instrument(row: Mapping[str, str]) -> NamedInstrument:
    kind: Literal["Agreement", "Policy"] = "Policy" if row["kind"] == "Policy" else "Agreement"
    return NamedInstrument(
        entity=EntityId(f"{kind.lower()}/{row['key']}"),
        kind=kind,
        names=(row["label"], *cells.split(row["names"])),
        parties=tuple(EntityId(f"state/{code}") for code in cells.split(row["parties"])),
        year=row["year"],
    )


def _leader(row: Mapping[str, str], entities: Mapping[EntityId, Entity]) -> Leader:
    state = EntityId(f"state/{row['of']}")
    return Leader(
        person=EntityId(f"person/{slug(row['name'])}"),
        names=(row["name"], *cells.split(row["names"])),
        surnames=cells.split(row["surnames"]),
        state=state if state in entities else None,
        organization=None if state in entities else EntityId(f"organization/{row['of']}"),
        office=row["office"],
        begin=int(row["begin"]),
        end=int(row["end"]) if row["end"] else None,
    )


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


def _spelt(leader: Leader) -> tuple[str, ...]:
    """The names of a leader, initials also without their dots: "S Jaishankar"."""
    names = (*leader.names, *leader.surnames)
    return _unique((*names, *(name.replace(".", "") for name in names)))
