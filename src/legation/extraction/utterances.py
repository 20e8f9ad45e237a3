"""What one sentence tells of speech: who says the words between its marks, and what its clauses report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from legation.extraction import speech
from legation.extraction.actors import Scene
from legation.extraction.parse import Token
from legation.extraction.quotations import Quotation
from legation.extraction.speech import Saying, Voice
from legation.model import EntityId, Mention, Span

_FEWEST = 3
"""Words that a quotation has at least, unless somebody is told beside it to have said it."""

_UNQUOTED = 2
"""Words outside quotation marks that make a clause more than its quotation."""

_LONGEST = 30
"""Tokens between a verb of saying and the quotation that it brings."""

_LEAST_OF_CLAUSE = 2
_LEAST_OF_TOPIC = 3
_ENDS = frozenset(",?!.…-—")
_PAUSES = frozenset({",", "-", "--", "—", "…"})
_SENTENCE_ENDS = frozenset({".", "?", "!", ";"})
_MARKS = frozenset({'"', "'", "``", "''", "«", "»", "„", "‹", "›", "‚"})
_ABOUT = ("state/", "organization/", "group/", "issue/")


class Utterances:
    """A sentence with its quotations and verbs of saying."""

    def __init__(
        self, scene: Scene, found: list[Quotation], telling: Sequence[Token], topics: Sequence[Mention]
    ) -> None:
        self.scene = scene
        self.quotations = found
        self.topics = topics
        self.quoted: list[bool] | None = None
        tokens = scene.sentence.tokens
        if found:
            self.quoted = [False] * len(tokens)
            for quotation in found:
                inner = quotation.inner
                for t in tokens:
                    if inner.begin <= t.begin and t.end <= inner.end:
                        self.quoted[t.index] = True
        self.sayings = speech.sayings(scene, telling, self.quoted)
        self.voices: dict[int, tuple[Voice, ...]] = {}
        self._contents: dict[int, tuple[Span, float] | None] = {}

    @cached_property
    def dated(self) -> list[Token]:
        """The tokens that may name a day."""
        known = speech.words().days
        return [t for t in self.scene.sentence.tokens if t.lower in known]

    def about(self, span: Span) -> list[EntityId]:
        """The states, organisations, peoples and issues that a stretch of the sentence names."""
        s, scene = self.scene.sentence, self.scene
        found: list[EntityId] = []
        for match in scene.names:
            if span.begin <= s.tokens[match.first].begin and s.tokens[match.last].end <= span.end:
                party = scene.adjective(match.last)
                if party is not None and party.entity is not None and party.entity.startswith(_ABOUT):
                    found.append(party.entity)
        found += [m.entity for m in self.topics if span.begin <= m.span.begin and m.span.end <= span.end]
        return found

    # --- quotations ---------------------------------------------------------------------------------------------------

    def attribution(self, quotation: Quotation) -> tuple[Saying, float] | None:
        """The clause that tells who said the words of a quotation, and how sure that is."""
        s = self.scene.sentence
        inside = [t.index for t in s.tokens if self.quoted and self.quoted[t.index]
                  and quotation.inner.begin <= t.begin and t.end <= quotation.inner.end]  # fmt: skip
        if not inside:
            return None
        first, last = inside[0], inside[-1]
        many = sum(s.tokens[i].pos != "PUNCT" for i in inside) >= _FEWEST or quotation.outer.end > s.passage.span.end
        if (found := self._after(quotation, last)) is not None:
            return found, 0.95
        if (found := self._before(quotation, first)) is not None:
            pause = s.tokens[self._left(quotation)].text if self._left(quotation) >= 0 else ""
            if pause in {",", ":", "."} or many:
                return found, 0.95 if pause in {",", ":"} else 0.85
            return None
        if not many:
            return None
        return self._around(inside)

    def _left(self, quotation: Quotation) -> int:
        """The last token before a quotation, -1 where there is none."""
        return max((t.index for t in self.scene.sentence.tokens if t.end <= quotation.outer.begin), default=-1)

    def _after(self, quotation: Quotation, last: int) -> Saying | None:
        """'"...," said X', '"...," X said': the clause that stands right after."""
        s = self.scene.sentence
        at = next((t.index for t in s.tokens[last + 1 :] if t.begin >= quotation.outer.end), None)
        if at is None:
            return None
        paused = s.tokens[last].text[-1] in _ENDS
        while at < len(s.tokens) and s.tokens[at].text in _PAUSES:
            paused = True
            at += 1
        if not paused:
            return None
        for saying in self.sayings:
            v = saying.verb
            if v < at or v - at > _LONGEST:
                continue
            gap = s.tokens[at:v]
            if any(t.text in _SENTENCE_ENDS or (self.quoted and self.quoted[t.index]) for t in gap):
                return None
            beside = v == at or at <= saying.speaker < v or all(t.pos in {"ADV", "AUX", "PRON"} for t in gap)
            return saying if beside or s.tokens[v].lower == "according" else None
        return None

    def _before(self, quotation: Quotation, first: int) -> Saying | None:
        """'X said, "..."', 'X said: "..."', 'X called it "..."': the clause that brings the words."""
        s = self.scene.sentence
        left = self._left(quotation)
        if left < 0:
            return None
        near = s.tokens[left]
        nearest = [y for y in self.sayings if y.verb <= left and left - y.verb <= _LONGEST]
        if not nearest:
            return None
        above = {a.index for a in s.ancestors(self._top(first))}
        if near.text in {",", ":"}:
            governing = [y for y in nearest if y.verb in above]
            best = (governing or nearest)[-1]
            clause = s.tokens[best.verb].lemma in speech.words().clause or best in governing
            if clause and not any(t.text in _SENTENCE_ENDS for t in s.tokens[best.verb : left]):
                return best
        elif near.text == ".":
            # "..., X said. "...": the model did not end the sentence.
            return nearest[-1]
        elif s.tokens[nearest[-1].verb].lemma in speech.words().attitudes:
            return None
        elif near.index == nearest[-1].verb or (near.lower in {"that", "as", "of"} and left - nearest[-1].verb <= 2):
            return nearest[-1]
        return None

    def _top(self, first: int) -> int:
        """The token of a quotation that depends on one outside."""
        s = self.scene.sentence
        at = first
        for _ in s.tokens:
            head = s.tokens[at].head
            if head == at or not (self.quoted and self.quoted[head]):
                return at
            at = head
        return at

    def _around(self, inside: list[int]) -> tuple[Saying, float] | None:
        """The verb of speech that governs the words: 'will pursue "..."' below "said"."""
        s = self.scene.sentence
        top = self._top(inside[0])
        if s.tokens[top].pos == "PUNCT" and len(inside) > 1:
            top = self._top(inside[1])
        by_verb = {y.verb: y for y in self.sayings}
        attitude: Saying | None = None
        for above in (s.tokens[top], *s.ancestors(top)):
            if (saying := by_verb.get(above.index)) is not None:
                if above.lemma not in speech.words().attitudes:
                    return saying, 0.85
                attitude = attitude or saying
            if (
                above.lemma in speech.words().sayings
                and above.pos == "NOUN"
                and not (self.quoted and self.quoted[above.index])
            ):
                owner = s.child(above.index, "poss")
                if owner is not None:
                    return Saying(above.index, owner.index), 0.75
        if attitude is not None:
            return attitude, 0.75
        according = next((y for y in self.sayings if s.tokens[y.verb].lower == "according"), None)
        return (according, 0.7) if according is not None else None

    # --- reported clauses ---------------------------------------------------------------------------------------------

    def content(self, saying: Saying) -> tuple[Span, float] | None:
        """What a clause of saying tells in the article's words, and how sure that is; None where it tells nothing."""
        if saying.verb not in self._contents:
            self._contents[saying.verb] = self._content(saying)
        return self._contents[saying.verb]

    def _content(self, saying: Saying) -> tuple[Span, float] | None:
        s, words = self.scene.sentence, speech.words()
        verb = s.tokens[saying.verb]
        if verb.lower == "according":
            return self._according(verb)
        clause = verb.lemma in words.clause
        if clause or verb.lemma in words.views or verb.lemma in words.contrary:
            for child in s.children(verb.index, "ccomp"):
                if any(c.lower == "to" for c in s.children(child.index, "aux")):
                    continue
                indices = s.subtree(child.index)
                if verb.lemma in words.contrary:
                    if child.index < verb.index:
                        return None
                    span = self._span([verb.index, *indices])
                else:
                    span = self._span(indices, beside=(verb.index, saying.speaker))
                if span is not None:
                    return span, 0.65 if verb.lemma in words.views else 0.85
            if clause and (span := self._tail(verb, saying)) is not None:
                return span, 0.7
        for preposition in words.topics.get(verb.lemma, ()):
            heads = self.scene.objects_of(verb.index, preposition) if preposition else [
                c.index for c in s.children(verb.index, "dobj")]  # fmt: skip
            for head in heads:
                # "Warned against relying on": the clause alone would tell the contrary.
                whole = range(verb.index, s.subtree(head)[-1] + 1) if preposition == "against" else s.subtree(head)
                span = self._span(whole, least=_LEAST_OF_TOPIC)
                if span is not None and s.tokens[head].pos != "PRON":
                    return span, 0.75
        return None

    def _tail(self, verb: Token, saying: Saying) -> Span | None:
        """The clause of "..., X said." or "It is, X said, late", where the parse does not hang it on the verb."""
        s = self.scene.sentence
        start = min(saying.speaker, verb.index)
        if saying.speaker < verb.index:
            start = min(start, *s.subtree(saying.speaker))
        if start < 2 or s.tokens[start - 1].text != ",":
            return None
        after = verb.index + 1
        if verb.dep == "parataxis" and after < len(s.tokens) - 1 and s.tokens[after].text == ",":
            top = s.tokens[verb.head]
            while top.pos not in {"VERB", "AUX"} and top.head != top.index:
                top = s.tokens[top.head]
            return self._span(s.subtree(top.index))
        if any(t.pos in {"VERB", "AUX"} for t in s.tokens[after:]):
            return None
        if verb.dep not in {"ROOT", "parataxis", "ccomp", "conj"}:
            return None
        if any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in s.tokens[: start - 1]):
            return self._span(range(start - 1))
        return None

    def _according(self, verb: Token) -> tuple[Span, float] | None:
        """The clause that "according to X" tells the source of, where no verb of saying does."""
        s = self.scene.sentence
        above = {a.index for a in (*s.ancestors(verb.index), verb)}
        if any(
            y.verb in above and y.verb != verb.index and s.tokens[y.verb].lemma in speech.words().clause
            for y in self.sayings
        ):
            return None
        own = s.subtree(verb.index)
        top = next((a for a in s.ancestors(verb.index) if a.pos in {"VERB", "AUX"}), None)
        indices = s.subtree(top.index if top is not None else s.root)
        if (
            indices[0] < own[0]
            and indices[-1] > own[-1]
            and any(s.tokens[i].pos != "PUNCT" for i in indices if i > own[-1])
        ):
            span = self._span(indices)
        elif own[0] > indices[0]:
            span = self._span([i for i in indices if i < own[0]])
        else:
            span = self._span([i for i in indices if i > own[-1]])
        return (span, 0.8) if span is not None else None

    def _span(self, indices: Iterable[int], beside: tuple[int, ...] = (), least: int = _LEAST_OF_CLAUSE) -> Span | None:
        """The characters of some tokens without the marks and the "that" around them; None where nothing is left.

        None also where they are hardly more than a quotation: its own words are told then.
        """
        s = self.scene.sentence
        kept = sorted(indices)
        if beside:
            # A clause on both sides of its verb ("It is, he said, late") is told whole; else it ends at the verb.
            low = [i for i in kept if i < min(beside)]
            high = [i for i in kept if i > max(beside)]
            if not high or not low:
                kept = low or high
            elif all(s.tokens[i].tag in {"WDT", "WP", "WRB"} or s.tokens[i].pos == "PUNCT" for i in low):
                # "Who, he said, was killed": what is said has its subject in the article's clause.
                return None
        while kept and (
            s.tokens[kept[0]].pos == "PUNCT" or s.tokens[kept[0]].text in _MARKS or s.tokens[kept[0]].lower == "that"
        ):
            if self._leads(kept[0]):
                break
            kept.pop(0)
        while kept and (s.tokens[kept[-1]].pos == "PUNCT" or s.tokens[kept[-1]].text in _MARKS):
            if self._closes(kept[0], kept[-1]) or self._bracket(kept):
                break
            kept.pop()
        spoken = [i for i in kept if s.tokens[i].pos != "PUNCT"]
        if len(spoken) < least:
            return None
        if self.quoted and any(self.quoted[i] for i in spoken) and sum(not self.quoted[i] for i in spoken) < _UNQUOTED:
            return None
        return Span(s.tokens[kept[0]].begin, s.tokens[kept[-1]].end)

    def _bracket(self, kept: list[int]) -> bool:
        """Whether the last token is the bracket that closes one within the clause."""
        texts = [self.scene.sentence.tokens[i].text for i in kept]
        return texts[-1] == ")" and texts.count("(") == texts.count(")")

    def _leads(self, i: int) -> bool:
        """Whether a token is a "that" which means a thing ("that ship"), or a mark that opens words of the clause."""
        token = self.scene.sentence.tokens[i]
        if token.lower == "that":
            return token.dep != "mark"
        return any(q.outer.begin <= token.begin < q.inner.begin and q.closed for q in self.quotations)

    def _closes(self, first: int, i: int) -> bool:
        """Whether a token is the mark that closes words which open after the token `first`."""
        tokens = self.scene.sentence.tokens
        return any(
            q.inner.end <= tokens[i].begin and tokens[i].end <= q.outer.end and q.outer.begin >= tokens[first].begin
            for q in self.quotations
        )
