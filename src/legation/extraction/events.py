"""Who did what to whom: reads the predicates of a sentence with the lexicon, from the main clause downwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from legation.extraction.actors import Scene
from legation.extraction.days import When
from legation.extraction.lexicon import Effect, Entry, Frame, Lexicon, Operator
from legation.extraction.parse import Sentence, Token
from legation.model import EventReport, EventType, Party, Status

_T = EventType
HOSTILE = frozenset({_T.THREATEN, _T.PROTEST, _T.SANCTION, _T.MOBILIZE, _T.COERCE, _T.ASSAULT})
FRIENDLY = frozenset({_T.AGREE, _T.CONSULT, _T.SUPPORT, _T.COOPERATE, _T.AID, _T.CONCEDE, _T.RETREAT})
_MUTUAL = frozenset({_T.AGREE, _T.CONSULT, _T.COOPERATE, _T.SUPPORT, _T.REJECT, _T.ASSAULT})
_TO_SOMEBODY = frozenset({_T.AGREE, _T.CONSULT, _T.COOPERATE, _T.REQUEST, _T.THREATEN})
_REVERSED = {
    **dict.fromkeys((_T.AID, _T.COOPERATE, _T.CONSULT, _T.SUPPORT), _T.SANCTION),
    **dict.fromkeys((_T.ASSAULT, _T.MOBILIZE, _T.SANCTION, _T.COERCE), _T.RETREAT),
    _T.PROTEST: _T.CONCEDE,
    _T.AGREE: _T.REJECT,
}
_PLEDGES = frozenset("promise pledge vow offer undertake volunteer commit ready prepared willing swear guarantee assure".split())
_COMPLEMENTS = ("xcomp", "ccomp", "advcl", "acl", "pcomp", "prep", "oprd", "acomp", "attr", "dobj", "dative")
_CLAUSAL = frozenset({"ccomp", "xcomp", "pcomp"})
_GENERIC = ("with", "to", "iobj", "for", "obj", "on", "against", "from", "of", "poss", "between", "in")
_CONDITIONS = frozenset({"if", "unless", "whether", "should", "until", "provided", "lest"})
_TIMES = frozenset("monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
                   "october november december day week month year weekend hour time moment end start beginning".split())
_PLANS = {
    **dict.fromkeys("plan intention aim goal strategy task programme program agenda roadmap schedule decision initiative".split(), Status.PLANNED),
    **dict.fromkeys("proposal idea hope wish possibility prospect option bid attempt effort".split(), Status.PROPOSED),
}  # fmt: skip
_PLACES = frozenset("in into at near along across inside around throughout".split())
_INSIST = frozenset("insist suggest argue warn stress signal indicate hint".split())
_NEGATIVE = frozenset({"no", "never", "neither", "nor", "nobody", "nothing", "without"})
_FUTURE_NOUN = frozenset("planned upcoming forthcoming scheduled future next expected".split())
_PROPOSED_NOUN = frozenset("proposed possible potential suggested eventual".split())


@dataclass(frozen=True, slots=True)
class Act:
    """One act as read from a predicate, before it becomes a report."""

    type: EventType | None
    index: int
    words: tuple[int, ...]
    sources: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    reciprocal: bool = False
    mode: str = ""
    contexts: tuple[str, ...] = ()
    status: Status = Status.OCCURRED
    speaker: Party | None = None
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Context:
    """What a clause inherits from those above it."""

    subject: tuple[Party, ...] = ()
    status: Status = Status.OCCURRED
    speaker: Party | None = None
    depth: int = 0
    patient: tuple[int, ...] = ()
    """Heads of the noun phrases that a participle or relative clause says something of, as its object."""


@dataclass(slots=True)
class Coder:
    """Codes one sentence. `reports` is the result."""

    scene: Scene
    lexicon: Lexicon
    days: tuple[When, ...] = ()
    """The expressions of time in the sentence."""
    used: set[int] = field(default_factory=set)
    visited: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    """The verbs that stand with "will not": an act of good will that is so refused is a REJECT."""
    _phrasal: dict[int, set[str]] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        """The sentence that is coded."""
        return self.scene.sentence

    def reports(self) -> tuple[EventReport, ...]:
        """The events that the sentence reports, in order of their triggers; each once."""
        acts = list(self._clauses())
        acts += self._nominal(acts)
        return tuple(self._report(a) for a in _joined(_distinct(acts, self._animate)))

    def _animate(self, party: Party) -> bool:
        """Whether a party that has no identity may act: a person by its word, or whoever has a name."""
        people = self.lexicon.noun_classes.get("PERSON", frozenset())
        within = [t for t in self.sentence.tokens if party.span.begin <= t.begin and t.end <= party.span.end]
        return any(t.pos == "PROPN" or t.lemma in people for t in within)

    # --- clauses ------------------------------------------------------------------------------------------------------

    def _clauses(self) -> Iterator[Act]:
        s = self.sentence
        yield from self._visit(s.root, Context())
        for token in s.tokens:
            if token.pos in {"VERB", "AUX"} and token.index not in self.visited and token.index not in self.used:
                yield from self._visit(token.index, self._inherited(token))

    def _inherited(self, token: Token) -> Context:
        """The context of a clause that its governor did not hand one to."""
        s = self.sentence
        head = s.tokens[token.head]
        if token.dep in {"relcl", "acl"} and head.lemma in _PLANS:
            return Context(subject=self._planner(head.index), status=_PLANS[head.lemma], depth=1)
        if token.dep in {"relcl", "acl"} and head.index != token.index:
            parties = self.scene.parties(head.index)
            passive = token.tag == "VBN" and token.dep == "acl"
            whose = any(c.dep in {"dobj", "nsubjpass"} and c.tag in {"WDT", "WP"} for c in s.children(token.index))
            gap = token.dep == "relcl" and s.child(token.index, "nsubj") is not None and s.child(token.index, "dobj") is None
            if passive or whose or gap:
                return Context(depth=2, patient=(head.index,))
            if parties or token.dep == "relcl":
                return Context(subject=parties, depth=2)
        for above in s.ancestors(token.index):
            if above.pos in {"VERB", "AUX"}:
                return Context(subject=self._controller(above.index, self._subject(above.index, Context())), depth=2)
        return Context(depth=2)

    def _planner(self, n: int) -> tuple[Party, ...]:
        """Whose a plan is: its possessor, else whoever acts in its clause."""
        s = self.sentence
        for token in (s.tokens[n], *s.ancestors(n)):
            for child in s.children(token.index, "poss") if token.pos == "NOUN" else s.children(token.index, "nsubj"):
                if child.tag not in {"WDT", "WP"} and (parties := self.scene.parties(child.index)):
                    return parties
        return ()

    def _visit(self, v: int, ctx: Context) -> list[Act]:
        """The acts of the clause of `v` and of the clauses below it that it does not use up."""
        if v in self.visited:
            return []
        self.visited.add(v)
        s = self.sentence
        verb = s.tokens[v]
        if verb.pos not in {"VERB", "AUX", "NOUN", "ADJ", "PROPN"}:
            return []
        status = self._status(v, ctx)
        subject = self._subject(v, ctx)
        here = replace(ctx, subject=subject, status=status)
        acts = self._own(v, here)
        if v in self.refused:
            acts = [replace(a, type=_T.REJECT, status=Status.OCCURRED, mode="") for a in acts if a.type in FRIENDLY]
        for child in s.children(v):
            if child.index in self.visited or child.index in self.used:
                continue
            below = replace(here, subject=self._controller(v, subject), depth=ctx.depth + 1, patient=())
            if child.dep == "conj" and child.pos in {"VERB", "AUX"}:
                acts += self._visit(child.index, replace(ctx, subject=subject, status=self._shared(child, ctx, status)))
            elif child.dep in {"ccomp", "xcomp", "advcl"} and child.pos in {"VERB", "AUX", "ADJ", "NOUN"}:
                if child.dep == "advcl" and self._conditional(child.index):
                    below = replace(below, status=Status.HYPOTHETICAL)
                elif child.dep == "advcl" and self._purposive(child.index):
                    below = replace(below, status=Status.PROPOSED if status in {Status.OCCURRED, Status.ONGOING} else status)
                elif child.dep == "advcl":
                    below = replace(below, status=ctx.status)
                acts += self._visit(child.index, below)
            elif child.dep in {"acomp", "attr", "oprd"} and child.pos in {"ADJ", "VERB"}:
                acts += self._visit(child.index, replace(here, depth=ctx.depth))
        return acts

    def _shared(self, child: Token, ctx: Context, status: Status) -> Status:
        """A coordinated verb shares the auxiliaries of the first one unless it has its own or is finite."""
        bare = child.tag in {"VB", "VBG", "VBN"} and not self.sentence.children(child.index, "aux", "auxpass", "nsubj")
        return status if bare else ctx.status

    def _own(self, v: int, ctx: Context) -> list[Act]:
        """The acts that the predicate `v` itself tells."""
        operator = self._operator(v)
        entry = self._entry(v)
        if operator is not None:
            found, complement = operator
            if entry is None or entry.rank < 2.5 or found.effect is Effect.REPORT:
                acts = self._operate(found, v, complement, ctx)
                if acts is not None:
                    return acts
        if entry is not None:
            if entry.type is None:
                self._use_object(v)
                return []
            return [self._act(v, entry, ctx)]
        return []

    # --- status -------------------------------------------------------------------------------------------------------

    def _status(self, v: int, ctx: Context) -> Status:
        s = self.sentence
        status = ctx.status
        words = {c.lower for c in s.children(v, "aux", "auxpass")}
        if words & {"will", "shall", "'ll", "wo"} or ("would" in words and ctx.speaker is not None and not self._conditioned(v)):
            status = Status.PLANNED
        elif "would" in words:
            status = Status.HYPOTHETICAL if self._conditioned(v) else Status.PLANNED
        elif words & {"may", "might", "could", "can", "ca"}:
            status = Status.HYPOTHETICAL
        elif words & {"must", "should", "ought"}:
            status = Status.PROPOSED
        verb = s.tokens[v]
        if verb.tag == "VBG" and status is Status.OCCURRED and words & {"is", "are", "'s", "'re", "am"}:
            status = Status.ONGOING
        if status is Status.OCCURRED and verb.dep == "xcomp" and self._going(v):
            status = Status.PLANNED
        if any(c.lower in {"not", "n't", "never"} for c in s.children(v, "neg")) and words & {"will", "wo", "would"} and ctx.status is Status.OCCURRED:
            self.refused.add(v)
            return Status.DENIED
        if any(c.dep == "neg" or c.lower in _NEGATIVE for c in s.children(v, "neg", "advmod", "cc", "preconj")):
            status = Status.DENIED
        return status

    def _conditioned(self, v: int) -> bool:
        """Whether a clause hangs on an "if"."""
        return any(self._conditional(c.index) for c in self.sentence.children(v, "advcl"))

    def _going(self, v: int) -> bool:
        head = self.sentence.tokens[self.sentence.tokens[v].head]
        return head.lower == "going" or (head.lemma == "be" and self.sentence.tokens[v].tag == "VB")

    def _purposive(self, v: int) -> bool:
        """Whether a clause tells what for: "to improve relations"."""
        return self.sentence.tokens[v].tag == "VB" and any(c.lower == "to" for c in self.sentence.children(v, "aux"))

    def _conditional(self, v: int) -> bool:
        return any(c.lower in _CONDITIONS for c in self.sentence.children(v, "mark", "advmod", "aux"))

    # --- places in the clause -------------------------------------------------------------------------------------------

    def _passive(self, v: int) -> bool:
        s = self.sentence
        verb = s.tokens[v]
        if s.child(v, "nsubjpass", "auxpass") is not None:
            return True
        return verb.tag == "VBN" and verb.dep in {"acl", "advcl", "conj", "amod"} and not s.children(v, "aux", "nsubj")

    def _subject(self, v: int, ctx: Context) -> tuple[Party, ...]:
        """Who does what the verb says; in the passive, the agent."""
        s = self.sentence
        if self._passive(v):
            return tuple(p for i in self.scene.objects_of(v, "by") for p in self._everyone(i))
        if (subject := s.child(v, "nsubj")) is not None:
            if subject.tag in {"WDT", "WP"} and s.tokens[v].dep == "relcl":
                return self.scene.parties(s.tokens[v].head) or ctx.subject
            return self._everyone(subject.index)
        return ctx.subject

    def _controller(self, v: int, subject: tuple[Party, ...]) -> tuple[Party, ...]:
        """Who is the subject of the clauses below that have none: in the passive, whom it is said of."""
        patient = self.sentence.child(v, "nsubjpass")
        return self._everyone(patient.index) if patient is not None else subject

    def _everyone(self, head: int) -> tuple[Party, ...]:
        """The actors of a noun phrase; one that names none, but speaks of a state, stands for itself."""
        return _unique(p for h in self.scene.heads(head) for p in (self.scene.everyone(h) or (self.scene.anyone(h),)))

    def _objects(self, v: int, ctx: Context) -> list[int]:
        """The heads of the direct object, which in the passive is the subject."""
        s = self.sentence
        if self._passive(v):
            subject = s.child(v, "nsubjpass")
            if subject is not None:
                if subject.tag in {"WDT", "WP"} and s.tokens[v].dep == "relcl":
                    return [s.tokens[v].head]
                return self.scene.heads(subject.index)
            token = s.tokens[v]
            if token.dep == "acl":
                return [token.head]
            if token.dep == "conj":
                return self._objects(token.head, ctx) if self._passive(token.head) else []
            return list(ctx.patient)
        found = [h for c in s.children(v, "dobj") for h in self.scene.heads(c.index)]
        if found:
            relative = s.tokens[found[0]]
            if relative.tag in {"WDT", "WP"} and s.tokens[v].dep == "relcl":
                return [s.tokens[v].head]
            return found
        return list(ctx.patient)

    def _slot(self, place: str, v: int, objects: list[int], ctx: Context) -> Iterator[int]:
        """The heads of the noun phrases that stand in a grammatical place of the predicate."""
        s = self.sentence
        if place == "obj":
            yield from objects
        elif place == "iobj":
            for child in s.children(v, "dative"):
                if child.pos != "ADP":
                    yield child.index
                else:
                    yield from (p.index for p in s.children(child.index, "pobj"))
        elif place == "poss":
            for o in objects or [v]:
                o = self.scene.effective(o)
                for child in s.children(o, "poss", "amod", "compound", "nmod"):
                    yield child.index
        else:
            seen = set()
            for i in (v, *objects, *(self.scene.effective(o) for o in objects)):
                if i in seen:
                    continue
                seen.add(i)
                for head in self.scene.objects_of(i, place):
                    yield from self.scene.heads(head)
                if i != v:  # "restrictions imposed on India", "an offer made by the Taliban"
                    for made in s.children(i, "acl"):
                        if made.tag == "VBN":
                            yield from self.scene.objects_of(made.index, place)
            if place in {"against", "with"}:  # "filed a lawsuit in a Paris court against X"
                for i in (v, *objects):
                    for preposition in s.children(i, "prep"):
                        for below in s.children(preposition.index, "pobj"):
                            if below.index not in seen:
                                yield from self.scene.objects_of(below.index, place)

    def _fill(self, places: Iterable[str], v: int, objects: list[int], ctx: Context) -> tuple[Party, ...]:
        """The parties of the first place that names an actor; else of the first that at least speaks of a state."""
        places = tuple(places)
        for place in places:
            if place == "subj":
                if ctx.subject:
                    return ctx.subject
                continue
            parties = [p for head in self._slot(place, v, objects, ctx) for p in self._named(head, place)]
            if parties:
                return _unique(parties)
        for place in places:
            if place in {"subj", "poss"}:
                continue
            for head in self._slot(place, v, objects, ctx):
                party = self.scene.anyone(head)
                if party.code:
                    return (party,)
        return ()

    def _whatever(self, places: Iterable[str], v: int, objects: list[int], ctx: Context) -> tuple[Party, ...]:
        """The noun phrase of the first place that is filled at all, whoever it may be."""
        tokens = self.sentence.tokens
        for place in places:
            if place in {"subj", "poss"}:
                continue
            for head in self._slot(place, v, objects, ctx):
                if tokens[head].pos in {"NOUN", "PROPN", "NUM"} and tokens[head].lemma not in _TIMES and not tokens[head].text.isdigit():
                    return (self.scene.anyone(head),)
        return ()

    def _named(self, head: int, place: str) -> tuple[Party, ...]:
        if place == "poss":
            token = self.sentence.tokens[head]
            if token.dep == "poss":
                return self.scene.parties(head)
            party = self.scene.adjective(head)
            return (party,) if party else ()
        return tuple(p for p in self.scene.parties(head) if p.entity or p.code)

    # --- verbs --------------------------------------------------------------------------------------------------------

    def _lemma(self, v: int) -> str:
        """The verb's lemma; the tagger's rules cut "staged" to "stag", which the lexicon mends."""
        lemma = self.sentence.tokens[v].lemma
        words = self.lexicon.verbs
        return f"{lemma}e" if lemma not in words and f"{lemma}e" in words else lemma

    def _forms(self, v: int) -> set[str]:
        """The verb's lemma, alone and with each particle or preposition that it may form a phrasal verb with."""
        if v in self._phrasal:
            return self._phrasal[v]
        s = self.sentence
        lemma = self._lemma(v)
        found = self._phrasal[v] = {lemma}
        for child in s.children(v, "prt", "prep", "advmod", "dobj", "acomp", "oprd", "agent", "npadvmod"):
            if child.dep == "prep" and (child.index < v or self._temporal(child.index)):
                continue
            found.add(f"{lemma} {child.lower}")
            for below in s.children(child.index, "prep", "prt"):
                found.add(f"{lemma} {child.lower} {below.lower}")
                found.add(f"{lemma} {child.lemma} {below.lower}")
            if child.dep == "prt":
                for other in s.children(v, "prep"):
                    found.add(f"{lemma} {child.lower} {other.lower}")
            if child.dep == "prep":
                for below in s.children(child.index, "pobj"):
                    found.add(f"{lemma} {child.lower} {below.lower}")
        return found

    def _temporal(self, preposition: int) -> bool:
        """Whether a prepositional phrase tells a day: "on Tuesday", "in May 2024"."""
        s = self.sentence
        return any(c.lemma in _TIMES or c.text.isdigit() for c in s.children(preposition, "pobj"))

    def _governed(self, v: int, word: str) -> list[int]:
        """The heads governed by the preposition of a phrasal verb: "Iran" in "called on Iran to stop"."""
        _, _, particle = word.partition(" ")
        return [h for i in self.scene.objects_of(v, particle) for h in self.scene.heads(i)] if particle else []

    def _entry(self, v: int, ctx: Context | None = None) -> Entry | None:
        """The sense of a verb or predicative adjective: the entry with the most constraints that all hold."""
        s = self.sentence
        token = s.tokens[v]
        candidates = self.lexicon.verbs.get(self._lemma(v), ())
        if token.lower != token.lemma and (token.tag in {"VBN", "JJ", "VBG"} or token.pos == "ADJ"):
            candidates += tuple(e for e in self.lexicon.verbs.get(token.lower, ()) if e.adjective)
        if not candidates:
            return None
        lemma = self._lemma(v)
        objects = self._objects(v, ctx or self._inherited_patient(v))
        heads = {h for o in objects for i in (o, self.scene.effective(o)) for h in self._head_words(i)}
        if any((p := self.scene.party(o)) and p.entity and p.entity.startswith(("person/", "office/", "group/")) for o in objects):
            heads.add("person")
        for entry in candidates:
            if entry.word != lemma and entry.word not in self._forms(v) and not (entry.adjective and entry.word == token.lower):
                continue
            if entry.objects is not None and not (heads and any(h in entry.objects for h in heads)):
                continue
            if entry.intransitive and heads:
                continue
            if entry.preposition and not self._has(v, objects, entry):
                continue
            return entry
        return None

    def _head_words(self, n: int) -> tuple[str, ...]:
        """A noun's lemma, and the same with the word before it: "law" and "martial law"."""
        tokens = self.sentence.tokens
        lemma = tokens[n].lemma
        return (lemma, f"{tokens[n - 1].lower} {lemma}") if n else (lemma,)

    def _inherited_patient(self, v: int) -> Context:
        token = self.sentence.tokens[v]
        return self._inherited(token) if token.dep in {"relcl", "acl"} else Context()

    def _has(self, v: int, objects: list[int], entry: Entry) -> bool:
        """Whether the predicate or its object has the prepositional phrase that an entry asks for."""
        assert entry.complement is not None
        for i in (v, *objects):
            for head in self.scene.objects_of(i, entry.preposition):
                if entry.complement.any or any(
                    w in entry.complement for h in self.scene.heads(head) for j in (h, self.scene.effective(h)) for w in self._head_words(j)
                ):
                    return True
        return False

    def _act(self, v: int, entry: Entry, ctx: Context) -> Act:
        objects = self._objects(v, ctx)
        if entry.adjective and (holder := self._holder(v)) is not None:
            ctx, objects = replace(ctx, subject=self._everyone(holder)), []
        sources = self._fill(entry.frame.source, v, objects, ctx)
        bases = objects
        if entry.preposition:  # "called for sanctions against X": the prepositional noun brings the other party
            bases = [*objects, *(i for i in self.scene.objects_of(v, entry.preposition) if i not in objects)]
            if entry.preposition in entry.frame.target and not objects:
                bases = objects
        targets = self._fill(entry.frame.target, v, bases, ctx)
        if not targets and not entry.frame.reciprocal:
            places = [p for p in entry.frame.target if p not in {"obj", "in", "at", "over", "by"}]
            targets = self._whatever((*places, *(("obj",) if "obj" in entry.frame.target else ())), v, bases, ctx)
        if entry.type in {_T.AGREE, _T.REQUEST, _T.REJECT, _T.THREATEN, _T.ACCUSE}:
            for child in self.sentence.children(v, "xcomp", "ccomp"):
                if child.pos in {"VERB", "AUX"} and child.index > v and child.index not in self.visited:
                    if not any(map(_who, targets)):
                        targets = self._clause_subject(child.index) or self._generic(child.index, ctx) or targets
                    self._consume(child.index)
        words = [v, *(c.index for c in self.sentence.children(v, "prt")), *objects[:1]]
        self._use_object(v)
        self._use_reasons(v, objects)
        if entry.type is _T.PROTEST:
            targets = self._purpose(v, ctx) or targets
        else:
            targets = self._completed(entry, v, objects, sources, targets)
        if not sources and entry.type is _T.COERCE and entry.mode in {"arrest", "deport", ""} and self._passive(v):
            sources = tuple(p for p in self._scene_of(v, []) if p.code)
        return self._made(entry, v, tuple(words), sources, targets, ctx)

    def _made(self, entry: Entry, index: int, words: tuple[int, ...], sources: tuple[Party, ...],
              targets: tuple[Party, ...], ctx: Context) -> Act:  # fmt: skip
        assert entry.type is not None
        targets = tuple(t for t in targets if not any(_same(t, p) for p in sources))
        if entry.type is _T.CONSULT and sources and all(p.sector == "MIL" for p in sources):
            # Soldiers do not come for talks.
            peace = any("peace" in t.lower for t in self.sentence.tokens)
            entry = replace(entry, type=_T.AID if peace else _T.MOBILIZE, mode="" if peace else "troops", frame=Frame())
        reciprocal = entry.frame.reciprocal and (bool(targets) or len(sources) > 1)
        if reciprocal:
            targets = tuple(t for t in targets if t.entity or t.sector)
            if not sources:
                sources, targets = targets, ()
            self.scene.cast.groups.append((*sources, *targets))
        confidence = 0.85 - 0.08 * min(ctx.depth, 3) - (0.0 if any(map(_who, sources)) else 0.1)
        if not reciprocal:
            confidence -= 0.0 if any(map(_who, targets)) else 0.05 if targets else 0.1
        return Act(entry.type, index, words, sources, targets, reciprocal, entry.mode, entry.contexts, ctx.status,
                   ctx.speaker, round(confidence, 2))  # fmt: skip

    def _use_reasons(self, v: int, objects: list[int]) -> None:
        """What somebody is blamed, praised or held for ("for spying") is told by the act, and no act beside it."""
        s = self.sentence
        for i in (v, *objects):
            for preposition in s.children(i, "prep"):
                if preposition.lower in {"for", "over", "of", "against", "despite", "after", "on", "from"}:
                    for child in s.children(preposition.index, "pcomp"):
                        if preposition.lower != "after":
                            self._consume(child.index)

    def _completed(self, entry: Entry, v: int, objects: list[int], sources: tuple[Party, ...],
                   targets: tuple[Party, ...]) -> tuple[Party, ...]:  # fmt: skip
        """The targets, or where they are nobody, whoever stands for the place of the act or the clause's other state."""
        if entry.frame.reciprocal or any(map(_who, targets)):
            return targets
        if entry.type is _T.AID:  # "gave 3 million euros to promote investment in Ethiopia"
            for child in self.sentence.children(v, "advcl", "acl", "xcomp"):
                if self._purposive(child.index):
                    found = self._generic(child.index, Context())
                    self._consume(child.index)
                    if found:
                        return found
        if entry.type in {_T.AID, *HOSTILE} and (found := self._scene_of(v, objects)):
            return found
        return self._counterpart(v, sources) or targets

    def _counterpart(self, v: int, sources: tuple[Party, ...]) -> tuple[Party, ...]:
        """The one other state of the clause that this clause gives a reason for or the time of: "relations with Russia
        are strained since Korea joined sanctions"."""
        s = self.sentence
        if s.tokens[v].dep != "advcl":
            return ()
        own = set(s.subtree(v))
        codes = {p.code for p in sources}
        found = {p.code: p for i, p in self.scene.states() if i not in own and p.code not in codes}
        return (next(iter(found.values())),) if len(found) == 1 else ()

    def _scene_of(self, v: int, objects: list[int]) -> tuple[Party, ...]:
        """Where the act strikes, standing for whom: "imposed a curfew in Lahore", "violated the ceasefire in Karabakh"."""
        s = self.sentence
        pending = [v, *objects]
        while pending:
            i = pending.pop(0)
            for preposition in s.children(i, "prep"):
                for head in s.children(preposition.index, "pobj"):
                    if head.lemma in _TIMES or head.pos == "NUM":
                        continue
                    pending.append(head.index)
                    if preposition.lower not in _PLACES:
                        continue
                    party = self.scene.anyone(head.index)
                    if party.code or any(s.tokens[j].pos == "PROPN" for j in self.scene.extent(head.index)):
                        return (party,)
        return ()

    def _purpose(self, v: int, ctx: Context) -> tuple[Party, ...]:
        """Whom a protest is aimed at where "to demand", "calling for" or "in protest of" tells it."""
        s = self.sentence
        for child in s.children(v, "advcl", "acl", "xcomp"):
            if child.pos == "VERB" and not s.children(child.index, "nsubj"):
                found = [a for a in self._visit(child.index, replace(ctx, patient=())) if a.type in {_T.REQUEST, _T.ACCUSE, _T.PROTEST, _T.REJECT}]
                self._consume(child.index)
                for act in found:
                    if act.targets:
                        return act.targets
        return ()

    def _holder(self, v: int) -> int | None:
        """Of whom a predicative adjective is said: the subject of its copula."""
        s = self.sentence
        for i in (v, s.tokens[v].head):
            if (subject := s.child(i, "nsubj", "nsubjpass")) is not None:
                return subject.index
        return None

    def _use_object(self, v: int) -> None:
        """The object's own event noun is part of what the verb tells, and no event beside it."""
        s = self.sentence
        for child in s.children(v, "dobj", "nsubjpass"):
            self.used.update(self.scene.heads(child.index))
            for i in s.subtree(child.index):
                if s.tokens[i].dep in {"acl", "pobj", "poss", "pcomp", "amod", "compound"}:
                    self.used.add(i)

    # --- operators ----------------------------------------------------------------------------------------------------

    def _operator(self, v: int) -> tuple[Operator, int] | None:
        """The operator that a word is here, and the head of its complement."""
        s = self.sentence
        candidates = self.lexicon.operators.get(s.tokens[v].lemma)
        if not candidates:
            return None
        lemma = s.tokens[v].lemma
        for operator in candidates:
            if operator.word != lemma and operator.word not in self._forms(v):
                continue
            complement = self._complement(v, operator.complement, self._governed(v, operator.word))
            if complement is not None:
                return operator, complement
        return None

    def _complement(self, v: int, kind: str, governed: list[int]) -> int | None:
        s = self.sentence
        has_object = bool(governed) or s.child(v, "dobj", "nsubjpass", "dative") is not None
        if kind in {"xcomp", "obj+xcomp"}:
            for child in s.children(v, "xcomp", "ccomp", "advcl", "acl"):
                if child.pos not in {"VERB", "AUX", "ADJ"}:
                    continue
                infinitive = any(c.lower == "to" for c in s.children(child.index, "aux"))
                own = s.child(child.index, "nsubj") is not None
                if kind == "xcomp" and child.dep == "xcomp" and not own and not (has_object and s.child(v, "nsubjpass") is None):
                    return child.index
                if kind == "obj+xcomp" and infinitive and (own or has_object):
                    return child.index
            if kind == "obj+xcomp" and has_object:
                for head in (*governed, *(c.index for c in s.children(v, "dobj"))):
                    for below in s.children(head, "acl", "relcl", "xcomp"):
                        if any(c.lower == "to" for c in s.children(below.index, "aux")):
                            return below.index
            for preposition in s.children(v, "prep"):
                for child in s.children(preposition.index, "pcomp"):
                    if kind == "xcomp" and child.tag == "VBG":
                        return child.index
        elif kind == "ccomp":
            for child in s.children(v, "ccomp"):
                if child.index > v or self._lemma(v) in self.lexicon.reporting:
                    return child.index
        elif kind == "noun":
            for child in s.children(v, "dobj", "nsubjpass", "attr"):
                if any(s.tokens[self.scene.effective(h)].lemma in self.lexicon.nouns for h in self.scene.heads(child.index)):
                    return child.index
            for preposition in s.children(v, "prep"):
                if preposition.lower in {"for", "to", "against", "on"}:
                    for child in s.children(preposition.index, "pobj"):
                        if s.tokens[self.scene.effective(child.index)].lemma in self.lexicon.nouns:
                            return child.index
        elif kind in {"of", "from", "for", "with", "to", "on", "against", "into", "about", "in"}:
            for preposition in s.children(v, "prep"):
                if preposition.lower == kind:
                    for child in s.children(preposition.index, "pcomp", "pobj"):
                        return child.index
        return None

    def _operate(self, operator: Operator, v: int, complement: int, ctx: Context) -> list[Act] | None:  # noqa: C901  one branch an effect
        s = self.sentence
        effect = operator.effect
        head = s.tokens[complement]
        objects = self._objects(v, ctx) or (self._governed(v, operator.word) if "xcomp" in operator.complement else [])
        source = ctx.subject
        if effect is Effect.REPORT:
            speaker = source[0] if source else None
            if source and (speaker is None or not speaker.entity and not speaker.code):
                speaker = None
            if head.pos in {"NOUN", "PROPN"} and operator.complement == "noun":
                return self._light(v, complement, ctx)
            below = replace(ctx, subject=source, speaker=speaker or ctx.speaker, status=self._reported(ctx))
            modal = {c.lower for c in s.children(complement, "aux")}
            required = bool(modal & {"must", "should", "ought"}) or (s.tokens[complement].lemma in {"have", "need"} and s.child(complement, "xcomp") is not None)
            if required and source:
                inner = self._subject(complement, below)
                theirs = tuple(p for p in inner if _who(p) and not any(_same(p, q) or p.entity == f"state/{q.code}" for q in source))
                if theirs:
                    self._consume(complement)
                    return [Act(_T.REQUEST, v, (v, complement), source, theirs, status=ctx.status, confidence=0.75)]
            return self._visit(complement, below)
        if effect in {Effect.ASPECT, Effect.CAUSE}:
            if head.pos in {"NOUN", "PROPN"}:
                return self._light(v, complement, ctx)
            return self._visit(complement, replace(ctx, subject=self._controller(v, ctx.subject)))
        if effect in {Effect.PLAN, Effect.WANT, Effect.TRY}:
            status = {Effect.PLAN: Status.PLANNED, Effect.WANT: Status.PROPOSED, Effect.TRY: Status.HYPOTHETICAL}[effect]
            if ctx.status in {Status.DENIED, Status.HYPOTHETICAL}:
                status = ctx.status
            below = replace(ctx, status=status)
            if head.pos in {"NOUN", "PROPN"}:
                return self._light(v, complement, below)
            acts = self._visit(complement, replace(below, subject=self._controller(v, ctx.subject)))
            return [replace(a, status=status if a.status is Status.OCCURRED else a.status) for a in acts]
        if effect is Effect.DENY:
            below = replace(ctx, status=Status.DENIED)
            if head.pos in {"NOUN", "PROPN"}:
                return None
            return [replace(a, status=Status.DENIED) for a in self._visit(complement, below)]

        inner = self._inner(complement, v, ctx, objects)
        self._consume(complement)
        act = Act(None, v, (v, complement) if abs(v - complement) < 12 else (v,), source, status=ctx.status, speaker=ctx.speaker,
                  mode="", contexts=tuple(dict.fromkeys(c for a in inner for c in a.contexts)),
                  confidence=round(0.85 - 0.08 * min(ctx.depth, 3), 2))  # fmt: skip
        first = inner[0] if inner else None
        objective = tuple(p for o in objects for p in self.scene.parties(o) if p.entity or p.code)
        beneath = tuple(p for a in inner for p in (*(a.sources if a.reciprocal else ()), *a.targets)) or self._generic(complement, ctx)
        if not beneath and head.pos in {"NOUN", "PROPN"}:
            beneath = (self.scene.anyone(complement),)
        beneath = tuple(p for p in _unique(beneath) if not any(_same(p, q) for q in source))
        negated = ctx.status is Status.DENIED
        if effect is Effect.AGREE:
            if negated:
                return self._checked(act, _T.REJECT, beneath or objective, Status.OCCURRED)
            if first is not None and first.type in HOSTILE and operator.word.split()[0] in _PLEDGES - {"offer"}:
                return self._checked(act, _T.THREATEN, beneath, ctx.status)
            pledged = operator.word.split()[0] in _PLEDGES
            status = Status.PLEDGED if pledged and ctx.status in {Status.OCCURRED, Status.ONGOING} else ctx.status
            return self._checked(act, _T.AGREE, beneath or objective, status)
        if effect is Effect.REQUEST:
            if negated:
                return []
            if operator.complement == "ccomp" and head.tag in {"VBZ", "VBP", "VBD"} and operator.word in _INSIST:
                return [*inner]
            theirs = objective
            if not theirs and s.child(complement, "nsubj", "nsubjpass") is not None:
                theirs = self._clause_subject(complement)
            if not theirs:
                theirs = tuple(p for a in inner for p in a.sources if not any(_same(p, q) for q in source))
            if not theirs:
                theirs = tuple(p for place in ("on", "to", "from", "with") for i in self.scene.objects_of(v, place) for p in self.scene.parties(i) if p.entity or p.code)
            return self._checked(act, _T.REQUEST, theirs or beneath, ctx.status)
        if effect is Effect.THREATEN:
            if negated:
                return []
            theirs = objective or beneath or self._unless(v)
            mode = {_T.SANCTION: "restrict", _T.ASSAULT: "violence", _T.COERCE: "restrict"}.get(first.type, "") if first and first.type else ""
            return self._checked(replace(act, mode=mode), _T.THREATEN, theirs, ctx.status)
        if effect is Effect.REJECT:
            theirs = beneath or objective
            if negated:
                return []
            return self._checked(act, _T.REJECT, theirs, ctx.status)
        if effect is Effect.ACCUSE:
            return self._checked(replace(act, mode="allege"), _T.ACCUSE, objective or beneath, ctx.status)
        if effect is Effect.SUPPORT:
            return self._checked(act, _T.SUPPORT, objective or beneath, ctx.status)
        if effect is Effect.FAIL:
            if first is not None and first.type in {_T.AGREE, _T.CONSULT, _T.SUPPORT, _T.COOPERATE, _T.CONCEDE, _T.AID}:
                return self._checked(act, _T.REJECT, beneath, Status.OCCURRED)
            return []
        if effect is Effect.END:
            kind = _REVERSED.get(first.type) if first is not None and first.type else None
            return self._checked(act, kind, beneath, ctx.status) if kind else []
        if effect is Effect.FORCE:
            return self._checked(act, _T.COERCE, objective or self._clause_subject(complement), ctx.status)
        if effect is Effect.ALLOW:
            theirs = objective or self._clause_subject(complement) or beneath
            return self._checked(act, _T.REJECT if negated else _T.CONCEDE, theirs, Status.OCCURRED if negated else ctx.status)
        return None

    def _reported(self, ctx: Context) -> Status:
        return Status.OCCURRED if ctx.status in {Status.OCCURRED, Status.ONGOING, Status.PLANNED, Status.PROPOSED} else ctx.status

    def _clause_subject(self, complement: int) -> tuple[Party, ...]:
        subject = self.sentence.child(complement, "nsubj", "nsubjpass")
        if subject is None:
            return ()
        parties = self.scene.parties(subject.index)
        if parties:
            return parties
        party = self.scene.anyone(subject.index)
        return (party,) if party.code else ()

    def _unless(self, v: int) -> tuple[Party, ...]:
        """Who is to comply: the subject of "unless ..." or "if ..."."""
        s = self.sentence
        for i in s.subtree(v):
            if s.tokens[i].dep == "advcl" and self._conditional(i):
                if parties := self._clause_subject(i):
                    return parties
        return ()

    def _inner(self, complement: int, v: int, ctx: Context, objects: list[int]) -> list[Act]:
        """The acts that a complement names, which its operator then turns into its own."""
        s = self.sentence
        head = s.tokens[complement]
        if head.pos in {"NOUN", "PROPN"}:
            acts = []
            for h in self.scene.heads(complement):
                act = self._noun_act(self.scene.effective(h), replace(ctx, subject=()))
                if act is not None:
                    acts.append(act)
            return acts
        subject = ctx.subject
        if objects:
            subject = tuple(p for o in objects for p in self._everyone(o))
        return self._visit(complement, replace(ctx, subject=subject, status=Status.OCCURRED, patient=()))

    def _generic(self, complement: int, ctx: Context) -> tuple[Party, ...]:
        """The parties of an act that the lexicon does not hold: whoever its verb or noun governs."""
        s = self.sentence
        if s.tokens[complement].pos in {"NOUN", "PROPN"}:
            return self._fill(("with", "by", "of", "to", "for", "poss", "against", "on", "from", "between", "in"), complement, [complement], replace(ctx, subject=()))
        objects = [o for o in self._objects(complement, Context())
                   if not any(c.tag == "PRP$" for c in s.children(o, "poss"))]  # fmt: skip
        found = self._fill(_GENERIC, complement, objects, replace(ctx, subject=()))
        if found:
            return found
        for child in s.children(complement, "xcomp", "ccomp", "pcomp", "advcl", "conj"):
            if child.pos == "VERB" and (deeper := self._generic(child.index, ctx)):
                return deeper
        for child in s.children(complement, "prep"):
            for pobj in s.children(child.index, "pobj"):
                for below in s.subtree(pobj.index):
                    if s.tokens[below].dep in {"pobj", "poss"} and (parties := tuple(p for p in self.scene.parties(below) if p.entity or p.code)):
                        return parties
        return self._whatever(("with", "to", "for", "against", "from", "on", "at", "in", "obj"), complement, objects, ctx)

    def _consume(self, complement: int) -> None:
        s = self.sentence
        for i in s.subtree(complement):
            token = s.tokens[i]
            if token.dep in {"relcl"}:
                continue
            self.used.add(i)
            self.visited.add(i)

    def _checked(self, act: Act, kind: EventType, targets: tuple[Party, ...], status: Status) -> list[Act]:
        targets = _unique(t for t in targets if not any(_same(t, p) for p in act.sources))
        if len(act.sources) > 1 and kind in _MUTUAL and not any(t.entity or t.code for t in targets):
            targets = ()
        reciprocal = not targets and len(act.sources) > 1 and kind in _MUTUAL
        if not act.sources:
            return []
        return [replace(act, type=kind, targets=targets, reciprocal=reciprocal, status=status)]

    # --- nouns --------------------------------------------------------------------------------------------------------

    def _noun_entry(self, n: int) -> Entry | None:
        s = self.sentence
        for entry in self.lexicon.nouns.get(s.tokens[n].lemma, ()):
            if entry.preposition and not self._has(n, [], entry):
                continue
            words = entry.word.split()
            if len(words) > 1 and [t.lower for t in s.tokens[max(0, n - len(words) + 1) : n]] != words[:-1]:
                continue
            return entry if entry.type is not None else None
        return None

    def _noun_act(self, n: int, ctx: Context, verb: int | None = None) -> Act | None:
        """The act that an event noun names, with the parties of its own phrase, else those of the verb it stands with."""
        entry = self._noun_entry(n)
        if entry is None:
            return None
        frame = entry.frame
        own = replace(ctx, subject=())
        if ctx.subject and verb is not None:
            sources = ctx.subject
        else:
            places = [p for p in frame.source if p != "subj"]
            sources = self._fill(places or ("poss", "by"), n, [n], own)
            if not sources and not frame.reciprocal and "of" not in frame.target:
                sources = self._fill(("poss", "by", "of"), n, [n], own)
        places = tuple(p for p in frame.target if p not in {"obj", "iobj"}) or ("on", "against", "to", "with", "of")
        if verb is None and "poss" in places:
            places = tuple(p for p in places if p != "poss")
        targets = self._fill(places, n, [n], own)
        if not targets and verb is not None:
            targets = self._fill(tuple(p for p in (*places, "with", "to", "on", "against", "iobj") if p != "poss"), verb, [n], own)
        if not any(map(_who, targets)) and entry.type in {_T.REQUEST, _T.AGREE, _T.THREATEN, _T.REJECT, _T.ACCUSE}:
            targets = self._clause_of(n, own) or targets
        if not targets and not frame.reciprocal:
            targets = self._whatever((p for p in places if p not in {"in", "at", "over", "by"}), n, [n], own)
        if verb is not None:
            targets = self._completed(entry, verb, [n], sources, targets)
        if frame.reciprocal:
            between = self._fill(("between", "among"), n, [n], own)
            if between:
                targets = _unique([*targets, *between])
        return self._made(entry, n, (n,), sources, targets, ctx)

    def _clause_of(self, n: int, ctx: Context) -> tuple[Party, ...]:
        """The party of a noun's own clause: "its demand that Israel ease ...", "the threat to attack Iran"."""
        s = self.sentence
        below = [*s.children(n, "acl", "ccomp"), *(c for c in s.children(s.tokens[n].head, "ccomp") if c.index > n)]
        for clause in below:
            if clause.pos not in {"VERB", "AUX"} or clause.index in self.visited:
                continue
            parties = self._clause_subject(clause.index) or self._generic(clause.index, ctx)
            self._consume(clause.index)
            if parties:
                return parties
        return ()

    def _light(self, v: int, complement: int, ctx: Context) -> list[Act] | None:
        """"Held talks with", "continued its attacks on": a verb that adds little, and the noun that names the act."""
        acts = []
        for h in self.scene.heads(complement):
            n = self.scene.effective(h)
            act = self._noun_act(n, ctx, verb=v)
            if act is not None:
                if act.type is _T.PROTEST:
                    act = replace(act, targets=self._purpose(v, ctx) or act.targets)
                acts.append(replace(act, index=v, words=(v, n)))
                self._use_object(v)
        return acts or None

    def _nominal(self, acts: list[Act]) -> list[Act]:
        """Event nouns that stand with their own parties and that no verb has used."""
        s = self.sentence
        found = []
        for token in s.tokens:
            if token.pos not in {"NOUN", "PROPN"} or token.index in self.used or token.lemma not in self.lexicon.nouns:
                continue
            if token.dep in {"compound", "amod", "nmod"}:
                continue
            act = self._noun_act(token.index, Context(depth=2, status=self._noun_status(token.index)))
            if act is None or act.type is None:
                continue
            parties = {p.code or p.entity for p in (*act.sources, *act.targets) if p.code or p.entity}
            enough = len(parties) > 1 if not act.reciprocal else len(parties) > 1
            if enough and not any(a.type is act.type for a in acts):
                found.append(replace(act, confidence=round(act.confidence - 0.1, 2)))
        return found

    def _noun_status(self, n: int) -> Status:
        s = self.sentence
        words = {c.lower for c in s.children(n, "amod", "compound", "advmod")}
        if words & _FUTURE_NOUN:
            return Status.PLANNED
        if words & _PROPOSED_NOUN:
            return Status.PROPOSED
        for above in s.ancestors(n):
            if above.pos in {"VERB", "AUX"}:
                modal = {c.lower for c in s.children(above.index, "aux")}
                if modal & {"will", "shall", "would"}:
                    return Status.PLANNED
                if modal & {"may", "might", "could", "should", "must", "can"} or self._conditional(above.index):
                    return Status.HYPOTHETICAL
                if above.dep in {"ccomp", "relcl", "ROOT"}:
                    break
        return Status.OCCURRED

    # --- reports ------------------------------------------------------------------------------------------------------

    def _report(self, act: Act) -> EventReport:
        assert act.type is not None
        words = [w for w in act.words if abs(w - act.index) < 8]
        earliest, latest = self._when(act)
        near = {t.lemma for t in self.sentence.tokens[max(0, min(words) - 6) : max(words) + 12]}
        contexts = dict.fromkeys((*act.contexts, *(c for w in sorted(near) for c in self.lexicon.contexts.get(w, ()))))
        return EventReport(
            type=act.type, status=act.status, passage=self.sentence.passage.number, trigger=self.sentence.span(words),
            sources=act.sources, targets=act.targets, reciprocal=act.reciprocal, mode=act.mode,
            contexts=tuple(contexts)[:4], earliest=earliest, latest=latest, attributed_to=act.speaker, confidence=act.confidence,
        )  # fmt: skip


    def _when(self, act: Act) -> tuple[str, str]:
        """The first and the last day of an act: those told in its clause, else in the clause that it hangs on, unless
        that only tells when somebody spoke."""
        s = self.sentence
        chain = [act.index, *(t.index for t in s.ancestors(act.index))]
        best: tuple[int, When] | None = None
        for when in self.days:
            if when.since:
                continue
            token = next((t for t in s.tokens if t.begin >= when.span.begin), None)
            if token is None:
                continue
            verb = next((t for t in s.ancestors(token.index) if t.pos in {"VERB", "AUX"} or t.index in act.words), None)
            if verb is None or verb.index not in chain:
                continue
            distance = chain.index(verb.index)
            if distance and (s.tokens[verb.index].lemma in self.lexicon.reporting or act.status is Status.PLANNED):
                continue
            if best is None or distance < best[0]:
                best = distance, when
        if best is None:
            return "", ""
        first, last = best[1].ahead if act.status in {Status.PLANNED, Status.PLEDGED, Status.PROPOSED} else best[1].past
        return first.isoformat(), last.isoformat()


