"""The pairs of the merging benchmark: well formed, and merged no worse than docs/quality.md tells."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parent.parent.parent / "benchmarks"
FLOORS = {"precision": 0.91, "recall": 0.85}


@pytest.fixture(scope="module")
def merging() -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    try:
        import merging  # noqa: PLC0415  a script, whose folder is on no path
    finally:
        sys.path.remove(str(FOLDER))
    return merging


def test_the_pairs_are_of_several_kinds_and_as_many_are_one_event_as_two(merging: ModuleType) -> None:
    rows = merging.pairs()
    assert len({row["id"] for row in rows}) == len(rows) >= 40
    assert 0.4 < sum(row["same"] for row in rows) / len(rows) < 0.6
    kinds = Counter(row["kind"] for row in rows)
    assert {"retold", "copy", "outcome", "denial", "follow-up", "other place", "other count"} <= kinds.keys()
    assert len({text["text"] for row in rows for text in (row["one"], row["other"])}) > len(rows)


@pytest.mark.slow
def test_pairs_are_merged_as_well_as_is_told(merging: ModuleType) -> None:
    rows = merging.pairs()
    judged = [merging.judge(row, told) for row, told in zip(rows, merging.read(rows), strict=True)]
    reached = merging.scores(judged)
    assert {name: reached[name] for name in FLOORS if reached[name] < FLOORS[name]} == {}
    copies = [pair for pair in judged if pair.kind == "copy" and pair.merged]
    assert len(copies) >= 3
    assert all(pair.copy for pair in copies)
    assert all(pair.status == pair.wanted for pair in judged if pair.wanted and pair.merged)


def test_scores_count_pairs(merging: ModuleType) -> None:
    def pair(same: bool, found: bool, merged: bool) -> object:
        return merging.Judged("x", "retold", same, found, merged, 1.0, False, "", "", ("", ""), ())

    judged = [pair(True, True, True), pair(True, True, False), pair(True, False, False), pair(False, True, True)]
    reached = merging.scores(judged)
    assert reached["precision"] == reached["recall where found"] == 0.5
    assert reached["recall"] == pytest.approx(1 / 3)
    assert "| precision | 0." in merging.tables([*judged * 8])
