"""Answers that are given again: the same while the published state is the same, and never those that are one's own."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from legation.errors import StoreUnavailable
from legation.store import Store, open_store
from legation.store.guard import differs_each_time
from legation.web.kept import Kept, Key, Response

ROOT = Path(__file__).parent.parent.parent
GRAPH = "https://legation.example/graph/world"
ACCEPT = ("accept", "text/csv")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def response(body: bytes = b"x", *headers: tuple[str, str], status: int = 200) -> Response:
    return Response(status, [("Cache-Control", "no-cache"), *headers], body, lambda _: None)


def key(kept: Kept, *headers: tuple[str, str], path: str = "/sparql", method: str = "GET") -> Key:
    found = kept.key(method, path, "query=ASK{}", headers)
    assert found is not None
    return found


def test_what_was_kept_is_found_until_the_state_is_another() -> None:
    states = ["1"]
    kept = Kept(lambda: states[-1], 1 << 20)
    kept.keep(key(kept, ACCEPT), response(b"one"))
    found = kept.find(key(kept, ACCEPT))
    assert found is not None
    assert found.body == b"one"
    assert kept.find(key(kept)) is None
    assert kept.find(key(kept, ACCEPT, ("host", "evil.example"))) is None
    assert kept.find(key(kept, ACCEPT, path="/search")) is None
    assert kept.find(key(kept, ACCEPT, method="HEAD")) is None
    states.append("2")
    assert kept.find(key(kept, ACCEPT)) is None


@pytest.mark.parametrize("header", ["authorization", "cookie", "if-none-match", "range"])
def test_a_request_for_one_client_is_none_to_keep(header: str) -> None:
    assert Kept(lambda: "1", 1 << 20).key("GET", "/", "", [ACCEPT, (header, "x")]) is None


def test_other_methods_and_two_lines_of_one_header_and_no_state_are_none_to_keep() -> None:
    kept = Kept(lambda: "1", 1 << 20)
    assert kept.key("POST", "/sparql", "", [ACCEPT]) is None
    assert kept.key("GET", "/sparql", "", [ACCEPT, ("accept", "text/html")]) is None

    def damaged() -> str:
        raise StoreUnavailable("no checkpoint")

    assert Kept(damaged, 1 << 20).key("GET", "/", "", [ACCEPT]) is None


@pytest.mark.parametrize(
    "own",
    [
        response(status=503),
        response(b"x", ("Cache-Control", "no-store")),
        response(b"x", ("Set-Cookie", "a=b")),
        response(b"x", ("Vary", "Accept, Origin")),
        response(b"x" * 200_000),
        Response(200, [], b"x", lambda _: None),
    ],
)
def test_an_answer_that_is_not_for_all_is_not_kept(own: Response) -> None:
    kept = Kept(lambda: "1", 1 << 20)
    kept.keep(key(kept), own)
    assert kept.find(key(kept)) is None


def test_the_oldest_go_when_there_is_no_more_place() -> None:
    kept = Kept(lambda: "1", 40_000)
    keys = [key(kept, path=f"/{number}") for number in range(20)]
    for one in keys:
        kept.keep(one, response(b"x" * 2_000, ("Vary", "Accept, Accept-Encoding")))
        kept.find(keys[0])
    held = [one for one in keys if kept.find(one)]
    assert keys[0] in held
    assert keys[-1] in held
    assert len(held) == 9


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (NOW() AS ?n) {}",
        "select (now () as ?n) {}",
        "SELECT * { FILTER(RAND() > 0.5) }",
        "SELECT (UUID() AS ?n) {}",
        "SELECT (StrUUID() AS ?n) {}",
        r"SELECT (\u004EOW() AS ?n) {}",
    ],
)
def test_what_differs_each_time_is_seen(text: str) -> None:
    assert differs_each_time(text)


@pytest.mark.parametrize("text", [COUNT, "SELECT * { <x:uuid> ?p 'brand and known' }"])
def test_what_only_looks_like_that_does_not(text: str) -> None:
    assert not differs_each_time(text)


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(str(tmp_path_factory.mktemp("store")))
    store.replace(GRAPH, f"<x:s> <x:p> <x:o> <{GRAPH}> .\n".encode())
    store.publish()
    yield store
    store.close()


@pytest.fixture(scope="module")
def port(writer: Store) -> Iterator[int]:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from services import serving  # noqa: PLC0415

    assert writer.beside is not None
    with serving(writer.beside) as running:
        yield running.port
    sys.path.remove(str(ROOT / "benchmarks"))


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    finally:
        connection.close()


def sparql(query: str) -> str:
    return f"/sparql?{urlencode({'query': query})}"


def test_an_answer_is_given_again_and_counted_each_time(port: int) -> None:
    def counted() -> float:
        told = ask(port, "/metrics")[2].decode()
        lines = [line for line in told.splitlines() if 'route="/sparql"' in line and "requests_total" in line]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    before = counted()
    first, again = (ask(port, sparql(COUNT), Accept="text/csv") for _ in range(2))
    assert first == again
    assert first[2] == b"n\r\n1\r\n"
    assert counted() == before + 2
    assert ask(port, sparql(COUNT), Accept="text/tab-separated-values")[2] == b"?n\n1\n"


def test_what_is_published_is_seen_by_the_next_request(port: int, writer: Store) -> None:
    query = sparql("SELECT ?o { <x:t> <x:p> ?o }")
    for number in range(3):
        writer.replace(f"{GRAPH}/t", f"<x:t> <x:p> <x:o{number}> <{GRAPH}/t> .\n".encode())
        writer.publish()
        for _ in range(2):
            assert ask(port, query, Accept="text/csv")[2].decode() == f"o\r\nx:o{number}\r\n"


def test_chance_is_asked_each_time(port: int) -> None:
    status, headers, one = ask(port, sparql("SELECT (STRUUID() AS ?n) {}"), Accept="text/csv")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert ask(port, sparql("SELECT (STRUUID() AS ?n) {}"), Accept="text/csv")[2] != one


def test_a_page_is_given_again_with_its_headers_and_304_still_works(port: int) -> None:
    first, again = (ask(port, "/queries", Accept="text/html") for _ in range(2))
    assert first == again
    assert ask(port, "/queries", Accept="text/html", **{"If-None-Match": first[1]["etag"]})[0] == 304
