"""Which reports are of one event: blocks of like reports, points for what two of them share, clusters.

Reports can only be of one event when they have the same type and the same states or organisations behind their
parties, on the same sides; for types that are done together the sides do not matter. That is the block, and only
reports of one block are compared. Within it, a report joins the event with which it shares the most, if that is
enough, and if nothing speaks against it:

- the days must agree: intervals that overlap or lie one day apart. A report without a day has the days around its
  publication for it: the three before it for what was done, the three after it for what is planned;
- of two places one must lie in the other, as far as is known; two modes must be one; for one party not two different
  persons may act;
- two reports in one sentence are of two events, unless they tell exactly the same; so are what an article tells as
  done and what the same article tells as to come, unless both are on the same day.

Reports with exact days come first, so that those that know less join those that know more, and an event never grows
over more days than its first report has. Nothing depends on the order in which reports are given.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from legation.graph.evidence import Account
from legation.graph.identifiers import digest
from legation.model import EntityId, EventType, Status

Block = tuple[str, ...]
"""What reports must share to be compared."""

# Points, of a hundred.
SAME_DAY = 35
NARROW = 25
WIDE = 15
NEAR = 20
SOFT = 20
DYAD = 25
ONE_PARTY = 5
PERSON = 20
TRIGGER = 15
ISSUE = 15
OTHER_ISSUE = -15
PLACE = 15
NESTED_PLACE = 10
MODE = 10
CONTEXT = 5
HEADLINE = 15
SAME_ARTICLE = 5
SAME_SENTENCE = 40

ENOUGH = 50
"""Points from which reports are of one event, for what two parties do once in a while."""

ENOUGH_OF_MANY = 70
"""The same for what is done several times a day: accusing, striking, protesting."""

WINDOW = 3
"""Days before or after the publication in which an event without a day is sought."""

_NARROW_DAYS = 14
_VAGUE_DAYS = 31

UNORDERED = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE})
"""Types that are done together, whoever is named first."""

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

_AHEAD = frozenset({Status.PLANNED, Status.PLEDGED, Status.PROPOSED, Status.HYPOTHETICAL})
_DONE = frozenset({Status.OCCURRED, Status.ONGOING})

_WORD = re.compile(r"[^\W\d_]+")
_STEM = 4
_LIGHT = frozenset(
    "a about against an and at be been by did do does for from gave give given has have held hold holding in into is "
    "it its made make making of off on out over said say says take taken that the to took up was were will with".split()
)
_STEMS = {"met": "meet", "fought": "figh", "struck": "stri", "sent": "send"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The reports of one event, the earliest published first. `score` tells how well they fit, from 0 to 1."""

    digest: str
    """16 hexadecimal digits that name the event. They stay as they are while its earliest report does."""
    accounts: tuple[Account, ...]
    score: float


def block_of(account: Account) -> Block:
    """The block that a report belongs to. Reports without any known party are compared with their copies only."""
    initiating, receiving = sorted(account.initiating), sorted(account.receiving)
    if not initiating and not receiving:
        return account.type, "sentence", account.sentence
    if account.type in UNORDERED or account.reciprocal:
        return account.type, "together", " ".join(sorted({*initiating, *receiving}))
    return account.type, "towards", " ".join(initiating), " ".join(receiving)


def happenings(accounts: Iterable[Account]) -> Iterator[Happening]:
    """The events that some reports are of, block by block, whatever the order of the reports."""
    blocks: defaultdict[Block, list[Account]] = defaultdict(list)
    for account in accounts:
        blocks[block_of(account)].append(account)
    for block in sorted(blocks):
        yield from merge_block(block, blocks[block])


def merge_block(block: Block, accounts: Iterable[Account]) -> list[Happening]:
    """The events that the reports of one block are of. They depend on these reports only."""
    shelves: defaultdict[tuple[str, ...], _Shelf] = defaultdict(_Shelf)
    for dated in sorted(map(_Dated.of, accounts), key=lambda d: (d.rank, d.width, published_order(d.account))):
        shelves[dated.shelf].take(dated)
    found = []
    for shelf in shelves.values():
        for cluster in shelf.clusters:
            members = tuple(sorted(cluster.members, key=published_order))
            found.append((members, cluster.points / 100))
    found.sort(key=lambda event: published_order(event[0][0]))
    names: set[str] = set()
    return [
        Happening(digest=_name(block, members[0], names), accounts=members, score=score) for members, score in found
    ]


