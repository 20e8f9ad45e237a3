"""Documents from articles: what the metadata is completed with, and what holds for every text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from legation.articles import read
from legation.articles.clean import clean
from legation.gazetteer import Gazetteer
from legation.model import Article, BlockKind, Document

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
BODY = "The foreign ministers of two countries met on Monday to talk about fish, officials said."


def kinds(document: Document) -> list[BlockKind]:
    return [block.kind for block in document.blocks]


def parts(document: Document, kind: BlockKind) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind is kind]


def published(gazetteer: Gazetteer, text: str, **values: str) -> str:
    return clean(Article(text=text, **values), gazetteer).article.published  # type: ignore[arg-type]


class TestTimes:
    def test_a_time_takes_the_zone_of_the_dateline(self, gazetteer: Gazetteer) -> None:
        text = f"Talks on fish\nBy Ana Moreno\nPublished 3 July 2026 10:15\nTOKYO — {BODY}"
        assert published(gazetteer, text) == "2026-07-03T10:15:00+09:00"

    def test_else_that_of_the_byline_place(self, gazetteer: Gazetteer) -> None:
        assert published(
            gazetteer, f"Talks on fish\nBy Ana Moreno in Lisbon\nPublished 3 July 2026 10:15\n{BODY}"
        ).endswith("+01:00")

    def test_else_that_of_the_outlet_state(self, gazetteer: Gazetteer) -> None:
        text = f"Talks on fish\nPublished 3 July 2026 10:15\n{BODY}"
        assert published(gazetteer, text, publisher="Yonhap") == "2026-07-03T10:15:00+09:00"

    def test_else_the_day_is_kept_only(self, gazetteer: Gazetteer) -> None:
        assert published(gazetteer, f"Talks on fish\nPublished 3 July 2026 10:15\n{BODY}") == "2026-07-03"

    def test_an_offset_stays_as_it_is(self, gazetteer: Gazetteer) -> None:
        assert (
            published(gazetteer, f"TOKYO — {BODY}", published="2026-07-03T10:15:00+02:00")
            == "2026-07-03T10:15:00+02:00"
        )

    def test_the_time_of_the_source_takes_a_zone_too(self, gazetteer: Gazetteer) -> None:
        assert published(gazetteer, f"TOKYO — {BODY}", published="2026-07-03T10:15:00") == "2026-07-03T10:15:00+09:00"

    def test_the_source_goes_before_the_byline(self, gazetteer: Gazetteer) -> None:
        text = f"Talks on fish\nPublished 3 July 2026 10:15 UTC\n{BODY}"
        assert published(gazetteer, text, published="2026-07-04") == "2026-07-04"
        assert published(gazetteer, text, published="2026-07-03") == "2026-07-03T10:15:00+00:00"

    def test_the_day_may_stand_in_the_dateline_or_the_address_only(self, gazetteer: Gazetteer) -> None:
        assert published(gazetteer, f"TOKYO, July 3, 2026 — {BODY}") == "2026-07-03"
        assert published(gazetteer, BODY, url="https://outlet.example/2026/07/03/fish") == "2026-07-03"
        assert published(gazetteer, BODY, url="https://outlet.example/2026/13/45/fish") == ""

    def test_an_article_without_date_is_accepted(self, gazetteer: Gazetteer) -> None:
        assert published(gazetteer, BODY) == ""


class TestOutlets:
    @pytest.mark.parametrize(
        ("values", "text", "publisher"),
        [
            ({"publisher": "AFP"}, BODY, "Agence France-Presse"),
            ({"publisher": "Harbour Wire"}, f"OSLO (AFP) — {BODY}", "Harbour Wire"),
            ({}, f"OSLO (AFP) — {BODY}", "Agence France-Presse"),
            ({}, f"OSLO (Harbour Wire) — {BODY}", "Harbour Wire"),
            ({}, f"ACACIA PRESS\nTalks on fish end\nOSLO (Acacia) — {BODY}", "Acacia Press"),
            ({}, f"Talks on fish end\nBy Ana Moreno, Reuters\n{BODY}", "Reuters"),
            ({"url": "https://www.reuters.com/world/1"}, f"OSLO (AFP) — {BODY}", "Reuters"),
            ({}, BODY, ""),
        ],
    )
    def test_the_outlet_is_told_by_the_source_the_address_or_the_text(
        self, values: dict[str, str], text: str, publisher: str, gazetteer: Gazetteer
    ) -> None:
        assert clean(Article(text=text, **values), gazetteer).article.publisher == publisher  # type: ignore[arg-type]


class TestHeadlines:
    def test_a_title_in_the_text_is_the_headline_whatever_its_form(self, gazetteer: Gazetteer) -> None:
        document = clean(Article(text=f"Fish. Talks. End.\n{BODY}", title="Fish. Talks. End."), gazetteer)
        assert parts(document, BlockKind.HEADLINE) == ["Fish. Talks. End."]

    def test_a_title_that_the_text_does_not_hold_stays_metadata(self, gazetteer: Gazetteer) -> None:
        document = clean(Article(text=f"{BODY}\n\n{BODY[:-1]} twice.", title="Talks on fish"), gazetteer)
        assert set(kinds(document)) == {BlockKind.BODY}
        assert document.article.title == "Talks on fish"
        assert document.text == f"{BODY}\n\n{BODY[:-1]} twice."

    def test_a_first_line_with_a_full_stop_is_body(self, gazetteer: Gazetteer) -> None:
        assert set(kinds(clean(Article(text=f"{BODY}\n{BODY[:-1]} twice."), gazetteer))) == {BlockKind.BODY}

    def test_a_title_that_is_repeated_is_told_once(self, gazetteer: Gazetteer) -> None:
        document = clean(Article(text=f"Talks on fish end early\nTalks on fish end early\n{BODY}"), gazetteer)
        assert kinds(document) == [BlockKind.HEADLINE, BlockKind.BODY]


class TestLines:
    @pytest.mark.parametrize(
        "text", ["U.S. Lifts Travel Ban to Lebanon", "{France is ready to help}", "Close", "Share this", BODY]
    )
    def test_one_line_is_body_whatever_it_is(self, text: str, gazetteer: Gazetteer) -> None:
        document = clean(Article(text=f" {text}\n"), gazetteer)
        assert parts(document, BlockKind.BODY) == [text]

    def test_one_line_may_have_a_dateline(self, gazetteer: Gazetteer) -> None:
        document = clean(Article(text=f"ADDIS ABABA, May 15 (Xinhua) -- {BODY}"), gazetteer)
        assert parts(document, BlockKind.DATELINE) == ["ADDIS ABABA, May 15 (Xinhua) --"]
        assert parts(document, BlockKind.BODY) == [BODY]

    def test_lines_too_short_for_paragraphs_are_body(self, gazetteer: Gazetteer) -> None:
        document = clean(Article(text="Peru sends aid to Chile\nChile sends thanks\n"), gazetteer)
        assert BlockKind.BODY in kinds(document)

    def test_a_sentence_broken_over_two_lines_is_one_block(self, gazetteer: Gazetteer) -> None:
        text = BODY.replace("to talk", "\nto talk")
        assert parts(clean(Article(text=text), gazetteer), BlockKind.BODY) == [text]

    def test_an_empty_text_has_no_blocks(self, gazetteer: Gazetteer) -> None:
        assert clean(Article(text=" \n\n"), gazetteer).blocks == ()


def test_the_source_captions_are_told_in_the_text(gazetteer: Gazetteer) -> None:
    caption = "Two ships at anchor"
    document = clean(Article(text=f"Talks on fish end\n{caption}\n\n{BODY}", captions=(caption,)), gazetteer)
    assert parts(document, BlockKind.CAPTION) == [caption]
    assert document.article.captions == (caption,)


def test_the_byline_completes_the_authors_of_the_source(gazetteer: Gazetteer) -> None:
    text = f"Talks on fish end\nBy Ana Moreno and Bo Lind\n{BODY}"
    for given_, authors in (((), 2), (("Ana Moreno",), 2), (("Cy Dahl",), 1), (("By Ana Moreno",), 2)):
        assert len(clean(Article(text=text, authors=given_), gazetteer).article.authors) == authors


def test_the_address_that_a_page_prints_is_its_own(gazetteer: Gazetteer) -> None:
    text = f"Talks on fish end\n{BODY}\nCopy link https://outlet.example/2026/07/03/fish\n"
    document = clean(Article(text=text), gazetteer)
    assert document.article.url == "https://outlet.example/2026/07/03/fish"
    assert document.id == clean(Article(text="other", url="https://outlet.example/2026/07/03/fish"), gazetteer).id
    two = clean(Article(text=f"{text}outlet.example/2026/07/03/other\n"), gazetteer)
    assert two.article.url == ""


def test_the_language_is_told_by_the_script_where_the_source_is_silent(gazetteer: Gazetteer) -> None:
    texts = {"ko": "외교부는 북극 자료를 함께 쓰기로 했다고 밝혔다.", "ja": "外務省は会談を続けると発表しました。",
             "zh": "外交部表示将继续会谈。", "ru": "Министерство сообщило о переговорах.", "en": BODY}  # fmt: skip
    for language, text in texts.items():
        assert clean(Article(text=text), gazetteer).article.language == language
    assert clean(Article(text=texts["ru"], language="uk"), gazetteer).article.language == "uk"


SAMPLES = [path for path in sorted(SAMPLE.iterdir()) if path.suffix not in {".md", ""}]
FURNITURE = re.compile(
    r"(?i)advertis|subscribe|copyright|©|all rights|share this|read next|cookie|닫기|보기|공유|https?://|keywords:"
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_sample_articles_are_told_apart_whole(path: Path, gazetteer: Gazetteer) -> None:
    for article in read(path):
        assert isinstance(article, Article)
        document = clean(article, gazetteer)
        told = document.article
        assert told.title
        assert told.publisher
        assert told.url.startswith("https://")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", told.published)
        assert told.dateline
        assert parts(document, BlockKind.DATELINE)
        assert told.authors or "Acacia Press" in document.text
        assert len(parts(document, BlockKind.BODY)) >= 6
        kept = " ".join(block.span.of(document.text) for block in document.blocks if block.kind is not BlockKind.BYLINE)
        assert not FURNITURE.search(kept), kept


LINES = st.sampled_from(
    ["", "SEOUL, September 16 (AJP) - ", "By Ana Moreno", "Posted : March 4, 2026, 18:14", "닫기", "Share", BODY,
     "Lee speaks in Sejong on September 16 YONHAP", "(Reuters)", "“Never”", "Related articles", "Talks on fish end",
     "a" * 300, "\u200b", "NAIROBI — ", "©", "| x |", "Photo: ", "\x00", "\ud800",
     "한국과 노르웨이는 합의했다고 밝혔다.", "- one", "He left."]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(
    st.lists(LINES | st.text(max_size=40), max_size=12).map("\n".join), st.sampled_from(["", "Talks on fish end", BODY])
)
@example("\u2028\r\n\x1c", "")
def test_blocks_lie_in_the_text_in_order_without_overlap(gazetteer: Gazetteer, text: str, title: str) -> None:
    article = Article(text=text, title=title)
    document = clean(article, gazetteer)
    assert document.text == document.article.text == text
    end = 0
    for block in document.blocks:
        assert end <= block.span.begin < block.span.end <= len(text)
        assert block.span.of(text).strip() == block.span.of(text)
        end = block.span.end
    assert clean(article, gazetteer) == document


@pytest.mark.parametrize(
    "unit",
    ["a", "A ", "(", " - ", "/ ", "A/B ", '"', "By A, ", "1", "March 3, 2026 ", "SEOUL, ", "photo: ", "x.y/", "|", "한",
     "e\u0301", "Posted : ", "A. ", "\t"],
)  # fmt: skip
def test_long_lines_of_anything_are_done_quickly(unit: str, gazetteer: Gazetteer) -> None:
    clean(Article(text=unit * (400_000 // len(unit)) + "\n" + unit * 100), gazetteer)
