"""Queries in processes of their own, which are ended when a query breaks a limit; others never notice."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from legation.errors import LegationError, LimitReached, StoreUnavailable
from legation.settings import Settings
from legation.store import Answer
from legation.store.evaluation import Request
from legation.store.formats import named
from legation.store.frames import Kind, from_request, receive, send, to_error

HELD = 1 << 20
"""Answers of up to so many bytes are held here, so that a slow client does not keep a reader."""


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """One reading process and the socket to it."""

    process: subprocess.Popen[bytes]
    peer: socket.socket

    def end(self) -> None:
        """Kill the process, whatever it does."""
        self.process.kill()
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
        """The answer to a query, whose first bytes were made within the limits.

        Raises what the query deserves, and LimitReached when it takes too long or too much, or too many queries wait.
        A limit that is met later ends the chunks with LimitReached.
        """
        deadline = time.monotonic() + self._settings.query_seconds
        lease = self._lease(deadline)
        try:
            send(lease.reader.peer, Kind.REQUEST, from_request(request))
            kind, payload = lease.receive()
            if kind is Kind.ERROR:
                lease.give_back()
                raise to_error(payload)
            chosen = named(payload.decode())
            chunks = _chunks(lease)
            head: list[bytes] = []
            size = 0
            for piece in chunks:
                head.append(piece)
                size += len(piece)
                if size >= HELD:
                    break
        except OSError as error:
            lease.end()
            raise self._broken() from error
        except BaseException:
            lease.end()
            raise
        return Answer(chosen, _joined(head, chunks))

    def close(self) -> None:
        """End all processes."""
        with self._guard:
            self._closed = True
            readers, self._idle = list(self._all), []
            self._all.clear()
        for reader in readers:
            reader.end()

    def _lease(self, deadline: float) -> _Lease:
        if not self._waiting.acquire(blocking=False):
            raise LimitReached(
                f"{self._settings.concurrent_queries + self._settings.queued_queries} queries run or wait already; "
                "try again in a few seconds"
            )
        if not self._places.acquire(timeout=max(deadline - time.monotonic(), 0)):
            self._waiting.release()
            raise LimitReached("other queries took all the time that this one could wait; try again in a few seconds")
        try:
            with self._guard:
                if self._closed:
                    raise StoreUnavailable(f"the store {self._location} was closed")
                reader = self._idle.pop() if self._idle else None
            return _Lease(self, reader or self._start(), deadline, self._settings.query_seconds)
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
        reader = _Reader(process, ours)
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

    def _broken(self) -> LegationError:
        return StoreUnavailable(f"the process that reads the store {self._location} ended; try again")


class _Lease:
    """The use of one reader for one query."""

    def __init__(self, readers: Readers, reader: _Reader, deadline: float, seconds: float) -> None:
        self.reader = reader
        self._readers = readers
        self._deadline = deadline
        self._seconds = seconds
        self._over = False

    def receive(self) -> tuple[Kind, bytes]:
        """The next frame. Raises LimitReached at the limit of time, or where the process died of want of memory."""
        try:
            self.reader.peer.settimeout(max(self._deadline - time.monotonic(), 0.001))
            return receive(self.reader.peer)
        except TimeoutError:
            self.end()
            raise LimitReached(
                f"the query was ended after its {self._seconds:g} seconds; ask for less, or add a LIMIT"
            ) from None
        except EOFError:
            code = self.reader.process.wait()
            self.end()
            if code < 0:
                raise LimitReached("the query needed more memory than it may take; ask for less") from None
            raise self._readers._broken() from None

    def give_back(self) -> None:
        """Let the next query have the reader."""
        if not self._over:
            self._over = True
            self._readers._give_back(self.reader)

    def end(self) -> None:
        """End the process, which may still be at work."""
        if not self._over:
            self._over = True
            self._readers._replace(self.reader)


def _chunks(lease: _Lease) -> Generator[bytes, None, None]:
    """The pieces of an answer; the reader is free again after the last, or ended when they are not wanted."""
    try:
        while True:
            kind, payload = lease.receive()
            if kind is Kind.DATA:
                yield payload
            elif kind is Kind.ERROR:
                lease.give_back()
                raise to_error(payload)
            else:
                lease.give_back()
                return
    finally:
        lease.end()


def _joined(head: list[bytes], rest: Generator[bytes, None, None]) -> Iterator[bytes]:
    with contextlib.closing(rest):
        yield from head
        yield from rest
