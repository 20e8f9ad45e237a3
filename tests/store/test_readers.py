"""Queries in processes of their own: limits on time, rows, bytes, memory and number, and what is left after each."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from quads_by_hand import count, graph

from legation.errors import BadInput, Forbidden, LimitReached, NotAcceptable, StoreUnavailable
from legation.settings import Settings
from legation.store import Store, open_store
from legation.store import readers as store_readers
from legation.store.callers import CALLER, Caller
from legation.store.readers import HELD

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
    store = opened(query_seconds=3.0)
    count(store)
    begin = time.monotonic()
    with pytest.raises(LimitReached, match=r"3 seconds") as caught:
        store.query(SLOW)
    assert caught.value.limit == "query_seconds"
    assert time.monotonic() - begin < 10
    settled(store)
    assert count(store) == SIZE


def test_what_a_request_waited_before_counts_for_its_first_query(opened: Callable[..., Store]) -> None:
    store = opened(query_seconds=3600.0)
    caller = Caller()
    caller.since -= 3599.0
    token = CALLER.set(caller)
    try:
        with pytest.raises(LimitReached) as caught:
            store.query(SLOW)
        assert caught.value.limit == "query_seconds"
        settled(store)
        assert count(store) == SIZE
    finally:
        CALLER.reset(token)


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
    with pytest.raises(LimitReached, match="memory") as caught:
        store.query("SELECT ?x { ?a ?p ?b . ?c ?q ?d BIND(CONCAT(?b, ?d, STR(?a)) AS ?x) } ORDER BY ?x")
    assert caught.value.limit == "query_memory"
    assert count(store) == SIZE


def test_a_large_answer_is_whole_and_keeps_no_process(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1)
    text = "SELECT * { ?a ?p ?b . ?c ?q ?d } LIMIT 40000"
    answers = [store.query(text, accept="text/csv") for _ in range(2)]
    assert count(store) == SIZE
    first, second = (answer.body() for answer in answers)
    assert first == second
    assert len(first) > HELD
    assert first.count(b"\n") == 40_001
    unread = store.query(text)
    unread.close()
    assert list(unread.chunks) == []


def test_a_limit_met_after_much_is_told_all_the_same(opened: Callable[..., Store]) -> None:
    with pytest.raises(LimitReached, match="bytes") as caught:
        opened(query_bytes=3 * HELD).query(LARGE)
    assert caught.value.limit == "query_bytes"


def test_a_full_disk_is_told(opened: Callable[..., Store], monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(concurrent_queries=1)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(LimitReached, match="No space left"):
        store.query("SELECT * { ?a ?p ?b . ?c ?q ?d } LIMIT 40000")
    assert count(store) == SIZE


def busy(store: Store, seconds: float = 10.0) -> list[int]:
    """The processes that have been given a query, once there is one."""
    end = time.monotonic() + seconds
    readers = store._readers  # type: ignore[attr-defined]
    while time.monotonic() < end:
        working = [reader.process.pid for reader in readers._all - set(readers._idle)]
        if working:
            return working
        time.sleep(0.01)
    raise AssertionError("no process took the query")


def test_only_so_many_queries_wait(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1, queued_queries=0)
    caller = Caller()
    first = asking(store, SLOW, caller)
    busy(store)
    with pytest.raises(LimitReached, match="run or wait already") as caught:
        store.query("ASK {}")
    assert caught.value.limit == "queued_queries"
    caller.hang_up()
    first.join()
    settled(store)
    assert count(store) == SIZE


def settled(store: Store, seconds: float = 20.0) -> None:
    """Return when no query runs, and processes that were ended have been replaced."""
    end = time.monotonic() + seconds
    while store._readers._running:  # type: ignore[attr-defined]
        assert time.monotonic() < end
        time.sleep(0.01)


def test_turns_are_taken_in_the_order_of_coming(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1, queued_queries=8)
    count(store)
    readers = store._readers  # type: ignore[attr-defined]
    caller = Caller()
    threads = [asking(store, SLOW, caller)]
    busy(store)
    order: list[int] = []
    for number in range(8):

        def ask(number: int = number) -> None:
            store.query("ASK {}")
            order.append(number)

        threads.append(threading.Thread(target=ask))
        threads[-1].start()
        while len(readers._queue) <= number:
            time.sleep(0.001)
    caller.hang_up()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="the system has no priorities")
def test_a_query_that_takes_long_lets_others_go_first(
    opened: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_readers, "_SOON", 0.01)
    store = opened(concurrent_queries=1)
    count(store)
    own = os.getpriority(os.PRIO_PROCESS, 0)
    caller = Caller()
    thread = asking(store, SLOW, caller)
    (pid,) = busy(store)
    end = time.monotonic() + 10
    while os.getpriority(os.PRIO_PROCESS, pid) <= own + 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert os.getpriority(os.PRIO_PROCESS, pid) > own + 2
    caller.hang_up()
    thread.join()
    settled(store)
    store.query("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d FILTER(?b != ?d) }")
    settled(store)
    (reader,) = store._readers._idle  # type: ignore[attr-defined]
    assert os.getpriority(os.PRIO_PROCESS, reader.process.pid) == own + 2


def test_who_waits_too_long_for_others_is_told(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1, queued_queries=1, query_seconds=1.0)
    count(store)
    first = asking(store, SLOW)
    busy(store)
    with pytest.raises(LimitReached) as caught:
        store.query(SLOW)
    assert caught.value.limit in {"concurrent_queries", "query_seconds"}
    first.join()
    assert count(store) == SIZE


def asking(store: Store, text: str, caller: Caller | None = None) -> threading.Thread:
    """A thread in which a query is asked whose answer nobody needs."""

    def ask() -> None:
        CALLER.set(caller)
        with contextlib.suppress(LimitReached, StoreUnavailable):
            store.query(text)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_who_hangs_up_frees_the_process(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1)
    caller = Caller()
    thread = asking(store, SLOW, caller)
    (pid,) = busy(store)
    caller.hang_up()
    thread.join()
    assert count(store) == SIZE
    assert pid not in {reader.process.pid for reader in store._readers._all}  # type: ignore[attr-defined]
    assert not Path(f"/proc/{pid}").exists()


def test_who_hangs_up_while_waiting_leaves_the_queue(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1, queued_queries=1)
    working, waiting = Caller(), Caller()
    threads = [asking(store, SLOW, working)]
    busy(store)
    threads.append(asking(store, SLOW, waiting))
    while not store._readers._queue:  # type: ignore[attr-defined]
        time.sleep(0.001)
    waiting.hang_up()
    threads[1].join()
    assert not store._readers._queue  # type: ignore[attr-defined]
    working.hang_up()
    threads[0].join()


def test_who_hung_up_before_is_not_worked_for(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1)
    caller = Caller()
    caller.hang_up()
    asking(store, SLOW, caller).join()
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


def test_a_process_that_was_killed_while_idle_is_replaced_unnoticed(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1)
    count(store)
    (reader,) = store._readers._all  # type: ignore[attr-defined]
    reader.process.kill()
    reader.process.wait()
    assert count(store) == SIZE


def test_a_process_that_is_killed_at_work_is_told_and_replaced(opened: Callable[..., Store]) -> None:
    store = opened(concurrent_queries=1)
    errors: list[Exception] = []

    def ask() -> None:
        try:
            store.query(SLOW)
        except StoreUnavailable as error:
            errors.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    (pid,) = busy(store)
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert "ended; try again" in str(errors[0])
    assert count(store) == SIZE


@pytest.mark.parametrize(
    "text", ["SELECT * { " + "{ " * 100_000, "ASK { FILTER(" + "(" * 100_000, "ASK { ?s " + "(" * 50_000]
)
def test_a_query_that_is_nested_without_end_costs_one_process(opened: Callable[..., Store], text: str) -> None:
    store = opened(concurrent_queries=1)
    with pytest.raises((BadInput, LimitReached)):
        store.query(text)
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
