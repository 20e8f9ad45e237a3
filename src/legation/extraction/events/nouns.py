"""Event nouns: with a light verb ("held talks"), and alone with their parties ("Iran's attack on Israel")."""

from __future__ import annotations

from dataclasses import replace

from legation.extraction.events import frames, implied, lexemes, mood, senses, slots
from legation.extraction.events.acts import AT_OTHERS, HOSTILE, MUTUAL, REVERSED, Act, Context, unique, who
from legation.extraction.events.clauses import Clauses
from legation.model import EventType, Party, Status

_T = EventType
_ENDS = frozenset({"end", "stop", "cease", "expire", "lapse"})
_CLOSE = frozenset({"end", "close", "halt"})
_OCCURS = frozenset(
    {
        *("come into force", "come into effect", "go into effect", "go into force", "take effect", "take hold"),
        *("take place", "get underway", "get under way"),
    }
)
_UPROAR = frozenset({_T.PROTEST, _T.ASSAULT, _T.COERCE})
"""Of these the place alone tells whom they concern: "riots broke out in Gabon"."""
_TOLD = 0.75
_SPREADS = frozenset("sweep rock grip hit engulf paralyse paralyze cripple convulse disrupt shake roil plague".split())
_HAPPENS = frozenset(
    "break erupt flare occur happen rage resume escalate intensify begin start continue persist".split()
)


def noun_act(clauses: Clauses, n: int, ctx: Context, verb: int | None = None) -> Act | None:
    """The act that an event noun names, with the parties of its own phrase, else those of its verb."""
    entry = senses.of_noun(clauses, n)
    if entry is None:
        return None
    if any(c.lower in {"no", "neither"} for c in clauses.sentence.children(n, "det")):
        ctx = replace(ctx, status=Status.DENIED)
    frame = entry.frame
    own = replace(ctx, subject=())
    if ctx.subject and verb is not None:
        sources = ctx.subject
    else:
        givers = [p for p in frame.source if p != "subj"]
        sources = slots.fill(clauses, givers or ("poss", "by"), n, [n], own)
        if not sources and "of" not in frame.target:
            sources = slots.fill(clauses, ("by",) if frame.reciprocal else ("poss", "by", "of"), n, [n], own)
    places = tuple(p for p in frame.target if p not in {"obj", "iobj"}) or ("on", "against", "to", "with", "of")
    if verb is None and "poss" in places:
        places = tuple(p for p in places if p != "poss")
    but = sources if entry.type in AT_OTHERS else ()
    targets = slots.fill(clauses, places, n, [n], own, but=but)
    if not targets and verb is not None:
        wider = tuple(p for p in (*places, "with", "to", "on", "against", "iobj") if p != "poss")
        targets = slots.fill(clauses, wider, verb, [n], own, but=but)
    if not any(map(who, targets)) and entry.type in {_T.REQUEST, _T.AGREE, _T.THREATEN, _T.REJECT, _T.ACCUSE}:
        targets = _clause_of(clauses, n, own) or targets
    if not targets and not frame.reciprocal:
        others = [p for p in places if p not in {"in", "at", "over", "by"}]
        targets = slots.whatever(clauses, others, n, [n])
        if not targets and verb is not None:
            targets = slots.whatever(clauses, others, verb, [n])
    if verb is not None:
        targets = frames.completed(clauses, entry, verb, [n], sources, targets)
    if frame.reciprocal:
        between = slots.fill(clauses, ("between", "among"), n, [n], own)
        for child in clauses.sentence.children(n, "acl", "prep"):  # "battles involving Peru and Chile"
            if child.lower == "involving":
                between = between or slots.fill(
                    clauses, ("obj",), n, [c.index for c in clauses.sentence.children(child.index, "dobj", "pobj")], own
                )
        if not between and verb is not None:
            between = slots.fill(clauses, ("between", "among"), verb, [], own)
        if between:
            targets = unique([*targets, *between])
    return frames.made(clauses, entry, n, (n,), sources, targets, ctx)


