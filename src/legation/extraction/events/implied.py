"""Who is meant where no place of a frame names anybody: by a clause, a place or the sentence's other state."""

from __future__ import annotations

from dataclasses import replace

from legation.extraction.events import mood, slots
from legation.extraction.events.acts import Context, among, who
from legation.extraction.events.clauses import Clauses
from legation.extraction.events.lexemes import TIMES
from legation.model import Party

_GENERIC = ("with", "to", "iobj", "for", "obj", "on", "against", "from", "of", "poss", "between", "in")
_BESIDE = frozenset("to for of from on against with toward towards".split())
_ABOUT = frozenset("against over at for about because outside".split())
_PLACES = frozenset("in into at near along across inside around throughout".split())


def generic(clauses: Clauses, complement: int, ctx: Context) -> tuple[Party, ...]:
    """The parties of an act that the lexicon does not hold: whoever its verb or noun governs."""
    s = clauses.sentence
    if s.tokens[complement].pos in {"NOUN", "PROPN"}:
        return slots.fill(
            clauses,
            ("with", "by", "of", "to", "for", "poss", "against", "on", "from", "between", "in"),
            complement,
            [complement],
            replace(ctx, subject=()),
        )
    objects = slots.object_heads(clauses, complement, Context())
    own = any(c.tag == "PRP$" for o in objects for c in s.children(o, "poss"))  # "withdraw its troops"
    places = tuple(p for p in _GENERIC if not (own and p in {"obj", "poss"}))
    found = slots.fill(clauses, places, complement, objects, replace(ctx, subject=()))
    if found:
        return found
    for child in s.children(complement, "xcomp", "ccomp", "pcomp", "advcl", "conj"):
        if child.pos == "VERB" and (deeper := generic(clauses, child.index, ctx)):
            return deeper
    for child in s.children(complement, "prep"):
        for pobj in s.children(child.index, "pobj"):
            for below in s.subtree(pobj.index):
                if s.tokens[below].dep in {"pobj", "poss"} and (
                    parties := tuple(p for p in clauses.scene.parties(below) if p.entity or p.code)
                ):
                    return parties
    places = ("with", "to", "for", "against", "from", "on", "at", "in", *(() if own else ("obj",)))
    return slots.whatever(clauses, places, complement, objects)


def beneath(clauses: Clauses, v: int, objects: list[int], but: tuple[Party, ...]) -> tuple[Party, ...]:
    """Who is named anywhere in the object, or in a phrase beside it: "lifted the limits on visits to kin in Cuba"."""
    s = clauses.sentence
    codes = {p.code for p in but}
    pending = [*objects, *(o for c in s.children(v, "prep") if c.lower in _BESIDE for o in _below(clauses, c.index))]
    while pending:
        i = pending.pop(0)
        if s.tokens[i].pos in {"NOUN", "PROPN"}:
            found = tuple(p for p in clauses.scene.everyone(i) if p.code and p.code not in codes)
            if found:
                return found
        pending.extend(
            c.index
            for c in s.children(i)
            if c.dep in {"prep", "pobj", "pcomp", "poss", "acl", "agent", "dobj", "conj", "amod"}
        )
    return ()


def _below(clauses: Clauses, preposition: int) -> list[int]:
    return [c.index for c in clauses.sentence.children(preposition, "pobj") if c.lemma not in TIMES]


def unless(clauses: Clauses, v: int) -> tuple[Party, ...]:
    """Who is to comply: the subject of "unless ..." or "if ..."."""
    s = clauses.sentence
    own = slots.subjects(clauses, v, Context())
    for i in s.subtree(v):
        if s.tokens[i].dep == "advcl" and mood.conditional(clauses, i):
            for clause in (i, *(c.index for c in s.children(i, "ccomp", "conj") if c.pos in {"VERB", "AUX"})):
                doers = (*clauses.scene.objects_of(clause, "by"), *slots.subject_heads(clauses, clause))
                for doer in doers:
                    people = clauses.scene.parties(doer) or (clauses.scene.anyone(doer),)
                    acting = s.tokens[clauses.scene.effective(doer)].lemma in clauses.lexicon.actors
                    if parties := tuple(p for p in people if (who(p) or acting) and not among(p, own)):
                        return parties
    return ()


def grievance(clauses: Clauses, v: int, objects: list[int], sources: tuple[Party, ...]) -> tuple[Party, ...]:
    """Whom a protest concerns by what it is about: "over a bill of the minister", "in response to GE's decision"; else
    where it takes place.
    """
    s = clauses.sentence
    bases = [v, *objects]
    for stage in s.children(v, "advcl"):  # "walked out, staging a sit-in over wages"
        if stage.tag == "VBG" and not s.children(stage.index, "nsubj"):
            bases += [stage.index, *(c.index for c in s.children(stage.index, "dobj"))]
    return matter(clauses, bases, sources) or scene_of(clauses, v, objects)


