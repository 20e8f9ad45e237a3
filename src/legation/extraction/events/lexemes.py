"""Words as the lexicon lists them: lemmas, phrasal verbs, nouns with their modifiers."""

from __future__ import annotations

from legation.extraction.events.clauses import Clauses
from legation.extraction.lexicon import Entry

_KINDS = {"person": ("person", "leader"), "office": ("person", "leader"), "group": ("person",), "state": ("country",)}
_ROLES = {"subj": ("nsubj",), "iobj": ("dative",)}
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december day week month year weekend hour time moment end start beginning".split()
)


def lemma_of(clauses: Clauses, v: int) -> str:
    """The verb's lemma, mended where the model takes it for another word's: "staged" for a form of "stag"."""
    token = clauses.sentence.tokens[v]
    lemma = clauses.lexicon.lemmas.get((token.lower, token.pos), token.lemma)
    words = clauses.lexicon.verbs
    if token.end - token.begin > len(token.text) and lemma not in words:  # "re-imposed", read without its hyphen
        stems = (lemma[2:], f"{lemma[2:]}e")
        lemma = next((p + stem for stem in stems for p in ("re", "re-", "") if p + stem in words), lemma)
    return f"{lemma}e" if lemma not in words and f"{lemma}e" in words else lemma


def forms(clauses: Clauses, v: int) -> set[str]:
    """The verb's lemma, alone and with each particle or preposition that it may form a phrasal verb with."""
    if v in clauses.phrasal:
        return clauses.phrasal[v]
    s = clauses.sentence
    lemma = lemma_of(clauses, v)
    found = clauses.phrasal[v] = {lemma}
    for child in s.children(v, "ccomp", "advcl", "xcomp"):
        if child.pos == "ADJ" and child.index > v:  # "found the general guilty", "held Mali responsible"
            found.add(f"{lemma} {child.lower}")
        elif lemma == "let" and child.lemma == "go" and not s.children(child.index, "aux"):  # "let the sailors go"
            found.add("let go")
        elif lemma == "send" and child.lower == "packing":
            found.add("send packing")
    for child in s.children(v, "prt", "prep", "advmod", "dobj", "acomp", "oprd", "agent", "npadvmod", "intj"):
        if child.dep == "prep" and (child.index < v or _temporal(clauses, child.index)):
            continue
        if child.dep == "prep" and child.lower in {"in", "at"} and s.child(v, "dobj") is not None:
            continue  # "signed a treaty in Suva" does not sign in
        found.add(f"{lemma} {child.lower}")
        if child.dep == "dobj":  # "set free three reporters", "has no plans"
            found.add(f"{lemma} {child.lemma}")
            found.update(
                f"{lemma} {c.lower}"
                for c in s.children(child.index, "amod")
                if c.index == v + 1 or c.index > child.index
            )
        for below in s.children(child.index, "prep", "prt", "intj"):
            if below.dep == "intj":  # "said no to", where the parse hangs the one on the other
                found.add(f"{lemma} {below.lower}")
                continue
            found.add(f"{lemma} {child.lower} {below.lower}")
            found.add(f"{lemma} {child.lemma} {below.lower}")
            found.update(f"{lemma} {child.lower} {below.lower} {p.lower}" for p in s.children(below.index, "pobj"))
        bare = child.dep == "dobj" and child.index == v + 1  # "took part in"
        apart = child.dep == "prep" and child.lower in {"out", "away", "off", "back"}
        if bare or apart or child.dep in {"prt", "advmod"}:
            for other in s.children(v, "prep"):
                found.add(f"{lemma} {child.lower} {other.lower}")
        if child.dep == "prep":
            for below in s.children(child.index, "pobj"):
                found.add(f"{lemma} {child.lower} {below.lower}")
    return found


def head_words(clauses: Clauses, n: int) -> list[str]:
    """A noun's lemma, and the same with each word that modifies it: "law", "martial law"."""
    token = clauses.sentence.tokens[n]
    lemma = clauses.lexicon.lemmas.get((token.lower, token.pos), token.lemma)
    if token.tag == "NNPS":  # "Revolutionary Guards", which the model leaves as it is
        lemma = lemma.removesuffix("s")
    modifiers = [c.lower for c in clauses.sentence.children(n, "amod", "compound", "nmod")]
    if n and clauses.sentence.tokens[n - 1].lower not in modifiers:
        modifiers.append(clauses.sentence.tokens[n - 1].lower)
    return [lemma, *(f"{word} {lemma}" for word in modifiers)]


def kinds(clauses: Clauses, n: int) -> tuple[str, ...]:
    """The nouns that a named actor counts as: a person as "leader", the United Nations as "organization"."""
    party = clauses.scene.party(n)
    if party is None:
        return ()
    if party.code == "IGO" and (party.entity or "").startswith("organization/"):
        return ("organization",)
    return _KINDS.get((party.entity or "").partition("/")[0], ())


def has(clauses: Clauses, v: int, objects: list[int], entry: Entry) -> bool:
    """Whether the predicate or its object has the prepositional phrase that an entry asks for, or the predicate the
    subject (`subj`) or the receiver (`iobj`).
    """
    assert entry.complement is not None
    s = clauses.sentence
    if entry.preposition in _ROLES:
        filling = [c.index for c in s.children(v, *_ROLES[entry.preposition])]
        if entry.preposition == "subj" and not filling:  # "was hit by a missile", "oil began to flow"
            above = s.children(s.tokens[v].head, "nsubj") if s.tokens[v].dep == "xcomp" else ()
            filling = [*clauses.scene.objects_of(v, "by"), *(c.index for c in above)]
        return any(
            entry.complement.admit((*head_words(clauses, j), *kinds(clauses, j)))
            for i in filling
            for h in clauses.scene.heads(i)
            for j in (h, clauses.scene.effective(h))
        )
    named = []
    if entry.preposition == "as":  # "as dangerous" has an adjective where others have a noun
        named = [c.index for c in s.children(v, "oprd")]
        named += [c.index for p in s.children(v, "prep") if p.lower == "as" for c in s.children(p.index, "amod")]
    for i in (v, *objects):
        # "called the raid barbaric" says what "described the raid as barbaric" says
        for head in (*clauses.scene.objects_of(i, entry.preposition), *named):
            told = s.tokens[head].lemma in TIMES and not clauses.scene.objects_of(head, "of")  # not "weeks of protests"
            if entry.complement.any and (told or s.tokens[head].text.isdigit()):
                continue  # "launched a rocket on Sunday" launches it on nobody
            if entry.complement.any or any(
                entry.complement.admit((*head_words(clauses, j), *kinds(clauses, j)))
                for h in clauses.scene.heads(head)
                for j in (h, clauses.scene.effective(h))
            ):
                return True
    return False


def _temporal(clauses: Clauses, preposition: int) -> bool:
    """Whether a prepositional phrase tells a day: "on Tuesday", "in May 2024"."""
    s = clauses.sentence
    return any(c.lemma in TIMES or c.text.isdigit() for c in s.children(preposition, "pobj"))
