"""Finding things by identifier and by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from legation.errors import NotFound
from legation.gazetteer import places, translated
from legation.gazetteer.entries import Form, Issue, Leader, NamedInstrument, OfficeForm, Outlet, State
from legation.model import Entity, EntityId, EntityKind, Name

IGO = "IGO"
"""Stands for every intergovernmental organisation where a state has its ISO 3166-1 alpha-3 code."""

_OF_STATE = re.compile(r"(?:organization|office|group)/([A-Z]{3})-")


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
            and places.load(self.folder).get(EntityId(entity)) is not None
        )

    def entity(self, identifier: EntityId) -> Entity:
        """The entity of an identifier, places included. Raises NotFound when the gazetteer has none."""
        found = self.entities.get(identifier)
        if found is None and identifier.startswith("place/"):
            found = places.load(self.folder).get(identifier)
        if found is None:
            raise NotFound(f"the gazetteer holds no {identifier!r}; entities name what it holds")
        return found

    def translated(self, identifier: EntityId) -> tuple[Name, ...]:
        """What other languages call a town, or an office, body or group by whose it is; none where no table tells."""

        def known(key: str) -> Entity | None:
            return self.entities.get(EntityId(f"state/{key}")) or self.entities.get(EntityId(f"organization/{key}"))

        return translated.load(self.folder).of(identifier, known)

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

    def places(self, name: str, definite: bool = False) -> tuple[Entity, ...]:
        """The places of a name, whatever its case and accents, the one most likely meant first.

        With `definite`, a "the" stands before it: "the Gulf" is no town called Gulf.

        Large capitals come first, then cities of a million, then regions, seas and rivers, then other cities by
        population, then provinces.
        """
        known = places.load(self.folder)
        if definite:
            return known.named(f"the {name}") or tuple(p for p in known.named(name) if not known.town(p.id))
        return known.named(name)

    def known_widely(self, name: str) -> bool:
        """Whether the first of the places of a name is far larger than the others: Geneva needs no "Switzerland"."""
        return places.load(self.folder).known_widely(name)

    def timezone(self, place: EntityId) -> str:
        """The IANA time zone of a place, or of a state's capital; "" where it is unknown."""
        if place.startswith("state/"):
            capital = next((state.capital for state in self.states if state.entity == place), None)
            return self.timezone(capital) if capital else ""
        return places.load(self.folder).timezone(place)
