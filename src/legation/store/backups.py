"""Copies of a published state, made beside readers and the writer, and new stores made of such copies."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import IO, cast

import pyoxigraph
from pyoxigraph import RdfFormat

from legation.errors import BadInput, Conflict, StoreUnavailable
from legation.store.checkpoints import Folder
from legation.store.oxigraph import DiskStore

MANIFEST = "backup.json"
"""The file of a backup's folder that names the others with their digests."""

FORM = 1
"""The form of that file."""

_FILES = "store"
_ENGINE_OWN = ("LOCK", "LOG", "LOG.*")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds, or a store was made of: the number of the checkpoint, its quads, and the bytes on disk."""

    checkpoint: int
    quads: int
    bytes: int


def is_file(place: Path) -> bool:
    """Whether a backup of this name is a file of N-Quads rather than a folder."""
    return place.name.endswith((".nq", ".nq.gz"))


def backup(location: str | Path, place: Path, checkpoint: int | None = None) -> Kept:
    """Copy a checkpoint, the current one where none is named, to a new folder or to a file of N-Quads.

    Others may write and read the store meanwhile. `place` appears when all of it is there. Raises Conflict where there
    is something, BadInput where it cannot be written, NotFound for a checkpoint that is not kept.
    """
    if place.exists():
        raise Conflict(str(place), "is there already", "name a new place")
    number, path, lease = Folder(location).lease(checkpoint)
    draft = place.with_name(f"{place.name}.part")
    try:
        engine = _read(path)
        _discard(draft)
        place.parent.mkdir(parents=True, exist_ok=True)
        if is_file(place):
            with _opened(draft, place, "wb") as file:
                engine.dump(file, RdfFormat.N_QUADS)
        else:
            _copy_checkpoint(path, draft, number)
        draft.rename(place)
        return Kept(number, len(engine), size(place))
    except OSError as error:
        raise BadInput(str(place), f"cannot be written: {error.strerror or error}") from error
    finally:
        _discard(draft)
        lease.release()


def restore(place: Path, location: str | Path) -> Kept:
    """Make a store of a backup, and publish it, without a side index.

    Raises Conflict where a store stands at the location, whatever it holds, and BadInput for what is no whole backup;
    nothing is left of either.
    """
    folder = Folder(location)
    if not place.exists():
        raise BadInput(str(place), "there is no such backup")
    lock = folder.lock()
    draft = folder.root / "restored"
    try:
        if folder.live.exists() or folder.stamp() != (0, 0):
            step = "nothing was changed; move it away, or name another place"
            raise Conflict(f"the store {location}", "is there already", step)
        _discard(draft)
        _fill(draft, place)
        # Whoever finds the store here before it is published knows that it has to be.
        folder.unpublished.touch()
        draft.rename(folder.live)
    except OSError as error:
        raise StoreUnavailable(f"the store {location} cannot be written: {error}") from error
    finally:
        _discard(draft)
        lock.release()
    store = DiskStore(location)
    try:
        store.publish(index=False)
        return Kept(folder.current(), len(store.engine()), size(folder.root))
    finally:
        store.close()


def size(place: Path) -> int:
    """The bytes of a file or of all files below a folder, each counted once under however many names it stands.

    Files that the store removes meanwhile, as it does whenever it tidies up, are not counted.
    """
    found = {}
    for path in [place] if place.is_file() else place.rglob("*"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            if S_ISREG(stat.st_mode):
                found[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(found.values())


def _read(path: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(f"{path} cannot be read: {error}") from error


def _copy_checkpoint(path: Path, draft: Path, number: int) -> None:
    shutil.copytree(path, draft / _FILES, ignore=shutil.ignore_patterns(*_ENGINE_OWN))
    files = {name.name: _digest(name) for name in sorted((draft / _FILES).iterdir())}
    manifest = {"form": FORM, "checkpoint": number, "oxigraph": pyoxigraph.__version__, "files": files}
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for name in (*(draft / _FILES).iterdir(), draft / MANIFEST):
        with name.open("rb") as file:
            os.fsync(file.fileno())


def _fill(draft: Path, place: Path) -> None:
    """Make the files of a store from a backup."""
    if place.is_dir():
        _copy_back(place, draft)
        _read(draft)
        return
    if not is_file(place):
        raise BadInput(str(place), "is no backup", "a backup is a folder, or a file that ends in .nq or .nq.gz")
    engine = pyoxigraph.Store(str(draft))
    try:
        if place.suffix == ".gz":
            with _opened(place, place, "rb") as file:
                engine.bulk_load(file, RdfFormat.N_QUADS)
        else:  # By its path it is read by several threads.
            engine.bulk_load(path=str(place), format=RdfFormat.N_QUADS)
        engine.flush()
    except (EOFError, SyntaxError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(str(place), f"is not whole, or no N-Quads: {error}", "restore another backup") from error


def _copy_back(place: Path, draft: Path) -> None:
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        form, files = manifest["form"], dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(str(place), f"is no backup: {MANIFEST} cannot be read", "name the folder of a backup") from error
    if form != FORM:
        raise BadInput(str(place), f"is a backup of form {form}, and this is for form {FORM}", "restore it as N-Quads")
    draft.mkdir()
    for name, digest in files.items():
        source, target = place / _FILES / Path(name).name, draft / Path(name).name
        if not source.is_file():
            raise BadInput(str(source), "is missing", "restore another backup")
        shutil.copyfile(source, target)
        if _digest(target) != digest:
            raise BadInput(str(source), "is not what was backed up", "restore another backup")


@contextmanager
def _opened(path: Path, named: Path, mode: str) -> Iterator[IO[bytes]]:
    """A file of N-Quads, packed where the name that it has or gets says so, and on the disk when it is closed."""
    with path.open(mode) as raw:
        if named.suffix == ".gz":
            # No time and no name, so that equal states give equal bytes.
            with gzip.GzipFile("", mode, fileobj=raw, mtime=0) as packed:
                yield cast("IO[bytes]", packed)
        else:
            yield raw
        if mode == "wb":
            raw.flush()
            os.fsync(raw.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
