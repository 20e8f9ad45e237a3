"""What an update changes, found on a copy of the store: the graphs that it can write to, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat

from legation.store.guard import after_prologue, differs_each_time, tokens

_Name = NamedNode | BlankNode | DefaultGraph
_BEFORE_A_GRAPH = frozenset({"graph", "with", "into", "to", "copy", "move", "add"})
_ANY_GRAPH = frozenset({"all", "named"})
_UNSETTLED = frozenset({"limit", "offset", "sample"})
"""What may choose otherwise when it is asked twice."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a graph holds before and after; the graph without a name is None."""

    graph: str | None
    before: frozenset[Quad]
    after: frozenset[Quad]


def differences(before: pyoxigraph.Store, after: pyoxigraph.Store, graphs: set[NamedNode] | None) -> Iterator[Change]:
    """The changes between two states, looked for in some graphs and in the one without a name; in all with None."""
    names: set[_Name] = {DefaultGraph()}
    if graphs is None:
        names.update(before.named_graphs(), after.named_graphs())
    else:
        names.update(graphs)
    for name in sorted(names, key=str):
        old, new = (frozenset(engine.quads_for_pattern(None, None, None, name)) for engine in (before, after))
        if old != new:
            yield Change(None if isinstance(name, DefaultGraph) else name.value, old, new)


def written_graphs(text: str, base: str | None, engine: pyoxigraph.Store) -> set[NamedNode] | None:
    """The named graphs that an update can write to in the state of an engine; None where that may be any.

    More graphs than it writes to may be among them, and never fewer.
    """
    if "\\" in text:  # An escape may spell a keyword.
        return None
    lines: list[str] = []
    variables: set[str] = set()
    declaring: list[str] = []
    expecting = False
    for kind, token in tokens(text):
        word = token.lower() if kind == "words" else ""
        if kind == "space" or (expecting and word == "silent"):
            continue
        if declaring:
            declaring.append(token)
            if kind == "iri":
                lines.append(" ".join(declaring))
                declaring = []
        elif word in {"base", "prefix"}:
            declaring = [token]
        elif word in _ANY_GRAPH or (kind == "name" and token.lower().startswith(tuple(_BEFORE_A_GRAPH))):
            return None
        elif word in _BEFORE_A_GRAPH:
            expecting = True
        elif expecting and word != "default":
            if kind in {"iri", "name"}:
                lines.append(f"<x:s> <x:p> {token} .")
            elif kind == "variable":
                variables.add(f"?{token[1:]}")
            else:
                return None
            expecting = False
        else:
            expecting = False
    try:
        quads = pyoxigraph.parse("\n".join(lines), format=RdfFormat.TURTLE, base_iri=base)
        found: set[_Name | None] = {quad.object for quad in quads if isinstance(quad.object, NamedNode)}
        if variables:
            found |= _bound(text, base, sorted(variables), engine)
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return None
    named = {name for name in found if isinstance(name, NamedNode)}
    return named if named == found else None


def _bound(text: str, base: str | None, variables: Sequence[str], engine: pyoxigraph.Store) -> set[_Name | None]:
    """What variables of an update stand for, as its WHERE tells before it runs; with None where that cannot be told."""
    head = place = after_prologue(text)
    condition: int | None = None
    depth = 0
    for kind, piece in tokens(text[head:]):
        word = piece.lower() if kind == "words" else ""
        if kind == "sign" and piece in "{}":
            depth += 1 if piece == "{" else -1
        if word in _UNSETTLED or (not depth and (piece == ";" or word in {"with", "using"})):
            return {None}
        if word == "where" and not depth:
            condition = place
        place += len(piece)
    if condition is None or differs_each_time(text):
        return {None}
    question = f"{text[:head]}\nSELECT DISTINCT {' '.join(variables)} {text[condition:]}"
    rows = cast("pyoxigraph.QuerySolutions", engine.query(question, base_iri=base))
    return {cast("_Name", name) for row in rows for name in row if name is not None}
