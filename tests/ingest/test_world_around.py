"""Only events around what changed are made anew, and they are those of the world made anew."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from legation import gazetteer
from legation.graph.evidence import Account, ArticleEvidence
from legation.graph.identifiers import Identifiers, digest
from legation.graph.merge import Edit, happenings, links
from legation.graph.particulars import trigger_stems
from legation.graph.quads import to_nquads
from legation.graph.reports import profiles
from legation.graph.world import world_nquads
from legation.ingest.world import World
from legation.ingest.world_index import Index
from legation.model import ArticleId, EntityId, EventType, Status
from legation.store import open_store

IDENTIFIERS = Identifiers()
KNOWN = gazetteer.load()
CHAD, SUDAN, NIGER = (EntityId(f"state/{code}") for code in ("TCD", "SDN", "NER"))
FIRST = dt.date(2026, 1, 1)
TRIGGERS = {
    EventType.CONSULT: ("held talks", "met"),
    EventType.AGREE: ("signed an accord", "agreed"),
    EventType.SUPPORT: ("signed a note", "backed"),
    EventType.ASSAULT: ("attacked", "shelled a village"),
}
MATTERS = ("border convoy", "grain harbour", "water treaty", "visa", "")
PARTIES = [(CHAD, SUDAN), (CHAD, SUDAN), (SUDAN, CHAD), (CHAD, None), (None, SUDAN), (CHAD, NIGER)]


def account(article: ArticleId, number: int, day: dt.date, chance: random.Random) -> Account:
    kind = chance.choices(list(TRIGGERS), (4, 2, 2, 4))[0]
    trigger = chance.choice(TRIGGERS[kind])
    told = (day - dt.timedelta(days=chance.randrange(3))).isoformat() if chance.random() < 0.6 else ""
    one, other = (frozenset({party} if party else ()) for party in chance.choice(PARTIES))
    matter = chance.choice(MATTERS)
    return Account(
        report=f"https://legation.example/id/article/{article}/report/{number}",
        passage=f"https://legation.example/id/article/{article}/passage/{number}",
        headline=number == 0,
        sentence=digest(article, str(number)),
        article=article,
        published=day.isoformat(),
        day=day.isoformat(),
        type=kind,
        status=chance.choice([Status.OCCURRED, Status.OCCURRED, Status.OCCURRED, Status.PLANNED, Status.DENIED]),
        initiators=one,
        recipients=other,
        initiating=one,
        receiving=other,
        earliest=told,
        latest=told,
        place=EntityId(chance.choice(["place/tokyo-JPN", "place/busan-KOR"])) if chance.random() < 0.2 else None,
        trigger=trigger,
        begin=number * 100,
        matter=trigger_stems(f"{trigger} {matter}"),
    )


def article(name: str, days: int, chance: random.Random) -> ArticleEvidence:
    """An article of some day with up to three reports, others each time."""
    told = ArticleId(digest(name))
    day = FIRST + dt.timedelta(days=chance.randrange(days))
    accounts = tuple(account(told, number, day, chance) for number in range(chance.randint(1, 3)))
    return ArticleEvidence(article=told, content_hash=f"{name} {chance.random()}", sketch=(), accounts=accounts)


@pytest.mark.parametrize("seed", [1, 39, 289])
def test_a_stream_of_changes_leads_to_the_world_that_is_made_anew(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    days, names = chance.choice((10, 25, 60)), chance.choice((25, 60))
    store = open_store(str(tmp_path / "store"))
    world = World(store, IDENTIFIERS, KNOWN)
    there: dict[str, ArticleEvidence] = {}
    for step in range(25):
        for _ in range(chance.choice((1, 1, 1, 8))):
            name = str(chance.randrange(names))
            if name in there and chance.random() < 0.4:
                del there[name]
                world.index.drop(ArticleId(digest(name)))
            else:
                there[name] = article(name, days, chance)
                world.put([there[name]])
        world.settle()
        held = to_nquads(store.quads(IDENTIFIERS.world))
        assert held == world_nquads(there.values(), KNOWN, IDENTIFIERS), f"step {step}"
    world.close()
    store.close()


class Said:
    """What people said of events, in place of corrections in the store."""

    def __init__(self) -> None:
        self.done: list[Edit] = []

    def edits(self, _: object) -> list[Edit]:
        return self.done

    def applied(self, evidence: ArticleEvidence) -> ArticleEvidence:
        return evidence

    def change(self, there: Iterable[ArticleEvidence], chance: random.Random) -> set[str]:
        """Join reports, part an event, or take something back. Returns the reports that it names."""
        accounts = [account for evidence in there for account in evidence.accounts]
        several = [event for event in happenings(accounts, self.done) if len(event.accounts) > 1]
        if self.done and chance.random() < 0.5:
            edit = self.done.pop(chance.randrange(len(self.done)))
        elif several and chance.random() < 0.5:
            first, *others = [told.report for told in chance.choice(several).accounts]
            edit = Edit((first,), tuple(others))
            self.done.append(edit)
        else:
            edit = Edit(tuple(told.report for told in chance.sample(accounts, min(2, len(accounts)))))
            self.done.append(edit)
        return {*edit.reports, *edit.apart_from}


@pytest.mark.parametrize("seed", [29, 43, 52])
def test_events_that_people_joined_and_parted_are_those_of_the_world_made_anew(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    days, names = chance.choice((10, 25)), 30
    store = open_store(str(tmp_path / "store"))
    world = World(store, IDENTIFIERS, KNOWN)
    said = Said()
    world.corrections = said  # type: ignore[assignment]
    there: dict[str, ArticleEvidence] = {}
    for step in range(25):
        for _ in range(chance.choice((1, 1, 1, 8))):
            name = str(chance.randrange(names))
            if name in there and chance.random() < 0.4:
                del there[name]
                world.index.drop(ArticleId(digest(name)))
            else:
                there[name] = article(name, days, chance)
                world.put([there[name]])
        if there and chance.random() < 0.4:
            named = said.change(there.values(), chance)
            world.put([each for each in there.values() if any(told.report in named for told in each.accounts)])
        world.settle()
        right = {
            (told.report, event.digest)
            for event in happenings((told for each in there.values() for told in each.accounts), said.done)
            for told in event.accounts
        }
        assert set(world.index.tables.execute("SELECT report, event FROM member")) == right, f"step {step}"
    world.close()
    store.close()


def talks(number: int) -> ArticleEvidence:
    """An article on a day of its own about talks, with no day told, so that it may be of those before and after it."""
    told = account(ArticleId(digest(f"talks {number}")), 0, FIRST + dt.timedelta(days=number), random.Random(1))
    told = replace(told, type=EventType.CONSULT, status=Status.OCCURRED, earliest="", latest="", place=None,
                   initiating=frozenset({CHAD}), receiving=frozenset({SUDAN}))  # fmt: skip
    return ArticleEvidence(article=told.article, content_hash=str(number), sketch=(), accounts=(told,))


def test_what_a_chain_of_links_ties_far_away_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(str(tmp_path / "store"))
    world = World(store, IDENTIFIERS, KNOWN)
    every_day = [talks(number) for number in range(100)]
    world.put(every_day)
    world.settle()
    assert len(linked(world.index, every_day[0])) == len(every_day)
    world.put([talks(100)])
    world.index._kept.clear()
    read: list[str] = []
    reading = world.index._read
    monkeypatch.setattr(world.index, "_read", lambda name: read.append(name) or reading(name))
    world.settle()
    assert 0 < len(read) < 20
    held = to_nquads(store.quads(IDENTIFIERS.world))
    assert held == world_nquads([*every_day, talks(100)], KNOWN, IDENTIFIERS)
    world.close()
    store.close()


def linked(index: Index, start: ArticleEvidence) -> set[str]:
    """The articles whose reports chains of links tie to those of one."""
    waiting = list(profiles(start.accounts))
    found = {report.account.report: report for report in waiting}
    while waiting:
        for link in links(waiting.pop(), index.near, {}):
            for end in (link.one, link.other):
                if end.account.report not in found:
                    found[end.account.report] = end
                    waiting.append(end)
    return {report.account.article for report in found.values()}
