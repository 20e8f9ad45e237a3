"""How reading goes on, as a terminal shows it."""

from __future__ import annotations

import io

from rich.console import Console

from legation.cli.output import Watch
from legation.ingest.load import Tally


def shown(total: int | None, terminal: bool = True) -> str:
    file = io.StringIO()
    with Watch(total, Console(file=file, width=160, force_terminal=terminal, color_system=None)) as watch:
        watch(Tally(read=64, written=31, unchanged=2, rejected=1))
        watch.passed(300)
    return file.getvalue()


def test_a_terminal_shows_counts_rate_share_and_the_time_left() -> None:
    lines = shown(400)
    assert "64 read, 31 written, 2 known, 1 rejected; " in lines
    assert " a second" in lines
    assert "75%" in lines
    assert " left" in lines


def test_where_nobody_knows_how_much_there_is_no_time_is_promised() -> None:
    lines = shown(None)
    assert "31 written" in lines
    assert "%" not in lines
    assert " left" not in lines


def test_nothing_is_shown_where_there_is_no_terminal() -> None:
    assert shown(400, terminal=False) == ""
