"""When: expressions of days and intervals in English, read against the day of publication."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from legation.model import Span

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_NUMBERS = {name: n for n, name in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "a": 1, "an": 1, "several": 3, "a few": 3, "a couple of": 2,
}  # fmt: skip

_MONTH = r"(?P<{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?|several|a few|a couple of)"
_EXPRESSION = re.compile(
    "|".join(
        (
            rf"\b(?:{_WEEKDAY},? )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH.format('m1')}(?:,? (?P<y1>(?:19|20)\d\d))?\b",
            rf"\b(?:{_WEEKDAY},? )?{_MONTH.format('m2')} (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:-| to | and )(?P<d2b>\d{{1,2}}))?(?!\d|:)(?:,? (?P<y2>(?:19|20)\d\d))?\b",
            rf"\b(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Tt]he (?:start|beginning|end|middle) of|[Ee]nd of)[ -]{_MONTH.format('m3')}(?:,? (?P<y3>(?:19|20)\d\d))?\b",
            rf"\b(?P<which4>(?:[Ii]n|[Ss]ince|[Ll]ast|[Nn]ext|[Tt]his|[Bb]y|[Dd]uring|[Uu]ntil|[Ff]rom|[Oo]f|,) ){_MONTH.format('m4')}(?:,? (?P<y4>(?:1[5-9]|20)\d\d)| (?:of )?(?P<of4>(?:last|this|next|the previous|the same|that) year))?\b(?! \d)",
            rf"\b{_MONTH.format('m5')} (?P<y5>(?:1[5-9]|20)\d\d)\b",
            r"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b",
            rf"\b(?:(?P<which6>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming|[Ff]ollowing) )?(?P<weekday>{_WEEKDAY})\b",
            r"\b(?P<day>[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|(?:[Ee]arlier|[Ll]ater) (?:in|on|during) the day|[Ee]arlier (?:on )?(?:in )?today|[Tt]his (?:morning|afternoon|evening)|[Ll]ast night|[Oo]vernight)\b",
            r"\b(?:(?P<edge>[Ee]arlier|[Ll]ater) )?(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Tt]he past|[Tt]he last|[Tt]he previous|[Tt]he coming) (?P<unit>week|weekend|month|year|quarter|summer|winter|spring|autumn|fall)\b(?!-)",
            rf"\b(?P<n1>{_COUNT}) (?P<unit1>day|week|month|year)s? (?P<way1>ago|earlier|from now|later)\b",
            rf"\b[Ww]ithin (?:the next )?(?P<n2>{_COUNT}) (?P<unit2>day|week|month|year)s?\b",
            r"\b(?:[Tt]he same|[Tt]hat) (?P<same>day|morning|afternoon|evening|night|week|month|year)\b",
            r"\b(?P<decade>(?:1[5-9]|20)\d0)s\b",
            r"\b(?P<mid8>[Ee]arly|[Ll]ate|[Mm]id)[ -](?P<y8>(?:19|20)\d\d)\b",
            r"\b(?:[Ii]n|[Dd]uring|[Bb]y|[Ss]ince|[Ff]rom|[Uu]ntil|[Tt]hroughout|(?:spring|summer|autumn|winter) of) (?:the year )?(?P<y7>(?:1[5-9]|20)\d\d)\b(?!-)",
        )
    )
)
_UNTIL = re.compile(r"[^.;]{0,12}\b(?:to|until|till|through)\b")
_HINT = re.compile(r"\d|day|tomorrow|week|month|year|night|morning|evening|noon|quarter|summer|winter|spring|autumn|fall|"
                   r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Sept|Nov|Dec)ember|October|Overnight|overnight")  # fmt: skip
"""What every expression of time holds: most sentences are passed over at once."""


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of text that tells days: `past` if what it dates lies behind, `ahead` if before; each is the first
    and the last day. `since`: it tells a beginning ("since 2022") or a limit ("by June"), not the time of the act.
    """

    span: Span
    past: tuple[date, date]
    ahead: tuple[date, date]
    since: bool = False


def find(text: str, offset: int, published: date | None, last: tuple[date, date] | None = None) -> Iterator[When]:
    """The expressions in `text`, whose first character is number `offset` of the document, in order.

    Without a day of publication only those that name their year are told. `last` are the days told before, which "the
    same month" and "December of that year" point back to.
    """
    if not _HINT.search(text):
        return
    for match in _EXPRESSION.finditer(text):
        days = _days(match, published, last)
        if days is None:
            continue
        past, ahead = days
        last = past
        before = text[max(0, match.start() - 6) : match.start()].lower() + match[0][:6].lower()
        since = any(f"{word} " in before for word in ("since", "until", "by"))
        since = since or ("from " in before and not _UNTIL.match(text, match.end()))
        yield When(Span(offset + match.start(), offset + match.end()), past, ahead, since)


