"""What it costs to bring the world in line with one changed article, beside making it anew, as articles grow.

    python benchmarks/world.py [NUMBER...] [--days 365] [--rebuild STORE...]

Each article tells eight events between states, drawn with a skew like that of the news, over some days. Nothing is read
by a parser: what is measured begins with the evidence. No event is told twice, so that the more articles there are in a
day, the more reports of other events are near one. With `--rebuild` the world of stores such as those of `stores.py` is
made anew besides, from the graphs of their articles. Times are of the core, each line by a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from apart import MEGABYTE, apart, peak, spending

from legation import gazetteer
from legation.gazetteer import Gazetteer
from legation.graph.evidence import Account, ArticleEvidence
from legation.graph.identifiers import Identifiers, digest
from legation.graph.particulars import trigger_stems
from legation.ingest.load import rebuild
from legation.ingest.world import World
from legation.model import ArticleId, EntityId, EventType, Status
from legation.store import backups, open_store

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


def articles(number: int, days: int, known: Gazetteer) -> Iterator[ArticleEvidence]:
    """So many articles, the same each time."""
    chance = random.Random(7)  # noqa: S311  samples, not secrets
    states = [state.entity for state in known.states]
    weights = [1 / (rank + 1) for rank in range(len(states))]
    for count in range(number):
        yield article(ArticleId(digest(str(count))), days, chance, states, weights)


def article(
    name: ArticleId, days: int, chance: random.Random, states: list[EntityId], weights: list[float]
) -> ArticleEvidence:
    """One article with its events."""
    day = dt.date(2016, 1, 1) + dt.timedelta(days=chance.randrange(days))
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


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the core to make a world, and to add one article to it, with the highest memory in bytes."""

    whole: float
    each: float
    memory: int


def measure(number: int, days: int) -> Measured:
    """What the world of so many articles takes, and one article more."""
    known = gazetteer.load()
    with tempfile.TemporaryDirectory(prefix="legation-") as folder:
        store = open_store(folder)
        world = World(store, Identifiers(), known)
        made = articles(number + CHANGES, days, known)
        with spending() as whole:
            world.put(islice(made, number))
            world.settle()
        with spending() as each:
            for one in made:
                world.put([one])
                world.settle()
        world.close()
        store.close()
    return Measured(whole.core, each.core / CHANGES, peak())


def remade(given: Path) -> Measured:
    """What it takes to make the world of a store anew, in a copy of it."""
    known, identifiers = gazetteer.load(), Identifiers()
    with tempfile.TemporaryDirectory(prefix="legation-") as folder:
        backups.backup(given, Path(folder) / "backup")
        backups.restore(Path(folder) / "backup", Path(folder) / "store")
        store = open_store(f"{folder}/store")
        with spending() as whole:
            rebuild(store, identifiers, known)
        store.close()
    return Measured(whole.core, 0.0, peak())


def main(arguments: Iterable[str]) -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--days", type=int, default=365, help="how many days the articles are of")
    parser.add_argument("--rebuild", type=Path, nargs="*", default=[], help="stores whose world is made anew")
    options = parser.parse_args(list(arguments))
    print("| articles | made anew, s | an article, ms | one article more, ms | highest memory, MB |")
    print("|---|---|---|---|---|")
    for number in options.articles:
        found: Measured = apart(measure, number, options.days)
        print(f"| {number:,} | {found.whole:.1f} | {1000 * found.whole / number:.1f} | {1000 * found.each:.1f} "
              f"| {found.memory / MEGABYTE:,.0f} |", flush=True)  # fmt: skip
    for place in options.rebuild:
        found = apart(remade, place)
        count = sum(1 for graph in open_store(str(place), read_only=True).graphs() if "/graph/article/" in graph)
        print(f"| {count:,}, read from {place.name} | {found.whole:.1f} | {1000 * found.whole / count:.1f} | "
              f"| {found.memory / MEGABYTE:,.0f} |", flush=True)  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
