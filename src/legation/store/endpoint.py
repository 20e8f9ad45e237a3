"""Requests to a server that keeps a store: each bounded in time and size, none redirected, reads tried again."""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
import urllib.error
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import Any
from urllib.parse import urlencode
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from SPARQLWrapper import INSERT, POST, SELECT, SPARQLWrapper

from legation.errors import BadInput, Conflict, LegationError, LimitReached, NotFound, StoreSlow, StoreUnavailable
from legation.store.callers import CALLER, Caller
from legation.store.products import Product

Parameters = Sequence[tuple[str, str]]

_LONG = 2_000  # characters, which some servers and what stands before them refuse in an address
_PIECE = 65_536
_TOLD = 300
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?>")
_READS = 3
_PAUSE = 0.2
_BUSY = frozenset({429, 502, 503})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a server is met: who asks, how many seconds a request may take, how many bytes an answer may have."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    seconds: float = 60.0
    size: int | None = None
    public: bool = False
    """Whether errors are told to anybody, who need not know where the server is, nor what it says of itself."""


@dataclass(frozen=True, slots=True)
class Got:
    """An answer that came to its end."""

    headers: HTTPMessage
    body: bytes


class _Busy(StoreUnavailable):
    """The server did not take the request, so that it can be made again."""


class Endpoint:
    """One server. Whatever keeps it from answering is StoreUnavailable, or StoreSlow."""

    def __init__(self, product: Product, address: str, access: Access) -> None:
        self.product = product
        self.address = address
        self.name = "the server that keeps the store" if access.public else address
        self._access = access

    def ask(self, text: str, parameters: Parameters, media_type: str) -> Got:
        """The answer to a query. Raises BadInput for what the server takes for none, and LimitReached."""
        request = self._sparql(self.product.query, "query", text, parameters)
        request.add_header("Accept", media_type)
        deadline = time.monotonic() + self._access.seconds
        for attempt in range(1, _READS + 1):
            try:
                return self._send(request, "the query", deadline)
            except _Busy:
                if attempt == _READS or time.monotonic() + attempt * _PAUSE >= deadline:
                    raise
                time.sleep(attempt * _PAUSE)
        raise AssertionError("the last attempt returns or raises")

    def update(self, text: str) -> None:
        """Run an update. Raises BadInput for what the server takes for none, and Conflict."""
        self._send(self._sparql(self.product.update, "update", text, ()), "the update")

    def write(self, method: str, graph: str | None, triples: bytes = b"") -> None:
        """PUT, POST or DELETE a graph by the Graph Store Protocol; triples are N-Triples. Raises NotFound."""
        name = "default" if graph is None else urlencode({"graph": graph})
        request = Request(f"{self.address}{self.product.graphs}?{name}", method=method)  # noqa: S310  an http address
        if method != "DELETE":
            request.data = triples
            request.add_header("Content-Type", "application/n-triples")
        self._send(request, "the graph")

    def _sparql(self, place: str, kind: str, text: str, parameters: Parameters) -> Request:
        wrapper = SPARQLWrapper(self.address + place)
        wrapper.queryType = SELECT if kind == "query" else INSERT
        wrapper.queryString = text
        for name, value in parameters:
            wrapper.addParameter(name, value)
        wrapper.setOnlyConneg(True)
        if kind == "update" or len(text) > _LONG:
            wrapper.setMethod(POST)
        # The request only: its own way of sending follows redirections with the credentials, and sets the opener of
        # the whole process.
        return wrapper._createRequest()

    def _send(self, request: Request, what: str, deadline: float | None = None) -> Got:
        seconds = self._access.seconds if deadline is None else max(deadline - time.monotonic(), 0.001)
        # A write that somebody does not wait for goes on to its end all the same.
        with _line(seconds, CALLER.get() if deadline is not None else None) as line:
            try:
                opener = self._opener(request, line, deadline is None)
                with opener.open(request, timeout=seconds) as response:
                    return Got(response.headers, self._read(response))
            except urllib.error.HTTPError as error:
                with error:
                    raise self._refusal(error, what) from error
            except (HTTPException, OSError) as error:
                reason = getattr(error, "reason", error)
                if line.over or isinstance(reason, TimeoutError):
                    raise StoreSlow(f"{self.name} did not answer within {seconds:.3g} seconds") from error
                lost = _Busy if isinstance(reason, ConnectionRefusedError) else StoreUnavailable
                raise lost(f"{self.name} cannot be reached: {_told(str(reason))}") from error

    def _opener(self, request: Request, line: _Line, writes: bool) -> OpenerDirector:
        access = self._access
        opener = build_opener(_Http(line), _Https(line), _NoRedirect())
        if access.token is not None:
            request.add_unredirected_header("Authorization", f"Bearer {access.token}")
        elif access.user is not None and access.password is not None:
            if self.product.digest and writes:
                passwords = HTTPPasswordMgrWithDefaultRealm()
                passwords.add_password(None, self.address, access.user, access.password)
                _answer_challenge(request, opener, HTTPDigestAuthHandler(passwords), access.seconds)
            elif not self.product.digest:
                pair = b64encode(f"{access.user}:{access.password}".encode()).decode()
                request.add_unredirected_header("Authorization", f"Basic {pair}")
        return opener

    def _read(self, response: HTTPResponse) -> bytes:
        body = bytearray()
        while piece := response.read1(_PIECE):
            body += piece
            if self._access.size is not None and len(body) > self._access.size:
                raise LimitReached(f"the answer has more than {self._access.size:,} bytes; add a LIMIT", "query_bytes")
        if response.length:
            raise IncompleteRead(bytes(body), response.length)
        return bytes(body)

    def _refusal(self, error: urllib.error.HTTPError, what: str) -> LegationError:
        try:
            told = _told(error.read(10 * _TOLD).decode("utf-8", "replace"))
        except (HTTPException, OSError):
            told = ""
        said = f"{self.name} says {error.code}{f': {told}' if told and not self._access.public else ''}"
        if self._access.public and error.code not in {400, 404}:
            _log.warning("%s says %s: %s", self.address, error.code, told)
        match error.code:
            case 400 | 422:
                return BadInput(what, f"is not SPARQL: {told}" if error.code == 400 else told)
            case 401 | 403:
                return StoreUnavailable(f"{said}; give store_user and store_password, or store_token")
            case 404:
                return NotFound(said)
            case 408 | 504:
                return StoreSlow(said)
            case 409:
                return Conflict(what, f"cannot be done: {told}")
            case 500 if self.product.conflict and re.search(self.product.conflict, told):
                return Conflict(what, f"cannot be done: {told}")
            case code if code in _BUSY:
                return _Busy(said)
            case code if 300 <= code < 400:
                place = error.headers.get("Location")
                return StoreUnavailable(
                    f"{self.name} has moved{f' to {place}' if not self._access.public else ''}; name that"
                )
        return StoreUnavailable(said)


