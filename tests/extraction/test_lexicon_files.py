"""The tables of speech, relations, figures, instruments and venues: each entry once."""

import re
from collections import Counter

import pytest

from legation.extraction import tables

KEYS = {
    "speech": ("word", "kind", "preposition"),
    "assessments": ("kind", "words", "trend", "opposite"),
    "measures": ("word", "kind"),
    "currencies": ("word", "kind", "state"),
    "instruments": ("kind", "words"),
    "venues": ("kind", "word"),
}


@pytest.mark.parametrize("name", KEYS)
def test_each_entry_stands_once(name: str) -> None:
    counts = Counter(tuple(row[key] for key in KEYS[name]) for row in tables.rows(name))
    assert not [key for key, count in counts.items() if count > 1]


@pytest.mark.parametrize("name", KEYS)
def test_each_entry_has_its_word_and_kind(name: str) -> None:
    for row in tables.rows(name):
        assert row["kind"]
        assert row.get("word") or row.get("words")


def test_trends_are_those_of_the_model() -> None:
    trends = {"improving", "steady", "worsening", "strained", ""}
    rows = [row for row in tables.rows("assessments") if row["kind"] != "prefix"]
    assert {row["trend"] for row in rows} | {row["opposite"] for row in rows} <= trends


def test_currencies_have_codes_of_three_letters() -> None:
    assert all(re.fullmatch(r"[A-Z]{3}", row["code"]) for row in tables.rows("currencies"))
    assert all(re.fullmatch(r"([A-Z]{3})?", row["state"]) for row in tables.rows("currencies"))
