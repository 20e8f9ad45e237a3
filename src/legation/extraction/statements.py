"""Who said what: quotations and reported clauses with their speakers, sentence by sentence through one article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from legation.extraction import days, quotations, speech
from legation.extraction.actors import Scene
from legation.extraction.parse import Sentence, Token
from legation.extraction.quotations import Quotation
from legation.extraction.speech import Saying, Voice
from legation.extraction.utterances import Utterances
from legation.model import BlockKind, Document, EntityId, Mention, Party, Span, Statement

_BEFORE, _AFTER = 3, 2
"""Tokens on both sides of a word such as "Tuesday" that may belong to the day."""

_ISSUED = frozenset(
    {"issue", "release", "publish", "hold", "deliver", "carry", "broadcast", "air", "post", "date", "send", "speak"}
    | {"talk", "address", "write", "mark"}
)
"""Participles whose day is that of the speech: "a statement issued on Friday"."""

_SAID = frozenset(
    {"said", "says", "asked", "asks", "added", "adds", "told", "exclaimed", "wondered", "replied", "demanded", "wrote"}
    | {"declared", "shouted"}
)
_HIM = frozenset({"he", "she"})
_NOT = {"he": ("spokeswoman", "she", "mrs", "ms", "queen", "chairwoman"),
        "she": ("spokesman", "he", "mr", "king", "chairman")}  # fmt: skip


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
    """Reads the statements of one article.

    The sentences of its body must come in order, each once; those of captions may come after them. A headline gives no
    statements: it repeats, shortened, what the body tells. A day is told only where the reporting clause names one:
    "said Tuesday" gives it, "said" alone does not.
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
        found, telling = self._taken(s), speech.telling(s)
        if not found and not telling:
            self._remember(scene)
            return ()
        return tuple(self._statements(Utterances(scene, found, telling, topics)))

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

    def _statements(self, r: Utterances) -> Iterator[Statement]:
        s = r.scene.sentence
        ready: list[_Open] = []
        told: list[int] = []
        for quotation in r.quotations:
            was = self._open if self._open is not None and self._open.quotation is quotation else None
            item = was or _Open(quotation, s.passage.number, s.block, _begins(r, quotation))
            self._open = None
            if not item.voices and (found := r.attribution(quotation)) is not None:
                saying, confidence = found
                item.voices, item.confidence = self._voices(r, saying), confidence
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
        self._subject = None

    def _voices(self, r: Utterances, saying: Saying) -> tuple[Voice, ...]:
        """Who speaks in a clause of saying, the same for all that it brings."""
        if saying.speaker not in r.voices:
            r.voices[saying.speaker] = self._heard(r.scene, saying)
        return r.voices[saying.speaker]

    def _heard(self, scene: Scene, saying: Saying) -> tuple[Voice, ...]:
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
        if (
            last is not None
            and last.voices
            and (last.block == item.block or (last.quoted and last.block == item.block - 1))
        ):
            item.voices = last.voices
            certain = last.block == item.block or last.open
            item.confidence = min(last.confidence, 0.8 if certain else 0.6)
        elif self._subject is not None and self._subject[0] == item.block and self._subject[1] == item.passage - 1:
            item.voices = (Voice(self._subject[2]),)
            item.confidence = 0.5

    def _awaits(self, r: Utterances, quotation: Quotation) -> bool:
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
        return self._text[quotation.inner.end - 1] in "?!," and any(
            w.strip('.,:;"“') in _SAID for w in ahead[: ends + 1]
        )

    def _remember(self, scene: Scene) -> None:
        """Keeps who acts in a sentence that tells of no speech, for words without a speaker that follow it."""
        s = scene.sentence
        self._subject = None
        subject = s.child(s.root, "nsubj")
        if subject is None or subject.pos not in {"PROPN", "NOUN"} or subject.tag[-1:] == "S" or not self._ahead(s):
            return
        party = scene.party(subject.index)
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

    def _reported(self, r: Utterances, told: list[int]) -> Iterator[Statement]:
        """The clauses and noun phrases that tell in the article's words what somebody said."""
        s = r.scene.sentence
        for saying in r.sayings:
            found = r.content(saying)
            if found is None:
                if saying.verb not in told and s.tokens[saying.verb].lemma in speech.words().clause:
                    self._announce(r, saying)
                continue
            span, confidence = found
            voices = self._voices(r, saying)
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

    def _announce(self, r: Utterances, saying: Saying) -> None:
        """Keeps the speaker of a clause that only brings what follows: "The ministry said in a statement:"."""
        s = r.scene.sentence
        if s.tokens[-1].text == ":":
            self._last = _Last(self._voices(r, saying), s.block, True, True, 0.9)

    def _day(self, r: Utterances, verb: int, content: Span | None = None) -> str:
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
            first = s.tokens[max(0, token.index - _BEFORE)]
            last = s.tokens[min(len(s.tokens) - 1, token.index + _AFTER)]
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
    """Whether a day dates the clause of a verb and no other clause: "X, who came on Monday, said"."""
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


def _begins(r: Utterances, quotation: Quotation) -> bool:
    """Whether nothing but marks stands before a quotation in its sentence, and nothing but points after it."""
    span = r.scene.sentence.passage.span
    if quotation.inner.begin - span.begin > 4:
        return False
    tokens = r.scene.sentence.tokens
    before = [t for t in tokens[:3] if t.end <= quotation.outer.begin and t.pos not in {"PUNCT", "CCONJ", "ADV"}]
    after = [t for t in tokens if t.begin >= quotation.outer.end and t.pos != "PUNCT"]
    return not before and not after
