"""The clauses of one sentence while they are read: what has been told and used up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from legation.extraction.actors import Scene
from legation.extraction.days import When
from legation.extraction.events.acts import Act, Context
from legation.extraction.lexicon import Lexicon
from legation.extraction.parse import Sentence, Token
from legation.extraction.salience import Salience
from legation.model import Mention

_CONJUNCTIONS = frozenset("as after while when since because although though".split())


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
    apart: set[int] = field(default_factory=set)
    """The verbs that the parse hangs on what is said, but that tell what whoever says so does beside it."""
    phrasal: dict[int, set[str]] = field(default_factory=dict)
    """The words that each verb has been found to form with its particles."""
    sentence: Sentence = field(init=False)
    """The sentence that is coded."""

    def __post_init__(self) -> None:
        self.sentence = self.scene.sentence

    @abstractmethod
    def visit(self, v: int, ctx: Context) -> list[Act]:
        """The acts of the clause of `v` and of the clauses below it that it does not use up."""

    def consume(self, complement: int) -> None:
        """Marks a clause or phrase as told, without the relative clauses and the circumstances in it."""
        s = self.sentence
        apart = {i for i in s.subtree(complement) if s.tokens[i].dep == "relcl"}
        for i in self.circumstances(complement):
            apart.update(s.subtree(i))
        told = [i for i in s.subtree(complement) if i not in apart]
        self.used.update(told)
        self.visited.update(told)

    def circumstances(self, complement: int) -> set[int]:
        """The heads of the phrases and clauses below another that tell what went with its act."""
        below = (self.sentence.tokens[i] for i in self.sentence.subtree(complement) if i != complement)
        return {token.index for token in below if self._circumstance(token)}

    def _circumstance(self, token: Token) -> bool:
        """Whether a phrase or clause tells what went with an act: "as the two resumed talks", "after a meeting of"."""
        s = self.sentence
        if token.dep == "advcl":
            return s.child(token.index, "nsubj", "nsubjpass") is not None and any(
                c.lower in _CONJUNCTIONS for c in s.children(token.index, "mark", "advmod")
            )
        if token.dep != "prep" or token.lower not in {"after", "during", "following"}:
            return False
        meetings = self.lexicon.noun_classes["TALKS"]
        return any(c.lemma in meetings for c in s.children(token.index, "pobj"))

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
