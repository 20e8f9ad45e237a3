"""The commands that read articles: ingest, extract, delete."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.cli import FINDINGS, complain, with_settings
from legation.cli.naming import article_named
from legation.cli.output import Watch, counted, write
from legation.errors import BadInput, NotFound
from legation.extraction import extractors
from legation.extraction.extractors import Extractor
from legation.extraction.plover import event_record
from legation.graph.evidence import ArticleEvidence, read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_nquads
from legation.graph.quads import Quad, from_nquads
from legation.graph.world import world_nquads
from legation.ingest.article import Recipe, build, findings_of, made_by
from legation.ingest.cluster import on_ray
from legation.ingest.load import PAGE, Plan
from legation.ingest.load import delete as remove
from legation.ingest.load import ingest as load
from legation.ingest.rejected import Rejected
from legation.ingest.runners import runner_for
from legation.model import Article, Document, Findings
from legation.settings import Settings
from legation.store import open_store
from legation.store.dumps import dump_pieces
from legation.store.formats import Form, named

SOURCES = (
    "Sources are files, folders, globs, http(s) addresses, or - for the standard input: text, HTML, JSON Lines, RSS "
    "and Atom feeds, web archives (WARC), each told by its content."
)


TOLD = 20
"""So many rejections are told one by one; the folder has them all."""

SHOWN = 3
"""So many files of a folder that are not read are named."""


@click.command(epilog=SOURCES)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@with_settings("store", "jobs", "runner", "ray_address", "rejected", "base")
@click.option("--again", is_flag=True, help="Read articles again that are known with the same content.")
def ingest(sources: tuple[str, ...], settings: Settings, again: bool) -> None:
    """Read articles into the store.

    Each article becomes a graph, which is checked against the shapes and replaces what the same article gave before.
    Then the graph of what all articles tell together is brought up to date, and all is published at once to those who
    read the store. What does not conform, or cannot be read, is put aside in a folder with the reason. The exit code
    is 1 when there was such a thing. An interrupt (Ctrl-C) keeps what is done; the same command goes on from there.
    """
    known, steps = gazetteer.load(), extractors.load(settings)
    reader = made_by(steps)
    # What is loaded by now stays: the garbage collector need not look at it again and again.
    gc.freeze()
    store = open_store(settings.store, settings)
    try:
        with Watch(articles.extent(sources)) as watch:
            plan = Plan(
                identifiers=Identifiers(settings.base),
                gazetteer=known,
                clean=partial(_cleaned, known=known),
                work=partial(build, recipe=Recipe(base=settings.base, extractors=steps, made_by=reader)),
                rejected=Rejected(settings.rejected),
                made_by=None if again else reader,
                runner=on_ray(settings.ray_address) if settings.runner == "ray" else runner_for(settings.jobs),
                jobs=settings.jobs,
                batch=settings.batch,
                watch=watch,
                complain=_few(TOLD),
            )
            found = articles.read(sources, left_out=_left_out, passed=watch.passed)
            tally = load(found, store, plan)
    finally:
        store.close()
    complain(counted(tally) + (f"; see {settings.rejected}" if tally.rejected else ""))
    if tally.interrupted:
        raise KeyboardInterrupt
    if tally.rejected:
        raise click.exceptions.Exit(FINDINGS)


@click.command(epilog=SOURCES)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["turtle", "trig", "nquads", "jsonld", "events"]),
    default="trig",
    show_default=True,
    help="RDF, or one line of PLOVER event records in JSON for each article.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write; else the standard output.")
@with_settings("base")
def extract(sources: tuple[str, ...], settings: Settings, format_: str, output: Path | None) -> None:
    """Read articles and print what they tell, without a store.

    In RDF that is the graph of each article and the graph of what they tell together, as `ingest` would store them.
    With `--format events` it is one line for each record of the input, in its order: `{"id", "events": [{"type",
    "mode", "context", "status", "source", "target", "trigger", "evidence", "earliest", "latest", "place",
    "confidence"}]}` with offsets into the record's text. The exit code is 1 when something could not be read.
    """
    refused: list[BadInput] = []
    found = _findings(articles.read(sources, left_out=_left_out), refused, extractors.load(settings))
    if format_ == "events":
        identifiers = Identifiers(settings.base)
        records = (_record(item, findings, identifiers) for item, findings in found)
        write((json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records), output)
    else:
        chosen = named(format_)
        named_graphs = Form.DATASET in chosen.forms
        pieces = _both_layers((f for _, f in found if f is not None), Identifiers(settings.base))
        write(dump_pieces((p if named_graphs else [quad.triple for quad in p] for p in pieces), chosen), output)
    if refused:
        raise click.exceptions.Exit(FINDINGS)


@click.command()
@click.argument("names", metavar="ARTICLE...", nargs=-1, required=True)
@with_settings("store", "base")
def delete(names: tuple[str, ...], settings: Settings) -> None:
    """Remove articles from the store.

    Each is given by its address, its IRI or its 16 hexadecimal digits. What only they told goes from the graph of the
    world as well. The exit code is 2 when an article is not there.
    """
    identifiers = Identifiers(settings.base)
    known = gazetteer.load()
    store = open_store(settings.store, settings)
    try:
        missing = [name for name in names if not remove(article_named(name, identifiers), store, identifiers, known)]
    finally:
        store.close()
    if missing:
        raise NotFound(f"no article in {settings.store} is {missing[0]!r}")


def _left_out(folder: str, files: Sequence[Path]) -> None:
    """Tells which files of a folder are not read."""
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    names = ", ".join(str(file) for file in files[:SHOWN])
    complain(f"{folder}: by their names no articles, so not read: {names}{more}; name a file to have it read")


def _few(most: int) -> Callable[[str], None]:
    """Tells the first texts that it is given, and once that there are more."""
    told = 0

    def tell(text: str) -> None:
        nonlocal told
        told += 1
        if told <= most:
            complain(text)
        elif told == most + 1:
            complain("further ones are not told one by one")

    return tell


def _cleaned(article: Article, known: gazetteer.Gazetteer) -> Document:
    return clean(article, known)


def _findings(
    items: Iterable[Article | BadInput], refused: list[BadInput], steps: tuple[Extractor, ...]
) -> Iterator[tuple[Document | Article, Findings | None]]:
    """Each article with its findings, in order; None, and the error told and kept, where it cannot be read."""
    known = gazetteer.load()
    page: list[Document | Article] = []

    def refuse(error: BadInput) -> None:
        refused.append(error)
        complain(str(error))

    def flush() -> Iterator[tuple[Document | Article, Findings | None]]:
        found = iter(findings_of([item for item in page if isinstance(item, Document)], steps))
        for item in page:
            findings = next(found) if isinstance(item, Document) else None
            if isinstance(findings, BadInput):
                refuse(findings)
                findings = None
            yield item, findings

    for item in items:
        if isinstance(item, BadInput):
            refuse(item)
            continue
        try:
            page.append(clean(item, known))
        except BadInput as error:
            refuse(error)
            page.append(item)
        if len(page) == PAGE:
            yield from flush()
            page.clear()
    yield from flush()


def _record(item: Document | Article, findings: Findings | None, identifiers: Identifiers) -> dict[str, Any]:
    """The event record of an article, with IRIs for identifiers; one without events where it could not be read."""
    if findings is None:
        article = item.article if isinstance(item, Document) else item
        return {"id": article.id, "events": []}
    record = event_record(findings)
    for event in record["events"]:
        for party in (*event["source"], *event["target"]):
            party["iri"] = identifiers.iri(party["iri"]) if party["iri"] else ""
        event["place"] = identifiers.iri(event["place"]) if event["place"] else ""
    return record


def _both_layers(found: Iterable[Findings], identifiers: Identifiers) -> Iterator[list[Quad]]:
    """The graph of each article, then that of what they tell together."""
    known = gazetteer.load()
    evidence: list[ArticleEvidence] = []
    for findings in found:
        quads = from_nquads(findings_nquads(findings, identifiers))
        evidence.extend(read_evidence(quads, known, identifiers))
        yield quads
    yield from_nquads(world_nquads(evidence, known, identifiers))