def _answer_challenge(request: Request, opener: OpenerDirector, digest: HTTPDigestAuthHandler, seconds: float) -> None:
    """Let a request say who asks, where its address wants the digest of a password.

    The challenge is asked for by a request of its own, for a server may refuse a large body without reading it.
    """
    try:
        opener.open(Request(request.full_url, method="HEAD"), timeout=seconds).close()  # noqa: S310  an http address
    except urllib.error.HTTPError as error:
        with error:
            scheme, _, challenge = (error.headers.get("WWW-Authenticate") or "").partition(" ")
        if error.code == 401 and scheme.lower() == "digest":
            answer = digest.get_authorization(request, parse_keqv_list([*parse_http_list(challenge)]))
            request.add_unredirected_header("Authorization", f"Digest {answer}")


def _told(text: str) -> str:
    """The first words of what a server says."""
    return " ".join(_TAG.sub(" ", text).split())[:_TOLD]


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirection: what is meant for one server goes to no other."""

    def redirect_request(self, *_: object) -> None:
        """Let the answer be an error."""


class _Line:
    """The connections of one request, which are cut when its time is over, wherever they wait."""

    def __init__(self) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []

    def take(self, connection: HTTPConnection) -> None:
        self._sockets.append(connection.sock)
        if self.over:
            self.cut()

    def cut(self) -> None:
        self.over = True
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def _line(seconds: float, caller: Caller | None) -> Iterator[_Line]:
    line = _Line()
    timer = threading.Timer(seconds, line.cut)
    timer.daemon = True
    timer.start()
    try:
        with caller.served(line.cut) if caller else nullcontext():
            yield line
    finally:
        timer.cancel()


class _Http(HTTPHandler):
    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_held(HTTPConnection, self._line), req)


class _Https(HTTPSHandler):
    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_held(HTTPSConnection, self._line), req)


def _held(kind: type[HTTPConnection], line: _Line) -> Any:
    """A kind of connection that tells a line about its socket."""

    class Held(kind):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            super().connect()
            line.take(self)

    return Held
