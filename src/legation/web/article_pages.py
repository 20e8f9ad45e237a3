"""The page of an article: its text with names, events and statements marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from legation.web.addresses import Addresses, local_name
from legation.web.highlights import Mark, Piece, pieces
from legation.web.panels import Panel, Shown, filled, optional, percent, thing
from legation.web.reports import Report, once, report
from legation.web.rows import Cell, Row, Table, text
from legation.web.wording import day


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage: `anchor` is its place in the page."""

    anchor: str
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> bool:
        """Whether neither an event nor a statement was found in it."""
        return not any(piece.trigger or piece.said for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Passages of one kind ("sentence", "caption" or "headline") that follow each other."""

    kind: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event that a sentence tells."""

    anchor: str
    passage: Shown
    trigger: str
    report: Report
    event: Shown | None
    others: int
    """How many independent articles report the event, this one among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement: `words` verbatim or as the article retells them."""

    anchor: str
    passage: Shown
    speaker: Shown
    office: Shown | None
    words: str
    verbatim: bool
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """All that the page of an article prints."""

    path: str
    iri: str
    label: str
    headline: Sentence | None
    publisher: Shown | None
    authors: tuple[Shown, ...]
    dateline: Shown | None
    published: Shown | None
    modified: Shown | None
    url: str
    language: str
    hash: str
    text: tuple[Paragraph, ...]
    sentences: int
    silent: int
    """How many of the sentences tell neither an event nor a statement."""
    told: tuple[Told, ...]
    said: tuple[Said, ...]
    panels: tuple[Panel, ...]


PANELS = (
    "entity/article-network", "entity/article-assessments", "entity/article-figures", "entity/article-offices",
    "entity/article-instruments", "entity/article-extraction",
)  # fmt: skip
"""The panels below the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTables:
    """The rows that an article's page is made from, each of the query of that name."""

    article: Table
    passages: Table
    mentions: Table
    reports: Table
    parties: Table
    statements: Table


def article_page(iri: str, tables: ArticleTables, panels: Iterable[Panel], addresses: Addresses) -> ArticlePage:
    """The page of an article."""
    about: Row = tables.article.rows[0] if tables.article.rows else {}
    title = text(about, "title")
    authors = dict.fromkeys(thing(row, "author", addresses) for row in tables.article.rows if "author" in row)
    marks = _marks(tables, addresses)
    text_of = _paragraphs(tables.passages, marks)
    headline = None
    if text_of and text_of[0].kind == "headline":
        headline, text_of = text_of[0].sentences[0], text_of[1:]
    body = [one for paragraph in text_of if paragraph.kind == "sentence" for one in paragraph.sentences]
    return ArticlePage(
        path=addresses.path(iri),
        iri=iri,
        label=title or gettext("Article %(key)s", key=local_name(iri)),
        headline=headline,
        publisher=optional(about, "publisher", addresses),
        authors=tuple(authors),
        dateline=optional(about, "dateline", addresses),
        published=_moment(about, "published"),
        modified=_moment(about, "modified"),
        url=text(about, "url") if text(about, "url").startswith(("https://", "http://")) else "",
        language=text(about, "language") or "en",
        hash=text(about, "hash"),
        text=text_of,
        sentences=len(body),
        silent=sum(one.left for one in body),
        told=tuple(_told(row, tables.parties, addresses) for row in once(tables.reports, "report")),
        said=tuple(_said(row, addresses) for row in once(tables.statements, "statement")),
        panels=filled(panels),
    )


def _marks(tables: ArticleTables, addresses: Addresses) -> tuple[Mark, ...]:
    mentions = (
        Mark(*_span(row), "mention", title=text(row, "namedLabel"), href=addresses.link(text(row, "named")))
        for row in tables.mentions.rows
    )
    triggers = (
        Mark(
            *_span(row, "triggerBegin", "triggerEnd"),
            "trigger",
            title=_summary(row, tables.parties, addresses),
            href=f"#report-{local_name(text(row, 'report'))}",
            style=thing(row, "type", addresses).style,
        )
        for row in tables.reports.rows
    )
    said = (
        Mark(
            *_span(row),
            "said",
            title=gettext("said by %(name)s", name=_speaker(row, addresses).text),
            href=f"#statement-{local_name(text(row, 'statement'))}",
        )
        for row in tables.statements.rows
    )
    return (*mentions, *triggers, *said)


def _span(row: Row, begin: str = "begin", end: str = "end") -> tuple[int, int]:
    return int(text(row, begin) or 0), int(text(row, end) or 0)


def _summary(row: Row, named: Table, addresses: Addresses) -> str:
    """Who did what to whom, for one who points at the words that tell it."""
    told = report(row, named, addresses)
    sides = [", ".join(one.text for one in side) for side in (told.initiators, told.recipients)]
    who = sides[0] if told.mutual else " → ".join(side for side in sides if side)
    what = ", ".join(one.text for one in told.badges)
    return f"{who}: {what}" if who else what


def _paragraphs(passages: Table, marks: tuple[Mark, ...]) -> tuple[Paragraph, ...]:
    """Passages grouped: one begins where the kind changes or there is more than a space between."""
    grouped: list[tuple[str, list[Sentence]]] = []
    last_end = -1
    for row in passages.rows:
        kind = local_name(text(row, "kind"))
        begin = int(text(row, "begin"))
        anchor = f"passage-{local_name(text(row, 'passage'))}"
        sentence = Sentence(anchor, pieces(text(row, "words"), begin, marks))
        if not grouped or grouped[-1][0] != kind or begin - last_end > 1 or kind != "sentence":
            grouped.append((kind, []))
        grouped[-1][1].append(sentence)
        last_end = int(text(row, "end"))
    return tuple(Paragraph(kind, tuple(sentences)) for kind, sentences in grouped)


def _told(row: Row, named: Table, addresses: Addresses) -> Told:
    return Told(
        anchor=f"report-{local_name(text(row, 'report'))}",
        passage=_passage(row),
        trigger=text(row, "trigger"),
        report=report(row, named, addresses),
        event=optional(row, "event", addresses),
        others=int(text(row, "reports") or 0),
    )


def _said(row: Row, addresses: Addresses) -> Said:
    return Said(
        anchor=f"statement-{local_name(text(row, 'statement'))}",
        passage=_passage(row),
        speaker=_speaker(row, addresses),
        office=optional(row, "office", addresses),
        words=text(row, "quotation") or text(row, "paraphrase"),
        verbatim="quotation" in row,
        confidence=percent(text(row, "confidence")),
    )


def _speaker(row: Row, addresses: Addresses) -> Shown:
    return thing(row, "speaker", addresses) if "speaker" in row else Shown(text(row, "speakerText"), style="unnamed")


def _passage(row: Row) -> Shown:
    number = local_name(text(row, "passage"))
    return Shown(gettext("sentence %(number)s", number=number), f"#passage-{number}")


def _moment(row: Row, column: str) -> Shown | None:
    cell: Cell | None = row.get(column)
    return Shown(day(cell.value), moment=cell.value) if cell else None
