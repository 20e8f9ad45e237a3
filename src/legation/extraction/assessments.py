"""Judgements on relations: "ties with X have soured", "the depth of cooperation between X and Y"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from legation.extraction import tables
from legation.extraction.actors import Scene
from legation.extraction.dyads import Dyads
from legation.extraction.parse import Token
from legation.extraction.salience import Salience
from legation.model import Assessment, EntityId, Party, Span, Trend

_LINKING = frozenset({"be", "remain", "stay", "seem", "appear", "look", "keep", "continue", "prove", "feel", "rest"})
_BECOMING = frozenset({"become", "grow", "turn", "get", "go"})
_CHAINS = frozenset({"begin", "start", "continue", "appear", "seem", "come", "prove", "help", "set"})
_IRREAL = frozenset({"will", "would", "may", "might", "could", "should", "can", "must", "shall", "'ll", "wo", "ca"})
_PAST = frozenset({"former", "ex", "erstwhile", "one-time", "onetime", "potential", "possible", "would-be"})
_AS_ONLY = frozenset({"factor", "player", "threat", "guarantor", "protector", "brother"})
_NO = frozenset({"no", "little", "any", "scant", "hardly", "without"})
_SKIPPED = frozenset({"ccomp", "advcl", "relcl", "nsubj", "nsubjpass", "csubj", "parataxis", "conj", "punct"})
_COMPLEMENTS = ("acomp", "attr", "oprd", "advmod", "xcomp")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What some words say of relations (`trend`) and of tensions (`opposite`)."""

    words: tuple[str, ...]
    trend: Trend | None
    opposite: Trend | None


_Table = dict[str, tuple[_Entry, ...]]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    activities: frozenset[str]
    tensions: frozenset[str]
    prefixes: Mapping[str, EntityId]
    predicates: _Table
    """By the verb; the entries with most words first."""
    states: _Table
    """By the last word."""
    pillars: _Table
    objects: _Table
    changes: _Table
    alone: _Table
    degrees: _Table
    roles: _Table
    words: Mapping[str, frozenset[str]]
    keys: frozenset[str]
    """Every noun with which a judgement may begin."""


@cache
def lexicon() -> _Lexicon:
    """The table `assessments.csv`."""
    found: defaultdict[str, defaultdict[str, list[_Entry]]] = defaultdict(lambda: defaultdict(list))
    words: defaultdict[str, set[str]] = defaultdict(set)
    prefixes: dict[str, EntityId] = {}
    for row in tables.rows("assessments"):
        kind, parts = row["kind"], tuple(row["words"].split())
        if kind == "prefix":
            value = row["trend"]
            prefixes[row["words"]] = EntityId(value if "/" in value else f"state/{value}")
        elif not row["trend"] and not row["opposite"]:
            words[kind].add(row["words"])
        else:
            trend, opposite = (Trend(row[c]) if row[c] else None for c in ("trend", "opposite"))
            key = parts[-1] if kind == "state" else parts[0]
            found[kind][key].append(_Entry(parts, trend, opposite))

    def table(kind: str) -> _Table:
        return {key: tuple(sorted(group, key=lambda e: -len(e.words))) for key, group in found[kind].items()}

    nouns = words["relation"] | words["activity"] | words["tension"]
    return _Lexicon(
        activities=frozenset(words["activity"]), tensions=frozenset(words["tension"]), prefixes=prefixes,
        predicates=table("predicate"), states=table("state"), pillars=table("pillar"), objects=table("object"),
        changes=table("change"), alone=table("alone"), degrees=table("degree"), roles=table("role"),
        words={kind: frozenset(group) for kind, group in words.items()},
        keys=frozenset(nouns | set(found["alone"]) | set(found["role"])),
    )  # fmt: skip


def find(scene: Scene, salience: Salience, speaker: Callable[[Span], Party | None]) -> tuple[Assessment, ...]:
    """The judgements of a sentence, each pair of parties and trend once, in order of the text.

    `salience` must have taken in the sentence. `speaker` tells whose words a stretch of it is: `Statements.speaker`.
    """
    known = lexicon()
    nouns = [t for t in scene.sentence.tokens if t.lemma in known.keys and t.pos in {"NOUN", "PROPN"}]
    if not nouns:
        return ()
    reader = _Reader(scene, speaker, known, Dyads(scene, salience, speaker, known.prefixes))
    found: dict[tuple[frozenset[EntityId], Trend], Assessment] = {}
    for noun in nouns:
        for assessment in reader.read(noun):
            found.setdefault((frozenset(assessment.parties), assessment.trend), assessment)
    return tuple(found.values())


