"""Responses with their headers: what may be cached, what describes what, and what a page may do in a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from importlib import metadata
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from legation.store import Answer
from legation.store.formats import Form, offered
from legation.web.languages import rendered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page runs and loads comes from this server, in files of its own; nothing within a page runs."""

FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The same for what other sites may show in a frame."""

_HEADERS = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Location"),
]

_SHOWN = 100_000
"""As many characters of a graph stand on a page."""


def register(app: Flask) -> None:
    """Let an application send the headers of security, and of sharing with other sites, with every response."""
    app.wsgi_app = _secured(app.wsgi_app)  # type: ignore[method-assign, assignment]
    app.after_request(_allowed)


def _secured(application: WSGIApplication) -> WSGIApplication:
    """The application with those headers, but for those that it sets itself.

    They are added here, to a plain list: as headers of a Flask response they took a tenth of a small query's time.
    """

    def secured(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            present = {name.lower() for name, _ in headers}
            if ("Content-Security-Policy", FRAMED) in headers:
                present.add("x-frame-options")
            added = [(name, value) for name, value in _HEADERS if name.lower() not in present]
            return start_response(status, headers + added, *rest)

        return application(environ, start)

    return secured


def _allowed(response: Response) -> Response:
    if response.status_code == HTTPStatus.NO_CONTENT:
        response.headers.pop("Content-Type", None)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, Content-Type, If-Match, If-None-Match"
        )
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def page(template: str, values: Mapping[str, object], *, status: int = 200, links: Iterable[str] = ()) -> Response:
    """A rendered page with an ETag; 304 where the client has it."""
    response = Response(rendered(template, values), status, content_type="text/html; charset=utf-8")
    return tagged(response, links)


def data(body: bytes, content_type: str, links: Iterable[str] = ()) -> Response:
    """Data with an ETag; 304 where the client has it."""
    return tagged(Response(body, content_type=content_type), links)


def known(version: str, content_type: str) -> Response | None:
    """304 where the client has what `of_state` gave for the same request, state and type, before anything is asked."""
    if not request.if_none_match.contains_weak(_tag(version)):
        return None
    response = Response(status=304, content_type=content_type)
    response.set_etag(_tag(version), weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def of_state(version: str, body: bytes | Iterable[bytes], content_type: str, links: Iterable[str] = ()) -> Response:
    """Data that follows from the state of the store, tagged with it; see `known`."""
    response = Response(body, content_type=content_type)
    response.set_etag(_tag(version), weak=True)
    return tagged(response, links)


def _tag(version: str) -> str:
    """What names the answer to this request in one state of the store."""
    asked = (version, metadata.version("legation"), request.url, request.headers.get("Accept", ""))
    return hashlib.sha256("\n".join(asked).encode("utf-8", "replace")).hexdigest()[:32]


def streamed(answer: Answer) -> Response:
    """A response that passes the answer of a store on as it is made."""
    response = Response(answer.chunks, content_type=answer.media_type)
    response.call_on_close(answer.close)
    response.headers["Cache-Control"] = "no-cache"
    return response


def beginning(text: str) -> tuple[str, bool]:
    """As much of a text as a page shows, and whether there is more."""
    return text[:_SHOWN], len(text) > _SHOWN


def tagged(response: Response, links: Iterable[str] = ()) -> Response:
    """A response with an ETag of its body, its Link headers, and 304 where the client has it."""
    for link in links:
        response.headers.add("Link", link)
    response.headers.setdefault("Cache-Control", "no-cache")
    response.add_etag()
    response.make_conditional(request)
    return response


def link(target: str, relation: str, media_type: str = "") -> str:
    """A Link header of RFC 8288. The target is percent-encoded already."""
    return f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")


def alternates(base: str) -> list[str]:
    """Link headers to the data at `base` in every graph format."""
    return [link(f"{base}.{f.suffix}", "alternate", f.media_type) for f in offered(Form.GRAPH)]
