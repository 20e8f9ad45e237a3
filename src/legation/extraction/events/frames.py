"""The act that a predicate tells: its frame filled with parties, its type judged by who does it."""

from __future__ import annotations

from dataclasses import replace

from legation.extraction.events import implied, lexemes, mood, senses, slots
from legation.extraction.events.acts import HOSTILE, Act, Context, among, same, unique, who
from legation.extraction.events.clauses import Clauses
from legation.extraction.lexicon import Entry, Frame
from legation.model import EntityId, EventType, Party, Status

_T = EventType
_PEOPLE = frozenset("CVL OPP LAB EDU REL AGR REF SOC MED JRN PTY".split())
_ARMED = frozenset("MIL REB UAF".split())
_SPOKEN = frozenset({_T.SUPPORT, _T.ACCUSE, _T.REQUEST, _T.THREATEN, _T.AGREE, _T.REJECT})
_MARCHES = frozenset({_T.AID, _T.MOBILIZE, _T.RETREAT})
_LOCAL = frozenset({_T.AID, _T.CONCEDE, _T.RETREAT})
"""Where these take place is whom they meet, if nobody else is named: "ended martial law in Aceh"."""
_OUTLAWS = frozenset("REB UAF CRM".split())
_KILLS = frozenset("execute behead hang decapitate electrocute kill shoot".split())
_RELIEF = frozenset("help assist aid rescue evacuate feed search relieve".split())
_COMPLAINS = frozenset({"protest", "complain", "object", "condemn"})
_HACKERS = frozenset({"hacker", "cyberattack", "malware"})
_CROWDS = frozenset("protester protestor demonstrator rioter marcher mob crowd".split())
_YOUTHS = frozenset(
    "youth teenager student pupil schoolchild worker striker miner farmer peasant villager resident supporter opponent "
    "activist nationalist inmate prisoner monk migrant refugee taxi-driver motorist fan follower squatter".split()
)
_RIOTS = frozenset("throw hurl pelt stone lob toss torch burn battle brawl scuffle fight clash smash vandalise".split())
"""What is a riot where those who do it bear no arms."""
_TRADES = frozenset("LAB EDU MED AGR BUS JRN CVL".split())
_SPEAKERS = frozenset("GOV LEG PTY OPP JUD JRN MED REL".split())
_MOVES = frozenset("arrive come enter fly go land leave depart move return travel visit quit exit".split())
_ANSWERS = frozenset("retaliation response reprisal revenge reaction answer reply".split())
_OUTCOMES = frozenset("kill wound injure maim destroy damage".split())
_ONSLAUGHTS = frozenset("attack storm stone ransack burn torch invade".split())
_TAKES = frozenset("storm seize capture take overrun occupy retake recapture".split())


