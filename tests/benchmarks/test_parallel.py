"""What the benchmark of several processes measures with: memory of all, growth, kills of all."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from parallel import Ran, Sample, family, kill, memory, started  # noqa: E402

HOLDING = """
import subprocess, sys
held = bytearray(b"x" * 64_000_000)
child = subprocess.Popen([sys.executable, "-c",
    "held = bytearray(b'x' * 96_000_000); import sys; print('\\\\n2 written', file=sys.stderr, flush=True); input()"],
    stdin=subprocess.PIPE)
child.wait()
"""


def lines_until(terminal: int, wanted: bytes) -> bytes:
    heard = b""
    while wanted not in heard:
        assert select.select([terminal], [], [], 60)[0]
        heard += os.read(terminal, 4096)
    return heard


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system tells no processes below others")
def test_memory_is_that_of_all_processes_and_all_end_together() -> None:
    with started([sys.executable, "-c", HOLDING]) as (process, terminal):
        lines_until(terminal, b"2 written")
        found = family(process.pid)
        assert len(found) == 2
        assert 160_000_000 < memory(process.pid) < 400_000_000
        waiting = [os.pidfd_open(pid) for pid in found]
        kill(process)
    for handle in waiting:
        assert select.select([handle], [], [], 60)[0]
        os.close(handle)


def ran(*samples: tuple[float, int, int]) -> Ran:
    return Ran(seconds=samples[-1][0], cores=10.0, samples=[Sample(*sample) for sample in samples], killed=False)


def test_growth_is_told_between_the_first_articles_and_the_last() -> None:
    level = [(n, n * 10, 500) for n in range(1, 11)]
    assert ran((0, 0, 100), *level).growth(20) == 0
    rising = [(n, n * 10, 500 + n) for n in range(1, 11)]
    assert ran(*rising).growth(20) == 6
    assert ran(*rising).peak == 510


def test_the_merging_after_the_last_article_is_no_growth_but_counts_for_the_most() -> None:
    level = [(n, n * 10, 500) for n in range(1, 11)]
    merging = ran(*level, (11, 100, 900), (12, 100, 900))
    assert merging.growth(20) == 0
    assert merging.after == 2
    assert ran(*level).after == 0
    assert merging.peak == 900


def test_too_few_looks_tell_no_growth() -> None:
    assert ran((0, 0, 100)).growth(20) is None
