"""How long pages take over a large graph, when nobody asked before and again, and what the side index takes.

    python benchmarks/pages.py [--quads 10000000] [--folder DIR] [--visits 30] [--seed 1]

The graph is that of `make_graph.py`, loaded once into a store in the folder, where it stays; without one it goes. Each
kind of page is asked for by one client with that many addresses of chance. The first time an answer is made, the second
time it is given again, as it is to everybody until something is published. `core` is what all processes of the service
took of the core, at the median and the 95th percentile. The exit code is 1 where a kind needs more than 50 ms at the
95th percentile the first time, or the index more than 20 ms for what is asked of it.
"""

from __future__ import annotations

import argparse
import http.client
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import quantiles
from typing import TypeVar
from urllib.parse import quote

import budgets
from apart import core_of
from services import Running, serving

from legation.graph.identifiers import DEFAULT_BASE
from legation.graph.vocabulary import LEG
from legation.store import backups, open_store
from legation.store.oxigraph import DiskStore
from legation.store.side.answers import SideIndex
from legation.store.side.tables import FILE

PAGE, INDEX = 50.0, 20.0
"""The most milliseconds at the 95th percentile of a page, and of a question to the index."""

_WAIT = 600
_MEMBERS = """
SELECT DISTINCT m.name FROM link k JOIN term m ON m.id = k.subject JOIN term c ON c.id = k.object
WHERE c.name = ? AND m.name LIKE ? ORDER BY m.name
"""
_BUSY = """
SELECT a.name, b.name FROM relation r JOIN term a ON a.id = r.first JOIN term b ON b.id = r.second
ORDER BY r.events DESC, a.name, b.name
"""
_WORDS = "SELECT text FROM name WHERE length(text) BETWEEN 4 AND 20 ORDER BY text"


def prepared(folder: Path, quads: int, seed: int) -> Path:
    """The store of a graph in a folder, with its index; made where it is not there."""
    store = folder / f"store-{quads}-{seed}"
    if not (store / "current").exists():
        graph = folder / f"graph-{quads}-{seed}.nq"
        if not graph.exists():
            maker = [sys.executable, str(Path(__file__).with_name("make_graph.py")), str(quads), "--quads"]
            draft = graph.with_suffix(".part")
            subprocess.run([*maker, "--seed", str(seed), "--output", str(draft)], check=True)
            draft.rename(graph)
        backups.restore(graph, store)
        graph.unlink()
    writer = DiskStore(store)
    writer.index()
    writer.close()
    return store


Sample = TypeVar("Sample")


