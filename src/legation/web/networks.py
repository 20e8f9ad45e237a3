"""Networks as numbers: things on a circle and the ties between them, where a query gives pairs of things."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from legation.web.addresses import Addresses, local_name
from legation.web.rows import Table, text
from legation.web.wording import number

_MOST = 40
_MIDDLE = (360.0, 190.0)
_RADIUS = (200.0, 150.0)
_WIDEST = 6.0


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, in units of the drawing; `anchor` is where its name stands beside it."""

    x: float
    y: float
    name: str
    href: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two things. `style` is "cooperation", "conflict" or "even"."""

    path: str
    width: float
    style: str
    label: str


@dataclass(frozen=True, slots=True)
class Network:
    """The things of a table's pairs, those with most ties first, from the top and with the clock."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]


def drawn(table: Table, addresses: Addresses) -> Network | None:
    """The network of a table whose first two columns with labels are things, and whose first column of figures tells
    how many ties there are; a column `balance` tells of which kind. None without a pair, and above 40 things the rest
    is left out.
    """
    ends = [name for name in table.columns if f"{name}Label" in table.columns][:2]
    if len(ends) < 2:
        return None
    counted = next((name for name in table.columns if name not in ends and not name.endswith("Label")), "")
    pairs = [(row, text(row, ends[0]), text(row, ends[1])) for row in table.rows]
    pairs = [pair for pair in pairs if pair[1] and pair[2]]
    names = {text(row, end): text(row, f"{end}Label") for row, _, _ in pairs for end in ends}
    degree = {thing: sum(thing in pair[1:] for pair in pairs) for thing in names}
    kept = sorted(names, key=lambda thing: (-degree[thing], names[thing], thing))[:_MOST]
    if not kept:
        return None
    places = {thing: _place(at, len(kept)) for at, thing in enumerate(kept)}
    most = max((_count(text(row, counted)) for row, _, _ in pairs), default=1.0)
    ties = []
    for row, one, other in pairs:
        if one in places and other in places:
            many = _count(text(row, counted))
            label = f"{names[one]} – {names[other]}: {number(text(row, counted) or '1')}"
            path = _path(places[one], places[other])
            ties.append(Tie(path, round(1 + (_WIDEST - 1) * many / most, 1), _style(text(row, "balance")), label))
    nodes = tuple(
        Node(x, y, names[thing] or local_name(thing), addresses.link(thing), _anchor(x))
        for thing, (x, y) in places.items()
    )
    return Network(2 * _MIDDLE[0], 2 * _MIDDLE[1], nodes, tuple(ties))


def _place(at: int, many: int) -> tuple[float, float]:
    angle = 2 * pi * at / many - pi / 2
    return round(_MIDDLE[0] + _RADIUS[0] * cos(angle), 1), round(_MIDDLE[1] + _RADIUS[1] * sin(angle), 1)


def _path(one: tuple[float, float], other: tuple[float, float]) -> str:
    """A curve that bends to the middle; a ring for what a thing does to itself."""
    if one == other:
        return f"M{one[0]} {one[1]}m-7 -7a7 7 0 1 1 14 0a7 7 0 1 1 -14 0"
    bend = [round((a + b + 2 * middle) / 4, 1) for a, b, middle in zip(one, other, _MIDDLE, strict=True)]
    return f"M{one[0]} {one[1]}Q{bend[0]} {bend[1]} {other[0]} {other[1]}"


def _anchor(x: float) -> str:
    return "start" if x > _MIDDLE[0] + 1 else "end" if x < _MIDDLE[0] - 1 else "middle"


def _count(value: str) -> float:
    try:
        return abs(float(value))
    except ValueError:
        return 1.0


def _style(balance: str) -> str:
    value = float(balance or 0)
    return "cooperation" if value > 0 else "conflict" if value < 0 else "even"
