"""The labelled sentences are well formed, and the coder reads them as well as docs/quality.md says."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from legation.model import EventType

ROOT = Path(__file__).parent.parent.parent
FLOORS = {"1": (0.85, 0.73), "2": (0.82, 0.69), "3": (0.89, 0.82), "4": (0.80, 0.46)}
"""Detection and strict F1, a few points below what docs/quality.md tells."""


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return runpy.run_path(str(ROOT / "benchmarks" / "sentences.py"), run_name="sentences")


def test_labels_are_of_types_that_exist_and_each_sentence_stands_once(sentences: dict[str, Any]) -> None:
    labels = list(sentences["labels"]())
    assert {kind for label in labels for kind in label.types} == set(EventType)
    assert len({label.sentence for label in labels}) == len(labels)
    assert all(any(label.sources) or label.targets for label in labels if label.types)


def test_who_accuses_matters_and_who_is_named_first_at_a_meeting_does_not(sentences: dict[str, Any]) -> None:
    def admits(kind: str, source: str, target: str) -> bool:
        label = sentences["Label"]("", frozenset({kind}), (frozenset({"PER"}),), frozenset({"ECU"}), "")
        return bool(label.admits({"type": kind, "source": [{"code": source}], "target": [{"code": target}]}))

    assert admits("CONSULT", "PER", "ECU")
    assert admits("CONSULT", "ECU", "PER")
    assert admits("ACCUSE", "PER", "ECU")
    assert not admits("ACCUSE", "ECU", "PER")


@pytest.mark.slow
def test_as_many_events_are_found_as_the_quality_page_tells(sentences: dict[str, Any]) -> None:
    told = sentences["read"]()
    for batch, floors in FLOORS.items():
        *_, detection, strict = sentences["score"](pair for pair in told if pair[0].batch == batch)
        assert detection >= floors[0], batch
        assert strict >= floors[1], batch
