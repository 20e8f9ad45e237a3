"""Work on a Ray cluster of two workers, on this machine: order, bounds, faults, dead workers, and how it ends."""

from __future__ import annotations

import ast
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from legation.errors import BadInput, LegationError
from legation.ingest.cluster import RETRIES, cluster, on_ray
from legation.ingest.runners import AHEAD

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed; pip install 'legation[ray]'")

LISTENS = "0A"

_CLUSTER = """
import os, sys
from legation.ingest.cluster import cluster
with cluster(2) as ray:
    told = {name: value for name, value in os.environ.items() if name.startswith("RAY_")}
    print({**told, "RAY_ADDRESS": ray.get_runtime_context().gcs_address}, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def running() -> Iterator[subprocess.Popen[bytes]]:
    """A process with a cluster of two workers, which this one finds by its environment."""
    with pytest.MonkeyPatch.context() as patch:
        command = [sys.executable, "-c", _CLUSTER]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin
            assert process.stdout
            for name, value in ast.literal_eval(process.stdout.readline().decode()).items():
                patch.setenv(name, value)
            yield process
            process.stdin.close()
            assert process.wait(60) == 0


@pytest.fixture(scope="module")
def ray(running: subprocess.Popen[bytes]) -> Iterator[Any]:
    """A connection to the cluster, which the runner leaves as it is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # What Ray's own modules call by older names.
        with cluster(2) as connected:
            yield connected


def squared(number: int) -> int:
    return number * number


def own(function: Callable[[int], Any]) -> Callable[[int], Any]:
    """A function that goes to the workers with its code, for they do not find the tests."""
    cloudpickle = import_module("ray.cloudpickle")
    cloudpickle.register_pickle_by_value(sys.modules[function.__module__])
    return function


def test_results_come_in_the_order_of_the_tasks(ray: Any) -> None:
    assert list(on_ray()(own(squared), range(20), workers=2)) == [n * n for n in range(20)]


def whoami(number: int) -> int:
    return os.getpid()


def test_two_other_processes_do_the_work(ray: Any) -> None:
    found = set(on_ray()(own(whoami), range(40), workers=2))
    assert os.getpid() not in found
    assert len(found) <= 2


def fails(number: int) -> int:
    raise BadInput(str(number), "is no good")


def test_an_error_of_the_work_comes_out_as_it_was_raised(ray: Any) -> None:
    with pytest.raises(BadInput, match="0: is no good"):
        list(on_ray()(own(fails), range(3), workers=2))


def test_tasks_are_taken_only_a_little_ahead(ray: Any) -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    results = on_ray()(own(squared), tasks(), workers=1)
    assert next(results) == 0
    assert taken <= 1 + AHEAD
    results.close()  # type: ignore[attr-defined]


def test_what_a_killed_worker_was_doing_is_done_again(ray: Any, tmp_path: Path) -> None:
    def killed_once(number: int) -> int:
        mark = tmp_path / str(number)
        if number % 5 == 3 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert list(on_ray()(killed_once, range(20), workers=2)) == list(range(20))
    assert sorted(int(mark.name) for mark in tmp_path.iterdir()) == [3, 8, 13, 18]


def test_work_that_kills_each_worker_ends_with_an_error(ray: Any, tmp_path: Path) -> None:
    def kills(number: int) -> int:
        (tmp_path / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(LegationError, match="run the same again"):
        list(on_ray()(kills, range(1), workers=1))
    assert len(list(tmp_path.iterdir())) == 1 + RETRIES


def listening(pid: int) -> set[str]:
    """The addresses in hexadecimal that a process listens on; none where it has ended meanwhile."""
    sockets, found = set(), set()
    with suppress(OSError):
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                sockets.add(os.readlink(handle))
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENS and f"socket:[{fields[9]}]" in sockets:
                    found.add(fields[1].partition(":")[0])
    return found


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    below: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            below += map(int, (task / "children").read_text().split())
    return [*below, *(deeper for child in below for deeper in descendants(child))]


@pytest.mark.skipif(not Path("/proc/self/net/tcp").is_file(), reason="the system does not tell who listens where")
def test_it_listens_on_the_loopback_only_and_reports_nothing(running: subprocess.Popen[bytes], ray: Any) -> None:
    found = set().union(*map(listening, [running.pid, *descendants(running.pid)]))
    assert found
    assert found <= {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


_ENDLESS = """
import os
from itertools import count
from legation.ingest.cluster import on_ray

def told(number):
    return os.getpid()

if __name__ == "__main__":
    found = set()
    for pid in on_ray()(told, count(), workers=2):
        if pid not in found:
            found.add(pid)
            print(pid, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the system cannot wait for processes of others")
def test_those_who_work_end_when_the_process_that_began_them_is_killed(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(_ENDLESS)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RAY_")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, str(tmp_path / "endless.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as parent:
        assert parent.stdout
        # The two that work are told; above them is Ray's own process of this machine.
        working = {int(parent.stdout.readline()) for _ in range(2)}
        node = {above(pid) for pid in working}
        told = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in node]
        waiting = [os.pidfd_open(pid) for pid in working | node]
        parent.kill()
    for handle in waiting:
        assert select.select([handle], [], [], 60)[0], "a process that works lives on"
        os.close(handle)
    for place in re.findall(rb"/tmp/ray-[^/]+", b"".join(told)):
        shutil.rmtree(place, ignore_errors=True)


def above(pid: int) -> int:
    """The parent of a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


RECORDS = [
    {"id": str(n), "url": f"https://news.example/{n}", "published": f"2025-08-{1 + n % 28:02}", "text": text}
    for n, text in enumerate(
        [
            "South Korean President Lee Jae Myung met Japanese Prime Minister Shigeru Ishiba in Tokyo on Sunday.",
            "Germany imposed sanctions on Russia on Monday. France will send aid to Ukraine.",
            "Nothing of the kind happened.",
        ]
        * 16
    )
]  # fmt: skip


@pytest.mark.slow
def test_a_cluster_writes_the_bytes_that_one_process_writes(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LEGATION_", "RAY_"))}

    def legation(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", "from legation.cli import main; main()", *arguments],
            cwd=tmp_path, env=environment, capture_output=True, check=False,
        )  # fmt: skip

    exported = {}
    for store, options in (("one", ["--jobs", "1"]), ("ray", ["--jobs", "2", "--runner", "ray"])):
        ran = legation("ingest", "records.jsonl", "--store", store, *options)
        assert ran.returncode == 0, ran.stderr
        assert b"48 read, 48 written, 0 known, 0 rejected" in ran.stderr
        assert legation("export", "--all", "--store", store, "-o", f"{store}.nq").returncode == 0
        exported[store] = (tmp_path / f"{store}.nq").read_bytes()
    assert exported["ray"] == exported["one"]
