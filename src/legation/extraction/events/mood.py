"""Whether what a clause tells has happened: tense, mood and negation as a status."""

from __future__ import annotations

from legation.extraction.events.acts import Context
from legation.extraction.events.clauses import Clauses
from legation.extraction.parse import Token
from legation.model import Status

_CONDITIONS = frozenset({"if", "unless", "whether", "should", "until", "before", "provided", "lest"})
_NEGATIVE = frozenset({"no", "never", "neither", "nor", "nobody", "nothing", "without"})
_NOBODY = frozenset({"nobody", "none"})
_FUTURE_NOUN = frozenset("planned upcoming forthcoming scheduled future next expected".split())
_PROPOSED_NOUN = frozenset("proposed possible potential suggested eventual".split())
_FINITE = frozenset({"VBZ", "VBP", "VBD"})

_FIT = frozenset("able design equip free intend mean qualify require suppose train".split())
"""Who is fit or meant to do a thing has not done it yet."""
_STANCES = frozenset("accept agree approve back endorse favor favour recognise recognize support tolerate".split())
"""What somebody who does not do it refuses."""
_PLEDGES = frozenset(
    "promise pledge vow offer undertake volunteer commit ready prepared open willing swear guarantee assure".split()
)


def pledging(word: str) -> bool:
    """Whether a word gives the deed after it as a promise."""
    return word.split(maxsplit=1)[0] in _PLEDGES


def of_verb(clauses: Clauses, v: int, ctx: Context) -> Status:
    """The status of what a verb tells, by its auxiliaries and negation, in the light of what stands above it."""
    s = clauses.sentence
    status = ctx.status
    auxiliaries = s.children(v, "aux", "auxpass")
    finite = [n for n, c in enumerate(auxiliaries) if c.tag in _FINITE]
    words = {
        c.lower for c in auxiliaries[finite[-1] if finite else 0 :]
    }  # of "will bar ships and has asked" the latter
    if words & {"will", "shall", "'ll", "wo"}:
        status = Status.PLANNED
    elif "would" in words:
        status = Status.HYPOTHETICAL if _conditioned(clauses, v) and not own_word(clauses, v) else Status.PLANNED
    elif words & {"may", "might", "could", "can", "ca"}:
        status = Status.HYPOTHETICAL
    elif words & {"must", "should", "ought"}:
        status = Status.PROPOSED
    verb = s.tokens[v]
    if verb.tag == "VBG" and status is Status.OCCURRED and words & {"is", "are", "'s", "'re", "am"}:
        status = Status.ONGOING
    if status is Status.OCCURRED and verb.dep == "xcomp" and _going(clauses, v):
        status = Status.PLANNED
    if status is Status.ONGOING and verb.lemma == "go":  # "we are going to Arica"
        status = Status.PLANNED
    if status is Status.OCCURRED and verb.dep == "xcomp" and s.tokens[verb.head].lemma in _FIT:
        status = Status.HYPOTHETICAL
    if status is Status.OCCURRED and verb.head == v and "to" in words:  # "Modi, Macron to meet in Marseille"
        status = Status.PLANNED
    stance = verb.lemma in _STANCES and not words & {"did", "could", "may", "might"}
    refuses = negated(clauses, v) or any(
        c.lower in _NOBODY | {"neither", "no"}
        for subject in s.children(v, "nsubj", "nsubjpass")
        for c in (subject, *s.children(subject.index, "det", "preconj", "cc"))
    )
    if refuses and (stance or words & {"will", "wo", "would"}) and ctx.status is Status.OCCURRED:
        clauses.refused.add(v)
        return Status.DENIED
    if (
        nobody(clauses, v)
        or _unfinished(clauses, v)
        or negated(clauses, v)
        or any(c.dep == "neg" or c.lower in _NEGATIVE for c in s.children(v, "neg", "advmod", "cc", "preconj"))
    ):
        status = Status.DENIED
    return status


