"""What a store tells of properties, read as the links and values of the side index."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice

import pyoxigraph
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions

from legation.graph.vocabulary import LEG, XSD
from legation.queries import Query
from legation.store.side.tables import NUMBER, Terms

LEFT_OUT = frozenset({LEG.Mention.value})
"""Classes whose members are not told: what is told of them is which things they name."""

_PAGE = 50_000
_STRING = XSD.string.value

Link = tuple[int, int, int]
"""Subject, property and object."""

Value = tuple[int, int, str, str]
"""Subject, property, text, and the tag of its language after an @ or the IRI of its datatype."""

Facts = tuple[list[Link], list[Value]]
"""One for each time that a triple stands in the store."""


def facts(triples: Iterable[tuple[object, str, object]], terms: Terms) -> Facts:
    """Those of some triples that the index keeps; each is a subject, the IRI of a property and an object."""
    links: list[Link] = []
    values: list[Value] = []
    for subject, predicate, thing in triples:
        property_ = NUMBER.get(predicate)
        if property_ is None:
            continue
        if isinstance(thing, Literal):
            tag = f"@{thing.language}" if thing.language else thing.datatype.value
            values.append((terms.number(term_name(subject)), property_, thing.value, tag))
        elif (name := term_name(thing)) not in LEFT_OUT:
            links.append((terms.number(term_name(subject)), property_, terms.number(name)))
    return links, values


def of_subject(engine: pyoxigraph.Store, name: str, terms: Terms) -> Facts:
    """What a store tells of a thing."""
    subject = pyoxigraph.BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)
    quads = engine.quads_for_pattern(subject, None, None, None)
    return facts(((quad.subject, quad.predicate.value, quad.object) for quad in quads), terms)


def of_property(engine: pyoxigraph.Store, property_: NamedNode, terms: Terms) -> Iterator[Facts]:
    """All that a store tells with a property, page by page.

    The engine writes it as it goes, while it is read here, without a Python object for each term.
    """
    with closing(_rows(engine, property_)) as rows:
        while page := list(islice(rows, _PAGE)):
            yield _read(page, property_, terms)


def _read(rows: Iterable[str], property_: NamedNode, terms: Terms) -> Facts:
    links: list[Link] = []
    values: list[Value] = []
    odd = ["?s\t?o\n"]
    number = NUMBER[property_.value]
    for row in rows:
        subject, thing = row.rstrip("\n").split("\t")
        if thing[0] in "<_":
            if (name := _bare(thing)) not in LEFT_OUT:
                links.append((terms.number(_bare(subject)), number, terms.number(name)))
        elif thing[0] == '"' and "\\" not in thing:
            text, _, tag = thing[1:].rpartition('"')
            tag = tag.removeprefix("^^<").removesuffix(">") or _STRING
            values.append((terms.number(_bare(subject)), number, text, tag))
        else:
            odd.append(row)
    if len(odd) > 1:
        told = pyoxigraph.parse_query_results("".join(odd), format=QueryResultsFormat.TSV)
        assert isinstance(told, QuerySolutions)
        values += facts(((row["s"], property_.value, row["o"]) for row in told), terms)[1]
    return links, values


def _bare(term: str) -> str:
    return term[1:-1] if term[0] == "<" else term


def _rows(engine: pyoxigraph.Store, property_: NamedNode) -> Generator[str]:
    """Subjects and objects in TSV, a line each."""
    text = Query.load("store/property").bind(property=property_.value)
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as others, open(reading, encoding="utf-8", newline="\n") as lines:
        written = others.submit(_write, engine, text, writing)
        yield from islice(lines, 1, None)
        written.result()


def _write(engine: pyoxigraph.Store, text: str, writing: int) -> None:
    with open(writing, "wb") as out:
        told = engine.query(text)
        assert isinstance(told, QuerySolutions)
        told.serialize(out, format=QueryResultsFormat.TSV)


def term_name(term: object) -> str:
    """An IRI as it is, a blank node as in N-Triples."""
    return term.value if isinstance(term, NamedNode) else str(term)
