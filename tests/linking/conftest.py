"""A SPARQL endpoint over loopback that holds tests/linking/wikidata.ttl, and a store with a few articles."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from linking_by_hand import Pauses, Served

from legation.linking.endpoint import Endpoint
from legation.store import open_store
from loopback import serving
from small_graph import small_store

GRAPH = Path(__file__).parent / "wikidata.ttl"


@pytest.fixture
def served() -> Iterator[Served]:
    served = Served()
    graph = pyoxigraph.Store()
    graph.load(path=str(GRAPH), format=pyoxigraph.RdfFormat.TURTLE)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, form: str) -> None:
            query = parse_qs(form)["query"][0]
            served.queries.append(query)
            served.agents.append(self.headers["User-Agent"])
            status, headers = served.failures.pop(0) if served.failures else (200, {})
            body = b""
            if status == 200:
                found = graph.query(query)
                body = served.body or found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)  # type: ignore[union-attr]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as port:
        served.url = f"http://127.0.0.1:{port}/sparql"
        yield served


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def endpoint(served: Served, pauses: Pauses, tmp_path: Path) -> Endpoint:
    return Endpoint(url=served.url, cache=tmp_path / "cache", contact="desk@news.example", sleep=pauses)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A store on disk with the small graph."""
    small = small_store()
    store = open_store(str(tmp_path / "store"))
    for graph in small.graphs():
        store.replace(graph, pyoxigraph.serialize(small.quads(graph), format=pyoxigraph.RdfFormat.N_QUADS) or b"")
    store.publish()
    store.close()
    return tmp_path / "store"
