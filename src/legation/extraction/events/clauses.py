"""The clauses of one sentence while they are read: what has been told and used up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from legation.extraction.actors import Scene
from legation.extraction.days import When
from legation.extraction.events.acts import Act, Context
from legation.extraction.lexicon import Lexicon
from legation.extraction.parse import Sentence
from legation.extraction.salience import Salience
from legation.model import Mention


@dataclass(slots=True)
class Clauses(ABC):
    """The clauses of one sentence."""

    scene: Scene
    lexicon: Lexicon
    days: tuple[When, ...] = ()
    """The expressions of time in the sentence."""
    topics: tuple[Mention, ...] = ()
    """The issues that it names."""
    salience: Salience | None = None
    used: set[int] = field(default_factory=set)
    visited: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    """The verbs that stand with "will not": an act of good will that is so refused is a REJECT."""
    phrasal: dict[int, set[str]] = field(default_factory=dict)
    """The words that each verb has been found to form with its particles."""

    @property
    def sentence(self) -> Sentence:
        """The sentence that is coded."""
        return self.scene.sentence

    @abstractmethod
    def visit(self, v: int, ctx: Context) -> list[Act]:
        """The acts of the clause of `v` and of the clauses below it that it does not use up."""

    def consume(self, complement: int) -> None:
        """Marks a clause or phrase as told, without the relative clauses in it."""
        s = self.sentence
        for i in s.subtree(complement):
            token = s.tokens[i]
            if token.dep in {"relcl"}:
                continue
            self.used.add(i)
            self.visited.add(i)

    def use_object(self, v: int, says: bool = True) -> None:
        """The object's own event noun is part of what the verb tells, and no event beside it; so are the participles
        and adjectives that say something of the object, unless the verb itself `says` nothing.
        """
        s = self.sentence
        for child in s.children(v, "dobj", "nsubjpass"):
            self.used.update(self.scene.heads(child.index))
            for i in s.subtree(child.index):
                token = s.tokens[i]
                if not says and token.index > token.head and token.dep in {"acl", "amod"}:
                    continue
                if token.dep in {"acl", "pobj", "poss", "pcomp", "amod", "compound"}:
                    self.used.add(i)
