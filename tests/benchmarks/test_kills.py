"""The trial by kills: it sees what is missing and what is there in part."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from legation.store import open_store

ROOT = Path(__file__).parent.parent.parent
NAMES = [f"x:{n}" for n in range(12)]


def quads(number: int, version: int, size: int = 3) -> bytes:
    return b"".join(f'<x:s{i}> <x:p> "{number}-{version}" <x:{number}> .\n'.encode() for i in range(size))


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return runpy.run_path(str(ROOT / "benchmarks" / "faults.py"))


def test_what_is_missing_in_part_or_too_old_is_a_fault(faults: dict[str, Any]) -> None:
    look, fault = faults["whole_articles"], faults["Fault"]
    expected = {f"x:{n}": [faults["stored"](quads(n, v)) for v in (0, 1)] for n in range(12)}
    trial = SimpleNamespace(names=NAMES, expected=expected)
    store = open_store("memory:")
    for n in range(9):
        store.replace(f"x:{n}", quads(n, 0))
    store.replace("x:0", quads(0, 1))
    look(trial, store, 9)
    store.replace("x:9", quads(9, 0))
    look(trial, store, 9)
    store.replace("x:3", quads(3, 1))
    look(trial, store, 9)
    store.replace("x:0", quads(0, 0))
    with pytest.raises(fault, match=r"article 0 .* older"):
        look(trial, store, 9)
    store.replace("x:0", quads(0, 1, 2))
    with pytest.raises(fault, match=r"article 0 .* part"):
        look(trial, store, 9)
    store.replace("x:0", quads(0, 1))
    store.remove("x:5")
    with pytest.raises(fault, match="article 5 of 9"):
        look(trial, store, 9)


def test_a_child_tells_until_it_is_killed(faults: dict[str, Any]) -> None:
    def work(tell: Any) -> None:
        tell(1)
        tell(2)
        raise faults["Fault"]("it went wrong")

    assert faults["Child"](work).ended() == ["1", "2", "fault it went wrong"]
