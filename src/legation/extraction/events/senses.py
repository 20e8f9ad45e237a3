"""Which entry or operator of the lexicon a word is where it stands."""

from __future__ import annotations

from legation.extraction.events import lexemes, mood, slots, subordination
from legation.extraction.events.acts import Context
from legation.extraction.events.clauses import Clauses
from legation.extraction.lexicon import Entry, Operator
from legation.model import EventType

_TO_DO = frozenset(
    "agree aim consent decide decline intend offer plan pledge promise propose refuse resolve swear threaten undertake "
    "volunteer vow".split()
)
"""Verbs whose infinitive is what they are about, also where a day stands before it: "threatened on Sunday to leave"."""
_WITH_CLAUSE = frozenset({EventType.REQUEST, EventType.THREATEN, EventType.ACCUSE})


def of_verb(clauses: Clauses, v: int, ctx: Context | None = None) -> Entry | None:
    """The sense of a verb or predicative adjective: the entry with the most constraints that all hold."""
    s = clauses.sentence
    token = s.tokens[v]
    lemma = lexemes.lemma_of(clauses, v)
    candidates = clauses.lexicon.verbs.get(lemma, ())
    if token.lower != token.lemma and (token.tag in {"VBN", "JJ", "VBG"} or token.pos == "ADJ"):
        # "is opposed to": the adjective, unless somebody opposes.
        adjectives = tuple(e for e in clauses.lexicon.verbs.get(token.lower, ()) if e.adjective)
        candidates = adjectives + candidates if not clauses.scene.objects_of(v, "by") else candidates
    if not candidates:
        return None
    objects = slots.object_heads(clauses, v, ctx or subordination.inherited_patient(clauses, v))
    heads = {h for o in objects for i in (o, clauses.scene.effective(o)) for h in lexemes.head_words(clauses, i)}
    heads.update(kind for o in objects for kind in lexemes.kinds(clauses, o))
    words = lexemes.forms(clauses, v)
    for entry in candidates:
        if entry.word not in words and not (entry.adjective and entry.word == token.lower):
            continue
        governed = heads or {
            h for o in slots.parted(clauses, v, entry.word) for h in lexemes.head_words(clauses, o)
        }  # "sealed off the town", where the parse has a preposition for the particle
        if entry.objects is not None and not (governed and entry.objects.admit(governed)):
            continue
        if entry.intransitive and governed and not _prepositional(clauses, v, objects, entry):
            continue
        if entry.preposition and not lexemes.has(clauses, v, objects, entry):
            continue
        return entry
    return None


def _prepositional(clauses: Clauses, v: int, objects: list[int], entry: Entry) -> bool:
    """Whether what may be a particle's object belongs to the preposition of an entry: "walked off the job"."""
    below = {h for o in clauses.scene.objects_of(v, entry.preposition) for h in clauses.scene.heads(o)}
    return bool(below) and below.issuperset(objects)


def of_noun(clauses: Clauses, n: int) -> Entry | None:
    """The sense of an event noun, or None where it tells no event."""
    s = clauses.sentence
    for entry in clauses.lexicon.nouns.get(s.tokens[n].lemma, ()):
        if entry.preposition and not lexemes.has(clauses, n, [], entry):
            continue
        words = entry.word.split()
        if len(words) > 1 and [t.lower for t in s.tokens[max(0, n - len(words) + 1) : n]] != words[:-1]:
            continue
        return entry if entry.type is not None else None
    return None


def operator_of(clauses: Clauses, v: int) -> tuple[Operator, int] | None:
    """The operator that a word is here, and the head of its complement."""
    s = clauses.sentence
    lemma, word = s.tokens[v].lemma, s.tokens[v].lower
    candidates = clauses.lexicon.operators.get(lemma, ())
    if word != lemma and slots.passive(clauses, v) and not clauses.scene.objects_of(v, "by"):
        candidates = (*clauses.lexicon.operators.get(word, ()), *candidates)  # "is committed to": the adjective
    for operator in candidates:
        if operator.word not in {lemma, word} and operator.word not in lexemes.forms(clauses, v):
            continue
        complement = _complement(clauses, v, operator.complement, slots.governed(clauses, v, operator.word))
        if complement is None and operator.complement == "xcomp":
            complement = _apposed(clauses, v, operator.word)
        if complement is not None and not (operator.complement == "ccomp" and _calls(clauses, v)):
            return operator, complement
    return None


