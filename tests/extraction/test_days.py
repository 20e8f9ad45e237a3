"""Expressions of time, read against a Tuesday in September."""

from datetime import date

import pytest

from legation.extraction.days import find

TUESDAY = date(2025, 9, 16)


def days(text, published=TUESDAY, ahead=False):
    return [tuple(d.isoformat() for d in (when.ahead if ahead else when.past)) for when in find(text, 0, published)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The talks opened on Tuesday.", "2025-09-16", "2025-09-16"),
        ("They met on Monday in Rome.", "2025-09-15", "2025-09-15"),
        ("They met on Wednesday.", "2025-09-10", "2025-09-10"),
        ("last Tuesday", "2025-09-09", "2025-09-09"),
        ("They spoke yesterday.", "2025-09-15", "2025-09-15"),
        ("earlier in the day", "2025-09-16", "2025-09-16"),
        ("in late August", "2025-08-21", "2025-08-31"),
        ("in early September", "2025-09-01", "2025-09-10"),
        ("mid-July", "2025-07-11", "2025-07-20"),
        ("last week", "2025-09-08", "2025-09-14"),
        ("last month", "2025-08-01", "2025-08-31"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("earlier this month", "2025-09-01", "2025-09-16"),
        ("two days ago", "2025-09-14", "2025-09-14"),
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("on 3 March 2024", "2024-03-03", "2024-03-03"),
        ("on March 3, 2024", "2024-03-03", "2024-03-03"),
        ("on Sept. 2", "2025-09-02", "2025-09-02"),
        ("on December 2", "2024-12-02", "2024-12-02"),
        ("from March 10-12", "2025-03-10", "2025-03-12"),
        ("2025-06-30", "2025-06-30", "2025-06-30"),
        ("last November", "2024-11-01", "2024-11-30"),
        ("in June last year", "2024-06-01", "2024-06-30"),
        ("in March this year", "2025-03-01", "2025-03-31"),
    ],
)
def test_what_lies_behind(text, first, last):
    assert days(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("They will meet on Friday.", "2025-09-19", "2025-09-19"),
        ("tomorrow", "2025-09-17", "2025-09-17"),
        ("next week", "2025-09-22", "2025-09-28"),
        ("next March", "2026-03-01", "2026-03-31"),
        ("on December 2", "2025-12-02", "2025-12-02"),
        ("in early March", "2026-03-01", "2026-03-10"),
        ("within ten days", "2025-09-16", "2025-09-26"),
        ("later this month", "2025-09-16", "2025-09-30"),
    ],
)
def test_what_lies_ahead(text, first, last):
    assert days(text, ahead=True) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "the 80th anniversary of the war",
        "a 10-day visit",
        "he may march on the capital",
        "on February 30",
        "the May agreement",
        "a man of 43 years",
    ],
)
def test_what_is_no_day(text):
    assert days(text) == []


def test_without_a_day_of_publication_only_full_dates_are_told():
    assert days("on Tuesday and on 3 March 2024, late in August", published=None) == [("2024-03-03", "2024-03-03")]


def test_a_beginning_or_a_limit_is_not_the_time_of_the_act():
    assert [when.since for when in find("since 2022, by June 2026 and in May 2025", 0, TUESDAY)] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("They fell out in December of that year.", "2021-12-01", "2021-12-31"),
        ("Lima answered the same day.", "2021-05-04", "2021-05-04"),
        ("Both withdrew in the same month.", "2021-05-01", "2021-05-31"),
        ("They had met in July 2019 and signed in August of the same year.", "2019-08-01", "2019-08-31"),
    ],
)
def test_what_points_back_to_days_told_before(text, first, last):
    told = list(find(text, 0, TUESDAY, (date(2021, 5, 4), date(2021, 5, 4))))
    assert tuple(d.isoformat() for d in told[-1].past) == (first, last)
    assert "that" not in text or not list(find(text, 0, TUESDAY))


def test_offsets_count_from_the_given_one():
    text = "They met on Monday."
    (when,) = find(text, 100, TUESDAY)
    assert text[when.span.begin - 100 : when.span.end - 100] == "Monday"
