"""The page of an article: its text with names, events and statements marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from legation.web.addresses import Addresses, local_name
from legation.web.highlights import Mark, Piece, pieces
from legation.web.panels import Panel, Shown, filled, percent, thing, when
from legation.web.rows import Cell, Row, Table, text
from legation.web.wording import day


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage: `anchor` is its place in the page."""

    anchor: str
    pieces: tuple[Piece, ...]


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
    badges: tuple[Shown, ...]
    initiators: tuple[Shown, ...]
    recipients: tuple[Shown, ...]
    mutual: bool
    """Whether all parties do it together."""
    when: Shown
    where: Shown | None
    says: Shown | None
    confidence: str
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
    told: tuple[Told, ...]
    said: tuple[Said, ...]
    panels: tuple[Panel, ...]


PANELS = (
    "entity/article-assessments", "entity/article-figures", "entity/article-offices", "entity/article-instruments",
    "entity/article-extraction",
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
    return ArticlePage(
        path=addresses.path(iri),
        iri=iri,
        label=title or f"Article {local_name(iri)}",
        headline=headline,
        publisher=_optional(about, "publisher", addresses),
        authors=tuple(authors),
        dateline=_optional(about, "dateline", addresses),
        published=_moment(about, "published"),
        modified=_moment(about, "modified"),
        url=text(about, "url") if text(about, "url").startswith(("https://", "http://")) else "",
        language=text(about, "language") or "en",
        hash=text(about, "hash"),
        text=text_of,
        told=tuple(_told(row, tables.parties, addresses) for row in _once(tables.reports, "report")),
        said=tuple(_said(row, addresses) for row in _once(tables.statements, "statement")),
        panels=filled(panels),
    )


def parties(table: Table, report: str, role: str, addresses: Addresses) -> tuple[Shown, ...]:
    """Who takes part in a report, from rows with `report`, `role`, `party` and `words`: those that the graph knows,
    else their words in the text.
    """
    rows = [row for row in table.rows if text(row, "report") == report and text(row, "role") == role]
    known = dict.fromkeys(thing(row, "party", addresses) for row in rows if "party" in row)
    words = [text(row, "words") for row in rows if "words" in row]
    if known:
        hint = "; ".join(words)
        return tuple(Shown(one.text, one.href, one.style, hint=f"in the text: {hint}" if hint else "") for one in known)
    return tuple(Shown(word, style="unnamed", hint="named in the text only") for word in words)


def mutual(initiators: Sequence[Shown], recipients: Sequence[Shown]) -> bool:
    """Whether both sides are the same parties, who then do it together."""
    return bool(initiators) and [(one.text, one.href) for one in initiators] == [
        (one.text, one.href) for one in recipients
    ]


def _marks(tables: ArticleTables, addresses: Addresses) -> tuple[Mark, ...]:
    mentions = (
        Mark(*_span(row), "mention", title=text(row, "namedLabel"), href=addresses.link(text(row, "named")))
        for row in tables.mentions.rows
    )
    triggers = (
        Mark(
            *_span(row, "triggerBegin", "triggerEnd"),
            "trigger",
            title=_summary(row, addresses),
            href=f"#report-{local_name(text(row, 'report'))}",
            style=thing(row, "type", addresses).style,
        )
        for row in tables.reports.rows
    )
    said = (
        Mark(
            *_span(row),
            "said",
            title=f"said by {_speaker(row, addresses).text}",
            href=f"#statement-{local_name(text(row, 'statement'))}",
        )
        for row in tables.statements.rows
    )
    return (*mentions, *triggers, *said)


def _span(row: Row, begin: str = "begin", end: str = "end") -> tuple[int, int]:
    return int(text(row, begin) or 0), int(text(row, end) or 0)


def _summary(row: Row, addresses: Addresses) -> str:
    return ", ".join(thing(row, name, addresses).text for name in ("type", "mode", "status") if name in row)


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
    report = text(row, "report")
    event = thing(row, "event", addresses) if "event" in row else None
    initiators, recipients = (parties(named, report, role, addresses) for role in ("initiator", "recipient"))
    return Told(
        anchor=f"report-{local_name(report)}",
        passage=_passage(row),
        trigger=text(row, "trigger"),
        badges=tuple(thing(row, name, addresses) for name in ("type", "mode", "status") if name in row),
        initiators=initiators,
        recipients=recipients,
        mutual=mutual(initiators, recipients),
        when=when(row),
        where=_optional(row, "place", addresses),
        says=_optional(row, "source", addresses),
        confidence=percent(text(row, "confidence")),
        event=event,
        others=int(text(row, "reports") or 0),
    )


def _said(row: Row, addresses: Addresses) -> Said:
    return Said(
        anchor=f"statement-{local_name(text(row, 'statement'))}",
        passage=_passage(row),
        speaker=_speaker(row, addresses),
        office=_optional(row, "office", addresses),
        words=text(row, "quotation") or text(row, "paraphrase"),
        verbatim="quotation" in row,
        confidence=percent(text(row, "confidence")),
    )


def _speaker(row: Row, addresses: Addresses) -> Shown:
    return thing(row, "speaker", addresses) if "speaker" in row else Shown(text(row, "speakerText"), style="unnamed")


def _passage(row: Row) -> Shown:
    number = local_name(text(row, "passage"))
    return Shown(f"sentence {number}", f"#passage-{number}")


def _optional(row: Row, column: str, addresses: Addresses) -> Shown | None:
    return thing(row, column, addresses) if column in row else None


def _moment(row: Row, column: str) -> Shown | None:
    cell: Cell | None = row.get(column)
    return Shown(day(cell.value), moment=cell.value) if cell else None


def _once(table: Table, column: str) -> Iterable[Row]:
    """The first row of each thing in a column."""
    found: dict[str, Mapping[str, Cell]] = {}
    for row in table.rows:
        found.setdefault(text(row, column), row)
    return found.values()
