"""Writes the graph that made-up articles would give, as N-Quads, without a parser: for measuring stores and pages.

    python benchmarks/make_graph.py NUMBER [--seed 1] [--output FILE] [--quads] [--evidence]

The articles are those of `make_corpus.py`. What each sentence tells is known from the grammar, and becomes findings,
which go the way of all findings: `graph.mapping` for the graph of each article, and the merging for the graph of the
world. With `--quads` the number is that of the quads of articles to be reached. The graph of the world takes all
evidence in memory; `--evidence` leaves it out.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from newsroom import Named, Sentence, State, Told, articles, states

from legation import gazetteer
from legation.articles.dateline import locate
from legation.articles.identity import article_id
from legation.gazetteer import Gazetteer
from legation.graph.evidence import ArticleEvidence
from legation.graph.identifiers import Identifiers, office_id, person_id
from legation.graph.mapping import findings_nquads, gazetteer_nquads, ontology_nquads
from legation.graph.telling import findings_evidence
from legation.graph.world import world_nquads
from legation.model import (
    Article,
    Block,
    BlockKind,
    Document,
    Entity,
    EntityId,
    EntityKind,
    EventReport,
    EventType,
    Extraction,
    Findings,
    Mention,
    Name,
    Party,
    Passage,
    Span,
    Statement,
    Status,
    Tenure,
)
from legation.slugs import slug

EXTRACTION = Extraction(software="make_graph 1", model="none", settings="0" * 64)
ENDLESS = 10**12
CONTEXTS = {
    "ASSAULT": ("military",), "MOBILIZE": ("military",), "RETREAT": ("military",), "COERCE": ("legal",),
    "CONSULT": ("diplomatic",), "AGREE": ("diplomatic", "legal"), "SANCTION": ("economic", "diplomatic"),
    "AID": ("economic",),
}  # fmt: skip
_QUOTED = re.compile(r'"([^"]+)"')


def places(known: Gazetteer) -> dict[str, Entity]:
    """The towns of the articles, by name, that the gazetteer knows."""
    found = {town: locate(town, known) for state in states() for town in (state.town, state.capital)}
    return {town: place for town, place in found.items() if place}


def findings(told: Told, known: Gazetteer, towns: dict[str, Entity]) -> Findings:
    """What an article tells."""
    return _Reading(told, known, towns).findings()


class _Reading:
    """One article while its findings are put together."""

    def __init__(self, told: Told, known: Gazetteer, towns: dict[str, Entity]) -> None:
        self.told = told
        self.known = known
        self.towns = towns
        self.text = told.text
        self.day = told.day.isoformat()
        self.entities: dict[EntityId, Entity] = {}
        self.passages: list[Passage] = []
        self.mentions: list[Mention] = []
        self.events: list[EventReport] = []
        self.statements: list[Statement] = []
        self.tenures: list[Tenure] = []

    def findings(self) -> Findings:
        blocks = []
        begin = len(self.told.head)
        for paragraph in self.told.paragraphs:
            first = begin
            for sentence in paragraph:
                self._sentence(sentence, begin)
                begin += len(sentence.text) + 1
            blocks.append(Block(BlockKind.BODY, Span(first, begin - 1)))
            begin += 1
        place = self._place(self.told.place)
        return Findings(
            document=self._document(tuple(blocks)),
            extraction=EXTRACTION,
            passages=tuple(self.passages),
            entities=tuple(self.entities.values()),
            mentions=tuple(self.mentions),
            events=tuple(self.events),
            statements=tuple(self.statements),
            tenures=tuple(self.tenures),
            dateline=place,
        )

    def _document(self, blocks: tuple[Block, ...]) -> Document:
        told = self.told
        article = Article(
            text=self.text,
            url=told.url,
            title=told.title,
            publisher=told.outlet.name,
            authors=(told.author,),
            published=self.day,
            dateline=told.place,
            id=str(told.number),
        )
        dateline = Block(BlockKind.DATELINE, Span(0, len(told.head.rstrip())))
        return Document(id=article_id(article), article=article, text=self.text, blocks=(dateline, *blocks))

    def _sentence(self, sentence: Sentence, begin: int) -> None:
        passage = len(self.passages)
        self.passages.append(Passage(number=passage, kind=BlockKind.BODY, span=Span(begin, begin + len(sentence.text))))
        parties: dict[str, Party] = {}
        for named in sentence.named:
            entity = self._entity(named)
            if entity is None:
                continue
            span = Span(begin + named.begin, begin + named.end)
            self.mentions.append(Mention(entity=entity, passage=passage, span=span))
            if not named.town:
                code = self.told.states[named.state].code
                parties.setdefault(named.state, Party(span=span, entity=entity, code=code, sector="GOV"))
            if named.office:
                office = self._office(self.told.states[named.state], named.office)
                self.tenures.append(Tenure(holder=entity, office=office, passage=passage, day=self.day))
        if sentence.trigger:
            self._event(sentence, passage, begin, parties)
        if parties and not sentence.form.type:
            speaker = next(iter(parties.values()))
            for quoted in _QUOTED.finditer(sentence.text):
                self._statement(passage, Span(begin + quoted.start(1), begin + quoted.end(1)), speaker)

    def _event(self, sentence: Sentence, passage: int, begin: int, parties: dict[str, Party]) -> None:
        form = sentence.form
        who, _, whom = form.parties.partition(">")
        assert sentence.trigger
        first, last = sentence.trigger
        now = form.time == "" and passage == 0
        self.events.append(
            EventReport(
                type=EventType[form.type],
                status=Status.PLANNED if form.time == "planned" else Status.OCCURRED,
                passage=passage,
                trigger=Span(begin + first, begin + last),
                sources=tuple(parties[state] for state in who.split("+") if state in parties),
                targets=tuple(parties[state] for state in whom.split("+") if state in parties),
                reciprocal=not whom,
                contexts=CONTEXTS.get(form.type, ()),
                earliest=self.day if now else "",
                latest=self.day if now else "",
                place=next((self._place(n.town) for n in sentence.named if n.town), None),
                confidence=0.85,
            )
        )

    def _statement(self, passage: int, span: Span, speaker: Party) -> None:
        state = EntityId(f"state/{speaker.code}")
        self.statements.append(
            Statement(
                speaker=speaker,
                passage=passage,
                span=span,
                quotation=span.of(self.text),
                on_behalf_of=state if speaker.entity != state else None,
                confidence=0.95,
            )
        )

    def _entity(self, named: Named) -> EntityId | None:
        """What is named, described where the gazetteer does not hold it; None for a town that it does not know."""
        state = EntityId(f"state/{self.told.states[named.state].code}")
        if named.town:
            return self._place(named.town)
        if not named.person:
            return state
        entity = person_id(named.person)
        names = (Name(named.person),)
        self._describe(Entity(id=entity, kind=EntityKind.PERSON, names=names, state=state, sector="GOV"))
        return entity

    def _office(self, state: State, office: str) -> EntityId:
        owner = EntityId(f"state/{state.code}")
        entity = office_id(slug(office), owner)
        name = Name(f"{office.capitalize()} of {state.name}")
        self._describe(Entity(id=entity, kind=EntityKind.OFFICE, names=(name,), state=owner))
        return entity

    def _place(self, town: str) -> EntityId | None:
        found = self.towns.get(town)
        if found is None:
            return None
        self._describe(found)
        return found.id

    def _describe(self, entity: Entity) -> None:
        if entity.id not in self.known.entities:
            self.entities.setdefault(entity.id, entity)


def graphs(number: int, seed: int, known: Gazetteer, least: int) -> Iterator[tuple[bytes, ArticleEvidence]]:
    """The N-Quads of each article's graph with what it tells the world, until both numbers are reached."""
    identifiers, towns = Identifiers(), places(known)
    quads = 0
    for count, told in enumerate(articles(ENDLESS, seed)):
        if count >= number and quads >= least:
            return
        found = findings(told, known, towns)
        data = findings_nquads(found, identifiers)
        quads += data.count(b"\n")
        yield data, findings_evidence(found, known, identifiers)


def write(file: BinaryIO, number: int, seed: int, least: int, world: bool) -> tuple[int, int]:
    """Write the graph. Returns how many articles and quads."""
    known, identifiers = gazetteer.load(), Identifiers()
    shipped = ontology_nquads() + gazetteer_nquads(known, identifiers)
    file.write(shipped)
    count, quads = 0, shipped.count(b"\n")
    told = []
    for data, evidence in graphs(number, seed, known, least):
        file.write(data)
        count, quads = count + 1, quads + data.count(b"\n")
        if world:
            told.append(evidence)
    if world:
        data = world_nquads(told, known, identifiers)
        file.write(data)
        quads += data.count(b"\n")
    return count, quads


def main() -> None:
    """Write the graph, and tell how much it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--quads", action="store_true", help="the number is that of quads, not of articles")
    parser.add_argument("--evidence", action="store_true", help="without the graph of the world")
    options = parser.parse_args()
    number, least = (0, options.number) if options.quads else (options.number, 0)
    with options.output.open("wb") if options.output else sys.stdout.buffer as file:
        count, quads = write(file, number, options.seed, least, not options.evidence)
    print(f"{count:,} articles, {quads:,} quads", file=sys.stderr)


if __name__ == "__main__":
    main()
