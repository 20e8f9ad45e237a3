"""The vocabulary for people and machines: `/ns`, `/event-types` and `/shapes`, read from the files that ship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request
from flask_babel import gettext, lazy_gettext
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from legation.errors import NotFound
from legation.queries import Query
from legation.resources import directory
from legation.store import MEMORY, open_store
from legation.store.formats import Form, Format, offered, readable
from legation.web import answers
from legation.web.addresses import EVENT_TYPES, ONTOLOGY, SHAPES, Addresses, local_name
from legation.web.labels import term_label
from legation.web.languages import language
from legation.web.negotiation import by_suffix, page_or_format
from legation.web.panels import Shown, literal
from legation.web.rows import Cell, Row, Table, ask, text
from legation.web.site import Site
from legation.web.wording import english, heading

_GRAPH = "https://w3id.org/legation/ns"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SH = "http://www.w3.org/ns/shacl#"
_LABELS = (f"{_RDFS}label", f"{_SKOS}prefLabel")
_DEFINITIONS = (f"{_SKOS}definition", f"{_RDFS}comment", f"{_SH}message", f"{_SH}description")
_EXAMPLES = (f"{_SKOS}example",)
_LEFT_OUT = (*_LABELS, *_DEFINITIONS, *_EXAMPLES, f"{_RDFS}isDefinedBy", f"{_SKOS}inScheme", f"{_SKOS}topConceptOf",
             f"{_SKOS}narrowMatch", f"{_SKOS}notation", "http://purl.org/dc/terms/source",
             "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")  # fmt: skip
"""What a page leaves to the data: what it shows elsewhere, and what is the same for all terms of a section."""
_SECTIONS = {
    "Classes": lazy_gettext("Classes"),
    "Properties": lazy_gettext("Properties"),
    "Individuals": lazy_gettext("Individuals"),
    "Event types": lazy_gettext("Event types"),
    "Modes": lazy_gettext("Modes"),
    "Contexts": lazy_gettext("Contexts"),
    "Sectors": lazy_gettext("Sectors"),
    "Other terms": lazy_gettext("Other terms"),
    "CAMEO codes": lazy_gettext("CAMEO codes"),
    "Shapes": lazy_gettext("Shapes"),
}
_FAMILIES = {
    "context": ("Contexts", "Context"),
    "sector": ("Sectors", "Sector"),
    "cameo": ("CAMEO codes", "CAMEO code"),
}
DOCUMENTS = {
    "ns": (lazy_gettext("Vocabulary"), "core.ttl"),
    "event-types": (lazy_gettext("Event types"), "event-types.ttl"),
    "shapes": (lazy_gettext("Shapes"), "shapes/*.ttl"),
}
"""The documents: for each its title, and its files below the folder of the ontology."""


@dataclass(frozen=True, slots=True)
class Note:
    """A property of a term with its values; `key` is its name in its namespace."""

    key: str
    name: str
    values: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the vocabulary; `anchor` is its place in the page."""

    anchor: str
    iri: str
    label: str
    kind: str
    definitions: tuple[str, ...]
    examples: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Terms of one kind."""

    title: str
    terms: tuple[Term, ...]

    @property
    def brief(self) -> bool:
        """Whether its terms are listed as lines of a table: those of another codebook, many and without definitions."""
        return not any(term.definitions for term in self.terms)


def blueprint(site: Site) -> Blueprint:
    """The routes of the vocabulary."""
    routes = Blueprint("vocabulary", __name__)

    def document(name: str) -> Response:
        chosen = page_or_format(request.headers.get("Accept", ""))
        response = _data(name, chosen) if chosen else _page(site, name)
        response.vary.add("Accept")
        return response

    def data(name: str, suffix: str) -> Response:
        return _data(name, by_suffix(suffix, Form.GRAPH))

    for name in DOCUMENTS:
        routes.add_url_rule(f"/{name}", endpoint=name, view_func=document, defaults={"name": name})
        routes.add_url_rule(f"/{name}.<suffix>", endpoint=f"{name}-data", view_func=data, defaults={"name": name})

    @routes.get("/ns/context.jsonld")
    def context() -> Response:
        path = directory("ontology") / "context.jsonld"
        if not path.is_file():
            raise NotFound("this installation ships no JSON-LD context")
        return answers.data(path.read_bytes(), "application/ld+json")

    return routes


def sections(table: Table, addresses: Addresses) -> tuple[Section, ...]:
    """The terms of a document by kind and name, from the rows of `vocabulary/terms`."""
    grouped: dict[str, list[Term]] = {title: [] for title in _SECTIONS}
    by_term: dict[str, dict[str, dict[Cell, None]]] = {}
    for row in sorted(table.rows, key=_place):
        if "property" in row and "value" in row and row["term"].kind == "uri":
            found = by_term.setdefault(text(row, "term"), {})
            found.setdefault(text(row, "property"), {})[row["value"]] = None
    for iri, properties in by_term.items():
        if "#" not in iri:
            continue
        kinds = [cell.value for cell in properties.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ())]
        section, kind = _section(iri, kinds)
        grouped[section].append(_term(iri, gettext(kind), properties, addresses))
    return tuple(
        Section(str(_SECTIONS[title]), tuple(sorted(terms, key=lambda term: term.anchor)))
        for title, terms in grouped.items()
        if terms
    )


def _place(row: Row) -> tuple[str, ...]:
    return tuple(text(row, column) for column in ("term", "kind", "property", "value"))


def _section(iri: str, kinds: Sequence[str]) -> tuple[str, str]:
    """The section of a term, and what it is called there, both in English."""
    names = [local_name(kind) for kind in kinds]
    name = iri.partition("#")[2]
    if iri.startswith(SHAPES):
        return "Shapes", "Node shape" if "NodeShape" in names else "Property shape"
    if iri.startswith(EVENT_TYPES):
        if "-" in name and name.partition("-")[0] in _FAMILIES:
            return _FAMILIES[name.partition("-")[0]]
        if "-" in name and name.partition("-")[0].isupper():
            return "Modes", "Mode"
        return ("Event types", "Event type") if name.isupper() else ("Other terms", english(names[0]))
    if "Class" in names:
        return "Classes", "Class"
    for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Property"):
        if kind in names:
            return "Properties", english(kind)
    plain = [one for one in names if one != "NamedIndividual"]
    return ("Individuals" if iri.startswith(ONTOLOGY) else "Other terms"), english(plain[0] if plain else "Individual")


def _term(iri: str, kind: str, properties: dict[str, dict[Cell, None]], addresses: Addresses) -> Term:
    def texts(wanted: Sequence[str]) -> tuple[str, ...]:
        cells = [cell for name in wanted for cell in properties.get(name, ())]
        return tuple(cell.value for cell in cells if cell.language in ("", "en"))

    anchor = iri.partition("#")[2]
    notes = []
    for name, cells in sorted(properties.items(), key=lambda item: local_name(item[0])):
        values = tuple(_value(cell, iri, addresses) for cell in cells if cell.kind != "bnode")
        if name not in _LEFT_OUT and values:
            notes.append(Note(local_name(name), heading(local_name(name)), values))
    return Term(
        anchor=anchor,
        iri=iri,
        label=term_label(iri) or next(iter(texts(_LABELS)), anchor),
        kind=kind,
        definitions=texts(_DEFINITIONS),
        examples=texts(_EXAMPLES),
        notes=tuple(notes),
    )


def _value(cell: Cell, term: str, addresses: Addresses) -> Shown:
    """A value of a term, linked within the page where both are terms of one document."""
    if cell.kind != "uri":
        return literal(cell)
    document, _, name = cell.value.partition("#")
    here = name and term.startswith(document + "#")
    return Shown(local_name(cell.value), f"#{name}" if here else addresses.link(cell.value))


def _page(site: Site, name: str) -> Response:
    title, pattern = DOCUMENTS[name]
    values = {
        "title": title,
        "name": name,
        "namespace": {"ns": ONTOLOGY, "event-types": EVENT_TYPES, "shapes": SHAPES}[name],
        "sections": _sections(directory("ontology"), pattern, site.addresses, language()),
        "formats": offered(Form.GRAPH),
        "others": [(f"/{other}", label) for other, (label, _) in DOCUMENTS.items() if other != name],
    }
    return answers.page("vocabulary.html", values, links=answers.alternates(f"/{name}"))


def _data(name: str, chosen: Format) -> Response:
    body = _written(directory("ontology"), DOCUMENTS[name][1], chosen)
    return answers.data(body, chosen.content_type, [answers.link(f"/{name}", "alternate", "text/html")])


@lru_cache(maxsize=64)
def _written(folder: Path, pattern: str, chosen: Format) -> bytes:
    return readable(_triples(folder, pattern), chosen)


@lru_cache(maxsize=8)
def _sections(folder: Path, pattern: str, addresses: Addresses, tongue: str) -> tuple[Section, ...]:
    """The sections of some files, kept for each language of the page."""
    store = open_store(MEMORY)
    quads = [Quad(t.subject, t.predicate, t.object, NamedNode(_GRAPH)) for t in _triples(folder, pattern)]
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None
    store.replace(_GRAPH, data)
    return sections(ask(store, Query.load("vocabulary/terms").bind()), addresses)


@lru_cache(maxsize=8)
def _triples(folder: Path, pattern: str) -> tuple[Triple, ...]:
    """The triples of some Turtle files, none of which names a graph."""
    triples: dict[Triple, None] = {}
    for path in sorted(folder.glob(pattern)):
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            assert isinstance(quad.graph_name, DefaultGraph)
            triples[quad.triple] = None
    return tuple(triples)
