"""Where data goes: the standard output or a file; tables for people, and progress on the standard error."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from legation.errors import BadInput

if TYPE_CHECKING:
    from legation.ingest.load import Tally

SHORTENED = {
    "https://w3id.org/legation/ns#": "leg:",
    "https://w3id.org/legation/event-types#": "plover:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
}


def packed(output: Path) -> bool:
    """Whether the name of a file asks for gzip."""
    return output.suffix == ".gz"


def write(chunks: Iterable[bytes], output: Path | None) -> None:
    """Write bytes to a file, which is replaced when all of them are there, or to the standard output.

    A file whose name ends in .gz is compressed.
    """
    if output is None:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        return
    draft = output.with_name(f"{output.name}.part")
    try:
        with draft.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if packed(output) else raw as file:
            file.writelines(chunks)
        draft.replace(output)
    except OSError as error:
        raise BadInput(str(output), f"cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def show_rows(result: bytes) -> None:
    """Print SPARQL results in JSON as a table for people."""
    data = json.loads(result)
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, highlight=False)
    if "boolean" in data:
        console.print("yes" if data["boolean"] else "no")
        return
    names = data["head"]["vars"]
    table = Table(*names, show_edge=False, pad_edge=False)
    rows = data["results"]["bindings"]
    for row in rows:
        table.add_row(*(Text(_plain(row[name]["value"]) if name in row else "") for name in names))
    console.print(table)
    click.echo(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", err=True)


def _plain(value: str) -> str:
    for namespace, prefix in SHORTENED.items():
        if value.startswith(namespace):
            return prefix + value.removeprefix(namespace)
    return value


class Watch:
    """Shows how reading goes on, where the standard error is a terminal; else nothing.

    Where the bytes to read are known it shows how much is read and how long the rest will take.
    """

    def __init__(self, total: int | None = None, console: Console | None = None) -> None:
        console = console or Console(stderr=True)
        columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()]
        if total is not None:
            columns += [BarColumn(20), TaskProgressColumn(), TimeRemainingColumn(), TextColumn("left")]
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        self._task = self._progress.add_task("reading", total=total)

    def __enter__(self) -> Watch:
        self._progress.start()
        return self

    def __exit__(self, *ended: object) -> None:
        self._progress.stop()

    def passed(self, size: int) -> None:
        """Note that so many bytes more are read."""
        self._progress.advance(self._task, size)

    def __call__(self, tally: Tally) -> None:
        """Show the counts and the rate."""
        task = self._progress.tasks[0]
        rate = (tally.written + tally.rejected) / task.elapsed if task.elapsed else 0.0
        self._progress.update(self._task, description=f"{counted(tally)}; {rate:.1f} a second")


def counted(tally: Tally) -> str:
    """The counts in words."""
    return f"{tally.read} read, {tally.written} written, {tally.unchanged} known, {tally.rejected} rejected"
