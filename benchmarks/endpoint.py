"""How many queries a second the service answers, as a ratio to Oxigraph's own server in the same run.

    python benchmarks/endpoint.py [--clients 8] [--seconds 5] [--rounds 3]

Both read the same checkpoint of the same store, with the union of all graphs as the default graph; `legation serve`
has as many workers as the machine has processors, and Oxigraph's server as many threads. They take turns, question by
question, in alternating order; medians count. First it is seen that all give the same answer. The exit code is 1 where
a ratio is below what is asked for: 0.9 where Oxigraph needs 5 ms or more with one client, 0.3 below 1 ms. Ours gives an
answer again until something is published; what it does where it keeps none is told as well, and asked for nothing.

It needs `wrk` (Debian's package) and `oxigraph` (PyPI), and says so where one is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.request import Request, urlopen

import loads
from budgets import told_ratio
from services import free_port, running, serving

LONG, LEAST_LONG = 5.0, 0.9
SHORT, LEAST_SHORT = 1.0, 0.3


def rows(url: str) -> list[str]:
    """The rows of an answer, in any order."""
    with urlopen(Request(url, headers={"Accept": loads.ACCEPT}), timeout=60) as answer:  # noqa: S310  our own servers
        return sorted(json.dumps(row, sort_keys=True) for row in json.load(answer)["results"]["bindings"])


def least(milliseconds: float) -> float:
    """The ratio that is asked for where Oxigraph needs so long; 0 between the two bounds."""
    return LEAST_LONG if milliseconds >= LONG else LEAST_SHORT if milliseconds < SHORT else 0.0


def main(arguments: Iterable[str]) -> int:
    """Measure and print a line for each question."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(list(arguments))
    oxigraph = Path(sys.executable).with_name("oxigraph")
    if not loads.there() or not oxigraph.is_file():
        print("wrk (apt-get install wrk) or oxigraph (pip install oxigraph) is missing; nothing was measured")
        return 0
    failed = False
    with tempfile.TemporaryDirectory(prefix="legation-") as folder:
        location, port = Path(folder) / "store", free_port()
        loads.fill(location)
        server = [str(oxigraph), "serve-read-only", "--location", str(location / "checkpoints" / "1")]
        with (
            serving(location, workers=os.cpu_count(), concurrent_queries=2) as ours,
            serving(location, workers=os.cpu_count(), concurrent_queries=2, kept_bytes=0) as forgetful,
            running([*server, "--bind", f"127.0.0.1:{port}", "--union-default-graph"], port) as theirs,
        ):
            endpoints = (f"{ours.address}sparql", f"{forgetful.address}sparql", f"{theirs.address}query")
            for name, question in loads.QUESTIONS.items():
                urls = [loads.asked(endpoint, question) for endpoint in endpoints]
                if not rows(urls[0]) == rows(urls[1]) == rows(urls[2]):
                    print(f"{name}: the answers differ")
                    return 1
                alone = loads.load(urls[2:], 1, 1.0).median
                taken: list[list[loads.Load]] = [[], [], []]
                for number in range(options.rounds):
                    for side in (0, 1, 2) if number % 2 else (2, 1, 0):
                        taken[side].append(loads.load([urls[side]], options.clients, options.seconds))
                rates = [statistics.median(one.rate for one in side) for side in taken]
                high = [statistics.median(one.high for one in side) for side in taken]
                broken = sum(one.failures for side in taken[:2] for one in side)
                wanted = least(alone)
                ratio = rates[0] / rates[2]
                failed |= ratio < wanted or broken > 0
                print(
                    f"{name}: {alone:.2f} ms alone; {rates[0]:,.0f} against {rates[2]:,.0f} requests/s, "
                    f"ratio {ratio:.2f}"
                    + (f" (at least {wanted})" if wanted else "")
                    + f"; 99 % within {high[0]:.1f} and {high[2]:.1f} ms; "
                    f"with nothing kept {rates[1]:,.0f} requests/s, {rates[1] / rates[2]:.2f}, {high[1]:.1f} ms; "
                    f"{broken} failures",
                    flush=True,
                )
                if wanted:
                    told_ratio(f"/sparql beside Oxigraph's server, {name}", wanted, ratio)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
