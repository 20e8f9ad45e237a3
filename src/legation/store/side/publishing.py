"""The side index in the folder of its store: brought in line when a state is published, or made anew.

Nothing here ever keeps a store from being published: an index that cannot be written stays that of an older state,
which readers notice, and is made anew later.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

import pyoxigraph

from legation.errors import StoreUnavailable
from legation.store.side.filling import Filling
from legation.store.side.journal import Changed
from legation.store.side.tables import connect, create, state_of


class Update:
    """An index that is in line with a state which is about to be published, and that nobody sees yet."""

    def __init__(self, path: Path, engine: pyoxigraph.Store, state: str, changed: Changed | None) -> None:
        """Begin with what changed since `state`; empty where nothing was published before."""
        self._tables: sqlite3.Connection | None = None
        try:
            if not state:
                make(path, engine, state)
            elif changed is None:
                return
            self._tables = connect(path)
            self._tables.execute("BEGIN IMMEDIATE")
            if state_of(self._tables) != state:
                self._abandon()
            elif changed is not None and state:
                Filling(self._tables).change(engine, changed)
        except (OSError, sqlite3.Error, StoreUnavailable):
            self._abandon()

    def finish(self, state: str) -> None:
        """Let readers find it under the name of the state that is published now."""
        if self._tables is not None:
            with suppress(sqlite3.Error):
                name(self._tables, state)
                self._tables.execute("COMMIT")
            self._abandon()

    def _abandon(self) -> None:
        if self._tables is not None:
            with suppress(sqlite3.Error):
                self._tables.close()  # What is not committed goes.
            self._tables = None


def is_of(path: Path, state: str) -> bool:
    """Whether the index in a file is of a state of the store."""
    try:
        tables = connect(path, read_only=True)
    except sqlite3.Error:
        return False
    try:
        return state_of(tables) == state
    except sqlite3.Error:
        return False
    finally:
        tables.close()


def make(path: Path, engine: pyoxigraph.Store, state: str) -> None:
    """Make the index of a state of a store anew. Raises StoreUnavailable where it cannot be written."""
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        tables = sqlite3.connect(draft, isolation_level=None)
        try:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -262144"):
                tables.execute(f"PRAGMA {pragma}")
            tables.execute("BEGIN")
            create(tables)
            Filling(tables).fill(engine)
            name(tables, state)
            tables.execute("COMMIT")
            tables.execute("PRAGMA journal_mode = WAL")
        finally:
            tables.close()
        for file in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            file.unlink(missing_ok=True)
        draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(f"the index {path} cannot be made: {error}") from error


def name(tables: sqlite3.Connection, state: str) -> None:
    """Note which state of the store an index is of."""
    tables.execute("INSERT OR REPLACE INTO note VALUES ('state', ?)", (state,))
