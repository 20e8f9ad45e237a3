"""What the noun phrases of a sentence refer to: what is known so far, and the way to know more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass, field

from legation.extraction.actors.cast import Cast
from legation.extraction.actors.phrases import Phrases
from legation.extraction.names import NameMatch
from legation.gazetteer import Form
from legation.model import EntityId, Party


@dataclass(slots=True)
class Referents(Phrases, ABC):
    """One sentence of an article, and who has been found in it so far."""

    cast: Cast
    resolved: dict[int, Party | None] = field(init=False, default_factory=dict)
    """Whom the noun phrase of each head names."""
    places: dict[int, EntityId] = field(init=False, default_factory=dict)
    """The places that heads name where a state acts for them."""
    states_in: dict[int, EntityId | None] = field(init=False, default_factory=dict)
    """The first state that the noun phrase of each head speaks of."""
    several: dict[int, tuple[Party, ...]] = field(init=False, default_factory=dict)
    """The actors of each head that stands for several."""
    body_before: Party | None = field(init=False, default=None)
    """The state or organisation that was named last before the sentence."""
    only: list[EntityId | None] = field(init=False, default_factory=list)
    """The one state that the sentence speaks of, as soon as that is known."""

    def _before(self) -> Collection[EntityId]:
        return self.cast.named

    @abstractmethod
    def party(self, head: int) -> Party | None:
        """The actor that a noun phrase names, or None where it names none."""

    @abstractmethod
    def parties(self, head: int, anyone: bool = False) -> tuple[Party, ...]:
        """Everyone that a noun phrase with its coordinated ones stands for."""

    def chosen(self, match: NameMatch) -> Form | None:
        """The form that an ambiguous name means here: one whose thing was named before, else the first.

        The rarer meaning of a name counts only where the article names its thing by another name and not that of the
        usual meaning: "Brussels" where the European Union is spoken of and Belgium is not.
        """
        if len(match.forms) == 1:
            return match.forms[0]
        named = self.cast.named
        usual = [f for f in match.forms if not f.weak]
        if not any(f.entity in named for f in usual):
            if rarer := next((f for f in match.forms if f.weak and f.entity in named), None):
                return rarer
        seen = {p.entity for p in self.resolved.values() if p}
        return next((f for f in usual if f.entity in seen), usual[0])
