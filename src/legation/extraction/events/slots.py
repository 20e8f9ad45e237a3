"""Who stands where in a clause: the grammatical places of a predicate, in either voice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from legation.extraction.events import mood
from legation.extraction.events.acts import Context, among, unique, who
from legation.extraction.events.clauses import Clauses
from legation.extraction.events.lexemes import TIMES
from legation.gazetteer import Role
from legation.model import EventType, Party

_SETTINGS = frozenset(
    "absence aftermath case context course event face favor favour framework hope interest light line midst name "
    "presence spirit wake".split()
)
_SHARES = frozenset({"cent", "percent", "percentage"})
_SEAS = frozenset({"sea", "water", "coast", "shore", "airspace"})
_COPULAS = frozenset({"be", "become", "remain"})
_PARTICLES = frozenset({"away", "back", "down", "off", "out", "over", "up"})

_ARMS = "weapon-system"


def subjects(clauses: Clauses, v: int, ctx: Context) -> tuple[Party, ...]:
    """Who does what the verb says; in the passive, the agent."""
    s = clauses.sentence
    if passive(clauses, v):
        # "Were used as human shields by rebels", "was promised a loan by Peru", "were let go by Peru".
        hosts = [v, *clauses.scene.objects_of(v, "as"), *_given(clauses, v)]
        hosts += [c.index for c in s.children(v, "ccomp", "xcomp") if s.tokens[v].lemma == "let"]
        agents = tuple(p for h in hosts for i in clauses.scene.objects_of(h, "by") for p in everyone(clauses, i))
        return agents or attackers(clauses, v)
    if (subject := s.child(v, "nsubj")) is not None:
        if subject.tag in {"WDT", "WP"} and s.tokens[v].dep == "relcl":
            return clauses.scene.parties(s.tokens[v].head) or ctx.subject
        if subject.tag == "PRP" and ctx.subject and not clauses.scene.parties(subject.index):
            return ctx.subject  # "the committee said that it would not end the strike"
        return unique((*everyone(clauses, subject.index), *_besides(clauses, v, subject.index)))
    verb = s.tokens[v]
    if not ctx.subject and verb.dep == "conj" and verb.head != v:
        return subjects(clauses, verb.head, ctx)
    return ctx.subject


def attackers(clauses: Clauses, v: int) -> tuple[Party, ...]:
    """Whose attack a victim was hit in: "killed in an ambush by rebels", "in a clash with police", "in an Israeli air
    strike".
    """
    for attack in (i for preposition in ("in", "during") for i in clauses.scene.objects_of(v, preposition)):
        entries = clauses.lexicon.nouns.get(clauses.sentence.tokens[attack].lemma, ())
        if any(entry.type is EventType.ASSAULT for entry in entries):
            doers = tuple(
                p
                for preposition in ("by", "with", "from")
                for i in clauses.scene.objects_of(attack, preposition)
                if clauses.sentence.tokens[i].lemma not in TIMES
                for p in everyone(clauses, i)
            )
            beside = clauses.sentence.children(attack, "compound", "nmod")
            matches = [m for c in beside if (m := clauses.scene.name_at.get(c.index)) is not None]
            if doers or any(m.forms[0].role is Role.NAME for m in matches):  # "in a Sudan ambush" tells where
                return doers
            return fill(clauses, ("poss",), attack, [attack], Context())
    return ()


def _besides(clauses: Clauses, v: int, subject: int) -> Iterator[Party]:
    """Who acts with the subject: "Egypt, along with Bahrain, cut ties"."""
    s = clauses.sentence
    for i in (subject, v):
        for beside in s.children(i, "prep", "advmod"):
            if not subject < beside.index < v or beside.lower not in {"along", "together", "alongside"}:
                continue
            place = "alongside" if beside.lower == "alongside" else "with"
            base = i if place == "alongside" else beside.index
            yield from (p for h in clauses.scene.objects_of(base, place) for p in clauses.scene.parties(h))


def controllers(clauses: Clauses, v: int, subject: tuple[Party, ...]) -> tuple[Party, ...]:
    """Who is the subject of the clauses below that have none: in the passive, whom it is said of."""
    patient = clauses.sentence.child(v, "nsubjpass")
    return everyone(clauses, patient.index) if patient is not None else subject


def everyone(clauses: Clauses, head: int) -> tuple[Party, ...]:
    """The actors of a noun phrase; one that names none, but speaks of a state, stands for itself."""
    return unique(clauses.scene.parties(head, anyone=True))


def passive(clauses: Clauses, v: int) -> bool:
    """Whether a verb stands in the passive."""
    s = clauses.sentence
    verb = s.tokens[v]
    if s.child(v, "nsubjpass", "auxpass") is not None:
        return True
    return verb.tag == "VBN" and verb.dep in {"acl", "advcl", "conj", "amod"} and not s.children(v, "aux", "nsubj")


def object_heads(clauses: Clauses, v: int, ctx: Context) -> list[int]:
    """The heads of the direct object, which in the passive is the subject."""
    s = clauses.sentence
    if passive(clauses, v):
        subject = s.child(v, "nsubjpass")
        if subject is not None:
            if subject.tag in {"WDT", "WP"} and s.tokens[v].dep == "relcl":
                return [s.tokens[v].head]
            if given := _given(clauses, v):
                return [h for c in given for h in clauses.scene.heads(c)]
            return clauses.scene.heads(subject.index)
        token = s.tokens[v]
        if token.dep == "acl":
            return [token.head]
        if token.dep == "conj":
            return object_heads(clauses, token.head, ctx) if passive(clauses, token.head) else []
        return list(ctx.patient)
    found = [
        h for c in s.children(v, "dobj") if not _of_participle(clauses, c.index) for h in clauses.scene.heads(c.index)
    ]
    if not found:  # "sealed off the road", where the parse takes the particle for a preposition
        found = [
            h
            for c in s.children(v, "prep")
            if c.index == v + 1 and c.lower in {"off", "up", "down"}
            for p in s.children(c.index, "pobj")
            for h in clauses.scene.heads(p.index)
        ]
    if s.tokens[v].lemma in _COPULAS:
        found = [h for c in s.children(v, "attr") for h in clauses.scene.heads(c.index)]
    if not found:  # "voted down the budget", where the particle may be read as a preposition
        after = s.tokens[v + 1] if v + 1 < len(s.tokens) else s.tokens[v]
        if after.head == v and after.dep == "prep" and after.lower in _PARTICLES:
            found = [h for c in s.children(after.index, "pobj") for h in clauses.scene.heads(c.index)]
    if not found:  # "rejected his plea to postpone", "welcomed Kenya to mediate": the subject of what follows
        found = [
            h
            for c in s.children(v, "ccomp", "xcomp")
            if (mood.infinitive(clauses, c.index) or c.pos == "ADJ")  # "found the general guilty"
            and (own := s.child(c.index, "nsubj")) is not None
            and own.index > v
            for h in clauses.scene.heads(own.index)
        ]
    if not found:  # "dismissed as a trick an offer of talks": the object comes last, and is read as an apposition
        found = [
            h
            for c in s.children(v, "prep")
            if c.lower == "as"
            for p in s.children(c.index, "pobj")
            for o in s.children(p.index, "appos")
            for h in clauses.scene.heads(o.index)
        ]
    if not found:  # "dismissed as baseless Syrian charges"
        found = [
            p.index
            for c in s.children(v, "prep")
            if c.lower == "as" and c.index == v + 1 and s.tokens[c.index + 1].pos == "ADJ"
            for p in s.children(c.index, "pobj")
            if s.tokens[c.index + 1].head == p.index and p.tag in {"NN", "NNS"}
        ]
    if found:
        relative = s.tokens[found[0]]
        if relative.tag in {"WDT", "WP"} and s.tokens[v].dep == "relcl":
            return [s.tokens[v].head]
        return found
    return list(ctx.patient)


def _given(clauses: Clauses, v: int) -> list[int]:
    """What somebody is given in the passive, who is then the receiver: "was given asylum"."""
    s = clauses.sentence
    gives = clauses.lexicon.verb_classes["GIVE"] | {"offer", "promise"}
    things = s.children(v, "dobj") if s.tokens[v].lemma in gives and s.child(v, "nsubjpass") is not None else ()
    return [c.index for c in things]


def _of_participle(clauses: Clauses, noun: int) -> bool:
    """Whether a noun is the object of a participle after a comma, read as its adjective: "left, killing guards"."""
    tokens = clauses.sentence.tokens
    adjectives = clauses.sentence.children(noun, "amod")
    return any(c.tag == "VBG" and c.index and tokens[c.index - 1].text == "," for c in adjectives)


def receivers(clauses: Clauses, v: int, objects: list[int]) -> Iterator[int]:
    """The heads of the indirect object; also of one that the parse reads as part of the direct object, "monitors" in
    "gave the monitors permission".
    """
    s = clauses.sentence
    if _given(clauses, v) and (receiver := s.child(v, "nsubjpass")) is not None:
        yield from clauses.scene.heads(receiver.index)
    for child in s.children(v, "dative"):
        if child.pos != "ADP":
            yield child.index
        else:
            yield from (p.index for p in s.children(child.index, "pobj"))
    for o in objects:
        for child in s.children(o, "compound"):
            plural = child.tag == "NNS" or s.children(o, "det")
            if child.index > v and plural and child.lemma in clauses.lexicon.actors:
                yield child.index


def governed(clauses: Clauses, v: int, word: str) -> list[int]:
    """The heads governed by the preposition of a phrasal verb: "Iran" in "called on Iran to stop"."""
    particle = word.rpartition(" ")[2] if " " in word else ""
    tokens = clauses.sentence.tokens
    below = (i for i in clauses.scene.objects_of(v, particle) if tokens[i].lemma not in TIMES) if particle else ()
    return [h for i in below for h in clauses.scene.heads(i)]


def parted(clauses: Clauses, v: int, word: str) -> list[int]:
    """The object of a phrasal verb that the parse hangs on its particle: "the town" in "sealed off the town"."""
    _, _, particle = word.partition(" ")
    if particle not in _PARTICLES | {"in", "on", "through"}:
        return []
    s = clauses.sentence
    below = (p for c in s.children(v, "prt", "prep") if c.lower == particle for p in s.children(c.index, "pobj"))
    return [h for p in below for h in clauses.scene.heads(p.index)]


def holder(clauses: Clauses, v: int) -> int | None:
    """Of whom a predicative adjective is said: the subject of its copula."""
    s = clauses.sentence
    if s.tokens[v].dep == "oprd" and (subject := s.child(s.tokens[v].head, "dobj")) is not None:
        return subject.index
    for i in (v, s.tokens[v].head, *(c.index for c in s.children(v, "auxpass"))):
        if (subject := s.child(i, "nsubj", "nsubjpass")) is not None:
            return subject.index
    return None


def animate(clauses: Clauses, party: Party) -> bool:
    """Whether a party that has no identity may act: a person by its word, or whoever has a name."""
    within = [t for t in clauses.sentence.tokens if party.span.begin <= t.begin and t.end <= party.span.end]
    inside = {t.index for t in within}
    heads = (t for t in within if t.head not in inside or t.head == t.index)
    classes = clauses.lexicon.noun_classes
    craft = classes["VESSEL"] | classes["PLANE"] | classes["PROJECTILE"] | classes["AID"] | classes["AIDWORKER"]
    return any(
        t.pos == "PROPN"
        or t.lemma in clauses.lexicon.actors
        or (t.text.isupper() and len(t.text) > 1)
        or (party.code and t.lemma in craft)  # "a Chinese vessel harassed a trawler"
        for t in heads
    )


def subject_heads(clauses: Clauses, clause: int) -> list[int]:
    """The heads of the subject of a clause."""
    subject = clauses.sentence.child(clause, "nsubj", "nsubjpass")
    return clauses.scene.heads(subject.index) if subject is not None else []


def clause_subjects(clauses: Clauses, complement: int) -> tuple[Party, ...]:
    """The actors that are the subject of a clause."""
    subject = clauses.sentence.child(complement, "nsubj", "nsubjpass")
    if subject is None:
        return ()
    parties = clauses.scene.parties(subject.index)
    if parties:
        return parties
    party = clauses.scene.anyone(subject.index)
    return (party,) if party.code else ()


def fill(
    clauses: Clauses,
    places: Iterable[str],
    v: int,
    objects: list[int],
    ctx: Context,
    but: tuple[Party, ...] = (),
) -> tuple[Party, ...]:
    """The parties of the first place that names an actor; else of the first that at least speaks of a state.

    `but` are those who stand elsewhere already: "its" in "Iran intensified its shelling of the town".
    """
    places = tuple(places)
    if "poss" in places and "obj" not in places[:1]:  # "endorsed Morocco's plan for the region"
        owners = [
            c.index
            for o in objects
            for c in clauses.sentence.children(clauses.scene.effective(o), "poss")
            if c.tag != "PRP$"
        ]
        if parties := [p for o in owners for p in clauses.scene.parties(o) if p.code and not _at_home(p, but)]:
            return unique(parties)
    heads_at: dict[str, list[int]] = {}
    for place in places:
        if place == "subj":
            if ctx.subject:
                return ctx.subject
            continue
        if place == "speaker":
            return (ctx.speaker,) if ctx.speaker else ()
        heads = heads_at[place] = list(_heads(clauses, place, v, objects))
        named = {
            head: tuple(
                p
                for p in _named_at(clauses, head, place)
                if not (_at_home(p, but) if place == "poss" else among(p, but))
            )
            for head in heads
        }
        if any(named.values()):
            others = place not in {"poss", "obj"}
            return unique(
                p for head in heads for p in named[head] or ((clauses.scene.anyone(head),) if others else ()) if who(p)
            )
    for place in places:
        if place in {"subj", "poss"}:
            continue
        for head in heads_at[place]:
            party = clauses.scene.anyone(head)
            if party.code and not among(party, but):
                return (party,)
    for place in places:
        if place in {"by", "from", "against", "with", "between", "among"}:
            for head in heads_at[place]:
                if people := tuple(p for p in clauses.scene.parties(head) if who(p) and not among(p, but)):
                    return people
    return ()


def _at_home(party: Party, others: tuple[Party, ...]) -> bool:
    """Whether a party is one of others or their state: "the envoy reiterated Ghana's support", being Ghana's."""
    return among(party, others) or party.entity in {f"state/{p.code}" for p in others}


