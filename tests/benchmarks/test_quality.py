"""The measures of quality: halves, counts by type, intervals; and what is said where there is no evaluation data."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "benchmarks" / "quality.py"
EVAL = SCRIPT.parent.parent.parent / "shared" / "eval"
FLOORS = {
    "detection F1": 0.79,
    "type and source F1": 0.74,
    "strict triple F1": 0.61,
    "relations macro-F1, relation rule": 0.70,
}
"""Two points below what docs/quality.md tells of the unread half."""
PAIRS = [("AID", "AID"), ("AID", "NONE"), ("REJECT", "AID"), ("REJECT", "REJECT")]


@pytest.fixture(scope="module")
def quality() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT), run_name="quality")


def test_a_sentence_belongs_to_one_half_by_its_id(quality: dict[str, Any]) -> None:
    halves = [quality["half"](f"sentence-{number}") for number in range(1000)]
    assert halves == [quality["half"](f"sentence-{number}") for number in range(1000)]
    assert 450 < halves.count("unread") < 550
    assert set(halves) == {"read", "unread"}


def test_what_was_right_found_and_there_is_counted_by_type(quality: dict[str, Any]) -> None:
    assert quality["by_type"](PAIRS) == {"AID": (1, 2, 2), "REJECT": (1, 1, 2)}
    assert quality["measures"](1, 2, 2) == ["0.50", "0.50", "0.50"]
    assert quality["measures"](0, 0, 3) == ["0.00", "0.00", "0.00"]


def test_the_interval_holds_the_measure_and_is_the_same_each_time(quality: dict[str, Any]) -> None:
    def share(pairs: Any) -> float:
        return sum(gold == found for gold, found in pairs) / len(pairs)

    score = quality["sampled"](share, PAIRS * 10)
    assert score == quality["sampled"](share, PAIRS * 10)
    assert score.low < score.value == 0.5 < score.high


@pytest.mark.slow
def test_without_evaluation_data_it_says_so_and_measures_the_quiet_sentences(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), "--json", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0
    assert f"no evaluation data in {tmp_path}" in ran.stderr
    results = json.loads(ran.stdout)
    assert results["scores"] == {}
    assert results["quiet"]["sentences"] >= 60
    assert results["quiet"]["articles"] == 6


@pytest.mark.slow
@pytest.mark.skipif(not EVAL.is_dir(), reason="the evaluation data is no part of the repository")
def test_scores_of_the_unread_half_stay() -> None:
    ran = subprocess.run([sys.executable, str(SCRIPT), "--json", str(EVAL)], capture_output=True, text=True, check=True)
    results = json.loads(ran.stdout)
    reached = {name: results["scores"]["unread"][name]["value"] for name in FLOORS}
    assert {name: value for name, value in reached.items() if value < FLOORS[name]} == {}
    quiet = results["quiet"]
    assert len(quiet["with an event"]) <= 0.05 * quiet["sentences"]
