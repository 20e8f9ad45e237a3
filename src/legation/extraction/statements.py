"""Who said what: quotations and reported clauses with their speakers, sentence by sentence through one article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from legation.extraction import days, quotations, speech
from legation.extraction.actors import Scene
from legation.extraction.parse import Sentence, Token
from legation.extraction.quotations import Quotation
from legation.extraction.speech import Saying, Voice
from legation.model import BlockKind, Document, EntityId, Mention, Party, Span, Statement

_FEWEST = 3
"""Words that a quotation has at least, unless somebody is told beside it to have said it."""

_UNQUOTED = 2
"""Words outside quotation marks that make a clause more than its quotation."""

_LONGEST = 30
"""Tokens between a verb of saying and the quotation that it brings."""

_AROUND = 4
"""Tokens on both sides of a word such as "Tuesday" that may belong to the day."""

_ENDS = frozenset(",?!.…-—")
_PAUSES = frozenset({",", "-", "--", "—", "…"})
_SENTENCE_ENDS = frozenset({".", "?", "!", ";"})
_MARKS = frozenset({'"', "'", "``", "''", "«", "»", "„", "‹", "›", "‚"})
_HIM = frozenset({"he", "she"})
_NOT = {"he": ("spokeswoman", "she", "mrs", "ms", "queen", "chairwoman"),
        "she": ("spokesman", "he", "mr", "king", "chairman")}  # fmt: skip
_ABOUT = ("state/", "organization/", "group/", "issue/")
_LEAST = {"topic": 3, "clause": 2}


@dataclass(slots=True)
class _Open:
    """A quotation that is being read, with what is known of it."""

    quotation: Quotation
    passage: int
    block: int
    whole: bool
    """Whether it begins its sentence, so that it may go on with the speaker of the words before."""
    voices: tuple[Voice, ...] = ()
    confidence: float = 0.0
    day: str = ""
    about: list[EntityId] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Last:
    """Who spoke last, and where."""

    voices: tuple[Voice, ...]
    block: int
    quoted: bool
    open: bool
    confidence: float = 0.9


class Statements:
    """Reads the statements of one article. The sentences of its body must come in order, each once; those of captions may
    come after them.

    A headline gives no statements: it repeats, shortened, what the body tells. A day is told only where the reporting
    clause names one: "said Tuesday" gives it, "said" alone does not.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._marked = {
            kind: quotations.find(document.text, [b.span for b in document.blocks if b.kind is kind])
            for kind in (BlockKind.BODY, BlockKind.CAPTION)
        }
        self._next = dict.fromkeys(self._marked, 0)
        self._open: _Open | None = None
        self._last: _Last | None = None
        self._said: list[tuple[Span, Voice]] = []
        self._bodies: dict[EntityId, EntityId] = {}
        self._pronouns: dict[str, str] = {}
        self._subject: tuple[int, int, Party] | None = None
        published = document.article.published[:10]
        self._published = date.fromisoformat(published) if published else None

    def read(self, scene: Scene, topics: Sequence[Mention] = ()) -> tuple[Statement, ...]:
        """The statements that end in a sentence; `topics` are the issues that it names.

        A quotation that runs over several sentences is told with the last of them; its passage is the one that tells
        who speaks. Call this before any other reader of the scene, so that "he" is still who it was.
        """
        s = scene.sentence
        self._said = []
        if s.passage.kind not in self._marked:
            return ()
        return tuple(self._statements(_Sentence(scene, self._taken(s), topics)))

    def speaker(self, span: Span) -> Party | None:
        """Whose words a stretch of the sentence read last is, or None where it is the article's own."""
        found = None
        for said, voice in self._said:
            if said.begin <= span.begin and span.end <= said.end:
                found = voice.party
        return found

    # --- one sentence -------------------------------------------------------------------------------------------------

    def _taken(self, s: Sentence) -> list[Quotation]:
        """The quotations that begin in a sentence, after the one still open."""
        found = [self._open.quotation] if self._open is not None else []
        kind, span = s.passage.kind, s.passage.span
        known = self._marked[kind]
        while self._next[kind] < len(known):
            quotation = known[self._next[kind]]
            if quotation.outer.begin >= span.end:
                break
            self._next[kind] += 1
            if quotation.outer.end > span.begin:
                found.append(quotation)
        return found

    def _ahead(self, s: Sentence) -> bool:
        """Whether a quotation begins right after a sentence."""
        known, following = self._marked[s.passage.kind], self._next[s.passage.kind]
        return following < len(known) and known[following].outer.begin - s.passage.span.end < 3

    def _statements(self, r: _Sentence) -> Iterator[Statement]:
        s = r.scene.sentence
        ready: list[_Open] = []
        told: list[int] = []
        for quotation in r.quotations:
            was = self._open if self._open is not None and self._open.quotation is quotation else None
            item = was or _Open(quotation, s.passage.number, s.block, _begins(r, quotation))
            self._open = None
            if not item.voices and (found := r.attribution(quotation)) is not None:
                saying, confidence = found
                item.voices, item.confidence = self._voices(r.scene, saying), confidence
                item.passage = s.passage.number
                item.day = self._day(r, saying.verb)
                told.append(saying.verb)
            item.about += r.about(quotation.inner)
            if _unfinished(self._text, quotation, s) or (not item.voices and self._awaits(r, quotation)):
                self._open = item
            else:
                ready.append(item)
        for item in ready:
            if not item.voices:
                self._inherit(item, s)
            yield from self._quoted(item)
        if self._open is not None and self._open.voices:
            self._said += [(self._open.quotation.inner, v) for v in self._open.voices]
        yield from self._reported(r, told)
        self._remember(r)

    def _voices(self, scene: Scene, saying: Saying) -> tuple[Voice, ...]:
        head = scene.sentence.tokens[saying.speaker]
        if head.lower in _HIM and (found := self._again(scene, head)):
            return found
        if found := speech.voices(scene, saying.speaker):
            return tuple(map(self._known, found))
        # "The statement said": of whoever spoke before.
        span = scene.sentence.span(scene.extent(head.index))
        if self._last is not None and self._last.block >= scene.sentence.block - 1:
            return tuple(replace(v, party=replace(v.party, span=span)) for v in self._last.voices)
        return (Voice(Party(span=span)),)

    def _again(self, scene: Scene, pronoun: Token) -> tuple[Voice, ...]:
        """The one who spoke last in the paragraph, whom "he said" means, named or not; empty where there is none."""
        last = self._last
        if last is None or last.block != scene.sentence.block or len(last.voices) != 1:
            return ()
        voice = last.voices[0]
        entity = voice.party.entity or ""
        words = voice.party.span.of(self._text).lower().split()
        if entity.startswith(("state/", "organization/")) or any(w in words for w in _NOT[pronoun.lower]):
            return ()
        if not entity.startswith(("person/", "office/")):
            article = self._text[max(0, voice.party.span.begin - 3) : voice.party.span.begin].lower()
            if not article.endswith(("a ", "an ")):
                return ()
        if self._pronouns.setdefault(entity, pronoun.lower) != pronoun.lower:
            return ()
        return (replace(voice, party=replace(voice.party, span=Span(pronoun.begin, pronoun.end))),)

    def _known(self, voice: Voice) -> Voice:
        """A voice that speaks for the body which the article first named with it."""
        entity, body = voice.party.entity, voice.on_behalf_of
        if entity is None or not entity.startswith("person/"):
            return voice
        if body is not None and body.startswith("organization/"):
            self._bodies[entity] = body
        elif entity in self._bodies:
            return replace(voice, on_behalf_of=self._bodies[entity])
        return voice

    def _inherit(self, item: _Open, s: Sentence) -> None:
        """Gives a quotation that nobody is told to have said to whoever spoke just before."""
        if not item.whole:
            return
        last = self._last
        if last is not None and last.voices and (last.block == item.block or (last.quoted and last.block == item.block - 1)):
            item.voices = last.voices
            certain = last.block == item.block or last.open
            item.confidence = min(last.confidence, 0.8 if certain else 0.6)
        elif self._subject is not None and self._subject[0] == item.block and self._subject[1] == item.passage - 1:
            item.voices = (Voice(self._subject[2]),)
            item.confidence = 0.5

    def _awaits(self, r: _Sentence, quotation: Quotation) -> bool:
        """Whether the next sentence may tell who said the words with which this one ends: '"Why?" asked X.'"""
        s = r.scene.sentence
        if quotation.outer.end < s.passage.span.end - 1 or not quotation.closed:
            return False
        rest = self._text[quotation.outer.end : quotation.outer.end + 80].lstrip(" ,")
        if rest.startswith("\n") or not rest:
            return False
        ahead = rest.split(maxsplit=7)
        if rest[0].islower():
            return True
        ends = next((n for n, word in enumerate(ahead) if word.endswith((".", ":", "?", "!"))), len(ahead))
        return self._text[quotation.inner.end - 1] in "?!," and any(w.strip('.,:;"“') in _SAID for w in ahead[: ends + 1])

    def _remember(self, r: _Sentence) -> None:
        """Keeps who acts in the sentence, for words without a speaker that follow it."""
        s = r.scene.sentence
        self._subject = None
        if r.quotations or r.sayings:
            return
        subject = s.child(s.root, "nsubj")
        if subject is None or subject.pos not in {"PROPN", "NOUN"} or subject.tag[-1:] == "S" or not self._ahead(s):
            return
        party = r.scene.party(subject.index)
        if party is not None and party.entity is not None and party.entity.startswith(("person/", "office/")):
            self._subject = (s.block, s.passage.number, party)

    # --- statements ---------------------------------------------------------------------------------------------------

    def _quoted(self, item: _Open) -> Iterator[Statement]:
        inner = item.quotation.inner
        words = inner.of(self._text)
        if not item.voices or not words.strip():
            return
        own = item.voices[0].party.entity
        about = tuple(dict.fromkeys(e for e in item.about if e != own))
        for voice in item.voices:
            self._said.append((inner, voice))
            yield Statement(
                speaker=voice.party, passage=item.passage, span=inner, quotation=words, on_behalf_of=voice.on_behalf_of,
                office=voice.office, about=about, date=item.day, confidence=_sure(item.confidence, voice),
            )  # fmt: skip
        self._last = _Last(item.voices, item.block, True, not item.quotation.closed, item.confidence)

    def _reported(self, r: _Sentence, told: list[int]) -> Iterator[Statement]:
        """The clauses and noun phrases that tell in the article's words what somebody said."""
        s = r.scene.sentence
        for saying in r.sayings:
            found = r.content(saying)
            if found is None:
                if saying.verb not in told and s.tokens[saying.verb].lemma in speech.words().clause:
                    self._announce(r, saying)
                continue
            span, confidence = found
            voices = self._voices(r.scene, saying)
            own = voices[0].party.entity
            about = tuple(dict.fromkeys(e for e in r.about(span) if e != own))
            day = self._day(r, saying.verb, span)
            for voice in voices:
                self._said.insert(0, (span, voice))
                yield Statement(
                    speaker=voice.party, passage=s.passage.number, span=span, paraphrase=span.of(self._text),
                    on_behalf_of=voice.on_behalf_of, office=voice.office, about=about, date=day,
                    confidence=_sure(confidence, voice),
                )  # fmt: skip
            self._last = _Last(voices, s.block, False, False, 0.8)

    def _announce(self, r: _Sentence, saying: Saying) -> None:
        """Keeps the speaker of a clause that only brings what follows: "The ministry said in a statement:"."""
        s = r.scene.sentence
        if s.tokens[-1].text == ":":
            self._last = _Last(self._voices(r.scene, saying), s.block, True, True, 0.9)

    def _day(self, r: _Sentence, verb: int, content: Span | None = None) -> str:
        """The day that the reporting clause of a verb names, empty where it names none or more than a day."""
        s = r.scene.sentence
        dated = r.dated
        if self._published is None or not dated:
            return ""
        told = [q.outer for q in r.quotations]
        told += [content] if content is not None else [f[0] for f in map(r.content, r.sayings) if f is not None]
        for token in sorted(dated, key=lambda t: abs(t.index - verb)):
            if any(c.begin <= token.begin < c.end for c in told) or not _dates(s, token.index, verb):
                continue
            first, last = s.tokens[max(0, token.index - _AROUND)], s.tokens[min(len(s.tokens) - 1, token.index + _AROUND)]
            for when in days.find(self._text[first.begin : last.end], first.begin, self._published):
                if when.span.begin <= token.begin < when.span.end and not when.since and when.past[0] == when.past[1]:
                    return when.past[0].isoformat()
        return ""


