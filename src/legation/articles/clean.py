"""From an article as it was read to a document: its text divided into blocks, its metadata completed from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from legation.articles.byline import Byline
from legation.articles.dateline import locate
from legation.articles.dates import Moment, localised, zone_info
from legation.articles.identity import article_id, is_address
from legation.articles.layout import Layout, layout
from legation.articles.lines import paragraphs
from legation.articles.outlets import Outlets, outlet, outlet_of_host
from legation.gazetteer import Gazetteer
from legation.model import Article, Block, BlockKind, Document, Entity

_DAY_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ADDRESS = re.compile(
    r"(?:^|\s)(?P<scheme>https?://)?(?P<rest>(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,20}/[^\s/]+/\S+)$", re.I
)

# The language of an article in a script that English is not written in, where the source does not tell it.
_LANGUAGES = {
    "Hangul": "ko", "Han": "zh", "Cyrillic": "ru", "Arabic": "ar", "Hebrew": "he", "Greek": "el", "Thai": "th",
    "Devanagari": "hi", "Bengali": "bn", "Armenian": "hy", "Georgian": "ka", "Burmese": "my", "Khmer": "km",
    "Ethiopic": "am",
}  # fmt: skip
_KANA = re.compile(r"[\u3040-\u30ff]")


def clean(article: Article, gazetteer: Gazetteer) -> Document:
    """The document of an article: what the text is divided into, and what its parts say filled into the metadata.

    The text is not changed, so that offsets into it hold. What the source tells has precedence over what the text says;
    a time without offset takes the zone of the dateline's place, else of the outlet's state, else only its day is kept.
    """
    outlets = Outlets(gazetteer).adding((article.publisher, article.publisher.removeprefix("The ")))
    found = layout(paragraphs(article.text), article.title, article.captions, outlets)
    place = _place(article, found, gazetteer)
    publisher, known = _publisher(article, found, gazetteer)
    zone = _zone(place, known, gazetteer)
    modified = localised(article.modified, zone) or _told((b.modified for b in found.bylines), zone)
    completed = replace(
        article,
        url=article.url or _address(found.leftovers),
        title=article.title or found.title,
        publisher=publisher,
        authors=_authors(article.authors, found.bylines),
        published=_published(article, found, zone) or modified or _day_in_path(article.url),
        modified=modified,
        dateline=article.dateline or (found.dateline.place if found.dateline else "") or (place.label if place else ""),
        language=_language(article, found.script),
        captions=_captions(article, found.blocks),
    )
    return Document(id=article_id(completed), article=completed, text=article.text, blocks=tuple(found.blocks))


def _place(article: Article, found: Layout, gazetteer: Gazetteer) -> Entity | None:
    """Where the article was written: by its metadata, its dateline or its byline."""
    if article.dateline:
        return locate(article.dateline, gazetteer)
    if found.dateline and found.dateline.place:
        return found.dateline.found
    return next((place for b in found.bylines if b.place and (place := locate(b.place, gazetteer))), None)


def _publisher(article: Article, found: Layout, gazetteer: Gazetteer) -> tuple[str, Entity | None]:
    """The outlet's name, and the outlet where the gazetteer knows it."""
    if article.publisher:
        parts = [article.publisher, *re.split(r"\s?[|:»]\s?|\s[-–—]\s", article.publisher)]
        known = next((o for part in parts if (o := outlet(part, gazetteer))), None)
        return (known.label if known else article.publisher), known
    if article.url and (host := outlet_of_host(urlsplit(article.url).hostname or "", gazetteer)):
        return host.name, gazetteer.entities.get(host.entity)
    agency = found.dateline.agency if found.dateline else ""
    written = next((b.outlet for b in found.bylines if b.outlet), "")
    for name in filter(None, (agency, written, *found.heads)):
        if known := outlet(name, gazetteer):
            return known.label, known
    return _full_name(agency, found.heads), None


def _full_name(agency: str, heads: Iterable[str]) -> str:
    """The agency of the dateline, in full where a line at the head of the page begins with it."""
    full = (
        next((line for line in heads if line.lower().startswith(agency.lower() + " ") and len(line) < 40), agency)
        if agency
        else ""
    )
    return full.title() if full.isupper() and " " in full else full


def _zone(place: Entity | None, known: Entity | None, gazetteer: Gazetteer) -> ZoneInfo | None:
    """The time zone of the dateline's place, else of the capital of the outlet's state."""
    if place is not None and (zone := zone_info(gazetteer.timezone(place.id))):
        return zone
    if known is not None and known.state is not None:
        return zone_info(gazetteer.timezone(known.state))
    return None


def _published(article: Article, found: Layout, zone: ZoneInfo | None) -> str:
    stamp = localised(article.published, zone)
    told = _told((b.published for b in found.bylines), zone)
    if not stamp or ("T" not in stamp and told.startswith(stamp)):
        stamp = told or stamp
    return stamp or (found.dateline.date() if found.dateline else "")


def _told(moments: Iterable[Moment | None], zone: ZoneInfo | None) -> str:
    return next((localised(moment.iso(zone), zone) for moment in moments if moment is not None), "")


def _day_in_path(url: str) -> str:
    """The day that an address has in its path, such as /2026/03/09/."""
    match = _DAY_IN_PATH.search(urlsplit(url).path) if is_address(url) else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else ""
    except ValueError:
        return ""


def _authors(given: tuple[str, ...], said: Iterable[Byline]) -> tuple[str, ...]:
    """The authors that the source tells, or those of the byline where it names them all and more."""
    given = tuple(re.sub(r"^(?:by|von|par|por)\s+", "", name, flags=re.I) for name in given)
    ordered = sorted(said, key=lambda b: b.signed)
    named = next((b.authors for b in ordered if b.authors), ())
    folded = {name.casefold() for name in named}
    return named if all(name.casefold() in folded for name in given) else given


def _language(article: Article, script: str) -> str:
    if article.language != "en" or script in {"", "Latin", "other"}:
        return article.language
    return "ja" if script == "Han" and _KANA.search(article.text) else _LANGUAGES[script]


def _captions(article: Article, blocks: Iterable[Block]) -> tuple[str, ...]:
    marked = (" ".join(b.span.of(article.text).split()) for b in blocks if b.kind is BlockKind.CAPTION)
    return tuple(dict.fromkeys(marked)) or article.captions


def _address(leftovers: Iterable[str]) -> str:
    """The address that the page prints as its own: the only one among its leftovers."""
    found = {
        (match["scheme"] or "https://").lower() + match["rest"]
        for line in leftovers
        if len(line) < 300 and (match := _ADDRESS.search(line))
    }
    address = found.pop() if len(found) == 1 else ""
    return address if is_address(address) else ""
