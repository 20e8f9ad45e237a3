"""The world as all articles together tell it: actors, offices, tenures, places, instruments and events, each once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from legation.gazetteer import Gazetteer
from legation.graph.copies import Sketch, Text, independent
from legation.graph.entities import entity_triples, merged_entity
from legation.graph.events import event_triples
from legation.graph.evidence import ArticleEvidence, Holding, Naming, read_evidence
from legation.graph.identifiers import Identifiers, key_of
from legation.graph.majority import most_told
from legation.graph.merge import Happening, happenings
from legation.graph.quads import Quad, from_nquads, nquads
from legation.graph.terms import Triple, constant, date, iri, string, tagged
from legation.graph.vocabulary import LEG, RDF, RDFS, SKOS
from legation.model import ArticleId, Entity, EntityId


def world_quads(evidence: Iterable[Quad], gazetteer: Gazetteer, identifiers: Identifiers) -> list[Quad]:
    """The world graph of the evidence of all articles, in the order of `world_nquads`."""
    return from_nquads(world_nquads(read_evidence(evidence, gazetteer, identifiers), gazetteer, identifiers))


def world_nquads(articles: Iterable[ArticleEvidence], gazetteer: Gazetteer, identifiers: Identifiers) -> bytes:
    """The N-Quads of the world graph: the same bytes for the same articles in any order."""
    return nquads(world_triples(tuple(articles), gazetteer, identifiers), identifiers.world)


def world_triples(
    articles: Iterable[ArticleEvidence], gazetteer: Gazetteer, identifiers: Identifiers
) -> Iterator[Triple]:
    """The triples of the world graph. What the gazetteer's graph holds is not repeated."""
    articles = tuple(articles)
    entities = world_entities(articles, gazetteer)
    for entity in entities.values():
        yield from entity_triples(entity, identifiers)
    yield from _tenures((holding for article in articles for holding in article.holdings), identifiers)
    yield from _instruments((naming for article in articles for naming in article.namings), identifiers)
    texts = {article.article: Text(article.content_hash, article.sketch) for article in articles}

    def label(entity: EntityId) -> str:
        known = gazetteer.entities.get(entity) or entities.get(entity)
        return known.label if known else key_of(entity)

    for event in happenings(account for article in articles for account in article.accounts):
        yield from event_triples(event, independent(sources(event, texts)), label, identifiers)


def sources(event: Happening, texts: Mapping[ArticleId, Text]) -> Iterator[Text]:
    """The articles that report an event, each with the sentences that do."""
    passages: defaultdict[ArticleId, set[Sketch]] = defaultdict(set)
    for account in event.accounts:
        passages[account.article].add(account.runs)
    for article, told in passages.items():
        yield replace(texts[article], passages=tuple(sorted(told)))


def world_entities(articles: Iterable[ArticleEvidence], gazetteer: Gazetteer) -> Mapping[EntityId, Entity]:
    """The things that articles describe and the gazetteer's graph does not hold, as most articles describe them.

    Places are taken from the gazetteer where it knows them: it knows more than its graph holds.
    """
    descriptions: defaultdict[EntityId, list[Entity]] = defaultdict(list)
    named: set[EntityId] = set()
    for article in articles:
        named |= article.places
        for entity in article.entities:
            descriptions[entity.id].append(entity)
    unshipped = [entity for entity in sorted(named | descriptions.keys()) if entity not in gazetteer.entities]
    known = {entity: gazetteer.entity(entity) for entity in unshipped if entity in gazetteer}
    told = {entity: merged_entity(descriptions[entity]) for entity in unshipped if entity in descriptions}
    return told | known


def _tenures(holdings: Iterable[Holding], identifiers: Identifiers) -> Iterator[Triple]:
    """One tenure a holder and office, over the days on which articles show it.

    An article that only says who held an office before shows no day of it, and gives no tenure.
    """
    days: defaultdict[tuple[EntityId, EntityId], set[str]] = defaultdict(set)
    for holding in holdings:
        if holding.day and not holding.former:
            days[holding.holder, holding.office].add(holding.day)
    for (holder, office), seen in days.items():
        subject = iri(identifiers.tenure(holder, office))
        yield subject, RDF.type, constant(LEG.Tenure)
        yield subject, LEG.holder, iri(identifiers.iri(holder))
        yield subject, LEG.office, iri(identifiers.iri(office))
        yield subject, LEG.seenFrom, date(min(seen))
        yield subject, LEG.seenUntil, date(max(seen))


def _instruments(namings: Iterable[Naming], identifiers: Identifiers) -> Iterator[Triple]:
    """Each agreement with its parties, each policy with who pursues it and what it most often is said to be for."""
    named: defaultdict[EntityId, list[Naming]] = defaultdict(list)
    for naming in namings:
        named[naming.instrument].append(naming)
    for instrument, of_it in named.items():
        subject = iri(identifiers.iri(instrument))
        policy = instrument.startswith("policy/")
        yield subject, RDF.type, constant(LEG.Policy if policy else LEG.Agreement)
        told = Counter(naming.name for naming in of_it)
        names = sorted(told, key=lambda name: (-told[name], -len(name.text), name.text))
        for number, name in enumerate(names):
            yield subject, SKOS.altLabel if number else RDFS.label, tagged(name.text, name.language)
        for party in {party for naming in of_it for party in naming.parties}:
            yield subject, LEG.pursuedBy if policy else LEG.party, iri(identifiers.iri(party))
        if policy and (aim := most_told(naming.aim for naming in of_it)):
            yield subject, LEG.aim, string(aim)
