"""Charts as numbers: where each bar of a drawing begins and how long it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from flask_babel import gettext

from legation.web.rows import Row, text
from legation.web.wording import day, number, short_month

_HEIGHT = 160
_MIDDLE_GAP = 1
_STEP = 40
_WIDTH = 480
_FEWEST_MONTHS = 12
_MOST_MONTHS = 240


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of a chart, in units of the drawing; `up` and `down` are lengths from the middle line."""

    x: float
    width: float
    up: float
    down: float
    balance: float
    """The height of the balance of both."""
    label: str
    short: str
    """What stands below the bar; empty where there is no room."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Cooperation above and conflict below a line, month by month, months without events included."""

    width: float
    height: float
    middle: float
    top: str
    bottom: str
    bars: tuple[Bar, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Line:
    """One column of figures: `path` is what SVG draws, `dots` the place and the words of each figure."""

    name: str
    path: str
    dots: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Columns of figures along the rows of a table, one line each."""

    width: float
    height: float
    zero: float
    top: str
    bottom: str
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    summary: str


def lines(rows: Sequence[Row], along: str, measured: Mapping[str, str]) -> Lines | None:
    """The chart of some columns of figures, given with their headings, along another; None without two rows."""
    if len(rows) < 2 or not measured:
        return None
    figures = {name: [_number(row, name) for row in rows] for name in measured}
    every = [value for values in figures.values() for value in values]
    high, low = max(*every, 0.0), min(*every, 0.0)
    scale = (_HEIGHT - 2 * _MIDDLE_GAP) / ((high - low) or 1)
    step = max(_STEP, _WIDTH / len(rows))
    names = [day(text(row, along)) for row in rows]

    def place(at: int, value: float) -> tuple[float, float]:
        return round((at + 0.5) * step, 2), round((high - value) * scale + _MIDDLE_GAP, 2)

    drawn = []
    for name, heading in measured.items():
        points = [place(at, value) for at, value in enumerate(figures[name])]
        words = [f"{names[at]}: {heading} {number(str(value))}" for at, value in enumerate(figures[name])]
        path = "M" + "L".join(f"{x} {y}" for x, y in points)
        drawn.append(Line(heading, path, tuple((x, y, word) for (x, y), word in zip(points, words, strict=True))))
    every_nth = max(1, len(rows) // 12)
    return Lines(
        width=round(len(rows) * step, 2),
        height=_HEIGHT,
        zero=place(0, 0.0)[1],
        top=number(str(round(high, 1))),
        bottom=number(str(round(low, 1))),
        lines=tuple(drawn),
        ticks=tuple((place(at, 0.0)[0], name) for at, name in enumerate(names) if at % every_nth == 0),
        summary=f"{names[0]} – {names[-1]}",
    )


def months(rows: Sequence[Row]) -> Chart | None:
    """The chart of rows with `month`, `cooperation`, `conflict` and `balance`; None where no row has a month.

    At least 12 months up to the newest are drawn, and at most 240.
    """
    figures = {text(row, "month"): row for row in rows if _index(text(row, "month")) is not None}
    if not figures:
        return None
    spanned = _spanned(min(figures), max(figures))
    sums = [(_number(figures.get(month), "cooperation"), _number(figures.get(month), "conflict")) for month in spanned]
    high = max((up for up, _ in sums), default=0.0)
    low = min((down for _, down in sums), default=0.0)
    scale = (_HEIGHT - 2 * _MIDDLE_GAP) / ((high - low) or 1)
    middle = high * scale + _MIDDLE_GAP
    every = max(1, len(spanned) // 12)
    bars = []
    for place, (month, (up, down)) in enumerate(zip(spanned, sums, strict=True)):
        bars.append(
            Bar(
                x=place * _STEP + 7,
                width=_STEP - 14,
                up=round(up * scale, 2),
                down=round(-down * scale, 2),
                balance=round(middle - (up + down) * scale, 2),
                label=_told(day(month), up, down),
                short=_short(month, place == 0) if place % every == 0 else "",
            )
        )
    total_up, total_down = sum(up for up, _ in sums), sum(down for _, down in sums)
    return Chart(
        width=len(spanned) * _STEP,
        height=_HEIGHT,
        middle=round(middle, 2),
        top=number(str(round(high, 1))),
        bottom=number(str(round(low, 1))),
        bars=tuple(bars),
        summary=_told(_span(max(min(figures), spanned[0]), spanned[-1]), total_up, total_down) + ".",
    )


def _spanned(first: str, last: str) -> list[str]:
    begin, end = _index(first), _index(last)
    assert begin is not None
    assert end is not None
    begin = min(max(begin, end - _MOST_MONTHS + 1), end - _FEWEST_MONTHS + 1)
    return [f"{index // 12:04d}-{index % 12 + 1:02d}" for index in range(begin, end + 1)]


def _index(month: str) -> int | None:
    year, _, number_ = month.partition("-")
    if len(month) == 7 and year.isdigit() and number_.isdigit() and 1 <= int(number_) <= 12:
        return int(year) * 12 + int(number_) - 1
    return None


def _told(when: str, up: float, down: float) -> str:
    figures = {"cooperation": number(str(round(up, 2))), "conflict": number(str(round(down, 2)))}
    return gettext("%(when)s: cooperation %(cooperation)s, conflict %(conflict)s", when=when, **figures)


def _span(first: str, last: str) -> str:
    return day(first) if first == last else gettext("%(first)s to %(last)s", first=day(first), last=day(last))


def _short(month: str, first: bool) -> str:
    return short_month(month) + (f" ’{month[2:4]}" if first or month.endswith("-01") else "")


def _number(row: Row | None, column: str) -> float:
    try:
        return float(Decimal(text(row, column))) if row else 0.0
    except InvalidOperation:
        return 0.0
