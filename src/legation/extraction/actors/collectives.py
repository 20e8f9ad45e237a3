"""Several actors in one noun phrase: "the two leaders", "officials of both countries", "their foreign ministers"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from legation.extraction.actors import allegiance, offices, pronouns
from legation.extraction.actors.referents import Referents
from legation.extraction.names import OfficeMatch
from legation.extraction.parse import Token
from legation.model import EntityId, Party, Span

PLURAL = frozenset("they them their theirs themselves both".split())
_STATES = frozenset("country nation state side party power neighbour neighbor government capital rival foe".split())
_SIDES = frozenset("side party".split())
_BESIDE = frozenset({"neighbour", "neighbor"})
_MEN = frozenset("man woman pair duo two three".split())
_CHIEFS = frozenset("leader minister president premier chancellor king monarch counterpart delegation envoy".split())
"""Of whom "the ministers" without a number are those of the states at hand."""
_AT = frozenset("to on upon against with at".split())
_BROKERS = frozenset("host broker mediate chair arrange facilitate convene".split())
"""Who does so between others is a third."""
_NUMBERS = {"both": 2, "two": 2, "pair": 2, "duo": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_DEFINITE = frozenset({"the", "both", "these", "all", "those"})
_OWNING = ("of", "from", "in", "between")
_MEMBERS = 7
"""More states than this are the members of an organisation: "the 27 countries"."""
_NAMESAKES = {
    "koreas": (EntityId("state/KOR"), EntityId("state/PRK")),
    "sudans": (EntityId("state/SDN"), EntityId("state/SSD")),
    "congos": (EntityId("state/COD"), EntityId("state/COG")),
}
_NEAR = 3
"""Sentences back to which "they" may point."""
_ASKING = frozenset("propose urge demand suggest request recommend ask insist".split())


def members(scene: Referents, head: int) -> tuple[Party, ...]:
    """The actors of a noun phrase that stands for several; empty where it stands for one, or for nobody known."""
    token = scene.sentence.tokens[head]
    if token.lower in PLURAL and token.dep != "det":
        return pronoun(scene, token)
    if (halved := _halves(scene, head)) is not None:
        return halved
    office = scene.office_at.get(head)
    title = office if office is not None and office.last == head else None
    if found := _named(scene, head, title) or _owned(scene, head, title) or _neighbours(scene, head):
        return found
    number = _how_many(scene, head)
    if number is None:
        return ()
    lemma = token.lemma
    if lemma in _MEN or (token.pos == "NUM" and number):
        return _spanning(scene, head, _gathered(scene, head, number, persons=lemma in _MEN - {"two", "three"}))
    if lemma in _STATES:
        if scene.sentence.children(head, "amod") and not number:
            return ()  # "the warring parties"
        return _spanning(scene, head, _as_states(_at_hand(scene, head, number, gathered=lemma in _SIDES)))
    if title is None or not title.plural or title.office.sector == "CVL":
        return ()
    if number or lemma in _CHIEFS:
        return _holding(scene, head, title, number)
    return ()


def _halves(scene: Referents, head: int) -> tuple[Party, ...] | None:
    """Two states of one name: "the two Koreas", "North and South Korea"."""
    tokens = scene.sentence.tokens
    before = [t.lower for t in tokens[max(0, head - 3) : head]]
    joint = len(before) == 3 and before[1] == "and" and {before[0], before[2]} <= {"north", "south"}
    name = tokens[head].lower if tokens[head].tag == "NNPS" else f"{tokens[head].lower}s" if joint else ""
    if (states := _NAMESAKES.get(name)) is None:
        return None
    span = Span(tokens[head].begin, tokens[head].end)
    return tuple(Party(span=span, entity=e, code=allegiance.code_of(scene, e), sector="GOV") for e in states)


def pronoun(scene: Referents, token: Token) -> tuple[Party, ...]:
    """Whom "they" or "both" means: a subject above its clause, the last sentence's, or who was named together."""
    s = scene.sentence
    if token.lower == "both":
        found = _gathered(scene, token.index, 2, persons=False)
    else:
        found = ()
        for verb in (a for a in s.ancestors(token.index) if a.pos in {"VERB", "AUX"}):
            subject = s.child(verb.index, "nsubj", "nsubjpass")
            if subject is None or subject.index >= token.index or pronouns.governs(s, verb, token):
                continue
            if token.index in s.subtree(subject.index):
                continue
            if subject.lower not in PLURAL and (found := scene.parties(subject.index)):
                break
        found = found or _beside(scene, token)
        if not found and scene.cast.last_people is not None:
            near = scene.cast.together(scene.sentence.passage.number - _NEAR)
            found = scene.cast.last_people or next(near, ())
    return _spanning(scene, token.index, found)


