"""How long every page of a graph takes, and how large it is without the browser parts.

    python benchmarks/all_pages.py [STORE] [--rounds 5] [--every 1]

Every page that the graph tells of (things, and all pairs of states with an event), the first page, the named queries,
and each other page is asked for once to warm up and then some rounds. It prints the median and the 95th percentile in
milliseconds and the largest page for each kind of page, and the pages above the budget: 50 ms at the median of a page,
150 KB. What panels ask is kept within a state of the store, so `--cold` asks each page once in a fresh application.
The exit code is 1 where a page is above the budget. Without a store the samples are read into one.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from flask.testing import FlaskClient

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


def measured(client: FlaskClient, path: str, rounds: int) -> tuple[list[float], int]:
    """The milliseconds of some rounds, and the bytes of the page."""
    took, size = [], 0
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = client.get(path, headers=HTML)
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status}")
        size = len(answer.data)
    return took, size


def main() -> int:
    """Measure, print, and tell whether a page is above the budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", nargs="?", help="the folder of a store; else the samples")
    parser.add_argument("--rounds", type=int, default=5, help="so many times each page is asked for")
    parser.add_argument("--every", type=int, default=1, help="only each Nth page")
    parser.add_argument("--cold", action="store_true", help="nothing that was asked before is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.store or str(Path(folder) / "store")
        if not given.store:
            command = [
                sys.executable,
                "-c",
                "from legation.cli import main; main()",
                "ingest",
                "--store",
                place,
                str(SAMPLES),
            ]
            subprocess.run(command, check=True, cwd=folder, capture_output=True)
        settings = Settings(store=place)
        store = open_store(place, settings, read_only=True)
        client = create_app(store, settings, check=check).test_client()
        times: defaultdict[str, list[float]] = defaultdict(list)
        sizes: defaultdict[str, int] = defaultdict(int)
        above = []
        for path in pages(store, settings.base)[:: given.every]:
            if given.cold:
                client = create_app(store, settings, check=check).test_client()
                client.get("/healthz")
            else:
                measured(client, path, 1)
            took, size = measured(client, path, 1 if given.cold else given.rounds)
            times[kind(path)] += took
            sizes[kind(path)] = max(sizes[kind(path)], size)
            if statistics.median(took) > MILLISECONDS or size > BYTES:
                above.append(f"{path}: {statistics.median(took):.0f} ms, {size / 1000:.0f} KB")
        store.close()
    print(f"{'pages':24} {'asked':>6} {'median ms':>10} {'p95 ms':>8} {'largest KB':>11}")
    every = [one for some in times.values() for one in some]
    for name, some in [*sorted(times.items()), ("all", every)]:
        largest = sizes.get(name) or max(sizes.values())
        last = statistics.quantiles(some, n=20)[-1] if len(some) > 1 else some[0]
        print(f"{name:24} {len(some):6} {statistics.median(some):10.1f} {last:8.1f} {largest / 1000:11.1f}")
    print(f"above {MILLISECONDS:g} ms at the median or {BYTES / 1000:g} KB: {len(above)}")
    print(*above, sep="\n")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
