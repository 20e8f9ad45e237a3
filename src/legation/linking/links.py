"""The graph of links: what is the same elsewhere. It stays when the graph of the world is made anew."""

from __future__ import annotations

from collections.abc import Mapping

from legation.graph.identifiers import Identifiers
from legation.graph.quads import nquads
from legation.graph.terms import iri
from legation.graph.vocabulary import OWL


def link_nquads(links: Mapping[str, str], identifiers: Identifiers) -> bytes:
    """The N-Quads that say what each thing is the same as: the same bytes for the same links, whoever made them when.

    >>> link_nquads({"https://legation.example/id/state/KOR": "https://kb.example/7"}, Identifiers()).decode()
    ... # doctest: +ELLIPSIS
    '<https://legation.example/id/state/KOR> <http://www.w3.org/2002/07/owl#sameAs> <https://kb.example/7> <...
    """
    triples = ((iri(ours), OWL.sameAs, iri(theirs)) for ours, theirs in links.items())
    return nquads(triples, identifiers.links)
