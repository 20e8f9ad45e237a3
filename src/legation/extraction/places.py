"""Where an act took place: the places named in the clause of its trigger, told from parties that bear the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from legation.extraction import tables
from legation.extraction.actors import Scene, allegiance
from legation.extraction.names import NameMatch
from legation.extraction.parse import Token
from legation.extraction.salience import Salience
from legation.gazetteer import Gazetteer, Role
from legation.model import Entity, EntityId, EntityKind, EventType, Name
from legation.slugs import slug

_IN = frozenset(
    {"in", "at", "near", "outside", "inside", "around", "off", "across", "throughout", "within", "along", "on", "over"}
    | {"aboard", "above", "beside", "beneath", "through"}
)
_SUMMONING = frozenset({"summon", "call", "invite", "recall"})
_GOING = frozenset({"visit", "tour"})
_TO = frozenset(
    {
        "travel",
        "fly",
        "go",
        "come",
        "head",
        "arrive",
        "return",
        "trip",
        "visit",
        "journey",
        "pilgrimage",
        "move",
        "land",
    }
)
_GATHERED = frozenset({"speak", "meet", "address", "gather", "assemble"})
_SIGNING = frozenset({"sign", "ink", "initial", "conclude", "hold", "host", "attend", "reach", "seal"})
_SHARED = frozenset({"xcomp", "conj", "acl", "pcomp"})
_NAMED_MEETINGS = frozenset({"summit", "conference", "ceremony", "forum", "meeting", "session", "talk", "talks"})
_MISSIONS = frozenset({"embassy", "consulate", "mission"})
_SIDELINES = frozenset({"sideline", "margin"})
_BORDERS = frozenset({"border", "frontier"})

_VERBAL = frozenset(
    {EventType.ACCUSE, EventType.REJECT, EventType.REQUEST, EventType.THREATEN, EventType.SUPPORT, EventType.SANCTION}
)
_TAKING = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.RETREAT})
_BODILY = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.PROTEST, EventType.RETREAT})
_SOCIAL = frozenset({EventType.CONSULT, EventType.COOPERATE, EventType.AID})


@dataclass(frozen=True, slots=True)
class _Venues:
    meetings: frozenset[str]
    sites: frozenset[str]
    areas: frozenset[str]
    calendar: frozenset[str]
    named: frozenset[str]


@cache
def venues() -> _Venues:
    """The table `venues.csv`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in tables.rows("venues"):
        found[row["kind"]].add(row["word"])
    return _Venues(
        meetings=frozenset(found["meeting"]),
        sites=frozenset(found["site"]),
        areas=frozenset(found["area"]),
        calendar=frozenset(found["calendar"]),
        named=frozenset(found["named"]),
    )


def place_of(
    scene: Scene, index: int, kind: EventType | None = None, salience: Salience | None = None
) -> EntityId | None:
    """The place where the act of the trigger token `index` took place, or the state where only that is named.

    None where the clause names none. `kind` tells acts of speech, whose objects lie elsewhere ("condemned the attack in
    Kabul"), from deeds. `salience` helps to choose among places of one name. The place is added to the scene's cast.
    """
    finder = _Finder(scene, kind, salience)
    return finder.find(index)


def _capital(gazetteer: Gazetteer, state: EntityId) -> EntityId | None:
    return next((s.capital for s in gazetteer.states if s.entity == state), None)


