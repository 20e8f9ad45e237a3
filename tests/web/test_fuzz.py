"""Requests of any shape: whatever comes, the service answers as it says, and never with an error of its own."""

# ruff: noqa: E501  the pieces of which requests are made read best together

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from schemathesis import Case, checks

from legation.settings import Settings
from legation.store import MEMORY, open_store
from legation.store.writing import writing
from legation.web import create_app
from small_graph import small_store

SETTINGS = Settings(store=MEMORY, token="secret", body_bytes=50_000)
TOKEN = {"Authorization": "Bearer secret"}
PIECES = (
    "SELECT ASK CONSTRUCT DESCRIBE WHERE { } ( ) [ ] . ; , * | / ^ ! ? + - = != < > <= && || ?s ?p ?o $x _:b a true 1 2.5 "
    "1e3 <x:s> <rel> <> ex:a : 'text' \"t\"@en '''long''' \"1\"^^<x:t> PREFIX BASE FROM NAMED GRAPH OPTIONAL UNION MINUS "
    "FILTER BIND AS VALUES UNDEF LIMIT OFFSET ORDER BY DESC GROUP HAVING COUNT SUM STR REGEX EXISTS NOT IN SERVICE SILENT "
    "LOAD INSERT DELETE DATA CLEAR ALL DROP CREATE COPY TO WITH USING INTO DISTINCT # \\u0041 \\ << >> {| |} \ufeff \u0000 é 𐏿"
).split(" ")
soup = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.text(max_size=60)
accepts = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=80) | st.lists(
    st.sampled_from(["text/html", "text/turtle", "*/*", "text/*", "application/json", "q=0", ";q=1.5", ";", ",", '"', "a/b"]),
    max_size=8,
).map("".join)  # fmt: skip
paths = st.text(max_size=40) | st.lists(
    st.sampled_from(["/", "..", "%2e", "%00", "%", "id", "page", "data", "state", "KOR", "dyad", "article", ".ttl", "sparql", "queries",
                     "entity", "ns", "shapes", "export", "feed", "reconcile", "é", "%ff", "?", "#", "&", "=", " "]),
    max_size=9,
).map("".join)  # fmt: skip
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def writable() -> Iterator[FlaskClient]:
    """A service over four triples, so that no query of chance takes long."""
    store = open_store(MEMORY)
    store.update("INSERT DATA { <x:s> <x:p> 1, 'a'@en . GRAPH <x:g> { <x:s> a <x:c> . _:b <x:p> <x:s> } }")
    yield create_app(store, SETTINGS, writing(store, SETTINGS)).test_client()
    store.close()


def sound(answer: object, *statuses: int) -> None:
    """Check that an answer is one of those that there are, and that a refusal tells its reason."""
    status, kind = answer.status_code, answer.mimetype  # type: ignore[attr-defined]
    assert status in statuses or status < 400, answer.text  # type: ignore[attr-defined]
    if status >= 400 and kind == "application/problem+json" and answer.data:  # type: ignore[attr-defined]
        told = json.loads(answer.data)  # type: ignore[attr-defined]
        assert told["status"] == status
        assert told["detail"]


@relaxed
@given(soup, accepts)
@example("SELECT (1 AS ?x) { ?s ?p ?o FILTER(?o / 0) }", "*/*")
@example("DESCRIBE *", "text/turtle")
def test_any_query_is_answered_or_refused(writable: FlaskClient, text: str, accept: str) -> None:
    for sent in (
        {"query_string": {"query": text}, "method": "GET"},
        {"data": text.encode("utf-8", "surrogatepass"), "method": "POST", "content_type": "application/sparql-query"},
    ):
        answer = writable.open("/sparql", environ_overrides={"HTTP_ACCEPT": accept}, **sent)  # type: ignore[arg-type]
        sound(answer, 400, 403, 406)


@relaxed
@given(soup)
@example("INSERT DATA { <x:s> <x:p> 1 } ; CREATE GRAPH <x:g>")
def test_any_update_is_done_or_refused(writable: FlaskClient, text: str) -> None:
    before = writable.get(
        "/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
    ).data
    answer = writable.post(
        "/sparql", data=text.encode("utf-8", "surrogatepass"), content_type="application/sparql-update", headers=TOKEN
    )
    sound(answer, 400, 403, 409)
    if answer.status_code >= 400:
        after = writable.get("/sparql", query_string={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"})
        assert after.data == before


@relaxed
@given(paths, accepts, st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]))
def test_any_path_is_answered_or_refused(client: FlaskClient, path: str, accept: str, method: str) -> None:
    environ = {"HTTP_ACCEPT": accept, "HTTP_IF_NONE_MATCH": accept, "HTTP_RANGE": accept}
    with client.open("/" + path.lstrip("/"), method=method, environ_overrides=environ) as answer:
        sound(answer, 400, 401, 403, 404, 405, 406, 415, 416)


@relaxed
@given(
    st.binary(max_size=200) | soup.map(str.encode),
    st.sampled_from(["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/trig",
                     "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/sparql-query",
                     "application/sparql-update", "text/plain", "/", "a/b; charset=\xff", ""]),
    st.sampled_from(["/sparql", "/rdf-graph-store?default", "/rdf-graph-store?graph=x:new", "/rdf-graph-store/a", "/reconcile", "/corrections"]),
    st.sampled_from(["POST", "PUT"]),
)  # fmt: skip
def test_any_body_is_taken_or_refused(writable: FlaskClient, body: bytes, kind: str, path: str, method: str) -> None:
    answer = writable.open(path, method=method, data=body, content_type=kind, headers=TOKEN)
    sound(answer, 400, 401, 403, 404, 405, 406, 409, 411, 413, 415)


schemathesis.serializer.alias(
    ["application/sparql-query", "application/sparql-update", "application/n-triples", "application/jsonl"],
    "text/plain",
)
DESCRIBED = schemathesis.openapi.from_wsgi("/openapi.json", create_app(small_store(), Settings()))

# Whether a query or a document in a parameter is a good one is more than a schema can tell.
CONFORMING = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]


@DESCRIBED.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_answers_as_it_is_described(case: Case) -> None:
    case.call_and_validate(checks=CONFORMING)


NESTED = [
    ("text/turtle", b"<x:s> <x:p> " + b"<<( <x:s> <x:p> " * 5_000 + b"1 " + b")>> " * 5_000 + b"."),
    ("text/turtle", b"<x:s> <x:p> " + b"[ <x:p> " * 20_000 + b"1" + b" ]" * 20_000 + b" ."),
    ("application/ld+json", b'{"http://x/p":' * 20_000 + b"1" + b"}" * 20_000),
    ("application/ld+json", b"[" * 40_000 + b"]" * 40_000),
    ("application/rdf+xml", b"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
     + b"<e:a><e:p>" * 10_000 + b"</e:p></e:a>" * 10_000 + b"</r:RDF>"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), NESTED)
def test_a_body_that_is_nested_without_end_is_refused_or_read(kind: str, body: bytes) -> None:
    store = open_store(MEMORY)
    large = Settings(store=MEMORY, token="secret", body_bytes=10_000_000)
    client = create_app(store, large, writing(store, large)).test_client()
    answer = client.put("/rdf-graph-store?graph=x:g", data=body, content_type=kind, headers=TOKEN)
    sound(answer, 400)
