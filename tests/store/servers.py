"""Servers that the contract is tried on, each on a free port of this machine until its context ends."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from legation.settings import Settings
from legation.store.remote import RemoteStore

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
try:
    from services import free_port, running, serving
finally:
    sys.path.remove(str(ROOT / "benchmarks"))

VIRTUOSO = "virtuoso-t"

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
CaseMode = 2
NumberOfBuffers = 2000
MaxDirtyBuffers = 1200
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is up: the location of its store, and the settings that it is met with."""

    location: str
    settings: Mapping[str, str]

    def store(self) -> RemoteStore:
        """The store, opened for writing."""
        return RemoteStore(self.location, Settings(**self.settings))  # type: ignore[arg-type]


@contextmanager
def oxigraph() -> Iterator[Served]:
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    with running([str(program), "serve", "--bind", f"127.0.0.1:{port}"], port):
        yield Served(f"oxigraph+http://127.0.0.1:{port}", {})


@contextmanager
def legation(folder: Path) -> Iterator[Served]:
    with serving(folder / "store", token="secret", write_check="none") as service:
        yield Served(f"legation+http://127.0.0.1:{service.port}", {"store_token": "secret"})


@contextmanager
def virtuoso(folder: Path, rows: int = 100_000) -> Iterator[Served]:
    program = shutil.which(VIRTUOSO)
    assert program is not None
    http = free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, sql=free_port(), http=http, rows=rows))
    with running([program, "+foreground", "+configfile", str(folder / "virtuoso.ini")], http):
        yield Served(f"virtuoso+http://127.0.0.1:{http}", {"store_user": "dba", "store_password": "dba"})
