"""Queries in processes of their own: limits on time, rows, bytes, memory and number, and what is left after each."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from quads_by_hand import count, graph

from legation.errors import BadInput, Forbidden, LimitReached, NotAcceptable, StoreUnavailable
from legation.settings import Settings
from legation.store import Store, open_store

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
LARGE = "SELECT * { ?a ?p ?b . ?c ?q ?d }"
SIZE = 1_500


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    writer = open_store(str(folder))
    writer.replace(graph("a"), "".join(f'<x:s{n}> <x:p> "{n}" <{graph("a")}> .\n' for n in range(SIZE)).encode())
    writer.publish()
    writer.close()
    return folder


@pytest.fixture
def opened(location: Path) -> Iterator[Callable[..., Store]]:
    stores: list[Store] = []

    def open_with(**limits: float) -> Store:
        settings = dataclasses.replace(Settings(concurrent_queries=2, query_seconds=20.0), **limits)  # type: ignore[arg-type]
        stores.append(open_store(str(location), settings, read_only=True, limited=True))
        return stores[-1]

    yield open_with
    for store in stores:
        store.close()


def test_queries_are_answered_as_they_are_without_processes(opened: Callable[..., Store], location: Path) -> None:
    store, plain = opened(), open_store(str(location), read_only=True)
    text = "SELECT ?s ?o { ?s <x:p> ?o } ORDER BY ?s"
    for accept in ("application/json", "text/csv"):
        answer = store.query(text, accept=accept)
        assert answer.media_type == plain.query(text, accept=accept).media_type
        assert answer.body() == plain.query(text, accept=accept).body()
    assert store.query("CONSTRUCT WHERE { ?s ?p 1 }").body() == b""
    plain.close()


def test_an_error_of_a_query_comes_back_as_it_is(opened: Callable[..., Store]) -> None:
    store = opened()
    with pytest.raises(BadInput, match="not SPARQL") as caught:
        store.query("SELECT nothing")
    assert caught.value.what == "the query"
    with pytest.raises(Forbidden):
        store.query("SELECT * { SERVICE <http://127.0.0.1:1/> {} }")
    with pytest.raises(NotAcceptable) as refused:
        store.query("ASK {}", accept="image/png")
    assert "text/csv" in refused.value.offered
    assert count(store) == SIZE


def test_a_slow_query_is_ended_and_the_next_is_answered(opened: Callable[..., Store]) -> None:
    store = opened(query_seconds=0.5)
    count(store)
    begin = time.monotonic()
    with pytest.raises(LimitReached, match=r"0\.5 seconds"):
        store.query(SLOW)
    assert time.monotonic() - begin < 2
    assert count(store) == SIZE


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+xml", "text/csv", "text/tsv"])
def test_rows_are_limited_in_every_format(opened: Callable[..., Store], accept: str) -> None:
    store = opened(query_rows=1_000)
    accept = accept.replace("tsv", "tab-separated-values")
    assert store.query("SELECT ?s ?o { ?s ?p ?o } LIMIT 1000", accept=accept).body()
    with pytest.raises(LimitReached, match="more than 1,000 rows"):
        store.query("SELECT ?s ?o { ?s ?p ?o } LIMIT 1001", accept=accept)


def test_triples_and_bytes_are_limited(opened: Callable[..., Store]) -> None:
    with pytest.raises(LimitReached, match="rows"):
        opened(query_rows=1_000).query("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(LimitReached, match="bytes"):
        opened(query_bytes=1_000).query("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(LimitReached, match="bytes"):
        opened(query_bytes=1_000).query("SELECT * { ?s ?p ?o }")


def test_memory_is_limited(opened: Callable[..., Store]) -> None:
    store = opened(query_memory=60_000_000)
    with pytest.raises(LimitReached, match="memory"):
        store.query("SELECT ?x { ?a ?p ?b . ?c ?q ?d BIND(CONCAT(?b, ?d, STR(?a)) AS ?x) } ORDER BY ?x")
    assert count(store) == SIZE


def test_a_large_answer_streams_and_can_be_left(opened: Callable[..., Store]) -> None:
    store = opened()
    answer = store.query(LARGE)
    assert next(answer.chunks).startswith(b'{"head"')
    answer.close()
    assert count(store) == SIZE


def test_a_limit_met_in_the_middle_ends_the_stream(opened: Callable[..., Store]) -> None:
    answer = opened(query_bytes=5_000_000).query(LARGE)
    with pytest.raises(LimitReached, match="bytes"):
        answer.body()


def test_only_so_many_queries_wait(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1, queued_queries=0, query_seconds=3.0)
    count(store)
    first = store.query(LARGE)
    with pytest.raises(LimitReached, match="run or wait already"):
        store.query("ASK {}")
    first.close()
    assert count(store) == SIZE


def test_a_waiting_query_gets_its_turn(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1, queued_queries=4)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(count(store))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [SIZE] * 4


def test_a_killed_process_is_replaced(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1)
    count(store)
    (reader,) = store._readers._all  # type: ignore[attr-defined]
    reader.process.kill()
    with pytest.raises((LimitReached, StoreUnavailable)):
        count(store)
    assert count(store) == SIZE


def test_processes_end_with_their_store(location: Path) -> None:
    store = open_store(str(location), Settings(), read_only=True, limited=True)
    count(store)
    (reader,) = store._readers._all  # type: ignore[attr-defined]
    store.close()
    assert reader.process.returncode is not None
    with pytest.raises(StoreUnavailable, match="closed"):
        count(store)


def test_readers_move_to_what_is_published(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    writer.publish()
    store = open_store(str(tmp_path), Settings(), read_only=True, limited=True)
    assert count(store) == 0
    writer.replace(graph("a"), f'<x:a> <x:b> "c" <{graph("a")}> .'.encode())
    writer.publish()
    assert count(store) == 1
    store.close()
    writer.close()
