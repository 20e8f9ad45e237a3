"""The shipped gazetteer for all tests of the readers."""

from __future__ import annotations

import pytest

from legation import gazetteer as shipped
from legation.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return shipped.load()
