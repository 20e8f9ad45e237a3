"""Bylines, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles.byline import byline, person
from legation.articles.lines import paragraphs
from legation.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Teresa Villaluz", ["Teresa Villaluz"]),
        ("by Teresa Villaluz and Bo Lind", ["Teresa Villaluz", "Bo Lind"]),
        ("By Teresa Villaluz, Bo Lind & Ana de la Cruz", ["Teresa Villaluz", "Bo Lind", "Ana de la Cruz"]),
        ("By Teresa Villaluz in Manila and Bo Lind in Oslo", ["Teresa Villaluz", "Bo Lind"]),
        ("By Teresa Villaluz, in Manila", ["Teresa Villaluz"]),
        ("By Teresa Villaluz, Manila", ["Teresa Villaluz"]),
        ("By Teresa Villaluz, Reuters", ["Teresa Villaluz"]),
        ("By Teresa Villaluz, Diplomatic Editor", ["Teresa Villaluz"]),
        ("By Teresa Villaluz | Staff Writer | March 3, 2026", ["Teresa Villaluz"]),
        ("By Teresa Villaluz for the Associated Press", ["Teresa Villaluz"]),
        ("By Teresa Villaluz (teresa@outlet.example)", ["Teresa Villaluz"]),
        ("BY TERESA VILLALUZ", ["Teresa Villaluz"]),
        ("Written by Teresa Villaluz", ["Teresa Villaluz"]),
        ("By Muhammad bin Salman al-Otaibi", ["Muhammad bin Salman al-Otaibi"]),
        ("By Kim Ha-neul Posted : March 4, 2026, 18:14", ["Kim Ha-neul"]),
        ("Teresa Villaluz, Reuters", ["Teresa Villaluz"]),
        ("Teresa Villaluz, Staff Writer", ["Teresa Villaluz"]),
        ("Teresa Villaluz teresa@outlet.example", ["Teresa Villaluz"]),
        ("Teresa Villaluz | 14 October 2026, 11:20 CEST | 3 min read", ["Teresa Villaluz"]),
        ("Teresa Villaluz Published March 8, 2026 Updated March 8, 2026 08:11am", ["Teresa Villaluz"]),
        ("Reporter Kim Ha-neul", ["Kim Ha-neul"]),
        ("Par Jean Dupont", ["Jean Dupont"]),
        ("Von Anna Müller, Berlin", ["Anna Müller"]),
        ("김하늘 기자", ["김하늘"]),
        ("김하늘 특파원 haneul@outlet.example", ["김하늘"]),
        ("By AFP", []),
        ("By The Associated Press", []),
        ("By Staff Reporter", []),
        ("Published: 18 June 2025, 19:42 (UTC+8)", []),
        ("Source: Xinhua | 2026-07-15 20:11:30 | Editor: huaxia", []),
        ("March 3, 2026", []),
    ],
)
def test_authors_are_told(text: str, authors: list[str], gazetteer: Gazetteer) -> None:
    (line,) = paragraphs(text)
    found = byline(line, gazetteer)
    assert found is not None
    assert list(found.authors) == authors


@pytest.mark.parametrize(
    ("text", "published", "modified"),
    [
        ("Posted : March 4, 2026, 18:14 Updated : March 4, 2026, 18:20", "2026-03-04T18:14:00", "2026-03-04T18:20:00"),
        (
            "Published 10 March 2026, 19:45 SAST · Updated 21:05",
            "2026-03-10T19:45:00+02:00",
            "2026-03-10T21:05:00+02:00",
        ),
        ("Updated 9:05 AM EDT, June 3, 2026", None, "2026-06-03T09:05:00-04:00"),
        ("입력 2026.03.03 15:04 수정 2026.03.03 16:00", "2026-03-03T15:04:00", "2026-03-03T16:00:00"),
        (
            "Publié le 3 mars 2026 à 10h15, mis à jour le 3 mars 2026 à 11h20",
            "2026-03-03T10:15:00",
            "2026-03-03T11:20:00",
        ),
        ("Tuesday, March 3, 2026 10:15 GMT", "2026-03-03T10:15:00+00:00", None),
        ("February 10, 2026 2:31 PM GMT · Updated an hour ago", "2026-02-10T14:31:00+00:00", None),
        ("By Ana Moreno", None, None),
    ],
)
def test_times_are_told(text: str, published: str | None, modified: str | None, gazetteer: Gazetteer) -> None:
    (line,) = paragraphs(text)
    found = byline(line, gazetteer)
    assert found is not None
    assert (found.published and found.published.iso(), found.modified and found.modified.iso()) == (published, modified)


def test_the_place_and_the_outlet_are_told(gazetteer: Gazetteer) -> None:
    (line,) = paragraphs("By Teresa Villaluz in Manila, Reuters")
    found = byline(line, gazetteer)
    assert found
    assert (found.place, found.outlet) == ("Manila", "Reuters")


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Reporting by Ana Moreno and Bo Lind in Oslo; Editing by Cy Dahl", ["Ana Moreno", "Bo Lind"]),
        ("(Reporting by Ana Moreno; Writing by Bo Lind)", ["Ana Moreno"]),
        ("Editing by Cy Dahl", []),
        ("Associated Press writer Ana Moreno in Oslo contributed to this report.", []),
    ],
)
def test_credits_below_an_article_are_signed(text: str, authors: list[str], gazetteer: Gazetteer) -> None:
    (line,) = paragraphs(text)
    found = byline(line, gazetteer)
    assert found
    assert found.signed
    assert list(found.authors) == authors


@pytest.mark.parametrize(
    "text",
    [
        "By signing up, you agree to our terms",
        "By Tuesday, the talks had failed",
        "By contrast, Norway has kept its borders open to everybody who asked for it.",
        "Von der Leyen visits Kyiv",
        "Wednesday, 22 October 2025 | Amman 24°C",
        "Geneva talks end without result",
        "Lee vows practical diplomacy with US, China, Japan, and Russia",
        "The talks were held on March 3, 2026 in Geneva",
        "Foreign Minister Cho Hyun, Japan's Takeshi Iwaya",
        "Nasser Bourita, left, and José Albares at the signing on September 4, 2025. Harbour Wire/Younes Tazi",
        "News  Politics  World  Sport",
        "https://outlet.example/2026/03/04/accord",
        "Meridian Post",
        "Bo Lind",
        "He resigned.",
        "Updated estimates show a fall",
        "Date palms grow here",
    ],
)
def test_what_only_looks_like_a_byline_is_left_alone(text: str, gazetteer: Gazetteer) -> None:
    (line,) = paragraphs(text)
    assert byline(line, gazetteer) is None


@pytest.mark.parametrize("name", ["", "the minister", "7 people", "A B C D E F G", "tokyo", "Today", "Kim <x>"])
def test_what_is_no_name_names_nobody(name: str) -> None:
    assert person(name) == ""


@given(st.text(st.sampled_from("By aAnd,|;:@.2026 March:PostedUpdated\u00e9기자()<>-"), max_size=90))
def test_no_line_raises(gazetteer: Gazetteer, text: str) -> None:
    for line in paragraphs(text):
        byline(line, gazetteer)
