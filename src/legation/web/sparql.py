"""The SPARQL 1.1 Protocol: queries and updates, the service description, and a form for people."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, Response, abort, request
from pyoxigraph import Literal, NamedNode, Triple

from legation.errors import BadInput, LegationError
from legation.queries import Query
from legation.store import Answer
from legation.store.formats import FORMATS, PREFIXES, Form, choose, offered, readable
from legation.store.writes import Update
from legation.web import answers
from legation.web.addresses import query_link
from legation.web.negotiation import HTML, body_of, parameters, wants_page
from legation.web.panels import Column, Shown, plain_table
from legation.web.plain_queries import ROUTE, caching, outcome
from legation.web.rows import JSON, Table, table
from legation.web.site import Site
from legation.web.writers import authorise, done, noted

_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"
_USING = frozenset({"using-graph-uri", "using-named-graph-uri"})
_ASKING = frozenset({"query", "named", "default-graph-uri", "named-graph-uri"})
_OWN = frozenset({"named", "query", "format", "default-graph-uri", "named-graph-uri"})
_SHOWN_ROWS = 1000
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_W3C = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV", "turtle": "Turtle", "ntriples": "N-Triples", "jsonld": "JSON-LD",
    "rdfxml": "RDF_XML", "trig": "TriG", "nquads": "N-Quads",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A query or an update as the protocol carries it; `format` is a name of our own that overrides Accept."""

    query: str | None = None
    update: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a page shows of an answer: a table, or the text of a graph."""

    columns: tuple[Column, ...] = ()
    lines: tuple[tuple[Shown, ...], ...] = ()
    text: str = ""
    rows: int = 0
    cut: bool = False
    downloads: tuple[tuple[str, str], ...] = ()

    @property
    def rows_link(self) -> str:
        """Where its rows are as JSON."""
        return dict(self.downloads).get("json", "")


def blueprint(site: Site) -> Blueprint:
    """The route of the endpoint."""
    routes = Blueprint("sparql", __name__)

    @routes.route(ROUTE, methods=["GET", "POST"])
    def endpoint() -> Response:
        asked = _asked(site)
        if asked.update is not None:
            return _updated(site, asked.update, asked)
        accept = _accept(asked.format) or request.headers.get("Accept", "")
        people = not asked.format and wants_page(accept, Form.RESULT, Form.GRAPH)
        if people:
            return _page(site, asked, asked.query) if asked.query else _form(site, Query.load("service/example").body)
        if asked.query is None:
            return _description(site, accept)
        answer = outcome(request.environ) or site.store.query(
            asked.query,
            default_graph_uris=asked.default_graphs,
            named_graph_uris=asked.named_graphs,
            accept=accept or "*/*",
            base=site.endpoint,
        )
        return _lasting(answers.streamed(answer), asked.query)

    return routes


def _updated(site: Site, text: str, asked: Asked) -> Response:
    noted(text.encode())
    done(
        site,
        Update(text=text, using=asked.default_graphs, using_named=asked.named_graphs, base=site.endpoint),
    )
    return Response(status=204)


def _asked(site: Site) -> Asked:
    """What the request carries: a text in `query`, or in `named` the name of a query file with its parameters.

    An update is in `update`, and only for who may write. Raises BadInput, Forbidden and NotFound, and aborts with 401
    for an update without a valid token and 415 for a body of another type.
    """
    given = parameters(request, request.query_string)
    direct = ""
    if request.method == "POST":
        body = body_of(request)
        kind = request.mimetype
        if kind == _FORM:
            given = [*given, *parameters(request, body)]
        elif kind in {_QUERY, _UPDATE}:
            direct = _text(body)
            if any(name in {"query", "update"} for name, _ in given):
                raise BadInput("the request", "carries a query in its address and another in its body", "send one")
            given.append(("query" if kind == _QUERY else "update", direct))
        else:
            abort(415, f"A query is sent as {_QUERY} or as a form ({_FORM}), not as {kind or 'nothing named'}.")
    if any(name == "update" for name, _ in given):
        return _update_of(site, given)
    if any(name in _USING for name, _ in given):
        raise BadInput(
            "the request", "names graphs for an update and carries none", "send it as the parameter `update`"
        )
    queries = [value for name, value in given if name == "query"]
    queries += [_named(site, value, given) for name, value in given if name == "named"]
    if len(queries) > 1:
        raise BadInput("the request", "carries more than one query", "send one")
    if request.method == "POST" and not queries:
        raise BadInput("the request", "carries no query", "send it as the parameter `query`")
    formats = [value for name, value in given if name == "format" and value]
    return Asked(
        query=queries[0] if queries else None,
        default_graphs=tuple(value for name, value in given if name == "default-graph-uri"),
        named_graphs=tuple(value for name, value in given if name == "named-graph-uri"),
        format=formats[-1] if formats else "",
    )


def _update_of(site: Site, given: list[tuple[str, str]]) -> Asked:
    """The one update among parameters. Raises BadInput and Forbidden, and aborts with 401 without a valid token."""
    if request.method != "POST":
        raise BadInput("an update", "is sent by POST")
    authorise(site)
    updates = [value for name, value in given if name == "update"]
    if len(updates) > 1 or any(name in _ASKING for name, _ in given):
        raise BadInput(
            "the request", "carries more than one update, or an update and parameters of a query", "send one"
        )
    return Asked(
        update=updates[0],
        default_graphs=tuple(value for name, value in given if name == "using-graph-uri"),
        named_graphs=tuple(value for name, value in given if name == "using-named-graph-uri"),
    )


def _named(site: Site, name: str, given: list[tuple[str, str]]) -> str:
    """The text of the query file called `name`, bound to the other parameters of the request."""
    query = site.load(name)
    return query.bind(**site.values(query, ((key, value) for key, value in given if key not in _OWN)))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("the query", f"must be UTF-8; byte {error.start} is not") from error


def _accept(name: str) -> str:
    """The Accept header that a format's name stands for: both kinds of JSON for "json". Raises BadInput."""
    if not name:
        return ""
    also = {"json": "jsonld", "xml": "rdfxml"}.get(name, name)
    found = [f.media_type for f in FORMATS if {f.name, f.suffix} & {name, also}]
    if not found:
        raise BadInput(f"format {name!r}", f"the formats here are {', '.join(f.name for f in FORMATS)}")
    return ", ".join(found)


