"""A short article as cleaning would give it."""

from __future__ import annotations

from legation.model import Article, ArticleId, Block, BlockKind, Document, Span


def document(article: Article, identifier: str = "0" * 16, kind: BlockKind = BlockKind.BODY) -> Document:
    """The article with one paragraph a line, all of one kind."""
    blocks, begin = [], 0
    for line in article.text.split("\n"):
        blocks.append(Block(kind, Span(begin, begin + len(line))))
        begin += len(line) + 1
    return Document(id=ArticleId(identifier), article=article, text=article.text, blocks=tuple(blocks))
