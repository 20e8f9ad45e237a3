"""Corrected sentences as evaluation data: what each should be read as, in the form of `extract --format events`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from legation.gazetteer import Gazetteer
from legation.graph.corrections import Act, Correction
from legation.graph.evidence import Account, ArticleEvidence, read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.vocabulary import LEG
from legation.ingest.world import corrections_of
from legation.model import EntityId
from legation.store import Store


def corrected_sentences(store: Store, identifiers: Identifiers, gazetteer: Gazetteer) -> Iterator[dict[str, Any]]:
    """One record for each sentence of which a report was rejected or revised and found again, in order of articles.

    `events` has what the sentence tells by all corrections that hold, `corrected` telling of which somebody said so;
    `wrong` has the rejected ones as they were read. Offsets count characters of the sentence, `date` is the day of
    publication.
    """
    corrections = corrections_of(store, identifiers, gazetteer)
    judging = [
        c for name, c in corrections.all.items() if c.act in (Act.REJECT, Act.REVISE) and corrections.holds(name)
    ]
    for article in sorted({reading.article for correction in judging for reading in correction.corrects}):
        quads = list(store.quads(identifiers.graph(article)))
        for evidence in read_evidence(quads, gazetteer, identifiers):
            found = {
                account.report: correction
                for correction in judging
                for reading in correction.corrects
                if (account := reading.found(evidence)) is not None
            }
            sentences = _Sentences(evidence, corrections.applied(evidence), found, gazetteer, identifiers)
            passages = dict(_told(quads, LEG.exact, LEG.begin))
            for passage in sorted({told.passage for told in evidence.accounts if told.report in found}):
                text, begin = (passages[passage, predicate] for predicate in (LEG.exact, LEG.begin))
                yield sentences.record(passage, text, int(begin))


def _told(quads: Iterable[Quad], *predicates: NamedNode) -> Iterator[tuple[tuple[str, NamedNode], str]]:
    """The values of some properties, by subject and property."""
    for quad in quads:
        if quad.predicate in predicates and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            yield (quad.subject.value, quad.predicate), quad.object.value


class _Sentences:
    """The sentences of one article, as read and as corrected."""

    def __init__(
        self,
        read: ArticleEvidence,
        right: ArticleEvidence,
        found: dict[str, Correction],
        gazetteer: Gazetteer,
        identifiers: Identifiers,
    ) -> None:
        self.read, self.right, self.found = read, right, found
        self.gazetteer, self.identifiers = gazetteer, identifiers
        self.sectors = {entity.id: entity.sector for entity in right.entities}

    def record(self, passage: str, text: str, begin: int) -> dict[str, Any]:
        """The record of a sentence."""
        kept = {told.report for told in self.right.accounts}
        right = [told for told in self.right.accounts if told.passage == passage]
        wrong = [told for told in self.read.accounts if told.passage == passage and told.report not in kept]
        return {
            "id": passage.removeprefix(f"{self.identifiers.base}id/"),
            "text": text,
            "date": self.read.accounts[0].day,
            "events": [self._event(told, begin) | {"corrected": told.report in self.found} for told in right],
            "wrong": [self._event(told, begin) for told in wrong],
        }

    def _event(self, told: Account, begin: int) -> dict[str, Any]:
        at = told.begin - begin
        return {
            "type": told.type.value,
            "mode": told.mode,
            "context": sorted(told.contexts),
            "status": told.status.value,
            "source": self._side(told.initiators, told.initiator_words),
            "target": self._side(told.recipients, told.recipient_words),
            "trigger": {"text": told.trigger, "begin": at, "end": at + len(told.trigger)},
            "earliest": told.earliest,
            "latest": told.latest,
            "place": told.place or "",
        }

    def _side(self, parties: Iterable[EntityId], words: Iterable[str]) -> list[dict[str, str]]:
        """The parties with the state acted for; where none is known, the words of the text."""
        found = [{"iri": party, "code": self._code(party), "sector": self._sector(party)} for party in sorted(parties)]
        return found or [{"text": word, "code": "", "sector": ""} for word in words]

    def _code(self, party: EntityId) -> str:
        described = next((entity for entity in self.right.entities if entity.id == party), None)
        if described is not None and described.state:
            return described.state.removeprefix("state/")
        return self.gazetteer.state_code(party)

    def _sector(self, party: EntityId) -> str:
        known = self.gazetteer.entities.get(party)
        return self.sectors.get(party) or (known.sector if known else "")
