"""The world as all articles together tell it: actors, offices, tenures, places, instruments and events, each once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from legation.gazetteer import Gazetteer
from legation.graph.copies import Sketch, Text, independent
from legation.graph.correcting import Corrections, report_of
from legation.graph.corrections import Correction, read_corrections
from legation.graph.entities import entity_triples, merged_entity
from legation.graph.events import event_triples
from legation.graph.evidence import ArticleEvidence, Naming, Renamed, read_evidence
from legation.graph.identifiers import Identifiers, key_of
from legation.graph.majority import most_of, tally
from legation.graph.merge import Happening, happenings
from legation.graph.quads import Quad, from_nquads, nquads
from legation.graph.terms import Triple, constant, date, iri, string, tagged
from legation.graph.vocabulary import DCTERMS, LEG, RDF, RDFS, SKOS
from legation.model import ArticleId, Entity, EntityId

Fact = Entity | Naming | Renamed | str | None
"""What an article tells of a thing: a description, a name of an instrument, a day in office, that it is there.

Of a reading of a correction it tells the report, of a person who is somebody else that and the name.
"""


def world_quads(quads: Iterable[Quad], gazetteer: Gazetteer, identifiers: Identifiers) -> list[Quad]:
    """The world graph of the evidence of all articles and of all corrections, in the order of `world_nquads`."""
    quads = tuple(quads)
    articles = read_evidence(quads, gazetteer, identifiers)
    return from_nquads(world_nquads(articles, gazetteer, identifiers, read_corrections(quads, identifiers)))


def world_nquads(
    articles: Iterable[ArticleEvidence],
    gazetteer: Gazetteer,
    identifiers: Identifiers,
    corrections: Iterable[Correction] = (),
) -> bytes:
    """The N-Quads of the world graph: the same bytes for the same articles and corrections in any order."""
    return nquads(world_triples(articles, Corrections(corrections, gazetteer), identifiers), identifiers.world)


def world_triples(
    read: Iterable[ArticleEvidence], corrections: Corrections, identifiers: Identifiers
) -> Iterator[Triple]:
    """The triples of the world graph. What the gazetteer's graph holds is not repeated."""
    gazetteer = corrections.gazetteer
    articles = tuple(map(corrections.applied, read))
    facts: defaultdict[str, Counter[Fact]] = defaultdict(Counter)
    for article in articles:
        for thing, fact in told_by(article, gazetteer):
            facts[thing][fact] += 1
    for thing, told in facts.items():
        yield from thing_triples(thing, told, gazetteer, identifiers)
    texts = {article.article: Text(article.content_hash, article.sketch) for article in articles}

    def label(thing: EntityId) -> str:
        return label_of(thing, facts.get(thing, {}), gazetteer)

    edits = corrections.edits(report_of(articles))
    for event in happenings((account for article in articles for account in article.accounts), edits):
        yield from event_triples(event, independent(sources(event, texts)), label, identifiers)


def told_by(article: ArticleEvidence, gazetteer: Gazetteer) -> Iterator[tuple[str, Fact]]:
    """What an article tells of each thing but events: a description, a name, a day in office, or that it is there.

    A thing is named by its identifier, a tenure by its holder and its office. An article that only says who held
    an office before shows no day of it, and tells of no tenure.
    """
    for place in article.places:
        if place not in gazetteer.entities:
            yield place, None
    for entity in article.entities:
        if entity.id not in gazetteer.entities:
            yield entity.id, entity
    for naming in article.namings:
        yield naming.instrument, naming
    for holding in article.holdings:
        if holding.day and not holding.former:
            yield f"{holding.holder} {holding.office}", holding.day
    yield from article.found
    for renamed in article.renamed:
        yield renamed.person, renamed


