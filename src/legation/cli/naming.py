"""How articles are named on the command line."""

from __future__ import annotations

from legation.articles.identity import article_id, is_address
from legation.errors import BadInput
from legation.graph.identifiers import Identifiers
from legation.model import Article, ArticleId


def article_named(name: str, identifiers: Identifiers) -> ArticleId:
    """The article of an address, an IRI or 16 hexadecimal digits. Raises BadInput for anything else."""
    article = (
        identifiers.article_of(name)
        or identifiers.article_of_graph(name)
        or identifiers.article_of(f"{identifiers.base}id/article/{name}")
    )
    if article is None and is_address(name):
        article = article_id(Article(text="", url=name))
    if article is None:
        raise BadInput(f"article {name!r}", "an article is named by its address, its IRI or 16 hexadecimal digits")
    return article
