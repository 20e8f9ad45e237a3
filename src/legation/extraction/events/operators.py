"""Verbs that make something of another act: agree to, deny, threaten, call for, fail, end."""

from __future__ import annotations

from dataclasses import replace

from legation.extraction.events import frames, implied, lexemes, mood, nouns, senses, slots
from legation.extraction.events.acts import FRIENDLY, HOSTILE, MUTUAL, REVERSED, Act, Context, among, same, unique, who
from legation.extraction.events.clauses import Clauses
from legation.extraction.lexicon import Effect, Operator
from legation.model import EventType, Party, Status

_T = EventType
_UTTERANCES = frozenset("comment answer speculate elaborate discuss disclose reveal name identify specify".split())
_TOPICS = frozenset("discuss exchange review convey congratulate thank inquire".split())
_HELPS = frozenset({"help", "assist", "aid"})
_ASKED = frozenset("request demand call appeal proposal offer invitation ultimatum petition plea overture".split())
_ANNOUNCE = frozenset({"admit", "announce", "declare"})
_LEAVE = frozenset({"leave", "depart", "quit", "go", "fly"})
_CHARGES = frozenset(
    "commit perpetrate violate breach flout infringe sponsor meddle lie cheat arm harbor harbour steal smuggle spy "
    "plot incite infiltrate sabotage orchestrate mastermind instigate fabricate undermine destabilise destabilize hack "
    "interfere exploit counterfeit".split()
)
_DECREES = frozenset({"announce", "declare", "order", "decree", "rule"})
_RULERS = frozenset({"GOV", "MIL", "LEG", "JUD"})
_ABETS = frozenset("shelter host train fund finance back support aid help protect supply equip bankroll hide".split())
_TO_BLAME = {"behind": "", "responsible": "for", "complicit": "in", "guilty": "of", "culpable": "for"}
_FORCE = frozenset("force war action intervention option use strike attack invasion sanction blockade".split())
_PAYS = frozenset({"pay", "regret", "suffer", "bleed"})
_SUFFERS = frozenset("face risk suffer lose incur".split())
_ATTEMPTS = frozenset("assassinate kill murder poison".split())
_READIES = frozenset("prepare gear brace".split())
_INSIST = frozenset("insist suggest argue warn stress signal indicate hint".split())


