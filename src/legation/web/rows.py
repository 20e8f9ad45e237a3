"""The rows of SPARQL answers, read from what a store gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from legation.store import Store
from legation.store.rows import Cell, Row, Table

__all__ = ["JSON", "Cell", "Row", "Table", "ask", "table", "text"]

JSON = "application/sparql-results+json"


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
