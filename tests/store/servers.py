"""Servers that the contract is tried on, each on a free port of this machine until its context ends."""

from __future__ import annotations

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
    import services
    from services import free_port, running, serving
finally:
    sys.path.remove(str(ROOT / "benchmarks"))


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
def virtuoso(folder: Path) -> Iterator[Served]:
    with services.virtuoso(folder) as (it, _):
        yield Served(f"virtuoso+{it.address.rstrip('/')}", {"store_user": "dba", "store_password": "dba"})
