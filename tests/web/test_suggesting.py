"""Suggestions for search: from the side index and from names in memory alike, and what a browser is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree
from pyoxigraph import RdfFormat, serialize

from legation.settings import Settings
from legation.store import open_store
from legation.store.writing import found, writing
from legation.web import create_app
from small_graph import small_store

TOKEN = {"Authorization": "Bearer secret"}
ACCENTED = (
    "PREFIX leg: <https://w3id.org/legation/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "INSERT DATA { GRAPH <https://legation.example/graph/world> { "
    "<https://legation.example/id/state/CIV> a leg:State ; "
    'rdfs:label "Côte d’Ivoire"@en, "코트디부아르"@ko } }'
)


@pytest.fixture(params=["memory", "disk"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FlaskClient]:
    """The service over the small graph and a state with accents in its name, with a side index or without."""
    store = small_store()
    store.update(ACCENTED)
    if request.param == "disk":
        settings = Settings(store=str(tmp_path / "store"))
        writer = open_store(settings.store)
        for graph in store.graphs():
            writer.replace(graph, serialize(store.quads(graph), format=RdfFormat.N_QUADS) or b"")
        writer.publish()
        writer.close()
        store = open_store(settings.store, settings, read_only=True)
        assert store.side is not None
        assert store.side.suggestions(store.version, "k", 1) is not None
    yield create_app(store, Settings()).test_client()
    store.close()


@pytest.mark.parametrize(
    ("words", "name", "path"),
    [
        ("sou", "South Korea", "/page/state/KOR"),
        ("KOREA", "South Korea", "/page/state/KOR"),
        ("대한", "South Korea", "/page/state/KOR"),
        ("cote d'iv", "Côte d’Ivoire", "/page/state/CIV"),
        ("코트", "Côte d’Ivoire", "/page/state/CIV"),
    ],
)
def test_the_beginning_of_a_word_suggests(client: FlaskClient, words: str, name: str, path: str) -> None:
    answer = client.get(f"/suggest?q={quote(words)}")
    assert answer.mimetype == "application/x-suggestions+json"
    asked, names, told, paths = answer.get_json(force=True)
    assert asked == words
    assert (name, path) in zip(names, paths, strict=True)
    assert len(names) == len(told) <= 8
    assert "Country" in told[names.index(name)]
    for link in paths:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("words", ["", "  ", "zzzz", "-", "x" * 5000, "<i>q</i>", "\x00"])
def test_nothing_is_suggested_for_what_nothing_begins_with(client: FlaskClient, words: str) -> None:
    answer = client.get(f"/suggest?q={quote(words)}")
    assert answer.status_code == 200
    assert answer.get_json(force=True)[1:] == [[], [], []]


def test_search_finds_a_name_without_its_accents(client: FlaskClient) -> None:
    page = client.get("/search?q=cote d'ivoire").text
    assert "Côte d’Ivoire" in page
    assert '"/page/state/CIV"' in page


def test_a_browser_is_told_how_to_search(client: FlaskClient) -> None:
    assert 'rel="search" href="/opensearch.xml"' in client.get("/").text
    answer = client.get("/opensearch.xml")
    description = etree.fromstring(answer.data)
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    templates = [url.get("template") for url in description.findall("o:Url", space)]
    for template in templates:
        path = template.replace("{searchTerms}", "korea").removeprefix("http://localhost")
        assert client.get(path).status_code == 200
    assert len(description.findtext("o:ShortName", namespaces=space)) <= 16


def test_pages_show_a_write_over_http_at_once(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"), token="secret", write_check="none")
    found(settings)
    store = open_store(settings.store, settings, read_only=True)
    client = create_app(store, settings, writing(store, settings)).test_client()
    assert client.get("/suggest?q=cote").get_json(force=True)[1] == []
    written = client.post("/sparql", data=ACCENTED, content_type="application/sparql-update", headers=TOKEN)
    assert written.status_code == 204
    assert store.side is not None
    assert store.side.suggestions(store.version, "cote", 1), "the index is of the state that the update made"
    assert client.get("/suggest?q=cote").get_json(force=True)[1] == ["Côte d’Ivoire"]
    gone = ACCENTED.replace("INSERT", "DELETE")
    client.post("/sparql", data=gone, content_type="application/sparql-update", headers=TOKEN)
    assert client.get("/suggest?q=cote").get_json(force=True)[1] == []
    store.close()