def matter(clauses: Clauses, bases: list[int], but: tuple[Party, ...]) -> tuple[Party, ...]:
    """Whom a protest or a complaint is about, by its prepositions: "to the United Nations over Israeli flights"."""
    s = clauses.sentence
    for i in bases:
        for preposition in s.children(i, "prep"):
            about = preposition.lower in _ABOUT or any(
                c.lemma in {"response", "protest", "reaction"} for c in s.children(preposition.index, "pobj")
            )
            for below in s.subtree(preposition.index) if about else ():
                if s.tokens[below].dep in {"pobj", "poss", "compound", "amod"}:
                    named = clauses.scene.parties(below) or filter(None, [clauses.scene.adjective(below)])
                    parties = tuple(p for p in named if who(p) and not among(p, but))
                    if parties:
                        return parties
    return ()


def opposed(clauses: Clauses, v: int, objects: list[int]) -> tuple[Party, ...]:
    """Whom protesters or their protest are against: "an anti-American rally"."""
    for head in (*objects, *slots.subject_heads(clauses, v)):
        for child in clauses.sentence.children(clauses.scene.effective(head)):
            if clauses.scene.siding(child.index) == "anti" and (party := clauses.scene.adjective(child.index)):
                return (party,)
    return ()


def addressed(clauses: Clauses, v: int) -> tuple[Party, ...]:
    """To whom somebody speaks in the clause that a participle hangs on: "sent Iran a letter threatening to leave"."""
    s = clauses.sentence
    if s.tokens[v].tag != "VBG" or s.tokens[v].dep not in {"advcl", "acl"}:
        return ()
    above = next((t.index for t in s.ancestors(v) if t.pos == "VERB"), None)
    if above is None:
        return ()
    objects = slots.object_heads(clauses, above, Context())
    return slots.fill(clauses, ("iobj", "to"), above, objects, Context())


def scene_of(clauses: Clauses, v: int, objects: list[int]) -> tuple[Party, ...]:
    """Where the act strikes, standing for whom: "imposed a curfew in Lahore", "broke the truce in Karabakh"; else
    whatever area or building it strikes.
    """
    s = clauses.sentence
    pending = [v, *objects]
    unnamed: tuple[Party, ...] = ()
    while pending:
        i = pending.pop(0)
        for preposition in s.children(i, "prep"):
            if preposition.lower == "by":  # "broke the truce by shelling villages in Karabakh"
                pending += [c.index for c in s.children(preposition.index, "pcomp")]
            for head in s.children(preposition.index, "pobj"):
                if head.lemma in TIMES or head.pos == "NUM":
                    pending.append(head.index)  # "for five months in Oman"
                    continue
                if preposition.lower in _PLACES or preposition.lower in {"on", "of"}:
                    pending.append(head.index)
                if preposition.lower not in _PLACES:
                    continue
                party = clauses.scene.anyone(head.index)
                if party.code or any(s.tokens[j].pos == "PROPN" for j in clauses.scene.extent(head.index)):
                    return (party,)
                if not unnamed and s.tokens[clauses.scene.effective(head.index)].lemma in clauses.lexicon.grounds:
                    unnamed = (party,)
    return unnamed


def keeper(clauses: Clauses, v: int, complement: int) -> tuple[Party, ...]:
    """Who has in hand what somebody asks for: whoever "from" tells, else the place in which people are held."""
    s = clauses.sentence
    for source in (h for i in (v, complement) for h in clauses.scene.objects_of(i, "from")):
        if found := tuple(p for p in clauses.scene.parties(source) if p.code):
            return found
    for i in s.subtree(complement):
        if s.tokens[i].dep == "prep" and s.tokens[i].lower in _PLACES:
            for place in s.children(i, "pobj"):
                if (party := clauses.scene.anyone(place.index)).code:
                    return (party,)
    return ()


def counterpart(clauses: Clauses, v: int, sources: tuple[Party, ...]) -> tuple[Party, ...]:
    """The one other state of the clause that this clause gives a reason for or the time of: "relations with Russia
    are strained since Korea joined sanctions".
    """
    s = clauses.sentence
    if s.tokens[v].dep != "advcl":
        return ()
    own = set(s.subtree(v))
    codes = {p.code for p in sources}
    found = {p.code: p for i, p in clauses.scene.states() if i not in own and p.code not in codes}
    return (next(iter(found.values())),) if len(found) == 1 else ()


def summoners(clauses: Clauses, v: int, envoys: list[int]) -> tuple[Party, ...]:
    """Who summons where nobody is told to: the ministry that an envoy comes to, else the state that he is sent to."""
    for place in (*clauses.scene.objects_of(v, "to"), *(h for e in envoys for h in clauses.scene.objects_of(e, "to"))):
        if found := tuple(p for p in clauses.scene.parties(place) if p.code):
            return found
    return ()
