"""Reads web pages: the article's text by trafilatura, its metadata from what the page declares."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from dataclasses import dataclass, field
from functools import cache

import lxml.html  # type: ignore[import-untyped]
import trafilatura
from lxml import etree
from trafilatura.settings import use_config

from legation.articles.dates import iso
from legation.articles.encoding import decode, normal
from legation.articles.identity import is_address
from legation.articles.jsonl import language
from legation.articles.lines import paragraphs
from legation.articles.streams import ByteStream, Limits, whole
from legation.articles.text import check_length
from legation.errors import BadInput
from legation.model import Article

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,30})""",
    re.I,
)
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
_RUN = re.compile(r"\s{3,}")
_LONG = 200
_SPACE = re.compile(r"[^\S\n]+")
_BYLINE = (
    "//*[self::p or self::div or self::span or self::address][contains(@class, 'byline') or contains(@class, 'author')]"
)

_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate",
              "publish-date", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created",
              "dcterms.issued", "datecreated", "article.published", "cxenseparse:recs:publishtime")  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified")
_ARTICLE_TYPES = re.compile(r"Article$|Report$|^BlogPosting$|^LiveBlogPosting$|^NewsStory$")

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
     "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
     "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "button", "select", "textarea", "head"}
)  # fmt: skip


@dataclass(slots=True)
class Declared:
    """What a page says of itself, in metadata and marked elements; empty where it is silent."""

    title: str = ""
    publisher: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    _meta: dict[str, str] = field(default_factory=dict)


def read(stream: ByteStream, name: str, limits: Limits, *, url: str = "", charset: str = "") -> Iterator[Article]:
    """The one article of a web page. Raises BadInput where it holds none."""
    yield article(page(whole(stream, name, limits), name, charset), name, limits, url=url)


def page(data: bytes, name: str, charset: str = "") -> str:
    """The markup of a page, in the encoding that `charset` or the page tells. Raises BadInput on binary data."""
    match = None if charset else _CHARSET.search(data, 0, 4096)
    told = (match[1] or match[2]).decode("ascii") if match else charset
    return without_declaration(normal(decode(data, name, told)))


def without_declaration(markup: str) -> str:
    """Markup without the XML declaration at its beginning."""
    match = _XML.match(markup)
    return markup[match.end() :] if match else markup


def article(markup: str, origin: str, limits: Limits, *, url: str = "") -> Article:
    """The article of a page's markup. Raises BadInput where it holds none.

    The text is the headline, the byline and the captions that the page marks, each on a line, then the article's
    paragraphs with an empty line between them. Without `url` the address is the one that the page declares as its own.
    """
    try:
        tree = lxml.html.document_fromstring(markup)
        _check_size(tree, origin, limits)
        _tighten(tree)
        said = declared(tree)
        found = _extracted(tree, url)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError) as error:
        raise BadInput(origin, f"is HTML that cannot be read: {error}", "save the page again") from error
    if found is None:
        raise BadInput(origin, "is HTML without an article", "give the article's own page")
    body, title, publisher, authors, day, address = found
    title = said.title or title
    text = _joined(title, said.byline, said.captions, body)
    check_length(text, origin, limits)
    return Article(
        text=text,
        url=url or address,
        title=title,
        publisher=said.publisher or publisher,
        authors=said.authors or authors,
        published=said.published or iso(day),
        modified=said.modified,
        language=said.language or "en",
        captions=said.captions,
        origin=origin,
    )


def declared(tree: lxml.html.HtmlElement) -> Declared:
    """What the metadata and the marked elements of a page declare: JSON-LD before `meta` before microdata."""
    metas = _metas(tree)
    linked = list(_linked(tree))
    first = next((item for item in linked if _is_article(item)), {})
    said = Declared()
    said.title = _phrase(first.get("headline"))
    said.publisher = next(iter(_names(first.get("publisher"))), "") or metas.get("og:site_name", "")
    said.authors = tuple(_names(first.get("author")))
    said.published = (
        iso(_phrase(first.get("datePublished"))) or _first_date(metas, _PUBLISHED) or _marked(tree, "datePublished")
    )
    said.modified = (
        iso(_phrase(first.get("dateModified"))) or _first_date(metas, _MODIFIED) or _marked(tree, "dateModified")
    )
    if not said.published:
        said.published = next(
            (
                stamp
                for time in tree.iterfind(".//article//time[@datetime]")
                if (stamp := iso(time.get("datetime", "")))
            ),
            "",
        )
    said.language = language(tree.get("lang") or _phrase(first.get("inLanguage")) or metas.get("og:locale", ""))
    said.byline = next(
        (line for node in tree.xpath(_BYLINE) if (line := _inline(node)).lower().startswith("by ") and len(line) < 200),
        "",
    )
    said.captions = tuple(dict.fromkeys(line for node in tree.iterfind(".//figcaption") if (line := _inline(node))))
    return said


