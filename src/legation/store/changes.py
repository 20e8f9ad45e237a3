"""What an update changes, found on a copy of the store: the graphs that it can write to, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat

from legation.store.guard import tokens

_Name = NamedNode | BlankNode | DefaultGraph
_BEFORE_A_GRAPH = frozenset({"graph", "with", "into", "to", "copy", "move", "add"})
_ANY_GRAPH = frozenset({"all", "named"})


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


def written_graphs(text: str, base: str | None) -> set[NamedNode] | None:
    """The named graphs that an update can write to by its text; None where that may be any.

    More graphs than it writes to may be among them, and never fewer.
    """
    if "\\" in text:  # An escape may spell a keyword.
        return None
    lines: list[str] = []
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
            if kind not in {"iri", "name"}:
                return None
            lines.append(f"<x:s> <x:p> {token} .")
            expecting = False
        else:
            expecting = False
    try:
        found = pyoxigraph.parse("\n".join(lines), format=RdfFormat.TURTLE, base_iri=base)
        return {quad.object for quad in found if isinstance(quad.object, NamedNode)}
    except SyntaxError:
        return None
