"""Findings, the gazetteer and the ontology as triples: the one place where words become triples."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from itertools import count as count_from

import pyoxigraph
from pyoxigraph import NamedNode

from legation.gazetteer import Gazetteer
from legation.graph.entities import entity_triples, position
from legation.graph.identifiers import Identifiers, Iri, organization_id, person_id
from legation.graph.quads import Quad, as_nquads, from_nquads, lines, nquads, to_nquads
from legation.graph.terms import (
    FALSE,
    TRUE,
    Term,
    Triple,
    any_uri,
    constant,
    count,
    date,
    decimal,
    iri,
    moment,
    string,
    tagged,
)
from legation.graph.vocabulary import (
    DCTERMS,
    EVENT_TYPE,
    KIND,
    LEG,
    ONTOLOGY,
    PASSAGE_KIND,
    PROV,
    RDF,
    RDFS,
    SKOS,
    STATUS,
    TREND,
    context,
    mode,
)
from legation.model import (
    Assessment,
    Entity,
    EntityId,
    EntityKind,
    EventReport,
    Finding,
    Findings,
    Indicator,
    Instrument,
    Mention,
    Name,
    Party,
    Passage,
    Span,
    Statement,
    Tenure,
)
from legation.resources import directory
from legation.slugs import slug

_INSTRUMENT = {"Agreement": LEG.Agreement, "Policy": LEG.Policy}
_DECIMALS = 4


def findings_quads(findings: Findings, identifiers: Identifiers) -> list[Quad]:
    """The evidence graph of one article, in the order of `findings_nquads`."""
    return from_nquads(findings_nquads(findings, identifiers))


def findings_nquads(findings: Findings, identifiers: Identifiers) -> bytes:
    """The N-Quads of the evidence graph of one article: the same bytes for the same findings.

    Raises BadInput as `findings_lines` does.
    """
    return as_nquads(findings_lines(findings, identifiers), identifiers.graph(findings.document.id))


def findings_lines(findings: Findings, identifiers: Identifiers) -> list[str]:
    """The triples of the evidence graph of one article as `quads.lines` writes them.

    Raises BadInput where a day or a time is not ISO 8601, or an identifier has characters that no IRI may have.
    """
    return lines(_Evidence(findings, identifiers).triples())


def content_hash(text: str) -> str:
    """The SHA-256 of an article's text in UTF-8, as 64 hexadecimal digits: equal texts are copies."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def publisher_of(findings: Findings) -> EntityId | None:
    """The outlet of an article, named after itself where the findings do not tell which it is."""
    name = findings.document.article.publisher
    return findings.publisher or (organization_id(name) if name else None)


def authors_of(findings: Findings) -> tuple[EntityId, ...]:
    """The authors of an article, named after themselves where the findings do not tell who they are."""
    return findings.authors or tuple(map(person_id, findings.document.article.authors))


def described(findings: Findings) -> Iterator[Entity]:
    """All that the graph of an article describes, each once: what the findings do, the outlet and the authors."""
    seen: set[EntityId] = set()
    for entity in (*findings.entities, *_named_in_metadata(findings)):
        if entity.id not in seen:
            seen.add(entity.id)
            yield entity


def _named_in_metadata(findings: Findings) -> Iterator[Entity]:
    """The outlet and the authors, where the findings do not tell who they are."""
    article = findings.document.article
    if article.publisher and not findings.publisher:
        outlet = organization_id(article.publisher)
        yield Entity(id=outlet, kind=EntityKind.MEDIA, names=(Name(article.publisher),), sector="JRN")
    if not findings.authors:
        for name in article.authors:
            yield Entity(id=person_id(name), kind=EntityKind.PERSON, names=(Name(name),), sector="JRN")


def gazetteer_quads(gazetteer: Gazetteer, identifiers: Identifiers) -> list[Quad]:
    """The graph of what ships, in the order of `gazetteer_nquads`."""
    return from_nquads(gazetteer_nquads(gazetteer, identifiers))


def gazetteer_nquads(gazetteer: Gazetteer, identifiers: Identifiers) -> bytes:
    """The graph of what ships: states, organisations, groups, capitals, regions, outlets and the scheme of issues.

    Cities other than capitals are not in it; those that articles name are in the world.
    """
    return nquads(_gazetteer(gazetteer, identifiers), identifiers.gazetteer)


