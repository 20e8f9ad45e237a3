"""The stores that the contract is tried on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import servers

from legation.store import Store, open_store
from legation.store.products import PRODUCTS, Product
from legation.store.remote import STATE, RemoteStore

KINDS: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: open_store("memory:"),
    "disk": lambda folder: open_store(str(folder / "store")),
}
"""Each kind of store in this machine by the way to open an empty one for writing in a folder."""

SERVERS = ("legation", "oxigraph", "virtuoso")
"""Those that are kept by a server, which all tests share."""


@pytest.fixture(scope="session", name="oxigraph")
def oxigraph_server() -> Iterator[servers.Served]:
    with servers.oxigraph() as served:
        yield served


@pytest.fixture(scope="session", name="legation")
def legation_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Served]:
    with servers.legation(tmp_path_factory.mktemp("legation")) as served:
        yield served


@pytest.fixture(scope="session", name="virtuoso")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Served]:
    if shutil.which(servers.services.VIRTUOSO) is None:
        pytest.skip("Virtuoso is not installed (Debian has it as virtuoso-opensource)")
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as served:
        yield served


@pytest.fixture(params=[*sorted(KINDS), *SERVERS])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each test that takes this runs once for every kind of store."""
    if request.param in KINDS:
        opened = KINDS[request.param](tmp_path)
    else:
        opened = request.getfixturevalue(request.param).store()
        for graph in (*opened.graphs(), STATE):
            opened.update(f"CLEAR SILENT GRAPH <{graph}> ; DROP SILENT GRAPH <{graph}>")
        if opened.product.unnamed is not None:
            opened.update("CLEAR DEFAULT")
        opened = request.getfixturevalue(request.param).store()
    yield opened
    opened.close()


@pytest.fixture
def facts(store: Store) -> Product:
    """Where the store leaves the standards; the stores of this machine nowhere."""
    return store.product if isinstance(store, RemoteStore) else Product(name="", keeps_empty=True)


assert set(SERVERS) <= set(PRODUCTS)
