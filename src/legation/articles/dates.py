"""Days and times as pages write them, to ISO 8601; nothing here asks what day it is now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# The first letters of each month, enough to tell it from the others: English, then what other languages add.
_MONTHS = {
    1: "january jan janvier janv januar enero ene janeiro gennaio gen januari januar. ocak январь января",
    2: "february feb février fevrier févr fév februar febrero fevereiro febbraio februari şubat февраль февраля",
    3: "march mar mars märz maerz marzo março marco maart maret mart март марта",
    4: "april apr avril avr abril abr aprile nisan апрель апреля",
    5: "may mai mayo maio maggio mag mei mayıs май мая",
    6: "june jun juin juni junio junho giugno giu haziran июнь июня",
    7: "july jul juillet juil juli julio julho luglio lug temmuz июль июля",
    8: "august aug août aout agosto ago augustus agustus ağustos август августа",
    9: "september sept sep septembre septiembre setembro settembre set eylül сентябрь сентября",
    10: "october oct octobre oktober okt octubre outubro out ottobre ott ekim октябрь октября",
    11: "november nov novembre noviembre novembro kasım ноябрь ноября",
    12: "december dec décembre déc dezember dez diciembre dic dezembro dicembre desember aralık декабрь декабря",
}
MONTHS = {word: number for number, words in _MONTHS.items() for word in words.split()}
"""The number of each month by its name or its short form in lower case."""

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_WORD = r"[^\W\d_]{3,10}"
_DAY = re.compile(
    rf"""(?<![\d.])(?:
      (?P<y1>(?:19|20)\d\d)\s?[-./]\s?(?P<m1>\d\d?)\s?[-./]\s?(?P<d1>\d\d?)(?!\d)
    | (?P<d2>\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-]{{1,2}}(?:of\s|de\s)?
      (?P<m2>{_WORD})\.?,?[\s-]{{1,2}}(?:de\s|del\s)?(?P<y2>(?:19|20)\d\d)(?!\d)
    | (?P<m3>{_WORD})(?:\.\s{{0,2}}|\s{{1,2}})(?P<d3>\d\d?)(?:st|nd|rd|th)?\s?,?\s{{0,2}}(?P<y3>(?:19|20)\d\d)(?!\d)
    | (?P<y4>(?:19|20)\d\d)\s?[年년]\s?(?P<m4>\d\d?)\s?[月월]\s?(?P<d4>\d\d?)\s?[日일]
    | (?P<d5>\d\d?)(?P<s5>[-./])(?P<m5>\d\d?)(?P=s5)(?P<y5>(?:19|20)\d\d)(?!\d)
    | (?P<y6>(?:19|20)\d\d)(?P<m6>\d\d)(?P<d6>\d\d)(?=T\d|\b)
    )""",
    re.X,
)
_CLOCK = re.compile(
    r"""(?<![\d.:])(?:(?P<before>[ap]m|오전|오후|上午|下午|午前|午後)\s?)?
    (?:(?P<h>[01]?\d|2[0-4])[:.h時시时]\s?(?P<m>[0-5]\d)(?:[:分분]?(?P<s>[0-5]\d))?(?:[.,]\d{1,9})?[分분]?
         (?:\s?(?P<after>[ap]\.?\s?m\b\.?))?
      |(?P<h2>1[0-2]|0?[1-9])\s?(?P<after2>[ap]\.?\s?m\b\.?)
      |(?<=T)(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)(?P<s3>[0-5]\d)?)(?!\d)""",
    re.X | re.I,
)
_OFFSET = re.compile(
    r"\s?\(?(?:UTC|GMT|utc|gmt)?\s?(?P<sign>[+\-\u2212\u2013])\s?(?P<h>\d\d?)(?::?(?P<m>[0-5]\d))?(?!\d)\)?"
)
_ZONE = re.compile(
    r"\s?[\s(,]{0,2}(?P<zone>[A-Z]{1,5})\b\)?(?:\s?(?P<sign>[+\-\u2212])\s?(?P<h>\d\d?)(?::?(?P<m>[0-5]\d))?(?!\d))?"
)

# Abbreviations that mean one thing, in hours from UTC or as a zone whose own summer time decides.
_HOURS = {
    "Z": 0.0, "UTC": 0.0, "GMT": 0.0, "UT": 0.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0,
    "EEST": 3.0, "MSK": 3.0, "TRT": 3.0, "AST": -4.0, "ADT": -3.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0,
    "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "BRT": -3.0,
    "ART": -3.0, "CLT": -4.0, "CLST": -3.0, "COT": -5.0, "PET": -5.0, "VET": -4.0, "BOT": -4.0, "BST": 1.0, "WAT": 1.0,
    "CAT": 2.0, "SAST": 2.0, "EAT": 3.0, "IDT": 3.0, "GST": 4.0, "AZT": 4.0, "AMT": 4.0, "GET": 4.0, "IRST": 3.5,
    "AFT": 4.5, "PKT": 5.0, "UZT": 5.0, "IST": 5.5, "NPT": 5.75, "BDT": 6.0, "MMT": 6.5, "ICT": 7.0, "WIB": 7.0,
    "WITA": 8.0, "WIT": 9.0, "MYT": 8.0, "SGT": 8.0, "HKT": 8.0, "PHT": 8.0, "AWST": 8.0, "KST": 9.0, "JST": 9.0,
    "ACST": 9.5, "AEST": 10.0, "AEDT": 11.0, "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip
_REGIONS = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles",
            "AET": "Australia/Sydney"}  # fmt: skip

_LANGUAGES = (
    "en",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "nl",
    "ru",
    "uk",
    "tr",
    "id",
    "ar",
    "fa",
    "zh",
    "ja",
    "ko",
    "pl",
    "vi",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day with the time of day, where it is told. `zone` is an offset such as "+09:00", an abbreviation or empty."""

    day: date
    clock: time | None = None
    zone: str = ""

    def iso(self, local: tzinfo | None = None) -> str:
        """ISO 8601: a day, or a time with its offset; without offset where neither the moment nor `local` tells one.

        Of the meanings of an abbreviation ("IST"), the one that holds in the zone `local` is preferred.
        """
        if self.clock is None:
            return self.day.isoformat()
        naive = datetime.combine(self.day, self.clock)
        zone = _zone(self.zone, naive, local)
        return (naive.replace(tzinfo=zone) if zone else naive).isoformat()


