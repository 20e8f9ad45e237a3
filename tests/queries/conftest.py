"""The small graph as fixtures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from legation.store import Store
from small_graph import small_store


@pytest.fixture(scope="session")
def small() -> Iterator[Store]:
    """The small graph; not to be written to."""
    store = small_store()
    yield store
    store.close()
