"""The folder of a store on disk: who writes, which checkpoint is current, and which are still being read."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
import weakref
from pathlib import Path

from legation.errors import NotFound, StoreUnavailable

_TRIES = 100


class Locked(StoreUnavailable):
    """Another process writes the store."""

    status = 503


class Lock:
    """A lock on a file, held until it is released or the process ends, however it ends."""

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        """Take the lock. Raises BlockingIOError when another holds it."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        self._finalizer = weakref.finalize(self, os.close, handle)

    def note(self, text: str) -> None:
        """Leave a line for whoever finds the file locked."""
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode(), 0)

    def release(self) -> None:
        """Let go of the lock."""
        self._finalizer()


def versioned(number: int, stamp: tuple[int, int]) -> str:
    """What names a checkpoint by its number and its stamp."""
    return f"{number}-{stamp[0]:x}"


def moment(stamp: tuple[int, int]) -> dt.datetime | None:
    """When a checkpoint became current, to the second in UTC; None for the stamp of none."""
    return dt.datetime.fromtimestamp(stamp[0] // 1_000_000_000, dt.UTC) if stamp[0] else None


class Folder:
    """The layout of a store on disk.

    `live/` belongs to the one writer; `checkpoints/<number>/` never change; `current` holds the number of the newest;
    `unpublished`, the journal, is there while `live/` holds more than that. A reader holds a shared lock on
    `checkpoints/<number>.lease`, and the writer deletes only what it can lock alone, and none of the newest `kept`.
    """

    def __init__(self, location: str | Path, kept: int = 1) -> None:
        self.root = Path(location)
        self.kept = kept
        self.live = self.root / "live"
        self.checkpoints = self.root / "checkpoints"
        self.unpublished = self.root / "unpublished"
        self._current = self.root / "current"

    def lock(self) -> Lock:
        """Become the writer. Raises StoreUnavailable when another process is, or when the place cannot be written."""
        path = self.root / "lock"
        try:
            self.checkpoints.mkdir(parents=True, exist_ok=True)
            lock = Lock(path)
        except BlockingIOError:
            holder = path.read_text(errors="replace").strip() or "another process"
            raise Locked(
                f"the store {self.root} is being written by {holder}; wait until it is done, or stop it"
            ) from None
        except OSError as error:
            raise StoreUnavailable(f"the store {self.root} cannot be written: {error}") from error
        lock.note(f"process {os.getpid()}")
        return lock

    def current(self) -> int:
        """The number of the newest checkpoint. Raises StoreUnavailable when nothing was published yet."""
        try:
            return int(self._current.read_text())
        except FileNotFoundError:
            raise StoreUnavailable(
                f"there is nothing to read in the store {self.root}; put articles there with `legation ingest`"
            ) from None
        except (OSError, ValueError) as error:
            raise StoreUnavailable(f"the store {self.root} is damaged: {error}; publish it anew") from error

    def stamp(self) -> tuple[int, int]:
        """What grows whenever another checkpoint becomes current, quickly had. Zeros before the first."""
        try:
            found = os.stat(self._current)
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_ino

    def version(self) -> str:
        """What names the newest checkpoint: its number, and when it became that. Empty before the first."""
        stamp = self.stamp()
        return versioned(self.current(), stamp) if stamp != (0, 0) else ""

    def numbers(self) -> list[int]:
        """The numbers of all checkpoints that are there, in order."""
        return sorted(int(p.name) for p in self.checkpoints.iterdir() if p.name.isdigit())

    def path(self, number: int) -> Path:
        """The folder of a checkpoint."""
        return self.checkpoints / str(number)

    def drafted(self) -> tuple[int, Path]:
        """The number of the next checkpoint, and the folder, not there yet, to write it to."""
        numbers = self.numbers()
        draft = self.checkpoints / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        return max(numbers, default=0) + 1, draft

    def make_current(self, number: int, draft: Path) -> None:
        """Let readers find a checkpoint that was written to `draft`, and delete those that are not kept."""
        draft.rename(self.path(number))
        fresh = self.root / "current.new"
        with fresh.open("w") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        # Readers tell states apart by this time, so it grows even where the clock stands still or goes back.
        time = max(fresh.stat().st_mtime_ns, self.stamp()[0] + 1)
        os.utime(fresh, ns=(time, time))
        fresh.replace(self._current)
        self.sweep(number)

    def sweep(self, current: int) -> None:
        """Delete each checkpoint that is not among the newest up to the current one, and that no reader holds."""
        for lease in self.checkpoints.glob("*.lease"):
            if lease.stem.isdigit() and not self.path(int(lease.stem)).exists():
                lease.unlink(missing_ok=True)
        numbers = self.numbers()
        staying = {current, *[number for number in numbers if number <= current][-self.kept :]}
        for number in numbers:
            if number in staying:
                continue
            path, lease = self.path(number), self.checkpoints / f"{number}.lease"
            try:
                lock = Lock(lease)
            except BlockingIOError:
                continue
            shutil.rmtree(path, ignore_errors=True)
            lease.unlink(missing_ok=True)
            lock.release()

    def lease(self, wanted: int | None = None) -> tuple[int, Path, Lock]:
        """The newest checkpoint or the one that is wanted, its folder, and the lock that keeps it from being deleted.

        Raises NotFound where the one that is wanted is not kept.
        """
        for _ in range(_TRIES):
            number = self.current() if wanted is None else wanted
            if wanted is not None and not self.path(wanted).is_dir():
                raise self._not_kept(wanted)
            try:
                lock = Lock(self.checkpoints / f"{number}.lease", shared=True)
            except BlockingIOError:
                continue
            except OSError as error:
                raise StoreUnavailable(f"the store {self.root} cannot be read: {error}") from error
            if (wanted is not None or self.current() == number) and self.path(number).is_dir():
                return number, self.path(number), lock
            lock.release()
        raise StoreUnavailable(f"the current checkpoint of {self.root} is missing; publish the store anew")

    def _not_kept(self, number: int) -> NotFound:
        self.current()  # Tells where there is no store at all.
        return NotFound(
            f"the store {self.root} keeps no checkpoint {number}, only {', '.join(map(str, self.numbers()))}; "
            "the setting checkpoints_kept tells how many stay"
        )
