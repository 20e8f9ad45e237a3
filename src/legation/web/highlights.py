"""The text of a passage cut where marks begin and end: names, triggers and quotations may lie over each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of characters of an article that means something: `kind` is "mention", "trigger" or "said".

    Offsets count characters of the article's text, as those of passages do.
    """

    begin: int
    end: int
    kind: str
    title: str = ""
    href: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same marks; a mark that does not lie over it is None."""

    text: str
    mention: Mark | None = None
    trigger: Mark | None = None
    said: Mark | None = None


def pieces(text: str, begin: int, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """A text that begins at an offset, cut into pieces in order. Joined, their texts are the text.

    Where two marks of one kind lie over the same characters, the longer one is shown.
    """
    end = begin + len(text)
    inside = sorted(
        (mark for mark in marks if mark.begin < end and mark.end > begin and mark.begin < mark.end),
        key=lambda mark: (mark.begin - mark.end, mark.begin),
    )
    cuts = sorted({begin, end, *(cut for m in inside for cut in (m.begin, m.end) if begin < cut < end)})
    found = []
    for first, last in pairwise(cuts):
        over = [mark for mark in inside if mark.begin <= first and last <= mark.end]
        found.append(
            Piece(
                text[first - begin : last - begin],
                mention=next((mark for mark in over if mark.kind == "mention"), None),
                trigger=next((mark for mark in over if mark.kind == "trigger"), None),
                said=next((mark for mark in over if mark.kind == "said"), None),
            )
        )
    return tuple(found)
