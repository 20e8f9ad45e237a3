"""The OpenAPI document: valid, complete, and true of what the routes give."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from legation.settings import Settings
from legation.store import Store
from legation.web import create_app
from legation.web.openapi import OPERATIONS

# An address of each operation that reads, which the small graph has an answer to.
SAMPLES = {
    "suggest": "/suggest?q=kor",
    "opensearch": "/opensearch.xml",
    "home": "/", "search": "/search?q=korea", "queries": "/queries", "query": "/queries/analysis/states.csv",
    "identifier": "/id/state/KOR", "page": "/page/state/KOR", "dyad": "/page/dyad/KOR/JPN",
    "data": "/data/state/KOR.rdf", "ns": "/ns", "ns-data": "/ns.nt", "event-types": "/event-types",
    "event-types-data": "/event-types.jsonld", "shapes": "/shapes", "shapes-data": "/shapes.ttl",
    "context": "/ns/context.jsonld", "sparql": "/sparql?query=ASK%20%7B%7D",
    "graph-read": "/rdf-graph-store?graph=https://legation.example/graph/world",
    "graph-read-by-path": "/rdf-graph-store/none", "export": "/export", "export-all": "/export/all.nq",
    "correct": "/correct?report=article/00000000000000a1/report/0",
    "export-events": "/export/events.csv?about=state/KOR", "dump": "/dumps/latest/legation.nq.gz",
    "void": "/.well-known/void", "void-data": "/.well-known/void.rdf", "sitemap": "/sitemap.xml",
    "sitemap-of": "/sitemap/event.xml", "robots": "/robots.txt", "feed": "/feed.atom?about=state/KOR",
    "reconcile": "/reconcile", "reconcile-entities": "/reconcile/suggest/entity?prefix=sou",
    "reconcile-types": "/reconcile/suggest/type?prefix=p",
    "reconcile-properties": "/reconcile/suggest/property?prefix=s",
    "reconcile-propose": "/reconcile/properties?type=State&limit=3",
    "reconcile-preview": "/reconcile/preview?id=state/KOR", "health": "/healthz", "metrics": "/metrics",
    "openapi": "/openapi.json", "static": "/static/legation.css",
}  # fmt: skip
_REFUSED = {"graph-read-by-path": 404, "correct": 403}
"""What is not there, and what is only there where writing is on."""


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/openapi.json").json
    return found


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document, cls=OpenAPIV31SpecValidator)


def test_it_has_every_route_and_no_other(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert documented == routes


def test_every_operation_has_one_name(document: dict[str, Any]) -> None:
    names = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names)) == len(OPERATIONS)
    assert set(SAMPLES) == {one.name for one in OPERATIONS if one.method == "get"}


def test_the_parameters_in_a_path_are_described(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            described = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert described == set(re.findall(r"\{(\w+)\}", path))
            assert all(one["description"] for one in operation["parameters"])


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.method == "get"], ids=lambda one: one.name)
def test_what_is_given_is_what_is_told(store: Store, tmp_path: object, operation: Any) -> None:
    client = create_app(store, Settings(dumps=tmp_path)).test_client()  # type: ignore[arg-type]
    answer = client.get(SAMPLES[operation.name], buffered=True)
    if operation.name in _REFUSED:
        assert (answer.status_code, answer.mimetype) == (_REFUSED[operation.name], "application/problem+json")
        return
    assert answer.status_code in operation.status
    if answer.status_code == 200:
        assert answer.mimetype in operation.gives


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.asks], ids=lambda one: one.name)
def test_parameters_that_are_taken_are_told(client: FlaskClient, operation: Any) -> None:
    told = {one.name for one in operation.asks}
    assert set(parse_qs(urlsplit(SAMPLES.get(operation.name, "")).query)) <= told
    if operation.name in {"export-events", "feed", "graph-read"}:  # those that refuse what they do not know
        path = urlsplit(SAMPLES[operation.name]).path
        assert client.get(path, query_string={"unknown": "1"}).status_code == 400


def test_it_names_the_server_that_was_asked(client: FlaskClient) -> None:
    assert client.get("/openapi.json", base_url="https://kg.example/").json["servers"] == [
        {"url": "https://kg.example"}
    ]
