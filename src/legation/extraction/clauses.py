"""The grammar of a clause: who stands where, in which voice, tense and mood, and what it hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from legation.extraction.actors import Scene
from legation.extraction.acts import Act, Context, unique, who
from legation.extraction.days import When
from legation.extraction.lexicon import Entry, Lexicon
from legation.extraction.parse import Sentence, Token
from legation.extraction.salience import Salience
from legation.model import Mention, Party, Status

_GENERIC = ("with", "to", "iobj", "for", "obj", "on", "against", "from", "of", "poss", "between", "in")
_CONDITIONS = frozenset({"if", "unless", "whether", "should", "until", "before", "provided", "lest"})
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december day week month year weekend hour time moment end start beginning".split()
)
_PLANS = {
    **dict.fromkeys(
        "plan intention aim goal strategy task programme program agenda roadmap schedule decision initiative".split(),
        Status.PLANNED,
    ),
    **dict.fromkeys("proposal idea hope wish possibility prospect option bid attempt effort".split(), Status.PROPOSED),
}
_PLACES = frozenset("in into at near along across inside around throughout".split())
_NEGATIVE = frozenset({"no", "never", "neither", "nor", "nobody", "nothing", "without"})
_FUTURE_NOUN = frozenset("planned upcoming forthcoming scheduled future next expected".split())
_PROPOSED_NOUN = frozenset("proposed possible potential suggested eventual".split())


@dataclass(slots=True)
class Clauses:
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
    _phrasal: dict[int, set[str]] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        """The sentence that is coded."""
        return self.scene.sentence

    # --- status -------------------------------------------------------------------------------------------------------

    def _status(self, v: int, ctx: Context) -> Status:
        s = self.sentence
        status = ctx.status
        words = {c.lower for c in s.children(v, "aux", "auxpass")}
        if words & {"will", "shall", "'ll", "wo"} or (
            "would" in words and ctx.speaker is not None and not self._conditioned(v)
        ):
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
        if (
            any(c.lower in {"not", "n't", "never"} for c in s.children(v, "neg"))
            and words & {"will", "wo", "would"}
            and ctx.status is Status.OCCURRED
        ):
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

    # --- places in the clause ---------------------------------------------------------------------------------------

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
        verb = s.tokens[v]
        if not ctx.subject and verb.dep == "conj" and verb.head != v:
            return self._subject(verb.head, ctx)
        return ctx.subject

    def _controller(self, v: int, subject: tuple[Party, ...]) -> tuple[Party, ...]:
        """Who is the subject of the clauses below that have none: in the passive, whom it is said of."""
        patient = self.sentence.child(v, "nsubjpass")
        return self._everyone(patient.index) if patient is not None else subject

    def _everyone(self, head: int) -> tuple[Party, ...]:
        """The actors of a noun phrase; one that names none, but speaks of a state, stands for itself."""
        return unique(self.scene.parties(head, anyone=True))

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
                for child in s.children(self.scene.effective(o), "poss", "amod", "compound", "nmod"):
                    yield child.index
        else:
            seen = set()
            for i in (v, *objects, *(self.scene.effective(o) for o in objects)):
                if i in seen:
                    continue
                seen.add(i)
                for head in self.scene.objects_of(i, place):
                    if s.tokens[head].lemma in {"border", "frontier"}:  # "along its border with Belarus"
                        yield from self.scene.objects_of(head, "with") or self.scene.objects_of(v, "with")
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
        if "poss" in places and "obj" not in places[:1]:  # "endorsed Morocco's plan for the region"
            owners = [
                c.index
                for o in objects
                for c in self.sentence.children(self.scene.effective(o), "poss")
                if c.tag != "PRP$"
            ]
            if parties := [p for owner in owners for p in self.scene.parties(owner) if p.code]:
                return unique(parties)
        for place in places:
            if place == "subj":
                if ctx.subject:
                    return ctx.subject
                continue
            heads = list(self._slot(place, v, objects, ctx))
            named = {head: self._named(head, place) for head in heads}
            if any(named.values()):
                others = place not in {"poss", "obj"}
                return unique(
                    p for head in heads for p in named[head] or ((self.scene.anyone(head),) if others else ()) if who(p)
                )
        for place in places:
            if place in {"subj", "poss"}:
                continue
            for head in self._slot(place, v, objects, ctx):
                party = self.scene.anyone(head)
                if party.code:
                    return (party,)
        for place in places:
            if place in {"by", "from", "against"}:
                for head in self._slot(place, v, objects, ctx):
                    if people := tuple(p for p in self.scene.parties(head) if who(p)):
                        return people
        return ()

    def _whatever(self, places: Iterable[str], v: int, objects: list[int], ctx: Context) -> tuple[Party, ...]:
        """The noun phrase of the first place that is filled at all, whoever it may be."""
        tokens = self.sentence.tokens
        for place in places:
            if place in {"subj", "poss"}:
                continue
            for head in self._slot(place, v, objects, ctx):
                if tokens[head].pos in {"NOUN", "PROPN", "NUM"} and not any(
                    tokens[i].lemma in _TIMES or tokens[i].text.isdigit() for i in (head, max(head - 1, 0))
                ):
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

    def _mood(self, v: int) -> Status:
        """The status of a verb by its own auxiliaries, or by those of the verb that it is coordinated with."""
        s = self.sentence
        while (
            s.tokens[v].dep == "conj"
            and s.tokens[v].tag in {"VB", "VBG", "VBN"}
            and not s.children(v, "aux", "auxpass", "nsubj")
        ):
            v = s.tokens[v].head
        status = self._status(v, Context())
        return status if status in {Status.PLANNED, Status.HYPOTHETICAL, Status.PROPOSED} else Status.OCCURRED

    def _shared(self, child: Token, ctx: Context, status: Status) -> Status:
        """A coordinated verb shares the auxiliaries of the first one unless it has its own or is finite."""
        bare = child.tag in {"VB", "VBG", "VBN"} and not self.sentence.children(child.index, "aux", "auxpass", "nsubj")
        return status if bare else ctx.status

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
            gap = (
                token.dep == "relcl"
                and s.child(token.index, "nsubj") is not None
                and s.child(token.index, "dobj") is None
            )
            if passive or whose or gap:
                return Context(depth=2, patient=(head.index,))
            if parties or token.dep == "relcl":
                return Context(subject=parties, depth=2)
        for above in s.ancestors(token.index):
            if above.pos in {"VERB", "AUX"}:
                return Context(
                    status=self._mood(above.index),
                    subject=self._controller(above.index, self._subject(above.index, Context())),
                    depth=1,
                )
        return Context(depth=2)

    def _planner(self, n: int) -> tuple[Party, ...]:
        """Whose a plan is: its possessor, else whoever acts in its clause."""
        s = self.sentence
        for token in (s.tokens[n], *s.ancestors(n)):
            for child in s.children(token.index, "poss") if token.pos == "NOUN" else s.children(token.index, "nsubj"):
                if child.tag not in {"WDT", "WP"} and (parties := self.scene.parties(child.index)):
                    return parties
        return ()

    def _holder(self, v: int) -> int | None:
        """Of whom a predicative adjective is said: the subject of its copula."""
        s = self.sentence
        for i in (v, s.tokens[v].head):
            if (subject := s.child(i, "nsubj", "nsubjpass")) is not None:
                return subject.index
        return None

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
                doers = tuple(
                    p for a in self.scene.objects_of(i, "by") for p in self.scene.parties(a) or (self.scene.anyone(a),)
                )
                if parties := doers or self._clause_subject(i):
                    return parties
        return ()

    # --- where and when ---

    def _scene_of(self, v: int, objects: list[int]) -> tuple[Party, ...]:
        """Where the act strikes, standing for whom: "imposed a curfew in Lahore", "broke the truce in Karabakh"."""
        s = self.sentence
        pending = [v, *objects]
        while pending:
            i = pending.pop(0)
            for preposition in s.children(i, "prep"):
                for head in s.children(preposition.index, "pobj"):
                    if head.lemma in _TIMES or head.pos == "NUM":
                        continue
                    if preposition.lower in _PLACES or preposition.lower in {"on", "of"}:
                        pending.append(head.index)
                    if preposition.lower not in _PLACES:
                        continue
                    party = self.scene.anyone(head.index)
                    if party.code or any(s.tokens[j].pos == "PROPN" for j in self.scene.extent(head.index)):
                        return (party,)
        return ()

    def _counterpart(self, v: int, sources: tuple[Party, ...]) -> tuple[Party, ...]:
        """The one other state of the clause that this clause gives a reason for or the time of: "relations with Russia
        are strained since Korea joined sanctions".
        """
        s = self.sentence
        if s.tokens[v].dep != "advcl":
            return ()
        own = set(s.subtree(v))
        codes = {p.code for p in sources}
        found = {p.code: p for i, p in self.scene.states() if i not in own and p.code not in codes}
        return (next(iter(found.values())),) if len(found) == 1 else ()

    def _generic(self, complement: int, ctx: Context) -> tuple[Party, ...]:
        """The parties of an act that the lexicon does not hold: whoever its verb or noun governs."""
        s = self.sentence
        if s.tokens[complement].pos in {"NOUN", "PROPN"}:
            return self._fill(
                ("with", "by", "of", "to", "for", "poss", "against", "on", "from", "between", "in"),
                complement,
                [complement],
                replace(ctx, subject=()),
            )
        objects = self._objects(complement, Context())
        own = any(c.tag == "PRP$" for o in objects for c in s.children(o, "poss"))  # "withdraw its troops"
        places = tuple(p for p in _GENERIC if not (own and p in {"obj", "poss"}))
        found = self._fill(places, complement, objects, replace(ctx, subject=()))
        if found:
            return found
        for child in s.children(complement, "xcomp", "ccomp", "pcomp", "advcl", "conj"):
            if child.pos == "VERB" and (deeper := self._generic(child.index, ctx)):
                return deeper
        for child in s.children(complement, "prep"):
            for pobj in s.children(child.index, "pobj"):
                for below in s.subtree(pobj.index):
                    if s.tokens[below].dep in {"pobj", "poss"} and (
                        parties := tuple(p for p in self.scene.parties(below) if p.entity or p.code)
                    ):
                        return parties
        return self._whatever(
            ("with", "to", "for", "against", "from", "on", "at", "in", *(() if own else ("obj",))),
            complement,
            objects,
            ctx,
        )

    def _when(self, act: Act) -> tuple[str, str]:
        """The first and the last day of an act: those told in its clause, else in the clause that it hangs on, unless
        that only tells when somebody spoke.
        """
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
            if verb is None or not (verb.index in chain or verb.index in act.words):
                continue
            distance = 0 if verb.index in act.words else chain.index(verb.index)
            if distance and (s.tokens[verb.index].lemma in self.lexicon.reporting or act.status is Status.PLANNED):
                continue
            if best is None or distance < best[0]:
                best = distance, when
        if best is None:
            return "", ""
        first, last = best[1].ahead if act.status in {Status.PLANNED, Status.PLEDGED, Status.PROPOSED} else best[1].past
        return first.isoformat(), last.isoformat()

    # --- words ---

    def _lemma(self, v: int) -> str:
        """The verb's lemma, mended where the model takes it for another word's: "staged" for a form of "stag"."""
        token = self.sentence.tokens[v]
        lemma = self.lexicon.lemmas.get((token.lower, token.pos), token.lemma)
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
            if child.dep in {"prt", "advmod"} or (
                child.dep == "prep" and child.lower in {"out", "away", "off", "back"}
            ):
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

    def _head_words(self, n: int) -> list[str]:
        """A noun's lemma, and the same with each word that modifies it: "law", "martial law"."""
        token = self.sentence.tokens[n]
        lemma = self.lexicon.lemmas.get((token.lower, token.pos), token.lemma)
        modifiers = [c.lower for c in self.sentence.children(n, "amod", "compound", "nmod")]
        if n and self.sentence.tokens[n - 1].lower not in modifiers:
            modifiers.append(self.sentence.tokens[n - 1].lower)
        return [lemma, *(f"{word} {lemma}" for word in modifiers)]

    def _inherited_patient(self, v: int) -> Context:
        token = self.sentence.tokens[v]
        return self._inherited(token) if token.dep in {"relcl", "acl"} else Context()

    def _has(self, v: int, objects: list[int], entry: Entry) -> bool:
        """Whether the predicate or its object has the prepositional phrase that an entry asks for."""
        assert entry.complement is not None
        for i in (v, *objects):
            for head in self.scene.objects_of(i, entry.preposition):
                if entry.complement.any or any(
                    w in entry.complement
                    for h in self.scene.heads(head)
                    for j in (h, self.scene.effective(h))
                    for w in self._head_words(j)
                ):
                    return True
        return False