def _same(a: Party, b: Party) -> bool:
    """Whether two parties are one actor."""
    if a.entity is not None or b.entity is not None:
        return a.entity == b.entity
    return a.span == b.span


def _unique(parties: Iterable[Party]) -> tuple[Party, ...]:
    found: list[Party] = []
    for party in parties:
        if not any(_same(party, other) for other in found):
            found.append(party)
    return tuple(found)


def _joined(acts: list[Act]) -> list[Act]:
    """Acts of one type of which one lacks the party that the other has, made one: "killed 23 when they blew up ..."."""
    found: list[Act] = []
    for act in acts:
        for n, other in enumerate(found):
            if other.type is not act.type or other.status is not act.status or act.reciprocal or other.reciprocal:
                continue
            sources, targets = _codes(act.sources), _codes(act.targets)
            theirs, them = _codes(other.sources), _codes(other.targets)
            if (not sources or not theirs or sources == theirs) and (not targets or not them or targets == them):
                found[n] = replace(other, sources=other.sources if theirs or not sources else act.sources,
                                   targets=other.targets if them or not targets else act.targets)  # fmt: skip
                break
        else:
            found.append(act)
    return found


def _who(party: Party) -> bool:
    """Whether a party is somebody in particular."""
    return bool(party.entity or party.code or party.sector)


def _codes(parties: tuple[Party, ...]) -> set[str]:
    return {p.code for p in parties if p.code}


def _distinct(acts: Iterable[Act], animate: Callable[[Party], bool]) -> list[Act]:
    """The acts that name an actor and that no mere thing does, each once, in order of the text."""
    found: list[Act] = []
    for act in sorted((a for a in acts if a.type is not None), key=lambda a: a.index):
        if not any(map(_who, (*act.sources, *act.targets))):
            continue
        if act.sources and act.type is not _T.ASSAULT and not any(_who(p) or animate(p) for p in act.sources):
            continue
        if act.type in _TO_SOMEBODY:
            act = replace(act, targets=tuple(t for t in act.targets if _who(t) or animate(t)))
        key = (act.type, {p.entity or p.span for p in act.sources}, {p.entity or p.span for p in act.targets})
        if any(key == (f.type, {p.entity or p.span for p in f.sources}, {p.entity or p.span for p in f.targets}) for f in found):
            continue
        found.append(act)
    return found