def verb_act(clauses: Clauses, v: int, entry: Entry, ctx: Context) -> Act:
    """The act that a verb or predicative adjective tells in the sense of its entry."""
    objects = slots.object_heads(clauses, v, ctx) or slots.parted(clauses, v, entry.word)
    if entry.adjective and (holder := slots.holder(clauses, v)) is not None:
        ctx, objects = replace(ctx, subject=slots.everyone(clauses, holder)), []
    sources = slots.fill(clauses, entry.frame.source, v, objects, ctx)
    sources = sources or _strikers(clauses, v, entry) or _senders(clauses, v, entry)
    bases = objects
    if entry.preposition:  # "called for sanctions against X": the prepositional noun brings the other party
        bases = [*objects, *(i for i in clauses.scene.objects_of(v, entry.preposition) if i not in objects)]
        if entry.frame.target[:1] == (entry.preposition,) and not objects:
            bases = objects
    together = entry.frame.reciprocal and len(sources) > 1
    phrase = {clauses.sentence.tokens[o].lemma for o in objects} & set(entry.word.split()[1:])  # "join forces"
    frame = ("with",) if together else tuple(p for p in entry.frame.target if p != "obj" or not phrase)
    itself = bases != objects and frame[:1] == ("obj",)  # "took Peru to a court": the court is not accused
    targets = slots.fill(clauses, ("obj",), v, objects, ctx, but=sources) if itself else ()
    targets = targets or slots.fill(clauses, frame, v, bases, ctx, but=sources)
    if not targets and entry.frame.reciprocal and not together:
        targets = tuple(p for p in slots.whatever(clauses, ("with",), v, bases) if slots.animate(clauses, p))
    if not targets and not entry.frame.reciprocal:
        any_noun = entry.complement is not None and entry.complement.any
        told = {"in", "at", "over", "by", entry.preposition} - ({entry.preposition} if any_noun else set())
        places = [p for p in frame if p != "obj" and p not in told]
        if "obj" in entry.frame.target:  # "thanked the army for its loyalty"
            places.insert(0 if entry.frame.target[0] == "obj" else len(places), "obj")
        targets = slots.whatever(clauses, places, v, bases)
    if (
        entry.type in HOSTILE - {_T.MOBILIZE} and not entry.frame.reciprocal and not any(map(who, targets))
    ):  # among one's own: "the army broke Chad's truce"
        targets = slots.fill(clauses, entry.frame.target, v, bases, ctx) or targets
    if entry.type in {_T.AGREE, _T.REQUEST, _T.REJECT, _T.THREATEN, _T.ACCUSE}:
        below = [c for o in objects for c in clauses.sentence.children(o, "acl", "ccomp") if c.tag != "VBN"]
        for child in (*clauses.sentence.children(v, "xcomp", "ccomp"), *below):
            if child.pos in {"VERB", "AUX"} and child.index > v and child.index not in clauses.visited:
                if not any(map(who, targets)):
                    targets = (
                        slots.clause_subjects(clauses, child.index)
                        or implied.generic(clauses, child.index, ctx)
                        or targets
                    )
                clauses.consume(child.index)
    if entry.mode == "phone" and any(map(who, targets)) and (said := _said(clauses, v, ctx, targets)):
        return said
    if (
        not sources and entry.type in _MARCHES and entry.word != "train" and slots.passive(clauses, v)
    ):  # "Kenyan troops were sent to Haiti"
        sources = tuple(p for o in objects for p in clauses.scene.parties(o) if p.code and p.sector in _ARMED)
        own = {p.code for p in sources}  # "Kenyan tanks were massed along the Somali border"
        others = tuple(t for t in targets if t.code not in own)
        targets = others or tuple(t for t in targets if not among(t, sources))
    if not sources and entry.word == "summon" and slots.passive(clauses, v):
        sources = implied.summoners(clauses, v, objects)
        targets = tuple(t for t in targets if t.code not in {p.code for p in sources})
    if entry.word == "summon":  # "summoned the envoy to protest against the raid"
        for child in clauses.sentence.children(v, "advcl", "xcomp"):
            if child.lemma in _COMPLAINS:
                clauses.consume(child.index)
    if entry.type is _T.MOBILIZE and _helps(clauses, v):  # "sent two ships to help survivors"
        entry = replace(entry, type=_T.AID, mode="")
    if entry.mode == "expel":
        targets = _banished(clauses, objects, sources) or targets
    if entry.mode == "visit":
        targets = _hosts(clauses, v) or targets
    if entry.type is _T.ACCUSE and objects and targets and all(t.code == "IGO" for t in targets):
        targets = implied.matter(clauses, [v, *objects], (*sources, *targets)) or targets
    words = [v, *(c.index for c in clauses.sentence.children(v, "prt")), *objects[:1]]
    clauses.use_object(v)
    _use_reasons(clauses, v, objects)
    if entry.type is _T.PROTEST:
        aimed = aim(clauses, v, ctx)
        if {p.code for p in aimed} <= {p.code for p in sources} | {""} and _at_mission(clauses, targets):
            aimed = ()  # "marched on the French embassy, chanting slogans against the police"
        targets = aimed or implied.opposed(clauses, v, objects) or _cause(clauses, v, sources) or targets
        if not any(map(who, targets)):
            targets = implied.grievance(clauses, v, objects, sources) or targets
    else:
        targets = completed(clauses, entry, v, objects, sources, targets)
    if entry.type is _T.ASSAULT and entry.word.startswith("come under") and _people(targets):
        entry = replace(entry, type=_T.ACCUSE, mode="disapprove")  # ministers come under the fire of critics
    if not sources and entry.preposition in {"off", "from"} and slots.passive(clauses, v):
        listed = list(clauses.scene.objects_of(v, entry.preposition))  # "was taken off the American blacklist"
        sources = slots.fill(clauses, ("poss",), v, listed, Context(), but=targets) if listed else ()
    if entry.preposition == "subj" and not any(map(who, sources)):  # "tents sent by Japan reached Fiji"
        made_by = (c for h in slots.subject_heads(clauses, v) for c in clauses.sentence.children(h, "acl"))
        givers = (i for c in made_by if c.tag == "VBN" for i in clauses.scene.objects_of(c.index, "by"))
        sources = tuple(p for i in givers for p in clauses.scene.parties(i)) or sources
    held = entry.type is _T.COERCE and entry.mode in {"arrest", "deport", ""}
    if not sources and (held or entry.mode == "torture") and slots.passive(clauses, v):
        sources = tuple(_authority(p) for p in implied.scene_of(clauses, v, []) if p.code)
    refuge = entry.type is _T.AID and bool(_nouns(clauses, v) & clauses.lexicon.noun_classes["ASYLUM"])
    lets_in = entry.type is _T.RETREAT and entry.mode == "access"
    if (
        not sources and (entry.type is _T.CONSULT or refuge or lets_in) and slots.passive(clauses, v)
    ):  # "was received in Warsaw"
        sources = tuple(_authority(p) for p in implied.scene_of(clauses, v, objects if refuge else []) if p.code)
    if entry.type is _T.ASSAULT and (deed := _deed(clauses, v)) is not None:
        sources = sources if any(p.code for p in sources) else deed[0] or sources
        targets = targets if any(t.code for t in targets) else deed[1] or targets
    act = made(clauses, entry, v, tuple(words), sources, targets, ctx)
    if act.type is _T.ASSAULT and any(t.code for t in act.targets):
        _use_outcome(clauses, v)
    if (
        entry.type in {_T.AID, _T.AGREE}
        and act.status is Status.OCCURRED
        and mood.pledging(lexemes.lemma_of(clauses, v))
    ):
        return replace(act, status=Status.PLEDGED)
    return act