def _calls(clauses: Clauses, v: int) -> bool:
    """Whether a clause belongs to the noun before it: "repeated its demand that Israel leave"."""
    return any(
        (entry := of_noun(clauses, c.index)) is not None and entry.type in _WITH_CLAUSE
        for c in clauses.sentence.children(v, "dobj")
    )


def _apposed(clauses: Clauses, v: int, phrase: str) -> int | None:
    """The clause below the noun of a phrase: "leave" in "expressed its readiness to leave"."""
    s = clauses.sentence
    for noun in s.children(v, "dobj"):
        if noun.lower in phrase.split()[1:] or noun.lemma in phrase.split()[1:]:
            for clause in s.children(noun.index, "acl", "prep"):
                if clause.dep == "prep":
                    if (below := s.child(clause.index, "pcomp")) is not None:
                        return below.index
                elif mood.purposive(clauses, clause.index):
                    return clause.index
    return None


def _complement(clauses: Clauses, v: int, kind: str, governed: list[int]) -> int | None:
    s = clauses.sentence
    has_object = bool(governed) or s.child(v, "dobj", "nsubjpass", "dative") is not None
    if kind in {"xcomp", "obj+xcomp"}:
        for child in s.children(v, "xcomp", "ccomp", "advcl", "acl"):
            infinitive = mood.infinitive(clauses, child.index)
            if child.pos not in {"VERB", "AUX", "ADJ"} and not (infinitive and child.pos == "NOUN"):
                continue  # "to host talks", where the parse has a noun
            if any(c.lower == "only" for c in s.children(child.index, "advmod")):
                continue  # "told parliament, only to sign"
            own = s.child(child.index, "nsubj") is not None
            parted = child.dep == "advcl" and infinitive and s.tokens[v].lemma in _TO_DO
            particle = max((c.index for c in s.children(v, "prt")), default=v)
            parted |= child.dep == "advcl" and child.tag == "VBG" and child.index == particle + 1  # "ruled out sending"
            if (
                kind == "xcomp"
                and (child.dep == "xcomp" or parted)
                and not own
                and not (has_object and s.child(v, "nsubjpass") is None)
            ):
                return child.index
            if kind == "obj+xcomp" and infinitive and (own or has_object):
                return child.index
        if kind == "obj+xcomp" and has_object:
            for head in (*governed, *(c.index for c in s.children(v, "dobj"))):
                for below in s.children(head, "acl", "relcl", "xcomp"):
                    if any(c.lower == "to" for c in s.children(below.index, "aux")):
                        return below.index
        for preposition in s.children(v, "prep"):
            for child in s.children(preposition.index, "pcomp"):
                if kind == "xcomp" and child.tag == "VBG" and not (has_object and preposition.lower == "from"):
                    return child.index  # but not "kept workers from entering"
    elif kind == "for+xcomp":  # "pleaded for the army to leave"
        for child in s.children(v, "xcomp", "ccomp", "advcl"):
            if any(c.lower == "for" for c in s.children(child.index, "mark")) and s.child(child.index, "nsubj"):
                return child.index
    elif kind == "ccomp":
        for child in s.children(v, "ccomp"):
            if has_object and child.index > v and child.lemma in clauses.lexicon.reporting:
                continue  # "announced a truce, the agency said": who says so, not what was announced
            if child.index > v or lexemes.lemma_of(clauses, v) in clauses.lexicon.reporting:
                return child.index
    elif kind == "noun":
        for head in governed:  # "took part in war games"
            if s.tokens[clauses.scene.effective(head)].lemma in clauses.lexicon.nouns:
                return head
        for child in s.children(v, "dobj", "nsubjpass", "attr"):
            if any(
                s.tokens[clauses.scene.effective(h)].lemma in clauses.lexicon.nouns
                for h in clauses.scene.heads(child.index)
            ):
                return child.index
        for preposition in s.children(v, "prep"):
            if preposition.lower in {"for", "to", "against", "on"}:
                for child in s.children(preposition.index, "pobj"):
                    if s.tokens[clauses.scene.effective(child.index)].lemma in clauses.lexicon.nouns:
                        return child.index
    elif kind in {"of", "from", "for", "with", "to", "on", "against", "into", "about", "in"}:
        for preposition in s.children(v, "prep"):
            if preposition.lower == kind:
                for child in s.children(preposition.index, "pcomp", "pobj"):
                    return child.index
    return None
