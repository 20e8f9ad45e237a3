"""From a document to the checked graph of its evidence: what every process that reads does to a page of articles."""

from __future__ import annotations

import gc
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from legation import gazetteer
from legation.errors import BadInput, LegationError
from legation.extraction import extractors, parse
from legation.extraction.extractors import BUILT_IN, Extractor
from legation.graph.evidence import ArticleEvidence
from legation.graph.identifiers import DEFAULT_BASE, Identifiers
from legation.graph.mapping import findings_lines
from legation.graph.quads import as_nquads, as_ntriples
from legation.graph.telling import findings_evidence
from legation.model import Article, ArticleId, Document, Extraction, Findings, Report
from legation.validation.shapes import check_triples

LONGEST = 100_000
"""The most characters of one paragraph; the parser needs memory in line with it, about 1 GB for so many."""

# What a fault in the reading of one odd text can raise. It must not cost the other articles.
_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that decides what a document gives; it travels to other processes.

    `made_by` is what all of them must read with, where it is given.
    """

    base: str = DEFAULT_BASE
    extractors: tuple[Extractor, ...] = BUILT_IN
    made_by: Extraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The graph of a document's evidence in N-Quads, what the shapes say of it, and what the world is made of."""

    document: Document
    graph: str
    nquads: bytes
    report: Report
    evidence: ArticleEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A document that could not be read, and why."""

    document: Document
    error: BadInput


Outcome = Built | Failed


@cache
def prepare() -> None:
    """Load once what every document needs, and let the garbage collector pass over it from then on.

    The model and the gazetteer are a million objects that stay; looking at them again and again takes a fifth of the
    time that everything but the parser takes.
    """
    parse.model()
    made_by()
    check_triples(b"")
    gc.collect()
    gc.freeze()


def build(documents: Sequence[Document], recipe: Recipe) -> list[Outcome]:
    """What becomes of each document of a page, in order.

    Raises LegationError where this process reads with other versions or tables than the recipe wants.
    """
    prepare()
    _demand(recipe)
    with parse.forgetting():
        found = findings_of(documents, recipe.extractors)
    return [_outcome(d, f, recipe) for d, f in zip(documents, found, strict=True)]


def made_by(steps: Sequence[Extractor] = BUILT_IN) -> Extraction:
    """What every document is read with: the extraction that the findings of an empty one name. It needs no model."""
    nothing = Document(id=ArticleId("0" * 16), article=Article(text=""), text="", blocks=())
    (findings,) = extractors.run(steps, [nothing])
    return findings.extraction


@cache
def _demand(recipe: Recipe) -> None:
    if recipe.made_by is not None and (here := made_by(recipe.extractors)) != recipe.made_by:
        raise LegationError(
            f"{socket.gethostname()} reads with {here.software}, {here.model}, tables {here.settings[:12]}, and "
            f"{recipe.made_by.software}, {recipe.made_by.model}, tables {recipe.made_by.settings[:12]} are wanted; "
            "install the same there"
        )


def ingest_article(findings: Findings, recipe: Recipe) -> Built:
    """The graph of one article's findings, with the report on it.

    Raises BadInput where a value of the article's metadata fits into no graph.
    """
    identifiers = Identifiers(recipe.base)
    document = findings.document
    graph, lines = identifiers.graph(document.id), findings_lines(findings, identifiers)
    return Built(
        document=document,
        graph=graph,
        nquads=as_nquads(lines, graph),
        report=check_triples(as_ntriples(lines)),
        evidence=findings_evidence(findings, gazetteer.load(), identifiers),
    )


def findings_of(documents: Sequence[Document], steps: Sequence[Extractor] = BUILT_IN) -> list[Findings | BadInput]:
    """The findings of each document, in order; an error in the place of those that cannot be read.

    All are parsed together. Only where that fails, each is parsed alone, to find out which one it was.
    """
    errors = [_too_long(document) for document in documents]
    sound = [document for document, error in zip(documents, errors, strict=True) if error is None]
    try:
        found: list[Findings | BadInput] = list(extractors.run(steps, sound))
    except _FAULTS:
        found = [_alone(document, steps) for document in sound]
    remaining = iter(found)
    return [error or next(remaining) for error in errors]


def _alone(document: Document, steps: Sequence[Extractor]) -> Findings | BadInput:
    try:
        (findings,) = extractors.run(steps, [document])
    except _FAULTS as error:
        return _fault(document, error)
    return findings


def _outcome(document: Document, findings: Findings | BadInput, recipe: Recipe) -> Outcome:
    if isinstance(findings, BadInput):
        return Failed(document=document, error=findings)
    try:
        return ingest_article(findings, recipe)
    except BadInput as error:
        return Failed(document=document, error=error)
    except _FAULTS as error:
        return Failed(document=document, error=_fault(document, error))


def _fault(document: Document, error: BaseException) -> BadInput:
    name = document.article.origin or document.id
    return BadInput(name, f"cannot be read: {type(error).__name__}: {error}", "please report it with the article")


def _too_long(document: Document) -> BadInput | None:
    longest = max((block.span.end - block.span.begin for block in document.blocks), default=0)
    if longest <= LONGEST:
        return None
    rule = f"one paragraph has at most {LONGEST:,} characters, not {longest:,}"
    return BadInput(document.article.origin or document.id, rule, "divide it into paragraphs")
