"""Articles of one line, such as "JPN meets KOR", and a reading of them that needs no language model."""

from __future__ import annotations

from collections.abc import Sequence

from document_by_hand import document
from legation.articles.identity import article_id
from legation.errors import BadInput
from legation.ingest.article import Failed, Outcome, Recipe, ingest_article
from legation.model import (
    Article,
    BlockKind,
    Document,
    EntityId,
    EventReport,
    EventType,
    Extraction,
    Findings,
    Mention,
    Party,
    Passage,
    Span,
    Status,
)

MADE_BY = Extraction(software="legation 0", model="none", settings="0" * 64)
BASE = "https://legation.example/"


def article(number: int, text: str = "JPN meets KOR.", **fields: str) -> Article:
    return Article(**{"text": text, "url": f"https://news.example/{number}", "published": "2025-08-01", **fields})  # type: ignore[arg-type]


def clean(given: Article) -> Document:
    if not given.text.strip():
        raise BadInput(given.origin or given.url, "holds no text")
    return document(given, article_id(given))


def findings(given: Document) -> Findings:
    """What the line tells: that the first state consults the second. "loudly" is said with a confidence of 2."""
    text = given.text
    first, second = Span(0, 3), Span(text.index(".") - 3, text.index("."))
    parties = [Party(span=s, entity=EntityId(f"state/{s.of(text)}"), code=s.of(text)) for s in (first, second)]
    report = EventReport(
        type=EventType.CONSULT,
        status=Status.OCCURRED,
        passage=0,
        trigger=Span(4, 9),
        sources=(parties[0],),
        targets=(parties[1],),
        earliest="2025-08-01",
        latest="2025-08-01",
        confidence=2.0 if "loudly" in text else 0.9,
    )
    return Findings(
        document=given,
        extraction=MADE_BY,
        passages=(Passage(number=0, kind=BlockKind.BODY, span=Span(0, len(text))),),
        mentions=tuple(Mention(entity=p.entity, passage=0, span=p.span) for p in parties if p.entity),
        events=(report,),
    )


def work(documents: Sequence[Document]) -> list[Outcome]:
    """The outcome of each document; "unreadable" fails, "interrupt" is pressing Ctrl-C."""
    outcomes: list[Outcome] = []
    for given in documents:
        if "interrupt" in given.text:
            raise KeyboardInterrupt
        if "unreadable" in given.text:
            outcomes.append(Failed(document=given, error=BadInput(given.id, "cannot be read")))
        else:
            outcomes.append(ingest_article(findings(given), Recipe(base=BASE)))
    return outcomes
