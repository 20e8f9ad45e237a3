"""What goes wrong around a store: full disks, damaged and removed checkpoints, clocks that go back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from quads_by_hand import count, graph, lines

from legation.errors import StoreUnavailable
from legation.settings import Settings
from legation.store import Store, open_store
from legation.store.checkpoints import Folder

_FULL = """
import resource, sys
from legation.errors import StoreUnavailable
from legation.store import open_store
store = open_store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
number = 0
try:
    while True:
        name = f"x:{number}"
        text = "".join(f'<x:{i}> <x:p> "{number} {"long " * 100}" <{name}> .\\n' for i in range(100)).encode()
        store.replace_all([(name, text)]) if sys.argv[2] == "load" else store.update(
            f"INSERT DATA {{ GRAPH <{name}> {{ {text.decode().replace(f' <{name}> .', ' .')} }} }}")
        number += 1
except StoreUnavailable as error:
    print(number, error)
    try:
        store.publish()
        print("published")
    except StoreUnavailable as error:
        print(error)
"""


@pytest.mark.parametrize("way", ["load", "update"])
def test_a_full_disk_is_told_and_costs_nothing_that_was_written(tmp_path: Path, way: str) -> None:
    writer = open_store(str(tmp_path))
    writer.replace(graph("a"), lines("a", ":s :p 1"))
    writer.publish()
    writer.close()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path), way], capture_output=True, text=True, check=False
    )
    first = done.stdout.splitlines()[0]
    number, _, told = first.partition(" ")
    assert "written" in told, done.stdout + done.stderr
    with_room = open_store(str(tmp_path))
    names = {name for name in with_room.graphs() if name.startswith("x:")}
    assert {f"x:{n}" for n in range(int(number))} <= names
    assert {len(list(with_room.quads(name))) for name in names} == {100}
    with_room.publish()
    with_room.close()
    assert count(open_store(str(tmp_path), read_only=True)) == 100 * len(names) + 1


@pytest.fixture(params=[False, True], ids=["plain", "limited"])
def published(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A writer and a reader of what it published, the reader with processes of its own or without."""
    writer = open_store(str(tmp_path))
    writer.replace(graph("a"), lines("a", ":s :p 1"))
    writer.publish()
    reader = open_store(str(tmp_path), Settings(concurrent_queries=1), read_only=True, limited=request.param)
    assert count(reader) == 1
    yield writer, reader
    reader.close()
    writer.close()


def test_a_reader_survives_that_its_checkpoint_is_removed(published: tuple[Store, Store], tmp_path: Path) -> None:
    writer, reader = published
    shutil.rmtree(tmp_path / "checkpoints")
    (tmp_path / "checkpoints").mkdir()
    assert count(reader) == 1
    with pytest.raises(StoreUnavailable, match="publish the store anew"):
        open_store(str(tmp_path), read_only=True)
    writer.replace(graph("a"), lines("a", ":s :p 1", ":s :p 2"))
    writer.publish()
    assert count(reader) == 2


def test_a_damaged_checkpoint_is_told_and_the_next_one_read(published: tuple[Store, Store], tmp_path: Path) -> None:
    writer, reader = published
    writer.replace(graph("a"), lines("a", ":s :p 1", ":s :p 2"))
    writer.publish()
    (current,) = (path for path in (tmp_path / "checkpoints").iterdir() if path.name == "2")
    (current / "CURRENT").write_text("rubbish\n")
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match=r"cannot be read|ended"):
            count(reader)
    writer.publish()
    assert count(reader) == 2


@pytest.mark.parametrize("limited", [False, True])
def test_damaged_data_is_told(tmp_path: Path, limited: bool) -> None:
    writer = open_store(str(tmp_path))
    rows = (f'<x:{n}> <x:p> "{n} {os.urandom(200).hex()}" <{graph("a")}> .\n' for n in range(5_000))
    writer.replace(graph("a"), "".join(rows).encode())
    writer.publish()
    writer.close()
    table = max((tmp_path / "checkpoints" / "1").glob("*.sst"), key=lambda path: path.stat().st_size)
    data = bytearray(table.read_bytes())
    data[: len(data) // 2] = bytes(len(data) // 2)  # It ends with what is read when it is opened.
    table.write_bytes(data)
    reader = open_store(str(tmp_path), Settings(concurrent_queries=1), read_only=True, limited=limited)
    with pytest.raises(StoreUnavailable, match="damaged"):
        reader.query("SELECT * { ?s ?p ?o }").body()
    reader.close()


def test_each_state_is_told_from_the_others_whatever_the_clock_says(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    writer.publish()
    folder = Folder(tmp_path)
    ahead = folder.stamp()[0] + 10**15
    os.utime(tmp_path / "current", ns=(ahead, ahead))  # as it is where the clock was set back since then
    stamps, versions = [folder.stamp()], []
    reader = open_store(str(tmp_path), read_only=True)
    for number in range(5):
        writer.replace(graph("a"), lines("a", f":s :p {number}"))
        writer.publish()
        stamps.append(folder.stamp())
        versions.append((reader.version, b'"' + str(number).encode() in reader.query("SELECT ?o { ?s ?p ?o }").body()))
    assert stamps == sorted(set(stamps))
    assert len(dict(versions)) == 5
    assert all(seen for _, seen in versions)
    writer.close()
