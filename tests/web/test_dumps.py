"""The files of the whole graph: every quad, an address for each state, checksums that hold, and old states let go."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize
from werkzeug.test import TestResponse

from legation.settings import Settings
from legation.store import Store
from legation.store.formats import named
from legation.web import create_app, dumps
from small_graph import small_store


@pytest.fixture
def own() -> Store:
    """A small graph that may be written to."""
    return small_store()


def client_of(store: Store, folder: Path, **settings: int) -> FlaskClient:
    return create_app(store, Settings(dumps=folder, **settings)).test_client()  # type: ignore[arg-type]


def fetch(client: FlaskClient, path: str, **options: Any) -> TestResponse:
    """The response, with its file read and closed."""
    return client.open(path, buffered=True, **options)


def change(store: Store, number: int) -> None:
    """Bring a store to another state."""
    graph = NamedNode("https://legation.example/graph/more")
    quad = Quad(NamedNode(f"https://legation.example/id/event/{number}"), graph, graph, graph)
    data = serialize([quad], format=RdfFormat.N_QUADS)
    assert data is not None
    store.replace(graph.value, data)


@pytest.mark.parametrize("name", dumps.FILES)
def test_a_dump_holds_everything_and_its_checksum_is_true(store: Store, tmp_path: Path, name: str) -> None:
    client = client_of(store, tmp_path)
    sent_on = fetch(client, f"/dumps/latest/{name}")
    assert (sent_on.status_code, sent_on.headers["Location"]) == (302, f"/dumps/{store.version}/{name}")
    answer = fetch(client, sent_on.headers["Location"])
    assert answer.mimetype == "application/gzip"
    assert f"legation-{store.version}." in answer.headers["Content-Disposition"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    digest, told = fetch(client, f"/dumps/{store.version}/{name}.sha256").text.split()
    assert (digest, told) == (hashlib.sha256(answer.data).hexdigest(), name)
    format_ = named(dumps.FILES[name])
    found = set(parse(gzip.decompress(answer.data), format=format_.serializer))
    expected = {quad for graph in store.graphs() for quad in store.quads(graph)}
    if name in {"legation.nq.gz", "legation.trig.gz", "legation.jsonld.gz"}:
        assert found == expected
    else:
        assert {quad.triple for quad in found} == {quad.triple for quad in expected}


def test_the_same_graph_gives_the_same_bytes(own: Store, store: Store, tmp_path: Path) -> None:
    one, other = client_of(own, tmp_path / "one"), client_of(store, tmp_path / "other")
    first = fetch(one, "/dumps/latest/legation.nq.gz", follow_redirects=True)
    second = fetch(other, "/dumps/latest/legation.nq.gz", follow_redirects=True)
    assert first.data == second.data


def test_parts_and_known_files_are_not_sent_whole(store: Store, tmp_path: Path) -> None:
    client = client_of(store, tmp_path)
    path = dumps.address(store.version, "legation.nq.gz")
    whole = fetch(client, path)
    part = fetch(client, path, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert fetch(client, path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert fetch(client, path, method="HEAD").headers["Content-Length"] == str(len(whole.data))


def test_a_state_keeps_its_address_when_another_is_published(own: Store, tmp_path: Path) -> None:
    client = client_of(own, tmp_path, dumps_kept=2)
    paths, bodies = [], []
    for number in range(3):
        change(own, number)
        paths.append(dumps.address(own.version, "legation.nt.gz"))
        bodies.append(fetch(client, paths[-1]).data)
    assert len(set(bodies)) == 3
    assert fetch(client, paths[1]).data == bodies[1]
    gone = fetch(client, paths[0])
    assert gone.status_code == 404
    assert own.version in gone.json["detail"]


def test_a_state_that_goes_by_while_its_dump_is_made_leaves_nothing(
    own: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(own, tmp_path)
    whole = dumps.dump

    def changing(*arguments: object) -> object:
        change(own, 1)
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(dumps, "dump", changing)
    answer = fetch(client, dumps.address(own.version, "legation.nq.gz"))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert not list(tmp_path.rglob("legation*"))


def test_one_dump_is_made_at_a_time(store: Store, tmp_path: Path) -> None:
    client = client_of(store, tmp_path)
    with dumps._alone(tmp_path):
        assert fetch(client, dumps.address(store.version, "legation.nq.gz")).status_code == 503
    assert fetch(client, dumps.address(store.version, "legation.nq.gz")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/dumps/latest/other.gz", "/dumps/latest/legation.nq", "/dumps/7-none/legation.nq.gz",
             "/dumps/../legation.nq.gz", "/dumps/%2e%2e/legation.nq.gz", "/dumps/.lock/legation.nq.gz"]
)  # fmt: skip
def test_what_there_is_not_is_not_found(store: Store, tmp_path: Path, path: str) -> None:
    (tmp_path / "legation.nq.gz").write_bytes(b"outside")
    assert fetch(client_of(store, tmp_path / "in"), path).status_code == 404
