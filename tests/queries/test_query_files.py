"""Every query file: its header, its rows over a small graph, and that it runs as it stands in another engine too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import rdflib
from pyoxigraph import RdfFormat, serialize
from rdflib.plugins.sparql import prepareQuery

from legation import queries
from legation.queries import Query
from legation.store import Store
from small_graph import ID, small_store

NAMES = queries.names()
ONE_ROW = {"entity/event"}
# Engines sort texts slowly, and what reads these rows puts them into order anyway.
SORTED_BY_US = {f"export/event{rest}" for rest in ("s", "-parties", "-reports", "-places")} | {
    "reconcile/names",
    "reconcile/kinds",
    "service/labels",
    "vocabulary/terms",
    *(name for name in NAMES if name.startswith("store/")),
}
CHECKS = tuple(name for name in NAMES if name.startswith("checks/"))
ARTICLE = f"{ID}article/00000000000000a1"

# What a query is asked about where the sample in its file is not in the small graph.
ABOUT: Mapping[str, Mapping[str, str]] = {
    "entity/tenures": {"entity": f"{ID}person/han-seo-yun"},
    "entity/statements-about": {"entity": f"{ID}state/JPN"},
    "entity/written": {"entity": f"{ID}organization/ajp"},
    "entity/holder-reports": {"entity": f"{ID}office/KOR-foreign-minister"},
    "entity/event": {"entity": f"{ID}event/0a1b2c3d4e5f6071"},
    "entity/event-parties": {"entity": f"{ID}event/0a1b2c3d4e5f6071"},
    "entity/event-reports": {"entity": f"{ID}event/0a1b2c3d4e5f6071"},
    "entity/event-report-parties": {"entity": f"{ID}event/0a1b2c3d4e5f6071"},
    "entity/describe-event": {"entity": f"{ID}event/0a1b2c3d4e5f6071"},
    "entity/parties": {"entity": f"{ID}agreement/tokyo-hydrogen-accord"},
    "entity/instrument-reports": {"entity": f"{ID}policy/pacific-outreach"},
    **{name: {"entity": ARTICLE} for name in NAMES if name.startswith(("entity/article-", "entity/describe-article"))},
    "entity/article": {"entity": ARTICLE},
}


def test_there_are_enough_of_each_kind() -> None:
    folders = [name.partition("/")[0] for name in NAMES]
    assert folders.count("entity") >= 10
    assert folders.count("dyad") >= 6
    assert folders.count("analysis") >= 12
    assert folders.count("checks") >= 8


@pytest.mark.parametrize("name", NAMES)
def test_the_header_tells_what_the_query_is(name: str) -> None:
    query = Query.load(name)
    assert query.title
    assert query.description.endswith(".")
    assert "#+ view:" in query.text or name.startswith("checks/")
    assert query.form in {"SELECT", "CONSTRUCT", "ASK"}
    if query.form == "SELECT" and name not in ONE_ROW | SORTED_BY_US:
        assert "ORDER BY" in query.text


@pytest.mark.parametrize("name", NAMES)
def test_another_parser_reads_it_as_it_stands(name: str) -> None:
    prepareQuery(Query.load(name).text)


@pytest.mark.parametrize("name", NAMES)
def test_binding_the_samples_changes_no_row(name: str, small: Store) -> None:
    query = Query.load(name)
    accept = "text/csv, application/n-triples"
    bound = query.bind(**{parameter.name: parameter.sample for parameter in query.parameters})
    assert small.query(bound, accept=accept).body() == small.query(query.text, accept=accept).body()


@pytest.mark.parametrize(
    "name", [name for name in NAMES if not name.startswith(("vocabulary/", "store/")) and name != "service/graph"]
)
def test_rows_over_the_small_graph(name: str, small: Store, golden: Callable[[str, bytes], None]) -> None:
    query = Query.load(name)
    graph = query.form == "CONSTRUCT"
    answer = small.query(query.bind(**ABOUT.get(name, {})), accept="text/turtle" if graph else "text/csv").body()
    if query.form != "ASK" and not name.startswith(("checks/", "link/wikidata-")):
        assert answer.count(b"\n") > 1, "the small graph should have something for each query"
    golden(f"queries/{name}.{'ttl' if graph else 'csv'}", answer.replace(b"\r\n", b"\n"))


@pytest.fixture(scope="session")
def in_rdflib(small: Store) -> rdflib.Dataset:
    found = rdflib.Dataset(default_union=True)
    for graph in small.graphs():
        data = serialize((quad.triple for quad in small.quads(graph)), format=RdfFormat.N_TRIPLES)
        assert data is not None
        found.graph(rdflib.URIRef(graph)).parse(data=data, format="nt")
    return found


# rdflib joins what these pair up only after it has paired everything with everything.
TOO_SLOW = frozenset({"analysis/disagreement-what", "dyad/disagreements"})
ELSEWHERE = [
    name
    for name in NAMES
    if name.startswith(("analysis/", "dyad/", "entity/")) and "describe" not in name and name not in TOO_SLOW
]


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib's own calls of itself.
@pytest.mark.parametrize("name", ELSEWHERE)
def test_another_engine_gives_as_many_rows(name: str, small: Store, in_rdflib: rdflib.Dataset) -> None:
    text = Query.load(name).bind(**ABOUT.get(name, {}))
    ours = small.query(text, accept="text/tab-separated-values").body().decode().splitlines()[1:]
    assert len(list(in_rdflib.query(text))) == len(ours)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_nothing_in_a_sound_graph(name: str, small: Store) -> None:
    rows = small.query(Query.load(name).bind(), accept="text/csv").body().decode().splitlines()
    assert len(rows) == 1


PREFIXES = """PREFIX leg: <https://w3id.org/legation/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX id: <https://legation.example/id/>
PREFIX a: <https://legation.example/id/article/00000000000000a1/>
PREFIX b: <https://legation.example/id/article/00000000000000a2/>
"""
IN = "GRAPH <https://legation.example/graph/article/00000000000000a1>"
WORLD = "GRAPH <https://legation.example/graph/world>"


def put(where: str, triples: str) -> str:
    return f"INSERT DATA {{ {where} {{ {triples} }} }}"


def change(subject: str, predicate: str, value: str) -> str:
    old = f"GRAPH ?g {{ {subject} {predicate} ?old }}"
    return f"DELETE {{ {old} }} INSERT {{ GRAPH ?g {{ {subject} {predicate} {value} }} }} WHERE {{ {old} }}"


# For each check, an update that makes one fault of its kind.
FAULTS: Mapping[str, str] = {
    "checks/corrections-without-target": put(WORLD, "id:x leg:withdraws id:y"),
    "checks/days-reversed": put(WORLD, "id:x leg:earliest '2025-02-02'^^xsd:date ; leg:latest '2025-02-01'^^xsd:date"),
    "checks/events-without-reports": put(WORLD, "id:x a leg:Event"),
    "checks/evidence-of-another-article": put(IN, "a:report\\/0 leg:evidence b:passage\\/0"),
    "checks/mentions-outside-passage": change("a:mention\\/0", "leg:surface", "'Soul'"),
    "checks/participants-not-written-out": put(WORLD, "id:x leg:initiator id:y"),
    "checks/passages-out-of-range": change("a:passage\\/1", "leg:end", "7"),
    "checks/passages-overlapping": change("a:passage\\/1", "leg:begin", "3"),
    "checks/report-counts": change("?e", "leg:reportCount", "99"),
    "checks/reports-without-event": put(IN, "a:report\\/9 a leg:EventReport"),
    "checks/reports-without-evidence": put(IN, "a:report\\/9 a leg:EventReport"),
    "checks/triggers-outside-passage": change("a:report\\/0", "leg:trigger", "'left'"),
    "checks/twice-in-the-graph": put(IN, "id:state\\/KOR a leg:State"),
    "checks/without-label": put(IN, "a:mention\\/0 leg:mentions id:nobody"),
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_finds_its_fault(name: str) -> None:
    store = small_store()
    store.update(PREFIXES + FAULTS[name])
    rows = store.query(Query.load(name).bind(), accept="text/csv").body().decode().splitlines()
    assert len(rows) > 1
