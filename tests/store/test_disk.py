"""A store on disk: one writer, published checkpoints, readers that move on, and what a kill leaves behind."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from quads_by_hand import count, graph, lines

from legation.errors import Forbidden, StoreUnavailable
from legation.store import open_store

_WRITER = """
import sys
from legation.store import open_store, updates
updates.POURING = 100_000
store = open_store(sys.argv[1])
batch = int(sys.argv[2])
size = 50
number = sum("article" in name for name in store.graphs())
while True:
    graphs = []
    for n in range(number, number + batch):
        name = f"https://legation.example/graph/article/{n:016x}"
        lines = [f'<{name}#{i}> <x:p> "{i} of {size}" <{name}> .' for i in range(size)]
        graphs.append((name, "\\n".join(lines).encode() + b"\\n"))
    # What is there already changes as well, so that both ways of writing are met.
    name = "https://legation.example/graph/world"
    graphs.append((name, b"".join(f'<x:{i}> <x:state> "{number}" <{name}> .\\n'.encode() for i in range(size))))
    store.replace_all(graphs)
    number += batch
    print(number, flush=True)
    if number % (5 * batch) == 0:
        store.publish()
"""


def test_a_second_writer_is_refused_by_name(tmp_path: Path) -> None:
    first = open_store(str(tmp_path))
    with pytest.raises(StoreUnavailable, match=f"is being written by process {os.getpid()}"):
        open_store(str(tmp_path))
    first.close()
    open_store(str(tmp_path)).close()


def test_there_is_nothing_to_read_before_the_first_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="legation ingest"):
        open_store(str(tmp_path / "nowhere"), read_only=True)
    assert not (tmp_path / "nowhere").exists()


def test_readers_see_what_is_published_and_no_more(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    writer.replace(graph("a"), lines("a", ":s :p 1"))
    writer.publish()
    readers = [open_store(str(tmp_path), read_only=True) for _ in range(2)]
    writer.replace(graph("a"), lines("a", ":s :p 1", ":s :p 2"))
    assert [count(reader) for reader in readers] == [1, 1]
    before = readers[0].version
    writer.publish()
    assert [count(reader) for reader in readers] == [2, 2]
    assert readers[0].version == readers[1].version != before
    for opened in (writer, *readers):
        opened.close()


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    writer.publish()
    writer.close()
    reader = open_store(str(tmp_path), read_only=True)
    for write in (
        lambda: reader.replace(graph("a"), b""),
        lambda: reader.replace_all([]),
        lambda: reader.remove(graph("a")),
        lambda: reader.update("CLEAR ALL"),
        reader.publish,
    ):
        with pytest.raises(Forbidden, match="reading only"):
            write()


def test_checkpoints_go_when_nobody_reads_them(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    writer.replace(graph("a"), lines("a", ":s :p 1", ":s :p 2"))
    writer.publish()
    reader = open_store(str(tmp_path), read_only=True)
    rows = reader.quads(graph("a"))
    next(rows)
    for _ in range(3):
        writer.publish()
    kept = sorted(p.name for p in (tmp_path / "checkpoints").iterdir() if p.is_dir())
    assert kept == ["1", "4"]
    assert len(list(rows)) == 1
    assert count(reader) == 2
    writer.publish()
    writer.publish()
    kept = sorted(p.name for p in (tmp_path / "checkpoints").iterdir() if p.is_dir())
    assert kept == ["4", "6"]
    reader.close()
    writer.publish()
    assert sorted(p.name for p in (tmp_path / "checkpoints").iterdir()) == ["7"]
    writer.close()


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    writer.replace(graph("a"), lines("a", ":s :p 1"))
    writer.close()
    reopened = open_store(str(tmp_path))
    assert count(reopened) == 1
    reopened.close()


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("not a number")
    with pytest.raises(StoreUnavailable, match="damaged"):
        open_store(str(tmp_path), read_only=True)
    (tmp_path / "current").write_text("5")
    (tmp_path / "checkpoints").mkdir()
    with pytest.raises(StoreUnavailable, match="missing"):
        open_store(str(tmp_path), read_only=True)
    (tmp_path / "checkpoints" / "5").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be read"):
        open_store(str(tmp_path), read_only=True)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        open_store(str(tmp_path / "file"))


@pytest.mark.parametrize(("batch", "delay"), [(3, 0.05), (3, 0.21), (40, 0.13), (40, 0.37)])
def test_a_kill_leaves_whole_graphs_and_all_acknowledged(tmp_path: Path, batch: int, delay: float) -> None:
    acknowledged = 0
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path), str(batch)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            acknowledged = int(writer.stdout.readline())
            time.sleep(delay)
            writer.send_signal(signal.SIGKILL)
            for line in writer.stdout:
                acknowledged = int(line) if line.endswith("\n") else acknowledged
        store = open_store(str(tmp_path))
        sizes = {name: len(list(store.quads(name))) for name in store.graphs()}
        world = {quad.object.value for quad in store.quads("https://legation.example/graph/world")}
        store.close()
        assert set(sizes.values()) == {50}
        assert len(sizes) - 1 >= acknowledged
        assert len(world) == 1


def test_readers_and_the_writer_know_when_a_state_was_published(tmp_path: Path) -> None:
    writer = open_store(str(tmp_path))
    assert writer.published is None
    writer.replace(graph("a"), lines("a", ":s :p 1"))
    begun = dt.datetime.now(dt.UTC).replace(microsecond=0)
    writer.publish()
    reader = open_store(str(tmp_path), read_only=True)
    assert reader.published is not None
    assert begun <= reader.published <= dt.datetime.now(dt.UTC)
    assert writer.published == reader.published
    reader.close()
    writer.close()