def _sure(confidence: float, voice: Voice) -> float:
    return round(confidence - (0.0 if voice.party.entity is not None else 0.1), 2)


def _unfinished(text: str, quotation: Quotation, s: Sentence) -> bool:
    """Whether a quotation goes on after a sentence."""
    end = quotation.inner.end
    return end > s.passage.span.end and bool(text[s.passage.span.end : end].strip())


def _dates(s: Sentence, at: int, verb: int) -> bool:
    """Whether a day dates the clause of a verb, and not another clause of the sentence: "X, who came on Monday, said"."""
    for _ in s.tokens:
        token = s.tokens[at]
        if at == verb:
            return True
        if token.dep in {"relcl", "ccomp"} or (token.dep == "acl" and token.lemma not in _ISSUED):
            return False
        if token.dep == "conj" and token.head == verb and token.pos in {"VERB", "AUX"}:
            return False
        if token.head == at:
            break
        at = token.head
    return True


def _begins(r: _Sentence, quotation: Quotation) -> bool:
    """Whether nothing but marks stands before a quotation in its sentence, and nothing but points after it."""
    span = r.scene.sentence.passage.span
    if quotation.inner.begin - span.begin > 4:
        return False
    tokens = r.scene.sentence.tokens
    return not any(t.end <= quotation.outer.begin and t.pos not in {"PUNCT", "CCONJ", "ADV"} for t in tokens[:3]) and not any(
        t.begin >= quotation.outer.end and t.pos != "PUNCT" for t in tokens
    )


