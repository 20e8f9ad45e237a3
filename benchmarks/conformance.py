"""How many tests of the W3C's SPARQL 1.1 suite the service passes.

    python benchmarks/conformance.py RUNNER [OPTION...]

RUNNER is a program that takes `--base URL` and `--auth-token TOKEN` and prints `TOTAL passed/total` on its last line.
It is given an empty, writable service on a free port of this machine, which is stopped afterwards; options are passed
on. The exit code is 1 where fewer tests pass than `LEAST`.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LEAST = 530
"""So many tests must pass."""

_START = 30.0
_MEMORY = Path("/dev/shm")  # noqa: S108  two thousand writes cost minutes where each waits for a disk
_TOTAL = re.compile(r"^TOTAL (\d+)/(\d+)$", re.MULTILINE)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def service(token: str) -> Iterator[str]:
    """The address of an empty service that whoever has the token may write to; it ends with the context."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    # The suite tells the default graph from the named ones, which the union of all does not.
    settings = {"LEGATION_TOKEN": token, "LEGATION_DEFAULT_GRAPH": "own", "LEGATION_BASE": base}
    with tempfile.TemporaryDirectory(prefix="legation-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        legation = Path(sys.executable).with_name("legation")
        others = {key: value for key, value in os.environ.items() if not key.startswith("LEGATION_")}
        process = subprocess.Popen(
            [legation, "serve", "--store", "store", "--port", str(port)],
            cwd=folder,
            env={**others, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(process, port)
            yield base
        finally:
            process.terminate()
            try:
                process.wait(_START)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when something listens on the port. Raises RuntimeError where the service does not come up."""
    end = time.monotonic() + _START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the service did not start; `legation serve` tells why")


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
