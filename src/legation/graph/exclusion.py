"""What keeps two reports, or two events with all their reports, apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from legation.graph.evidence import Account
from legation.graph.particulars import Count, contradict
from legation.graph.reports import AHEAD, DONE, Place, Report, is_of_many
from legation.model import EntityId, EventType, Status


@dataclass(slots=True)
class Facts:
    """What one report says of an event, or all reports of it together: enough to tell what cannot be the same."""

    reports: list[Report]
    bounds: dict[bool, tuple[int, int]]
    """By whether days are exact: the latest first day, and the earliest last day."""
    many: bool
    modes: set[tuple[EventType, str]]
    places: set[Place]
    persons: set[frozenset[tuple[EntityId, EntityId]]]
    counts: set[frozenset[Count]]
    matters: set[frozenset[str]]
    articles: dict[str, list[Report]]

    @classmethod
    def of(cls, report: Report) -> Facts:
        """What one report says."""
        account = report.account
        return cls(
            reports=[report],
            bounds={report.exact: (report.first, report.last)},
            many=is_of_many(account),
            modes={(account.type, account.mode)} if account.mode else set(),
            places={report.where} if report.where else set(),
            persons={account.persons} if account.persons else set(),
            counts={account.counts} if account.counts else set(),
            matters={account.matter} if report.is_telling else set(),
            articles={account.article: [report]},
        )

    def take(self, other: Facts) -> None:
        """Add what other reports say."""
        self.reports += other.reports
        for exact, (first, last) in other.bounds.items():
            mine = self.bounds.get(exact, (first, last))
            self.bounds[exact] = max(mine[0], first), min(mine[1], last)
        self.many |= other.many
        self.modes |= other.modes
        self.places |= other.places
        self.persons |= other.persons
        self.counts |= other.counts
        self.matters |= other.matters
        for article, told in other.articles.items():
            self.articles[article] = [*self.articles.get(article, ()), *told]

    def excludes(self, other: Facts) -> bool:
        """Whether any two reports of the two sides cannot be of one event."""
        return (
            self._other_days(other)
            or any(one[0] == its[0] and one != its for one in self.modes for its in other.modes)
            or any(one.is_apart(its) for one in self.places for its in other.places)
            or any(_other_persons(one, its) for one in self.persons for its in other.persons)
            or any(contradict(one, its) for one in self.counts for its in other.counts)
            or self._other_matter(other)
            or any(
                _two_in_one_article(one, its)
                for article in self.articles.keys() & other.articles.keys()
                for one in self.articles[article]
                for its in other.articles[article]
            )
        )

    def _other_days(self, other: Facts) -> bool:
        """Whether days lie apart. What is done once in a while may be told a day too early or too late."""
        for exact, (first, last) in self.bounds.items():
            for its_exact, (its_first, its_last) in other.bounds.items():
                slack = int(exact and its_exact and not (self.many or other.many))
                if first - its_last > slack or its_first - last > slack:
                    return True
        return False

    def _other_matter(self, other: Facts) -> bool:
        """Whether more reports speak of two matters than of one. Of two reports alone their points decide."""
        if len(self.reports) == len(other.reports) == 1:
            return False
        shared = [bool(one & its) for one in self.matters for its in other.matters]
        return sum(shared) * 2 < len(shared)


def one_outcome(some: Sequence[Account], others: Sequence[Account]) -> bool:
    """Whether both are done or both to come; what was planned for a day may be what is reported as done on it."""
    statuses = [{account.status for account in told} for told in (some, others)]
    if any(Status.DENIED in told for told in statuses):
        return False
    ahead, done = ([bool(told & group) for told in statuses] for group in (AHEAD, DONE))
    if all(ahead) or all(done):
        return True
    days = {(account.earliest, account.latest) for account in (*some, *others)}
    return len(days) == 1 and all(earliest and earliest == latest for earliest, latest in days)


def _other_persons(some: Set[tuple[EntityId, EntityId]], others: Set[tuple[EntityId, EntityId]]) -> bool:
    """Whether for one party two others act: persons of whom none is shared, nor a name of theirs."""
    for party in {party for party, _ in some} & {party for party, _ in others}:
        mine, its = ({person for for_, person in told if for_ == party} for told in (some, others))
        if not (mine & its or _names(mine) & _names(its)):
            return True
    return False


def _names(persons: Iterable[EntityId]) -> set[str]:
    return {name for person in persons for name in person.partition("/")[2].split("-")}


def _two_in_one_article(one: Report, other: Report) -> bool:
    """Whether one article tells two events: by one sentence with differences, or one as done and one as to come."""
    mine, its = one.account, other.account
    if mine.passage == its.passage:
        return _told(mine) != _told(its)
    ahead, done = ({account.status in group for account in (mine, its)} for group in (AHEAD, DONE))
    if not (True in ahead and True in done):
        return False
    return not (one.exact and other.exact and one.first == one.last == other.first == other.last)


def _told(account: Account) -> tuple[object, ...]:
    return (
        account.type,
        account.status,
        account.initiators,
        account.recipients,
        account.initiator_words,
        account.recipient_words,
        account.reciprocal,
        account.mode,
        account.contexts,
        account.issues,
        account.earliest,
        account.latest,
        account.place,
    )
