"""Writing over HTTP: by whom, what of it is noted, and which state of a graph a request counts on."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from legation.errors import Forbidden
from legation.settings import Settings
from legation.store import MEMORY, is_address
from legation.store.writes import Condition, Done, Write
from legation.web.site import Site

_CHALLENGE = WWWAuthenticate("bearer", {"realm": "legation"})
_INVALID = WWWAuthenticate("bearer", {"realm": "legation", "error": "invalid_token"})  # RFC 6750
_OFF = "this endpoint takes no updates; write with `legation ingest`, or set a token to allow them"
_TOLD = 4_000

_log = logging.getLogger(__name__)


def register(app: Flask, settings: Settings) -> None:
    """Let an application note every request to write, once it is answered, as a line of JSON."""
    file = settings.audit
    if file is None and settings.store != MEMORY and not is_address(settings.store):
        file = Path(settings.store) / "audit.jsonl"
    if file is None:
        return
    path = file.absolute()

    @app.after_request
    def note(response: Response) -> Response:
        if "writing_since" in g:
            _append(path, _line(response))
        return response


def authorise(site: Site, field: str | None = None) -> None:
    """Return where the request may write, by the token in its header, or by that in the `field` of its form.

    Raises Forbidden where writing is off or the token of a form is another, and aborts with 401 where there is none or
    that in the header is another.
    """
    require(site)
    g.writing_since = time.monotonic()
    if field is None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        shown = given.strip().encode("latin-1", "replace") if scheme.lower() == "bearer" else b""
    else:
        shown = field.strip().encode("utf-8", "replace")
    if not shown:
        raise Unauthorized("Writing needs a token: Authorization: Bearer ...", www_authenticate=_CHALLENGE)
    # All are compared, so that the time tells nothing about which is near.
    known = [name for name, token in site.settings.tokens().items() if hmac.compare_digest(shown, token.encode())]
    if not known and field is None:
        raise Unauthorized("The token is not one that may write here.", www_authenticate=_INVALID)
    if not known:
        raise Forbidden("the token is not one that may write here")
    g.writer = known[0]


def require(site: Site) -> None:
    """Raise Forbidden where writing is off."""
    if site.writing is None or site.settings.token is None:
        raise Forbidden(_OFF)


def done(site: Site, write: Write) -> Done:
    """Do a write for a request that was authorised; queries see it afterwards. Returns what `Writing` does."""
    if site.writing is None:
        raise Forbidden(_OFF)
    return site.writing(write)


def writer() -> str:
    """The name of the token that the request was authorised by."""
    return str(g.writer)


def condition() -> Condition:
    """What the request counts on by If-Match and If-None-Match."""
    headers = (request.if_match, request.if_none_match)
    match, none = (("*",) if tags.star_tag else tuple(sorted(tags.as_set())) for tags in headers)
    return Condition(match, none)


def _line(response: Response) -> dict[str, object]:
    """What is noted of a request: who, when, what, how large, and what came of it."""
    line: dict[str, object] = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "who": g.get("writer", ""),
        "from": request.remote_addr or "",
        "method": request.method,
        "target": request.full_path.rstrip("?"),
        "type": request.mimetype,
        "bytes": request.content_length,
        "status": response.status_code,
        "seconds": round(time.monotonic() - g.writing_since, 3),
    }
    if "writer" in g and "written" in g:
        line |= {"bytes": len(g.written), "sha256": hashlib.sha256(g.written).hexdigest()}
        line["begins"] = g.written[:_TOLD].decode("utf-8", "replace")
    if response.mimetype == "application/problem+json" and response.is_sequence:
        line["problem"] = json.loads(response.get_data())["detail"]
    return line


def _append(path: Path, line: dict[str, object]) -> None:
    data = json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, data)
        finally:
            os.close(handle)
    except OSError as error:
        _log.error("a write is not in the audit log %s: %s: %s", path, error, line)


def noted(body: bytes) -> bytes:
    """A body that is to be written, kept for the note about the request."""
    g.written = body
    return body
