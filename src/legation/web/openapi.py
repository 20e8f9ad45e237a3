"""The service in OpenAPI 3.1, at `/openapi.json`: every route with its methods, parameters and media types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response, request

from legation.graph.corrections import Act
from legation.store.formats import Form, offered
from legation.web import answers
from legation.web.catalogue import KINDS, VOID
from legation.web.dumps import FILES
from legation.web.site import Site

PATH = "/openapi.json"

_HTML = "text/html"
_JSON = "application/json"
_CSV = "text/csv"
_PLAIN = "text/plain"
_XML = "application/xml"
_FORM = "application/x-www-form-urlencoded"
_GRAPHS = tuple(f.media_type for f in offered(Form.GRAPH))
_ROWS = tuple(f.media_type for f in offered(Form.RESULT))
_GRAPH_SUFFIXES = tuple(f.suffix for f in offered(Form.GRAPH))
_TAKEN = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "multipart/form-data")
_TEXT: Mapping[str, Any] = {"type": "string"}
_SENT_ON = {302: "at another address for now", 303: "told of at another address"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the path or the query of an address."""

    name: str
    text: str
    schema: Mapping[str, Any] = field(default_factory=lambda: _TEXT)
    required: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What one method does at one path. `gives` are media types, `takes` those of a body, with the fields of a form."""

    name: str
    path: str
    text: str
    gives: tuple[str, ...] = ()
    method: str = "get"
    asks: tuple[Parameter, ...] = ()
    takes: tuple[str, ...] = ()
    fields: tuple[Parameter, ...] = ()
    status: tuple[int, ...] = (200,)
    token: bool = False


def _choice(values: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


_IN_PATH = {
    "path": Parameter("path", "What stands after the base and `id/` in the IRI of a thing: `state/KOR`."),
    "file": Parameter("file", "The path of a thing with a suffix: `state/KOR.ttl`, `dyad/KOR/JPN.jsonld`."),
    "first": Parameter("first", "The code of a state or organisation: `KOR`."),
    "second": Parameter("second", "The code of the other."),
    "suffix": Parameter("suffix", "The suffix of a format.", _choice(_GRAPH_SUFFIXES)),
    "version": Parameter("version", "A published state of the store, or `latest`."),
    "kind": Parameter("kind", "What is listed.", _choice(("pages", *KINDS))),
    "filename": Parameter("filename", "A style sheet or picture."),
}
_DUMP = Parameter("name", "A file.", _choice([*FILES, *(f"{name}.sha256" for name in FILES)]))
_QUERY_NAME = Parameter("name", "A named query, and the suffix of a format where one is wanted: `analysis/states.csv`.")
_GRAPH_NAME = Parameter("name", "What stands after `rdf-graph-store/` in the name of a graph.")
_GRAPH = (
    Parameter("graph", "The IRI of a graph."),
    Parameter("default", "The triples of no graph; given without a value."),
)
_ABOUT = Parameter("about", "A thing, by IRI or path: `state/KOR`.")
_PREFIX = Parameter("prefix", "The beginning or a part of a name.")
_SPARQL = (
    Parameter("query", "A query in SPARQL 1.1."),
    Parameter("named", "The name of a query in place of its text; its parameters go beside it."),
    Parameter("format", "The name of a format, in place of `Accept`."),
    Parameter("default-graph-uri", "A graph of the default graph.", many=True),
    Parameter("named-graph-uri", "A graph that GRAPH can name.", many=True),
)
_SPARQL_UPDATE = (
    Parameter("update", "An update in SPARQL 1.1; needs a token."),
    Parameter("using-graph-uri", "A graph of the default graph of an update.", many=True),
    Parameter("using-named-graph-uri", "A graph that GRAPH can name in an update.", many=True),
)
_CORRECTION = (
    Parameter("token", "The token, in place of a header."),
    Parameter("act", "What the correction does.", _choice(act.value for act in Act)),
    Parameter("report", "The report, by path."),
    Parameter("reports", "The reports that are of another event.", many=True),
    Parameter("event", "An event, by path."),
    Parameter("other", "The event that it is one with."),
    Parameter("person", "The person, by path."),
    Parameter("is", "Who the person is."),
    Parameter("articles", "The articles in which the person is another."),
    Parameter("correction", "The correction that no longer holds."),
    Parameter("why", "The reason."),
)
_RECONCILE = (
    Parameter("queries", "A batch of queries, as JSON."),
    Parameter("extend", "Things and properties, as JSON."),
)


def _graph_store(path: str, by_path: str) -> tuple[Operation, ...]:
    """The operations of the Graph Store Protocol at one path."""
    end, asks = ("-by-path", ()) if by_path else ("", _GRAPH)
    return (
        Operation(name=f"graph-read{end}", path=path, text="One graph.", gives=_GRAPHS, asks=asks),
        Operation(name=f"graph-replace{end}", path=path, text="Replace a graph.", method="put", asks=asks, takes=_TAKEN,
                  status=(201, 204), token=True),
        Operation(name=f"graph-add{end}", path=path, text="Add to a graph, or make one.", method="post", asks=asks,
                  takes=_TAKEN, status=(201, 204), token=True),
        Operation(name=f"graph-remove{end}", path=path, text="Remove a graph.", method="delete", asks=asks,
                  status=(204,), token=True),
    )  # fmt: skip


def _vocabulary(name: str, text: str) -> tuple[Operation, ...]:
    """The operations of one document of the vocabulary."""
    return (
        Operation(name=name, path=f"/{name}", text=f"{text}, as a page or as RDF.", gives=(_HTML, *_GRAPHS)),
        Operation(name=f"{name}-data", path=f"/{name}.{{suffix}}", text=f"{text} as RDF.", gives=_GRAPHS),
    )


OPERATIONS: tuple[Operation, ...] = (
    Operation(name="home", path="/", text="What is in the graph, and what is new.", gives=(_HTML,)),
    Operation(name="search", path="/search", text="Things and sentences by words.", gives=(_HTML,),
              asks=(Parameter("q", "The words."),)),
    Operation(name="suggest", path="/suggest", text="Things by the beginning of a name, as OpenSearch suggests them.",
              gives=("application/x-suggestions+json",), asks=(Parameter("q", "The beginning of a name."),)),
    Operation(name="opensearch", path="/opensearch.xml", text="What lets a browser search here, by OpenSearch 1.1.",
              gives=("application/opensearchdescription+xml",)),
    Operation(name="queries", path="/queries", text="The named queries.", gives=(_HTML,)),
    Operation(name="query", path="/queries/{name}", text="The answer of a named query; its parameters are its own.",
              gives=(_HTML, *_ROWS, *_GRAPHS)),
    Operation(name="identifier", path="/id/{path}", text="Sends on to the page or the data of a thing.", status=(303,)),
    Operation(name="page", path="/page/{path}", text="The page of a thing.", gives=(_HTML,)),
    Operation(name="dyad", path="/page/dyad/{first}/{second}", text="The page of two states.", gives=(_HTML,),
              asks=(Parameter("with", "The code of a third state to compare with."),)),
    Operation(name="data", path="/data/{file}", text="The triples of a thing.", gives=_GRAPHS),
    *_vocabulary("ns", "The ontology"),
    *_vocabulary("event-types", "The event types"),
    *_vocabulary("shapes", "The shapes"),
    Operation(name="context", path="/ns/context.jsonld", text="A JSON-LD context.", gives=("application/ld+json",)),
    Operation(name="sparql", path="/sparql", text="A query by GET; without one, the service description or a form.",
              gives=(*_ROWS, *_GRAPHS, _HTML), asks=_SPARQL),
    Operation(name="sparql-post", path="/sparql", text="A query or an update by POST.", method="post", token=True,
              gives=(*_ROWS, *_GRAPHS, _HTML), asks=(*_SPARQL, *_SPARQL_UPDATE), status=(200, 204),
              takes=("application/sparql-query", "application/sparql-update"), fields=(*_SPARQL, *_SPARQL_UPDATE)),
    *_graph_store("/rdf-graph-store", ""),
    *_graph_store("/rdf-graph-store/{name}", "name"),
    Operation(name="correct", path="/correct", text="The form that asks for a correction, where writing is on.",
              gives=(_HTML,), asks=tuple(Parameter(name, f"The {name} that it is about, by path.") for name in
                                         ("report", "event", "person", "correction"))),
    Operation(name="corrections", path="/corrections", text="Makes corrections; docs/corrections.md tells how.",
              method="post", token=True, status=(201, 303), takes=(_JSON, "application/jsonl"), fields=_CORRECTION),
    Operation(name="export", path="/export", text="What can be taken away; sends on to the data of a thing.",
              gives=(_HTML,), status=(200, 303), asks=(Parameter("thing", "A thing, by IRI or path."),
                                                       Parameter("format", "The name of a format."))),
    Operation(name="export-all", path="/export/all.{suffix}", text="Every triple.", gives=_GRAPHS),
    Operation(name="export-events", path="/export/events.csv", text="Events as a table.", gives=(_CSV,),
              asks=(Parameter("about", _ABOUT.text, many=True),)),
    Operation(name="dump", path="/dumps/{version}/{name}", text="The whole graph of a published state, compressed.",
              gives=("application/gzip", _PLAIN), status=(200, 206, 302)),
    Operation(name="void", path=VOID, text="The dataset in VoID and DCAT.", gives=_GRAPHS),
    Operation(name="void-data", path=f"{VOID}.{{suffix}}", text="The same by suffix.", gives=_GRAPHS),
    Operation(name="sitemap", path="/sitemap.xml", text="The sitemaps.", gives=(_XML,)),
    Operation(name="sitemap-of", path="/sitemap/{kind}.xml", text="The pages of one kind.", gives=(_XML,)),
    Operation(name="robots", path="/robots.txt", text="What crawlers should leave alone.", gives=(_PLAIN,)),
    Operation(name="feed", path="/feed.atom", text="The events that were reported last.",
              gives=("application/atom+xml",), asks=(_ABOUT,)),
    Operation(name="reconcile", path="/reconcile", text="The manifest of the Reconciliation API 0.2, or an answer.",
              gives=(_JSON,), asks=_RECONCILE),
    Operation(name="reconcile-post", path="/reconcile", text="Candidates for names, or properties of things.",
              method="post", gives=(_JSON,), fields=_RECONCILE),
    Operation(name="reconcile-entities", path="/reconcile/suggest/entity", text="Things by the beginning of a name.",
              gives=(_JSON,), asks=(_PREFIX,)),
    Operation(name="reconcile-types", path="/reconcile/suggest/type", text="Classes by a part of a name.",
              gives=(_JSON,), asks=(_PREFIX,)),
    Operation(name="reconcile-properties", path="/reconcile/suggest/property", text="Properties by a part of a name.",
              gives=(_JSON,), asks=(_PREFIX,)),
    Operation(name="reconcile-propose", path="/reconcile/properties", text="The properties of a class.", gives=(_JSON,),
              asks=(Parameter("type", "A class: `Person`."),
                    Parameter("limit", "So many at the most.", {"type": "integer", "minimum": 1}))),
    Operation(name="reconcile-preview", path="/reconcile/preview", text="A thing in a small frame.", gives=(_HTML,),
              asks=(Parameter("id", "A thing, by path.", required=True),)),
    Operation(name="health", path="/healthz", text="Whether the store answers, and which state of it.", gives=(_JSON,)),
    Operation(name="metrics", path="/metrics", text="Counts of requests, for Prometheus.",
              gives=(_PLAIN, "application/openmetrics-text")),
    Operation(name="openapi", path=PATH, text="This document.", gives=(_JSON,)),
    Operation(name="static", path="/static/{filename}", text="What pages are dressed with.",
              gives=("text/css", "image/svg+xml")),
)  # fmt: skip
"""Every operation of the service."""


def blueprint(site: Site) -> Blueprint:
    """The route of the document."""
    routes = Blueprint("openapi", __name__)

    @routes.get(PATH)
    def openapi() -> Response:
        body = json.dumps(document(request.url_root.rstrip("/"), site.settings.licence), ensure_ascii=False)
        return answers.data(body.encode(), "application/json")

    return routes


def document(server: str, licence: str | None = None) -> dict[str, Any]:
    """The OpenAPI document of the service at an address."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    terms = f" The data is given under <{licence}>." if licence else ""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Legation",
            "version": version("legation"),
            "description": "News about foreign relations as an audited knowledge graph." + terms,
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {"Problem": {"description": "What is wrong (RFC 9457).", "content": _content(_PROBLEM)}},
        },
    }