def _beside(scene: Referents, token: Token) -> tuple[Party, ...]:
    """Those told together before a pronoun, outside its clause: "was agreed by Lee and Xi when they met"."""
    s = scene.sentence
    if token.dep not in {"nsubj", "nsubjpass", "poss"}:
        return ()
    clause = next((a for a in s.ancestors(token.index) if a.dep in {"advcl", "relcl", "ccomp", "conj"}), None)
    inside = set(s.subtree(clause.index)) if clause is not None else set(range(len(s.tokens)))
    for before in reversed(s.tokens[: token.index]):
        if before.index in inside or before.dep not in {"pobj", "dobj"} or s.child(before.index, "conj") is None:
            continue
        if len(found := scene.parties(before.index)) > 1 and all(p.entity and p.code for p in found):
            return found
    return ()


def neighbour(scene: Referents, head: int, owners: set[EntityId]) -> EntityId | None:
    """The other state at hand: "its neighbour"."""
    pair = scene.cast.salience.pair(_before(scene, head)) or ()
    others = [state for state in pair if state not in owners]
    return others[0] if len(others) == 1 else scene.cast.salience.most(owners)


def _neighbours(scene: Referents, head: int) -> tuple[Party, ...]:
    """The two that had to do with one another last and are nobody's own: "Brazil urged its neighbours to talk"."""
    s = scene.sentence
    if s.tokens[head].tag != "NNS" or s.tokens[head].lemma not in _BESIDE:
        return ()
    if s.children(head, "amod", "compound", "nummod"):
        return ()
    for owner in s.children(head, "poss"):
        own = {p.code for p in scene.parties(owner.index)}
        pairs = (p for p in scene.cast.pairs() if own and (own | {"IGO"}).isdisjoint(party.code for party in p))
        pair = next(pairs, ())
        return _spanning(scene, head, _as_states(pair))
    return ()


def _named(scene: Referents, head: int, title: OfficeMatch | None) -> tuple[Party, ...]:
    """The actors of several named states that share one noun: "Russia and Turkey's foreign ministers"."""
    s = scene.sentence
    if s.tokens[head].tag not in {"NNS", "NNPS"}:
        return ()
    left = [c.index for c in s.children(head) if c.dep in {"poss", "amod", "compound", "nmod"}]
    for first in (*left, *scene.objects_of(head, "of"), *scene.objects_of(head, "from")):
        chain = [first]
        for i in chain:
            chain.extend(c.index for c in s.children(i, "conj"))
        if first in left and any(s.children(first, "cc")):
            chain += [i for i in left if i not in chain]  # "UK and EU negotiators"
        states = {i: state for i in chain if i in scene.name_at and (state := allegiance.state_at(scene, i))}
        if len(set(states.values())) > 1:
            spans = (scene.name_at[i] for i in states)
            return tuple(
                _acting(scene, state, title, head, Span(s.tokens[name.first].begin, s.tokens[name.last].end))
                for state, name in zip(states.values(), spans, strict=True)
            )
    return ()


def _owned(scene: Referents, head: int, title: OfficeMatch | None) -> tuple[Party, ...]:
    """Those of several states that are not named: "officials of both countries", "their presidents"."""
    s = scene.sentence
    token = s.tokens[head]
    plural = token.tag in {"NNS", "NNPS"}
    owners: list[Party] = []
    for child in s.children(head, "poss"):
        if child.lower == "their" and plural:
            owners += pronoun(scene, child)
        elif child.lemma in _STATES:
            owners += members(scene, child.index)
    for preposition in _OWNING:
        for below in scene.objects_of(head, preposition):
            if s.tokens[below].lemma in _STATES | {"member"}:
                owners += members(scene, below) or _union(scene, below)
    states = dict.fromkeys(state for p in owners if (state := allegiance.acts_for(scene, p)))
    if title is None or not (len(states) > 1 or (states and next(iter(states)).startswith("organization/"))):
        return ()
    span = s.span(scene.extent(head))
    return tuple(_acting(scene, state, title, head, span, several=plural) for state in states)


def _union(scene: Referents, head: int) -> tuple[Party, ...]:
    """The organisation whose members are meant: "the foreign ministers of the 27 member states"."""
    token = scene.sentence.tokens[head]
    numbers = [c for c in scene.sentence.children(head, "nummod") if c.text.isdigit() and int(c.text) > _MEMBERS]
    member = token.lemma == "member" or any(c.lemma == "member" for c in scene.sentence.children(head, "compound"))
    body = scene.cast.institution() if numbers or member else None
    if body is None:
        return ()
    return (Party(span=Span(token.begin, token.end), entity=body, code="IGO", sector="GOV"),)


