"""Whom a pronoun means: a subject above its clause, else who was named last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from legation.extraction.actors import allegiance
from legation.extraction.actors.phrases import CRAFT
from legation.extraction.actors.referents import Referents
from legation.extraction.parse import Sentence, Token
from legation.gazetteer import Role
from legation.model import EntityId, Party, Span

_PERSONAL = frozenset("he she him her his hers himself herself".split())
_CREW = frozenset("crew captain skipper passenger pilot sailor crewman".split())
_FIRST = frozenset("we us our ours i me my".split())
_NEUTER = frozenset("it its itself".split())


def meant(scene: Referents, token: Token) -> Party | None:
    """Whom a pronoun means, or None where that is nobody who was named."""
    span = Span(token.begin, token.end)
    antecedent: Party | None = None
    word = token.lower
    if word in _PERSONAL:
        antecedent = _subject_above(scene, token, other=("state/", "organization/"))
        antecedent = antecedent or _person_before(scene, token) or scene.cast.last_person
    elif word in _NEUTER and (craft := _aboard(scene, token)) is not None:
        return replace(craft, span=span)
    elif word in _NEUTER:
        antecedent = _subject_above(scene, token, other=("person/", "office/"))
        if antecedent is None and not _thing_above(scene, token):
            antecedent = _body_before(scene, token) or scene.body_before
    elif word in _FIRST:
        antecedent = _subject_above(scene, token)
    elif word in {"who", "which", "that", "whom", "whose"}:
        for above in scene.sentence.ancestors(token.index):
            if above.dep in {"relcl", "acl"}:
                return scene.party(above.head)
    if token.tag == "PRP$" and (before := _told_before(scene, token)) is not None:
        antecedent = before
    if antecedent is None:
        return None
    if word in {"we", "us", "our", "ours"} and antecedent.code and antecedent.code != "IGO":
        return Party(span=span, entity=EntityId(f"state/{antecedent.code}"), code=antecedent.code, sector="GOV")
    own = scene.sentence.passage.span
    return antecedent if own.begin <= antecedent.span.begin < own.end else replace(antecedent, span=span)


def governs(s: Sentence, verb: Token, token: Token) -> bool:
    """Whether a pronoun is the verb's own subject or object, and so cannot mean its subject: "X met them"."""
    if token.dep in {"nsubj", "nsubjpass", "dobj", "dative"}:
        return token.head == verb.index
    return token.dep == "pobj" and s.tokens[token.head].head == verb.index


def _person_before(scene: Referents, token: Token) -> Party | None:
    """The person named last before a pronoun in its own sentence, where no clause above has one for its subject."""
    s = scene.sentence
    own = s.ancestors(token.index)
    governor = next((a.index for a in own if a.pos in {"VERB", "AUX"}), None)
    for before in reversed(s.tokens[: token.index]):
        if before.pos == "PROPN" and before.dep != "compound" and before.head != governor:
            party = scene.party(before.index)
            if party is not None and (party.entity or "").startswith("person/"):
                return party
    return None


def _body_before(scene: Referents, token: Token) -> Party | None:
    """The state or organisation named last before a pronoun in its own sentence."""
    s = scene.sentence
    verb = next((a for a in s.ancestors(token.index) if a.pos in {"VERB", "AUX"}), None)
    subject = s.child(verb.index, "nsubj") if verb is not None and governs(s, verb, token) else None
    doing = s.subtree(subject.index) if subject is not None else ()  # "Egypt's ministry thanked it"
    for match in reversed([m for m in scene.names if m.last < token.index]):
        form = scene.chosen(match)
        if form is None or form.role in {Role.ADJECTIVE, Role.DEMONYM, Role.PLACE} or match.last in doing:
            continue
        if s.tokens[match.last].head == token.head:
            continue
        if form.entity.startswith(("state/", "organization/")) and (party := scene.party(match.last)) is not None:
            return party
    return None


def _aboard(scene: Referents, token: Token) -> Party | None:
    """The state of the ship or plane whose crew is meant: "seized a Greek tanker and held its crew"."""
    s = scene.sentence
    if token.tag != "PRP$" or s.tokens[token.head].lemma not in _CREW:
        return None
    craft = next((t for t in reversed(s.tokens[: token.index]) if t.lemma in CRAFT), None)
    state = allegiance.state_in(scene, craft.index) if craft is not None else None
    if state is None:
        return None
    span = Span(token.begin, token.end)
    return Party(span=span, entity=state, code=allegiance.code_of(scene, state), sector="GOV")


