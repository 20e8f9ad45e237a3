"""Whole ways with the language model: from articles to the store, in one process and in two, interrupted, resumed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from legation import gazetteer
from legation.articles.clean import clean
from legation.errors import BadInput, LegationError
from legation.extraction import parse
from legation.graph.evidence import read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.quads import from_nquads
from legation.ingest.article import LONGEST, Built, Failed, Recipe, build, findings_of, made_by
from legation.model import Article, Document
from legation.store import open_store

pytestmark = pytest.mark.slow

TEXTS = (
    "TOKYO, Aug. 24 (AP) - South Korean President Lee Jae Myung met Japanese Prime Minister Shigeru Ishiba on Sunday.",
    'SEOUL - "We will work together," Foreign Minister Cho Hyun told reporters in Seoul on Monday.',
    "BERLIN - Germany imposed sanctions on Russia and sent aid to Ukraine, the Foreign Ministry said.",
)


def document(number: int, text: str = "") -> Document:
    article = Article(
        text=text or TEXTS[number % len(TEXTS)],
        title=f"Story {number}",
        url=f"https://news.example/{number}",
        published="2025-08-24",
        publisher="Example Press",
    )
    return clean(article, gazetteer.load())


def test_words_that_a_page_brings_are_kept_nowhere_once_enough_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    build([document(0)], Recipe())
    monkeypatch.setattr(parse, "KEPT", 1)
    strings = parse.model().vocab.strings
    before = len(strings)
    build([document(0, f"Envoys of Japan met in Qwzrtville{n} on Monday.") for n in range(40)], Recipe())
    assert "Qwzrtville7" not in strings
    assert len(strings) == before


def test_who_reads_with_other_tables_is_refused() -> None:
    here = made_by()
    assert build([document(0)], Recipe(made_by=here))
    with pytest.raises(LegationError, match="tables 00000000 are wanted; install the same there"):
        build([document(0)], Recipe(made_by=replace(here, settings="0" * 8)))


def records(path: Path, count: int, end: str = "") -> Path:
    with path.open("w") as file:
        for n in range(count):
            record = {"id": str(n), "url": f"https://news.example/{n}", "text": TEXTS[n % 3], "published": "2025-08-24"}
            file.write(json.dumps(record) + f"{end}\n")
    return path


def legation(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from legation.cli import main; main()", *map(str, arguments)]


def contents(location: Path) -> set[str]:
    store = open_store(str(location), read_only=True)
    quads = {str(quad) for graph in store.graphs() for quad in store.quads(graph)}
    store.close()
    return quads


def test_a_page_gives_one_outcome_for_each_document() -> None:
    outcomes = build([document(n) for n in range(4)], Recipe())
    assert [o.document.title if isinstance(o, Failed) else o.document.article.title for o in outcomes] == [
        f"Story {n}" for n in range(4)
    ]
    assert all(isinstance(o, Built) and o.report.conforms for o in outcomes)


def test_the_same_document_gives_the_same_bytes_whatever_stands_beside_it() -> None:
    alone = build([document(1)], Recipe())[0]
    together = build([document(n) for n in range(3)], Recipe())[1]
    assert isinstance(alone, Built)
    assert isinstance(together, Built)
    assert alone.nquads == together.nquads


def test_a_paragraph_that_is_too_long_costs_the_others_nothing() -> None:
    long = document(1, "Germany and France agreed to meet. " * (LONGEST // 30))
    outcomes = build([document(0), long, document(2)], Recipe())
    assert [type(o) for o in outcomes] == [Built, Failed, Built]
    assert isinstance(outcomes[1], Failed)
    assert "one paragraph has at most" in str(outcomes[1].error)


def test_a_fault_in_one_text_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from legation.extraction import pipeline  # noqa: PLC0415

    real = pipeline.extract

    def extract(documents, known):  # type: ignore[no-untyped-def]
        for given in documents:
            if "SEOUL" in given.text:
                raise IndexError("a fault of ours")
            yield from real([given], known)

    monkeypatch.setattr(pipeline, "extract", extract)
    found = findings_of([document(n) for n in range(3)])
    assert isinstance(found[1], BadInput)
    assert "IndexError" in str(found[1])
    assert not isinstance(found[0], BadInput)
    assert not isinstance(found[2], BadInput)


def test_the_evidence_of_a_page_is_what_is_read_back_from_its_graph() -> None:
    identifiers = Identifiers()
    for outcome in build([document(n) for n in range(3)], Recipe()):
        assert isinstance(outcome, Built)
        (whole,) = read_evidence(from_nquads(outcome.nquads), gazetteer.load(), identifiers)
        assert outcome.evidence == whole


def test_two_processes_store_what_one_stores(tmp_path: Path) -> None:
    source = records(tmp_path / "a.jsonl", 36)
    for jobs in (1, 2):
        arguments = ("ingest", source, "--store", tmp_path / str(jobs), "--rejected", tmp_path / "r", "--jobs", jobs)
        ran = subprocess.run(legation(*arguments), capture_output=True, text=True, check=True)
        assert "36 written, 0 known, 0 rejected" in ran.stderr
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


LONG = " " * 3000
"""What makes a record so long that a pipe and whoever reads it hold some fifty: when 400 are written, 300 are read."""


def began(lines: bytes, *arguments: object) -> subprocess.Popen[bytes]:
    """An ingest that took these records from its standard input and waits for more."""
    command = legation("ingest", "-", *arguments)
    # What is started in the background of a shell is deaf to Ctrl-C, and so would be what it starts.
    command[2] = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {command[2]}"
    running = subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "LEGATION_BATCH": "32"},
    )  # fmt: skip
    assert running.stdin
    running.stdin.write(lines)
    running.stdin.flush()
    return running


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_is_done(tmp_path: Path, jobs: int) -> None:
    lines = records(tmp_path / "a.jsonl", 400, LONG).read_bytes()
    with began(lines, "--store", tmp_path / "store", "--rejected", tmp_path / "r", "--jobs", jobs) as running:
        os.killpg(running.pid, signal.SIGINT)
        assert running.stderr
        err = running.stderr.read().decode()
    assert running.returncode == 130
    kept = int(err.split(" written")[0].split()[-1])
    store = open_store(str(tmp_path / "store"), read_only=True)
    identifiers = Identifiers()
    assert len([g for g in store.graphs() if identifiers.article_of_graph(g)]) == kept
    store.close()
    assert 0 < kept < 400


def test_the_run_after_a_kill_gives_what_one_gives_that_was_not_killed(tmp_path: Path) -> None:
    source = records(tmp_path / "a.jsonl", 400, LONG)
    options = ("--rejected", tmp_path / "r", "--jobs", 2)
    with began(source.read_bytes(), "--store", tmp_path / "killed", *options) as running:
        os.killpg(running.pid, signal.SIGKILL)
    again = subprocess.run(
        legation("ingest", source, "--store", tmp_path / "killed", *options), capture_output=True, text=True, check=True
    )
    known = int(again.stderr.split(" known")[0].split()[-1])
    assert f"400 read, {400 - known} written" in again.stderr
    assert known > 0, "what was written before the kill need not be read again"
    subprocess.run(legation("ingest", source, "--store", tmp_path / "whole", *options), capture_output=True, check=True)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
