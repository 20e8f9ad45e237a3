"""The SPARQL 1.1 Protocol, case by case."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient

from legation.settings import Settings
from legation.store import Store
from legation.web import create_app

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/legation/ns#State> } ORDER BY ?s"
ASK = "ASK { ?s a <https://w3id.org/legation/ns#State> }"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5"
WORLD = "https://legation.example/graph/world"
GAZETTEER = "https://legation.example/graph/gazetteer"
RESULTS = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "application/xml": "application/sparql-results+xml",
    "text/csv": "text/csv; charset=utf-8",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "*/*": "application/sparql-results+json",
    "": "application/sparql-results+json",
}
GRAPHS = {
    "text/turtle": "text/turtle; charset=utf-8",
    "application/n-triples": "application/n-triples",
    "application/ld+json": "application/ld+json",
    "application/rdf+xml": "application/rdf+xml",
    "*/*": "text/turtle; charset=utf-8",
}


@pytest.mark.parametrize(("accept", "media_type"), RESULTS.items())
@pytest.mark.parametrize("query", [SELECT, ASK])
def test_results_in_every_format(client: FlaskClient, query: str, accept: str, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.content_type == media_type
    assert "Accept" in answer.headers["Vary"]
    assert answer.data


@pytest.mark.parametrize(("accept", "media_type"), GRAPHS.items())
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE <https://legation.example/id/state/KOR>"])
def test_graphs_in_every_format(client: FlaskClient, query: str, accept: str, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (200, media_type)


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png")])
def test_a_format_that_cannot_hold_the_answer_is_refused(client: FlaskClient, query: str, accept: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json["offered"]


@pytest.mark.parametrize(
    ("name", "query", "media_type"),
    [
        ("csv", SELECT, "text/csv"),
        ("json", SELECT, "application/sparql-results+json"),
        ("json", CONSTRUCT, "application/ld+json"),
        ("xml", CONSTRUCT, "application/rdf+xml"),
        ("turtle", CONSTRUCT, "text/turtle"),
        ("nt", CONSTRUCT, "application/n-triples"),
    ],
)
def test_a_format_can_be_named_in_the_address(client: FlaskClient, name: str, query: str, media_type: str) -> None:
    answer = client.get("/sparql", query_string={"query": query, "format": name}, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_a_query_file_can_be_named_instead(client: FlaskClient) -> None:
    asked = {"named": "entity/kind", "entity": "state/JPN"}
    rows = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"})
    assert rows.text.splitlines()[1:] == ["https://w3id.org/legation/ns#State,Japan"]
    page = client.get("/sparql", query_string=asked, headers={"Accept": "text/html"})
    assert "&lt;https://legation.example/id/state/JPN&gt; a ?kind ." in page.text
    assert client.get("/sparql", query_string={"named": "entity/none"}).status_code == 404
    assert client.get("/sparql", query_string={"named": "entity/kind", "thing": "x"}).status_code == 400
    assert client.get("/sparql", query_string={**asked, "query": ASK}).status_code == 400


def test_the_three_ways_of_sending_a_query_give_the_same(client: FlaskClient) -> None:
    accept = {"Accept": "text/csv"}
    by_get = client.get("/sparql", query_string={"query": SELECT}, headers=accept)
    by_form = client.post("/sparql", data={"query": SELECT}, headers=accept)
    direct = client.post("/sparql", data=SELECT, content_type="application/sparql-query", headers=accept)
    with_charset = client.post(
        "/sparql", data=SELECT, content_type="application/sparql-query; charset=utf-8", headers=accept
    )
    assert by_get.status_code == by_form.status_code == direct.status_code == with_charset.status_code == 200
    assert by_get.data == by_form.data == direct.data == with_charset.data
    assert len(list(csv.reader(io.StringIO(by_get.text)))) == 5


def count(client: FlaskClient, **parameters: str | list[str]) -> int:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?c }"
    answer = client.get("/sparql", query_string={"query": query, "format": "csv", **parameters})
    return int(answer.text.split()[1])


def test_the_dataset_can_be_chosen(client: FlaskClient) -> None:
    union = count(client)
    world = count(client, **{"default-graph-uri": WORLD})
    gazetteer = count(client, **{"default-graph-uri": GAZETTEER})
    assert 0 < world < union
    assert count(client, **{"default-graph-uri": [WORLD, GAZETTEER]}) == world + gazetteer
    assert count(client, **{"default-graph-uri": "https://legation.example/graph/none"}) == 0
    assert count(client, **{"named-graph-uri": WORLD}) == 0


def test_named_graphs_are_those_that_are_named(client: FlaskClient) -> None:
    query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    body = urlencode({"named-graph-uri": WORLD, "format": "csv"})
    answer = client.post(f"/sparql?{body}", data=query, content_type="application/sparql-query")
    assert answer.text.split() == ["g", WORLD]


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("get", {"query_string": {"query": "SELECT * {"}}),
        ("get", {"query_string": {"query": ""}}),
        ("get", {"query_string": [("query", SELECT), ("query", ASK)]}),
        ("get", {"query_string": {"query": SELECT, "format": "parquet"}}),
        ("get", {"query_string": {"query": SELECT, "default-graph-uri": "no iri"}}),
        ("get", {"query_string": "query=%ff%fe"}),
        ("post", {"data": b"SELECT * { ?s ?p '\xff' }", "content_type": "application/sparql-query"}),
        ("post", {"data": "query=%ff", "content_type": "application/x-www-form-urlencoded"}),
        ("post", {"data": {}, "content_type": "application/x-www-form-urlencoded"}),
        ("post", {"data": SELECT, "content_type": "application/sparql-query", "query_string": {"query": ASK}}),
        ("get", {"query_string": {"query": "SELECT (1 AS ?x) (2 AS ?x) {}"}}),
        ("get", {"query_string": {"query": "INSERT DATA { <a:a> <a:a> <a:a> }"}}),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client: FlaskClient, method: str, arguments: dict[str, object]) -> None:
    answer = client.open("/sparql", method=method.upper(), **arguments)  # type: ignore[arg-type]
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"] == "Bad Request"
    assert answer.json["detail"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"data": {"update": "DROP ALL"}},
        {"data": "DROP ALL", "content_type": "application/sparql-update"},
        {"data": {"query": SELECT, "update": "DROP ALL"}},
    ],
)
def test_updates_are_refused(client: FlaskClient, arguments: dict[str, object]) -> None:
    answer = client.post("/sparql", **arguments)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert "no updates" in answer.json["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { { service silent <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    ],
)
def test_calls_to_other_servers_are_refused(client: FlaskClient, query: str) -> None:
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code == 403
    shown = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
    assert shown.status_code == 403
    assert "SERVICE" in shown.text


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
def test_a_body_of_another_type_is_refused(client: FlaskClient, content_type: str) -> None:
    answer = client.post("/sparql", data=SELECT, content_type=content_type)
    assert answer.status_code == 415
    assert answer.json["status"] == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_there_are(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql", method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST", "OPTIONS"} == set(answer.headers["Allow"].split(", "))
    assert answer.json["status"] == 405


def test_a_large_body_is_refused(store: Store) -> None:
    small = create_app(store, Settings(body_bytes=100)).test_client()
    answer = small.post("/sparql", data="#" * 101, content_type="application/sparql-query")
    assert answer.status_code == 413
    assert answer.json["status"] == 413
    assert small.post("/sparql", data=ASK, content_type="application/sparql-query").status_code == 200


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    for accept, name in (("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("*/*", "turtle")):
        answer = client.get("/sparql", headers={"Accept": accept})
        graph = rdflib.Graph().parse(data=answer.data, format=name)
        service = next(graph.subjects(rdflib.RDF.type, sd.Service))
        assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
        assert (service, sd.feature, sd.UnionDefaultGraph) in graph
        assert "Accept" in answer.headers["Vary"]


def test_a_browser_gets_a_form(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.mimetype == "text/html"
    assert '<textarea id="query" name="query"' in answer.text


def test_a_browser_gets_rows_with_links_that_stay_here(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": "text/html"})
    assert "4 rows" in answer.text
    assert '<a href="/page/state/KOR" title="https://legation.example/id/state/KOR">state/KOR</a>' in answer.text
    for query, expected in ((ASK, "true"), (CONSTRUCT, "<pre"), ("SELECT * { ?s ?p 'none' }", "0 rows")):
        shown = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
        assert shown.status_code == 200
        assert expected in shown.text


def test_a_browser_keeps_its_text_when_it_is_wrong(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": "SELECT * { ?s"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "SELECT * { ?s</textarea>" in answer.text
    assert 'role="alert"' in answer.text


def test_others_may_ask_from_their_pages(app: Flask) -> None:
    answer = app.test_client().options("/sparql", headers={"Origin": "https://other.test"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
