"""From documents to findings: the order of the stages of extraction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from legation.extraction import lexicon, parse
from legation.extraction.actors import Cast
from legation.extraction.events import Coder
from legation.extraction.parse import Sentence
from legation.gazetteer import Gazetteer
from legation.model import Document, EventReport, Extraction, Findings, Mention


def extract(documents: Iterable[Document], gazetteer: Gazetteer, batch: int = parse.BATCH) -> Iterator[Findings]:
    """The findings of each document, in order. Documents are read and parsed `batch` at a time."""
    for document, sentences in parse.parse(documents, batch):
        yield read(document, sentences, gazetteer)


def read(document: Document, sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Findings:
    """The findings of one parsed document."""
    words = lexicon.load()
    cast = Cast(gazetteer, day=document.article.published)
    events: list[EventReport] = []
    mentions: list[Mention] = []
    for sentence in sentences:
        scene = cast.scene(sentence)
        found = Coder(scene, words).reports()
        events.extend(found)
        mentions.extend(scene.mentions())
    return Findings(
        document=document,
        extraction=Extraction(software="legation", model=parse.model()[1], settings=""),
        passages=tuple(s.passage for s in sentences),
        entities=tuple(cast.entities[k] for k in sorted(cast.entities)),
        mentions=tuple(mentions),
        events=tuple(events),
        tenures=tuple(cast.tenures.values()),
    )
