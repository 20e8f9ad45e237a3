"""One sentence of an article: who each of its noun phrases stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from legation.extraction.actors import allegiance, collectives, offices, pronouns, proper_names
from legation.extraction.actors.allegiance import LOCATIVE
from legation.extraction.actors.phrases import CRAFT, LEFT, Phrases
from legation.extraction.actors.referents import Referents
from legation.extraction.names import NameMatch, OfficeMatch
from legation.extraction.parse import Token
from legation.gazetteer import Form, Role
from legation.model import Entity, EntityId, EntityKind, EventType, Mention, Name, Party, Span
from legation.slugs import slug

_HOMELANDS = frozenset({"country", "nation", "homeland", "republic", "kingdom", "emirate", "archipelago"})
_UNIONS = frozenset("bloc alliance organisation organization grouping".split())
_BODIES = _UNIONS | frozenset(
    "summit union commission court council assembly agency mission forum tribunal fund".split()
)
"""What an intergovernmental body is called when it is spoken of again: a union so whatever its name, others by it."""
_SIDES = frozenset({"side", "party"})
_NEIGHBOURS = frozenset({"neighbour", "neighbor"})
_TEAMS = frozenset({"mission", "team"})
_FOLK = frozenset({"men", "women", "people"})
_KINDS = frozenset(
    "group movement militia party network organisation organization force company commission secretariat".split()
)
_PEERS = frozenset({"counterpart", "colleague", "homologue"})


@dataclass(slots=True)
class Scene(Referents):
    """One sentence with its names: tells who a token stands for. Read the sentences of an article in their order."""

    def __post_init__(self) -> None:
        Phrases.__post_init__(self)
        self.body_before = self.cast.last_body
        self.cast.named.update(m.forms[0].entity for m in self.names if len(m.forms) == 1)

    def parties(self, head: int, anyone: bool = False) -> tuple[Party, ...]:
        """Everyone that a noun phrase with its coordinated ones stands for; empty where it names no actor.

        With `anyone`, a noun phrase that names no actor stands for itself.
        """
        found: list[Party] = []
        heads = self.heads(head)
        plural = self.sentence.tokens[head].tag in {"NNS", "NNPS"} and bool(self.objects_of(head, "of"))
        shared = self.office_at.get(head) if plural and any(i in self.name_at for i in heads[1:]) else None
        if named := self._holders(head, heads):
            self.cast.gather(named, self.sentence.passage.number)
            return named
        for i in heads:
            if shared is not None and (i == head or i in self.name_at) and (state := allegiance.state_in(self, i)):
                # "The prime ministers of Tonga and Fiji", which the parse may read as ministers, and Fiji.
                party = offices.holder(self, state, shared, i, self.sentence.span(self.extent(i)), plural=False)
                found.extend([party] if party else [])
                continue
            for party in self.everyone(i) or ((self.anyone(i),) if anyone else ()):
                if party not in found:
                    found.append(party)
        self.cast.gather(tuple(found), self.sentence.passage.number)
        return tuple(found)

    def _holders(self, head: int, heads: list[int]) -> tuple[Party, ...]:
        """Those who hold an office, each of one of several states: "the foreign ministers, Ivo Sova and Ana Lund"."""
        s, title = self.sentence, self.office_at.get(head)
        names = [i for i in heads[1:] if s.tokens[i].pos == "PROPN" and i not in self.name_at]
        for child in s.children(head, "appos"):
            names += [i for i in self.heads(child.index) if s.tokens[i].pos == "PROPN" and i not in self.name_at]
        if title is None or not title.plural or len(names) < 2 or s.children(head, "cc"):
            return ()
        states = [state for p in self._several(head) if (state := allegiance.acts_for(self, p))]
        if len(set(states)) != len(names):
            return ()
        states.sort(key=lambda state: state != self.cast.home)  # their own minister is told first
        found = tuple(proper_names.introduced(self, i, title, at) for i, at in zip(names, states, strict=True))
        self.resolved.update(zip(names, found, strict=True))
        return found

    def everyone(self, head: int) -> tuple[Party, ...]:
        """The actors that a noun phrase stands for, without those coordinated with it."""
        head = self.effective(head)
        if several := self._several(head):
            return several
        party = self.party(head)
        if party is not None and party.code and not any(p.code == party.code for p in self.cast.recent[-1:]):
            self.cast.recent.append(party)
        return (party,) if party else ()

    def _several(self, head: int) -> tuple[Party, ...]:
        if head not in self.several:
            self.several[head] = ()  # "the group and their leaders" stand for nobody while they are looked for
            self.several[head] = collectives.members(self, head)
        return self.several[head]

    def party(self, head: int) -> Party | None:
        """The actor that a noun phrase names, or None where it names none."""
        head = self.effective(head)
        if head not in self.resolved:
            self.resolved[head] = None
            self.resolved[head] = self._resolve(head)
        return self.resolved[head]

    def adjective(self, head: int) -> Party | None:
        """The state or organisation that a modifier names: "US" in "a US offer"."""
        match = self.name_at.get(head)
        form = self.chosen(match) if match else None
        if match is None or form is None or form.role is Role.PLACE:
            return None
        entity = self.cast.gazetteer.entity(form.entity)
        span = Span(self.sentence.tokens[match.first].begin, self.sentence.tokens[match.last].end)
        if entity.kind is EntityKind.PLACE:
            return (
                Party(span=span, entity=entity.state, code=allegiance.code_of(self, entity.state), sector="GOV")
                if entity.state
                else None
            )
        return Party(span=span, entity=form.entity, code=allegiance.code_of(self, form.entity), sector=entity.sector)

    def anyone(self, head: int) -> Party:
        """A party for a noun phrase whether or not it names an actor: with the state that it speaks of, if any."""
        party = self.party(head)
        if party is not None:
            return party
        head = self.effective(head)
        if any(c.tag == "PRP$" for c in self.sentence.children(head, "poss")):  # "its border" is nobody else's
            others = (c.index for c in self.sentence.children(head, "amod", "compound", "nmod"))
            state = next((found for i in others if (found := allegiance.state_at(self, i))), None)
        else:
            state = allegiance.state_in(self, head)
        return Party(span=self.sentence.span(self.extent(head)), code=allegiance.code_of(self, state))

    def _resolve(self, head: int) -> Party | None:
        s = self.sentence
        token = s.tokens[head]
        several = self._several(head)
        if several or (token.lower in collectives.PLURAL and token.dep != "det"):
            return several[0] if len(several) == 1 else None
        if token.pos == "PRON":
            return pronouns.meant(self, token)
        span = s.span(self.extent(head))
        name = self.name_at.get(head)
        if name is not None and name.last >= head:
            return self._named(name, head, span)
        office = self.office_at.get(head)
        if office is None and (token.pos == "PROPN" or self.hyphened(head)):
            return proper_names.named(self, head, span)
        if (body := self._institution(head)) is not None:
            return Party(span=span, entity=body, code="IGO", sector="GOV")
        if office is not None:
            run = self.run(head, office)
            proper = [i for i in run if i > office.last] if token.pos == "PROPN" else []
            if proper:  # "Foreign Minister Lineo Mokhesi", whose first word stands for no other person
                return self.party(proper[-1])
            return self._official(head, office, span)
        if token.lemma in _TEAMS and self._bare(head) and (team := self.cast.bodies.get("delegation")) is not None:
            return replace(team, span=span)
        if token.lemma in _KINDS and (known := self._of_kind(head)) is not None:
            return replace(known, span=span)
        return (
            self._homeland(head, span)
            or self._neighbour(head, span)
            or self._counterpart(head, span)
            or self._appositive(head, span)
        )

    def _of_kind(self, head: int) -> Party | None:
        """The body whose name stands before what it is: "the Abu Sayyaf group"."""
        for child in self.sentence.children(head, "compound", "nmod"):
            match = self.name_at.get(child.index)
            form = self.chosen(match) if match is not None else None
            if form is not None and form.entity.startswith("organization/"):
                return self.adjective(child.index)
        return None

    def _counterpart(self, head: int, span: Span) -> Party | None:
        """ "His Nepali counterpart": who holds the same office of another state."""
        s = self.sentence
        if s.tokens[head].lemma not in _PEERS or s.tokens[head].tag == "NNS":
            return None
        owner = next((p for c in s.children(head, "poss") if (p := self.party(c.index)) is not None), None)
        state = allegiance.state_of(self, head, [], None)
        if owner is None or state is None or allegiance.code_of(self, state) == owner.code:
            return None
        code = allegiance.code_of(self, state)
        for bearer in self.bearers(head):
            if (party := proper_names.named(self, bearer, span)) is not None:
                return proper_names.told_of(self, party, state, owner.sector)
        office = next((k.office for k in self.cast.holders.values() if k.entity == owner.entity), owner.entity)
        if office is None or not office.startswith("office/") or not code:
            return Party(span=span, code=code, sector=owner.sector)
        key = EntityId(f"office/{code}-{office.partition('-')[2]}")
        if (holder := self.cast.holders.get(key)) is not None:
            return Party(span=span, entity=holder.entity, code=code, sector=holder.sector or owner.sector)
        post = self.cast.entities[office].names[0].text.partition(" of ")[0]
        label = f"{post} of {self.cast.gazetteer.entity(state).label}"
        self.cast.add(Entity(id=key, kind=EntityKind.OFFICE, names=(Name(label),), state=state))
        return Party(span=span, entity=key, code=code, sector=owner.sector)

    def _bare(self, head: int) -> bool:
        """Whether a noun phrase only points back: "the men", "these 12 people"."""
        s = self.sentence
        aside = head + 1 < len(s.tokens) and s.tokens[head + 1].text == ","  # "the mission, led by Ghana, ..."
        told = {"amod", "compound", "poss", "nmod", "prep", *(() if aside else ("acl", "relcl"))}
        return told.isdisjoint(c.dep for c in s.children(head)) and any(
            c.lower in {"the", "these", "those"} for c in s.children(head, "det")
        )

    def _neighbour(self, head: int, span: Span) -> Party | None:
        """ "Its neighbour": the other state at hand, where no word says which."""
        s = self.sentence
        if s.tokens[head].lemma in _SIDES and any(c.lower == "other" for c in s.children(head, "amod")):
            return self._other_side(head, span)
        if s.tokens[head].lemma not in _NEIGHBOURS or s.tokens[head].tag != "NN":
            return None
        for owner in s.children(head, "poss"):
            states = {state for p in self.parties(owner.index) if (state := allegiance.acts_for(self, p))}
            if states and (other := collectives.neighbour(self, head, states)) is not None:
                return Party(span=span, entity=other, code=allegiance.code_of(self, other), sector="GOV")
        return None

    def _other_side(self, head: int, span: Span) -> Party | None:
        """ "Blamed the other side": with whom the subject had to do last."""
        s = self.sentence
        subjects = (s.child(a.index, "nsubj") for a in s.ancestors(head) if a.pos == "VERB")
        subject = next((x for x in subjects if x is not None and x.index < head), None)
        own = {p.code for p in self.parties(subject.index)} if subject is not None else set()
        for pair in self.cast.pairs() if len(own) == 1 else ():
            if len(others := [p for p in pair if p.code not in own]) == 1:
                return replace(others[0], span=span)
        return None

    def _homeland(self, head: int, span: Span) -> Party | None:
        """ "His country": the state of whoever the pronoun means; "his office" is he himself."""
        lemma = self.sentence.tokens[head].lemma
        if lemma not in _HOMELANDS and lemma != "office":
            return None
        for owner in self.sentence.children(head, "poss"):
            party = self.party(owner.index) if owner.tag == "PRP$" else None
            if party is not None and lemma == "office":
                return replace(party, span=span)
            if party is not None and party.code and party.code != "IGO":
                return Party(span=span, entity=EntityId(f"state/{party.code}"), code=party.code, sector="GOV")
        return self._told_again(head, span)

    def _told_again(self, head: int, span: Span) -> Party | None:
        """ "Gave the Southeast Asian nation a loan": the one state named before that is not the subject's."""
        s = self.sentence
        token = s.tokens[head]
        if token.dep not in {"dobj", "dative", "pobj"} or not any(c.lower == "the" for c in s.children(head, "det")):
            return None
        if any(c.dep == "prep" or c.index in self.name_at for c in s.children(head)):
            return None
        subject = next((c for a in s.ancestors(head) for c in s.children(a.index, "nsubj")), None)
        doer = self.party(subject.index) if subject is not None and subject.index < head else None
        if doer is None or not doer.code:
            return None
        others = {p.code: p for i, p in self.states() if i < head and p.code != doer.code}
        return replace(next(iter(others.values())), span=span) if len(others) == 1 else None

    def _institution(self, head: int) -> EntityId | None:
        """The intergovernmental body named before that "the bloc", "the alliance's" or "the court" means."""
        s = self.sentence
        token = s.tokens[head]
        if token.lemma not in _BODIES or token.tag not in {"NN", "NNP"}:
            return None
        if not any(c.lower == "the" for c in s.children(head, "det")) and token.dep not in {"poss", "compound"}:
            return None
        owned = any(s.tokens[i].pos != "VERB" for i in self.objects_of(head, "of"))  # but "accused the bloc of bowing"
        if s.children(head, "amod", "compound", "poss", "nmod") or owned:
            return None
        if token.lemma == "summit":
            held = self.cast.bodies.get("summit")
            return held.entity if held is not None else None
        return self.cast.institution("" if token.lemma in _UNIONS else token.lemma)

    def _appositive(self, head: int, span: Span) -> Party | None:
        """ "A close ally, France": a common noun that an apposition names."""
        for child in self.sentence.children(head, "appos"):
            party = self.party(child.index)
            if party is not None and party.entity is not None:
                return replace(party, span=span)
        return None

    def _named(self, match: NameMatch, head: int, span: Span) -> Party | None:
        form = self.chosen(match)
        if form is None or form.role is Role.PLACE:
            return None
        entity = self.cast.gazetteer.entity(form.entity)
        code = self.cast.gazetteer.state_code(form.entity)
        token = self.sentence.tokens[head]
        if form.role in {Role.ADJECTIVE, Role.DEMONYM}:
            for other in self.sentence.children(head, "conj"):  # "Thai and Malaysian police" are police of both
                title = self.office_at.get(other.index)
                adjectives = (c.index for c in self.sentence.children(other.index, "amod"))
                if (
                    title is not None
                    and token.tag not in {"NNS", "NNPS"}
                    and any(a in self.name_at for a in adjectives)
                ):
                    return offices.holder(self, form.entity, title, head, span, plural=title.plural)
            if token.pos == "ADJ" and token.dep in LEFT:
                return None
            if entity.kind is EntityKind.GROUP:
                return Party(span=span, entity=entity.id, code=code, sector=entity.sector or "CVL")
            people = EntityId(f"group/{code or 'unknown'}-{slug(form.text)}")
            self.cast.add(
                Entity(id=people, kind=EntityKind.GROUP, names=(Name(form.text),), state=form.entity, sector="CVL")
            )
            return Party(span=span, entity=people, code=code, sector="CVL")
        if entity.kind is EntityKind.PLACE:  # "Quebec voted": a region acts for its state
            self.places[head] = entity.id
            return Party(span=span, entity=entity.state, code=code, sector="GOV") if entity.state else None
        sector = entity.sector
        if code == "IGO" and form.role is not Role.SEAT:
            self.cast.institutions.append(form.entity)
        if form.role is Role.SEAT or (form.role is Role.CAPITAL and entity.kind is EntityKind.STATE):
            sector = "GOV"
        party = Party(span=span, entity=form.entity, code=code, sector=sector)
        self.cast.last_body = party
        return party

    def _official(self, head: int, match: OfficeMatch, span: Span) -> Party | None:
        """ "The foreign minister", "Iran's army", "Palestinian detainees": someone named by what they are."""
        cast, office = self.cast, match.office
        crowd = cast.crowd
        if crowd is not None and self.sentence.tokens[head].lower in _FOLK and self._bare(head):
            if crowd.span.begin < self.sentence.tokens[head].begin:
                return replace(crowd, span=span)
        state = allegiance.state_of(self, head, [], match)
        if state is not None:
            cast.roles[office.key] = state
        elif (minister := self._minister(head, match, span)) is not None:
            return minister
        for bearer in () if self.sentence.tokens[head].lemma in CRAFT else self.bearers(head):
            if (party := proper_names.named(self, bearer, span)) is not None:
                return party
        if (group := allegiance.group_of(self, head, match)) is not None and office.kind != "body":
            code = allegiance.code_of(self, group.id)
            return Party(span=span, entity=group.id, code=code, sector=group.sector)
        if state is not None:
            if office.sector == "MIL":
                cast.roles["MIL"] = state
            if match.plural:
                cast.roles[f"{self.sentence.tokens[head].lemma}s"] = state
        else:
            state = allegiance.unsaid(self, head, match)
        return offices.holder(self, state, match, head, span, plural=match.plural)

    def _minister(self, head: int, match: OfficeMatch, span: Span) -> Party | None:
        """ "The Minister": the one minister who was named before, whatever his office."""
        if match.office.key != "minister" or match.plural or not self._bare(head):
            return None
        known = {k.entity: k for k in self.cast.holders.values() if (k.office or "").endswith("-minister")}
        if len(known) != 1:
            return None
        (minister,) = known.values()
        code = allegiance.code_of(self, minister.state)
        return Party(span=span, entity=minister.entity, code=code, sector=minister.sector)

    def leave(self) -> None:
        """Remembers whom the sentence was about: whom "it", "she" and "they" mean in the next one."""
        s, cast = self.sentence, self.cast
        for token in (t for t in s.tokens if t.lemma == "summit"):
            for name in s.children(token.index, "compound", "poss"):
                if name.index in self.name_at and (party := self.adjective(name.index)) and party.code == "IGO":
                    cast.bodies["summit"] = party
        subject = s.child(s.root, "nsubj", "nsubjpass")
        if subject is None or subject.tag in {"WP", "WDT", "EX"}:
            return
        parties = tuple(p for p in self.parties(subject.index) if p.entity)
        several = subject.tag in {"NNS", "NNPS"} or subject.lower in collectives.PLURAL or len(parties) > 1
        if several:
            cast.last_people = parties or None
        elif not parties:
            if subject.tag == "NN":
                cast.last_body = None
        elif (parties[0].entity or "").startswith(("state/", "organization/")):
            cast.last_body = parties[0]
        else:
            cast.last_person = parties[0]
        if not several:
            cast.last_people = self._met() or self._struck() or cast.last_people

    def _met(self) -> tuple[Party, ...]:
        """Who met whom in the sentence."""
        number = self.sentence.passage.number
        deeds = (d for d in reversed(self.cast.deeds) if d.report.passage == number)
        return next((pair for d in deeds if d.report.type is EventType.CONSULT and (pair := d.pair())), ())

    def _struck(self) -> tuple[Party, ...]:
        """The people to whom the sentence says that something was done."""
        verbs = [self.sentence.root, *(c.index for c in self.sentence.children(self.sentence.root, "conj"))]
        for person in (c for v in reversed(verbs) for c in self.sentence.children(v, "dobj")):
            if person.tag == "NNS":
                return tuple(p for p in self.parties(person.index) if (p.entity or "").startswith("group/"))
        return ()

    def mentions(self) -> Iterator[Mention]:
        """Every name in the sentence, and every person, body and place found while its parties were resolved."""
        s = self.sentence
        number = s.passage.number
        for token in s.tokens:
            office = self.office_at.get(token.index)
            if token.dep != "compound" and (self._heads(office, token) if office else token.pos == "PROPN"):
                self.party(token.index)
        done: set[tuple[int, int]] = set()
        for match in self.names:
            form = self.chosen(match)
            if form is not None and form.entity in self.cast.gazetteer:
                span = Span(s.tokens[match.first].begin, s.tokens[match.last].end)
                done.add((span.begin, span.end))
                yield Mention(entity=self._place_of(match, form) or form.entity, passage=number, span=span)
        for head, party in sorted(self.resolved.items()):
            if party is None or party.entity is None or head in self.name_at or s.tokens[head].dep == "compound":
                continue
            office = self.office_at.get(head)
            if s.tokens[head].pos not in {"NOUN", "PROPN", "PRON"} or (
                office and not self._heads(office, s.tokens[head])
            ):
                continue
            if office is not None and office.office.kind == "role" and party.entity.startswith("group/"):
                continue
            run = self.run(head) if s.tokens[head].pos == "PROPN" and head not in self.office_at else []
            span = s.span(run) if run else party.span
            if (span.begin, span.end) not in done:
                done.add((span.begin, span.end))
                yield Mention(entity=self.places.get(head, party.entity), passage=number, span=span)

    @staticmethod
    def _heads(office: OfficeMatch, token: Token) -> bool:
        """Whether a token is the head of an office's name: "Secretary" in "Secretary of State"."""
        return not office.first <= token.head <= office.last or token.head == token.index

    def _place_of(self, match: NameMatch, form: Form) -> EntityId | None:
        """The city that a capital's name means where it tells a place, not a government."""
        s = self.sentence
        if form.role is not Role.CAPITAL or s.tokens[s.tokens[match.last].head].lower not in LOCATIVE:
            return None
        for place in self.cast.gazetteer.places(" ".join(t.text for t in s.tokens[match.first : match.last + 1])):
            if place.state == form.entity:
                return self.cast.add(place)
        return None

    def state_names(self) -> Iterator[EntityId]:
        """The states that the sentence names in any form, in its order."""
        return (state for _, state in allegiance.named(self))

    def states(self) -> Iterator[tuple[int, Party]]:
        """The states that the sentence names, each with the index of its last token."""
        return allegiance.states(self)

    def state_in(self, head: int) -> EntityId | None:
        """The first state that a noun phrase speaks of, in its name, its modifiers or the place that it stands in."""
        return allegiance.state_in(self, head)