_PROBLEM = {
    "application/problem+json": {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": _TEXT,
            "offered": {"type": "array", "items": _TEXT},
        },
    },
    _HTML: {},
}


def _operation(operation: Operation) -> dict[str, Any]:
    in_path = [_parameter(_in_path(operation, name), "path") for name in _names(operation.path)]
    written: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.text,
        "parameters": in_path + [_parameter(one, "query") for one in operation.asks],
        "responses": {str(status): _response(operation, status) for status in operation.status},
    }
    if operation.method == "get" and 200 in operation.status:
        written["responses"]["304"] = {"description": "The client has it already."}
    written["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    if operation.takes or operation.fields:
        taken: dict[str, Any] = {media_type: {} for media_type in operation.takes}
        form = {_FORM: _form(operation.fields)} if operation.fields else {}
        written["requestBody"] = {"required": True, "content": _content({**taken, **form})}
    if operation.token:
        written["security"] = [{"token": []}] if 200 not in operation.status else [{}, {"token": []}]
    return written


def _names(path: str) -> list[str]:
    """The names of the parameters in a path."""
    return [piece.partition("}")[0] for piece in path.split("{")[1:]]


def _in_path(operation: Operation, name: str) -> Parameter:
    own = {"dump": _DUMP, "query": _QUERY_NAME}.get(operation.name, _GRAPH_NAME)
    return own if name == "name" else _IN_PATH[name]


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    array = {"type": "array", "items": parameter.schema}
    return {
        "name": parameter.name,
        "in": place,
        "required": parameter.required or place == "path",
        "description": parameter.text,
        "schema": array if parameter.many else parameter.schema,
    }


def _form(fields: Iterable[Parameter]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            one.name: {"type": "array", "items": one.schema} if one.many else dict(one.schema) for one in fields
        },
    }


def _response(operation: Operation, status: int) -> dict[str, Any]:
    if status in _SENT_ON:
        location = {"Location": {"schema": _TEXT, "description": "The other address."}}
        return {"description": f"It is {_SENT_ON[status]}.", "headers": location}
    if status in {201, 204}:
        return {"description": "It is done." if status == 204 else "It was made."}
    return {"description": operation.text, "content": _content({media_type: {} for media_type in operation.gives})}


def _content(schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {media_type: {"schema": schema} if schema else {} for media_type, schema in schemas.items()}
