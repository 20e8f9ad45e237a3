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

VIRTUOSO = "virtuoso-t"
"""The program of Virtuoso, in Debian's package virtuoso-opensource."""

_START = 60.0

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = {extend}
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
CaseMode = 2
NumberOfBuffers = {buffers[0]}
MaxDirtyBuffers = {buffers[1]}
DirsAllowed = {allowed}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 100000
"""


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


@contextmanager
def virtuoso(
    folder: Path,
    *,
    buffers: tuple[int, int] = (2_000, 1_200),
    extend: int = 200,
    allowed: Path | None = None,
) -> Iterator[tuple[Running, int]]:
    """Virtuoso over a folder, and its port for SQL.

    `buffers` are pages of 8 kB that it holds, and those of them that may be dirty; its files grow by `extend` pages,
    and files are read from `allowed`.
    """
    program = shutil.which(VIRTUOSO)
    assert program is not None, f"{VIRTUOSO} is not there"
    http, sql = free_port(), free_port()
    told = _INI.format(folder=folder, sql=sql, http=http, buffers=buffers, extend=extend, allowed=allowed or folder)
    (folder / "virtuoso.ini").write_text(told)
    with running([program, "+foreground", "+configfile", str(folder / "virtuoso.ini")], http) as it:
        yield it, sql


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
