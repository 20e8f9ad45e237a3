"""What every request leaves behind: a count and a time for Prometheus, and a line in the log."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, g, request

from legation.errors import LegationError
from legation.store import Store

if TYPE_CHECKING:
    from prometheus_client.core import Metric

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder through which several processes count together."""

PATH = "/metrics"
LOG = "legation.requests"
"""The logger that gets a line for each request, at the level INFO."""

NOTED = "legation.noted"
"""Where the environment of a request has what notes another request with the same answer, told when that began."""

SINCE = "legation.since"
"""Where the environment of a request has when its answering began, where that was before the application."""

NOTING = "noting"
"""The extension of an application that notes requests."""

Noting = Callable[[str, str, str, int], Callable[[float], None]]
"""What gives, for a method, a route, a path and a status, what notes such a request, told when that began."""

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})

_log = logging.getLogger(LOG)


def register(app: Flask, store: Store) -> None:
    """Let an application count and log its requests, and tell its counts at `/metrics`."""
    # The library looks for the folder when it is imported, which therefore happens in the process that counts.
    from prometheus_client import (  # noqa: PLC0415
        CollectorRegistry,
        Counter,
        Histogram,
        ProcessCollector,
    )
    from prometheus_client.exposition import choose_encoder  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    own = CollectorRegistry()
    labels = ("method", "route", "status")
    requests = Counter("legation_http_requests", "Requests that were answered.", labels, registry=own)
    seconds = Histogram(
        "legation_http_request_seconds",
        "Seconds from a request to the last byte of its answer.",
        ("route",),
        buckets=_SECONDS,
        registry=own,
    )
    told = own
    if SHARED in os.environ:
        told = CollectorRegistry()
        MultiProcessCollector(told)  # type: ignore[no-untyped-call]
    else:
        ProcessCollector(registry=own)
    told.register(_Store(store))

    def noting(method: str, route: str, path: str, status: int) -> Callable[[float], None]:
        def note(since: float) -> None:
            took = time.perf_counter() - since
            requests.labels(method, route, str(status)).inc()
            seconds.labels(route).observe(took)
            told = {"method": method, "path": path, "route": route, "status": status, "seconds": round(took, 6)}
            _log.info("%s %s %d %.6f", method, path, status, took, extra={"told": told})

        return note

    app.extensions[NOTING] = noting

    @app.before_request
    def begin() -> None:
        g.since = request.environ.get(SINCE) or time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        method = request.method if request.method in _METHODS else "other"
        route = request.url_rule.rule if request.url_rule else "none"
        since = g.get("since", time.perf_counter())
        note = noting(method, route, quote(request.path, safe="/:@,;~"), response.status_code)
        response.call_on_close(partial(note, since))
        request.environ[NOTED] = note
        return response

    @app.get(PATH)
    def metrics() -> Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        response = Response(encode(told), content_type=content_type)
        response.vary.add("Accept")
        response.headers["Cache-Control"] = "no-store"
        return response


class _Store:
    """What can be told of the store without asking it much."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily  # noqa: PLC0415

        yield InfoMetricFamily("legation_build", "The version of the software.", {"version": version("legation")})
        up = GaugeMetricFamily("legation_store_up", "1 where the store can be read, else 0.")
        try:
            state = InfoMetricFamily("legation_store", "The published state.", {"state": self._store.version})
            up.add_metric([], 1)
            yield state
        except LegationError:
            up.add_metric([], 0)
        yield up
