"""The commands that keep a store in order: backup, restore, compact."""

from __future__ import annotations

from pathlib import Path

import click

from legation import gazetteer
from legation.cli import complain, with_settings
from legation.errors import BadInput
from legation.graph.identifiers import Identifiers
from legation.ingest import load
from legation.settings import Settings
from legation.store import MEMORY, backups, is_address
from legation.store.oxigraph import DiskStore


@click.command()
@click.argument("place", metavar="DIR|FILE", type=click.Path(path_type=Path))
@click.option("--checkpoint", type=int, help="The number of the published state to copy; else the newest.")
@with_settings("store")
def backup(place: Path, checkpoint: int | None, settings: Settings) -> None:
    """Copy what is published to a folder, or to a file of N-Quads.

    A name that ends in .nq or .nq.gz is a file, which other engines read as well; any other is a folder, which takes
    less time. Others may write and read the store meanwhile. The exit code is 2 where there is something under that
    name already, or no such checkpoint.
    """
    kept = backups.backup(_folder(settings, "`legation export --all` writes what it holds"), place, checkpoint)
    complain(f"{place}: {kept.quads:,} quads of checkpoint {kept.checkpoint}, {kept.bytes:,} bytes")


@click.command()
@click.argument("place", metavar="DIR|FILE", type=click.Path(path_type=Path))
@with_settings("store")
def restore(place: Path, settings: Settings) -> None:
    """Make a store of a backup.

    The store must not be there yet: what stands is never overwritten, and the exit code is then 2, as it is for a
    backup that is not whole. The next `ingest` makes the index of the world anew and takes longer for that.
    """
    kept = backups.restore(place, _folder(settings, "load the N-Quads of a backup with its own tools"))
    complain(f"{settings.store}: {kept.quads:,} quads, {kept.bytes:,} bytes")


@click.command()
@with_settings("store", "base")
def compact(settings: Settings) -> None:
    """Write the store anew, without what was replaced or removed.

    Those who read go on meanwhile and then move to the new files. For a time there is room needed for both. The exit
    code is 1 while another process writes.
    """
    folder = _folder(settings, "it keeps its own files")
    if not Path(folder, "live").exists():
        raise BadInput(f"the store {folder}", "is not there", "name the folder of a store")
    before = backups.size(Path(folder))
    store = DiskStore(folder, settings.checkpoints_kept)
    try:
        load.compact(store, Identifiers(settings.base), gazetteer.load())
    finally:
        store.close()
    complain(f"{folder}: {before:,} bytes before, {backups.size(Path(folder)):,} after")


def _folder(settings: Settings, step: str) -> str:
    """The folder of the store. Raises BadInput where it has none."""
    if settings.store == MEMORY or is_address(settings.store):
        raise BadInput(f"the store {settings.store}", "is no folder", step)
    return settings.store
