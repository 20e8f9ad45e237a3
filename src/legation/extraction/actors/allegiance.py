"""Whose an actor is: the state, or the intergovernmental body, that a noun phrase speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from legation.extraction.actors.phrases import CALENDAR, LEFT
from legation.extraction.actors.referents import Referents
from legation.extraction.names import OfficeMatch
from legation.gazetteer import Role
from legation.model import Entity, EntityId, EntityKind, Party, Span

_NATIONAL = frozenset({Role.NAME, Role.FORMER, Role.ACRONYM, Role.CAPITAL, Role.SEAT})
_OWNERS = frozenset({EntityKind.ARMED_GROUP, EntityKind.PARTY, EntityKind.COMPANY, EntityKind.CIVIL_SOCIETY})
CIVIL = frozenset("CVL AGR LAB REF EDU MED REL JRN SOC".split())
"""Sectors of people of whom the article may tell of others a sentence later."""
_ARMED = frozenset({"UAF", "REB"})
_AUTHORITIES = frozenset({"GOV", "COP", "JUD", "LEG", "SPY"})
_UNKNOWN = frozenset("unknown unidentified unnamed masked unspecified".split())
_POINTING = frozenset("the these those both all its their his her our".split())
_ENVOYS = frozenset("ambassador charge consul embassy".split())
_SENT = _ENVOYS | {"diplomat"}
_BLOCS = frozenset(
    "western european arab african asian foreign regional gulf latin caribbean pacific nordic baltic balkan "
    "scandinavian international neighbouring neighboring allied eastern".split()
)
_VAST = frozenset({"region", "world", "continent", "neighbourhood", "neighborhood"})
_BACKED = frozenset(
    "backed supported trained armed funded aligned allied brokered mediated sponsored held occupied controlled".split()
)
"""Whoever is "Turkish-backed" is not Turkey's."""
_LEADING = frozenset("lead head chair command".split())
_AREAS = frozenset(
    "area capital city coast district island north south east west port province region state suburb town "
    "village".split()
)
_OWNING = {
    "owned": ("by",),
    "belonging": ("to",),
    "bound": ("for",),
    "destined": ("for",),
    "fired": ("by", "from"),
    "launched": ("by", "from"),
    "run": ("by",),
    "operated": ("by",),
    "registered": ("in",),
}
"""What a participle tells of whose a thing is, and by which prepositions."""
LOCATIVE = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "throughout", "within", "along"})
_REACHED = LOCATIVE | {"into", "through"}


def states(scene: Referents) -> Iterator[tuple[int, Party]]:
    """The states that the sentence names, each with the index of its last token."""
    for match in scene.names:
        form = scene.chosen(match)
        if form is not None and form.entity.startswith("state/") and form.role in _NATIONAL:
            span = Span(scene.sentence.tokens[match.first].begin, scene.sentence.tokens[match.last].end)
            yield match.last, Party(span=span, entity=form.entity, code=code_of(scene, form.entity), sector="GOV")


def named(scene: Referents) -> Iterator[tuple[int, EntityId]]:
    """The states that the sentence names in any form, "Chile" or "Chilean", each with the index of its last token."""
    for match in scene.names:
        form = scene.chosen(match)
        if form is not None and form.entity.startswith("state/"):
            yield match.last, form.entity


def only_state(scene: Referents) -> EntityId | None:
    """The one state that the sentence speaks of, or None where it speaks of none or of several."""
    if not scene.only:
        states: dict[EntityId, None] = {}
        for match in scene.names:
            form = scene.chosen(match)
            if form is not None and (state := _as_state(scene, form.entity)) and state.startswith("state/"):
                states[state] = None
        scene.only.append(next(iter(states)) if len(states) == 1 else None)
    return scene.only[0]


def state_in(scene: Referents, head: int) -> EntityId | None:
    """The first state that a noun phrase speaks of, in its name, its modifiers or the place that it stands in."""
    head = scene.effective(head)
    if head not in scene.states_in:
        scene.states_in[head] = None
        scene.states_in[head] = (
            state_at(scene, head)
            or state_of(scene, head, _name(scene, head), None)
            or acts_for(scene, scene.party(head))
            or _owned(scene, head)
            or _unlisted(scene, head)
        )
    return scene.states_in[head]


