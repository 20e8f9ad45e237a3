"""Days and times as pages write them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.articles.dates import Moment, iso, localised, moments, zone_info

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("2026-03-03", "2026-03-03"),
        ("2026-03-03T09:15", "2026-03-03T09:15:00"),
        ("2026-03-03T09:15:22Z", "2026-03-03T09:15:22+00:00"),
        ("2026-03-03T09:15:22.123+0900", "2026-03-03T09:15:22+09:00"),
        ("20260303T091522Z", "2026-03-03T09:15:22+00:00"),
        ("Tue, 03 Mar 2026 09:15:00 +0900", "2026-03-03T09:15:00+09:00"),
        ("Tue, 03 Mar 2026 09:15:00 GMT", "2026-03-03T09:15:00+00:00"),
        ("3 March 2026", "2026-03-03"),
        ("March 3rd, 2026", "2026-03-03"),
        ("Sept. 16, 2025", "2025-09-16"),
        ("Sep.16,2025 18:14 KST", "2025-09-16T18:14:00+09:00"),
        ("Mar 3, 2026 | 10.15am", "2026-03-03T10:15:00"),
        ("November 5, 2026, 5:40 p.m. EST", "2026-11-05T17:40:00-05:00"),
        ("12:30 p.m. ET Wed March 4, 2026", "2026-03-04T12:30:00-05:00"),
        ("12:30 p.m. ET Wed July 1, 2026", "2026-07-01T12:30:00-04:00"),
        ("Updated 9:05 AM EDT, June 3, 2026", "2026-06-03T09:05:00-04:00"),
        ("10:15 GMT 3 March 2026", "2026-03-03T10:15:00+00:00"),
        ("18 June 2025, 19:42 (UTC+8)", "2025-06-18T19:42:00+08:00"),
        ("Jun 11, 2026 - 20:25 (GMT+3)", "2026-06-11T20:25:00+03:00"),
        ("1 April 2026 at 7pm", "2026-04-01T19:00:00"),
        ("Mar 3 2026 12:00AM", "2026-03-03T00:00:00"),
        ("2026.03.03 오후 3:05", "2026-03-03T15:05:00"),
        ("2026년 3월 3일 15:04", "2026-03-03T15:04:00"),
        ("2026年3月3日 10時05分", "2026-03-03T10:05:00"),
        ("3 mars 2026 à 10h15", "2026-03-03T10:15:00"),
        ("5 de marzo de 2026", "2026-03-05"),
        ("3. März 2026", "2026-03-03"),
        ("12 marca 2026", "2026-03-12"),
        ("٣ مارس ٢٠٢٦", "2026-03-03"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("03.04.2026", "2026-04-03"),
        ("03/03/2026", "2026-03-03"),
    ],
)
def test_dates_are_read_in_many_forms(text: str, stamp: str) -> None:
    assert iso(text) == stamp


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2 hours ago", "March 2026", "3 March", "03/04/2026", "31 February 2026", "99 March 2026",
     "1.2.3", "the talks of 2026", "2026", "00000000", "20269999", "24:00"],
)  # fmt: skip
def test_what_is_no_sure_day_counts_as_none(text: str) -> None:
    assert iso(text) == ""


def test_a_line_may_tell_several_moments() -> None:
    text = "Posted : September 16, 2025, 18:14 Updated : September 17, 2025, 19:14 KST"
    assert list(moments(text)) == [
        Moment(date(2025, 9, 16), time(18, 14)),
        Moment(date(2025, 9, 17), time(19, 14), "KST"),
    ]


def test_a_time_without_zone_takes_the_local_one() -> None:
    moment = Moment(date(2026, 3, 3), time(9, 15))
    assert moment.iso(SEOUL) == "2026-03-03T09:15:00+09:00"
    assert moment.iso() == "2026-03-03T09:15:00"
    assert Moment(date(2026, 3, 3)).iso(SEOUL) == "2026-03-03"


@pytest.mark.parametrize(
    ("zone", "place", "offset"),
    [
        ("IST", "Asia/Kolkata", "+05:30"),
        ("IST", "Asia/Jerusalem", "+02:00"),
        ("CST", "Asia/Shanghai", "+08:00"),
        ("CST", "", "-06:00"),
        ("KST", "Europe/Paris", "+09:00"),
    ],
)
def test_an_abbreviation_means_what_it_means_at_the_place(zone: str, place: str, offset: str) -> None:
    assert Moment(date(2026, 1, 3), time(9, 15), zone).iso(zone_info(place)).endswith(offset)


def test_a_stamp_is_completed_or_cut_to_its_day() -> None:
    assert localised("2026-03-03T09:15:00", SEOUL) == "2026-03-03T09:15:00+09:00"
    assert localised("2026-03-03T09:15:00", None) == "2026-03-03"
    assert localised("2026-03-03T09:15:00+01:00", SEOUL) == "2026-03-03T09:15:00+01:00"
    assert localised("2026-03-03", SEOUL) == "2026-03-03"
    assert localised("", SEOUL) == ""


def test_a_zone_that_nobody_knows_is_none() -> None:
    assert zone_info("Mars/Olympus") is None
    assert zone_info("") is None
    assert zone_info("../etc/passwd") is None


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31)))
def test_iso_stamps_come_back(moment: datetime) -> None:
    stamp = moment.replace(microsecond=0).isoformat()
    assert iso(stamp) == stamp


@given(st.text(st.sampled_from("0123456789 :./-+TZapm()GMTUCMarch年月日é,"), max_size=60))
def test_no_text_raises(text: str) -> None:
    stamp = iso(text)
    assert localised(stamp, SEOUL) == "" or localised(stamp, SEOUL)[:4].isdigit()
