"""The sample articles are what their README says: in number, length, format, dates, coverage and pairs."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from sample_records import MONTHS, QUIET, SAMPLE, Record, articles, listed, outlets, quiet_articles

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
CONTINENTS = {
    "Africa": {"MAR", "EGY", "ZAF", "ZMB", "LSO", "CAF"},
    "Asia": {"PHL", "LKA", "IND", "KOR", "OMN", "KAZ", "PAK"},
    "Europe": {"LVA", "POL", "ESP", "NOR", "SRB"},
    "North America": {"CAN", "MEX", "JAM", "HTI"},
    "Oceania": {"TON", "NZL", "SLB", "COK"},
    "South America": {"CHL", "BOL", "ARG", "BRA", "COL"},
}
PAIRS = (
    ("2026-03-10-lula-pretoria-visit.txt", "2026-03-10-pretoria-brazil-summit.html"),
    ("2026-05-18-brussels-shadow-fleet-sanctions.html", "amber-20260518-019"),
    ("2025-10-21-colombo-fishermen-arrested.txt", "harbour-20251021-233"),
    ("2026-09-16-bria-peacekeepers-ambushed.html", "ledger-20260916-088"),
    ("2026-04-14-maseru-water-talks.txt", "acacia-20260414-052"),
    ("2025-08-14-la-paz-santiago-talks-planned.txt", "arica-ministers-agree-border-hours"),
    ("2026-10-02-busan-summit-rescue-accord.txt", "2026-10-03-tokyo-seoul-coast-guards.txt"),
)
everything = articles() + quiet_articles()
every_article = pytest.mark.parametrize("article", everything, ids=lambda article: article.key)


def by_key(key: str) -> Record:
    return next(article for article in everything if article.key == key)


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}


def shared(one: Record, other: Record) -> float:
    first, second = shingles(one.text), shingles(other.text)
    return len(first & second) / min(len(first), len(second))


def test_all_formats_are_there() -> None:
    counts = Counter(article.format for article in articles())
    assert counts == {"text": 17, "html": 8, "jsonl": 8, "rss": 3, "atom": 3, "warc": 4}


def test_articles_have_the_length_of_wire_copy() -> None:
    assert {article.key: n for article in articles() if not 250 <= (n := len(article.text.split())) <= 600} == {}
    assert {article.key: n for article in quiet_articles() if not 120 <= (n := len(article.text.split())) <= 250} == {}


def test_the_readme_lists_every_article_once_with_outlet_and_day() -> None:
    found = {article.key: (article.publisher.removeprefix("The "), article.day.isoformat()) for article in everything}
    assert len(found) == len(everything)
    assert {key: (cells[0].removeprefix("The "), cells[1]) for key, cells in listed().items()} == found


def test_outlets_countries_and_months_are_spread() -> None:
    assert {article.publisher.removeprefix("The ") for article in articles()} == set(outlets())
    assert len(outlets()) >= 6
    countries = {code for article in articles() for code in listed()[article.key][2].split()}
    assert len(countries) >= 40
    assert {name for name, some in CONTINENTS.items() if not some <= countries} == set()
    days = sorted(article.day for article in articles())
    assert days[-1] - days[0] > timedelta(days=500)
    assert len({(day.year, day.month) for day in days}) >= 14


@every_article
def test_metadata_is_complete(article: Record) -> None:
    assert article.url.startswith("https://")
    assert f"/{article.day:%Y/%m/%d}/" in article.url
    assert article.title
    assert all(article.authors)
    assert re.search(r"T\d\d:\d\d:\d\d[+-]\d\d:\d\d$", article.published)


@every_article
def test_days_agree_with_the_calendar(article: Record) -> None:
    months = "|".join(MONTHS)
    for weekday, day, month, year in re.findall(rf"({'|'.join(WEEKDAYS)}),? (\d+) ({months}) (\d{{4}})", article.text):
        assert WEEKDAYS[date(int(year), MONTHS.index(month) + 1, int(day)).weekday()] == weekday
    dateline = re.search(rf"^[A-Z' ]+, ({months}) (\d+) \(", article.text, re.MULTILINE)
    if dateline:
        written = date(article.day.year, MONTHS.index(dateline[1]) + 1, int(dateline[2]))
        assert written in {article.day, article.day - timedelta(days=1)}
    lead = re.search(r"^[A-Z' ]{4,}(?:, \w+ \d+)?(?: \([\w ]+\))? [-–—] (.+)$", article.text, re.MULTILINE)
    if lead and (weekday := re.search("|".join(WEEKDAYS), lead[1])):
        assert WEEKDAYS.index(weekday[0]) in {article.day.weekday(), (article.day - timedelta(days=1)).weekday()}


@every_article
def test_text_is_clean(article: Record) -> None:
    assert "\ufffd" not in article.text
    assert not re.search(r"Ã|â€|&[a-z]+;", article.text)
    assert not re.findall(r"https?://(?!\S*\.example)", article.text)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_pairs_are_told_in_different_words(pair: tuple[str, str]) -> None:
    assert shared(by_key(pair[0]), by_key(pair[1])) < 0.06


def test_only_the_syndicated_copy_repeats_another_article() -> None:
    copies = {
        (one.key, other.key)
        for i, one in enumerate(everything)
        for other in everything[i + 1 :]
        if shared(one, other) > 0.2
    }
    assert copies == {("2026-09-17-bria-peacekeepers-syndicated.txt", "2026-09-16-bria-peacekeepers-ambushed.html")}
    assert shared(*map(by_key, *copies)) > 0.8


def test_one_office_has_two_holders_on_one_day() -> None:
    one, other = by_key("2026-04-14-maseru-water-talks.txt"), by_key("acacia-20260414-052")
    assert one.day == other.day
    assert "Foreign Minister Lineo Mokhesi" in one.text
    assert "Acting Foreign Minister Thabiso Ranthimo" in other.text


def test_quiet_sentences_are_many_and_distinct() -> None:
    records = [json.loads(line) for line in (QUIET / "quiet.jsonl").read_text("utf-8").splitlines()]
    assert len(records) >= 70
    assert len({record["id"] for record in records}) == len({record["text"] for record in records}) == len(records)
    assert all(record["text"].endswith(".") and date.fromisoformat(record["date"]) for record in records)
    assert len({record["kind"] for record in records}) >= 8


def test_one_page_is_in_an_older_encoding() -> None:
    page = (SAMPLE / "2026-11-05-ottawa-mexico-ports.html").read_bytes()
    assert b"charset=windows-1252" in page
    with pytest.raises(UnicodeDecodeError):
        page.decode("utf-8")
