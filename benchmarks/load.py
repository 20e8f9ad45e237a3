"""Whether 63 clients notice that a 64th asks what cannot be answered, over and over.

    python benchmarks/load.py [--seconds 300] [--workers 1] [--kept-bytes 0]

63 clients ask small and middling questions without a pause, first among themselves for a fifth of the time, then with
one more that asks a query without end, which the service ends after 2 s; then again among themselves. It prints their
rates, and how long each slow query took. The exit code is 1 where the 63 kept less than 80 % of their rate, a slow
query took longer than 2.2 s or ended in anything but a 503 that names its limit, or any other request failed.

The service keeps no answers to give again, unless told to: each is found anew.

It needs `wrk` (Debian's package), and says so where it is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import loads
from budgets import told
from services import serving

CLIENTS = 63
LIMIT, LATEST = 2.0, 2.2
LEAST = 0.8
_WARM = 5.0


def ask_slowly(address: str, stop: threading.Event, took: list[float], wrong: list[str]) -> None:
    """Ask the slow query until told to stop; keep the times, and what was answered instead of the limit."""
    while not stop.is_set():
        begin = time.monotonic()
        try:
            with urlopen(Request(address, headers={"Accept": loads.ACCEPT}), timeout=30) as answer:  # noqa: S310
                wrong.append(f"status {answer.status}")
        except HTTPError as error:
            told = json.loads(error.read())
            if (error.code, told.get("limit")) != (503, "query_seconds"):
                wrong.append(f"status {error.code}: {told}")
        except OSError as error:
            wrong.append(str(error))
        took.append(time.monotonic() - begin)


def main(arguments: Iterable[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--kept-bytes", type=int, default=0)
    options = parser.parse_args(list(arguments))
    if not loads.there():
        print("wrk (apt-get install wrk) is missing; nothing was measured")
        return 0
    took: list[float] = []
    wrong: list[str] = []
    stop = threading.Event()
    with tempfile.TemporaryDirectory(prefix="legation-") as folder:
        location = Path(folder) / "store"
        loads.fill(location)
        with serving(location, query_seconds=LIMIT, workers=options.workers, kept_bytes=options.kept_bytes) as running:
            endpoint = f"{running.address}sparql"
            urls = [loads.asked(endpoint, question) for question in list(loads.QUESTIONS.values())[:3]]
            loads.load(urls, CLIENTS, _WARM)
            before = loads.load(urls, CLIENTS, options.seconds / 5)
            slow = threading.Thread(target=ask_slowly, args=(loads.asked(endpoint, loads.SLOW), stop, took, wrong))
            slow.start()
            during = loads.load(urls, CLIENTS, options.seconds)
            stop.set()
            slow.join()
            after = loads.load(urls, CLIENTS, options.seconds / 5)
    alone = statistics.mean((before.rate, after.rate))
    kept = during.rate / alone
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {options.workers} workers")
    for name, one in (("before", before), ("beside the slow query", during), ("after", after)):
        print(f"{name}: {one.rate:,.0f} requests/s, median {one.median:.0f} ms, 99 % within {one.high:.0f} ms, "
              f"{one.failures} failures")  # fmt: skip
    print(f"kept {kept:.0%} of the rate; {len(took)} slow queries, median {statistics.median(took):.2f} s, "
          f"longest {max(took):.2f} s, {len(wrong)} of them not told their limit {wrong[:3]}")  # fmt: skip
    told("a runaway query is ended", f"within {LATEST - LIMIT:.1f} s of its limit", f"{max(took) - LIMIT:.2f} s",
         kept=max(took) <= LATEST)  # fmt: skip
    told("the others keep their rate beside it", f"at least {LEAST:.0%}", f"{kept:.0%}", kept=kept >= LEAST)
    failures = before.failures + during.failures + after.failures
    return int(kept < LEAST or max(took) > LATEST or bool(wrong) or failures > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
