"""A hundred reports of the sample articles, drawn by a fixed seed, each judged by a reader against its sentence.

    python benchmarks/judged.py [--missing]

The draw takes the reports with the smallest hashes, so that a change of the coder changes few of them. Verdicts stand
in `data/labelled/verdicts.csv`: `right`, or `wrong` with what is wrong. `--missing` lists the drawn reports that nobody
has judged yet as lines for that table. A report is right where an attentive reader would sign its type, status, parties
and, where they are told, its day and place.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quality import ROOT, table

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.extraction import pipeline
from legation.model import Article, EventReport, Findings, Party

SAMPLES = ROOT / "data" / "sample"
VERDICTS = ROOT / "data" / "labelled" / "verdicts.csv"
COLUMNS = ("sentence", "report", "verdict", "why")
SEED = "legation"
DRAWN = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report as a reader judges it: its sentence, and what it says in one line."""

    sentence: str
    report: str

    @property
    def rank(self) -> str:
        """The place in the draw."""
        return hashlib.sha256(f"{SEED}\x1f{self.sentence}\x1f{self.report}".encode()).hexdigest()


def reports() -> Iterator[Drawn]:
    """Every report of the sample articles."""
    known = gazetteer.load()
    files = [p for p in sorted(SAMPLES.iterdir()) if p.is_file() and p.suffix != ".md"]
    documents = [clean(a, known) for path in files for a in articles.read(path) if isinstance(a, Article)]
    for findings in pipeline.extract(documents, known):
        passages = {p.number: p.span.of(findings.document.text) for p in findings.passages}
        for report in findings.events:
            yield Drawn(" ".join(passages[report.passage].split()), line(report, findings))


def line(report: EventReport, findings: Findings) -> str:
    """A report in one line: type, status, who, whom, days, place."""
    text = findings.document.text

    def side(parties: tuple[Party, ...]) -> str:
        return " and ".join(f"{' '.join(p.span.of(text).split())} ({p.code or '?'})" for p in parties) or "nobody"

    whom = " with one another" if report.reciprocal else f" to {side(report.targets)}"
    days = " to ".join(dict.fromkeys(day for day in (report.earliest, report.latest) if day))
    place = (report.place or "").removeprefix("place/").removeprefix("state/")
    told = [f"{report.type} {report.status}: {side(report.sources)}{whom}", days, f"in {place}" if place else ""]
    return ", ".join(part for part in told if part)


def verdicts(path: Path) -> dict[Drawn, tuple[str, str]]:
    """What readers have judged so far."""
    with path.open(encoding="utf-8", newline="") as file:
        return {Drawn(row["sentence"], row["report"]): (row["verdict"], row["why"]) for row in csv.DictReader(file)}


def main() -> None:
    """Draw, and print the verdicts or what has none yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", action="store_true", help="list what nobody has judged yet")
    options = parser.parse_args()
    drawn = sorted(set(reports()), key=lambda d: d.rank)[:DRAWN]
    judged = verdicts(VERDICTS)
    missing = [d for d in drawn if d not in judged]
    if options.missing:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows((d.sentence, d.report, "", "") for d in missing)
        return
    told = [(*judged[d], d) for d in drawn if d in judged]
    right = sum(verdict == "right" for verdict, _, _ in told)
    print(f"{right} of {len(told)} are right; {len(missing)} are not judged yet\n")
    print(table(["verdict", "report", "sentence", "what is wrong"], [[v, d.report, d.sentence, w] for v, w, d in told]))


if __name__ == "__main__":
    main()