def light(clauses: Clauses, v: int, complement: int, ctx: Context) -> list[Act] | None:
    """ "Held talks with", "continued its attacks on": a verb that adds little, and the noun that names the act."""
    acts = []
    for h in clauses.scene.heads(complement):
        n = clauses.scene.effective(h)
        act = noun_act(clauses, n, ctx, verb=v)
        if act is not None:
            if act.type is _T.PROTEST:
                aimed = frames.aim(clauses, v, ctx) or implied.opposed(clauses, v, [n]) or act.targets
                if not any(map(who, aimed)):
                    aimed = implied.grievance(clauses, v, [n], act.sources) or aimed
                act = replace(act, targets=aimed)
            acts.append(replace(act, index=v, words=(v, n)))
            clauses.use_object(v)
    shared = next((a.targets for a in acts if any(map(who, a.targets))), ())
    return [a if any(map(who, a.targets)) else replace(a, targets=shared or a.targets) for a in acts] or None


def standing(clauses: Clauses, acts: list[Act]) -> list[Act]:
    """Event nouns that stand with their own parties and that no verb has used."""
    s = clauses.sentence
    found: list[Act] = []
    for token in s.tokens:
        if (
            token.pos not in {"NOUN", "PROPN"}
            or token.index in clauses.used
            or token.lemma not in clauses.lexicon.nouns
        ):
            continue
        if token.dep in {"compound", "amod", "nmod"} or token.lemma in clauses.lexicon.noun_classes["DEAL"]:
            continue
        above = s.tokens[token.head].lemma
        happens = token.dep == "nsubj" and above in _HAPPENS  # "fighting broke out between"
        happens = happens or (token.dep == "nsubj" and bool(_OCCURS & lexemes.forms(clauses, token.head)))
        spreads = token.dep == "nsubj" and above in _SPREADS  # "protests swept the country"
        verb = token.head if happens or spreads else None
        leads = token.dep in {"nsubj", "nsubjpass"} and token.head == s.root
        last = (o for p in s.children(token.head, "prep") if above == "come" for o in s.children(p.index, "pobj"))
        ends = token.dep == "nsubj" and (above in _ENDS or any(o.lemma in _CLOSE for o in last))
        ctx = Context(depth=0 if leads else 2, status=mood.of_noun(clauses, token.index))
        act = noun_act(clauses, token.index, ctx, verb)
        if act is None or act.type is None:
            continue
        if ends and act.type in HOSTILE and act.type in REVERSED:
            act = replace(act, type=REVERSED[act.type], mode="")
        parties = {p.code or p.entity for p in (*act.sources, *act.targets) if p.code or p.entity}
        if act.type in MUTUAL:  # a government and its rebels are two
            parties = {p.entity or p.code for p in (*act.sources, *act.targets) if p.code or p.entity}
        if leads and verb is not None and len(parties) < 2 and act.type in _UPROAR:
            places = slots.object_heads(clauses, verb, ctx) if spreads else []
            scene = tuple(p for o in places for p in slots.everyone(clauses, o)) or act.sources or act.targets
            if any(p.code for p in scene or implied.scene_of(clauses, verb, [token.index])):
                scene = scene or implied.scene_of(clauses, verb, [token.index])
                found.append(
                    replace(act, index=verb, words=(verb, token.index), sources=(), targets=scene, confidence=_TOLD)
                )
        elif (len(parties) > 1 or _done_to(act)) and not any(a.type is act.type for a in acts):
            found.append(replace(act, confidence=round(act.confidence - 0.1, 2)))
    return found


def _done_to(act: Act) -> bool:
    """Whether the noun of an assault tells who did it and to whom, be they of one state."""
    return act.type is _T.ASSAULT and any(p.code for p in act.sources) and bool(act.targets)


def _clause_of(clauses: Clauses, n: int, ctx: Context) -> tuple[Party, ...]:
    """The party of a noun's own clause: "its demand that Israel ease ...", "the threat to attack Iran"."""
    s = clauses.sentence
    below = [*s.children(n, "acl", "ccomp"), *(c for c in s.children(s.tokens[n].head, "ccomp") if c.index > n)]
    for clause in below:
        if clause.pos not in {"VERB", "AUX"}:
            continue
        parties = slots.clause_subjects(clauses, clause.index) or implied.generic(clauses, clause.index, ctx)
        clauses.consume(clause.index)
        if parties:
            return parties
    return ()
