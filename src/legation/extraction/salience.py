"""Which states an article has named so far, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from legation.model import EntityId

_BACK = 4
"""Sentences back to which "the two countries" may point."""


class Salience:
    """Counts the states that the sentences of one article name, in order of the text."""

    def __init__(self) -> None:
        self._counts: Counter[EntityId] = Counter()
        self._latest: list[tuple[EntityId, ...]] = []

    def note(self, states: Iterable[EntityId]) -> None:
        """Takes in the states that the next sentence names, in its order."""
        here = list(states)
        self._counts.update(here)
        self._latest = [*self._latest[1 - _BACK :], tuple(dict.fromkeys(here))]

    def __contains__(self, state: object) -> bool:
        """Whether the article has named a state."""
        return state in self._counts

    def weight(self, states: Iterable[EntityId]) -> tuple[int, int]:
        """How often the article has named the least told of some states, and all of them."""
        counts = [self._counts[state] for state in states]
        return min(counts), sum(counts)

    def most(self, without: Collection[EntityId] = ()) -> EntityId | None:
        """The state named most often, the first named of equals, other than some."""
        found = [(count, state) for state, count in self._counts.items() if state not in without]
        return max(found, key=lambda f: f[0])[1] if found else None

    def pair(
        self, here: Sequence[EntityId] | None = None, without: Collection[EntityId] = ()
    ) -> tuple[EntityId, EntityId] | None:
        """The two states that "the two countries" means: those of the latest sentences, else of the article.

        `here` are the states that the sentence noted last names before those words; all that it names by default. Two
        that no sentence named together give way to the two that the article is about. `without` cannot be meant.
        None where more than two are as likely.
        """
        latest = self._latest[-1] if self._latest else ()
        own = latest if here is None else here
        back = (own, *reversed(self._latest[:-1]))
        found: dict[EntityId, None] = {}
        for states in back:
            found.update(dict.fromkeys(s for s in states if s not in without))
            if len(found) > 1:
                break
        leading = self._leading(without)
        if len(found) != 2:
            return leading
        together = any(found.keys() <= set(states) for states in back)
        if leading is not None and not together and set(own) <= set(leading):
            return leading
        first, second = found
        return first, second

    def _leading(self, without: Collection[EntityId]) -> tuple[EntityId, EntityId] | None:
        """The two states that the article names twice as often as any third."""
        common = [(s, n) for s, n in self._counts.most_common(3 + len(without)) if s not in without]
        if len(common) > 1 and (len(common) == 2 or common[1][1] >= 2 * common[2][1]):
            return common[0][0], common[1][0]
        return None
