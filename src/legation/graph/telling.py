"""What the findings of an article tell the world, without a way through their graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from legation.gazetteer import Gazetteer
from legation.graph.acting import Acting
from legation.graph.copies import sketch
from legation.graph.evidence import Account, ArticleEvidence, Holding, Naming, interval, times
from legation.graph.identifiers import Identifiers, digest
from legation.graph.mapping import authors_of, content_hash, described, publisher_of
from legation.graph.particulars import particulars
from legation.graph.terms import Term, moment, tagged, whole
from legation.model import (
    BlockKind,
    Entity,
    EntityId,
    EventReport,
    Findings,
    Instrument,
    Name,
    Party,
    Passage,
    Span,
)

_Found = TypeVar("_Found", EventReport, Instrument)


def findings_evidence(findings: Findings, gazetteer: Gazetteer, identifiers: Identifiers) -> ArticleEvidence:
    """What `read_evidence` reads from the graph of the findings.

    Raises BadInput where a time is not ISO 8601, or an identifier has characters that no IRI may have.
    """
    return _Telling(findings, gazetteer, identifiers).evidence()


class _Telling:
    """Keeps what all reports of an article share."""

    def __init__(self, findings: Findings, gazetteer: Gazetteer, identifiers: Identifiers) -> None:
        self.findings = findings
        # One character for one, so that spans hold.
        self.text = whole(findings.document.text)
        self.article = identifiers.article(findings.document.id)
        # Nodes of a graph are read in order of their IRIs.
        told = sorted(described(findings), key=lambda entity: identifiers.appearance(findings.document.id, entity.id))
        self.entities = {entity.id: _as_read(entity) for entity in told if entity.names}
        self.acting = Acting(self.entities, gazetteer)
        published = findings.document.article.published
        self.published, self.day = times(_lexical(moment(published)) if published else "")

    def evidence(self) -> ArticleEvidence:
        """All of it."""
        findings = self.findings
        body = [p.span for p in findings.passages if p.kind is BlockKind.BODY]
        return ArticleEvidence(
            article=findings.document.id,
            content_hash=content_hash(findings.document.text),
            sketch=sketch(map(self._words, sorted(body, key=lambda span: (span.begin, self._words(span))))),
            entities=tuple(self.entities.values()),
            holdings=tuple(sorted(Holding(t.holder, t.office, t.day, t.former) for t in findings.tenures)),
            namings=tuple(_naming(instrument) for _, instrument in _numbered(findings.instruments)),
            accounts=tuple(self._accounts()),
            places=frozenset(entity for entity in _named(findings) if entity and entity.startswith("place/")),
        )

    def _accounts(self) -> Iterator[Account]:
        digests: dict[int, str] = {}
        passages = {passage.number: passage for passage in self.findings.passages}
        for number, report in _numbered(self.findings.events):
            passage = passages[report.passage]
            if passage.number not in digests:
                digests[passage.number] = digest(self._words(passage.span))
            yield self._account(number, report, passage, digests[passage.number])

    def _account(self, number: int, report: EventReport, passage: Passage, sentence: str) -> Account:
        initiators, recipients = _identified(report.sources), _identified(report.targets)
        represented = self.acting.represented
        earliest, latest = interval(report.earliest, report.latest, self.day)
        start, trigger = passage.span.begin, report.trigger
        told = particulars(self._words(passage.span), trigger.begin - start, trigger.end - start)
        return Account(
            report=f"{self.article}/report/{number}",
            passage=f"{self.article}/passage/{report.passage}",
            headline=passage.kind is not BlockKind.BODY,
            sentence=sentence,
            article=self.findings.document.id,
            published=self.published,
            day=self.day,
            type=report.type,
            status=report.status,
            mode=report.mode,
            contexts=frozenset(report.contexts),
            issues=frozenset(report.issues),
            initiators=initiators,
            recipients=recipients,
            initiating=frozenset(map(represented, initiators)),
            receiving=frozenset(map(represented, recipients)),
            persons=frozenset((represented(p), p) for p in initiators | recipients if p.startswith("person/")),
            initiator_words=self._parties(report.sources),
            recipient_words=self._parties(report.targets),
            reciprocal=report.reciprocal,
            earliest=earliest,
            latest=latest,
            place=report.place,
            place_state=self.acting.state_of_place(report.place) if report.place else None,
            place_wide=report.place is not None and self.acting.is_wide(report.place),
            trigger=self._words(report.trigger),
            begin=report.trigger.begin,
            attributed=bool(report.attributed_to and report.attributed_to.entity),
            counts=told.counts,
            matter=told.matter,
            runs=sketch([self._words(passage.span)]),
        )

    def _parties(self, parties: Iterable[Party]) -> tuple[str, ...]:
        return tuple(sorted({self._words(party.span) for party in parties}))

    def _words(self, span: Span) -> str:
        return self.text[span.begin : span.end]


def _as_read(entity: Entity) -> Entity:
    """The entity as its appearance in a graph gives it."""
    placed = entity.latitude is not None and entity.longitude is not None
    return Entity(
        id=entity.id,
        kind=entity.kind,
        names=tuple(sorted({_name(name) for name in entity.names}, key=lambda name: (name.text, name.language))),
        state=entity.state,
        body=entity.body or next(iter(entity.member_of), None),
        sector=entity.sector,
        latitude=entity.latitude if placed else None,
        longitude=entity.longitude if placed else None,
    )


def _name(name: Name) -> Name:
    language = name.language.lower() if "@" in tagged("", name.language) else "en"
    return Name(whole(name.text), language)


def _naming(instrument: Instrument) -> Naming:
    return Naming(
        instrument=instrument.entity,
        kind=instrument.kind,
        name=Name(whole(instrument.label)),
        parties=frozenset(instrument.parties),
        aim=whole(instrument.aim),
    )


def _identified(parties: Iterable[Party]) -> frozenset[EntityId]:
    return frozenset(party.entity for party in parties if party.entity)


def _named(findings: Findings) -> Iterator[EntityId | None]:
    """Everything that the graph of the findings points to."""
    yield publisher_of(findings)
    yield from authors_of(findings)
    yield findings.dateline
    for mention in findings.mentions:
        yield mention.entity
    for entity in described(findings):
        yield from (entity.id, entity.state, entity.body or next(iter(entity.member_of), None))
    for tenure in findings.tenures:
        yield from (tenure.holder, tenure.office)
    for report in findings.events:
        yield from (party.entity for party in (*report.sources, *report.targets))
        yield from (*report.issues, report.place, report.attributed_to.entity if report.attributed_to else None)
    for statement in findings.statements:
        yield from (statement.speaker.entity, statement.on_behalf_of, statement.office, *statement.about)
    for assessment in findings.assessments:
        yield from (*assessment.parties, assessment.assessed_by)
    for indicator in findings.indicators:
        yield from (indicator.subject, indicator.counterpart)
    for instrument in findings.instruments:
        yield from instrument.parties


def _numbered(found: tuple[_Found, ...]) -> list[tuple[int, _Found]]:
    """Findings with their numbers, in the order in which the nodes of a graph are read: 1, 10, 2."""
    return sorted(enumerate(found), key=lambda numbered: str(numbered[0]))


def _lexical(literal: Term) -> str:
    """The text of a literal that holds nothing to escape."""
    return literal[1:].partition('"')[0]
