"""Reads web archives: each web page of a response or resource record is one article."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from legation.articles import html
from legation.articles.identity import is_address
from legation.articles.streams import ByteStream, Limits
from legation.errors import BadInput
from legation.model import Article

_HEADER_BYTES = 1 << 16
_CHUNK = 1 << 16
_LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,15})\s*$", re.I | re.M)
_TYPE = re.compile(rb"^WARC-Type:\s*(\w+)", re.I | re.M)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.I)
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]{0,200}\r\n")
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class _Framed:
    """The bytes of one record. `content` is None where it is longer than the limit or of a type that is not read."""

    header: bytes
    length: int
    content: bytes | None


def read(stream: ByteStream, name: str, limits: Limits) -> Iterator[Article | BadInput]:
    """The articles of an uncompressed archive, in order. `origin` names file and record, counted from 1.

    Pages without an article and records beyond the limits are told apart as BadInput; redirects, images and records of
    other types are passed over. Raises BadInput where the archive is cut off or broken, after the records before.
    """
    number = 0
    while framed := _next(stream, f"{name}:{number + 1}", limits):
        number += 1
        origin = f"{name}:{number}"
        try:
            if found := _article(framed, origin, limits):
                yield found
        except BadInput as error:
            yield error


def _next(stream: ByteStream, origin: str, limits: Limits) -> _Framed | None:
    """The next record, None at the end. Raises BadInput where the stream holds no whole record."""
    line = stream.readline(_HEADER_BYTES)
    while line and not line.strip():
        line = stream.readline(_HEADER_BYTES)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise BadInput(origin, "a record begins with its WARC version; the archive is broken here", "fetch it again")
    header = line
    while (line := stream.readline(_HEADER_BYTES)).strip():
        header += line
        if len(header) > _HEADER_BYTES:
            raise BadInput(origin, f"the header of a record has at most {_HEADER_BYTES:,} bytes", "fetch it again")
    length = _LENGTH.search(header.replace(b"\r", b""))
    if not line or not length:
        raise BadInput(origin, "the archive is cut off in the header of a record", "fetch it again")
    size = int(length[1])
    kind = match[1].lower() if (match := _TYPE.search(header)) else b""
    content = b""
    if kind in {b"response", b"resource"} and size <= limits.document:
        content = stream.read(size)
        missing = size - len(content)
    else:
        missing = _skip(stream, size)
    if missing:
        raise BadInput(origin, f"the archive is cut off: {missing:,} bytes of a record are missing", "fetch it again")
    wanted = kind in {b"response", b"resource"} and size <= limits.document
    return _Framed(header + b"\r\n", size, content if wanted else None)


def _skip(stream: ByteStream, size: int) -> int:
    """How many of `size` bytes are missing at the end of the stream, which stands behind them afterwards."""
    while size and (chunk := stream.read(min(size, _CHUNK))):
        size -= len(chunk)
    return size


def _article(framed: _Framed, origin: str, limits: Limits) -> Article | None:
    """The article of a record; None where the record is no page of its own."""
    if framed.content is None:
        if (
            framed.length > limits.document
            and (match := _TYPE.search(framed.header))
            and match[1].lower() == b"response"
        ):
            raise BadInput(origin, f"a record has at most {limits.document:,} bytes, not {framed.length:,}")
        return None
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(framed.header + framed.content))), None)
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, AttributeError) as error:
        raise BadInput(origin, f"the headers of the record are broken: {error}", "fetch it again") from error
    if record is None:
        return None
    media = record.content_type or ""
    if record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return None
        media = record.http_headers.get_header("Content-Type") or ""
    if not media.lower().strip().startswith(_PAGES):
        return None
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    charset = _CHARSET.search(media)
    markup = html.page(_payload(record, origin, limits), origin, charset[1] if charset else "")
    return html.article(markup, origin, limits, url=address if is_address(address) else "")


def _payload(record: ArcWarcRecord, origin: str, limits: Limits) -> bytes:
    """The page's bytes without the encodings of their transfer, at most `limits.document`."""
    data: bytes = record.raw_stream.read()
    headers = record.http_headers
    if headers is None:
        return data
    if "chunked" in (headers.get_header("Transfer-Encoding") or "").lower():
        data = _unchunked(data)
    for encoding in reversed((headers.get_header("Content-Encoding") or "").lower().split(",")):
        match encoding.strip():
            case "" | "identity":
                pass
            case "gzip" | "x-gzip" | "deflate" as packing:
                data = inflated(data, packing, origin, limits.document)
            case other:
                raise BadInput(origin, f"the page is packed as {other!r}", "crawl with gzip, deflate or no encoding")
    return data


def _unchunked(data: bytes) -> bytes:
    """The content of a body in chunks; the body itself where it is not in chunks after all."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(data, at):
        size = int(match[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(data[match.end() : match.end() + size])
        at = match.end() + size + 2
    return b"".join(parts) if parts else data


def inflated(data: bytes, packing: str, origin: str, limit: int) -> bytes:
    """Unpacks gzip or deflate. Data that is not packed after all comes back as it is.

    Raises BadInput when it is broken or grows to more than `limit` bytes.
    """
    if packing != "deflate" and not data.startswith(b"\x1f\x8b"):
        return data
    for window in (47, -15) if packing == "deflate" else (47,):
        unpacker = zlib.decompressobj(window)
        try:
            unpacked = unpacker.decompress(data, limit + 1)
        except zlib.error:
            continue
        if len(unpacked) > limit:
            raise BadInput(origin, f"the page unpacks to more than {limit:,} bytes", "leave it out")
        return unpacked
    raise BadInput(origin, "the packed page is broken", "crawl it again")
