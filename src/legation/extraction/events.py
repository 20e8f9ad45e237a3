"""Who did what to whom: reads the predicates of a sentence with the lexicon, from the main clause downwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from legation.extraction import issues
from legation.extraction.acts import FRIENDLY, HOSTILE, Act, Context, distinct, joined, same, unique, who
from legation.extraction.clauses import Clauses
from legation.extraction.lexicon import Effect, Entry, Frame, Operator
from legation.extraction.places import place_of
from legation.model import EventReport, EventType, Party, Status

_T = EventType
_MUTUAL = frozenset({_T.AGREE, _T.CONSULT, _T.COOPERATE})
_REVERSED = {
    **dict.fromkeys((_T.AID, _T.COOPERATE, _T.CONSULT, _T.SUPPORT), _T.SANCTION),
    **dict.fromkeys((_T.ASSAULT, _T.MOBILIZE, _T.SANCTION, _T.COERCE), _T.RETREAT),
    _T.PROTEST: _T.CONCEDE,
    _T.AGREE: _T.REJECT,
}
_PLEDGES = frozenset(
    "promise pledge vow offer undertake volunteer commit ready prepared willing swear guarantee assure".split()
)
_PEOPLE = frozenset("CVL OPP LAB EDU REL AGR REF SOC MED JRN PTY".split())
_ARMED = frozenset("MIL REB UAF".split())
_MOVES = frozenset("arrive come enter fly go land leave depart move return travel visit quit exit".split())
_TAKES = frozenset("storm seize capture take overrun occupy retake recapture".split())
_KINDS = {"person": ("person", "leader"), "office": ("person", "leader"), "group": ("person",), "state": ("country",)}
"""The nouns that a named object counts as."""
_HISTORY = 20
"""After so many years what happened is history."""
_UTTERANCES = frozenset("comment answer speculate elaborate discuss disclose reveal name identify specify".split())
_INSIST = frozenset("insist suggest argue warn stress signal indicate hint".split())


@dataclass(slots=True)
class Coder(Clauses):
    """Codes one sentence. `reports` is the result."""

    def reports(self) -> tuple[EventReport, ...]:
        """The events that the sentence reports, in order of their triggers; each once."""
        if self._elsewhere():
            return ()
        acts = list(self._clauses())
        acts += self._nominal(acts)
        reports = (self._report(a) for a in joined(distinct(acts, self._animate)))
        return tuple(r for r in reports if not self._past(r))

    def _elsewhere(self) -> bool:
        """Whether the sentence is about a game, the weather, a market or a stage: two words of one such topic tell."""
        topics = self.lexicon.elsewhere
        told = {(topics[t.lemma], t.lemma) for t in self.sentence.tokens if t.lemma in topics}
        return len(told) > 1 and len(told) > len({topic for topic, _ in told})

    def _animate(self, party: Party) -> bool:
        """Whether a party that has no identity may act: a person by its word, or whoever has a name."""
        people = self.lexicon.actors
        within = [t for t in self.sentence.tokens if party.span.begin <= t.begin and t.end <= party.span.end]
        inside = {t.index for t in within}
        return any(t.pos == "PROPN" or t.lemma in people for t in within if t.head not in inside or t.head == t.index)

    # --- clauses ------------------------------------------------------------------------------------------------------

    def _clauses(self) -> Iterator[Act]:
        s = self.sentence
        yield from self._visit(s.root, Context())
        for token in s.tokens:
            if token.pos in {"VERB", "AUX"} and token.index not in self.visited and token.index not in self.used:
                yield from self._visit(token.index, self._inherited(token))

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
            terms = self._unless(v)
            acts = [
                replace(
                    a,
                    type=_T.REJECT,
                    status=Status.OCCURRED,
                    mode="",
                    targets=a.targets if any(map(who, a.targets)) else terms or a.targets,
                )
                for a in acts
                if a.type in FRIENDLY
            ]
        for child in s.children(v):
            if child.index in self.visited or child.index in self.used:
                continue
            below = replace(here, subject=self._controller(v, subject), depth=ctx.depth + 1, patient=())
            if child.dep == "conj" and child.pos in {"VERB", "AUX"}:
                speaks = child.lemma in self.lexicon.operators or child.lemma in self.lexicon.reporting
                if speaks and ctx.speaker is not None and not any(p.entity for p in subject):
                    subject = (ctx.speaker,)  # "said that the boats had intruded and accused Manila": he did
                acts += self._visit(child.index, replace(ctx, subject=subject, status=self._shared(child, ctx, status)))
            elif child.dep in {"ccomp", "xcomp", "advcl"} and child.pos in {"VERB", "AUX", "ADJ", "NOUN"}:
                if child.dep == "advcl" and self._conditional(child.index):
                    below = replace(below, status=Status.HYPOTHETICAL)
                elif child.dep == "advcl" and self._purposive(child.index):
                    below = replace(
                        below, status=Status.PROPOSED if status in {Status.OCCURRED, Status.ONGOING} else status
                    )
                elif child.dep == "advcl":
                    below = replace(below, status=ctx.status)
                acts += self._visit(child.index, below)
            elif child.dep in {"acomp", "attr", "oprd"} and child.pos in {"ADJ", "VERB"}:
                acts += self._visit(child.index, replace(here, depth=ctx.depth))
        return acts

    def _own(self, v: int, ctx: Context) -> list[Act]:
        """The acts that the predicate `v` itself tells."""
        operator = self._operator(v)
        entry = self._entry(v)
        if operator is not None:
            told, complement = operator
            if entry is None or entry.rank < 2.0 or told.effect is Effect.REPORT:
                acts = self._operate(told, v, complement, ctx)
                if acts is not None:
                    return acts
        if entry is not None:
            if entry.type is None:
                self._use_object(v)
                return []
            return [self._act(v, entry, ctx)]
        return []

    # --- verbs --------------------------------------------------------------------------------------------------------

    def _entry(self, v: int, ctx: Context | None = None) -> Entry | None:
        """The sense of a verb or predicative adjective: the entry with the most constraints that all hold."""
        s = self.sentence
        token = s.tokens[v]
        candidates = self.lexicon.verbs.get(self._lemma(v), ())
        if token.lower != token.lemma and (token.tag in {"VBN", "JJ", "VBG"} or token.pos == "ADJ"):
            # "is opposed to": the adjective, unless somebody opposes.
            adjectives = tuple(e for e in self.lexicon.verbs.get(token.lower, ()) if e.adjective)
            candidates = adjectives + candidates if not self.scene.objects_of(v, "by") else candidates
        if not candidates:
            return None
        lemma = self._lemma(v)
        objects = self._objects(v, ctx or self._inherited_patient(v))
        heads = {h for o in objects for i in (o, self.scene.effective(o)) for h in self._head_words(i)}
        for o in objects:
            kind = (party.entity or "").partition("/")[0] if (party := self.scene.party(o)) else ""
            heads.update(_KINDS.get(kind, ()))
        for entry in candidates:
            if (
                entry.word != lemma
                and entry.word not in self._forms(v)
                and not (entry.adjective and entry.word == token.lower)
            ):
                continue
            if entry.objects is not None and not (heads and any(h in entry.objects for h in heads)):
                continue
            if entry.intransitive and heads:
                continue
            if entry.preposition and not self._has(v, objects, entry):
                continue
            return entry
        return None

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
        together = entry.frame.reciprocal and len(sources) > 1
        targets = self._fill(("with",) if together else entry.frame.target, v, bases, ctx)
        if not targets and not entry.frame.reciprocal:
            places = [p for p in entry.frame.target if p not in {"obj", "in", "at", "over", "by"}]
            targets = self._whatever((*places, *(("obj",) if "obj" in entry.frame.target else ())), v, bases, ctx)
        if entry.type in {_T.AGREE, _T.REQUEST, _T.REJECT, _T.THREATEN, _T.ACCUSE}:
            for child in self.sentence.children(v, "xcomp", "ccomp"):
                if child.pos in {"VERB", "AUX"} and child.index > v and child.index not in self.visited:
                    if not any(map(who, targets)):
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

    def _made(
        self,
        entry: Entry,
        index: int,
        words: tuple[int, ...],
        sources: tuple[Party, ...],
        targets: tuple[Party, ...],
        ctx: Context,
    ) -> Act:
        assert entry.type is not None
        targets = tuple(t for t in targets if not any(same(t, p) for p in sources))
        moves = entry.mode == "visit" or self.sentence.tokens[index].lemma in _MOVES
        if entry.type is _T.CONSULT and moves and sources and all(p.sector == "MIL" for p in sources):
            # Soldiers do not come for talks.
            relief = self.lexicon.noun_classes["AID"]
            peace = any("peace" in t.lower or t.lemma in relief for t in self.sentence.tokens)
            leaves = self.sentence.tokens[index].lemma in {"leave", "depart", "quit", "exit"}
            kind, mode = (_T.RETREAT, "withdraw") if leaves else (_T.AID, "") if peace else (_T.MOBILIZE, "troops")
            entry = replace(entry, type=kind, mode=mode, frame=Frame())
        assert entry.type is not None
        kind, mode = self._by_sector(entry.type, entry.mode, index, sources)
        if kind is not entry.type:
            entry = replace(entry, type=kind, mode=mode)
        mutual = entry.frame.reciprocal
        if mutual:
            targets = tuple(t for t in targets if t.entity or t.sector)
            if not sources:
                sources, targets = targets, ()
            self.scene.cast.groups.append((*sources, *targets))
        # "A met B and C" tells two sides; "A, B and C met" tells one, whose members act on one another.
        reciprocal = mutual and not targets and len(sources) > 1
        confidence = 0.85 - 0.08 * min(ctx.depth, 3) - (0.0 if any(map(who, sources)) else 0.1)
        if not reciprocal:
            confidence -= 0.0 if any(map(who, targets)) else 0.05 if targets else 0.1
            if entry.type is _T.CONSULT and not (sources and targets):
                confidence -= 0.1
        return Act(
            entry.type,
            index,
            words,
            sources,
            targets,
            reciprocal,
            entry.mode,
            entry.contexts,
            ctx.status,
            ctx.speaker,
            round(confidence, 2),
        )

    def _by_sector(self, kind: EventType, mode: str, index: int, sources: tuple[Party, ...]) -> tuple[EventType, str]:
        """The type and mode where the same words mean one thing of soldiers and another of citizens."""
        sectors = {p.sector for p in sources} - {""}
        if not sectors:
            return kind, mode
        lemma = self._lemma(index)
        if lemma == "protest" and sectors <= _PEOPLE:
            return _T.PROTEST, "demo"
        if kind is _T.PROTEST and mode == "obstruct" and not sectors & _PEOPLE:
            return (_T.ASSAULT, "") if lemma == "storm" else (_T.COERCE, "restrict")
        if kind is _T.COERCE and mode == "seize" and sectors <= _ARMED and lemma in _TAKES:
            classes = self.lexicon.noun_classes
            taken = {self.sentence.tokens[o].lemma for o in self._objects(index, Context())}
            named = any(self.sentence.tokens[o].pos == "PROPN" for o in self._objects(index, Context()))
            return (_T.ASSAULT, "") if named or taken & (classes["TERRITORY"] | classes["BUILDING"]) else (kind, mode)
        return kind, mode

    def _use_reasons(self, v: int, objects: list[int]) -> None:
        """What somebody is blamed, praised or held for ("for spying") is told by the act, and no act beside it."""
        s = self.sentence
        for i in (v, *objects):
            for preposition in s.children(i, "prep"):
                if preposition.lower in {"for", "over", "of", "against", "despite", "after", "on", "from"}:
                    for child in s.children(preposition.index, "pcomp"):
                        if preposition.lower != "after":
                            self._consume(child.index)

    def _completed(
        self, entry: Entry, v: int, objects: list[int], sources: tuple[Party, ...], targets: tuple[Party, ...]
    ) -> tuple[Party, ...]:
        """The targets; where they are nobody, whoever stands for the act's place, or the clause's other state."""
        if (entry.frame.reciprocal and len(sources) > 1) or any(map(who, targets)):
            return targets
        if entry.type is _T.AID:  # "gave 3 million euros to promote investment in Ethiopia"
            for child in self.sentence.children(v, "advcl", "acl", "xcomp"):
                if self._purposive(child.index):
                    found = self._generic(child.index, Context())
                    self._consume(child.index)
                    if found:
                        return found
        if found := self._counterpart(v, sources):
            return found
        return (self._scene_of(v, objects) if entry.type in {_T.AID, *HOSTILE} else ()) or targets

    def _purpose(self, v: int, ctx: Context) -> tuple[Party, ...]:
        """Whom a protest is aimed at where "to demand", "calling for" or "in protest of" tells it."""
        s = self.sentence
        for child in s.children(v, "advcl", "acl", "xcomp"):
            if child.pos == "VERB" and not s.children(child.index, "nsubj"):
                found = [
                    a
                    for a in self._visit(child.index, replace(ctx, patient=()))
                    if a.type in {_T.REQUEST, _T.ACCUSE, _T.PROTEST, _T.REJECT}
                ]
                self._consume(child.index)
                for act in found:
                    if act.targets:
                        return act.targets
        return ()

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
                if (
                    kind == "xcomp"
                    and child.dep == "xcomp"
                    and not own
                    and not (has_object and s.child(v, "nsubjpass") is None)
                ):
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
                if any(
                    s.tokens[self.scene.effective(h)].lemma in self.lexicon.nouns for h in self.scene.heads(child.index)
                ):
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

    def _operate(self, operator: Operator, v: int, complement: int, ctx: Context) -> list[Act] | None:
        s = self.sentence
        effect = operator.effect
        head = s.tokens[complement]
        objects = self._objects(v, ctx) or (self._governed(v, operator.word) if "xcomp" in operator.complement else [])
        source = ctx.subject
        if effect is Effect.REPORT:
            speaker = source[0] if source else None
            if source and (speaker is None or (not speaker.entity and not speaker.code)):
                speaker = None
            if head.pos in {"NOUN", "PROPN"} and operator.complement == "noun":
                return self._light(v, complement, ctx)
            below = replace(ctx, subject=source, speaker=speaker or ctx.speaker, status=self._reported(ctx))
            modal = {c.lower for c in s.children(complement, "aux")}
            required = bool(modal & {"must", "should", "ought"}) or (
                s.tokens[complement].lemma in {"have", "need"} and s.child(complement, "xcomp") is not None
            )
            if required and source:
                asked = self._subject(complement, below)
                theirs = tuple(
                    p for p in asked if who(p) and not any(same(p, q) or p.entity == f"state/{q.code}" for q in source)
                )
                if theirs:
                    self._consume(complement)
                    return [Act(_T.REQUEST, v, (v, complement), source, theirs, status=ctx.status, confidence=0.75)]
            return self._visit(complement, below)
        if effect in {Effect.ASPECT, Effect.CAUSE}:
            if head.pos in {"NOUN", "PROPN"}:
                return self._light(v, complement, ctx)
            return self._visit(complement, replace(ctx, subject=self._controller(v, ctx.subject)))
        if effect in {Effect.PLAN, Effect.WANT, Effect.TRY}:
            status = {Effect.PLAN: Status.PLANNED, Effect.WANT: Status.PROPOSED, Effect.TRY: Status.HYPOTHETICAL}[
                effect
            ]
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
        act = Act(
            None,
            v,
            (v, complement) if abs(v - complement) < 12 else (v,),
            source,
            status=ctx.status,
            speaker=ctx.speaker,
            mode="",
            contexts=tuple(dict.fromkeys(c for a in inner for c in a.contexts)),
            confidence=round(0.85 - 0.08 * min(ctx.depth, 3), 2),
        )
        first = inner[0] if inner else None
        objective = tuple(p for o in objects for p in self.scene.parties(o) if who(p))
        named = objective or tuple(self.scene.anyone(o) for o in objects if "xcomp" in operator.complement)
        beneath = tuple(p for a in inner for p in (*(a.sources if a.reciprocal else ()), *a.targets)) or self._generic(
            complement, ctx
        )
        if not beneath and head.pos in {"NOUN", "PROPN"}:
            beneath = (self.scene.anyone(complement),)
        beneath = tuple(p for p in unique(beneath) if not any(same(p, q) for q in source))
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
            if operator.complement == "ccomp" and self._finite(complement) and operator.word in _INSIST:
                return [*inner]
            theirs = objective
            if not theirs and s.child(complement, "nsubj", "nsubjpass") is not None:
                theirs = self._clause_subject(complement)
            if not theirs:
                theirs = tuple(p for a in inner for p in a.sources if not any(same(p, q) for q in source))
            if not theirs:
                theirs = tuple(
                    p
                    for place in ("on", "to", "from", "with")
                    for i in self.scene.objects_of(v, place)
                    for p in self.scene.parties(i)
                    if p.entity or p.code
                )
            return self._checked(act, _T.REQUEST, theirs or beneath, ctx.status)
        if effect is Effect.THREATEN:
            if negated:
                return []
            theirs = objective or beneath or self._unless(v)
            mode = (
                {_T.SANCTION: "restrict", _T.ASSAULT: "violence", _T.COERCE: "restrict"}.get(first.type, "")
                if first and first.type
                else ""
            )
            return self._checked(replace(act, mode=mode), _T.THREATEN, theirs, ctx.status)
        if effect is Effect.REJECT:
            if head.lemma in self.lexicon.reporting or head.lemma in _UTTERANCES:
                return []
            theirs = (named or beneath) if operator.complement == "obj+xcomp" else (beneath or named)
            if negated:
                return []
            if not any(map(who, theirs)):
                theirs = self._unless(v) or theirs
            return self._checked(act, _T.REJECT, theirs, ctx.status)
        if effect is Effect.ACCUSE:
            return self._checked(replace(act, mode="allege"), _T.ACCUSE, objective or beneath, ctx.status)
        if effect is Effect.SUPPORT:
            return self._checked(act, _T.SUPPORT, objective or beneath, ctx.status)
        if effect is Effect.FAIL:
            if first is not None and first.type in {_T.AGREE, _T.CONSULT, _T.SUPPORT, _T.COOPERATE, _T.CONCEDE, _T.AID}:
                return self._checked(act, _T.REJECT, beneath, Status.OCCURRED, mutual=True)
            return []
        if effect is Effect.END:
            kind = _REVERSED.get(first.type) if first is not None and first.type else None
            return self._checked(act, kind, beneath, ctx.status) if kind else None
        if effect is Effect.FORCE:
            theirs = objective or self._clause_subject(complement) or named
            return self._checked(act, _T.COERCE, theirs, ctx.status)
        if effect is Effect.ALLOW:
            theirs = objective or self._clause_subject(complement) or beneath or named
            return self._checked(
                act, _T.REJECT if negated else _T.CONCEDE, theirs, Status.OCCURRED if negated else ctx.status
            )
        return None

    def _finite(self, v: int) -> bool:
        """Whether a clause states ("that he leaves") and does not ask ("that he leave")."""
        stated = {"VBZ", "VBP", "VBD"}
        s = self.sentence
        return s.tokens[v].tag in stated or any(c.tag in stated for c in s.children(v, "aux", "auxpass"))

    def _reported(self, ctx: Context) -> Status:
        return (
            Status.OCCURRED
            if ctx.status in {Status.OCCURRED, Status.ONGOING, Status.PLANNED, Status.PROPOSED}
            else ctx.status
        )

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

    def _consume(self, complement: int) -> None:
        s = self.sentence
        for i in s.subtree(complement):
            token = s.tokens[i]
            if token.dep in {"relcl"}:
                continue
            self.used.add(i)
            self.visited.add(i)

    def _checked(
        self, act: Act, kind: EventType, targets: tuple[Party, ...], status: Status, mutual: bool = False
    ) -> list[Act]:
        targets = unique(t for t in targets if not any(same(t, p) for p in act.sources))
        mutual = mutual or kind in _MUTUAL
        if len(act.sources) > 1 and mutual and not any(t.entity or t.code for t in targets):
            targets = ()
        reciprocal = not targets and len(act.sources) > 1 and mutual
        if not act.sources:
            return []
        kind, mode = self._by_sector(kind, act.mode, act.index, act.sources)
        return [replace(act, type=kind, mode=mode, targets=targets, reciprocal=reciprocal, status=status)]

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
        """The act that an event noun names, with the parties of its own phrase, else those of its verb."""
        entry = self._noun_entry(n)
        if entry is None:
            return None
        if any(c.lower in {"no", "neither"} for c in self.sentence.children(n, "det")):
            ctx = replace(ctx, status=Status.DENIED)
        frame = entry.frame
        own = replace(ctx, subject=())
        if ctx.subject and verb is not None:
            sources = ctx.subject
        else:
            givers = [p for p in frame.source if p != "subj"]
            sources = self._fill(givers or ("poss", "by"), n, [n], own)
            if not sources and not frame.reciprocal and "of" not in frame.target:
                sources = self._fill(("poss", "by", "of"), n, [n], own)
        places = tuple(p for p in frame.target if p not in {"obj", "iobj"}) or ("on", "against", "to", "with", "of")
        if verb is None and "poss" in places:
            places = tuple(p for p in places if p != "poss")
        targets = self._fill(places, n, [n], own)
        if not targets and verb is not None:
            targets = self._fill(
                tuple(p for p in (*places, "with", "to", "on", "against", "iobj") if p != "poss"), verb, [n], own
            )
        if not any(map(who, targets)) and entry.type in {_T.REQUEST, _T.AGREE, _T.THREATEN, _T.REJECT, _T.ACCUSE}:
            targets = self._clause_of(n, own) or targets
        if not targets and not frame.reciprocal:
            others = [p for p in places if p not in {"in", "at", "over", "by"}]
            targets = self._whatever(others, n, [n], own)
            if not targets and verb is not None:
                targets = self._whatever(others, verb, [n], own)
        if verb is not None:
            targets = self._completed(entry, verb, [n], sources, targets)
        if frame.reciprocal:
            between = self._fill(("between", "among"), n, [n], own)
            if between:
                targets = unique([*targets, *between])
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
        """ "Held talks with", "continued its attacks on": a verb that adds little, and the noun that names the act."""
        acts = []
        for h in self.scene.heads(complement):
            n = self.scene.effective(h)
            act = self._noun_act(n, ctx, verb=v)
            if act is not None:
                if act.type is _T.PROTEST:
                    act = replace(act, targets=self._purpose(v, ctx) or act.targets)
                acts.append(replace(act, index=v, words=(v, n)))
                self._use_object(v)
        shared = next((a.targets for a in acts if any(map(who, a.targets))), ())
        return [a if any(map(who, a.targets)) else replace(a, targets=shared or a.targets) for a in acts] or None

    def _nominal(self, acts: list[Act]) -> list[Act]:
        """Event nouns that stand with their own parties and that no verb has used."""
        s = self.sentence
        found = []
        for token in s.tokens:
            if token.pos not in {"NOUN", "PROPN"} or token.index in self.used or token.lemma not in self.lexicon.nouns:
                continue
            if token.dep in {"compound", "amod", "nmod"} or token.lemma in self.lexicon.noun_classes["DEAL"]:
                continue
            act = self._noun_act(token.index, Context(depth=2, status=self._noun_status(token.index)))
            if act is None or act.type is None:
                continue
            parties = {p.code or p.entity for p in (*act.sources, *act.targets) if p.code or p.entity}
            if len(parties) > 1 and not any(a.type is act.type for a in acts):
                found.append(replace(act, confidence=round(act.confidence - 0.1, 2)))
        return found

    # --- reports ------------------------------------------------------------------------------------------------------

    def _past(self, report: EventReport) -> bool:
        """Whether a report tells history, not news."""
        day = self.scene.cast.day
        return bool(day and report.latest) and int(report.latest[:4]) < int(day[:4]) - _HISTORY

    def _report(self, act: Act) -> EventReport:
        assert act.type is not None
        words = [w for w in act.words if abs(w - act.index) < 8]
        earliest, latest = self._when(act)
        near = {t.lemma for t in self.sentence.tokens[max(0, min(words) - 6) : max(words) + 12]}
        contexts = dict.fromkeys((*act.contexts, *(c for w in sorted(near) for c in self.lexicon.contexts.get(w, ()))))
        return EventReport(
            type=act.type,
            status=act.status,
            passage=self.sentence.passage.number,
            trigger=self.sentence.span(words),
            sources=act.sources,
            targets=act.targets,
            reciprocal=act.reciprocal,
            mode=act.mode,
            contexts=tuple(contexts)[:4],
            issues=issues.index().around(self.sentence, self.topics, act.words),
            place=place_of(self.scene, act.index, act.type, self.salience),
            earliest=earliest,
            latest=latest,
            attributed_to=act.speaker,
            confidence=act.confidence,
        )
