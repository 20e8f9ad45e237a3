"""Which reports are of one event: candidates by keys, points for two reports, events in which nothing contradicts.

Reports meet only under a common key: a type (or its family) with the states behind the parties, within a month. Two
that do not exclude each other and have points enough are linked (`likeness`). Links become events from the strongest to
the weakest, and only if no report on one side excludes one on the other: what two events share never joins what
contradicts. Events whose parties are told otherwise come last, and join only where no second one fits as well.

What people say of which reports belong together comes last, and holds whatever the reports share (`Edit`).

An event depends on nothing but the reports that chains of links and joinings tie to its own, so that the events of all
reports are those of each such component, whatever else there is, in any order.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from legation.graph.evidence import Account
from legation.graph.exclusion import Facts, one_outcome
from legation.graph.identifiers import digest
from legation.graph.likeness import points
from legation.graph.parties import TOGETHER, Likeness
from legation.graph.reports import LONGEST, Key, Report, profiles

Near = Callable[[Report], Iterable[Report]]
"""The reports that one finds under the keys that it seeks, on days that may be its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The reports of one event, the earliest published first. `score` tells how well they fit, from 0 to 1."""

    digest: str
    """16 hexadecimal digits that name the event. They stay as they are while its earliest report does."""
    accounts: tuple[Account, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two reports that can be of one event."""

    points: int
    one: Report
    other: Report
    same: bool
    """Whether parties and type are the same."""


@dataclass(frozen=True, slots=True)
class Edit:
    """That reports are of one event, or with `apart_from` that they are of another one than those."""

    reports: tuple[str, ...]
    apart_from: tuple[str, ...] = ()

    @property
    def joins(self) -> bool:
        """Whether it ties reports together."""
        return not self.apart_from


class Shelves:
    """Reports by their keys and days."""

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        self._by_key: defaultdict[Key, list[tuple[int, str, Report]]] = defaultdict(list)
        for report in reports:
            self.add(report)

    def add(self, report: Report) -> None:
        """Put a report where others find it."""
        for key in report.posts:
            insort(self._by_key[key], (report.first, report.account.report, report))

    def near(self, report: Report) -> Iterator[Report]:
        """The other reports under a report's keys whose days touch its own, or those next to them."""
        for key in report.seeks:
            shelf = self._by_key.get(key, [])
            for at in range(bisect_left(shelf, (report.first - LONGEST - 1,)), len(shelf)):
                first, name, other = shelf[at]
                if first > report.last + 1:
                    break
                if other.last >= report.first - 1 and name != report.account.report:
                    yield other


def happenings(accounts: Iterable[Account], edits: Iterable[Edit] = ()) -> Iterator[Happening]:
    """The events that some reports are of, the earliest published first, whatever the order of the reports."""
    reports = list(reports_of(accounts))
    shelves = Shelves(reports)
    facts: dict[str, Facts] = {}
    yield from events(reports, (link for report in reports for link in links(report, shelves.near, facts)), edits)


def reports_of(accounts: Iterable[Account]) -> Iterator[Report]:
    """The reports of some whole articles, article by article."""
    articles: defaultdict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        articles[account.article].append(account)
    for told in articles.values():
        yield from profiles(told)


def links(report: Report, near: Near, known: dict[str, Facts]) -> Iterator[Link]:
    """What ties a report to others. `known` keeps what each of them says, by the report's name, for the next call."""

    def facts(of: Report) -> Facts:
        name = of.account.report
        if name not in known:
            known[name] = Facts.of(of)
        return known[name]

    for other in near(report):
        if (found := points(report, other)) and not facts(report).excludes(facts(other)):
            total, alike = found
            one, another = sorted((report, other), key=lambda each: each.order)
            same = alike is Likeness.SAME and one.account.type == another.account.type
            yield Link(total, one, another, same)


def events(
    reports: Iterable[Report],
    found: Iterable[Link],
    edits: Iterable[Edit] = (),
    standing: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Happening]:
    """The events of some reports with all their links, the earliest published first.

    Edits are done in their order, each to what those before it left; reports that they name and that are not among
    these are passed over.

    `standing` names the events of reports of which they are known. All reports of such an event are among `reports`; of
    their links only those within the event and those to reports of other events are needed.
    """
    clusters = _Clusters(reports)
    ties = {(link.one.account.report, link.other.account.report): link for link in found}
    ordered = sorted(ties.values(), key=lambda link: (-link.points, link.one.order, link.other.order))
    for link in ordered:
        if link.same:
            clusters.join(link)
    clusters.settle([link for link in ordered if not link.same], standing)
    for edit in edits:
        clusters.edit(edit)
    found_events = [(sorted(c.facts.reports, key=lambda r: r.order), c.score) for c in clusters.all()]
    for members, score in sorted(found_events, key=lambda event: event[0][0].order):
        yield Happening(digest=name_of(members[0]), accounts=tuple(r.account for r in members), score=score / 100)


