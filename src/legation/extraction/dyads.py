"""Whose relations a noun means: "US-China ties", "its alliance with Japan", "relations between the two countries"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from legation.extraction import sides
from legation.extraction.actors import Scene
from legation.extraction.parse import Token
from legation.extraction.salience import Salience
from legation.model import EntityId, Party, Span

_TO = ("with", "to", "toward", "towards")
_OTHERS = frozenset(
    {"country", "nation", "side", "neighbour", "neighbor", "government", "state", "capital", "ally", "rival", "power"}
    | {"leader", "party"}
)
_MOST = 4

Pairs = list[tuple[EntityId, EntityId]]


@dataclass(frozen=True, slots=True)
class Dyads:
    """Finds the parties of relations in one sentence.

    `speaker` tells whose words a stretch of it is; `prefixes` the states of first halves such as "Sino-".
    """

    scene: Scene
    salience: Salience
    speaker: Callable[[Span], Party | None]
    prefixes: Mapping[str, EntityId]

    def of(self, noun: Token, words: list[int], verb: int | None, subject: bool) -> tuple[Pairs, bool]:
        """The pairs of parties of a noun for relations, and whether the sentence itself tells both.

        `words` are those of the judgement, `verb` its verb; `subject`: its subject may be a party, as in "Poland
        has close ties with Lithuania".
        """
        s, scene = self.scene.sentence, self.scene
        at = dict.fromkeys([noun.index, *([verb] if verb is not None else []), *words[:1]])
        between = [h for i in at for p in ("between", "among") for h in scene.objects_of(i, p)]
        together = _unique(e for h in between for e in self.sides(h))
        if len(together) > 1:
            return list(combinations(together[:_MOST], 2)), True
        heads = [h for i in at for p in _TO if p != "to" or i == noun.index for h in scene.objects_of(i, p)]
        others = _unique(e for h in heads for e in self.sides(h))
        own = _unique(e for e in self._own(noun) if e not in others)
        if not own and subject and verb is not None:
            who = s.child(verb, "nsubj", "nsubjpass")
            own = [e for e in self.sides(who.index) if e not in others] if who is not None else []
        if others:
            if own:
                return [(a, b) for a in own[:2] for b in others[:_MOST]], True
            first, certain = self._this_side(noun, words, others)
            return [(first, b) for b in others[:_MOST]] if first is not None else [], certain
        if len(own) > 1:
            return [(own[0], own[1])], True
        if self._mutual(noun, between) and (pair := self.salience.pair(self._named_before(noun))) is not None:
            return [pair], False
        return [], False

    def owners(self, noun: Token) -> list[EntityId]:
        """Whose ally, partner or enemy: "X's", "of X", "to X"."""
        s = self.scene.sentence
        for child in s.children(noun.index, "poss"):
            return self.sides(child.index)
        for preposition in ("of", "for", "to"):
            for below in self.scene.objects_of(noun.index, preposition):
                return self.sides(below)
        return []

    def sides(self, head: int) -> list[EntityId]:
        """The sides that a noun phrase stands for."""
        return sides.sides(self.scene, head)

    def _mutual(self, noun: Token, between: list[int]) -> bool:
        """Whether the words point back to two parties: "between the two countries", "bilateral ties"."""
        s = self.scene.sentence
        heads = [*between, *(c.index for c in s.children(noun.index, "poss"))]
        for head in heads:
            token = s.tokens[head]
            plural = token.tag[-1:] == "S" and s.child(head, "conj") is None
            if (token.lemma in _OTHERS and plural) or token.lower in {"their", "them", "two", "both"}:
                return True
        if heads:
            return False
        if any(c.lower == "bilateral" for c in s.children(noun.index, "amod", "compound")):
            return True
        alone = noun.dep in {"nsubj", "nsubjpass"} and not s.children(noun.index, "prep")
        return alone and noun.lemma in {"relation", "tie", "relationship"}

    def _named_before(self, noun: Token) -> list[EntityId]:
        """The states that the sentence names before a noun: what follows it can be none of "the two countries"."""
        before = (m.forms[0].entity for m in self.scene.names if m.last < noun.index)
        return list(dict.fromkeys(e for e in before if e.startswith("state/")))

    def _own(self, noun: Token) -> list[EntityId]:
        """The parties named before the noun: "Japan's", "US-China", "Sino-Indian"; and after "of"."""
        s, scene = self.scene.sentence, self.scene
        found: list[EntityId] = []
        lefts = [c for c in s.children(noun.index, "poss", "compound", "amod", "nmod", "nsubj") if c.index < noun.index]
        for child in lefts:
            for i in s.subtree(child.index):
                token = s.tokens[i]
                if (state := self.prefixes.get(token.lower)) is not None:
                    found.append(state)
                elif (party := scene.adjective(i)) is not None and (side := sides.side(scene, party)) is not None:
                    found.append(side)
            if child.dep == "poss" and not found:
                found += self.sides(child.index)
        for below in scene.objects_of(noun.index, "of"):
            found += self.sides(below)
        return found

    def _this_side(self, noun: Token, words: list[int], others: list[EntityId]) -> tuple[EntityId | None, bool]:
        """The side that "relations with X" leaves out: who acts, whose it is, who speaks, the home of the article."""
        s, scene = self.scene.sentence, self.scene
        for match in scene.names:
            token = s.tokens[match.last]
            if token.dep == "poss" and token.head != noun.index and (party := scene.adjective(match.last)) is not None:
                side = sides.side(scene, party)
                if side is not None and side not in others:
                    return side, True
        said_by = self.speaker(s.span(words))
        side = sides.side(scene, said_by) if said_by is not None else None
        if side is not None and side not in others:
            return side, True
        subject = s.child(s.root, "nsubj")
        if subject is not None and subject.index != noun.index:
            side = next((x for x in self.sides(subject.index) if x not in others), None)
            if side is not None:
                return side, True
        home = scene.cast.home
        if home is not None and home not in others:
            return home, False
        return self.salience.most(without=others), False


def _unique(values: Iterable[EntityId]) -> list[EntityId]:
    return list(dict.fromkeys(values))
