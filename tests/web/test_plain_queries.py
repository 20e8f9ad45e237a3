"""Queries that are answered without the framework: nothing but the time tells them from others."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from legation.errors import LimitReached
from legation.settings import Settings
from legation.store import Answer, Store
from legation.store.formats import FORMATS, Form
from legation.web import create_app, plain_queries

SELECT = "SELECT ?s { ?s a ?c } ORDER BY ?s LIMIT 3"
LONG = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"
CONSTRUCT = "CONSTRUCT WHERE { ?s a ?c } LIMIT 2"


@pytest.fixture
def framed(store: Store, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A service whose queries all go the way of every request."""
    with monkeypatch.context() as patched:
        patched.setattr(plain_queries, "register", lambda app, site: None)
        app = create_app(store, Settings())
    return app.test_client()


def asked(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/sparql?{urlencode({'query': query})}", headers=given, buffered=True)


def told(response: TestResponse) -> tuple[int, dict[str, str], bytes]:
    """All of a response but when it was made; its length is counted where it is sent."""
    unlike = {"content-length", "date"}
    headers = {name.lower(): value for name, value in response.headers.items() if name.lower() not in unlike}
    return response.status_code, headers, response.data


ACCEPTED = [("SELECT", f.media_type) for f in FORMATS if Form.RESULT in f.forms]
ACCEPTED += [("CONSTRUCT", f.media_type) for f in FORMATS if Form.GRAPH in f.forms]


@pytest.mark.parametrize(("form", "accept"), [*ACCEPTED, ("SELECT", "*/*"), ("CONSTRUCT", "*/*"), ("SELECT", "")])
def test_each_format_is_given_with_the_same_headers(
    client: FlaskClient, framed: FlaskClient, form: str, accept: str
) -> None:
    query = SELECT if form == "SELECT" else CONSTRUCT
    assert told(asked(client, query, Accept=accept)) == told(asked(framed, query, Accept=accept))


@pytest.mark.parametrize("encodings", ["", "identity", "gzip", "zstd, gzip;q=0.5", "br", "gzip;q=0"])
@pytest.mark.parametrize("query", [SELECT, LONG])
def test_each_encoding_is_given_with_the_same_headers(
    client: FlaskClient, framed: FlaskClient, query: str, encodings: str
) -> None:
    accepted = {"Accept": "text/csv", "Accept_Encoding": encodings}
    assert told(asked(client, query, **accepted)) == told(asked(framed, query, **accepted))


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT ?s { ?s ?p", "text/csv"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "*/*"),
        (SELECT, "text/turtle"),
        (SELECT, "text/html"),
        ("SELECT (NOW() AS ?n) (1 AS ?one) {} LIMIT 0", "text/csv"),
        ("SELECT (RAND() < 2 AS ?n) {}", "text/csv"),
        ("", "text/csv"),
    ],
)
def test_what_is_wrong_and_what_may_not_be_kept_is_told_in_the_same_way(
    client: FlaskClient, framed: FlaskClient, query: str, accept: str
) -> None:
    assert told(asked(client, query, Accept=accept)) == told(asked(framed, query, Accept=accept))


@pytest.mark.parametrize(
    "sent",
    [
        "query=%ff",
        "query=\xe9",
        "query=ASK%7B%7D&query=ASK%7B%7D",
        "query=ASK%7B%7D&default-graph-uri=https://legation.example/none",
        "query=ASK%7B%7D&format=xml",
        "query=ASK%7B%7D&lang=ko",
        "update=CLEAR+ALL",
        "",
        "query",
        "query=ASK%7B%7D&" + "&".join(f"n{number}=1" for number in range(2000)),
    ],
)
def test_requests_that_are_more_than_a_query_or_malformed_are_as_ever(
    client: FlaskClient, framed: FlaskClient, sent: str
) -> None:
    answers = [one.get(f"/sparql?{quote(sent, safe='=&%-:/+')}", headers={"Accept": "*/*"}) for one in (client, framed)]
    assert told(answers[0]) == told(answers[1])


class _Counting:
    """A store that counts what it is asked, and answers nothing if told so."""

    def __init__(self, store: Store, error: Exception | None = None) -> None:
        self._store, self._error, self.asked = store, error, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def query(self, *arguments: object, **named: object) -> Answer:
        self.asked += 1
        if self._error:
            raise self._error
        return self._store.query(*arguments, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "status", "limit"), [(LimitReached("too slow", "query_seconds"), 503, "query_seconds"), (None, 200, None)]
)
@pytest.mark.parametrize("query", [SELECT, LONG])
def test_the_store_is_asked_once_whoever_answers(
    store: Store, query: str, error: Exception | None, status: int, limit: str | None
) -> None:
    counting = _Counting(store, error)
    client = create_app(counting, Settings()).test_client()  # type: ignore[arg-type]
    response = asked(client, query, Accept="application/json", Accept_Encoding="gzip")
    assert (response.status_code, counting.asked) == (status, 1)
    if limit:
        assert response.json is not None
        assert (response.mimetype, response.json["limit"]) == ("application/problem+json", limit)


def test_small_answers_do_not_pass_the_framework_and_are_counted(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = create_app(store, Settings()).test_client()
    with monkeypatch.context() as patched:
        patched.setattr(Flask, "full_dispatch_request", lambda _: pytest.fail("the framework was asked"))
        assert asked(client, SELECT, Accept="text/csv").status_code == 200
        assert asked(client, SELECT, Accept="text/csv", Accept_Encoding="gzip").status_code == 200
    metrics = client.get("/metrics").text
    assert 'legation_http_requests_total{method="GET",route="/sparql",status="200"} 2.0' in metrics
    assert 'legation_http_request_seconds_count{route="/sparql"} 2.0' in metrics