def _lasting(response: Response, query: str) -> Response:
    """A response to a query, to be kept by nobody where the query would be answered otherwise the next time."""
    response.vary.add("Accept")
    if (said := caching(query)) == "no-store":
        response.headers["Cache-Control"] = said
    return response


def _form(site: Site, query: str, result: Result | None = None, error: str = "", status: int = 200) -> Response:
    examples = [site.load(name) for name in site.names() if name.startswith("analysis/")]
    values = {"query": query, "examples": examples, "prefixes": PREFIXES, "result": result, "error": error}
    return _lasting(answers.page("sparql.html", values, status=status), query)


def _page(site: Site, asked: Asked, query: str) -> Response:
    """The form with the answer below it, or with what is wrong."""
    try:
        with_graphs = site.store.query(
            query,
            default_graph_uris=asked.default_graphs,
            named_graph_uris=asked.named_graphs,
            accept=f"{JSON}, text/turtle",
            base=site.endpoint,
        )
        result = _result(site, query, with_graphs)
    except LegationError as error:
        return _form(site, query, error=str(error), status=error.status)
    return _form(site, query, result=result)


def _result(site: Site, query: str, answer: Answer) -> Result:
    form = Form.GRAPH if Form.GRAPH in answer.format.forms else Form.RESULT
    downloads = tuple((f.name, query_link("/sparql", query=query, format=f.name)) for f in offered(form))
    if form is Form.GRAPH:
        text, cut = answers.beginning(answer.body().decode("utf-8"))
        return Result(text=text, cut=cut, downloads=downloads)
    found = table(answer.body())
    columns, lines = plain_table(Table(found.columns, tuple(islice(found.rows, _SHOWN_ROWS))), site.addresses)
    return Result(
        columns=columns, lines=lines, rows=len(found.rows), cut=len(found.rows) > _SHOWN_ROWS, downloads=downloads
    )  # fmt: skip


def _description(site: Site, accept: str) -> Response:
    chosen = choose(accept, Form.GRAPH)
    body = readable(service_description(site), chosen)
    response = answers.data(body, chosen.content_type, [answers.link("/sparql", "alternate", HTML[0])])
    response.vary.add("Accept")
    return response


def service_description(site: Site) -> list[Triple]:
    """What the endpoint can do, in the words of SPARQL 1.1 Service Description."""
    endpoint = site.endpoint
    service, dataset, graph = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset"), NamedNode(f"{endpoint}#default")
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    triples = [
        Triple(service, kind, sd("Service")),
        Triple(service, sd("endpoint"), service),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, kind, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), graph),
        Triple(graph, kind, sd("Graph")),
        Triple(service, NamedNode("http://purl.org/dc/terms/title"), Literal("Legation", language="en")),
    ]
    if site.settings.default_graph == "union":
        triples.append(Triple(service, sd("feature"), sd("UnionDefaultGraph")))
    if site.writing:
        triples.append(Triple(service, sd("supportedLanguage"), sd("SPARQL11Update")))
    triples += [Triple(service, sd("resultFormat"), NamedNode(_FORMATS + _W3C[f.name])) for f in FORMATS]
    return triples
