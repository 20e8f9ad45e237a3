"""Reads RSS and Atom feeds: one entry, one article; a feed with a document type of its own is refused unparsed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from legation.articles.dates import iso
from legation.articles.encoding import decode, normal
from legation.articles.furniture import names_section
from legation.articles.html import fragment, without_declaration
from legation.articles.identity import is_address
from legation.articles.jsonl import language
from legation.articles.streams import ByteStream, Limits, whole
from legation.articles.text import check_length
from legation.errors import BadInput
from legation.model import Article

_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""")
_END = re.compile(r"</\s*(?:rss|feed|rdf:rdf|channel)\s*>", re.I)


def read(
    stream: ByteStream, name: str, limits: Limits, *, url: str = "", charset: str = ""
) -> Iterator[Article | BadInput]:
    """The articles of a feed, in its order. `origin` names file and entry, counted from 1.

    Raises BadInput for a feed that declares a document type or entities, has no entries, or is cut off (after those
    entries that stand before the cut).
    """
    data = whole(stream, name, limits)
    match = _ENCODING.search(data, 0, 200)
    declared = charset or (match[1].decode("ascii") if match else "")
    markup = without_declaration(normal(decode(data, name, declared))).lstrip()
    refuse_types(markup, name)
    feed = _parsed(markup, url, name)
    entries = feed.entries
    if not entries:
        raise BadInput(name, "is a feed without entries", "give a feed with articles")
    for number, entry in enumerate(entries, 1):
        try:
            yield article(entry, feed.feed, f"{name}:{number}", limits)
        except BadInput as error:
            yield error
    if not _END.search(markup[-2000:]):
        raise BadInput(name, f"the feed is cut off; {len(entries)} entries were read", "fetch it again")


def refuse_types(markup: str, name: str) -> None:
    """Raises BadInput when anything but comments and instructions stands before the root element of XML."""
    at = 0
    while at < len(markup):
        if markup.startswith("<?", at):
            at = _after(markup, "?>", at)
        elif markup.startswith("<!--", at):
            at = _after(markup, "-->", at)
        elif markup[at].isspace():
            at += 1
        elif markup.startswith("<!", at):
            rule = "declares a document type or entities, which can make a small feed fill the memory"
            raise BadInput(name, rule, "remove everything from <!DOCTYPE to its end")
        else:
            return


def article(entry: Mapping[str, Any], feed: Mapping[str, Any], origin: str, limits: Limits) -> Article:
    """The article of an entry: its content, else its summary. Raises BadInput where it has neither.

    The text is the headline, an empty line, then the paragraphs, each on a line; captions stand before them.
    """
    content = _content(entry)
    body, captions = fragment(content)
    if not body:
        raise BadInput(origin, "the entry has neither content nor summary", "read the page that it links to")
    captions += _pictured(entry, content)
    title = " ".join(fragment(_string(entry, "title"))[0].split())
    lines = body.split("\n")
    head = [] if title.casefold() == lines[0].casefold() else [title] if title else []
    head += [caption for caption in captions if caption not in body]
    text = "\n".join([*head, "", *lines] if head else lines)
    check_length(text, origin, limits)
    link = _string(entry, "link").strip()
    return Article(
        id=_string(entry, "id"),
        text=text,
        url=link if is_address(link) else "",
        title=title,
        publisher=_publisher(entry, feed),
        authors=_authors(entry),
        published=_stamp(entry, "published") or _stamp(entry, "updated"),
        modified=_stamp(entry, "updated") if _has(entry, "published") else "",
        language=language(_string(entry, "language") or _string(feed, "language")) or "en",
        captions=captions,
        origin=origin,
    )


def _parsed(markup: str, url: str, name: str) -> Any:
    data = markup.encode("utf-8", errors="replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        return feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ValueError, LookupError, AssertionError, RecursionError, AttributeError, TypeError) as error:
        raise BadInput(name, f"is a feed that cannot be read: {error}", "fetch it again") from error


def _content(entry: Mapping[str, Any]) -> str:
    contents = [_string(item, "value") for item in entry.get("content") or []]
    return max([*contents, _string(entry, "summary")], key=len)


def _pictured(entry: Mapping[str, Any], content: str) -> tuple[str, ...]:
    """The captions of an entry's pictures, which feedparser lists beside its content, each with its credit."""
    told = [_string(c, "value") for c in entry.get("content") or [] if _string(c, "type") == "text/plain"]
    captions = [" ".join(text.split()) for text in told if text and text != content]
    credits = [" ".join(_string(c, "content").split()) for c in entry.get("media_credit") or []]
    if len(captions) == 1 and len(credits) == 1:
        return (f"{captions[0]} {credits[0]}",)
    return tuple(dict.fromkeys(captions))


def _publisher(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    source = entry.get("source")
    named = _string(source, "title") if isinstance(source, Mapping) else ""
    title = " ".join(fragment(named or _string(feed, "publisher") or _string(feed, "title"))[0].split())
    parts = [part for part in re.split(r"\s*[:|»]\s+|\s[-–—]\s", title) if not names_section(part)]
    return parts[0] if len(parts) == 1 else title


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = [_string(author, "name") for author in entry.get("authors") or [] if isinstance(author, Mapping)]
    return tuple(dict.fromkeys(name for n in names or [_string(entry, "author")] if (name := " ".join(n.split()))))


def _stamp(entry: Mapping[str, Any], key: str) -> str:
    """A time as the entry writes it, else as feedparser read it (in UTC)."""
    if not _has(entry, key):
        return ""
    if stamp := iso(_string(entry, key)):
        return stamp
    parsed = entry.get(f"{key}_parsed")
    return datetime(*parsed[:6]).replace(tzinfo=UTC).isoformat() if parsed else ""


def _has(entry: Mapping[str, Any], key: str) -> bool:
    """Whether the entry has the element itself: feedparser answers for one date with another."""
    return key in set(entry.keys())


def _string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""


def _after(markup: str, mark: str, at: int) -> int:
    found = markup.find(mark, at)
    return found + len(mark) if found >= 0 else len(markup)
