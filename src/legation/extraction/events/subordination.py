"""What a clause takes from the one that it hangs on: subject, object, status."""

from __future__ import annotations

from legation.extraction.events import mood, slots
from legation.extraction.events.acts import Context
from legation.extraction.events.clauses import Clauses
from legation.extraction.parse import Token
from legation.model import BlockKind, EventType, Party, Status

_PLANS = {
    **dict.fromkeys(
        "plan intention aim goal strategy task programme program agenda roadmap schedule decision initiative".split(),
        Status.PLANNED,
    ),
    **dict.fromkeys("proposal idea hope wish possibility prospect option bid attempt effort".split(), Status.PROPOSED),
}

_WORDS = {
    EventType.REJECT: Status.DENIED,
    EventType.REQUEST: Status.PROPOSED,
    EventType.AGREE: Status.PLANNED,
    EventType.THREATEN: Status.HYPOTHETICAL,
}
"""What is refused, asked, promised or threatened in a noun is not done yet."""


def inherited(clauses: Clauses, token: Token) -> Context:
    """The context of a clause that its governor did not hand one to."""
    s = clauses.sentence
    head = s.tokens[token.head]
    if token.dep in {"relcl", "acl"} and head.lemma in _PLANS and token.tag != "VBD":
        return Context(subject=_planner(clauses, head.index), status=_PLANS[head.lemma], depth=1)
    if token.dep == "acl" and mood.purposive(clauses, token.index):  # "its refusal to sign", "the demand to leave"
        told = next((e.type for e in clauses.lexicon.nouns.get(head.lemma, ())), None)
        if told in _WORDS:
            return Context(subject=_planner(clauses, head.index), status=_WORDS[told], depth=1)
    if token.dep in {"relcl", "acl"} and head.index != token.index:
        parties = clauses.scene.parties(head.index)
        passive = token.tag == "VBN" and token.dep == "acl"
        whose = any(c.dep in {"dobj", "nsubjpass"} and c.tag in {"WDT", "WP"} for c in s.children(token.index))
        gap = (
            token.dep == "relcl" and s.child(token.index, "nsubj") is not None and s.child(token.index, "dobj") is None
        )
        if passive or whose or gap:
            # "Two miners killed in ambush": a headline's only clause
            heads = s.passage.kind is BlockKind.HEADLINE and head.head == head.index
            return Context(depth=0 if heads else 2, patient=(head.index,))
        if token.dep == "relcl" and any(c.lower in {"any", "every"} for c in s.children(head.index, "det")):
            return Context(subject=parties, status=Status.HYPOTHETICAL, depth=2)  # "any port that asks for them"
        headline = s.passage.kind is BlockKind.HEADLINE and head.head == head.index
        if headline and any(c.lower == "to" for c in s.children(token.index, "aux")):  # "Lula and Macron to meet"
            return Context(subject=parties, status=Status.PLANNED)
        if parties or token.dep == "relcl":
            return Context(subject=parties, depth=2)
        craft = clauses.lexicon.noun_classes["PLANE"] | clauses.lexicon.noun_classes["VESSEL"]
        if token.tag == "VBG" and head.lemma in craft:  # "forced a plane flying to Oslo to land": the plane flies
            return Context(subject=(clauses.scene.anyone(head.index),), depth=2)
    if token.dep == "parataxis":  # "Russia would answer, it said"
        return Context(depth=1)
    for above in s.ancestors(token.index):
        if above.pos in {"VERB", "AUX"}:
            return Context(
                status=mood.of_governor(clauses, above.index),
                subject=slots.controllers(clauses, above.index, slots.subjects(clauses, above.index, Context())),
                depth=1,
            )
    return Context(depth=2)


def inherited_patient(clauses: Clauses, v: int) -> Context:
    """The context of a relative clause or participle: of whom it says something."""
    token = clauses.sentence.tokens[v]
    return inherited(clauses, token) if token.dep in {"relcl", "acl"} else Context()


def _planner(clauses: Clauses, n: int) -> tuple[Party, ...]:
    """Whose a plan is: its possessor, else whoever acts in its clause."""
    s = clauses.sentence
    for token in (s.tokens[n], *s.ancestors(n)):
        for child in s.children(token.index, "poss") if token.pos == "NOUN" else s.children(token.index, "nsubj"):
            if child.tag not in {"WDT", "WP"} and (parties := clauses.scene.parties(child.index)):
                return parties
    return ()
