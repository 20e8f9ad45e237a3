"""Readers of text, HTML, JSONL, feeds and web archives, and the cleaning of what they give."""

from __future__ import annotations

import glob
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from legation.articles import text
from legation.articles.fetch import Fetched, fetch
from legation.articles.sniff import Format, sniff
from legation.articles.streams import ByteStream, Limits, peek, unpacked
from legation.errors import BadInput
from legation.model import Article

__all__ = ["Limits", "extent", "read"]

Fetcher = Callable[[str, Limits], Fetched]
"""Gets what a web address answers. Raises BadInput."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")

LeftOut = Callable[[str, Sequence[Path]], None]
"""Takes the name of a folder and the files in it that are not read, where there are any."""

Passed = Callable[[int], None]
"""Takes the number of bytes of a file by which reading went on."""

# What stands beside articles in a folder and holds none: notes on the folder itself, the parts of saved pages,
# pictures, tables, programs.
_NOTES = frozenset({"changelog", "contributing", "copying", "license", "licence", "readme"})
_NO_ARTICLES = frozenset(
    {".md", ".markdown", ".rst", ".adoc",
     ".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".bmp",
     ".tif", ".tiff", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".wav",
     ".csv", ".tsv", ".py", ".pyc", ".sh", ".toml", ".yml", ".yaml", ".ini", ".cfg", ".lock", ".log", ".ttl", ".nt",
     ".nq", ".trig", ".rdf", ".rq", ".cdx", ".cdxj"}
)  # fmt: skip


def read(
    sources: str | Path | Iterable[str | Path],
    *,
    limits: Limits | None = None,
    fetcher: Fetcher = fetch,
    stdin: ByteStream | None = None,
    left_out: LeftOut = lambda folder, files: None,
    passed: Passed = lambda size: None,
) -> Iterator[Article | BadInput]:
    """The articles of files, folders (and those below), globs, web addresses and "-" (standard input), in that order.

    The format is told by the content: plain text, HTML, JSON Lines, RSS or Atom, WARC, each also within gzip. Files of
    a folder or a glob come sorted by name. Of a folder hidden files are not read, nor what by its name holds no
    article: a README, Markdown, the parts of saved pages; `left_out` is told of these before the first article. A
    source or record that cannot be read gives a BadInput in its place, and reading goes on behind it. `passed` is told
    of all bytes of files, as they are on disk, when what they gave was taken.
    """
    limits = limits or Limits()
    for source in [sources] if isinstance(sources, str | Path) else sources:
        try:
            yield from _source(str(source), limits, fetcher, stdin, left_out, passed)
        except BadInput as error:
            yield error


def extent(sources: Iterable[str]) -> int | None:
    """The bytes of all files that `read` would read; None where a source is no file, so that nobody knows."""
    total = 0
    for source in sources:
        if source == "-" or _SCHEME.match(source):
            return None
        try:
            for path in _files(source, lambda folder, files: None):
                if path.exists() and not path.is_file():
                    return None
                total += path.stat().st_size
        except (BadInput, OSError):
            continue  # It is told when it is read.
    return total


def _source(
    source: str, limits: Limits, fetcher: Fetcher, stdin: ByteStream | None, left_out: LeftOut, passed: Passed
) -> Iterator[Article | BadInput]:
    if source == "-":
        yield from _articles(stdin or sys.stdin.buffer, "standard input", limits)
    elif match := _SCHEME.match(source):
        if match[1].lower() not in {"http", "https"}:
            raise BadInput(source, "only http and https addresses are fetched", "save the page, and give the file")
        answer = fetcher(source, limits)
        yield from _articles(io.BytesIO(answer.body), source, limits, url=answer.url, charset=answer.charset)
    else:
        for path in _files(source, left_out):
            yield from _file(path, limits, passed)


def _file(path: Path, limits: Limits, passed: Passed) -> Iterator[Article | BadInput]:
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        yield BadInput(str(path), f"cannot be read: {reason}", "check its name and rights")
        return
    at = 0
    with stream:
        for item in _articles(stream, str(path), limits):
            yield item
            if stream.seekable():
                told, at = at, stream.tell()
                passed(at - told)
        passed(os.fstat(stream.fileno()).st_size - at)


def _files(source: str, left_out: LeftOut) -> Iterator[Path]:
    """The files to read that a path or a glob names. Raises BadInput where there are none."""
    try:
        path = Path(source)
        if path.is_dir():
            below = list(_below(path))
            found = [file for file in below if _may_be_read(file)]
            if len(found) < len(below):
                left_out(source, [file.relative_to(path) for file in below if not _may_be_read(file)])
        elif path.exists() or not glob.has_magic(source):
            found = [path]
        else:
            found = [
                file
                for name in sorted(glob.glob(source, recursive=True))
                for file in ([Path(name)] if not os.path.isdir(name) else [])
            ]
    except (OSError, ValueError) as error:
        raise BadInput(source, f"is no name of a file: {error}") from error
    if not found:
        raise BadInput(source, "names no file to read", "check the name")
    yield from found


def _may_be_read(file: Path) -> bool:
    """Whether a file of a folder may hold articles, by its name."""
    kind = file.suffix.lower()
    return kind not in _NO_ARTICLES and not (kind in {"", ".txt"} and file.stem.lower() in _NOTES)


def _below(folder: Path) -> Iterator[Path]:
    """The plain files below a folder by name, without hidden ones."""
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for name in sorted(files) if not name.startswith(".") and (path := Path(at, name)).is_file())


def _articles(
    stream: ByteStream, name: str, limits: Limits, *, url: str = "", charset: str = ""
) -> Iterator[Article | BadInput]:
    """The articles of an open source, and what it holds instead of articles."""
    try:
        head, stream = peek(stream)
        kind = sniff(head, name)
        if kind is Format.GZIP:
            head, stream = peek(unpacked(stream, name, limits))
            kind = sniff(head or stream.read(1), name.removesuffix(".gz"))
        # The libraries of the formats take a third of a second to load: each is loaded when its format is first met.
        match kind:
            case Format.HTML:
                from legation.articles import html  # noqa: PLC0415

                yield from html.read(stream, name, limits, url=url, charset=charset)
            case Format.JSONL:
                from legation.articles import jsonl  # noqa: PLC0415

                yield from jsonl.read(stream, name, limits)
            case Format.FEED:
                from legation.articles import feed  # noqa: PLC0415

                yield from feed.read(stream, name, limits, url=url, charset=charset)
            case Format.WARC:
                from legation.articles import warc  # noqa: PLC0415

                yield from warc.read(stream, name, limits)
            case _:
                yield from text.read(stream, name, limits, url=url, charset=charset)
    except BadInput as error:
        yield error
    except OSError as error:
        yield BadInput(name, f"cannot be read to its end: {error.strerror or error}", "check the medium, and try again")
