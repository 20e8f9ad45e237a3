"""What a reading process and its parent tell each other over a socket: one request, then pieces of its answer."""

from __future__ import annotations

import json
import struct
from dataclasses import fields
from enum import Enum
from typing import BinaryIO

from legation.errors import BadInput, Forbidden, LegationError, LimitReached, NotAcceptable, StoreUnavailable
from legation.store.evaluation import Request

TOO_MUCH_MEMORY = "the query needed more memory than it may take; ask for less"
"""What is told of a query at the limit of memory, by the process itself or by whoever finds it ended."""

_FIELDS = tuple(field.name for field in fields(Request))
_HEAD = struct.Struct("!cI")
_ERRORS: dict[str, type[LegationError]] = {
    error.__name__: error for error in (BadInput, Forbidden, LimitReached, NotAcceptable, StoreUnavailable)
}


class Kind(Enum):
    """What a frame holds: a request; or the name of a format, a piece of the answer, its end, an error.

    The first frame of a process says that it is ready.
    """

    READY = b"R"
    REQUEST = b"Q"
    FORMAT = b"F"
    DATA = b"D"
    END = b"E"
    ERROR = b"X"


def frame(kind: Kind, payload: bytes = b"") -> bytes:
    """One frame as bytes."""
    return _HEAD.pack(kind.value, len(payload)) + payload


def receive(stream: BinaryIO) -> tuple[Kind, bytes]:
    """The next frame of a buffered stream.

    Raises EOFError when the other side is gone, TimeoutError when it takes too long, and any other OSError.
    """
    kind, size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    return Kind(kind), _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the other side closed the connection")
    return data


def from_request(request: Request) -> bytes:
    """A request as bytes."""
    return json.dumps({name: getattr(request, name) for name in _FIELDS}).encode()


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
        case LimitReached():
            arguments = [str(error), error.limit]
        case _:
            arguments = [str(error)]
    return json.dumps([type(error).__name__, arguments]).encode()


def to_error(data: bytes) -> LegationError:
    """The error of some bytes."""
    name, arguments = json.loads(data)
    if name == NotAcceptable.__name__:
        return NotAcceptable(arguments[0], tuple(arguments[1]))
    return _ERRORS.get(name, StoreUnavailable)(*arguments)
