"""What a predicate tells, before it becomes a report: acts, and what makes two of them one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from legation.model import EventType, Party, Status

_T = EventType
HOSTILE = frozenset({_T.THREATEN, _T.PROTEST, _T.SANCTION, _T.MOBILIZE, _T.COERCE, _T.ASSAULT})
FRIENDLY = frozenset({_T.AGREE, _T.CONSULT, _T.SUPPORT, _T.COOPERATE, _T.AID, _T.CONCEDE, _T.RETREAT})
MUTUAL = frozenset({_T.AGREE, _T.CONSULT, _T.COOPERATE})
AT_OTHERS = HOSTILE | {_T.ACCUSE, _T.SUPPORT, _T.REJECT, _T.REQUEST}
"""What is done to others: "its shelling of the town" is not aimed at whose it is."""
REVERSED = {
    **dict.fromkeys((_T.AID, _T.COOPERATE, _T.CONSULT, _T.SUPPORT), _T.SANCTION),
    **dict.fromkeys((_T.ASSAULT, _T.MOBILIZE, _T.SANCTION, _T.COERCE), _T.RETREAT),
    _T.PROTEST: _T.CONCEDE,
    _T.AGREE: _T.REJECT,
}
"""What the end of an act is."""
_TO_SOMEBODY = frozenset({_T.AGREE, _T.CONSULT, _T.COOPERATE, _T.REQUEST})


@dataclass(frozen=True, slots=True)
class Act:
    """One act as read from a predicate, before it becomes a report."""

    type: EventType | None
    index: int
    words: tuple[int, ...]
    sources: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    reciprocal: bool = False
    mode: str = ""
    contexts: tuple[str, ...] = ()
    status: Status = Status.OCCURRED
    speaker: Party | None = None
    confidence: float = 0.8
    again: int | None = None
    """The word that tells the act again, with its place."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a clause inherits from those above it."""

    subject: tuple[Party, ...] = ()
    status: Status = Status.OCCURRED
    speaker: Party | None = None
    depth: int = 0
    patient: tuple[int, ...] = ()
    """Heads of the noun phrases that a participle or relative clause says something of, as its object."""


def same(a: Party, b: Party) -> bool:
    """Whether two parties are one actor."""
    if a.entity is not None or b.entity is not None:
        return a.entity == b.entity
    return a.span == b.span


def among(party: Party, others: Iterable[Party]) -> bool:
    """Whether a party is one of others."""
    return any(same(party, other) for other in others)


def unique(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The parties, each actor once."""
    found: list[Party] = []
    for party in parties:
        if not any(same(party, other) for other in found):
            found.append(party)
    return tuple(found)


def joined(acts: list[Act], named: Callable[[Party], bool]) -> list[Act]:
    """Acts of one type of which one lacks the party that the other has, made one: "killed 23 when they blew up ...".

    A party without a state that is `named` all the same is no lack.
    """
    found: list[Act] = []
    for act in acts:
        for n, other in enumerate(found):
            if other.type is not act.type or other.status is not act.status or act.reciprocal or other.reciprocal:
                continue
            if _blow(act, other):
                found[n] = replace(other, again=act.index)
                break
            sources, targets = _codes(act.sources), _codes(act.targets)
            theirs, them = _codes(other.sources), _codes(other.targets)
            if any(named(t) for a, codes in ((act, targets), (other, them)) for t in a.targets if not codes):
                continue
            if (not sources or not theirs or sources == theirs) and (not targets or not them or targets == them):
                found[n] = replace(
                    other,
                    sources=other.sources if theirs or not sources else act.sources,
                    targets=other.targets if them or not targets else act.targets,
                    confidence=max(other.confidence, act.confidence),
                )
                break
        else:
            found.append(act)
    return found


def _blow(act: Act, other: Act) -> bool:
    """Whether an assault on a place only is one on somebody told again: "killed two when they struck a road"."""
    same_doer = bool(act.sources) and {p.span for p in act.sources} == {p.span for p in other.sources}
    place = not any(t.entity or t.sector for t in act.targets)
    return act.type is _T.ASSAULT and same_doer and place and any(t.entity or t.sector for t in other.targets)


def who(party: Party) -> bool:
    """Whether a party is somebody in particular."""
    return bool(party.entity or party.code or party.sector)


def _codes(parties: tuple[Party, ...]) -> set[str]:
    return {p.code for p in parties if p.code}


def distinct(acts: Iterable[Act], animate: Callable[[Party], bool]) -> list[Act]:
    """The acts that name an actor and that no mere thing does, each once, in order of the text."""
    found: list[Act] = []
    for told in sorted((a for a in acts if a.type is not None), key=lambda a: a.index):
        act = told
        if not any(map(who, (*act.sources, *act.targets))):
            continue
        if act.sources and act.type is not _T.ASSAULT:
            if not any(p.entity or p.sector or animate(p) for p in act.sources):
                continue  # "South Korea's main index retreated"
        if act.type in _TO_SOMEBODY:
            act = replace(act, targets=tuple(t for t in act.targets if who(t) or animate(t)))
        key = (act.type, {p.entity or p.span for p in act.sources}, {p.entity or p.span for p in act.targets})
        if any(
            key == (f.type, {p.entity or p.span for p in f.sources}, {p.entity or p.span for p in f.targets})
            for f in found
        ):
            continue
        found.append(act)
    return found
