"""The whole graph as compressed files: each published state has an address of its own, and each file a checksum."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import re
import shutil
import tempfile
import weakref
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Blueprint, Response, redirect, send_file

from legation.errors import LimitReached, NotFound, StoreUnavailable
from legation.settings import Settings
from legation.store import MEMORY, Store
from legation.store.dumps import dump
from legation.store.formats import Form, named, offered
from legation.web import answers
from legation.web.site import Site

FILES = {f"legation.{f.suffix}.gz": f.name for f in (*offered(Form.DATASET), *offered(Form.GRAPH))}
"""The files of a state, and the format of each."""

LATEST = "latest"
_SUM = ".sha256"
_STATE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")
_YEAR = 31_536_000


def address(version: str, name: str) -> str:
    """The local path of a file of one state."""
    return f"/dumps/{version}/{name}"


def blueprint(site: Site) -> Blueprint:
    """The routes of the files."""
    routes = Blueprint("dumps", __name__)
    dumps = Dumps(site.store, site.settings)

    @routes.get("/dumps/<version>/<name>")
    def file(version: str, name: str) -> Response:
        plain = name.removesuffix(_SUM)
        if plain not in FILES:
            raise NotFound(f"no dump is called {plain!r}; there are {', '.join(FILES)}, and each with {_SUM}")
        if version == LATEST:
            answer = redirect(address(site.store.version, name), 302)
            assert isinstance(answer, Response)
            answer.headers["Cache-Control"] = "no-cache"
            return answer
        path = dumps.file(version, plain)
        digest = checksum(path)
        if name != plain:
            return answers.data(f"{digest}  {plain}\n".encode(), "text/plain; charset=utf-8")
        first, _, rest = plain.partition(".")
        sent = send_file(
            path,
            mimetype="application/gzip",
            as_attachment=True,
            download_name=f"{first}-{version}.{rest}",
            etag=digest,
            max_age=_YEAR,
        )
        sent.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:"
        return sent

    return routes


class Dumps:
    """The files of the states of a store, each made when it is first asked for; the newest states are kept."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._kept = settings.dumps_kept
        self._folder: Path | None = settings.dumps.absolute() if settings.store != MEMORY else None

    def file(self, version: str, name: str) -> Path:
        """The file of a state. Raises NotFound for a state that is neither kept nor the newest, and LimitReached while
        another request makes a file.
        """
        current = self._store.version
        if version != current and not _STATE.fullmatch(version):
            raise NotFound(f"no state is called {version!r}; the newest state is {current}")
        path = self._place() / version / name
        if not path.is_file():
            if version != current:
                raise NotFound(f"there is no dump of the state {version!r}; the newest state is {current}")
            try:
                self._make(version, path)
            except OSError as error:
                raise StoreUnavailable(f"the dump {name} cannot be written: {error.strerror}") from error
        return path

    def _make(self, version: str, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.parent.parent):
            if path.is_file():
                return
            draft = path.with_name(f"{path.name}.part")
            with draft.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
                for piece in dump(self._store, self._store.graphs(), named(FILES[path.name])):
                    file.write(piece)
            if self._store.version != version:
                draft.unlink()
                raise LimitReached("another state was published while the dump was made; ask for the newest again")
            path.with_name(f"{path.name}{_SUM}").write_text(_digest(draft))
            draft.replace(path)
            self._sweep(path.parent)

    def _sweep(self, newest: Path) -> None:
        """Delete the files of all but the newest states."""
        states = [p for p in newest.parent.iterdir() if p.is_dir() and p != newest]
        states.sort(key=lambda p: p.stat().st_mtime_ns, reverse=True)
        for state in states[self._kept - 1 :]:
            shutil.rmtree(state, ignore_errors=True)

    def _place(self) -> Path:
        """The folder of all states; for a store that is not kept, one that goes with this process."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="legation-dumps-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder


def checksum(path: Path) -> str:
    """The SHA-256 of a file of a state, in hexadecimal digits."""
    return path.with_name(f"{path.name}{_SUM}").read_text()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep all other threads and processes from making a file. Raises LimitReached where one of them does."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LimitReached("a dump is being made; ask again in a minute") from None
        yield
