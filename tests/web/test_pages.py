"""Every page of the small graph: what it says, where it leads, and that nothing in it is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from legation.model import Report, Violation
from legation.settings import Settings
from legation.store import Store
from legation.web import create_app

from test_data import PATHS  # isort: skip

PAGES = (
    "/",
    "/search",
    "/search?q=korea",
    "/search?q=nothing-like-this",
    "/queries",
    "/queries/analysis/sanctions",
    "/queries/entity/events?entity=state/JPN",
    "/queries/entity/describe",
    "/queries/checks/days-reversed",
    "/export",
    "/sparql",
    "/ns",
    "/event-types",
    "/shapes",
    *(f"/page/{path}" for path in PATHS),
    "/page/dyad/FRA/RUS",
    "/page/nothing/here",
)
HTML = {"Accept": "text/html"}
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Outline(HTMLParser):
    """The elements of a page in order, and whether each is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def named(self, *tags: str) -> Iterator[dict[str, str]]:
        return (attributes for tag, attributes in self.elements if tag in tags)


@pytest.fixture(params=PAGES)
def outline(request: pytest.FixtureRequest, client: FlaskClient) -> Outline:
    answer = client.get(request.param, headers=HTML)
    assert answer.mimetype == "text/html"
    return Outline(answer.text)


def test_every_element_is_closed(outline: Outline) -> None:
    assert (outline.wrong, outline.open) == ([], [])


