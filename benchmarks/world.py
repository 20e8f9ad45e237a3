"""What it costs to bring the world in line with one changed article, beside making it anew, as articles grow.

    python benchmarks/world.py [NUMBER...]

Each article tells eight events between states, drawn with a skew like that of the news, over a year. Nothing is read
by a parser: what is measured begins with the evidence. Times are seconds of the core.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from legation import gazetteer
from legation.gazetteer import Gazetteer
from legation.graph.evidence import Account, ArticleEvidence
from legation.graph.identifiers import Identifiers, digest
from legation.graph.particulars import trigger_stems
from legation.ingest.world import World
from legation.model import ArticleId, EntityId, EventType, Status
from legation.store import open_store

WORDS = "accord border convoy grain harbour pipeline quota rail treaty visa water wheat".split()
TRIGGERS = {
    EventType.CONSULT: ("held talks", "met", "summit"),
    EventType.ACCUSE: ("accused", "blamed"),
    EventType.ASSAULT: ("shelled a village", "struck a depot", "attacked"),
    EventType.AGREE: ("signed an accord", "agreed"),
    EventType.AID: ("sent food", "gave a loan"),
}
EVENTS = 8
CHANGES = 20


def articles(number: int, known: Gazetteer) -> Iterator[ArticleEvidence]:
    """So many articles, the same each time."""
    chance = random.Random(7)  # noqa: S311  samples, not secrets
    states = [state.entity for state in known.states]
    weights = [1 / (rank + 1) for rank in range(len(states))]
    for count in range(number):
        yield article(ArticleId(digest(str(count))), chance, states, weights)


def article(name: ArticleId, chance: random.Random, states: list[EntityId], weights: list[float]) -> ArticleEvidence:
    """One article with its events."""
    day = dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(365))
    accounts = []
    for number in range(EVENTS):
        one, other = chance.choices(states, weights, k=2)
        kind = chance.choice(list(TRIGGERS))
        trigger = chance.choice(TRIGGERS[kind])
        told = (day - dt.timedelta(days=chance.randrange(3))).isoformat() if chance.random() < 0.5 else ""
        accounts.append(
            Account(
                report=f"https://legation.example/id/article/{name}/report/{number}",
                passage=f"https://legation.example/id/article/{name}/passage/{number}",
                headline=number == 0,
                sentence=digest(name, str(number)),
                article=name,
                published=day.isoformat(),
                day=day.isoformat(),
                type=kind,
                status=Status.OCCURRED,
                initiators=frozenset({one}),
                recipients=frozenset({other}),
                initiating=frozenset({one}),
                receiving=frozenset({other}),
                earliest=told,
                latest=told,
                trigger=trigger,
                begin=number * 200,
                matter=trigger_stems(trigger) | trigger_stems(" ".join(chance.choices(WORDS, k=3))),
            )
        )
    return ArticleEvidence(article=name, content_hash=name, sketch=(), accounts=tuple(accounts))


def measure(number: int, known: Gazetteer, folder: Path) -> tuple[float, float, float]:
    """Seconds to make the world of so many articles, those an article, and those to add one article."""
    store = open_store(str(folder / str(number)))
    world = World(store, Identifiers(), known)
    made = articles(number + CHANGES, known)
    begun = time.process_time()
    world.put(next(made) for _ in range(number))
    world.settle()
    whole = time.process_time() - begun
    begun = time.process_time()
    for one in made:
        world.put([one])
        world.settle()
    each = (time.process_time() - begun) / CHANGES
    world.close()
    store.close()
    return whole, whole / number, each


def main() -> None:
    """Measure, and print."""
    known = gazetteer.load()
    print("| articles | made anew, s | an article, ms | one article more, ms |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for number in map(int, sys.argv[1:] or ("1000", "10000")):
            whole, share, each = measure(number, known, Path(folder))
            print(f"| {number:,} | {whole:.1f} | {share * 1000:.1f} | {each * 1000:.1f} |", flush=True)


if __name__ == "__main__":
    main()
