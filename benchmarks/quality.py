"""How well events are found: the scores of the evaluation data, and how quiet the coder is where nothing happens.

    python benchmarks/quality.py [--details] [--json] [FOLDER]

FOLDER holds `events/dev.jsonl`, `relations/dev.jsonl` and a scorer for each, `score_events.py` and
`score_relations.py`; it is no part of the repository. Both files go through `legation extract --format events`, and the
scorers judge what comes out, on three sets of sentences:

- read: those whose errors may be looked at while rules are written, with an even hash of their id;
- unread: all others;
- all of them.

Intervals hold 95 % of 1,000 samples of the sentences, drawn with replacement. The quiet sentences and articles of
`data/sample/quiet/` tell how often an event is found where none is.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import random
import runpy
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.cli import command_line
from legation.extraction import pipeline
from legation.extraction.plover import event_record
from legation.ingest.article import made_by
from legation.model import Article

ROOT = Path(__file__).parent.parent
FOLDER = ROOT.parent / "shared" / "eval"
QUIET = ROOT / "data" / "sample" / "quiet"
NEEDED = ("events/dev.jsonl", "relations/dev.jsonl", "score_events.py", "score_relations.py")
PARTS = {"read": "read half", "unread": "unread half", "all": "all"}
EVENTS = {"detection": "detection F1", "type+source": "type and source F1", "type+src+tgt": "strict triple F1"}
RULES = {"relation": True, "lenient": False}
"""The rules of the relations' scorer, and whether both parties must touch the marked ones."""

SAMPLES = 1000
SHOWN = 15

Pair = tuple[str, str]
"""The right type and the type that was found."""


@dataclass(frozen=True, slots=True)
class Score:
    """A measure with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}-{self.high:.3f})"


@dataclass(slots=True)
class Results:
    """What was measured: by part and measure, by type, and what was taken for what."""

    made_by: dict[str, str]
    sentences: dict[str, dict[str, int]]
    scores: dict[str, dict[str, Score]]
    types: dict[str, dict[str, tuple[int, int, int]]]
    """By file and type: right, found, there."""
    confusions: dict[str, Counter[Pair]]
    quiet: dict[str, Any]


def half(name: str) -> str:
    """The half that a sentence belongs to, by its id."""
    return "unread" if int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2 else "read"


def extracted(path: Path, folder: Path) -> Path:
    """The file with what `legation extract --format events` finds in a file."""
    output = folder / f"{path.parent.name}.jsonl"
    arguments = ["extract", str(path), "--format", "events", "--output", str(output)]
    if command_line.main(arguments, standalone_mode=False):
        print(f"{path}: not everything could be read", file=sys.stderr)
    return output


def score_events(folder: Path, output: Path, results: Results) -> None:
    """Add what the scorer of events says."""
    scorer = runpy.run_path(str(folder / "score_events.py"), run_name="scorer")
    gold, found = (scorer["read"](path) for path in (folder / "events" / "dev.jsonl", output))
    for part in PARTS:
        names = [name for name in gold if part in ("all", half(name))]
        measures, confusion, types = scorer["score"](
            {name: gold[name] for name in names}, {name: found.get(name, []) for name in names}, SAMPLES
        )
        results.sentences["events"][part] = len(names)
        for measure, label in EVENTS.items():
            results.scores[part][label] = Score(measures[measure]["F1"], *measures[measure]["F1_95"])
    results.types["events"] = {name: tuple(counts) for name, counts in types.items()}
    results.confusions["events"] = confusion


def score_relations(folder: Path, output: Path, results: Results) -> None:
    """Add what the scorer of relations says. It is a script: run once, it leaves its rules and what it read behind."""
    gold = folder / "relations" / "dev.jsonl"
    script = folder / "score_relations.py"
    with patch.object(sys, "argv", [str(script), str(gold), str(output)]), contextlib.redirect_stdout(io.StringIO()):
        scorer = runpy.run_path(str(script))
    found = scorer["pred"]
    for part in PARTS:
        chosen = [row for row in scorer["gold"] if part in ("all", half(row["id"]))]
        results.sentences["relations"][part] = len(chosen)
        for rule, both in RULES.items():
            pairs = [(row["type"], scorer["answer"](row, found.get(row["id"], []), both)) for row in chosen]
            results.scores[part][f"relations macro-F1, {rule} rule"] = sampled(lambda p: scorer["macro"](p)[0], pairs)
            if part == "all" and both:
                results.types["relations"] = by_type(pairs)
                results.confusions["relations"] = Counter(pair for pair in pairs if pair[0] != pair[1])


def sampled(measure: Callable[[Sequence[Pair]], float], pairs: Sequence[Pair]) -> Score:
    """A measure of all pairs, with its interval."""
    chance = random.Random(0)  # noqa: S311  samples, not secrets
    values = sorted(measure(chance.choices(pairs, k=len(pairs))) for _ in range(SAMPLES))
    return Score(measure(pairs), values[int(SAMPLES * 0.025)], values[int(SAMPLES * 0.975)])


def by_type(pairs: Iterable[Pair]) -> dict[str, tuple[int, int, int]]:
    """For each type: how often it was right, found, and there."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for gold, answer in pairs:
        there[gold] += 1
        found[answer] += 1
        right[gold] += gold == answer
    return {name: (right[name], found[name], there[name]) for name in sorted(there)}


