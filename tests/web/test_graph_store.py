"""The Graph Store HTTP Protocol, verb by verb, with graphs named by a parameter and by the address."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from legation.settings import Settings
from legation.store import MEMORY, Store, open_store
from legation.store.writing import writing
from legation.web import create_app

SETTINGS = Settings(store=MEMORY, token="secret", body_bytes=5_000)
TURTLE = "<x:s> <x:p> 1 ."
OTHER = "<x:s> <x:p> 2 ."
GRAPHS = {
    "indirect": "/rdf-graph-store?graph=" + quote("http://other.example/é?a=b&c#d", safe=""),
    "direct": "/rdf-graph-store/some/graph%20of%20ours",
}
every_way = pytest.mark.parametrize("path", GRAPHS.values(), ids=GRAPHS)


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store(MEMORY)
    yield store
    store.close()


@pytest.fixture
def client(store: Store) -> FlaskClient:
    client = create_app(store, SETTINGS, writing(store, SETTINGS)).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer secret"
    return client


def lines(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    return [line.replace("^^<http://www.w3.org/2001/XMLSchema#integer>", "") for line in answer.text.splitlines()]


@every_way
def test_put_replaces_a_graph(client: FlaskClient, path: str) -> None:
    made = client.put(path, data=TURTLE, content_type="text/turtle; charset=utf-8")
    assert made.status_code == 201
    again = client.put(path, data=OTHER, content_type="text/turtle")
    assert (again.status_code, again.data) == (204, b"")
    assert lines(client, path) == ['<x:s> <x:p> "2" .']
    place = made.headers["Location"].removeprefix("https://legation.example")
    assert lines(client, place) == ['<x:s> <x:p> "2" .']


@every_way
def test_post_adds_to_a_graph(client: FlaskClient, path: str) -> None:
    assert client.post(path, data=TURTLE, content_type="text/turtle").status_code == 201
    assert client.post(path, data=OTHER, content_type="text/turtle").status_code == 204
    assert lines(client, path) == ['<x:s> <x:p> "1" .', '<x:s> <x:p> "2" .']


@every_way
def test_delete_removes_a_graph(client: FlaskClient, store: Store, path: str) -> None:
    assert client.delete(path).status_code == 404
    client.put(path, data=TURTLE, content_type="text/turtle")
    assert client.delete(path).status_code == 204
    missing = client.get(path)
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert store.graphs() == []


@every_way
def test_head_tells_what_get_would(client: FlaskClient, path: str) -> None:
    assert client.head(path).status_code == 404
    client.put(path, data=TURTLE, content_type="text/turtle")
    answer = client.head(path, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/turtle", b"")


@every_way
def test_patch_is_refused_with_what_there_is(client: FlaskClient, path: str) -> None:
    answer = client.patch(path, data="INSERT DATA {}", content_type="application/sparql-update")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}


@every_way
def test_an_empty_graph_is_there(client: FlaskClient, path: str) -> None:
    assert client.put(path, data="", content_type="text/turtle").status_code == 201
    assert lines(client, path) == []
    assert client.delete(path).status_code == 204


def test_the_graph_without_a_name(client: FlaskClient) -> None:
    client.put("/rdf-graph-store?graph=x:g", data=TURTLE, content_type="text/turtle")
    path = "/rdf-graph-store?default"
    assert lines(client, path) == []
    assert client.put(path, data=OTHER, content_type="text/turtle").status_code == 204
    assert client.post(path, data="<x:s> <x:p> 3 .", content_type="text/turtle").status_code == 204
    assert lines(client, path) == ['<x:s> <x:p> "2" .', '<x:s> <x:p> "3" .']
    assert client.delete(path).status_code == 204
    assert lines(client, path) == []
    assert lines(client, "/rdf-graph-store?graph=x:g") == ['<x:s> <x:p> "1" .']


def test_a_post_without_a_name_makes_a_graph(client: FlaskClient) -> None:
    made = client.post("/rdf-graph-store", data="<> <x:p> 1 .", content_type="text/turtle")
    assert made.status_code == 201
    graph = made.headers["Location"]
    assert lines(client, graph.removeprefix("https://legation.example")) == [f'<{graph}> <x:p> "1" .']


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/turtle", "@prefix : <x:> . :s :p '1'"),
        ("application/n-triples", '<x:s> <x:p> "1" .'),
        ("application/ld+json", '{"@id": "x:s", "x:p": "1"}'),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
            '<r:Description r:about="x:s" x:p="1"/></r:RDF>',
        ),
        ("application/n-quads", '<x:s> <x:p> "1" .'),
    ],
)
def test_a_graph_comes_in_every_format(client: FlaskClient, content_type: str, body: str) -> None:
    body += " ." if content_type == "text/turtle" else ""
    assert client.put("/rdf-graph-store?graph=x:g", data=body, content_type=content_type).status_code == 201
    assert lines(client, "/rdf-graph-store?graph=x:g") == ['<x:s> <x:p> "1" .']


def test_a_form_brings_several_files(client: FlaskClient) -> None:
    files = {name: (io.BytesIO(text.encode()), f"{name}.ttl", "text/turtle") for name, text in
             (("a", "_:b <x:p> 1 ."), ("b", "_:b <x:p> 2 ."))}  # fmt: skip
    assert client.post("/rdf-graph-store?graph=x:g", data=files).status_code == 201
    found = lines(client, "/rdf-graph-store?graph=x:g")
    assert len({line.split()[0] for line in found}) == len(found) == 2


def test_blank_nodes_of_a_body_are_its_own(client: FlaskClient) -> None:
    for _ in range(2):
        client.post("/rdf-graph-store?graph=x:g", data="_:a <x:p> 1 .", content_type="text/turtle")
    assert len(lines(client, "/rdf-graph-store?graph=x:g")) == 2


@pytest.mark.parametrize(
    ("path", "content_type", "body", "status"),
    [
        ("?graph=x:g", "text/turtle", b"<x:s> <x:p> .", 400),
        ("?graph=x:g", "application/rdf+xml", b"<x:s> <x:p> 1 .", 400),
        ("?graph=x:g", "text/turtle", b"<x:s> <x:p> '\xff' .", 400),
        ("?graph=x:g", "application/n-quads", b"<x:s> <x:p> <x:o> <x:h> .", 400),
        ("?graph=x:g", "application/ld+json", b'{"@context": "http://127.0.0.1:1/c", "a": "b"}', 400),
        ("?graph=x:g", "text/csv", b"s,p,o", 415),
        ("?graph=x:g", "text/turtle", b"#" * 5_001, 413),
        ("?graph=no%20iri", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("?graph=relative", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("?graph=x%3Ea", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("?graph=%ff", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("?graph=x:g&graph=x:h", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("?graph=x:g&default", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("?grpah=x:g", "text/turtle", b"<x:s> <x:p> 1 .", 400),
        ("/a?graph=x:g", "text/turtle", b"<x:s> <x:p> 1 .", 400),
    ],
)
def test_a_wrong_put_writes_nothing(
    client: FlaskClient, store: Store, path: str, content_type: str, body: bytes, status: int
) -> None:
    answer = client.put(f"/rdf-graph-store{path}", data=body, content_type=content_type)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert store.graphs() == []


def test_a_document_that_swells_is_refused(client: FlaskClient) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    body = (
        f'<!DOCTYPE r [<!ENTITY a0 "lol">{entities}]><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:x="x:"><r:Description r:about="x:s"><x:p>&a8;</x:p></r:Description></r:RDF>'
    )
    answer = client.put("/rdf-graph-store?graph=x:g", data=body, content_type="application/rdf+xml")
    assert answer.status_code == 400
    assert "entities" in answer.json["detail"]


def test_reading_is_negotiated(client: FlaskClient) -> None:
    client.put("/rdf-graph-store?graph=x:g", data=TURTLE, content_type="text/turtle")
    for accept, media_type in (("", "text/turtle"), ("*/*", "text/turtle"), ("application/ld+json",) * 2):
        answer = client.get("/rdf-graph-store?graph=x:g", headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert "Accept" in answer.headers["Vary"]
    assert client.get("/rdf-graph-store?graph=x:g", headers={"Accept": "text/csv"}).status_code == 406
    assert client.get("/rdf-graph-store").status_code == 400


@pytest.mark.parametrize("path", ["/sparql", "/rdf-graph-store?graph=x:g"])
@pytest.mark.parametrize(("size", "accepted"), [(4_999, True), (5_000, False), (9_000, False)])
def test_a_body_that_does_not_tell_its_length_is_bounded(
    client: FlaskClient, store: Store, path: str, size: int, accepted: bool
) -> None:
    answer = client.post(
        path,
        input_stream=io.BytesIO(b"#" * size),
        content_type="application/sparql-update" if path == "/sparql" else "text/turtle",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert (answer.status_code in {201, 204}) is accepted
    assert accepted or (answer.status_code, answer.json["status"]) == (413, 413)
    assert accepted or not store.graphs()


def test_a_form_tells_its_length(client: FlaskClient) -> None:
    answer = client.post(
        "/rdf-graph-store?graph=x:g",
        input_stream=io.BytesIO(b"--x--"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert answer.status_code == 411
