"""Home, search, the named queries, export and health."""

from __future__ import annotations

import json
from functools import lru_cache

from flask import Blueprint, Response, redirect, request
from flask_babel import lazy_gettext

from legation.errors import BadInput, NotFound
from legation.queries import Query, View, part, render
from legation.store.dumps import dump
from legation.store.event_table import event_table
from legation.store.formats import Form, named, offered
from legation.web import answers
from legation.web.addresses import local_name, query_link
from legation.web.dumps import FILES, LATEST, address
from legation.web.entity_pages import kind_name
from legation.web.negotiation import by_suffix, page_or_format, parameters
from legation.web.panels import Shown, thing
from legation.web.rows import JSON, Table, ask, text
from legation.web.site import Site
from legation.web.suggesting import suggesting, told
from legation.web.wording import heading, number

_EVENTS = "text/csv; charset=utf-8; header=present"

HOME = (
    "analysis/states-lately", "analysis/latest-events", "analysis/busiest-pairs", "analysis/planned-not-held",
    "analysis/latest-articles",
)  # fmt: skip
"""The panels of the first page."""

FOLDERS = {
    "analysis": lazy_gettext("Analysis"),
    "dyad": lazy_gettext("Two states"),
    "entity": lazy_gettext("One thing"),
    "search": lazy_gettext("Search"),
    "export": lazy_gettext("Export"),
    "feed": lazy_gettext("Feed"),
    "dataset": lazy_gettext("The dataset"),
    "link": lazy_gettext("Links to elsewhere"),
    "reconcile": lazy_gettext("Reconciliation"),
    "filter": lazy_gettext("Filters: what pages and other queries are narrowed by"),
    "checks": lazy_gettext("Checks: each gives nothing where all is well"),
    "vocabulary": lazy_gettext("Vocabulary"),
    "store": lazy_gettext("The store itself"),
    "service": lazy_gettext("The service itself"),
}
"""The folders of queries, in the order in which they are listed, with their headings."""

COUNTED = {
    "Article": lazy_gettext("articles"),
    "Event": lazy_gettext("events"),
    "EventReport": lazy_gettext("reports of events"),
    "Statement": lazy_gettext("statements"),
    "RelationAssessment": lazy_gettext("assessments"),
    "Person": lazy_gettext("people"),
    "Office": lazy_gettext("offices"),
    "Agreement": lazy_gettext("agreements"),
}
"""The classes whose numbers the first page tells, in order."""

_HOME_ROWS = 10
_HITS = 50
_KEPT = 64
"""As many parts of answers of a state are kept."""
_ROWS = 200
"""As many rows of a query stand on one page."""
_PARTED = frozenset({View.TABLE, View.BAR, View.TIMELINE, View.TEXT})
"""Views whose rows can stand on several pages; others are drawings of all."""


def blueprint(site: Site) -> Blueprint:
    """The routes for looking around."""
    routes = Blueprint("browse", __name__)
    views = _Views(site)
    for path, view in (
        ("/", views.home),
        ("/search", views.search),
        ("/queries", views.queries),
        ("/queries/<path:name>", views.query),
        ("/export", views.export),
        ("/export/all.<suffix>", views.whole),
        ("/export/events.csv", views.events),
        ("/healthz", views.health),
    ):
        routes.add_url_rule(path, view_func=view, endpoint=view.__name__)
    return routes


