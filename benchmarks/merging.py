"""How well reports of one event are told from reports of two: precision and recall over pairs of short articles.

    python benchmarks/merging.py [--details] [--json]

`merging/pairs.jsonl` holds pairs of articles, each with the types that its act may be told by, whether both tell one
event, and what kind of pair it is: one event retold, a copy, a plan and its outcome, or two events that differ in a
day, a place, a count, an object, a person. Both articles of a pair are read as `legation ingest` reads them; they are
taken for one event where an event has reports from both. Where the coder finds no act of those types in one of them
nothing can be merged: the second recall is that of the pairs in which it finds both.

Half of the pairs, by a hash of their id, may be looked at while rules are written (`--details` shows no others).
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quality import PARTS, SAMPLES, half

from legation import gazetteer
from legation.articles.clean import clean
from legation.extraction import pipeline
from legation.graph.copies import Text, independent
from legation.graph.events import status_of
from legation.graph.evidence import ArticleEvidence
from legation.graph.identifiers import Identifiers
from legation.graph.merge import Happening, happenings
from legation.graph.telling import findings_evidence
from legation.model import Article

PAIRS = Path(__file__).parent / "merging" / "pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what became of it. `copy` tells that the two count as one source, `status` that of their event."""

    id: str
    kind: str
    same: bool
    found: bool
    merged: bool
    score: float
    copy: bool
    status: str
    wanted: str
    texts: tuple[str, str]
    told: tuple[str, ...]


def pairs(path: Path = PAIRS) -> list[dict[str, Any]]:
    """The pairs of the file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(rows: Sequence[Mapping[str, Any]]) -> list[tuple[ArticleEvidence, ArticleEvidence]]:
    """What both articles of each pair tell."""
    known, identifiers = gazetteer.load(), Identifiers()
    documents = [
        clean(Article(text=row[side]["text"], published=row[side]["published"], origin=f"{row['id']}/{side}"), known)
        for row in rows
        for side in ("one", "other")
    ]
    evidence = [findings_evidence(found, known, identifiers) for found in pipeline.extract(documents, known)]
    return list(zip(evidence[::2], evidence[1::2], strict=True))


def judge(row: Mapping[str, Any], told: tuple[ArticleEvidence, ArticleEvidence]) -> Judged:
    """What merging makes of a pair."""
    accounts = [account for evidence in told for account in evidence.accounts]
    events = list(happenings(accounts))
    types = set(row["types"])
    shared = [event for event in events if len({account.article for account in event.accounts}) > 1]
    if row["same"]:
        shared = [event for event in shared if types & {account.type for account in event.accounts}]
    return Judged(
        id=row["id"],
        kind=row["kind"],
        same=row["same"],
        found=all(types & {account.type for account in evidence.accounts} for evidence in told),
        merged=bool(shared),
        score=max((event.score for event in shared), default=0.0),
        copy=independent(Text(each.content_hash, each.sketch) for each in told) == 1,
        status=status_of(shared[0].accounts) if shared else "",
        wanted=row.get("status", ""),
        texts=(row["one"]["text"], row["other"]["text"]),
        told=tuple(_in_short(event) for event in events),
    )


def _in_short(event: Happening) -> str:
    parts = [
        f"{a.type} {a.status} {sorted(a.initiating)} > {sorted(a.receiving)} {a.earliest} {a.place} {a.trigger!r} "
        f"{sorted(a.counts)} {sorted(a.matter)}"
        for a in event.accounts
    ]
    return f"{event.score:.2f}  " + "\n            ".join(parts)


def scores(judged: Sequence[Judged]) -> dict[str, float]:
    """Precision and recall of the pairs, recall of those in which both acts were found, and F1."""
    right = sum(pair.same and pair.merged for pair in judged)
    merged = sum(pair.merged for pair in judged)
    same = sum(pair.same for pair in judged)
    readable = sum(pair.same and pair.found for pair in judged)
    precision, recall = right / merged if merged else 1.0, right / same if same else 1.0
    return {
        "precision": precision,
        "recall": recall,
        "recall where found": right / readable if readable else 1.0,
        "F1": 2 * precision * recall / (precision + recall) if right else 0.0,
    }


def intervals(judged: Sequence[Judged]) -> dict[str, tuple[float, float]]:
    """The bounds that hold 95 % of the scores of samples of the pairs."""
    chance = random.Random(0)  # noqa: S311  samples, not secrets
    drawn = [scores(chance.choices(judged, k=len(judged))) for _ in range(SAMPLES)]
    return {
        name: (values[int(SAMPLES * 0.025)], values[int(SAMPLES * 0.975)])
        for name in drawn[0]
        for values in [sorted(sample[name] for sample in drawn)]
    }


def part(judged: Sequence[Judged], name: str) -> list[Judged]:
    """The pairs of a half, or all."""
    return [pair for pair in judged if name == "all" or half(pair.id) == name]


def tables(judged: Sequence[Judged]) -> str:
    """The tables of docs/quality.md."""
    lines = ["|  | " + " | ".join(PARTS.values()) + " |", "|---|" + "---|" * len(PARTS)]
    parts = [part(judged, name) for name in PARTS]
    lines.append(
        "| pairs, of which one event | " + " | ".join(f"{len(p)}, {sum(x.same for x in p)}" for p in parts) + " |"
    )
    measured = [(scores(p), intervals(p)) for p in parts]
    for name in measured[0][0]:
        cells = (f"{s[name]:.2f} ({i[name][0]:.2f}-{i[name][1]:.2f})" for s, i in measured)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "| kind | pairs | one event | both found | merged |", "|---|---|---|---|---|"]
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in judged:
        kinds[pair.kind].update(pairs=1, same=int(pair.same), found=int(pair.found), merged=int(pair.merged))
    for kind, n in kinds.items():
        lines.append(f"| {kind} | {n['pairs']} | {n['same']} | {n['found']} | {n['merged']} |")
    outcomes = [pair for pair in judged if pair.wanted and pair.merged]
    merged_copies = [pair.copy for pair in judged if pair.kind == "copy" and pair.merged]
    taken = [pair for pair in judged if pair.kind != "copy" and pair.merged and pair.copy]
    lines += [
        "",
        f"Status right: {sum(pair.status == pair.wanted for pair in outcomes)} of {len(outcomes)}. "
        f"Copies told: {sum(merged_copies)} of {len(merged_copies)}; taken for copies: {len(taken)} others.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--details", action="store_true", help="show what goes wrong in the half that may be read")
    parser.add_argument("--json", action="store_true", help="every pair with what became of it")
    arguments = parser.parse_args()
    rows = pairs()
    judged = [judge(row, told) for row, told in zip(rows, read(rows), strict=True)]
    if arguments.json:
        print(json.dumps([asdict(pair) for pair in judged], indent=2))
        return
    print(tables(judged))
    if arguments.details:
        for pair in part(judged, "read"):
            if pair.merged != pair.same or pair.wanted not in ("", pair.status):
                print(f"\n{pair.id}: one event: {pair.same}, found: {pair.found}, merged: {pair.merged} {pair.status}")
                print("    " + "\n    ".join((*pair.texts, *pair.told)))


if __name__ == "__main__":
    main()