def ontology_quads() -> list[Quad]:
    """The graph of the ontology, in the order of `ontology_nquads`."""
    return from_nquads(ontology_nquads())


def ontology_nquads() -> bytes:
    """The classes, properties and event types of the ontology, in its own graph."""
    found: list[Quad] = []
    for file in sorted(directory("ontology").glob("*.ttl")):
        found.extend(Quad(quad.subject, quad.predicate, quad.object, ONTOLOGY) for quad in pyoxigraph.parse(path=file))
    return to_nquads(found)


def _gazetteer(gazetteer: Gazetteer, identifiers: Identifiers) -> Iterator[Triple]:
    def named(entity: EntityId) -> Term:
        return iri(identifiers.iri(entity))

    for entity in gazetteer.entities.values():
        yield from entity_triples(entity, identifiers)
    for state in gazetteer.states:
        subject = named(state.entity)
        yield subject, LEG.isoAlpha3, string(state.code)
        if state.alpha2:
            yield subject, LEG.isoAlpha2, string(state.alpha2)
        if state.demonym:
            yield subject, LEG.demonym, tagged(state.demonym, "en")
        if state.capital:
            yield subject, LEG.capital, named(state.capital)
    scheme = iri(identifiers.issues)
    yield scheme, RDF.type, constant(SKOS.ConceptScheme)
    yield scheme, RDFS.label, tagged("Issues of foreign relations", "en")
    for issue in gazetteer.issues:
        if issue.broader:
            yield named(issue.entity), SKOS.broader, named(issue.broader)
        else:
            yield named(issue.entity), SKOS.topConceptOf, scheme


