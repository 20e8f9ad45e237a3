"""The command that serves the graph over HTTP."""

from __future__ import annotations

import gc
import os
import socket
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from legation.cli import complain, with_settings
from legation.cli.logs import configuration
from legation.errors import StoreUnavailable
from legation.model import Report
from legation.settings import Settings
from legation.store import Store, is_address, open_store
from legation.store.migrations import demand_current, migrations
from legation.store.writes import Check
from legation.store.writing import found, writing
from legation.web import create_app
from legation.web.gateway import Gateway
from legation.web.kept import Kept
from legation.web.observing import SHARED

if TYPE_CHECKING:
    from flask import Flask

_BESIDE = 16
"""Requests that are answered besides those that query, or wait for it."""


@click.command()
@with_settings("store", "host", "port", "workers", "base")
def serve(settings: Settings) -> None:
    """Serve the store over HTTP: pages to browse, linked data, and a SPARQL endpoint.

    It reads what is published and can run beside `ingest`, whose results it shows as soon as they are published. It
    listens on this machine only unless `--host` says otherwise, and nobody writes unless a token is set. Ctrl-C ends
    it.
    """
    if settings.token is not None:
        # Threads of the engine do not survive the fork that starts a worker: this process never opens it to write.
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            other.submit(found, settings).result()
    _readable(settings)
    _free(settings)
    server = Server(
        "legation",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=settings.workers,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=configuration(settings),
        respawn_failed_workers=True,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    complain(f"serving {settings.store} at http://{host}:{settings.port}/ (Ctrl-C ends it)")
    with tempfile.TemporaryDirectory(prefix="legation-metrics-") as folder:
        if settings.workers > 1:
            os.environ[SHARED] = folder
        server.serve(target_loader=partial(gateway, settings), wrap_loader=False)


def application(settings: Settings, store: Store) -> Flask:
    """The application over a store that is open for reading; each process that answers makes its own."""
    if settings.token is None:
        return create_app(store, settings, check=_conforms)
    # Which take a second to load, and only writing needs them.
    from legation.ingest.correcting import corrected  # noqa: PLC0415
    from legation.validation.shapes import check  # noqa: PLC0415

    checked = check if settings.write_check != "none" else None
    way = writing(store, settings, checked, "legation.cli.writer_process", corrected)
    return create_app(store, settings, way, check)


def _conforms(data: bytes) -> Report:
    """Whether triples conform to the shapes, which are read when they are first asked."""
    return _check()(data)


@cache
def _check() -> Check:
    from legation.validation.shapes import check  # noqa: PLC0415  which takes a second, and not all pages need it

    check(b"")
    gc.freeze()  # The shapes stay, too.
    return check


def gateway(settings: Settings) -> Gateway:
    """The application as granian calls it."""
    requests = settings.concurrent_queries + settings.queued_queries + _BESIDE
    store = open_store(settings.store, settings, read_only=True, limited=True)
    # A store elsewhere may be written by others as well, and which state it is in takes a request to it.
    kept = None if is_address(settings.store) else Kept(lambda: store.version, settings.kept_bytes)
    app = application(settings, store)
    # Else the first page of each kind would wait for its template.
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    # What is loaded by now stays: pages need not wait until the garbage collector has looked at it again.
    gc.freeze()
    return Gateway(app, requests, settings.body_bytes, kept)


def _readable(settings: Settings) -> None:
    """Raise StoreUnavailable where there is nothing to read, or it needs a migration. A server is not asked."""
    store = open_store(settings.store, settings, read_only=True)
    try:
        if not is_address(settings.store):
            demand_current(store, migrations(settings.base))
    finally:
        store.close()


def _free(settings: Settings) -> None:
    """Raise StoreUnavailable when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((settings.host, settings.port))
    except OSError as error:
        raise StoreUnavailable(
            f"{settings.host} port {settings.port} cannot be listened on: {error.strerror}; take another with --port"
        ) from error
