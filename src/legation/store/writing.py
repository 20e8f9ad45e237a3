"""Single writes to a store that others read: each takes its turn within its time, and readers see it at once."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from multiprocessing.connection import Connection
from typing import Any

from legation.errors import LegationError, LimitReached, StoreUnavailable
from legation.settings import Settings
from legation.store import MEMORY, Store, is_address, open_store
from legation.store.checkpoints import Folder, Locked
from legation.store.writes import Check, Corrects, Done, Write, perform

Writing = Callable[[Write], Done]
"""Does one write, as `writes.perform` tells; it is published when this returns."""

PROGRAM = "legation.store.writer_process"
"""The program that writes to a folder, without a check."""


class Told(Enum):
    """What the process tells besides results and errors: the store is open, and the write begins."""

    BEGUN = "begun"


_PAUSE = 0.02
_START = 30.0


def writing(
    store: Store,
    settings: Settings,
    check: Check | None = None,
    program: str = PROGRAM,
    corrects: Corrects | None = None,
) -> Writing:
    """The way to write to the place that `store` reads, with a check and a way to correct where one is given.

    A folder is written to by a process of its own, whose program knows both.
    """
    if settings.store == MEMORY:
        return lambda write: perform(store, write, settings.base, check, corrects)
    if is_address(settings.store):
        return lambda write: _at_address(settings, write, check, corrects)
    return Writer(settings, program)


def _at_address(settings: Settings, write: Write, check: Check | None, corrects: Corrects | None) -> Done:
    with opened(settings) as store:
        return perform(store, write, settings.base, check, corrects)


def found(settings: Settings) -> None:
    """Publish an empty store where nothing was published yet."""
    if settings.store != MEMORY and not is_address(settings.store) and Folder(settings.store).stamp() == (0, 0):
        with opened(settings) as store:
            store.publish()


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store, once no other process writes it. Raises Locked where that lasts longer than a query may."""
    store = _waited(settings, time.monotonic() + settings.query_seconds)
    try:
        yield store
    finally:
        # What is in the store is whole, also where this write failed.
        try:
            if store.unpublished:
                store.publish()
        finally:
            store.close()


def _waited(settings: Settings, deadline: float) -> Store:
    while True:
        try:
            return open_store(settings.store, settings)
        except Locked:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


class Writer:
    """A process that writes to a folder, one write at a time; it is ended and replaced where one takes too long."""

    def __init__(self, settings: Settings, program: str) -> None:
        self._settings = settings
        self._program = program
        self._turn = threading.Lock()
        self._start()

    def __call__(self, write: Write) -> Done:
        """Do one write. Raises LimitReached where it takes longer or more memory than it may, and what it raises."""
        if not self._turn.acquire(timeout=self._settings.query_seconds):
            raise LimitReached("other writes took all the time that this one could wait; try again in a few seconds")
        try:
            result = self._ask(write)
        finally:
            self._turn.release()
        if isinstance(result, LegationError):
            raise result
        done: Done = result
        return done

    def _ask(self, write: Write) -> Any:
        limits = self._settings
        try:
            self._peer.send(write)
            told = self._receive(limits.query_seconds + _START, "")
            return self._receive(limits.update_seconds, "update_seconds") if told is Told.BEGUN else told
        except (EOFError, OSError) as error:
            code = self._process.wait()
            self._start()
            if code < 0:
                raise LimitReached("the write needed more memory than it may take", "query_memory") from error
            raise StoreUnavailable(f"the process that writes the store {limits.store} ended; try again") from error

    def _receive(self, seconds: float, limit: str) -> Any:
        if not self._peer.poll(seconds):
            self._end()
            self._start()
            raise LimitReached(f"the write was ended after its {seconds:g} seconds; write less at a time", limit)
        return self._peer.recv()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", self._program, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._peer = Connection(ours.detach())
        self._end = weakref.finalize(self, _ended, self._process, self._peer)
        self._peer.send(self._settings)


def _ended(process: subprocess.Popen[bytes], peer: Connection) -> None:
    process.kill()
    peer.close()
    process.wait()
