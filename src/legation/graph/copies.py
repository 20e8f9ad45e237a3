"""Which articles are copies of one text: told by hashes, or by the runs of words that they share."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable

Sketch = tuple[int, ...]
"""The smallest hashes of a text's runs of words, in order: a fair sample of the text, the same for equal texts."""

SHINGLE = 5
"""Words in a run. Two reporters share few runs of five words, a quotation apart; a copy shares nearly all."""

KEPT = 128
"""Hashes in a sketch."""

SHARED = 0.6
"""The share of the shorter text's runs from which two texts are copies: a copy may be cut, or have its own lead."""

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


def independent(texts: Iterable[tuple[str, Sketch]]) -> int:
    """How many of some texts, each given by its content hash and its sketch, were written independently.

    Copies of copies count as one text. The cost grows with the number of texts that share runs, not with all pairs.
    """
    sketches = sorted(dict(sorted(texts)).items())
    if len(sketches) < 2:
        return len(sketches)
    group = list(range(len(sketches)))

    def root(member: int) -> int:
        while group[member] != member:
            member = group[member] = group[group[member]]
        return member

    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, (_, sample) in enumerate(sketches):
        seen = {other for run in sample for other in holders[run]}
        for other in sorted(seen):
            if root(other) != root(number) and overlap(sketches[other][1], sample) >= SHARED:
                group[root(number)] = root(other)
        for run in sample:
            holders[run].append(number)
    return sum(root(number) == number for number in range(len(sketches)))
