"""Offices, ministries and groups of states, and who holds them."""

from __future__ import annotations

from legation.extraction import names
from legation.extraction.actors import allegiance
from legation.extraction.actors.referents import Referents
from legation.extraction.names import OfficeMatch
from legation.model import Entity, EntityId, EntityKind, Name, Party, Span


def holder(
    scene: Referents, state: EntityId | None, match: OfficeMatch, head: int, span: Span, *, plural: bool
) -> Party | None:
    """Whoever holds an office of a state, or is a body or a group of it."""
    cast = scene.cast
    code = allegiance.code_of(scene, state)
    office = match.of(code)
    sector = office.sector
    if office.kind == "office" and not plural:
        if state is None:
            return Party(span=span, sector=sector)
        key = EntityId(f"office/{state.partition('/')[2]}-{office.key}")
        if (known := cast.holders.get(key)) is not None:
            party = Party(
                span=span,
                entity=known.entity,
                code=allegiance.code_of(scene, known.state),
                sector=known.sector or sector,
            )
            cast.last_person = party
            return party
        return Party(span=span, entity=post(scene, match, state, head), code=code, sector=sector)
    if office.kind == "body" and office.key == "ministry" and cast.ministry is not None and not plural:
        ministry = cast.entities.get(cast.ministry)
        home = ministry.state if ministry else state
        return Party(span=span, entity=cast.ministry, code=allegiance.code_of(scene, home), sector=sector)
    if state is None:
        return Party(span=span, sector=sector)
    stem = state.partition("/")[2]
    label = f"{office.label} of {cast.gazetteer.entity(state).label}"
    kind = EntityKind.GOVERNMENT_BODY if office.kind == "body" else EntityKind.GROUP
    identifier = EntityId(f"{'organization' if office.kind == 'body' else 'group'}/{stem}-{office.key}")
    entity = Entity(id=identifier, kind=kind, names=(Name(label),), state=state, sector=sector)
    party = Party(span=span, entity=cast.add(entity), code=code, sector=sector)
    if plural and sector in allegiance.CIVIL | {"MIL", "COP"} and office.key != "civilian":
        cast.crowd = party
    if office.kind == "body":
        cast.last_body = cast.bodies[office.key] = party
        if office.key.startswith("ministry-"):
            cast.ministry = party.entity
    return party


def post(scene: Referents, match: OfficeMatch, state: EntityId | None, head: int) -> EntityId | None:
    """The office of a state that a title tells; an ambassador's with the host."""
    if state is None:
        return None
    gazetteer = scene.cast.gazetteer
    code = state.partition("/")[2]
    office = match.of(code)
    label = f"{office.label} of {gazetteer.entity(state).label}"
    key = office.key
    if office.key.startswith("ambassador"):
        host = _accredited(scene, match.last, state)
        if host is not None:
            key = f"{office.key}-to-{host.partition('/')[2]}"
            label = f"{label} to {gazetteer.entity(host).label}"
    return scene.cast.add(
        Entity(id=EntityId(f"office/{code}-{key}"), kind=EntityKind.OFFICE, names=(Name(label),), state=state)
    )


def ministry_of(scene: Referents, title: OfficeMatch, state: EntityId | None) -> EntityId | None:
    """The ministry that a minister leads."""
    code = state.partition("/")[2] if state else ""
    body = names.index().ministries.get(title.of(code).key)
    if body is None or state is None:
        return None
    label = f"{body.label} of {scene.cast.gazetteer.entity(state).label}"
    identifier = EntityId(f"organization/{code}-{body.key}")
    return scene.cast.add(
        Entity(id=identifier, kind=EntityKind.GOVERNMENT_BODY, names=(Name(label),), state=state, sector=body.sector)
    )


def _accredited(scene: Referents, index: int, state: EntityId) -> EntityId | None:
    """The state that an ambassador is sent to."""
    s = scene.sentence
    for i in (index, s.tokens[index].head):
        for place in (*scene.objects_of(i, "to"), *scene.objects_of(i, "in")):
            host = allegiance.state_at(scene, place)
            if host is not None and host != state:
                return host
    return None
