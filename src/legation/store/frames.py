"""What a reading process and its parent tell each other over a socket: one request, then pieces of its answer."""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import asdict
from enum import Enum

from legation.errors import BadInput, Forbidden, LegationError, LimitReached, NotAcceptable, StoreUnavailable
from legation.store.evaluation import Request

_HEAD = struct.Struct("!cI")
_ERRORS: dict[str, type[LegationError]] = {
    error.__name__: error for error in (BadInput, Forbidden, LimitReached, NotAcceptable, StoreUnavailable)
}


class Kind(Enum):
    """What a frame holds: a request; or the name of a format, a piece of the answer, its end, an error."""

    REQUEST = b"Q"
    FORMAT = b"F"
    DATA = b"D"
    END = b"E"
    ERROR = b"X"


def send(peer: socket.socket, kind: Kind, payload: bytes = b"") -> None:
    """Send one frame. Raises OSError when the other side is gone."""
    peer.sendall(_HEAD.pack(kind.value, len(payload)) + payload)


def receive(peer: socket.socket) -> tuple[Kind, bytes]:
    """The next frame. Raises EOFError when the other side is gone and TimeoutError when it takes too long."""
    kind, size = _HEAD.unpack(_exactly(peer, _HEAD.size))
    return Kind(kind), _exactly(peer, size)


def _exactly(peer: socket.socket, size: int) -> bytes:
    pieces = []
    while size:
        piece = peer.recv(min(size, 1 << 20))
        if not piece:
            raise EOFError("the other side closed the connection")
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def from_request(request: Request) -> bytes:
    """A request as bytes."""
    return json.dumps(asdict(request)).encode()


def to_request(data: bytes) -> Request:
    """The request of some bytes."""
    fields = json.loads(data)
    for key in ("default_graphs", "named_graphs"):
        fields[key] = tuple(fields[key])
    fields["values"] = tuple((name, term) for name, term in fields["values"])
    return Request(**fields)


def from_error(error: LegationError) -> bytes:
    """An error as bytes."""
    match error:
        case BadInput():
            arguments: list[object] = [error.what, error.rule, error.step]
        case NotAcceptable():
            arguments = [error.accept, error.offered]
        case _:
            arguments = [str(error)]
    return json.dumps([type(error).__name__, arguments]).encode()


def to_error(data: bytes) -> LegationError:
    """The error of some bytes."""
    name, arguments = json.loads(data)
    if name == NotAcceptable.__name__:
        return NotAcceptable(arguments[0], tuple(arguments[1]))
    return _ERRORS.get(name, StoreUnavailable)(*arguments)
