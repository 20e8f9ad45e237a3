"""What attackers try: other servers called from here, tokens guessed, headers forged, pages made to run scripts."""

from __future__ import annotations

import hmac
import io
import socket
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from legation.articles import Limits, feed, html
from legation.errors import BadInput
from legation.settings import Settings
from legation.store import MEMORY, open_store
from legation.store.writing import writing
from legation.web import create_app, writers

SETTINGS = Settings(store=MEMORY, token="secret", body_bytes=100_000)


@pytest.fixture
def writable() -> Iterator[FlaskClient]:
    store = open_store(MEMORY)
    yield create_app(store, SETTINGS, writing(store, SETTINGS)).test_client()
    store.close()


class Trap:
    """An address on this machine that notices whoever calls it."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.calls = 0
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/called"
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


def test_the_trap_notices_a_call(trap: Trap) -> None:
    socket.create_connection(("127.0.0.1", int(trap.address.split(":")[2].split("/")[0]))).close()
    while not trap.calls:
        pass
    assert trap.calls == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * { SERVICE <URL> { ?s ?p ?o } }", 403),
        ("SELECT * { VALUES ?u { <URL> } SERVICE SILENT ?u { ?s ?p ?o } }", 403),
        ("SELECT * FROM <URL> { ?s ?p ?o }", 200),
        ("SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }", 200),
        ("SELECT * { GRAPH <URL> { ?s ?p ?o } }", 200),
        ("DESCRIBE <URL>", 200),
        ("BASE <URL> SELECT * { <#a> ?p ?o }", 200),
    ],
)
def test_no_query_calls_another_server(client: FlaskClient, trap: Trap, text: str, status: int) -> None:
    query = text.replace("URL", trap.address)
    assert client.get("/sparql", query_string={"query": query}).status_code == status
    graphs = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": trap.address, "named-graph-uri": trap.address}
    assert client.get("/sparql", query_string=graphs).status_code == 200
    assert client.get("/rdf-graph-store", query_string={"graph": trap.address}).status_code == 404
    assert trap.calls == 0


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/ld+json", '{"@context": "URL", "@id": "x:s", "x:p": 1}'),
        ("application/ld+json", '{"@context": {"@import": "URL"}, "@id": "x:s"}'),
        ("application/rdf+xml", '<!DOCTYPE a SYSTEM "URL"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
        ("application/rdf+xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "URL">]><a>&e;</a>'),
        ("text/turtle", "@prefix : <URL> . @base <URL> . <> <http://www.w3.org/2002/07/owl#imports> <URL> ."),
        ("application/sparql-update", "LOAD <URL>"),
        ("application/sparql-update", "LOAD SILENT <URL> INTO GRAPH <x:g>"),
        ("application/sparql-update", "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }"),
        ("application/sparql-update", "COPY <URL> TO <x:g>"),
        ("application/sparql-update", "INSERT { ?s ?p ?o } USING <URL> WHERE { ?s ?p ?o }"),
    ],
)  # fmt: skip
def test_no_write_calls_another_server(writable: FlaskClient, trap: Trap, content_type: str, body: str) -> None:
    path = "/sparql" if content_type.endswith("update") else "/rdf-graph-store?graph=x:g"
    headers = {"Authorization": "Bearer secret"}
    answer = writable.post(path, data=body.replace("URL", trap.address), content_type=content_type, headers=headers)
    assert answer.status_code in {201, 204, 400, 403, 409}
    if "LOAD" in body or "SERVICE" in body:
        assert answer.status_code == 403
    assert trap.calls == 0


def test_no_feed_or_page_calls_another_server(trap: Trap) -> None:
    url = trap.address
    item = (
        f'<item><title>A</title><link>{url}</link><enclosure url="{url}" type="text/html"/>'
        f'<source url="{url}">S</source>'
        f"<description>&lt;p&gt;Ministers met.&lt;/p&gt;&lt;img src='{url}'&gt;</description></item>"
    )
    rss = f'<?xml version="1.0"?><?xml-stylesheet href="{url}"?><rss version="2.0"><channel>{item}</channel></rss>'
    assert list(feed.read(io.BufferedReader(io.BytesIO(rss.encode())), "x", Limits(), url=url))
    for markup in (rss.replace("<rss", f'<!DOCTYPE rss SYSTEM "{url}"><rss'), f'<x xmlns:xi="{url}"/>'):
        with pytest.raises(BadInput):
            list(feed.read(io.BufferedReader(io.BytesIO(markup.encode())), "x", Limits(), url=url))
    page = (
        f'<html><head><base href="{url}"><meta http-equiv="refresh" content="0;url={url}">'
        f'<link rel="stylesheet" href="{url}"><script src="{url}"></script></head><body><article><h1>Talks</h1>'
        f'<img src="{url}"><iframe src="{url}"></iframe><p>{"Ministers met. " * 40}</p></article></body></html>'
    )
    assert html.article(page, "x", Limits(), url=url)
    assert trap.calls == 0


def test_the_token_is_compared_in_constant_time(writable: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(first: bytes, second: bytes) -> bool:
        compared.append((first, second))
        return hmac.compare_digest(first, second)

    class Watched:
        compare_digest = staticmethod(compare)

    monkeypatch.setattr(writers, "hmac", Watched)
    for token, status in (("secret", 204), ("s", 401), ("secretsecret", 401), ("Secret", 401)):
        answer = writable.post(
            "/sparql",
            data="INSERT DATA { <x:s> <x:p> 1 }",
            content_type="application/sparql-update",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == status
    assert [first for first, _ in compared] == [b"secret", b"s", b"secretsecret", b"Secret"]


RESPONSES = [
    ("GET", "/", 200), ("GET", "/sparql?query=ASK%7B%7D", 200), ("GET", "/sparql?query=ASK", 400),
    ("GET", "/id/state/KOR", 303), ("GET", "/page/state/KOR", 200), ("GET", "/data/state/KOR.ttl", 200),
    ("GET", "/nowhere", 404), ("DELETE", "/sparql", 405), ("POST", "/sparql", 415), ("OPTIONS", "/sparql", 200),
    ("GET", "/static/legation.css", 200), ("HEAD", "/", 200), ("GET", "/search?q=met", 200),
]  # fmt: skip


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize(("method", "path", "status"), RESPONSES)
def test_every_response_says_what_a_browser_may_do_with_it(
    client: FlaskClient, method: str, path: str, status: int, accept: str
) -> None:
    with client.open(path, method=method, headers={"Accept": accept}) as answer:
        assert answer.status_code == status
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        for kind in ("script-src", "style-src"):
            assert "unsafe" not in policy.get(kind, "")
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"]
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/", "/id/state/KOR", "/page/state/KOR", "/data/state/KOR.ttl", "/sparql", "/nowhere"]
)
def test_a_forged_host_goes_nowhere(client: FlaskClient, path: str) -> None:
    headers = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "Accept": "text/html",
        "Origin": "https://evil.example",
    }
    with client.get(path, headers=headers) as answer:
        assert b"evil.example" not in answer.data
        assert not any("evil.example" in value for _, value in answer.headers)


@pytest.mark.parametrize(
    "value", ["text/html\r\nX-Made: up", "\x00", "é" * 100, "a/b;" * 5_000, ",".join(["*/*;q=0.001"] * 5_000)]
)
def test_no_header_of_a_request_breaks_the_answer(client: FlaskClient, value: str) -> None:
    environ = {"HTTP_ACCEPT": value, "HTTP_IF_NONE_MATCH": value, "HTTP_AUTHORIZATION": value}
    for path in ("/", "/id/state/KOR", "/sparql?query=ASK%7B%7D", "/sparql?query=ASK"):
        with client.get(path, environ_overrides=environ) as answer:
            assert answer.status_code < 500
            assert "X-Made" not in answer.headers