def _strikers(clauses: Clauses, v: int, entry: Entry) -> tuple[Party, ...]:
    """Who strikes where the verb has no doer: "came under fire from Peru", "died in a clash with police"."""
    if entry.type is not _T.ASSAULT:
        return ()
    if entry.word.startswith("come under") and (under := clauses.scene.objects_of(v, "under")):
        return slots.fill(clauses, ("poss", "from", "by"), v, [*under], Context())
    return slots.attackers(clauses, v)


def _senders(clauses: Clauses, v: int, entry: Entry) -> tuple[Party, ...]:
    """Who sends somebody away where nobody is said to: "was thrown out of Peru"."""
    sent = entry.mode in {"deport", "expel"} and slots.passive(clauses, v)
    return slots.fill(clauses, ("from",), v, [], Context()) if sent else ()


def _deed(clauses: Clauses, v: int) -> tuple[tuple[Party, ...], tuple[Party, ...]] | None:
    """Who strikes and who is struck where the subject is an attack: "Peru's shelling of a village killed two"."""
    if slots.passive(clauses, v):
        return None
    for head in slots.subject_heads(clauses, v):
        entry = senses.of_noun(clauses, head)
        if entry is not None and entry.type is _T.ASSAULT:
            own = Context()
            sources = slots.fill(clauses, ("poss", "by"), head, [head], own)
            places = tuple(p for p in entry.frame.target if p != "poss")
            return sources, slots.fill(clauses, places, head, [head], own, but=sources)
    return None