def _how_many(scene: Referents, head: int) -> int | None:
    """How many "the two leaders" are, 0 where that is not told, None where the phrase points back to nobody."""
    s = scene.sentence
    token = s.tokens[head]
    children = s.children(head)
    words = {c.lower for c in children if c.dep in {"det", "predet", "nummod", "amod", "compound", "cc", "preconj"}}
    if not words & _DEFINITE:
        return None
    if any(c.index in scene.name_at or c.dep == "poss" for c in children):
        return None
    if any(c.dep == "prep" and c.lower in {"of", "from", "in", "for"} for c in children):
        return None
    if token.pos == "NUM" or token.lemma in {"pair", "duo"}:
        return _NUMBERS.get(token.lower)
    if token.tag not in {"NNS", "NNPS"}:
        return None
    number = next((_NUMBERS[w] for w in words if w in _NUMBERS), 0)
    if not number and s.children(head, "nummod"):
        return None
    if token.lemma in _MEN and not number:
        return None
    return number


def _before(scene: Referents, head: int) -> list[EntityId]:
    """The states that the sentence names before a noun: what follows it can be none of "the two countries"."""
    begin = scene.sentence.tokens[head].begin
    return list(
        dict.fromkeys(state for at, state in allegiance.named(scene) if scene.sentence.tokens[at].begin < begin)
    )


def _doers(scene: Referents, head: int) -> frozenset[str]:
    """The code of whoever does something to, with or for several others, and so is none of them: "Oman" in "Oman urged
    both countries to talk" and in "Oman offered to host a meeting of the two ministers".
    """
    s = scene.sentence
    token = s.tokens[head]
    if token.dep == "pobj":
        preposition = s.tokens[token.head]
        above = s.tokens[preposition.head]
        joint = preposition.lower in {"of", "between"} and s.tokens[above.head].lemma in _BROKERS
        if above.pos != "VERB":
            above = s.tokens[above.head]
        if not (joint or preposition.lower in _AT) or above.pos != "VERB":
            return frozenset()
        verb = above
    elif token.dep in {"dobj", "dative"} or (token.dep == "nsubj" and s.tokens[token.head].dep in {"xcomp", "ccomp"}):
        verb = s.tokens[token.head]
        asked = s.tokens[verb.head].lemma in _ASKING  # "proposed that the two states set up a commission"
        if token.dep == "nsubj" and (s.tokens[verb.head].index > head or (verb.tag != "VB" and not asked)):
            return frozenset()
        verb = s.tokens[verb.head] if token.dep == "nsubj" else verb
    else:
        return frozenset()
    for clause in (verb, *s.ancestors(verb.index)):
        subject = s.child(clause.index, "nsubj", "nsubjpass") if clause.pos in {"VERB", "AUX"} else None
        if subject is not None:
            near = scene.parties(subject.index) if subject.index < head else ()
            # What traders ask of both governments they may ask of their own.
            codes = {p.code if p.sector not in allegiance.CIVIL | {"BUS"} else "" for p in near if p.code}
            return frozenset(codes) if len(codes) == 1 else frozenset()
    return frozenset()


def _gathered(scene: Referents, head: int, number: int, persons: bool) -> tuple[Party, ...]:
    """Who was named together last, that many of them; with `persons`, only people."""
    doers = _doers(scene, head)
    for group in scene.cast.pairs() if number == 2 else scene.cast.together():
        if doers & {p.code for p in group}:
            continue
        people = [p for p in group if (p.entity or "").startswith(("person/", "office/"))]
        if len(group) == number and (not persons or len(people) == number):
            return group
    return () if persons else _at_hand(scene, head, number, gathered=False)


