"""The service as a process of its own, for whatever is measured or tried against it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_START = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers at an address ending in a slash."""

    address: str
    port: int
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def serving(store: Path, **settings: object) -> Iterator[Running]:
    """`legation serve` over a store, with its own address as the base; it ends with the context."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    others = {key: value for key, value in os.environ.items() if not key.startswith("LEGATION_")}
    given = {f"LEGATION_{key.upper()}": str(value) for key, value in {"base": address, **settings}.items()}
    legation = Path(sys.executable).with_name("legation")
    with running([str(legation), "serve", "--store", str(store), "--port", str(port)], port, {**others, **given}) as it:
        yield it


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[Running]:
    """A program that listens on a port of this machine; it ends with the context, or with this process if killed."""
    if shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig", "TERM", *command]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _await(process, port)
        yield Running(f"http://127.0.0.1:{port}/", port, process)
    finally:
        process.terminate()
        try:
            process.wait(_START)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when something listens on the port. Raises RuntimeError where the program does not come up."""
    end = time.monotonic() + _START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args} did not start; run it by hand, and it tells why")
