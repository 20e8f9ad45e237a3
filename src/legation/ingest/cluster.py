"""Where work is done on a Ray cluster, in the order and within the bounds of all runners; who dies loses nothing."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any, TypeVar

from legation.errors import BadInput, LegationError, StoreUnavailable
from legation.ingest.runners import AHEAD, Runner, in_order

Task = TypeVar("Task")
Result = TypeVar("Result")

RETRIES = 3
"""So often a task is done again whose process died."""

_MEMORY = 512 << 20
"""Bytes for results on their way in a cluster of our own; a page of them takes some 6 MB."""

_SHORT = "/tmp" if os.path.isdir("/tmp") else None  # noqa: S108  names of sockets have at most 107 bytes

# A cluster of our own is for nobody else: it listens on the loopback only, asks for a token that is nowhere kept, and
# sends no statistics. Ray looks at this when it is imported.
_PRIVATE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_USAGE_STATS_ENABLED": "0"}


def on_ray(address: str | None = None) -> Runner:
    """A runner on the cluster at an address, that of RAY_ADDRESS where none is given, else on one of its own.

    Where the caller is connected already it is that cluster. Each task takes one core. Raises BadInput where Ray is
    not installed, StoreUnavailable where the cluster is out of reach, LegationError where a task ends each process
    that does it.
    """
    return partial(_run, address=address)


def _run(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, address: str | None = None
) -> Iterator[Result]:
    with cluster(workers, address) as ray:
        do = ray.remote(num_cpus=1, max_retries=RETRIES)(_done)
        given = ray.put(work)
        yield from in_order(partial(do.remote, given), partial(_result, ray), tasks, workers * (1 + AHEAD))


@contextmanager
def cluster(workers: int, address: str | None = None) -> Iterator[Any]:
    """Ray, connected as `on_ray` tells; what this began ends with the context.

    A cluster of our own has so many cores as workers, on this machine, and its processes end with this one.
    """
    address = address or os.environ.get("RAY_ADDRESS")
    if not address and "ray" not in sys.modules:
        os.environ.update(_PRIVATE, RAY_AUTH_TOKEN=secrets.token_hex(32))
    try:
        ray: Any = import_module("ray")
    except ImportError as error:
        raise BadInput("the runner ray", "needs Ray, which is not installed", "pip install 'legation[ray]'") from error
    if ray.is_initialized():
        yield ray
        return
    with tempfile.TemporaryDirectory(prefix="ray-", dir=_SHORT, ignore_cleanup_errors=True) as folder:
        try:
            if address:
                ray.init(address=address, log_to_driver=False)
            else:
                ray.init(
                    address="local",
                    num_cpus=workers,
                    object_store_memory=_MEMORY,
                    include_dashboard=False,
                    log_to_driver=False,
                    configure_logging=False,
                    _temp_dir=folder,
                )
        except (ConnectionError, RuntimeError, OSError) as error:
            where = f"the Ray cluster {address}" if address else "a Ray cluster on this machine"
            raise StoreUnavailable(f"{where} cannot be reached: {error}") from error
        try:
            yield ray
        finally:
            # Tasks that this process left behind end with its connection.
            ray.shutdown()


def _done(work: Callable[[Task], Result], task: Task) -> Result:
    return work(task)


def _result(ray: Any, reference: Any) -> Any:
    """The result of a task, or the error that it raised. Raises LegationError where no process could do it."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError as error:
        raise LegationError(
            f"the cluster could not read some articles in {1 + RETRIES} attempts: {str(error).splitlines()[0]}; what "
            "was written is kept: run the same again"
        ) from error