class _Views:
    """The views, over one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.suggest = suggesting(site)
        self.asked = lru_cache(_KEPT)(self._asked)
        self.begun = lru_cache(_KEPT)(self._begun)

    def home(self) -> Response:
        """What is in the graph, and what is new."""
        rows = self.site.rows("analysis/counts").rows
        numbers = {local_name(text(row, "class")): number(text(row, "number")) for row in rows}
        counts = [(name, numbers[kind]) for kind, name in COUNTED.items() if kind in numbers]
        panels = [self.site.panel(name, {}, most=_HOME_ROWS) for name in (*HOME, *self.site.own("home"))]
        newest = next((line[0] for one in panels if one.name == HOME[-1] for line in one.lines), Shown())
        values = {"counts": counts, "panels": panels, "newest": newest}
        return answers.page("home.html", {**values, "version": self.site.version})

    def search(self) -> Response:
        """Things and sentences that some words are found in."""
        words = self._given().get("q", "").strip()
        if not words:
            return answers.page("search.html", {"words": "", "found": (), "sentences": None})
        rows = self.site.told("search/labels", words=words).rows
        found = [(thing(row, "thing", self.site.addresses), kind_name(local_name(text(row, "kind")))) for row in rows]
        known = {one.href for one, _ in found}
        # Names that are spelled with accents, or in other kinds of signs.
        alike = [(Shown(one.label, href), told(one)) for one, href in self.suggest(words) if href not in known]
        found += alike[: _HITS - len(found)]
        sentences = self.site.panel("search/passages", {"words": words})
        return answers.page("search.html", {"words": words, "found": found, "sentences": sentences})

    def queries(self) -> Response:
        """The list of the named queries."""
        listed: dict[str, list[Query]] = {folder: [] for folder in FOLDERS}
        for name in self.site.names():
            listed.setdefault(name.partition("/")[0], []).append(self.site.load(name))
        groups = [(FOLDERS.get(folder, heading(folder)), group) for folder, group in listed.items() if group]
        return answers.page("queries.html", {"groups": groups})

    def query(self, name: str) -> Response:
        """A named query with its rows; data where the name has a suffix or the client asks for it."""
        stem, dot, suffix = name.partition(".")
        query = self.site.load(stem)
        form = Form.GRAPH if query.form in {"CONSTRUCT", "DESCRIBE"} else Form.RESULT
        chosen = by_suffix(suffix, form) if dot else page_or_format(request.headers.get("Accept", ""), form)
        given = self._given()
        skip = 0 if chosen else max(int(render(given.pop("skip", "0"), "integer", "skip").split('"')[1]), 0)
        values = self.site.values(query, given.items())
        if chosen:
            answer = self.site.store.query(query.bind(**values), accept=chosen.media_type)
            response = answers.streamed(answer)
        else:
            response = self._query_page(query, form, values, skip)
        if not dot:
            response.vary.add("Accept")
        return response

    def _query_page(self, query: Query, form: Form, values: dict[str, str], skip: int) -> Response:
        shown = {
            **{parameter.name: "" for parameter in query.narrowing},
            **{parameter.name: parameter.sample for parameter in query.parameters},
            **values,
        }
        downloads = [(f.name, query_link(f"/queries/{query.name}.{f.suffix}", **values)) for f in offered(form)]
        filled = None
        graph, cut = "", False
        others: list[tuple[int, str]] = []
        if form is Form.GRAPH:
            graph, cut = self.begun(self.site.version, query.bind(**values))
        else:
            rows, more = self._part(query, values, skip)
            filled = self.site.shown(query, rows, values)
            beside = [max(skip - _ROWS, 0)] * bool(skip) + [skip + _ROWS] * more
            others = [(at, query_link(f"/queries/{query.name}", **values, skip=str(at))) for at in beside]
        return answers.page(
            "query.html",
            {
                "query": query,
                "panel": filled,
                "graph": graph,
                "cut": cut,
                "skip": skip,
                "others": others,
                "values": shown,
                "downloads": downloads,
                "run": query_link("/sparql", named=query.name, **values),
            },
        )

    def _part(self, query: Query, values: dict[str, str], skip: int) -> tuple[Table, bool]:
        """Those rows of a query that stand on one page, and whether others come after them."""
        if query.view not in _PARTED:
            return self.site.rows(query.name, **values), False
        parted = None if self.site.indexed(query.name) else part(query.bind(**values), _ROWS + 1, skip)
        table = self.asked(self.site.version, parted) if parted else self.site.rows(query.name, **values)
        rows = table.rows if parted else table.rows[skip:]
        return Table(table.columns, rows[:_ROWS]), len(rows) > _ROWS

    def _asked(self, _: str, text: str) -> Table:
        return ask(self.site.store, text)

    def _begun(self, _: str, text: str) -> tuple[str, bool]:
        return answers.beginning(self.site.graph(text, "text/turtle").decode())

    def export(self) -> Response:
        """What can be taken away, or a redirection to the data of the thing asked for."""
        given = self._given()
        what = given.get("thing", "").strip()
        if not what:
            formats = offered(Form.GRAPH)
            latest = [(name, address(LATEST, name)) for name in FILES]
            return answers.page("export.html", {"formats": formats, "dataset": offered(Form.DATASET), "dumps": latest})
        chosen = named(given.get("format", "turtle"), Form.GRAPH)
        path = self.site.addresses.path(what) or what.removeprefix("/").removeprefix("id/")
        if not path.startswith("dyad/"):
            self.site.addresses.iri(path)
        answer = redirect(self.site.addresses.data(path, chosen.suffix), 303)
        assert isinstance(answer, Response)
        return answer

    def events(self) -> Response:
        """The events as a table, all or those in which each thing named by `about` takes part."""
        version = self.site.store.version
        given = parameters(request, request.query_string)
        unknown = [name for name, _ in given if name != "about"]
        if unknown:
            raise BadInput(f"parameter {unknown[0]!r}", "is none of the event table", "its one parameter is about")
        about = [self._thing(value) for _, value in given]
        if known := answers.known(version, _EVENTS):
            return known
        table = event_table(self.site.store, self.site.settings.base, about)
        response = answers.of_state(version, table, _EVENTS)
        response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
        return response

    def _thing(self, name: str) -> str:
        """The IRI of a thing that is named by it or by a path such as "state/KOR"."""
        addresses = self.site.addresses
        return addresses.iri(addresses.path(name) or name.strip("/"))

    def whole(self, suffix: str) -> Response:
        """Every triple, in the format of the suffix."""
        try:
            chosen = named(suffix)
        except BadInput as error:
            raise NotFound(f"there is no dump in .{suffix}; {error.rule}") from error
        if not chosen.forms & {Form.GRAPH, Form.DATASET}:
            raise NotFound(f"there is no dump in .{suffix}; a graph is no table")
        store = self.site.store
        response = Response(dump(store, store.graphs(), chosen), content_type=chosen.content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="legation.{chosen.suffix}"'
        response.headers["Cache-Control"] = "no-cache"
        return response

    def health(self) -> Response:
        """Whether the store answers, and which state of it."""
        self.site.store.query(Query.load("service/health").body, accept=JSON).body()
        body = json.dumps({"status": "ok", "version": self.site.store.version})
        response = Response(body, content_type="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    def _given(self) -> dict[str, str]:
        return dict(parameters(request, request.query_string))
