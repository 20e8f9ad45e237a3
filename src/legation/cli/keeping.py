"""The commands that keep a store in order: backup, restore, compact, migrate, index."""

from __future__ import annotations

from pathlib import Path

import click

from legation import gazetteer
from legation.cli import FINDINGS, complain, with_settings
from legation.errors import BadInput
from legation.graph.identifiers import Identifiers
from legation.ingest import load
from legation.ingest.upgrade import tried, upgrade
from legation.settings import Settings
from legation.store import MEMORY, backups, is_address
from legation.store.migrations import migrations, version_of
from legation.store.oxigraph import DiskStore
from legation.store.side.tables import FILE
from legation.validation.shapes import check, describe


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
    backup that is not whole. The side index is made when the quads are there, and takes as long again; who stops it
    then has a whole store, and `legation index` makes it later. The next `ingest` makes the index of the world anew and
    takes longer for that.
    """
    folder = _folder(settings, "load the N-Quads of a backup with its own tools")
    kept = backups.restore(place, folder)
    complain(
        f"{settings.store}: {kept.quads:,} quads, {kept.bytes:,} bytes; now the index that pages take figures from"
    )
    store = DiskStore(folder, settings.checkpoints_kept)
    try:
        store.index()
    finally:
        store.close()


@click.command()
@with_settings("store", "base")
def compact(settings: Settings) -> None:
    """Write the store anew, without what was replaced or removed.

    Those who read go on meanwhile and then move to the new files. For a time there is room needed for both. The exit
    code is 1 while another process writes.
    """
    folder = _there(settings, "it keeps its own files")
    before = backups.size(Path(folder))
    store = DiskStore(folder, settings.checkpoints_kept)
    try:
        load.compact(store, Identifiers(settings.base), gazetteer.load())
    finally:
        store.close()
    complain(f"{folder}: {before:,} bytes before, {backups.size(Path(folder)):,} after")


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@with_settings("store", "base")
def migrate(settings: Settings, dry_run: bool) -> None:
    """Bring the store to the version of the ontology that this Legation works with.

    Each migration that the store needs is tried on a copy, with the quads that it adds and removes, and what it
    changes is checked against the shapes. Where all conforms the store is changed, the graph of the world is made
    anew, and all is published at once. The exit code is 1 where something would not conform, and then nothing is
    changed; it is 1 as well while another process writes.
    """
    step = "restore a backup of it to a folder, migrate that, and load its backup into the server"
    store = DiskStore(_there(settings, step), settings.checkpoints_kept)
    identifiers = Identifiers(settings.base)
    try:
        trial = tried(store, migrations(settings.base), identifiers, check)
        for done in trial.steps:
            changes = f"adds {done.added:,} quads and removes {done.removed:,}, in {done.graphs:,} graphs"
            click.echo(f"{done.migration.name} (to {done.migration.to}): {done.migration.title}: {changes}")
        for graph, report in trial.failing.items():
            click.echo(f"<{graph}>: {describe(report)}", nl=False)
        if trial.failing:
            complain(f"{settings.store}: {len(trial.failing):,} graphs would not conform, so nothing was changed")
            raise click.exceptions.Exit(FINDINGS)
        if not dry_run:
            upgrade(store, trial, identifiers, gazetteer.load())
        written = version_of(store) or "none"
    finally:
        store.close()
    unchanged = "; nothing was changed" if dry_run or not trial.steps else ""
    complain(f"{settings.store}: version {written} of the ontology{unchanged}")


@click.command()
@with_settings("store")
def index(settings: Settings) -> None:
    """Make the side index anew, which pages and search take figures from.

    It is kept in line whenever something is published; this is for a store from before there was one, or after a large
    update that could have changed any graph. Until then pages ask the graph itself, which says the same and takes
    longer. The exit code is 1 while another process writes, or where nothing was published yet.
    """
    folder = _there(settings, "only a folder has a side index")
    store = DiskStore(folder, settings.checkpoints_kept)
    try:
        store.index(anew=True)
    finally:
        store.close()
    complain(f"{Path(folder, FILE)}: {backups.size(Path(folder, FILE)):,} bytes")


def _there(settings: Settings, step: str) -> str:
    """The folder of the store, which is there. Raises BadInput."""
    folder = _folder(settings, step)
    if not Path(folder, "live").exists():
        raise BadInput(f"the store {folder}", "is not there", "name the folder of a store")
    return folder


def _folder(settings: Settings, step: str) -> str:
    """The folder of the store. Raises BadInput where it has none."""
    if settings.store == MEMORY or is_address(settings.store):
        raise BadInput(f"the store {settings.store}", "is no folder", step)
    return settings.store
