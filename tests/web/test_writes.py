"""What is written over HTTP: checked against the shapes, noted, on condition, and within its time."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient

from legation.errors import BadInput, LimitReached, StoreUnavailable
from legation.settings import Settings
from legation.store import MEMORY, Store, open_store
from legation.store.changes import written_graphs
from legation.store.writes import Update
from legation.store.writing import Writer, found, writing
from legation.validation.shapes import check
from legation.web import create_app

TOKEN = {"Authorization": "Bearer secret"}
UPDATE = "application/sparql-update"
LEG = "https://w3id.org/legation/ns#"
PREFIXES = f"PREFIX leg: <{LEG}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
BARE = "<https://legation.example/id/article/00> a leg:Article ."
SOUND = '<https://legation.example/id/agreement/x> a leg:Agreement ; rdfs:label "X"@en .'
EXAMPLE = Path(__file__).parents[2] / "ontology" / "examples" / "article" / "valid-timed.ttl"
GRAPH = "https://legation.example/graph/notes"
AT = f"/rdf-graph-store?graph={GRAPH}"

Serve = Callable[..., FlaskClient]


@pytest.fixture(params=["memory", "disk"])
def serve(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Serve]:
    """The service, with the shapes before what is written, over a store in memory and one on disk."""
    stores: list[Store] = []

    def made(**others: object) -> FlaskClient:
        place = MEMORY if request.param == "memory" else str(tmp_path / "store")
        settings = Settings(store=place, token="secret", **others)  # type: ignore[arg-type]
        found(settings)
        stores.append(open_store(place, settings, read_only=True))
        way = writing(stores[-1], settings, check, "legation.cli.writer_process")
        return create_app(stores[-1], settings, way).test_client()

    yield made
    for store in stores:
        store.close()


def update(client: FlaskClient, text: str) -> int:
    return client.post("/sparql", data=PREFIXES + text, content_type=UPDATE, headers=TOKEN).status_code


def put(client: FlaskClient, text: str, method: str = "PUT", **headers: str) -> int:
    given = {**TOKEN, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return client.open(AT, method=method, data=PREFIXES + text, content_type="text/turtle", headers=given).status_code


def triples(client: FlaskClient) -> int:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    return int(client.get("/sparql", query_string={"query": query, "format": "csv"}).text.split()[1])


def test_what_breaks_the_shapes_is_told_and_not_written(serve: Serve) -> None:
    client = serve()
    assert put(client, SOUND) == 201
    before = triples(client)
    answer = client.put(AT, data=PREFIXES + BARE, content_type="text/turtle", headers=TOKEN)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    paths = {violation["path"] for violation in answer.json["violations"]}
    assert f"{LEG}contentHash" in paths
    assert all(violation["focus"].endswith("/article/00") for violation in answer.json["violations"])
    assert put(client, BARE, "POST") == 422
    assert update(client, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {BARE} }} }}") == 422
    assert update(client, f"INSERT {{ GRAPH ?g {{ {BARE} }} }} WHERE {{ GRAPH ?g {{ ?s a leg:Agreement }} }}") == 422
    assert update(client, f"INSERT DATA {{ {BARE} }}") == 422
    assert triples(client) == before


def test_what_is_taken_away_must_leave_what_conforms(serve: Serve) -> None:
    client = serve()
    whole = EXAMPLE.read_text()
    assert client.put(AT, data=whole, content_type="text/turtle", headers=TOKEN).status_code == 201
    before = triples(client)
    assert update(client, "DELETE WHERE { GRAPH ?g { ?s leg:contentHash ?o } }") == 422
    assert update(client, f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ ?s leg:contentHash ?o }} }}") == 422
    assert triples(client) == before
    assert update(client, f"CLEAR GRAPH <{GRAPH}>") == 204
    assert triples(client) == 0


def test_what_has_no_term_of_the_ontology_is_free(serve: Serve) -> None:
    client = serve()
    assert update(client, "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }") == 204
    assert put(client, "<x:s> <x:p> 1 .") == 201
    assert client.delete(AT, headers=TOKEN).status_code == 204
    assert client.delete(AT, headers=TOKEN).status_code == 404
    assert triples(client) == 1


def test_a_state_that_is_counted_on(serve: Serve) -> None:
    client = serve()
    assert put(client, "<x:s> <x:p> 1 .", If_Match="*") == 412
    assert put(client, "<x:s> <x:p> 1 .", If_None_Match="*") == 201
    assert put(client, "<x:s> <x:p> 1 .", If_None_Match="*") == 412
    for accept in ("text/turtle", "application/ld+json", "application/n-triples"):
        tag = client.get(AT, headers={"Accept": accept}).headers["ETag"]
        assert client.get(AT, headers={"Accept": accept, "If-None-Match": tag}).status_code == 304
        assert client.head(AT, headers={"Accept": accept}).headers["ETag"] == tag
        assert put(client, "<x:s> <x:p> 2 .", "POST", If_Match=f'"other", {tag}') == 204
        assert put(client, "<x:s> <x:p> 3 .", "POST", If_Match=tag) == 412
        assert put(client, "<x:s> <x:p> 1 .") == 204
        assert client.get(AT, headers={"Accept": accept}).headers["ETag"] == tag
    assert client.delete(AT, headers={**TOKEN, "If-Match": '"turtle-0"'}).status_code == 412
    assert client.delete(AT, headers={**TOKEN, "If-Match": '"no-such-format"'}).status_code == 412
    assert client.delete(AT, headers={**TOKEN, "If-Match": tag}).status_code == 204
    assert client.get(AT).status_code == 404


def test_a_wrong_token_is_told_from_none_and_nothing_has_no_type(serve: Serve) -> None:
    client = serve()
    refused = [client.delete(AT, headers=headers) for headers in ({}, {"Authorization": "Bearer other"})]
    assert [answer.status_code for answer in refused] == [401, 401]
    assert ["invalid_token" in answer.headers["WWW-Authenticate"] for answer in refused] == [False, True]
    assert put(client, "<x:s> <x:p> 1 .") == 201
    deleted = client.delete(AT, headers=TOKEN)
    assert (deleted.status_code, deleted.headers.get("Content-Type")) == (204, None)


def test_each_write_is_noted(serve: Serve, tmp_path: Path) -> None:
    client = serve(audit=tmp_path / "audit.jsonl")
    text = f"{PREFIXES}INSERT DATA {{ GRAPH <{GRAPH}> {{ {BARE} }} }}"
    assert client.post("/sparql", data={"update": text}, headers=TOKEN).status_code == 422
    assert put(client, "<x:s> <x:p> 'é' .") == 201
    assert client.delete(AT, headers={"Authorization": "Bearer other"}).status_code == 401
    assert client.delete(AT).status_code == 401
    client.get(AT)
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [(line["who"], line["method"], line["status"]) for line in lines] == [
        ("token", "POST", 422), ("token", "PUT", 201), ("", "DELETE", 401), ("", "DELETE", 401)
    ]  # fmt: skip
    assert lines[0]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert lines[0]["begins"] == text
    assert "break the shapes" in lines[0]["problem"]
    assert lines[1]["target"] == AT
    assert lines[1]["bytes"] == len('<x:s> <x:p> "é" .\n'.encode())
    assert all(line["time"].endswith("+00:00") and line["seconds"] >= 0 for line in lines)
    assert "secret" not in (tmp_path / "audit.jsonl").read_text()


def test_the_log_is_in_the_folder_of_the_store(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(store=str(tmp_path / "store"), token="anna:one,ben:two")
    found(settings)
    store = open_store(settings.store, settings, read_only=True)
    client = create_app(store, settings, writing(store, settings)).test_client()
    for token in ("one", "two"):
        assert client.put(AT, data="<x:s> <x:p> 1 .", headers={"Authorization": f"Bearer {token}"}).status_code < 300
    assert client.put(AT, data="", headers={"Authorization": "Bearer anna:one"}).status_code == 401
    log = tmp_path / "store" / "audit.jsonl"
    assert [json.loads(line)["who"] for line in log.read_text().splitlines()] == ["anna", "ben", ""]
    log.unlink()
    log.mkdir()
    with caplog.at_level(logging.ERROR):
        assert client.put(AT, data="<x:s> <x:p> 2 .", headers={"Authorization": "Bearer one"}).status_code == 204
    assert "not in the audit log" in caplog.text
    store.close()


@pytest.mark.parametrize("token", ["", "anna:", "one,", "anna:one,anna:two", "one,two"])
def test_tokens_that_cannot_be_are_refused(token: str) -> None:
    with pytest.raises(BadInput) as caught:
        Settings(token=token)
    assert "one" not in str(caught.value).replace("one name", "").replace("is one", "")


def test_a_write_that_takes_too_long_is_ended_and_writes_nothing(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path), token="secret", update_seconds=4)
    found(settings)
    write = writing(open_store(MEMORY), settings)
    many = " ".join(f"<x:s{n}> <x:p> {n} ." for n in range(3_000))
    write(Update(text=f"INSERT DATA {{ GRAPH <x:g> {{ {many} }} }}"))
    three = "?a ?p ?n . ?b ?q ?m . ?c ?r ?k FILTER(?n + ?m + ?k = 1)"
    slow = f"INSERT {{ GRAPH <x:h> {{ ?a ?p ?n }} }} WHERE {{ GRAPH <x:g> {{ {three} }} }}"
    with pytest.raises(LimitReached) as caught:
        write(Update(text=slow))
    assert caught.value.limit == "update_seconds"
    assert write(Update(text="INSERT DATA { GRAPH <x:i> { <x:s> <x:p> 1 } }"))
    reader = open_store(str(tmp_path), read_only=True)
    assert reader.graphs() == ["x:g", "x:i"]
    reader.close()


def test_a_write_that_fails_leaves_the_store_to_the_next(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path), token="secret")
    found(settings)
    write = writing(open_store(MEMORY), settings)
    for _ in range(5):
        with pytest.raises(BadInput):
            write(Update(text="DROP GRAPH <x:none>"))
        with pytest.raises(BadInput):
            write(Update(text="no update"))
        assert write(Update(text="CLEAR ALL"))


def test_a_process_that_ends_is_replaced(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path), token="secret")
    found(settings)
    write = writing(open_store(MEMORY), settings)
    assert isinstance(write, Writer)
    write._process.kill()
    write._process.wait()
    with pytest.raises((StoreUnavailable, LimitReached)):
        write(Update(text="CLEAR ALL"))
    assert write(Update(text="CLEAR ALL"))


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("INSERT DATA { GRAPH <x:a> { <x:b> <x:c> <x:d> } }", {"x:a"}),
        ("PREFIX : <x:> WITH :a DELETE { ?s ?p ?o } USING <x:z> WHERE { ?s ?p ?o }", {"x:a"}),
        (
            "BASE <http://h/> INSERT { GRAPH <g> { ?s ?p ?o } } WHERE { GRAPH <x:y> { ?s ?p ?o } }",
            {"http://h/g", "x:y"},
        ),
        ("MOVE SILENT <x:a> TO GRAPH <x:b>", {"x:a", "x:b"}),
        ("COPY DEFAULT TO <x:b>", {"x:b"}),
        ("ADD GRAPH <x:a> TO DEFAULT", {"x:a"}),
        ("PREFIX : <x:> DROP GRAPH :a ; PREFIX : <y:> CREATE SILENT GRAPH :a", {"x:a", "y:a"}),
        ("DELETE WHERE { ?s ?p 'GRAPH ?g' } # GRAPH ?g", set()),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", {"x:h", "x:i"}),
        ("DELETE WHERE { GRAPH?g { ?s <x:p> ?o } }", {"x:h"}),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH $g { ?s ?p ?o FILTER (?o = <x:2>) } }", {"x:i"}),
        ("PREFIX : <x:> INSERT { GRAPH :j { ?s ?p ?g } } WHERE { GRAPH ?g { ?s :p ?o } }", {"x:h", "x:j"}),
        (
            "INSERT { GRAPH ?k { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } BIND (IRI(STR(?o)) AS ?k) }",
            {"x:h", "x:i", "x:1", "x:2"},
        ),
        ("INSERT { GRAPH ?k { ?s ?p ?o } } WHERE { GRAPH <x:i> { ?s ?p ?o } BIND (UUID() AS ?k) }", None),
        ("INSERT { GRAPH ?k { ?s ?p ?o } } WHERE { GRAPH <x:i> { ?s ?p ?o } BIND (BNODE() AS ?k) }", None),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } } ; CLEAR DEFAULT", None),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { SELECT * { GRAPH ?g { ?s ?p ?o } } LIMIT 1 }", None),
        ("WITH <x:h> DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { ?s ?p ?g }", None),
        ("DELETE WHERE { GRAPH ?g { ?s ?p } }", None),
        ("PREFIX : <x:> DELETE WHERE { GRAPH:g { ?s ?p ?o } }", None),
        ("CLEAR ALL", None),
        ("DROP NAMED", None),
        ("INSERT DATA { GR\\u0041PH <x:a> { <x:b> <x:c> <x:d> } }", None),
    ],
)
def test_an_update_tells_where_it_may_write(text: str, graphs: set[str] | None) -> None:
    engine = pyoxigraph.Store()
    engine.load(b"<x:s> <x:p> <x:1> <x:h> .\n<x:s> <x:q> <x:2> <x:i> .", pyoxigraph.RdfFormat.N_QUADS)
    found_ = written_graphs(text, "http://base/", engine)
    assert found_ is None if graphs is None else {name.value for name in found_ or ()} == graphs
