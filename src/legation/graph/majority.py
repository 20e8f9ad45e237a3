"""What most reports tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

_Value = TypeVar("_Value", bound=str)
_Thing = TypeVar("_Thing", bound=Hashable)


def most_told(values: Iterable[_Value | None]) -> _Value | None:
    """The value that is told most often, the least among equals; None where none is told."""
    return most_of(Counter(values))


def most_of(told: Mapping[_Value | None, int] | Mapping[_Value, int]) -> _Value | None:
    """The value with the highest number, the least among equals; None where there is none."""
    return min((value for value in told if value), key=lambda value: (-told[value], value), default=None)


def tally(told: Iterable[tuple[_Thing, int]]) -> Counter[_Thing]:
    """How often each thing is told, from numbers of which several may be for one."""
    total: Counter[_Thing] = Counter()
    for thing, times in told:
        total[thing] += times
    return total