def _helps(clauses: Clauses, v: int) -> bool:
    """Whether what troops and ships are sent for is to help."""
    return any(
        child.lemma in _RELIEF and mood.purposive(clauses, child.index)
        for child in clauses.sentence.children(v, "advcl", "xcomp")
    )


def _banished(clauses: Clauses, objects: list[int], sources: tuple[Party, ...]) -> tuple[Party, ...]:
    """Whose envoy is sent out where "its" is not his who sends him: "froze trade with Fiji and expelled its envoy"."""
    if not any(c.tag == "PRP$" for o in objects for c in clauses.sentence.children(o, "poss")):
        return ()
    own = {p.code for p in sources}
    others = {p.code: p for i, p in clauses.scene.states() if p.code not in own and i < min(objects)}
    return tuple(others.values()) if len(others) == 1 else ()


def _hosts(clauses: Clauses, v: int) -> tuple[Party, ...]:
    """Whom a visit is for: "flew to Sochi for talks with Putin"."""
    for purpose in clauses.scene.objects_of(v, "for"):
        if clauses.sentence.tokens[purpose].lemma in clauses.lexicon.noun_classes["TALKS"]:
            if hosts := slots.fill(clauses, ("with",), purpose, [purpose], Context()):
                return hosts
    for child in clauses.sentence.children(v, "advcl", "xcomp"):  # "flew to Sochi to meet Putin"
        entry = senses.of_verb(clauses, child.index) if mood.purposive(clauses, child.index) else None
        if entry is not None and entry.type is _T.CONSULT:
            objects = slots.object_heads(clauses, child.index, Context())
            if hosts := slots.fill(clauses, ("obj", "with", "between"), child.index, objects, Context()):
                clauses.consume(child.index)
                return hosts
    return ()


def _said(clauses: Clauses, v: int, ctx: Context, hearers: tuple[Party, ...]) -> Act | None:
    """What somebody was called for: "called Kim to congratulate him"."""
    for child in clauses.sentence.children(v, "xcomp", "advcl"):
        if mood.purposive(clauses, child.index):
            for act in clauses.visit(child.index, replace(ctx, patient=())):
                if act.type in _SPOKEN:
                    return replace(act, targets=hearers, status=ctx.status)
    return None


def _people(parties: tuple[Party, ...]) -> bool:
    """Whether all are persons or hold an office."""
    return bool(parties) and all((p.entity or "").startswith(("person/", "office/")) for p in parties)


def _authority(place: Party) -> Party:
    """Who arrests at a place of which nobody is said to act there: its state."""
    state = place.entity is None and place.code not in {"", "IGO"}
    return replace(place, entity=EntityId(f"state/{place.code}"), sector="GOV") if state else place


def made(
    clauses: Clauses,
    entry: Entry,
    index: int,
    words: tuple[int, ...],
    sources: tuple[Party, ...],
    targets: tuple[Party, ...],
    ctx: Context,
) -> Act:
    """An act from an entry and those who fill its frame: mutual or not, as sure as it is direct."""
    assert entry.type is not None
    targets = tuple(t for t in targets if not any(same(t, p) for p in sources))
    moves = entry.mode == "visit" or clauses.sentence.tokens[index].lemma in _MOVES
    armed = bool(sources) and all(p.sector in {"MIL", "COP"} for p in sources) and not _people(sources)
    if entry.type is _T.CONSULT and moves and armed:
        # Soldiers do not come for talks.
        relief = clauses.lexicon.noun_classes["AID"]
        peace = any("peace" in t.lower or t.lemma in relief for t in clauses.sentence.tokens)
        leaves = clauses.sentence.tokens[index].lemma in {"leave", "depart", "quit", "exit"}
        kind, mode = (_T.RETREAT, "withdraw") if leaves else (_T.AID, "") if peace else (_T.MOBILIZE, "troops")
        entry = replace(entry, type=kind, mode=mode, frame=Frame())
    adverbs = {c.lower for c in clauses.sentence.children(index, "advmod")}
    drilled = entry.type is _T.MOBILIZE and bool(
        adverbs & {"jointly", "together"} or clauses.lexicon.noun_classes["EXERCISE"] & _nouns(clauses, index)
    )
    if drilled and len({p.code for p in sources} - {""}) > 1:  # an exercise of several states is theirs together
        entry, targets = replace(entry, type=_T.COOPERATE, mode="", frame=replace(entry.frame, reciprocal=True)), ()
    assert entry.type is not None
    kind, mode = by_sector(clauses, entry.type, entry.mode, index, sources, targets)
    if kind is not entry.type:
        entry = replace(entry, type=kind, mode=mode)
    mutual = entry.frame.reciprocal
    if len(sources) > 1 and targets and not any(map(who, targets)) and kind in {_T.SUPPORT, _T.ACCUSE}:
        if _nouns(clauses, index) & clauses.lexicon.noun_classes["TALKS"]:  # what several say of their own meeting
            mutual, targets = True, ()
    if mutual:
        several = len({p.code for p in sources} - {""}) > 1  # "the two neighbours fought along the Durand Line"
        targets = tuple(t for t in targets if who(t) or (slots.animate(clauses, t) and not several))
        if not sources:
            sources, targets = targets, ()
    if mutual or entry.type is _T.CONSULT:
        clauses.scene.cast.gather((*sources, *targets), clauses.sentence.passage.number)
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