def published_order(account: Account) -> tuple[str, str, int, str]:
    """What sorts reports by publication, those of one article by their place in it."""
    return account.published, account.article, account.begin, account.report


def _name(block: Block, first: Account, taken: set[str]) -> str:
    """A digest of the block and of where its earliest report stands; two events told by one word are numbered."""
    number = 0
    while (name := digest(*block, first.article, str(first.begin), str(number))) in taken:
        number += 1
    taken.add(name)
    return name


@dataclass(frozen=True, slots=True)
class _Dated:
    """A report with the days on which its event can have been, as ordinals, both included.

    `exact` tells whether the report itself names them.
    """

    account: Account
    first: int
    last: int
    exact: bool
    shelf: tuple[str, ...]
    stems: frozenset[str]

    @classmethod
    def of(cls, account: Account) -> _Dated:
        """Find the days and the shelf of a report.

        Imagined events stand apart from all others; so do those of a year and the like, which fit anything, by their
        days; and those of which no day at all is known, by article.
        """
        stems = _stems(account.trigger)
        shelf: tuple[str, ...] = ("imagined",) if account.status is Status.HYPOTHETICAL else ()
        if account.earliest:
            first, last = sorted((_ordinal(account.earliest), _ordinal(account.latest)))
            if last - first >= _VAGUE_DAYS:
                shelf = (*shelf, account.earliest, account.latest)
            return cls(account, first, last, True, shelf, stems)
        if not account.day:
            return cls(account, 0, 0, False, (*shelf, account.article), stems)
        day = _ordinal(account.day)
        if account.status in _AHEAD:
            return cls(account, day, day + WINDOW, False, shelf, stems)
        return cls(account, day - WINDOW, day, False, shelf, stems)

    @property
    def rank(self) -> int:
        return 0 if self.exact else 1

    @property
    def width(self) -> int:
        return self.last - self.first + 1

    @property
    def days(self) -> range:
        """The days to look under. On a shelf of long intervals all are the same: one day serves."""
        return range(self.first, self.first + (self.width if self.width <= _VAGUE_DAYS else 1))


@dataclass(slots=True)
class _Cluster:
    """Reports of one event, and all that they tell of it together."""

    first: int
    last: int
    exact: bool
    points: int = 100
    members: list[Account] = field(default_factory=list)
    triggers: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    issues: set[EntityId] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    places: dict[EntityId, EntityId | None] = field(default_factory=dict)
    persons: defaultdict[EntityId, set[EntityId]] = field(default_factory=lambda: defaultdict(set))
    passages: defaultdict[str, list[Account]] = field(default_factory=lambda: defaultdict(list))
    articles: defaultdict[str, list[_Dated]] = field(default_factory=lambda: defaultdict(list))
    sentences: set[str] = field(default_factory=set)

    def add(self, dated: _Dated, points: int) -> None:
        """Let a report join, with the points that it has earned."""
        account = dated.account
        first, last = max(self.first, dated.first), min(self.last, dated.last)
        if first <= last and self.exact == dated.exact:
            self.first, self.last = first, last
        self.points = min(self.points, points)
        self.members.append(account)
        self.triggers |= dated.stems
        self.modes |= {account.mode} - {""}
        self.issues |= account.issues
        self.contexts |= account.contexts
        if account.place:
            self.places[account.place] = account.place_state
        for party, person in account.persons:
            self.persons[party].add(person)
        self.passages[account.passage].append(account)
        self.articles[account.article].append(dated)
        self.sentences.add(account.sentence)

    def points_for(self, dated: _Dated) -> int:
        """The points that a report has in common with this event; 0 where it cannot be of it."""
        account = dated.account
        beside = self.passages.get(account.passage)
        if beside is not None:
            return 100 if any(_same(account, other) for other in beside) else 0
        days = self._days(dated)
        place = self._place(account)
        if not days or place is None or not self._may(dated):
            return 0
        points = days + place + (DYAD if _is_dyad(account) else ONE_PARTY)
        points += PERSON if any(person in self.persons.get(party, ()) for party, person in account.persons) else 0
        points += TRIGGER if self.triggers & dated.stems else 0
        points += MODE if account.mode and account.mode in self.modes else 0
        points += CONTEXT if self.contexts & account.contexts else 0
        if self.issues and account.issues:
            points += ISSUE if self.issues & account.issues else OTHER_ISSUE
        if account.sentence in self.sentences:
            points += SAME_SENTENCE
        told = self.articles.get(account.article)
        if told is not None:
            repeated = any(other.account.headline != account.headline for other in told)
            points += HEADLINE if repeated else SAME_ARTICLE
        return points if points >= (ENOUGH_OF_MANY if account.type in _MANY else ENOUGH) else 0

    def _days(self, dated: _Dated) -> int:
        gap = max(self.first, dated.first) - min(self.last, dated.last)
        exact = self.exact and dated.exact
        if gap > 0:
            return NEAR if exact and gap == 1 else 0
        if not exact:
            return SOFT
        width = max(self.last - self.first + 1, dated.width)
        return SAME_DAY if width == 1 else NARROW if width <= _NARROW_DAYS else WIDE

    def _may(self, dated: _Dated) -> bool:
        """Whether mode, persons and what the same article tells allow a report to be of this event."""
        account = dated.account
        if account.mode and self.modes and account.mode not in self.modes:
            return False
        if any(_come_and_gone(dated, other) for other in self.articles.get(account.article, ())):
            return False
        acting: defaultdict[EntityId, set[EntityId]] = defaultdict(set)
        for party, person in account.persons:
            acting[party].add(person)
        return all(_may_be_one(persons, self.persons.get(party, set())) for party, persons in acting.items())

    def _place(self, account: Account) -> int | None:
        """The points for the place; None where the report cannot be of an event at these places."""
        if not account.place:
            return 0
        most = 0
        for place, state in self.places.items():
            points = _nearness(account.place, account.place_state, place, state)
            if points is None:
                return None
            most = max(most, points)
        return most


