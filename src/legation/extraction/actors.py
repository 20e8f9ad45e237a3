"""Who is meant: states, bodies, officials, persons and groups that noun phrases name, resolved within one article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from legation.extraction import names
from legation.extraction.names import NameMatch, OfficeMatch
from legation.extraction.parse import Sentence, Token
from legation.gazetteer import Form, Gazetteer, Leader, Role
from legation.model import Entity, EntityId, EntityKind, Mention, Name, Party, Span, Tenure
from legation.slugs import slug

_LEFT = frozenset({"amod", "compound", "nmod", "poss", "nummod", "quantmod", "npadvmod", "advmod"})
_QUANTITIES = frozenset(
    "number group some all one two three many most several few dozen dozens hundred hundreds thousand thousands "
    "million millions score scores series lot lots part majority member members pair handful wave "
    "kind type half rest each none any ton tons tonne barrel shipment package round contingent couple bit amount "
    "total".split()
)
_PARTICLES = frozenset("al bin ibn bint van von de del della der den di da dos du la le el abu ben ould ul ur".split())
_PERSONAL = frozenset("he she him her his hers himself herself".split())
_PLURAL = frozenset("they them their theirs themselves both".split())
_FIRST = frozenset("we us our ours i me my".split())
_NEUTER = frozenset("it its itself".split())
_ORGANIZATIONS: Mapping[str, tuple[EntityKind, str]] = {
    **dict.fromkeys(
        "ministry department agency authority bureau commission court tribunal parliament assembly senate "
        "congress council administration directorate office secretariat cabinet".split(),
        (EntityKind.GOVERNMENT_BODY, "GOV"),
    ),
    **dict.fromkeys("party".split(), (EntityKind.PARTY, "PTY")),
    **dict.fromkeys(
        "army front brigade brigades militia guard guards forces battalion corps command liberation resistance".split(),
        (EntityKind.ARMED_GROUP, "UAF"),
    ),
    **dict.fromkeys(
        "organization organisation union association foundation federation committee movement league society "
        "watch institute university forum campaign network center centre group club church academy school "
        "hospital fund coalition alliance".split(),
        (EntityKind.CIVIL_SOCIETY, "CVL"),
    ),
    **dict.fromkeys(
        "company corporation corp inc ltd bank airlines airways industries holdings motors co plc energy oil "
        "electronics systems technologies".split(),
        (EntityKind.COMPANY, "BUS"),
    ),
    **dict.fromkeys(
        "news times post agency daily television tv radio herald tribune press broadcasting".split(),
        (EntityKind.MEDIA, "JRN"),
    ),
}
_FORMER = frozenset({"former", "ex", "late", "ousted", "deposed"})
_NATIONAL = frozenset({Role.NAME, Role.FORMER, Role.ACRONYM, Role.CAPITAL, Role.SEAT})
_THINGS = frozenset(
    "war treaty agreement act deal accord pact protocol convention sea ocean gulf strait river lake island "
    "islands asia africa america europe world cup day prize award summit conference project operation exercise "
    "century plan initiative constitution peninsula bay mountain valley desert airport street square avenue "
    "building bridge hotel stadium palace".split()
)
_COLLECTIVES = frozenset(
    "leader side country nation power minister president party state neighbour neighbor government capital ally "
    "official diplomat envoy premier".split()
)
_PEOPLE = frozenset("they them both side party leader minister president official diplomat envoy premier".split())
_AUTHORITIES = frozenset({"GOV", "COP", "JUD", "LEG", "SPY"})
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_LOCATIVE = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "throughout", "within", "along"})
_AFTER = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "dep"})


@dataclass(slots=True)
class Known:
    """What the article has told of a person so far."""

    entity: EntityId
    names: list[str]
    state: EntityId | None = None
    sector: str = ""
    office: EntityId | None = None


@dataclass(slots=True)
class Cast:
    """Who has been named in one article so far; `scene` reads its sentences one after the other, in order."""

    gazetteer: Gazetteer
    day: str = ""
    """The day of publication, for who held an office then."""
    home: EntityId | None = None
    """The state of the dateline: whose are "the police" and "the government" where nothing else is said."""
    people: dict[str, Known] = field(default_factory=dict)
    holders: dict[EntityId, Known] = field(default_factory=dict)
    entities: dict[EntityId, Entity] = field(default_factory=dict)
    tenures: dict[tuple[EntityId, EntityId], Tenure] = field(default_factory=dict)
    last_person: Party | None = None
    last_people: tuple[Party, ...] = ()
    last_body: Party | None = None
    recent: list[Party] = field(default_factory=list)
    """The actors with a state that were named, in order."""
    groups: list[tuple[Party, ...]] = field(default_factory=list)
    """Actors that were named together, or that met, in order: whom "the two leaders" means."""
    roles: dict[str, EntityId] = field(default_factory=dict)
    """Whose the holders of an office or role were that were named last: whose "the ministers" are."""
    ministry: EntityId | None = None
    """The ministry that was named last, or whose minister was: whom "the ministry" means."""

    def scene(self, sentence: Sentence) -> Scene:
        """The sentence with its names found."""
        found, offices = names.index().find(sentence)
        return Scene(self, sentence, found, offices)

    def leader(self, name: str) -> Leader | None:
        """The well-known office holder of that name: one in office on the day of publication before others."""
        found = self.gazetteer.leaders_named(name)
        if not self.day:
            return found[0] if found else None
        year = int(self.day[:4])
        return next((f for f in found if f.begin <= year <= (f.end or year)), None)

    def add(self, entity: Entity) -> EntityId:
        """Keeps a description of something that the gazetteer does not hold; returns its id."""
        if entity.state is not None and not entity.state.startswith("state/"):
            entity = replace(entity, state=None, body=entity.state)
        if entity.id not in self.gazetteer.entities:
            self.entities[entity.id] = entity
        return entity.id


@dataclass(slots=True)
class Scene:
    """One sentence with its names: tells who a token stands for."""

    cast: Cast
    sentence: Sentence
    names: list[NameMatch]
    offices: list[OfficeMatch]
    subject: Party | None = None
    """Who speaks or acts in the main clause: what "it" and "he" below a verb of saying mean."""
    _name_at: dict[int, NameMatch] = field(default_factory=dict)
    _office_at: dict[int, OfficeMatch] = field(default_factory=dict)
    _parties: dict[int, Party | None] = field(default_factory=dict)
    _states: dict[int, EntityId | None] = field(default_factory=dict)
    _only: list[EntityId | None] = field(default_factory=list)
    _places: dict[int, EntityId] = field(default_factory=dict)
    _governed: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.names:
            for i in range(name.first, name.last + 1):
                self._name_at[i] = name
        for office in self.offices:
            for i in range(office.first, office.last + 1):
                self._office_at.setdefault(i, office)

    # --- noun phrases -----------------------------------------------------------------------------------------------

    def extent(self, head: int) -> list[int]:
        """The tokens of the noun phrase of `head`: without conjuncts, appositions and relative clauses."""
        s = self.sentence
        first, last = head, head
        for child in reversed([c for c in s.children(head) if c.index < head]):
            if child.dep in _AFTER and child.dep != "punct":
                break
            if child.dep == "punct" and child.text not in {"-", "'"}:
                continue
            first = min(first, s.subtree(child.index)[0])
        for child in (c for c in s.children(head) if c.index > head):
            if child.dep in _AFTER and not (child.dep == "punct" and child.text == "-"):
                break
            if child.dep == "prep" and child.lower not in {"of", "in", "from", "for"}:
                break
            if child.dep in {"prep", "case", "poss", "nummod", "amod", "compound", "npadvmod", "punct", "prt"}:
                last = max(last, s.subtree(child.index)[-1])
        tokens = list(range(first, last + 1))
        while len(tokens) > 1 and (
            s.tokens[tokens[0]].dep in {"punct", "case"} or s.tokens[tokens[0]].lower in {"the", "a", "an"}
        ):
            tokens.pop(0)
        while len(tokens) > 1 and s.tokens[tokens[-1]].dep in {"punct", "case"}:
            tokens.pop()
        return tokens

    def effective(self, head: int) -> int:
        """The head that counts: "soldiers" in "dozens of soldiers"."""
        for _ in range(3):
            token = self.sentence.tokens[head]
            if token.lemma not in _QUANTITIES and token.pos != "NUM":
                break
            of = next((c for c in self.sentence.children(head, "prep") if c.lower == "of"), None)
            below = self.sentence.child(of.index, "pobj") if of else None
            if below is None:
                break
            head = below.index
        return head

    def heads(self, head: int) -> list[int]:
        """A noun phrase's head and the heads that are coordinated with it."""
        found, pending = [], [head]
        while pending:
            i = pending.pop(0)
            found.append(i)
            pending.extend(
                c.index for c in self.sentence.children(i, "conj") if c.pos in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"}
            )
            if i in self._name_at:  # "Lesotho, South Africa resume talks": one state is no apposition of another
                pending.extend(c.index for c in self.sentence.children(i, "appos") if c.index in self._name_at)
        return found

    def objects_of(self, index: int, preposition: str) -> Sequence[int]:
        """The heads of the prepositional phrases with `preposition` below a token."""
        below = self._governed.get(index)
        if below is None:
            s = self.sentence
            below = self._governed[index] = {}
            for child in s.children(index, "prep", "agent", "dative"):
                heads = [p.index for p in s.children(child.index, "pobj", "pcomp")] or self._stranded(child.index)
                below[child.lower] = below.get(child.lower, []) + heads
        return below.get(preposition, ())

    def _stranded(self, preposition: int) -> list[int]:
        """The noun that the parser took from a preposition for a participle's subject: "asylum to officers held in"."""
        tokens = self.sentence.tokens
        head = preposition + 1
        while head < len(tokens) and tokens[head].dep in _LEFT | {"det"} and tokens[head].head > head:
            head = tokens[head].head
        return (
            [head] if head < len(tokens) and head > preposition and tokens[head].dep in {"nsubj", "nsubjpass"} else []
        )

    # --- who --------------------------------------------------------------------------------------------------------

    def parties(self, head: int, anyone: bool = False) -> tuple[Party, ...]:
        """Everyone that a noun phrase with its coordinated ones stands for; empty where it names no actor.

        With `anyone`, a noun phrase that names no actor stands for itself.
        """
        found: list[Party] = []
        heads = self.heads(head)
        plural = self.sentence.tokens[head].tag in {"NNS", "NNPS"} and bool(self.objects_of(head, "of"))
        shared = self._office_at.get(head) if plural and any(i in self._name_at for i in heads[1:]) else None
        for i in heads:
            if shared is not None and (i == head or i in self._name_at) and (state := self.state_in(i)):
                # "The prime ministers of Tonga and Fiji", which the parse may read as ministers, and Fiji.
                party = self._official_of(state, shared, i, self.sentence.span(self.extent(i)), plural=False)
                found.extend([party] if party else [])
                continue
            for party in self.everyone(i) or ((self.anyone(i),) if anyone else ()):
                if party not in found:
                    found.append(party)
        if len(found) > 1 and all(p.code for p in found) and tuple(found) not in self.cast.groups[-3:]:
            self.cast.groups.append(tuple(found))
        return tuple(found)

    def everyone(self, head: int) -> tuple[Party, ...]:
        """The actors that a noun phrase stands for, without those coordinated with it."""
        head = self.effective(head)
        token = self.sentence.tokens[head]
        if token.lower in _PLURAL and token.dep != "det":
            party = None if token.lower == "both" else self.party(head)
            if party is None or party == self.cast.last_body:
                return self._together(head, 2 if token.lower == "both" else 0)
            return (party,)
        if token.lemma in _COLLECTIVES and token.tag in {"NNS", "NNPS"} and (number := self._how_many(head)):
            if parties := self._together(head, number):
                return parties
        if shared := self._shared(head):
            return shared
        party = self.party(head)
        if party is not None and party.code and not any(p.code == party.code for p in self.cast.recent[-1:]):
            self.cast.recent.append(party)
        return (party,) if party else ()

    def _how_many(self, head: int) -> int:
        """How many "the two leaders" or "both sides" are, 0 where the phrase names whose they are or no number."""
        number = 0
        if not any(c.lower in {"the", "both", "these", "all"} for c in self.sentence.children(head)):
            return 0
        for child in self.sentence.children(head):
            if child.dep in {"nummod", "det", "predet", "amod", "compound"}:
                number = number or _NUMBERS.get(child.lower, 0)
            if child.index in self._name_at or child.dep in {"poss", "prep"}:
                return 0
        return number or (2 if self.sentence.tokens[head].lemma == "side" and self.sentence.child(head, "det") else 0)

    def _together(self, head: int, number: int) -> tuple[Party, ...]:
        """The last `number` actors of different states that were named before."""
        s = self.sentence
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

        for group in reversed(self.cast.groups):
            if len({p.entity for p in group}) == len(group) and number in {0, len(group)}:
                return meant(group)
        if not number:
            return ()
        begin = token.begin
        before = [p for _, p in self.states() if p.span.end <= begin]
        named = [
            p
            for _, p in sorted(self._parties.items())
            if p and p.code and p.span.end <= begin and p.span.begin >= s.passage.span.begin
        ]
        found: dict[str, Party] = {}
        for party in (*reversed(named), *reversed(before), *reversed(self.cast.recent)):
            if (
                party.code not in found
                and len(found) < number
                and (party.entity or "").startswith(("state/", "person/", "office/", "organization/"))
            ):
                found[party.code] = party
        if len(found) < number:
            return ()
        return meant(reversed(found.values()))

    def party(self, head: int) -> Party | None:
        """The actor that a noun phrase names, or None where it names none."""
        head = self.effective(head)
        if head not in self._parties:
            self._parties[head] = None
            self._parties[head] = self._resolve(head)
        return self._parties[head]

    def adjective(self, head: int) -> Party | None:
        """The state or organisation that a modifier names: "US" in "a US offer"."""
        match = self._name_at.get(head)
        form = self._choose(match) if match else None
        if match is None or form is None or form.role is Role.PLACE:
            return None
        entity = self.cast.gazetteer.entity(form.entity)
        span = Span(self.sentence.tokens[match.first].begin, self.sentence.tokens[match.last].end)
        if entity.kind is EntityKind.PLACE:
            return (
                Party(span=span, entity=entity.state, code=self._code(entity.state), sector="GOV")
                if entity.state
                else None
            )
        return Party(span=span, entity=form.entity, code=self._code(form.entity), sector=entity.sector)

    def anyone(self, head: int) -> Party:
        """A party for a noun phrase whether or not it names an actor: with the state that it speaks of, if any."""
        party = self.party(head)
        if party is not None:
            return party
        head = self.effective(head)
        if any(c.tag == "PRP$" for c in self.sentence.children(head, "poss")):  # "its border" is nobody else's
            others = (c.index for c in self.sentence.children(head, "amod", "compound", "nmod"))
            state = next((found for i in others if (found := self._state_at(i))), None)
        else:
            state = self.state_in(head)
        return Party(span=self.sentence.span(self.extent(head)), code=self._code(state))

    def _resolve(self, head: int) -> Party | None:
        s = self.sentence
        token = s.tokens[head]
        if token.pos == "PRON":
            return self._pronoun(token)
        span = s.span(self.extent(head))
        name = self._name_at.get(head)
        if name is not None and name.last >= head:
            return self._named(name, head, span)
        office = self._office_at.get(head)
        if token.pos == "PROPN" and office is None:
            return self._proper(head, span)
        if office is not None:
            run = self._run(head, office)
            if len(run) and token.pos == "PROPN" and any(i > office.last for i in run):
                return self._proper(head, span)
            return self._official(head, office, span)
        return self._appositive(head, span)

    def _appositive(self, head: int, span: Span) -> Party | None:
        """ "A close ally, France": a common noun that an apposition names."""
        for child in self.sentence.children(head, "appos"):
            party = self.party(child.index)
            if party is not None and party.entity is not None:
                return replace(party, span=span)
        return None

    def _named(self, match: NameMatch, head: int, span: Span) -> Party | None:
        form = self._choose(match)
        if form is None or form.role is Role.PLACE:
            return None
        entity = self.cast.gazetteer.entity(form.entity)
        code = self.cast.gazetteer.state_code(form.entity)
        token = self.sentence.tokens[head]
        if form.role in {Role.ADJECTIVE, Role.DEMONYM}:
            if token.pos == "ADJ" and token.dep in _LEFT:
                return None
            if entity.kind is EntityKind.GROUP:
                return Party(span=span, entity=entity.id, code=code, sector=entity.sector or "CVL")
            people = EntityId(f"group/{code or 'unknown'}-{slug(form.text)}")
            self.cast.add(
                Entity(id=people, kind=EntityKind.GROUP, names=(Name(form.text),), state=form.entity, sector="CVL")
            )
            return Party(span=span, entity=people, code=code, sector="CVL")
        if entity.kind is EntityKind.PLACE:  # "Quebec voted": a region acts for its state
            self._places[head] = entity.id
            return Party(span=span, entity=entity.state, code=code, sector="GOV") if entity.state else None
        sector = entity.sector
        if form.role is Role.SEAT or (form.role is Role.CAPITAL and entity.kind is EntityKind.STATE):
            sector = "GOV"
        party = Party(span=span, entity=form.entity, code=code, sector=sector)
        self.cast.last_body = party
        return party

    def _choose(self, match: NameMatch) -> Form | None:
        """The form that an ambiguous name means here: one whose thing was named before, else the first."""
        if len(match.forms) == 1:
            return match.forms[0]
        seen = {p.entity for p in self._parties.values() if p}
        return next((f for f in match.forms if f.entity in seen), match.forms[0])

    # --- persons and organisations --------------------------------------------------------------------------------

    def _run(self, head: int, office: OfficeMatch | None = None) -> list[int]:
        """The tokens of the proper name around `head`, without titles and without the gazetteer's names."""
        s = self.sentence
        first, last = head, head

        def belongs(i: int) -> bool:
            t = s.tokens[i]
            if (
                t.lower in _CALENDAR
                or i in self._office_at
                or (i in self._name_at and self._name_at[i].first != self._name_at[i].last)
            ):
                return False
            if i in self._name_at and any(
                f.role in {Role.ADJECTIVE, Role.DEMONYM, Role.ACRONYM} for f in self._name_at[i].forms
            ):
                return False
            return t.pos == "PROPN" or (t.lower in _PARTICLES and t.pos != "DET") or (t.text in {"-", "'"} and glued(i))

        def glued(i: int) -> bool:
            return (
                0 < i < len(s.tokens) - 1
                and s.tokens[i - 1].end == s.tokens[i].begin
                and s.tokens[i].end == s.tokens[i + 1].begin
            )

        def joined(i: int) -> bool:
            """A word of any class that a hyphen ties to the name: the "yul" of "Tae-yul"."""
            return (
                s.tokens[i].text.isalpha()
                and i not in self._office_at
                and (
                    (i > 0 and s.tokens[i - 1].text == "-" and glued(i - 1))
                    or (i + 1 < len(s.tokens) and s.tokens[i + 1].text == "-" and glued(i + 1))
                )
            )

        while first > 0 and (belongs(first - 1) or joined(first - 1)):
            first -= 1
        while last + 1 < len(s.tokens) and (belongs(last + 1) or joined(last + 1)):
            last += 1
        run = list(range(first, last + 1))
        while run and (
            s.tokens[run[0]].lower in _PARTICLES - {"al", "el", "abu", "ben", "van", "von", "de", "la"}
            or s.tokens[run[0]].text in {"-", "'"}
        ):
            run.pop(0)
        while run and s.tokens[run[-1]].text in {"-", "'", "'s"}:
            run.pop()
        return run

    def _title(self, run: list[int]) -> OfficeMatch | None:
        """The office that stands right before a name, or beside it as an apposition."""
        before = self._office_at.get(run[0] - 1) if run and run[0] else None
        if before is not None:
            return before
        s = self.sentence
        for i in run:
            for child in s.children(i, "appos"):
                if office := self._office_at.get(child.index):
                    return office
            head = s.tokens[s.tokens[i].head]
            if s.tokens[i].dep == "appos" and (office := self._office_at.get(head.index)):
                return office
        return None

    def _proper(self, head: int, span: Span) -> Party | None:
        s = self.sentence
        run = self._run(head)
        if not run:
            return None
        text = _text(s, run)
        key = s.tokens[run[-1]].text
        words = [s.tokens[i].lower for i in run]
        title = self._title(run)
        determined = any(c.lower in {"the", "a", "an"} for c in s.children(head, "det"))
        if title is None:
            for word in reversed(words):
                if word in _ORGANIZATIONS and len(words) > 1:
                    return self._organization(text, *_ORGANIZATIONS[word], head, span)
        if (known := self._known(text, key)) is not None:
            return self._person_again(known, head, run, title, span)
        if title is not None and title.office.kind != "body":
            return self._person(text, head, run, title, span)
        if text[:1].isupper() and text.lower() not in _CALENDAR and (places := self.cast.gazetteer.places(text)):
            place = places[0]
            self._places[head] = self.cast.add(place)
            return Party(span=span, entity=place.state, code=self._code(place.state))
        if leader := self.cast.leader(text):
            known = Known(leader.person, [leader.names[0]], leader.state or leader.organization, "GOV")
            return self._person_again(known, head, run, title, span)
        if determined or text.isupper():
            return (
                self._organization(text, EntityKind.ORGANIZATION, "", head, span)
                if len(words) > 1 or text.isupper()
                else None
            )
        return self._person(text, head, run, title, span) if self._personal(head, words) else None

    def _personal(self, head: int, words: list[str]) -> bool:
        """Whether an unknown name without a title may be a person's: by its words, and by where it stands."""
        if _THINGS & set(words) or words[-1].endswith(("ii", "iii")):
            return False
        s = self.sentence
        token = s.tokens[head]
        while token.dep == "conj":
            token = s.tokens[token.head]
        if token.dep in {"nsubj", "nsubjpass", "appos"}:
            return True
        above = s.tokens[token.head].lower
        return len(words) > 1 and (
            token.dep in {"dobj", "poss", "dative"}
            or (token.dep == "pobj" and above in {"by", "with", "to", "between", "from", "against"})
        )

    def _known(self, text: str, key: str) -> Known | None:
        people = self.cast.people
        known = people.get(text.lower())
        if known is None and " " not in text:
            known = people.get(key.lower())
        return known

    def _person(self, text: str, head: int, run: list[int], title: OfficeMatch | None, span: Span) -> Party:
        leader = self.cast.leader(text)
        state = self._state_of(head, run, title)
        if leader is not None and state in {None, leader.state, leader.organization}:
            known = Known(leader.person, [leader.names[0]], leader.state or leader.organization, "GOV")
        else:
            known = Known(EntityId(f"person/{slug(text)}"), [text], state or self.only_state(), _sector(title))
        return self._person_again(known, head, run, title, span)

    def _person_again(self, known: Known, head: int, run: list[int], title: OfficeMatch | None, span: Span) -> Party:
        s, cast = self.sentence, self.cast
        text = _text(s, run)
        if text not in known.names:
            known.names.append(text)
        cast.people.setdefault(text.lower(), known)
        cast.people[s.tokens[run[-1]].lower] = known
        if " " in known.names[0]:
            parts = known.names[0].split()
            cast.people.setdefault(parts[-1].lower(), known)
            cast.people.setdefault(parts[0].lower(), known)
        state = self._state_of(head, run, title)
        if known.state is None:
            known.state = state or (cast.home if title and title.office.kind == "office" else None)
        known.sector = known.sector or _sector(title)
        if title is not None and title.office.kind == "office":
            former = any(t.lower in _FORMER for t in s.tokens[max(0, title.first - 3) : title.first])
            office = self._office(title, state or known.state, head)
            if office is not None:
                if not former:
                    known.office = office
                    cast.holders[office] = known
                    cast.ministry = self._ministry_of(title, state or known.state) or cast.ministry
                day = cast.day[:10]
                if day:
                    cast.tenures.setdefault(
                        (known.entity, office),
                        Tenure(holder=known.entity, office=office, passage=s.passage.number, day=day, former=former),
                    )
        sector = known.sector
        best = max(known.names, key=len)
        cast.add(
            Entity(
                id=known.entity,
                kind=EntityKind.PERSON,
                names=tuple(Name(n) for n in sorted(known.names, key=lambda n: (n != best, n))),
                state=known.state,
                sector=sector,
            )
        )
        party = Party(span=span, entity=known.entity, code=self._code(known.state), sector=sector)
        cast.last_person = party
        return party

    def _organization(self, text: str, kind: EntityKind, sector: str, head: int, span: Span) -> Party:
        state = self._state_of(head, [], None)
        code = self._code(state)
        prefix = f"{code}-" if code and kind is EntityKind.GOVERNMENT_BODY else ""
        if state is None:
            state = self.only_state() or (self.cast.home if kind is EntityKind.GOVERNMENT_BODY else None)
            code = self._code(state)
        entity = self.cast.add(
            Entity(
                id=EntityId(f"organization/{prefix}{slug(text)}"),
                kind=kind,
                names=(Name(text),),
                state=state,
                sector=sector,
            )
        )
        party = Party(span=span, entity=entity, code=code, sector=sector)
        self.cast.last_body = party
        return party

    # --- offices, bodies and roles ----------------------------------------------------------------------------------

    def _office(self, match: OfficeMatch, state: EntityId | None, head: int) -> EntityId | None:
        if state is None:
            return None
        gazetteer = self.cast.gazetteer
        code = state.partition("/")[2]
        office = match.of(code)
        label = f"{office.label} of {gazetteer.entity(state).label}"
        key = office.key
        if office.key.startswith("ambassador"):
            host = self._accredited(match.last, state)
            if host is not None:
                key = f"{office.key}-to-{host.partition('/')[2]}"
                label = f"{label} to {gazetteer.entity(host).label}"
        return self.cast.add(
            Entity(id=EntityId(f"office/{code}-{key}"), kind=EntityKind.OFFICE, names=(Name(label),), state=state)
        )

    def _ministry_of(self, title: OfficeMatch, state: EntityId | None) -> EntityId | None:
        """The ministry that a minister leads."""
        code = state.partition("/")[2] if state else ""
        body = names.index().ministries.get(title.of(code).key)
        if body is None or state is None:
            return None
        label = f"{body.label} of {self.cast.gazetteer.entity(state).label}"
        identifier = EntityId(f"organization/{code}-{body.key}")
        return self.cast.add(
            Entity(
                id=identifier, kind=EntityKind.GOVERNMENT_BODY, names=(Name(label),), state=state, sector=body.sector
            )
        )

    def _accredited(self, index: int, state: EntityId) -> EntityId | None:
        """The state that an ambassador is sent to."""
        s = self.sentence
        for i in (index, s.tokens[index].head):
            for place in (*self.objects_of(i, "to"), *self.objects_of(i, "in")):
                host = self._state_at(place)
                if host is not None and host != state:
                    return host
        return None

    def _official(self, head: int, match: OfficeMatch, span: Span) -> Party | None:
        """ "The foreign minister", "Iran's army", "Palestinian detainees": someone named by what they are."""
        cast, office = self.cast, match.office
        state = self._state_of(head, [], match)
        for child in self.sentence.children(head, "appos"):
            if self.sentence.tokens[child.index].pos == "PROPN" and child.index not in self._name_at:
                party = self._proper(child.index, span)
                if party is not None:
                    return party
        if state is not None:
            cast.roles[office.key] = state
        else:
            state = cast.roles.get(office.key) or (
                self._setting(head, not (office.kind == "body" or office.sector in _AUTHORITIES))
                if office.sector != "BUS"
                else None
            )
        return self._official_of(state, match, head, span, plural=match.plural)

    def _official_of(
        self, state: EntityId | None, match: OfficeMatch, head: int, span: Span, *, plural: bool
    ) -> Party | None:
        """Whoever holds an office of a state, or is a body or a group of it."""
        cast = self.cast
        code = self._code(state)
        office = match.of(code)
        sector = office.sector
        if office.kind == "office" and not plural:
            if state is None:
                return Party(span=span, sector=sector)
            key = EntityId(f"office/{state.partition('/')[2]}-{office.key}")
            if (known := cast.holders.get(key)) is not None:
                party = Party(
                    span=span, entity=known.entity, code=self._code(known.state), sector=known.sector or sector
                )
                cast.last_person = party
                return party
            return Party(span=span, entity=self._office(match, state, head), code=code, sector=sector)
        if office.kind == "body" and office.key == "ministry" and cast.ministry is not None and not plural:
            ministry = cast.entities.get(cast.ministry)
            home = ministry.state if ministry else state
            return Party(span=span, entity=cast.ministry, code=self._code(home), sector=sector)
        if state is None:
            return Party(span=span, sector=sector)
        stem = state.partition("/")[2]
        label = f"{office.label} of {cast.gazetteer.entity(state).label}"
        if office.kind == "body":
            entity = Entity(
                id=EntityId(f"organization/{stem}-{office.key}"),
                kind=EntityKind.GOVERNMENT_BODY,
                names=(Name(label),),
                state=state,
                sector=sector,
            )
        else:
            entity = Entity(
                id=EntityId(f"group/{stem}-{office.key}"),
                kind=EntityKind.GROUP,
                names=(Name(label),),
                state=state,
                sector=sector,
            )
        party = Party(span=span, entity=cast.add(entity), code=code, sector=sector)
        if office.kind == "body":
            cast.last_body = party
            if office.key.startswith("ministry-"):
                cast.ministry = party.entity
        return party

    def _shared(self, head: int) -> tuple[Party, ...]:
        """The actors of several states that share one noun: "Russia and Turkey's foreign ministers"."""
        s = self.sentence
        if s.tokens[head].tag not in {"NNS", "NNPS"}:
            return ()
        left = [c.index for c in s.children(head) if c.dep in {"poss", "amod", "compound", "nmod"}]
        for first in (*left, *self.objects_of(head, "of")):
            chain = [first]
            for i in chain:
                chain.extend(c.index for c in s.children(i, "conj"))
            states = {i: state for i in chain if i in self._name_at and (state := self._state_at(i))}
            if len(set(states.values())) < 2:
                continue
            office = self._office_at.get(head)
            parties = []
            for i, state in states.items():
                name = self._name_at[i]
                span = Span(s.tokens[name.first].begin, s.tokens[name.last].end)
                party = self._official_of(state, office, head, span, plural=False) if office else None
                parties.append(party or Party(span=span, entity=state, code=self._code(state), sector="GOV"))
            return tuple(parties)
        return ()

    def states(self) -> Iterator[tuple[int, Party]]:
        """The states that the sentence names, each with the index of its last token."""
        for match in self.names:
            form = self._choose(match)
            if form is not None and form.entity.startswith("state/") and form.role in _NATIONAL:
                span = Span(self.sentence.tokens[match.first].begin, self.sentence.tokens[match.last].end)
                yield match.last, Party(span=span, entity=form.entity, code=self._code(form.entity), sector="GOV")

    def only_state(self) -> EntityId | None:
        """The one state that the sentence speaks of, or None where it speaks of none or of several."""
        if not self._only:
            states: dict[EntityId, None] = {}
            for match in self.names:
                form = self._choose(match)
                if form is not None and (state := self._as_state(form.entity)) and state.startswith("state/"):
                    states[state] = None
            self._only.append(next(iter(states)) if len(states) == 1 else None)
        return self._only[0]

    def _setting(self, head: int, civil: bool) -> EntityId | None:
        """Whose "the police" are where nothing in their phrase tells: those of a place in the sentence, else of the
        dateline unless they are just people, else of the only state that the sentence names.
        """
        for name in self.names:
            token = self.sentence.tokens[name.first]
            governor = self.sentence.tokens[self.sentence.tokens[name.last].head]
            if governor.lower in _LOCATIVE or token.dep == "npadvmod":
                form = self._choose(name)
                if form is not None and form.role not in {Role.ADJECTIVE, Role.DEMONYM}:
                    state = self._as_state(form.entity)
                    if state is not None:
                        return state
        for token in self.sentence.tokens:
            if (
                token.dep == "pobj"
                and token.pos == "PROPN"
                and self.sentence.tokens[token.head].lower in _LOCATIVE
                and token.index not in self._name_at
            ):
                if places := self.cast.gazetteer.places(_text(self.sentence, self._run(token.index))):
                    return places[0].state
        return self.only_state() if civil else self.cast.home or self.only_state()

    # --- states -------------------------------------------------------------------------------------------------------

    def _state_of(self, head: int, run: list[int], title: OfficeMatch | None) -> EntityId | None:
        """The state, or the intergovernmental body, that an actor acts for, as its own phrase tells."""
        s = self.sentence
        starts = {head, *run}
        if title is not None:
            starts.update(range(title.first, title.last + 1))
        # Nearest on the left first: adjectives, compounds and possessors.
        for i in sorted(starts):
            for child in reversed(s.children(i)):
                if child.dep not in _LEFT or child.index in run:
                    continue
                if state := self._state_at(child.index):
                    return state
                for below in reversed(s.children(child.index)):
                    if below.dep in _LEFT and below.index not in run and (state := self._state_at(below.index)):
                        return state
        first = min(starts)
        if first and (match := self._name_at.get(first - 1)) is not None:
            previous = s.tokens[first - 1]
            if previous.head in starts or previous.dep in _LEFT:
                if (form := self._choose(match)) is not None:
                    return self._as_state(form.entity)
        for i in sorted(starts):
            for preposition in ("of", "in", "from", "for"):
                for pobj in self.objects_of(i, preposition):
                    if state := self.state_in(pobj):
                        return state
        for i in sorted(starts):
            for child in s.children(i, "appos"):
                if (state := self.state_in(child.index)) is not None:
                    return state
            token = s.tokens[i]
            if token.dep == "appos" and token.head not in starts and (state := self.state_in(token.head)):
                return state
        return None

    def _state_at(self, index: int) -> EntityId | None:
        match = self._name_at.get(index)
        if match is not None:
            form = self._choose(match)
            return self._as_state(form.entity) if form else None
        token = self.sentence.tokens[index]
        if token.pos == "PRON" and token.dep == "poss":
            party = self._pronoun(token)
            return self._party_state(party)
        if token.dep in {"poss", "compound", "nmod"} and token.pos in {"PROPN", "NOUN"}:
            if token.pos == "PROPN" and token.dep == "compound":
                return self._situated(token.text)
            party = self.party(index)
            return self._party_state(party)
        if token.pos == "PROPN":
            return self._situated(_text(self.sentence, self._run(index)) or token.text)
        return None

    def _situated(self, name: str) -> EntityId | None:
        """The state of the place of that name, written as a name is."""
        if not name[:1].isupper() or name.lower() in _CALENDAR:
            return None
        places = self.cast.gazetteer.places(name)
        return places[0].state if places else None

    def state_in(self, head: int) -> EntityId | None:
        """The first state that a noun phrase speaks of, in its name, its modifiers or the place that it stands in."""
        head = self.effective(head)
        if head not in self._states:
            self._states[head] = None
            self._states[head] = (
                self._state_at(head) or self._state_of(head, [], None) or self._party_state(self.party(head))
            )
        return self._states[head]

    def _party_state(self, party: Party | None) -> EntityId | None:
        if party is None or party.entity is None:
            return None
        if party.entity.startswith("state/"):
            return party.entity
        if party.code == "IGO":
            body: EntityId | None = party.entity
            if body not in self.cast.gazetteer.entities:
                described = self.cast.entities.get(party.entity)
                body = described.body if described else None
            return body
        if party.code:
            return EntityId(f"state/{party.code}")
        return None

    def _as_state(self, entity: EntityId) -> EntityId | None:
        if entity.startswith("state/"):
            return entity
        code = self.cast.gazetteer.state_code(entity)
        if code == "IGO":
            return entity
        return EntityId(f"state/{code}") if code else None

    def _code(self, state: EntityId | None) -> str:
        return self.cast.gazetteer.state_code(state) if state else ""

    # --- pronouns -----------------------------------------------------------------------------------------------------

    def _pronoun(self, token: Token) -> Party | None:
        span = Span(token.begin, token.end)
        antecedent: Party | None = None
        word = token.lower
        if word in _PERSONAL:
            antecedent = self._subject_above(token) or self.cast.last_person
        elif word in _NEUTER:
            antecedent = self._subject_above(token)
            if antecedent is None and not self._thing_above(token):
                antecedent = self.cast.last_body
        elif word in _PLURAL or word in _FIRST:
            antecedent = self._subject_above(token)
            if antecedent is None and word in _PLURAL and self.cast.last_people:
                antecedent = self.cast.last_people[0]
        elif word in {"who", "which", "that", "whom"}:
            for above in self.sentence.ancestors(token.index):
                if above.dep in {"relcl", "acl"}:
                    return self.party(above.head)
        if antecedent is None:
            return None
        if word in {"we", "us", "our", "ours"} and antecedent.code and antecedent.code != "IGO":
            return Party(span=span, entity=EntityId(f"state/{antecedent.code}"), code=antecedent.code, sector="GOV")
        own = self.sentence.passage.span
        return antecedent if own.begin <= antecedent.span.begin < own.end else replace(antecedent, span=span)

    def _thing_above(self, token: Token) -> bool:
        """Whether "it" may mean a subject above its clause that is no actor: "the storm weakened as it ..."."""
        s = self.sentence
        for above in s.ancestors(token.index):
            subject = s.child(above.index, "nsubj", "nsubjpass") if above.pos in {"VERB", "AUX"} else None
            if subject is not None and subject.index < token.index and subject.pos in {"NOUN", "PROPN"}:
                return True
        return False

    def _subject_above(self, token: Token) -> Party | None:
        """The subject of a clause that governs the pronoun's own: "he" in "Lee said that he ..."."""
        s = self.sentence
        verbs = [a for a in s.ancestors(token.index) if a.pos in {"VERB", "AUX"}]
        own = s.tokens[token.head]
        for verb in verbs:
            subject = s.child(verb.index, "nsubj", "nsubjpass")
            if (
                subject is None
                or subject.index == token.index
                or (verb.index == own.index and token.dep.startswith("nsubj"))
            ):
                continue
            if subject.pos == "PRON" and subject.lower == token.lower:
                continue
            if subject.index < token.index or verb.index > token.index:
                party = self.party(subject.index)
                if party is not None:
                    return party
        return None

    # --- mentions -----------------------------------------------------------------------------------------------------

    def mentions(self) -> Iterator[Mention]:
        """Every name in the sentence, and every person, body and place found while its parties were resolved."""
        s = self.sentence
        number = s.passage.number
        for token in s.tokens:
            office = self._office_at.get(token.index)
            if token.dep != "compound" and (self._heads(office, token) if office else token.pos == "PROPN"):
                self.party(token.index)
        done: set[tuple[int, int]] = set()
        for match in self.names:
            form = self._choose(match)
            if form is not None and form.entity in self.cast.gazetteer:
                span = Span(s.tokens[match.first].begin, s.tokens[match.last].end)
                done.add((span.begin, span.end))
                yield Mention(entity=self._place_of(match, form) or form.entity, passage=number, span=span)
        for head, party in sorted(self._parties.items()):
            if party is None or party.entity is None or head in self._name_at or s.tokens[head].dep == "compound":
                continue
            office = self._office_at.get(head)
            if s.tokens[head].pos not in {"NOUN", "PROPN", "PRON"} or (
                office and not self._heads(office, s.tokens[head])
            ):
                continue
            if office is not None and office.office.kind == "role" and party.entity.startswith("group/"):
                continue
            run = self._run(head) if s.tokens[head].pos == "PROPN" and head not in self._office_at else []
            span = s.span(run) if run else party.span
            if (span.begin, span.end) not in done:
                done.add((span.begin, span.end))
                yield Mention(entity=self._places.get(head, party.entity), passage=number, span=span)

    @staticmethod
    def _heads(office: OfficeMatch, token: Token) -> bool:
        """Whether a token is the head of an office's name: "Secretary" in "Secretary of State"."""
        return not office.first <= token.head <= office.last or token.head == token.index

    def _place_of(self, match: NameMatch, form: Form) -> EntityId | None:
        """The city that a capital's name means where it tells a place, not a government."""
        s = self.sentence
        if form.role is not Role.CAPITAL or s.tokens[s.tokens[match.last].head].lower not in _LOCATIVE:
            return None
        for place in self.cast.gazetteer.places(" ".join(t.text for t in s.tokens[match.first : match.last + 1])):
            if place.state == form.entity:
                return self.cast.add(place)
        return None


def _sector(title: OfficeMatch | None) -> str:
    return title.office.sector if title else ""


def _text(sentence: Sentence, run: Iterable[int]) -> str:
    """The words of a run with the spaces that the text has between them."""
    parts: list[str] = []
    end = None
    for i in run:
        token = sentence.tokens[i]
        if end is not None and token.begin > end:
            parts.append(" ")
        parts.append(token.text)
        end = token.end
    return "".join(parts)
