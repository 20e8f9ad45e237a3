"""The line in which a benchmark tells how one of the budgets of the design is kept, and the reading of such lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARK, _BETWEEN = "budget: ", " | "


@dataclass(frozen=True, slots=True)
class Budget:
    """What was to be kept, the bound, the figure, and "kept" or "missed"."""

    what: str
    bound: str
    figure: str
    verdict: str


def told(what: str, bound: str, figure: str, *, kept: bool) -> bool:
    """Print how a budget is kept. Returns whether it is."""
    print(_MARK + _BETWEEN.join((what, bound, figure, "kept" if kept else "missed")), flush=True)
    return kept


def told_ratio(what: str, least: float, ratio: float) -> bool:
    """The same for a ratio that is to be no less than a bound."""
    return told(what, f"at least {least}x", f"{ratio:.2f}x", kept=ratio >= least)


def read(lines: Iterable[str]) -> Iterator[Budget]:
    """The budgets that the output of benchmarks tells of."""
    for line in lines:
        if line.startswith(_MARK):
            yield Budget(*line.removeprefix(_MARK).strip().split(_BETWEEN))
