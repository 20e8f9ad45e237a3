"""The language of a page: who chooses it, what keeps it, and what a cache has to know."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from legation.web.wording import day, days, number

KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}


def tag_of(text: str) -> str:
    found = re.search(r'<html lang="(\w+)">', text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("path", "accepted", "shown"),
    [
        ("/", "", "en"),
        ("/", "ko", "ko"),
        ("/", "ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
        ("/", "fr, ko;q=0.5", "ko"),
        ("/", "fr", "en"),
        ("/", "en, ko;q=0.9", "en"),
        ("/?lang=ko", "en", "ko"),
        ("/?lang=en", "ko", "en"),
        ("/?lang=xx", "ko", "ko"),
        ("/page/state/KOR?lang=ko", "", "ko"),
        ("/sparql?lang=ko", "", "ko"),
        ("/queries/entity/events?lang=ko", "", "ko"),
    ],
)
def test_the_address_chooses_and_then_the_browser(client: FlaskClient, path: str, accepted: str, shown: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": accepted})
    assert answer.status_code == 200
    assert tag_of(answer.text) == answer.headers["Content-Language"] == shown


def test_a_cache_is_told_what_a_page_varies_by(client: FlaskClient) -> None:
    english, korean = client.get("/"), client.get("/", headers=KOREAN)
    assert "Accept-Language" in english.headers["Vary"]
    assert english.headers["ETag"] != korean.headers["ETag"]
    again = client.get("/", headers={**KOREAN, "If-None-Match": korean.headers["ETag"]})
    assert again.status_code == 304
    assert "Accept-Language" in again.headers["Vary"]
    assert client.get("/", headers={**KOREAN, "If-None-Match": english.headers["ETag"]}).status_code == 200
    assert "Accept-Language" not in client.get("/?lang=ko").headers.get("Vary", "")


def test_data_has_no_language(client: FlaskClient) -> None:
    for path in (
        "/data/state/KOR.ttl",
        "/queries/analysis/latest-events.csv",
        "/queries/analysis/latest-events.csv?lang=ko",
    ):
        english, korean = client.get(path), client.get(path, headers=KOREAN)
        assert english.status_code == 200
        assert english.data == korean.data
        assert "Content-Language" not in korean.headers
        assert "Accept-Language" not in korean.headers.get("Vary", "")


@pytest.mark.parametrize(
    "path", ["/page/state/KOR", "/", "/search?q=korea", "/page/article/00000000000000a1", "/sparql"]
)
def test_links_and_forms_keep_the_language_that_was_chosen(client: FlaskClient, path: str) -> None:
    chosen = path + ("&" if "?" in path else "?") + "lang=ko"
    text = client.get(chosen, headers={"Accept": "text/html"}).text
    links = re.findall(r'<a\b[^>]*? href="(/[^"]*)"', text)
    pages = [link for link in links if not re.search(r"^/(data|dumps)/|\.(csv|srj|ttl|atom)\b", link)]
    assert len(pages) > 5
    assert [link for link in pages if link.count("lang=") != 1] == []
    assert all("lang=" not in link for link in links if link not in pages)
    assert text.count('<input type="hidden" name="lang" value="ko">') == text.count("<form")
    unchosen = re.findall(
        r'<a\b[^>]*? href="([^"]*)"(?! hreflang)', client.get(path, headers={"Accept": "text/html"}).text
    )
    assert not [link for link in unchosen if "lang=" in link]


def test_the_place_in_a_page_stays_at_the_end(client: FlaskClient) -> None:
    text = client.get("/page/event/0a1b2c3d4e5f6071?lang=ko").text
    assert re.search(r'href="/page/article/[0-9a-f]{16}\?lang=ko#passage-\d+"', text)


def test_a_redirection_keeps_the_language(client: FlaskClient) -> None:
    assert client.get("/id/state/KOR?lang=ko").headers["Location"] == "/page/state/KOR?lang=ko"
    assert client.get("/id/state/KOR").headers["Location"] == "/page/state/KOR"
    asked = {"Accept": "text/turtle"}
    assert client.get("/id/state/KOR?lang=ko", headers=asked).headers["Location"] == "/data/state/KOR.ttl"


def test_a_page_names_itself_in_each_language(client: FlaskClient) -> None:
    text = client.get("/search?q=a+%26+b&lang=ko").text
    for tag in ("en", "ko"):
        assert f'<link rel="alternate" hreflang="{tag}" href="/search?q=a+%26+b&amp;lang={tag}">' in text
    assert '<link rel="alternate" hreflang="x-default" href="/search?q=a+%26+b">' in text
    assert '<a href="/search?q=a+%26+b&amp;lang=en" hreflang="en" lang="en">English</a>' in text


def test_an_error_is_told_in_the_language_of_the_reader(client: FlaskClient) -> None:
    answer = client.get("/page/state/NOWHERE", headers={"Accept": "text/html", **KOREAN})
    assert answer.status_code == 404
    assert "<h1>찾을 수 없음</h1>" in answer.text
    assert "Accept-Language" in answer.headers["Vary"]
    assert (
        client.get("/page/state/NOWHERE", headers={**KOREAN, "Accept": "application/json"}).json["title"] == "Not Found"
    )


@pytest.mark.parametrize(
    ("earliest", "latest", "shown"),
    [
        ("2025-08-23", "2025-08-23", "2025년 8월 23일"),
        ("2025-08-18", "2025-08-22", "2025년 8월 18일~22일"),
        ("2025-11-01", "2025-11-30", "2025년 11월"),
        ("2025-01-01", "2025-12-31", "2025년"),
        ("2025-08-23", "", "2025년 8월 23일부터"),
        ("", "2025-08-23", "2025년 8월 23일까지"),
    ],
)
def test_days_are_told_as_the_language_has_them(client: FlaskClient, earliest: str, latest: str, shown: str) -> None:
    with client.application.test_request_context("/?lang=ko"):
        assert days(earliest, latest) == shown


def test_figures_and_times_are_told_as_the_language_has_them(client: FlaskClient) -> None:
    with client.application.test_request_context("/?lang=ko"):
        assert number("-1234.50") == "−1,234.5"
        assert day("2025-08-24T18:14:00Z") == "2025년 8월 24일, 18:14 UTC"
        assert day("2025-08") == "2025년 8월"
