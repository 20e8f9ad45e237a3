"""The command that corrects what was read."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from collections.abc import Iterator
from pathlib import Path

import click

from legation import gazetteer
from legation.cli import complain, with_settings
from legation.cli.naming import article_named
from legation.errors import BadInput, NotFound
from legation.graph.corrections import Act
from legation.graph.identifiers import Identifiers
from legation.ingest import correcting
from legation.ingest.correcting import Request, read_request
from legation.model import EventType, Status
from legation.settings import Settings
from legation.store import MEMORY, is_address, open_store

LINES = "lines"


@click.command()
@click.argument("act", type=click.Choice([*(act.value for act in Act), LINES]))
@click.argument("things", metavar="THING...", nargs=-1)
@click.option("--why", default="", help="The reason, which the pages show.")
@click.option("--by", default=getpass.getuser, show_default="you", help="Who corrects.")
@click.option("--type", "type_", type=click.Choice([kind.value for kind in EventType]), help="revise: the right type.")
@click.option("--status", type=click.Choice([status.value for status in Status]), help="revise: the right status.")
@click.option("--initiator", "initiators", multiple=True, help="revise: who acts, such as state/KOR; '' for nobody.")
@click.option("--recipient", "recipients", multiple=True, help="revise: whom it is directed at; '' for nobody.")
@click.option("--day", help="revise: the right day, YYYY-MM-DD; '' for none that is told.")
@click.option("--earliest", help="revise: the first day of an interval.")
@click.option("--latest", help="revise: the last day of an interval.")
@click.option("--is", "is_person", metavar="PERSON", help="identify: who the person is; else somebody without a page.")
@click.option("--in", "articles", metavar="ARTICLE", multiple=True, help="identify: an article; else wherever named.")
@with_settings("store", "base")
def correct(
    *,
    act: str,
    things: tuple[str, ...],
    why: str,
    by: str,
    type_: str | None,
    status: str | None,
    initiators: tuple[str, ...],
    recipients: tuple[str, ...],
    day: str | None,
    earliest: str | None,
    latest: str | None,
    is_person: str | None,
    articles: tuple[str, ...],
    settings: Settings,
) -> None:
    """Correct what was read: reports, events, persons; or withdraw a correction.

    reject REPORT and revise REPORT mark a report wrong or give it another type, status, day or other parties; join
    THING... makes one event of reports or events, part REPORT... another event of some reports of one; identify PERSON
    says that a person is another, in some articles or wherever named; withdraw CORRECTION undoes. lines FILE... reads
    corrections as JSON, one a line, and - is the standard input. Things are named by their IRIs or by what stands after
    id/ in them. The IRI of each correction is printed. The exit code is 2, and nothing is written, where one of them
    cannot be.
    """
    identifiers = Identifiers(settings.base)
    if act == LINES:
        requests = tuple(_lines(things))
    else:
        told = {
            "act": act,
            "why": why,
            "type": type_,
            "status": status,
            "initiators": _named(initiators),
            "recipients": _named(recipients),
            "day": day,
            "earliest": earliest,
            "latest": latest,
            "is": is_person,
            "articles": [article_named(name, identifiers) for name in articles] or None,
            **_things(Act(act), things),
        }
        requests = (read_request(json.dumps({name: value for name, value in told.items() if value is not None})),)
    if settings.store != MEMORY and not is_address(settings.store) and not Path(settings.store).exists():
        raise NotFound(f"there is no store {settings.store}; `legation ingest` makes one")
    store = open_store(settings.store, settings)
    try:
        made = correcting.correct(requests, by, dt.datetime.now(dt.UTC), store, identifiers, gazetteer.load())
    finally:
        store.close()
    for correction in made:
        click.echo(identifiers.correction(correction.name))
    complain(f"{len(made)} corrections by {by}")


def _things(act: Act, things: tuple[str, ...]) -> dict[str, object]:
    """The things of the command line as the parts of a request."""
    if act not in {Act.JOIN, Act.PART} and len(things) != 1:
        raise click.UsageError(f"{act} takes one thing")
    match act:
        case Act.JOIN:
            events = tuple(thing for thing in things if "event/" in thing)
            return {"events": events, "reports": tuple(thing for thing in things if thing not in events)}
        case Act.PART:
            return {"reports": things}
        case Act.IDENTIFY:
            return {"person": things[0]}
        case Act.WITHDRAW:
            return {"correction": things[0]}
    return {"report": things[0]}


def _named(parties: tuple[str, ...]) -> tuple[str, ...] | None:
    """The parties that are given, none at all where an empty one is; None where the option is not there."""
    return tuple(filter(None, parties)) if parties else None


def _lines(files: tuple[str, ...]) -> Iterator[Request]:
    for name in files or ("-",):
        try:
            with click.open_file(name, encoding="utf-8") as file:
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield _read(line, f"{name}:{number}")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(name, f"cannot be read as UTF-8: {error}") from error


def _read(line: str, where: str) -> Request:
    try:
        return read_request(line)
    except BadInput as error:
        raise BadInput(where, error.rule, error.step) from error