def negated(clauses: Clauses, v: int) -> bool:
    """Whether a verb has a negation of its own, or an object that is none: "has no intention of"."""
    s = clauses.sentence
    if any(c.lower in {"not", "n't", "never"} for c in s.children(v, "neg")) or _no_longer(clauses, v):
        return True
    return any(c.lower == "no" for o in s.children(v, "dobj") for c in s.children(o.index, "det"))


def nobody(clauses: Clauses, v: int) -> bool:
    """Whether nobody does what a verb tells: "nobody believes it"."""
    return any(c.lower in _NOBODY for c in clauses.sentence.children(v, "nsubj"))


def _unfinished(clauses: Clauses, v: int) -> bool:
    """Whether somebody "has yet to" do it."""
    s = clauses.sentence
    verb = s.tokens[v]
    above = s.tokens[verb.head]
    return verb.dep == "xcomp" and above.lemma == "have" and any(c.lower == "yet" for c in s.children(above.index))


def _no_longer(clauses: Clauses, v: int) -> bool:
    s = clauses.sentence
    return any(c.lower == "longer" and bool(s.children(c.index, "neg")) for c in s.children(v, "advmod"))


def of_governor(clauses: Clauses, v: int) -> Status:
    """The status of a verb by its own auxiliaries, or by those of the verb that it is coordinated with."""
    s = clauses.sentence
    while (
        s.tokens[v].dep == "conj"
        and s.tokens[v].tag in {"VB", "VBG", "VBN"}
        and not s.children(v, "aux", "auxpass", "nsubj")
    ):
        v = s.tokens[v].head
    status = of_verb(clauses, v, Context())
    return status if status in {Status.PLANNED, Status.HYPOTHETICAL, Status.PROPOSED} else Status.OCCURRED


def of_conjunct(clauses: Clauses, child: Token, ctx: Context, status: Status) -> Status:
    """A coordinated verb shares the auxiliaries of the first one unless it has its own or is finite."""
    bare = child.tag in {"VB", "VBG", "VBN"} and not clauses.sentence.children(child.index, "aux", "auxpass", "nsubj")
    return status if bare else ctx.status


def sayer(clauses: Clauses, v: int, child: Token) -> int | None:
    """The verb of saying to which a coordinated one belongs that the parse hangs on what is said: "accused" in "denied
    that it had fired and accused Manila", told by its tense, or on a relative clause that a comma ends.
    """
    s = clauses.sentence
    said = s.tokens[v]
    if child.tag != "VBD" or s.children(child.index, "aux", "nsubj"):
        return None
    above = next((a for a in s.ancestors(v) if a.pos == "VERB"), said)
    speaks = above.lemma in clauses.lexicon.reporting or above.lemma in clauses.lexicon.operators
    if above.index >= v or above.tag != "VBD" or not speaks:
        return None
    if said.dep == "relcl":
        return above.index if any(c.lower == "," and c.index > v for c in s.children(v, "punct")) else None
    # "Had refused and accused" tells nothing: the one may be as long ago as the other.
    auxiliaries = s.children(v, "aux", "auxpass")
    other = any(
        above.lemma == "deny" or c.tag == "MD" or (c.tag in {"VBZ", "VBP"} and c.lemma == "be") for c in auxiliaries
    )
    return above.index if said.dep == "ccomp" and said.head == above.index and other else None


def of_noun(clauses: Clauses, n: int) -> Status:
    """The status of what an event noun tells, by its adjectives and the verb above it."""
    s = clauses.sentence
    words = {c.lower for c in s.children(n, "amod", "compound", "advmod")}
    if words & _FUTURE_NOUN:
        return Status.PLANNED
    if words & _PROPOSED_NOUN:
        return Status.PROPOSED
    for above in s.ancestors(n):
        if above.pos in {"VERB", "AUX"}:
            modal = {c.lower for c in s.children(above.index, "aux")}
            if modal & {"will", "shall", "would"}:
                return Status.PLANNED
            if modal & {"may", "might", "could", "should", "must", "can"} or conditional(clauses, above.index):
                return Status.HYPOTHETICAL
            if above.dep in {"ccomp", "relcl", "ROOT"}:
                break
    return Status.OCCURRED


