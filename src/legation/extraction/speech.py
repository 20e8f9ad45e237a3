"""Who speaks in a sentence: the verbs of saying, "according to", and the noun phrases of their speakers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from legation.extraction import lexicon, tables
from legation.extraction.actors import Cast, Scene
from legation.extraction.parse import Sentence, Token
from legation.extraction.sides import nearest_subject
from legation.model import EntityId, Party

_IRREAL = frozenset({"will", "would", "may", "might", "could", "should", "can", "must", "shall", "'ll", "wo", "ca"})
_NOBODY = frozenset({"nobody", "none", "few"})
_NEGATIVE = frozenset({"never", "neither", "nor", "hardly"})
_GOING_ON = frozenset({"go", "continue", "proceed", "seem", "appear", "want", "quote"})
_MODIFIERS = frozenset({"ADV", "AUX", "PART"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_SPEAKS_FOR = frozenset({"for", "of", "at", "with", "from"})
_BODIES: tuple[str, ...] = ("organization/", "state/")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of speech.

    `clause` verbs take what is said as a clause or in quotation marks, and `views` what is thought; `contrary` ones
    take it back; `quoting` ones only stand with words in quotation marks.
    """

    clause: frozenset[str]
    views: frozenset[str]
    contrary: frozenset[str]
    quoting: frozenset[str]
    attitudes: frozenset[str]
    """Verbs like the quoting ones, but only where no verb of saying stands above them."""
    topics: Mapping[str, tuple[str, ...]]
    """Verbs that say something of a noun phrase, with the prepositions that bring it; "" is the object."""
    documents: frozenset[str]
    sayings: frozenset[str]
    days: frozenset[str]

    @property
    def verbs(self) -> frozenset[str]:
        """All verbs."""
        return self.clause | self.views | self.contrary | self.quoting | self.attitudes | frozenset(self.topics)


