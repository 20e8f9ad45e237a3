"""Queries in processes of their own, which are ended when a query breaks a limit; others never notice."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO

from legation.errors import LegationError, LimitReached, StoreUnavailable
from legation.settings import Settings
from legation.store import Answer
from legation.store.callers import CALLER, Caller
from legation.store.evaluation import Request
from legation.store.formats import named
from legation.store.frames import TOO_MUCH_MEMORY, Kind, frame, from_request, receive, to_error

HELD = 1 << 20
"""Answers of up to so many bytes are held in memory, larger ones in a file."""

_PIECE = 65_536
_TURNING = 5.0  # The longest that a process takes to be gone after its socket is, or to be ready.
_SOON = 0.25  # What takes longer leaves the processors to others, who ask for less.
_AFTER, _BEHIND = 2, 15
"""How many steps readers, and those whose query takes long, go behind the process that ends queries in time."""
_OUT_OF_MEMORY = frozenset({-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS})


@dataclass(slots=True, eq=False)
class _Reader:
    """One reading process and the socket to it."""

    process: subprocess.Popen[bytes]
    peer: socket.socket
    answers: BinaryIO
    fresh: bool = True
    behind: bool = True

    def tells(self, seconds: float) -> bool:
        """Whether there is something to receive before that time is over."""
        poll = select.poll()
        poll.register(self.peer, select.POLLIN)
        return bool(poll.poll(1000 * max(seconds, 0)))

    def step_back(self) -> None:
        """Let others go first from now on."""
        self.behind = True
        self._place(_BEHIND)

    def step_forward(self) -> bool:
        """Take a reader's place again. Returns whether the system allows that."""
        if self.behind:
            self.behind = not self._place(_AFTER)
        return not self.behind

    def _place(self, behind: int) -> bool:
        """Go so many steps behind the process that asks. Returns whether the system allows that."""
        try:
            os.setpriority(os.PRIO_PROCESS, self.process.pid, os.getpriority(os.PRIO_PROCESS, 0) + behind)
        except OSError:
            return False
        return True

    def end(self) -> None:
        """Kill the process, whatever it does."""
        self.process.kill()
        self.answers.close()
        self.peer.close()
        self.process.wait()


