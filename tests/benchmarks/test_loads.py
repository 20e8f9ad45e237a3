"""What `wrk` tells is read as it is meant, and the graph answers the questions."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from legation.store import open_store

ROOT = Path(__file__).parent.parent.parent
TOLD = """Running 5s test @ http://127.0.0.1:1/sparql
  Latency Distribution
     50%  360.70us
     75%    4.00ms
     90%    1.13s
     99%    1.64s{}
  732 requests in 5.09s, 3.84MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 10
Requests/sec:   1143.84
"""


@pytest.fixture(scope="module")
def loads() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "benchmarks" / "loads.py"))


@pytest.mark.parametrize("space", ["", " "])
def test_rates_times_and_failures_are_read(loads: dict[str, Any], space: str) -> None:
    load = loads["read"](TOLD.format(space))
    assert (load.rate, load.failures) == (1143.84, 13)
    assert (load.median, load.high) == pytest.approx((0.3607, 1640))
    with pytest.raises(RuntimeError, match="no rate"):
        loads["read"]("unable to connect")


def test_each_question_has_an_answer(loads: dict[str, Any], tmp_path: Path) -> None:
    loads["fill"](tmp_path, 9_000)
    store = open_store(str(tmp_path), read_only=True)
    for question in loads["QUESTIONS"].values():
        assert len(store.query(question, accept="text/csv").body().splitlines()) > 2
