"""The lines in which benchmarks tell of budgets are read as they are written, and all benchmarks run together exist."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import budgets
import performance


def test_a_budget_is_read_as_it_was_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert budgets.told_ratio("loading", 0.8, 0.8)
    assert not budgets.told("kill -9", "none", "1 in 200", kept=False)
    sys.stdout.write("| a table | of something |\n")
    found = list(budgets.read(capsys.readouterr().out.splitlines(keepends=True)))
    assert found == [
        budgets.Budget("loading", "at least 0.8x", "0.80x", "kept"),
        budgets.Budget("kill -9", "none", "1 in 200", "missed"),
    ]


@pytest.mark.parametrize(("name", "options"), performance.QUICK.items())
def test_each_benchmark_is_there_and_knows_its_options(name: str, options: str) -> None:
    text = (performance.HERE / f"{name}.py").read_text(encoding="utf-8")
    assert all(f'"{option}"' in text for option in options.split() if option.startswith("--"))


def test_lines_of_a_benchmark_are_passed_on_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "short.py").write_text('import sys\nprint("budget: a | b | c | kept")\nsys.exit(int(sys.argv[1]))\n')
    monkeypatch.setattr(performance, "HERE", tmp_path)
    monkeypatch.setattr(performance, "QUICK", {"short": "1"})
    assert performance.main(["--only", "short"]) == 0
    assert "| a | b | c | kept | short.py |" in capsys.readouterr().out
    monkeypatch.setattr(performance, "QUICK", {"short": "2"})
    assert performance.main(["--only", "short"]) == 1
