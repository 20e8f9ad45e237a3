"""Days, numbers and headings in the words that pages use."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
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
    """The heading of a column named as a query names it: "seenFrom" gives "Seen from".

    >>> heading("eventType")
    'Event type'
    """
    if column in _HEADINGS:
        return _HEADINGS[column]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", column).lower()
    return words[:1].upper() + words[1:]


def day(value: str) -> str:
    """An ISO day, month or time as "23 Aug 2025", "Aug 2025", "24 Aug 2025, 18:14 +09:00"; anything else unchanged."""
    if re.fullmatch(r"\d{4}-\d\d", value) and 1 <= int(value[5:]) <= 12:
        return f"{_MONTHS[int(value[5:]) - 1]} {value[:4]}"
    match = _DAY.match(value)
    if not match or not 1 <= int(match[2]) <= 12:
        return value
    shown = f"{int(match[3])} {_MONTHS[int(match[2]) - 1]} {match[1]}"
    clock = re.match(r"T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(.*)", value[10:])
    return f"{shown}, {clock[1]} {clock[2].replace('Z', 'UTC')}".rstrip() if clock else shown


def days(earliest: str, latest: str) -> str:
    """A span of days, as short as it can be told.

    >>> days("2025-11-01", "2025-11-30"), days("2025-08-18", "2025-08-22"), days("2025-08-23", "2025-08-23")
    ('Nov 2025', '18–22 Aug 2025', '23 Aug 2025')
    """
    if not earliest or not latest or earliest == latest:
        return day(latest or earliest) if earliest == latest or (earliest and latest) else _open(earliest, latest)
    if whole := _whole(earliest, latest):
        return whole
    if earliest[:7] == latest[:7]:
        return f"{int(earliest[8:10])}–{day(latest)}"
    if earliest[:4] == latest[:4]:
        return f"{day(earliest)[:-5]} – {day(latest)}"
    return f"{day(earliest)} – {day(latest)}"


def number(value: str) -> str:
    """A number without needless zeros, thousands apart, and a true minus sign; anything else unchanged.

    >>> number("1234.50"), number("-6.5")
    ('1,234.5', '−6.5')
    """
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return value
    if not figure.is_finite():
        return value
    figure = round(figure, 4)
    shown = f"{figure:,f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown.replace("-", "−")


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _open(earliest: str, latest: str) -> str:
    if earliest:
        return f"from {day(earliest)}"
    return f"until {day(latest)}" if latest else ""


def _whole(earliest: str, latest: str) -> str:
    """A span that is a whole month or year."""
    try:
        first, last = dt.date.fromisoformat(earliest[:10]), dt.date.fromisoformat(latest[:10])
        after = last + dt.timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    if first.day == 1 and after.day == 1 and (first.year, first.month) == (last.year, last.month):
        return day(earliest[:7])
    if (first.month, first.day, after.month, after.day) == (1, 1, 1, 1) and first.year == last.year:
        return str(first.year)
    return ""
