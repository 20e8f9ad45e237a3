"""What every page of a graph takes of the processor, and how large it is without the browser parts.

    python benchmarks/all_pages.py [STORE] [--rounds 3] [--every 1] [--most 15]

Every page that the graph tells of (things, and all pairs of states with an event), the first page, the named queries,
and each other page is asked for as when a state has just been published, so that nothing of it was asked before, and
then some rounds, as it is to everybody from then on. It prints the milliseconds of the core, the median and the 95th
percentile of both, and the largest page, for each kind of page; the slowest and the heaviest pages; and those above
the budget: 50 ms at the median of a page, 150 KB. Time of the core and not of the clock, for other programs work on
most machines. The exit code is 1 where a page is above the budget. Without a store the samples are read into one.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from legation.queries import Query, names
from legation.settings import Settings
from legation.store import Store, open_store
from legation.validation.shapes import check
from legation.web import create_app
from legation.web.addresses import Addresses
from legation.web.rows import ask, text

MILLISECONDS, BYTES = 50.0, 150_000
SAMPLES = Path(__file__).parents[1] / "data" / "sample"
OTHERS = ("/", "/search", "/search?q=korea", "/queries", "/sparql", "/export", "/ns", "/event-types", "/shapes")
HTML = {"Accept": "text/html"}


def pages(store: Store, base: str) -> list[str]:
    """The addresses of all pages, in order."""
    addresses = Addresses(base)
    things = set()
    for kind in ask(store, Query.load("dataset/classes", base=base).bind()).rows:
        rows = ask(store, Query.load("dataset/pages", base=base).bind(**{"class": text(kind, "class")})).rows
        things |= {link for row in rows if "#" not in (link := addresses.link(text(row, "thing")))}
    pairs = {
        addresses.dyad(text(row, "first"), text(row, "second"))
        for row in ask(store, Query.load("analysis/busiest-pairs", base=base).bind()).rows
    }
    listed = {f"/queries/{name}" for name in names()}
    things = {link for link in things if link.startswith("/page/")}
    return sorted((things | pairs | listed | set(OTHERS)) - {""})


def kind(path: str) -> str:
    """What pages a page is counted among."""
    parts = path.split("/")
    return "/".join(parts[:3]) if parts[1] == "page" else f"/{parts[1].partition('?')[0]}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its address: milliseconds of the core when it was first asked for and then, and its bytes."""

    path: str
    first: float
    again: tuple[float, ...]
    size: int

    @property
    def above(self) -> bool:
        """Whether it is above the budget."""
        return statistics.median(self.again) > MILLISECONDS or self.size > BYTES


def measured(app: Flask, path: str, rounds: int) -> Page:
    """What a page takes in an application that forgets all answers before, and in some rounds after that."""
    client = app.test_client()

    def asked() -> tuple[float, int]:
        begun = time.process_time()
        answer = client.get(path, headers=HTML)
        took = (time.process_time() - begun) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return took, len(answer.data)

    app.extensions["site"].forget()
    first, size = asked()
    return Page(path, first, tuple(asked()[0] for _ in range(rounds)), size)


def told(pages: Sequence[Page], most: int) -> Iterator[str]:
    """The tables of some pages, in Markdown."""
    yield "| pages | number | first, ms | p95 | again, ms | p95 | largest, KB |"
    yield "|---|---|---|---|---|---|---|"
    kinds: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        kinds[kind(page.path)].append(page)
    for name, some in [*sorted(kinds.items()), ("all", list(pages))]:
        first = [page.first for page in some]
        again = [time for page in some for time in page.again]
        figures = " | ".join(f"{figure:.1f}" for figure in (*_middle_and_last(first), *_middle_and_last(again)))
        yield f"| {name} | {len(some):,} | {figures} | {max(page.size for page in some) / 1000:.0f} |"
    for title, order in (("slowest when first asked for", _first), ("heaviest", _size)):
        yield f"\n{title}:"
        for page in sorted(pages, key=order, reverse=True)[:most]:
            again = statistics.median(page.again)
            yield f"| {page.path} | {page.first:.0f} | {again:.1f} | {page.size / 1000:.0f} |"


def _first(page: Page) -> float:
    return page.first


def _size(page: Page) -> int:
    return page.size


def _middle_and_last(figures: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    last = statistics.quantiles(figures, n=20, method="inclusive")[-1] if len(figures) > 1 else figures[0]
    return statistics.median(figures), last


def main() -> int:
    """Measure, print, and tell whether a page is above the budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", nargs="?", help="the folder of a store; else the samples")
    parser.add_argument("--rounds", type=int, default=3, help="so many times each page is asked for after the first")
    parser.add_argument("--every", type=int, default=1, help="only each Nth page")
    parser.add_argument("--most", type=int, default=15, help="so many of the slowest and the heaviest pages")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.store or str(Path(folder) / "store")
        if not given.store:
            reading = ("-c", "from legation.cli import main; main()", "ingest", "--store", place, str(SAMPLES))
            subprocess.run([sys.executable, *reading], check=True, cwd=folder, capture_output=True)
        settings = Settings(store=place)
        store = open_store(place, settings, read_only=True)
        app = create_app(store, settings, check=check)
        asked = pages(store, settings.base)[:: given.every]
        for path in {kind(path): path for path in asked}.values():
            measured(app, path, 0)  # Templates are read once in a process.
        found = [measured(app, path, given.rounds) for path in asked]
        store.close()
    print(*told(found, given.most), sep="\n")
    above = [page for page in found if page.above]
    slow = sum(page.first > MILLISECONDS for page in found)
    print(f"above {MILLISECONDS:g} ms when first asked for: {slow} of {len(found):,}")
    print(f"above {MILLISECONDS:g} ms at the median or {BYTES / 1000:g} KB: {len(above)}")
    print(*(page.path for page in above), sep="\n")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
