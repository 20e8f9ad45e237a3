"""Maps as numbers: where each dot of a drawing stands. Capitals give the shape of the land; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, sqrt
from unicodedata import east_asian_width

from flask_babel import gettext, ngettext

from legation.web.addresses import Addresses
from legation.web.rows import Row, Table, text
from legation.web.wording import number

_WIDTH = 720
_MARGIN = 6.0
_LEAST_SPAN = 40.0
_LETTER = 8.5
_LINE = 18.0
"""Width of a letter and height of a line, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place, in units of the drawing. `style` is "cooperation", "conflict" or "even"."""

    x: float
    y: float
    radius: float
    href: str
    label: str
    name: str
    side: str
    """Where its name stands: "left", "right", or nowhere, where there is no room."""
    style: str


@dataclass(frozen=True, slots=True)
class Map:
    """Degrees of latitude and longitude as a plane, cut to where the dots are."""

    width: float
    height: float
    ground: tuple[tuple[float, float], ...]
    """The capitals that lie within it."""
    meridians: tuple[float, ...]
    parallels: tuple[float, ...]
    dots: tuple[Dot, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class _Window:
    west: float
    east: float
    south: float
    north: float

    @property
    def scale(self) -> float:
        return _WIDTH / (self.east - self.west)

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        return round((longitude - self.west) * self.scale, 1), round((self.north - latitude) * self.scale, 1)

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


def drawn(table: Table, ground: Table, addresses: Addresses) -> Map | None:
    """The map of rows with `place`, `latitude`, `longitude` and `events`, the busiest first; None where none has both.

    `ground` has the same columns for the places that only show where the land is.
    """
    rows = [(row, *spot) for row in table.rows if (spot := _spot(row))]
    if not rows:
        return None
    window = _window([(longitude, latitude) for _, longitude, latitude in rows])
    dots = _named([_dot(row, window.place(*spot), addresses) for row, *spot in rows])
    spots = [spot for row in ground.rows if (spot := _spot(row)) and window.holds(*spot)]
    step = 30 if window.east - window.west > 120 else 10
    _, height = window.place(window.west, window.south)
    busiest = ", ".join(
        f"{dot.name} {number(text(row, 'events'))}" for dot, (row, *_) in zip(dots[:3], rows, strict=False)
    )
    return Map(
        width=_WIDTH,
        height=height,
        ground=tuple(dict.fromkeys(window.place(*spot) for spot in spots)),
        meridians=tuple(window.place(degree, 0)[0] for degree in _degrees(window.west, window.east, step)),
        parallels=tuple(window.place(0, degree)[1] for degree in _degrees(window.south, window.north, step)),
        dots=dots,
        summary=ngettext(
            "%(count)s place, most events: %(busiest)s.",
            "%(count)s places, most events: %(busiest)s.",
            len(dots),
            count=number(len(dots)),
            busiest=busiest,
        ),
    )


def _dot(row: Row, spot: tuple[float, float], addresses: Addresses) -> Dot:
    events = int(text(row, "events") or 1)
    balance = float(text(row, "balance") or 0)
    name = text(row, "placeLabel")
    return Dot(
        x=spot[0],
        y=spot[1],
        radius=round(3 + 2 * sqrt(events), 1),
        href=addresses.link(text(row, "place")),
        label=f"{name}: {', '.join(_figures(row, events, balance))}",
        name=name,
        side="",
        style="cooperation" if balance > 0 else "conflict" if balance < 0 else "even",
    )


def _figures(row: Row, events: int, balance: float) -> Iterator[str]:
    yield ngettext("%(count)s event", "%(count)s events", events, count=number(events))
    if "balance" in row:
        yield gettext("balance %(number)s", number=number(str(balance)))


def _named(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """The dots with the side of their names: the first dots first, and no name over another name or a dot."""
    taken = [(dot.x - dot.radius, dot.x + dot.radius, dot.y - dot.radius, dot.y + dot.radius) for dot in dots]
    found = []
    for at, dot in enumerate(dots):
        chosen = ""
        others = [*taken[:at], *taken[at + 1 :]]
        long = dot.radius + 3 + _LETTER * _letters(dot.name)
        for side, begin, end in (
            ("right", dot.x + dot.radius, dot.x + long),
            ("left", dot.x - long, dot.x - dot.radius),
        ):
            box = (begin, end, dot.y - _LINE / 2, dot.y + _LINE / 2)
            if begin >= 0 and end <= _WIDTH and not any(_overlap(box, other) for other in others):
                taken.append(box)
                chosen = side
                break
        found.append(replace(dot, side=chosen))
    return tuple(found)


def _letters(name: str) -> int:
    """The length of a name in letters; signs of Korean, Chinese and Japanese are twice as wide."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in name)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _spot(row: Row) -> tuple[float, float] | None:
    try:
        longitude, latitude = float(text(row, "longitude")), float(text(row, "latitude"))
    except ValueError:
        return None
    return (longitude, latitude) if -180 <= longitude <= 180 and -90 <= latitude <= 90 else None


def _window(spots: Iterable[tuple[float, float]]) -> _Window:
    longitudes, latitudes = zip(*spots, strict=True)
    west, east = _widened(min(longitudes), max(longitudes), _LEAST_SPAN, 180)
    south, north = _widened(min(latitudes), max(latitudes), (east - west) / 2.4, 90)
    return _Window(west, east, south, north)


def _widened(low: float, high: float, least: float, end: float) -> tuple[float, float]:
    """A span of degrees with a margin, at least so wide, within the ends of the world."""
    more = max(_MARGIN, (least - (high - low)) / 2)
    low, high = max(low - more, -end), min(high + more, end)
    return (low, high) if high - low >= least else (max(high - least, -end), min(low + least, end))


def _degrees(low: float, high: float, step: int) -> range:
    return range(ceil(low / step) * step, floor(high / step) * step + 1, step)
