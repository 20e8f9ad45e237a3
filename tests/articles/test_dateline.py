"""Datelines, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles.dateline import dateline, locate
from legation.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("text", "written", "place", "agency"),
    [
        ("SEOUL, September 16 (AJP) - The president", "SEOUL, September 16 (AJP) -", "Seoul", "AJP"),
        ("SEOUL, Sept. 16 (Yonhap) -- The", "SEOUL, Sept. 16 (Yonhap) --", "Seoul", "Yonhap"),
        ("BEIJING (Reuters) — China", "BEIJING (Reuters) —", "Beijing", "Reuters"),
        ("Washington, D.C., March 3 — The", "Washington, D.C., March 3 —", "Washington", ""),
        ("NAIROBI — Kenya", "NAIROBI —", "Nairobi", ""),
        ("NAIROBI, Kenya (AP) — Kenya", "NAIROBI, Kenya (AP) —", "Nairobi", "AP"),
        ("LA PAZ, Bolivia -- Bolivia's", "LA PAZ, Bolivia --", "La Paz", ""),
        ("THE HAGUE, Netherlands -- A", "THE HAGUE, Netherlands --", "The Hague", ""),
        ("Cebu City--Police have", "Cebu City--", "Cebu City", ""),
        ("TEL AVIV-- Prime", "TEL AVIV--", "Tel Aviv", ""),
        ("ADDIS ABABA, May 15 (Xinhua) -- The", "ADDIS ABABA, May 15 (Xinhua) --", "Addis Ababa", "Xinhua"),
        ("PARIS, Monday, March 3 (AFP) — The", "PARIS, Monday, March 3 (AFP) —", "Paris", "AFP"),
        ("SEOUL, 16 September (BelTA) – The", "SEOUL, 16 September (BelTA) –", "Seoul", "BelTA"),
        ("BRUSSELS/PARIS, Sept 16 (Reuters) - EU", "BRUSSELS/PARIS, Sept 16 (Reuters) -", "Brussels", "Reuters"),
        ("MOSCOW, March 3. /TASS/. Russia", "MOSCOW, March 3. /TASS/.", "Moscow", "TASS"),
        ("KYIV. Sept 16 (Interfax) – The", "KYIV. Sept 16 (Interfax) –", "Kyiv", "Interfax"),
        ("New Delhi [India], March 3 (ANI): The", "New Delhi [India], March 3 (ANI):", "New Delhi", "ANI"),
        ("Moscow, Mar 3 (Sputnik) The talks", "Moscow, Mar 3 (Sputnik)", "Moscow", "Sputnik"),
        ("Tehran, March 15, IRNA - The", "Tehran, March 15, IRNA -", "Tehran", "Islamic Republic News Agency"),
        ("ISLAMABAD: Pakistan has", "ISLAMABAD:", "Islamabad", ""),
        ("Lucknow: The Uttar Pradesh", "Lucknow:", "Lucknow", ""),
        ("{TEHRAN -- Iran said", "{TEHRAN --", "Tehran", ""),
        ("(CNN) Italian police", "(CNN)", "", "CNN"),
        ("(Reuters) - Italy", "(Reuters) -", "", "Reuters"),
        ("Reuters KHARTOUM (Reuters) -- The", "Reuters KHARTOUM (Reuters) --", "Khartoum", "Reuters"),
        ("SMALLVILLE, Far Away (Wire) - The", "SMALLVILLE, Far Away (Wire) -", "Smallville, Far Away", "Wire"),
        ("NUKU'ALOFA, January 14 (Courier) - The", "NUKU'ALOFA, January 14 (Courier) -", "Nuku'alofa", "Courier"),
    ],
)  # fmt: skip
def test_datelines_are_told_in_many_forms(
    text: str, written: str, place: str, agency: str, gazetteer: Gazetteer
) -> None:
    found = dateline(text, gazetteer)
    assert found is not None
    assert (text[: found.end], found.place, found.agency) == (written, place, agency)
    assert text[found.body] != " "


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BREAKING: Russia says it will go on",
        "UPDATE 1 - Russia says",
        "EXCLUSIVE — The minister",
        "NATO — The alliance",
        "EU - Russia ties sink",
        "US: The talks",
        "Russia — which borders Norway — said",
        "Washington — under pressure — agreed",
        "Trade talks - the first since May - resumed",
        "President Lee (Democratic Party) met",
        "The foreign ministry (MFA) said on Monday",
        "The World Health Organization (WHO) is",
        "U.S. officials (AP) said",
        "Lee Jae Myung (Yonhap)",
        "Iran: Talks will go on",
        "Moscow: We will answer",
        "Lee: 'We will not yield'",
        '"We will not yield," he said - a threat',
        "The Kremlin — Moscow's seat of power",
        "March 3 — The talks",
        "On March 3 (Monday) the two sides",
    ],
)
def test_what_only_looks_like_a_dateline_is_left_alone(text: str, gazetteer: Gazetteer) -> None:
    assert dateline(text, gazetteer) is None


def test_the_day_is_told_with_its_year_only(gazetteer: Gazetteer) -> None:
    with_year = dateline("TOKYO, Sept. 16, 2025 — Japan", gazetteer)
    without = dateline("TOKYO, Sept. 16 — Japan", gazetteer)
    impossible = dateline("TOKYO, Sept. 31, 2025 — Japan", gazetteer)
    assert with_year
    assert without
    assert impossible
    assert (with_year.date(), without.date(), impossible.date()) == ("2025-09-16", "", "")
    assert (without.month, without.day) == (9, 16)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Seoul", "place/seoul-KOR"),
        ("SEOUL, South Korea", "place/seoul-KOR"),
        ("Washington, D.C.", "place/washington-USA"),
        ("WASHINGTON D.C.", "place/washington-USA"),
        ("La Paz, Mexico", "place/la-paz-MEX"),
        ("La Paz", "place/la-paz-BOL"),
        ("UNITED NATIONS", "place/new-york-USA"),
        ("New Delhi [India]", "place/new-delhi-IND"),
        ("Nowhere at all", None),
        ("", None),
    ],
)
def test_places_are_found_in_the_state_that_is_told(name: str, identifier: str | None, gazetteer: Gazetteer) -> None:
    found = locate(name, gazetteer)
    assert (found.id if found else None) == identifier


@given(st.text(st.sampled_from('SEOUL Reuters(),-—:./[]{}"March 316 ab\n'), max_size=80))
def test_no_text_raises_and_the_parts_are_in_order(gazetteer: Gazetteer, text: str) -> None:
    if found := dateline(text, gazetteer):
        assert 0 < found.end <= found.body <= len(text)
