"""The world in line with what changed is the world made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation import gazetteer
from legation.graph.corrections import read_corrections
from legation.graph.evidence import read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_nquads
from legation.graph.quads import to_nquads
from legation.graph.world import world_nquads
from legation.ingest import load, world
from legation.ingest.world import FILE, World
from legation.model import ArticleId, Entity, EntityId, EntityKind, EventType, Name, Status
from legation.store import Store, open_store

sys.path.insert(0, str(Path(__file__).parent.parent / "graph"))
from findings_by_hand import JPN, KOR, LEE, RUS, UKR, Story, article_id, person

IDENTIFIERS = Identifiers()
KNOWN = gazetteer.load()
REBELS = EntityId("organization/the-front")
PARTIES = st.sampled_from([KOR, JPN, LEE, RUS, UKR, REBELS])
REPORTS = st.tuples(
    st.sampled_from([EventType.CONSULT, EventType.ASSAULT, EventType.AGREE, EventType.SUPPORT]),
    st.sampled_from(["held talks", "attacked a convoy", "signed", "killed three people"]),
    st.lists(PARTIES, max_size=2, unique=True),
    st.lists(PARTIES, max_size=1),
    st.sampled_from(list(Status)),
    st.sampled_from(["", "2025-08-20", "2025-08-21", "2025-08-22"]),
    st.sampled_from([None, EntityId("place/tokyo-JPN"), EntityId("place/busan-KOR")]),
)


@st.composite
def stories(draw, name: str):
    """An article under a name, with other contents each time."""
    front = Entity(
        id=REBELS,
        kind=draw(st.sampled_from([EntityKind.ARMED_GROUP, EntityKind.PARTY])),
        names=(Name(draw(st.sampled_from(["The Front", "Front", "The Front of All"]))),),
        state=UKR,
        sector="REB",
    )
    sentences = ["They held talks and signed.", "They attacked a convoy and killed three people."]
    published = draw(st.sampled_from(["2025-08-21", "2025-08-22", "2025-09-30"]))
    story = Story(name, sentences, published=published, entities=(front, person(LEE, "Lee Jae Myung", state=KOR)))
    for kind, trigger, by, to, status, day, place in draw(st.lists(REPORTS, max_size=4)):
        passage = int("attacked" in trigger or "killed" in trigger)
        story.tells(kind, trigger, by, to, status=status, day=day, place=place, passage=passage)
    if draw(st.booleans()):
        story.holds(LEE, EntityId("office/KOR-president"))
    return story.findings()


@st.composite
def changes(draw):
    """Steps of a few articles that are added, replaced or deleted together."""
    names = [f"story {number}" for number in range(5)]
    return [
        {name: draw(stories(name)) if draw(st.booleans()) else None
         for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))}
        for _ in range(draw(st.integers(1, 5)))
    ]  # fmt: skip


def change(store: Store, step) -> None:
    """Write a step and bring the world in line with it."""
    kept = World(store, IDENTIFIERS, KNOWN)
    _write(store, kept, step)
    kept.settle()
    store.publish()
    kept.published()
    kept.close()


def _write(store: Store, kept: World, step) -> None:
    kept.expect(map(article_id, step))
    for name, findings in step.items():
        graph = IDENTIFIERS.graph(article_id(name))
        if findings is None:
            store.remove(graph)
            kept.drop(article_id(name))
        else:
            nquads = findings_nquads(findings, IDENTIFIERS)
            store.replace(graph, nquads)
            kept.put(evidence(store, graph))


def evidence(store: Store, graph: str):
    return list(read_evidence(store.quads(graph), KNOWN, IDENTIFIERS))


def held(store: Store) -> bytes:
    return to_nquads(store.quads(IDENTIFIERS.world))


def anew(store: Store) -> bytes:
    """The world of all articles and corrections in the store, by itself."""
    told = [each for graph in store.graphs() for each in evidence(store, graph)]
    corrections = read_corrections((quad for graph in store.graphs() for quad in store.quads(graph)), IDENTIFIERS)
    return to_nquads(load.from_nquads(world_nquads(told, KNOWN, IDENTIFIERS, corrections)))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(changes())
def test_any_changes_lead_to_the_world_that_is_made_anew(tmp_path_factory, steps):
    store = open_store(str(tmp_path_factory.mktemp("store")))
    for step in steps:
        change(store, step)
        assert held(store) == anew(store)
    store.close()


def talks(name: str, day: str = "2025-08-21", **more):
    return Story(name, ["They held talks.", "They killed three people."], **more).tells(
        EventType.CONSULT, "held talks", [KOR, JPN], day=day
    ).findings()  # fmt: skip


@pytest.fixture
def disk(tmp_path):
    store = open_store(str(tmp_path / "store"))
    yield store
    store.close()


def count_of_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of which articles the evidence is read from the store from now on."""
    read = []

    def reading(quads, known, identifiers):
        for found in read_evidence(quads, known, identifiers):
            read.append(found.article)
            yield found

    monkeypatch.setattr(world, "read_evidence", reading)
    return read