def operate(clauses: Clauses, operator: Operator, v: int, complement: int, ctx: Context) -> list[Act] | None:
    """The acts that an operator makes of its complement, or None where it makes none and the word is to be read by
    itself.
    """
    s = clauses.sentence
    effect = operator.effect
    head = s.tokens[complement]
    objects = slots.object_heads(clauses, v, ctx)
    if "xcomp" in operator.complement:
        objects = [*slots.receivers(clauses, v, objects)] or objects or slots.governed(clauses, v, operator.word)
    source = ctx.subject
    if not source and operator.word == s.tokens[v].lower and (holder := slots.holder(clauses, v)) is not None:
        source = slots.everyone(clauses, holder)
        ctx = replace(ctx, subject=source)
    leaves = head.lemma in _LEAVE and effect in {Effect.FORCE, Effect.REQUEST}
    if not source and leaves and slots.passive(clauses, v):  # "were told to leave Peru"
        left = slots.object_heads(clauses, complement, Context())
        source = slots.fill(clauses, ("obj", "from"), complement, left, Context())
    if effect is Effect.REPORT:
        speaker = source[0] if source else None
        if source and (speaker is None or (not speaker.entity and not speaker.code)):
            speaker = None
        if head.pos in {"NOUN", "PROPN"} and operator.complement == "noun":
            # Who announces a thing does it; who acknowledges or reports one speaks of another's.
            own = operator.word in _ANNOUNCE
            return nouns.light(clauses, v, complement, ctx if own else replace(ctx, subject=()))
        if ctx.status is Status.DENIED:  # "did not say that they would leave"
            clauses.consume(complement)
            return []
        below = replace(ctx, subject=source, speaker=speaker or ctx.speaker, status=mood.reported(clauses, ctx))
        modal = {c.lower for c in s.children(complement, "aux")}
        required = bool(modal & {"must", "should", "ought"}) or (
            s.tokens[complement].lemma in {"have", "need"} and s.child(complement, "xcomp") is not None
        )
        acts: list[Act] | None = None
        if required and source:
            asked = slots.subjects(clauses, complement, below)
            if not asked and slots.passive(clauses, complement):  # "said that the sanctions on Iran must be lifted"
                acts = clauses.visit(complement, below)
                patients = slots.object_heads(clauses, complement, below)
                asked = tuple(p for a in acts for p in a.targets) or tuple(
                    p for o in patients for p in slots.everyone(clauses, o)
                )
            theirs = tuple(
                p for p in asked if who(p) and not any(same(p, q) or p.entity == f"state/{q.code}" for q in source)
            )
            if theirs:
                clauses.consume(complement)
                return [Act(_T.REQUEST, v, (v, complement), source, theirs, status=ctx.status, confidence=0.75)]
        if source and (head.lemma in _CHARGES or _behind(clauses, complement) or _abets(clauses, complement)):
            accused = tuple(p for p in slots.subjects(clauses, complement, below) if who(p))
            if accused and not any(same(p, q) or p.code == q.code for p in accused for q in source):
                clauses.consume(complement)
                told = Act(None, v, (v, complement), source, status=ctx.status, mode="allege", confidence=0.77)
                return _checked(clauses, told, _T.ACCUSE, accused, ctx.status)
        acts = clauses.visit(complement, below) if acts is None else acts
        refused = all(a.type is _T.REJECT for a in acts)
        return _decreed(clauses, acts, complement, source) if refused or operator.word in _DECREES else acts
    if effect in {Effect.ASPECT, Effect.CAUSE}:
        if head.pos in {"NOUN", "PROPN"}:
            return nouns.light(clauses, v, complement, ctx)
        acts = clauses.visit(complement, replace(ctx, subject=slots.controllers(clauses, v, ctx.subject)))
        helped = tuple(p for o in objects for p in clauses.scene.parties(o) if p.code and not among(p, source))
        if not acts and source and helped and operator.word in _HELPS:
            return [Act(_T.AID, v, (v, *objects[:1]), source, helped, status=ctx.status, confidence=0.75)]
        return acts
    if effect in {Effect.PLAN, Effect.WANT, Effect.TRY}:
        status = {Effect.PLAN: Status.PLANNED, Effect.WANT: Status.PROPOSED, Effect.TRY: Status.HYPOTHETICAL}[effect]
        if ctx.status in {Status.DENIED, Status.HYPOTHETICAL}:
            status = ctx.status
        below = replace(ctx, status=status)
        if head.pos in {"NOUN", "PROPN"}:
            return nouns.light(clauses, v, complement, below)
        acts = clauses.visit(complement, replace(below, subject=slots.controllers(clauses, v, ctx.subject)))
        found = []
        for a in acts:
            if a.type is _T.ASSAULT and operator.word.split()[0] in _READIES:  # who prepares to attack stands ready
                found.append(replace(a, type=_T.MOBILIZE, status=ctx.status, mode="troops"))
            elif effect is Effect.TRY and head.lemma in _ATTEMPTS and operator.word in {"try", "attempt"}:
                found.append(replace(a, status=ctx.status))  # who tries to kill has struck
            else:
                found.append(replace(a, status=status if a.status is Status.OCCURRED else a.status))
        return found
    if effect is Effect.DENY:
        below = replace(ctx, status=Status.DENIED)
        if head.pos in {"NOUN", "PROPN"}:
            return None
        acts = clauses.visit(complement, below)
        return [a if a.index in clauses.apart else replace(a, status=Status.DENIED) for a in acts]

    warner = source[0] if effect is Effect.THREATEN and source and who(source[0]) else ctx.speaker
    inner = _inner(clauses, complement, v, replace(ctx, speaker=warner), objects)
    clauses.consume(complement)
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
    objective = tuple(p for o in objects for p in clauses.scene.parties(o) if who(p))
    named = objective or tuple(clauses.scene.anyone(o) for o in objects if "xcomp" in operator.complement)
    judged = effect in {Effect.REJECT, Effect.ACCUSE, Effect.SUPPORT} and head.pos in {"NOUN", "PROPN"}
    doers = tuple(p for a in inner if judged for p in a.sources if not among(p, source))
    if (
        effect is Effect.SUPPORT
        and judged
        and inner
        and not doers
        and {a.type for a in inner} <= {_T.ASSAULT, _T.COERCE}
    ):
        return []  # who praises a siege supports nobody whom it hits
    done = [a for a in inner if a.status is not Status.HYPOTHETICAL] or inner  # not "unless it leaves Tonga"
    beneath = doers or tuple(p for a in done for p in (*(a.sources if a.reciprocal else ()), *a.targets))
    beneath = beneath or implied.generic(clauses, complement, ctx)
    if not beneath and head.pos in {"NOUN", "PROPN"}:
        beneath = (clauses.scene.anyone(complement),)
    beneath = tuple(p for p in unique(beneath) if not any(same(p, q) for q in source))
    if not any(map(who, beneath)):
        bases = [complement] if head.pos in {"NOUN", "PROPN"} else slots.object_heads(clauses, complement, Context())
        named_there = tuple(p for p in implied.generic(clauses, complement, ctx) if p.code and not among(p, source))
        beneath = named_there or implied.beneath(clauses, complement, bases, source) or beneath
    negated = ctx.status is Status.DENIED
    if effect is Effect.AGREE and mood.negated(clauses, complement):
        yields = head.lemma in clauses.lexicon.verb_classes["COMPLY"] or (first is not None and first.type in FRIENDLY)
        if mood.pledging(operator.word) and yields and not negated:  # "vowed never to give up its arms"
            return _checked(clauses, act, _T.REJECT, beneath or objective, Status.OCCURRED)
        return []  # "eager not to be drawn in"
    if effect is Effect.AGREE and negated and s.tokens[v].pos == "VERB" and not mood.negated(clauses, v):
        return _checked(clauses, act, _T.AGREE, beneath or objective, Status.DENIED)  # "denied that it had agreed to"
    if effect is Effect.AGREE:
        partners = tuple(p for i in clauses.scene.objects_of(v, "with") for p in clauses.scene.parties(i) if who(p))
        beneath = partners or beneath
        if negated:
            if first is not None and first.type in HOSTILE:
                return []
            return _checked(clauses, act, _T.REJECT, beneath or objective, Status.OCCURRED)
        pledged = mood.pledging(operator.word)
        harms = _harms(clauses, complement) if first is None else first.type in HOSTILE
        if harms and pledged and not operator.word.startswith("offer"):
            return _checked(clauses, act, _T.THREATEN, beneath, ctx.status)
        if first is None and source and all(p.sector == "BUS" for p in source):
            return []  # a bank agrees to buy another
        status = Status.PLEDGED if pledged and ctx.status in {Status.OCCURRED, Status.ONGOING} else ctx.status
        codes = {p.code for p in source if p.code}
        beneath = tuple(p for p in beneath if p.sector != "MIL" or p.code not in codes)  # whom one sends is one's own
        hearers = objective or tuple(p for p in named if p.code)  # "promised the U.N. watchdog to open its sites"
        acts = _checked(clauses, act, _T.AGREE, beneath or hearers, status)
        if first is not None and first.type in FRIENDLY and status is Status.PLEDGED:  # the deed that is promised
            return [replace(a, type=first.type, mode=first.mode) for a in acts]
        return acts
    if effect is Effect.REQUEST:
        if negated:
            return []
        if operator.word in {"call on", "call upon"} and head.lemma in _TOPICS:
            return None  # a visit
        guests = _guests(clauses, objects)
        rulers = not guests and all(p.sector == "GOV" for p in objective)  # a president is asked to go
        if leaves and objective and (guests or (operator.word == "tell" and not rulers)):
            effect = Effect.FORCE
    if effect in {Effect.REQUEST, Effect.FORCE} and _or_else(clauses, complement):
        effect = Effect.THREATEN
    if effect is Effect.REQUEST:
        if operator.complement == "ccomp" and mood.finite(clauses, complement) and operator.word in _INSIST:
            return [*inner]
        theirs = objective
        if not theirs and s.child(complement, "nsubj", "nsubjpass") is not None:
            theirs = slots.clause_subjects(clauses, complement)
        if not theirs:
            theirs = tuple(p for a in inner for p in a.sources if not any(same(p, q) for q in source))
        if not theirs:
            theirs = tuple(
                p
                for place in ("on", "to", "from", "with")
                for i in clauses.scene.objects_of(v, place)
                for p in clauses.scene.parties(i)
                if p.entity or p.code
            )
        asked = theirs or beneath
        ours = {p.code for p in source}
        if asked and all(p.code in ours for p in asked):  # "sought the release of two Tongans held in Suva"
            asked = tuple(p for p in implied.keeper(clauses, v, complement) if p.code not in ours) or asked
        return _checked(clauses, act, _T.REQUEST, asked, ctx.status)
    if effect is Effect.THREATEN:
        if negated:
            return []
        if not any(p.code for p in source) and first is not None and first.sources and head.pos in {"VERB", "AUX"}:
            act = replace(act, sources=first.sources)  # "the army may strike, an official warned": what is his side's
            source = act.sources
        subject = s.child(complement, "nsubj", "nsubjpass") if operator.complement == "ccomp" else None
        if (
            subject is not None
            and not objective
            and subject.pos != "PRON"
            and not any(a.type in HOSTILE for a in inner)
        ):
            if not any(who(p) for p in slots.everyone(clauses, subject.index)):
                return []  # "warned that the waste could reach the river": nobody's threat
        # "Washington threatened to pull US funding": what is its own is not whom it threatens.
        sides = {q.code for q in source} - {""}
        others = tuple(p for p in beneath if p.code not in sides)
        theirs = next((t for t in (objective, others) if any(map(who, t))), ())
        theirs = theirs or implied.unless(clauses, v) or implied.addressed(clauses, v) or beneath
        mode = (
            {_T.SANCTION: "restrict", _T.ASSAULT: "violence", _T.COERCE: "restrict"}.get(first.type, "")
            if first and first.type
            else ""
        )
        return _checked(clauses, replace(act, mode=mode), _T.THREATEN, theirs, ctx.status)
    if effect is Effect.REJECT:
        matter = {s.tokens[i].lemma for i in clauses.scene.objects_of(complement, "to")}
        if (head.lemma in clauses.lexicon.reporting or head.lemma in _UTTERANCES) and not matter & _ASKED:
            return []
        theirs = (named or beneath) if operator.complement == "obj+xcomp" else (beneath or named)
        force = head.lemma in _FORCE or (first is not None and first.type in HOSTILE)
        excludes = head.lemma == "rule" and any(c.lower == "out" for c in s.children(complement, "prt"))
        if (negated and operator.word == "rule out" and force) or (excludes and not negated):
            # "Did not rule out war", "refused to rule out war"
            options = slots.object_heads(clauses, complement, ctx) if excludes else [complement]
            if excludes and not any(_forceful(clauses, o) for o in options):
                return []
            return _checked(clauses, act, _T.THREATEN, beneath, Status.OCCURRED)
        if negated:
            return []
        if not any(map(who, theirs)):
            theirs = implied.unless(clauses, v) or theirs
        return _checked(clauses, act, _T.REJECT, theirs, ctx.status)
    if effect is Effect.ACCUSE:
        # "Accuses Minsk of pushing migrants in order to press the union": the aim is Minsk's.
        orders = (o for p in s.children(v, "prep") for o in s.children(p.index, "pobj") if o.lemma == "order")
        for aim in (*(c for c in s.children(v, "advcl") if mood.purposive(clauses, c.index)), *orders):
            clauses.consume(aim.index)
        for child in s.children(v, "advcl"):  # "accused Iran of lying, ignoring the treaty": one more charge
            if child.tag == "VBG" and child.index > complement and not s.children(child.index, "nsubj"):
                clauses.consume(child.index)
        sense = senses.of_verb(clauses, v)  # who condemns an ambush alleges nothing
        mode = sense.mode if sense is not None and sense.type is _T.ACCUSE else "allege"
        doers = slots.clause_subjects(clauses, complement) if operator.complement == "ccomp" else ()
        doers = tuple(p for p in doers if who(p) and not among(p, source))  # "charged that Iran had sprayed its crops"
        return _checked(clauses, replace(act, mode=mode), _T.ACCUSE, objective or doers or beneath, ctx.status)
    if effect is Effect.SUPPORT:
        return _checked(clauses, act, _T.SUPPORT, objective or beneath, ctx.status)
    if effect is Effect.FAIL:
        if first is not None and first.type in {_T.AGREE, _T.CONSULT, _T.SUPPORT, _T.COOPERATE, _T.CONCEDE, _T.AID}:
            return _checked(clauses, act, _T.REJECT, beneath, Status.OCCURRED, mutual=True)
        return []
    if effect is Effect.END and operator.complement == "from" and head.pos == "VERB" and any(p.code for p in objective):
        return _checked(clauses, act, _T.COERCE, objective, ctx.status)  # "kept workers from entering the town"
    if effect is Effect.END:
        kind = REVERSED.get(first.type) if first is not None and first.type else None
        return _checked(clauses, act, kind, beneath, ctx.status) if kind else None
    if effect is Effect.FORCE:
        theirs = objective or slots.clause_subjects(clauses, complement) or named
        sent = leaves and _guests(clauses, objects)
        return _checked(clauses, act, _T.SANCTION if sent else _T.COERCE, theirs, ctx.status)
    if effect is Effect.ALLOW:
        if any(
            s.tokens[o].lower in {"us", "me"} for o in (*objects, *(c.index for c in s.children(complement, "nsubj")))
        ):
            return []  # "let us see"
        theirs = objective or slots.clause_subjects(clauses, complement) or beneath or named
        ours = {p.code for p in source}
        if not negated and head.lemma in _LEAVE and any(p.code and p.code not in ours for p in theirs):
            return _checked(clauses, replace(act, mode="release"), _T.RETREAT, theirs, ctx.status)
        return _checked(
            clauses, act, _T.REJECT if negated else _T.CONCEDE, theirs, Status.OCCURRED if negated else ctx.status
        )
    return None