@dataclass(slots=True)
class _Judgement:
    trend: Trend
    words: list[int]
    confidence: float
    verb: int | None = None
    """The verb whose subject may be a party: "Poland has close ties with Lithuania"."""
    subject: bool = field(default=False)


@dataclass(slots=True)
class _Reader:
    scene: Scene
    speaker: Callable[[Span], Party | None]
    lexicon: _Lexicon
    dyads: Dyads

    def read(self, noun: Token) -> Iterator[Assessment]:
        if noun.lemma in self.lexicon.roles:
            yield from self._role(noun)
            return
        if noun.lemma in self.lexicon.alone and noun.lemma not in self.lexicon.tensions:
            judgement = self._alone(noun)
        else:
            judgement = self._judgement(noun, noun.lemma in self.lexicon.tensions)
        if judgement is None or self._long_ago(judgement.words[0]):
            return
        pairs, certain = self.dyads.of(noun, judgement.words, judgement.verb, judgement.subject)
        confidence = judgement.confidence - (0.0 if certain else 0.15)
        yield from self._assessments(pairs, judgement.trend, judgement.words, confidence)

    def _assessments(self, pairs: Iterable[tuple[EntityId, EntityId]], trend: Trend, words: list[int],
                     confidence: float, viewer: int | None = None) -> Iterator[Assessment]:  # fmt: skip
        s = self.scene.sentence
        span = s.span(words)
        said_by = (self.scene.party(viewer) if viewer is not None else None) or self.speaker(span)
        for pair in pairs:
            yield Assessment(
                parties=pair, trend=trend, passage=s.passage.number, trigger=span,
                assessed_by=said_by.entity if said_by is not None else None, confidence=round(confidence, 2),
            )  # fmt: skip

    # --- what is said -------------------------------------------------------------------------------------------------

    def _judgement(self, noun: Token, tension: bool) -> _Judgement | None:
        s = self.scene.sentence
        head = s.tokens[noun.head]
        if noun.dep in {"nsubj", "nsubjpass"} and head.pos in {"VERB", "AUX"}:
            return self._predicate(noun, head.index, tension) or self._attributive(noun, tension, head.index)
        if (made := s.child(noun.index, "acl")) is not None and made.index > noun.index and noun.dep != "pobj":
            entry = self._matching(self.lexicon.predicates, made.lemma, {made.lemma}, tension)
            if entry is not None and made.tag in {"VBN", "VBD"}:
                return _Judgement(entry, [made.index], 0.7)
        if noun.dep == "pobj" and head.lower in {"in", "of", "with", "to", "for"}:
            above = s.tokens[head.head]
            found = self._below(noun, above, tension)
            if found is not None:
                return found
            if (
                tension
                and head.lower == "in"
                and above.lemma in self.lexicon.words["caught"]
                and self._real(above.index)
            ):
                return _Judgement(Trend.STRAINED, [above.index, noun.index], 0.75, above.index, subject=True)
        if noun.dep == "dobj" and head.pos == "VERB":
            return self._object(noun, head.index, tension) or self._attributive(noun, tension, head.index)
        there_is = noun.dep == "attr" and head.lemma == "be" and s.child(head.index, "expl") is not None
        if tension and there_is and self._real(head.index) and not self._negated(head.index) and not self._none(noun):
            return _Judgement(Trend.STRAINED, [head.index, noun.index], 0.7)
        return self._attributive(noun, tension, None)

    def _predicate(self, noun: Token, v: int, tension: bool) -> _Judgement | None:
        """Reads "relations have warmed", "ties remain strained", "relations were damaged by"."""
        s = self.scene.sentence
        for _ in range(3):
            below = s.child(v, "xcomp")
            if below is None or s.tokens[v].lemma not in _CHAINS or below.pos not in {"VERB", "AUX", "ADJ"}:
                break
            if not self._real(v):
                return None
            v = below.index
        if not self._real(v) or self._none(noun):
            return None
        verb = s.tokens[v]
        negated = self._negated(v)
        bag = self._bag(v)
        passive = s.child(v, "auxpass") is not None
        trend, words = None, [v]
        table = self.lexicon.predicates
        if verb.lemma in _LINKING or verb.lemma in _BECOMING or verb.pos == "ADJ":
            found = self._state(v, bag, tension)
            if found is not None:
                trend, more = found
                words += more
                if verb.lemma in _BECOMING:
                    trend = {Trend.STRAINED: Trend.WORSENING, Trend.STEADY: Trend.IMPROVING}.get(trend, trend)
        for key in ("be", verb.lemma) if passive else (verb.lemma,):
            entry = self._entry(table.get(key, ()), bag, tension) if trend is None else None
            if entry is not None and (key != "be" or len(entry.words) > 1):
                trend = entry.opposite if tension else entry.trend
                words += [i for i, t in self._near(v) if t.lemma in entry.words or t.lower in entry.words]
                break
        if trend is None and passive:
            trend = self._matching(self.lexicon.objects, verb.lemma, bag, tension)
        if trend is None:
            return None
        if negated:
            turned = {Trend.IMPROVING: Trend.STRAINED, Trend.STEADY: Trend.STRAINED, Trend.WORSENING: Trend.STEADY}.get(
                trend
            )
            return _Judgement(turned, self._compact(words), 0.6, v) if turned is not None else None
        return _Judgement(trend, self._compact(words), 0.85, v)

    def _state(self, v: int, bag: set[str], tension: bool) -> tuple[Trend, list[int]] | None:
        """What stands with a copula: an adjective, a noun that relations are called by, a phrase such as "at odds"."""
        s = self.scene.sentence
        near = self._near(v)
        best: _Entry | None = None
        for i, token in near:
            for entry in (*self.lexicon.states.get(token.lower, ()), *self.lexicon.states.get(token.lemma, ())):
                if (entry.opposite if tension else entry.trend) is None:
                    continue
                fits = self._complement(v, i) if len(entry.words) == 1 else all(w in bag for w in entry.words)
                if fits and (best is None or len(entry.words) > len(best.words)):
                    best = entry
        if best is not None:
            trend = best.opposite if tension else best.trend
            assert trend is not None
            return trend, [i for i, t in near if t.lower in best.words or t.lemma in best.words]
        if not tension:
            for child in s.children(v, "attr", "oprd", "dobj"):
                for i in self.scene.heads(child.index):
                    for entry in self.lexicon.pillars.get(s.tokens[i].lemma, ()):
                        if entry.trend is not None:
                            return entry.trend, [i]
        return None

    def _complement(self, v: int, i: int) -> bool:
        """Whether a token is the predicate of a copula: "close", "close and warm", "a sensitive matter"."""
        s = self.scene.sentence
        for _ in range(4):
            if i == v:
                return True
            token = s.tokens[i]
            if token.dep not in {"acomp", "attr", "oprd", "xcomp", "conj", "amod", "advmod"}:
                return False
            i = token.head
        return False

    def _object(self, noun: Token, v: int, tension: bool) -> _Judgement | None:
        """Reads "the ruling strained ties", "the visit eased tensions": done, not intended."""
        s = self.scene.sentence
        verb = s.tokens[v]
        if verb.lemma in self.lexicon.words["viewing"] and self._real(v) and not self._negated(v):
            for i, token in self._near(v):
                if (
                    s.tokens[token.head].lower == "as"
                    or s.tokens[s.tokens[token.head].head].lower == "as"
                    or token.dep == "oprd"
                ):
                    for entry in (*self.lexicon.states.get(token.lower, ()), *self.lexicon.states.get(token.lemma, ())):
                        trend = entry.opposite if tension else entry.trend
                        if trend is not None and len(entry.words) == 1:
                            return _Judgement(trend, [noun.index, i], 0.75)
        if (
            noun.lemma in self.lexicon.activities
            or verb.lemma in self.lexicon.words["having"]
            or not self._real(v)
            or self._negated(v)
            or self._none(noun)
        ):
            return None
        if verb.tag not in {"VBD", "VBN", "VBZ", "VBP"} and not (verb.tag == "VBG" and s.child(v, "aux")):
            return None
        trend = self._matching(self.lexicon.objects, verb.lemma, self._bag(v), tension)
        if trend is None or self._wished(v):
            return None
        return _Judgement(trend, [v, noun.index], 0.75, v, subject=True)

    def _below(self, noun: Token, above: Token, tension: bool) -> _Judgement | None:
        """Reads "the depth of interdependence", "an improvement in ties", "a thaw in relations"."""
        for table, confidence in (
            (self.lexicon.degrees, 0.75),
            (self.lexicon.changes, 0.75),
            (self.lexicon.alone, 0.8),
        ):
            trend = self._matching(table, above.lemma, {above.lemma}, tension)
            if trend is not None and not self._none(above) and not self._wished(above.index):
                governor = next(
                    (a for a in self.scene.sentence.ancestors(above.index) if a.pos in {"VERB", "AUX"}), None
                )
                if governor is not None and (not self._real(governor.index) or self._negated(governor.index)):
                    return None
                return _Judgement(trend, [above.index, noun.index], confidence)
        return None

    def _alone(self, noun: Token) -> _Judgement | None:
        """Reads "a thaw between X and Y", "its rapprochement with Y"."""
        entries = self.lexicon.alone[noun.lemma]
        scene = self.scene
        if not scene.objects_of(noun.index, "between") and not scene.objects_of(noun.index, "with"):
            return None
        if self._none(noun) or self._wished(noun.index):
            return None
        governor = next((a for a in scene.sentence.ancestors(noun.index) if a.pos in {"VERB", "AUX"}), None)
        if governor is not None and (not self._real(governor.index) or self._negated(governor.index)):
            return None
        assert entries[0].trend is not None
        return _Judgement(entries[0].trend, [noun.index], 0.7)

    def _attributive(self, noun: Token, tension: bool, v: int | None) -> _Judgement | None:
        """Reads "strained relations", "warming ties", "enjoys close ties with"."""
        s = self.scene.sentence
        for child in s.children(noun.index, "amod"):
            trend = None
            for key in (child.lower, child.lemma):
                entry = next((e for e in self.lexicon.states.get(key, ()) if len(e.words) == 1), None)
                if entry is not None:
                    trend = entry.opposite if tension else entry.trend
                    break
            if trend is None and child.tag in {"VBG", "VBN"}:
                trend = self._matching(self.lexicon.predicates, child.lemma, {child.lemma}, tension)
            if trend is None:
                continue
            verb = s.tokens[v] if v is not None else None
            having = verb is not None and verb.lemma in self.lexicon.words["having"] and verb.tag != "VB"
            if trend is Trend.STEADY and not (having or s.child(noun.index, "poss") is not None):
                continue
            unreal = (v is not None and (not self._real(v) or self._negated(v))) or self._wished(noun.index)
            if unreal and trend in {Trend.STEADY, Trend.IMPROVING}:
                continue
            return _Judgement(trend, [child.index, noun.index], 0.7, v if having else None, subject=having)
        return None

    def _role(self, noun: Token) -> Iterator[Assessment]:
        """Reads "sees X as a partner", "X is Y's closest ally"."""
        s = self.scene.sentence
        trend = self.lexicon.roles[noun.lemma][0].trend
        if trend is None or any(c.lower in _PAST for c in s.children(noun.index, "amod", "compound", "advmod")):
            return
        head = s.tokens[noun.head]
        verb = s.tokens[head.head] if noun.dep == "pobj" and head.lower == "as" else None
        who: Token | None = None
        if verb is not None and verb.lemma in self.lexicon.words["viewing"] and self._real(verb.index):
            seen = s.child(verb.index, "dobj", "nsubjpass")
            who = s.child(verb.index, "nsubj")
            if seen is None or self._negated(verb.index):
                return
            others = self.dyads.sides(seen.index)
            owners = self.dyads.sides(who.index) if who is not None else self.dyads.owners(noun)
        elif (
            noun.dep in {"oprd", "dobj", "attr"}
            and head.lemma in self.lexicon.words["viewing"]
            and self._real(head.index)
        ):
            # "Considers X a partner".
            who = s.child(head.index, "nsubj")
            seen = next(
                (c for c in s.children(head.index, "dobj", "nsubj") if who and who.index < c.index < noun.index), None
            )
            if seen is None or who is None or self._negated(head.index):
                return
            others, owners = self.dyads.sides(seen.index), self.dyads.sides(who.index)
        elif noun.dep in {"ccomp", "appos"} and self._small(noun) is not None:
            verb = self._small(noun)
            assert verb is not None
            who = s.child(verb.index, "nsubj")
            if who is None or not self._real(verb.index) or self._negated(verb.index):
                return
            named = s.child(noun.index, "nsubj") or s.tokens[noun.head]
            others, owners = self.dyads.sides(named.index), self.dyads.sides(who.index)
        elif noun.dep == "attr" and head.lemma in {"be", "remain", "become"} and noun.lemma not in _AS_ONLY:
            subject = s.child(head.index, "nsubj")
            if subject is None or not self._real(head.index) or self._negated(head.index):
                return
            others, owners = self.dyads.sides(subject.index), self.dyads.owners(noun)
        else:
            return
        pairs = [(a, b) for a in owners for b in others if a != b][:4]
        viewer = who.index if who is not None else None
        yield from self._assessments(pairs, trend, [noun.index], 0.75, viewer)

    def _small(self, noun: Token) -> Token | None:
        """The verb that calls something by the noun, where the parse made a clause or an apposition of both."""
        s = self.scene.sentence
        head = s.tokens[noun.head]
        if noun.dep == "appos" and head.dep in {"oprd", "dobj"}:
            head = s.tokens[head.head]
        elif noun.dep != "ccomp" or s.child(noun.index, "nsubj") is None:
            return None
        return head if head.lemma in self.lexicon.words["viewing"] else None

    # --- whether it is so ---------------------------------------------------------------------------------------------

    def _real(self, v: int) -> bool:
        """Whether a verb tells what is or was: no modal, no infinitive that nothing makes a fact, no condition."""
        s = self.scene.sentence
        for child in s.children(v, "aux", "mark", "advmod"):
            if child.lower in _IRREAL or (child.dep == "mark" and child.lower in {"if", "unless", "whether"}):
                return False
            if child.lower == "to" and s.tokens[s.tokens[v].head].lemma not in _CHAINS:
                return False
        return s.tokens[-1].text != "?"

    def _long_ago(self, i: int) -> bool:
        """Whether a year is told that makes it history: "broke off relations in 1978"."""
        day = self.scene.cast.day
        years = (self.scene.sentence.tokens[h].text for h in self.scene.objects_of(i, "in"))
        return any(len(y) == 4 and y.isdecimal() and bool(day) and int(y) < int(day[:4]) - 1 for y in years)

    def _negated(self, v: int) -> bool:
        return any(
            c.dep == "neg" or c.lower in {"never", "hardly", "barely"}
            for c in self.scene.sentence.children(v, "neg", "advmod")
        )

    def _none(self, noun: Token) -> bool:
        return any(c.lower in _NO for c in self.scene.sentence.children(noun.index, "det", "amod", "neg"))

    def _wished(self, i: int) -> bool:
        """Whether the nearest verb or noun above only wishes, plans or fears it."""
        wishing = self.lexicon.words["wishing"]
        for above in self.scene.sentence.ancestors(i):
            if above.lemma in wishing:
                return True
            if above.pos in {"VERB", "AUX"} and above.tag != "VBG" and above.dep not in {"xcomp", "advcl", "acl"}:
                return not self._real(above.index)
        return False

    # --- words --------------------------------------------------------------------------------------------------------

    def _near(self, v: int) -> list[tuple[int, Token]]:
        """The tokens below a verb that belong to its predicate."""
        s = self.scene.sentence
        found: list[tuple[int, Token]] = []
        pending = [(c, 0) for c in s.children(v) if c.dep not in _SKIPPED]
        while pending:
            token, depth = pending.pop(0)
            found.append((token.index, token))
            if depth < 3:
                pending.extend(
                    (child, depth + 1)
                    for child in s.children(token.index)
                    if child.dep not in _SKIPPED or (child.dep == "conj" and token.dep in _COMPLEMENTS)
                )
        return sorted(found)

    def _bag(self, v: int) -> set[str]:
        tokens = [t for _, t in self._near(v)]
        tokens.append(self.scene.sentence.tokens[v])
        return {t.lemma for t in tokens} | {t.lower for t in tokens}

    @staticmethod
    def _entry(entries: Iterable[_Entry], bag: set[str], tension: bool) -> _Entry | None:
        for entry in entries:
            if (entry.opposite if tension else entry.trend) is not None and all(w in bag for w in entry.words[1:]):
                return entry
        return None

    def _matching(self, table: _Table, lemma: str, bag: set[str], tension: bool) -> Trend | None:
        entry = self._entry(table.get(lemma, ()), bag, tension)
        return (entry.opposite if tension else entry.trend) if entry is not None else None

    def _compact(self, words: list[int]) -> list[int]:
        """The verb and those of its words that stand near it."""
        v = words[0]
        return [v, *(i for i in words[1:] if abs(i - v) <= 7)]