_ISSUED = frozenset({"issue", "release", "publish", "hold", "deliver", "carry", "broadcast", "air", "post", "date", "send", "speak", "talk", "address", "write",
                     "mark"})  # fmt: skip
_SAID = frozenset({"said", "says", "asked", "asks", "added", "adds", "told", "exclaimed", "wondered", "replied", "demanded",
                   "declared", "wrote", "shouted"})  # fmt: skip


class _Sentence:
    """A sentence with its quotations and verbs of saying."""

    def __init__(self, scene: Scene, found: list[Quotation], topics: Sequence[Mention]) -> None:
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
        self.sayings = speech.sayings(scene, self.quoted)
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
            if above.lemma in speech.words().sayings and above.pos == "NOUN" and not (self.quoted and self.quoted[above.index]):
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
                indices = s.subtree(child.index)
                if verb.lemma in words.contrary:
                    if child.index < verb.index:
                        return None
                    span = self._span([verb.index, *indices], "clause")
                else:
                    span = self._span(indices, "clause", beside=(verb.index, saying.speaker))
                if span is not None:
                    return span, 0.65 if verb.lemma in words.views else 0.85
            if clause and (span := self._tail(verb, saying)) is not None:
                return span, 0.7
        for preposition in words.topics.get(verb.lemma, ()):
            heads = self.scene.objects_of(verb.index, preposition) if preposition else [
                c.index for c in s.children(verb.index, "dobj")]  # fmt: skip
            for head in heads:
                span = self._span(s.subtree(head), "topic")
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
            return self._span(s.subtree(s.root), "clause")
        if any(t.pos in {"VERB", "AUX"} for t in s.tokens[after:]):
            return None
        if verb.dep not in {"ROOT", "parataxis", "ccomp", "conj"}:
            return None
        if any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in s.tokens[: start - 1]):
            return self._span(range(start - 1), "clause")
        return None

    def _according(self, verb: Token) -> tuple[Span, float] | None:
        """The clause that "according to X" tells the source of, where no verb of saying does."""
        s = self.scene.sentence
        above = {a.index for a in (*s.ancestors(verb.index), verb)}
        if any(y.verb in above and y.verb != verb.index and s.tokens[y.verb].lemma in speech.words().clause for y in self.sayings):
            return None
        own = s.subtree(verb.index)
        top = next((a for a in s.ancestors(verb.index) if a.pos in {"VERB", "AUX"}), None)
        indices = s.subtree(top.index if top is not None else s.root)
        if indices[0] < own[0] and indices[-1] > own[-1] and any(s.tokens[i].pos != "PUNCT" for i in indices if i > own[-1]):
            span = self._span(indices, "clause")
        elif own[0] > indices[0]:
            span = self._span([i for i in indices if i < own[0]], "clause")
        else:
            span = self._span([i for i in indices if i > own[-1]], "clause")
        return (span, 0.8) if span is not None else None

    def _span(self, indices: Iterable[int], kind: str, beside: tuple[int, ...] = ()) -> Span | None:
        """The characters of some tokens without the marks and the "that" around them; None where nothing is left.

        None also where they are hardly more than a quotation: its own words are told then.
        """
        s = self.scene.sentence
        kept = sorted(indices)
        if beside:
            # A clause on both sides of its verb ("It is, he said, late") is told whole; else it ends at the verb.
            low = [i for i in kept if i < min(beside)]
            high = [i for i in kept if i > max(beside)]
            if not (low and high):
                kept = low or high
        while kept and (s.tokens[kept[0]].pos == "PUNCT" or s.tokens[kept[0]].text in _MARKS or s.tokens[kept[0]].lower == "that"):
            if self._leads(kept[0]):
                break
            kept.pop(0)
        while kept and (s.tokens[kept[-1]].pos == "PUNCT" or s.tokens[kept[-1]].text in _MARKS):
            if self._closes(kept[0], kept[-1]):
                break
            kept.pop()
        spoken = [i for i in kept if s.tokens[i].pos != "PUNCT"]
        if len(spoken) < _LEAST[kind]:
            return None
        if self.quoted and any(self.quoted[i] for i in spoken) and sum(not self.quoted[i] for i in spoken) < _UNQUOTED:
            return None
        return Span(s.tokens[kept[0]].begin, s.tokens[kept[-1]].end)

    def _leads(self, i: int) -> bool:
        """Whether a token is a "that" which means a thing ("that ship"), or a mark that opens words within the clause."""
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
