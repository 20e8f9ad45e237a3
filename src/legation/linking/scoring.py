"""How well a candidate fits: by name, state, office and time, with the grounds in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from legation.linking.candidates import Candidate
from legation.linking.subjects import Kind, Post, Subject

MARGIN = 0.1
"""A best candidate that leads the next by less is ambiguous."""

_ALIAS = 0.9
_UNKNOWN = 0.4
_CONTRADICTED = 0.5
_ALIKE = 0.75
_PERSON = {"name": 0.4, "state": 0.2, "office": 0.25, "time": 0.15}
_ORGANIZATION = {"name": 0.6, "state": 0.4}
_IDLE = frozenset({"of", "the", "and", "for", "in", "to"})


@dataclass(frozen=True, slots=True)
class Score:
    """`value` runs from 0 to 1; `grounds` say what fits and what does not."""

    value: float
    grounds: tuple[str, ...]


def score(subject: Subject, candidate: Candidate) -> Score:
    """How well a candidate fits a subject, rounded to two digits.

    What neither confirms nor contradicts counts for less than half of what confirms. Who was born after, or died
    before, all articles that name them fits half as well.
    """
    grounds: dict[str, tuple[float, str]] = {"name": _name(subject, candidate)}
    weights = {"name": 1.0}
    if subject.kind is not Kind.STATES:
        weights = _ORGANIZATION
        grounds["state"] = _state(subject, candidate)
    if subject.kind is Kind.PERSONS:
        weights = _PERSON
        grounds["office"], grounds["time"] = _office(subject, candidate)
    value = sum(weight * grounds[name][0] for name, weight in weights.items())
    told = [ground for _, ground in grounds.values() if ground]
    if _out_of_time(subject, candidate):
        value *= _CONTRADICTED
        told.append("not alive or not there at the time")
    return Score(round(value, 2), tuple(told))


def _name(subject: Subject, candidate: Candidate) -> tuple[float, str]:
    if subject.kind is Kind.STATES:
        return 1.0, "same code"
    if subject.label == candidate.label:
        return 1.0, "same name"
    return _ALIAS, "other name"


def _state(subject: Subject, candidate: Candidate) -> tuple[float, str]:
    if subject.states & candidate.states:
        return 1.0, "same state"
    if not subject.states and not candidate.states and subject.kind is Kind.ORGANIZATIONS:
        return 1.0, "of no state"
    if not subject.states or not candidate.states:
        return _UNKNOWN, ""
    return 0.0, "another state"


def _office(subject: Subject, candidate: Candidate) -> tuple[tuple[float, str], tuple[float, str]]:
    """How offices fit, and how the days fit on which they were held."""
    if not subject.posts or not candidate.posts:
        return (_UNKNOWN, ""), (_UNKNOWN, "")
    pairs = [(ours, theirs) for ours in subject.posts for theirs in candidate.posts if _alike(ours, theirs)]
    if not pairs:
        return (0.0, "another office"), (_UNKNOWN, "")
    held = max(_held(ours, theirs) for ours, theirs in pairs)
    if held == 1.0:
        return (1.0, "same office"), (1.0, "in office at the time")
    return (1.0, "same office"), (held, "" if held else "not in office at the time")


def _alike(ours: Post, theirs: Post) -> bool:
    """Whether two names mean one office: "Foreign Minister of Japan" and "Minister for Foreign Affairs of Japan"."""
    one, other = _words(ours.office), _words(theirs.office)
    least = min(len(one), len(other))
    return least > 1 and len(one & other) >= _ALIKE * least


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - _IDLE


def _held(ours: Post, theirs: Post) -> float:
    """Whether an office was held on some day between those on which articles show it."""
    if not ours.begin or not (theirs.begin or theirs.end):
        return _UNKNOWN
    begin, end = theirs.begin or "0000", theirs.end or "9999"
    return 1.0 if begin <= (ours.end or ours.begin) and ours.begin <= end else 0.0


def _out_of_time(subject: Subject, candidate: Candidate) -> bool:
    if not subject.first:
        return candidate.end != ""
    later = bool(candidate.begin) and candidate.begin > subject.last
    return later or (bool(candidate.end) and candidate.end < subject.first)