def quiet() -> dict[str, Any]:
    """How many quiet sentences give an event, or a report of any confidence and status; the same of the articles."""
    known = gazetteer.load()

    def counted(path: Path) -> list[tuple[str, int, int, int]]:
        """For each article: its id or file, its sentences, and how many of them give an event and a report."""
        documents = [clean(a, known) for a in articles.read(path) if isinstance(a, Article)]
        rows = []
        for findings in pipeline.extract(documents, known):
            events = {event["evidence"]["begin"] for event in event_record(findings)["events"]}
            reports = {report.passage for report in findings.events}
            name = findings.document.article.id or path.stem
            rows.append((name, len(findings.passages), len(events), len(reports)))
        return rows

    sentences = counted(QUIET / "quiet.jsonl")
    texts = [row for path in sorted(QUIET.glob("*.txt")) for row in counted(path)]
    return {
        "sentences": len(sentences),
        "with an event": [name for name, _, events, _ in sentences if events],
        "with a report": [name for name, _, _, reports in sentences if reports],
        "articles": len(texts),
        "sentences of articles": sum(passages for _, passages, _, _ in texts),
        "sentences of articles with an event": sum(events for _, _, events, _ in texts),
        "sentences of articles with a report": sum(reports for _, _, _, reports in texts),
    }


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table whose columns stand in line."""
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    written = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([written[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *written[1:]])


def report(results: Results, details: bool) -> None:
    """Print the tables."""
    print(", ".join(f"{name} {value}" for name, value in results.made_by.items()), end="\n\n")
    if results.scores:
        counts = [[f"sentences, {file}", *(parts[p] for p in PARTS)] for file, parts in results.sentences.items()]
        scores = [[name, *(results.scores[p][name] for p in PARTS)] for name in results.scores["all"]]
        print(table(["", *PARTS.values()], [*counts, *scores]), end="\n\n")
    found = results.quiet
    print(
        table(
            ["quiet", "sentences", "with an event", "with a report of any confidence or status"],
            [
                ["single sentences", found["sentences"], *shares(found["sentences"], found["with an event"],
                                                                 found["with a report"])],
                [f"in {found['articles']} articles", found["sentences of articles"],
                 *shares(found["sentences of articles"], found["sentences of articles with an event"],
                         found["sentences of articles with a report"])],
            ],
        )
    )  # fmt: skip
    if details:
        detail(results)


def shares(whole: int, *parts: int | Sequence[str]) -> list[str]:
    """Each of some counts, with its share of the whole."""
    counts = [part if isinstance(part, int) else len(part) for part in parts]
    return [f"{count} ({count / whole:.1%})" for count in counts]


def detail(results: Results) -> None:
    """Print what is found by type, what is taken for what, and which quiet sentences are not."""
    for file, types in results.types.items():
        rows = [[name, there, *measures(right, found, there)] for name, (right, found, there) in types.items()]
        print(f"\n{file}, all sentences, by type\n")
        print(table(["type", "there", "precision", "recall", "F1"], rows))
        print(f"\n{file}, what was taken for what\n")
        common = sorted(results.confusions[file].items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
        print(table(["times", "right", "found"], [[count, *pair] for pair, count in common]))
    print(f"\nquiet sentences with an event: {', '.join(results.quiet['with an event']) or 'none'}")


def measures(right: int, found: int, there: int) -> list[str]:
    """Precision, recall and F1."""
    precision, recall = right / found if found else 0.0, right / there if there else 0.0
    both = precision + recall
    return [f"{value:.2f}" for value in (precision, recall, 2 * precision * recall / both if both else 0.0)]


def as_json(results: Results) -> str:
    """All results as JSON."""
    confusions = {
        file: [{"right": gold, "found": answer, "times": count} for (gold, answer), count in found.most_common()]
        for file, found in results.confusions.items()
    }
    return json.dumps({**asdict(results), "confusions": confusions}, ensure_ascii=False, indent=2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="the evaluation data")
    parser.add_argument("--details", action="store_true", help="also by type, and what is taken for what")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    made = made_by()
    results = Results(
        made_by={"legation": version("legation"), "model": made.model, "spaCy": version("spacy"),
                 "tables": made.settings[:16]},
        sentences={}, scores={}, types={}, confusions={}, quiet=quiet(),
    )  # fmt: skip
    missing = [name for name in NEEDED if not (options.folder / name).is_file()]
    if missing:
        print(
            f"no evaluation data in {options.folder} ({', '.join(missing)} not there): "
            "only the quiet sentences are measured",
            file=sys.stderr,
        )
    else:
        results.sentences = {"events": {}, "relations": {}}
        results.scores = {part: {} for part in PARTS}
        with tempfile.TemporaryDirectory() as folder:
            for file, score in {"events": score_events, "relations": score_relations}.items():
                output = extracted(options.folder / file / "dev.jsonl", Path(folder))
                score(options.folder, output, results)
    if options.json:
        print(as_json(results))
    else:
        report(results, options.details)


if __name__ == "__main__":
    main()
