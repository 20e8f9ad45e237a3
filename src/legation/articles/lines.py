"""The lines of an article's text as paragraphs, and the features that tell what each one is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_CLOSERS = "\"'”’»›)]）」』】*_ ■□▪◼◆●▲"
_ENDS = frozenset(".!?…。！？．।۔؟։")

_BREAKS = str.maketrans(dict.fromkeys("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
_FOREIGN = re.compile(r"[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufdff\ufe70-\ufefe\uff66-\uffdc\U00010000-\U0003ffff]")
_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum())
_MARKS = str.maketrans(dict.fromkeys("“”„‘’‚«»‹›–—―…·•、。，！？「」『』（）【】\u00a0\u3000\u200b", " "))
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

# Where each script begins in Unicode. Han and Kana are one: Japanese uses both.
_SCRIPTS = (
    (0x0000, "Latin"), (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "Armenian"), (0x0590, "Hebrew"),
    (0x0600, "Arabic"), (0x0780, "other"), (0x0900, "Devanagari"), (0x0980, "Bengali"), (0x0A00, "other"),
    (0x0E00, "Thai"), (0x0E80, "other"), (0x1000, "Burmese"), (0x10A0, "Georgian"), (0x1100, "Hangul"),
    (0x1200, "Ethiopic"), (0x1380, "other"), (0x1780, "Khmer"), (0x1800, "other"), (0x1E00, "Latin"),
    (0x1F00, "Greek"), (0x2000, "Latin"), (0x2E80, "Han"), (0x3130, "Hangul"), (0x3190, "Han"), (0xA000, "other"),
    (0xAC00, "Hangul"), (0xD7B0, "other"), (0xF900, "Han"), (0xFB00, "other"), (0xFB1D, "Hebrew"), (0xFB50, "Arabic"),
    (0xFE00, "other"), (0xFE70, "Arabic"), (0xFEFF, "other"), (0xFF66, "Han"), (0xFFA0, "Hangul"), (0xFFDD, "other"),
    (0x20000, "Han"), (0x40000, "other"),
)  # fmt: skip
_STARTS = [start for start, _ in _SCRIPTS]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: `begin` and `end` in the article's text, and its characters there with a space for each line break.

    `words` counts words, in scripts without spaces two characters as one. `gap` tells that an empty line, or nothing at
    all, stands before it.
    """

    begin: int
    end: int
    text: str
    words: int
    gap: bool

    @property
    def ends(self) -> bool:
        """Whether it ends as a sentence does, quotation marks and brackets aside."""
        return self.text.rstrip(_CLOSERS)[-1:] in _ENDS

    @property
    def prose(self) -> bool:
        """Whether it is long enough, and ends well enough, to be a paragraph of an article."""
        return self.words >= 25 or (self.words >= 8 and self.ends)


def paragraphs(text: str) -> list[Line]:
    """The paragraphs of a text in order: its lines that are not empty, with those that a fixed width broke rejoined."""
    found = list(_lines(text))
    return list(_rejoined(text, found)) if _is_wrapped(found) else found


def weight(text: str) -> int:
    """The number of words, where a script without spaces has one in every two characters."""
    words = len(text.split())
    return words if text.isascii() else words + len(_UNSPACED.findall(text)) // 2


def script(text: str) -> str:
    """The script of most letters of a text, "" where it has no letters."""
    if text.isascii() or not _FOREIGN.search(text):
        return "Latin" if any(map(str.isalpha, text)) else ""
    counted = Counter(_SCRIPTS[bisect_right(_STARTS, ord(c)) - 1][1] for c in text[:2000] if c.isalpha())
    return counted.most_common(1)[0][0] if counted else ""


def main_script(lines: Iterable[Line]) -> str:
    """The script that most of a text's long lines are in."""
    counted: Counter[str] = Counter()
    for line in lines:
        counted[script(line.text)] += line.words * line.words
    del counted[""]
    return counted.most_common(1)[0][0] if counted else ""


def key(text: str) -> str:
    """A text's letters and digits without case: what two copies of a line share."""
    if not text.isascii():
        text = text.translate(_MARKS)
    return text.casefold().encode("utf-8", "surrogatepass").translate(None, _SIGNS).decode("utf-8", "surrogatepass")


def _lines(text: str) -> Iterator[Line]:
    at, gap = 0, True
    for raw in text.splitlines(keepends=True):
        bare = raw.strip()
        if not bare.isascii():
            bare = bare.strip(_INVISIBLE).strip()
        if bare:
            begin = at + raw.find(bare)
            yield Line(begin, begin + len(bare), bare, weight(bare), gap)
        gap = not bare
        at += len(raw)


def _is_wrapped(lines: list[Line]) -> bool:
    pairs = [(a, b) for a, b in pairwise(lines) if not b.gap]
    running = sum(1 for a, b in pairs if 40 <= len(a.text) <= 130 and not a.ends and _goes_on(b.text))
    return (running >= 3 and running * 3 >= len(pairs)) or (running > 0 and running == len(pairs))


def _goes_on(text: str) -> bool:
    return text[:1].islower() and not text.startswith("by ")


def _rejoined(text: str, lines: list[Line]) -> Iterator[Line]:
    width = max((len(line.text) for line in lines if len(line.text) <= 130), default=0)
    pending: list[Line] = []
    for line in lines:
        if pending and (line.gap or len(pending[-1].text) < width * 0.7 or len(pending[-1].text) > 130):
            yield _joined(text, pending)
            pending = []
        pending.append(line)
    if pending:
        yield _joined(text, pending)


def _joined(text: str, lines: list[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    begin, end = lines[0].begin, lines[-1].end
    return Line(begin, end, text[begin:end].translate(_BREAKS), sum(line.words for line in lines), lines[0].gap)
