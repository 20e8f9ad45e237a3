"""Backup, restore and compact from the command line: what they tell, and their exit codes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from legation.cli import main
from legation.store import open_store


class Ran(NamedTuple):
    code: int
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs `legation` in a folder with a store of one quad at `old`."""
    monkeypatch.chdir(tmp_path)
    store = open_store("old")
    store.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }")
    store.publish()
    store.close()

    def with_arguments(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["legation", *arguments])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Ran(code, capfd.readouterr().err)

    return with_arguments


@pytest.mark.parametrize("place", ["copy", "copy.nq.gz"])
def test_what_was_backed_up_is_restored_once(run: Run, place: str) -> None:
    done = run("backup", place, "--store", "old")
    assert done.code == 0
    assert re.search(r"1 quads of checkpoint 1, [\d,]+ bytes", done.err)
    assert run("backup", place, "--store", "old") == (2, f"legation: {place}: is there already; name a new place\n")
    assert run("restore", place, "--store", "new").code == 0
    assert open_store("new", read_only=True).graphs() == ["x:g"]
    refused = run("restore", place, "--store", "new")
    assert refused.code == 2
    assert "the store new: is there already; nothing was changed" in refused.err


def test_a_state_that_is_not_kept_is_told(run: Run) -> None:
    refused = run("backup", "copy", "--checkpoint", "7", "--store", "old")
    assert refused.code == 2
    assert "keeps no checkpoint 7, only 1" in refused.err


def test_beside_a_writer_there_is_backup_but_no_compacting(run: Run) -> None:
    writer = open_store("old")
    assert run("backup", "copy", "--store", "old").code == 0
    refused = run("compact", "--store", "old")
    assert refused.code == 1
    assert "is being written by process" in refused.err
    writer.close()
    done = run("compact", "--store", "old")
    assert done.code == 0
    assert re.search(r"old: [\d,]+ bytes before, [\d,]+ after", done.err)
    reader = open_store("old", read_only=True)
    assert "x:g" in reader.graphs()
    reader.close()


@pytest.mark.parametrize("command", [["backup", "copy"], ["restore", "copy"], ["compact"]], ids="".join)
@pytest.mark.parametrize("store", ["memory:", "oxigraph+http://127.0.0.1:1"])
def test_only_folders_are_kept_in_order_here(run: Run, command: list[str], store: str) -> None:
    refused = run(*command, "--store", store)
    assert refused.code == 2
    assert "is no folder" in refused.err


def test_nothing_is_made_where_no_store_is(run: Run) -> None:
    assert run("compact", "--store", "nowhere").code == 2
    assert run("backup", "copy", "--store", "nowhere").code == 1
    assert not Path("nowhere").exists()
