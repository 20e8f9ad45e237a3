"""The parties of a report, and how like they are to those of another: the same, by another word, or one unnamed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from legation.graph.evidence import Account
from legation.model import EntityId, EventType

TOGETHER = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
"""Types that are done together, whoever is named first."""

_ARMED = frozenset({"attacker", "criminal", "gunman", "mercenary", "militant", "rebel"})
_CIVIL = frozenset(
    "aid-worker businessman civilian cleric farmer fisher hostage medic prisoner refugee scientist settler student "
    "suspect tourist worker".split()
)
_UNITED_NATIONS = EntityId("organization/UNO")


class Likeness(Enum):
    """How like the parties of two reports are."""

    SAME = "same"
    """The same parties on the same sides."""
    MUTUAL = "mutual"
    """The same parties; one report says that they did it together, the other that one did it to the other."""
    KIN = "kin"
    """One report has a general word for a party: rebels or militants, a people or its state."""
    UNNAMED = "unnamed"
    """One report leaves one side out."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Who did it and whom it hit, by the states and organisations behind them; all are one side if done together."""

    together: bool
    initiating: frozenset[EntityId]
    receiving: frozenset[EntityId]

    @property
    def is_full(self) -> bool:
        """Whether no side is left unnamed."""
        return len(self.initiating) > 1 if self.together else bool(self.initiating and self.receiving)

    @property
    def is_dyad(self) -> bool:
        """Whether two different parties are known."""
        return self.is_full and self.initiating != self.receiving

    @property
    def states(self) -> tuple[str, ...]:
        """What the parties belong to, sorted: the codes of states, and the identifiers of all others."""
        return tuple(sorted({_state(party) for party in self.initiating | self.receiving}))


def sides_of(account: Account) -> Sides:
    """The sides of a report."""
    hit = _hit(account)
    if account.type in TOGETHER or account.reciprocal:
        return Sides(True, account.initiating | hit, frozenset())
    return Sides(False, account.initiating, hit)


def likeness(one: Sides, other: Sides, crowds: bool = False) -> Likeness | None:
    """How like the parties of two reports are; None where they are others.

    With `crowds` all groups of one people are alike: who protests is called by many names.
    """
    if one == other:
        return Likeness.SAME
    mine, its = one.initiating | one.receiving, other.initiating | other.receiving
    if one.together or other.together:
        if mine == its:
            return Likeness.MUTUAL if len(mine) > 1 else None
        if one.together and other.together and _are_kin(mine, its, as_people=False):
            return Likeness.KIN
        fewer, more = sorted((mine, its), key=len)
        return Likeness.UNNAMED if len(fewer) == 1 < len(more) and fewer < more else None
    doers, hit = one.initiating | other.initiating, one.receiving | other.receiving
    sides = (
        _side(one.initiating, other.initiating, as_people=False, crowds=crowds),
        # What a state does to itself is not what it does to some of its people.
        _side(one.receiving, other.receiving, as_people=not doers & hit),
    )
    if None in sides or not any(sides):
        return None
    return Likeness.KIN if all(sides) else Likeness.UNNAMED


def _side(one: frozenset[EntityId], other: frozenset[EntityId], as_people: bool, crowds: bool = False) -> bool | None:
    """Whether two sides are alike; False where one is unnamed, None where they are others."""
    if not one or not other:
        return False
    return True if one == other or _are_kin(one, other, as_people, crowds) else None


def _are_kin(one: frozenset[EntityId], other: frozenset[EntityId], as_people: bool, crowds: bool = False) -> bool:
    """Whether each party of one side may be one of the other's; `as_people`: a state may stand for its people."""

    def met(some: Iterable[EntityId], others: Sequence[EntityId]) -> bool:
        return all(any(_kin(party, candidate, as_people, crowds) for candidate in others) for party in some)

    return met(one, sorted(other)) and met(other, sorted(one))


def _kin(one: EntityId, other: EntityId, as_people: bool, crowds: bool) -> bool:
    if one == other:
        return True
    if _state(one) != _state(other):
        return False
    kinds = {_group(one), _group(other)}
    if kinds <= _ARMED:
        return True
    if "" in kinds:
        return as_people and kinds <= _CIVIL | {""}
    if crowds and not kinds & _ARMED:
        return all(party.startswith("group/") for party in (one, other))
    return "civilian" in kinds and kinds <= _CIVIL


def _state(party: EntityId) -> str:
    """The code of a state, also for a group of its people; the identifier of any other party."""
    kind, _, key = party.partition("/")
    return key.partition("-")[0] if kind in ("state", "group") else party


def _group(party: EntityId) -> str:
    """What a group is called: "militant" for group/CAF-militant; empty for a state, the identifier for others."""
    kind, _, key = party.partition("/")
    return key.partition("-")[2] if kind == "group" else "" if kind == "state" else party


def _hit(account: Account) -> frozenset[EntityId]:
    """Whom a deed hit. Peacekeepers of a state are those of the United Nations, whose they mostly are."""
    peacekeepers = account.recipients and all(party.endswith("-peacekeeper") for party in account.recipients)
    if peacekeepers and all(party.startswith("state/") for party in account.receiving):
        return frozenset({_UNITED_NATIONS})
    return account.receiving
