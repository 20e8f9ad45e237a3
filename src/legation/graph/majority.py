"""What most reports tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

_Value = TypeVar("_Value", bound=str)


def most_told(values: Iterable[_Value | None]) -> _Value | None:
    """The value that is told most often, the least among equals; None where none is told."""
    told = Counter(value for value in values if value)
    return min(told, key=lambda value: (-told[value], value), default=None)
