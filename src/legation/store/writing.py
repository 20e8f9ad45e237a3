"""Single writes to a store that others read: each takes its turn, and readers see it at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from legation.settings import Settings
from legation.store import MEMORY, Store, is_address, open_store
from legation.store.checkpoints import Folder, Locked

Writing = Callable[[], AbstractContextManager[Store]]
"""Gives the store to write to; what was written is published when the context ends."""

_PAUSE = 0.02


def writing(store: Store, settings: Settings) -> Writing:
    """The way to write to the place that `store` reads."""
    if settings.store == MEMORY:
        return lambda: nullcontext(store)
    return partial(_opened, settings)


def found(settings: Settings) -> None:
    """Publish an empty store where nothing was published yet."""
    if settings.store != MEMORY and not is_address(settings.store) and Folder(settings.store).stamp() == (0, 0):
        with _opened(settings) as store:
            store.publish()


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    """The store, once no other process writes it. Raises Locked where that lasts longer than a query may."""
    store = _waited(settings, time.monotonic() + settings.query_seconds)
    try:
        yield store
    finally:
        # What is in the store is whole, also where this write failed.
        try:
            if store.unpublished:
                store.publish()
        finally:
            store.close()


def _waited(settings: Settings, deadline: float) -> Store:
    while True:
        try:
            return open_store(settings.store, settings)
        except Locked:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
