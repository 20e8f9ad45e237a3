"""Whoever waits for an answer; where they hang up, what works for them is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Caller:
    """One request from outside. Made by whoever takes requests, and told by them when the client is gone.

    `since` is the time of `time.monotonic` at which it came, or was last answered a query.
    """

    def __init__(self) -> None:
        self.since = time.monotonic()
        self._guard = threading.Lock()
        self._gone = False
        self._stop: Callable[[], None] | None = None

    @property
    def gone(self) -> bool:
        """Whether nobody waits any more."""
        return self._gone

    def hang_up(self) -> None:
        """Note that nobody waits any more, and stop what works for them."""
        with self._guard:
            self._gone = True
            if self._stop is not None:
                self._stop()

    @contextmanager
    def served(self, stop: Callable[[], None]) -> Iterator[None]:
        """A context in which `stop` is called, from any thread, when they hang up; at once where they did already."""
        with self._guard:
            self._stop = stop
            if self._gone:
                stop()
        try:
            yield
        finally:
            with self._guard:
                self._stop = None


CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)
"""Whom the work of this thread is for, where that can hang up."""
