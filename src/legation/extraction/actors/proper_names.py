"""Persons and organisations that the gazetteer does not name: known by their titles, words and places in the clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from legation.extraction.actors import allegiance, offices
from legation.extraction.actors.cast import Known
from legation.extraction.actors.phrases import CALENDAR, CRAFT
from legation.extraction.actors.referents import Referents
from legation.extraction.names import OfficeMatch
from legation.gazetteer import Leader
from legation.model import Entity, EntityId, EntityKind, Name, Party, Span, Tenure
from legation.slugs import slug

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
_HALVES = {"North": EntityId("state/PRK"), "South": EntityId("state/KOR")}
"""What the two Koreas are called once one of them was named."""
_SHIPS: Mapping[str, str] = {
    "HMS": "GBR",
    "RFA": "GBR",
    "USS": "USA",
    "USNS": "USA",
    "USCGC": "USA",
    "HMAS": "AUS",
    "HMNZS": "NZL",
    "HMCS": "CAN",
    "CCGS": "CAN",
    "INS": "IND",
    "ICGS": "IND",
    "PNS": "PAK",
    "BRP": "PHL",
    "ROKS": "KOR",
    "JS": "JPN",
    "KRI": "IDN",
    "RSS": "SGP",
    "HTMS": "THA",
    "HDMS": "DNK",
    "HNoMS": "NOR",
    "HSwMS": "SWE",
    "HNLMS": "NLD",
    "ITS": "ITA",
    "ORP": "POL",
    "TCG": "TUR",
    "HS": "GRC",
    "SLNS": "LKA",
    "BNS": "BGD",
    "NNS": "NGA",
    "SAS": "ZAF",
    "ARA": "ARG",
    "BAP": "PER",
    "ENS": "EGY",
    "UMS": "MMR",
    "FGS": "DEU",
}
"""What stands before the names of warships, and whose they are."""
_GOING = frozenset(
    "travel go fly come arrive return head drive sail move walk depart leave withdraw trip journey".split()
)
_LOCAL = frozenset({"OPP", "LEG", "COP", "JUD"})
"""Sectors of those who mostly act in their own state."""
_FORMER = frozenset({"former", "ex", "late", "ousted", "deposed"})
_THINGS = frozenset(
    "war treaty agreement act deal accord pact protocol convention sea ocean gulf strait river lake island "
    "islands asia africa america europe world cup day prize award summit conference project operation exercise "
    "century plan initiative constitution peninsula bay mountain valley desert airport street square avenue "
    "building bridge hotel stadium palace".split()
)


def named(scene: Referents, head: int, span: Span) -> Party | None:
    """Whom a proper name means, or None where it seems to be no actor's."""
    s = scene.sentence
    run = scene.run(head)
    before = scene.office_at.get(s.tokens[head].head) if s.tokens[head].dep == "conj" else None
    if not run or (before is not None and allegiance.in_title(scene, before, head)):
        return None
    text = scene.written(run)
    key = s.tokens[run[-1]].text
    words = [s.tokens[i].lower for i in run]
    title = scene.title(run)
    if title is not None and s.tokens[title.last].lemma in CRAFT:
        return None  # "a Greek tanker, the Velos"
    determined = any(c.lower in {"the", "a", "an"} for c in s.children(head, "det"))
    if (flag := _SHIPS.get(s.tokens[run[0]].text)) is not None and len(run) > 1:
        return _ship(scene, EntityId(f"state/{flag}"), span)
    if title is None:
        for word in reversed(words):
            if word in _ORGANIZATIONS and len(words) > 1:
                return _organization(scene, text, *_ORGANIZATIONS[word], head, span)
    if (known := _known(scene, text, key)) is not None:
        return _person_again(scene, known, head, run, title, span)
    if title is not None and title.office.kind != "body" and not text.isupper():
        return _person(scene, text, head, run, title, span)
    if text.lower() in CALENDAR:
        return None
    if determined and (half := _HALVES.get(text)) and set(_HALVES.values()) & {*scene.cast.named}:
        return Party(span=span, entity=half, code=allegiance.code_of(scene, half), sector="GOV")
    leader = scene.cast.leader(text)
    located = s.tokens[head].dep == "pobj" and s.tokens[s.tokens[head].head].lower in {"in", "at", "near"}
    if (leader is None or located) and text[:1].isupper() and (places := scene.cast.gazetteer.places(text, determined)):
        place = places[0]
        scene.places[head] = scene.cast.add(place)
        return Party(span=span, entity=place.state, code=allegiance.code_of(scene, place.state))
    if leader is not None:
        known = Known(leader.person, [leader.names[0]], leader.state or leader.organization, "GOV")
        return _person_again(scene, known, head, run, title, span)
    if determined or text.isupper():
        return (
            _organization(scene, text, EntityKind.ORGANIZATION, "", head, span)
            if len(words) > 1 or text.isupper()
            else None
        )
    return _person(scene, text, head, run, title, span) if _personal(scene, head, words) else None


