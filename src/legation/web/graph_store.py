"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs by GET, HEAD, PUT, POST and DELETE."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote
from uuid import uuid4
from xml.parsers import expat

import pyoxigraph
from flask import Blueprint, Response, abort, request
from pyoxigraph import DefaultGraph, RdfFormat, Triple

from legation.errors import BadInput
from legation.store.writes import Put, Remove, tag
from legation.web.negotiation import body_of, parameters
from legation.web.site import Site
from legation.web.writers import authorise, condition, done, noted

PATH = "rdf-graph-store"
_SAFE = "/~:@!$&'()*+,;="
_DEEPEST = 1000  # Of what is nested deeper the parser takes the square of the time, or more stack than there is.
_MULTIPART = "multipart/form-data"


def blueprint(site: Site) -> Blueprint:
    """The routes of the protocol: a graph is named by a parameter, or by the address itself."""
    routes = Blueprint("graph_store", __name__)

    @routes.get(f"/{PATH}", defaults={"name": ""})
    @routes.get(f"/{PATH}/<path:name>")
    def read(name: str) -> Response:
        answer = site.store.graph(_graph(site, name), request.headers.get("Accept", "") or "*/*")
        body = answer.body()
        response = Response(body, content_type=answer.media_type)
        response.set_etag(tag(answer.format.name, body))
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")
        response.make_conditional(request)
        return response

    @routes.put(f"/{PATH}", defaults={"name": ""})
    @routes.put(f"/{PATH}/<path:name>")
    def replace(name: str) -> Response:
        authorise(site)
        return _put(site, _graph(site, name), keep=False)

    @routes.post(f"/{PATH}", defaults={"name": ""})
    @routes.post(f"/{PATH}/<path:name>")
    def add(name: str) -> Response:
        authorise(site)
        fresh = not name and not _named()
        return _put(site, f"{site.settings.base}{PATH}/{uuid4().hex}" if fresh else _graph(site, name), keep=True)

    @routes.delete(f"/{PATH}", defaults={"name": ""})
    @routes.delete(f"/{PATH}/<path:name>")
    def remove(name: str) -> Response:
        authorise(site)
        done(site, Remove(graph=_graph(site, name), condition=condition()))
        return Response(status=204)

    return routes


def _named() -> list[tuple[str, str]]:
    """The parameters of the request that name a graph."""
    return [(key, value) for key, value in parameters(request, request.query_string) if key in {"graph", "default"}]


def _graph(site: Site, name: str) -> str | None:
    """The graph that the request is about; None for the one without a name. Raises BadInput."""
    named = _named()
    if name:
        if named:
            raise BadInput("the request", "names a graph by its address and by a parameter", "use one of them")
        return f"{site.settings.base}{PATH}/{quote(name, safe=_SAFE)}"
    if len(named) != 1:
        raise BadInput("the request", "must name one graph", "add ?graph= with its IRI, or ?default")
    ((key, value),) = named
    return None if key == "default" else value


def _put(site: Site, graph: str | None, *, keep: bool) -> Response:
    ntriples = pyoxigraph.serialize(_triples(graph or f"{site.settings.base}{PATH}"), format=RdfFormat.N_TRIPLES)
    assert ntriples is not None, "without an output the bytes are returned"
    there = done(site, Put(graph=graph, ntriples=noted(ntriples), keep=keep, condition=condition()))
    if there or graph is None:
        return Response(status=204)
    own = graph.startswith(f"{site.settings.base}{PATH}/")
    return Response(status=201, headers={"Location": graph if own else f"/{PATH}?graph={quote(graph, safe='')}"})


def _triples(base: str) -> Iterator[Triple]:
    """The triples of the body, or of each file of a form. Raises BadInput, and aborts with 415."""
    if request.mimetype != _MULTIPART:
        yield from _parsed(body_of(request), request.mimetype, base)
        return
    if request.content_length is None:
        abort(411, "A form is sent with its length.")
    for part in request.files.values():
        yield from _parsed(part.read(), part.mimetype, base)


def _parsed(body: bytes, media_type: str, base: str) -> Iterator[Triple]:
    format = RdfFormat.from_media_type(media_type) if media_type else RdfFormat.TURTLE
    if format is None:
        abort(415, f"A graph is sent as Turtle, N-Triples, JSON-LD or RDF/XML, not as {media_type}.")
    if format == RdfFormat.RDF_XML and b"<!entity" in body.lower():
        raise BadInput("the body", "declares entities, which a small document can swell with", "write them out")
    if _too_deep(body, format):
        raise BadInput("the body", f"is nested more than {_DEEPEST} deep", "write it flat")
    try:
        body.decode("utf-8")
        for quad in pyoxigraph.parse(body, format=format, base_iri=base, rename_blank_nodes=True):
            if quad.graph_name != DefaultGraph():
                raise BadInput("the body", "holds triples of a graph of its own", "send the triples of one graph")
            yield Triple(quad.subject, quad.predicate, quad.object)
    except UnicodeDecodeError as error:
        raise BadInput("the body", f"must be UTF-8; byte {error.start} is not") from error
    except (SyntaxError, ValueError) as error:
        raise BadInput("the body", f"is not {format.name}: {error}") from error


def _too_deep(body: bytes, format: RdfFormat) -> bool:
    if format == RdfFormat.RDF_XML:
        return _depth(body) > _DEEPEST
    if format == RdfFormat.JSON_LD:
        try:
            json.loads(body)
        except RecursionError:
            return True
        except ValueError:
            return False  # The parser of the format tells where.
    return body.count(b"<<") > _DEEPEST


def _depth(body: bytes) -> int:
    """How deep the elements of an XML document are nested, up to where it is none."""
    depth = deepest = 0

    def start(name: str, attributes: object) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(expat.ExpatError):
        parser.Parse(body, True)
    return deepest
