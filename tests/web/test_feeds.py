"""The feed: what a reader makes of it, what RFC 4287 asks for, and what is in it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from legation.settings import Settings
from legation.web import create_app
from small_graph import ID, small_store

ATOM = "{http://www.w3.org/2005/Atom}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def read(client: FlaskClient, path: str = "/feed.atom") -> feedparser.FeedParserDict:
    answer = client.get(path)
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def test_a_reader_sees_each_event_with_its_sentences(client: FlaskClient) -> None:
    feed = read(client)
    ids = [entry.id for entry in feed.entries]
    assert len(ids) == len(set(ids)) == 7
    (entry,) = [entry for entry in feed.entries if entry.id.endswith("0a1b2c3d4e5f6071")]
    assert entry.title == "Han Seo-yun and Akiko Sato: consult, 2025-08"
    assert entry.published == "2025-08-24T18:14:00+09:00"
    assert entry.updated == "2025-08-25T09:00:00Z"
    assert entry.link == "http://localhost/page/event/0a1b2c3d4e5f6071"
    assert client.get("/page/event/0a1b2c3d4e5f6071").status_code == 200
    assert [tag.term for tag in entry.tags] == ["CONSULT", "occurred"]
    assert "(Asia Junction Press)" in entry.summary
    assert "(Pacific Courier)" in entry.summary


def test_what_was_reported_last_comes_first(client: FlaskClient) -> None:
    days = [entry.published[:10] for entry in read(client).entries]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 1


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.atom?about=state/FRA"])
def test_it_has_what_the_standard_asks_for(client: FlaskClient, path: str) -> None:
    root = ET.fromstring(client.get(path).data)
    assert root.tag == f"{ATOM}feed"
    for node in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1, name
        assert _MOMENT.fullmatch(node.findtext(f"{ATOM}updated") or "")
        assert str(node.findtext(f"{ATOM}id")).startswith("https://legation.example/")
        links = [(link.get("rel"), link.get("type")) for link in node.findall(f"{ATOM}link")]
        assert len(links) == len(set(links))
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    (own,) = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own is not None
    assert client.get(own).data == client.get(path).data


def test_a_feed_can_be_of_one_actor(client: FlaskClient) -> None:
    france = read(client, "/feed.atom?about=state/FRA")
    assert france.feed.title == "Events of France"
    assert [entry.title for entry in france.entries] == ["France to Japan: consult, 2025-12"]
    whole = read(client, "/feed.atom?about=https://legation.example/id/state/FRA")
    assert [entry.id for entry in whole.entries] == [entry.id for entry in france.entries]
    assert client.get("/feed.atom?about=state/XXX").status_code == 404
    assert client.get("/feed.atom?state=FRA").status_code == 400
    assert client.get("/feed.atom?about=state/FRA&about=state/KOR").status_code == 400


def test_a_reader_that_has_it_gets_nothing_again(client: FlaskClient) -> None:
    tag = client.get("/feed.atom").headers["ETag"]
    assert client.get("/feed.atom", headers={"If-None-Match": tag}).status_code == 304


def test_no_name_breaks_it() -> None:
    store = small_store()
    graph = NamedNode("https://legation.example/graph/more")
    label = Literal("]]> <b>&amp; \x0b\x1b\u2028", language="en")
    event = NamedNode(f"{ID}event/0a1b2c3d4e5f6071")
    quad = Quad(event, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), label, graph)
    data = serialize([quad], format=RdfFormat.N_QUADS)
    assert data is not None
    store.replace(graph.value, data)
    titles = {entry.title for entry in read(create_app(store, Settings()).test_client()).entries}
    assert any("&amp;" in title for title in titles)


def test_an_empty_graph_has_a_feed() -> None:
    from legation.store import MEMORY, open_store  # noqa: PLC0415

    store = open_store(MEMORY)
    assert not read(create_app(store, Settings()).test_client()).entries
    store.close()
