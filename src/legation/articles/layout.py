"""Divides the paragraphs of an article into headline, byline, dateline, captions, credits and body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from legation.articles import byline as bylines
from legation.articles import captions
from legation.articles.byline import Byline
from legation.articles.dateline import Dateline, dateline, lone_place
from legation.articles.furniture import is_furniture, is_section
from legation.articles.lines import Line, key, main_script, script
from legation.articles.outlets import Outlets
from legation.model import Block, BlockKind, Span

_HEAD = 16
"""Paragraphs among which a dateline is looked for."""

_COMPARED = 240
"""Characters at the beginning of two lines by which they count as copies."""

_QUOTES = frozenset("\"“«‘'„「『")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·*]|[-–—](?=\s)|\d{1,2}[.)](?=\s))\s*")
_TRAILING = " \t\u00a0■□▪◼◆●▲"
_SUFFIX = re.compile(r"\s(?:[-–—|:·]|::)\s(?P<name>[^|–—]{2,40})$")
_SMALL_WORDS = re.compile(
    r"\b(?:the|of|to|in|and|a|an|for|on|that|is|was|are|with|by|as|at|from|after|over|its|his|her|will|says?|who|how|why|what)\b"
)


class Kind(Enum):
    """What a paragraph is by itself, before its place among the others is looked at."""

    PROSE = auto()
    SHORT = auto()
    LOOSE = auto()
    CAPTION = auto()
    BYLINE = auto()
    FURNITURE = auto()


@dataclass(slots=True)
class Layout:
    """The blocks of a text, in order, and what its headline, bylines and dateline say."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    bylines: list[Byline] = field(default_factory=list)
    dateline: Dateline | None = None
    script: str = ""
    heads: list[str] = field(default_factory=list)
    """The lines at the head that are no block: names of outlets and sections among them."""
    leftovers: list[str] = field(default_factory=list)
    """All lines of furniture."""


@dataclass(slots=True)
class _Paragraph:
    line: Line
    kind: Kind
    byline: Byline | None = None
    credit: int | None = None
    repeated: bool = False


def layout(lines: Sequence[Line], title: str, known_captions: Sequence[str], outlets: Outlets) -> Layout:
    """The layout of paragraphs.

    `title` and `known_captions` are what the source tells apart from the text. A text of one line is body, after its
    dateline.
    """
    found = Layout(script=main_script(lines))
    at = _dateline_at(lines, found, outlets)
    outlets = outlets.adding([found.dateline.agency if found.dateline else "", *captions.sources(lines[:_HEAD])])
    if len(lines) == 1:
        _add_body(found, lines[0], found.dateline if at == 0 else None)
        return found
    paragraphs = [
        _Paragraph(line, Kind.PROSE) if n == at else _classified(line, found.script, known_captions, outlets)
        for n, line in enumerate(lines)
    ]
    _mark_copies(paragraphs, title)
    _mark_credited(paragraphs)
    body = _body_at(paragraphs, at)
    _head(paragraphs[:body], found, title, outlets, dated=at is not None)
    if not any(paragraph.kind is Kind.PROSE for paragraph in paragraphs) and at is None:
        _unstructured(paragraphs[body:], found)
    else:
        _body(paragraphs[body:], found, dated=at is not None)
    found.leftovers = [p.line.text for p in paragraphs if p.kind is Kind.FURNITURE]
    found.blocks.sort(key=lambda block: block.span)
    return found


def _dateline_at(lines: Sequence[Line], found: Layout, outlets: Outlets) -> int | None:
    """Which paragraph begins with the dateline; keeps it in `found`."""
    tried = 0
    for number, line in enumerate(lines[:_HEAD]):
        tried += line.prose
        if tried > 4:
            break
        if (line.prose or len(lines) == 1 or line.words <= 12) and (told := dateline(line.text, outlets.gazetteer)):
            alone = told.body >= len(line.text)
            if len(lines) == 1 or (alone and number) or (line.prose and not alone):
                found.dateline = told
                return number
    return None


def _classified(line: Line, main: str, known: Sequence[str], outlets: Outlets) -> _Paragraph:
    """A paragraph with what it is by itself."""
    if said := bylines.byline(line, outlets.gazetteer):
        return _Paragraph(line, Kind.BYLINE, byline=said)
    own = script(line.text)
    if (own and main and own != main) or is_furniture(line):
        return _Paragraph(line, Kind.FURNITURE)
    credit = captions.credit(line, outlets)
    if credit is not None and line.words <= 90:
        return _Paragraph(line, Kind.CAPTION, credit=credit)
    if line.text in known:
        return _Paragraph(line, Kind.CAPTION)
    if line.prose:
        return _Paragraph(line, Kind.PROSE)
    return _Paragraph(line, Kind.SHORT if line.ends else Kind.LOOSE)


