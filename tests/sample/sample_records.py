"""The sample articles as plain records, read with the formats' own libraries only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import feedparser
import trafilatura
from trafilatura.settings import Document
from warcio.archiveiterator import ArchiveIterator

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
QUIET = SAMPLE / "quiet"
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ZONES = {"CET": "+01:00", "CEST": "+02:00", "NZDT": "+13:00", "KST": "+09:00", "EST": "-05:00", "EDT": "-04:00"}
_DAY_FIRST = rf"(?P<d>\d{{1,2}}) (?P<m>{'|'.join(MONTHS)}) (?P<y>\d{{4}})"
_MONTH_FIRST = rf"(?P<m>{'|'.join(MONTHS)}) (?P<d>\d{{1,2}}), (?P<y>\d{{4}})"
_STAMP = (
    r",? (?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<half> [ap]\.m\.)? \(?(?:UTC)?(?P<zone>[+-]\d{1,2}(?::\d\d)?|[A-Z]{3,4})"
)


@dataclass(frozen=True, slots=True)
class Record:
    """One article: `key` is its name in the README, `text` its words without markup."""

    key: str
    format: str
    url: str
    title: str
    publisher: str
    authors: tuple[str, ...]
    published: str
    text: str

    @property
    def day(self) -> date:
        """The day of publication, in the outlet's own zone."""
        return datetime.fromisoformat(self.published).date()


def stamp(text: str) -> str:
    """The first day, time and zone that `text` tells, in ISO 8601."""
    match = re.search(_DAY_FIRST + _STAMP, text) or re.search(_MONTH_FIRST + _STAMP, text)
    assert match, text[:300]
    hour = int(match["hour"]) + (12 if match["half"] == " p.m." else 0)
    zone = match["zone"]
    if zone in ZONES:
        zone = ZONES[zone]
    else:
        hours, _, minutes = zone[1:].partition(":")
        zone = f"{zone[0]}{int(hours):02}:{minutes or '00'}"
    month = MONTHS.index(match["m"]) + 1
    return f"{match['y']}-{month:02}-{int(match['d']):02}T{hour:02}:{match['minute']}:00{zone}"


def _text_file(path: Path, outlets: tuple[str, ...]) -> Record:
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines() if line]
    folded = text.replace("ACACIA PRESS", "Acacia Press").replace("AMBER COAST TELEGRAPH", "Amber Coast Telegraph")
    folded = folded.replace("PACIFIC COURIER", "Pacific Courier")
    titles = {outlet.upper() for outlet in outlets}
    title = next(line for line in lines if line.upper() not in titles and " | " not in line and "  " not in line)
    bylines = [line for line in lines if re.match(r"By [A-Z]", line)]
    bylines += [line for line in lines if line != title and re.fullmatch(r"[A-Z]\w+ [A-Z]\w+", line)]
    addresses = re.findall(r"\b(?:https://)?[a-z-]+\.example/\S+", text)
    return Record(
        key=path.name,
        format="text",
        url="https://" + addresses[-1].removeprefix("https://"),
        title=title,
        publisher=min((o for o in outlets if o in folded), key=folded.index),
        authors=tuple(re.split(r" and ", re.sub(r"^By |, in .*| Posted :.*", "", bylines[0]))),
        published=stamp(text),
        text=text,
    )


def _page(html: bytes, key: str, format_: str) -> Record:
    page = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    assert isinstance(page, Document)
    stamped = re.search(rb'(?:datetime|content)="(\d{4}-\d\d-\d\dT[\d:]+[+-]\d\d:\d\d)"', html)
    assert stamped, key
    return Record(
        key=key,
        format=format_,
        url=page.url or "",
        title=page.title or "",
        publisher=page.sitename or "",
        authors=tuple((page.author or "").split("; ")),
        published=stamped[1].decode("ascii"),
        text=page.text or "",
    )


def _pages_of(path: Path) -> Iterator[Record]:
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            body = record.content_stream().read()
            if record.rec_type != "response" or record.http_headers.get_statuscode() != "200":
                continue
            if record.http_headers.get_header("Content-Type").startswith("text/html"):
                address = record.rec_headers.get_header("WARC-Target-URI")
                yield _page(body, address.rsplit("/", 1)[1], "warc")


def _entries_of(path: Path) -> Iterator[Record]:
    feed = feedparser.parse(path.read_bytes())
    for entry in feed.entries:
        html = max((content.value for content in entry.content), key=len)
        day = entry.published
        if not day[0].isdigit():
            day = datetime.strptime(day, "%a, %d %b %Y %H:%M:%S %z").isoformat()
        yield Record(
            key=entry.link.rsplit("/", 1)[1],
            format=path.suffix[1:],
            url=entry.link,
            title=entry.title,
            publisher=feed.feed.title.partition(":")[0],
            authors=tuple(author.name for author in entry.authors),
            published=day,
            text=re.sub(r"<[^>]+>", " ", html).strip(),
        )


def _lines_of(path: Path) -> Iterator[Record]:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        yield Record(
            key=record["id"],
            format="jsonl",
            url=record["url"],
            title=record["title"],
            publisher=record["publisher"],
            authors=tuple(record["authors"]),
            published=record["published"],
            text=record["text"],
        )


@cache
def outlets() -> tuple[str, ...]:
    """The outlets that the README lists."""
    listed = re.search(r"^Outlets: (.*)\.$", (SAMPLE / "README.md").read_text("utf-8"), re.MULTILINE)
    assert listed
    return tuple(re.sub(r"^The | \(.*", "", name) for name in listed[1].split(", "))


@cache
def articles() -> tuple[Record, ...]:
    """Every sample article, the quiet ones excepted."""
    found = [_text_file(path, outlets()) for path in sorted(SAMPLE.glob("*.txt"))]
    found += [_page(path.read_bytes(), path.name, "html") for path in sorted(SAMPLE.glob("*.html"))]
    for pattern, reader in (("*.jsonl", _lines_of), ("*.rss", _entries_of), ("*.atom", _entries_of)):
        for path in sorted(SAMPLE.glob(pattern)):
            found += reader(path)
    for path in sorted(SAMPLE.glob("*.warc*")):
        found += _pages_of(path)
    return tuple(found)


@cache
def quiet_articles() -> tuple[Record, ...]:
    """The short articles in which nothing of the kind happens."""
    return tuple(_text_file(path, outlets()) for path in sorted(QUIET.glob("*.txt")))


@cache
def listed() -> dict[str, tuple[str, ...]]:
    """The rows of the README's tables of articles: name to outlet, day, countries or trap, expected."""
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \|$", (SAMPLE / "README.md").read_text("utf-8"), re.MULTILINE)
    table = {name: tuple(rest.split(" | ")) for name, rest in rows}
    return {name: cells for name, cells in table.items() if len(cells) > 1 and re.match(r"\d{4}-", cells[1])}
