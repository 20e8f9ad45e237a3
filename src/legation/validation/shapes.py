"""Triples against the SHACL shapes: a quick check at the gate, and the full report of what fails it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph
import pyshacl
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat
from rdflib import RDF, SH
from shifty import PreparedValidator

from legation.errors import BadInput
from legation.graph.vocabulary import LEG_NS, LEGSH_NS, PLOVER_NS
from legation.model import Report, Violation
from legation.resources import directory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple
    from rdflib.term import Node

PREFIXES = {
    "leg": LEG_NS,
    "legsh": LEGSH_NS,
    "plover": PLOVER_NS,
    "rdf": str(RDF),
    "sh": str(SH),
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes of a report in Turtle and in plain text."""


class Explanation(NamedTuple):
    """What the full validation says: the report as values, and as the graph that SHACL defines."""

    report: Report
    graph: rdflib.Graph

    def turtle(self) -> bytes:
        """Return the SHACL validation report in Turtle, the same bytes for the same data."""
        triples = pyoxigraph.parse(self.graph.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
        dataset = pyoxigraph.Dataset(triples)
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        ordered = sorted((quad.triple for quad in dataset), key=str)
        lines = _written(ordered, RdfFormat.TURTLE).splitlines(keepends=True)
        # The serializer writes prefixes in any order.
        return b"".join(sorted(lines[: len(PREFIXES)]) + lines[len(PREFIXES) :])

    def text(self) -> str:
        """Return the report in plain text, for people."""
        return describe(self.report)


def check(data: bytes) -> Report:
    """Return whether `data` conforms to the shapes, and where not.

    `data` is N-Triples, or N-Quads whose graphs are taken together. An article takes some milliseconds.

    Raises BadInput when `data` cannot be parsed.
    """
    return check_triples(as_triples(data))


def check_triples(triples: bytes) -> Report:
    """Return what `check` does for N-Triples, which it need not look through to see that they are.

    Raises BadInput when they cannot be parsed.
    """
    try:
        result = _gate().validate_algebra(triples, graph_mode="data", infer=False, sort_results=False)
    except ValueError as error:
        raise BadInput("data to validate", f"not N-Triples or N-Quads ({error})") from error
    if result.conforms:
        return Report()
    _, graph, _ = _gate().validate(triples, graph_mode="data", infer=False)
    return _report(graph)


def explain(data: bytes) -> Explanation:
    """Return the full report on `data` by the reference validator; it takes some tenths of a second for an article.

    `data` is N-Triples, or N-Quads whose graphs are taken together.

    Raises BadInput when `data` cannot be parsed.
    """
    graph = rdflib.Graph()
    try:
        graph.parse(data=as_triples(data).decode(), format="nt")
    except (rdflib.exceptions.ParserError, UnicodeDecodeError) as error:
        raise BadInput("data to validate", f"not N-Triples or N-Quads ({error})") from error
    _, result, _ = pyshacl.validate(graph, shacl_graph=shapes(), advanced=False, inference="none")
    if not isinstance(result, rdflib.Graph):
        raise BadInput("data to validate", f"the shapes cannot be applied to it ({result!r})")
    return Explanation(_report(result), result)


def describe(report: Report) -> str:
    """Return `report` in plain text: a line that counts, then for each violation what is wrong, and where."""
    if report.conforms:
        return "conforms to the shapes\n"
    count = len(report.violations)
    lines = [f"{count} violation{'s' if count != 1 else ''} of the shapes"]
    for number, violation in enumerate(report.violations, 1):
        where = [f"path {_short(violation.path)}"] if violation.path else []
        where += [f"value {_short(violation.value)}"] if violation.value else []
        lines += [
            "",
            f"{number}. {violation.focus}",
            f"   {violation.message}",
            f"   {', '.join([*where, f'shape {_short(violation.shape)}'])}",
        ]
    return "\n".join(lines) + "\n"


def as_triples(data: bytes) -> bytes:
    """Return the triples of N-Quads as N-Triples; N-Triples stay as they are.

    Lines of one graph, as an article has them, only lose the graph's name, which takes a tenth of parsing them;
    anything else is parsed and merged.

    Raises BadInput when `data` cannot be parsed.
    """
    try:
        first = next(iter(pyoxigraph.parse(data.partition(b"\n")[0], format=RdfFormat.N_QUADS)), None)
        if first is not None and not isinstance(first.graph_name, DefaultGraph):
            ending = f" {first.graph_name} .\n".encode()
            if data.count(ending) == data.count(b"\n"):
                return data.replace(ending, b" .\n")
        quads = pyoxigraph.parse(data, format=RdfFormat.N_QUADS)
        return _written((quad.triple for quad in quads), RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as error:
        raise BadInput("data to validate", f"not N-Triples or N-Quads ({error})") from error


@cache
def shapes() -> rdflib.Graph:
    """Return the shapes of `ontology/shapes/`, all in one graph, read once."""
    graph = rdflib.Graph()
    for path in sorted((directory("ontology") / "shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def _gate() -> PreparedValidator:
    return PreparedValidator(shapes().serialize(format="nt", encoding="utf-8"))


def _written(triples: Iterable[Triple], form: RdfFormat) -> bytes:
    written = pyoxigraph.serialize(triples, format=form, prefixes=PREFIXES)
    assert written is not None, "only None where it writes to a file"
    return written


def _report(graph: rdflib.Graph) -> Report:
    results = (_violation(graph, node) for node in graph.objects(None, SH.result))
    return Report(tuple(sorted(results, key=lambda v: (v.focus, v.path, v.shape, v.component, v.value))))


def _violation(graph: rdflib.Graph, result: Node) -> Violation:
    shape = graph.value(result, SH.sourceShape)
    path = graph.value(result, SH.resultPath)
    if path is not None and not isinstance(path, rdflib.URIRef):
        # The engines differ in how much of a compound path they copy; the shape has it whole.
        path = shapes().value(shape, SH.path)
    component = str(graph.value(result, SH.sourceConstraintComponent) or "")
    severity = str(graph.value(result, SH.resultSeverity) or SH.Violation)
    return Violation(
        shape=_plain(shape),
        focus=_plain(graph.value(result, SH.focusNode)),
        path=_path(path),
        value=_plain(graph.value(result, SH.value)),
        message=_message(graph.objects(result, SH.resultMessage)),
        severity=severity.removeprefix(str(SH)),
        component=component.removeprefix(str(SH)).removesuffix("ConstraintComponent"),
    )


def _message(messages: Iterable[Node]) -> str:
    return " ".join(sorted(str(message) for message in messages))


def _plain(term: Node | None) -> str:
    """Write an IRI bare and any other term as in N-Triples."""
    if term is None:
        return ""
    return str(term) if isinstance(term, rdflib.URIRef) else term.n3()


def _path(path: Node | None) -> str:
    """Write a property path as SPARQL does, with bare IRIs."""
    if path is None or isinstance(path, rdflib.URIRef):
        return _plain(path)
    graph = shapes()
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{_path(inverse)}"
    branches = graph.value(path, SH.alternativePath)
    if branches is not None:
        return "|".join(_path(branch) for branch in graph.items(branches))
    return "/".join(_path(step) for step in graph.items(path))


def _short(text: str) -> str:
    for prefix, namespace in PREFIXES.items():
        text = re.sub(rf"<?{re.escape(namespace)}([\w-]+)>?", rf"{prefix}:\1", text)
    return text