def _told_before(scene: Referents, token: Token) -> Party | None:
    """The subject of what is said first: "its" in "Senegal backs the plan, its minister said"."""
    s = scene.sentence
    speaker = s.tokens[token.head]
    saying = s.tokens[speaker.head]
    if speaker.dep != "nsubj":
        return None
    for clause in s.children(saying.index, "ccomp"):
        subject = s.child(clause.index, "nsubj", "nsubjpass")
        if clause.index < token.index and subject is not None:
            return scene.party(subject.index)
    return None


def _thing_above(scene: Referents, token: Token) -> bool:
    """Whether "it" may mean a subject above its clause that is no actor: "the storm weakened as it ..."."""
    s = scene.sentence
    for above in s.ancestors(token.index):
        subject = s.child(above.index, "nsubj", "nsubjpass") if above.pos in {"VERB", "AUX"} else None
        if subject is None or token.index in s.subtree(subject.index) or governs(s, above, token):
            continue
        if subject.index < token.index and subject.pos in {"NOUN", "PROPN"}:
            return True
    return False


def _said_of(s: Sentence, token: Token, verb: Token) -> bool:
    """Whether a token stands in what a verb says."""
    above = token
    while above.head not in {above.index, verb.index}:
        above = s.tokens[above.head]
    return above.dep == "ccomp"


def _beside(scene: Referents, v: int, end: int) -> Iterator[Party]:
    """The actors that are no subject of a verb, in its objects and phrases before a token."""
    s = scene.sentence
    for child in s.children(v, "dobj", "dative", "prep", "agent"):
        if child.index > end:
            return
        if child.dep in {"dobj", "dative"} and (party := scene.party(child.index)) is not None:
            yield party
        inner = (child, *(p for p in s.children(child.index, "prep")))
        for preposition in (p for p in inner if p.dep != "dobj"):
            for below in s.children(preposition.index, "pobj"):
                if below.index < end and (party := scene.party(below.index)) is not None:
                    yield party


def _subject_above(scene: Referents, token: Token, other: tuple[str, ...] = ()) -> Party | None:
    """The subject of a clause that governs the pronoun's own: "he" in "Lee said that he ...".

    `other` are the kinds of actors that the pronoun cannot mean.
    """
    s = scene.sentence
    verbs = [a for a in s.ancestors(token.index) if a.pos in {"VERB", "AUX"}]
    own = s.tokens[token.head]
    if token.dep in {"dobj", "dative"} and own.dep == "conj" and not s.children(own.index, "nsubj", "nsubjpass"):
        # "Convicted a sailor and fined him": the verbs share their subject, which the pronoun cannot mean.
        first = s.tokens[own.head]
        before = s.child(first.index, "dobj", "nsubjpass")
        several = before is not None and token.lower in _NEUTER and before.tag in {"NNS", "NNPS"}
        if before is not None and before.index < token.index and not several:
            return scene.party(before.index)
        for preposition in s.children(first.index, "prep", "dative", "agent"):  # "spoke with Lula and thanked him"
            for before in s.children(preposition.index, "pobj"):
                if before.index < token.index and (party := scene.party(before.index)) is not None:
                    return party
        verbs = [a for a in verbs if a.index not in {own.index, first.index}]
    if token.dep == "dobj" and own.tag == "VBG" and own.dep == "advcl" and not s.children(own.index, "nsubj"):
        # "Closed its border with Rwanda, accusing it of ...": not who closed it
        first = s.tokens[own.head]
        if first.index < own.index and first.pos == "VERB":
            subject = s.child(first.index, "nsubj")
            own_code = {p.code for p in scene.parties(subject.index)} if subject is not None else set()
            return next((p for p in _beside(scene, first.index, token.index) if p.code not in own_code), None)
    for verb in verbs:
        subject = s.child(verb.index, "nsubj", "nsubjpass")
        if subject is None or governs(s, verb, token) or token.index in s.subtree(subject.index):
            continue
        if subject.pos == "PRON" and subject.lower == token.lower:
            continue
        if token.lower in _NEUTER and (subject.tag in {"NNS", "NNPS"} or subject.lower == "police"):
            if not (subject.index in scene.name_at and subject.pos == "PROPN"):
                continue  # "a day after French police arrested a clerk of its consulate"
        if subject.index < token.index or verb.index > token.index:
            if subject.index > token.index and token.lower in _NEUTER and _said_of(s, token, verb):
                continue  # "the head of its commission will travel, his office said"
            party = scene.party(subject.index)
            named = subject.pos == "PROPN" and s.child(subject.index, "det") is None
            if party is not None and not (named and (party.entity or "").startswith(other)):
                return party
    return None
