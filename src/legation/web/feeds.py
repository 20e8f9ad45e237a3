"""The Atom feed (RFC 4287) of events that were reported last: all of them, or those of one actor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, render_template, request

from legation.errors import BadInput, NotFound
from legation.web import answers
from legation.web.addresses import EVENT_TYPES, ONTOLOGY, local_name, query_link
from legation.web.entity_pages import label_of
from legation.web.negotiation import parameters
from legation.web.rows import Row, text
from legation.web.site import Site

PATH = "/feed.atom"
_ATOM = "application/atom+xml"
_EPOCH = "1970-01-01T00:00:00Z"
_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the feed tells it; `sentences` are those that report it, each with its outlet or an empty text."""

    iri: str
    path: str
    title: str
    published: str
    updated: str
    type: str
    status: str
    sentences: tuple[tuple[str, str], ...]


def blueprint(site: Site) -> Blueprint:
    """The route of the feed."""
    routes = Blueprint("feeds", __name__)

    @routes.get(PATH)
    def feed() -> Response:
        given = parameters(request, request.query_string)
        if len(given) > 1 or any(name != "about" for name, _ in given):
            raise BadInput("the feed", "has one parameter", "name an actor by about=state/KOR, or leave it out")
        version = site.store.version
        if known := answers.known(version, _ATOM):
            return known
        path = site.addresses.path(given[0][1]) or given[0][1].strip("/") if given else ""
        about = _label(site, path) if path else ""
        rows = site.rows("feed/events-of", actor=site.addresses.iri(path)) if path else site.rows("feed/events")
        entries = [entry(list(group), site) for _, group in groupby(rows.rows, key=lambda row: text(row, "event"))]
        here = query_link(PATH, about=path) if path else PATH
        body = render_template(
            "feed.xml",
            title=f"Events of {about}" if about else "Events of foreign relations",
            iri=site.settings.base + here[1:],
            here=here,
            page=f"/page/{path}" if path else "/",
            host=request.url_root[:-1],
            updated=max((one.updated for one in entries), default=_EPOCH),
            entries=entries,
            types=EVENT_TYPES,
            statuses=ONTOLOGY,
        )
        return answers.of_state(version, _NO_XML.sub("", body).encode(), _ATOM)

    return routes


def entry(rows: Sequence[Row], site: Site) -> Entry:
    """The entry of an event from the rows of its reports."""
    first = rows[0]
    sentences = dict.fromkeys((text(row, "words"), text(row, "publisherLabel")) for row in rows)
    return Entry(
        iri=text(first, "event"),
        path=site.addresses.path(text(first, "event")),
        title=text(first, "eventLabel"),
        published=moment(text(first, "first")),
        updated=moment(text(first, "last")),
        type=local_name(text(first, "type")),
        status=local_name(text(first, "status")),
        sentences=tuple(sentences),
    )


def moment(published: str) -> str:
    """A day or time as RFC 3339 has it: a day begins at midnight UTC, and a time without zone is UTC.

    >>> moment("2025-08-24"), moment("2025-08-24T18:14:00+09:00"), moment("2025-08-24T18:14:00")
    ('2025-08-24T00:00:00Z', '2025-08-24T18:14:00+09:00', '2025-08-24T18:14:00Z')
    """
    if "T" not in published:
        return f"{published[:10]}T00:00:00Z"
    return published if _ZONE.search(published) else f"{published}Z"


def _label(site: Site, path: str) -> str:
    iri = site.addresses.iri(path)
    kinds = site.rows("entity/kind", entity=iri)
    if not kinds.rows:
        raise NotFound(f"nothing is known here under the name {path!r}; look for it at /search")
    return label_of(kinds, iri)