def _nouns(clauses: Clauses, index: int) -> set[str]:
    """The words of an event noun, or of the object of the verb that takes it."""
    verb = clauses.sentence.tokens[index].pos == "VERB"
    heads = slots.object_heads(clauses, index, Context()) if verb else [index]
    return {word for h in heads for word in lexemes.head_words(clauses, h)}


def by_sector(
    clauses: Clauses,
    kind: EventType,
    mode: str,
    index: int,
    sources: tuple[Party, ...],
    targets: tuple[Party, ...] = (),
) -> tuple[EventType, str]:
    """The type and mode where the same words mean one thing of soldiers and another of citizens."""
    sectors = {p.sector for p in sources} - {""}
    if not sectors:
        return kind, mode
    lemma = lexemes.lemma_of(clauses, index)
    words = lemma == "attack" or (lemma == "hit" and not slots.object_heads(clauses, index, Context()))
    if kind is _T.ASSAULT and words and not mode and sectors <= _SPEAKERS and _spoken(sources, targets):
        return _T.ACCUSE, "disapprove"
    if kind is _T.ASSAULT and _told(clauses, sources, _HACKERS):
        return _T.COERCE, "cyber"
    if kind is _T.ASSAULT and lemma not in clauses.lexicon.verb_classes["KILL"] and _told(clauses, sources, _CROWDS):
        return _T.PROTEST, "riot"
    if kind is _T.ASSAULT and lemma in _RIOTS and _told(clauses, sources, _YOUTHS):
        return _T.PROTEST, "riot"
    if kind is _T.ASSAULT and sectors <= _TRADES and _strikes(clauses, index):
        return _T.PROTEST, "strike"
    codes = {p.code for p in sources} - {""}
    if kind is _T.COERCE and sectors == {"COP"} and len(codes) > 1 and {p.code for p in targets} <= codes | {""}:
        return _T.COOPERATE, ""  # the police of several states arrest smugglers together
    if kind is _T.PROTEST and mode in {"obstruct", "riot"} and sectors <= _OUTLAWS and lemma in _ONSLAUGHTS:
        return _T.ASSAULT, ""
    if kind is _T.COERCE and mode in {"seize", "restrict"} and _told(clauses, sources, _CROWDS):
        return _T.PROTEST, "obstruct"
    if kind is _T.PROTEST and mode == "boycott" and sectors == {"GOV"} and any(t.code for t in targets):
        return _T.SANCTION, "discontinue"
    if kind is _T.COERCE and lemma == "blockade" and sectors <= _PEOPLE:
        return _T.PROTEST, "obstruct"
    if kind is _T.COERCE and mode == "arrest" and sectors <= _OUTLAWS and lemma in _KILLS:
        return _T.ASSAULT, "targeted"
    if kind is _T.RETREAT and mode == "disarm" and lemma == "destroy" and sectors <= _ARMED:
        states = {p.code for p in sources}
        return (_T.ASSAULT, "destroy") if any(t.code and t.code not in states for t in targets) else (kind, mode)
    if lemma == "protest" and sectors <= _PEOPLE:
        return _T.PROTEST, "demo"
    if lemma == "protest" and kind is _T.PROTEST and sectors == {"GOV"}:  # governments do not march
        return _T.ACCUSE, "disapprove"
    if (
        kind is _T.PROTEST
        and mode == "obstruct"
        and not sectors & _PEOPLE
        and (lemma != "block" or "REB" not in sectors)
    ):
        return (_T.ASSAULT, "") if lemma == "storm" else (_T.COERCE, "restrict")
    if kind is _T.COERCE and mode in {"seize", "arrest"} and sectors <= _ARMED and lemma in _TAKES:
        classes = clauses.lexicon.noun_classes
        objects = slots.object_heads(clauses, index, Context())
        taken = {word for o in objects for word in lexemes.head_words(clauses, o)}
        named = mode == "seize" and any(clauses.sentence.tokens[o].text[0].isupper() for o in objects)
        return (_T.ASSAULT, "") if named or taken & (classes["TERRITORY"] | classes["BUILDING"]) else (kind, mode)
    return kind, mode


