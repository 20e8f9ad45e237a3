"""Quotation marks in pairs: which stretches of a text stand between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from legation.model import Span

# Between two letters a single mark is an apostrophe.
_MARK = re.compile(r"""["“”„«»‟‘'’‚‹›](?:(?<!\w['’‘])|(?!\w))|``""")
_PAIRED = {
    "“": "open",
    "„": "open",
    "«": "open",
    "‟": "open",
    "``": "open",
    "”": "close",
    "»": "close",
    '"': "straight",
}
_LEFT = frozenset("'‘‚‹")
_RIGHT = frozenset("'’›")
_CLIPPED = ("tis ", "twas ", "em ", "til ", "cause ", "n ", "n' ", "n’ ")
_ENDS = frozenset(",.!?…—-")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks: `inner` without the marks, `outer` with them.

    `closed` is False where the paragraph ends before a closing mark: the quotation goes on in the next paragraph.
    """

    inner: Span
    outer: Span
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    begin: int
    end: int


def find(text: str, paragraphs: Iterable[Span]) -> tuple[Quotation, ...]:
    """The quotations of some paragraphs, in order; those inside another are part of it."""
    found: list[Quotation] = []
    for paragraph in paragraphs:
        marks = list(_marks(text, paragraph))
        if marks:
            found.extend(_paired(text, marks, paragraph, not found or found[-1].closed))
    return tuple(found)


def _marks(text: str, paragraph: Span) -> Iterator[_Mark]:
    """The marks of a paragraph; an apostrophe is none.

    A single mark opens before a word and after none; it closes after a word or a point and before none.
    """
    skip = -1
    for match in _MARK.finditer(text, paragraph.begin, paragraph.end):
        begin, end = match.span()
        if begin < skip:
            continue
        mark = match[0]
        kind = _PAIRED.get(mark)
        before = text[begin - 1 : begin]
        after = text[end : end + 1]
        if kind is None:
            if mark == "'" and after == "'":
                kind, end = "close", end + 1
                skip = end
            elif mark in _LEFT and _opens(text, before, end):
                kind = "left"
            elif mark in _RIGHT and (before.isalnum() or before in _ENDS or before in "%);:") and not after.isalnum():
                kind = "right"
            else:
                continue
        yield _Mark(kind, begin, end)


def _opens(text: str, before: str, end: int) -> bool:
    """Whether a single mark after `before` opens: not that of "'90s" or "'em"."""
    after = text[end : end + 1]
    if before.isalnum() or (before and before in '.,!?…)%”"') or not (after.isalnum() or (after and after in '“"…$€£')):
        return False
    return not text[end : end + 2].isdigit() and not text[end : end + 6].lower().startswith(_CLIPPED)


def _paired(text: str, marks: list[_Mark], paragraph: Span, fresh: bool) -> list[Quotation]:
    """The quotations of one paragraph. `fresh`: the paragraph before did not end inside a quotation."""
    found: list[Quotation] = []
    opening: _Mark | None = None
    at = 0
    if not fresh and _closing(text, marks[0], paragraph):
        # The words before a closing mark without an opening one: a paragraph was cut inside a quotation.
        start = _skip(text, paragraph.begin, marks[0].begin)
        if start < marks[0].begin:
            found.append(Quotation(Span(start, marks[0].begin), Span(start, marks[0].end)))
        at = 1
    while at < len(marks):
        mark = marks[at]
        at += 1
        if opening is None:
            if mark.kind == "left":
                end = _partner(text, marks, at)
                if end is not None:
                    found.append(_between(mark, marks[end]))
                    at = end + 1
            elif mark.kind == "open" or (mark.kind == "straight" and _opening(text, mark)):
                opening = mark
        elif mark.kind in {"close", "straight"} or (mark.kind == "open" and text[opening.begin] == "„"):
            if mark.kind == "straight" and text[mark.begin - 1].isspace() and _opening(text, mark):
                opening = mark
                continue
            if mark.begin > opening.end:
                found.append(_between(opening, mark))
            opening = None
    if opening is not None:
        end = paragraph.end
        while end > opening.end and text[end - 1].isspace():
            end -= 1
        if end > opening.end:
            found.append(Quotation(Span(opening.end, end), Span(opening.begin, end), closed=False))
    return found


def _between(opening: _Mark, closing: _Mark) -> Quotation:
    return Quotation(Span(opening.end, closing.begin), Span(opening.begin, closing.end))


def _opening(text: str, mark: _Mark) -> bool:
    """Whether a straight mark can open: before a word and after none. After a digit it tells inches."""
    before = text[mark.begin - 1] if mark.begin else " "
    after = text[mark.end] if mark.end < len(text) else " "
    return not before.isalnum() and not after.isspace()


def _closing(text: str, mark: _Mark, paragraph: Span) -> bool:
    if mark.kind == "close":
        return True
    return mark.kind == "straight" and mark.begin > paragraph.begin and not text[mark.begin - 1].isspace()


def _skip(text: str, begin: int, end: int) -> int:
    while begin < end and text[begin].isspace():
        begin += 1
    return begin


def _partner(text: str, marks: list[_Mark], after: int) -> int | None:
    """Which mark closes a single one: the first after a point, else the first that is no plural possessive."""
    rights = [n for n in range(after, len(marks)) if marks[n].kind == "right"]
    for n in rights:
        if text[marks[n].begin - 1] in _ENDS:
            return n
    return next((n for n in rights if text[marks[n].begin - 1] != "s"), rights[0] if rights else None)
