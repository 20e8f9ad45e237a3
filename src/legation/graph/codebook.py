"""The codebook of event types, with what the ontology says of each: types and their modes, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pyoxigraph
from pyoxigraph import Literal, NamedNode

from legation.graph.vocabulary import EVENT_TYPE, PLOVER_NS, SKOS
from legation.model import EventType
from legation.resources import directory


@dataclass(frozen=True, slots=True)
class Entry:
    """An event type with its definition; `modes` are pairs of a name, such as "visit", and its definition."""

    type: EventType
    definition: str
    modes: tuple[tuple[str, str], ...]


@cache
def codebook() -> tuple[Entry, ...]:
    """An entry for each event type, in the order of the types."""
    defined: dict[str, str] = {}
    for quad in pyoxigraph.parse(path=str(directory("ontology") / "event-types.ttl")):
        if quad.predicate == SKOS.definition and isinstance(quad.subject, NamedNode):
            assert isinstance(quad.object, Literal)
            defined[quad.subject.value] = quad.object.value
    return tuple(_entry(event_type, defined) for event_type in EventType)


def _entry(event_type: EventType, defined: dict[str, str]) -> Entry:
    prefix = f"{PLOVER_NS}{event_type.value}-"
    modes = sorted((iri.removeprefix(prefix), text) for iri, text in defined.items() if iri.startswith(prefix))
    return Entry(event_type, defined[EVENT_TYPE[event_type].value], tuple(modes))
