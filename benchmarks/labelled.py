"""How well reports are told in full: status, sectors, days, places and who says so.

    python benchmarks/labelled.py [--errors] [--json] [CORRECTED.jsonl]

The texts are short, of our own writing, and labelled in `data/labelled/`. What is judged are the reports as the graph
has them, so that a planned visit is a CONSULT that is planned, not the AGREE of PLOVER's records. Within a text each
labelled event is paired with the report of its type that agrees with it most. Of the pairs it is then asked how often
each part is right; parts that a label leaves open are not asked for, but for days, which a text tells or does not.

With CORRECTED.jsonl, which `legation export --corrections` writes, the same is asked of sentences that were corrected.

Halves are those of `quality.py`: errors are listed of the read half alone.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from quality import PARTS, ROOT, half, measures, table

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.extraction import pipeline
from legation.extraction.plover import STANDS_BEHIND
from legation.model import Article, EventReport, Party

FOLDER = ROOT / "data" / "labelled"
UNORDERED = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types for which it does not matter who is named as source."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is told of an event, by a label or by a report.

    Actors are (state, sector), each part empty where unknown. A label can allow several types and statuses.
    """

    types: frozenset[str]
    statuses: frozenset[str]
    source: frozenset[tuple[str, str]]
    target: frozenset[tuple[str, str]]
    days: tuple[str, str]
    place: str
    told_by: str

    def __str__(self) -> str:
        sides = [" ".join(sorted("/".join(actor) for actor in side)) for side in (self.source, self.target)]
        parts = ("|".join(self.types), "|".join(self.statuses), " > ".join(sides), "..".join(self.days), self.place)
        return ", ".join((*parts, self.told_by))

    def states(self, ordered: bool) -> tuple[frozenset[str], ...]:
        """The states of source and target, or of all parties together."""
        sides = [frozenset(state for state, _ in side if state) for side in (self.source, self.target)]
        return tuple(sides) if ordered else (sides[0] | sides[1],)

    def sectors(self) -> frozenset[tuple[str, str]]:
        """The actors whose sector is known."""
        return frozenset(actor for actor in self.source | self.target if actor[1])