@cache
def words() -> Words:
    """The words of `reporting.csv` and `speech.csv`."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    topics: defaultdict[str, list[str]] = defaultdict(list)
    for row in tables.rows("speech"):
        kinds[row["kind"]].add(row["word"])
        if row["kind"] == "topic":
            topics[row["word"]].append(row["preposition"])
    other = kinds["view"] | kinds["contrary"] | kinds["quote"] | kinds["attitude"]
    return Words(
        clause=frozenset((set(lexicon.load().reporting) | kinds["clause"]) - other),
        views=frozenset(kinds["view"]),
        contrary=frozenset(kinds["contrary"]),
        quoting=frozenset(kinds["quote"]),
        attitudes=frozenset(kinds["attitude"]),
        topics={verb: tuple(prepositions) for verb, prepositions in topics.items()},
        documents=frozenset(kinds["document"]),
        sayings=frozenset(kinds["saying"]),
        days=frozenset(kinds["day"]),
    )


@cache
def verbs() -> frozenset[str]:
    """The lemmas of all verbs of speech."""
    return words().verbs


@dataclass(frozen=True, slots=True)
class Saying:
    """A clause that tells who speaks: its verb (or "according"), and the head of the speaker's noun phrase."""

    verb: int
    speaker: int


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks, for whom, and in which office."""

    party: Party
    on_behalf_of: EntityId | None = None
    office: EntityId | None = None


def telling(s: Sentence) -> list[Token]:
    """The tokens of a sentence that may tell of speech: verbs, and "according"."""
    known = verbs()
    return [t for t in s.tokens if t.lemma in known or t.lower == "according"]


def sayings(scene: Scene, candidates: Iterable[Token], quoted: Sequence[bool] | None) -> list[Saying]:
    """The clauses of a sentence that tell of speech that took place.

    `candidates` are those of `telling`; `quoted` tells which tokens stand between marks.
    """
    s = scene.sentence
    found = []
    for token in candidates:
        if quoted and quoted[token.index]:
            continue
        if token.lower != "according":
            if token.pos not in {"VERB", "AUX"} and token.tag[:2] != "VB":
                continue
            if _took_place(s, token) and (speaker := speaker_of(s, token.index, quoted)) is not None:
                found.append(Saying(token.index, speaker))
        else:
            heads = scene.objects_of(token.index, "to")
            if not heads and (to := s.child(token.index, "prep", "prt")) is not None:
                heads = [c.index for c in s.children(to.index, "pobj")]
            if heads:
                found.append(Saying(token.index, heads[0]))
    return found


def _took_place(s: Sentence, verb: Token) -> bool:
    """Whether a verb tells of speech that took place: not "would say", "did not say", "declined to say"."""
    for child in s.children(verb.index):
        if child.dep == "neg" or child.lower in _NEGATIVE:
            return False
        if child.dep == "aux":
            if child.lower in _IRREAL:
                return False
            if child.lower == "to" and s.tokens[verb.head].lemma not in _GOING_ON:
                return False
        elif child.dep == "mark" and child.lower in {"if", "unless"}:
            return False
    return True


def speaker_of(s: Sentence, v: int, quoted: Sequence[bool] | None = None, depth: int = 0) -> int | None:
    """The head of the noun phrase that tells who speaks, or None where nobody is told."""
    verb = s.tokens[v]
    if s.child(v, "nsubjpass", "auxpass") is not None:
        if verb.lemma in {"quote", "cite"} and (subject := s.child(v, "nsubjpass")) is not None:
            return subject.index
        for agent in s.children(v, "agent"):
            if (who := s.child(agent.index, "pobj")) is not None:
                return who.index
        return None
    head = s.tokens[verb.head]
    if verb.dep == "pcomp" and head.lower == "as" and s.tokens[head.head].lemma in {"quote", "cite"}:
        quoting = head.head
        who = s.child(quoting, "nsubjpass", "dobj")
        return who.index if who is not None else None
    subject = nearest_subject(s, v)
    if subject is not None and subject.index > v and verb.tag == "VBG":
        subject = None
    if subject is not None and not (quoted and quoted[subject.index]):
        if subject.tag in {"WDT", "WP"}:
            return verb.head if verb.dep == "relcl" else None
        if subject.lower in _NOBODY or (
            subject.lower == "one" and any(c.lower == "no" for c in s.children(subject.index))
        ):
            return None
        if subject.pos in _NOMINAL or subject.tag == "DT":
            return subject.index
    beside = _beside(s, v, quoted) if verb.tag != "VBG" else None
    if beside is not None or depth > 3 or head.index == v:
        return beside
    if verb.dep in {"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep", "prep"} and verb.tag != "VBN":
        above = head
        while above.pos not in {"VERB", "AUX"} and above.head != above.index:
            above = s.tokens[above.head]
        if above.pos in {"VERB", "AUX"} and (verb.tag == "VBG" or verb.dep in {"conj", "xcomp"}):
            return _subject_above(s, above.index, quoted, depth + 1)
    if verb.dep == "acl" and verb.tag == "VBG" and head.pos in _NOMINAL:
        return head.index
    return None


def _subject_above(s: Sentence, v: int, quoted: Sequence[bool] | None, depth: int) -> int | None:
    """The subject that a participle or a coordinated verb shares with the verb above it."""
    subject = s.child(v, "nsubj", "nsubjpass")
    if subject is not None:
        if subject.tag in {"WDT", "WP"}:
            return s.tokens[v].head
        return subject.index if subject.pos in _NOMINAL and not (quoted and quoted[subject.index]) else None
    return speaker_of(s, v, quoted, depth)


def _beside(s: Sentence, v: int, quoted: Sequence[bool] | None) -> int | None:
    """The subject by position, where the parse took a quotation's noun for it: "...," said X; X said: "..."."""
    if quoted is None:
        return None
    if v == 0 or quoted[v - 1] or s.tokens[v - 1].text in {'"', ",", "»", "'"}:
        for token in s.tokens[v + 1 : v + 8]:
            if token.pos == "PUNCT" or quoted[token.index]:
                break
            if token.pos in _NOMINAL and token.dep not in {"compound", "poss", "nummod", "amod", "npadvmod"}:
                return token.index
    at = v - 1
    while at > 0 and s.tokens[at].pos in _MODIFIERS:
        at -= 1
    if at >= 0 and s.tokens[at].pos in _NOMINAL and not quoted[at] and (at == 0 or s.tokens[at].dep != "pobj"):
        return at
    return None


