"""Which articles are copies of one text: told by hashes, or by the runs of words that they share."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

Sketch = tuple[int, ...]
"""The smallest hashes of a text's runs of words, in order: a fair sample of the text, the same for equal texts."""

SHINGLE = 5
"""Words in a run. Two reporters share few runs of five words, a quotation apart; a copy shares nearly all."""

KEPT = 128
"""Hashes in a sketch."""

SHARED = 0.6
"""The share of the shorter text's runs from which two texts are copies: a copy may be cut, or have its own lead."""

SHARED_PASSAGE = 0.8
"""The same for single sentences, which hold more names and set phrases."""

_FEWEST = 8
_WORD = re.compile(r"\w+")


def sketch(sentences: Iterable[str]) -> Sketch:
    """The sketch of a text given in sentences; empty where it has fewer words than a run."""
    plain = " ".join(sentences).casefold()
    words = [word.encode("utf-8", "replace") for word in _WORD.findall(plain)]
    runs = {zlib.crc32(b" ".join(words[start : start + SHINGLE])) for start in range(len(words) - SHINGLE + 1)}
    return tuple(sorted(runs)[:KEPT])


def overlap(one: Sketch, other: Sketch) -> float:
    """The estimated share of the shorter text's runs that the longer one has, from 0 to 1.

    Both samples are cut at the same hash, so that they are samples at the same rate. Too few runs to tell give 0.
    """
    if one == other:
        return 1.0 if one else 0.0
    full = [sample[-1] for sample in (one, other) if len(sample) == KEPT]
    left, right = ({run for run in sample if not full or run <= min(full)} for sample in (one, other))
    shorter = min(len(left), len(right))
    return len(left & right) / shorter if shorter >= _FEWEST else 0.0


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """An article as the source of something: its hash, its sketch, and those of the sentences that tell that."""

    digest: str
    sketch: Sketch = ()
    passages: tuple[Sketch, ...] = ()

    def is_copy(self, other: Text) -> bool:
        """Whether two articles are one text, or one has all its sentences on the thing from the other."""
        if self.digest == other.digest or overlap(self.sketch, other.sketch) >= SHARED:
            return True
        return any(
            told and all(any(overlap(one, its) >= SHARED_PASSAGE for its in others) for one in told)
            for told, others in ((self._long, other._long), (other._long, self._long))
        )

    @property
    def _long(self) -> list[Sketch]:
        """The sentences that two reporters would not write alike by chance."""
        return [passage for passage in self.passages if len(passage) >= _FEWEST]

    @property
    def runs(self) -> set[int]:
        """All hashes, one of which two copies share."""
        return {run for sample in (self.sketch, *self.passages) for run in sample}


def independent(texts: Iterable[Text]) -> int:
    """How many of some texts were written independently.

    Copies of copies count as one text. The cost grows with the number of texts that share runs, not with all pairs.
    """
    unlike = sorted({text.digest: text for text in sorted(texts)}.values())
    group = list(range(len(unlike)))

    def root(member: int) -> int:
        while group[member] != member:
            member = group[member] = group[group[member]]
        return member

    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, text in enumerate(unlike if len(unlike) > 1 else ()):
        runs = text.runs
        for other in sorted({other for run in runs for other in holders[run]}):
            if root(other) != root(number) and unlike[other].is_copy(text):
                group[root(number)] = root(other)
        for run in runs:
            holders[run].append(number)
    return sum(root(number) == number for number in range(len(unlike)))
