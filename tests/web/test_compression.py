"""Bodies in fewer bytes, and the tags that name them."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response, send_file
from flask.testing import FlaskClient

from legation.settings import Settings
from legation.store import MEMORY, open_store
from legation.store.writing import writing
from legation.web import compression, create_app

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGE = {"query": "SELECT ?s ?p ?o { ?s ?p ?o }", "format": "csv"}
PLAIN: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": zstd.decompress}


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("br, *;q=0.1", "zstd"),
        ("zstd;q=0, gzip", "gzip"),
        ("gzip;q=0.5, identity", ""),
        ("identity;q=0.5, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("br", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("path", ["/", "/sparql", "/ns.ttl"])
def test_a_body_is_sent_as_the_client_likes_best(client: FlaskClient, path: str, accept: str, encoding: str) -> None:
    query = LARGE if path == "/sparql" else None
    plain = client.get(path, query_string=query)
    answer = client.get(path, query_string=query, headers={"Accept-Encoding": accept})
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert (PLAIN[encoding](answer.data) if encoding else answer.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert encoding == "" or len(answer.data) < len(plain.data) / 2
    assert int(answer.headers.get("Content-Length", len(answer.data))) == len(answer.data)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_style_sheets_and_scripts_are_sent_in_fewer_bytes(client: FlaskClient, encoding: str) -> None:
    path, accept = "/static/legation.css", {"Accept-Encoding": encoding}
    with client.get(path) as plain, client.get(path, headers=accept) as answer:
        assert answer.headers["Content-Encoding"] == encoding
        assert PLAIN[encoding](answer.data) == plain.data
        assert len(answer.data) < len(plain.data) / 2
        assert answer.headers["ETag"] != plain.headers["ETag"]
        again = client.get(path, headers={**accept, "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    again.close()


def test_small_bodies_are_left_alone(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=ASK{}&format=json", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert answer.json == {"head": {}, "boolean": True}


def test_files_that_are_compressed_are_left_alone(tmp_path: Path) -> None:
    app = Flask(__name__)
    compression.register(app)
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"a" * 5000))
    app.add_url_rule("/file", "file", lambda: send_file(tmp_path / "a.gz"))
    app.add_url_rule("/text", "text", lambda: send_file(__file__, mimetype="text/plain"))
    app.add_url_rule("/picture", "picture", lambda: Response(b"a" * 5000, mimetype="image/png"))
    for path in ("/file", "/text", "/picture"):
        with app.test_client().get(path, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            assert answer.headers.get("Content-Encoding", "") == ("gzip" if path == "/file" else "")
            assert path != "/file" or gzip.decompress(answer.data) == b"a" * 5000


@pytest.mark.parametrize("encoding", sorted(PLAIN))
def test_each_encoding_has_its_own_tag(client: FlaskClient, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    plain, small = client.get("/ns.ttl").headers["ETag"], client.get("/ns.ttl", headers=headers).headers["ETag"]
    assert plain != small
    assert client.head("/ns.ttl", headers=headers).headers["ETag"] == small
    again = client.get("/ns.ttl", headers={**headers, "If-None-Match": small})
    assert (again.status_code, again.headers["ETag"], again.data) == (304, small, b"")
    assert client.get("/ns.ttl", headers={"If-None-Match": plain}).headers["ETag"] == plain


def test_a_tag_of_a_compressed_graph_can_be_counted_on() -> None:
    settings = Settings(store=MEMORY, token="secret", write_check="none")
    store = open_store(MEMORY)
    client = create_app(store, settings, writing(store, settings)).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer secret"
    path = "/rdf-graph-store?graph=x:g"
    client.put(path, data="".join(f"<x:s{n}> <x:p> {n} .\n" for n in range(200)), content_type="text/turtle")
    tag = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert client.post(path, data="<x:s> <x:p> 1 .", headers={"If-Match": tag}).status_code == 204
    assert client.post(path, data="<x:s> <x:p> 2 .", headers={"If-Match": tag}).status_code == 412
    store.close()


def test_a_compressed_body_is_refused(client: FlaskClient) -> None:
    body = io.BytesIO(gzip.compress(b"ASK {}"))
    headers = {"Content-Encoding": "gzip"}
    answer = client.post("/sparql", data=body, content_type="application/sparql-query", headers=headers)
    assert (answer.status_code, answer.content_type) == (415, "application/problem+json")
