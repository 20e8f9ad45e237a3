"""The program of a reading process: answers one query after the other from the newest checkpoint, until its end."""

from __future__ import annotations

import resource
import signal
import socket
import sys
from pathlib import Path
from typing import IO, cast

from legation.errors import LegationError, LimitReached
from legation.store.evaluation import Bounds, run
from legation.store.formats import Format
from legation.store.frames import Kind, from_error, receive, send, to_request
from legation.store.oxigraph import DiskReader

_PIECE = 65_536


class _Sink:
    """Sends what is written as frames of a good size."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) >= _PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self._held:
            send(self._peer, Kind.DATA, bytes(self._held))
            self._held.clear()


def answer(reader: DiskReader, peer: socket.socket, data: bytes, bounds: Bounds) -> None:
    """Send the answer to one request, or the error that it meets."""
    sink = _Sink(peer)

    def begin(chosen: Format) -> IO[bytes]:
        send(peer, Kind.FORMAT, chosen.name.encode())
        return cast("IO[bytes]", sink)

    try:
        run(reader.engine(), to_request(data), begin, bounds)
    except LegationError as error:
        send(peer, Kind.ERROR, from_error(error))
        return
    except MemoryError:
        send(peer, Kind.ERROR, from_error(LimitReached("the query needed more memory than it may take; ask for less")))
        return
    sink.flush()
    send(peer, Kind.END)


def limit_memory(size: int) -> None:
    """Let this process take so many bytes more than it has; the system ends it when it asks for more."""
    pages = int(Path("/proc/self/statm").read_text().split()[5]) if Path("/proc/self/statm").exists() else 0
    held = pages * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = held + size
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serve the socket whose number is the first argument: its store, and its limits on rows, bytes and memory."""
    handle, location, rows, size, memory = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(handle)) as peer:
        reader = DiskReader(location)
        limit_memory(int(memory))
        bounds = Bounds(rows=int(rows), size=int(size))
        try:
            while True:
                _, data = receive(peer)
                answer(reader, peer, data, bounds)
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    main()
