"""Reads the tables of the lexicon: CSV files with a header, comment lines and blank lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from legation.resources import directory


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of `data/lexicon/<name>.csv` by column, each cell without space around it; a missing cell is empty."""
    with (directory("data/lexicon") / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if line.strip() and not line.lstrip().startswith("#"))
        for row in csv.DictReader(lines, restval=""):
            yield {key: (value or "").strip() for key, value in row.items() if key}