def _owned(scene: Referents, head: int) -> EntityId | None:
    """Whose a thing is by a participle: "a mine owned by Britons", "ships bound for Peru", "rockets fired by Chile"."""
    for child in scene.sentence.children(head, "acl"):
        for preposition in _OWNING.get(child.lower, ()):
            for owner in scene.objects_of(child.index, preposition):
                if state := state_in(scene, owner):
                    return state
    return None


def _unlisted(scene: Referents, head: int) -> EntityId | None:
    """The state of "the town of Mirebalais", which no table has: that in which the sentence plays."""
    tokens = scene.sentence.tokens
    named = any(tokens[i].pos == "PROPN" and i not in scene.name_at for i in scene.objects_of(head, "of"))
    return playing(scene) if named and tokens[head].lemma in _AREAS else None


def playing(scene: Referents) -> EntityId | None:
    """The state in which a sentence most likely plays that speaks of none: that of the last place told, else the
    article's. None where it speaks of some.
    """
    forms = (scene.chosen(match) for match in scene.names)
    if any(form is not None and _as_state(scene, form.entity) for form in forms):
        return None
    return scene.cast.stage or scene.cast.home


def state_at(scene: Referents, index: int) -> EntityId | None:
    """The state that one token names, or that whoever it names acts for."""
    match = scene.name_at.get(index)
    if match is not None:
        form = scene.chosen(match)
        return _as_state(scene, form.entity) if form else None
    token = scene.sentence.tokens[index]
    if token.pos in {"PRON", "DET"} and token.dep == "poss":
        return acts_for(scene, scene.party(index))
    if token.dep in {"poss", "compound", "nmod"} and token.pos in {"PROPN", "NOUN"}:
        if index in scene.office_at:
            return None  # "Korea Coast Guard" is of no town called Coast
        if token.pos == "PROPN" and token.dep == "compound":
            return _situated(scene, token.text, [index])
        party = scene.party(index)
        return acts_for(scene, party)
    if token.pos == "PROPN":
        run = scene.run(index)
        return _situated(scene, scene.written(run) or token.text, run or [index])
    return None


def state_of(scene: Referents, head: int, run: list[int], title: OfficeMatch | None) -> EntityId | None:
    """The state, or the intergovernmental body, that an actor acts for, as its own phrase tells."""
    s = scene.sentence
    starts = {head, *run}
    if title is not None:
        starts.update(range(title.first, title.last + 1))
    # Nearest on the left first: adjectives, compounds and possessors.
    for i in sorted(starts):
        for child in reversed(s.children(i)):
            if child.dep not in LEFT or child.index in run or scene.siding(child.index):
                continue
            if state := state_at(scene, child.index):
                return state
            for below in reversed(s.children(child.index)) if child.lower not in _BACKED else ():
                if below.dep in LEFT and below.index not in run and (state := state_at(scene, below.index)):
                    return state
    first = min(starts)
    if first and (match := scene.name_at.get(first - 1)) is not None:
        previous = s.tokens[first - 1]
        if (previous.head in starts or previous.dep in LEFT) and not scene.siding(first - 1):
            if (form := scene.chosen(match)) is not None:
                return _as_state(scene, form.entity)
    resident = title is not None and title.office.kind == "role" and title.office.sector in CIVIL
    titled = range(title.first, title.last + 1) if title is not None else range(0)
    sent = title is not None and title.office.key.partition("-")[0] in _SENT  # "an ambassador in Kinshasa" is not of it
    places = ("of", *(() if sent else ("in",)), "from", "for", *(("near", "outside", "around") if resident else ()))
    # "The Minister of Foreign Affairs and Trade of Ecuador": the parse hangs the state on the last word
    shared = [c.index for i in titled for c in s.children(i, "conj") if title and in_title(scene, title, c.index)]
    for i in (*sorted(starts), *shared):
        for preposition in places:
            for pobj in scene.objects_of(i, preposition):
                if pobj not in titled and (state := state_in(scene, pobj)):
                    return state
        for pobj in scene.objects_of(i, "at"):  # "a minister at the Japanese embassy"
            if pobj in scene.office_at and (state := state_in(scene, pobj)):
                return state
    for i in sorted(starts):
        for child in s.children(i, "appos"):
            if (state := state_in(scene, child.index)) is not None:
                return state
        token = s.tokens[i]
        if token.dep == "appos" and token.head not in starts and not national(scene, token.head):
            if (state := state_in(scene, token.head)) is not None:
                return state
        led = s.tokens[s.tokens[token.head].head]
        if token.dep == "pobj" and s.tokens[token.head].dep == "agent" and led.dep == "acl" and led.lemma in _LEADING:
            return state_in(scene, led.head)  # "the Thai delegation, led by ..."
    return None