def whatever(clauses: Clauses, places: Iterable[str], v: int, objects: list[int]) -> tuple[Party, ...]:
    """The noun phrase of the first place that is filled at all, whoever it may be; people before things, and for a
    claim whom it is about: "an inquiry into reports that soldiers beat them".
    """
    s = clauses.sentence
    heads = [h for place in places if place not in {"subj", "poss"} for h in _heads(clauses, place, v, objects)]
    found = [
        head
        for head in heads
        if s.tokens[head].pos in {"NOUN", "PROPN", "NUM"}
        and not (s.tokens[head].text.isdigit() and s.child(head, "det") is None)  # but "remanded the 14 in custody"
        and s.tokens[head].lemma not in _SHARES
        and not any(s.tokens[i].lemma in TIMES for i in (head, max(head - 1, 0)))
        and s.tokens[head].lemma not in clauses.lexicon.noun_classes["MONEY"]
    ]
    if not found:
        return ()
    people = (h for h in found if s.tokens[clauses.scene.effective(h)].lemma in clauses.lexicon.actors)
    head = next(people, found[0])
    for claim in s.children(head, "acl", "ccomp", "relcl"):
        subject = s.child(claim.index, "nsubj", "nsubjpass")
        if subject is not None and any(c.lower == "that" for c in s.children(claim.index, "mark")):
            return (clauses.scene.anyone(subject.index),)
    return (clauses.scene.anyone(head),)


