"""The service over the small graph."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from legation.settings import Settings
from legation.store import Store
from legation.web import create_app
from small_graph import small_store


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """The small graph; not to be written to."""
    store = small_store()
    yield store
    store.close()


@pytest.fixture(scope="session")
def app(store: Store) -> Flask:
    return create_app(store, Settings())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
