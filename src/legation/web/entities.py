"""Views of things: `/id` sends on to a page or to data, `/page` shows, `/data` gives triples."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request

from legation.errors import NotFound
from legation.store.formats import Form, offered
from legation.web import answers
from legation.web.article_pages import PANELS as ARTICLE_PANELS
from legation.web.article_pages import ArticleTables, article_page
from legation.web.corrections import Corrected, history
from legation.web.entity_pages import DYAD, choices, class_of, dyad_page, entity_page, label_of, panel_names
from legation.web.event_pages import PANELS as EVENT_PANELS
from legation.web.event_pages import EventTables, event_page
from legation.web.filters import NONE, Filters
from legation.web.jsonld import compact
from legation.web.negotiation import by_suffix, page_or_format, parameters
from legation.web.panels import Shown
from legation.web.rows import Table, text
from legation.web.site import Site

_DYAD = re.compile(r"dyad/([^/]+)/([^/]+)")


def blueprint(site: Site) -> Blueprint:
    """The routes of things in the graph."""
    routes = Blueprint("entities", __name__)
    things = Things(site)
    routes.add_url_rule("/id/<path:path>", view_func=things.identifier, endpoint="identifier")
    routes.add_url_rule("/page/dyad/<first>/<second>", view_func=things.dyad, endpoint="dyad")
    routes.add_url_rule("/page/<path:path>", view_func=things.page, endpoint="page")
    routes.add_url_rule("/data/<path:file>", view_func=things.data, endpoint="data")
    return routes


class Things:
    """The views, over one site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def identifier(self, path: str) -> Response:
        """303 to the page or the data of a thing."""
        iri = self._current(self.site.addresses.iri(path))
        path = self.site.addresses.path(iri)
        self._kinds(iri)
        chosen = page_or_format(request.headers.get("Accept", ""))
        page = self.site.addresses.link(iri)
        target = self.site.addresses.data(path, chosen.suffix) if chosen else page
        answer = redirect(target, 303)
        assert isinstance(answer, Response)
        answer.vary.add("Accept")
        for link in (answers.link(page, "alternate", "text/html"), *answers.alternates(self._data(path))):
            answer.headers.add("Link", link)
        return answer

    def page(self, path: str) -> Response:
        """The page of a thing."""
        iri = self.site.addresses.iri(path)
        if (other := self._current(iri)) != iri:
            answer = redirect(self.site.addresses.link(other), 303)
            assert isinstance(answer, Response)
            return answer
        kinds = self._kinds(iri)
        kind = class_of(kinds)
        values = {"entity": iri}
        if kind == "Article":
            return self._article(iri, path)
        if kind == "Event":
            return self._event(iri, path)
        focus = iri if kind == "State" else ""
        filters = self._filters()
        page = entity_page(
            iri,
            kinds,
            facts=self.site.told("entity/facts", **values),
            names=self.site.told("entity/names", **values),
            panels=[
                self.site.panel(name, values, focus, filters) for name in (*panel_names(kind), *self.site.own(kind))
            ],
            addresses=self.site.addresses,
        )
        found = self._history(iri) if kind == "Person" else ()
        return self._show("entity.html", path, filters, page=page, history=found)

    def dyad(self, first: str, second: str) -> Response:
        """The page of two states."""
        values = {"first": self._coded(first), "second": self._coded(second)}
        if values["first"] == values["second"]:
            raise NotFound("a pair has two different states; change one of the two codes in the address")
        addresses = self.site.addresses
        shown = [Shown(label_of(self._kinds(iri), iri), addresses.link(iri)) for iri in values.values()]
        filters = self._filters()
        # How many of an event's reports were copies on a day cannot be told from how many are.
        names = [
            name for name in (*DYAD, *self.site.own("dyad")) if name != "dyad/copies" or "known" not in filters.values
        ]
        panels = [self.site.panel(name, values, filters=filters) for name in names]
        third = request.args.get("with", "").strip()
        compared = {**values, "third": self._coded(third)} if third else {}
        comparison = self.site.panel("dyad/compare", compared, filters=filters) if third else None
        others = choices(self.site.told("dyad/third", **values), "third", third, addresses)
        path = f"dyad/{first}/{second}"
        page = dyad_page(path, shown[0], shown[1], panels, others=others, comparison=comparison)
        return self._show("dyad.html", path, filters, page=page, third=third)

    def data(self, file: str) -> Response:
        """The triples of a thing in the format of the suffix."""
        path, _, suffix = file.rpartition(".")
        if not path:
            formats = ", ".join(f".{f.suffix}" for f in offered(Form.GRAPH))
            raise NotFound(f"{file!r} has no suffix; data has one of {formats}")
        chosen = by_suffix(suffix, Form.GRAPH)
        text = self.description(path, self._filters())
        json = chosen.name == "jsonld"
        body = self._jsonld(text).encode() if json else self.site.graph(text, chosen.media_type)
        links = [answers.link("/page/" + quote(path), "alternate", "text/html")]
        if not path.startswith("dyad/"):
            links.append(answers.link(self.site.addresses.identifier(path), "describes"))
        return answers.data(body, chosen.content_type, links)

    def description(self, path: str, filters: Filters = NONE) -> str:
        """The CONSTRUCT that gives the data of a thing or of two states. Raises NotFound for what the graph does not
        know.
        """
        if pair := _DYAD.fullmatch(path):
            first, second = self._coded(pair[1]), self._coded(pair[2])
            query = self.site.load("dyad/describe")
            return query.bind(first=first, second=second, **filters.of(query))
        iri = self.site.addresses.iri(path)
        kind = class_of(self._kinds(iri))
        name = {"Article": "entity/describe-article", "Event": "entity/describe-event"}.get(kind, "entity/describe")
        query = self.site.load(name)
        return query.bind(entity=iri, **filters.of(query))

    def _filters(self) -> Filters:
        """What the request asks the page to be narrowed to."""
        return Filters.read(parameters(request, request.query_string))

    def _article(self, iri: str, path: str) -> Response:
        values = {"entity": iri}
        tables = ArticleTables(
            article=self.site.told("entity/article", **values),
            passages=self.site.told("entity/article-passages", **values),
            mentions=self.site.told("entity/article-mentions", **values),
            reports=self.site.told("entity/article-reports", **values),
            parties=self.site.told("entity/article-parties", **values),
            statements=self.site.told("entity/article-statements", **values),
        )
        panels = [self.site.panel(name, values) for name in (*ARTICLE_PANELS, *self.site.own("Article"))]
        page = article_page(iri, tables, panels, self.site.addresses)
        checked = self.site.checked(iri)
        return self._show("article.html", path, page=page, checked=checked, history=self._history(iri))

    def _event(self, iri: str, path: str) -> Response:
        values = {"entity": iri}
        tables = EventTables(
            event=self.site.told("entity/event", **values),
            roles=self.site.told("entity/event-parties", **values),
            reports=self.site.told("entity/event-reports", **values),
            parties=self.site.told("entity/event-report-parties", **values),
        )
        panels = [self.site.panel(name, values) for name in (*EVENT_PANELS, *self.site.own("Event"))]
        page = event_page(iri, tables, panels, self.site.addresses)
        return self._show("event.html", path, page=page, history=self._history(iri))

    def _show(self, template: str, path: str, filters: Filters = NONE, **values: object) -> Response:
        data = self._data(path)
        links = answers.alternates(data)
        if not path.startswith("dyad/"):
            links.append(answers.link(self.site.addresses.identifier(path), "canonical"))
        common = {
            "version": self.site.version,
            "published": self.site.store.published,
            "card": "" if path.startswith("dyad/") else self._card(path),
            "downloads": [(f.name, f"{data}.{f.suffix}{filters.address}", f.media_type) for f in offered(Form.GRAPH)],
            "filters": filters,
            "address": f"{self.site.settings.base}{request.path[1:]}{filters.address}",
            "correctable": self.site.writing is not None,
        }
        return answers.page(template, {**common, **values}, links=links)

    def _card(self, path: str) -> str:
        """What a thing is, as JSON-LD; all that is told of it is in its data."""
        return self._compact(self.site.card(self.site.addresses.iri(path)))

    def _jsonld(self, text: str) -> str:
        return self._compact(self.site.graph(text, "application/ld+json"))

    def _compact(self, body: bytes) -> str:
        return compact(body, f"{self.site.settings.base}id/")

    def _data(self, path: str) -> str:
        return self.site.addresses.data(path, "").removesuffix(".")

    def _history(self, iri: str) -> tuple[Corrected, ...]:
        return history(self.site.told("entity/corrections", entity=iri), self.site.addresses)

    def _current(self, iri: str) -> str:
        """The person who a person is by a correction; any other thing itself."""
        if not self.site.addresses.path(iri).startswith("person/"):
            return iri
        rows = self.site.rows("correction/replaced", entity=iri).rows
        return text(rows[0], "thing") if rows else iri

    def _kinds(self, iri: str) -> Table:
        kinds = self.site.told("entity/kind", entity=iri)
        if not kinds.rows:
            name = self.site.addresses.path(iri)
            raise NotFound(f"nothing is known here under the name {name!r}; look for it at /search")
        return kinds

    def _coded(self, code: str) -> str:
        """The IRI of the state or organisation that a code in an address names."""
        for kind in ("state", "organization"):
            iri = self.site.addresses.iri(f"{kind}/{code}")
            if self.site.rows("entity/kind", entity=iri).rows:
                return iri
        raise NotFound(f"no state or organisation has the code {code!r}; codes are those of ISO 3166-1, such as KOR")