def thing_triples(
    thing: str, facts: Mapping[Fact, int], gazetteer: Gazetteer, identifiers: Identifiers
) -> Iterator[Triple]:
    """The triples for a thing that is no event, from all facts told of it and how many articles tell each."""
    holder, _, office = thing.partition(" ")
    if office:
        if days := [fact for fact in facts if isinstance(fact, str)]:
            yield from _tenure(EntityId(holder), EntityId(office), days, identifiers)
        return
    entity = entity_of(EntityId(thing), facts, gazetteer)
    if entity is not None:
        yield from entity_triples(entity, identifiers)
    if entity is None:
        yield from _renamed(EntityId(thing), facts, identifiers)
    for fact in facts:
        if isinstance(fact, str):
            yield iri(f"{identifiers.base}id/{thing}"), LEG.foundAs, iri(fact)
    namings = {fact: times for fact, times in facts.items() if isinstance(fact, Naming)}
    if namings:
        yield from _instrument(EntityId(thing), namings, identifiers)


def _renamed(person: EntityId, facts: Mapping[Fact, int], identifiers: Identifiers) -> Iterator[Triple]:
    """A person who is somebody else: no actor any more, but what articles name still has a label."""
    renamed = [fact for fact in facts if isinstance(fact, Renamed)]
    for name in sorted({(fact.name.text, fact.name.language) for fact in renamed})[:1]:
        yield iri(identifiers.iri(person)), RDFS.label, tagged(*name)
    for fact in renamed:
        if fact.replaced_by:
            yield iri(identifiers.iri(person)), DCTERMS.isReplacedBy, iri(identifiers.iri(fact.replaced_by))


def entity_of(thing: EntityId, facts: Mapping[Fact, int], gazetteer: Gazetteer) -> Entity | None:
    """A thing as most articles describe it, with its names in other languages; None where none does.

    Places are taken from the gazetteer where it knows them: it knows more than its graph holds.
    """
    described = {fact: times for fact, times in facts.items() if isinstance(fact, Entity)}
    if (described or None in facts) and thing in gazetteer:
        entity = gazetteer.entity(thing)
    elif described:
        entity = merged_entity(described)
    else:
        return None
    return replace(entity, names=(*entity.names, *gazetteer.translated(thing)))


def label_of(thing: EntityId, facts: Mapping[Fact, int], gazetteer: Gazetteer) -> str:
    """What a thing is called."""
    known = gazetteer.entities.get(thing) or entity_of(thing, facts, gazetteer)
    return known.label if known else key_of(thing)


def sources(event: Happening, texts: Mapping[ArticleId, Text]) -> Iterator[Text]:
    """The articles that report an event, each with the sentences that do."""
    passages: defaultdict[ArticleId, set[Sketch]] = defaultdict(set)
    for account in event.accounts:
        passages[account.article].add(account.runs)
    for article, told in passages.items():
        yield replace(texts[article], passages=tuple(sorted(told)))


def _tenure(holder: EntityId, office: EntityId, days: Iterable[str], identifiers: Identifiers) -> Iterator[Triple]:
    """One tenure a holder and office, over the days on which articles show it."""
    seen = sorted(days)
    subject = iri(identifiers.tenure(holder, office))
    yield subject, RDF.type, constant(LEG.Tenure)
    yield subject, LEG.holder, iri(identifiers.iri(holder))
    yield subject, LEG.office, iri(identifiers.iri(office))
    yield subject, LEG.seenFrom, date(seen[0])
    yield subject, LEG.seenUntil, date(seen[-1])


def _instrument(instrument: EntityId, namings: Mapping[Naming, int], identifiers: Identifiers) -> Iterator[Triple]:
    """An agreement with its parties, or a policy with who pursues it and what it most often is said to be for."""
    subject = iri(identifiers.iri(instrument))
    policy = instrument.startswith("policy/")
    yield subject, RDF.type, constant(LEG.Policy if policy else LEG.Agreement)
    told = tally((naming.name, times) for naming, times in namings.items())
    names = sorted(told, key=lambda name: (-told[name], -len(name.text), name.text))
    for number, name in enumerate(names):
        yield subject, SKOS.altLabel if number else RDFS.label, tagged(name.text, name.language)
    for party in {party for naming in namings for party in naming.parties}:
        yield subject, LEG.pursuedBy if policy else LEG.party, iri(identifiers.iri(party))
    if policy and (aim := most_of(tally((naming.aim, times) for naming, times in namings.items()))):
        yield subject, LEG.aim, string(aim)
