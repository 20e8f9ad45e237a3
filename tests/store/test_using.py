"""Graphs of a request in the text of an update, and where its first operation begins."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from legation.errors import BadInput
from legation.store.guard import after_prologue, tokens
from legation.store.using import with_dataset

A, B = NamedNode("x:a"), NamedNode("x:b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", "INSERT { ?s ?p 1 } USING <x:a> USING NAMED <x:b> WHERE { ?s ?p 2 }"),
        ("delete{?s ?p ?o}where{?s ?p ?o}", "delete{?s ?p ?o}USING <x:a> USING NAMED <x:b> where{?s ?p ?o}"),
        (
            "DELETE WHERE { ?s ?p '}' } ; CLEAR ALL",
            "DELETE  { ?s ?p '}' } USING <x:a> USING NAMED <x:b> WHERE  { ?s ?p '}' } ; CLEAR ALL",
        ),
        ("INSERT DATA { <x:where> <x:with> 'where' }", "INSERT DATA { <x:where> <x:with> 'where' }"),
        ("PREFIX where: <x:> CLEAR ALL # WHERE USING", "PREFIX where: <x:> CLEAR ALL # WHERE USING"),
    ],
)
def test_the_graphs_stand_before_each_where(text: str, expected: str) -> None:
    assert with_dataset(text, [A], [B]) == expected


def test_a_select_within_is_left_alone() -> None:
    text = "INSERT { ?s ?p 1 } WHERE { SELECT ?s ?p WHERE { ?s ?p ?o FILTER(?o<3) } }"
    assert with_dataset(text, [A], []) == text.replace("} WHERE", "} USING <x:a> WHERE")


@pytest.mark.parametrize(
    "text", ["WITH <x:g> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", "INSERT {} using <x:g> WHERE {}", "DELETE WHERE { {"]
)
def test_a_text_with_graphs_of_its_own_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        with_dataset(text, [A], [])


@pytest.mark.parametrize(
    ("prologue", "rest"),
    [
        ("", "LOAD <x:a>"),
        ("BASE <x:b>", " LOAD <x:a>"),
        ("# one\nPREFIX : <x:>\n#two\nbase<y:>", "LOAD <x:a>"),
        ("PREFIX a: <x:>", " <x:y> LOAD <x:a>"),
        ("", "PREFIX LOAD <x:a>"),
    ],
)
def test_the_first_operation_begins_behind_the_prologue(prologue: str, rest: str) -> None:
    assert after_prologue(prologue + rest) == len(prologue)


@pytest.mark.parametrize("text", ["SELECT * { ?s a <x:b> ; :p 'c'@en , 1.5 } # x\n", "<<a \ufeff \\ 'open", "é{}·"])
def test_tokens_hold_all_of_the_text(text: str) -> None:
    assert "".join(token for _, token in tokens(text)) == text
