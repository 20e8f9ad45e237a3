"""For whom the actors of a sentence stand: their states, or the organisation or armed group itself."""

from __future__ import annotations

from legation.extraction.actors import Scene
from legation.extraction.parse import Sentence, Token
from legation.model import EntityId, EntityKind, Party

_PRIVATE = frozenset({EntityKind.MEDIA, EntityKind.COMPANY, EntityKind.CIVIL_SOCIETY})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})


def side(scene: Scene, party: Party) -> EntityId | None:
    """The state that an actor acts for; an organisation of states or an armed group is a side of its own.

    None for outlets, companies and private associations: they take no side for a state.
    """
    entity = party.entity
    if entity is not None and party.code == "IGO" and not entity.startswith("organization/"):
        # Somebody of an organisation of states: the organisation.
        described = scene.cast.entities.get(entity)
        return (described.state or described.body or entity) if described is not None else entity
    if entity is not None and (entity.startswith("state/") or party.code == "IGO"):
        return entity
    known = scene.cast.gazetteer.entities.get(entity) if entity is not None else None
    if known is not None and known.kind in _PRIVATE:
        return None
    if known is not None and known.kind is EntityKind.ARMED_GROUP:
        return entity
    return EntityId(f"state/{party.code}") if party.code and party.code != "IGO" else None


def sides(scene: Scene, head: int) -> list[EntityId]:
    """The sides that a noun phrase with its coordinated ones stands for, each once."""
    token = scene.sentence.tokens[head]
    if token.tag == "WP$":
        # "Russia, whose pact with ...": of the noun that the clause describes.
        clause = next((a for a in scene.sentence.ancestors(head) if a.dep == "relcl"), None)
        head = clause.head if clause is not None else head
    found = (side(scene, party) for party in scene.parties(head))
    return list(dict.fromkeys(s for s in found if s is not None))


def named(scene: Scene, index: int) -> EntityId | None:
    """The side that a single token names: "US" in "a US loan", "Chilean" in "Chilean exports"."""
    party = scene.adjective(index)
    return side(scene, party) if party is not None else None


def nearest_subject(s: Sentence, v: int) -> Token | None:
    """The subject of a verb; of two, as where a dateline was left in the sentence, the last before the verb."""
    subjects = s.children(v, "nsubj")
    return next((t for t in reversed(subjects) if t.index < v), subjects[0] if subjects else None)


def agent(s: Sentence, v: int) -> int | None:
    """The head of the noun phrase that does what a verb says: its subject, that of the verb above, or "by X"."""
    for _ in range(4):
        verb = s.tokens[v]
        if s.child(v, "nsubjpass", "auxpass") is not None:
            by = s.child(v, "agent")
            done_by = s.child(by.index, "pobj") if by is not None else None
            return done_by.index if done_by is not None else None
        subject = nearest_subject(s, v)
        if subject is not None:
            if subject.tag in {"WDT", "WP"}:
                return verb.head if verb.dep == "relcl" else None
            return subject.index if subject.pos in _NOMINAL else None
        head = s.tokens[verb.head]
        if verb.dep == "acl" and head.pos in _NOMINAL:
            return head.index if verb.tag == "VBG" else None
        if verb.dep not in {"conj", "xcomp", "advcl"} or head.index == v or head.pos not in {"VERB", "AUX"}:
            return None
        v = head.index
    return None