def _at_hand(scene: Referents, head: int, number: int, gathered: bool) -> tuple[Party, ...]:
    """The states, or sides, that the article speaks of here: those of the sentence, of a group, or of the article."""
    doers = _doers(scene, head)
    without = {EntityId(f"state/{code}") for code in doers}
    here = [state for state in _before(scene, head) if state not in without]
    if number in {0, 2} and len(here) == 2:
        return tuple(_state(scene, s) for s in here)
    size = number or 2
    near = scene.sentence.passage.number
    if size == 2:
        groups = scene.cast.pairs(0 if gathered or doers else near - _NEAR, news=bool(doers))
    else:
        groups = scene.cast.together(0 if gathered else near - 1)
    likely = []
    for group in groups:
        codes = {p.code for p in group}
        if len(group) != size or doers & codes or len(codes) not in ({1, size} if gathered else {size}):
            continue
        if {allegiance.code_of(scene, state) for state in here} <= codes or size != 2:
            likely.append(group)
    if likely and size == 2:  # those whom the article is about before one of them and a third, who only speaks of it
        main = max(likely, key=lambda g: scene.cast.salience.weight(EntityId(f"state/{p.code}") for p in g))
        return main if doers or {p.code for p in main} & {p.code for p in likely[0]} else likely[0]
    if likely:
        return likely[0]
    if size == 2 and (pair := scene.cast.salience.pair(here, without)) is not None:
        return tuple(_state(scene, s) for s in pair)
    for group in scene.cast.together():
        if len(group) == size and len({p.code for p in group}) == size and not doers & {p.code for p in group}:
            return group
    if not number:
        return ()
    found: dict[str, Party] = {}
    for party in reversed(scene.cast.recent):
        if len(found) < number and (party.entity or "").startswith(("state/", "person/", "office/", "organization/")):
            found.setdefault(party.code, party)
    return tuple(reversed(found.values())) if len(found) == number else ()


def _holding(scene: Referents, head: int, title: OfficeMatch, number: int) -> tuple[Party, ...]:
    """The holders of an office, each of one of the states at hand: "the two presidents", "the ministers"."""
    lemma = scene.sentence.tokens[head].lemma
    whose = None if number else scene.cast.roles.get(f"{lemma}s")
    for group in scene.cast.together() if whose is None or whose.startswith("state/") else ():
        if len(group) > 1 and number in {0, len(group)} and all(_is(scene, p, lemma) for p in group):
            return _spanning(scene, head, group)
    span = scene.sentence.span(scene.extent(head))
    if whose is not None:
        return (_acting(scene, whose, title, head, span, several=True),)
    states = [state for p in _at_hand(scene, head, number, gathered=False) if (state := allegiance.acts_for(scene, p))]
    codes = {allegiance.code_of(scene, state) for state in states}
    if not number and not any({p.code for p in group} == codes for group in scene.cast.together()):
        return ()
    return tuple(_acting(scene, state, title, head, span) for state in dict.fromkeys(states))


def _is(scene: Referents, party: Party, lemma: str) -> bool:
    """Whether a party is known to be a minister, a president, a leader."""
    known = next((k for k in scene.cast.holders.values() if k.entity == party.entity), None)
    office = (known.office if known is not None else party.entity) or ""
    if not office.startswith(("office/", "group/")):
        return False
    if lemma == "leader":
        return office.endswith(("-president", "-prime-minister", "-leader", "-king", "-chancellor", "-monarch"))
    return lemma in office.partition("/")[2].split("-")


def _acting(
    scene: Referents, state: EntityId, title: OfficeMatch | None, head: int, span: Span, several: bool = False
) -> Party:
    """Who acts for a state under a title, or the state itself."""
    plural = several and title is not None and title.of(allegiance.code_of(scene, state)).kind != "office"
    party = offices.holder(scene, state, title, head, span, plural=plural) if title is not None else None
    return party or replace(_state(scene, state), span=span)


def _state(scene: Referents, state: EntityId) -> Party:
    return Party(span=Span(0, 0), entity=state, code=allegiance.code_of(scene, state), sector="GOV")


def _as_states(parties: Iterable[Party]) -> tuple[Party, ...]:
    """The states for which people and bodies act; organisations of states and armed groups as they are."""
    return tuple(
        replace(p, entity=EntityId(f"state/{p.code}"), sector="GOV")
        if p.code
        and p.code != "IGO"
        and (p.entity or "").startswith(("state/", "person/", "office/", f"organization/{p.code}-", f"group/{p.code}-"))
        else p
        for p in parties
    )


def _spanning(scene: Referents, head: int, parties: Iterable[Party]) -> tuple[Party, ...]:
    """The parties, each where this noun phrase tells it; a pronoun's where the sentence names them."""
    token = scene.sentence.tokens[head]
    own = scene.sentence.passage.span
    told = []
    for party in parties:
        known = scene.cast.holders.get(party.entity) if party.entity is not None else None
        entity = known.entity if known is not None else party.entity
        here = token.lower in PLURAL and own.begin <= party.span.begin < own.end and party.span.end > 0
        told.append(replace(party, entity=entity, span=party.span if here else Span(token.begin, token.end)))
    return tuple(told)
