"""The canonical form of addresses, and the identifiers of articles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles.identity import article_id, canonical_url, is_address
from legation.model import Article


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example/a/", "https://news.example/a"),
        ("https://news.example//a//b", "https://news.example/a/b"),
        ("https://news.example/a/./b/../c", "https://news.example/a/c"),
        ("https://news.example/a#top", "https://news.example/a"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=y", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?q=", "https://news.example/a?q="),
        ("https://news.example/%7Ea/%c3%a9", "https://news.example/~a/%C3%A9"),
        ("https://news.example/é", "https://news.example/%C3%A9"),
        ("https://böse.example/a", "https://xn--bse-sna.example/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_addresses_of_one_article_have_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("url", ["", "news.example/a", "ftp://news.example/a", "https://", "https:///a", "https://a b/",
                                 "https://a/<b>", "http://a:99999/", "http://[::1", "javascript:alert(1)"])  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    assert not is_address(url)
    with pytest.raises(ValueError, match="not an http"):
        canonical_url(url)


def test_the_address_makes_the_identifier_where_there_is_one() -> None:
    one = article_id(Article(text="One.", url="https://news.example/a?utm_medium=mail"))
    assert one == article_id(Article(text="Two.", url="https://NEWS.example/a/"))
    assert one != article_id(Article(text="One."))
    assert len(one) == 16


def test_else_the_text_makes_it_whatever_its_spaces_are() -> None:
    assert article_id(Article(text="Café  talks\r\nend. ")) == article_id(Article(text="Cafe\u0301 talks end."))


@given(st.text())
def test_no_address_raises_anything_else(url: str) -> None:
    if is_address(url):
        assert canonical_url(canonical_url(url)) == canonical_url(url)
    assert len(article_id(Article(text="x", url=url))) == 16