def voices(scene: Scene, head: int) -> tuple[Voice, ...]:
    """Who speaks, for a speaker's noun phrase; a document speaks for its author. Empty where a document names none."""
    s = scene.sentence
    if s.tokens[head].lemma in words().documents and scene.party(head) is None:
        owner = _author(scene, head)
        if owner is None:
            return ()
        head = owner
    parties = scene.parties(head)[:4]
    if not any(p.entity or p.code for p in parties):
        parties = (_holder(scene, head) or (parties[0] if parties else scene.anyone(head)),)
    named = {p.entity: p for p in reversed(parties) if p.entity is not None}
    if named:
        parties = tuple(p for p in parties if p.entity is None or named[p.entity] is p)
    single = len(parties) == 1
    return tuple(voice(scene, party, head if single else None) for party in parties)


def _holder(scene: Scene, head: int) -> Party | None:
    """The one holder of an office that the article has named, for "the president" where no state is told."""
    office = next((o.office for o in scene.offices if o.first <= head <= o.last and not o.plural), None)
    if office is None or office.kind != "office":
        return None
    cast = scene.cast
    holders = {known.entity: known for held, known in cast.holders.items() if held.endswith(f"-{office.key}")}
    home = cast.holders.get(EntityId(f"office/{cast.home[6:]}-{office.key}")) if cast.home is not None else None
    known = home or (next(iter(holders.values())) if len(holders) == 1 else None)
    if known is None:
        return None
    code = cast.gazetteer.state_code(known.state) if known.state is not None else ""
    span = scene.sentence.span(scene.extent(head))
    return Party(span=span, entity=known.entity, code=code, sector=known.sector or office.sector)


def _author(scene: Scene, head: int) -> int | None:
    s = scene.sentence
    if (owner := s.child(head, "poss")) is not None:
        return owner.index
    for preposition in ("by", "from", "of"):
        for below in scene.objects_of(head, preposition):
            return below
    for made in s.children(head, "acl"):
        for below in scene.objects_of(made.index, "by"):
            return below
    for child in s.children(head, "compound", "nmod", "amod"):
        if child.pos == "PROPN" or scene.adjective(child.index) is not None:
            return child.index
    return None


def voice(scene: Scene, party: Party, head: int | None) -> Voice:
    """A speaker with the office held and the state or organisation spoken for."""
    cast = scene.cast
    entity = party.entity
    office = None
    if entity is not None and entity.startswith("person/"):
        office = office_of(cast, entity)
    elif entity is not None and entity.startswith("office/"):
        office = entity
    return Voice(party, _principal(scene, party, head), office)


def office_of(cast: Cast, person: EntityId) -> EntityId | None:
    """The office that the article shows a person to hold."""
    for known in cast.people.values():
        if known.entity == person:
            return known.office
    return None


def _may_be_body(scene: Scene, token: Token) -> bool:
    """Whether a noun may name a body: a proper noun, or one that the gazetteer knows."""
    if token.pos == "PROPN":
        return True
    return token.pos == "NOUN" and any(o.first <= token.index <= o.last for o in scene.offices)


def _principal(scene: Scene, party: Party, head: int | None) -> EntityId | None:
    """For whom somebody speaks: the body named with him ("a spokesman for the ministry"), else his state."""
    cast = scene.cast
    entity = party.entity
    if entity is not None and entity.startswith("state/"):
        return None
    s = scene.sentence
    if head is not None and (entity is None or not entity.startswith("organization/")):
        for i in (head, *(c.index for c in s.children(head, "appos"))):
            for child in s.children(i):
                if child.dep == "prep" and child.lower in _SPEAKS_FOR:
                    below, wanted = s.child(child.index, "pobj"), _BODIES
                elif child.dep in {"compound", "nmod", "poss"}:
                    below, wanted = child, ("organization/",)
                else:
                    continue
                body = scene.party(below.index) if below is not None and _may_be_body(scene, below) else None
                if body is not None and body.entity is not None and body.entity.startswith(wanted):
                    return body.entity
    described = cast.entities.get(entity) if entity is not None else None
    if described is not None and described.body is not None:
        return described.body
    if described is not None and described.state is not None:
        return described.state
    if party.code and party.code != "IGO":
        return EntityId(f"state/{party.code}")
    return None
