"""The formats of answers: media type, result or graph, serializer, file suffix; and the choice among them by Accept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import cast

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, Triple, serialize

from legation.errors import BadInput, NotAcceptable

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "leg": "https://w3id.org/legation/ns#",
    "legsh": "https://w3id.org/legation/shapes#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "plover": "https://w3id.org/legation/event-types#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that readable formats are written with."""


class Form(StrEnum):
    """What an answer holds: the rows of SELECT or the truth of ASK, triples, or triples in named graphs."""

    RESULT = "result"
    GRAPH = "graph"
    DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `aliases` are other names by which `--format` and `?format=` know it."""

    name: str
    media_type: str
    suffix: str
    forms: frozenset[Form]
    serializer: QueryResultsFormat | RdfFormat
    also: tuple[str, ...] = ()
    """Other media types that ask for it."""

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header: with a charset where the type is a text."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_RESULT = frozenset({Form.RESULT})
_GRAPH = frozenset({Form.GRAPH})
_BOTH = frozenset({Form.GRAPH, Form.DATASET})

FORMATS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", "srj", _RESULT, QueryResultsFormat.JSON, ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", _RESULT, QueryResultsFormat.XML,
           ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", _RESULT, QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", _RESULT, QueryResultsFormat.TSV),
    Format("turtle", "text/turtle", "ttl", _GRAPH, RdfFormat.TURTLE, ("application/x-turtle", "application/turtle")),
    Format("ntriples", "application/n-triples", "nt", _GRAPH, RdfFormat.N_TRIPLES, ("text/plain",)),
    Format("jsonld", "application/ld+json", "jsonld", _BOTH, RdfFormat.JSON_LD, ("application/json",)),
    Format("rdfxml", "application/rdf+xml", "rdf", _GRAPH, RdfFormat.RDF_XML, ("application/xml", "text/xml")),
    Format("trig", "application/trig", "trig", _BOTH, RdfFormat.TRIG, ("application/x-trig",)),
    Format("nquads", "application/n-quads", "nq", _BOTH, RdfFormat.N_QUADS, ("text/x-nquads",)),
)  # fmt: skip
"""All formats; for each form the first is the one that `*/*` gets."""


def offered(form: Form) -> tuple[Format, ...]:
    """The formats that can hold an answer of one form, the preferred first."""
    return tuple(f for f in FORMATS if form in f.forms)


def named(name: str, form: Form | None = None) -> Format:
    """The format of a name or file suffix, such as "turtle" or "ttl", which can hold `form` where one is given.

    Raises BadInput when there is none.
    """
    known = offered(form) if form else FORMATS
    for candidate in known:
        if name.lower() in (candidate.name, candidate.suffix):
            return candidate
    raise BadInput(f"format {name!r}", f"the formats here are {', '.join(f.name for f in known)}")


_MOST_RANGES = 100  # Browsers send a dozen; of a longer header the rest is not looked at.
_PART = re.compile(r"""((?:[^,"]|"(?:[^"\\]|\\.)*")+)(?:,|$)""")


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header."""

    kind: str
    subkind: str
    quality: float

    def rank(self, media_type: str) -> int:
        """How closely it names a media type: 0 not at all, 3 exactly."""
        kind, _, subkind = media_type.partition("/")
        if self.kind == "*" == self.subkind:
            return 1
        if self.kind != kind:
            return 0
        return 2 if self.subkind == "*" else 3 * (self.subkind == subkind)


def _ranges(accept: str) -> list[_Range]:
    ranges = []
    for part in _PART.findall(accept):
        media, *parameters = (p.strip() for p in part.split(";"))
        kind, slash, subkind = media.lower().partition("/")
        if not slash or not kind or not subkind:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        ranges.append(_Range(kind, subkind, quality))
    return ranges


def negotiate(accept: str, media_types: Sequence[tuple[str, ...]]) -> int | None:
    """The index of the best of some choices for an Accept header by RFC 9110, None where nothing is acceptable.

    Each choice is its media types: the proper one first, then others that ask for it. Of equals the first wins; an
    empty header accepts everything.
    """
    return _best(accept, tuple(media_types))


@lru_cache(512)
def _best(accept: str, media_types: tuple[tuple[str, ...], ...]) -> int | None:
    ranges = _ranges(accept)[:_MOST_RANGES]
    if not accept.strip():
        return 0 if media_types else None
    best: tuple[float, int, int] | None = None
    for index, types in enumerate(media_types):
        for place, media_type in enumerate(types):
            rank, quality = max(((r.rank(media_type), r.quality) for r in ranges), default=(0, 0.0))
            if not rank or not quality or (place and rank < 3):
                continue
            if best is None or (quality, rank == 3) > (best[0], best[1] == 3):
                best = (quality, rank, index)
    return best[2] if best else None


def choose(accept: str, form: Form) -> Format:
    """The format for an answer of one form that an Accept header likes best.

    Raises NotAcceptable when the header accepts none.
    """
    formats = offered(form)
    index = negotiate(accept, [(f.media_type, *f.also) for f in formats])
    if index is None:
        raise NotAcceptable(accept, tuple(f.media_type for f in formats))
    return formats[index]


_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _order(triple: Triple | Quad) -> tuple[str, str, bool, str, str]:
    graph = str(triple.graph_name) if isinstance(triple, Quad) else ""
    predicate = triple.predicate
    return graph, str(triple.subject), predicate != _TYPE, str(predicate), str(triple.object)


def ordered(triples: Iterable[Triple | Quad]) -> list[Triple | Quad]:
    """Triples or quads, each once: by graph, then by subject, the type of each subject first."""
    return sorted(set(triples), key=_order)


def readable(triples: Iterable[Triple | Quad], format: Format) -> bytes:
    """Triples or quads in one format, each once, in a fixed order, grouped by subject with the types first.

    Prefixes are declared where the format has them and the data uses them.
    """
    sequence = ordered(triples)
    return written(sequence, format, used_prefixes(sequence) if format.name in ("turtle", "trig", "rdfxml") else None)


def written(triples: Iterable[Triple | Quad], format: Format, prefixes: dict[str, str] | None = None) -> bytes:
    """Triples or quads in one format, in the order given."""
    assert isinstance(format.serializer, RdfFormat)
    data = serialize(cast("Iterable[Quad]", triples), format=format.serializer, prefixes=prefixes)
    assert data is not None, "without an output the bytes are returned"
    return data


# "a", plain texts and plain numbers need no prefix.
_WRITTEN_SHORTER = frozenset(
    {_TYPE.value, *(PREFIXES["xsd"] + name for name in ("string", "integer", "decimal", "boolean", "double"))}
)


def used_prefixes(triples: Iterable[Triple | Quad]) -> dict[str, str]:
    """Those of `PREFIXES` whose namespace some term of the data begins with."""
    seen = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            iri = term.value if isinstance(term, NamedNode) else _datatype(term)
            if iri not in _WRITTEN_SHORTER:
                seen.add(iri[: max(iri.rfind("/"), iri.rfind("#")) + 1])
    return {prefix: namespace for prefix, namespace in PREFIXES.items() if namespace in seen}


def _datatype(term: object) -> str:
    datatype = getattr(term, "datatype", None)
    return datatype.value if isinstance(datatype, NamedNode) else ""
