"""What /id sends on to, by Accept; and which client gets a page, which data."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
FORMATS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
}


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        *((media, f"/data/state/KOR.{suffix}") for media, suffix in FORMATS.items()),
        (BROWSER, "/page/state/KOR"),
        ("text/html", "/page/state/KOR"),
        ("application/xhtml+xml", "/page/state/KOR"),
        ("*/*", "/page/state/KOR"),
        ("", "/page/state/KOR"),
        ("text/*", "/page/state/KOR"),
        ("application/*", "/data/state/KOR.nt"),
        ("text/html;q=0.4, text/turtle;q=0.8", "/data/state/KOR.ttl"),
        ("text/turtle;q=0.4, text/html;q=0.8", "/page/state/KOR"),
        ("text/turtle, text/html", "/page/state/KOR"),
        ("text/html;q=0, */*;q=0.1", "/data/state/KOR.ttl"),
        ("application/ld+json;profile=x;q=0.9, image/png", "/data/state/KOR.jsonld"),
        ("TEXT/TURTLE", "/data/state/KOR.ttl"),
        ("application/json", "/data/state/KOR.jsonld"),
    ],
)
def test_an_identifier_sends_on_by_accept(client: FlaskClient, accept: str, target: str) -> None:
    answer = client.get("/id/state/KOR", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert "Accept" in answer.headers["Vary"]
    links = answer.headers.getlist("Link")
    assert '</data/state/KOR.ttl>; rel="alternate"; type="text/turtle"' in links
    assert '</page/state/KOR>; rel="alternate"; type="text/html"' in links


@pytest.mark.parametrize("accept", ["image/png", "text/html;q=0", "application/pdf, video/*", "nonsense"])
def test_what_cannot_be_given_is_told_with_what_can(client: FlaskClient, accept: str) -> None:
    answer = client.get("/id/state/KOR", headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.content_type == "application/problem+json"
    assert answer.json["offered"] == ["text/html", *FORMATS]
    assert "Accept" in answer.headers["Vary"]


def test_where_an_identifier_leads_answers(client: FlaskClient) -> None:
    for media, suffix in FORMATS.items():
        answer = client.get("/id/person/han-seo-yun", headers={"Accept": media}, follow_redirects=True)
        assert answer.status_code == 200
        assert answer.mimetype == media
        assert answer.request.path.endswith(suffix)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("article/00000000000000a1", "/page/article/00000000000000a1"),
        ("article/00000000000000a1/passage/3", "/page/article/00000000000000a1#passage-3"),
        ("article/00000000000000a1/extraction", "/page/article/00000000000000a1#extraction"),
        ("event/0a1b2c3d4e5f6071", "/page/event/0a1b2c3d4e5f6071"),
    ],
)
def test_parts_of_an_article_have_their_place_in_its_page(client: FlaskClient, path: str, target: str) -> None:
    answer = client.get(f"/id/{path}", headers={"Accept": "text/html"})
    assert answer.headers["Location"] == target


@pytest.mark.parametrize(
    "path", ["state/XXX", "nothing", "state", "", "state/KOR/more", "../state/KOR", "state/%3Cscript%3E", "state/a b"]
)
@pytest.mark.parametrize("start", ["/id/", "/page/"])
def test_what_the_graph_does_not_know_is_not_found(client: FlaskClient, start: str, path: str) -> None:
    answer = client.get(start + path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 404


def test_a_person_reads_why_nothing_was_found(client: FlaskClient) -> None:
    answer = client.get("/page/state/XXX", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "nothing is known here under the name &#39;state/XXX&#39;" in answer.text


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    for path in ("/id/state/KOR", "/page/state/KOR", "/data/state/KOR.ttl", "/ns", "/sparql"):
        head, get = client.head(path), client.get(path)
        assert head.status_code == get.status_code
        assert head.headers["Content-Type"] == get.headers["Content-Type"]
        assert head.data == b""