def reported(clauses: Clauses, ctx: Context) -> Status:
    """The status of what somebody says, where the saying itself has one."""
    return (
        Status.OCCURRED
        if ctx.status in {Status.OCCURRED, Status.ONGOING, Status.PLANNED, Status.PROPOSED}
        else ctx.status
    )


def finite(clauses: Clauses, v: int) -> bool:
    """Whether a clause states ("that he leaves") and does not ask ("that he leave")."""
    s = clauses.sentence
    subject = s.child(v, "nsubj")
    if s.tokens[v].tag == "VBP" and subject is not None and subject.tag in {"NN", "NNP"} and not s.children(v, "aux"):
        return bool(s.children(subject.index, "conj"))  # "that France recall its envoy"
    if s.tokens[v].tag == "VBD" and s.tokens[v].lower == s.tokens[v].lemma:
        return False  # "that Israel set them free"
    return s.tokens[v].tag in _FINITE or any(c.tag in _FINITE for c in s.children(v, "aux", "auxpass"))


def conditional(clauses: Clauses, v: int) -> bool:
    """Whether a clause tells a condition: "if", "unless", "should"."""
    return any(c.lower in _CONDITIONS for c in clauses.sentence.children(v, "mark", "advmod", "aux"))


def of_condition(clauses: Clauses, v: int, governor: Status) -> Status:
    """The status of what a condition tells: what came after a deed has been done, what comes after a plan is planned:
    "spoke before he flew", "will speak before he flies".
    """
    s = clauses.sentence
    if any(c.lower == "before" for c in s.children(v, "mark", "advmod")):
        if s.tokens[v].tag == "VBD" and governor is Status.OCCURRED:
            return Status.OCCURRED
        if governor is Status.PLANNED:
            return Status.PLANNED
    return Status.HYPOTHETICAL


def purposive(clauses: Clauses, v: int) -> bool:
    """Whether a clause tells what for: "to improve relations"."""
    tags = {"VB", "NN"}  # "offered to host talks", where the parse has a noun
    return clauses.sentence.tokens[v].tag in tags and any(c.lower == "to" for c in clauses.sentence.children(v, "aux"))


def infinitive(clauses: Clauses, v: int) -> bool:
    """Whether a verb is an infinitive: "to leave", or bare, as in "let them leave", tagged finite or not."""
    s = clauses.sentence
    token = s.tokens[v]
    bare = token.tag == "VB" or (token.tag == "VBP" and s.tokens[token.head].lemma in {"let", "make", "help"})
    return purposive(clauses, v) or (bare and not s.children(v, "aux", "mark"))


def _conditioned(clauses: Clauses, v: int) -> bool:
    """Whether a clause hangs on an "if"; what somebody will do "unless" is a plan."""
    s = clauses.sentence
    return any(
        conditional(clauses, c.index) and not any(m.lower == "unless" for m in s.children(c.index, "mark"))
        for c in s.children(v, "advcl")
    )


def own_word(clauses: Clauses, v: int) -> bool:
    """Whether somebody says what he himself would do: "said it would leave if the others did"."""
    s = clauses.sentence
    above, subject = s.tokens[s.tokens[v].head], s.child(v, "nsubj")
    own = subject is not None and subject.tag == "PRP" and s.child(above.index, "nsubj") is not None
    return own and s.tokens[v].dep == "ccomp" and above.lemma in clauses.lexicon.reporting


def _going(clauses: Clauses, v: int) -> bool:
    head = clauses.sentence.tokens[clauses.sentence.tokens[v].head]
    return head.lower == "going" or (head.lemma == "be" and clauses.sentence.tokens[v].tag == "VB")