class _Evidence:
    """The triples of one article; keeps the IRIs that many of them share."""

    def __init__(self, findings: Findings, identifiers: Identifiers) -> None:
        self.findings = findings
        self.text = findings.document.text
        self.identifiers = identifiers
        article = identifiers.article(findings.document.id)
        self.below = article + "/"
        self.article = iri(article)
        self.extraction = iri(identifiers.extraction(findings.document.id))
        self.entities: dict[EntityId, Term] = {}
        self.makers: dict[Finding, Term] = {
            finding: self._part("extraction", slug(share.extractor))
            for share in findings.shares
            for finding in share.found
        }

    def triples(self) -> Iterator[Triple]:
        """All triples, in no order that matters."""
        findings = self.findings
        return chain(
            self._article(),
            chain.from_iterable(map(self._passage, findings.passages)),
            chain.from_iterable(map(self._mention, count_from(0), findings.mentions)),
            self._appearances(),
            chain.from_iterable(map(self._tenure, count_from(0), findings.tenures)),
            chain.from_iterable(map(self._report, count_from(0), findings.events)),
            chain.from_iterable(map(self._statement, count_from(0), findings.statements)),
            chain.from_iterable(map(self._assessment, count_from(0), findings.assessments)),
            chain.from_iterable(map(self._indicator, count_from(0), findings.indicators)),
            chain.from_iterable(map(self._instrument, count_from(0), findings.instruments)),
            self._extractions(),
        )

    def _article(self) -> Iterator[Triple]:
        article, subject = self.findings.document.article, self.article
        yield subject, RDF.type, constant(LEG.Article)
        if article.title:
            yield subject, DCTERMS.title, string(article.title)
        if publisher := publisher_of(self.findings):
            yield subject, LEG.publisher, self._entity(publisher)
        for author in authors_of(self.findings):
            yield subject, LEG.author, self._entity(author)
        if self.findings.dateline:
            yield subject, LEG.dateline, self._entity(self.findings.dateline)
        if article.published:
            yield subject, LEG.published, moment(article.published)
        if article.modified:
            yield subject, LEG.modified, moment(article.modified)
        if article.url:
            yield subject, LEG.url, any_uri(article.url)
        if article.language:
            yield subject, LEG.language, string(article.language)
        yield subject, LEG.contentHash, string(content_hash(self.text))

    def _passage(self, passage: Passage) -> Iterator[Triple]:
        subject = self._part("passage", passage.number)
        yield subject, RDF.type, constant(LEG.Passage)
        yield subject, LEG.inArticle, self.article
        yield subject, LEG.begin, count(passage.span.begin)
        yield subject, LEG.end, count(passage.span.end)
        yield subject, LEG.exact, self._words(passage.span)
        yield subject, LEG.passageKind, constant(PASSAGE_KIND[passage.kind])

    def _mention(self, number: int, mention: Mention) -> Iterator[Triple]:
        subject = self._part("mention", number)
        yield subject, RDF.type, constant(LEG.Mention)
        yield subject, LEG.mentions, self._entity(mention.entity)
        yield subject, LEG.evidence, self._part("passage", mention.passage)
        yield subject, LEG.surface, self._words(mention.span)
        yield subject, LEG.begin, count(mention.span.begin)
        yield subject, LEG.end, count(mention.span.end)

    def _appearances(self) -> Iterator[Triple]:
        first: dict[EntityId, int] = {}
        for mention in self.findings.mentions:
            first[mention.entity] = min(mention.passage, first.get(mention.entity, mention.passage))
        for entity in described(self.findings):
            yield from self._appearance(entity, first.get(entity.id))

    def _appearance(self, entity: Entity, passage: int | None) -> Iterator[Triple]:
        subject = iri(self.identifiers.appearance(self.findings.document.id, entity.id))
        yield subject, RDF.type, constant(LEG.Appearance)
        yield subject, LEG.describes, self._entity(entity.id)
        yield subject, LEG.actorClass, constant(KIND[entity.kind])
        for name in entity.names:
            yield subject, LEG.name, tagged(name.text, name.language)
        if entity.state:
            yield subject, LEG.reportedState, self._entity(entity.state)
        if body := entity.body or next(iter(entity.member_of), None):
            yield subject, LEG.reportedBody, self._entity(body)
        if entity.sector:
            yield subject, LEG.sector, string(entity.sector)
        if passage is not None:
            yield subject, LEG.evidence, self._part("passage", passage)
        yield from position(subject, entity)

    def _tenure(self, number: int, tenure: Tenure) -> Iterator[Triple]:
        subject = self._part("tenure", number)
        yield subject, RDF.type, constant(LEG.TenureReport)
        yield subject, LEG.reportedHolder, self._entity(tenure.holder)
        yield subject, LEG.reportedOffice, self._entity(tenure.office)
        if tenure.day:
            yield subject, LEG.day, date(tenure.day)
        if tenure.former:
            yield subject, LEG.former, TRUE
        yield subject, LEG.evidence, self._part("passage", tenure.passage)

    def _report(self, number: int, report: EventReport) -> Iterator[Triple]:
        subject = self._part("report", number)
        yield subject, RDF.type, constant(LEG.EventReport)
        yield subject, LEG.inArticle, self.article
        yield subject, LEG.trigger, self._words(report.trigger)
        yield subject, LEG.triggerBegin, count(report.trigger.begin)
        yield subject, LEG.triggerEnd, count(report.trigger.end)
        yield subject, LEG.reportedType, constant(EVENT_TYPE[report.type])
        if report.mode:
            yield subject, LEG.reportedMode, constant(mode(report.type, report.mode))
        for name in report.contexts:
            yield subject, LEG.reportedContext, constant(context(name))
        for issue in report.issues:
            yield subject, LEG.reportedIssue, self._entity(issue)
        yield subject, LEG.reportedStatus, constant(STATUS[report.status])
        yield from self._parties(subject, report.sources, LEG.reportedInitiator, LEG.initiatorText)
        yield from self._parties(subject, report.targets, LEG.reportedRecipient, LEG.recipientText)
        if report.reciprocal:
            yield subject, LEG.reciprocal, TRUE
        if report.earliest:
            yield subject, LEG.reportedEarliest, date(report.earliest)
        if report.latest:
            yield subject, LEG.reportedLatest, date(report.latest)
        if report.place:
            yield subject, LEG.reportedPlace, self._entity(report.place)
        if report.attributed_to and report.attributed_to.entity:
            yield subject, LEG.attributedTo, self._entity(report.attributed_to.entity)
        yield from self._made(subject, report)

    def _parties(self, subject: Term, parties: Iterable[Party], who: NamedNode, words: NamedNode) -> Iterator[Triple]:
        for party in parties:
            if party.entity:
                yield subject, who, self._entity(party.entity)
            yield subject, words, self._words(party.span)

    def _statement(self, number: int, statement: Statement) -> Iterator[Triple]:
        subject = self._part("statement", number)
        yield subject, RDF.type, constant(LEG.Statement)
        yield subject, LEG.inArticle, self.article
        if statement.speaker.entity:
            yield subject, LEG.speaker, self._entity(statement.speaker.entity)
        yield subject, LEG.speakerText, self._words(statement.speaker.span)
        if statement.on_behalf_of:
            yield subject, LEG.onBehalfOf, self._entity(statement.on_behalf_of)
        if statement.office:
            yield subject, LEG.inOffice, self._entity(statement.office)
        if statement.quotation:
            yield subject, LEG.quotation, string(statement.quotation)
        else:
            yield subject, LEG.paraphrase, string(statement.paraphrase)
        yield subject, LEG.begin, count(statement.span.begin)
        yield subject, LEG.end, count(statement.span.end)
        for about in statement.about:
            yield subject, LEG.about, self._entity(about)
        if statement.date:
            yield subject, LEG.date, date(statement.date)
        yield from self._made(subject, statement)

    def _assessment(self, number: int, assessment: Assessment) -> Iterator[Triple]:
        subject = self._part("assessment", number)
        yield subject, RDF.type, constant(LEG.RelationAssessment)
        yield subject, LEG.inArticle, self.article
        for party in assessment.parties:
            yield subject, LEG.party, self._entity(party)
        yield subject, LEG.trend, constant(TREND[assessment.trend])
        yield subject, LEG.trigger, self._words(assessment.trigger)
        if assessment.assessed_by:
            yield subject, LEG.assessedBy, self._entity(assessment.assessed_by)
        yield from self._made(subject, assessment)

    def _indicator(self, number: int, indicator: Indicator) -> Iterator[Triple]:
        subject = self._part("indicator", number)
        yield subject, RDF.type, constant(LEG.Indicator)
        yield subject, LEG.inArticle, self.article
        yield subject, LEG.subject, self._entity(indicator.subject)
        if indicator.counterpart:
            yield subject, LEG.counterpart, self._entity(indicator.counterpart)
        yield subject, LEG.measure, string(indicator.measure)
        yield subject, LEG.value, decimal(indicator.value)
        yield subject, LEG.unit, string(indicator.unit)
        yield subject, LEG.approximate, TRUE if indicator.approximate else FALSE
        yield from self._made(subject, indicator)

    def _instrument(self, number: int, instrument: Instrument) -> Iterator[Triple]:
        subject = self._part("instrument", number)
        yield subject, RDF.type, constant(LEG.InstrumentReport)
        yield subject, LEG.describes, self._entity(instrument.entity)
        yield subject, LEG.actorClass, constant(_INSTRUMENT[instrument.kind])
        yield subject, LEG.name, tagged(instrument.label, "en")
        for party in instrument.parties:
            yield subject, LEG.party, self._entity(party)
        if instrument.aim:
            yield subject, LEG.aim, string(instrument.aim)
        yield from self._made(subject, instrument)

    def _extractions(self) -> Iterator[Triple]:
        made = [(self.extraction, self.findings.extraction)]
        made += [(self._part("extraction", slug(share.extractor)), share.extraction) for share in self.findings.shares]
        for subject, extraction in made:
            yield subject, RDF.type, constant(LEG.Extraction)
            yield subject, PROV.used, self.article
            yield subject, LEG.software, string(extraction.software)
            yield subject, LEG.model, string(extraction.model)
            yield subject, LEG.settingsDigest, string(extraction.settings)

    def _made(self, subject: Term, finding: Finding) -> Iterator[Triple]:
        """What every finding has: its sentence, how sure it is, what made it."""
        yield subject, LEG.evidence, self._part("passage", finding.passage)
        yield subject, LEG.confidence, decimal(round(finding.confidence, _DECIMALS))
        yield subject, LEG.extraction, self.makers.get(finding, self.extraction) if self.makers else self.extraction

    def _entity(self, entity: EntityId) -> Term:
        term = self.entities.get(entity)
        if term is None:
            term = self.entities[entity] = iri(self.identifiers.iri(entity))
        return term

    def _part(self, kind: str, number: int | str) -> Term:
        return iri(Iri(f"{self.below}{kind}/{number}"))

    def _words(self, span: Span) -> Term:
        return string(self.text[span.begin : span.end])
