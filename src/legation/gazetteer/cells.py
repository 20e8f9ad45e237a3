"""The tables as files: rows of CSV, and cells that hold several values with bars between."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table, each by the names of its columns."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell, without empty ones."""
    return tuple(part for part in cell.split("|") if part)


def sure(cell: str) -> tuple[str, ...]:
    """The parts of a cell that are not marked as weak."""
    return tuple(part for part in split(cell) if not part.startswith("?"))