def _harms(clauses: Clauses, clause: int) -> bool:
    """Whether a clause tells harm to somebody: "crush the rebels", "make them pay", and not "eradicate polio"."""
    s = clauses.sentence
    if s.tokens[clause].lemma == "make":
        return any(c.lemma in _PAYS for c in s.children(clause, "ccomp", "xcomp"))
    ills = clauses.lexicon.noun_classes["PROBLEM"]
    objects = slots.object_heads(clauses, clause, Context())
    return s.tokens[clause].lemma in clauses.lexicon.verb_classes["HARM"] and not any(
        s.tokens[clauses.scene.effective(o)].lemma in ills for o in objects
    )


def _guests(clauses: Clauses, heads: list[int]) -> bool:
    """Whether somebody is in a country by its leave: envoys, inspectors, peacekeepers, aid workers."""
    classes = clauses.lexicon.noun_classes
    guests = classes["DIPLOMAT"] | classes["INSPECTOR"] | classes["PEACEKEEPER"] | classes["AIDWORKER"]
    return any(word in guests for o in heads for word in lexemes.head_words(clauses, o))


def left_open(clauses: Clauses, v: int, ctx: Context) -> list[Act]:
    """The threat of who "did not rule out force"; empty where what is left open is no force."""
    options = [o for o in slots.object_heads(clauses, v, ctx) if _forceful(clauses, o)]
    if ctx.status is not Status.DENIED or not options:
        return []
    targets = slots.fill(clauses, ("against", "on", "over", "in", "with"), v, options, ctx, but=ctx.subject)
    for o in options:
        clauses.consume(o)
    act = Act(None, v, (v, options[0]), ctx.subject, speaker=ctx.speaker, confidence=0.85)
    return _checked(clauses, act, _T.THREATEN, targets, Status.OCCURRED)


