"""Writing over HTTP: who may, by which requests, and what queries see afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from legation.settings import Settings
from legation.store import MEMORY, Store, open_store
from legation.store.writing import found, writing
from legation.web import create_app

TOKEN = {"Authorization": "Bearer secret"}
SETTINGS = Settings(store=MEMORY, token="secret", body_bytes=2_000)
UPDATE = "application/sparql-update"
INSERT = "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }"


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store(MEMORY)
    yield store
    store.close()


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return create_app(store, SETTINGS, writing(store, SETTINGS)).test_client()


OnDisk = Callable[[Settings], FlaskClient]


@pytest.fixture
def on_disk() -> Iterator[OnDisk]:
    """The service over a store on disk, which queries read in processes of their own."""
    stores: list[Store] = []

    def serve(settings: Settings) -> FlaskClient:
        found(settings)
        stores.append(open_store(settings.store, settings, read_only=True, limited=True))
        return create_app(stores[-1], settings, writing(stores[-1], settings)).test_client()

    yield serve
    for opened in stores:
        opened.close()


def ask(client: FlaskClient, pattern: str) -> bool:
    answer = client.get("/sparql", query_string={"query": f"ASK {{ {pattern} }}", "format": "json"})
    return bool(answer.json["boolean"])


def by_body(client: FlaskClient, text: str, **parameters: str | list[str]) -> int:
    answer = client.post("/sparql", data=text, content_type=UPDATE, headers=TOKEN, query_string=parameters)
    return answer.status_code


def by_form(client: FlaskClient, text: str, **parameters: str | list[str]) -> int:
    return client.post("/sparql", data={"update": text, **parameters}, headers=TOKEN).status_code


Send = Callable[..., int]
both_posts = pytest.mark.parametrize("send", [by_body, by_form])


@both_posts
def test_the_next_query_sees_an_update(client: FlaskClient, send: Send) -> None:
    assert not ask(client, "<x:s> <x:p> 1")
    assert send(client, INSERT) == 204
    assert ask(client, "<x:s> <x:p> 1")
    assert send(client, "DELETE { GRAPH ?g { ?s ?p 1 } } WHERE { GRAPH ?g { ?s ?p 1 } }") == 204
    assert not ask(client, "<x:s> <x:p> 1")


def test_the_next_query_sees_an_update_of_a_store_on_disk(on_disk: OnDisk, tmp_path: Path) -> None:
    client = on_disk(Settings(store=str(tmp_path / "store"), token="secret", concurrent_queries=1, query_seconds=5))
    assert not ask(client, "?s ?p ?o")
    for number in range(3):
        assert by_body(client, f"INSERT DATA {{ GRAPH <x:g> {{ <x:s> <x:p> {number} }} }}") == 204
        assert ask(client, f"<x:s> <x:p> {number}")
    assert client.put("/rdf-graph-store?graph=x:g", data="<x:a> <x:b> 7 .", headers=TOKEN).status_code == 204
    assert ask(client, "<x:a> <x:b> 7") > ask(client, "<x:s> <x:p> 0")
    assert client.get("/rdf-graph-store?graph=x:g").text == "<x:a> <x:b> 7 .\n"


def test_a_write_waits_for_who_writes_and_says_so_in_the_end(on_disk: OnDisk, tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), token="secret", query_seconds=0.1)
    client = on_disk(settings)
    other = open_store(settings.store)
    answer = client.post("/sparql", data=INSERT, content_type=UPDATE, headers=TOKEN)
    assert answer.status_code == 503
    assert "being written" in answer.json["detail"]
    assert answer.headers["Retry-After"]
    other.close()
    assert by_body(client, INSERT) == 204


WRITES: list[tuple[str, str, dict[str, object]]] = [
    ("POST", "/sparql", {"data": {"update": INSERT}}),
    ("POST", "/sparql", {"data": INSERT, "content_type": UPDATE}),
    ("PUT", "/rdf-graph-store?graph=x:g", {"data": "<x:a> <x:b> 1 ."}),
    ("POST", "/rdf-graph-store", {"data": "<x:a> <x:b> 1 ."}),
    ("POST", "/rdf-graph-store?default", {"data": "<x:a> <x:b> 1 ."}),
    ("DELETE", "/rdf-graph-store/a/graph", {}),
]


@pytest.mark.parametrize(("method", "path", "arguments"), WRITES)
def test_only_who_has_the_token_writes(
    client: FlaskClient, store: Store, method: str, path: str, arguments: dict[str, object]
) -> None:
    for header in (None, "", "Basic c2VjcmV0", "Bearer", "Bearer  ", "secret"):
        headers = {} if header is None else {"Authorization": header}
        answer = client.open(path, method=method, headers=headers, **arguments)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer realm=")
        assert answer.content_type == "application/problem+json"
    for header in ("Bearer wrong", "Bearer secret2", "Bearer secre", "Bearer \xe9", "bearer SECRET"):
        answer = client.open(path, method=method, headers={"Authorization": header}, **arguments)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].endswith("error=invalid_token")
        assert "token" in answer.json["detail"]
    off = create_app(store, Settings(), writing(store, SETTINGS)).test_client()
    answer = off.open(path, method=method, headers=TOKEN, **arguments)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert "no updates" in answer.json["detail"]
    assert not ask(client, "?s ?p ?o")
    assert store.graphs() == []


def test_reading_needs_no_token(client: FlaskClient, store: Store) -> None:
    store.update(INSERT)
    assert client.get("/rdf-graph-store?graph=x:g").status_code == 200
    assert ask(client, "<x:s> <x:p> 1")


@both_posts
@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:1/>",
        "BASE <http://x/> # a comment\nPREFIX : <y> LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH :g",
        f"{INSERT} ; load <http://127.0.0.1:1/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "LO\\u0041D <http://127.0.0.1:1/>",
        "# \\u000ALOAD <http://127.0.0.1:1/>",
    ],
)
def test_updates_that_would_call_other_servers_are_refused(client: FlaskClient, send: Send, text: str) -> None:
    assert send(client, text) == 403
    assert not ask(client, "?s ?p ?o")


@both_posts
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * { ?s ?p ?o }", 400),
        ("INSERT DATA {", 400),
        ("INSERT DATA { ?s <x:p> 1 }", 400),
        ("LOAD", 400),
        ("LOAD <x:a> INTO", 400),
        (f"{INSERT} ; DROP GRAPH <x:none>", 409),
        (f"{INSERT} ; CREATE GRAPH <x:g>", 409),
        ("#" * 2_001, 413),
    ],
)
def test_a_wrong_update_writes_nothing(client: FlaskClient, send: Send, text: str, status: int) -> None:
    assert send(client, text) == status
    assert not ask(client, "?s ?p ?o")


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"query_string": {"update": INSERT}}, 400),
        ("POST", {"data": {"update": [INSERT, INSERT]}}, 400),
        ("POST", {"data": {"update": INSERT, "query": "ASK {}"}}, 400),
        ("POST", {"data": {"update": INSERT, "default-graph-uri": "x:g"}}, 400),
        ("POST", {"data": {"query": "ASK {}", "using-graph-uri": "x:g"}}, 400),
        ("POST", {"data": INSERT, "content_type": UPDATE, "query_string": {"update": INSERT}}, 400),
        ("POST", {"data": b"INSERT DATA { <x:s> <x:p> '\xff' }", "content_type": UPDATE}, 400),
        ("POST", {"data": b"update=%ff", "content_type": "application/x-www-form-urlencoded"}, 400),
        ("POST", {"data": INSERT, "content_type": "text/plain"}, 415),
        ("POST", {"data": INSERT}, 415),
    ],
)
def test_a_wrong_request_is_told(client: FlaskClient, method: str, arguments: dict[str, object], status: int) -> None:
    answer = client.open("/sparql", method=method, headers=TOKEN, **arguments)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"]
    assert not ask(client, "?s ?p ?o")


@both_posts
def test_graphs_of_the_request_are_what_an_update_looks_at(client: FlaskClient, store: Store, send: Send) -> None:
    store.update("INSERT DATA { GRAPH <x:a> { <x:s> <x:p> 1 } GRAPH <x:b> { <x:s> <x:p> 2 } }")
    copy = "INSERT { GRAPH <x:c> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert send(client, copy, **{"using-graph-uri": "x:a"}) == 204
    assert [quad.object.value for quad in store.quads("x:c")] == ["1"]
    assert send(client, copy, **{"using-graph-uri": ["x:a", "x:b"]}) == 204
    assert len(list(store.quads("x:c"))) == 2
    named = "INSERT { GRAPH <x:d> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert send(client, named, **{"using-named-graph-uri": "x:b"}) == 204
    assert [quad.object.value for quad in store.quads("x:d")] == ["2"]
    for conflict in (copy.replace("WHERE", "USING <x:a> WHERE"), f"WITH <x:a> {copy}"):
        assert send(client, conflict, **{"using-graph-uri": "x:a"}) == 400
    assert send(client, copy, **{"using-graph-uri": "no iri"}) == 400


def test_relative_names_are_those_of_the_service(client: FlaskClient) -> None:
    assert by_body(client, "INSERT DATA { GRAPH <graph/g> { <id/state/KOR> <x:p> 1 } }") == 204
    assert ask(client, "GRAPH <https://legation.example/graph/g> { <https://legation.example/id/state/KOR> <x:p> 1 }")
    assert ask(client, "<id/state/KOR> <x:p> 1")


def test_the_service_says_whether_it_takes_updates(client: FlaskClient, store: Store) -> None:
    assert "SPARQL11Update" in client.get("/sparql").text
    assert "SPARQL11Update" not in create_app(store, Settings()).test_client().get("/sparql").text


def test_the_default_graph_can_be_that_of_the_triples_in_no_graph() -> None:
    settings = Settings(store=MEMORY, token="secret", default_graph="own")
    store = open_store(settings=settings)
    client = create_app(store, settings, writing(store, settings)).test_client()
    assert by_body(client, f"{INSERT} ; INSERT DATA {{ <x:t> <x:p> 2 }}") == 204
    assert not ask(client, "<x:s> <x:p> 1")
    assert ask(client, "<x:t> <x:p> 2 . GRAPH ?g { <x:s> <x:p> 1 }")
    assert "UnionDefaultGraph" not in client.get("/sparql").text
    store.close()


def test_parameters_in_an_encoded_form(client: FlaskClient) -> None:
    body = urlencode({"update": "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 'é +&' } }"})
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    assert client.post("/sparql", data=body, content_type=kind, headers=TOKEN).status_code == 204
    assert ask(client, "<x:s> <x:p> 'é +&'")


def test_a_page_shows_what_was_written_since_it_was_last_shown(client: FlaskClient) -> None:
    written = (
        "INSERT DATA { GRAPH <x:g> { <https://legation.example/id/issue/ice> a <https://w3id.org/legation/ns#Issue> ; "
        "<http://www.w3.org/2004/02/skos/core#prefLabel> 'Ice'@en } }"
    )
    assert client.get("/page/issue/ice").status_code == 404
    assert by_body(client, written) in {200, 204}
    assert client.get("/page/issue/ice").status_code == 200
    assert by_body(client, written.replace("INSERT", "DELETE")) in {200, 204}
    assert client.get("/page/issue/ice").status_code == 404


def test_panels_are_asked_once_in_a_state(client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/")
    asked: list[str] = []
    query = type(store).query

    def noted(self: Store, text: str, **options: object) -> object:
        asked.append(text)
        return query(self, text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(type(store), "query", noted)
    assert client.get("/").status_code == 200
    assert asked == []
    by_body(client, INSERT)
    client.get("/")
    assert asked
