"""Queries in processes of their own, which are ended when a query breaks a limit; others never notice."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
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
_ENDING = 5.0  # The longest that a process takes to be gone after its socket is.
_OUT_OF_MEMORY = frozenset({-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS})


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """One reading process and the socket to it."""

    process: subprocess.Popen[bytes]
    peer: socket.socket
    answers: BinaryIO

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
        self._guard = threading.Lock()
        self._places = threading.BoundedSemaphore(settings.concurrent_queries)
        self._waiting = threading.BoundedSemaphore(settings.concurrent_queries + settings.queued_queries)
        self._closed = False

    def answer(self, request: Request) -> Answer:
        """The answer to a query, made whole within the limits, so that no client ever keeps a process.

        Raises what the query deserves, LimitReached when it takes too long or too much, or too many queries wait, and
        StoreUnavailable where the process ends or nobody waits any more.
        """
        deadline = time.monotonic() + self._settings.query_seconds
        caller = CALLER.get() or Caller()
        reader = self._take(deadline)
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
                raise StoreUnavailable("nobody waits for the answer any more") from None
            if reader.process.wait(_ENDING) in _OUT_OF_MEMORY:
                raise LimitReached(TOO_MUCH_MEMORY, "query_memory") from None
            raise StoreUnavailable(f"the process that reads the store {self._location} ended; try again") from error
        finally:
            if outcome is None or caller.gone:
                self._replace(reader)
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
        for reader in readers:
            reader.end()

    def _take(self, deadline: float) -> _Reader:
        """A reader for one query, once there is one."""
        limits = self._settings
        if not self._waiting.acquire(blocking=False):
            raise LimitReached(
                f"{limits.concurrent_queries + limits.queued_queries} queries run or wait already; "
                "try again in a few seconds",
                "queued_queries",
            )
        if not self._places.acquire(timeout=max(deadline - time.monotonic(), 0)):
            self._waiting.release()
            raise LimitReached(
                "other queries took all the time that this one could wait; try again in a few seconds",
                "concurrent_queries",
            )
        try:
            with self._guard:
                if self._closed:
                    raise StoreUnavailable(f"the store {self._location} was closed")
                while self._idle:
                    reader = self._idle.pop()
                    if reader.process.poll() is None:
                        return reader
                    self._all.discard(reader)
                    reader.end()
            return self._start()
        except BaseException:
            self._release()
            raise

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
        with self._guard:
            self._all.add(reader)
        return reader

    def _give_back(self, reader: _Reader) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(reader)
        self._release()

    def _replace(self, reader: _Reader) -> None:
        """End a process and start another in its place, which gets ready while nobody waits for it."""
        with self._guard:
            self._all.discard(reader)
            closed = self._closed
        reader.end()
        if not closed:
            fresh = self._start()
            with self._guard:
                self._idle.append(fresh)
        self._release()

    def _release(self) -> None:
        self._places.release()
        self._waiting.release()


def _ask(reader: _Reader, request: Request, deadline: float) -> Answer | LegationError:
    """What a reader says to a query: all of its answer, or what is wrong with it.

    Raises TimeoutError at the deadline, and EOFError or ConnectionError where the process ended.
    """

    def following() -> tuple[Kind, bytes]:
        reader.peer.settimeout(max(deadline - time.monotonic(), 0.001))
        return receive(reader.answers)

    reader.peer.settimeout(max(deadline - time.monotonic(), 0.001))
    reader.peer.sendall(frame(Kind.REQUEST, from_request(request)))
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