def _adverbial(clauses: Clauses, head: int) -> bool:
    """Whether a noun only says how: "in kind", "in the absence of"."""
    s = clauses.sentence
    token = s.tokens[head]
    if token.pos != "NOUN" or token.dep != "pobj" or s.tokens[token.head].lower != "in":
        return False
    return token.lemma in _SETTINGS or not s.children(head)


def _heads(clauses: Clauses, place: str, v: int, objects: list[int]) -> Iterator[int]:
    """The heads of the noun phrases that stand in a grammatical place of the predicate."""
    s = clauses.sentence
    if place == "obj":
        yield from objects
    elif place == "iobj":
        yield from receivers(clauses, v, objects)
    elif place == "poss":
        for o in objects or [v]:
            for child in s.children(clauses.scene.effective(o), "poss", "amod", "compound", "nmod"):
                if clauses.scene.siding(child.index):
                    continue
                yield child.index
                if child.lower == "led":  # "a Saudi-led strike"
                    yield from (c.index for c in s.children(child.index, "npadvmod"))
    else:
        seen = set()
        for i in (v, *objects, *(clauses.scene.effective(o) for o in objects)):
            if i in seen:
                continue
            seen.add(i)
            for head in clauses.scene.objects_of(i, place) or _shared(clauses, i, place):
                if s.tokens[head].lemma in TIMES or _adverbial(clauses, head):
                    continue
                if s.tokens[head].lemma in {"border", "frontier"}:  # "along its border with Belarus"
                    yield from clauses.scene.objects_of(head, "with") or clauses.scene.objects_of(v, "with")
                if s.tokens[head].lemma == "front" and place == "in":  # "in front of the embassy"
                    yield from clauses.scene.objects_of(head, "of")
                if s.tokens[head].lemma in _SEAS:  # "into waters off Taiwan"
                    for beside in ("off", "near", "around"):
                        yield from clauses.scene.objects_of(head, beside) or clauses.scene.objects_of(v, beside)
                for coordinated in clauses.scene.heads(head):
                    arms = clauses.scene.office_at.get(coordinated)
                    if place != "with" or arms is None or arms.office.key != _ARMS:  # what is fired with is not hit
                        yield coordinated
            for rate in clauses.scene.objects_of(i, "of"):
                if s.tokens[rate].lemma in _SHARES and place != "of":  # "a tariff of 40 per cent on Chinese cars"
                    yield from clauses.scene.objects_of(rate, place)
            if i != v:  # "restrictions imposed on India", "an offer made by the Taliban"
                for made in s.children(i, "acl"):
                    if made.tag == "VBN":
                        yield from clauses.scene.objects_of(made.index, place)
        if place == "on":  # "imposed sanctions in relation to Iraq"
            for i in (v, *objects):
                for head in clauses.scene.objects_of(i, "in"):
                    if s.tokens[head].lower in {"relation", "connection", "regard", "respect", "response"}:
                        for joint in ("to", "with"):
                            yield from clauses.scene.objects_of(head, joint)
        if place in {
            "against",
            "with",
            "by",
            "to",
        }:  # "filed a lawsuit in a Paris court against X", "murder of a nun by X"
            for i in (v, *objects) if place in {"against", "with"} or s.tokens[v].pos == "NOUN" else ():
                for preposition in s.children(i, "prep"):
                    for below in s.children(preposition.index, "pobj"):
                        if below.index not in seen:
                            yield from clauses.scene.objects_of(below.index, place)


def _shared(clauses: Clauses, noun: int, place: str) -> list[int]:
    """What a noun shares with the last that it is coordinated with: "rejection and condemnation of the attack"."""
    s = clauses.sentence
    if s.tokens[noun].pos != "NOUN" or s.children(noun, "prep"):
        return []
    return [h for c in s.children(noun, "conj") if c.pos == "NOUN" for h in clauses.scene.objects_of(c.index, place)]


def _named_at(clauses: Clauses, head: int, place: str) -> tuple[Party, ...]:
    if place == "poss":
        token = clauses.sentence.tokens[head]
        if token.dep == "poss":
            return clauses.scene.parties(head)
        party = clauses.scene.adjective(head)
        return (party,) if party else ()
    return tuple(p for p in clauses.scene.parties(head) if p.entity or p.code)
