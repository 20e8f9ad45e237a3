from __future__ import annotations

import pytest

from legation import gazetteer
from legation.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def shipped() -> Gazetteer:
    """The gazetteer that Legation ships."""
    return gazetteer.load()
