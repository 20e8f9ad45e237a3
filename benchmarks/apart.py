"""Work in a process of its own, so that what one contestant takes of the core and of memory is not another's."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

MEGABYTE = 1_000_000
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Spent:
    """Seconds of the core, of all threads of this process, and seconds of the clock."""

    core: float = 0.0
    wall: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """What the body of the context takes; known when it ends."""
    spent = Spent()
    core, wall = time.process_time(), time.perf_counter()
    yield spent
    spent.core, spent.wall = time.process_time() - core, time.perf_counter() - wall


def apart(work: Callable[..., Any], *given: object) -> Any:
    """What some work returns, done by a fresh process. Work and values are pickled."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def peak() -> int:
    """The most bytes that this process held in memory at one time, as the system counts resident pages."""
    return _told(Path("/proc/self/status"), _PEAK)


def family(process: int) -> Iterator[int]:
    """A process and all that it started and their like, as far as they run."""
    yield process
    for task in Path("/proc", str(process)).glob("task/*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def held(process: int) -> int:
    """The bytes that a process and those that it started hold in memory; shared pages are shared among all holders."""
    return sum(_told(Path("/proc", str(one), "smaps_rollup"), _SHARE) for one in family(process))


def core_of(process: int) -> float:
    """The seconds of the core that a process and those that it started have taken so far."""
    # The clock of another process, as clock_getcpuclockid(3) of Linux makes it of its number.
    return sum(time.clock_gettime((~one << 3) | 2) for one in family(process))


def _told(file: Path, pattern: re.Pattern[str]) -> int:
    found = pattern.search(file.read_text())
    return 1024 * int(found[1]) if found else 0
