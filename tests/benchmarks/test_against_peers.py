"""What is measured beside peers is the same work: equal rows, equal quads, equal violations."""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import loading
import shacl
import stores
from apart import apart, core_of, held, peak, spending


def answer(*values: dict[str, str]) -> bytes:
    return json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": [{"x": v} for v in values]}}).encode()


def literal(value: str, **more: str) -> dict[str, str]:
    return {"type": "literal", "value": value, **more}


XSD = "http://www.w3.org/2001/XMLSchema#"


def test_rows_are_the_same_in_any_order_and_notation_of_numbers() -> None:
    one = answer(literal("2.50", datatype=f"{XSD}decimal"), literal("a"))
    other = answer(literal("a"), literal("2.5", datatype=f"{XSD}double"))
    assert stores.rows(one) == stores.rows(other)


@pytest.mark.parametrize(
    "other",
    [literal("b"), literal("a", **{"xml:lang": "en"}), {"type": "uri", "value": "a"}, literal("2", datatype="x")],
)
def test_rows_of_other_terms_are_others(other: dict[str, str]) -> None:
    assert stores.rows(answer(literal("a"))) != stores.rows(answer(other))


def test_all_contestants_on_one_store_give_the_same_rows(tmp_path: Path) -> None:
    graph = stores.Held(20_000, tmp_path)
    asked = [one for one in stores.contestants(graph, 60.0, 0) if one.name != "virtuoso"]
    assert {"process", "readers"} <= {one.name for one in asked}
    try:
        counts = stores.compare(asked, 1)
    finally:
        for one in asked:
            one.close()
    assert [one.said for one in asked] == [{}] * len(asked)
    assert counts.keys() == set(stores.QUERIES)
    assert sum(count != "0" for count in counts.values()) > len(counts) / 2
    assert all(one.memory > 0 and min(map(min, one.core.values())) >= 0 for one in asked)
    assert len(list(stores.table(asked, counts, lambda one: one.core))) == 2 + len(stores.QUERIES)


def test_what_takes_longer_than_the_limit_is_told_and_the_next_is_answered(tmp_path: Path) -> None:
    one = stores.Contestant("process", lambda: stores.in_process(slow, tmp_path, 0.05))
    try:
        one.take("first", "slow")
        one.take("second", "quick")
    finally:
        one.close()
    assert one.said == {"first": "> 0.05 s"}
    assert list(one.wall) == ["second"]


def slow(_: Path, limit: float) -> stores.Ask:
    def ask(text: str) -> bytes:
        if text == "slow":
            raise TimeoutError
        return answer(literal("a"))

    return ask


def test_single_articles_and_batches_are_written_as_the_engine_alone_writes_them(tmp_path: Path) -> None:
    name = "https://legation.example/graph/article/{:016x}"
    given = [(name.format(n), f"<x:s> <x:p> <x:{n}> <{name.format(n)}> .\n".encode()) for n in range(3)]
    for works in ((loading.ours_each, loading.theirs_each), (loading.ours_batched, loading.theirs_batched)):
        for work in works:
            place = tmp_path / work.__name__
            assert work(place, given).wall > 0
            assert loading.quads(place) == len(given)


def test_spoilt_articles_are_refused_by_both_for_the_same_reasons() -> None:
    (triples,) = shacl.made_up(1)
    assert not shacl.told(shacl.gate(triples))
    assert not shacl.told(shacl.reference(triples))
    spoilt = shacl.spoilt(triples, random.Random(1))
    assert shacl.told(shacl.gate(spoilt)) == shacl.told(shacl.reference(spoilt)) != frozenset()


def test_work_apart_tells_what_it_takes() -> None:
    process, most = apart(burnt)
    assert process != os.getpid()
    assert most > 1_000_000
    assert held(os.getpid()) > 1_000_000
    before = core_of(os.getpid())
    with spending() as spent:
        sum(range(2_000_000))
    assert spent.core > 0
    assert core_of(os.getpid()) - before >= spent.core


def burnt() -> tuple[int, int]:
    return os.getpid(), peak()