@dataclass(slots=True)
class _Shelf:
    """The events of one block so far, in the order in which they were begun, and by the days around them."""

    clusters: list[_Cluster] = field(default_factory=list)
    by_day: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def take(self, dated: _Dated) -> None:
        """Let a report join the event that fits it best, the one begun first among equals, or begin one."""
        near = sorted({number for day in dated.days for number in self.by_day.get(day, ())})
        points = [self.clusters[number].points_for(dated) for number in near]
        if any(points):
            most = max(points)
            self.clusters[near[points.index(most)]].add(dated, min(most, 100))
            return
        cluster = _Cluster(dated.first, dated.last, dated.exact)
        cluster.add(dated, 100)
        for day in range(dated.days.start - 1, dated.days.stop + 1):
            self.by_day[day].append(len(self.clusters))
        self.clusters.append(cluster)


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


def _is_dyad(account: Account) -> bool:
    """Whether two different parties are known, on both sides or acting together."""
    if account.type in UNORDERED or account.reciprocal:
        return len(account.initiating | account.receiving) > 1
    return bool(account.initiating and account.receiving) and account.initiating != account.receiving


def _same(one: Account, other: Account) -> bool:
    """Whether two reports in one sentence tell exactly the same, each with its own word."""
    return _told(one) == _told(other)


def _told(account: Account) -> tuple[object, ...]:
    return (
        account.status,
        account.initiators,
        account.recipients,
        account.initiator_words,
        account.recipient_words,
        account.mode,
        account.contexts,
        account.issues,
        account.earliest,
        account.latest,
        account.place,
    )


def _come_and_gone(one: _Dated, other: _Dated) -> bool:
    """Whether one of two reports of an article is of something done and the other of something to come."""
    ahead = [report.account.status in _AHEAD for report in (one, other)]
    done = [report.account.status in _DONE for report in (one, other)]
    if not (any(ahead) and any(done)):
        return False
    return not (one.exact and other.exact and one.first == one.last == other.first == other.last)


def _nearness(one: EntityId, its_state: EntityId | None, other: EntityId, other_state: EntityId | None) -> int | None:
    """The points for two places: none where a sea or region may hold the other, None where they are apart."""
    if one == other:
        return PLACE
    if one == other_state or other == its_state:
        return NESTED_PLACE
    return 0 if its_state is None or other_state is None else None


def _may_be_one(some: set[EntityId], others: set[EntityId]) -> bool:
    """Whether persons who act for one party can be the same: where none is known, one is shared, or a name is."""
    if not some or not others or some & others:
        return True
    return bool(_names(some) & _names(others))


def _names(persons: Iterable[EntityId]) -> set[str]:
    return {name for person in persons for name in person.partition("/")[2].split("-")}


def _stems(trigger: str) -> frozenset[str]:
    """The beginnings of the words of a trigger that carry meaning."""
    words = (word for word in _WORD.findall(trigger.casefold()) if word not in _LIGHT)
    return frozenset(_STEMS.get(word, word[:_STEM]) for word in words)
