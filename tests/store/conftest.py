"""The stores that the contract is tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from legation.store import Store, open_store

KINDS: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: open_store("memory:"),
    "disk": lambda folder: open_store(str(folder / "store")),
}
"""Each kind of store by the way to open an empty one for writing in a folder; a remote one takes its place here."""


@pytest.fixture(params=sorted(KINDS))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each test that takes this runs once for every kind of store."""
    opened = KINDS[request.param](tmp_path)
    yield opened
    opened.close()
