"""To whom an act answers whose object only points back: "rejected the protest", "welcomed the move"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from legation.extraction import tables
from legation.extraction.actors.cast import Deed
from legation.extraction.events.acts import HOSTILE, Act, who
from legation.extraction.events.clauses import Clauses
from legation.model import EventType, Party, Status

_T = EventType
_ANSWERS = frozenset({_T.REJECT, _T.ACCUSE, _T.SUPPORT, _T.THREATEN, _T.AGREE, _T.CONCEDE, _T.REQUEST, _T.PROTEST})
_DEEDS = frozenset(EventType) - {_T.ACCUSE, _T.REJECT, _T.REQUEST, _T.THREATEN, _T.PROTEST, _T.CONSULT, _T.AGREE}
"""What "the move" may mean: not what somebody said, thanks and praise left out."""
_DONE = frozenset({Status.OCCURRED, Status.ONGOING})
_DEFINITE = frozenset({"the", "that", "this", "these", "those", "such"})
_COMPLEMENTS = ("dobj", "nsubjpass", "prt", "xcomp", "ccomp")
_TO_WHAT = frozenset({"to", "on", "with", "about"})
_BACK = 15
"""Passages back to which such words may point, unless they repeat the word of the act."""
_JUST = 2
"""Passages in which a deed is told again: "gunmen killed two soldiers; the patrol came under fire"."""
_BLOWS = frozenset({_T.ASSAULT})
_STEM = 5
"""Letters by which "withdrawal" and "withdrew" are known for one word."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a word may mean: the types and the mode of an act, any deed, or what hit whoever answers."""

    types: frozenset[EventType]
    mode: str = ""
    deed: bool = False
    hit: bool = False


def targets(clauses: Clauses, act: Act) -> tuple[Party, ...]:
    """Whoever did what an act answers to; empty where its words do not point back, or nothing told before fits.

    An act that hit the one who answers is meant before others, and that of the same word before all.
    """
    if act.type not in _ANSWERS or not act.sources:
        return ()
    codes = {p.code for p in act.sources if p.code}
    here = clauses.sentence.passage.number
    others = [
        d
        for d in reversed(clauses.scene.cast.deeds)
        if d.report.passage <= here
        and d.report.status is not Status.DENIED
        and not codes & {p.code for p in d.report.sources}
    ]
    near = [d for d in others if here - d.report.passage <= _BACK]
    aimed = [d for d in near if codes & {p.code for p in d.report.targets}]
    for index, kind in _pointers(clauses, act):
        stem = clauses.sentence.tokens[index].lower[:_STEM]
        same = [d for d in others if any(w.startswith(stem) for w in d.words)]
        rest = [] if kind.hit else [d for d in (*same, *near) if any(map(who, d.report.sources))]
        fitting = [*aimed, *rest]
        meant = [d for d in fitting if _fits(clauses, d, kind)] or [d for d in aimed if d.report.type in HOSTILE]
        if meant:
            span = clauses.sentence.span([index])
            return tuple(replace(p, span=span) for p in meant[0].report.sources if who(p))
    return ()


def retold(clauses: Clauses, act: Act) -> bool:
    """Whether an act that names no doer only tells again whom a deed hit that was told just before."""
    codes = {p.code for p in act.targets if p.code}
    if act.type not in _BLOWS or any(map(who, act.sources)) or not codes:
        return False
    here = clauses.sentence.passage.number
    return any(
        d.report.type is act.type
        and 0 < here - d.report.passage <= _JUST
        and any(map(who, d.report.sources))
        and codes == {p.code for p in d.report.targets if p.code}
        for d in clauses.scene.cast.deeds
    )


def _fits(clauses: Clauses, deed: Deed, kind: _Kind) -> bool:
    report = deed.report
    if report.type not in kind.types or (kind.mode and report.mode != kind.mode):
        return False
    praise = clauses.lexicon.verb_classes["PRAISE"]
    return not kind.deed or (report.status in _DONE and not any(word in praise for word in deed.words))


def _pointers(clauses: Clauses, act: Act) -> Iterator[tuple[int, _Kind]]:
    """The words of an act that point back, with what they may mean."""
    s = clauses.sentence
    for index in act.words:
        token = s.tokens[index]
        kind = _kinds().get(token.lemma)
        definite = token.pos == "NOUN" and any(c.lower in _DEFINITE for c in s.children(index, "det"))
        definite |= token.dep == "appos" and s.child(index, "relcl") is not None  # "..., a charge that Chad rejected"
        if kind is not None and (kind.hit or definite):
            yield index, kind
        elif kind is not None and token.pos == "VERB" and not s.children(index, *_COMPLEMENTS):
            if not any(c.lower in _TO_WHAT for c in s.children(index, "prep")):  # "Brasília agreed at once"
                yield index, replace(kind, hit=True)


@cache
def _kinds() -> Mapping[str, _Kind]:
    """The table `answers.csv`."""
    found = {}
    for row in tables.rows("answers"):
        types, _, mode = row["types"].partition(":")
        if types == "*":
            found[row["word"]] = _Kind(_DEEDS, deed=True)
        elif types == "!":
            found[row["word"]] = _Kind(HOSTILE | {_T.ACCUSE}, hit=True)
        else:
            found[row["word"]] = _Kind(frozenset(EventType(name) for name in types.split()), mode)
    return found
