"""The programs that are measured and tried against: they end with whoever started them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
_PARENT = """
import sys, time
sys.path.insert(0, sys.argv[1])
from services import free_port, running
port = free_port()
with running([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)], port) as it:
    print(it.process.pid, flush=True)
    time.sleep(60)
"""


def alive(process: Path) -> bool:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv of util-linux is not there")
def test_a_program_ends_with_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT, str(BENCHMARKS)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        process = Path("/proc") / parent.stdout.readline().decode().strip()
        assert alive(process)
        parent.kill()
    end = time.monotonic() + 20
    while alive(process) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(process)
