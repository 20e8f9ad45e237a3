"""The labelled texts are well formed, and the coder reads them as well as docs/quality.md says."""

from __future__ import annotations

import csv
import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from legation.model import EventType, Status

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "data" / "labelled"
FLOORS = {"status": 0.95, "states": 0.80, "sectors": 0.78, "days": 0.86, "place": 0.72}
"""A few points below what docs/quality.md tells; so few are asked that one more or less is a point or more."""


@pytest.fixture
def labelled(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return runpy.run_path(str(ROOT / "benchmarks" / "labelled.py"), run_name="labelled")


def test_labels_are_of_texts_types_and_statuses_that_exist() -> None:
    texts = {json.loads(line)["id"] for line in (FOLDER / "texts.jsonl").read_text("utf-8").splitlines()}
    with (FOLDER / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows} == texts
    assert {kind for row in rows for kind in row["type"].split("|")} <= set(EventType)
    assert {status for row in rows for status in row["status"].split("|")} == set(Status)


def test_a_label_is_paired_with_the_report_that_agrees_most_and_each_serves_once(labelled: dict[str, Any]) -> None:
    event = labelled["Event"]

    def told(source: str, day: str = "") -> Any:
        return event(
            frozenset({"AID"}), frozenset({"occurred"}), frozenset({(source, "GOV")}), frozenset(), (day, day), "", ""
        )

    label, other = told("FJI", "2026-05-11"), told("NZL")
    near, far = told("FJI"), told("AUS")
    assert labelled["pairs"]([label, other], [far, near]) == [(label, near), (other, far)]
    assert labelled["pairs"]([label, other], [near]) == [(label, near), (other, None)]
    assert labelled["agreement"](label, near) == {"status": True, "states": True, "days": False, "sectors": True}
    assert not labelled["agreement"](label, far)["states"]


def test_who_leads_a_meeting_does_not_matter_and_who_accuses_does(labelled: dict[str, Any]) -> None:
    def event(kind: str, source: str, target: str) -> Any:
        sides = (frozenset({(side, "GOV")}) for side in (source, target))
        return labelled["Event"](frozenset({kind}), frozenset({"occurred"}), *sides, ("", ""), "", "")

    def agrees(kind: str) -> bool:
        return bool(labelled["agreement"](event(kind, "PER", "ECU"), event(kind, "ECU", "PER"))["states"])

    assert agrees("CONSULT")
    assert not agrees("ACCUSE")


@pytest.mark.slow
def test_what_labelled_texts_tell_is_found_as_well_as_is_told(labelled: dict[str, Any]) -> None:
    gold = labelled["labels"](FOLDER / "events.csv")
    tally: Counter[str] = Counter()
    for name, _, reports in labelled["found"](FOLDER / "texts.jsonl"):
        labelled["count"](labelled["pairs"](gold[name], reports), reports, tally)
    precision, recall = tally["right"] / tally["found"], tally["right"] / tally["there"]
    assert 2 * precision * recall / (precision + recall) >= 0.80
    shares = {part: tally[part] / tally[f"{part} asked"] for part in FLOORS}
    assert {part: share for part, share in shares.items() if share < FLOORS[part]} == {}