def _mark_copies(paragraphs: list[_Paragraph], title: str) -> None:
    """Makes furniture of the later copies of a line, and of what a copy repeats of a longer one; marks what is kept."""
    seen: dict[str, _Paragraph] = {}
    previous = ""
    for paragraph in paragraphs:
        if paragraph.kind in (Kind.FURNITURE, Kind.BYLINE):
            continue
        end = _COMPARED if paragraph.credit is None else min(paragraph.credit, _COMPARED)
        words = key(paragraph.line.text[:end])
        if len(words) < 12:
            continue
        first = seen.get(words)
        if (
            first is None
            and previous
            and len(words) > 40
            and (previous.startswith(words) or words.startswith(previous))
        ):
            first = seen.get(previous)
        if first is None:
            seen[words] = paragraph
        elif first.kind is not Kind.PROSE or paragraph.kind is Kind.PROSE or words == key(title):
            paragraph.kind = Kind.FURNITURE
            first.repeated = True
        previous = words
    if len(paragraphs) <= 200:
        _drop_pull_quotes(paragraphs)


def _mark_credited(paragraphs: Sequence[_Paragraph]) -> None:
    """Makes a caption of the line that describes a picture below a line that is a credit only."""
    for credit, line in pairwise(paragraphs[:_HEAD]):
        described = line.kind in (Kind.PROSE, Kind.SHORT) and line.line.words <= 40
        if credit.kind is Kind.CAPTION and credit.credit == 0 and described:
            text = line.line.text
            if captions.is_picture(text) or captions.is_act(text):
                line.kind = Kind.CAPTION


def _drop_pull_quotes(paragraphs: list[_Paragraph]) -> None:
    """Makes furniture of the short lines in quotation marks that a paragraph holds, too."""
    quotes = [
        p
        for p in paragraphs
        if p.kind in (Kind.SHORT, Kind.LOOSE, Kind.PROSE) and p.line.words <= 40 and p.line.text[0] in _QUOTES
    ]
    if not quotes:
        return
    keys = [(p, key(p.line.text)) for p in paragraphs if p.kind is Kind.PROSE]
    for quote in quotes:
        words = key(quote.line.text)
        if len(words) >= 16 and any(p is not quote and len(other) > len(words) and words in other for p, other in keys):
            quote.kind = Kind.FURNITURE


def _body_at(paragraphs: Sequence[_Paragraph], dated: int | None) -> int:
    """Which paragraph the body begins with."""
    if dated is not None:
        return dated
    prose = [n for n, p in enumerate(paragraphs) if p.kind is Kind.PROSE]
    if not prose:
        return next((n for n, p in enumerate(paragraphs) if n and p.kind in (Kind.SHORT, Kind.LOOSE)), 0)
    words = sum(paragraphs[n].line.words for n in prose)
    start = prose[0]
    before = 0
    for number, paragraph in enumerate(paragraphs):
        if paragraph.kind is Kind.PROSE:
            before += paragraph.line.words
        elif (
            paragraph.kind is Kind.BYLINE and not (paragraph.byline and paragraph.byline.signed) and before * 5 <= words
        ):
            start = next((n for n in prose if n > number), start)
    later = [n for n in prose if n > start]
    if later and captions.is_picture(paragraphs[start].line.text) and not captions.is_told(paragraphs[start].line.text):
        return later[0]
    return start


