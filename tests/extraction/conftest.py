"""Sentences of our own, parsed together once a module."""

from collections.abc import Sequence

import pytest

from document_by_hand import document
from legation import gazetteer
from legation.extraction import parse, pipeline
from legation.model import Article, Findings

PUBLISHED = "2025-09-16T18:00:00+09:00"


def read(texts: Sequence[str], *, dateline: str = "", published: str = PUBLISHED) -> dict[str, Findings]:
    """The findings of each text, each a document of its own."""
    parse.model()
    documents = [document(Article(text=text, published=published, dateline=dateline)) for text in texts]
    return {f.document.text: f for f in pipeline.extract(documents, gazetteer.load())}


@pytest.fixture(scope="session")
def reader():
    """Reads texts with the language model."""
    return read
