"""What two processes gain over one, in how much memory; and whether what was killed and begun again is the same.

    python benchmarks/parallel.py [--articles 400] [--jobs 1 2] [--kills 0] [--folder DIR] [--seed 1]

Made-up articles are ingested into a new store by `legation ingest` with each number of jobs. Memory is that of all
processes together, looked at each second: proportional shares (PSS) where the system tells them, so that pages that
several share count once; else resident pages, which count for each. How it grows is the median while the last articles
are written, less the median after the first ones: the first 2,000, or a fifth where there are fewer than 10,000.

With `--kills` one more store is made with the last number of jobs, and killed so often (SIGKILL to all its processes,
after a time of chance), begun again each time, and compared: the digest of the whole export with that of the others.

Figures go to the standard output as they come, how it goes on to the standard error. `--folder` keeps the stores; for
10,000 articles they take some 4 GB each.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pty
import random
import re
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from budgets import told as told_budget
from budgets import told_ratio
from make_corpus import record
from newsroom import articles

FIRST = 2000
LEAST = 1.7
MOST_MEMORY = 4e9
MOST_GROWTH = 64e6
_TOLD = 30.0  # Seconds between two lines on how it goes on.
_WRITTEN = re.compile(rb"(\d+) written")
_SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A look at a run: after how many seconds, articles written by then, bytes of memory of all its processes."""

    seconds: float
    written: int
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run: seconds on the wall, seconds of cores of all its processes, and the looks at it. `killed` by us."""

    seconds: float
    cores: float
    samples: list[Sample]
    killed: bool

    @property
    def peak(self) -> int:
        """The most memory."""
        return max((sample.memory for sample in self.samples), default=0)

    @property
    def after(self) -> float:
        """The seconds after the last article was read: the world is brought in line, and all is published."""
        most = max((sample.written for sample in self.samples), default=0)
        return self.seconds - next((s.seconds for s in self.samples if s.written == most), self.seconds)

    def growth(self, first: int) -> int | None:
        """The memory while the last `first` articles are written, less that after the first; None where neither is."""
        most = max((sample.written for sample in self.samples), default=0)
        early = [s.memory for s in self.samples if first <= s.written < 2 * first]
        # What follows the last article is the merging of all.
        late = [s.memory for s in self.samples if most - first <= s.written < most]
        return round(statistics.median(late) - statistics.median(early)) if early and late else None


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        lists = [(task / "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [pid, *(deeper for children in lists for child in children for deeper in family(int(child)))]


def memory(pid: int) -> int:
    """The bytes that a process and all below it take; 0 where the system does not tell."""
    total = 0
    for one in family(pid):
        for file, pattern in (("smaps_rollup", _SHARE), ("status", _RESIDENT)):
            with suppress(OSError):
                if found := pattern.search(Path(f"/proc/{one}/{file}").read_text()):
                    total += int(found[1]) * 1024
                    break
    return total


@contextmanager
def started(command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A program in a group of its own with a terminal as its standard error; all of it ends with the context."""
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LEGATION_")}
    environment |= {"COLUMNS": "200", "TERM": "xterm"}
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs, env=environment,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield process, ours
    finally:
        kill(process)
        os.close(ours)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that is of its group, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        process.wait()


def ingested(corpus: Path, store: Path, jobs: int, seconds: float | None = None) -> Ran:
    """A run of `legation ingest`, killed after some seconds where they are given.

    Raises RuntimeError where it fails.
    """
    legation = str(Path(sys.executable).with_name("legation"))
    command = [legation, "ingest", str(corpus), "--store", str(store), "--jobs", str(jobs),
               "--rejected", str(store.with_name("rejected"))]  # fmt: skip
    begun, told, written, heard = time.monotonic(), _TOLD, 0, b""
    samples: list[Sample] = []
    with started(command) as (process, terminal):
        while True:
            ready, _, _ = select.select([terminal], [], [], 1.0)
            try:
                heard = heard[-400:] + (os.read(terminal, 65536) if ready else b"")
            except OSError:  # Nobody writes there any more.
                break
            if found := _WRITTEN.findall(heard):
                written = int(found[-1])
            passed = time.monotonic() - begun
            if seconds is not None and passed >= seconds:
                kill(process)
                return Ran(seconds=passed, cores=0.0, samples=samples, killed=True)
            if not samples or passed - samples[-1].seconds >= 1.0:
                samples.append(Sample(passed, written, memory(process.pid)))
            if passed >= told:
                told += _TOLD
                look = samples[-1]
                print(f"  {jobs} jobs: {written:,} written after {passed:.0f} s, {look.memory / 1e6:,.0f} MB",
                      file=sys.stderr, flush=True)  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"legation ingest ended with {process.returncode}: {heard.decode(errors='replace')}")
    passed = time.monotonic() - begun
    return Ran(seconds=passed, cores=usage.ru_utime + usage.ru_stime, samples=samples, killed=False)


