"""The application as granian calls it: a thread for each request, and no answer that is cut off or keeps a thread.

A response is made whole before its first byte goes out, large ones in a file. So a fault in the middle is told as what
it is instead of ending a body that looks complete, and a client that reads slowly or not at all keeps nothing but that
file. A client that hangs up ends what works for it.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, Any

from legation.store.callers import CALLER, Caller
from legation.web import kept
from legation.web.observing import NOTED

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

HELD = 1 << 20
"""Bodies of up to so many bytes are held in memory."""

_BODY_SECONDS = 30.0  # The longest that a client may take to send a body.
_OPENED_SECONDS = 30.0  # The longest that the server may take to open a file that it is given.
_PATIENCE = 0.1  # So long a request is worked for before anybody looks whether its client is still there.
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})

_log = logging.getLogger(__name__)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""An application of PEP 3333."""


@dataclass(frozen=True, slots=True)
class _Response:
    """Status and headers with the body, in memory or in a file of `size` bytes."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""
    file: IO[bytes] | None = None
    noted: Callable[[float], None] | None = None


class Gateway:
    """An RSGI application over a WSGI one. `requests` are answered at a time; any more are told to come again.

    Of a body no more than `body_bytes` and one byte are read. What `answers` keeps is given without asking the
    application.
    """

    def __init__(
        self, application: Application, requests: int, body_bytes: int, answers: kept.Kept | None = None
    ) -> None:
        self._application = application
        self._answers = answers
        self._body_bytes = body_bytes
        self._requests = requests
        self._running = 0
        self._threads = 0
        self._waiting: SimpleQueue[tuple[dict[str, Any], Caller, Callable[[_Response], None]]] = SimpleQueue()

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        key = self._answers and self._answers.key(scope.method, scope.path, scope.query_string, scope.headers.items())
        if self._answers and key and (again := self._answers.find(key)):
            begun = time.perf_counter()
            protocol.response_bytes(again.status, again.headers, again.body)
            again.noted(begun)
            return
        if self._running >= self._requests:
            _send(protocol, _problem(503, "too many requests wait already; try again in a few seconds"))
            return
        self._running += 1
        try:
            response = await self._response(scope, protocol)
            _send(protocol, response)
        finally:
            self._running -= 1
        if self._answers and key and response.noted and response.file is None:
            self._answers.keep(key, kept.Response(response.status, response.headers, response.body, response.noted))

    async def _response(self, scope: Scope, protocol: HTTPProtocol) -> _Response:
        body = b""
        if scope.method not in _WITHOUT_BODY:
            try:
                body = await asyncio.wait_for(self._body(protocol), _BODY_SECONDS)
            except TimeoutError:
                return _problem(408, f"the body took longer than {_BODY_SECONDS:g} seconds")
        caller = Caller()
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[_Response] = loop.create_future()
        if self._threads < self._running:
            self._threads += 1
            threading.Thread(target=self._work, daemon=True).start()

        def done(response: _Response) -> None:
            loop.call_soon_threadsafe(answered.set_result, response)

        self._waiting.put((_environ(scope, body), caller, done))
        # Asked for at once, for what happened before is not told; looked at later, since most are answered by then.
        watch = loop.call_later(_PATIENCE, _watch, protocol.client_disconnect(), caller, answered)
        try:
            return await answered
        finally:
            watch.cancel()

    def _work(self) -> None:
        """Respond to one request after the other."""
        while True:
            environ, caller, done = self._waiting.get()
            done(self._respond(environ, caller))

    async def _body(self, protocol: HTTPProtocol) -> bytes:
        """The body of the request, or so much of it that it is seen to be too large."""
        pieces: list[bytes] = []
        size = 0
        async for piece in protocol:
            pieces.append(piece)
            size += len(piece)
            if size > self._body_bytes:
                break
        return b"".join(pieces)

    def _respond(self, environ: dict[str, Any], caller: Caller) -> _Response:
        """The whole response of the application."""
        CALLER.set(caller)
        try:
            return _collected(self._application, environ)
        except Exception:  # whatever it is, the client is told that something is wrong
            if not caller.gone:
                _log.exception("%s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return _problem(500, "something went wrong in the service; the log tells what")


def _send(protocol: HTTPProtocol, response: _Response) -> None:
    if response.file is None:
        protocol.response_bytes(response.status, response.headers, response.body)
    else:
        protocol.response_file(response.status, response.headers, f"/dev/fd/{response.file.fileno()}")
        # The server opens it on its own a moment later, and does not tell.
        asyncio.get_running_loop().call_later(_OPENED_SECONDS, response.file.close)


def _watch(gone: Awaitable[None], caller: Caller, answered: asyncio.Future[_Response]) -> None:
    """Tell the caller when the client is gone before it is answered."""

    async def watch() -> None:
        await gone
        caller.hang_up()

    task = asyncio.ensure_future(watch())
    answered.add_done_callback(lambda _: task.cancel())


def _collected(application: Application, environ: dict[str, Any]) -> _Response:
    begun: list[tuple[int, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        del error
        begun[:] = [(int(status.partition(" ")[0]), headers)]

    pieces = application(environ, start)
    held: list[bytes] = []
    size = 0
    file: IO[bytes] | None = None
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > HELD:
                file = file or tempfile.TemporaryFile()  # noqa: SIM115  closed when the server has opened it
                file.writelines(held)
                held.clear()
    except BaseException:
        if file is not None:
            file.close()
        raise
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()
    ((status, headers),) = begun
    headers = [(name, value.encode("ascii", "replace").decode()) for name, value in headers]
    if file is not None:
        file.flush()
        if not any(name.lower() == "content-length" for name, _ in headers):
            headers.append(("Content-Length", str(size)))
    return _Response(status, headers, b"".join(held), file, environ.get(NOTED))


def _problem(status: int, detail: str) -> _Response:
    """An error document of RFC 9457 for what never reached the application."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append(("Retry-After", "5"))
    return _Response(status, headers, json.dumps(document).encode())


def _environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as PEP 3333 has it, where texts hold bytes as Latin-1."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # which could be taken for another one
            continue
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    if body:
        environ.setdefault("CONTENT_LENGTH", str(len(body)))
    return environ