def _ship(scene: Referents, state: EntityId, span: Span) -> Party:
    """A warship: its navy."""
    cast, code = scene.cast, allegiance.code_of(scene, state)
    name = Name(f"Navy of {cast.gazetteer.entity(state).label}")
    navy = EntityId(f"organization/{code}-navy")
    cast.add(Entity(id=navy, kind=EntityKind.GOVERNMENT_BODY, names=(name,), state=state, sector="MIL"))
    return Party(span=span, entity=navy, code=code, sector="MIL")


def _personal(scene: Referents, head: int, words: list[str]) -> bool:
    """Whether an unknown name without a title may be a person's: by its words, and by where it stands."""
    if _THINGS & set(words) or words[-1].endswith(("ii", "iii")):
        return False
    s = scene.sentence
    token = s.tokens[head]
    governor = s.tokens[token.head]
    if token.dep == "pobj" and governor.lower in {"to", "from", "for"} and s.tokens[governor.head].lemma in _GOING:
        return False
    if len(words) == 1 and token.dep == "nsubj" and governor.lemma == "be":
        return False  # "Arash is the name of the field"
    while token.dep == "conj":
        token = s.tokens[token.head]
    if token.dep in {"nsubj", "nsubjpass", "appos"}:
        return True
    above = s.tokens[token.head].lower
    return len(words) > 1 and (
        token.dep in {"dobj", "poss", "dative"}
        or (token.dep == "pobj" and above in {"by", "with", "to", "between", "from", "against"})
    )


def _known(scene: Referents, text: str, key: str) -> Known | None:
    people = scene.cast.people
    known = people.get(text.lower())
    if known is None and " " not in text:
        known = people.get(key.lower())
    return known


def told_of(scene: Referents, party: Party, state: EntityId, sector: str) -> Party:
    """A person of whom only now is told whose he is."""
    known = next((k for k in scene.cast.people.values() if k.entity == party.entity), None)
    if known is None:
        return replace(party, code=party.code or allegiance.code_of(scene, state), sector=party.sector or sector)
    known.state, known.sector = known.state or state, known.sector or sector
    if (described := scene.cast.entities.get(known.entity)) is not None:
        scene.cast.add(replace(described, state=known.state, sector=known.sector))
    return replace(party, code=allegiance.code_of(scene, known.state), sector=known.sector)


def introduced(scene: Referents, head: int, title: OfficeMatch, state: EntityId) -> Party:
    """The person of a name who holds an office of a state."""
    run = scene.run(head)
    text = scene.written(run)
    leader = _leader(scene, text, title)
    person = leader.person if leader is not None and leader.state == state else EntityId(f"person/{slug(text)}")
    known = _known(scene, text, text) or Known(person, [text], state, title.office.sector)
    return _person_again(scene, known, head, run, title, scene.sentence.span(run))


