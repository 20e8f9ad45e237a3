"""Windows on the pages of the small graph, with every request and complaint of the browser noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import cast

import pytest
from browsing import CHROMIUM, launched, serving
from playwright.sync_api import Browser, Page

from legation.errors import LimitReached
from legation.graph.identifiers import ONTOLOGY
from legation.graph.mapping import ontology_nquads
from legation.settings import Settings
from legation.store import MEMORY, Store
from legation.store.writing import writing
from legation.web import create_app
from small_graph import small_store


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a service over the small graph, with the ontology beside it as `ingest` puts it there."""
    store = small_store()
    store.replace(ONTOLOGY, ontology_nquads())
    settings = Settings(store=MEMORY, token="secret")
    with serving(create_app(store, settings, writing(store, settings))) as address:
        yield address
    store.close()


@pytest.fixture(scope="session")
def failing() -> Iterator[str]:
    """The address of a service over a store that is out of order."""

    class Broken:
        version = ""

        def __getattr__(self, name: str) -> object:
            raise LimitReached("the store is out of order")

    with serving(create_app(cast(Store, Broken()), Settings(store=MEMORY))) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    with launched() as browser:
        yield browser


@dataclass
class Visit:
    """A window of the browser with what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a window on the service. When the test is over, no request may have left the host and the browser may have
    complained of nothing: no error of a script, no break of the policy, nothing that was not found.
    """
    visits: list[Visit] = []

    def open_window(path: str = "/", **options: object) -> Page:
        page = chromium.new_context(base_url=site, **options).new_page()
        one = Visit(page)
        visits.append(one)
        page.context.on("request", lambda request: one.requests.append(request.url))
        page.on("pageerror", lambda error: one.complaints.append(str(error)))
        page.on("console", lambda said: one.complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto(path)
        return page

    yield open_window
    for one in visits:
        one.page.context.close()
    assert visits
    assert not [complaint for one in visits for complaint in one.complaints]
    assert not [url for one in visits for url in one.requests if not url.startswith((f"{site}/", "data:", "blob:"))]
