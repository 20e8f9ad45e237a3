"""Characters from bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles.encoding import decode, normal
from legation.errors import BadInput

KOREAN = "외교부는 두 나라가 북극 자료를 함께 쓰기로 합의했다고 밝혔다. " * 8
FRENCH = "Le ministère a déclaré que les négociations avaient échoué, à la surprise générale. " * 4
RUSSIAN = "Министерство сообщило, что переговоры будут продолжены на следующей неделе. " * 6


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(mark: str) -> None:
    assert decode(KOREAN.encode(mark), "x") == KOREAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(encoding: str) -> None:
    assert decode("The ministers met in Oslo.\n".encode(encoding), "x") == "The ministers met in Oslo.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (KOREAN, "cp949", "euc-kr"),
        (FRENCH, "cp1252", "ISO-8859-1"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        ("日本の外相は東京で会談した。" * 5, "iso2022_jp", "iso-2022-jp"),
        ("日本の外相は東京で会談した。" * 5, "cp932", '"Shift_JIS"'),
    ],
)
def test_a_declared_encoding_is_used(text: str, encoding: str, declared: str) -> None:
    assert decode(text.encode(encoding), "x", declared) == text


@pytest.mark.parametrize(("text", "encoding"), [(KOREAN, "cp949"), (RUSSIAN, "cp1251"), (FRENCH, "cp1252")])
def test_an_encoding_that_nobody_declares_is_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize("declared", ["punycode", "idna", "utf-7", "rot13", "zlib", "unicode_escape", "no-such", ""])
def test_utf_8_is_tried_first_and_strange_declarations_are_not_followed(declared: str) -> None:
    assert decode(FRENCH.encode(), "x", declared) == FRENCH
    assert "minist" in decode(FRENCH.encode("cp1252"), "x", declared)


def test_what_a_mark_promises_must_hold() -> None:
    with pytest.raises(BadInput, match="byte order mark of UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + b"\x00\xd8a", "x")


def test_lines_end_one_way_and_letters_are_composed() -> None:
    assert normal("\ufeffa\r\nb\rc\u2028d\x85e\x00f\te\u0301") == "a\nb\nc\nd\ne f\té"


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "euc-kr", "cp1252", "utf-16", "hz"]))
def test_no_bytes_raise_anything_but_bad_input(data: bytes, declared: str) -> None:
    try:
        text = decode(data, "x", declared)
    except BadInput:
        return
    normal(text).encode("utf-8")
