"""Puts the graphs that a request names for an update into its text, where USING says the same."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from legation.errors import BadInput
from legation.store.guard import tokens

_CONFLICT = "names its graphs in the text and in the parameters of the request"


def with_dataset(text: str, default: Sequence[NamedNode], named: Sequence[NamedNode]) -> str:
    """An update whose WHERE clauses see some graphs only.

    Raises BadInput where it says USING or WITH itself, and where its braces do not match.
    """
    clauses = "".join([*(f"USING {graph} " for graph in default), *(f"USING NAMED {graph} " for graph in named)])
    pieces: list[str] = []
    group_of_delete: list[str] | None = None
    depth = 0
    before = ""
    for kind, piece in tokens(text):
        if kind == "sign" and piece in "{}":
            depth += 1 if piece == "{" else -1
        if group_of_delete is not None:
            group_of_delete.append(piece)
            if depth == 0 and piece == "}":
                group = "".join(group_of_delete)
                pieces.append(f"{group} {clauses}WHERE {group}")
                group_of_delete = None
            continue
        word = piece.lower() if kind == "words" and depth == 0 else ""
        if word in {"using", "with"}:
            raise BadInput("the update", _CONFLICT, "leave one of them out")
        if word == "where" and before == "delete":
            group_of_delete = []
            continue
        pieces.append(f"{clauses}{piece}" if word == "where" else piece)
        if kind != "space":
            before = word
    if depth or group_of_delete is not None:
        raise BadInput("the update", "is not SPARQL: its braces do not match")
    return "".join(pieces)
