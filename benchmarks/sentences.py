"""How many events of short sentences of our own are found, with type and states, one labelled event a sentence or none.

    python benchmarks/sentences.py [--errors]

`data/labelled/sentences.csv` holds them in batches, each written and labelled before the coder had seen any of it. Its
first score is the one that tells how the coder fares with what it does not know; it stands in `docs/quality.md`, for
what a batch shows is mended afterwards. `--errors` lists the sentences that are not read as labelled.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quality import ROOT, table

from legation import gazetteer
from legation.articles.clean import clean
from legation.extraction import pipeline
from legation.extraction.plover import event_record
from legation.model import Article

SENTENCES = ROOT / "data" / "labelled" / "sentences.csv"
UNORDERED = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types for which it does not matter who is named as source."""


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence and the event that it tells: the types that may be right, none for no event, and the states."""

    batch: str
    types: frozenset[str]
    sources: tuple[frozenset[str], ...]
    targets: frozenset[str]
    sentence: str

    def admits(self, event: dict[str, Any]) -> bool:
        """Whether an event of a record is the one labelled. Where no target is told, either side may be meant."""
        if event["type"] not in self.types:
            return False
        source, target = ({actor["code"] for actor in event[side]} - {""} for side in ("source", "target"))
        if self.types & UNORDERED or not self.targets:
            return any(source | target == states | self.targets for states in self.sources)
        return target == self.targets and source in self.sources


def labels() -> Iterator[Label]:
    """The rows of the table."""
    with SENTENCES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield Label(
                row["batch"],
                frozenset(row["type"].split("|")) - {""},
                tuple(frozenset(states.split()) for states in row["source"].split("|")),
                frozenset(row["target"].split()),
                row["sentence"],
            )


def read() -> list[tuple[Label, list[dict[str, Any]]]]:
    """Each sentence with the events that the coder finds in it."""
    known = gazetteer.load()
    told = list(labels())
    findings = pipeline.extract([clean(Article(text=label.sentence), known) for label in told], known)
    return [(label, event_record(found)["events"]) for label, found in zip(told, findings, strict=True)]


def score(told: Iterable[tuple[Label, list[dict[str, Any]]]]) -> tuple[int, int, int, float, float]:
    """How many sentences there are, events labelled and found, and the F1 of types and of types with their states."""
    sentences = there = found = typed = right = 0
    for label, events in told:
        sentences += 1
        there += bool(label.types)
        found += len(events)
        typed += any(event["type"] in label.types for event in events)
        right += any(map(label.admits, events))
    return sentences, there, found, 2 * typed / (there + found), 2 * right / (there + found)


def main() -> None:
    """Score each batch and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list the sentences that are not read as labelled")
    options = parser.parse_args()
    told = read()
    rows = []
    for batch in dict.fromkeys(label.batch for label, _ in told):
        *counts, detection, strict = score(pair for pair in told if pair[0].batch == batch)
        rows.append([batch, *counts, f"{detection:.3f}", f"{strict:.3f}"])
    print(table(["batch", "sentences", "events", "found", "detection F1", "strict F1"], rows))
    for label, events in told if options.errors else ():
        if not (len(events) == 1 and label.admits(events[0]) if label.types else not events):
            wanted = " ".join(sorted(label.types)) or "nothing"
            found = ", ".join(f"{event['type']} {event['trigger']['text']!r}" for event in events) or "nothing"
            print(f"{label.batch} {wanted}: {label.sentence}\n    {found}")


if __name__ == "__main__":
    main()