class Readers:
    """A pool of reading processes over one store on disk, started when first needed."""

    def __init__(self, location: str, settings: Settings) -> None:
        self._location = location
        self._settings = settings
        self._idle: list[_Reader] = []
        self._all: set[_Reader] = set()
        self._running = 0
        self._queue: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._closed = False

    def answer(self, request: Request) -> Answer:
        """The answer to a query, made whole within the limits, so that no client ever keeps a process.

        Time counts from when the request came or its query before this one was answered, so that waiting for a thread
        counts too.

        Raises what the query deserves, LimitReached when it takes too long or too much, or too many queries wait, and
        StoreUnavailable where the process ends or nobody waits any more.
        """
        caller = CALLER.get() or Caller()
        deadline = caller.since + self._settings.query_seconds
        reader = self._take(caller, deadline)
        if caller.gone:
            self._give_back(reader)
            raise _nobody()
        outcome: Answer | LegationError | None = None
        try:
            with caller.served(reader.process.kill):
                outcome = _ask(reader, request, deadline)
        except TimeoutError:
            raise LimitReached(
                f"the query was ended after its {self._settings.query_seconds:g} seconds; ask for less, or add a LIMIT",
                "query_seconds",
            ) from None
        except (EOFError, ConnectionError) as error:
            if caller.gone:
                raise _nobody() from None
            if reader.process.wait(_TURNING) in _OUT_OF_MEMORY:
                raise LimitReached(TOO_MUCH_MEMORY, "query_memory") from None
            raise StoreUnavailable(f"the process that reads the store {self._location} ended; try again") from error
        finally:
            caller.since = time.monotonic()
            if outcome is None or caller.gone or not reader.step_forward():
                # Who asked need not wait until another process is there.
                threading.Thread(target=self._replace, args=[reader], daemon=True).start()
            else:
                self._give_back(reader)
        if isinstance(outcome, LegationError):
            raise outcome
        return outcome

    def close(self) -> None:
        """End all processes."""
        with self._guard:
            self._closed = True
            readers, self._idle = list(self._all), []
            self._all.clear()
            for turn in self._queue:
                turn.set()
            self._queue.clear()
        for reader in readers:
            reader.end()

    def _take(self, caller: Caller, deadline: float) -> _Reader:
        """A reader for one query, once it is its turn; first come, first served."""
        limits = self._settings
        with self._guard:
            if self._closed:
                raise self._was_closed()
            if self._running < limits.concurrent_queries:
                self._running += 1
                turn = None
            elif len(self._queue) < limits.queued_queries:
                turn = threading.Event()
                self._queue.append(turn)
            else:
                raise LimitReached(
                    f"{self._running + len(self._queue)} queries run or wait already; try again in a few seconds",
                    "queued_queries",
                )
        if turn is not None:
            with caller.served(turn.set):
                turn.wait(max(deadline - time.monotonic(), 0))
            with self._guard:
                if turn in self._queue:  # It did not come.
                    self._queue.remove(turn)
                    if caller.gone:
                        raise _nobody()
                    raise LimitReached(
                        "other queries took all the time that this one could wait; try again in a few seconds",
                        "concurrent_queries",
                    )
        try:
            return self._ready() or self._start()
        except BaseException:
            self._pass_on()
            raise

    def _ready(self) -> _Reader | None:
        """A reader that waits for a query. One that ended while it did is forgotten."""
        with self._guard:
            while self._idle:
                reader = self._idle.pop()
                if reader.process.poll() is None:
                    return reader
                self._all.discard(reader)
                reader.end()
        return None

    def _pass_on(self) -> None:
        """Let the next query have the place of one that is over."""
        with self._guard:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._running -= 1

    def _start(self) -> _Reader:
        ours, theirs = socket.socketpair()
        limits = self._settings
        arguments = (theirs.fileno(), self._location, limits.query_rows, limits.query_bytes, limits.query_memory)
        with theirs:
            process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "legation.store.reader_process", *map(str, arguments)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        reader = _Reader(process, ours, ours.makefile("rb"))
        reader.step_forward()
        with self._guard:
            if not self._closed:
                self._all.add(reader)
                return reader
        reader.end()
        raise self._was_closed()

    def _was_closed(self) -> StoreUnavailable:
        return StoreUnavailable(f"the store {self._location} was closed")

    def _give_back(self, reader: _Reader) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(reader)
        self._pass_on()

    def _replace(self, reader: _Reader) -> None:
        """End a process and start another in its place."""
        with self._guard:
            self._all.discard(reader)
        reader.end()
        with contextlib.suppress(StoreUnavailable):
            fresh = self._start()
            fresh.tells(_TURNING)  # that it is ready
            with self._guard:
                self._idle.append(fresh)
        self._pass_on()


def _nobody() -> StoreUnavailable:
    return StoreUnavailable("nobody waits for the answer any more")


def _ask(reader: _Reader, request: Request, deadline: float) -> Answer | LegationError:
    """What a reader says to a query: all of its answer, or what is wrong with it.

    Raises TimeoutError at the deadline, and EOFError or ConnectionError where the process ended.
    """

    def following() -> tuple[Kind, bytes]:
        reader.peer.settimeout(max(deadline - time.monotonic(), 0.001))
        return receive(reader.answers)

    if reader.fresh:
        following()
        reader.fresh = False
    reader.peer.settimeout(max(deadline - time.monotonic(), 0.001))
    reader.peer.sendall(frame(Kind.REQUEST, from_request(request)))
    if not reader.tells(min(_SOON, deadline - time.monotonic())):
        reader.step_back()
    kind, payload = following()
    if kind is Kind.ERROR:
        return to_error(payload)
    chosen = named(payload.decode())
    held = _Held()
    try:
        while (told := following())[0] is Kind.DATA:
            held.add(told[1])
    except BaseException:
        held.close()
        raise
    if told[0] is Kind.ERROR:
        held.close()
        return to_error(told[1])
    return Answer(chosen, held)


class _Held:
    """The bytes of an answer, which are taken out once in the order in which they came."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0
        self._file: IO[bytes] | None = None
        self._taken = False

    def add(self, data: bytes) -> None:
        """Hold more. Raises LimitReached where there is no place for it."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size > HELD:
            try:
                if self._file is None:
                    self._file = tempfile.TemporaryFile()  # noqa: SIM115  closed when all is taken
                self._file.writelines(self._pieces)
                self._file.flush()
            except OSError as error:
                raise LimitReached(f"there is no place for an answer of this size: {error.strerror}") from error
            self._pieces.clear()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._file is None:
            if not self._pieces:
                raise StopIteration
            return self._pieces.pop(0)
        if not self._taken:
            self._file.seek(0)
            self._taken = True
        piece = self._file.read(_PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        """Forget what is left."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