class _Finder:
    def __init__(self, scene: Scene, kind: EventType | None, salience: Salience | None) -> None:
        self.scene = scene
        self.sentence = scene.sentence
        self.kind = kind
        self.salience = salience
        self.venues = venues()

    def find(self, index: int) -> EntityId | None:
        s = self.sentence
        at = index
        for step in range(4):
            token = s.tokens[at]
            found = self._here(at, fronted=step > 0 and s.tokens[index].dep == "conj")
            if found is not None:
                return found
            if token.dep == "relcl" and any(c.lower == "where" for c in s.children(at, "advmod")):
                return self._named(token.head) or self._below(token.head, 0)
            if token.head == at:
                return None
            if token.pos in {"NOUN", "PROPN"}:
                verb = next((a for a in s.ancestors(at) if a.pos in {"VERB", "AUX"}), None)
                if verb is None or token.dep not in {"dobj", "nsubj", "nsubjpass", "attr", "pobj", "conj"}:
                    return None
                at = verb.index
            elif token.dep == "acl" and s.child(at, "nsubj") is not None:
                return None
            elif token.dep in _SHARED and s.tokens[token.head].pos in {"VERB", "AUX", "NOUN", "ADP"}:
                at = token.head if s.tokens[token.head].pos != "ADP" else s.tokens[token.head].head
            else:
                return None
        return None

    def _here(self, at: int, fronted: bool = False) -> EntityId | None:
        """The place told with one token of the clause: beside a verb, its objects and the meetings that it names."""
        s = self.sentence
        token = s.tokens[at]
        verb = token.pos in {"VERB", "AUX"}
        if (found := self._visited(token)) is not None:
            return found
        objects = (
            [h for c in s.children(at, "dobj", "nsubjpass", "attr") for h in self.scene.heads(c.index)] if verb else []
        )
        for place in self._places(at, fronted, objects):
            return place
        for o in objects:
            if self._holds(token, o):
                for place in self._places(o, False, []):
                    return place
                if (found := self._compound(o)) is not None:
                    return found
        if not verb and (found := self._compound(at)) is not None:
            return found
        if verb:
            for child in s.children(at, "advcl"):
                if child.lemma in _GATHERED:
                    for place in self._places(child.index, False, []):
                        return place
            for child in s.children(at, "prep"):
                # "During a visit to Ankara", "on the sidelines of a summit in Jeddah"
                if child.lower in {"during", "after", "at", "on", "following", "ahead"}:
                    for p in s.children(child.index, "pobj"):
                        if (found := self._visited(p)) is not None and child.lower in {"during", "on"}:
                            return found
            return self._further(token, objects)
        return None

    def _further(self, verb: Token, objects: list[int]) -> EntityId | None:
        """The place told with who takes part, where nothing beside the verb tells it."""
        s = self.sentence
        if verb.lemma in _SUMMONING:
            for head in self.scene.objects_of(verb.index, "to"):
                if (found := self._place(head, "in")) is not None:
                    return found
        if self.kind in _BODILY or self.kind in _SOCIAL:
            for o in objects:
                for part in self._parts(o):
                    for place in self._places(part, False, []):
                        return place
        if self.kind in _BODILY:
            for subject in s.children(verb.index, "nsubj"):
                for place in self._places(subject.index, False, []):
                    return place
        if self.kind in _TAKING:  # "kidnapped from a mine in Zamfara", "pulled out of Sinjar"
            for left in self.scene.objects_of(verb.index, "from"):
                found = self._place(left, "from")
                if found is not None and found.startswith("place/"):
                    return found
        return None

    def _parts(self, i: int) -> Iterator[int]:
        """The nouns of which a noun is told to be: "an envoy of the rebels in Muscat"."""
        for head in self.scene.objects_of(i, "of"):
            yield head
            yield from self._parts(head)

    def _holds(self, verb: Token, o: int) -> bool:
        """Whether the place of a verb's object is that of the act: "held talks in", not "condemned the attack in"."""
        if self.kind in _VERBAL and verb.lemma not in _SIGNING:
            return False
        lemma = self.sentence.tokens[o].lemma
        if lemma in self.venues.meetings or self.kind in _BODILY:
            return True
        return self.kind in _SOCIAL and self.scene.party(o) is not None

    def _places(self, at: int, fronted: bool, objects: list[int]) -> Iterator[EntityId]:
        """The places of the prepositional phrases below a token."""
        s = self.sentence
        for child in s.children(at, "prep"):
            if child.lower not in _IN or (fronted and child.index > at):
                continue
            told = self.kind in _VERBAL and s.tokens[at].lemma not in _SIGNING
            if told and any(at < o < child.index and s.tokens[o].pos != "PRON" for o in objects):
                continue
            for p in s.children(child.index, "pobj"):
                found = self._place(p.index, child.lower)
                if found is not None:
                    yield found

    def _place(self, i: int, preposition: str, depth: int = 0) -> EntityId | None:
        """The place that the noun after a locative preposition names or stands in."""
        s = self.sentence
        token = s.tokens[i]
        if preposition not in {"on", "over"} and (found := self._named(i)) is not None:
            return found
        if not (token.pos in {"NOUN", "PROPN"} or token.dep == "pobj") or depth > 3:
            return None
        area = token.lemma in self.venues.areas or token.lower in self.venues.areas
        if preposition in {"on", "over"} and not (
            area or token.lemma in self.venues.sites or token.lemma in _SIDELINES
        ):
            hit = token.pos == "PROPN" and self.kind in _BODILY  # "an attack on Odesa", but not "called on Colombo"
            return found if hit and (found := self._named(i)) is not None and found.startswith("place/") else None
        if token.lemma == "capital" and (state := self._state_beside(i)) is not None:
            capital = _capital(self.scene.cast.gazetteer, state)
            if capital is not None and not self.scene.objects_of(i, "of"):
                return self._kept(self.scene.cast.gazetteer.entity(capital))
        if area or {token.lemma, token.lower} & (self.venues.meetings | self.venues.sites):
            found = self._below(i, depth)
            if found is not None:
                return found
            if token.lemma not in _MISSIONS and (found := self._compound(i, site=True)) is not None:
                return found
        if area and token.lemma not in _BORDERS:
            return self._state_beside(i)
        return None

    def _below(self, i: int, depth: int) -> EntityId | None:
        """The place in the phrases and appositions below a noun: "the port of Arica", "a hotel outside Geneva"."""
        s = self.sentence
        area = s.tokens[i].lemma in self.venues.areas or s.tokens[i].lower in self.venues.areas
        for child in s.children(i, "prep", "appos"):
            if child.dep == "appos":
                if area and (found := self._named(child.index, self._state_beside(i))) is not None:
                    return found
                continue
            of = child.lower == "of" and (area or s.tokens[i].lemma in _SIDELINES)
            if child.lower not in _IN and not of:
                continue
            for p in s.children(child.index, "pobj"):
                found = (
                    self._named(p.index, self._state_beside(i))
                    or self._place(p.index, "in", depth + 1)
                    or (self._unlisted(p.index, i) if of else None)
                )
                if found is not None:
                    return found
        return None

    def _compound(self, i: int, site: bool = False) -> EntityId | None:
        """Reads "the Tokyo summit", "Ankara airport": a place that stands before its meeting or site."""
        s = self.sentence
        token = s.tokens[i]
        if not site and token.lemma not in _NAMED_MEETINGS:
            return None
        if token.pos == "PROPN" and token.lower in self.venues.named:
            return self._unlisted(i, i)  # "Delft Island" is no island of Delft
        for child in reversed(s.children(i, "compound", "nmod")):
            if child.pos == "PROPN" and child.index < i:
                found = self._named(child.index)
                if found is None or not found.startswith("place/"):
                    continue
                if token.lemma in {"talk", "talks", "meeting"} and self._is_capital(
                    self.scene.cast.gazetteer.entity(found)
                ):
                    continue
                return found
        if site and (before := [c for c in s.children(i, "compound") if c.index == i - 1]):
            return self._unlisted(before[0].index, i)
        return None

    def _unlisted(self, i: int, sort: int) -> EntityId | None:
        """A place that the gazetteer lacks, named with its sort: "the village of Anefis", "the Torkham crossing".

        It lies in the state that the text tells beside it.
        """
        tokens = self.sentence.tokens
        if tokens[sort].lemma not in self.venues.named and tokens[sort].lower not in self.venues.named:
            return None
        known = any(m.first <= i <= m.last for m in self.scene.names) or tokens[i].lower in self.scene.cast.people
        if known or tokens[i].pos != "PROPN" or not tokens[i].text[0].isupper():
            return None
        name = self._text(self._starts(i)[0], i)
        beside = self._state_beside(sort) or self._state_after(i) or self._state_within(i, sort)
        state = beside or allegiance.playing(self.scene)
        key = f"{slug(name)}-{state.removeprefix('state/')}" if state else slug(name)
        return self._kept(Entity(id=EntityId(f"place/{key}"), kind=EntityKind.PLACE, names=(Name(name),), state=state))

    def _state_within(self, *nouns: int) -> EntityId | None:
        """The state in which nouns are told to lie, in the phrases after them: "the town of Tiné in eastern Chad"."""
        tokens = self.sentence.tokens
        for i in (*nouns, *(tokens[noun].head for noun in nouns)):
            for head in self.scene.objects_of(i, "in"):
                if (place := self._named(head)) is None or place.startswith("state/"):
                    state = place
                else:
                    state = (self.scene.cast.entities.get(place) or self.scene.cast.gazetteer.entity(place)).state
                if state is not None:
                    return state
        return None

    def _visited(self, token: Token) -> EntityId | None:
        """Where somebody went or what was struck: "visited Moscow", "a trip to Lima", "shelled Kharkiv"."""
        s, scene = self.sentence, self.scene
        if token.lemma in _GOING and token.pos == "VERB":
            for child in s.children(token.index, "dobj"):
                if (found := self._named(child.index)) is not None:
                    return found
        if self.kind is EventType.ASSAULT:
            struck = [c.index for c in s.children(token.index, "dobj", "nsubjpass")] if token.pos == "VERB" else []
            for head in (*struck, *scene.objects_of(token.index, "on")):
                found = self._named(head) or (
                    self._place(head, "at") if s.tokens[head].lemma in self.venues.areas else None
                )
                if found is not None and found.startswith("place/"):
                    return found
        if token.lemma in _TO:
            for head in (*scene.objects_of(token.index, "to"), *scene.objects_of(token.index, "in")):
                if (found := self._named(head)) is not None:
                    return found
        return None

    # --- names --------------------------------------------------------------------------------------------------------

    def _named(self, i: int, state: EntityId | None = None) -> EntityId | None:
        """The place or the state that a token is the name of; `state` is where it is told to lie."""
        s, scene = self.sentence, self.scene
        token = s.tokens[i]
        gazetteer = scene.cast.gazetteer
        match = next((m for m in scene.names if m.first <= i <= m.last), None)
        if match is not None and match.last == i:
            longer = [f for f in self._starts(i) if f < match.first]  # "Port Sudan"
            found = next((p for f in longer if (p := gazetteer.places(self._text(f, i)))), None)
            return self._kept(self._likely(found, i, state)) if found else self._of_name(match, gazetteer)
        if match is not None and match.first == i:  # "the Gulf of Finland"
            return self._of_name(match, gazetteer)
        named = token.pos == "PROPN" or (token.pos == "NOUN" and i > 0)
        if not named or token.lower in self.venues.calendar or not token.text[0].isupper():
            return None
        for first in self._starts(i):
            name = self._text(first, i)
            if name.lower() in scene.cast.people:
                return None
            found = gazetteer.places(name, definite=first > 0 and s.tokens[first - 1].lower == "the")
            if found:
                return self._kept(self._likely(found, i, state))
        return None

    def _of_name(self, match: NameMatch, gazetteer: Gazetteer) -> EntityId | None:
        form = match.forms[0]
        if form.role is Role.CAPITAL:
            for place in gazetteer.places(form.text):
                if place.state == form.entity:
                    return self._kept(place)
            return form.entity
        if form.role is Role.SEAT:
            code = gazetteer.state_code(form.entity)
            capital = _capital(gazetteer, EntityId(f"state/{code}")) if code else None
            return self._kept(gazetteer.entity(capital)) if capital is not None else None
        if form.role is Role.REGION or form.entity.startswith("place/"):
            return self._kept(gazetteer.entity(form.entity)) if form.entity.startswith("place/") else None
        if form.role in {Role.NAME, Role.FORMER, Role.ACRONYM} and form.entity.startswith("state/"):
            return form.entity
        return None

    def _starts(self, i: int) -> list[int]:
        """Where a name that ends at a token may begin, the longest first."""
        tokens = self.sentence.tokens
        first = i
        while first > 0:
            before = tokens[first - 1]
            further = tokens[first - 2] if first > 1 else None
            glued = further is not None and before.text in {"-", "'", "'s"} and before.begin == further.end
            joined = further is not None and before.lower in {"al", "de", "la", "of", "el"} and further.pos == "PROPN"
            if before.pos != "PROPN" and not glued and not joined:
                break
            first -= 1
        return list(range(first, i + 1))

    def _text(self, first: int, last: int) -> str:
        tokens = self.sentence.tokens
        parts = [tokens[first].text]
        for before, token in zip(tokens[first:last], tokens[first + 1 : last + 1], strict=True):
            parts.append(token.text if before.end == token.begin else f" {token.text}")
        return "".join(parts)

    def _likely(self, found: tuple[Entity, ...], i: int, state: EntityId | None) -> Entity:
        """Which of several places of a name is meant: where the text says, else one in a state that it names."""
        if len(found) == 1:
            return found[0]
        beside = state or self._state_after(i)
        here = [f.forms[0].entity for f in self.scene.names]
        home = self.scene.cast.home
        for place in found:
            if beside is not None and place.state == beside:
                return place
        if self.scene.cast.gazetteer.known_widely(found[0].label):
            return found[0]
        for place in found:
            if place.state in here:
                return place
        # A capital or a large city needs no other state's name; the rest do.
        if self._is_capital(found[0]):
            return found[0]
        for place in found:
            if (self.salience is not None and place.state in self.salience) or (
                home is not None and place.state == home
            ):
                return place
        return found[0]

    def _is_capital(self, place: Entity) -> bool:
        return place.state is not None and _capital(self.scene.cast.gazetteer, place.state) == place.id

    def _state_after(self, i: int) -> EntityId | None:
        """The state that follows a place: "Arica, Chile"."""
        s = self.sentence
        for child in s.children(i, "appos", "npadvmod"):
            if (state := self._state_at(child.index)) is not None:
                return state
            if child.pos == "PROPN" and (
                regions := self.scene.cast.gazetteer.places(self._text(self._starts(child.index)[0], child.index))
            ):
                return regions[0].state
        if i + 2 < len(s.tokens) and s.tokens[i + 1].text == ",":
            match = next((m for m in self.scene.names if m.first == i + 2), None)
            if match is not None and match.forms[0].role is Role.NAME:
                return match.forms[0].entity
        return None

    def _state_at(self, i: int) -> EntityId | None:
        match = next((m for m in self.scene.names if m.first <= i <= m.last), None)
        if match is None or not match.forms[0].entity.startswith("state/"):
            return None
        return match.forms[0].entity if match.forms[0].role is not Role.CAPITAL else None

    def _state_beside(self, i: int) -> EntityId | None:
        """The state that a noun for an area is of: "the Chilean port", "Chile's north", "the north of Chile"."""
        s = self.sentence
        for child in s.children(i, "amod", "compound", "nmod", "poss"):
            if (state := self._state_at(child.index)) is not None:
                return state
            if child.dep == "poss":
                state = self.scene.state_in(child.index)
                if state is not None and state.startswith("state/"):
                    return state
        for head in self.scene.objects_of(i, "of"):
            if (state := self._state_at(head)) is not None:
                return state
        return None

    def _kept(self, place: Entity) -> EntityId:
        return self.scene.cast.add(place)
