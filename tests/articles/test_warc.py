"""Web archives, written by warcio and then damaged."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from legation.articles import Limits, read, warc
from legation.errors import BadInput
from legation.model import Article

# The writer leaves its temporary files to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PAGE = (
    "<!doctype html><html><head><meta property='og:site_name' content='Harbour Wire'></head><body><article><h1>{0}</h1>"
    "<p>The foreign ministers of Norway and Iceland signed an accord on mackerel in Bergen on Monday.</p>"
    "<p>They will meet again in Reykjavik in the autumn, one of them told reporters after the ceremony.</p>"
    "</article></body></html>"
)
HTML = [("Content-Type", "text/html; charset=utf-8")]


def record(writer: WARCWriter, url: str, body: bytes, headers: list[tuple[str, str]], status: str = "200 OK") -> None:
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http,
            warc_headers_dict={"WARC-Date": "2026-03-03T09:15:00Z", "WARC-Record-ID": f"<urn:x:{url}>"},
        )
    )  # fmt: skip


def archive(*bodies: tuple[str, bytes, list[tuple[str, str]], str], packed: bool = False) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "test"}))
    for url, body, headers, status in bodies:
        record(writer, url, body, headers, status)
    return out.getvalue()


def pages(count: int, *, packed: bool = False) -> bytes:
    return archive(
        *((f"https://outlet.example/{n}", PAGE.format(f"Accord {n}").encode(), HTML, "200 OK") for n in range(count)),
        packed=packed,
    )


def articles(data: bytes, limits: Limits | None = None) -> list[Article | BadInput]:
    return list(read("-", stdin=io.BytesIO(data), limits=limits))


@pytest.mark.parametrize("packed", [False, True])
def test_pages_become_articles_with_the_address_of_their_record(packed: bool) -> None:
    found = articles(pages(3, packed=packed))
    assert [(a.url, a.title, a.origin) for a in found if isinstance(a, Article)] == [
        (f"https://outlet.example/{n}", f"Accord {n}", f"standard input:{n + 2}") for n in range(3)
    ]


def test_an_archive_packed_as_a_whole_is_read() -> None:
    assert len(articles(gzip.compress(pages(2)))) == 2


def test_redirects_pictures_and_missing_pages_are_passed_over() -> None:
    data = archive(
        ("https://outlet.example/1", b"", [("Location", "/2"), *HTML], "301 Moved"),
        ("https://outlet.example/2", PAGE.format("Gone").encode(), HTML, "404 Not Found"),
        ("https://outlet.example/3", b"\x89PNG", [("Content-Type", "image/png")], "200 OK"),
        ("https://outlet.example/4", PAGE.format("Kept").encode(), [("content-type", "TEXT/HTML")], "200 OK"),
    )
    assert [a.title for a in articles(data) if isinstance(a, Article)] == ["Kept"]


def test_a_page_without_an_article_is_told_and_the_others_go_on() -> None:
    data = archive(
        ("https://outlet.example/1", b"<html><body><p>Menu</p></body></html>", HTML, "200 OK"),
        ("https://outlet.example/2", PAGE.format("Kept").encode(), HTML, "200 OK"),
    )
    bad, good = articles(data)
    assert isinstance(bad, BadInput)
    assert str(bad).startswith("standard input:2: is HTML without an article")
    assert isinstance(good, Article)


def test_transfer_encodings_are_undone() -> None:
    body = PAGE.format("Accord é").encode()
    raw = zlib.compressobj(wbits=-15)
    chunked = b"10\r\n" + body[:16] + b"\r\n" + f"{len(body) - 16:x};x=y\r\n".encode() + body[16:] + b"\r\n0\r\n\r\n"
    found = articles(
        archive(
            ("https://outlet.example/1", gzip.compress(body), [("Content-Encoding", "gzip"), *HTML], "200 OK"),
            ("https://outlet.example/2", zlib.compress(body), [("Content-Encoding", "deflate"), *HTML], "200 OK"),
            (
                "https://outlet.example/3",
                raw.compress(body) + raw.flush(),
                [("Content-Encoding", "deflate"), *HTML],
                "200 OK",
            ),
            ("https://outlet.example/4", chunked, [("Transfer-Encoding", "chunked"), *HTML], "200 OK"),
            ("https://outlet.example/5", body, [("Content-Encoding", "gzip"), *HTML], "200 OK"),
            ("https://outlet.example/6", body, [("Content-Encoding", "br"), *HTML], "200 OK"),
        )
    )
    assert [a.title if isinstance(a, Article) else str(a) for a in found] == [
        *["Accord é"] * 5,
        "standard input:7: the page is packed as 'br'; crawl with gzip, deflate or no encoding",
    ]


def test_the_charset_of_the_header_is_used() -> None:
    body = PAGE.format("외교부 발표").encode("cp949")
    (article,) = articles(
        archive(("https://outlet.example/1", body, [("Content-Type", "text/html; charset=euc-kr")], "200 OK"))
    )
    assert isinstance(article, Article)
    assert article.title == "외교부 발표"


@pytest.mark.parametrize("packed", [False, True])
def test_records_before_a_cut_are_kept(packed: bool) -> None:
    data = pages(3, packed=packed)
    *kept, last = articles(data[:-150])
    assert [type(item) for item in kept] == [Article, Article]
    assert isinstance(last, BadInput)
    assert "cut off" in str(last)


def test_a_cut_within_a_header_is_told() -> None:
    data = pages(2)
    *kept, last = articles(data[: data.rindex(b"WARC-Date")])
    assert [type(item) for item in kept] == [Article]
    assert "cut off in the header" in str(last)


def test_rubbish_between_records_ends_the_reading() -> None:
    data = pages(1)
    *kept, last = articles(data + b"rubbish\r\n" + data)
    assert [type(item) for item in kept] == [Article]
    assert "archive is broken here" in str(last)


def test_large_records_are_passed_over_piece_by_piece() -> None:
    data = archive(
        ("https://outlet.example/1", b"x" * 50_000, HTML, "200 OK"),
        ("https://outlet.example/2", PAGE.format("Kept").encode(), HTML, "200 OK"),
    )
    bad, good = articles(data, Limits(document=20_000))
    assert isinstance(bad, BadInput)
    assert "at most 20,000 bytes" in str(bad)
    assert isinstance(good, Article)


def test_a_bomb_within_a_record_is_refused() -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 3_000_000)
    data = archive(
        ("https://outlet.example/1", bomb, [("Content-Encoding", "gzip"), *HTML], "200 OK"),
        ("https://outlet.example/2", PAGE.format("Kept").encode(), HTML, "200 OK"),
    )
    bad, good = articles(data, Limits(document=1_000_000))
    assert "unpacks to more than 1,000,000 bytes" in str(bad)
    assert isinstance(good, Article)


def test_an_endless_header_is_refused() -> None:
    (error,) = articles(b"WARC/1.0\r\n" + b"X: y\r\n" * 50_000)
    assert "header of a record has at most" in str(error)


def test_archives_are_read_record_by_record(tmp_path: Path) -> None:
    data = pages(2)
    taken = 0

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal taken
            found = super().read(size)
            taken += len(found)
            return found

        def read1(self, size: int | None = -1, /) -> bytes:
            return self.read(size)

    source = Counting(data * 200)
    first = next(iter(read("-", stdin=source)))
    assert isinstance(first, Article)
    assert taken < 300_000


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_raises_anything(data: st.DataObject) -> None:
    content = bytearray(pages(2))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=20))
    found: list[Article | BadInput] = []
    try:
        found.extend(warc.read(io.BufferedReader(io.BytesIO(bytes(content))), "x", Limits()))
    except BadInput as error:
        found.append(error)
    assert all(isinstance(item, Article | BadInput) for item in found)
