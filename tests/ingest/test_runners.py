"""Work in this process and in others: order, laziness, faults."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from legation.errors import BadInput, LegationError
from legation.ingest.runners import AHEAD, Runner, inline, processes, runner_for


def square(number: int) -> int:
    return number * number


def fails(number: int) -> int:
    raise BadInput(str(number), "is no good")


def dies(number: int) -> int:
    os._exit(9)


def whoami(number: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("runner", [inline, processes])
def test_results_come_in_the_order_of_the_tasks(runner: Runner) -> None:
    assert list(runner(square, range(20), workers=2)) == [n * n for n in range(20)]


@pytest.mark.parametrize("runner", [inline, processes])
def test_an_error_of_the_work_comes_out(runner: Runner) -> None:
    with pytest.raises(BadInput, match="is no good"):
        list(runner(fails, range(3), workers=2))


def test_tasks_are_taken_only_a_little_ahead() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    results = processes(square, tasks(), workers=1)
    assert next(results) == 0
    assert taken <= 1 + AHEAD
    results.close()  # type: ignore[attr-defined]


def test_other_processes_do_the_work() -> None:
    assert os.getpid() not in set(processes(whoami, range(4), workers=2))
    assert set(inline(whoami, range(4))) == {os.getpid()}


def test_a_process_that_dies_is_told_with_what_to_do() -> None:
    with pytest.raises(LegationError, match="fewer jobs"):
        list(processes(dies, range(3), workers=2))


_ENDLESS = """
import os
from itertools import count
from test_runners import held
from legation.ingest.runners import processes
if __name__ == "__main__":
    for _ in processes(held, count(), workers=2):
        pass
"""


def held(number: int) -> int:
    os.write(1, f"{os.getpid()}\n".encode())
    threading.Event().wait(0.05)
    return number


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "endless.py"
    program.write_text(_ENDLESS)
    folders = [str(Path(__file__).parent), *filter(None, sys.path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        workers: set[bytes] = set()
        while len(workers) < 2:
            workers.add(parent.stdout.readline())
        parent.kill()
        # Whoever still works holds the other end of the pipe; where none ends, so does this test not.
        rest, _ = parent.communicate(timeout=60)
    assert set(rest.splitlines(keepends=True)) <= workers


def test_one_job_needs_no_other_process() -> None:
    assert runner_for(1) is inline
    assert runner_for(2) is processes
