"""Small graphs for the tests of stores."""

from __future__ import annotations

from legation.store import Store

BASE = "https://legation.example/"
PREFIX = "PREFIX : <https://legation.example/>\n"


def graph(name: str) -> str:
    return f"{BASE}graph/{name}"


def lines(name: str, *triples: str) -> bytes:
    """N-Quads of triples such as ":a :p 1", in the graph of that name."""
    quads = []
    for triple in triples:
        terms = [f"<{BASE}{t[1:]}>" if t.startswith(":") else f'"{t}"' for t in triple.split()]
        quads.append(f"{' '.join(terms)} <{graph(name)}> .\n")
    return "".join(sorted(quads)).encode()


def count(store: Store) -> int:
    """How many quads queries see."""
    body = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", accept="text/csv").body()
    return int(body.split()[1])