def iso(text: str) -> str:
    """The first day or time of a text in ISO 8601, "" where it has none that can be read for sure.

    A time keeps its offset from UTC and has none where the text is silent. Digits alone that leave day and month
    open, such as 03/04/2026, count as none.

    >>> iso("Tue, 03 Mar 2026 09:15:00 +0900")
    '2026-03-03T09:15:00+09:00'
    >>> iso("3 March 2026")
    '2026-03-03'
    """
    text = " ".join(text[:200].split())
    if not text:
        return ""
    found = next(moments(text), None) or _elsewhere(text)
    return found.iso() if found else ""


def moments(text: str) -> Iterator[Moment]:
    """The moments that a line of text names with day, month and year, in order."""
    if "20" not in text and "19" not in text:
        return
    matches = list(_DAY.finditer(text))
    for number, match in enumerate(matches):
        day = _day(match)
        if day is None:
            continue
        following = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        clock, zone = _time(text, match.end(), min(following, match.end() + 28))
        if clock is None and number == 0:
            clock, zone = _time(text, max(0, match.start() - 32), match.start())
        yield Moment(day, clock, zone)


def clock(text: str) -> tuple[time | None, str]:
    """The first time of day of a text, and its zone as written."""
    return _time(text, 0, len(text))


def localised(stamp: str, zone: tzinfo | None) -> str:
    """An ISO 8601 stamp whose time has its offset: its own, else that of `zone`, else only the day is left."""
    if "T" not in stamp:
        return stamp
    moment = datetime.fromisoformat(stamp)
    if moment.tzinfo is None:
        if zone is None:
            return moment.date().isoformat()
        moment = moment.replace(tzinfo=zone)
    return moment.isoformat()


@cache
def zone_info(name: str) -> ZoneInfo | None:
    """The IANA time zone of a name, None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _day(match: re.Match[str]) -> date | None:
    kind = (match.lastgroup or "")[-1]
    year, month, day = match[f"y{kind}"], match[f"m{kind}"], match[f"d{kind}"]
    number = int(month) if month.isdecimal() else MONTHS.get(month.lower().replace("i̇", "i"), 0)
    first = int(day)
    if kind == "5" and match["s5"] != ".":
        if first <= 12 and number <= 12 and first != number:
            return None
        if number > 12:
            first, number = number, first
    try:
        return date(int(year), number, first)
    except ValueError:
        return None


def _time(text: str, begin: int, end: int) -> tuple[time | None, str]:
    match = _CLOCK.search(text, begin, end)
    if not match:
        return None, ""
    hour = int(match["h"] or match["h2"] or match["h3"])
    minute = int(match["m"] or match["m3"] or 0)
    second = int(match["s"] or match["s3"] or 0)
    half = (match["after"] or match["after2"] or match["before"] or "").lower()
    if half and hour > 12:
        half = ""
    if half[:1] == "p" or half in {"오후", "下午", "午後"}:
        hour = hour % 12 + 12
    elif half:
        hour %= 12
    if hour == 24:
        return None, ""
    return time(hour, minute, second), _written_zone(text, match.end())


def _written_zone(text: str, at: int) -> str:
    if match := _OFFSET.match(text, at):
        return _offset(match)
    if (match := _ZONE.match(text, at)) and (match["zone"] in _HOURS or match["zone"] in _REGIONS):
        return _offset(match) if match["sign"] and match["zone"] in {"UTC", "GMT"} else match["zone"]
    return ""


def _offset(match: re.Match[str]) -> str:
    hours, minutes = int(match["h"]), int(match["m"] or 0)
    sign = "+" if match["sign"] == "+" else "-"
    return f"{sign}{hours:02}:{minutes:02}" if hours <= 14 else ""


def _zone(written: str, naive: datetime, local: tzinfo | None) -> tzinfo | None:
    if not written:
        return local
    if written[0] in "+-":
        offset = timedelta(hours=int(written[1:3]), minutes=int(written[4:6]))
        return timezone(-offset if written[0] == "-" else offset)
    if local is not None and naive.replace(tzinfo=local).tzname() == written:
        return local
    if written in _REGIONS:
        return zone_info(_REGIONS[written])
    return timezone(timedelta(hours=_HOURS[written]))


def _elsewhere(text: str) -> Moment | None:
    """The moment of a text in a language that the patterns do not know."""
    digits_only = any(match[f"m{(match.lastgroup or '')[-1]}"].isdecimal() for match in _DAY.finditer(text))
    if len(text) > 80 or digits_only or not _YEAR.search(text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    import dateparser  # noqa: PLC0415  takes long, and few sources need it

    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "YMD",
                "RELATIVE_BASE": datetime(2000, 1, 1)}  # fmt: skip
    found = dateparser.parse(text, languages=list(_LANGUAGES), settings=settings)
    if found is None:
        return None
    return Moment(found.date())
