"""Runs the benchmarks at small size, and prints each budget of the design beside its figure.

    python benchmarks/performance.py [--folder FOLDER] [--only NAME...]

About ten minutes on a machine that does nothing else. What each benchmark prints goes to the standard error; the table
at the end has a line for each budget. A benchmark that cannot be measured here says what it lacks. Benchmarks at full
size are the same programs with their own options. The exit code is 1 where one fails; a budget that is missed is told,
and fails nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import budgets

HERE = Path(__file__).parent
QUICK = {
    "ingest": "--articles 64 --rounds 1",
    "parallel": "--articles 300",
    "loading": "--articles 300 --quads 200000 --folder {folder}",
    "shacl": "--articles 6 --rounds 1",
    "stores": "200000 --rounds 3 --limit 20 --rdflib 0 --folder {folder}",
    "world": "1000 3000",
    "pages": "--quads 200000 --visits 15 --folder {folder}",
    "endpoint": "--seconds 2 --rounds 3",
    "load": "--seconds 20",
    "faults": "--rounds 12",
}
"""The options with which each benchmark is quick."""


def run(name: str, options: str) -> tuple[list[str], bool]:
    """The lines that a benchmark prints, and whether it ended otherwise than by telling what it found."""
    print(f"\n--- {name} {options}", file=sys.stderr, flush=True)
    lines = []
    command = [sys.executable, str(HERE / f"{name}.py"), *options.split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", file=sys.stderr, flush=True)
            lines.append(line)
    return lines, process.returncode not in (0, 1)


def main(arguments: Iterable[str]) -> int:
    """Run them one after the other, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", nargs="*", choices=QUICK, default=list(QUICK))
    options = parser.parse_args(list(arguments))
    rows, broken = [], []
    with tempfile.TemporaryDirectory(prefix="legation-") as temporary:
        for name in options.only:
            lines, failed = run(name, QUICK[name].format(folder=options.folder or temporary))
            broken += [name] if failed else []
            rows += [(name, budget) for budget in budgets.read(lines)]
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors\n")
    print("| budget | asked for | measured | | by |\n|---|---|---|---|---|")
    for name, budget in rows:
        print(f"| {budget.what} | {budget.bound} | {budget.figure} | {budget.verdict} | {name}.py |")
    for name in broken:
        print(f"{name}.py broke off", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
