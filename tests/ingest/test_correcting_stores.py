"""Corrections in a store: how they are asked for, what is refused, and that the world follows them at any time."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_world_index import (
    IDENTIFIERS,
    JPN,
    KNOWN,
    KOR,
    LEE,
    Story,
    anew,
    article_id,
    change,
    changes,
    count_of_read,
    evidence,
    held,
)

from legation.errors import BadInput, Conflict, NotFound
from legation.graph.corrections import Act
from legation.graph.quads import to_nquads
from legation.graph.vocabulary import LEG
from legation.ingest import load
from legation.ingest.correcting import correct, read_request
from legation.ingest.world import corrections_of
from legation.model import EventType
from legation.store import MEMORY, open_store

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def ask(store, *requests: str, minute: int = 0, corrector: str = "anna"):
    return correct(
        map(read_request, requests), corrector, NOON + dt.timedelta(minutes=minute), store, IDENTIFIERS, KNOWN
    )


def talks(name: str, day: str = "2025-08-21", **more):
    return Story(name, ["They held talks.", "They killed three people."], **more).tells(
        EventType.CONSULT, "held talks", [KOR, LEE], [JPN], day=day
    ).findings()  # fmt: skip


def report(name: str, number: int = 0) -> str:
    return f"article/{article_id(name)}/report/{number}"


def events(store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for quad in store.quads(IDENTIFIERS.world):
        if quad.predicate == LEG.reports:
            found.setdefault(quad.object.value.rpartition("/")[2], []).append(quad.subject.value)
    return found


@pytest.fixture(params=["disk", "memory"])
def store(request, tmp_path):
    opened = open_store(str(tmp_path / "store") if request.param == "disk" else MEMORY)
    change(opened, {name: talks(name) for name in "ab"} | {"c": talks("c", "2025-03-01")})
    yield opened
    opened.close()


def test_corrections_of_each_kind_are_done_and_withdrawn_again(store):
    before = held(store)
    first, second = events(store)
    requests = [
        f'{{"act": "reject", "report": "{report("a")}", "why": "none were held"}}',
        f'{{"act": "revise", "report": "{report("a")}", "status": "planned", "recipients": ["state/CHN"], "day": ""}}',
        f'{{"act": "join", "events": ["event/{first}", "{IDENTIFIERS.event(second)}"]}}',
        f'{{"act": "part", "reports": ["{report("b")}"]}}',
        f'{{"act": "identify", "person": "{LEE}", "articles": ["{article_id("c")}"]}}',
    ]
    for number, request in enumerate(requests):
        (made,) = ask(store, request, minute=2 * number)
        assert held(store) != before
        assert held(store) == anew(store)
        assert not store.unpublished
        (gone,) = ask(store, f'{{"act": "withdraw", "correction": "{made.name}"}}', minute=2 * number + 1)
        assert gone.withdraws == made.name
        assert held(store) == before
    assert len(corrections_of(store, IDENTIFIERS, KNOWN).all) == 10


def test_several_are_done_together_and_the_last_has_the_last_word(store):
    made = ask(store, *(f'{{"act": "revise", "report": "{report("c")}", "status": "{status}"}}'
                        for status in ("planned", "denied", "pledged")))  # fmt: skip
    assert len({one.name for one in made}) == 3
    assert f"{LEG.status} {LEG.pledged}".encode() in held(store)


@pytest.mark.parametrize(
    ("request_", "error", "word"),
    [
        ('{"act": "reject"', BadInput, "as it must be"),
        ('{"act": "praise", "report": "x"}', BadInput, "as it must be"),
        ('{"act": "reject", "report": "x", "colour": "red"}', BadInput, "colour"),
        ('{"act": "reject"}', BadInput, "needs 'report'"),
        ('{"act": "reject", "report": "state/KOR"}', BadInput, "a report is named"),
        ('{"act": "reject", "report": "article/0000000000000000/report/0"}', NotFound, "no report"),
        (f'{{"act": "reject", "report": "{report("a", 7)}"}}', NotFound, "no report"),
        (f'{{"act": "reject", "report": "{report("a")}", "type": "AID"}}', BadInput, "no part of it"),
        (f'{{"act": "revise", "report": "{report("a")}"}}', BadInput, "changes nothing"),
        (f'{{"act": "revise", "report": "{report("a")}", "type": "WAR"}}', BadInput, "as it must be"),
        (f'{{"act": "revise", "report": "{report("a")}", "day": "yesterday"}}', BadInput, "YYYY-MM-DD"),
        (f'{{"act": "revise", "report": "{report("a")}", "earliest": "2025-01-02"}}', BadInput, "one end"),
        (
            f'{{"act": "revise", "report": "{report("a")}", "earliest": "2025-01-02", "latest": "2025-01-01"}}',
            BadInput,
            "before it begins",
        ),
        (f'{{"act": "revise", "report": "{report("a")}", "initiators": ["person/x"]}}', BadInput, "describes"),
        (f'{{"act": "revise", "report": "{report("a")}", "initiators": ["x y"]}}', BadInput, "identifier"),
        (f'{{"act": "join", "reports": ["{report("a")}"]}}', BadInput, "fewer than two"),
        ('{"act": "join", "events": ["event/0000000000000000"]}', NotFound, "no event"),
        ('{"act": "join", "events": ["event/x"]}', BadInput, "hexadecimal"),
        (f'{{"act": "part", "reports": ["{report("a")}", "{report("c")}"]}}', Conflict, "not of one event"),
        (f'{{"act": "part", "reports": ["{report("a")}", "{report("b")}"]}}', Conflict, "no other reports"),
        ('{"act": "identify", "person": "state/KOR", "is": "state/JPN"}', BadInput, "person/"),
        (f'{{"act": "identify", "person": "{LEE}"}}', BadInput, "neither"),
        (f'{{"act": "identify", "person": "{LEE}", "is": "{LEE}"}}', BadInput, "itself"),
        (f'{{"act": "identify", "person": "{LEE}", "is": "person/nobody"}}', NotFound, "nobody"),
        ('{"act": "identify", "person": "person/nobody", "is": "person/no"}', NotFound, "nobody"),
        ('{"act": "withdraw", "correction": "0000000000000000"}', NotFound, "no correction"),
        (f'{{"act": "reject", "report": "{report("a")}", "why": "{"x" * 2001}"}}', BadInput, "2,000"),
    ],
)
def test_what_cannot_be_is_refused_as_a_whole(store, request_, error, word):
    before = to_nquads(quad for graph in store.graphs() for quad in store.quads(graph))
    with pytest.raises(error, match=word):
        ask(store, f'{{"act": "reject", "report": "{report("c")}"}}', request_)
    assert to_nquads(quad for graph in store.graphs() for quad in store.quads(graph)) == before


def test_a_correction_is_withdrawn_once_and_a_withdrawal_never(store):
    (made,) = ask(store, f'{{"act": "reject", "report": "{report("a")}"}}')
    (gone,) = ask(store, f'{{"act": "withdraw", "correction": "{made.name}"}}', minute=1)
    for name, word in ((made.name, "already"), (gone.name, "is a withdrawal")):
        with pytest.raises(Conflict, match=word):
            ask(store, f'{{"act": "withdraw", "correction": "{name}"}}', minute=2)


def test_the_evidence_stays_as_it_was_read(store):
    graph = IDENTIFIERS.graph(article_id("a"))
    before = to_nquads(store.quads(graph))
    ask(store, f'{{"act": "revise", "report": "{report("a")}", "status": "planned"}}')
    assert to_nquads(store.quads(graph)) == before
    (made,) = ask(store, f'{{"act": "reject", "report": "{report("a")}"}}', minute=3)
    assert IDENTIFIERS.correction_graph(made.name) in store.graphs()


def test_a_deleted_article_leaves_its_correction_which_holds_again_when_it_is_read_again(store):
    ask(store, f'{{"act": "reject", "report": "{report("c")}"}}')
    assert len(events(store)) == 1
    assert load.delete(article_id("c"), store, IDENTIFIERS, KNOWN)
    assert LEG.foundAs.value.encode() not in held(store)
    change(store, {"c": talks("c", "2025-03-01")})
    assert len(events(store)) == 1
    assert LEG.foundAs.value.encode() in held(store)


def test_events_that_were_joined_part_when_the_article_that_joined_them_goes(store):
    first, second = events(store)
    ask(store, f'{{"act": "join", "events": ["event/{first}", "event/{second}"]}}')
    assert len(events(store)) == 1
    change(store, {"c": None})
    assert held(store) == anew(store)
    change(store, {"c": talks("c", "2025-03-01")})
    assert held(store) == anew(store)
    assert len(events(store)) == 1


def test_an_article_that_is_read_anew_after_a_correction_keeps_it(store):
    ask(store, f'{{"act": "reject", "report": "{report("c")}"}}')
    story = Story("c", ["They held talks.", "They killed three people."])
    story.tells(EventType.ASSAULT, "killed", [KOR], passage=1)
    change(store, {"c": story.tells(EventType.CONSULT, "held talks", [KOR, LEE], [JPN], day="2025-03-01").findings()})
    assert held(store) == anew(store)
    assert [len(reports) for reports in events(store).values()].count(1) == 1


def test_a_rebuilt_world_is_the_same(store):
    ask(store, f'{{"act": "part", "reports": ["{report("b")}"]}}')
    before = held(store)
    load.rebuild(store, IDENTIFIERS, KNOWN)
    assert held(store) == before


def test_only_the_articles_of_a_correction_are_read_again(tmp_path, monkeypatch):
    disk = open_store(str(tmp_path / "store"))
    change(disk, {name: talks(name, f"2025-0{number}-01") for number, name in enumerate("abcde", 1)})
    read = count_of_read(monkeypatch)
    ask(disk, f'{{"act": "reject", "report": "{report("b")}"}}')
    assert set(read) == {article_id("b")}
    disk.close()


@pytest.mark.parametrize("broken", ["replace_all", "change", "publish"])
def test_a_correction_that_breaks_off_is_done_by_the_next_run_or_not_at_all(tmp_path, monkeypatch, broken):
    disk = open_store(str(tmp_path / "store"))
    change(disk, {name: talks(name) for name in "ab"})
    with monkeypatch.context() as patched:
        patched.setattr(disk, broken, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            ask(disk, f'{{"act": "reject", "report": "{report("b")}"}}')
    change(disk, {"d": talks("d", "2026-03-01")})
    assert held(disk) == anew(disk)
    assert bool(corrections_of(disk, IDENTIFIERS, KNOWN).all) == (broken != "replace_all")
    disk.close()


@st.composite
def wishes(draw):
    """Corrections of what may be there, as a function of the reports and events that are."""
    acts, numbers = st.sampled_from(list(Act)), st.integers(0, 99)
    return [(draw(acts), draw(numbers), draw(numbers)) for _ in range(draw(st.integers(0, 2)))]


def wish(store, act: Act, one: int, other: int) -> str | None:
    told = [account for graph in store.graphs() for each in evidence(store, graph) for account in each.accounts]
    if not told:
        return None
    first, second = told[one % len(told)].report, told[other % len(told)].report
    known = list(corrections_of(store, IDENTIFIERS, KNOWN).all)
    return {
        Act.REJECT: f'{{"act": "reject", "report": "{first}"}}',
        Act.REVISE: f'{{"act": "revise", "report": "{first}", "type": "CONSULT", "recipients": ["state/UKR"]}}',
        Act.JOIN: f'{{"act": "join", "reports": ["{first}", "{second}"]}}',
        Act.PART: f'{{"act": "part", "reports": ["{first}"]}}',
        Act.IDENTIFY: f'{{"act": "identify", "person": "{LEE}", "articles": ["{told[one % len(told)].article}"]}}',
        Act.WITHDRAW: f'{{"act": "withdraw", "correction": "{known[one % len(known)]}"}}' if known else None,
    }[act]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(changes(), st.lists(wishes(), min_size=5, max_size=5))
def test_any_changes_and_corrections_lead_to_the_world_that_is_made_anew(tmp_path_factory, steps, wished):
    disk = open_store(str(tmp_path_factory.mktemp("store")))
    minute = 0
    for step, asked in zip(steps, wished, strict=False):
        change(disk, step)
        for act, one, other in asked:
            minute += 1
            try:
                if request := wish(disk, act, one, other):
                    ask(disk, request, minute=minute)
            except (BadInput, NotFound):
                pass
            assert held(disk) == anew(disk)
        assert held(disk) == anew(disk)
    disk.close()
