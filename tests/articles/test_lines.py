"""Paragraphs, scripts and keys of lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles.lines import key, main_script, paragraphs, script, weight


def test_lines_keep_their_places_without_the_space_around_them() -> None:
    text = "\n  One. \r\n\u00a0\u200bTwo\u200b\n\n\tThree\u2028Four"
    assert [(text[x.begin : x.end], x.gap) for x in paragraphs(text)] == [
        ("One.", True), ("Two", False), ("Three", True), ("Four", False),
    ]  # fmt: skip


def test_lines_of_a_fixed_width_are_rejoined() -> None:
    text = (
        "Talks on fish\n\n"
        "The foreign ministers of two countries met on Monday to\n"
        "talk about fish, and they agreed to meet again in\n"
        "the spring.\n\n"
        "Nobody else was asked to come to the old hall above\n"
        "the harbour, officials said."
    )
    found = paragraphs(text)
    assert [x.text.count(" ") + 1 == x.words for x in found] == [True] * 3
    assert [x.text[-10:] for x in found] == ["ks on fish", "he spring.", "ials said."]
    assert all(len(x.text) == x.end - x.begin for x in found)


def test_short_paragraphs_stay_apart() -> None:
    assert len(paragraphs("One.\nTwo.\nThree.\nand four\n")) == 4


@pytest.mark.parametrize(
    ("text", "name"),
    [("Talks", "Latin"), ("“Überfall”", "Latin"), ("회담", "Hangul"), ("会談する", "Han"), ("Переговоры", "Cyrillic"),
     ("محادثات", "Arabic"), ("συνομιλίες", "Greek"), ("שיחות", "Hebrew"), ("บทสนทนา", "Thai"), ("वार्ता", "Devanagari"),
     ("12 — 34", "")],
)  # fmt: skip
def test_scripts_are_told(text: str, name: str) -> None:
    assert script(text) == name


def test_the_script_of_long_lines_counts() -> None:
    assert main_script(paragraphs("닫기\n공유\nThe foreign ministers met on Monday.\n기사 보기")) == "Latin"
    assert main_script([]) == ""


def test_words_of_scripts_without_spaces_are_counted_by_two() -> None:
    assert weight("The ministers met") == 3
    assert weight("外務大臣は会談した") == 5


def test_keys_do_not_see_case_and_signs() -> None:
    assert key("“The Talks” – end.") == key("the talks end")
    assert key("ÉTÉ") == key("été")


@given(st.text(st.sampled_from("aA. \n\r\u2028\u200b\u00a0\x1c\x85한é-"), max_size=200))
def test_lines_are_in_order_and_hold_what_is_not_space(text: str) -> None:
    end = 0
    for found in paragraphs(text):
        assert end <= found.begin < found.end <= len(text)
        assert not text[end : found.begin].strip("\u200b \n\r\u2028\u00a0\x1c\x85")
        assert len(found.text) == found.end - found.begin
        end = found.end
    assert not text[end:].strip("\u200b \n\r\u2028\u00a0\x1c\x85")
