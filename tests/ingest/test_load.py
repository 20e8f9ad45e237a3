"""The loop that writes: what is stored, skipped, put aside, kept when it is interrupted."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import rdflib

from legation import gazetteer
from legation.articles.identity import article_id
from legation.errors import BadInput
from legation.graph.evidence import ArticleEvidence
from legation.graph.identifiers import ONTOLOGY, Identifiers
from legation.ingest import load, world
from legation.ingest.article import Outcome
from legation.ingest.load import Plan, Tally, compact, delete, ingest, rebuild, write_shipped
from legation.ingest.rejected import Rejected
from legation.ingest.world import World
from legation.model import Article, Document
from legation.store import Store, open_store
from legation.store.backups import size
from legation.store.dumps import dump
from legation.store.formats import named
from legation.store.oxigraph import DiskStore
from reading_by_hand import BASE, MADE_BY, article, clean, work

IDENTIFIERS = Identifiers(BASE)
SHIPPED = {ONTOLOGY, IDENTIFIERS.gazetteer}

Run = Callable[..., Tally]


@pytest.fixture(scope="module")
def small() -> gazetteer.Gazetteer:
    """The gazetteer with the few things that the articles name, since its whole graph takes a second to make."""
    whole = gazetteer.load()
    kept = {k: v for k, v in whole.entities.items() if k in {"state/JPN", "state/KOR", "state/FRA"}}
    states = tuple(s for s in whole.states if s.entity in kept)
    return dataclasses.replace(whole, entities=kept, states=states, issues=(), forms=())


@pytest.fixture(params=["memory:", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(str(tmp_path / "store") if request.param == "disk" else request.param)
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store, tmp_path: Path, small: gazetteer.Gazetteer) -> Run:
    def with_articles(articles: Iterable[Article | BadInput], **changes: object) -> Tally:
        plan = Plan(
            identifiers=IDENTIFIERS,
            gazetteer=small,
            clean=clean,
            work=work,
            rejected=Rejected(tmp_path / "rejected"),
            made_by=MADE_BY,
        )
        return ingest(articles, store, dataclasses.replace(plan, **changes))  # type: ignore[arg-type]

    return with_articles


def events(store: Store) -> int:
    query = "SELECT (COUNT(?e) AS ?n) { ?e a <https://w3id.org/legation/ns#Event> }"
    return int(store.query(query, accept="text/csv").body().split()[1])


def test_each_article_has_a_graph_and_all_together_the_world(run: Run, store: Store) -> None:
    tally = run([article(1), article(2, "FRA meets KOR."), article(3)])
    assert tally == Tally(read=3, written=3)
    expected = {IDENTIFIERS.graph(article_id(article(n))) for n in (1, 2, 3)}
    assert set(store.graphs()) == expected | SHIPPED | {IDENTIFIERS.world}
    assert events(store) == 2


def test_a_new_store_needs_no_graph_to_be_read_back(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Iterator[ArticleEvidence]:
        raise AssertionError("a graph is read back")

    monkeypatch.setattr(world, "read_evidence", refuse)
    run([article(1), article(2, "FRA meets KOR.")])
    assert events(store) == 2


def test_a_compacted_store_is_smaller_and_its_index_stays_in_line(
    tmp_path: Path, small: gazetteer.Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = tmp_path / "store"
    plan = Plan(
        identifiers=IDENTIFIERS, gazetteer=small, clean=clean, work=work, rejected=Rejected(tmp_path / "rejected"),
        made_by=MADE_BY,
    )  # fmt: skip
    opened = DiskStore(location)
    for partner in ("FRA", "KOR", "FRA", "KOR"):
        ingest([article(number, f"JPN meets {partner}.") for number in range(40)], opened, plan)
    before, told = size(location), dump_of(opened)
    compact(opened, IDENTIFIERS, small)
    opened.close()
    assert size(location) < before
    reader = open_store(str(location), read_only=True)
    assert dump_of(reader) == told
    reader.close()

    def refuse(world: object) -> object:
        raise AssertionError("the index was to be found in line")

    monkeypatch.setattr(World, "_renew", refuse)
    opened = DiskStore(location)
    assert ingest([article(40)], opened, plan).written == 1
    opened.close()


def dump_of(store: Store) -> bytes:
    return b"".join(dump(store, store.graphs(), named("nquads")))


def test_what_a_run_left_half_done_is_published_by_compacting(
    tmp_path: Path, small: gazetteer.Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(
        identifiers=IDENTIFIERS, gazetteer=small, clean=clean, work=work, rejected=Rejected(tmp_path / "rejected"),
        made_by=MADE_BY,
    )  # fmt: skip
    opened = DiskStore(tmp_path / "store")
    ingest([article(1)], opened, plan)
    with monkeypatch.context() as broken:
        broken.setattr(World, "settle", lambda world: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ingest([article(2, "FRA meets KOR.")], opened, plan)
    assert opened.unpublished
    compact(opened, IDENTIFIERS, small)
    assert not opened.unpublished
    opened.close()
    reader = open_store(str(tmp_path / "store"), read_only=True)
    assert events(reader) == 2
    reader.close()


def test_an_article_read_again_replaces_its_graph(run: Run, store: Store) -> None:
    run([article(1), article(2)])
    assert run([article(1, "JPN meets FRA.")]) == Tally(read=1, written=1)
    assert events(store) == 2
    run([article(2, "JPN meets FRA.")])
    assert events(store) == 1


def test_a_known_article_costs_nothing(run: Run, store: Store) -> None:
    run([article(1)])
    before = store.version

    def refuse(documents: object) -> object:
        raise AssertionError("nothing was to be read")

    assert run([article(1)], work=refuse) == Tally(read=1, unchanged=1)
    assert store.version == before


@pytest.mark.parametrize(
    "changed", [{"title": "Now with a title"}, {"published": "2025-08-02"}, {"modified": "2025-08-03T10:00:00+09:00"}]
)
def test_a_known_article_with_other_metadata_is_read_again(run: Run, changed: dict[str, str]) -> None:
    run([article(1)])
    assert run([article(1, **changed)]).written == 1
    assert run([article(1, **changed)]).unchanged == 1


def test_a_known_article_is_read_again_by_other_means_or_on_demand(run: Run) -> None:
    run([article(1)])
    assert run([article(1)], made_by=dataclasses.replace(MADE_BY, settings="1" * 64)).written == 1
    assert run([article(1)], made_by=None).written == 1


def test_the_same_article_twice_in_one_run_is_read_once(run: Run) -> None:
    assert run([article(1), article(1)]) == Tally(read=2, written=1, unchanged=1)


def test_of_two_versions_in_one_run_the_later_stays(run: Run, store: Store) -> None:
    run([article(1), article(1, "JPN meets FRA.")])
    quads = store.quads(IDENTIFIERS.graph(article_id(article(1))))
    assert any("JPN meets FRA." in str(quad.object) for quad in quads)


def test_what_does_not_conform_is_put_aside_with_its_report(run: Run, store: Store, tmp_path: Path) -> None:
    told: list[str] = []
    loud = article(1, "JPN loudly meets KOR.", origin="loud.jsonl, line 7")
    assert run([loud, article(2)], complain=told.append) == Tally(read=2, written=1, rejected=1)
    folder = tmp_path / "rejected" / article_id(loud)
    assert json.loads((folder / "article.json").read_text())["text"] == "JPN loudly meets KOR."
    assert "confidence" in (folder / "report.txt").read_text()
    report = rdflib.Graph().parse(folder / "report.ttl")
    assert (None, rdflib.SH.conforms, rdflib.Literal(False)) in report
    assert any("loud.jsonl, line 7" in line for line in told)
    assert IDENTIFIERS.graph(article_id(loud)) not in store.graphs()


def test_what_was_put_aside_is_forgotten_once_it_conforms(run: Run, tmp_path: Path) -> None:
    run([article(1, "JPN loudly meets KOR.")])
    run([article(1)])
    assert list((tmp_path / "rejected").iterdir()) == []


def test_what_cannot_be_read_is_put_aside_and_the_rest_goes_on(run: Run, tmp_path: Path) -> None:
    items = [
        BadInput("a.warc", "is cut off", "fetch it again"),
        article(1, " "),
        article(2, "JPN unreadable KOR."),
        article(3),
    ]
    assert run(items) == Tally(read=4, written=1, rejected=3)
    reasons = sorted(p.read_text() for p in (tmp_path / "rejected").glob("*/reason.txt"))
    assert any("a.warc: is cut off; fetch it again" in reason for reason in reasons)
    assert len(reasons) == 3
    assert len(list((tmp_path / "rejected").glob("*/article.json"))) == 2


def test_an_article_that_was_good_stays_when_its_new_version_is_not(run: Run, store: Store) -> None:
    run([article(1)])
    assert run([article(1, "JPN loudly meets KOR.")]).rejected == 1
    assert IDENTIFIERS.graph(article_id(article(1))) in store.graphs()


def test_an_interrupt_keeps_what_is_done(run: Run, store: Store) -> None:
    many = [article(n) for n in range(40)]
    tally = run([*many, article(99, "interrupt")])
    assert tally.interrupted
    assert tally.written == 32
    assert events(store) == 1
    assert not store.unpublished
    assert run(many) == Tally(read=40, written=8, unchanged=32)


def test_an_interrupt_while_the_world_is_brought_in_line_leaves_it_whole(
    run: Run, store: Store, small: gazetteer.Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fly, flown = World._fly, 0

    def interrupted(world: World, changed: Mapping[str, int]) -> None:
        nonlocal flown
        flown += 1
        if flown == 2:
            raise KeyboardInterrupt
        fly(world, changed)

    monkeypatch.setattr(World, "_fly", interrupted)
    tally = run([article(n, f"{'JPN' if n % 2 else 'FRA'} meets KOR.") for n in range(96)], batch=32)
    assert tally.interrupted
    assert tally.written == 64
    assert not store.unpublished
    before = list(store.quads(IDENTIFIERS.world))
    rebuild(store, IDENTIFIERS, small)
    assert list(store.quads(IDENTIFIERS.world)) == before


def test_what_was_read_before_a_fault_is_kept_and_the_next_run_publishes_it(run: Run, store: Store) -> None:
    pages = 0

    def breaking(documents: Sequence[Document]) -> Sequence[Outcome]:
        nonlocal pages
        pages += 1
        if pages == 2:
            raise OSError("no more space")
        return work(documents)

    run([article(1)])
    with pytest.raises(OSError, match="no more space"):
        run([article(n, "JPN meets FRA.") for n in range(2, 40)], work=breaking)
    assert len([g for g in store.graphs() if "/article/" in g]) == 33
    assert events(store) == 1
    assert run([article(2, "JPN meets FRA."), article(50)]).unchanged == 1
    assert events(store) == 2


@pytest.mark.parametrize("store", ["disk"], indirect=True)
def test_what_a_killed_run_left_is_published_though_nothing_is_new(run: Run, store: Store) -> None:
    run([article(1)])
    store.replace(IDENTIFIERS.world, b"")
    assert store.unpublished
    run([article(1)])
    assert events(store) == 1
    assert not store.unpublished


def test_the_world_of_a_run_is_the_one_that_a_rebuild_gives(run: Run, store: Store, small: gazetteer.Gazetteer) -> None:
    run([article(1), article(2, "FRA meets KOR."), article(3, "FRA meets JPN.")])
    before = list(store.quads(IDENTIFIERS.world))
    rebuild(store, IDENTIFIERS, small)
    assert list(store.quads(IDENTIFIERS.world)) == before


def test_deleting_removes_what_only_that_article_told(run: Run, store: Store, small: gazetteer.Gazetteer) -> None:
    run([article(1), article(2, "FRA meets KOR.")])
    gone = article_id(article(2, "FRA meets KOR."))
    assert delete(gone, store, IDENTIFIERS, small)
    assert events(store) == 1
    assert not delete(gone, store, IDENTIFIERS, small)


def test_nothing_to_read_still_gives_what_ships(run: Run, store: Store) -> None:
    assert run([]) == Tally()
    assert set(store.graphs()) >= SHIPPED
    assert not store.unpublished


def test_what_ships_is_written_again_only_where_it_changed(store: Store, small: gazetteer.Gazetteer) -> None:
    assert write_shipped(store, IDENTIFIERS, small)
    before = {str(quad) for graph in store.graphs() for quad in store.quads(graph)}
    version = store.version
    assert not write_shipped(store, IDENTIFIERS, small)
    assert store.version == version
    states = tuple(dataclasses.replace(state, demonym="Somebody") for state in small.states)
    assert write_shipped(store, IDENTIFIERS, dataclasses.replace(small, states=states))
    assert any("Somebody" in str(quad) for quad in store.quads(IDENTIFIERS.gazetteer))
    assert write_shipped(store, IDENTIFIERS, small)
    assert {str(quad) for graph in store.graphs() for quad in store.quads(graph)} == before


def test_progress_is_told(run: Run) -> None:
    told: list[Tally] = []
    run([article(1), article(2)], watch=told.append)
    assert told[-1] == Tally(read=2, written=2)


def test_what_is_held_back_grows_with_what_was_written(run: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_all, sizes = type(store).replace_all, []

    def replacing(store: Store, graphs: Iterable[tuple[str, bytes]]) -> None:
        given = list(graphs)
        sizes.append(sum("/article/" in graph for graph, _ in given))
        replace_all(store, given)

    monkeypatch.setattr(type(store), "replace_all", replacing)
    monkeypatch.setattr(load, "_FEWEST", 8)
    run([article(n, f"{'JPN' if n % 2 else 'FRA'} meets KOR.") for n in range(96)], batch=12)
    written = [size for size in sizes if size]
    assert written[0] == 8
    assert max(written) == 12
    assert written[:-1] == sorted(written[:-1])
    assert sum(written) == 96
