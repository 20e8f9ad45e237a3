"""How many tests of the W3C's SPARQL 1.1 suite the service passes.

    python benchmarks/conformance.py RUNNER [OPTION...]

RUNNER is a program that takes `--base URL` and `--auth-token TOKEN` and prints `TOTAL passed/total` on its last line.
It is given an empty, writable service on a free port of this machine, which is stopped afterwards; options are passed
on. The exit code is 1 where fewer tests pass than `LEAST`.
"""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services import serving

LEAST = 530
"""So many tests must pass."""

_MEMORY = Path("/dev/shm")  # noqa: S108  two thousand writes cost minutes where each waits for a disk
_TOTAL = re.compile(r"^TOTAL (\d+)/(\d+)$", re.MULTILINE)


@contextmanager
def service(token: str) -> Iterator[str]:
    """The address of an empty service that whoever has the token may write to; it ends with the context."""
    with tempfile.TemporaryDirectory(prefix="legation-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        # The suite tells the default graph from the named ones, which the union of all does not.
        settings = {"token": token, "default_graph": "own", "write_check": "none"}
        with serving(Path(folder) / "store", **settings) as running:
            yield running.address


def main(arguments: list[str]) -> int:
    """Run the suite, and print what its runner prints."""
    if not arguments:
        print(__doc__)
        return 2
    runner, *options = arguments
    if not Path(runner).is_file():
        print(f"the runner of the SPARQL 1.1 suite is not there: {runner}; nothing was tried (SUITE=... names another)")
        return 0
    token = secrets.token_hex(16)
    with service(token) as base:
        command = [sys.executable, runner, "--base", base.rstrip("/"), "--auth-token", token, *options]
        ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(ran.stdout, end="")
    totals = _TOTAL.search(ran.stdout)
    if totals is None:
        print("the runner gave no total")
        return 1
    return int(int(totals[1]) < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
