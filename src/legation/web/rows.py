"""Rows of a SPARQL answer as plain values: no term of an RDF library goes further than this."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legation.store import Store

JSON = "application/sparql-results+json"


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


def ask(store: Store, text: str) -> Table:
    """The answer of a store to a SELECT or ASK. Raises what `Store.query` raises."""
    return table(store.query(text, accept=JSON).body())


def table(body: bytes) -> Table:
    """The table that SPARQL 1.1 Query Results JSON holds."""
    answer = json.loads(body)
    if "boolean" in answer:
        truth = Cell("literal", str(answer["boolean"]).lower(), "http://www.w3.org/2001/XMLSchema#boolean")
        return Table(("answer",), ({"answer": truth},))
    rows = tuple({name: _cell(term) for name, term in row.items()} for row in answer["results"]["bindings"])
    return Table(tuple(answer["head"].get("vars", ())), rows)


def text(row: Row, column: str) -> str:
    """The value in a column, empty where there is none."""
    cell = row.get(column)
    return cell.value if cell else ""


def _cell(term: Mapping[str, Any]) -> Cell:
    value = term["value"]
    if not isinstance(value, str):  # a quoted triple, which no graph of ours holds
        return Cell("literal", json.dumps(value, ensure_ascii=False))
    return Cell(term["type"], value, term.get("datatype", ""), term.get("xml:lang", ""))
