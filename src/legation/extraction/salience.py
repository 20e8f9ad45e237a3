"""Which states an article has named so far, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from legation.extraction.actors import Scene
from legation.model import EntityId


class Salience:
    """Counts the states that the sentences of one article name, in order of the text."""

    def __init__(self) -> None:
        self._counts: Counter[EntityId] = Counter()
        self._latest: list[tuple[EntityId, ...]] = []

    def note(self, scene: Scene) -> None:
        """Takes in the names of the next sentence."""
        here: list[EntityId] = []
        for match in scene.names:
            entity = match.forms[0].entity
            if len(match.forms) > 1 and (party := scene.adjective(match.last)) is not None and party.entity is not None:
                entity = party.entity
            if entity.startswith("state/"):
                here.append(entity)
        self._counts.update(here)
        self._latest = [*self._latest[-1:], tuple(dict.fromkeys(here))]

    def __contains__(self, state: object) -> bool:
        """Whether the article has named a state."""
        return state in self._counts

    def most(self, without: Collection[EntityId] = ()) -> EntityId | None:
        """The state named most often, the first named of equals, other than some."""
        found = [(count, state) for state, count in self._counts.items() if state not in without]
        return max(found, key=lambda f: f[0])[1] if found else None

    def pair(self) -> tuple[EntityId, EntityId] | None:
        """The two states that the sentence noted last names, else it and the one before; None unless just two."""
        here = self._latest[-1] if self._latest else ()
        if len(here) < 2 and len(self._latest) > 1:
            here = tuple(dict.fromkeys((*self._latest[0], *here)))
        return (here[0], here[1]) if len(here) == 2 else None
