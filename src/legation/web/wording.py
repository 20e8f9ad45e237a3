"""Days, numbers and headings in the words that pages use, in the language of the page."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.dates import format_interval, format_skeleton
from babel.numbers import format_decimal
from flask_babel import gettext, ngettext

from legation.web.languages import language

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_LOCALES = {"en": "en_GB"}
"""Where days are not written as the language alone would have them: the day before the month."""
_KEPT = 1 << 14
"""So many days and numbers are kept as they are written: pages have hundreds, many of them again and again."""

_HEADINGS = {
    "about": "On",
    "actor": "Who",
    "alone": "Only here",
    "articleLabel": "Article",
    "eventLabel": "Event",
    "mean": "Mean weight",
    "officeLabel": "Office",
    "publisher": "Outlet",
    "passage": "Sentence",
    "instrument": "Name",
    "says": "Says",
    "surest": "Highest confidence",
    "settings": "Digest of settings",
}


def heading(column: str) -> str:
    """The heading of a column in the language of the page; see `english`."""
    return gettext(english(column))


def english(column: str) -> str:
    """The English heading of a column named as a query names it: "seenFrom" gives "Seen from".

    >>> english("eventType")
    'Event type'
    """
    if column in _HEADINGS:
        return _HEADINGS[column]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", column).lower()
    return words[:1].upper() + words[1:]


def day(value: str) -> str:
    """An ISO day, month or time as "23 Aug 2025", "Aug 2025", "24 Aug 2025, 18:14 +09:00"; anything else unchanged."""
    if _MONTH.fullmatch(value) and (first := _date(f"{value}-01")):
        return _written("yMMM", first)
    if not _DAY.match(value) or (found := _date(value)) is None:
        return value
    shown = _written("yMMMd", found)
    clock = re.match(r"T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(.*)", value[10:])
    return f"{shown}, {clock[1]} {clock[2].replace('Z', 'UTC')}".rstrip() if clock else shown


def moment(time: dt.datetime) -> str:
    """A time in UTC to the minute, as "24 Aug 2025, 18:14 UTC"."""
    return day(time.strftime("%Y-%m-%dT%H:%MZ"))


def short_month(value: str) -> str:
    """An ISO month as "Aug"; anything else unchanged."""
    found = _date(f"{value}-01")
    return value if found is None else _written("MMM", found)


def days(earliest: str, latest: str) -> str:
    """A span of days, as short as it can be told.

    >>> days("2025-11-01", "2025-11-30"), days("2025-08-18", "2025-08-22"), days("2025-08-23", "2025-08-23")
    ('Nov 2025', '18–22 Aug 2025', '23 Aug 2025')
    """
    if not earliest and not latest:
        return ""
    if not latest:
        return gettext("from %(day)s", day=day(earliest))
    if not earliest:
        return gettext("until %(day)s", day=day(latest))
    first, last = _date(earliest), _date(latest)
    if earliest == latest or first is None or last is None:
        return day(latest)
    return _whole(first, last) or _interval(first, last, _locale())


def number(value: str | int) -> str:
    """A number without needless zeros, thousands apart, and a true minus sign; anything else unchanged.

    >>> number("1234.50"), number("-6.5")
    ('1,234.5', '−6.5')
    """
    return _figure(str(value), _locale())


def independent_reports(count: int) -> str:
    """How many articles report something, none of them a copy of another."""
    return _reports(count, _locale())


@lru_cache(_KEPT)
def _reports(count: int, _: str) -> str:
    return ngettext("%(count)s report", "%(count)s independent reports", count, count=number(count))


@lru_cache(_KEPT)
def _figure(value: str, locale: str) -> str:
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return value
    if not figure.is_finite():
        return value
    shown = format_decimal(figure, format="#,##0.####", locale=locale)
    return "0" if shown == "-0" else shown.replace("-", "−")


def _locale() -> str:
    tag = language()
    return _LOCALES.get(tag, tag)


def _date(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None


def _written(skeleton: str, date: dt.date) -> str:
    return _skeleton(skeleton, date, _locale())


@lru_cache(_KEPT)
def _skeleton(skeleton: str, date: dt.date, locale: str) -> str:
    return str(format_skeleton(skeleton, date, locale=locale))


@lru_cache(_KEPT)
def _interval(first: dt.date, last: dt.date, locale: str) -> str:
    return format_interval(first, last, "yMMMd", locale=locale)


def _whole(first: dt.date, last: dt.date) -> str:
    """A span that is a whole month or year."""
    try:
        after = last + dt.timedelta(days=1)
    except OverflowError:
        return ""
    if first.day == 1 and after.day == 1 and (first.year, first.month) == (last.year, last.month):
        return _written("yMMM", first)
    if (first.month, first.day, after.month, after.day) == (1, 1, 1, 1) and first.year == last.year:
        return _written("y", first)
    return ""