def _forceful(clauses: Clauses, n: int) -> bool:
    """Whether a noun names force or a hostile act."""
    entry = senses.of_noun(clauses, n)
    return clauses.sentence.tokens[n].lemma in _FORCE or (entry is not None and entry.type in HOSTILE)


def _or_else(clauses: Clauses, clause: int) -> bool:
    """Whether a demand tells what follows if it is not met: "to leave or face war"."""
    s = clauses.sentence
    others = [c for c in s.children(clause, "conj") if c.lemma in _SUFFERS]
    return bool(others) and any(c.lower in {"or", "else"} for c in s.children(clause, "cc"))


def _decreed(clauses: Clauses, acts: list[Act], clause: int, source: tuple[Party, ...]) -> list[Act]:
    """What somebody announces in the passive he does: "the president announced that the ban would be lifted"."""
    if not slots.passive(clauses, clause) or not source or not all(p.sector in _RULERS for p in source):
        return acts
    return [
        replace(a, sources=source, confidence=round(a.confidence + 0.1, 2))
        if not a.sources and not any(among(p, source) for p in a.targets)
        else a
        for a in acts
    ]


def _abets(clauses: Clauses, clause: int) -> bool:
    """Whether a clause says that somebody helps rebels or criminals, which is a charge whoever says it."""
    s = clauses.sentence
    outlaws = clauses.lexicon.noun_classes["MILITANT"] | clauses.lexicon.noun_classes["CRIMINAL"]
    objects = slots.object_heads(clauses, clause, Context()) if s.tokens[clause].lemma in _ABETS else []
    return any(s.tokens[clauses.scene.effective(o)].lemma in outlaws for o in objects)


