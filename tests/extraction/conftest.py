"""Sentences of our own, parsed together once a module."""

from collections.abc import Sequence

import pytest

from legation import gazetteer
from legation.extraction import parse, pipeline
from legation.model import Article, ArticleId, Block, BlockKind, Document, Findings, Span

PUBLISHED = "2025-09-16T18:00:00+09:00"


def document(text: str, *, dateline: str = "", published: str = PUBLISHED) -> Document:
    """A document of one paragraph a line."""
    blocks, begin = [], 0
    for line in text.split("\n"):
        blocks.append(Block(BlockKind.BODY, Span(begin, begin + len(line))))
        begin += len(line) + 1
    article = Article(text=text, published=published, dateline=dateline)
    return Document(id=ArticleId("0" * 16), article=article, text=text, blocks=tuple(blocks))


def read(texts: Sequence[str], **kwargs: str) -> dict[str, Findings]:
    """The findings of each text, each a document of its own."""
    parse.model()
    documents = [document(text, **kwargs) for text in texts]
    return {f.document.text: f for f in pipeline.extract(documents, gazetteer.load())}


@pytest.fixture(scope="session")
def reader():
    """Reads texts with the language model."""
    return read
