"""A thing that articles speak of: put together from what each says of it, and written as triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from pyoxigraph import NamedNode

from legation.graph.identifiers import Identifiers
from legation.graph.majority import most_of, tally
from legation.graph.terms import Term, Triple, constant, decimal, iri, string, tagged
from legation.graph.vocabulary import GEO, KIND, LEG, OWL, RDF, RDFS, SKOS
from legation.model import Entity, EntityId, EntityKind, Name

_Value = TypeVar("_Value", bound=str)

_USUAL = 3
"""A name is usual that more than a third as many articles use as use the most usual one."""


def entity_triples(entity: Entity, identifiers: Identifiers) -> Iterator[Triple]:
    """What the graph says of a thing. The first name of each language is its label, the others are alternatives."""
    subject = iri(identifiers.iri(entity.id))
    yield subject, RDF.type, constant(KIND[entity.kind])
    label = RDFS.label
    if entity.kind is EntityKind.ISSUE:
        label = SKOS.prefLabel
        yield subject, SKOS.inScheme, iri(identifiers.issues)
    for first, name in _labelled(entity.names):
        yield subject, label if first else SKOS.altLabel, tagged(name.text, name.language)
    for predicate, others in _belonging(entity):
        for other in others:
            yield subject, predicate, iri(identifiers.iri(other))
    if entity.sector:
        yield subject, LEG.sector, string(entity.sector)
    yield from position(subject, entity)
    for address in entity.same_as:
        yield subject, OWL.sameAs, iri(address)


def merged_entity(described: Mapping[Entity, int]) -> Entity:
    """One thing from its descriptions and how many articles give each: what most say, the fullest usual name first."""
    kind = _most(described, lambda entity: entity.kind) or EntityKind.GROUP
    placed = [e for e in described if e.latitude is not None and e.longitude is not None]
    where = min(((e.latitude or 0.0, e.longitude or 0.0) for e in placed), default=(None, None))
    office = kind is EntityKind.OFFICE
    return Entity(
        id=next(iter(described)).id,
        kind=kind,
        names=ordered_names(tally((name, n) for entity, n in described.items() for name in entity.names), kind),
        state=_most(described, lambda entity: entity.state),
        body=_most(described, lambda entity: entity.body) if office else None,
        member_of=() if office else tuple(sorted({e.body for e in described if e.body})),
        sector=_most(described, lambda entity: entity.sector) or "",
        latitude=where[0],
        longitude=where[1],
    )


def ordered_names(told: Mapping[Name, int], kind: EntityKind) -> tuple[Name, ...]:
    """Each name once, the label first: the fullest of the usual English names, for a person never a surname alone."""
    english = [name for name in told if name.language == "en"] or list(told)
    full = [name for name in english if len(name.text.split()) > 1] if kind is EntityKind.PERSON else english
    candidates = full or english
    most = max(told[name] for name in candidates)
    usual = (name for name in candidates if told[name] * _USUAL > most)
    label = min(usual, key=lambda name: (-_fullness(name), -told[name], -len(name.text), name.text))
    others = sorted((name for name in told if name != label), key=lambda name: (-told[name], name.text, name.language))
    return label, *others


def _most(described: Mapping[Entity, int], of: Callable[[Entity], _Value | None]) -> _Value | None:
    return most_of(tally((of(entity), times) for entity, times in described.items()))


def position(subject: Term, entity: Entity) -> Iterator[Triple]:
    """The coordinates of a place, in degrees of WGS 84."""
    if entity.latitude is not None and entity.longitude is not None:
        yield subject, GEO.lat, decimal(entity.latitude)
        yield subject, GEO.long, decimal(entity.longitude)


def _labelled(names: Iterable[Name]) -> Iterator[tuple[bool, Name]]:
    """Each name once, with whether it is the first of its language."""
    languages: set[str] = set()
    for name in dict.fromkeys(names):
        yield name.language not in languages, name
        languages.add(name.language)


def _belonging(entity: Entity) -> Iterator[tuple[NamedNode, tuple[EntityId, ...]]]:
    state = (entity.state,) if entity.state else ()
    body = (entity.body,) if entity.body else ()
    match entity.kind:
        case EntityKind.OFFICE:
            yield LEG.ofState, state
            yield LEG.ofBody, body
        case EntityKind.PLACE:
            yield LEG.inState, state
        case _:
            yield LEG.state, state
            yield LEG.memberOf, (*entity.member_of, *body)


def _fullness(name: Name) -> int:
    return len(name.text.replace("-", " ").split())
