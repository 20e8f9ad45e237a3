"""Backups of what is published, stores that are made of them, and states that are kept."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from quads_by_hand import graph, lines

from legation.errors import BadInput, Conflict, NotFound, StoreUnavailable
from legation.settings import Settings
from legation.store import Store, open_store
from legation.store.backups import MANIFEST, backup, restore
from legation.store.checkpoints import Locked

NAMES = ["kept", "kept.nq", "kept.nq.gz"]


@pytest.fixture(name="location")
def store_location(tmp_path: Path) -> Path:
    """A store with three quads in three places, one of them in no graph and one with a blank node."""
    store = open_store(str(tmp_path / "store"))
    store.replace(graph("a"), lines("a", ":s :p 1"))
    store.update("INSERT DATA { <x:s> <x:p> 2 . GRAPH <x:b> { _:b <x:p> 'three' } }")
    store.publish()
    store.close()
    return tmp_path / "store"


def all_of(location: Path) -> list[str]:
    """What is in a store, in a form that does not depend on the names of blank nodes."""
    store = open_store(str(location), read_only=True)
    try:
        answer = store.query(
            "SELECT ?g (isBlank(?s) AS ?b) ?p ?o { { GRAPH ?g { ?s ?p ?o } } UNION "
            "{ ?s ?p ?o FILTER NOT EXISTS { GRAPH ?h { ?s ?p ?o } } } }",
            accept="text/csv",
        )
        return sorted(answer.body().decode().splitlines())
    finally:
        store.close()


def add(store: Store, name: str) -> None:
    store.replace(graph(name), lines(name, ":s :p 1"))
    store.publish()


@pytest.mark.parametrize("name", NAMES)
def test_a_store_made_of_a_backup_holds_the_same_and_can_be_written(location: Path, tmp_path: Path, name: str) -> None:
    kept = backup(location, tmp_path / "to" / name)
    assert (kept.checkpoint, kept.quads) == (1, 3)
    restored = restore(tmp_path / "to" / name, tmp_path / "again")
    assert restored.quads == 3
    assert all_of(tmp_path / "again") == all_of(location)
    writer = open_store(str(tmp_path / "again"))
    assert not writer.unpublished
    add(writer, "more")
    writer.close()
    assert graph("more") in open_store(str(tmp_path / "again"), read_only=True).graphs()


@pytest.mark.parametrize("name", NAMES)
def test_a_backup_beside_a_writer_holds_what_is_published(location: Path, tmp_path: Path, name: str) -> None:
    writer = open_store(str(location))
    writer.replace(graph("later"), lines("later", ":s :p 1"))
    assert backup(location, tmp_path / name).quads == 3
    writer.publish()
    assert backup(location, tmp_path / f"later-{name}").quads == 4
    writer.close()


def test_a_backup_in_the_making_keeps_its_checkpoint(
    location: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_store(str(location))
    copy = shutil.copytree

    def publish_and_copy(*arguments: object, **named: object) -> object:
        add(writer, "b")
        add(writer, "c")
        return copy(*arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(shutil, "copytree", publish_and_copy)
    assert backup(location, tmp_path / "kept").checkpoint == 1
    writer.close()
    assert restore(tmp_path / "kept", tmp_path / "again").quads == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_store_that_stands_is_never_overwritten(location: Path, tmp_path: Path, name: str) -> None:
    backup(location, tmp_path / name)
    writer = open_store(str(location))
    add(writer, "later")
    with pytest.raises(Locked, match="is being written by process"):
        restore(tmp_path / name, location)
    writer.close()
    before = all_of(location)
    with pytest.raises(Conflict, match="is there already; nothing was changed"):
        restore(tmp_path / name, location)
    assert all_of(location) == before


def test_a_store_that_was_never_published_stands_as_well(location: Path, tmp_path: Path) -> None:
    backup(location, tmp_path / "kept")
    fresh = open_store(str(tmp_path / "fresh"))
    fresh.replace(graph("only"), lines("only", ":s :p 1"))
    fresh.close()
    with pytest.raises(Conflict):
        restore(tmp_path / "kept", tmp_path / "fresh")
    assert open_store(str(tmp_path / "fresh")).graphs() == [graph("only")]


@pytest.mark.parametrize("name", NAMES)
def test_a_backup_that_is_there_is_never_overwritten(location: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(Conflict, match="is there already"):
        backup(location, tmp_path / name)
    assert (tmp_path / name).read_text() == "mine"


def _cut(place: Path) -> None:
    whole = place.read_bytes()
    place.write_bytes(whole[: len(whole) // 2])


def _break(place: Path) -> None:
    target = max((place / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)


FAULTS = {
    "a packed file cut off": ("kept.nq.gz", _cut, "is not whole"),
    "a file cut off within a line": ("kept.nq", _cut, "is not whole"),
    "a byte changed": ("kept", _break, "is not what was backed up"),
    "a file gone": ("kept", lambda place: (place / "store" / "CURRENT").unlink(), "is missing"),
    "no manifest": ("kept", lambda place: (place / MANIFEST).unlink(), "cannot be read"),
    "another form": ("kept", lambda place: (place / MANIFEST).write_text('{"form": 9, "files": {}}'), "of form 9"),
    "all gone": ("kept", shutil.rmtree, "there is no such backup"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_backup_that_is_not_whole_gives_no_store(location: Path, tmp_path: Path, fault: str) -> None:
    name, damage, told = FAULTS[fault]
    backup(location, tmp_path / name)
    damage(tmp_path / name)
    with pytest.raises(BadInput, match=told):
        restore(tmp_path / name, tmp_path / "again")
    with pytest.raises(StoreUnavailable, match="nothing to read"):
        open_store(str(tmp_path / "again"), read_only=True)
    # The place is as free as before.
    backup(location, tmp_path / "whole")
    assert restore(tmp_path / "whole", tmp_path / "again").quads == 3


def test_what_is_no_backup_by_its_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("<x:s> <x:p> 1 .")
    with pytest.raises(BadInput, match="is no backup"):
        restore(tmp_path / "notes.txt", tmp_path / "again")


def test_equal_states_give_equal_files_that_others_read(location: Path, tmp_path: Path) -> None:
    for name in ("one.nq.gz", "other.nq.gz", "plain.nq"):
        backup(location, tmp_path / name)
    packed = (tmp_path / "one.nq.gz").read_bytes()
    assert packed == (tmp_path / "other.nq.gz").read_bytes()
    plain = (tmp_path / "plain.nq").read_bytes()
    assert gzip.decompress(packed) == plain
    assert len(list(parse(plain, format=RdfFormat.N_QUADS))) == 3


def test_there_is_nothing_to_back_up_where_there_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="nothing to read"):
        backup(tmp_path / "nowhere", tmp_path / "kept")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(StoreUnavailable, match="nothing to read"):
        backup(tmp_path / "nowhere", tmp_path / "kept", checkpoint=3)


def test_as_many_published_states_stay_as_the_setting_says(tmp_path: Path) -> None:
    location = tmp_path / "store"
    store = open_store(str(location), Settings(checkpoints_kept=3))
    for name in "abcde":
        add(store, name)
    assert sorted(path.name for path in (location / "checkpoints").iterdir() if path.is_dir()) == ["3", "4", "5"]
    store.close()
    backup(location, tmp_path / "older", checkpoint=4)
    restore(tmp_path / "older", tmp_path / "again")
    assert open_store(str(tmp_path / "again"), read_only=True).graphs() == [graph(name) for name in "abcd"]
    with pytest.raises(NotFound, match=r"no checkpoint 2, only 3, 4, 5"):
        backup(location, tmp_path / "oldest", checkpoint=2)
    store = open_store(str(location))
    add(store, "f")
    store.close()
    assert [path.name for path in (location / "checkpoints").iterdir() if path.is_dir()] == ["6"]
