"""The format of a source, told by its first bytes; its name only settles what they leave open."""

from __future__ import annotations

import json
import re
from enum import Enum, auto

from legation.articles.encoding import marked, signature, unmarked
from legation.errors import BadInput


class Format(Enum):
    """What the readers read."""

    TEXT = auto()
    HTML = auto()
    JSONL = auto()
    FEED = auto()
    WARC = auto()
    GZIP = auto()


_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_PROLOG = re.compile(r"\s*(?:<\?[^>]*>|<!--.*?-->)", re.S)
_ROOT = re.compile(r"<\s*([A-Za-z][\w:.-]*)")
_DOCTYPE = re.compile(r"<!doctype\s+([\w:.-]+)", re.I)
_FEEDS = frozenset({"rss", "feed", "rdf:rdf", "channel"})
_ELEMENTS = frozenset(
    {"html", "head", "body", "article", "main", "section", "div", "p", "h1", "h2", "h3", "h4", "span", "a", "b", "i",
     "em", "strong", "meta", "title", "link", "script", "style", "table", "header", "footer", "nav", "ul", "ol",
     "li", "img", "br", "hr", "center", "font", "blockquote", "figure", "pre", "form", "iframe", "noscript", "base"}
)  # fmt: skip


def sniff(head: bytes, name: str) -> Format:
    """The format of a source that begins with `head`. Raises BadInput where it is empty or of no format read here."""
    if not head.strip():
        raise BadInput(name, "is empty", "give a source with text in it")
    if head.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if head.startswith(b"WARC/"):
        return Format.WARC
    if kind := signature(head):
        raise BadInput(name, f"is {kind}, not text", "give text, HTML, JSON Lines, a feed or a web archive")
    text = head.decode(marked(head) or unmarked(head) or "utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _markup(text, name)
    if text[:1] in {"{", "["}:
        return _json(text, name)
    return Format.TEXT


def _markup(text: str, name: str) -> Format:
    xml = text.startswith("<?xml")
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    text = text[at:].lstrip()
    if match := _DOCTYPE.match(text):
        return Format.HTML if match[1].lower() == "html" else Format.FEED
    root = match[1].lower() if (match := _ROOT.match(text)) else ""
    if root in _FEEDS:
        return Format.FEED
    if root in _ELEMENTS:
        return Format.HTML
    if xml and root:
        rule = f"is XML with the root element {root!r}, which is neither RSS nor Atom nor XHTML"
        raise BadInput(name, rule, "give a feed, or its articles as JSON Lines")
    if xml or text.startswith("<!") or name.lower().endswith((".html", ".htm", ".xhtml")):
        return Format.HTML
    return Format.TEXT


def _json(text: str, name: str) -> Format:
    lines = text.splitlines()
    first = lines[0]
    if name.lower().endswith(_LINES):
        return Format.JSONL
    whole = re.match(r"\[\s*(?:[\[{\"]|$)|\{\s*$", first) and re.search(r"\"\s*:", text)
    for line in [] if whole else lines[:-1] or lines:
        try:
            if isinstance(json.loads(line), dict):
                return Format.JSONL
        except (ValueError, RecursionError):
            continue
    if re.match(r'\{\s*"', first):
        return Format.JSONL
    if whole:
        rule = "is JSON, but its records do not stand each on one line"
        raise BadInput(name, rule, "write one object a line (JSON Lines)")
    return Format.TEXT
