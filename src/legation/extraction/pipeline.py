"""From documents to findings: the order of the stages of extraction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from legation.extraction import assessments, days, indicators, instruments, issues, lexicon, names, parse
from legation.extraction.actors import Cast, Scene
from legation.extraction.events import Coder, elsewhere
from legation.extraction.parse import Sentence
from legation.extraction.statements import Statements
from legation.gazetteer import Gazetteer
from legation.model import (
    Assessment,
    BlockKind,
    Document,
    EntityId,
    EventReport,
    Extraction,
    Findings,
    Indicator,
    Instrument,
    Mention,
    Statement,
)
from legation.resources import directory

_NEWS = timedelta(days=180)
"""What happened longer ago is background."""


def extract(documents: Iterable[Document], gazetteer: Gazetteer, batch: int = parse.BATCH) -> Iterator[Findings]:
    """The findings of each document, in order. Documents are read and parsed `batch` at a time."""
    for document, sentences in parse.parse(documents, batch):
        yield read(document, sentences, gazetteer)


def read(document: Document, sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Findings:
    """The findings of one parsed document."""
    words, topics = lexicon.load(), issues.index()
    article = document.article
    place = next(iter(gazetteer.places(article.dateline)), None) if article.dateline else None
    cast = Cast(
        gazetteer,
        day=article.published,
        home=place.state if place else None,
        quarter=names.index().seats.get(article.dateline),
    )
    cast.topic = elsewhere.of_article(words, sentences)
    published = date.fromisoformat(article.published[:10]) if article.published else None
    salience, speech = cast.salience, Statements(document)
    events: list[EventReport] = []
    mentions: list[Mention] = []
    statements: list[Statement] = []
    judged: list[Assessment] = []
    figures: list[Indicator] = []
    named: list[Instrument] = []
    last: tuple[date, date] | None = None
    # The body introduces people by their full names; headlines and captions speak of them as known.
    for sentence in sorted(sentences, key=lambda s: (s.passage.kind is not BlockKind.BODY, s.passage.number)):
        scene = Scene(sentence, cast)
        salience.note(scene.state_names())
        about = topics.find(sentence)
        statements.extend(speech.read(scene, about))
        span = sentence.passage.span
        told = tuple(days.find(span.of(document.text), span.begin, published, last))
        last = told[-1].past if told else last
        if told and published and max(when.past[1] for when in told) < published - _NEWS:
            cast.bygone.add(sentence.passage.number)
        events.extend(Coder(scene, words, told, about, salience).reports())
        judged.extend(assessments.find(scene, salience, speech.speaker))
        figures.extend(indicators.find(scene, salience))
        named.extend(instruments.find(scene, document.text))
        mentions.extend(scene.mentions())
        scene.leave()
        mentions.extend(about)
    found = Findings(
        document=document,
        extraction=_extraction(gazetteer.folder),
        passages=tuple(s.passage for s in sentences),
        mentions=_ordered(mentions),
        events=_ordered(events),
        statements=_ordered(statements),
        assessments=_ordered(judged),
        indicators=_ordered(figures),
        instruments=_ordered(named),
        tenures=tuple(cast.tenures.values()),
        publisher=next((o.entity for o in gazetteer.outlets if article.publisher in (o.name, *o.abbreviations)), None),
        dateline=cast.add(place) if place else None,
    )
    used = referred(found)
    return replace(found, entities=tuple(cast.entities[k] for k in sorted(cast.entities) if k in used))


def referred(found: Findings) -> set[EntityId]:
    """Everything that the findings speak of: only that is described."""
    parties = [p for e in found.events for p in (*e.sources, *e.targets, e.attributed_to) if p]
    used = {p.entity for p in (*parties, *(s.speaker for s in found.statements))}
    used.update(m.entity for m in found.mentions)
    used.update(e.place for e in found.events)
    for statement in found.statements:
        used.update((statement.on_behalf_of, statement.office, *statement.about))
    for assessment in found.assessments:
        used.update((*assessment.parties, assessment.assessed_by))
    for indicator in found.indicators:
        used.update((indicator.subject, indicator.counterpart))
    for instrument in found.instruments:
        used.update(instrument.parties)
    for tenure in found.tenures:
        used.update((tenure.holder, tenure.office))
    return {entity for entity in (*used, found.dateline) if entity}


_Found = TypeVar("_Found", Mention, EventReport, Statement, Assessment, Indicator, Instrument)


def _ordered(findings: list[_Found]) -> tuple[_Found, ...]:
    """Findings in order of the text."""
    return tuple(
        sorted(findings, key=lambda f: (f.passage, f.trigger if isinstance(f, EventReport | Assessment) else f.span))
    )


@cache
def _extraction(gazetteer: Path) -> Extraction:
    """What extracts: the versions, and the SHA-256 of all tables that are read. The same versions and tables find the
    same.
    """
    digest = hashlib.sha256()
    for folder in (directory("data/lexicon"), gazetteer):
        for table in sorted(folder.glob("*.csv")):
            digest.update(table.name.encode())
            digest.update(table.read_bytes())
    software = f"legation {version('legation')}"
    return Extraction(software=software, model=parse.model_name(), settings=digest.hexdigest())
