"""Web pages: their articles, what they declare, and what goes wrong."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.articles import Limits, html
from legation.errors import BadInput
from legation.model import Article

LIMITS = Limits()
FIRST = (
    "The foreign ministers of Norway and Iceland signed an accord on mackerel in Bergen on Monday, ending a dispute."
)
SECOND = (
    "They will meet again in Reykjavik in the autumn, one of them told reporters after the ceremony in the old hall."
)


def page(head: str = "", body: str = "", *, lang: str = "en") -> str:
    return (
        f"<!doctype html><html lang='{lang}'><head>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article><h1>Accord on mackerel</h1>{body}<p>{FIRST}</p><p>{SECOND}</p></article>"
        "<footer>Copyright 2026 Harbour Wire. All rights reserved.</footer></body></html>"
    )


def article(markup: str, **rest: str) -> Article:
    return html.article(markup, "x.html", LIMITS, **rest)


def test_paragraphs_stand_on_lines_of_their_own_below_the_headline() -> None:
    found = article(page("<title>Accord on mackerel</title>"))
    assert [line for line in found.text.split("\n") if line] == ["Accord on mackerel", FIRST, SECOND]
    assert found.title == "Accord on mackerel"


def test_json_ld_tells_the_metadata() -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "name": "Wrong"},
            {
                "@type": ["NewsArticle"],
                "headline": "Norway &amp; Iceland agree",
                "datePublished": "2026-03-03T09:15:00+01:00",
                "dateModified": "2026-03-03T10:00:00Z",
                "author": [{"@type": "Person", "name": "Ana Moreno"}, {"name": "Bo Lind"}, "https://x.example/me"],
                "publisher": {"name": "Harbour Wire"},
            },
        ],
    }
    found = article(page(f"<script type='application/ld+json'>{json.dumps(data)}</script>", lang="en-gb"))
    assert found.title == "Norway & Iceland agree"
    assert found.authors == ("Ana Moreno", "Bo Lind")
    assert found.publisher == "Harbour Wire"
    assert found.published == "2026-03-03T09:15:00+01:00"
    assert found.modified == "2026-03-03T10:00:00+00:00"
    assert found.language == "en-GB"
    assert found.text.startswith("Norway & Iceland agree\n")


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2026-03-03T09:15:00+01:00'>",
        "<meta name='pubdate' content='Tue, 03 Mar 2026 09:15:00 +0100'>",
        "<span itemprop='datePublished' content='2026-03-03T09:15:00+01:00'></span>",
        '<script type="application/ld+json">[{"@type": "Report", "datePublished": "2026-03-03T09:15+01:00"}]</script>',
    ],
)
def test_the_time_of_publication_is_found_with_its_zone(head: str) -> None:
    assert article(page(head)).published == "2026-03-03T09:15:00+01:00"


def test_a_time_element_of_the_article_serves_where_nothing_is_declared() -> None:
    assert (
        article(page(body="<time datetime='2026-03-03T09:15:00+01:00'>Tuesday</time>")).published
        == "2026-03-03T09:15:00+01:00"
    )


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "[]",
        "[[[]]]",
        '{"@type": {}}',
        '{"@type": "NewsArticle", "author": [[1]], "publisher": 5, "headline": []}',
        "null",
    ],
)
def test_json_ld_of_any_shape_does_no_harm(data: str) -> None:
    assert article(page(f"<script type='application/ld+json'>{data}</script>")).text.endswith(SECOND)


def test_captions_stand_on_lines_before_the_body() -> None:
    found = article(
        page(body="<figure><img src='a.jpg'><figcaption>A quay in Bergen. <span>AFP</span></figcaption></figure>")
    )
    assert found.captions == ("A quay in Bergen. AFP",)
    lines = found.text.split("\n")
    assert lines.index("Accord on mackerel") < lines.index("A quay in Bergen. AFP") < lines.index(FIRST)


def test_the_address_given_goes_before_the_one_declared() -> None:
    markup = page("<link rel='canonical' href='https://outlet.example/canonical'>")
    assert article(markup).url == "https://outlet.example/canonical"
    assert article(markup, url="https://outlet.example/given").url == "https://outlet.example/given"


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ("<html></html>", "without an article"),
        ("<html><body><p>Log in</p><ul><li>One</li><li>Two</li></ul></body></html>", "without an article"),
        ("<html><body>" + "<p>a</p>" * 4000 + "</body></html>", "at most 15,000 elements, 3,000 of them side by side"),
        ("<html><body>" + "<div><b>a</b></div>" * 9000 + "</body></html>", "at most 15,000 elements"),
        ("<!-- -->", "cannot be read"),
    ],
)
def test_a_page_without_an_article_is_told(markup: str, rule: str) -> None:
    with pytest.raises(BadInput, match=rule):
        article(markup)


def test_a_page_may_be_deep_and_full_of_spaces() -> None:
    assert FIRST in article(page(body="<div>" * 100 + "\n" * 50_000)).text


def test_the_encoding_is_told_by_header_or_page() -> None:
    text = page(
        "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>",
        "<p>Nineteen ships left Málaga.</p>",
    )
    assert "Málaga" in html.page(text.encode("cp1252"), "x")
    assert "Málaga" in html.page(text.encode(), "x")
    korean = page(body="<p>외교부는 북극 자료를 함께 쓰기로 했다고 밝혔다.</p>")
    assert "외교부" in html.page(korean.encode("cp949"), "x", "euc-kr")
    assert html.page(b"<?xml version='1.0' encoding='koi8-r'?>" + "<p>мир</p>".encode("koi8-r"), "x") == "<p>мир</p>"


def test_fragments_keep_their_blocks_apart() -> None:
    markup = (
        "<p>One <b>two</b>.<br>Three.</p><script>x</script><!-- y --><figure><figcaption>Cap.</figcaption></figure>"
        "tail &amp; end"
    )
    assert html.fragment(markup) == ("One two.\n\nThree.\n\ntail & end", ("Cap.",))
    assert html.fragment("no &lt;markup&gt;") == ("no <markup>", ())
    assert html.fragment("") == ("", ())
    assert html.fragment("a < b") == ("a < b", ())


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("<>/&;!-=\"'abdiprstv \n\x00é한"), max_size=200))
def test_no_markup_raises_anything_but_bad_input(markup: str) -> None:
    html.fragment(markup)
    try:
        article(html.page(markup.encode(), "x"))
    except BadInput:
        return
