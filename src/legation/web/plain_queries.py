"""Queries that are sent alone, by GET and for data: they are answered without the framework.

Its way of a request, made for pages, takes several times as long as a small answer. What it does for such a query is
little, and is done here with the same outcome. Whatever else is to be done, to tell an error or to compress, is left
to it, with what the store said.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Flask

from legation.store import Answer
from legation.store.formats import Form
from legation.store.guard import differs_each_time
from legation.web.compression import LEAST
from legation.web.negotiation import wants_page
from legation.web.observing import NOTED, NOTING, SINCE, Noting
from legation.web.site import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "/sparql"

_OUTCOME = "legation.outcome"


def register(app: Flask, site: Site) -> None:
    """Let an application answer such queries; to be called after all that it counts by."""
    app.wsgi_app = _answering(app.wsgi_app, site, app.extensions[NOTING])  # type: ignore[method-assign, assignment]


def outcome(environ: WSGIEnvironment) -> Answer | None:
    """What the store said already to the query of a request; None where it was not asked. Raises what it raised."""
    found: Answer | Exception | None = environ.get(_OUTCOME)
    if isinstance(found, Exception):
        raise found
    return found


def caching(query: str) -> str:
    """What is said of keeping the answer to a query: nobody does where the next one would be another."""
    return "no-store" if differs_each_time(query) else "no-cache"


def _answering(application: WSGIApplication, site: Site, noting: Noting) -> WSGIApplication:
    note = noting("GET", ROUTE, ROUTE, 200)

    def answering(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        query = _query(environ)
        accept = environ.get("HTTP_ACCEPT", "")
        if query is None or wants_page(accept, Form.RESULT, Form.GRAPH):
            return application(environ, start_response)
        environ[SINCE] = since = time.perf_counter()
        try:
            answer = site.store.query(query, accept=accept or "*/*", base=site.endpoint)
        except Exception as error:  # raised again where errors are told
            environ[_OUTCOME] = error
            return application(environ, start_response)
        head = _head(answer)
        if "HTTP_ACCEPT_ENCODING" in environ and sum(map(len, head)) >= LEAST:
            environ[_OUTCOME] = Answer(answer.format, _whole(head, answer))
            return application(environ, start_response)
        environ[NOTED] = note
        start_response(
            "200 OK",
            [
                ("Content-Type", answer.media_type),
                ("Cache-Control", caching(query)),
                ("Vary", "Accept, Accept-Encoding"),
            ],
        )

        def given() -> Iterator[bytes]:
            try:
                yield from _whole(head, answer)
            finally:
                note(since)

        return given()

    return answering


def _query(environ: WSGIEnvironment) -> str | None:
    """The text of a request that holds a query and nothing else; None of any other, and of what is malformed."""
    if environ["REQUEST_METHOD"] != "GET" or environ["PATH_INFO"] != ROUTE:
        return None
    sent = environ.get("QUERY_STRING", "")
    try:
        given = parse_qsl(sent, keep_blank_values=True, errors="strict", max_num_fields=1) if sent.isascii() else []
    except ValueError:
        return None
    return next((value for name, value in given if name == "query"), None)


def _head(answer: Answer) -> list[bytes]:
    """The first pieces of an answer: all of it where it is too small to be compressed."""
    head: list[bytes] = []
    size = 0
    while size < LEAST and (piece := next(answer.chunks, None)) is not None:
        head.append(piece)
        size += len(piece)
    return head


def _whole(head: list[bytes], answer: Answer) -> Iterator[bytes]:
    try:
        yield from head
        yield from answer.chunks
    finally:
        answer.close()
