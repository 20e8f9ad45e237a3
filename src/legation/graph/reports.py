"""A report as merging sees it: its days, its place, its parties, and the keys under which others find it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from legation.graph.evidence import Account
from legation.graph.particulars import trigger_stems
from legation.graph.parties import TOGETHER, Sides, sides_of
from legation.model import EntityId, EventType, Status

WINDOW = 3
"""Days before or after the publication in which an event without a day is sought."""

LONGEST = 30
"""Days of the longest interval that is compared with others; longer ones fit anything, and meet only their like."""

TELLING = 2
"""The least words on the matter from which two reports that share none speak of two matters."""

_MANY = frozenset(
    {
        EventType.ACCUSE,
        EventType.ASSAULT,
        EventType.COERCE,
        EventType.MOBILIZE,
        EventType.PROTEST,
        EventType.REJECT,
        EventType.REQUEST,
        EventType.SUPPORT,
        EventType.THREATEN,
    }
)
_FAMILIES = {
    EventType.COERCE: "pressing",
    EventType.SANCTION: "pressing",
    EventType.AGREE: "signing",
    EventType.SUPPORT: "signing",
}
"""Types of which two reporters choose one or the other for the same act."""

AHEAD = frozenset({Status.PLANNED, Status.PLEDGED, Status.PROPOSED, Status.HYPOTHETICAL})
DONE = frozenset({Status.OCCURRED, Status.ONGOING})

GENERAL_WORDS = {
    EventType.ASSAULT: frozenset({"ambu", "assa", "atta", "viol"}),
    EventType.CONSULT: frozenset({"conf", "dial", "meet", "nego", "summ", "talk"}),
}
"""General words, which may stand for any act of their type."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place, the state that it lies in if it lies in one, and whether other places lie in it."""

    id: EntityId
    state: EntityId | None
    wide: bool

    def holds(self, other: Place) -> bool:
        """Whether the other place surely lies in this one."""
        return self.id == other.state

    def is_apart(self, other: Place) -> bool:
        """Whether two places lie apart: in two states, or as two towns of one."""
        if self.id == other.id or None in (self.state, other.state):
            return False
        return self.state != other.state or not (self.wide or other.wide)


@dataclass(frozen=True, slots=True)
class Report:
    """A report with the days on which its event can have been, as ordinals, both included.

    `exact` tells whether the report itself names them. `twin` numbers the reports that one word gives.
    """

    account: Account
    twin: int
    first: int
    last: int
    exact: bool
    shelf: Key
    """What a report is kept apart by: imagined, undated, of a long interval. Empty for most."""
    sides: Sides
    stems: frozenset[str]
    where: Place | None

    @classmethod
    def of(cls, account: Account, twin: int = 0, beside: Account | None = None) -> Report:
        """Find the days of a report, which takes day and place from the one `beside` it if it has none."""
        timed = account if account.earliest or beside is None else beside
        sited = account if account.place or beside is None else beside
        shelf: Key = ("imagined",) if account.status is Status.HYPOTHETICAL else ()
        exact = bool(timed.earliest)
        if exact:
            first, last = sorted((_ordinal(timed.earliest), _ordinal(timed.latest)))
            if last - first > LONGEST:
                shelf = (*shelf, timed.earliest, timed.latest)
        elif account.day:
            day = _ordinal(account.day)
            first, last = (day, day + WINDOW) if account.status in AHEAD else (day - WINDOW, day)
        else:
            shelf, first, last = (*shelf, "undated", account.article), 0, 0
        where = Place(sited.place, sited.place_state, sited.place_wide) if sited.place else None
        stems = trigger_stems(account.trigger)
        return cls(account, twin, first, last, exact, shelf, sides_of(account), stems, where)

    @property
    def order(self) -> tuple[str, str, int, str]:
        """What sorts reports by publication, those of one article by their place in it."""
        account = self.account
        return account.published, account.article, account.begin, account.report

    @property
    def is_telling(self) -> bool:
        """Whether the words of a report say what its act was about, and one act of its type is about one matter."""
        account = self.account
        general = GENERAL_WORDS.get(account.type, frozenset()) & self.stems
        return account.type not in TOGETHER and not general and len(account.matter) >= TELLING

    @property
    def posts(self) -> tuple[Key, ...]:
        """The keys under which others find this report."""
        return self._keys("full", "open")

    @property
    def seeks(self) -> tuple[Key, ...]:
        """The keys under which it finds others: a report finds each that finds it."""
        return self._keys("open", "full")

    def _keys(self, if_full: str, if_open: str) -> tuple[Key, ...]:
        account, sides = self.account, self.sides
        if not sides.states:
            return (("sentence", *self.shelf, account.type, account.sentence),)
        if self.shelf:
            parties = *sorted(sides.initiating), "to", *sorted(sides.receiving)
            return (("shelf", *self.shelf, account.type, *parties),)
        family = _FAMILIES.get(account.type, account.type)
        if sides.is_full:
            return ("all", family, *sides.states), *((if_full, family, state) for state in sides.states)
        both = {"open", if_open}
        return tuple((kind, family, state) for kind in sorted(both) for state in sides.states)


def is_of_many(account: Account) -> bool:
    """Whether a report is of what is done many times a day. What is done together is not."""
    return account.type in _MANY and not account.reciprocal


def profiles(accounts: Iterable[Account]) -> Iterator[Report]:
    """The reports of one article. One without days takes them from what the same actors did, by the same sentence."""
    beside: defaultdict[tuple[object, ...], list[Account]] = defaultdict(list)
    twins: defaultdict[tuple[object, ...], int] = defaultdict(int)
    told = sorted(accounts, key=lambda account: (account.begin, account.report))
    for account in told:
        if account.earliest:
            beside[_doing(account)].append(account)
    for account in told:
        lenders = beside[_doing(account)] if account.initiating or account.initiator_words else []
        lender = lenders[0] if len({(a.earliest, a.latest) for a in lenders}) == 1 else None
        word = (account.type, account.initiating, account.receiving, account.begin)
        yield Report.of(account, twins[word], lender)
        twins[word] += 1


def _doing(account: Account) -> tuple[object, ...]:
    return account.passage, account.type, account.status, account.initiating or account.initiator_words


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()
