"""The side index: the same rows as the queries that it stands in for, whatever is written, or no rows at all."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from legation.queries import BASE, Query
from legation.settings import Settings
from legation.store import Store, open_store
from legation.store.oxigraph import DiskStore
from legation.store.rows import Table
from legation.store.side import journal
from legation.store.side.answers import EXCERPTED, STANDING_IN
from legation.store.side.tables import FILE
from legation.web.addresses import Addresses
from legation.web.rows import ask
from legation.web.site import Site
from small_graph import GRAPH, ID

WORLD = "https://legation.example/graph/world"
STATES = ("KOR", "JPN", "RUS", "FRA", "VAN")
WORDS = (
    "korea",
    "KOREA",
    "talks",
    "e",
    "ou",
    "대한",
    "한",
    "日本",
    "cote d",
    "côte",
    "Türk",
    "-",
    "signed a",
    "zz",
    "the ",
)
CARD = "entity/describe-itself"
EVENT = "event/0a1b2c3d4e5f6071"
ARTICLES = tuple(f"article/00000000000000a{number}" for number in (1, 2, 3, 4))
ENTITIES = (
    *(f"state/{code}" for code in STATES),
    "person/lee-jae-myung",
    "organization/UNO",
    "place/tokyo-JPN",
    "office/KOR-president",
    "organization/pacific-courier",
)
SAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "words": tuple((words,) for words in WORDS),
    "entity": tuple((ID + entity,) for entity in ENTITIES),
    "first second": tuple((f"{ID}state/{a}", f"{ID}state/{b}") for a, b in product(STATES[:4], STATES[:3])),
    "first second third": tuple(
        (f"{ID}state/{a}", f"{ID}state/{b}", f"{ID}state/RUS") for a, b in product(STATES[:3], STATES[:3])
    ),
    "": ((),),
}


@cache
def small_graphs() -> dict[str, frozenset[Quad]]:
    found: dict[str, set[Quad]] = {}
    for quad in parse(path=GRAPH, format=RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        found.setdefault(quad.graph_name.value, set()).add(quad)
    return {name: frozenset(quads) for name, quads in found.items()}


def nquads(quads: frozenset[Quad] | set[Quad]) -> bytes:
    data = serialize(sorted(quads, key=str), format=RdfFormat.N_QUADS)
    assert data is not None
    return data


def asked() -> Iterator[tuple[str, dict[str, str]]]:
    """Each query that the index stands in for, with all values that it is tried with."""
    for name in STANDING_IN:
        parameters = [parameter.name for parameter in Query.load(name).parameters]
        for values in SAMPLES[" ".join(parameters)]:
            yield name, dict(zip(parameters, values, strict=True))


def answer(store: Store, name: str, values: dict[str, str]) -> Table | None:
    assert store.side is not None
    return store.side.answer(store.version, name, values)


def answers(location: Path) -> list[tuple[str, dict[str, str], Table]]:
    """What the index gives, after each was found to be what the query gives."""
    reader = open_store(str(location), read_only=True)
    try:
        found = []
        for name, values in asked():
            table = answer(reader, name, values)
            if table is not None:
                assert table == ask(reader, Query.load(name).bind(**values)), (name, values)
                found.append((name, values, table))
        return found
    finally:
        reader.close()


@pytest.fixture
def location(tmp_path: Path) -> Path:
    """A store with the small graph, published."""
    store = open_store(str(tmp_path / "store"))
    store.replace_all((name, nquads(quads)) for name, quads in small_graphs().items())
    store.publish()
    store.close()
    return tmp_path / "store"


@pytest.fixture
def writer(location: Path) -> Iterator[DiskStore]:
    store = DiskStore(location)
    yield store
    store.close()


def test_it_gives_the_rows_of_the_queries(location: Path) -> None:
    found = answers(location)
    assert {name for name, _, _ in found} == set(STANDING_IN)
    filled = {name for name, _, table in found if table.rows}
    assert filled == set(STANDING_IN), "each is tried with something that it finds"


@pytest.mark.parametrize("seed", range(4))
def test_it_stays_in_line_with_writes_of_chance(location: Path, writer: DiskStore, seed: int) -> None:
    chance = random.Random(seed)
    graphs = small_graphs()
    for _ in range(6):
        for _ in range(chance.randint(1, 3)):
            _write(writer, graphs, chance)
        if chance.random() < 0.3:  # What was noted outlives the process that wrote.
            writer.close()
            writer.__init__(location)  # type: ignore[misc]
        writer.publish()
        found = answers(location)
        assert found
        writer.index(anew=True)
        assert [one for one in answers(location) if one[2].rows] == [one for one in found if one[2].rows]


def _write(store: DiskStore, graphs: dict[str, frozenset[Quad]], chance: random.Random) -> None:
    """One write that leaves a part of the small graph in the store."""
    name = chance.choice([WORLD, WORLD, *graphs])
    quads = graphs[name]
    some = {quad for quad in sorted(quads, key=str) if chance.random() < 0.8}
    # With a backslash in its text an update may be of any graph.
    told = [f"{quad.subject} {quad.predicate} {quad.object} ." for quad in some]
    triples = "\n".join(line for line in told if "\\" not in line)
    match chance.randrange(6):
        case 0:
            store.replace(name, nquads(some))
        case 1:
            store.remove(name)
        case 2:
            store.put(name, [quad.triple for quad in some], keep=chance.random() < 0.5)
        case 3:
            store.change(name, nquads(quads - some), nquads(some))
        case 4:
            store.update(f"DELETE {{ GRAPH <{name}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{name}> {{ {triples} }} }} "
                         f"WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")  # fmt: skip
        case _:
            store.replace_all((graph, nquads(held)) for graph, held in graphs.items())


def test_names_are_found_by_a_word_without_their_accents(location: Path) -> None:
    reader = open_store(str(location), read_only=True)
    assert reader.side is not None
    for words, path in (("repub", "state/KOR"), ("대한", "state/KOR"), ("SOUTH K", "state/KOR"), ("jap", "state/JPN")):
        found = reader.side.suggestions(reader.version, words, 20)
        assert found is not None
        assert f"{ID}{path}" in [one.iri for one in found], words
    assert reader.side.suggestions(reader.version, "orea", 20) == []
    assert reader.side.suggestions(reader.version, " - ", 20) == []
    reader.close()


def test_accents_in_the_name_and_none_in_the_words(location: Path, writer: DiskStore) -> None:
    writer.update(
        f"PREFIX leg: <https://w3id.org/legation/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        f'INSERT DATA {{ GRAPH <x:more> {{ <{ID}state/CIV> a leg:State ; rdfs:label "Côte d’Ivoire"@fr, "中非"@zh }} }}'
    )
    writer.publish()
    reader = open_store(str(location), read_only=True)
    assert reader.side is not None
    for words in ("cote d'iv", "COTE", "ivoire", "中", "中非"):
        found = reader.side.suggestions(reader.version, words, 5)
        assert found is not None
        assert f"{ID}state/CIV" in [one.iri for one in found], words
    reader.close()


def _says_nothing(location: Path) -> bool:
    return answers(location) == []


@pytest.mark.parametrize(
    "odd",
    [
        "<{event}> leg:status leg:denied",
        '<{event}> leg:latest "2026-13-99"',
        "<x:another> leg:participant 'nobody'",
        "<https://w3id.org/legation/event-types#CONSULT> leg:weight 1.0005",
    ],
)
def test_what_it_cannot_hold_makes_it_silent_until_that_is_gone(location: Path, writer: DiskStore, odd: str) -> None:
    event = next(quad.subject.value for quad in small_graphs()[WORLD] if quad.predicate.value.endswith("#eventType"))
    triple = odd.format(event=event)
    data = f"PREFIX leg: <https://w3id.org/legation/ns#> {{}} DATA {{{{ GRAPH <x:odd> {{{{ {triple} }}}} }}}}"
    before = answers(location)
    writer.update(data.format("INSERT"))
    writer.publish()
    assert _says_nothing(location)
    writer.index(anew=True)
    assert _says_nothing(location)
    writer.update(data.format("DELETE"))
    writer.publish()
    assert answers(location) == before


def test_a_triple_in_two_graphs_makes_it_silent(location: Path, writer: DiskStore) -> None:
    held = next(quad for quad in small_graphs()[WORLD] if quad.predicate.value.endswith("#participant"))
    writer.put("x:again", [held.triple])
    writer.publish()
    assert _says_nothing(location)
    writer.remove("x:again")
    writer.publish()
    assert not _says_nothing(location)


@pytest.mark.parametrize(
    "update",
    [
        "DELETE { GRAPH ?g { ?s leg:participant ?o } } WHERE { GRAPH ?g { ?s leg:participant ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s leg:published ?o } }",
        "DELETE { GRAPH ?g { ?s leg:participant ?o } } INSERT { GRAPH ?k { ?s <x:p> ?o } } "
        "WHERE { GRAPH ?g { ?s leg:participant ?o } BIND (UUID() AS ?k) }",
        "DROP ALL",
    ],
)
@pytest.mark.parametrize("few", [True, False])
def test_it_follows_an_update_of_graphs_without_a_name(
    location: Path, writer: DiskStore, monkeypatch: pytest.MonkeyPatch, update: str, few: bool
) -> None:
    before = answers(location)
    if not few:
        # As few quads as the graphs that are named by their values have, and fewer than all.
        monkeypatch.setattr(journal, "MOST", sum(map(len, small_graphs().values())) - 1)
    writer.update(f"PREFIX leg: <https://w3id.org/legation/ns#> {update}")
    writer.publish()
    found = answers(location)
    named = "UUID" not in update and "ALL" not in update
    if not few and not named:
        assert found == []
        assert writer.index()
        found = answers(location)
    assert found != before
    assert not writer.index()


def test_what_cannot_be_told_of_an_update_leaves_it_behind_until_it_is_made_anew(
    location: Path, writer: DiskStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(location)
    monkeypatch.setattr(journal, "MOST", 10)
    writer.update("DELETE { GRAPH ?g { ?s ?p <x:none> } } WHERE { GRAPH ?g { ?s ?p ?o } }")
    writer.publish()
    assert _says_nothing(location)
    writer.replace("x:g", b"<x:s> <x:p> <x:o> <x:g> .\n")
    writer.publish()
    assert _says_nothing(location)
    assert writer.index()
    assert answers(location) == before
    assert not writer.index()


@pytest.mark.parametrize("spoil", ["missing", "damaged", "another form", "of another state"])
def test_an_index_that_is_not_that_of_the_state_says_nothing(location: Path, writer: DiskStore, spoil: str) -> None:
    path = location / FILE
    if spoil == "missing":
        path.unlink()
    elif spoil == "damaged":
        path.write_bytes(b"no database" * 1000)
    else:
        tables = sqlite3.connect(path)
        tables.execute("PRAGMA user_version = 99" if spoil == "another form" else "UPDATE note SET value = 'other'")
        tables.commit()
        tables.close()
    assert _says_nothing(location)
    writer.replace("x:g", b"<x:s> <x:p> <x:o> <x:g> .\n")
    writer.publish()
    assert _says_nothing(location)
    assert writer.index()
    assert not _says_nothing(location)


def test_a_reader_moves_on_with_the_file(location: Path, writer: DiskStore) -> None:
    reader = open_store(str(location), read_only=True)
    query = ("analysis/latest-events", dict[str, str]())
    first = answer(reader, *query)
    writer.remove(WORLD)
    writer.publish()
    assert answer(reader, *query) == Table(first.columns if first else ())
    writer.replace(WORLD, nquads(small_graphs()[WORLD]))
    writer.publish()
    writer.index(anew=True)
    assert answer(reader, *query) == first != Table()
    reader.close()


def test_a_store_that_shows_no_union_has_none(location: Path) -> None:
    reader = open_store(str(location), Settings(default_graph="own"), read_only=True)
    assert reader.side is None
    reader.close()
    assert open_store("memory:").side is None


def _told(location: Path) -> list[tuple[str, Table]]:
    """What the site tells of each article and thing, after each was found to be what the query gives."""
    reader = open_store(str(location), read_only=True)
    try:
        site = Site(reader, Settings(), Addresses(BASE))
        found = []
        for name, path in product(sorted(EXCERPTED - {CARD}), (*ARTICLES, *ENTITIES, EVENT)):
            table = site.rows(name, entity=ID + path)
            assert table == ask(reader, Query.load(name).bind(entity=ID + path)), (name, path)
            found.append((name, table))
        for path in (*ARTICLES, *ENTITIES, EVENT):
            asked = Query.load(CARD).bind(entity=ID + path)
            assert site.card(ID + path) == reader.query(asked, accept="application/ld+json").body()
        return found
    finally:
        reader.close()


def _enough(location: Path) -> list[bool]:
    """Whether the graph of each article is known to be enough, with what is around it."""
    reader = open_store(str(location), read_only=True)
    assert reader.side is not None
    found = [reader.side.excerpt(reader.version, f"{ID}{path}", f"{BASE}graph/{path}") for path in ARTICLES]
    reader.close()
    return [one is not None for one in found]


@pytest.mark.parametrize("seed", range(4))
def test_an_excerpt_tells_what_the_store_does(location: Path, writer: DiskStore, seed: int) -> None:
    assert {name for name, table in _told(location) if table.rows} == EXCERPTED - {CARD}
    assert all(_enough(location))
    chance = random.Random(seed)
    for _ in range(4):
        _write(writer, small_graphs(), chance)
        writer.publish()
        _told(location)


def test_what_another_graph_tells_of_an_article_is_told(location: Path, writer: DiskStore) -> None:
    before = _told(location)
    said = (
        f"a leg:Statement ; leg:inArticle <{ID}{ARTICLES[0]}> ; leg:evidence <x:p> ; leg:begin 1 ; "
        'leg:end 2 ; leg:confidence 0.5 ; leg:speakerText "somebody"'
    )
    writer.update(f"PREFIX leg: <https://w3id.org/legation/ns#> INSERT DATA {{ GRAPH <x:more> {{ <x:said> {said} }} }}")
    writer.publish()
    assert _enough(location) == [False, True, True, True]
    assert sum(len(table.rows) for _, table in _told(location)) == sum(len(table.rows) for _, table in before) + 1