def labels(path: Path) -> dict[str, list[Event]]:
    """The labelled events of each text, by its id."""
    events: dict[str, list[Event]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            source, target = (frozenset(map(_actor, row[side].split())) for side in ("source", "target"))
            types, statuses = (frozenset(row[part].split("|")) for part in ("type", "status"))
            days = (row["earliest"], row["latest"])
            events[row["id"]].append(Event(types, statuses, source, target, days, row["place"], row["told_by"]))
    return events


def corrected(path: Path) -> dict[str, list[Event]]:
    """The events of each corrected sentence, by its id."""
    events: dict[str, list[Event]] = {}
    with path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            events[record["id"]] = [_corrected(told) for told in record["events"]]
    return events


def _corrected(told: Mapping[str, Any]) -> Event:
    def side(name: str) -> frozenset[tuple[str, str]]:
        return frozenset((party["code"], party["sector"]) for party in told[name])

    days, place = (told["earliest"], told["latest"]), told["place"].removeprefix("place/")
    return Event(
        frozenset({told["type"]}), frozenset({told["status"]}), side("source"), side("target"), days, place, ""
    )


def _actor(label: str) -> tuple[str, str]:
    state, _, sector = label.partition("/")
    return state, sector


def found(path: Path) -> Iterator[tuple[str, str, list[Event]]]:
    """Of each text: its id, its words, and the events that it is found to report."""
    known = gazetteer.load()
    documents = [clean(a, known) for a in articles.read(path) if isinstance(a, Article)]
    for findings in pipeline.extract(documents, known):
        reports = [_event(r) for r in findings.events if r.confidence >= STANDS_BEHIND]
        yield findings.document.article.id or "", findings.document.text, reports


def _event(report: EventReport) -> Event:
    def side(parties: Iterable[Party]) -> frozenset[tuple[str, str]]:
        return frozenset((party.code, party.sector) for party in parties)

    return Event(
        frozenset({report.type.value}),
        frozenset({report.status.value}),
        side(report.sources),
        side(report.targets),
        (report.earliest, report.latest),
        (report.place or "").removeprefix("place/"),
        report.attributed_to.code if report.attributed_to else "",
    )


def agreement(label: Event, report: Event) -> dict[str, bool]:
    """Of each part that the label tells: whether the report tells the same."""
    ordered = not label.types & UNORDERED
    judged = {
        "status": report.statuses <= label.statuses,
        "states": label.states(ordered) == report.states(ordered),
        "days": label.days == report.days,
    }
    if label.sectors():
        judged["sectors"] = label.sectors() <= report.sectors()
    if label.place:
        judged["place"] = label.place == report.place
    if label.told_by:
        judged["told by"] = label.told_by == report.told_by
    return judged


def pairs(labelled: Sequence[Event], reports: Sequence[Event]) -> list[tuple[Event, Event | None]]:
    """Each labelled event with the report of its type that agrees most with it; each report serves once."""
    rated = sorted(
        (
            (-sum(agreement(label, report).values()), i, j)
            for (i, label), (j, report) in product(enumerate(labelled), enumerate(reports))
            if report.types <= label.types
        ),
    )
    chosen: dict[int, int] = {}
    for _, i, j in rated:
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    return [(label, reports[chosen[i]] if i in chosen else None) for i, label in enumerate(labelled)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list what is wrong in the read half")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("corrected", nargs="?", type=Path, help="sentences that people corrected")
    options = parser.parse_args()
    gold = corrected(options.corrected) if options.corrected else labels(FOLDER / "events.csv")
    tallies: dict[str, Counter[str]] = {part: Counter() for part in PARTS}
    by: dict[str, dict[str, Counter[str]]] = {"status": defaultdict(Counter), "sector": defaultdict(Counter)}
    for name, text, reports in found(options.corrected or FOLDER / "texts.jsonl"):
        told = pairs(gold[name], reports)
        for part in ("all", half(name)):
            count(told, reports, tallies[part])
        for label, report in told:
            tally(label, report, by)
        if options.errors and half(name) == "read":
            show(text, told, reports)
    if options.json:
        print(json.dumps({"parts": tallies, "by": by}, indent=2))
    elif not options.errors:
        print_tables(tallies, by)


def count(told: Sequence[tuple[Event, Event | None]], reports: Sequence[Event], into: Counter[str]) -> None:
    """Add what was there, found, and right."""
    into.update({"there": len(told), "found": len(reports), "right": sum(report is not None for _, report in told)})
    for label, report in told:
        for part, right in agreement(label, report).items() if report else ():
            into.update({part: right, f"{part} asked": 1})


def tally(label: Event, report: Event | None, by: Mapping[str, Mapping[str, Counter[str]]]) -> None:
    """Add an event to the counts by status, and its actors to those by sector."""
    status = " or ".join(sorted(label.statuses))
    known = report is not None and report.statuses <= label.statuses
    by["status"][status].update(there=1, found=int(report is not None), right=int(known))
    for actor in label.sectors():
        known = report is not None and actor in report.sectors()
        by["sector"][actor[1]].update(there=1, found=int(report is not None), right=int(known))


def show(text: str, told: Sequence[tuple[Event, Event | None]], reports: Sequence[Event]) -> None:
    """Print a text with what is missed, wrong or too much."""
    lines = []
    for label, report in told:
        wrong = [part for part, right in agreement(label, report).items() if not right] if report else ["missed"]
        if wrong:
            lines += [f"  {', '.join(wrong)}: {label}", *([f"      {report}"] if report else [])]
    lines += [f"  too much: {report}" for report in reports if report not in [other for _, other in told]]
    if lines:
        print("\n".join([text, *lines]), end="\n\n")


def print_tables(tallies: Mapping[str, Counter[str]], by: Mapping[str, Mapping[str, Counter[str]]]) -> None:
    """Print the tables."""
    rows: list[list[object]] = [["events", *(tallies[part]["there"] for part in PARTS)]]
    scores = [measures(*(tallies[part][k] for k in ("right", "found", "there"))) for part in PARTS]
    rows += [
        [name, *column] for name, column in zip(("precision", "recall", "F1"), zip(*scores, strict=True), strict=True)
    ]
    for asked in ("status", "states", "sectors", "days", "place", "told by"):
        rows.append([f"{asked} right", *(share(tallies[p][asked], tallies[p][f"{asked} asked"]) for p in PARTS)])
    print(table(["labelled texts", *PARTS.values()], rows))
    for name, counts in by.items():
        print()
        print(table([name, "there", "found", f"{name} right"], [
            [key, c["there"], c["found"], c["right"]] for key, c in sorted(counts.items(), key=lambda i: -i[1]["there"])
        ]))  # fmt: skip


def share(part: int, whole: int) -> str:
    """A share of a count, with the count."""
    return f"{part / whole:.2f} of {whole}" if whole else "-"


if __name__ == "__main__":
    main()
