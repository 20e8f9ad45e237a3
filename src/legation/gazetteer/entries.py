"""What the tables hold: forms, states, offices, outlets, issues, instruments, leaders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from legation.model import EntityId


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
