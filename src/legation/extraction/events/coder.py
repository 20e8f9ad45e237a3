"""Reads the predicates of a sentence from the main clause downwards, and reports what they tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from legation.extraction import issues
from legation.extraction.actors.cast import Deed
from legation.extraction.days import When
from legation.extraction.events import (
    answers,
    elsewhere,
    frames,
    implied,
    lexemes,
    mood,
    nouns,
    operators,
    senses,
    slots,
    subordination,
)
from legation.extraction.events.acts import FRIENDLY, HOSTILE, MUTUAL, Act, Context, distinct, joined, unique, who
from legation.extraction.events.clauses import Clauses
from legation.extraction.lexicon import Effect
from legation.extraction.parse import Token
from legation.extraction.places import place_of
from legation.model import BlockKind, EntityId, EventReport, EventType, Party, Status

_T = EventType
_SAID = frozenset({_T.ACCUSE, _T.REJECT, _T.REQUEST, _T.SUPPORT, _T.THREATEN})
_VIEWS = frozenset("interest goal aim enemy border frontier language history view position ground concern".split())
"""What several states have in common without an act."""
_BUILDS = frozenset("open inaugurate launch build complete commission lay construct reopen restart".split())
"""What several states do so to they made together: "opened a pipeline"."""
_DOUBTFUL = 0.65
"""What is told in passing, of parties of whom one is not known, is mostly no event."""
_REFUSED = 0.8
_POWERS = frozenset({"GOV", "LEG", "OPP", "PTY", "REB", "UAF", "MIL"})
_STATES = frozenset("freeze strain chill poison damage fray sour overshadow mar suspend".split())
_AGAINST = frozenset({"block", "defeat", "oppose", "reject", "veto"})
"""Who does so to a document does not do what it says."""
_EXCLUDE = frozenset({"rule out", "exclude"})
_MISHAPS = frozenset("capsize collapse collide crash derail overturn plummet plunge skid topple".split())
_MEANT = frozenset({Status.OCCURRED, Status.ONGOING, Status.PLANNED, Status.PLEDGED})
"""Of an act, done or to come, what it is for is not done itself."""
_RUES = frozenset({"regret", "rue"})
_GIVES = frozenset("offer volunteer donate contribute give supply".split())
_HISTORY = 20
"""After so many years what happened is history."""


@dataclass(slots=True)
class Coder(Clauses):
    """Codes one sentence. `reports` is the result."""

    def reports(self) -> tuple[EventReport, ...]:
        """The events that the sentence reports, in order of their triggers; each once."""
        if elsewhere.of_sentence(self.lexicon, self.sentence):
            return ()
        acts = list(self._clauses())
        acts += nouns.standing(self, acts)
        acts = [a for a in acts if a.sources or a.type is not _T.PROTEST or a.mode != "obstruct"]  # a road just closed
        reports = []
        for act in map(
            self._spoken, map(self._mutual, joined(distinct(acts, lambda p: slots.animate(self, p)), self._named))
        ):
            if elsewhere.of_act(self, act):
                continue
            if answers.retold(self, act) and self._when(act) == ("", ""):
                continue
            pointed = () if act.reciprocal or any(map(who, act.targets)) else answers.targets(self, act)
            if act.confidence < _DOUBTFUL and len([p for p in (*act.sources, *(pointed or act.targets)) if who(p)]) < 2:
                continue
            status = Status.PLANNED if self._scheduled(act) else act.status
            report = self._report(replace(act, targets=pointed or act.targets, status=status))
            if not self._past(report):
                reports.append(report)
                words = tuple(self.sentence.tokens[w].lemma for w in act.words)
                self.scene.cast.deeds.append(Deed(report, words))
        return tuple(reports)

    def _named(self, party: Party) -> bool:
        """Whether a party bears a name of its own."""
        within = (t for t in self.sentence.tokens if party.span.begin <= t.begin and t.end <= party.span.end)
        return any(t.pos == "PROPN" for t in within)

    def _clauses(self) -> Iterator[Act]:
        s = self.sentence
        yield from self.visit(s.root, Context())
        for token in s.tokens:
            if token.index in self.visited or token.index in self.used:
                continue
            if token.pos in {"VERB", "AUX"} or self._postponed(token):
                yield from self.visit(token.index, subordination.inherited(self, token))

    def _postponed(self, token: Token) -> bool:
        """Whether an adjective tells what a document says: "a report critical of Iran"."""
        head = self.sentence.tokens[token.head]
        return (
            token.pos == "ADJ"
            and token.dep == "amod"
            and token.index > head.index
            and head.lemma in self.lexicon.noun_classes["DOCUMENT"]
        )

    def visit(self, v: int, ctx: Context) -> list[Act]:
        """The acts of the clause of `v` and of the clauses below it that it does not use up."""
        if v in self.visited:
            return []
        self.visited.add(v)
        s = self.sentence
        verb = s.tokens[v]
        if verb.pos not in {"VERB", "AUX", "NOUN", "ADJ", "PROPN"}:
            return []
        status = mood.of_verb(self, v, ctx)
        subject = slots.subjects(self, v, ctx)
        here = replace(ctx, subject=subject, status=status)
        for child in s.children(v, "ccomp") if mood.nobody(self, v) else ():  # "nobody believes that they will leave"
            self.consume(child.index)
        acts = self._own(v, here) or self._promise(v, here)
        if v in self.refused:
            terms = implied.unless(self, v)
            acts = [
                replace(
                    a,
                    type=_T.REJECT,
                    status=Status.OCCURRED,
                    mode="",
                    targets=a.targets if any(p.code for p in a.targets) or not terms else terms,
                )
                if a.type in FRIENDLY
                else a
                for a in acts
                if a.type in FRIENDLY or a.type is _T.REJECT
            ] or self._refusal(v, here)
        for child in s.children(v):
            if child.index in self.visited or child.index in self.used:
                continue
            if child.dep == "conj" and child.pos in {"VERB", "AUX"}:
                speaks = child.lemma in self.lexicon.operators or child.lemma in self.lexicon.reporting
                if speaks and (sayer := mood.sayer(self, v, child)) is not None:
                    self.apart.add(child.index)
                    # "denied that its boats had intruded and accused Manila": who denied it
                    acts += self.visit(
                        child.index,
                        Context(subject=slots.subjects(self, sayer, Context()), status=mood.of_governor(self, sayer)),
                    )
                    continue
                if speaks and ctx.speaker is not None and not any(p.entity for p in subject):
                    subject = (ctx.speaker,)  # "said that the boats had intruded and accused Manila": he did
                acts += self.visit(
                    child.index, replace(ctx, subject=subject, status=mood.of_conjunct(self, child, ctx, status))
                )
            elif child.dep in {"ccomp", "xcomp", "advcl"} and child.pos in {"VERB", "AUX", "ADJ", "NOUN"}:
                below = replace(here, subject=slots.controllers(self, v, subject), depth=ctx.depth + 1, patient=())
                if child.dep == "ccomp" and child.index < v and verb.lemma not in self.lexicon.reporting:
                    # "Cambodia returned two bodies; Thailand freed no prisoners"
                    below = replace(below, subject=(), status=ctx.status)
                if child.dep == "ccomp" and child.pos == "ADJ" and subject and who(subject[0]):
                    below = replace(below, speaker=subject[0])  # "called the visit shameful"
                aimed = [t for a in acts for t in a.targets]
                if child.dep == "advcl" and mood.conditional(self, child.index):
                    below = replace(below, status=mood.of_condition(self, child.index, status))
                elif child.dep == "advcl" and child.lemma == "protest":
                    below = replace(below, status=status)  # who shuts his shop to protest protests
                elif child.dep == "advcl" and mood.purposive(self, child.index) and any(map(who, aimed)):
                    self.visit(child.index, below)  # what a deed is for is told by it: "fired to drive off smugglers"
                    continue
                elif child.dep == "advcl" and mood.purposive(self, child.index):
                    below = replace(below, status=Status.PROPOSED if status in _MEANT else status)
                elif child.dep == "advcl":
                    below = replace(below, status=ctx.status)
                told = self.visit(child.index, below)
                if child.dep == "advcl" and child.tag == "VBG" and acts:  # "entered the town, burning houses"
                    told = [
                        a if any(p.code for p in a.targets) else replace(a, confidence=round(a.confidence - 0.1, 2))
                        for a in told
                        if not any(_outcome(a, b) for b in acts)
                    ]
                acts += told
            elif child.dep in {"acomp", "attr", "oprd"} and child.pos in {"ADJ", "VERB"}:
                speaker = subject[0] if child.dep == "oprd" and subject and who(subject[0]) else ctx.speaker
                acts += self.visit(child.index, replace(here, depth=ctx.depth, speaker=speaker))
        return acts

    def _own(self, v: int, ctx: Context) -> list[Act]:
        """The acts that the predicate `v` itself tells."""
        operator = senses.operator_of(self, v)
        entry = senses.of_verb(self, v)
        if entry is not None and entry.word in _EXCLUDE and (threat := operators.left_open(self, v, ctx)):
            return threat
        if entry is not None and self._worded(v):
            self.use_object(v, says=False)
            return []
        if operator is not None:
            told, complement = operator
            asks = told.complement == "obj+xcomp" and (
                told.effect is Effect.FORCE
                or (self.sentence.child(v, "dobj") is None and not (entry and entry.word == "let go"))
            )
            if entry is None or entry.rank < 2.0 or told.effect is Effect.REPORT or asks:
                acts = operators.operate(self, told, v, complement, ctx)
                nothing = {Effect.ASPECT, Effect.CAUSE, *({Effect.REPORT} if entry and entry.rank >= 2.0 else ())}
                if acts or (acts is not None and not (entry and told.effect in nothing)):
                    return acts
        if entry is not None:
            if entry.type is None:
                together = self._jointly(v, ctx)
                self.use_object(v, says=False)
                return together
            if not ctx.subject and slots.passive(self, v) and (named := self._named_act(v, entry.type, ctx)):
                return named
            act = frames.verb_act(self, v, entry, ctx)
            if act.type is _T.REJECT and act.status is Status.DENIED:
                return []  # "has not ruled out drilling"
            if not act.sources and act.type is _T.ASSAULT and self._mishap(v):
                return []
            if not act.sources and act.type is _T.SANCTION and self._state_of_relations(v):
                return []
            judges = act.type is not _T.REJECT and "speaker" in entry.frame.source
            if judges and not (act.sources and any(map(who, act.targets))):
                return []  # "the rules are unacceptable": nobody blames anybody
            return [act]
        return self._in_protest(v, ctx) or self._jointly(v, ctx)

    def _mishap(self, v: int) -> bool:
        """Whether people came to harm by an accident: "were killed when their bus plunged into a river"."""
        return any(c.lemma in _MISHAPS for c in self.sentence.children(v, "advcl"))

    def _named_act(self, v: int, kind: EventType, ctx: Context) -> list[Act] | None:
        """The act that the subject of a passive names with who does it: "a request by Fiji was sent to the bank"."""
        subject = self.sentence.child(v, "nsubjpass")
        noun = senses.of_noun(self, subject.index) if subject is not None else None
        if subject is None or noun is None or noun.type is not kind:
            return None
        acts = nouns.light(self, v, subject.index, ctx) or []
        return acts if any(a.sources and a.targets for a in acts) else None

    def _refusal(self, v: int, ctx: Context) -> list[Act]:
        """What somebody says he will not do who is asked to: "will not pay", "would not let the inspectors in"."""
        sources = tuple(p for p in ctx.subject if p.entity or p.sector)
        if self.sentence.tokens[v].lemma not in self.lexicon.verb_classes["COMPLY"] or not sources:
            return []
        told = [c.index for c in self.sentence.children(v, "xcomp", "ccomp", "dobj", "prep", "dative")]
        own = {p.code for p in sources}
        asks = tuple(p for i in told for p in implied.beneath(self, v, [i], sources) if p.code not in own)
        if not asks:
            return []
        for i in told:
            self.consume(i)
        return [Act(_T.REJECT, v, (v,), sources, unique(asks), speaker=ctx.speaker, confidence=_REFUSED)]

    def _promise(self, v: int, ctx: Context) -> list[Act]:
        """What somebody says he will do who may be asked to: "said it would take part", "told Oman he would pay"."""
        sources = tuple(p for p in ctx.subject if p.sector in _POWERS)
        complies = self.lexicon.verb_classes["COMPLY"] & lexemes.forms(self, v)
        if ctx.status is not Status.PLANNED or not complies or not sources or not mood.own_word(self, v):
            return []
        own = {p.code for p in sources}
        hearers = slots.object_heads(self, self.sentence.tokens[v].head, Context())
        asks = tuple(p for i in hearers for p in self.scene.parties(i) if p.code not in {"", *own})
        asks = asks or tuple(p for p in implied.beneath(self, v, [v], sources) if p.code not in {"", *own})
        for child in self.sentence.children(v, "xcomp", "dobj"):
            self.consume(child.index)
        return [Act(_T.AGREE, v, (v,), sources, unique(asks), status=Status.PLEDGED, confidence=_REFUSED - 0.05)]

    def _jointly(self, v: int, ctx: Context) -> list[Act]:
        """What several states do with a joint something, or in one, is done together: "launched a joint satellite"."""
        s = self.sentence
        parties = tuple(p for p in ctx.subject if p.code)
        if len({p.code for p in parties}) < 2:
            return []
        within = (
            p.index for c in s.children(v, "prep") if c.lower in {"in", "on"} for p in s.children(c.index, "pobj")
        )
        verb = s.tokens[v].lemma
        jointly = any(c.lower in {"jointly", "together"} for c in s.children(v, "advmod"))
        for noun in (*slots.object_heads(self, v, ctx), *within):
            shared = jointly or any(c.lower in {"joint", "common", "combined"} for c in s.children(noun, "amod"))
            works = s.tokens[noun].lemma in self.lexicon.noun_classes["WORKS"] and verb in _BUILDS
            if (shared or works) and s.tokens[noun].lemma not in _VIEWS:
                self.use_object(v)
                return [
                    Act(
                        _T.COOPERATE,
                        v,
                        (v, noun),
                        parties,
                        (),
                        True,
                        status=ctx.status,
                        speaker=ctx.speaker,
                        confidence=round(0.8 - 0.08 * min(ctx.depth, 3), 2),
                    )
                ]
        return []

    def _state_of_relations(self, v: int) -> bool:
        """Whether a passive tells how relations are, and nothing that anybody did: "have been frozen since March"."""
        s = self.sentence
        relations = self.lexicon.noun_classes["RELATIONS"]
        subjects = s.children(v, "nsubjpass")
        return s.tokens[v].lemma in _STATES and any(word in relations for c in subjects for word in (c.lemma, c.lower))

    def _in_protest(self, v: int, ctx: Context) -> list[Act]:
        """The protest that whatever is done "in protest at" something is."""
        for preposition in self.sentence.children(v, "prep"):
            for noun in self.sentence.children(preposition.index, "pobj"):
                if (
                    preposition.lower == "in"
                    and noun.lemma == "protest"
                    and (act := nouns.noun_act(self, noun.index, ctx, v))
                ):
                    self.consume(noun.index)
                    return [replace(act, index=v, words=(v, noun.index))]
        return []

    def _worded(self, v: int) -> bool:
        """Whether the object is a document and a participle tells what it says, and so what was done: "passed a
        resolution condemning the coup".
        """
        documents = self.lexicon.noun_classes["DOCUMENT"]
        if self.sentence.tokens[v].lemma in _AGAINST:
            return False
        return any(
            self.sentence.tokens[o].lemma in documents
            and any(
                c.tag == "VBG" and (senses.of_verb(self, c.index) or senses.operator_of(self, c.index))
                for c in self.sentence.children(o, "acl")
            )
            for o in slots.object_heads(self, v, Context())
        )

    def _past(self, report: EventReport) -> bool:
        """Whether a report tells history, not news."""
        day = self.scene.cast.day
        return bool(day and report.latest) and int(report.latest[:4]) < int(day[:4]) - _HISTORY

    def _report(self, act: Act) -> EventReport:
        assert act.type is not None
        words = [w for w in act.words if abs(w - act.index) < 8]
        earliest, latest = self._when(act)
        asked = self.sentence.tokens[act.index].lemma == "invite"  # "invited him to Salvador" tells where he is to come
        place = None if asked else place_of(self.scene, act.index, act.type, self.salience)
        if place is None and act.again is not None:
            place = place_of(self.scene, act.again, act.type, self.salience)
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
            place=place or self._where_said(act),
            earliest=earliest,
            latest=latest,
            attributed_to=act.speaker,
            confidence=act.confidence,
        )

    def _spoken(self, act: Act) -> Act:
        """What somebody says that his own side might do to others is a threat: "we could close the strait"."""
        s = self.sentence
        own = act.speaker is not None and act.speaker.code in {p.code for p in act.sources if p.code}
        might = any(c.lower in {"may", "might", "could", "would"} for c in s.children(act.index, "aux"))
        if act.type in HOSTILE | {_T.THREATEN} and act.status is Status.HYPOTHETICAL and own and might:
            return replace(act, type=_T.THREATEN, mode="", status=Status.OCCURRED)
        if s.tokens[act.index].lemma in _RUES and act.status is Status.PLANNED and act.speaker is not None and not own:
            # "Chad will regret this step", says somebody else
            return replace(
                act, type=_T.THREATEN, mode="", sources=(act.speaker,), targets=act.sources, status=Status.OCCURRED
            )
        if act.type is _T.THREATEN and act.status is Status.PLANNED and own:  # "Chad will pay dearly for this"
            return replace(act, status=Status.OCCURRED)
        return act

    def _said(self, act: Act) -> bool:
        """Whether saying it does it: "we will not sign, the minister told reporters in Lima on Monday"."""
        return (
            act.type in _SAID
            and act.speaker is not None
            and act.speaker.code in {p.code for p in act.sources if p.code}
        )

    def _mutual(self, act: Act) -> Act:
        """What several states do together is of one another, not of its matter or place: "the two agreed on wheat"."""
        states = {p.code for p in act.sources if p.code}
        if act.type not in MUTUAL or len(states) < 2 or self.sentence.tokens[act.index].lemma in _GIVES:
            return act
        held = act.type is _T.AGREE and bool(act.targets) and all(map(self._located, act.targets))
        if held or not any(p.entity or p.sector for p in act.targets):
            return replace(act, targets=(), reciprocal=True)
        return act

    def _located(self, party: Party) -> bool:
        """Whether a party only tells where something was agreed: "in Doha"."""
        tokens = self.sentence.tokens
        head = next((t for t in tokens if party.span.begin <= t.begin < party.span.end and t.dep == "pobj"), None)
        return head is not None and tokens[head.head].lower in {"in", "at"}

    def _where_said(self, act: Act) -> EntityId | None:
        """The place of the saying where that is the act."""
        verbs = self.sentence.ancestors(act.index) if self._said(act) else ()
        saying = next((v.index for v in verbs if v.lemma in self.lexicon.reporting), None)
        return None if saying is None else place_of(self.scene, saying, None, self.salience)

    def _path(self, v: int, above: int) -> Iterator[Token]:
        """The tokens from a verb up to one above it, without that."""
        tokens = self.sentence.tokens
        while v != above and tokens[v].head != v:
            yield tokens[v]
            v = tokens[v].head

    def _within(self, v: int, above: int) -> bool:
        """Whether a verb stands in a relative clause below another: "it gave in, said two men who took part"."""
        return any(t.dep == "relcl" for t in self._path(v, above))

    def _apart(self, v: int, above: int) -> bool:
        """Whether a verb begins a clause of its own beside another: "a ship is due in May, and Chile has asked"."""
        s = self.sentence
        return any(t.dep == "conj" and s.child(t.index, "nsubj", "nsubjpass") is not None for t in self._path(v, above))

    def _when(self, act: Act) -> tuple[str, str]:
        """The first and the last day of an act: those told in its clause, else in the clause that it hangs on, unless
        that only tells when somebody spoke.
        """
        s = self.sentence
        if s.tokens[act.index].lemma == "invite":  # "invited him to Salvador in September" tells when he is to come
            return "", ""
        chain = [act.index, *(t.index for t in s.ancestors(act.index))]
        best: tuple[int, timedelta, When, bool] | None = None
        for when in self.days:
            if when.since:
                continue
            token = next((t for t in s.tokens if t.begin >= when.span.begin), None)
            if token is None:
                continue
            verb = next((t for t in s.ancestors(token.index) if t.pos in {"VERB", "AUX"} or t.index in act.words), None)
            if (
                verb is not None
                and verb.dep == "conj"
                and verb.index not in chain
                and not s.children(verb.index, "nsubj", "aux")
            ):
                verb = s.tokens[verb.head]  # "killed two and wounded five on Wednesday"
            if verb is None or not (verb.index in chain or verb.index in act.words):
                continue
            distance = 0 if verb.index in act.words else chain.index(verb.index)
            if distance and (
                self._within(act.index, verb.index) or (token.index > verb.index and self._apart(act.index, verb.index))
            ):
                continue
            told = s.tokens[verb.index].lemma in self.lexicon.reporting and not self._said(act)
            if distance and (told or act.status is Status.PLANNED):
                continue
            if distance and any(t.text in {":", ";"} for t in s.tokens[act.index : token.index]):
                continue  # "he will not go to Lome: Togo closed its embassy in March"
            width = when.past[1] - when.past[0]  # "for the third time this year on Sunday"
            if best is None or (distance, width) < best[:2]:
                # "pledged on Tuesday to send" tells the day of the pledge
                best = distance, width, when, verb.index == act.index and verb.tag == "VBD"
        if best is None:
            return "", ""
        _, _, when, pledged = best
        ahead = act.status in {Status.PLANNED, Status.PLEDGED, Status.PROPOSED} and not pledged
        first, last = when.ahead if ahead else when.past
        return first.isoformat(), last.isoformat()

    def _scheduled(self, act: Act) -> bool:
        """Whether the present tense tells what is to come: "the president leaves on Wednesday"."""
        s = self.sentence
        verb = s.tokens[act.index]
        if act.status is not Status.OCCURRED or s.passage.kind is not BlockKind.BODY:
            return False
        if verb.tag not in {"VBZ", "VBP"} or s.children(verb.index, "aux", "auxpass"):
            return False
        begins = {s.tokens[i].begin for i in s.subtree(verb.index)}
        return any(w.past != w.ahead and not w.since and w.span.begin in begins for w in self.days)


def _outcome(act: Act, above: Act) -> bool:
    """Whether a participle only tells what came of the act above it: "hit a hall, killing 140 mourners"."""
    own = {p.code for p in above.sources}
    struck = {p.code for p in above.targets}
    return (
        act.type is above.type is _T.ASSAULT
        and {p.code for p in act.sources} == own
        and any(struck - {""})
        and {p.code for p in act.targets} <= own | struck | {""}
    )
