"""Rows of a SPARQL answer as plain values: no term of an RDF library goes further than this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A term: `kind` is "uri", "literal" or "bnode"; `datatype` and `language` are empty where there is none."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


Row = Mapping[str, Cell]
"""The terms of one solution by variable; a variable without a term is not in it."""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns and rows of a SELECT, or of an ASK: one column, one row."""

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