def _told(clauses: Clauses, sources: tuple[Party, ...], words: frozenset[str]) -> bool:
    """Whether all who act are called by one of some words: an attack of protesters is a riot."""
    tokens = clauses.sentence.tokens
    return all(any(t.lemma in words for t in tokens if p.span.begin <= t.begin < p.span.end) for p in sources)


def _strikes(clauses: Clauses, index: int) -> bool:
    """Whether what is launched or begun is a strike."""
    nouns = (index, *slots.object_heads(clauses, index, Context()))
    return any(clauses.sentence.tokens[n].lemma == "strike" for n in nouns)


def _spoken(sources: tuple[Party, ...], targets: tuple[Party, ...]) -> bool:
    """Whether an attack is one of words: of a named person on a person, on a body, or on what is no actor."""
    persons = all((p.entity or "").startswith(("person/", "office/")) for p in sources)
    return (
        persons
        and bool(targets)
        and all((p.entity or "").startswith(("person/", "office/", "organization/")) or not who(p) for p in targets)
    )


def completed(
    clauses: Clauses, entry: Entry, v: int, objects: list[int], sources: tuple[Party, ...], targets: tuple[Party, ...]
) -> tuple[Party, ...]:
    """The targets; where they are nobody, whoever stands for the act's place, or the clause's other state."""
    if (entry.frame.reciprocal and len(sources) > 1) or any(map(who, targets)):
        return targets
    if entry.type in {_T.AID, _T.AGREE}:  # "gave 3 million euros to promote investment in Ethiopia"
        for child in clauses.sentence.children(v, "advcl", "acl", "xcomp"):
            if mood.purposive(clauses, child.index):
                found = implied.generic(clauses, child.index, Context())
                clauses.consume(child.index)
                if found:
                    return found
    if entry.type is _T.MOBILIZE:  # "scrambled jets to intercept Chilean bombers"
        for child in clauses.sentence.children(v, "advcl", "xcomp"):
            own = {p.code for p in sources}
            if mood.purposive(clauses, child.index):
                found = tuple(p for p in implied.generic(clauses, child.index, Context()) if p.code not in {"", *own})
                if found:
                    clauses.consume(child.index)
                    return found
    if found := implied.counterpart(clauses, v, sources):
        return found
    if entry.type is _T.ASSAULT and not targets:
        targets = _struck(clauses, v, objects)
        if any(map(who, targets)):
            return targets
    if entry.type in HOSTILE:
        verb = clauses.sentence.tokens[v]
        entered = verb.dep == "conj" and entry.type is _T.ASSAULT  # "crossed into Chad and burned down a camp"
        scene = implied.scene_of(clauses, v, objects) or (implied.scene_of(clauses, verb.head, []) if entered else ())
        return scene or implied.unless(clauses, v) or targets
    if not entry.frame.reciprocal and (found := implied.beneath(clauses, v, objects, sources)):
        return found
    if "speaker" in entry.frame.source:  # "lifting the sanctions on Burma is out of the question"
        for subject in clauses.sentence.children(v, "csubj", "csubjpass", "nsubj"):
            if found := implied.generic(clauses, subject.index, Context()):
                return found
    if entry.type is _T.THREATEN:
        return implied.unless(clauses, v) or targets
    if entry.type not in _LOCAL:
        return targets
    own = {p.code for p in sources}
    return tuple(p for p in implied.scene_of(clauses, v, objects) if p.code not in own) or targets


