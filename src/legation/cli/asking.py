"""The commands that read the store: query, export, stats."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from legation import gazetteer, queries
from legation.cli import with_settings
from legation.cli.naming import article_named
from legation.cli.output import packed, show_rows, write
from legation.errors import BadInput, NotFound
from legation.graph.identifiers import Identifiers
from legation.ingest.evaluation import corrected_sentences
from legation.model import EntityId
from legation.queries import Query
from legation.settings import Settings
from legation.store import Answer, Store, open_store
from legation.store.dumps import dump
from legation.store.event_table import event_table
from legation.store.formats import FORMATS, Form, Format, named

TABLE = "table"
_GRAPHS = frozenset({"CONSTRUCT", "DESCRIBE"})


@click.command()
@click.argument("query", metavar="[FILE.rq|NAME]", required=False)
@click.option("--text", "-e", help="The query itself.")
@click.option("--param", "-p", "parameters", metavar="NAME=VALUE", multiple=True, help="A value for a parameter.")
@click.option("--endpoint", metavar="URL", help="Ask a SPARQL endpoint in place of the store.")
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice([TABLE, *(f.name for f in FORMATS)]),
    help="The format of the answer; else a table on a terminal, CSV for rows and Turtle for graphs.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write; else the standard output.")
@click.option("--list", "list_", is_flag=True, help="Name the queries that ship with Legation.")
@with_settings("store", "base")
def query(
    *,
    query: str | None,
    text: str | None,
    parameters: tuple[str, ...],
    endpoint: str | None,
    format_: str | None,
    output: Path | None,
    list_: bool,
    settings: Settings,
) -> None:
    """Ask the store a SPARQL query.

    It is one of your own, in a file or after -e, or one that ships with Legation, by its name. The default graph is
    the union of all graphs. The exit code is 2 for what is no query.
    """
    if list_:
        for name in queries.names(settings.query_folders):
            click.echo(f"{name}  {Query.load(name, folders=settings.query_folders).title}")
        return
    if (query is None) == (text is None):
        raise click.UsageError("give a query: a file, a name (`legation query --list`), or -e with its text")
    asked = text if text is not None else _text(str(query), _values(parameters), settings)
    if text is not None and parameters:
        raise click.UsageError("only a query in a file or with a name has parameters")
    if queries.form(asked) == "UPDATE":
        raise BadInput("the query", "is an update, and this command only asks")
    answered = Form.GRAPH if queries.form(asked) in _GRAPHS else Form.RESULT
    chosen = _chosen(format_, answered, output)
    store = open_store(endpoint or settings.store, settings, read_only=True)
    try:
        answer = store.query(asked, accept=chosen.media_type)
        _show(answer.body() if _is_table(format_, chosen, output) else answer, chosen, format_, output)
    finally:
        store.close()


@click.command()
@click.option("--all", "all_", is_flag=True, help="Everything in the store.")
@click.option("--entity", metavar="ID", help="A thing with what is told of it: state/KOR, event/<digits>, or an IRI.")
@click.option("--article", metavar="ID", help="The graph of an article, by its address, IRI or digits.")
@click.option("--dyad", metavar="A/B", help="Two states or organisations with all that is told of both: KOR/JPN.")
@click.option("--query", "query_", metavar="NAME", help="The answer of a query, by its file or name.")
@click.option("--events", is_flag=True, help="A table of events, as CSV: of all, or of the --entity or --dyad.")
@click.option("--corrections", is_flag=True, help="What corrected sentences should be read as, one a line of JSON.")
@click.option("--param", "-p", "parameters", metavar="NAME=VALUE", multiple=True, help="A value for a parameter.")
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice([f.name for f in FORMATS]),
    help="The format; else the one of the file's suffix, else TriG for whole graphs, Turtle or CSV for the rest.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The file to write; else the standard output.")
@with_settings("store", "base")
def export(
    *,
    all_: bool,
    entity: str | None,
    article: str | None,
    dyad: str | None,
    query_: str | None,
    events: bool,
    corrections: bool,
    parameters: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    settings: Settings,
) -> None:
    """Write a part of the store, or all of it, in any RDF format, or the rows of a query.

    A file whose name ends in .gz is compressed.
    """
    parts = sum(map(bool, (all_, entity, article, dyad, query_, corrections)))
    if parts != 1 and not (events and not parts):
        raise click.UsageError("give one of --all, --entity, --article, --dyad, --query, --events and --corrections")
    if corrections and (events or format_):
        raise click.UsageError("--corrections gives JSON, one sentence a line")
    if events and (article or query_ or format_ not in {None, "csv"}):
        raise click.UsageError("--events gives CSV, of all events or of those of an --entity or --dyad")
    if parameters and not query_:
        raise click.UsageError("--param goes with --query")
    identifiers = Identifiers(settings.base)
    store = open_store(settings.store, settings, read_only=True)
    try:
        if corrections:
            sentences = corrected_sentences(store, identifiers, gazetteer.load())
            write((json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in sentences), output)
        elif events:
            about = [_iri(entity, identifiers)] if entity else []
            about += _pair(store, dyad, identifiers) if dyad else ()
            write(event_table(store, settings.base, about), output)
        elif query_:
            text = _text(query_, _values(parameters), settings)
            answered = Form.GRAPH if queries.form(text) in _GRAPHS else Form.RESULT
            chosen = _format(format_, output, answered, "turtle" if answered is Form.GRAPH else "csv")
            write(store.query(text, accept=chosen.media_type).chunks, output)
        elif entity or dyad:
            chosen = _format(format_, output, Form.GRAPH, "turtle")
            text = _of_entity(entity, identifiers) if entity else _of_dyad(store, str(dyad), identifiers)
            if not store.query(text, accept="application/n-triples").body():
                raise NotFound(f"the store says nothing of {entity or dyad}")
            write(store.query(text, accept=chosen.media_type).chunks, output)
        else:
            chosen = _format(format_, output, None, "trig")
            if Form.RESULT in chosen.forms:
                raise BadInput(f"format {chosen.name!r}", "holds rows, not graphs", "take turtle, trig or nquads")
            graphs = store.graphs() if all_ else [_graph(store, str(article), identifiers)]
            write(dump(store, graphs, chosen), output)
    finally:
        store.close()


@click.command()
@with_settings("store", "base")
def stats(settings: Settings) -> None:
    """Tell what is in the store: how many articles, events, statements and actors."""
    store = open_store(settings.store, settings, read_only=True)
    try:
        show_rows(
            store.query(Query.load("analysis/counts", base=settings.base).bind(), accept="application/json").body()
        )
        click.echo(f"{len(store.graphs())} graphs, state {store.version}", err=True)
    finally:
        store.close()


def _values(parameters: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or not name:
            raise BadInput(f"--param {parameter}", "a parameter is given as NAME=VALUE")
        values[name] = value
    return values


def _text(name: str, values: dict[str, str], settings: Settings) -> str:
    """The text of a query from a file or by its name, with the values of its parameters."""
    path = Path(name)
    if path.suffix != ".rq" and not path.is_file():
        return Query.load(name, base=settings.base, folders=settings.query_folders).bind(**values)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"there is no file {name}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(name, f"a query is a file in UTF-8: {error}") from error
    if not values and not any(line.startswith("#+") for line in text.splitlines()):
        return text
    return queries.parse(text, name).bind(**values)


def _is_table(format_: str | None, chosen: Format, output: Path | None) -> bool:
    if format_ == TABLE:
        return True
    return format_ is None and output is None and sys.stdout.isatty() and Form.RESULT in chosen.forms


def _chosen(format_: str | None, answered: Form, output: Path | None) -> Format:
    if format_ == TABLE:
        if answered is not Form.RESULT:
            raise BadInput("format 'table'", "holds rows, and the query gives a graph", "take turtle")
        return named("json", answered)
    chosen = _format(format_, output, answered, "turtle" if answered is Form.GRAPH else "csv")
    return named("json", answered) if _is_table(format_, chosen, output) else chosen


def _format(format_: str | None, output: Path | None, form: Form | None, default: str) -> Format:
    """The format of the option, else of the file's suffix, else the default."""
    if format_:
        return named(format_, form)
    plain = output.with_suffix("") if output is not None and packed(output) else output
    if plain is not None and plain.suffix:
        return named(plain.suffix[1:], form)
    return named(default)


