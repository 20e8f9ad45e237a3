"""The commands that look for faults: validate and doctor."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pyoxigraph
from pyoxigraph import RdfFormat

from legation import gazetteer, queries
from legation.cli import FINDINGS, with_settings
from legation.errors import BadInput, LegationError
from legation.extraction import lexicon, parse
from legation.graph.quads import to_nquads
from legation.queries import Query
from legation.resources import directory
from legation.settings import Settings
from legation.store import MEMORY, Store, is_address, open_store
from legation.store.checkpoints import Folder
from legation.store.migrations import demand_current, migrations
from legation.validation.shapes import Explanation, check, explain, shapes

_CHECKS = "checks/"


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--store", "whole", is_flag=True, help="Check everything in the store of the settings instead of files.")
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(["text", "turtle"]),
    default="text",
    show_default=True,
    help="The report in words, or as SHACL defines it.",
)
@with_settings("base")
def validate(files: tuple[Path, ...], whole: bool, format_: str, settings: Settings) -> None:
    """Check RDF files, or the store, against the shapes of the ontology.

    Files are Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML, told by their suffix. Of a store each article is
    checked, then the world and the gazetteer together, then the queries below queries/checks are asked, which must
    find nothing. The exit code is 1 when something does not conform.
    """
    if bool(files) == whole:
        raise click.UsageError("give files, or --store")
    reports = _store_reports(settings) if whole else ((str(f), explain(_nquads(f))) for f in files)
    failed = 0
    for name, found in reports:
        conforms = found.report.conforms if isinstance(found, Explanation) else not found
        failed += not conforms
        if isinstance(found, Explanation) and format_ == "turtle":
            click.echo(found.turtle().decode(), nl=False)
        elif not conforms or not whole:
            text = found.text() if isinstance(found, Explanation) else found
            click.echo(f"{name}: {text}", nl=not text.endswith("\n"))
    if whole and not failed and format_ == "text":
        click.echo("the store conforms to the shapes, and its checks find nothing")
    if failed:
        raise click.exceptions.Exit(FINDINGS)


def _nquads(file: Path) -> bytes:
    form = RdfFormat.from_extension(file.suffix[1:]) if file.suffix else None
    if form is None:
        raise BadInput(str(file), "its suffix tells no RDF format", "name it .ttl, .trig, .nt, .nq, .jsonld or .rdf")
    try:
        return to_nquads(pyoxigraph.parse(path=str(file), format=form))
    except SyntaxError as error:
        raise BadInput(str(file), f"is not {form.name}: {error}") from error
    except OSError as error:
        raise BadInput(str(file), f"cannot be read: {error.strerror or error}") from error


def _store_reports(settings: Settings) -> Iterator[tuple[str, Explanation | str]]:
    """What does not conform in the store: the report on each graph, and the rows of each check, by name."""
    store = open_store(settings.store, settings, read_only=True)
    try:
        layers = {f"{settings.base}graph/{name}" for name in ("world", "gazetteer")}
        singles = [[graph] for graph in store.graphs() if graph not in layers and graph.startswith(settings.base)]
        for graphs in (*singles, sorted(layers)):
            data = to_nquads(quad for graph in graphs for quad in store.quads(graph))
            if not check(data).conforms:
                yield ", ".join(graphs), explain(data)
        yield from _checks(store, settings)
    finally:
        store.close()


def _checks(store: Store, settings: Settings) -> Iterator[tuple[str, str]]:
    for name in queries.names():
        if name.startswith(_CHECKS):
            query = Query.load(name, base=settings.base)
            rows = store.query(query.bind(), accept="text/csv").body().decode()
            count = len(rows.splitlines()) - 1
            if count:
                yield name, f"{query.title}: {count} found\n{rows}"


@click.command()
@with_settings("store", "base")
def doctor(settings: Settings) -> None:
    """Look whether all is in place: libraries, model, data files, ontology, store.

    Each line that begins with FAULT tells what to do. The exit code is 1 when something is not as it should be.
    """
    sick = False
    for name, examine in _EXAMINATIONS.items():
        try:
            click.echo(f"ok    {name}: {examine(settings)}")
        except (LegationError, ImportError, OSError) as error:
            sick = True
            click.echo(f"FAULT {name}: {error}")
    if sick:
        raise click.exceptions.Exit(FINDINGS)


def _python(settings: Settings) -> str:
    return f"{sys.version.split()[0]} at {sys.executable}"


def _libraries(settings: Settings) -> str:
    names = ("pyoxigraph", "rdflib", "pyshacl", "pyshifty", "spacy", "flask", "granian", "SPARQLWrapper", "trafilatura")
    try:
        return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    except importlib.metadata.PackageNotFoundError as error:
        raise ImportError(f"{error.name} is not installed; run `pip install legation` again") from error


def _model(settings: Settings) -> str:
    parse.model()
    return parse.model_name()


def _gazetteer(settings: Settings) -> str:
    known = gazetteer.load()
    return f"{len(known.entities):,} things under {len(known.forms):,} names"


def _lexicon(settings: Settings) -> str:
    lexicon.load()
    return f"read from {directory('data/lexicon')}"


def _ontology(settings: Settings) -> str:
    count = sum(len(list(pyoxigraph.parse(path=str(f)))) for f in sorted(directory("ontology").glob("*.ttl")))
    return f"{count:,} triples; {len(shapes()):,} triples of shapes"


def _queries(settings: Settings) -> str:
    folders = settings.query_folders
    queries.own_panels(folders)
    return f"{len([Query.load(name, folders=folders) for name in queries.names(folders)])} can be read"


def _store(settings: Settings) -> str:
    if settings.store == MEMORY:
        return "in memory"
    folder = None if is_address(settings.store) else Folder(settings.store)
    if folder is not None and not folder.root.exists():
        return f"{settings.store} is not there yet; `legation ingest` makes it"
    store = open_store(settings.store, settings, read_only=True)
    try:
        demand_current(store, migrations(settings.base))
        holds = f"{settings.store} holds {len(store.graphs()):,} graphs, state {store.version}"
        waiting = "; not all is published: run `legation ingest` again" if store.unpublished else ""
    finally:
        store.close()
    if folder is None:
        return holds + waiting
    free = shutil.disk_usage(folder.root).free // 2**20
    return f"{holds}; {free:,} MiB are free{waiting}"


def _writer(settings: Settings) -> str:
    if settings.store != MEMORY and not is_address(settings.store) and Path(settings.store).exists():
        Folder(settings.store).lock().release()
    return "nobody else writes to the store"


_EXAMINATIONS: dict[str, Callable[[Settings], str]] = {
    "python": _python,
    "libraries": _libraries,
    "language model": _model,
    "gazetteer": _gazetteer,
    "lexicon": _lexicon,
    "ontology": _ontology,
    "queries": _queries,
    "store": _store,
    "writer": _writer,
}
