"""How fast quads get into a store on disk, as a ratio to the calls of pyoxigraph on the same bytes in the same run.

    python benchmarks/loading.py [--articles 400] [--quads 1000000] [--rounds 3] [--folder FOLDER]

- an article at a time: `replace` of Legation's store, which the loop of `ingest` uses when articles trickle, beside
  `Store.load` of the article's N-Quads;
- 128 articles at a time: `replace_all`, which it uses when they pour, beside `Store.bulk_load` of their N-Quads;
- a whole graph: `backups.restore` of a file, which publishes it as well, beside `Store.bulk_load` of the file. The side
  index, which `legation restore` makes then, is told in a line of its own.

Articles and graph are those of `make_graph.py`. Each contestant has a new store and a process of its own in each
round; order alternates, and medians of the seconds of the core count, with those that the store's own threads take
until what was written is on the disk. Then both stores are seen to hold the same number of quads. The exit code is 1
where a ratio is below what is asked for: 0.9 for single articles, 0.8 in bulk.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from apart import MEGABYTE, Spent, apart, peak, spending
from budgets import told_ratio
from make_graph import graphs
from stores import Held

from legation import gazetteer
from legation.graph.identifiers import Identifiers
from legation.store import backups
from legation.store.checkpoints import Folder
from legation.store.oxigraph import DiskStore

BATCH = 128
EACH, BULK = 0.9, 0.8
"""The ratios that are asked for."""

Articles = Sequence[tuple[str, bytes]]
"""The graphs of articles by their names."""

NQUADS = pyoxigraph.RdfFormat.N_QUADS


def ours_each(place: Path, articles: Articles) -> Spent:
    """Write articles one by one through Legation's store."""
    store = DiskStore(place)
    with spending() as spent:
        for graph, data in articles:
            store.replace(graph, data)
        store.close()
    return spent


def theirs_each(place: Path, articles: Articles) -> Spent:
    """Load articles one by one."""
    store = pyoxigraph.Store(str(place))
    with spending() as spent:
        for _, data in articles:
            store.load(data, NQUADS)
        store.flush()
        del store
    return spent


def ours_batched(place: Path, articles: Articles) -> Spent:
    """Write articles in batches through Legation's store."""
    store = DiskStore(place)
    with spending() as spent:
        for start in range(0, len(articles), BATCH):
            store.replace_all(articles[start : start + BATCH])
        store.close()
    return spent


def theirs_batched(place: Path, articles: Articles) -> Spent:
    """Load articles in batches."""
    store = pyoxigraph.Store(str(place))
    with spending() as spent:
        for start in range(0, len(articles), BATCH):
            store.bulk_load(b"".join(data for _, data in articles[start : start + BATCH]), NQUADS)
        store.flush()
        del store
    return spent


def ours_whole(place: Path, file: Path) -> Spent:
    """Make a store of a file, and publish it."""
    with spending() as spent:
        backups.restore(file, place)
    return spent


def indexed(place: Path, file: Path) -> Spent:
    """Make a store of a file, and then its side index, which alone counts."""
    backups.restore(file, place)
    store = DiskStore(place)
    with spending() as spent:
        store.index()
    store.close()
    return spent


def theirs_whole(place: Path, file: Path) -> Spent:
    """Load a file."""
    store = pyoxigraph.Store(str(place))
    with spending() as spent:
        store.bulk_load(path=str(file), format=NQUADS)
        store.flush()
        del store
    return spent


def measured(work: Callable[..., Spent], place: Path, given: object) -> tuple[Spent, int]:
    """What some work takes, with the highest memory in bytes."""
    return work(place, given), peak()


def quads(place: Path) -> int:
    """The quads of a store in a folder, of Legation's or of the engine's own."""
    live = Folder(place).live
    return len(pyoxigraph.Store.read_only(str(live if live.exists() else place)))


@dataclass(frozen=True, slots=True)
class Match:
    """Two ways to write the same."""

    name: str
    ours: Callable[..., Spent]
    theirs: Callable[..., Spent]
    given: object
    least: float

    def run(self, rounds: int, folder: Path) -> float:
        """Measure, and print a line. Returns the ratio. Raises ValueError where the stores hold other quads."""
        taken: tuple[list[tuple[Spent, int]], list[tuple[Spent, int]]] = ([], [])
        held = set()
        for number in range(rounds):
            for side in (0, 1) if number % 2 else (1, 0):
                with tempfile.TemporaryDirectory(dir=folder) as place:
                    work = (self.ours, self.theirs)[side]
                    taken[side].append(apart(measured, work, Path(place) / "store", self.given))
                    held.add(apart(quads, Path(place) / "store"))
        core = [statistics.median(spent.core for spent, _ in side) for side in taken]
        wall = [statistics.median(spent.wall for spent, _ in side) for side in taken]
        memory = [max(most for _, most in side) / MEGABYTE for side in taken]
        ratio, count = core[1] / core[0], max(held)
        rates = " | ".join(f"{count / seconds:,.0f}" for seconds in core)
        print(f"| {self.name} | {count:,} | {rates} | {ratio:.2f}x | {self.least}x | {wall[1] / wall[0]:.2f}x "
              f"| {memory[0]:,.0f}, {memory[1]:,.0f} |", flush=True)  # fmt: skip
        if len(held) > 1:
            raise ValueError(f"{self.name}: the stores hold {' and '.join(map(str, sorted(held)))} quads")
        return ratio


def main(arguments: Iterable[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(list(arguments))
    known, identifiers = gazetteer.load(), Identifiers()
    made = graphs(options.articles, 1, known, 0)
    articles = [(identifiers.graph(evidence.article), data) for data, evidence in made]
    print("| what | quads | ours, quads a second of the core | pyoxigraph's | ratio | asked for | ratio on the clock "
          "| highest memory, MB |\n|---|---|---|---|---|---|---|---|")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="legation-") as temporary:
        folder = Path(temporary)
        matches = [
            Match("an article at a time", ours_each, theirs_each, articles, EACH),
            Match(f"{BATCH} articles at a time", ours_batched, theirs_batched, articles, BULK),
        ]
        if options.quads:
            file = Held(options.quads, options.folder or folder).graph
            matches.append(Match("a whole graph", ours_whole, theirs_whole, file, BULK))
        ratios = [match.run(options.rounds, folder) for match in matches]
        if options.quads:
            spent, most = apart(measured, indexed, folder / "indexed", file)
            print(f"the side index of the whole graph: {spent.core:.1f} s of the core, {most / MEGABYTE:,.0f} MB")
    kept = [told_ratio(f"{m.name}, beside pyoxigraph", m.least, r) for m, r in zip(matches, ratios, strict=True)]
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