def _head(head: Sequence[_Paragraph], found: Layout, title: str, outlets: Outlets, *, dated: bool) -> None:
    """Adds the blocks that stand before the body."""
    headline = _headline_at(head, title, outlets)
    signed = next((n for n, p in enumerate(head) if p.kind is Kind.BYLINE), None)
    named = any(p.byline and p.byline.authors for p in head)
    for number, paragraph in enumerate(head):
        line = paragraph.line
        after_byline = signed is not None and number > signed
        below = headline is not None and number > headline
        match paragraph.kind:
            case _ if number == headline:
                _add_headline(found, line, outlets)
            case Kind.BYLINE:
                _add_byline(found, paragraph)
            case Kind.CAPTION if paragraph.credit == 0 and not _is_beside_caption(head, number):
                found.heads.append(line.text)
            case Kind.CAPTION:
                _add_caption(found, paragraph)
            case Kind.PROSE | Kind.SHORT if line.words >= 4:
                if (
                    after_byline
                    or captions.is_picture(line.text)
                    or (dated and captions.is_act(line.text))
                    or paragraph.repeated
                ):
                    _add(found, BlockKind.CAPTION, line, 0, len(line.text))
                else:
                    _add(found, BlockKind.BODY, line, 0, len(line.text))
            case Kind.LOOSE:
                following = head[number + 1] if number + 1 < len(head) else None
                if paragraph.repeated and line.words >= 6:
                    _add(found, BlockKind.CAPTION, line, 0, len(line.text))
                elif not named and below and _is_bare_name(paragraph, following, outlets):
                    found.bylines.append(Byline(authors=(bylines.person(line.text),)))
                    _add(found, BlockKind.BYLINE, line, 0, len(line.text))
                    named = True
                elif headline is not None and number == headline + 1 and not after_byline and _is_deck(line):
                    _add(found, BlockKind.HEADLINE, line, 0, len(line.text))
                elif following is None and not dated and (told := lone_place(line.text, outlets.gazetteer)):
                    found.dateline = told
                    _add(found, BlockKind.DATELINE, line, 0, len(line.text))
                elif line.words >= 6 and captions.is_picture(line.text):
                    _add(found, BlockKind.CAPTION, line, 0, len(line.text))
                else:
                    found.heads.append(line.text)
            case _:
                found.heads.append(line.text)


def _is_beside_caption(head: Sequence[_Paragraph], number: int) -> bool:
    beside = [head[n] for n in (number - 1, number + 1) if 0 <= n < len(head)]
    return any(p.kind is Kind.CAPTION and p.credit != 0 for p in beside)


def _headline_at(head: Sequence[_Paragraph], title: str, outlets: Outlets) -> int | None:
    """Which paragraph before the body is the headline."""
    wanted = key(title)
    if wanted:
        for number, paragraph in enumerate(head):
            words = key(paragraph.line.text)
            if words == wanted or (len(words) >= 16 and (wanted.startswith(words) or words.startswith(wanted))):
                return number
    stop = next((n for n, p in enumerate(head) if p.kind in (Kind.BYLINE, Kind.CAPTION, Kind.PROSE)), len(head))
    first = next((n for n, p in enumerate(head) if p.kind is not Kind.FURNITURE), None)
    if first is not None and first == stop and _is_suffixed(head[first]):
        return first
    for part, repeated in ((range(stop), False), (range(stop, len(head)), False), (range(len(head)), True)):
        candidates = [n for n in part if head[n].repeated is repeated and _is_headline(head[n], outlets)]
        long = [n for n in candidates if head[n].line.words >= 4]
        if long:
            return long[0]
        if candidates:
            return max(candidates, key=lambda n: head[n].line.words)
    return None


def _is_suffixed(paragraph: _Paragraph) -> bool:
    """Whether what looks like a caption is a headline with its outlet's name: "Ministers meet in Oslo | Reuters"."""
    if not paragraph.credit:
        return False
    text, tail = paragraph.line.text[: paragraph.credit].rstrip(), paragraph.line.text[paragraph.credit :].strip()
    return 3 <= len(text.split()) <= 30 and text[-1] != "." and tail[0] in "|-–—"


def _is_headline(paragraph: _Paragraph, outlets: Outlets) -> bool:
    line = paragraph.line
    if paragraph.kind is Kind.SHORT and line.text[-1] == ".":
        return False
    if paragraph.kind not in (Kind.LOOSE, Kind.SHORT) or not 2 <= line.words <= 30:
        return False
    low = line.text.lower()
    if line.words <= 3 and any(low.startswith(name + " ") for name in outlets.names):
        return False
    return line.text not in outlets


def _is_bare_name(paragraph: _Paragraph, following: _Paragraph | None, outlets: Outlets) -> bool:
    """Whether a line is nothing but a person's name, with a day or a role on the next line."""
    if paragraph.line.words > 4 or following is None:
        return False
    parts = re.split(r"\s?[,|]\s?", following.line.text)
    if following.kind is not Kind.BYLINE and not any(part in outlets or bylines.is_post(part) for part in parts):
        return False
    low = paragraph.line.text.lower()
    return bool(bylines.bylined(paragraph.line.text, outlets.gazetteer)) and not any(map(low.startswith, outlets.names))


def _is_deck(line: Line) -> bool:
    """Whether a line behind the headline tells more of the story, and is no row of names."""
    return line.words >= 7 and len(_SMALL_WORDS.findall(line.text)) >= 2


