"""Which texts would call other addresses, however they are written."""

from __future__ import annotations

import pytest

from legation.errors import Forbidden
from legation.store.guard import names_dataset, refuse_calls

CALLS = {
    "plain": "SELECT * { SERVICE <http://x> { ?s ?p ?o } }",
    "silent, after a triple": "SELECT * { ?s ?p ?o SERVICE SILENT <http://x> {} }",
    "small letters": "SELECT * { service <http://x> {} }",
    "in an exists": "ASK { FILTER EXISTS { SERVICE ?x {} } }",
    "after a dot": "ASK { ?s ?p true.service ?x {} }",
    "after a number": "ASK { ?s ?p 1.SERVICE ?x {} }",
    "glued to a number": "ASK { ?s ?p 1e5SERVICE ?x {} }",
    "glued to true": "ASK { ?s ?p trueSERVICE ?x {} }",
    "glued to silent": "ASK { ?s ?p 'a'.serviceSILENT<http://x>{} }",
    "glued to a name": "PREFIX ex: <http://e/> ASK { ?s ?p 'a'.serviceex:a{} }",
    "glued to a name before comments": "ASK { ?s ?p 'a'.serviceex:a #{\n #x\n{} }",
    "after a language tag": "ASK { ?s ?p 'x'@en.service ?x {} }",
    "after a path": "ASK { ?s a*/b service ?x {} }",
    "escaped letters": "SELECT * { SERVI\\u0043E <http://x> {} }",
    "escaped beyond the plane": "SELECT * { SERVI\\U00000043E <http://x> {} }",
    "within what may be an IRI": "ASK { FILTER(?a<1)SERVICE?x#>\n{} }",
    "behind a quotation mark in what may be an IRI": "ASK { FILTER(?a<'#>')SERVICE<http://x>{}FILTER(?b<'x') }",
    "in a long string that is none": 'ASK { VALUES ?x {""" a"} SERVICE <http://x> {} #\\q """\n }',
    "behind an escaped backslash": 'ASK { VALUES ?x {"\\u005C"} SERVICE <http://x> {} #"\n }',
    "behind an IRI with an escape": "ASK { VALUES ?x {<http://x#\\u0041>} SERVICE <http://x> {} }",
    "behind both": 'ASK { VALUES ?x {<http://x#\\u0041> "\\u005C"} SERVICE <http://x> {} #"\n }',
    "load": "LOAD <http://x>",
    "load after an operation": "INSERT DATA {} ; load silent <http://x> INTO GRAPH <x:g>",
    "load glued": "PREFIX a: <b:>LOADSILENT<http://x>",
}

NO_CALLS = {
    "IRI": "SELECT * { ?s <http://e/service> <http://e/load/service/> }",
    "relative and other IRIs": "SELECT * { <service> <a/service> <urn:a/service> }",
    "string": "SELECT * { ?s ?p \"SERVICE <http://x> {}\", 'a \\' SERVICE' }",
    "long string": "SELECT * { ?s ?p '''a' SERVICE ''' , \"\"\"\" LOAD \"\"\" }",
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x> {}",
    "variable": "SELECT ?service { ?service ?p $load }",
    "prefix": "PREFIX service: <http://e/> SELECT * { service:service service:load _:service }",
    "local name": "SELECT * { ex:service ex:a-service ex:a%20service ex:.service ex:a\\~service }",
    "language tag": "SELECT * { ?s ?p 'x'@service, 'x'@en-service }",
    "comparison": "SELECT ?load { FILTER(?a<1&&?b>2) }",
    "dotted name": "SELECT * { ?s ?p _:a.service }",
}


@pytest.mark.parametrize("text", CALLS.values(), ids=CALLS)
def test_calls_are_refused(text: str) -> None:
    with pytest.raises(Forbidden, match="another address"):
        refuse_calls(text)


@pytest.mark.parametrize("text", NO_CALLS.values(), ids=NO_CALLS)
def test_words_that_call_nothing_pass(text: str) -> None:
    refuse_calls(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <http://x> {}",
        "ASK FROM NAMED <x:x> {}",
        "SELECT ?x (1 AS ?y) from <http://x> {}",
        "DESCRIBE ex:a FROM <http://x>",
    ],
)
def test_dataset_clauses_are_noticed(text: str) -> None:
    assert names_dataset(text)


@pytest.mark.parametrize("text", ["SELECT ?from { ?from ex:from 'FROM <x>' }", "ASK { <http://from> ?p ?o } # FROM"])
def test_words_that_are_no_dataset_clause_are_not(text: str) -> None:
    assert not names_dataset(text)


@pytest.mark.parametrize(
    "text",
    ["a-" * 100_000, "<a" * 100_000, "'''\\q" * 50_000, "service:a " * 20_000, '"a\n' * 50_000, "a." * 100_000,
     "<a> " * 50_000, "<" + "a" * 200_000, "?a<b " * 40_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_the_time_grows_with_the_length_only(text: str) -> None:
    # A scan that took the square of it would take hours.
    refuse_calls("ASK { ?service ?p ?o } " + text.replace("service", "other"))
