"""JSON Lines: values, types, broken lines and long ones."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles import Limits, jsonl
from legation.errors import BadInput
from legation.model import Article

LIMITS = Limits()


def lines(*rows: bytes | dict[str, object], limits: Limits = LIMITS) -> list[Article | BadInput]:
    data = b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    return list(jsonl.read(io.BufferedReader(io.BytesIO(data)), "x.jsonl", limits))


def test_every_key_is_taken_over() -> None:
    (article,) = lines(
        {
            "id": 7,
            "text": "  One.\r\nTwo. ",
            "title": " A  title ",
            "url": "https://outlet.example/1",
            "date": "2026-03-03T10:00:00+09:00",
            "modified": "2026-03-04",
            "publisher": "Harbour Wire",
            "authors": ["Ana Moreno", " Bo  Lind "],
            "dateline": "Oslo",
            "language": "en_gb",
            "captions": ["A quay."],
            "other": {"ignored": True},
        }
    )
    assert article == Article(
        id="7",
        text="  One.\r\nTwo. ",
        title="A title",
        url="https://outlet.example/1",
        published="2026-03-03T10:00:00+09:00",
        modified="2026-03-04",
        publisher="Harbour Wire",
        authors=("Ana Moreno", "Bo Lind"),
        dateline="Oslo",
        language="en-GB",
        captions=("A quay.",),
        origin="x.jsonl:1",
    )


def test_an_article_needs_nothing_but_its_text() -> None:
    (article,) = lines({"text": "One."})
    assert article == Article(text="One.", origin="x.jsonl:1")


def test_nothing_counts_as_absent() -> None:
    (article,) = lines({"text": "One.", "title": None, "date": None, "authors": None, "url": "not an address"})
    assert article == Article(text="One.", origin="x.jsonl:1")


def test_published_goes_before_date_and_one_author_may_stand_alone() -> None:
    (article,) = lines({"text": "One.", "published": "2026-01-02", "date": "2026-01-03", "author": "Ana Moreno"})
    assert isinstance(article, Article)
    assert (article.published, article.authors) == ("2026-01-02", ("Ana Moreno",))


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (b'{"text": "One."', "one JSON object: Expecting ',' delimiter"),
        (b"[1, 2]", "one JSON object"),
        (b'"text"', "one JSON object"),
        (b"{}", "holds no text"),
        (b'{"text": ""}', "holds no text"),
        (b'{"text": 5.5}', "'text' holds text, not float"),
        (b'{"text": ["a"]}', "'text' holds text, not list"),
        (b'{"text": "One.", "title": {"en": "x"}}', "'title' holds text, not an object"),
        (b'{"text": "\xff"}', "in UTF-8"),
        (b'{"text": "\\ud83d"}', "half a character"),
        (b"[" * 100_000, "one plain JSON object"),
        (b'{"text": ' + b"9" * 5000 + b"}", "one plain JSON object"),
    ],
)
def test_a_broken_line_is_told_by_its_number_and_the_others_go_on(row: bytes, rule: str) -> None:
    first, bad, last = lines({"text": "One."}, row, {"text": "Two."})
    assert isinstance(first, Article)
    assert isinstance(bad, BadInput)
    assert str(bad).startswith("x.jsonl:2: ")
    assert rule in str(bad)
    assert isinstance(last, Article)
    assert last.origin == "x.jsonl:3"


def test_empty_lines_count_and_a_byte_order_mark_does_no_harm() -> None:
    found = lines(b'\xef\xbb\xbf{"text": "One."}', b"", b" ", b'{"text": "Two."}')
    assert [a.origin for a in found if isinstance(a, Article)] == ["x.jsonl:1", "x.jsonl:4"]


def test_a_line_beyond_the_limit_is_passed_over_piece_by_piece() -> None:
    bad, good = lines({"text": "x" * 5_000}, {"text": "Two."}, limits=Limits(document=1_000))
    assert isinstance(bad, BadInput)
    assert "at most 1,000 bytes" in str(bad)
    assert isinstance(good, Article)


def test_a_text_beyond_the_limit_is_refused() -> None:
    bad, good = lines({"text": "x" * 101}, {"text": "x" * 100}, limits=Limits(text=100))
    assert isinstance(bad, BadInput)
    assert isinstance(good, Article)


def test_languages_are_cased_as_usual() -> None:
    assert [jsonl.language(tag) for tag in ("EN", "zh-hant-tw", "x", "english", "", "pt_BR")] == [
        "en", "zh-Hant-TW", "", "", "", "pt-BR",
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_the_text_is_never_changed(text: str) -> None:
    (article,) = lines({"text": text})
    assert isinstance(article, Article)
    assert article.text == text


@given(st.lists(st.binary().filter(lambda row: b"\n" not in row)))
def test_no_line_raises(rows: list[bytes]) -> None:
    for item in lines(*rows):
        assert isinstance(item, Article | BadInput)