def _person(scene: Referents, text: str, head: int, run: list[int], title: OfficeMatch | None, span: Span) -> Party:
    leader = _leader(scene, text, title)
    state = allegiance.state_of(scene, head, run, title)
    if leader is not None and state in {None, leader.state, leader.organization}:
        known = Known(leader.person, [leader.names[0]], leader.state or leader.organization, "GOV")
    else:
        told = (
            title is not None and title.office.kind == "office"
        )  # of an official without a state the article tells it
        if state is None and (title is not None or " " in text):
            state = _once_of(scene, text)
        if state is None and title is not None and title.office.key.startswith("ambassador"):
            hosts = [allegiance.state_at(scene, i) for i in scene.objects_of(title.last, "to")]
            abroad = (
                any(hosts) and scene.cast.home not in hosts
            )  # "a former ambassador to Peru" is of the article's home
            state = scene.cast.home if abroad else allegiance.sender(scene)
        if state is None and told and title is not None:  # "Jordan's king met the envoy. King Abdullah ..."
            state = scene.cast.roles.get(title.office.key)
        if state is None and told and title is not None and title.office.sector in _LOCAL:
            state = allegiance.stage(scene)  # "In Lima, opposition leader Ana Quispe urged ..."
        state = state or (None if told and scene.cast.home else allegiance.only_state(scene))
        if state is None and told and scene.cast.home is None:
            state = _own(scene)
        known = Known(EntityId(f"person/{slug(text)}"), [text], state, _sector(title))
    return _person_again(scene, known, head, run, title, span)


def _leader(scene: Referents, text: str, title: OfficeMatch | None) -> Leader | None:
    """The well-known office holder of a name, who may be known by it together with the title only: "King Hussein"."""
    titled = f"{scene.written(range(title.first, title.last + 1))} {text}" if title is not None else text
    return scene.cast.leader(titled) or scene.cast.leader(text)


def _own(scene: Referents) -> EntityId | None:
    """The state whose deeds the sentence tells: "Fiji has frozen its accord with China, the prime minister said"."""
    s = scene.sentence
    for clause in (s.root, *(c.index for c in s.children(s.root, "ccomp"))):
        subject = s.child(clause, "nsubj")
        if subject is not None and allegiance.national(scene, subject.index):
            return allegiance.state_at(scene, subject.index)
    return None


def _once_of(scene: Referents, text: str) -> EntityId | None:
    """The state that everybody known by a name led at some time: "President Clinton"."""
    states = {leader.state for leader in scene.cast.gazetteer.leaders_named(text)}
    return next(iter(states)) if len(states) == 1 else None


def _person_again(
    scene: Referents, known: Known, head: int, run: list[int], title: OfficeMatch | None, span: Span
) -> Party:
    s, cast = scene.sentence, scene.cast
    text = scene.written(run)
    if text not in known.names:
        known.names.append(text)
    cast.people.setdefault(text.lower(), known)
    cast.people[s.tokens[run[-1]].lower] = known
    if " " in known.names[0]:
        parts = known.names[0].split()
        cast.people.setdefault(parts[-1].lower(), known)
        cast.people.setdefault(parts[0].lower(), known)
    state = allegiance.state_of(scene, head, run, title)
    if known.state is None:
        known.state = state or (cast.home if title and title.office.kind == "office" else None)
    group = allegiance.group_of(scene, head, title)
    known.sector = (group.sector if group else "") or known.sector or _sector(title)
    if title is not None and title.office.kind == "office":
        former = any(t.lower in _FORMER for t in s.tokens[max(0, title.first - 3) : title.first])
        office = offices.post(scene, title, group.id if group else state or known.state, head)
        if office is not None:
            if not former:
                known.office = office
                cast.holders[office] = known
                if group is None:
                    cast.ministry = offices.ministry_of(scene, title, state or known.state) or cast.ministry
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
    party = Party(span=span, entity=known.entity, code=allegiance.code_of(scene, known.state), sector=sector)
    cast.last_person = party
    return party


def _organization(scene: Referents, text: str, kind: EntityKind, sector: str, head: int, span: Span) -> Party:
    state = allegiance.state_of(scene, head, [], None)
    code = allegiance.code_of(scene, state)
    prefix = f"{code}-" if code and kind is EntityKind.GOVERNMENT_BODY else ""
    if state is None:
        state = allegiance.only_state(scene) or (scene.cast.home if kind is EntityKind.GOVERNMENT_BODY else None)
        code = allegiance.code_of(scene, state)
    entity = scene.cast.add(
        Entity(
            id=EntityId(f"organization/{prefix}{slug(text)}"),
            kind=kind,
            names=(Name(text),),
            state=state,
            sector=sector,
        )
    )
    party = Party(span=span, entity=entity, code=code, sector=sector)
    scene.cast.last_body = party
    return party


def _sector(title: OfficeMatch | None) -> str:
    return title.office.sector if title else ""
