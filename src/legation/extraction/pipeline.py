"""From documents to findings: the order of the stages of extraction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from legation.extraction import days, lexicon, parse
from legation.extraction.actors import Cast
from legation.extraction.events import Coder
from legation.extraction.parse import Sentence
from legation.gazetteer import Gazetteer
from legation.model import BlockKind, Document, EventReport, Extraction, Findings, Mention
from legation.resources import directory


def extract(documents: Iterable[Document], gazetteer: Gazetteer, batch: int = parse.BATCH) -> Iterator[Findings]:
    """The findings of each document, in order. Documents are read and parsed `batch` at a time."""
    for document, sentences in parse.parse(documents, batch):
        yield read(document, sentences, gazetteer)


def read(document: Document, sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Findings:
    """The findings of one parsed document."""
    words = lexicon.load()
    article = document.article
    place = next(iter(gazetteer.places(article.dateline)), None) if article.dateline else None
    cast = Cast(gazetteer, day=article.published, home=place.state if place else None)
    published = date.fromisoformat(article.published[:10]) if article.published else None
    events: list[EventReport] = []
    mentions: list[Mention] = []
    # The body introduces people by their full names; headlines and captions speak of them as known.
    for sentence in sorted(sentences, key=lambda s: (s.passage.kind is not BlockKind.BODY, s.passage.number)):
        scene = cast.scene(sentence)
        span = sentence.passage.span
        told = tuple(days.find(span.of(document.text), span.begin, published))
        found = Coder(scene, words, told).reports()
        events.extend(found)
        mentions.extend(scene.mentions())
    return Findings(
        document=document,
        extraction=Extraction(software="legation", model=parse.model()[1], settings=_digest(gazetteer.folder)),
        passages=tuple(s.passage for s in sentences),
        entities=tuple(cast.entities[k] for k in sorted(cast.entities)),
        mentions=tuple(sorted(mentions, key=lambda m: (m.passage, m.span))),
        events=tuple(sorted(events, key=lambda e: (e.passage, e.trigger))),
        tenures=tuple(cast.tenures.values()),
        publisher=next((o.entity for o in gazetteer.outlets if article.publisher in {o.name, *o.abbreviations}), None),
        dateline=cast.add(place) if place else None,
    )


@cache
def _digest(gazetteer: Path) -> str:
    """The SHA-256 of all tables that extraction reads: the same tables and model find the same."""
    digest = hashlib.sha256()
    for folder in (directory("data/lexicon"), gazetteer):
        for table in sorted(folder.glob("*.csv")):
            digest.update(table.name.encode())
            digest.update(table.read_bytes())
    return digest.hexdigest()
