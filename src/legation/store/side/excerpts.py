"""A small part of a store that is enough for some queries: what it tells of one thing, and what that leads to."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, Triple

from legation.graph.vocabulary import LEG
from legation.store.side.facts import term_name
from legation.store.side.reading import Reading
from legation.store.side.tables import PROPERTIES

_MOST = 20_000  # Larger graphs are left to those who can end what takes too long.
_FOUND = """
SELECT x.name, r.property, y.name FROM link k CROSS JOIN term x ON x.id = k.subject
LEFT JOIN link r ON r.subject = k.subject AND r.property IN ({reports}, {reportedPlace})
LEFT JOIN term y ON y.id = r.object
WHERE k.property = {inArticle} AND k.object = ?
"""
_CALLED = """
SELECT x.name, v.property, v.text, v.tag FROM json_each(?) j CROSS JOIN term x ON x.name = j.value
CROSS JOIN value v ON v.subject = x.id AND v.property IN ({naming}, {reportCount}, {weight})
WHERE v.tag = '@en' OR v.tag NOT GLOB '@*' OR v.property = {title}
"""


Quads = Callable[[NamedNode | None, NamedNode | None], Iterable[Quad]]
"""Reads the quads of a store that have a subject, or are in a graph."""


def own(quads: Quads, thing: str, graph: str) -> list[Quad]:
    """The quads of a thing, and all others of a graph where one is named; some of them where there are many."""
    found = list(islice(quads(NamedNode(thing), None), _MOST + 1))
    if graph:
        place = NamedNode(graph)
        found = [quad for quad in found if quad.graph_name != place]
        found += islice(quads(None, place), _MOST + 1)
    return found


def around(reading: Reading, thing: str, found: Sequence[Quad], *, article: bool) -> list[Quad] | None:
    """What the quads of a thing do not say of what they lead to: what that is called in English, and weighs.

    Of an article also the events and places of its reports. None where another graph than that of its evidence tells of
    it as well, or there are many quads.
    """
    if len(found) > _MOST:
        return None
    triples = {quad.triple for quad in found}
    led = _led(reading, thing, triples) if article else []
    if led is None:
        return None
    known = [one for triple in (*triples, *led) for one in (triple.predicate, triple.object)]
    called = _called(reading, {one.value for one in known if isinstance(one, NamedNode)})
    return [Quad(*one) for one in dict.fromkeys((*led, *called)) if one not in triples]


def _led(reading: Reading, article: str, triples: Collection[Triple]) -> list[Triple] | None:
    """The events and places of the reports of an article; None where some finding in it is told by no given triple."""
    within = {term_name(one.subject) for one in triples if one.predicate == LEG.inArticle}
    found = reading.rows(_FOUND, (reading.number(article),)).fetchall()
    if any(finding not in within or finding.startswith("_:") for finding, *_ in found):
        return None
    return [
        Triple(NamedNode(report), PROPERTIES[property_], NamedNode(other))
        for report, property_, other in found
        if other and not other.startswith("_:")
    ]


def _called(reading: Reading, things: Collection[str]) -> Iterator[Triple]:
    for thing, property_, text, tag in reading.rows(_CALLED, (json.dumps(sorted(things)),)):
        value = Literal(text, language=tag[1:]) if tag.startswith("@") else Literal(text, datatype=NamedNode(tag))
        yield Triple(NamedNode(thing), PROPERTIES[property_], value)