def _body(body: Sequence[_Paragraph], found: Layout, *, dated: bool) -> None:
    """Adds the body, and what stands between and behind its paragraphs."""
    body = body[: _cut(body)]
    last = max((n for n, p in enumerate(body) if p.kind is Kind.PROSE), default=0)
    attached = last
    for number, paragraph in enumerate(body):
        line = paragraph.line
        match paragraph.kind:
            case Kind.PROSE:
                _add_body(found, line, found.dateline if dated and number == 0 else None)
            case Kind.CAPTION if paragraph.credit or number == attached + 1 or body[number - 1].kind is Kind.CAPTION:
                _add_credited(found, paragraph)
            case Kind.BYLINE:
                _add_byline(found, paragraph)
            case Kind.SHORT if (number < last or number == attached + 1) and not _is_heading(line):
                attached = max(attached, number)
                _add_body(found, line, None)
            case Kind.LOOSE if number < last and _runs_on(line, body[number + 1]):
                _add_body(found, line, None)
            case _:
                paragraph.kind = Kind.FURNITURE


def _is_heading(line: Line) -> bool:
    """Whether a short line is a question that heads a part of the article."""
    return line.text[-1] == "?" and line.text[0] not in _QUOTES


def _cut(body: Sequence[_Paragraph]) -> int:
    """How many paragraphs stand before the part of the page that other articles fill."""
    total = before = 0
    total = sum(p.line.words for p in body if p.kind is Kind.PROSE)
    for number, paragraph in enumerate(body):
        if paragraph.kind is Kind.PROSE:
            before += paragraph.line.words
        elif (
            paragraph.kind is Kind.FURNITURE
            and before
            and is_section(paragraph.line)
            and (total - before) * 4 <= before
        ):
            return number
    return len(body)


def _runs_on(line: Line, following: _Paragraph) -> bool:
    """Whether a line without a full stop belongs to the text: an item of a list, or what introduces one."""
    if line.text[-1] in ":;,：；،":
        return line.words >= 4
    if _BULLET.match(line.text):
        return line.words >= 6
    return line.words >= 12 and following.line.text[:1].islower()


def _unstructured(rest: Sequence[_Paragraph], found: Layout) -> None:
    """Adds every line as body, where none is long enough to tell a paragraph from a heading."""
    for paragraph in rest:
        if paragraph.kind in (Kind.SHORT, Kind.LOOSE):
            _add_body(found, paragraph.line, None)
        elif paragraph.kind is Kind.CAPTION:
            _add_caption(found, paragraph)
        elif paragraph.kind is Kind.BYLINE:
            _add_byline(found, paragraph)


def _add(found: Layout, kind: BlockKind, line: Line, begin: int, end: int) -> None:
    """Adds a block of a part of a line, without the space at its edges."""
    text = line.text[begin:end]
    begin += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip(_TRAILING))
    if begin < end:
        found.blocks.append(Block(kind, Span(line.begin + begin, line.begin + end)))


def _add_headline(found: Layout, line: Line, outlets: Outlets) -> None:
    end = len(line.text)
    if (match := _SUFFIX.search(line.text)) and match["name"] in outlets:
        end = match.start()
        found.heads.append(match["name"])
    found.title = " ".join(line.text[:end].split())
    _add(found, BlockKind.HEADLINE, line, 0, end)


def _add_byline(found: Layout, paragraph: _Paragraph) -> None:
    said = paragraph.byline
    if said is None or said == Byline():
        return
    found.bylines.append(said)
    _add(found, BlockKind.BYLINE, paragraph.line, 0, len(paragraph.line.text))


def _add_caption(found: Layout, paragraph: _Paragraph) -> None:
    line = paragraph.line
    end = len(line.text) if paragraph.credit is None else paragraph.credit
    _add(found, BlockKind.CAPTION, line, 0, end)
    _add(found, BlockKind.CREDIT, line, end, len(line.text))


def _add_credited(found: Layout, paragraph: _Paragraph) -> None:
    """Adds a line of the body with a credit: a caption, or a paragraph that names its agency at the end."""
    line, credit = paragraph.line, paragraph.credit
    text = line.text[:credit]
    told = captions.is_told(text) or len(text.split()) > 45
    if credit is None or credit == 0 or not told or captions.is_picture(text) or paragraph.repeated:
        _add_caption(found, paragraph)
    else:
        _add(found, BlockKind.BODY, line, 0, credit)
        _add(found, BlockKind.CREDIT, line, credit, len(line.text))


def _add_body(found: Layout, line: Line, told: Dateline | None) -> None:
    if told is None:
        _add(found, BlockKind.BODY, line, 0, len(line.text))
        return
    _add(found, BlockKind.DATELINE, line, 0, min(told.end, len(line.text)))
    _add(found, BlockKind.BODY, line, min(told.body, len(line.text)), len(line.text))
