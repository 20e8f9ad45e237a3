"""What the side index knows around the graph of an article: that no other tells of it, and what its things are."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

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
WHERE v.tag = '@en' OR v.tag NOT GLOB '@*'
"""


def around(reading: Reading, article: str, quads: Sequence[Quad]) -> list[Triple] | None:
    """What the graph of an article, given as quads, does not tell of its findings and of the things that it names.

    That is the events and places of its reports, and what things are called in English and weigh. None where another
    graph tells of the article as well, or the graph is large.
    """
    number = reading.number(article)
    if number is None or len(quads) > _MOST:
        return None
    triples = {quad.triple for quad in quads}
    within = {term_name(triple.subject) for triple in triples if triple.predicate == LEG.inArticle}
    found = reading.rows(_FOUND, (number,)).fetchall()
    if any(finding not in within or finding.startswith("_:") for finding, *_ in found):
        return None
    led = [
        Triple(NamedNode(report), PROPERTIES[property_], NamedNode(thing))
        for report, property_, thing in found
        if thing and not thing.startswith("_:")
    ]
    things = {one.object.value for one in (*triples, *led) if isinstance(one.object, NamedNode)}
    return [one for one in dict.fromkeys((*led, *_called(reading, things))) if one not in triples]


def _called(reading: Reading, things: Collection[str]) -> Iterator[Triple]:
    for thing, property_, text, tag in reading.rows(_CALLED, (json.dumps(sorted(things)),)):
        value = Literal(text, language=tag[1:]) if tag.startswith("@") else Literal(text, datatype=NamedNode(tag))
        yield Triple(NamedNode(thing), PROPERTIES[property_], value)
