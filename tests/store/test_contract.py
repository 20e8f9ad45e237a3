"""What every store does, whatever it is made of."""

from __future__ import annotations

import json

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Triple
from quads_by_hand import BASE, PREFIX, count, graph, lines

from legation.errors import BadInput, Conflict, Forbidden, NotAcceptable, NotFound
from legation.store import Store, updates
from legation.store.products import Product


def test_an_empty_store_has_no_graphs(store: Store) -> None:
    assert store.graphs() == []
    assert count(store) == 0


def test_replace_lets_a_graph_hold_the_new_quads_only(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1", ":s :p 2"))
    store.replace(graph("a"), lines("a", ":s :p 2", ":s :p 3"))
    assert {quad.object.value for quad in store.quads(graph("a"))} == {"2", "3"}


def test_replace_leaves_other_graphs_alone(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1"))
    store.replace(graph("b"), lines("b", ":s :p 2"))
    store.replace(graph("a"), b"")
    assert store.graphs() == [graph("b")]
    assert count(store) == 1


def test_replace_refuses_quads_of_another_graph(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1"))
    for target in ("a", "c"):
        with pytest.raises(BadInput, match="not all in the graph"):
            store.replace(graph(target), lines("b", ":s :p 2"))
    assert count(store) == 1


def test_replace_refuses_triples_of_the_default_graph(store: Store) -> None:
    with pytest.raises(BadInput):
        store.replace(graph("a"), b'<x:a> <x:b> "c" .\n')
    with pytest.raises(BadInput):
        store.replace(graph("a"), b"<x:a> <x:b> <x:c> .\n")


def test_replace_refuses_what_is_not_nquads(store: Store) -> None:
    with pytest.raises(BadInput, match="not N-Quads"):
        store.replace(graph("a"), f"no quads <{graph('a')}> .\n".encode())
    assert store.graphs() == []


@pytest.mark.parametrize("many", [3, 12])
def test_replace_all_writes_new_and_known_graphs(store: Store, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "POURING", 500)
    store.replace(graph("g0"), lines("g0", ":s :p old"))
    store.replace_all([(graph(f"g{n}"), lines(f"g{n}", f":s{n} :p new")) for n in range(many)])
    assert count(store) == many
    assert [q.object.value for q in store.quads(graph("g0"))] == ["new"]


def test_replace_of_a_graph_with_blank_nodes(store: Store) -> None:
    store.replace(graph("a"), f'_:x <x:p> "1" <{graph("a")}> .\n'.encode())
    store.replace(graph("a"), f'_:x <x:p> "2" <{graph("a")}> .\n_:x <x:q> "3" <{graph("a")}> .\n'.encode())
    assert count(store) == 2


def test_a_large_graph_is_written_and_read_whole(store: Store) -> None:
    many = lines("a", *(f":s{n} :p {n}" for n in range(6_000)))
    store.replace(graph("a"), many)
    assert count(store) == 6_000
    store.replace(graph("a"), lines("a", *(f":s{n} :p {n + 1}" for n in range(6_000))))
    assert {quad.object.value for quad in store.quads(graph("a"))} == {str(n + 1) for n in range(6_000)}


def test_texts_survive_a_replacement_of_a_known_graph(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1"))
    text = 'quotes " and \\ and \n lines, 한국어, \u2028 and a } brace'
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    store.replace(graph("a"), f'<{BASE}s> <{BASE}p> "{escaped}"@ko <{graph("a")}> .\n'.encode())
    assert [q.object.value for q in store.quads(graph("a"))] == [text]


def test_a_store_tells_whether_it_holds_some_quads(store: Store) -> None:
    data = lines("a", ":s :p 1", ":s :p 2")
    store.replace(graph("a"), data)
    held = list(pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS))
    elsewhere = list(pyoxigraph.parse(lines("b", ":s :p 1"), format=pyoxigraph.RdfFormat.N_QUADS))
    assert store.holds(held)
    assert store.holds([])
    assert not store.holds([*held, *elsewhere])


def test_remove_tells_whether_the_graph_was_there(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1"))
    assert store.remove(graph("a"))
    assert not store.remove(graph("a"))
    assert store.graphs() == []


def test_the_default_graph_is_the_union_of_all(store: Store) -> None:
    store.replace_all([(graph("a"), lines("a", ":s :p 1")), (graph("b"), lines("b", ":s :q 2"))])
    answer = store.query(PREFIX + "SELECT ?a ?b { :s :p ?a ; :q ?b }", accept="text/csv")
    assert answer.body() == b"a,b\r\n1,2\r\n"


def test_from_in_the_text_limits_the_dataset(store: Store) -> None:
    store.replace_all([(graph("a"), lines("a", ":s :p 1")), (graph("b"), lines("b", ":s :p 2"))])
    answer = store.query(f"SELECT ?o FROM <{graph('b')}> {{ ?s ?p ?o }}", accept="text/csv")
    assert answer.body() == b"o\r\n2\r\n"


def test_graphs_of_the_request_win_over_from(store: Store, facts: Product) -> None:
    store.replace_all([(graph("a"), lines("a", ":s :p 1")), (graph("b"), lines("b", ":s :p 2"))])
    text = f"SELECT ?o FROM <{graph('b')}> {{ ?s ?p ?o }}"
    if not facts.datasets:
        with pytest.raises(Conflict):
            store.query(text, default_graph_uris=[graph("a")])
        text = "SELECT ?o { ?s ?p ?o }"
    assert store.query(text, default_graph_uris=[graph("a")], accept="text/csv").body() == b"o\r\n1\r\n"
    named = "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }"
    answer = store.query(named, named_graph_uris=[graph("b")], accept="text/csv")
    assert answer.body() == f"g,o\r\n{graph('b')},2\r\n".encode()


def test_values_take_the_place_of_variables(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1", ":t :p 2"))
    answer = store.query("SELECT ?s ?o { ?s ?p ?o }", values={"s": f"<{BASE}t>"}, accept="text/csv")
    assert answer.body().split()[1] == f"{BASE}t,2".encode()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/tab-separated-values, */*;q=0.1", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_rows_come_in_the_format_that_is_liked_best(store: Store, accept: str, media_type: str) -> None:
    assert store.query("SELECT * { ?s ?p ?o }", accept=accept).media_type == media_type
    assert store.query("ASK { ?s ?p ?o }", accept=accept).media_type == media_type


def test_a_graph_is_written_in_order_with_prefixes(store: Store) -> None:
    data = f'<{BASE}s> <http://www.w3.org/2000/01/rdf-schema#label> "S" <{graph("a")}> .\n'
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    data += f"<{BASE}s> <{rdf}type> <https://w3id.org/legation/ns#Actor> <{graph('a')}> .\n"
    store.replace(graph("a"), data.encode())
    answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }", accept="text/turtle")
    assert answer.media_type == "text/turtle; charset=utf-8"
    assert answer.body().decode() == (
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix leg: <https://w3id.org/legation/ns#> .\n"
        f'<{BASE}s> a leg:Actor ;\n\trdfs:label "S" .\n'
    )


def test_a_graph_cannot_be_had_as_rows(store: Store) -> None:
    with pytest.raises(NotAcceptable):
        store.query("CONSTRUCT WHERE { ?s ?p ?o }", accept="text/csv")
    with pytest.raises(NotAcceptable):
        store.query("SELECT * { ?s ?p ?o }", accept="text/turtle")


def test_ask_is_answered_in_json(store: Store) -> None:
    assert json.loads(store.query("ASK { ?s ?p ?o }").body()) == {"head": {}, "boolean": False}


def test_what_is_no_query_is_told(store: Store) -> None:
    with pytest.raises(BadInput, match="not SPARQL"):
        store.query("SELECT WHERE")
    with pytest.raises(BadInput):
        store.query("INSERT DATA { <x:a> <x:b> 1 }")
    with pytest.raises(BadInput):
        store.query("ASK {}", default_graph_uris=["no iri"])


def test_calls_to_other_addresses_are_refused(store: Store) -> None:
    with pytest.raises(Forbidden):
        store.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    with pytest.raises(Forbidden):
        store.update("LOAD <http://127.0.0.1:1/>")


def test_an_update_happens_as_a_whole_or_not_at_all(store: Store, facts: Product) -> None:
    store.update(f"INSERT DATA {{ GRAPH <{graph('a')}> {{ <x:a> <x:b> 1 }} }}")
    with pytest.raises(BadInput):
        store.update(f"CLEAR GRAPH <{graph('a')}> ; DROP GRAPH <{graph('nowhere')}>")
    assert count(store) == (1 if facts.whole else 0)


def test_the_version_changes_with_the_state(store: Store) -> None:
    before = store.version
    assert store.version == before
    store.replace(graph("a"), lines("a", ":s :p 1"))
    store.publish()
    assert store.version != before


def test_replacing_a_graph_by_itself_writes_nothing(store: Store) -> None:
    decimal = f'<x:s> <x:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <{graph("a")}> .\n'.encode()
    store.replace(graph("a"), decimal)
    before = store.version
    store.replace(graph("a"), decimal)
    assert not store.remove(graph("b"))
    store.replace(graph("b"), b"")
    assert store.version == before
    store.replace(graph("a"), decimal.replace(b"1.50", b"1.51"))
    assert [quad.object.value for quad in store.quads(graph("a"))] == ["1.51"]


@pytest.mark.parametrize("name", [graph("a"), None])
def test_put_tells_whether_the_graph_was_there(store: Store, facts: Product, name: str | None) -> None:
    one, two = (Triple(NamedNode("x:s"), NamedNode("x:p"), Literal(text)) for text in ("1", "2"))
    if name is None and facts.unnamed is None:
        with pytest.raises(Conflict):
            store.put(name, [one])
        return
    assert store.put(name, [one]) is (name is None)
    assert store.put(name, [two])
    assert store.graph(name, "application/n-triples").body() == b'<x:s> <x:p> "2" .\n'
    assert store.put(name, [one], keep=True)
    assert len(store.graph(name, "application/n-triples").body().splitlines()) == 2
    assert store.graphs() == ([] if name is None else [name])
    with pytest.raises(NotFound):
        store.graph(graph("b"))


@pytest.mark.parametrize("keep", [False, True])
def test_a_graph_without_a_triple_is_there_where_the_store_keeps_such(store: Store, facts: Product, keep: bool) -> None:
    assert not store.put(graph("a"), [], keep=keep)
    if facts.keeps_empty:
        assert store.graph(graph("a"), "application/n-triples").body() == b""
        assert store.put(graph("a"), [])
    assert store.graphs() == ([graph("a")] if facts.keeps_empty else [])


def test_an_update_sees_the_graphs_that_it_is_told(store: Store, facts: Product) -> None:
    store.replace_all([(graph("a"), lines("a", ":s :p 1")), (graph("b"), lines("b", ":s :p 2"))])
    if not facts.datasets:
        with pytest.raises(Conflict):
            store.update("DELETE WHERE { ?s ?p ?o }", using=[graph("a")])
        assert count(store) == 2
        return
    store.update("DELETE WHERE { ?s ?p ?o }", using=[graph("a")])
    assert count(store) == 2
    store.update("INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", using=[graph("a")])
    assert [quad.object.value for quad in store.quads("x:g")] == ["1"]


def test_what_cannot_be_done_here_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict, match="<x:none>"):
        store.update("DROP GRAPH <x:none>")


def test_some_quads_of_a_graph_change_and_the_others_stay(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1", ":s :p 2"))
    store.change(graph("a"), lines("a", ":s :p 2", ":s :p 9"), lines("a", ":s :p 3"))
    assert {quad.object.value for quad in store.quads(graph("a"))} == {"1", "3"}
    store.change(graph("b"), b"", lines("b", ":s :p 1"))
    assert {quad.object.value for quad in store.quads(graph("b"))} == {"1"}
    before = store.version
    store.change(graph("a"), b"", b"")
    assert store.version == before


def test_a_change_refuses_quads_of_another_graph(store: Store) -> None:
    store.replace(graph("a"), lines("a", ":s :p 1"))
    for removed, added in ((lines("b", ":s :p 1"), b""), (b"", lines("b", ":s :p 1"))):
        with pytest.raises(BadInput):
            store.change(graph("a"), removed, added)
    assert count(store) == 1