def in_title(scene: Referents, title: OfficeMatch, index: int) -> bool:
    """Whether a coordinated name is part of an office's: "Minister of Foreign Affairs and Human Mobility"."""
    tokens = scene.sentence.tokens
    named = index in scene.name_at or index in scene.office_at
    joined = (
        title.last + 2 < len(tokens)
        and tokens[title.last + 1].lower == "and"
        and tokens[title.last + 2].text[0].isupper()
    )
    within = title.first <= tokens[index].head <= title.last and title.last < index <= title.last + 4
    return not named and joined and within and any(t.lower == "of" for t in tokens[title.first : title.last])


def national(scene: Referents, index: int) -> bool:
    """Whether a token is the name of a state, which nobody's name is set beside: "with Peru, the minister said"."""
    match = scene.name_at.get(index)
    form = scene.chosen(match) if match is not None else None
    return form is not None and form.role in _NATIONAL and form.entity.startswith("state/")


def unsaid(scene: Referents, head: int, match: OfficeMatch) -> EntityId | None:
    """Whose somebody is of whom no word of the phrase tells it: theirs who were told before, those of the place where
    the sentence plays, of the article's home. None of people of whom nothing is known: "unidentified men".
    """
    cast, office = scene.cast, match.office
    words = {c.lower for c in scene.sentence.children(head)}
    if words & _UNKNOWN or (words & _BLOCS and (office.kind == "role" or match.plural)):
        return None
    if any(scene.sentence.tokens[i].lemma in _VAST for i in scene.objects_of(head, "in")):
        return None
    if office.key.partition("-")[0] in _SENT and not words & _POINTING and scene.objects_of(head, "in"):
        return None
    pointing = office.kind != "role" or office.sector not in CIVIL or bool(words & _POINTING)
    if pointing and (told := cast.roles.get(office.key)) is not None:
        return told
    if office.sector == "BUS" or office.key == "weapon-system":
        return None  # "two jets bombed a village in Darfur" tells not whose they are
    if office.sector == "MIL" and words & _POINTING and (told := cast.roles.get("MIL")) is not None:
        return told
    if office.key.partition("-")[0] in _ENVOYS and cast.home is not None:
        return sender(scene)
    if office.key == "spokesperson":  # whose the body is that was told of last
        if any(scene.sentence.tokens[i].pos == "NOUN" for i in scene.objects_of(head, "for")):
            return None
        return acts_for(scene, scene.body_before) or cast.home
    if scene.sentence.tokens[head].lemma == "junta":
        if (told := cast.roles.get("military-ruler") or cast.roles.get("MIL")) is not None:
            return told
    if office.sector in _ARMED and (rival := _opponent(scene, head)) is not None:
        return rival
    if office.sector == "UAF":
        return stage(scene)
    if office.kind == "body" or office.sector in _AUTHORITIES:
        if _tells(scene, head) == cast.home is not None:
            return cast.home
        foreign = only_state(scene) if cast.quarter else None  # in Geneva the police are mostly another state's
        return stage(scene) or foreign or cast.government(office.sector) or only_state(scene)
    somewhere = any(
        scene.sentence.tokens[i].pos == "PROPN" for preposition in LOCATIVE for i in scene.objects_of(head, preposition)
    )
    alone = cast.home if not list(named(scene)) and cast.home == cast.salience.most() else None
    return stage(scene) or ((cast.stage or cast.home) if somewhere else None) or only_state(scene) or alone


def _tells(scene: Referents, head: int) -> EntityId | None:
    """The state whose deed somebody tells: "Chad sent its envoy home over an arrest in Niger, the ministry said"."""
    s = scene.sentence
    saying = s.tokens[s.tokens[head].head]
    for clause in s.children(saying.index, "ccomp") if s.tokens[head].dep == "nsubj" else ():
        subject = s.child(clause.index, "nsubj")
        if subject is not None and subject.index < head:
            return acts_for(scene, scene.party(subject.index))
    return None


def _opponent(scene: Referents, head: int) -> EntityId | None:
    """The state that rebels are named together with, wherever that is: "talks between Manila and rebels in Oslo"."""
    s = scene.sentence
    above = s.tokens[head].head if s.tokens[head].dep == "conj" else head
    beside = [above, *(c.index for c in s.children(above, "conj"))]
    return next((state for i in beside if i != head and (state := state_in(scene, i))), None)


