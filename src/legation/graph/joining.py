"""Events that reporters tell with different parties or by different types, and that are one all the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from legation.graph.clusters import (
    AHEAD,
    DONE,
    DYAD,
    ENOUGH,
    ENOUGH_OF_MANY,
    HEADLINE,
    MODE,
    PERSON,
    SAME_DAY,
    UNORDERED,
    Cluster,
    enough,
    may_be_one,
    published_order,
)
from legation.graph.evidence import Account
from legation.model import EntityId, EventType, Status

Key = tuple[str, ...]

KINDRED = 20
"""Points for both sides where one report has a general word for a party: rebels or militants, a people or its state."""

UNNAMED = 15
"""Points for one side where a report leaves the other unnamed. Two articles must then name the same day."""

ENOUGH_UNNAMED = 60
"""The least points from which events are joined of which one lacks a party."""

_ARMED = frozenset({"attacker", "criminal", "gunman", "mercenary", "militant", "rebel"})
_CIVIL = frozenset(
    "aid-worker businessman civilian cleric farmer fisher hostage medic prisoner refugee scientist settler student "
    "suspect tourist worker".split()
)

_UNITED_NATIONS = EntityId("organization/UNO")

_FAMILIES = {
    EventType.COERCE: "pressing",
    EventType.SANCTION: "pressing",
    EventType.AGREE: "signing",
    EventType.SUPPORT: "signing",
}
"""Types of which two reporters choose one or the other for the same act."""


def join(clusters: Iterable[Cluster]) -> list[Cluster]:
    """The events after those that are one have been joined, whatever the order in which they come.

    Those that are told most fully come first. Each other event joins the one that it shares most with, if that is
    enough and no second one fits as well. Only events that share a party and a day are compared.
    """
    joined: list[_Known] = []
    shelves: defaultdict[Key, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for known in sorted(map(_Known.of, clusters), key=_fullest_first):
        days = range(known.cluster.first, known.cluster.last + 1)
        near = {n for key in known.sought for day in days for n in shelves[key].get(day, ())} if known.sought else set()
        points = {n: points for n in sorted(near) if (points := _points(joined[n], known))}
        best = [n for n in points if points[n] == max(points.values())]
        if len(best) == 1:
            joined[best[0]].take(known, points[best[0]])
            continue
        for key in known.offered:
            for day in range(days.start - 1, days.stop + 1):
                shelves[key][day].append(len(joined))
        joined.append(known)
    return [known.cluster for known in joined]


@dataclass(slots=True)
class _Known:
    """An event with its parties, which are those of every report of it so far."""

    cluster: Cluster
    first: Account
    together: bool
    initiating: frozenset[EntityId]
    receiving: frozenset[EntityId]
    sought: list[Key] = field(default_factory=list)
    """The keys of the events that this one may be part of."""
    offered: list[Key] = field(default_factory=list)
    """The keys under which others look for this one."""

    @classmethod
    def of(cls, cluster: Cluster) -> _Known:
        """Find the parties and the keys of an event. One of no certain days has no keys."""
        first = min(cluster.members, key=published_order)
        together = first.type in UNORDERED or first.reciprocal
        known = cls(cluster, first, together, first.initiating, _hit(first))
        if together:
            known.initiating, known.receiving = first.initiating | first.receiving, frozenset()
        states = sorted({_state(party) for party in known.parties})
        if states and not any(dated.shelf for dated in cluster.dated):
            family = _FAMILIES.get(first.type, first.type)
            pair: Key = (family, "all", *states)
            ones: list[Key] = [(family, "one", state) for state in states]
            known.sought = [pair] if known.is_full else ones
            known.offered = [pair, *ones] if known.is_full else ones
        return known

    @property
    def parties(self) -> frozenset[EntityId]:
        return self.initiating | self.receiving

    @property
    def is_full(self) -> bool:
        """Whether no party is left unnamed."""
        return len(self.initiating) > 1 if self.together else bool(self.initiating and self.receiving)

    def take(self, other: _Known, points: int) -> None:
        """Let another event become part of this one."""
        for dated in other.cluster.dated:
            self.cluster.add(dated, min(points, 100))
        self.cluster.points = min(self.cluster.points, other.cluster.points)


def _hit(account: Account) -> frozenset[EntityId]:
    """Whom a deed hit. Peacekeepers of a state are those of the United Nations, whose they mostly are."""
    peacekeepers = account.recipients and all(party.endswith("-peacekeeper") for party in account.recipients)
    if peacekeepers and all(party.startswith("state/") for party in account.receiving):
        return frozenset({_UNITED_NATIONS})
    return account.receiving


def _fullest_first(known: _Known) -> tuple[object, ...]:
    cluster, first = known.cluster, known.first
    parties = tuple(sorted(known.initiating)), tuple(sorted(known.receiving))
    return (
        not known.is_full,
        not cluster.exact,
        cluster.last - cluster.first,
        published_order(first),
        first.type,
        parties,
        sorted(account.report for account in cluster.members),
    )


def _points(one: _Known, other: _Known) -> int:
    """The points that two events have in common; 0 where they are not one, or not surely."""
    alike = _party_points(one, other)
    mine, its = one.cluster, other.cluster
    days = mine.days_points(its)
    if not alike or not days or not _may(one, other):
        return 0
    within = bool(mine.articles.keys() & its.articles.keys())
    if alike == UNNAMED and days != SAME_DAY and not within:
        return 0
    shared = mine.triggers & its.triggers
    one_type = one.first.type == other.first.type
    if not one_type and not (shared and alike == DYAD):
        return 0
    points = alike + days
    nearest = [mine.place_points(place, state) for place, state in its.places.items()]
    if None in nearest:
        return 0
    points += max((near for near in nearest if near), default=0)
    points += MODE if one_type and mine.modes & its.modes else 0
    points += PERSON if any(mine.persons.get(party, set()) & who for party, who in its.persons.items()) else 0
    points += mine.matter_points(its.triggers, its.issues, its.contexts, one.first.type)
    if within:
        # What one article tells twice must share its words, and is no more than a headline and its story.
        return points + HEADLINE if shared and points + HEADLINE >= ENOUGH else 0
    least = ENOUGH_OF_MANY if max(enough(one.first), enough(other.first)) > ENOUGH else ENOUGH_UNNAMED
    return points if points >= least else 0


def _may(one: _Known, other: _Known) -> bool:
    """Whether articles, statuses, modes and persons allow that two events are one."""
    mine, its = one.cluster, other.cluster
    if mine.sentences & its.sentences and not mine.triggers & its.triggers:
        return False
    for article in mine.articles.keys() & its.articles.keys():
        headlines = [{dated.account.headline for dated in cluster.articles[article]} for cluster in (mine, its)]
        if sorted(map(sorted, headlines)) != [[False], [True]]:
            return False
    if one.first.type == other.first.type and mine.modes and its.modes and not mine.modes & its.modes:
        return False
    if not _one_outcome(mine, its):
        return False
    return all(may_be_one(who, mine.persons.get(party, set())) for party, who in its.persons.items())


def _one_outcome(one: Cluster, other: Cluster) -> bool:
    """Whether both are done or both to come; what was planned for a day may be what is reported as done on it."""
    statuses = [{account.status for account in cluster.members} for cluster in (one, other)]
    if any(Status.DENIED in told for told in statuses):
        return False
    ahead = [bool(told & AHEAD) for told in statuses]
    done = [bool(told & DONE) for told in statuses]
    if ahead == done[::-1] and any(ahead) and any(done):
        return one.exact and other.exact and one.first == one.last == other.first == other.last
    return any((ahead[n] and ahead[1 - n]) or (done[n] and done[1 - n]) for n in (0, 1))


def _party_points(one: _Known, other: _Known) -> int:
    """The points for the parties of two events; 0 where they are not the same, or the very same of one type."""
    if one.together or other.together:
        mine, its = one.parties, other.parties
        if mine == its:
            told_otherwise = one.first.type != other.first.type or one.together != other.together
            return DYAD if len(mine) > 1 and told_otherwise else 0
        if one.together and other.together and _are_kin(mine, its, as_people=False):
            return KINDRED
        fewer, more = sorted((mine, its), key=len)
        return UNNAMED if len(fewer) == 1 < len(more) and fewer < more else 0
    both = one.receiving | other.receiving
    sides = (
        _side(one.initiating, other.initiating, as_people=False),
        # What a state does to itself is not what it does to some of its people.
        _side(one.receiving, other.receiving, as_people=not (one.initiating | other.initiating) & both),
    )
    if None in sides or not any(sides):
        return 0
    if all(sides):
        same = one.initiating == other.initiating and one.receiving == other.receiving
        if same:
            return DYAD if one.first.type != other.first.type else 0
        return KINDRED
    told_alike = one.first.initiating == other.first.initiating and one.first.receiving == other.first.receiving
    return 0 if told_alike else UNNAMED


def _side(one: frozenset[EntityId], other: frozenset[EntityId], as_people: bool) -> bool | None:
    """Whether two sides are alike; False where one is unnamed, None where they are others."""
    if not one or not other:
        return False
    return True if one == other or _are_kin(one, other, as_people) else None


def _are_kin(one: frozenset[EntityId], other: frozenset[EntityId], as_people: bool) -> bool:
    """Whether each party of one side may be one of the other's; `as_people`: a state may stand for its people."""

    def met(some: Iterable[EntityId], others: Sequence[EntityId]) -> bool:
        return all(any(_kin(party, candidate, as_people) for candidate in others) for party in some)

    return met(one, sorted(other)) and met(other, sorted(one))


def _kin(one: EntityId, other: EntityId, as_people: bool) -> bool:
    if one == other:
        return True
    if _state(one) != _state(other):
        return False
    kinds = {_group(one), _group(other)}
    if kinds <= _ARMED:
        return True
    if "" in kinds:
        return as_people and kinds <= _CIVIL | {""}
    return "civilian" in kinds and kinds <= _CIVIL


def _state(party: EntityId) -> str:
    """The code of a state, also for a group of its people; the identifier of any other party."""
    kind, _, key = party.partition("/")
    return key.partition("-")[0] if kind in ("state", "group") else party


def _group(party: EntityId) -> str:
    """What a group is called: "militant" for group/CAF-militant; empty for a state, the identifier for others."""
    kind, _, key = party.partition("/")
    return key.partition("-")[2] if kind == "group" else "" if kind == "state" else party