def test_what_did_not_change_is_not_read_again(disk, monkeypatch):
    change(disk, {name: talks(name) for name in "abc"})
    read = count_of_read(monkeypatch)
    before = held(disk)
    change(disk, {"d": talks("d", "2026-03-01")})
    assert read == []
    assert set(before.splitlines()) < set(held(disk).splitlines())


@pytest.mark.parametrize("broken", ["expect", "put", "settle", "published"])
def test_a_run_that_ends_at_any_point_is_made_good_by_the_next(disk, monkeypatch, broken):
    change(disk, {name: talks(name) for name in "abc"})
    kept = World(disk, IDENTIFIERS, KNOWN)
    kept.expect([article_id("a"), article_id("d")])
    if broken != "expect":
        disk.replace(IDENTIFIERS.graph(article_id("d")), findings_nquads(talks("d"), IDENTIFIERS))
        disk.remove(IDENTIFIERS.graph(article_id("a")))
    if broken in ("settle", "published"):
        kept.put(evidence(disk, IDENTIFIERS.graph(article_id("d"))))
        kept.drop(article_id("a"))
    if broken == "settle":
        with monkeypatch.context() as patched:
            patched.setattr(disk, "change", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                kept.settle()
    if broken == "published":
        kept.settle()
        disk.publish()
    kept.close()
    change(disk, {"e": talks("e", "2026-03-01")})
    assert held(disk) == anew(disk)


@pytest.mark.parametrize("how", ["gone", "damaged", "written elsewhere", "of another form"])
def test_an_index_that_cannot_be_trusted_is_made_anew(disk, monkeypatch, how):
    change(disk, {name: talks(name) for name in "abc"})
    path = disk.beside / FILE
    if how == "gone":
        path.unlink()
    elif how == "damaged":
        path.write_bytes(b"no tables" * 1000)
    elif how == "of another form":
        monkeypatch.setattr("legation.ingest.world_index.FORM", "99")
    else:
        disk.remove(IDENTIFIERS.graph(article_id("a")))
        disk.publish()
    read = count_of_read(monkeypatch)
    change(disk, {"e": talks("e", "2026-03-01")})
    assert len(set(read)) == (3 if how == "written elsewhere" else 4)
    assert held(disk) == anew(disk)


def test_the_world_is_forgotten_with_its_last_article(disk):
    change(disk, {"a": talks("a")})
    assert held(disk)
    assert load.delete(ArticleId(article_id("a")), disk, IDENTIFIERS, KNOWN)
    assert held(disk) == b""
    assert not load.delete(ArticleId(article_id("a")), disk, IDENTIFIERS, KNOWN)


def test_a_world_made_anew_page_by_page_is_the_same(disk, monkeypatch):
    monkeypatch.setattr(world, "_PAGE", 2)
    monkeypatch.setattr(world, "_LINES", 5)
    for name in "abcde":
        disk.replace(IDENTIFIERS.graph(article_id(name)), findings_nquads(talks(name), IDENTIFIERS))
    load.rebuild(disk, IDENTIFIERS, KNOWN)
    assert held(disk) == anew(disk) != b""
