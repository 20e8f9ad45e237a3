"""The program of a reading process: answers one query after the other from the newest checkpoint, until its end."""

from __future__ import annotations

import resource
import signal
import socket
import sys
from pathlib import Path
from typing import IO, cast

from legation.errors import LegationError, LimitReached, StoreUnavailable
from legation.store.evaluation import Bounds, run
from legation.store.formats import Format
from legation.store.frames import TOO_MUCH_MEMORY, Kind, frame, from_error, receive, to_request
from legation.store.oxigraph import DiskReader

_PIECE = 65_536


class _Sink:
    """Sends frames, and what is written as frames of a good size; small answers go out at once."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._frames = bytearray()
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        self._data += data
        if len(self._data) >= _PIECE:
            self.flush()
        return len(data)

    def flush(self) -> None:
        self.add(Kind.DATA, bytes(self._data))
        self._data.clear()
        if len(self._frames) >= _PIECE:
            self.send()

    def add(self, kind: Kind, payload: bytes = b"") -> None:
        self._frames += frame(kind, payload)

    def send(self) -> None:
        self._peer.sendall(self._frames)
        self._frames.clear()


def answer(reader: DiskReader, peer: socket.socket, data: bytes, bounds: Bounds) -> None:
    """Send the answer to one request, or the error that it meets."""
    sink = _Sink(peer)

    def begin(chosen: Format) -> IO[bytes]:
        sink.add(Kind.FORMAT, chosen.name.encode())
        return cast("IO[bytes]", sink)

    try:
        run(reader.engine(), to_request(data), begin, bounds)
        sink.flush()
        sink.add(Kind.END)
    except LegationError as error:
        sink.add(Kind.ERROR, from_error(error))
    except OSError as error:
        sink.add(Kind.ERROR, from_error(StoreUnavailable(f"the store cannot be read: {error}; publish it anew")))
    except MemoryError:
        sink.add(Kind.ERROR, from_error(LimitReached(TOO_MUCH_MEMORY, "query_memory")))
    sink.send()


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
            requests = peer.makefile("rb")
            peer.sendall(frame(Kind.READY))
            while True:
                _, data = receive(requests)
                answer(reader, peer, data, bounds)
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    main()
