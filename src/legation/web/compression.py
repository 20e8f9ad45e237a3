"""Bodies in fewer bytes: zstd or gzip, as Accept-Encoding likes best, with an ETag of their own."""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from flask import Flask, Response, abort, g, request

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEAST = 1024
"""Bodies of fewer bytes are sent as they are."""

_LEVEL = 5
_GZIP = 16 + zlib.MAX_WBITS
_ENCODINGS = ("zstd", "gzip")
_COMPRESSIBLE = re.compile(r"text/.*|image/svg\+xml|application/(?:.*[+-])?(?:json|xml|n-triples|n-quads|trig|text)")
_MARK = re.compile(rf'--({"|".join(_ENCODINGS)})(?=")')
_WRITTEN = frozenset({"POST", "PUT", "PATCH"})


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def register(app: Flask) -> None:
    """Let an application compress what it answers; to be called first, for it must see what all others made."""
    app.before_request(_plain_tags)
    app.after_request(_compressed)


def _plain_tags() -> None:
    """Take from the tags of a request what tells their encoding. Aborts with 415 for a body that is compressed."""
    if request.method in _WRITTEN and request.headers.get("Content-Encoding", "identity").lower() != "identity":
        abort(415, "A body is sent as it is, without Content-Encoding.")
    for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"):
        if found := _MARK.search(request.environ.get(name, "")):
            g.marked = found[1]
            request.environ[name] = _MARK.sub("", request.environ[name])


def _compressed(response: Response) -> Response:
    if response.status_code == 304:
        # The client keeps what it has under the name that it knows, and caches on the way learn what it depends on.
        if "marked" in g:
            _mark(response, g.marked)
        if _COMPRESSIBLE.fullmatch(response.mimetype or ""):
            response.vary.add("Accept-Encoding")
        return response
    if (
        (response.direct_passthrough and request.endpoint != "static")
        or "Content-Encoding" in response.headers
        or "Content-Range" in response.headers
        or not _COMPRESSIBLE.fullmatch(response.mimetype or "")
    ):
        return response
    response.vary.add("Accept-Encoding")
    encoding = _liked()
    if not encoding:
        return response
    if response.direct_passthrough:
        response.call_on_close(response.response.close)  # type: ignore[union-attr]  # the file behind it
        response.direct_passthrough = False
        response.headers.pop("Accept-Ranges", None)
    rest = response.iter_encoded()
    head: list[bytes] = []
    while sum(map(len, head)) < LEAST and (piece := next(rest, None)) is not None:
        head.append(piece)
    if sum(map(len, head)) < LEAST:
        response.response = head
        return response
    response.response = _pieces(chain(head, rest), encoding)
    response.headers.pop("Content-Length", None)
    response.headers["Content-Encoding"] = encoding
    _mark(response, encoding)
    return response


def _liked() -> str:
    """The encoding that the client likes best; empty where it likes none, or none better than the plain body."""
    accepted = request.accept_encodings
    best = max(_ENCODINGS, key=accepted.quality)
    plain = accepted.quality("identity") if "identity" in dict(accepted) else 0
    return best if accepted.quality(best) > 0 and accepted.quality(best) >= plain else ""


def _mark(response: Response, encoding: str) -> None:
    tag, weak = response.get_etag()
    if tag is not None:
        response.set_etag(f"{tag}--{encoding}", weak=bool(weak))


def _pieces(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    compressor: _Compressor = zstd.ZstdCompressor() if encoding == "zstd" else zlib.compressobj(_LEVEL, wbits=_GZIP)
    for piece in pieces:
        if small := compressor.compress(piece):
            yield small
    yield compressor.flush()
