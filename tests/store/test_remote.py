"""A store that a server keeps: how it is named, and what comes of servers that are slow, broken or in the way."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import servers
from quads_by_hand import count, graph, lines

from legation.errors import BadInput, Forbidden, LegationError, LimitReached, StoreSlow, StoreUnavailable
from legation.graph.vocabulary import LEG_NS
from legation.settings import Settings
from legation.store import open_store
from legation.store.products import PRODUCTS, located
from legation.store.remote import STATE
from legation.store.writing import writing
from legation.validation.shapes import check
from legation.web import create_app

ROWS = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"1"}}]}}'
Handle = Callable[[BaseHTTPRequestHandler], None]


@contextlib.contextmanager
def answering(handle: Handle) -> Iterator[tuple[str, list[str]]]:
    """A server that answers each request in one way; its address, and the requests that it met."""
    met: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            met.append(f"{self.command} {self.path} {body} {self.headers.get('Authorization')}")
            self.close_connection = True
            with contextlib.suppress(OSError):
                handle(self)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815  as the base class looks for them

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", met
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def saying(status: int, body: bytes = b"", **headers: str) -> Handle:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return handle


def in_turn(*handles: Handle) -> Handle:
    left = list(handles)

    def handle(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return handle


def silent(_: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def trickling(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000000")
    request.end_headers()
    for _ in range(60):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def trickling_headers(request: BaseHTTPRequestHandler) -> None:
    for _ in range(60):
        request.wfile.write(b"H")
        request.wfile.flush()
        time.sleep(0.05)


def broken_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(ROWS) + 10))
    request.end_headers()
    request.wfile.write(ROWS)


@pytest.mark.parametrize(
    ("location", "product", "address"),
    [
        ("http://h:1/sparql", "sparql", "http://h:1/sparql"),
        ("oxigraph+https://h/", "oxigraph", "https://h"),
        ("graphdb+http://h:7200/repositories/news", "graphdb", "http://h:7200/repositories/news"),
    ],
)
def test_an_address_may_say_which_product_is_there(location: str, product: str, address: str) -> None:
    assert located(location) == (PRODUCTS[product], address)


@pytest.mark.parametrize(
    "location", ["mystore+http://h/", "ftp://h/", "http://", "http://anna:secret@h/", "http://h/a b", "file:///etc"]
)
def test_an_address_that_cannot_be_is_refused_without_repeating_a_password(location: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_store(location)
    assert "secret" not in str(caught.value)


def test_a_server_is_not_asked_before_it_is_needed() -> None:
    open_store("http://127.0.0.1:1/sparql").close()


@pytest.mark.parametrize(
    ("handle", "error"),
    [
        (silent, StoreSlow),
        (trickling, StoreSlow),
        (trickling_headers, StoreSlow),
        (broken_off, StoreUnavailable),
        (lambda request: None, StoreUnavailable),
        (lambda request: request.wfile.write(b"SSH-2.0\r\n\r\n"), StoreUnavailable),
        (saying(200, b"<html>"), StoreUnavailable),
        (saying(200, ROWS[:-20]), StoreUnavailable),
        (saying(200, b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"bnode"}}]}}'), StoreUnavailable),
        (saying(400, b"no such function"), BadInput),
        (saying(401, WWW_Authenticate="Basic"), StoreUnavailable),
        (saying(403), StoreUnavailable),
        (saying(404), StoreUnavailable),
        (saying(500, b"<html><p>out of memory</p></html>"), StoreUnavailable),
        (saying(502), StoreUnavailable),
        (saying(503), StoreUnavailable),
        (saying(504), StoreSlow),
        (saying(302, Location="http://127.0.0.1:1/"), StoreUnavailable),
    ],
)
def test_a_server_that_fails_is_told(handle: Handle, error: type[LegationError]) -> None:
    with answering(handle) as (address, _):
        store = open_store(address, Settings(store_seconds=0.4), read_only=True)
        begin = time.monotonic()
        with pytest.raises(LegationError) as caught:
            store.query("SELECT ?o { ?s ?p ?o }").body()
        assert type(caught.value).status == error.status
        assert isinstance(caught.value, error)
        assert time.monotonic() - begin < 2


def test_a_server_that_is_not_there_is_told() -> None:
    store = open_store(f"http://127.0.0.1:{servers.free_port()}/", Settings(store_seconds=1))
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        store.query("ASK {}")


def test_reads_are_tried_again_and_writes_are_not() -> None:
    with answering(in_turn(saying(503), saying(503), saying(200, ROWS))) as (address, met):
        answer = open_store(address).query("SELECT ?o { ?s ?p ?o }", accept="text/csv")
        assert answer.body() == b"o\r\n1\r\n"
        assert len(met) == 3
    with answering(saying(503)) as (address, met):
        with pytest.raises(StoreUnavailable):
            open_store(address).update("INSERT DATA { <x:s> <x:p> 1 }")
        assert len(met) == 1


def test_limits_hold_for_what_a_server_gives() -> None:
    rows = b'{"head":{"vars":["o"]},"results":{"bindings":[' + b",".join([b'{"o":{"type":"literal","value":"1"}}'] * 9)
    with answering(saying(200, rows + b"]}}")) as (address, _):
        for limits in (Settings(query_rows=8), Settings(query_bytes=100)):
            with pytest.raises(LimitReached):
                open_store(address, limits, read_only=True, limited=True).query("SELECT ?o { ?s ?p ?o }")
        assert open_store(address, Settings(query_rows=9), read_only=True, limited=True).query("SELECT * {}").body()


def test_who_asks_is_told_to_the_server_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings(store_user="anna", store_password="hush-hush")
    with answering(saying(403, b"no")) as (address, met):
        store = open_store(address, settings)
        with pytest.raises(StoreUnavailable) as caught:
            store.query("ASK {}")
        assert met[0].endswith("Basic YW5uYTpodXNoLWh1c2g=")
    with answering(saying(403, b"no")) as (address, met):
        with pytest.raises(StoreUnavailable):
            open_store(address, Settings(store_token="hush-hush")).query("ASK {}")
        assert met[0].endswith("Bearer hush-hush")
    for told in (str(caught.value), caplog.text, repr(store), repr(vars(store)), repr(settings)):
        assert "hush" not in told
        assert "YW5u" not in told


def test_nothing_follows_a_redirection() -> None:
    with answering(saying(200, ROWS)) as (other, met), answering(saying(307, Location=other)) as (address, _):
        with pytest.raises(StoreUnavailable, match="has moved"):
            open_store(address, Settings(store_token="secret")).query("SELECT ?o { ?s ?p ?o }")
        assert not met


def test_rows_that_were_cut_are_no_answer() -> None:
    cut = saying(200, b"<sparql/>", X_SPARQL_MaxRows="10")
    with answering(cut) as (address, _), pytest.raises(StoreUnavailable, match="no more than 10 rows"):
        open_store(f"virtuoso+{address}").query("SELECT * { ?s ?p ?o }")


def test_a_server_opened_for_reading_is_not_written(oxigraph: servers.Served) -> None:
    reader = open_store(oxigraph.location, read_only=True)
    for write in (
        lambda: reader.replace(graph("z"), lines("z", ":s :p 1")),
        lambda: reader.put(graph("z"), []),
        lambda: reader.update("CLEAR ALL"),
        reader.publish,
    ):
        with pytest.raises(Forbidden):
            write()
    assert graph("z") not in reader.graphs()


def test_a_plain_endpoint_is_written_by_updates_alone() -> None:
    with answering(in_turn(saying(200, b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'), saying(204))) as (
        address,
        met,
    ):
        open_store(address).replace(graph("a"), lines("a", ":s :p 1"))
    assert [line.split(maxsplit=1)[0] for line in met] == ["GET", "POST", "POST"]
    assert "INSERT+DATA" in met[-1]


def test_readers_see_the_state_that_was_published(oxigraph: servers.Served) -> None:
    writer, reader = open_store(oxigraph.location), open_store(oxigraph.location, read_only=True)
    writer.replace(graph("a"), lines("a", ":s :p published"))
    assert writer.unpublished
    assert reader.unpublished
    assert reader.version != reader.version
    writer.publish()
    assert reader.version == reader.version == writer.version
    assert not reader.unpublished
    assert STATE not in writer.graphs()
    before = reader.version
    writer.replace(graph("a"), lines("a", ":s :p again"))
    writer.publish()
    assert reader.version != before


def test_the_own_default_graph_is_to_be_had_where_a_server_has_it(oxigraph: servers.Served) -> None:
    own = Settings(default_graph="own")
    store = open_store(oxigraph.location, own)
    store.update("CLEAR ALL ; INSERT DATA { <x:s> <x:p> 1 GRAPH <x:g> { <x:s> <x:p> 2 } }")
    assert count(store) == 1
    with pytest.raises(BadInput, match="graphdb"):
        open_store("graphdb+http://127.0.0.1:1/repositories/a", own)


def test_a_graph_whose_writing_broke_off_is_not_held(virtuoso: servers.Served) -> None:
    store = virtuoso.store()
    store.replace(graph("cut"), lines("cut", ":s :p 1"))
    held = list(store.quads(graph("cut")))
    assert store.holds(held)
    store.update(f"INSERT DATA {{ GRAPH <{STATE}> {{ <{STATE}> <{STATE}#writing> <{graph('cut')}> }} }}")
    assert not store.holds(held)
    store.replace(graph("cut"), lines("cut", ":s :p 2"))
    store.replace(graph("cut"), lines("cut", ":s :p 1"))
    assert store.holds(held)


@pytest.mark.parametrize(
    ("handle", "status"),
    [(silent, 504), (trickling, 504), (broken_off, 502), (saying(500, b"disk /srv is full"), 502), (saying(503), 502)],
)
def test_the_service_tells_that_its_store_fails_and_not_where_it_is(handle: Handle, status: int) -> None:
    with answering(handle) as (address, _):
        settings = Settings(store=address, query_seconds=0.4)
        client = create_app(open_store(address, settings, read_only=True, limited=True), settings).test_client()
        for path in ("/sparql?query=SELECT*{?s?p?o}", "/rdf-graph-store?graph=x:g", "/"):
            begin = time.monotonic()
            answer = client.get(path)
            assert answer.status_code == status
            assert time.monotonic() - begin < 3
            assert "127.0.0.1" not in answer.text
            assert "/srv" not in answer.text


def test_a_server_is_written_to_through_the_service(oxigraph: servers.Served) -> None:
    settings = Settings(store=oxigraph.location, token="secret")
    store = open_store(settings=settings, read_only=True, limited=True)
    client = create_app(store, settings, writing(store, settings, check)).test_client()
    headers = {"Authorization": "Bearer secret"}
    path = f"/rdf-graph-store?graph={graph('w')}"
    assert client.put(path, data="<x:s> <x:p> 1 .", headers=headers).status_code in {201, 204}
    assert client.get(path, headers={"Accept": "text/csv"}).status_code == 406
    tag = client.get(path).headers["ETag"]
    assert client.put(path, data="<x:s> <x:p> 2 .", headers={**headers, "If-Match": tag}).status_code == 204
    assert client.put(path, data="<x:s> <x:p> 3 .", headers={**headers, "If-Match": tag}).status_code == 412
    bare = f"<x:article> a <{LEG_NS}Article> ."
    assert client.put(path, data=bare, content_type="text/turtle", headers=headers).status_code == 422
    assert client.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers).status_code == 409
    assert client.get(path).text == "<x:s> <x:p> 2 .\n"
    free = create_app(store, settings, writing(store, settings)).test_client()
    assert free.post("/sparql", data={"update": "DROP ALL"}, headers=headers).status_code == 204
    assert client.get(path).status_code == 404