def fragment(markup: str) -> tuple[str, tuple[str, ...]]:
    """The text of a piece of HTML, an empty line between its blocks, and the captions of its figures."""
    if "<" not in markup:
        return _lines(html.unescape(markup)), ()
    try:
        tree = lxml.html.fragment_fromstring(without_declaration(markup), create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return _lines(html.unescape(re.sub(r"<[^<>]{0,1000}>", " ", markup))), ()
    captions = tuple(dict.fromkeys(line for node in tree.iterfind(".//figcaption") if (line := _inline(node))))
    return _lines(_flow(tree, _SILENT | {"figure"})), captions


def _extracted(tree: lxml.html.HtmlElement, url: str) -> tuple[str, str, str, tuple[str, ...], str, str] | None:
    """Text, title, publisher, authors, day and address that trafilatura finds."""
    for tables in (False, True):
        found = trafilatura.bare_extraction(
            tree,
            url=url or None,
            config=_options(),
            with_metadata=True,
            include_comments=False,
            include_tables=tables,
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2199-12-31"},
        )
        if found is None or isinstance(found, dict):
            continue
        text = _lines(found.text or "")
        if any(line.words >= 10 and line.ends for line in paragraphs(text)):
            authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
            address = found.url if found.url and is_address(found.url) else ""
            return text, found.title or "", found.sitename or "", authors, found.date or "", address
    return None


def _check_size(tree: lxml.html.HtmlElement, origin: str, limits: Limits) -> None:
    """Raises BadInput for a page on which trafilatura would take very long: its time grows with a square."""
    for count, node in enumerate(tree.iter(), 1):
        if count > limits.elements or len(node) > limits.siblings:
            rule = f"a page has at most {limits.elements:,} elements, {limits.siblings:,} of them side by side"
            raise BadInput(origin, rule, "give the article's own page")


def _tighten(tree: lxml.html.HtmlElement) -> None:
    """Makes one of every long run of spaces: the time that trafilatura takes grows with the square of its length."""
    for node in tree.iter():
        if node.text and len(node.text) > _LONG:
            node.text = _RUN.sub(_one, node.text)
        if node.tail and len(node.tail) > _LONG:
            node.tail = _RUN.sub(_one, node.tail)


def _one(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "


@cache
def _options() -> ConfigParser:
    """Trafilatura's options; it joins the paragraphs of an article below its own least length."""
    options = use_config()
    options.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
    return options


def _joined(title: str, byline: str, captions: Iterable[str], body: str) -> str:
    """One text of a page's parts: headline, byline, captions, body; what the body holds already is not repeated."""
    lines = body.split("\n")
    at = next((n for n, line in enumerate(lines[:4], 1) if line.casefold() == title.casefold()), 0)
    parts = lines[:at] if at or not title else [title]
    parts += [byline] if byline and byline not in lines[:6] else []
    parts += [caption for caption in captions if caption not in body]
    paragraphs = "\n\n".join(line for line in lines[at:] if line)
    return "\n".join([*parts, "", paragraphs]) if parts else paragraphs


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = node.get("property") or node.get("name") or node.get("itemprop") or node.get("http-equiv") or ""
        if (value := node.get("content")) and key:
            found.setdefault(key.strip().lower(), " ".join(value.split()))
    return found


def _first_date(metas: dict[str, str], keys: Iterable[str]) -> str:
    return next((stamp for key in keys if (stamp := iso(metas.get(key, "")))), "")


def _marked(tree: lxml.html.HtmlElement, name: str) -> str:
    """The date of the first element with an `itemprop`."""
    for node in tree.xpath("//*[@itemprop=$name]", name=name):
        if stamp := iso(node.get("content") or node.get("datetime") or _inline(node)):
            return stamp
    return ""


def _linked(tree: lxml.html.HtmlElement) -> Iterator[dict[str, object]]:
    """The objects of the page's JSON-LD, those within a graph or a list included."""
    for node in tree.iter("script"):
        if "ld+json" not in (node.get("type") or ""):
            continue
        try:
            pending: list[object] = [json.loads(node.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while pending:
            item = pending.pop(0)
            if isinstance(item, list):
                pending[:0] = item[:100]
            elif isinstance(item, dict):
                yield item
                pending[:0] = [item[key] for key in ("@graph", "mainEntity") if key in item]


def _is_article(item: dict[str, object]) -> bool:
    types = item.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE_TYPES.search(kind)
        for kind in (types if isinstance(types, list) else [types])
    )


def _names(value: object) -> Iterator[str]:
    """The names of a person or an organisation of JSON-LD, or of several."""
    for item in value if isinstance(value, list) else [value]:
        name = _phrase(item.get("name") if isinstance(item, dict) else item)
        if name and not name.startswith(("http:", "https:")):
            yield name


def _phrase(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _inline(node: lxml.html.HtmlElement) -> str:
    return " ".join(_flow(node, _SILENT).split())


def _flow(root: lxml.html.HtmlElement, silent: frozenset[str]) -> str:
    """The text below an element, with a newline around each block."""
    parts: list[str] = [root.text or ""]
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if node is root:
            continue
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            parts.append("\n" if tag in _BLOCKS else "")
            if tag and tag not in silent:
                parts.append(node.text or "")
            else:
                walker.skip_subtree()
        else:
            parts.append("\n" if tag in _BLOCKS else "")
            parts.append(node.tail or "")
    return "".join(parts)


def _lines(text: str) -> str:
    """The text with single spaces and one empty line after each of its lines."""
    lines = (_SPACE.sub(" ", line).strip() for line in normal(text).split("\n"))
    return "\n\n".join(line for line in lines if line)
