"""Processes that write are killed (kill -9) at moments of chance, and what they leave behind is looked at.

    python benchmarks/faults.py [--rounds 200] [--seed 1] [--folder FOLDER]

Half of the rounds kill an ingest, a quarter a process that publishes over and over, a quarter the service (all of it,
or only the process that answers) while clients write to it by SPARQL updates. After each kill the store is opened
again, and every article's graph, in it and in what is published, must be as one of its versions tells; whatever was
acknowledged must be there: an ingest that returned, a publication that returned, an update that was answered by 204.
The world graph of what is published must be the one that its articles give.

It prints one line for each fault that it found, the longest time that opening took, and how many rounds there were of
each kind. The exit code is 1 where there was a fault. A kill leaves the system's buffers as they are: this says
nothing about a machine that loses its power.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pyoxigraph
from budgets import told
from services import Running, serving

from legation import gazetteer
from legation.articles.clean import clean
from legation.errors import StoreUnavailable
from legation.graph.evidence import read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.world import world_nquads
from legation.ingest.article import Built, Recipe, build, made_by
from legation.ingest.load import Plan, ingest
from legation.ingest.rejected import Rejected
from legation.model import Article
from legation.store import Store, open_store

SLOWEST = 10.0
"""The longest that opening may take, in seconds."""

EPOCH = 10  # Rounds on one store, which grows from round to round.
ARTICLES = 400  # As many as the rounds of an epoch can come to.
BATCH = 3
TRIPLES = 20
_LONGEST = 1.5  # So many seconds a writer is left at work at most.
TOKEN = "faults"  # noqa: S105  of services that stand on the loopback for seconds
STATES = ("Japan", "France", "Brazil", "Kenya", "Norway", "Chile", "Egypt", "Canada", "India", "Ghana")
ACTS = ("met", "criticised", "signed an agreement with", "imposed sanctions on", "sent aid to")

Expected = dict[str, list[frozenset[str]]]
"""What the graph of each article holds in its versions, by its name."""


class Fault(Exception):
    """Something is not there, or not whole."""


def article(number: int, version: int) -> Article:
    """An article of two sentences; other versions of it tell something else."""
    first, second = STATES[number % 10], STATES[(number // 10 + version + 1 + number % 10) % 10]
    act = ACTS[(number + version) % len(ACTS)]
    text = f"Ministers speak\n\nThe foreign minister of {first} {act} the foreign minister of {second} on Monday.\n"
    text += f"It was round {number} of their talks, as a spokesman of {first} said on Tuesday."
    address = f"https://outlet.example/round-{number}"
    return Article(url=address, text=text, published=f"2026-03-{1 + number % 28:02}", publisher="The Example")


class Trial:
    """What all rounds of ingest share; made before any store is opened, for its threads do not survive a fork."""

    def __init__(self, folder: Path) -> None:
        self.identifiers = Identifiers()
        self.gazetteer = gazetteer.load()
        self.plan = Plan(
            identifiers=self.identifiers,
            gazetteer=self.gazetteer,
            clean=lambda given: clean(given, self.gazetteer),
            work=partial(build, recipe=Recipe()),
            rejected=Rejected(folder / "rejected"),
            made_by=made_by(),
            batch=2,
        )
        self.expected: Expected = {}
        for start in range(0, ARTICLES, 32):
            for version in (0, 1):
                numbers = range(start, min(start + 32, ARTICLES))
                documents = [clean(article(n, version), self.gazetteer) for n in numbers]
                for built in build(documents, Recipe()):
                    if not isinstance(built, Built) or not built.report.conforms:
                        raise Fault(f"an article of the trial does not conform: {built}")
                    self.expected.setdefault(built.graph, []).append(stored(built.nquads))
        self.names = list(self.expected)


def stored(nquads: bytes) -> frozenset[str]:
    """Quads as the engine gives them back."""
    engine = pyoxigraph.Store()
    engine.load(nquads, pyoxigraph.RdfFormat.N_QUADS)
    return frozenset(map(str, engine))


def ingesting(trial: Trial, location: Path, begin: int, tell: Callable[[object], None]) -> None:
    """Ingest new articles and new versions of old ones without end, and tell the number of what is done."""
    store = open_store(str(location))
    for number in range(begin, ARTICLES - BATCH, BATCH):
        articles = [article(n, 0) for n in range(number, number + BATCH)]
        if number >= 2 * BATCH:
            articles.append(article(number - 2 * BATCH, 1))
        ingest(articles, store, trial.plan)
        tell(number + BATCH)
    store.close()


def publishing(trial: Trial, location: Path, begin: int, tell: Callable[[object], None]) -> None:
    """Write and publish without end."""
    del trial
    store = open_store(str(location))
    for number in range(begin, begin + 100_000):
        for graph in ("x:a", "x:b"):
            lines = (f'<x:{i}> <x:state> "{number}" <{graph}> .\n' for i in range(TRIPLES))
            store.replace(graph, "".join(lines).encode())
        store.publish()
        tell(number)
    store.close()


def whole_articles(trial: Trial, store: Store, done: int) -> None:
    """Raise Fault where an article is missing that was acknowledged, or one is there in part."""
    there = {name for name in store.graphs() if name in trial.expected}
    for number, name in enumerate(trial.names):
        if name not in there:
            if number < done:
                raise Fault(f"article {number} of {done} acknowledged ones is not there")
            continue
        found = frozenset(map(str, store.quads(name)))
        version = 1 if number % BATCH == 0 and number < done - 2 * BATCH else 0
        if found not in trial.expected[name][version:]:
            raise Fault(f"article {number} is there in part, or in an older version than was acknowledged")


def whole_world(trial: Trial, store: Store) -> None:
    """Raise Fault where the world of a published state is not what its articles tell."""
    quads = (quad for graph in store.graphs() for quad in store.quads(graph))
    told = read_evidence(quads, trial.gazetteer, trial.identifiers)
    wanted = stored(world_nquads(told, trial.gazetteer, trial.identifiers))
    if frozenset(map(str, store.quads(trial.identifiers.world))) != wanted:
        raise Fault("the published world is not the one that the published articles give")


def ingested(trial: Trial, location: Path, done: int) -> None:
    """Look at what a killed ingest left."""
    store = opened(location)
    whole_articles(trial, store, done)
    store.close()
    try:
        reader = open_store(str(location), read_only=True)
    except StoreUnavailable:
        if done:
            raise
        return  # Nothing was published yet.
    whole_articles(trial, reader, done)
    whole_world(trial, reader)


def published(trial: Trial, location: Path, done: int) -> None:
    """Look at what a process left that was killed while it published."""
    del trial
    store = opened(location)
    states = {int(q.object.value) for graph in ("x:a", "x:b") for q in store.quads(graph)}
    sizes = {len(list(store.quads(graph))) for graph in store.graphs()}
    if sizes - {TRIPLES} or (done and min(states) < done):
        raise Fault(f"graphs of {sizes} triples in the states {states}, where {done} was acknowledged")
    store.publish()
    store.close()
    reader = open_store(str(location), read_only=True)
    states = {int(q.object.value) for graph in reader.graphs() for q in reader.quads(graph)}
    if done and min(states) < done:
        raise Fault(f"the states {states} are published, where {done} was acknowledged")
    left = [path.name for path in (location / "checkpoints").iterdir() if path.is_dir()]
    if len(left) > 1:
        raise Fault(f"the checkpoints {left} are left")


def opened(location: Path) -> Store:
    """The store, whose opening is timed. Raises Fault where it takes too long."""
    begin = time.monotonic()
    store = open_store(str(location))
    store.query("ASK { ?s ?p ?o }").body()
    took = time.monotonic() - begin
    print(f"opened {took}", flush=True)
    if took > SLOWEST:
        raise Fault(f"opening took {took:.1f} s")
    return store


class Child:
    """A process forked from this one, which tells what it does by lines."""

    def __init__(self, work: Callable[[Callable[[object], None]], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            sys.stdout = os.fdopen(writing, "w")
            code = 1
            try:
                work(partial(print, flush=True))
                code = 0
            except Fault as fault:
                print("fault", fault, flush=True)
            except BaseException:
                print("fault", repr(traceback.format_exc()), flush=True)
            finally:
                os._exit(code)
        os.close(writing)
        self._told = os.fdopen(reading)

    def kill(self) -> None:
        """Kill it, whatever it does."""
        os.kill(self.pid, signal.SIGKILL)

    def ended(self) -> list[str]:
        """What it told, once it is gone."""
        with self._told:
            lines = [line.rstrip("\n") for line in self._told if line.endswith("\n")]
        os.waitpid(self.pid, 0)
        return lines


def forked_round(
    chance: random.Random, trial: Trial, kind: str, location: Path, done: int
) -> tuple[int, float, list[str]]:
    """Kill a process that writes, and look. Returns what is acknowledged now, the time of opening, and faults."""
    write, look = (ingesting, ingested) if kind == "ingest" else (publishing, published)
    child = Child(lambda tell: write(trial, location, done, tell))
    time.sleep(chance.uniform(0, _LONGEST))
    child.kill()
    lines = child.ended()
    faults = [line for line in lines if line.startswith("fault")]
    done = max([done, *(int(line) for line in lines if line.isdigit())])
    checked = Child(lambda _: look(trial, location, done)).ended()
    faults += [line for line in checked if line.startswith("fault")]
    took = max((float(line.split()[1]) for line in checked if line.startswith("opened")), default=0.0)
    return done, took, faults


def send_updates(address: str, numbers: Iterator[int], answered: list[int], stop: threading.Event) -> None:
    """Send updates until told to stop, and keep the numbers of those that were accepted."""
    while not stop.is_set():
        number = next(numbers)
        lines = " ".join(f"<x:{i}> <x:state> {number} ." for i in range(TRIPLES))
        text = f"INSERT DATA {{ GRAPH <x:update/{number}> {{ {lines} }} }}"
        headers = {"Content-Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}"}
        request = Request(f"{address}sparql", text.encode(), headers)  # noqa: S310  an address of our own
        try:
            with urlopen(request, timeout=10) as answer:  # noqa: S310
                if answer.status == 204:
                    answered.append(number)
        except (OSError, URLError, HTTPException):
            time.sleep(0.02)


def ask(address: str, query: str) -> dict[str, object]:
    """The answer of a service, as soon as it gives one. Raises Fault where that takes too long."""
    end = time.monotonic() + SLOWEST
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/json"}
    while True:
        try:
            with urlopen(Request(f"{address}sparql", query.encode(), headers), timeout=SLOWEST) as answer:  # noqa: S310
                found: dict[str, object] = json.load(answer)
                return found
        except (OSError, URLError, HTTPException) as error:
            if time.monotonic() > end:
                raise Fault(f"the service did not answer within {SLOWEST} s: {error}") from error
            time.sleep(0.02)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]


def updating_round(chance: random.Random, location: Path, numbers: Iterator[int], kept: list[int]) -> float:
    """Kill the service while two clients write, and look. Returns the time until it answered again."""
    stop = threading.Event()
    everything = chance.random() < 0.5
    begin = 0.0

    def look(running: Running) -> float:
        ask(running.address, "ASK {}")
        took = time.monotonic() - begin
        query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        rows = ask(running.address, query)["results"]["bindings"]  # type: ignore[index]
        sizes = {row["g"]["value"]: int(row["n"]["value"]) for row in rows}
        if set(sizes.values()) - {TRIPLES}:
            raise Fault(f"updates are there in part: {Counter(sizes.values())}")
        if missing := [n for n in kept if f"x:update/{n}" not in sizes]:
            raise Fault(f"updates that were answered are not there: {missing}")
        return took

    with serving(location, token=TOKEN, concurrent_queries=2) as running:
        threads = [threading.Thread(target=send_updates, args=(running.address, numbers, kept, stop)) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.2, 1.5))
        if everything:
            os.killpg(running.process.pid, signal.SIGKILL)
        else:
            os.kill(chance.choice(children(running.process.pid)), signal.SIGKILL)
        stop.set()
        for thread in threads:
            thread.join()
        begin = time.monotonic()
        if not everything:
            return look(running)
    with serving(location, token=TOKEN, concurrent_queries=2) as running:
        return look(running)


def main(arguments: Iterable[str]) -> int:
    """Do the rounds and tell what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the stores are put; else a temporary folder")
    options = parser.parse_args(list(arguments))
    chance = random.Random(options.seed)  # noqa: S311  no secret
    kinds = ["ingest", "ingest", "publish", "update"]
    with tempfile.TemporaryDirectory(prefix="legation-", dir=options.folder) as folder:
        trial = Trial(Path(folder))
        counts: Counter[str] = Counter()
        slowest, acknowledged, faults = dict.fromkeys(kinds, 0.0), Counter[str](), 0
        state: dict[str, int] = {}
        numbers, kept = iter(range(1 << 30)), list[int]()
        for number in range(options.rounds):
            kind = kinds[number % len(kinds)]
            location = Path(folder) / kind
            if counts[kind] % EPOCH == 0:
                shutil.rmtree(location, ignore_errors=True)
                state[kind] = 0
                if kind == "update":
                    kept.clear()
            counts[kind] += 1
            before = len(kept) if kind == "update" else state[kind]
            try:
                if kind == "update":
                    took = updating_round(chance, location, numbers, kept)
                    found: list[str] = []
                    state[kind] = len(kept)
                else:
                    state[kind], took, found = forked_round(chance, trial, kind, location, state[kind])
            except (Fault, RuntimeError) as error:
                found, took = [f"fault {error}"], 0.0
            if took > SLOWEST:
                found.append(f"fault opened again after {took:.1f} s")
            acknowledged[kind] += state[kind] - before
            slowest[kind] = max(slowest[kind], took)
            faults += bool(found)
            for fault in found:
                print(f"round {number}, {kind}: {fault}", flush=True)
    for kind, count in counts.items():
        print(f"{kind}: {count} kills, {acknowledged[kind]} acknowledged, opened again within {slowest[kind]:.2f} s")
    print(f"{options.rounds} kills, {faults} rounds with faults")
    told(
        "kill -9: articles in part, or acknowledged and lost", "none", f"{faults} in {options.rounds}", kept=not faults
    )
    told("opened again after kill -9", f"within {SLOWEST:g} s", f"{max(slowest.values()):.2f} s",
         kept=max(slowest.values()) <= SLOWEST)  # fmt: skip
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
