"""Corrections from the command line: made, refused, withdrawn, and written out as evaluation data."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from legation import gazetteer
from legation.articles.identity import article_id
from legation.cli import main
from legation.graph.identifiers import Identifiers
from legation.ingest.load import Plan, ingest
from legation.ingest.rejected import Rejected
from legation.store import open_store
from reading_by_hand import BASE, MADE_BY, article, clean, work

ROOT = Path(__file__).parent.parent
REPORTS = [f"article/{article_id(article(number))}/report/0" for number in (1, 2)]


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs `legation` beside a store with two articles."""
    monkeypatch.chdir(tmp_path)
    store = open_store("store")
    plan = Plan(
        identifiers=Identifiers(BASE),
        gazetteer=gazetteer.load(),
        clean=clean,
        work=work,
        rejected=Rejected(Path("rejected")),
        made_by=MADE_BY,
    )
    ingest([article(1), article(2, "FRA meets KOR.")], store, plan)
    store.close()

    def with_arguments(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["legation", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Ran(code, *capfd.readouterr())

    return with_arguments


def correct(run: Run, *arguments: str) -> str:
    """The IRI of the correction that is made."""
    ran = run("correct", *arguments, "--store", "store", "--by", "anna")
    assert ran.code == 0, ran.err
    assert "corrections by anna" in ran.err
    return ran.out.strip()


def asked(run: Run, query: str) -> list[str]:
    return run("query", query, "--store", "store", "--format", "csv").out.splitlines()[1:]


def test_a_report_is_revised_and_that_is_withdrawn(run: Run) -> None:
    before = run("export", "--query", "analysis/events", "--store", "store").out
    made = correct(run, "revise", REPORTS[0], "--status", "planned", "--day", "2025-09-01", "--why", "it says will")
    assert re.fullmatch(f"{BASE}id/correction/[0-9a-f]{{16}}", made)
    after = run("export", "--query", "analysis/events", "--store", "store").out
    assert "planned" in after
    assert "2025-09-01" in after
    correct(run, "withdraw", made)
    assert run("export", "--query", "analysis/events", "--store", "store").out == before


def test_a_corrected_store_is_valid(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    correct(run, "reject", f"{BASE}id/{REPORTS[0]}")
    made = correct(run, "join", *REPORTS)
    correct(run, "withdraw", made)
    monkeypatch.setenv("LEGATION_STORE", "store")
    validated = run("validate", "--store")
    assert validated.code == 0, validated.out


def test_lines_are_done_together_or_not_at_all(run: Run) -> None:
    good = [json.dumps({"act": "reject", "report": report}) for report in REPORTS]
    Path("some.jsonl").write_text("\n".join([*good, "", '{"act": "reject", "report": "state/KOR"}']))
    refused = run("correct", "lines", "some.jsonl", "--store", "store")
    assert refused.code == 2
    assert "a report is named" in refused.err
    Path("odd.jsonl").write_text("\n".join([*good, "{"]))
    assert "odd.jsonl:3: is not as it must be" in run("correct", "lines", "odd.jsonl", "--store", "store").err
    assert len(asked(run, "analysis/events")) == 2
    Path("good.jsonl").write_text("\n".join(good))
    assert len(correct(run, "lines", "good.jsonl").splitlines()) == 2
    assert asked(run, "analysis/events") == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("reject",), "takes one thing"),
        (("reject", "article/0000000000000000/report/0"), "no report"),
        (("reject", REPORTS[0], "--day", "2025-01-01"), "no part of it"),
        (("revise", REPORTS[0], "--day", "2025-13-01"), "YYYY-MM-DD"),
        (("identify", "person/x", "--in", "x"), "an article is named by"),
        (("lines", "not-there.jsonl"), "cannot be read"),
    ],
)
def test_what_cannot_be_is_told(run: Run, arguments: tuple[str, ...], word: str) -> None:
    refused = run("correct", *arguments, "--store", "store")
    assert refused.code == 2
    assert word in refused.err


def test_no_store_is_made(run: Run) -> None:
    assert "there is no store" in run("correct", "reject", REPORTS[0], "--store", "other").err
    assert not Path("other").exists()


def test_corrected_sentences_are_written_as_evaluation_data(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    correct(run, "revise", REPORTS[0], "--type", "AGREE", "--recipient", "organization/UNO")
    correct(run, "reject", REPORTS[1])
    first, second = (json.loads(line) for line in run("export", "--corrections", "--store", "store").out.splitlines())
    if first["events"] == []:
        first, second = second, first
    assert (first["text"], first["date"], first["wrong"]) == ("JPN meets KOR.", "2025-08-01", [])
    (event,) = first["events"]
    assert (event["type"], event["corrected"]) == ("AGREE", True)
    assert [(party["code"], party["iri"]) for party in event["source"]] == [("JPN", "state/JPN")]
    assert [(party["code"], party["iri"]) for party in event["target"]] == [("IGO", "organization/UNO")]
    assert first["text"][event["trigger"]["begin"] : event["trigger"]["end"]] == "meets"
    assert (second["events"], [one["type"] for one in second["wrong"]]) == ([], ["CONSULT"])
    assert run("export", "--corrections", "--events", "--store", "store").code == 2

    Path("corrected.jsonl").write_text(run("export", "--corrections", "--store", "store").out)
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    labelled = runpy.run_path(str(ROOT / "benchmarks" / "labelled.py"), run_name="labelled")
    gold = labelled["corrected"](Path("corrected.jsonl"))
    assert sorted(map(len, gold.values())) == [0, 1]
    assert {kind for events in gold.values() for event in events for kind in event.types} == {"AGREE"}


def test_the_backup_of_a_corrected_store_keeps_its_corrections(run: Run) -> None:
    correct(run, "reject", REPORTS[0])
    assert run("backup", "copy.nq", "--store", "store").code == 0
    assert run("restore", "copy.nq", "--store", "restored").code == 0
    assert run("export", "--all", "--store", "restored").out == run("export", "--all", "--store", "store").out
    made = run("correct", "reject", REPORTS[1], "--store", "restored")
    assert made.code == 0
    assert run("query", "analysis/events", "--store", "restored", "--format", "csv").out.count("\n") == 1
