"""The service over sockets: whole answers or none, also beside clients that hang up or stand still."""

from __future__ import annotations

import http.client
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from legation.store import open_store

ROOT = Path(__file__).parent.parent.parent
GRAPH = "https://legation.example/graph/world"
SIZE = 1_500
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
LARGE = "SELECT * { ?a ?p ?b . ?c ?q ?d }"


@pytest.fixture(scope="module")
def serving() -> Iterator[Callable[..., AbstractContextManager[object]]]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from services import serving  # noqa: PLC0415

    yield serving
    sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def port(
    serving: Callable[..., AbstractContextManager[object]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """A service with one process that reads, and bounds that are soon met."""
    folder = tmp_path_factory.mktemp("store")
    writer = open_store(str(folder))
    writer.replace(GRAPH, "".join(f'<x:s{n}> <x:p> "{n}" <{GRAPH}> .\n' for n in range(SIZE)).encode())
    writer.publish()
    writer.close()
    limits = {
        "query_seconds": 3,
        "query_rows": 50_000,
        "concurrent_queries": 1,
        "queued_queries": 1,
        "body_bytes": 5_000,
        "kept_bytes": 0,
    }
    with serving(folder, **limits) as running:
        yield running.port  # type: ignore[attr-defined]


@contextmanager
def sent(port: int, query: str, accept: str = "text/csv") -> Iterator[socket.socket]:
    """A connection on which a query was sent."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        line = f"GET /sparql?{urlencode({'query': query})} HTTP/1.1\r\nHost: test\r\nAccept: {accept}\r\n\r\n"
        connection.sendall(line.encode())
        yield connection


def ask(
    port: int, query: str, accept: str = "text/csv", method: str = "GET"
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, f"/sparql?{urlencode({'query': query})}", headers={"Accept": accept})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def test_a_query_is_answered(port: int) -> None:
    status, headers, body = ask(port, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert (status, body) == (200, b"n\r\n1500\r\n")
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Security-Policy"]
    status, headers, body = ask(port, "ASK {}", method="HEAD")
    assert (status, body) == (200, b"")


def test_a_large_answer_comes_whole_with_its_length(port: int) -> None:
    status, headers, body = ask(port, f"{LARGE} LIMIT 50000")
    assert status == 200
    assert int(headers["Content-Length"]) == len(body) > 1 << 20
    assert body.count(b"\n") == 50_001


def test_a_limit_that_is_met_late_is_a_problem_and_no_short_answer(port: int) -> None:
    status, headers, body = ask(port, LARGE)
    assert status == 503
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Retry-After"]
    assert json.loads(body)["limit"] == "query_rows"


def test_a_slow_query_ends_at_its_limit(port: int) -> None:
    begin = time.monotonic()
    status, headers, body = ask(port, SLOW)
    assert time.monotonic() - begin < 20
    assert status == 503
    assert json.loads(body)["limit"] == "query_seconds"
    assert "3 seconds" in json.loads(body)["detail"]
    assert headers["Retry-After"]


def test_more_queries_than_may_wait_are_told_to_come_again(port: int) -> None:
    with sent(port, SLOW), sent(port, SLOW):
        told = [ask(port, "ASK {}") for _ in range(3)]
    assert {status for status, _, _ in told} <= {200, 503}
    refused = [json.loads(body)["limit"] for status, _, body in told if status == 503]
    assert refused
    assert set(refused) <= {"queued_queries", "concurrent_queries"}


def freed(port: int) -> None:
    """Return when a query is answered. Fails where that takes as long as a slow one may run."""
    end = time.monotonic() + 2
    while ask(port, "ASK {}")[0] != 200:
        assert time.monotonic() < end


def test_a_client_that_hangs_up_frees_its_reader(port: int) -> None:
    for wait in (0.5, 0.3, 0.05, 0.02, 0.01):
        freed(port)
        with sent(port, SLOW) as connection:
            connection.settimeout(wait)
            with pytest.raises(TimeoutError):
                connection.recv(1)
    freed(port)


def test_a_client_that_never_reads_keeps_nobody_waiting(port: int) -> None:
    with sent(port, f"{LARGE} LIMIT 50000") as first, sent(port, f"{LARGE} LIMIT 50000"):
        assert first.recv(12) == b"HTTP/1.1 200"
        for _ in range(4):
            assert ask(port, "ASK {}")[0] == 200


def test_a_body_that_is_too_large_is_refused_however_it_is_sent(port: int) -> None:
    for headers, body in (
        ({"Content-Type": "application/sparql-query"}, b"#" * 5_001),
        ({"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"}, iter([b"#" * 3_000] * 4)),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/sparql", body, headers, encode_chunked=not isinstance(body, bytes))  # type: ignore[arg-type]
        answer = connection.getresponse()
        assert answer.status == 413
        assert json.loads(answer.read())["status"] == 413
        connection.close()


def raw(port: int, request: bytes) -> bytes:
    """The answer to a request of any bytes."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(request + b"Host: test\r\nConnection: close\r\n\r\n")
        pieces = []
        while piece := connection.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def test_headers_with_an_underscore_pass_for_no_other(port: int) -> None:
    query = b"/sparql?query=ASK%20%7B%7D"
    answer = raw(port, b"GET %s HTTP/1.1\r\nAccept: text/csv\r\nACCEPT_: image/png\r\nContent_Length: 7\r\n" % query)
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", [b"/page/state/%ff", b"/id/%c3%28", b"/data/%e2%82.ttl", b"/%f0%28%8c%28"])
def test_a_path_that_is_no_utf8_is_refused(port: int, path: bytes) -> None:
    assert raw(port, b"GET %s HTTP/1.1\r\n" % path).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "path",
    [b"/static/../../settings.py", b"/static/%2e%2e/%2e%2e/settings.py", b"/static//etc/passwd",
     b"/static/..%2f..%2fpyproject.toml", b"/data/../../../../etc/passwd.ttl", b"/queries/../../pyproject.toml",
     b"/queries/%2e%2e%2fcore.ttl", b"/static/%00"],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(port: int, path: bytes) -> None:
    answer = raw(port, b"GET %s HTTP/1.1\r\n" % path)
    assert answer.split(b" ", 2)[1] in {b"400", b"404", b"308"}
    assert b"root:" not in answer
    assert b"dependencies" not in answer


def test_a_line_break_in_what_is_given_makes_no_header(port: int) -> None:
    for path in (
        b"/id/state/KOR%0d%0aX-Made:%20up",
        b"/sparql?query=ASK%7B%7D&format=csv%0d%0aX-Made:%20up",
        b"/rdf-graph-store?graph=x:%0d%0aX-Made:%20up",
        b"/search?q=%0d%0aX-Made:%20up",
        b"/page/dyad/KOR%0d%0aX-Made:%20up/JPN",
    ):
        for accept in (b"text/html", b"text/turtle", b"*/*"):
            answer = raw(port, b"GET %s HTTP/1.1\r\nAccept: %s\r\n" % (path, accept))
            head = answer.partition(b"\r\n\r\n")[0].lower()
            assert head.startswith(b"http/1.1 ")
            assert b"\r\nx-made" not in head
