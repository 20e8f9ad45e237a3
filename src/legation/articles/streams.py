"""Byte streams with bounds: a look at the first bytes, gzip with a limit on its growth, and the limits themselves."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from legation.errors import BadInput

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD = 8192
"""Bytes of a source that are looked at to tell its format."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read.

    `text` counts characters of one article, `lines` its lines; `elements` those of a web page, `siblings` those in
    one element of it; `document` bytes of one file, page, feed, line or record; `download` bytes of one answer over
    HTTP; `seconds` its whole time. A gzip stream may grow to `expansion` times its packed size once it has given
    `document` bytes.
    """

    text: int = 2_000_000
    lines: int = 20_000
    elements: int = 15_000
    siblings: int = 3_000
    document: int = 16 << 20
    download: int = 64 << 20
    expansion: int = 200
    seconds: float = 30.0
    redirects: int = 5


class ByteStream(Protocol):
    """What the readers need of an open binary file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, fewer only at the end."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """The bytes up to and with the next newline, at most `size`."""
        ...


class _Raw(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Joined(io.RawIOBase):
    """Bytes that were read ahead, then the rest of their stream, or the error that ended the reading ahead."""

    def __init__(self, head: bytes, rest: _Raw, error: BadInput | None) -> None:
        self._head, self._rest, self._error = head, rest, error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        if self._error and not self._head:
            raise self._error
        data = self._head[: len(view)] or _some(self._rest, len(view))
        self._head = self._head[len(data) :]
        view[: len(data)] = data
        return len(data)


class _Counted(io.RawIOBase):
    """A stream that counts the bytes taken from it."""

    def __init__(self, stream: _Raw) -> None:
        self._stream, self.taken = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = _some(self._stream, len(view))
        self.taken += len(data)
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """The content of a gzip stream of one or more members. Raises BadInput where it is cut off, broken or a bomb."""

    def __init__(self, packed: _Raw, name: str, limits: Limits) -> None:
        self._packed = _Counted(packed)
        self._gzip = gzip.GzipFile(fileobj=io.BufferedReader(self._packed, _CHUNK), mode="rb")
        self._name, self._limits, self._given = name, limits, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._gzip.read1(len(view))
        except EOFError:
            raise BadInput(self._name, "the gzip stream is cut off", "fetch the file again") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise BadInput(self._name, f"the gzip stream is broken: {error}", "fetch the file again") from error
        self._given += len(data)
        allowed = self._limits.document + self._limits.expansion * self._packed.taken
        if self._given > allowed:
            rule = f"the gzip stream grows to more than {self._limits.expansion} times its packed size"
            raise BadInput(self._name, rule, "unpack it by hand if it is sound")
        view[: len(data)] = data
        return len(data)


def _some(stream: _Raw, size: int) -> bytes:
    """At least one byte, if one is left, without waiting for `size` of them where the stream can do so."""
    read = getattr(stream, "read1", stream.read)
    data: bytes = read(size)
    return data


def peek(stream: _Raw, size: int = HEAD) -> tuple[bytes, ByteStream]:
    """The first `size` bytes of a stream (fewer where it ends), and the stream as if they had not been read."""
    head = b""
    failed = None
    try:
        while len(head) < size and (more := _some(stream, size - len(head))):
            head += more
    except BadInput as error:
        failed = error
    return head, io.BufferedReader(_Joined(head, stream, failed), _CHUNK)


def unpacked(stream: _Raw, name: str, limits: Limits) -> ByteStream:
    """The content of a gzip stream. Reading it raises BadInput where it is cut off, broken or grows beyond `limits`."""
    return io.BufferedReader(_Unpacked(stream, name, limits), _CHUNK)


def whole(stream: ByteStream, name: str, limits: Limits) -> bytes:
    """All bytes of a stream. Raises BadInput when there are more than `limits.document`."""
    data = stream.read(limits.document + 1)
    if len(data) > limits.document:
        rule = f"a text, page or feed has at most {limits.document:,} bytes"
        raise BadInput(name, rule, "split it, or give its articles as JSON Lines")
    return data
