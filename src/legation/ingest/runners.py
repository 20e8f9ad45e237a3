"""Where work is done: in this process, or in others that are started for it. Results come in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeVar

from legation.errors import LegationError

Task = TypeVar("Task")
Result = TypeVar("Result")
Promise = TypeVar("Promise")

AHEAD = 2
"""Tasks that wait for each process: enough that none is idle, few enough that memory stays bounded."""


class Runner(Protocol):
    """Does `work` on each task, taken from the iterable only as far ahead as needed; the results come in order."""

    def __call__(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int
    ) -> Iterator[Result]:  # pragma: no cover
        """The results of the tasks."""
        ...


def inline(work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int = 1) -> Iterator[Result]:
    """The results of the tasks, done one after the other in this process."""
    del workers
    yield from map(work, tasks)


def in_order(
    submit: Callable[[Task], Promise], result: Callable[[Promise], Result], tasks: Iterable[Task], most: int
) -> Iterator[Result]:
    """The results of tasks that others do meanwhile, in order; at most so many are on their way or wait to be taken."""
    waiting: deque[Promise] = deque()
    for task in tasks:
        waiting.append(submit(task))
        if len(waiting) >= most:
            yield result(waiting.popleft())
    while waiting:
        yield result(waiting.popleft())


def processes(work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int) -> Iterator[Result]:
    """The results of the tasks, done in new processes. `work` and the tasks must be picklable.

    Raises LegationError when a process dies, which happens when the system has no more memory for it.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start) as pool:

        def submit(task: Task) -> Future[Result]:
            return pool.submit(work, task)

        try:
            yield from in_order(submit, Future.result, tasks, workers * (1 + AHEAD))
        except BrokenProcessPool as error:
            raise LegationError(
                "a reading process was ended from outside, perhaps for want of memory; what was written is kept: "
                "run the same again, with fewer jobs"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def runner_for(jobs: int) -> Runner:
    """The runner for a number of processes that read."""
    return inline if jobs == 1 else processes


def _start() -> None:
    """Leave interrupts to the parent, end when it ends, and take one core."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent was killed; it would wait for work for ever, with the model in memory."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "this runs in processes that were started for the work"
    parent.join()
    os._exit(1)
