"""The service that the suite is run against, and what is said where there is no suite."""

from __future__ import annotations

import runpy
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return runpy.run_path(str(ROOT / "benchmarks" / "conformance.py"))


def test_the_service_takes_writes_and_shows_them(script: dict[str, object]) -> None:
    service = script["service"]
    assert callable(service)
    with service("secret") as base:
        headers = {"Authorization": "Bearer secret", "Content-Type": "text/turtle"}
        address = f"{base}rdf-graph-store?graph=x:g"
        with urlopen(Request(address, b"<x:s> <x:p> 1 .", headers, method="PUT"), timeout=20) as made:
            assert made.status == 201
        with urlopen(f"{base}sparql?query=ASK%7BGRAPH%20%3Fg%7B%3Fs%20%3Fp%201%7D%7D&format=json", timeout=20) as told:
            assert b"true" in told.read()


def test_a_suite_that_is_not_there_is_told(script: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    main = script["main"]
    assert callable(main)
    assert main(["nowhere/run.py"]) == 0
    assert "nowhere/run.py" in capsys.readouterr().out
