"""What two reports or events have in common: points of a hundred, and what keeps them apart."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from legation.graph.evidence import Account
from legation.model import EntityId, EventType, Status

# Points, of a hundred.
SAME_DAY = 35
NARROW = 25
WIDE = 15
NEAR = 20
SOFT = 20
DYAD = 25
ONE_PARTY = 5
ONLY_HIT = 15
"""For whom a deed hit, where no report knows who did it."""
PERSON = 20
TRIGGER = 15
TRIGGERS = 20
"""For two words or more."""
GENERAL = 10
"""For a general word, which may stand for any act of its type: "attacked", "talks"."""
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

AHEAD = frozenset({Status.PLANNED, Status.PLEDGED, Status.PROPOSED, Status.HYPOTHETICAL})
DONE = frozenset({Status.OCCURRED, Status.ONGOING})

_WORD = re.compile(r"[^\W\d_]+")
_STEM = 4
_LIGHT = frozenset(
    "a about against an and at be been by did do does for from gave give given has have held hold holding in into is "
    "it its made make making of off on out over said say says take taken that the to took up was were will with".split()
)
_GENERAL = {
    EventType.ASSAULT: frozenset({"ambu", "assa", "atta", "viol"}),
    EventType.CONSULT: frozenset({"conf", "dial", "meet", "nego", "summ", "talk"}),
}
_STEMS = {"met": "meet", "fought": "figh", "struck": "stri", "sent": "send"}


@dataclass(frozen=True, slots=True)
class Dated:
    """A report with the days on which its event can have been, as ordinals, both included.

    `exact` tells whether the report itself names them.
    """

    account: Account
    first: int
    last: int
    exact: bool
    shelf: tuple[str, ...]
    stems: frozenset[str]
    place: EntityId | None
    place_state: EntityId | None

    @classmethod
    def of(cls, account: Account, beside: Account | None = None) -> Dated:
        """Find the days and the shelf of a report, which takes day and place from the one `beside` it if it has none.

        Imagined events stand apart from all others; so do those of a year and the like, which fit anything, by their
        days; and those of which no day at all is known, by article.
        """
        stems = _stems(account.trigger)
        shelf: tuple[str, ...] = ("imagined",) if account.status is Status.HYPOTHETICAL else ()
        timed = account if account.earliest or beside is None else beside
        sited = account if account.place or beside is None else beside
        place, state = sited.place, sited.place_state
        if timed.earliest:
            first, last = sorted((_ordinal(timed.earliest), _ordinal(timed.latest)))
            if last - first >= _VAGUE_DAYS:
                shelf = (*shelf, timed.earliest, timed.latest)
            return cls(account, first, last, True, shelf, stems, place, state)
        if not account.day:
            return cls(account, 0, 0, False, (*shelf, "undated", account.article), stems, place, state)
        day = _ordinal(account.day)
        if account.status in AHEAD:
            return cls(account, day, day + WINDOW, False, shelf, stems, place, state)
        return cls(account, day - WINDOW, day, False, shelf, stems, place, state)

    @property
    def rank(self) -> int:
        """Reports that name their days come first."""
        return 0 if self.exact else 1

    @property
    def width(self) -> int:
        """The number of days."""
        return self.last - self.first + 1

    @property
    def days(self) -> range:
        """The days to look under. On a shelf of long intervals all are the same: one day serves."""
        return range(self.first, self.first + (self.width if self.width <= _VAGUE_DAYS else 1))


@dataclass(slots=True)
class Cluster:
    """Reports of one event, and all that they tell of it together."""

    first: int
    last: int
    exact: bool
    points: int = 100
    members: list[Account] = field(default_factory=list)
    dated: list[Dated] = field(default_factory=list)
    triggers: set[str] = field(default_factory=set)
    modes: set[str] = field(default_factory=set)
    issues: set[EntityId] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    places: dict[EntityId, EntityId | None] = field(default_factory=dict)
    persons: defaultdict[EntityId, set[EntityId]] = field(default_factory=lambda: defaultdict(set))
    passages: defaultdict[str, list[Account]] = field(default_factory=lambda: defaultdict(list))
    articles: defaultdict[str, list[Dated]] = field(default_factory=lambda: defaultdict(list))
    sentences: set[str] = field(default_factory=set)

    def add(self, dated: Dated, points: int) -> None:
        """Let a report join, with the points that it has earned."""
        account = dated.account
        first, last = max(self.first, dated.first), min(self.last, dated.last)
        if first <= last and self.exact == dated.exact:
            self.first, self.last = first, last
        self.points = min(self.points, points)
        self.members.append(account)
        self.dated.append(dated)
        self.triggers |= dated.stems
        self.modes |= {account.mode} - {""}
        self.issues |= account.issues
        self.contexts |= account.contexts
        if dated.place:
            self.places[dated.place] = dated.place_state
        for party, person in account.persons:
            self.persons[party].add(person)
        self.passages[account.passage].append(account)
        self.articles[account.article].append(dated)
        self.sentences.add(account.sentence)

    def points_for(self, dated: Dated) -> int:
        """The points that a report has in common with this event; 0 where it cannot be of it."""
        account = dated.account
        beside = self.passages.get(account.passage)
        if beside is not None:
            return 100 if any(_same(account, other) for other in beside) else 0
        days = self.days_points(dated)
        place = self.place_points(dated.place, dated.place_state)
        if not days or place is None or not self._may(dated):
            return 0
        points = days + place + _party_points(account)
        points += PERSON if any(person in self.persons.get(party, ()) for party, person in account.persons) else 0
        points += MODE if account.mode and account.mode in self.modes else 0
        points += self.matter_points(dated.stems, account.issues, account.contexts, account.type)
        if account.sentence in self.sentences:
            points += SAME_SENTENCE
        told = self.articles.get(account.article)
        if told is not None:
            repeated = any(other.account.headline != account.headline for other in told)
            points += HEADLINE if repeated else SAME_ARTICLE
        return points if points >= enough(account) else 0

    def matter_points(self, stems: Set[str], issues: Set[EntityId], contexts: Set[str], kind: EventType) -> int:
        """The points for the words, the issues and the contexts that a report of that type shares with this event."""
        points = CONTEXT if self.contexts & contexts else 0
        other_issue = bool(self.issues and issues and not self.issues & issues)
        if shared := self.triggers & stems:
            points += TRIGGERS if len(shared) > 1 else TRIGGER
        elif not other_issue and _GENERAL.get(kind, frozenset()) & (self.triggers | stems):
            points += GENERAL
        if self.issues and issues:
            points += OTHER_ISSUE if other_issue else ISSUE
        return points

    def days_points(self, dated: Dated | Cluster) -> int:
        """The points for the days; 0 where a report or an event cannot be on the days of this one."""
        gap = max(self.first, dated.first) - min(self.last, dated.last)
        exact = self.exact and dated.exact
        if gap > 0:
            return NEAR if exact and gap == 1 else 0
        if not exact:
            return SOFT
        width = max(self.last - self.first, dated.last - dated.first) + 1
        return SAME_DAY if width == 1 else NARROW if width <= _NARROW_DAYS else WIDE

    def _may(self, dated: Dated) -> bool:
        """Whether mode, persons and what the same article tells allow a report to be of this event."""
        account = dated.account
        if account.mode and self.modes and account.mode not in self.modes:
            return False
        if any(come_and_gone(dated, other) for other in self.articles.get(account.article, ())):
            return False
        acting: defaultdict[EntityId, set[EntityId]] = defaultdict(set)
        for party, person in account.persons:
            acting[party].add(person)
        return all(may_be_one(persons, self.persons.get(party, set())) for party, persons in acting.items())

    def place_points(self, place: EntityId | None, its_state: EntityId | None) -> int | None:
        """The points for a place; None where what is there cannot be of an event at these places."""
        most = 0
        if place:
            for known, state in self.places.items():
                points = _nearness(place, its_state, known, state)
                if points is None:
                    return None
                most = max(most, points)
        return most


def published_order(account: Account) -> tuple[str, str, int, str]:
    """What sorts reports by publication, those of one article by their place in it."""
    return account.published, account.article, account.begin, account.report


def enough(account: Account) -> int:
    """The points from which a report is of an event. What is done together is not done many times a day."""
    return ENOUGH_OF_MANY if account.type in _MANY and not account.reciprocal else ENOUGH


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


def _party_points(account: Account) -> int:
    if is_dyad(account):
        return DYAD
    return ONE_PARTY if account.initiating else ONLY_HIT


def is_dyad(account: Account) -> bool:
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


def come_and_gone(one: Dated, other: Dated) -> bool:
    """Whether one of two reports of an article is of something done and the other of something to come."""
    ahead = [report.account.status in AHEAD for report in (one, other)]
    done = [report.account.status in DONE for report in (one, other)]
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


def may_be_one(some: set[EntityId], others: set[EntityId]) -> bool:
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