class Samples:
    """Addresses and questions of chance over what an index knows."""

    def __init__(self, tables: sqlite3.Connection, visits: int, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.visits = visits
        self.pairs = [row for row in tables.execute(_BUSY) if all(one.startswith(DEFAULT_BASE) for one in row)]
        self.states = sorted({one for pair in self.pairs for one in pair})
        self.words = [row[0] for row in tables.execute(_WORDS)]
        self.members = {
            kind.value: [row[0] for row in tables.execute(_MEMBERS, (kind.value, f"{DEFAULT_BASE}id/%"))]
            for kind in (LEG.Event, LEG.Article, LEG.Person)
        }

    def some(self, found: Sequence[Sample]) -> list[Sample]:
        """As many of some as are visited."""
        return self.chance.sample(found, min(self.visits, len(found)))

    def pages(self) -> Iterator[tuple[str, list[str]]]:
        """Each kind of page with its paths."""
        yield "home", ["/"]
        yield "country", [_path(state) for state in self.some(self.states)]
        yield "pair", [f"/page/dyad/{one[-3:]}/{other[-3:]}" for one, other in self.some(self.pairs)]
        for kind, name in ((LEG.Event, "event"), (LEG.Article, "article"), (LEG.Person, "person")):
            yield name, [_path(iri) for iri in self.some(self.members[kind.value])]
        yield "search", [f"/search?q={quote(words)}" for words in self.some(self.words)]
        yield "suggestions", [f"/suggest?q={quote(words[:3])}" for words in self.some(self.words)]

    def questions(self) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
        """Each kind of question with the query that the index stands in for, and its values."""
        words = [{"words": words} for words in self.some(self.words)]
        pairs = [{"first": one, "second": other} for one, other in self.some(self.pairs)]
        yield "search of names", "search/labels", words
        yield "search of sentences", "search/passages", words
        yield "latest", "analysis/latest-events", [{}] * self.visits
        yield "dyad", "dyad/events", pairs
        yield "month", "dyad/balance", pairs


def _path(iri: str) -> str:
    return iri.replace(f"{DEFAULT_BASE}id/", "/page/")


def visited(service: Running, paths: Iterable[str]) -> tuple[list[float], list[float]]:
    """Milliseconds from each request to the end of its answer, over one connection; and those of the core."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=_WAIT)
    found, core = [], []
    for path in paths:
        before, start = core_of(service.process.pid), time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        found.append(1000 * (time.perf_counter() - start))
        core.append(1000 * (core_of(service.process.pid) - before))
        if answer.status != 200:
            print(f"{path}: {answer.status} after {found[-1]:,.0f} ms")
            found[-1] = float("inf")
    connection.close()
    return found, core


def asked(index: SideIndex, state: str, query: str, values: Iterable[dict[str, str]]) -> list[float]:
    """Milliseconds of each question to the index. Raises RuntimeError where it has no answer."""
    found = []
    for one in values:
        start = time.perf_counter()
        if index.answer(state, query, one) is None:
            raise RuntimeError(f"the index does not answer {query} {one}")
        found.append(1000 * (time.perf_counter() - start))
    return found


def percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th of some times."""
    if len(times) == 1:
        return times[0], times[0], times[0]
    cut = quantiles(times, n=100, method="inclusive")
    return cut[49], cut[94], cut[98]


def told(what: str, times: list[float], most: float = float("inf"), core: Sequence[float] = ()) -> float:
    """Print a line, with the milliseconds of the core where known. Returns the 95th percentile."""
    middle, high, highest = percentiles(times)
    taken = "".join(f"{one:>10,.1f}" for one in percentiles(core)[:2]) if core else " " * 20
    print(
        f"{what:<34} {len(times):>4} {middle:>10,.1f} {high:>10,.1f} {highest:>10,.1f} "
        f"{taken}  {'OVER' if high > most else ''}",
        flush=True,
    )
    return high


def kept(what: str, most: float, highs: Iterable[float]) -> bool:
    """Print how a budget is kept by the highest of some 95th percentiles. Returns whether it is."""
    highest = max(highs)
    return budgets.told(what, f"{most:.0f} ms at the 95th percentile", f"{highest:,.1f} ms", kept=highest <= most)


def measured(store: Path, visits: int, seed: int) -> bool:
    """Print what pages and the index take. Returns whether all is within what is asked."""
    tables = sqlite3.connect(f"{(store / FILE).absolute().as_uri()}?mode=ro", uri=True)
    samples = Samples(tables, visits, seed)
    tables.close()
    print(f"{'milliseconds':<34} {'n':>4} {'p50':>10} {'p95':>10} {'p99':>10} {'core p50':>9} {'p95':>9}")
    reader = open_store(str(store), read_only=True)
    assert reader.side is not None
    questions = [
        told(f"index: {what}", asked(reader.side, reader.version, query, values), INDEX)
        for what, query, values in samples.questions()
    ]
    reader.close()
    pages = []
    with serving(store, base=DEFAULT_BASE, query_seconds=_WAIT) as service:
        visited(service, ["/page/state/XKX"])  # Readers start, and files are opened.
        for what, paths in samples.pages():
            times, core = visited(service, paths)
            pages.append(told(f"{what}, first", times, PAGE, core))
            told(f"{what}, again", visited(service, paths)[0])
    fits = [
        kept("pages that nobody asked for before", PAGE, pages),
        kept("search, latest, dyad, month of the side index", INDEX, questions),
    ]
    return all(fits)


def main(arguments: Iterable[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--store", type=Path, help="a store of such a graph that is there already")
    parser.add_argument("--visits", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(list(arguments))
    if options.store:
        return 0 if measured(options.store, options.visits, options.seed) else 1
    with tempfile.TemporaryDirectory(prefix="legation-") as own:
        folder = options.folder or Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        return 0 if measured(prepared(folder, options.quads, options.seed), options.visits, options.seed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
