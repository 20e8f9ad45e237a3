"""Sources of every kind in one call: files, folders, globs, standard input and addresses."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from legation.articles import Limits, extent, read
from legation.articles.fetch import Fetched
from legation.errors import BadInput
from legation.model import Article

TEXT = "Ministers meet in Oslo\n\nThe foreign ministers of two countries met in Oslo on Monday to talk about fish.\n"
PAGE = (
    "<!doctype html><html><body><article><h1>Ministers meet in Oslo</h1><p>The foreign ministers of two countries met "
    "in Oslo on Monday to talk about fish and the sea.</p><p>They will meet again in Bergen in the spring of next "
    "year, one of them told reporters after the talks.</p></article></body></html>"
)


def texts(found: list[Article | BadInput]) -> list[str]:
    return [item.text[:9] if isinstance(item, Article) else "bad" for item in found]


def test_a_source_may_stand_alone_or_in_a_list(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    assert list(read(file)) == list(read([str(file)])) == [Article(text=TEXT, origin=str(file))]


def test_folders_are_read_to_the_bottom_in_order_of_names(tmp_path: Path) -> None:
    unread = ("README", "c.png", "notes.md", "a/LICENSE.txt", "a/style.css")
    for name in ("b.txt", "readme.html", "a/z.txt", "a/b/c.txt", ".hidden", "a/.cache/x.txt", *unread):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} and more words", "utf-8")
    told: list[tuple[str, list[str]]] = []
    found = read(tmp_path, left_out=lambda folder, files: told.append((folder, [f.as_posix() for f in files])))
    names = [Path(item.origin).relative_to(tmp_path).as_posix() for item in found if isinstance(item, Article)]
    assert names == ["b.txt", "readme.html", "a/z.txt", "a/b/c.txt"]
    assert told == [(str(tmp_path), list(unread))]


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(TEXT, "utf-8")
    assert texts(list(read([file, f"{tmp_path}/*.md"]))) == ["Ministers", "Ministers"]
    assert texts(list(read(tmp_path))) == ["bad"]


def test_all_bytes_of_files_are_told_as_their_articles_are_taken() -> None:
    samples = [str(Path(__file__).parents[2] / "data" / "sample")]
    told: list[int] = []
    seen = [sum(told) for _ in read(samples, passed=told.append)]
    total = extent(samples)
    assert total is not None
    assert sum(told) == total > 100_000
    assert seen[0] == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > 20


def test_where_a_source_is_no_file_nobody_knows_how_much_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"12345")
    assert extent([f"{tmp_path}/*.txt", str(tmp_path)]) == 10
    assert extent([str(tmp_path), "-"]) is None
    assert extent(["https://news.example/a", str(tmp_path)]) is None
    os.mkfifo(tmp_path / "pipe")
    assert extent([str(tmp_path / "pipe")]) is None
    assert extent([str(tmp_path / "nothing")]) == 0


def test_globs_are_sorted_and_may_go_down(tmp_path: Path) -> None:
    for name in ("2.txt", "1.txt", "sub/3.txt", "4.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name * 3, "utf-8")
    assert texts(list(read(f"{tmp_path}/*.txt"))) == ["1.txt1.tx", "2.txt2.tx"]
    assert len(list(read(f"{tmp_path}/**/*.txt"))) == 3


def test_a_file_with_signs_of_a_glob_in_its_name_is_read(tmp_path: Path) -> None:
    file = tmp_path / "talks [1].txt"
    file.write_text(TEXT, "utf-8")
    assert texts(list(read(str(file)))) == ["Ministers"]


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("no-such-file.txt", "cannot be read: No such file"),
        ("no-such-*.txt", "names no file"),
        ("ftp://outlet.example/a", "only http and https"),
        ("file:///etc/hostname", "only http and https"),
        ("with\0zero", "cannot be read: embedded null byte"),
    ],
)
def test_a_source_that_is_not_there_is_told_and_the_others_go_on(source: str, rule: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    bad, good = read([source, file])
    assert isinstance(bad, BadInput)
    assert rule in str(bad)
    assert isinstance(good, Article)


def test_a_file_that_cannot_be_opened_does_not_end_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    assert texts(list(read(tmp_path))) == ["bad", "Ministers"]


def test_standard_input_is_read_in_any_format() -> None:
    lines = b'{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n'
    assert [a.id for a in read("-", stdin=io.BytesIO(lines)) if isinstance(a, Article)] == ["1", "2"]
    assert texts(list(read("-", stdin=io.BytesIO(PAGE.encode())))) == ["Ministers"]


def test_addresses_go_to_the_fetcher_and_keep_the_address_that_answered() -> None:
    def fetcher(url: str, limits: Limits) -> Fetched:
        return Fetched(url="https://outlet.example/oslo", body=PAGE.encode("utf-16-le"), charset="utf-16-le")

    (article,) = read("http://outlet.example/1", fetcher=fetcher)
    assert isinstance(article, Article)
    assert article.url == "https://outlet.example/oslo"
    assert article.title == "Ministers meet in Oslo"
    assert article.origin == "http://outlet.example/1"


def test_the_content_tells_the_format_whatever_the_name_says(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    (tmp_path / "lines.html").write_text('{"text": "One."}\n', "utf-8")
    (tmp_path / "text.jsonl.txt").write_text("{France is ready to help}", "utf-8")
    found = list(read([tmp_path / "page.txt", tmp_path / "lines.html", tmp_path / "text.jsonl.txt"]))
    assert [item.text.split("\n")[0] if isinstance(item, Article) else "" for item in found] == [
        "Ministers meet in Oslo",
        "One.",
        "{France is ready to help}",
    ]


def test_every_format_may_be_packed(tmp_path: Path) -> None:
    file = tmp_path / "a.gz"
    for content in (TEXT, PAGE, '{"text": "Ministers met."}\n'):
        file.write_bytes(gzip.compress(content.encode()))
        assert texts(list(read(file))) == ["Ministers"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf\n", "holds no text"),
        (b"%PDF-1.7 ...", "is a PDF document"),
        (b"PK\x03\x04....", "is a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a PNG image"),
        (bytes(range(256)) * 8, "is binary data"),
        (b"\x00\x01\x02\x03" * 100, "is binary data"),
        (gzip.compress(gzip.compress(b"text")), "gzip file within a gzip file"),
        (gzip.compress(b"a b c " * 9000)[:-20], "gzip stream is cut off"),
        (b"\x1f\x8b" + b"x" * 100, "gzip stream is broken"),
        (b"<?xml version='1.0'?><svg/>", "XML with the root element 'svg'"),
        (b"<html><body><p>Menu</p><a href='/'>Home</a></body></html>", "HTML without an article"),
        (b"<!doctype html>", "HTML"),
        (b'{\n  "articles": [\n    {"text": "One."}\n  ]\n}\n', "do not stand each on one line"),
        (b"x" * 5_000_000, "at most 2,000,000 characters"),
        (b"word\n" * 30_000, "at most 20,000 lines"),
    ],
)
def test_bad_input_has_a_clear_error(content: bytes, rule: str, tmp_path: Path) -> None:
    file = tmp_path / "source"
    file.write_bytes(content)
    (error,) = read(file)
    assert isinstance(error, BadInput)
    assert rule in str(error)
    assert str(error).startswith(str(file))


def test_a_file_that_is_too_large_is_not_read_into_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[:] = b"word " * (len(buffer) // 5) + b"." * (len(buffer) % 5)
            Endless.given += len(buffer)
            return len(buffer)

    (error,) = read("-", stdin=io.BufferedReader(Endless()), limits=Limits(document=100_000))
    assert isinstance(error, BadInput)
    assert "at most 100,000 bytes" in str(error)
    assert Endless.given < 1_000_000


def test_a_packed_bomb_is_stopped() -> None:
    bomb = gzip.compress(b"0" * 30_000_000)
    (error,) = read("-", stdin=io.BytesIO(bomb), limits=Limits(document=1 << 20))
    assert isinstance(error, BadInput)
    assert "200 times" in str(error) or "at most" in str(error)


def test_a_medium_that_fails_is_told() -> None:
    class Failing(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            raise OSError(5, "Input/output error")

    (error,) = read("-", stdin=io.BufferedReader(Failing()))
    assert isinstance(error, BadInput)
    assert "cannot be read to its end" in str(error)
