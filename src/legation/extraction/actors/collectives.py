"""Several actors in one noun phrase: "the two leaders", "both sides", "Russia and Turkey's foreign ministers"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from legation.extraction.actors import allegiance, offices
from legation.extraction.actors.referents import Referents
from legation.model import EntityId, Party, Span

_COLLECTIVES = frozenset(
    "leader side country nation power minister president party state neighbour neighbor government capital ally "
    "official diplomat envoy premier".split()
)
_PEOPLE = frozenset("they them both side party leader minister president official diplomat envoy premier".split())
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def how_many(scene: Referents, head: int) -> int:
    """How many "the two leaders" or "both sides" are, 0 where the phrase names whose they are or no number."""
    token = scene.sentence.tokens[head]
    if token.lemma not in _COLLECTIVES or token.tag not in {"NNS", "NNPS"}:
        return 0
    number = 0
    if not any(c.lower in {"the", "both", "these", "all"} for c in scene.sentence.children(head)):
        return 0
    for child in scene.sentence.children(head):
        if child.dep in {"nummod", "det", "predet", "amod", "compound"}:
            number = number or _NUMBERS.get(child.lower, 0)
        if child.index in scene.name_at or child.dep in {"poss", "prep"}:
            return 0
    return number or (2 if token.lemma == "side" and scene.sentence.child(head, "det") else 0)


def together(scene: Referents, head: int, number: int) -> tuple[Party, ...]:
    """The last `number` actors of different states that were named before."""
    s = scene.sentence
    token = s.tokens[head]
    span = Span(token.begin, token.end)
    personal = token.lemma in _PEOPLE

    def meant(parties: Iterable[Party]) -> tuple[Party, ...]:
        if personal:
            return tuple(replace(p, span=span) for p in parties)
        return tuple(
            Party(span=span, entity=EntityId(f"state/{p.code}"), code=p.code, sector="GOV")
            if p.code != "IGO"
            else replace(p, span=span)
            for p in parties
        )

    for group in reversed(scene.cast.groups):
        if len({p.entity for p in group}) == len(group) and number in {0, len(group)}:
            return meant(group)
    if not number:
        return ()
    begin = token.begin
    before = [p for _, p in allegiance.states(scene) if p.span.end <= begin]
    named = [
        p
        for _, p in sorted(scene.resolved.items())
        if p and p.code and p.span.end <= begin and p.span.begin >= s.passage.span.begin
    ]
    found: dict[str, Party] = {}
    for party in (*reversed(named), *reversed(before), *reversed(scene.cast.recent)):
        if (
            party.code not in found
            and len(found) < number
            and (party.entity or "").startswith(("state/", "person/", "office/", "organization/"))
        ):
            found[party.code] = party
    if len(found) < number:
        return ()
    return meant(reversed(found.values()))


def shared(scene: Referents, head: int) -> tuple[Party, ...]:
    """The actors of several states that share one noun: "Russia and Turkey's foreign ministers"."""
    s = scene.sentence
    if s.tokens[head].tag not in {"NNS", "NNPS"}:
        return ()
    left = [c.index for c in s.children(head) if c.dep in {"poss", "amod", "compound", "nmod"}]
    for first in (*left, *scene.objects_of(head, "of")):
        chain = [first]
        for i in chain:
            chain.extend(c.index for c in s.children(i, "conj"))
        if first in left and any(s.children(first, "cc")):
            chain += [i for i in left if i not in chain]  # "UK and EU negotiators"
        states = {i: state for i in chain if i in scene.name_at and (state := allegiance.state_at(scene, i))}
        if len(set(states.values())) < 2:
            continue
        office = scene.office_at.get(head)
        parties = []
        for i, state in states.items():
            name = scene.name_at[i]
            span = Span(s.tokens[name.first].begin, s.tokens[name.last].end)
            party = offices.holder(scene, state, office, head, span, plural=False) if office else None
            parties.append(party or Party(span=span, entity=state, code=allegiance.code_of(scene, state), sector="GOV"))
        return tuple(parties)
    return ()
