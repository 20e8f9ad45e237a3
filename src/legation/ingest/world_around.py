"""Which events change with a report, and what they are now, without following all that chains of links tie to it.

What changes is made anew together with the events beside, to which links lead from it, and those beyond, which decide
with them where a report with other words for the parties goes. If the events beside come out as they were, no link into
them did anything, and nothing behind them can change. One that comes out otherwise changes too, and so does whatever is
loose within sight. docs/decisions/0016-only-the-events-around-a-change.md tells why that is enough.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial

from legation.graph.exclusion import Facts
from legation.graph.merge import Happening, Link, events, links
from legation.graph.reports import Report
from legation.ingest.world_index import Index


def around(index: Index, report: Report, edited: Container[str]) -> tuple[Mapping[str, Report], list[Happening]]:
    """The reports whose events change with a loose one, by name, and all events that they have now.

    `edited` are those whose chains of links have edits, which are done when all else is: there the chain is followed.
    """
    if report.account.report not in edited and (found := _Around(index, report, edited).found()) is not None:
        return found
    reports, ties = index.component(report)
    return reports, list(events(reports.values(), ties, index.edits))


class _Around:
    """The reports that change, beginning with a loose one, and what is known of all that is looked at."""

    def __init__(self, index: Index, report: Report, edited: Container[str]) -> None:
        self.index = index
        self.edited = edited
        self.changing: dict[str, Report] = {}
        self.links: dict[str, list[Link]] = {}
        self.facts: dict[str, Facts] = {}
        self.known: dict[str, tuple[str, dict[str, Report]]] = {}
        self.loose: dict[str, bool] = {}
        self.take([report])

    def found(self) -> tuple[dict[str, Report], list[Happening]] | None:
        """The reports that change, and their events; None where one with edits is within sight."""
        while True:
            beside = self.events_of(self.ends(self.changing), self.changing)
            beyond = self.events_of(self.ends(beside, same=False), self.changing.keys() | beside)
            if any(name in self.edited for name in (*self.changing, *beside, *beyond)):
                return None
            if loose := [each for name, each in (*beside.items(), *beyond.items()) if self.is_loose(name)]:
                self.take(loose)
                continue
            told = [(event, {account.report for account in event.accounts}) for event in self.events(beside, beyond)]
            moved = [each for _, names in told for name, each in beside.items()
                     if name in names and names != self.mates(each)[1].keys()]  # fmt: skip
            if not moved:
                return self.changing, [event for event, names in told if names & self.changing.keys()]
            self.take(moved)

    def events(self, beside: Mapping[str, Report], beyond: Mapping[str, Report]) -> Iterator[Happening]:
        """The events of what changes and what is around it; those beyond stand as they are."""
        reports = self.changing | dict(beside) | dict(beyond)
        ties = [link for each in (*self.changing.values(), *beside.values()) for link in self.tie(each)]
        for each in beyond.values():
            ties += links(each, partial(self.index.near, among=self.mates(each)[1]), self.facts)
        inside = [link for link in ties if {link.one.account.report, link.other.account.report} <= reports.keys()]
        standing = {name: self.mates(each)[0] for name, each in beyond.items()}
        return events(reports.values(), inside, standing=standing)

    def take(self, reports: Iterable[Report]) -> None:
        """Let reports change, with those of their events and whatever loose reports are linked to them."""
        waiting = list(reports)
        while waiting:
            report = waiting.pop()
            if report.account.report not in self.changing:
                self.changing[report.account.report] = report
                waiting += self.mates(report)[1].values()
                waiting += [end for link in self.tie(report) for end in (link.one, link.other)
                            if self.is_loose(end.account.report)]  # fmt: skip

    def events_of(self, reports: Iterable[Report], but: Container[str]) -> dict[str, Report]:
        """Reports with all those of their events, but for some."""
        found: dict[str, Report] = {}
        for report in reports:
            name = report.account.report
            if name not in found and name not in but:
                found |= {name: report, **self.mates(report)[1]}
        return found

    def ends(self, reports: Mapping[str, Report], same: bool = True) -> Iterator[Report]:
        """What the links of reports lead to; those between the same parties only where `same` says so."""
        for report in reports.values():
            for link in self.tie(report):
                if same or not link.same:
                    yield from (link.one, link.other)

    def tie(self, report: Report) -> list[Link]:
        """The links of a report."""
        name = report.account.report
        if name not in self.links:
            self.links[name] = list(links(report, self.index.near, self.facts))
        return self.links[name]

    def mates(self, report: Report) -> tuple[str, dict[str, Report]]:
        """The event that a report was of, and its reports."""
        name = report.account.report
        if name not in self.known:
            self.known[name] = self.index.mates(name)
        return self.known[name]

    def is_loose(self, name: str) -> bool:
        """Whether the event of a report may be another."""
        if name not in self.loose:
            self.loose[name] = self.index.is_loose(name)
        return self.loose[name]
