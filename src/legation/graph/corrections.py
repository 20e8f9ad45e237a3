"""Corrections as values and as triples: who says since when that something was read wrongly, and what is right."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pyoxigraph import Literal, NamedNode, Quad

from legation.errors import BadInput
from legation.graph.evidence import Account, ArticleEvidence
from legation.graph.identifiers import Identifiers, digest
from legation.graph.quads import as_nquads, lines
from legation.graph.terms import Term, Triple, constant, count, date, iri, moment, string
from legation.graph.vocabulary import ACT, EVENT_TYPE, FOAF, LEG, PROV, RDF, STATUS
from legation.model import ArticleId, EntityId, EventType, Status


class Act(StrEnum):
    """What a correction does."""

    REJECT = "reject"
    """A report is wrong: nothing of the kind is told there."""
    REVISE = "revise"
    """A report has another type, status, day, or other parties."""
    JOIN = "join"
    """Reports are of one event."""
    PART = "part"
    """Reports are of another event than others."""
    IDENTIFY = "identify"
    """A person is another one, in some articles or in all."""
    WITHDRAW = "withdraw"
    """An earlier correction no longer holds."""


class Part(StrEnum):
    """A part of a report that can be revised."""

    TYPE = "type"
    STATUS = "status"
    INITIATORS = "initiators"
    RECIPIENTS = "recipients"
    DAYS = "days"


_REVISES: Mapping[Part, tuple[NamedNode, ...]] = {
    Part.TYPE: (LEG.readType,),
    Part.STATUS: (LEG.readStatus,),
    Part.INITIATORS: (LEG.readInitiator,),
    Part.RECIPIENTS: (LEG.readRecipient,),
    Part.DAYS: (LEG.readEarliest, LEG.readLatest),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of an event: days are ISO days, empty where nothing is; parties are those with identity."""

    type: EventType | None = None
    status: Status | None = None
    initiators: frozenset[EntityId] = frozenset()
    recipients: frozenset[EntityId] = frozenset()
    earliest: str = ""
    latest: str = ""

    @classmethod
    def by(cls, account: Account) -> Told:
        """What a report tells."""
        return cls(
            type=account.type,
            status=account.status,
            initiators=account.initiators,
            recipients=account.recipients,
            earliest=account.earliest,
            latest=account.latest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A report as it stood when it was corrected: the place in the text by which it is found again, and what it told.

    `begin` and `end` are where its trigger stands in the text of the article.
    """

    article: ArticleId
    text: str
    """The SHA-256 of that text."""
    sentence: str
    """A digest of the sentence."""
    trigger: str
    begin: int
    end: int
    told: Told

    @classmethod
    def of(cls, account: Account, evidence: ArticleEvidence) -> Reading:
        """The reading of a report of an article."""
        return cls(
            article=account.article,
            text=evidence.content_hash,
            sentence=account.sentence,
            trigger=account.trigger,
            begin=account.begin,
            end=account.begin + len(account.trigger),
            told=Told.by(account),
        )

    def found(self, evidence: ArticleEvidence) -> Account | None:
        """The report that this is a reading of, in what the article tells now; None where it cannot be told which.

        The same words must stand at the same place, in the same text or sentence, and the report must have the same
        type and parties. Of several such reports it is the one that tells all else the same as well.
        """
        same_text = evidence.content_hash == self.text
        near = [
            account
            for account in evidence.accounts
            if (account.begin, account.trigger) == (self.begin, self.trigger)
            and (same_text or account.sentence == self.sentence)
            and (account.type, account.initiators, account.recipients)
            == (self.told.type, self.told.initiators, self.told.recipients)
        ]
        if len(near) > 1:
            near = [account for account in near if Told.by(account) == self.told]
        return near[0] if len(near) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction; which fields it has depends on its act."""

    name: str = ""
    """16 hexadecimal digits, which `signed` makes from all else."""
    act: Act
    corrector: str
    """The name of who corrects."""
    time: str
    """When, in ISO 8601 with its offset from UTC."""
    reason: str = ""
    corrects: tuple[Reading, ...] = ()
    """The reports that are rejected, revised, joined, or parted from others."""
    apart_from: tuple[Reading, ...] = ()
    revises: frozenset[Part] = frozenset()
    right: Told = Told()
    """What the parts that are revised should tell; what is empty there is not told."""
    person: EntityId | None = None
    is_person: EntityId | None = None
    articles: tuple[ArticleId, ...] = ()
    """The articles in which the person is another; none for all."""
    withdraws: str = ""
    """The name of the correction that no longer holds."""

    @property
    def order(self) -> tuple[dt.datetime, str]:
        """What sorts corrections by time. Raises BadInput where it is none."""
        return parsed(self.time), self.name

    @property
    def readings(self) -> tuple[Reading, ...]:
        """All reports that it speaks of, in the order of their numbers."""
        return (*self.corrects, *self.apart_from)


def signed(correction: Correction) -> Correction:
    """The correction with its name: equal ones have one."""
    nameless = replace(correction, name="0" * 16)
    return replace(correction, name=digest(*lines(_triples(nameless, Identifiers()))))


def parsed(time: str) -> dt.datetime:
    """A time with its offset from UTC. Raises BadInput for anything else."""
    try:
        found = dt.datetime.fromisoformat(time)
        if found.tzinfo is not None:
            return found
    except ValueError:
        pass
    raise BadInput(f"time {time!r}", "a time is written as in ISO 8601, with its offset from UTC")


def correction_nquads(correction: Correction, identifiers: Identifiers) -> bytes:
    """The N-Quads of a correction, in a graph of its own.

    Raises BadInput where a time or a day is not ISO 8601, or an identifier has characters that no IRI may have.
    """
    told = lines(_triples(correction, identifiers))
    return as_nquads(told, identifiers.correction_graph(correction.name))


def reading_key(name: str, number: int) -> str:
    """What a reading of a correction is called below `id/`."""
    return f"correction/{name}/reading/{number}"


def _triples(correction: Correction, identifiers: Identifiers) -> Iterator[Triple]:
    whole = identifiers.correction(correction.name)
    subject, corrector = iri(whole), iri(f"{whole}/corrector")
    yield subject, RDF.type, constant(LEG.Correction)
    yield subject, LEG.act, constant(ACT[correction.act.value])
    yield subject, PROV.generatedAtTime, moment(correction.time)
    yield subject, PROV.wasAttributedTo, corrector
    yield corrector, RDF.type, constant(PROV.Agent)
    yield corrector, FOAF.name, string(correction.corrector)
    if correction.reason:
        yield subject, LEG.reason, string(correction.reason)
    for number, reading in enumerate(correction.readings):
        node = iri(f"{identifiers.base}id/{reading_key(correction.name, number)}")
        yield subject, LEG.corrects if number < len(correction.corrects) else LEG.apartFrom, node
        yield from _reading(node, reading, identifiers)
    for part in correction.revises:
        for predicate in _REVISES[part]:
            yield subject, LEG.revises, constant(predicate)
    yield from _told(subject, correction.right, identifiers)
    for predicate, person in ((LEG.person, correction.person), (LEG.isPerson, correction.is_person)):
        if person:
            yield subject, predicate, iri(identifiers.iri(person))
    for article in correction.articles:
        yield subject, LEG.readIn, iri(identifiers.article(article))
    if correction.withdraws:
        yield subject, LEG.withdraws, iri(identifiers.correction(correction.withdraws))


def _reading(node: Term, reading: Reading, identifiers: Identifiers) -> Iterator[Triple]:
    yield node, RDF.type, constant(LEG.Reading)
    yield node, LEG.readIn, iri(identifiers.article(reading.article))
    yield node, LEG.textHash, string(reading.text)
    yield node, LEG.sentenceHash, string(reading.sentence)
    yield node, LEG.readTrigger, string(reading.trigger)
    yield node, LEG.readBegin, count(reading.begin)
    yield node, LEG.readEnd, count(reading.end)
    yield from _told(node, reading.told, identifiers)


def _told(node: Term, told: Told, identifiers: Identifiers) -> Iterator[Triple]:
    if told.type:
        yield node, LEG.readType, constant(EVENT_TYPE[told.type])
    if told.status:
        yield node, LEG.readStatus, constant(STATUS[told.status])
    for predicate, parties in ((LEG.readInitiator, told.initiators), (LEG.readRecipient, told.recipients)):
        for party in parties:
            yield node, predicate, iri(identifiers.iri(party))
    for predicate, day in ((LEG.readEarliest, told.earliest), (LEG.readLatest, told.latest)):
        if day:
            yield node, predicate, date(day)


_Node = Mapping[NamedNode, list[str]]


def read_corrections(quads: Iterable[Quad], identifiers: Identifiers) -> list[Correction]:
    """The corrections among some quads, the earliest first. Nodes that lack what an act needs are passed over."""
    nodes: defaultdict[str, defaultdict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        value = quad.object
        if isinstance(quad.subject, NamedNode) and isinstance(value, (NamedNode, Literal)):
            nodes[quad.subject.value][quad.predicate].append(value.value)
    found = [
        _correction(nodes, whole, identifiers)
        for whole, node in nodes.items()
        if LEG.Correction.value in node.get(RDF.type, ())
    ]
    return sorted(filter(None, found), key=lambda correction: correction.order)


def _correction(nodes: Mapping[str, _Node], whole: str, identifiers: Identifiers) -> Correction | None:
    node = nodes[whole]
    act, time = _local(_one(node, LEG.act)), _one(node, PROV.generatedAtTime)
    if act not in set(Act) or not time:
        return None
    revised = set(node.get(LEG.revises, ()))

    def readings(predicate: NamedNode) -> tuple[Reading, ...]:
        names = sorted(node.get(predicate, ()), key=lambda name: int(name.rpartition("/")[2]))
        return tuple(_read_reading(nodes.get(name, {}), identifiers) for name in names)

    return Correction(
        name=whole.rpartition("/")[2],
        act=Act(act),
        corrector=_one(nodes.get(_one(node, PROV.wasAttributedTo), {}), FOAF.name),
        time=time,
        reason=_one(node, LEG.reason),
        corrects=readings(LEG.corrects),
        apart_from=readings(LEG.apartFrom),
        revises=frozenset(part for part, terms in _REVISES.items() if {term.value for term in terms} & revised),
        right=_read_told(node, identifiers),
        person=min(_entities(node, LEG.person, identifiers), default=None),
        is_person=min(_entities(node, LEG.isPerson, identifiers), default=None),
        articles=tuple(sorted(filter(None, map(identifiers.article_of, node.get(LEG.readIn, ()))))),
        withdraws=_one(node, LEG.withdraws).rpartition("/")[2],
    )


def _read_reading(node: _Node, identifiers: Identifiers) -> Reading:
    return Reading(
        article=identifiers.article_of(_one(node, LEG.readIn)) or ArticleId(""),
        text=_one(node, LEG.textHash),
        sentence=_one(node, LEG.sentenceHash),
        trigger=_one(node, LEG.readTrigger),
        begin=int(_one(node, LEG.readBegin) or 0),
        end=int(_one(node, LEG.readEnd) or 0),
        told=_read_told(node, identifiers),
    )


def _read_told(node: _Node, identifiers: Identifiers) -> Told:
    kind, status = _local(_one(node, LEG.readType)), _local(_one(node, LEG.readStatus))
    return Told(
        type=EventType(kind) if kind in set(EventType) else None,
        status=Status(status) if status in set(Status) else None,
        initiators=_entities(node, LEG.readInitiator, identifiers),
        recipients=_entities(node, LEG.readRecipient, identifiers),
        earliest=_one(node, LEG.readEarliest),
        latest=_one(node, LEG.readLatest),
    )


def _entities(node: _Node, predicate: NamedNode, identifiers: Identifiers) -> frozenset[EntityId]:
    return frozenset(filter(None, map(identifiers.entity, node.get(predicate, ()))))


def _one(node: _Node, predicate: NamedNode) -> str:
    return min(node.get(predicate, ()), default="")


def _local(term: str) -> str:
    return term.rpartition("#")[2]