def _show(data: Answer | bytes, chosen: Format, format_: str | None, output: Path | None) -> None:
    if isinstance(data, Answer):
        write(data.chunks, output)
    elif _is_table(format_, chosen, output):
        show_rows(data)
    else:
        write([data], output)


def _iri(name: str, identifiers: Identifiers) -> str:
    """The IRI of a thing, given as that or as a path such as "state/KOR". Raises BadInput for what can be none."""
    path = name.removeprefix(f"{identifiers.base}id/").strip("/")
    return f"{identifiers.base}id/{path}" if path.count("/") > 1 else identifiers.iri(EntityId(path))


def _pair(store: Store, dyad: str, identifiers: Identifiers) -> tuple[str, str]:
    """The IRIs of two states or organisations, given by their codes. Raises BadInput and NotFound."""
    codes = dyad.split("/")
    if len(codes) != 2 or codes[0] == codes[1]:
        raise BadInput(f"dyad {dyad!r}", "a dyad is given by the codes of two states, with a slash between")
    first, second = (_coded(store, code, identifiers) for code in codes)
    return first, second


def _coded(store: Store, code: str, identifiers: Identifiers) -> str:
    for kind in ("state", "organization"):
        iri = _iri(f"{kind}/{code}", identifiers)
        text = Query.load("entity/kind", base=identifiers.base).bind(entity=iri)
        if len(store.query(text, accept="text/csv").body().splitlines()) > 1:
            return iri
    raise NotFound(f"no state or organisation in the store has the code {code!r}")


def _of_entity(name: str, identifiers: Identifiers) -> str:
    """The query for a thing with its evidence."""
    iri = _iri(name, identifiers)
    kind = iri.removeprefix(f"{identifiers.base}id/").partition("/")[0]
    described = {"event": "entity/describe-event", "article": "entity/describe-article"}
    return Query.load(described.get(kind, "export/entity"), base=identifiers.base).bind(entity=iri)


def _of_dyad(store: Store, dyad: str, identifiers: Identifiers) -> str:
    first, second = _pair(store, dyad, identifiers)
    return Query.load("export/dyad", base=identifiers.base).bind(first=first, second=second)


def _graph(store: Store, name: str, identifiers: Identifiers) -> str:
    graph = identifiers.graph(article_named(name, identifiers))
    if graph not in store.graphs():
        raise NotFound(f"no article in the store is {name!r}")
    return graph