def test_landmarks_headings_and_names(outline: Outline) -> None:
    assert len(list(outline.named("main"))) == 1
    assert len(list(outline.named("h1"))) == 1
    assert next(outline.named("html"))["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))
    tables = len(list(outline.named("table")))
    assert len(list(outline.named("caption"))) == tables
    skip = next(outline.named("a"))
    assert skip == {"class": "skip", "href": "#content"}


def test_ids_are_given_once_and_links_within_the_page_arrive(outline: Outline) -> None:
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    within = {attributes["href"][1:] for attributes in outline.named("a") if attributes.get("href", "").startswith("#")}
    assert within <= set(ids)


def test_fields_have_labels(outline: Outline) -> None:
    labels = {attributes["for"] for attributes in outline.named("label")}
    assert {attributes["id"] for attributes in outline.named("input", "textarea", "select")} <= labels


def harmless(script: dict[str, str]) -> bool:
    """Whether an element is data, a small script of ours, or one of our bundles, told by its name and what is in it."""
    data = ({"type": "application/ld+json"}, {"type": "application/json", "data-words": ""})
    if script in (*data, *({"type": "module", "src": f"/static/{name}.js"} for name in ("suggest", "flag"))):
        return True
    bundle = re.fullmatch(r"/static/vendor/[a-z]+-[A-Z0-9]{8}\.js", script.get("src", ""))
    return bundle is not None and script["type"] == "module" and script["integrity"].startswith("sha384-")


def test_only_bundles_run_and_no_style_is_inline(outline: Outline) -> None:
    for tag, attributes in outline.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if tag == "script":
            assert harmless(attributes)
    assert not list(outline.named("style", "img", "iframe", "object"))


def test_what_a_page_loads_comes_from_here(outline: Outline) -> None:
    for attributes in outline.named("link", "script"):
        assert attributes.get("href", "/").startswith("/")
        assert attributes.get("src", "/").startswith("/")


def test_local_links_lead_somewhere(client: FlaskClient) -> None:
    seen: set[str] = set()
    for page in ("/", "/page/article/00000000000000a1", "/page/event/0a1b2c3d4e5f6071", "/page/state/KOR"):
        for attributes in Outline(client.get(page, headers=HTML).text).named("a", "link"):
            path = attributes["href"].partition("#")[0]
            if path.startswith("/") and path not in seen:
                seen.add(path)
                with client.get(path, headers=HTML) as answer:
                    assert answer.status_code in {200, 303}, path
    assert len(seen) > 60


def test_a_state_shows_its_relations_offices_and_words(client: FlaskClient) -> None:
    text = client.get("/page/state/KOR").text
    assert '<a href="/page/dyad/KOR/JPN">Japan</a>' in text
    assert '<a href="/page/person/han-seo-yun">Han Seo-yun</a>' in text
    assert "We will build one supply chain with Japan," in text
    assert '<bdi lang="ko">대한민국</bdi>' in text
    assert "<title>South Korea · Legation</title>" in text


def test_each_panel_can_be_run_and_taken_away(client: FlaskClient) -> None:
    page = Outline(client.get("/page/state/KOR").text)
    runs = [a["href"] for a in page.named("a") if a.get("aria-label", "").startswith("Run this query")]
    tables = [a["href"] for a in page.named("a") if a.get("aria-label", "").startswith("CSV of")]
    assert len(runs) == len(tables) >= 8
    for run, table in zip(runs, tables, strict=True):
        shown = client.get(run, headers=HTML)
        assert shown.status_code == 200
        assert "Download:" in shown.text
        rows = client.get(run, headers={"Accept": "text/csv"})
        assert rows.data == client.get(table).data


def test_an_event_shows_its_reports_beside_each_other(client: FlaskClient) -> None:
    text = client.get("/page/event/0a1b2c3d4e5f6071").text
    assert "The reports differ on: mode, place, day, parties." in text
    assert '<mark class="type cooperation">met</mark>' in text
    assert "2 independent articles" in text
    assert text.count("not an independent report") == 1
    assert "3 reports" in text


def test_an_event_without_a_mode_shows_none(client: FlaskClient) -> None:
    text = client.get("/page/event/1a1b2c3d4e5f6072").text
    assert 'href="/event-types#AGREE">agree</a> <a class="badge status occurred"' in text


def test_a_denial_is_plain(client: FlaskClient) -> None:
    text = client.get("/page/event/4a1b2c3d4e5f6075").text
    assert "The reports differ on: status." in text
    assert 'class="badge status denied"' in text
    assert '<a href="/page/person/orlov-viktor">Viktor Orlov</a>' in text


def test_an_article_shows_its_text_with_what_was_found(client: FlaskClient) -> None:
    text = client.get("/page/article/00000000000000a1").text
    assert (
        '<span id="passage-1">President <a href="/page/person/han-seo-yun" title="Han Seo-yun">Han Seo-yun</a>' in text
    )
    met = re.search(r'<mark class="type cooperation" title="([^"]+)"><a href="#report-0">met</a></mark>', text)
    assert met
    assert met[1].endswith(": consult, visit, occurred")
    assert "Han Seo-yun" in met[1]
    assert '<p class="caption" lang="en">' in text
    assert "According to" in text
    assert "92 % sure" in text
    assert "72" in text
    assert text.count('<p class="sentence"') == 3


def test_a_pair_shows_its_balance_as_a_drawing_and_as_figures(client: FlaskClient) -> None:
    text = client.get("/page/dyad/KOR/JPN").text
    assert "Aug 2025: cooperation 6.5, conflict 0" in text
    assert '<rect class="cooperation"' in text
    assert "Where sources disagree" in text
    assert client.get("/page/dyad/JPN/KOR").status_code == 200
    assert '<rect class="conflict"' in client.get("/page/dyad/RUS/JPN").text


def test_an_event_of_several_reports_shows_how_its_status_changed(client: FlaskClient) -> None:
    assert 'id="entity-event-statuses"' in client.get("/page/event/2a1b2c3d4e5f6073").text


def test_an_article_tells_in_how_many_sentences_nothing_was_found(client: FlaskClient) -> None:
    text = client.get("/page/article/00000000000000a1").text
    found = re.search(r"In (\d+) of (\d+) sentences? no event and no statement was found", text)
    assert found
    assert 0 <= int(found[1]) < int(found[2]) == text.count('<p class="sentence"') + text.count("</span> <span id=")


def test_a_page_says_how_to_cite_the_state_that_it_shows(client: FlaskClient, store: Store) -> None:
    text = client.get("/page/state/KOR").text
    assert f"/dumps/{store.version}/legation.nq.gz.sha256" in text
    assert "https://legation.example/id/state/KOR.</p>" in text


def test_a_pair_is_compared_with_a_third_state(client: FlaskClient) -> None:
    text = client.get("/page/dyad/KOR/JPN").text
    assert '<option value="RUS">Russia</option>' in text
    assert "Compared with a third state" not in text
    text = client.get("/page/dyad/KOR/JPN?with=RUS").text
    assert '<option value="RUS" selected>' in text
    for pair in ("KOR/JPN", "KOR/RUS", "JPN/RUS"):
        assert f'<td><a href="/page/dyad/{pair}">' in text
    assert client.get("/page/dyad/KOR/JPN?with=XXX").status_code == 404


@pytest.mark.parametrize("path", ["KOR/KOR", "KOR/XXX", "KOR/<b>", "KOR"])
def test_a_pair_of_other_things_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/page/dyad/{path}", headers=HTML).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/page/organization/fish-union",
        "/page/article/00000000000000a2",
        "/page/article/00000000000000a4",
        "/page/state/JPN",
        "/",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
        '/search?q="onmouseover="alert(1)',
        "/sparql?query=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/queries/entity/events?entity=%22%3E%3Cscript%3E",
        "/queries/search/labels?words=%3Cscript%3E%22'",
        "/page/state/%3Cscript%3Ealert(1)%3C/script%3E",
        "/data/x/%3Cscript%3E.ttl",
        "/%3Cscript%3E",
        "/export?thing=%3Cscript%3E",
    ],
)
def test_nothing_given_or_found_becomes_markup(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    page = Outline(answer.text)
    assert all(harmless(attributes) for attributes in page.named("script"))
    assert not list(page.named("b", "img"))
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert not attributes.get("href", "/").lower().startswith(("javascript:", "data:"))


def test_an_address_that_is_no_web_address_is_no_link(client: FlaskClient, store: object) -> None:
    from legation.web.addresses import Addresses  # noqa: PLC0415

    addresses = Addresses("https://legation.example/")
    assert addresses.link("javascript:alert(1)") == ""
    assert addresses.link("https://legation.example/id/person/이재명") == "/page/person/%EC%9D%B4%EC%9E%AC%EB%AA%85"
    assert addresses.link('https://legation.example/id/x/"onclick=') == "/page/x/%22onclick="


def test_an_article_tells_whether_its_graph_conforms(store: Store) -> None:
    asked: list[bytes] = []

    def check(data: bytes) -> Report:
        asked.append(data)
        wrong = Violation(shape="", focus="https://legation.example/id/x", path="", value="", message="has <no> label")
        return Report((wrong,) * len(asked[1:]))

    client = create_app(store, Settings(), check=check).test_client()
    address = "/page/article/00000000000000a1"
    assert "conform to the" in client.get(address, headers=HTML).text
    assert "conform to the" in client.get(address, headers=HTML).text
    assert len(asked) == 1, "asked once in a state"
    assert {line.split()[-2] for line in asked[0].splitlines()} == {
        b"<https://legation.example/graph/article/00000000000000a1>"
    }
    other = client.get("/page/article/00000000000000a2", headers=HTML).text
    assert "break the" in other
    assert "has &lt;no&gt; label" in other
    assert "Check against the shapes" not in create_app(store, Settings()).test_client().get(address, headers=HTML).text


def test_what_was_left_in_an_article_is_marked(client: FlaskClient) -> None:
    page = client.get("/page/article/00000000000000a1", headers=HTML).text
    text = page[page.index('<section class="text"') : page.index('<section class="found"')]
    silent = re.search(r"In (\d+) of (\d+) sentences", text)
    assert silent
    sentences = re.findall(r'<span id="passage-\d+"( class="left")?>(.*?)</span> ', text)
    assert len([left for left, _ in sentences if left]) == int(silent[1]) > 0
    assert all("<mark" not in inside for left, inside in sentences if left)


def test_the_words_of_an_event_tell_its_parties(client: FlaskClient) -> None:
    page = client.get("/page/article/00000000000000a1", headers=HTML).text
    titles = re.findall(r'<mark class="type \w+" title="([^"]+)"', page)
    assert titles
    assert any(" → " in title or "," in title.partition(":")[0] for title in titles)
    assert all(": " in title for title in titles)


def test_a_page_is_cited_with_its_filters_and_the_state_of_the_graph(client: FlaskClient, store: Store) -> None:
    page = unescape(client.get("/page/dyad/KOR/JPN?known=2025-08-24&with=RUS", headers=HTML).text)
    address = "https://legation.example/page/dyad/KOR/JPN?known=2025-08-24"
    assert f"  url = {{{address}}},\n" in page
    assert f"\nUR  - {address}\n" in page
    assert f"  note = {{Graph: https://legation.example/dumps/{store.version}/legation.nq.gz, SHA-256: " in page
    assert "@misc{legation-dyad-KOR-JPN,\n  title = {South Korea – Japan},\n" in page