def _days(
    match: re.Match[str], published: date | None, told: tuple[date, date] | None
) -> tuple[tuple[date, date], tuple[date, date]] | None:
    group = match.groupdict()
    for k in "1235":
        month = group.get(f"m{k}")
        if month is None:
            continue
        return _dated(
            _month(month),
            group.get(f"d{k}"),
            group.get(f"d{k}b"),
            group.get(f"y{k}"),
            group["part"] if k == "3" else None,
            published,
        )
    if group["m4"]:
        month = _month(group["m4"])
        which = (group["which4"] or "").strip().lower()
        if of := group["of4"]:
            base = published if of in {"last year", "this year", "next year"} else told[0] if told else None
            shift = {"last year": -1, "next year": 1, "the previous year": -1}.get(of, 0)
            return None if base is None else _both(_of_month(base.year + shift, month))
        if group["y4"] is None and published is not None and which in {"last", "next"}:
            year = (
                published.year - (month >= published.month)
                if which == "last"
                else published.year + (month <= published.month)
            )
            return _both(_of_month(year, month))
        return _dated(month, None, None, group["y4"], None, published)
    if group["iso"]:
        try:
            day = date.fromisoformat(group["iso"])
        except ValueError:
            return None
        return _both((day, day))
    if group["same"]:
        return _both(_same(group["same"], told)) if told is not None else None
    if group["decade"]:
        year = int(group["decade"])
        return _both((date(year, 1, 1), date(year + 9, 12, 31)))
    if group["y7"] or group["y8"]:
        year = int(group["y7"] or group["y8"])
        first, last = date(year, 1, 1), date(year, 12, 31)
        if group["y8"]:
            part = group["mid8"].lower()
            first, last = {
                "early": (first, date(year, 4, 30)),
                "late": (date(year, 9, 1), last),
                "mid": (date(year, 5, 1), date(year, 8, 31)),
            }[part]
        return _both((first, last))
    return _relative(group, published) if published is not None else None


def _same(unit: str, last: tuple[date, date]) -> tuple[date, date]:
    """The day, week, month or year of the days told before."""
    if unit == "week":
        monday = last[0] - timedelta(last[0].weekday())
        return monday, monday + timedelta(6)
    if unit == "month":
        return _of_month(last[0].year, last[0].month)
    if unit == "year":
        return date(last[0].year, 1, 1), date(last[0].year, 12, 31)
    return last


def _relative(group: dict[str, str | None], today: date) -> tuple[tuple[date, date], tuple[date, date]] | None:
    if weekday := group["weekday"]:
        number = _WEEKDAYS[weekday.lower()]
        back = (today.weekday() - number) % 7
        on = (number - today.weekday()) % 7
        which = (group["which6"] or "").lower()
        if which == "last":
            day = today - timedelta(back or 7)
            return _both((day, day))
        if which in {"next", "coming", "following"}:
            day = today + timedelta(on or 7)
            return _both((day, day))
        before, after = today - timedelta(back), today + timedelta(on)
        return (before, before), (after, after)
    if group["day"]:
        word = group["day"].lower()
        shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
        day = today + timedelta(shift)
        return _both((day - timedelta(word == "overnight"), day))
    if group["unit"]:
        which = (group["which"] or "").lower()
        step = -1 if which in {"last", "the previous", "the past"} else 1 if which in {"next", "the coming"} else 0
        length = {"week": 7, "month": 30, "year": 365}.get(group["unit"])
        if which in {"the past", "the last"} and length is not None:  # up to today, not the one before this
            return _both((today - timedelta(length), today))
        first, last = _period(group["unit"], step, today)
        if step == 0 and group["edge"] == "earlier":
            last = min(last, today)
        if step == 0 and group["edge"] == "later":
            first = max(first, today)
        past = (first, min(last, today)) if step == 0 and first <= today else (first, last)
        ahead = (max(first, today), last) if step == 0 and last >= today else (first, last)
        return past, ahead
    for told, unit, way in ((group["n1"], group["unit1"], group["way1"]), (group["n2"], group["unit2"], "within")):
        if told is None or unit is None:
            continue
        count = int(told) if told.isdigit() else _NUMBERS[told.lower()]
        days = count * {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
        slack = {"day": 0, "week": 3, "month": 15, "year": 180}[unit]
        if way == "within":
            return _both((today, today + timedelta(days)))
        centre = today - timedelta(days) if way in {"ago", "earlier"} else today + timedelta(days)
        return _both((centre - timedelta(slack), centre + timedelta(slack)))
    return None


def _period(unit: str, step: int, today: date) -> tuple[date, date]:
    monday = today - timedelta(today.weekday())
    if unit == "week":
        first = monday + timedelta(7 * step)
        return first, first + timedelta(6)
    if unit == "weekend":
        saturday = monday + timedelta(5 + 7 * step)
        return saturday, saturday + timedelta(1)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return _of_month(months // 12, months % 12 + 1)
    if unit == "quarter":
        start = today.year * 4 + (today.month - 1) // 3 + step
        year, quarter = divmod(start, 4)
        return date(year, quarter * 3 + 1, 1), _of_month(year, quarter * 3 + 3)[1]
    year = today.year + step
    season = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}.get(unit)
    if season:
        return date(year, season[0], 1), _of_month(year, season[1])[1]
    if unit == "winter":
        return date(year - 1, 12, 1), _of_month(year, 2)[1]
    return date(year, 1, 1), date(year, 12, 31)


def _dated(month: int, day: str | None, until: str | None, year: str | None, part: str | None,
           published: date | None) -> tuple[tuple[date, date], tuple[date, date]] | None:  # fmt: skip
    if year is None and published is None:
        return None

    def of(y: int) -> tuple[date, date]:
        first, last = _of_month(y, month)
        if day is not None:
            first = date(y, month, int(day))
            last = date(y, month, int(until)) if until and int(until) >= int(day) else first
        elif part is not None:
            edge = part.lower()
            if "late" in edge or "end" in edge:
                first = date(y, month, 21)
            elif "mid" in edge:
                first, last = date(y, month, 11), date(y, month, 20)
            else:
                last = date(y, month, 10)
        return first, last

    try:
        if year is not None:
            return _both(of(int(year)))
        assert published is not None
        this = of(published.year)
        past = this if this[0] <= published else of(published.year - 1)
        ahead = this if this[1] >= published else of(published.year + 1)
    except ValueError:
        return None
    return past, ahead


def _of_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _both(days: tuple[date, date]) -> tuple[tuple[date, date], tuple[date, date]]:
    return days, days