def _behind(clauses: Clauses, clause: int) -> bool:
    """Whether a clause says that somebody "was behind", or responsible for, a deed."""
    s = clauses.sentence
    deeds = clauses.lexicon.noun_classes["ATTACK"] | clauses.lexicon.noun_classes["CRIME"]
    for said in s.children(clause, "prep", "acomp"):
        if s.tokens[clause].lemma != "be" or said.lower not in _TO_BLAME:
            continue
        heads = clauses.scene.objects_of(said.index, _TO_BLAME[said.lower]) if said.dep == "acomp" else ()
        for head in heads or [c.index for c in s.children(said.index, "pobj")]:
            if s.tokens[clauses.scene.effective(head)].lemma in deeds:
                return True
    return False


def _inner(clauses: Clauses, complement: int, v: int, ctx: Context, objects: list[int]) -> list[Act]:
    """The acts that a complement names, which its operator then turns into its own."""
    s = clauses.sentence
    head = s.tokens[complement]
    if head.pos in {"NOUN", "PROPN"}:
        acts = []
        for h in clauses.scene.heads(complement):
            act = nouns.noun_act(clauses, clauses.scene.effective(h), replace(ctx, subject=()))
            if act is not None:
                acts.append(act)
        return acts
    subject = ctx.subject
    if objects:
        subject = tuple(p for o in objects for p in slots.everyone(clauses, o))
    apart = clauses.circumstances(complement) - clauses.visited
    clauses.visited |= apart
    acts = clauses.visit(complement, replace(ctx, subject=subject, status=Status.OCCURRED, patient=()))
    clauses.visited -= apart
    return acts


def _checked(
    clauses: Clauses, act: Act, kind: EventType, targets: tuple[Party, ...], status: Status, mutual: bool = False
) -> list[Act]:
    ours = tuple(f"group/{p.code}-" for p in act.sources if p.code)  # "offered to send experts": one's own
    away = kind in {_T.AGREE, _T.THREATEN} and ours
    targets = unique(
        t
        for t in targets
        if not any(same(t, p) for p in act.sources) and not (away and (t.entity or "").startswith(ours))
    )
    mutual = mutual or kind in MUTUAL
    own = {p.code for p in act.sources}
    if len(act.sources) > 1 and mutual and all(t.code in own or not (t.entity or t.code) for t in targets):
        targets = ()
    reciprocal = not targets and len(act.sources) > 1 and mutual
    if not act.sources:
        return []
    kind, mode = frames.by_sector(clauses, kind, act.mode, act.index, act.sources)
    return [replace(act, type=kind, mode=mode, targets=targets, reciprocal=reciprocal, status=status)]