def _cause(clauses: Clauses, v: int, sources: tuple[Party, ...]) -> tuple[Party, ...]:
    """Whose deed a protest is against, before where it takes place: "rallied in Ramallah against Peru's decision"."""
    against = [c for c in clauses.sentence.children(v, "prep") if c.lower == "against"]
    return implied.matter(clauses, [v], sources) if against else ()


def _struck(clauses: Clauses, v: int, objects: list[int]) -> tuple[Party, ...]:
    """Whom a raid or an attack hit, where a participle tells it: "carried out a raid, killing three soldiers"."""
    s = clauses.sentence
    for child in (c for i in (v, *objects) for c in s.children(i, "advcl", "acl")):
        if child.tag == "VBG" and child.index > v and not s.children(child.index, "nsubj"):
            entry = senses.of_verb(clauses, child.index)
            if child.lemma == "target" or (entry is not None and entry.type is _T.ASSAULT):
                clauses.consume(child.index)
                hit = slots.object_heads(clauses, child.index, Context())
                return unique(p for o in hit for p in slots.everyone(clauses, o))
    return ()


def _at_mission(clauses: Clauses, targets: tuple[Party, ...]) -> bool:
    """Whether what is marched on is an embassy, which stands for its state."""
    missions = clauses.lexicon.noun_classes["EMBASSY"]
    return any(
        t.lemma in missions and p.code
        for p in targets
        for t in clauses.sentence.tokens
        if p.span.begin <= t.begin < p.span.end
    )


def _use_outcome(clauses: Clauses, v: int) -> None:
    """The dead and wounded of an assault are told by it: "shelled the town, killing ten"."""
    for child in clauses.sentence.children(v, "advcl"):
        if child.tag == "VBG" and child.index > v and child.lemma in _OUTCOMES:
            clauses.consume(child.index)


def aim(clauses: Clauses, v: int, ctx: Context) -> tuple[Party, ...]:
    """Whom a protest is aimed at where "to demand", "calling for" or "in protest of" tells it."""
    s = clauses.sentence
    for child in s.children(v, "advcl", "acl", "xcomp"):
        if child.pos == "VERB" and not s.children(child.index, "nsubj"):
            found = [
                a
                for a in clauses.visit(child.index, replace(ctx, patient=()))
                if a.type in {_T.REQUEST, _T.ACCUSE, _T.PROTEST, _T.REJECT}
            ]
            clauses.consume(child.index)
            for act in found:
                if act.targets:
                    return act.targets
    return ()


def _use_reasons(clauses: Clauses, v: int, objects: list[int]) -> None:
    """What somebody is blamed, praised or held for ("for spying") is told by the act, and no act beside it."""
    s = clauses.sentence
    for i in (v, *objects, *clauses.scene.objects_of(v, "by")):
        for preposition in s.children(i, "prep"):
            if preposition.lower in {"for", "over", "of", "against", "despite", "after", "on", "from", "with"}:
                for child in s.children(preposition.index, "pcomp"):
                    if preposition.lower != "after":
                        clauses.consume(child.index)
            for ground in s.children(preposition.index, "pobj"):  # "in retaliation for London's decision to ..."
                if preposition.lower == "in" and ground.lemma in _ANSWERS:
                    clauses.consume(ground.index)