def digest(store: Path) -> str:
    """The SHA-256 of all that a store exports."""
    legation = str(Path(sys.executable).with_name("legation"))
    command = [legation, "export", "--all", "--format", "nquads", "--store", str(store)]
    found = hashlib.sha256()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        while data := process.stdout.read(1 << 20):
            found.update(data)
    if process.returncode != 0:
        raise RuntimeError(f"legation export ended with {process.returncode}")
    return found.hexdigest()


def killed(corpus: Path, store: Path, jobs: int, kills: int, whole: float, chance: random.Random) -> int:
    """Make a store with so many kills on the way, where an uninterrupted run took `whole` seconds.

    Returns how many runs were killed before they were done.
    """
    count = 0
    for _ in range(kills):
        ran = ingested(corpus, store, jobs, chance.uniform(0.02, 0.35) * whole)
        if not ran.killed:
            return count
        count += 1
        print(f"killed after {ran.seconds:.0f} s", flush=True)
    ingested(corpus, store, jobs)
    return count


def row(jobs: int, ran: Ran, count: int, first: int) -> str:
    """A line of the table."""
    growth = ran.growth(first)
    grown = "unknown" if growth is None else f"{growth / 1e6:+,.0f} MB"
    return (f"| {jobs} | {ran.seconds:,.0f} | {count / ran.seconds:.2f} | {ran.cores / count * 1000:.1f} "
            f"| {ran.after:,.0f} | {ran.peak / 1e6:,.0f} MB | {grown} |")  # fmt: skip


def measure(folder: Path, options: argparse.Namespace) -> bool:
    """Do all of it in a folder, and print. Returns whether all exports are equal."""
    corpus = folder / "corpus.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        for told in articles(options.articles, options.seed):
            file.write(json.dumps(record(told), ensure_ascii=False) + "\n")
    first = FIRST if options.articles >= 5 * FIRST else options.articles // 5
    print(f"{options.articles:,} articles, seed {options.seed}, load before {os.getloadavg()[0]:.1f}\n")
    print("| jobs | seconds | articles a second | ms of a core an article | seconds after the last | most memory "
          f"| growth after {first:,} |\n|---|---|---|---|---|---|---|", flush=True)  # fmt: skip
    runs: dict[int, Ran] = {}
    digests: dict[str, str] = {}
    for jobs in options.jobs:
        runs[jobs] = ingested(corpus, folder / f"jobs-{jobs}", jobs)
        print(row(jobs, runs[jobs], options.articles, first), flush=True)
    print()
    one, *others = options.jobs
    for jobs in others:
        ratio = runs[one].seconds / runs[jobs].seconds
        print(f"{jobs} jobs against {one}: {ratio:.2f}x", flush=True)
        if (one, jobs) == (1, 2):
            told_ratio("two processes that read beside one", LEAST, ratio)
    peak = max(ran.peak for ran in runs.values())
    told_budget("memory of all processes", "below 4 GB", f"{peak / 1e9:.2f} GB", kept=peak < MOST_MEMORY)
    grown = [growth for ran in runs.values() if (growth := ran.growth(first)) is not None]
    if first == FIRST and grown:
        told_budget("growth of memory after 2,000 articles", "at most 64 MB", f"{max(grown) / 1e6:.0f} MB",
                    kept=max(grown) <= MOST_GROWTH)  # fmt: skip
    for jobs in options.jobs:
        digests[f"{jobs} jobs"] = digest(folder / f"jobs-{jobs}")
    if options.kills:
        jobs, chance = options.jobs[-1], random.Random(options.seed)  # noqa: S311  no secret
        count = killed(corpus, folder / "killed", jobs, options.kills, runs[jobs].seconds, chance)
        digests[f"{jobs} jobs, killed {count} times"] = digest(folder / "killed")
    for name, found in digests.items():
        print(f"{name}: export {found[:16]}")
    same = len(set(digests.values())) == 1
    kind = "all exports" if not options.kills else "all exports, one of a store that was killed"
    told_budget(kind, "the same bytes", "the same bytes" if same else "they differ", kept=same)
    return same


def main() -> int:
    """Measure, in a folder that is kept or in one that goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="a new folder for the articles and the stores, which stays")
    options = parser.parse_args()
    if options.folder is not None:
        options.folder.mkdir(parents=True)
        return int(not measure(options.folder, options))
    with tempfile.TemporaryDirectory(prefix="legation-") as folder:
        return int(not measure(Path(folder), options))


if __name__ == "__main__":
    sys.exit(main())
