"""The command line: what `legation` and its commands take, and what they answer with."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from legation.errors import BadInput, Forbidden, LegationError, NotAcceptable, NotFound
from legation.settings import FILE, PREFIX, Settings, described

FINDINGS = 1
"""The exit code of a command that found something: data that breaks a rule, or a fault on the way."""

USAGE = 2
"""The exit code of a command that was asked for what cannot be."""

COMMANDS = {
    "backup": ("keeping", "Copy what is published to a folder, or to a file of N-Quads."),
    "compact": ("keeping", "Write the store anew, without what was replaced or removed."),
    "correct": ("correcting", "Correct what was read: reports, events, persons; or withdraw a correction."),
    "delete": ("writing", "Remove articles from the store."),
    "doctor": ("checking", "Look whether all is in place: libraries, model, data files, ontology, store."),
    "export": ("asking", "Write a part of the store, or all of it, in any RDF format, or the rows of a query."),
    "extract": ("writing", "Read articles and print what they tell, without a store."),
    "index": ("keeping", "Make the side index anew, which pages and search take figures from."),
    "ingest": ("writing", "Read articles into the store."),
    "link": ("linking", "Match things of the store to the same things in Wikidata or elsewhere."),
    "mcp": ("conversing", "Let a language model search, look up and ask the store, by the Model Context Protocol."),
    "migrate": ("keeping", "Bring the store to the version of the ontology that this Legation works with."),
    "query": ("asking", "Ask the store a SPARQL query."),
    "restore": ("keeping", "Make a store of a backup."),
    "serve": ("serving", "Serve the store over HTTP: pages to browse, linked data, and a SPARQL endpoint."),
    "stats": ("asking", "Tell what is in the store: how many articles, events, statements and actors."),
    "validate": ("checking", "Check RDF files, or the store, against the shapes of the ontology."),
}
"""Each command, the module that holds it, and the line that the list of commands gives it."""

_WRONG_USAGE = (BadInput, Forbidden, NotAcceptable, NotFound)


class Commands(click.Group):
    """Commands that are loaded when they are called: reading articles needs much that asking does not."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"legation.cli.{module}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in sorted(COMMANDS.items())])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar=f"{PREFIX}CONFIG",
    help=f"The settings file; {FILE} in this folder where none is named.",
)
@click.version_option(package_name="legation", prog_name="legation")
@click.pass_context
def command_line(ctx: click.Context, config: Path | None) -> None:
    """Turn news about foreign relations into an audited knowledge graph, and ask it.

    Data goes to the standard output and all else to the standard error. The exit code is 0 when all is done, 1 when
    something was found wrong, and 2 when the command was used wrongly.
    """
    ctx.obj = config or (Path(FILE) if Path(FILE).is_file() else None)


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    try:
        sys.exit(command_line(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted")
        sys.exit(130)
    except LegationError as error:
        complain(str(error))
        sys.exit(USAGE if isinstance(error, _WRONG_USAGE) else FINDINGS)
    except BrokenPipeError:
        # Whoever read the output has enough of it; nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FINDINGS)


def complain(text: str) -> None:
    """Tell something on the standard error."""
    click.echo(f"legation: {text}", err=True)


def with_settings(*keys: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option for each of some settings, and the argument `settings` made of all sources."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        @click.pass_context
        def run(ctx: click.Context, /, **arguments: Any) -> None:
            flags = {key: arguments.pop(key) for key in keys}
            command(settings=Settings.load(ctx.find_root().obj, os.environ, flags), **arguments)

        for key in reversed(keys):
            kind = {"port": int, "jobs": int, "workers": int}.get(key, str)
            default = Settings.__dataclass_fields__[key].default
            run = click.option(
                f"--{key.replace('_', '-')}",
                type=kind,
                help=f"{described()[key]} [{PREFIX}{key.upper()}, else {default}]",
            )(run)
        return run

    return decorate