def sender(scene: Referents) -> EntityId | None:
    """Whose an envoy is of whom nothing is told: of the other state beside the one that the sentence or the article
    is at home in.
    """
    cast = scene.cast
    host = only_state(scene) or cast.home
    if host is None:
        return None
    pair = cast.salience.pair() or ()
    return next((s for s in pair if s != host), None) if host in pair else cast.salience.most({host})


def group_of(scene: Referents, head: int, title: OfficeMatch | None) -> Entity | None:
    """The armed group, party, company or association that somebody belongs to: "a Hamas leader", "the Shell chief"."""
    starts = {head, *(range(title.first, title.last + 1) if title is not None else ())}
    for i in sorted(starts):
        below = [c.index for c in scene.sentence.children(i) if c.dep in LEFT]
        for owner in (*reversed(below), *scene.objects_of(i, "of"), *scene.objects_of(i, "from")):
            match = scene.name_at.get(owner)
            form = scene.chosen(match) if match is not None else None
            if form is not None and (entity := scene.cast.gazetteer.entity(form.entity)).kind in _OWNERS:
                return entity
    return None


def stage(scene: Referents) -> EntityId | None:
    """The state of the first place in which the sentence plays."""
    found = _staged(scene)
    scene.cast.stage = found or scene.cast.stage
    return found


def _staged(scene: Referents) -> EntityId | None:
    for name in scene.names:
        token = scene.sentence.tokens[name.first]
        governor = scene.sentence.tokens[scene.sentence.tokens[name.last].head]
        last = scene.sentence.tokens[name.last]
        within = scene.sentence.tokens[governor.head].lower if last.dep in LEFT and governor.dep == "pobj" else ""
        area = within in _REACHED and governor.lemma in _AREAS  # "in Mali's Gao region", "into the Somali capital"
        if governor.lower in _REACHED or token.dep == "npadvmod" or area:
            form = scene.chosen(name)
            if form is not None and (area or form.role not in {Role.ADJECTIVE, Role.DEMONYM}):
                state = _as_state(scene, form.entity)
                if state is not None:
                    return state
    for token in scene.sentence.tokens:
        if (
            token.dep == "pobj"
            and token.pos == "PROPN"
            and scene.sentence.tokens[token.head].lower in LOCATIVE
            and token.index not in scene.name_at
        ):
            run = scene.run(token.index)
            if state := _situated(scene, scene.written(run), run):
                return state
    return None


def code_of(scene: Referents, state: EntityId | None) -> str:
    """The code of a state, "IGO" for an intergovernmental body, "" for none."""
    return scene.cast.gazetteer.state_code(state) if state else ""


def acts_for(scene: Referents, party: Party | None) -> EntityId | None:
    """The state, or the intergovernmental body, that an actor is or belongs to."""
    if party is None or party.entity is None:
        return None
    if party.entity.startswith("state/"):
        return party.entity
    if party.code == "IGO":
        body: EntityId | None = party.entity
        if body not in scene.cast.gazetteer.entities:
            described = scene.cast.entities.get(party.entity)
            body = described.body if described else None
        return body
    if party.code:
        return EntityId(f"state/{party.code}")
    return None


def _as_state(scene: Referents, entity: EntityId) -> EntityId | None:
    if entity.startswith("state/"):
        return entity
    code = scene.cast.gazetteer.state_code(entity)
    if code == "IGO":
        return entity
    return EntityId(f"state/{code}") if code else None


def _situated(scene: Referents, name: str, run: list[int]) -> EntityId | None:
    """The state of the place of that name, written as a name is, which the words of a run make up."""
    if not name[:1].isupper() or name.lower() in CALENDAR:
        return None
    definite = bool(run) and run[0] > 0 and scene.sentence.tokens[run[0] - 1].lower == "the"
    states = [p.state for p in scene.cast.gazetteer.places(name, definite)]
    here = dict(named(scene)).values()
    for known in (here, scene.cast.salience, (scene.cast.home,)):
        if state := next((s for s in states if s and s in known), None):
            return state
    return states[0] if states else None


def _name(scene: Referents, head: int) -> list[int]:
    """The words of a proper name that no gazetteer has: "Awa" in "Awa Sarr" is no town."""
    return scene.run(head) if scene.sentence.tokens[head].pos == "PROPN" and head not in scene.name_at else []
