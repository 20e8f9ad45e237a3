"""Names while they are typed: suggestions for the search field of pages and, by OpenSearch, for that of a browser."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Blueprint, Response, render_template, request

from legation.graph.vocabulary import LEG_NS
from legation.store.side.words import Suggestion
from legation.web import answers
from legation.web.entity_pages import kind_name
from legation.web.names import newest
from legation.web.negotiation import parameters
from legation.web.site import Site

_MOST = 8
_LONGEST = 100

Suggest = Callable[[str], list[tuple[Suggestion, str]]]
"""Gives the things that some words suggest, each with the path of its page."""


def suggesting(site: Site) -> Suggest:
    """Suggestions from the side index, else from the names of the store read into memory."""
    names = newest(site)

    def suggest(words: str) -> list[tuple[Suggestion, str]]:
        words = words[:_LONGEST]
        found = site.store.side.suggestions(site.version, words, 2 * _MOST) if site.store.side else None
        if found is None:
            things = (one.thing for one in names().names.beginning(words, _MOST))
            found = [
                Suggestion(site.addresses.iri(thing.path), thing.name, thing.name, LEG_NS + thing.kinds[0])
                for thing in things
            ]
        linked = ((one, site.addresses.link(one.iri)) for one in found)
        return [(one, link) for one, link in linked if link.startswith("/page/")][:_MOST]

    return suggest


def blueprint(site: Site) -> Blueprint:
    """The routes of suggestions."""
    routes = Blueprint("suggesting", __name__)
    suggested = suggesting(site)

    @routes.get("/suggest")
    def suggest() -> Response:
        words = dict(parameters(request, request.query_string)).get("q", "")
        found = suggested(words)
        body = [words, [one.label for one, _ in found], [told(one) for one, _ in found], [link for _, link in found]]
        return answers.data(json.dumps(body, ensure_ascii=False).encode(), "application/x-suggestions+json")

    @routes.get("/opensearch.xml")
    def opensearch() -> Response:
        body = render_template("opensearch.xml", host=request.url_root[:-1])
        return answers.data(body.encode(), "application/opensearchdescription+xml")

    return routes


def told(one: Suggestion) -> str:
    """What a thing is, with the name by which it was found where it is called otherwise."""
    kind = str(kind_name(one.kind.removeprefix(LEG_NS))) if one.kind else ""
    return ", ".join(part for part in (kind, one.name if one.name != one.label else "") if part)
