"""What the dataset is, for catalogues and crawlers: VoID and DCAT with counts, the sitemaps, and robots.txt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, render_template, request
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from legation.errors import BadInput, NotFound
from legation.store.formats import Form, Format, choose, named, readable
from legation.web import answers, dumps
from legation.web.addresses import ONTOLOGY
from legation.web.negotiation import by_suffix
from legation.web.rows import text
from legation.web.site import Site

VOID = "/.well-known/void"
KINDS = {
    "article": "Article", "event": "Event", "state": "State", "person": "Person", "organization": "Organization",
    "office": "Office", "place": "Place", "issue": "Issue", "agreement": "Agreement", "policy": "Policy",
}  # fmt: skip
"""The kinds of things that have a sitemap, and the class of each."""

_PAGES = ("/", "/queries", "/export", "/sparql", "/ns", "/event-types", "/shapes")
_CLOSED = (
    "/sparql?",
    "/search",
    "/suggest",
    "/queries/",
    "/export/",
    "/dumps/",
    "/reconcile",
    "/rdf-graph-store",
    "/data/",
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in a store: things by class, and triples by property, the most first."""

    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]

    @property
    def triples(self) -> int:
        """All triples; none of them stands in two graphs."""
        return sum(number for _, number in self.properties)

    @property
    def documents(self) -> int:
        """The articles."""
        return dict(self.classes).get(f"{ONTOLOGY}Article", 0)


def blueprint(site: Site) -> Blueprint:
    """The routes for catalogues and crawlers."""
    routes = Blueprint("catalogue", __name__)
    routes.add_app_template_filter(_iri, "iri")
    routes.add_app_template_filter(_literal, "literal")

    @lru_cache(maxsize=1)
    def counted(version: str) -> Counts:
        return counts(site)

    def described(chosen: Format) -> Response:
        version = site.store.version
        if known := answers.known(version, chosen.content_type):
            return known
        body = description(site, counted(version), chosen)
        return answers.of_state(version, body, chosen.content_type, answers.alternates(VOID))

    @routes.get(VOID)
    def void() -> Response:
        response = described(choose(request.headers.get("Accept", ""), Form.GRAPH))
        response.vary.add("Accept")
        return response

    @routes.get(f"{VOID}.<suffix>")
    def void_data(suffix: str) -> Response:
        return described(by_suffix(suffix, Form.GRAPH))

    @routes.get("/robots.txt")
    def robots() -> Response:
        lines = ("User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), f"Sitemap: {_here('/sitemap.xml')}")
        return answers.data(("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")

    @routes.get("/sitemap.xml")
    def sitemap() -> Response:
        maps = [(f"/sitemap/{kind}.xml", "") for kind in ("pages", *KINDS)]
        return answers.data(_sitemap(maps, "sitemapindex", "sitemap"), "application/xml")

    @routes.get("/sitemap/<kind>.xml")
    def sitemap_of(kind: str) -> Response:
        if kind == "pages":
            return answers.data(_sitemap((path, "") for path in _PAGES), "application/xml")
        if kind not in KINDS:
            raise NotFound(f"there is no sitemap of {kind!r}; /sitemap.xml names those that there are")
        version = site.store.version
        known = answers.known(version, "application/xml")
        return known or answers.of_state(version, _sitemap(_things(site, kind)), "application/xml")

    return routes


def counts(site: Site) -> Counts:
    """What the store holds now. Raises what queries raise."""
    classes, properties = site.rows("dataset/classes").rows, site.rows("dataset/properties").rows
    return Counts(
        tuple((text(row, "class"), int(text(row, "number"))) for row in classes),
        tuple((text(row, "property"), int(text(row, "number"))) for row in properties),
    )


def description(site: Site, counts: Counts, chosen: Format) -> bytes:
    """The dataset in the words of VoID and DCAT. What can be fetched has its address on the host of the request."""
    version = site.store.version
    written = render_template(
        "void.ttl",
        document=site.settings.base + VOID[1:],
        base=site.settings.base,
        root=request.url_root,
        version=version,
        licence=site.settings.licence,
        counts=counts,
        dumps=[
            (format_, _here(dumps.address(version, name)), named(format_).media_type)
            for name, format_ in dumps.FILES.items()
        ],
    )
    return readable((quad.triple for quad in parse(written, format=RdfFormat.TURTLE)), chosen)


def _iri(value: str) -> str:
    try:
        return str(NamedNode(value))
    except ValueError as error:
        raise BadInput("the request", f"leads to an address that is none: {error}") from error


def _literal(value: str) -> str:
    return str(Literal(value))


def _things(site: Site, kind: str) -> Iterable[tuple[str, str]]:
    for row in site.rows("dataset/pages", **{"class": ONTOLOGY + KINDS[kind]}).rows:
        link = site.addresses.link(text(row, "thing"))
        if link.startswith("/page/"):
            changed = text(row, "changed")
            yield link, changed if _DAY.fullmatch(changed) else ""


def _sitemap(entries: Iterable[tuple[str, str]], root: str = "urlset", item: str = "url") -> bytes:
    """A sitemap of local paths, each with the day of its last change or an empty text."""
    values = {"entries": entries, "root": root, "item": item, "host": request.url_root[:-1]}
    return render_template("sitemap.xml", **values).encode()


def _here(path: str) -> str:
    """The address of a local path on the host that the request came to."""
    return request.url_root[:-1] + path