@dataclass(slots=True)
class _Cluster:
    """Reports of one event, and the points of the weakest link that holds them together."""

    facts: Facts
    score: int = 100

    def rank(self) -> tuple[object, ...]:
        """What sorts events by how fully they are told."""
        first = min(self.facts.reports, key=lambda report: report.order)
        exact = [report.last - report.first for report in self.facts.reports if report.exact]
        return not first.sides.is_full, not exact, min(exact, default=0), first.order


class _Clusters:
    """Which event each report belongs to so far."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._of = {report.account.report: _Cluster(Facts.of(report)) for report in reports}

    def all(self) -> list[_Cluster]:
        return list({id(cluster): cluster for cluster in self._of.values()}.values())

    def join(self, link: Link) -> None:
        """Make one event of the two that a link ties, if nothing in them contradicts."""
        one, other = (self._of[end.account.report] for end in (link.one, link.other))
        if one is not other and not one.facts.excludes(other.facts):
            self._merge(one, other, link.points)

    def settle(self, found: Iterable[Link], standing: Mapping[str, str]) -> None:
        """Join events whose parties are told otherwise, from the best told on: each to the one that it fits best.

        One that fits two alike joins neither. Those that stand go where they are known to.
        """
        ties: defaultdict[str, list[Link]] = defaultdict(list)
        for link in found:
            ties[link.one.account.report].append(link)
            ties[link.other.account.report].append(link)
        settled: set[int] = set()
        known: dict[str, _Cluster] = {}
        for cluster in sorted(self.all(), key=_Cluster.rank):
            event = standing.get(cluster.facts.reports[0].account.report)
            if event in known:
                self._merge(known[event], cluster, 100)
                continue
            if event is not None:
                known[event] = cluster
                settled.add(id(cluster))
                continue
            most: dict[int, tuple[int, _Cluster]] = {}
            for report in cluster.facts.reports:
                name = report.account.report
                for link in ties[name]:
                    end = link.other if link.one.account.report == name else link.one
                    near = self._of[end.account.report]
                    if id(near) in settled and link.points > most.get(id(near), (0, near))[0]:
                        most[id(near)] = link.points, near
            fitting = [(total, near) for total, near in most.values() if _may_join(cluster.facts, near.facts)]
            best = [(total, near) for total, near in fitting if total == max(points for points, _ in fitting)]
            if len(best) == 1:
                self._merge(best[0][1], cluster, best[0][0])
            else:
                settled.add(id(cluster))

    def edit(self, edit: Edit) -> None:
        """Make one event of those that reports belong to, or take them out of events that hold others."""
        named = {id(self._of[name]): self._of[name] for name in edit.reports if name in self._of}
        if edit.joins:
            for cluster in list(named.values())[1:]:
                self._merge(next(iter(named.values())), cluster, 100)
            return
        apart = {id(self._of[name]) for name in edit.apart_from if name in self._of}
        for cluster in (cluster for key, cluster in named.items() if key in apart):
            leaving = [report for report in cluster.facts.reports if report.account.report in edit.reports]
            staying = [report for report in cluster.facts.reports if report.account.report not in edit.reports]
            for reports in (leaving, staying):
                self._gather(reports, cluster.score)

    def _gather(self, reports: Iterable[Report], score: int) -> None:
        """Make an event of reports; one report alone fits itself."""
        first, *others = reports
        cluster = _Cluster(Facts.of(first), score if others else 100)
        for report in others:
            cluster.facts.take(Facts.of(report))
        for report in cluster.facts.reports:
            self._of[report.account.report] = cluster

    def _merge(self, one: _Cluster, other: _Cluster, points: int) -> None:
        one.facts.take(other.facts)
        one.score = min(one.score, other.score, points)
        for report in other.facts.reports:
            self._of[report.account.report] = one


def _may_join(one: Facts, other: Facts) -> bool:
    """Whether events whose parties are told otherwise can be one."""
    if one.excludes(other):
        return False
    for article in one.articles.keys() & other.articles.keys():
        headlines = [{report.account.headline for report in facts.articles[article]} for facts in (one, other)]
        if sorted(map(sorted, headlines)) != [[False], [True]]:
            return False
    return one_outcome(*([report.account for report in facts.reports] for facts in (one, other)))


def block_of(account: Account) -> Key:
    """What an event is named after beside its first report: the type and the parties."""
    initiating, receiving = sorted(account.initiating), sorted(account.receiving)
    if not initiating and not receiving:
        return account.type, "sentence", account.sentence
    if account.type in TOGETHER or account.reciprocal:
        return account.type, "together", " ".join(sorted({*initiating, *receiving}))
    return account.type, "towards", " ".join(initiating), " ".join(receiving)


def name_of(first: Report) -> str:
    """What an event is named: a digest of its earliest report's parties and place; two told by one word are numbered.

    A report that was corrected gives the name that it gave before.
    """
    account = first.account
    return account.event or digest(*block_of(account), account.article, str(account.begin), str(first.twin))
