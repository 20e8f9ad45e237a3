"""What the evidence graph of one article tells, read back from its quads as values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from legation.gazetteer import Gazetteer
from legation.graph.acting import Acting
from legation.graph.copies import Sketch, sketch
from legation.graph.identifiers import Identifiers, digest
from legation.graph.particulars import Count, particulars
from legation.graph.vocabulary import GEO, LEG, RDF
from legation.model import ArticleId, Entity, EntityId, EntityKind, EventType, Name, Status

_KINDS = frozenset(kind.value for kind in EntityKind)
_TYPES = frozenset(kind.value for kind in EventType)
_STATUSES = frozenset(status.value for status in Status)

Node = Mapping[NamedNode, list[NamedNode | Literal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One report of an event as an article gives it, with what tells whether another is of the same event.

    `initiators` and `recipients` are as reported; `initiating` and `receiving` are the states and organisations that
    they act for. `words` are those of parties without identity. Days are ISO days, empty where nothing is told.
    """

    report: str
    passage: str
    headline: bool
    sentence: str
    """A digest of the sentence's text."""
    article: ArticleId
    published: str
    """The day or time of publication in UTC, as a text that sorts by time; empty where unknown."""
    day: str
    """The day of publication where the article was published."""
    type: EventType
    status: Status
    mode: str = ""
    contexts: frozenset[str] = frozenset()
    issues: frozenset[EntityId] = frozenset()
    initiators: frozenset[EntityId] = frozenset()
    recipients: frozenset[EntityId] = frozenset()
    initiating: frozenset[EntityId] = frozenset()
    receiving: frozenset[EntityId] = frozenset()
    persons: frozenset[tuple[EntityId, EntityId]] = frozenset()
    """The persons among the parties, each after the state or organisation that it acts for."""
    initiator_words: tuple[str, ...] = ()
    recipient_words: tuple[str, ...] = ()
    reciprocal: bool = False
    earliest: str = ""
    latest: str = ""
    place: EntityId | None = None
    place_state: EntityId | None = None
    place_wide: bool = False
    """Whether other places lie in that place."""
    trigger: str = ""
    begin: int = 0
    """Where the trigger begins in the article's text."""
    attributed: bool = False
    """Whether somebody other than the outlet says so."""
    counts: frozenset[Count] = frozenset()
    """How many of what the sentence tells."""
    matter: frozenset[str] = frozenset()
    """Stems of the words about the act."""
    runs: Sketch = ()
    """The sketch of the sentence."""
    event: str = ""
    """The name of an event that begins with this report, where a correction must not change it; empty else."""


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """An article shows that `holder` has `office`, on a day."""

    holder: EntityId
    office: EntityId
    day: str
    former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """An article names an agreement or a policy; `kind` is "Agreement" or "Policy"."""

    instrument: EntityId
    kind: str
    name: Name
    parties: frozenset[EntityId] = frozenset()
    aim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A person whom an article names and who is somebody else by a correction; `replaced_by` where it is so in all."""

    person: EntityId
    name: Name
    replaced_by: EntityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEvidence:
    """What one article tells that the world is made of. `places` are those that anything in it names.

    `found` and `renamed` are empty but for articles that are corrected (`graph/correcting.py`).
    """

    article: ArticleId
    content_hash: str
    sketch: Sketch
    entities: tuple[Entity, ...] = ()
    holdings: tuple[Holding, ...] = ()
    namings: tuple[Naming, ...] = ()
    accounts: tuple[Account, ...] = ()
    places: frozenset[EntityId] = frozenset()
    found: tuple[tuple[str, str], ...] = ()
    """The readings of corrections that were found again, each with its report."""
    renamed: tuple[Renamed, ...] = ()


def read_evidence(quads: Iterable[Quad], gazetteer: Gazetteer, identifiers: Identifiers) -> Iterator[ArticleEvidence]:
    """The evidence of each article among some quads, in order of the articles' identifiers.

    Quads of other graphs are passed over; so are nodes that lack what their class needs.
    """
    graphs: defaultdict[str, dict[str, dict[NamedNode, list[NamedNode | Literal]]]] = defaultdict(dict)
    for quad in quads:
        subject, predicate, value, name = quad
        if isinstance(name, NamedNode) and isinstance(subject, NamedNode) and isinstance(value, (NamedNode, Literal)):
            graphs[name.value].setdefault(subject.value, {}).setdefault(predicate, []).append(value)
    for name, nodes in sorted(graphs.items()):
        article = identifiers.article_of_graph(name)
        if article is not None:
            yield _Reader(article, nodes, gazetteer, identifiers).evidence()


class _Reader:
    """Reads the nodes of one article's graph."""

    def __init__(
        self, article: ArticleId, nodes: Mapping[str, Node], gazetteer: Gazetteer, identifiers: Identifiers
    ) -> None:
        self.article = article
        self.identifiers = identifiers
        self.nodes = nodes
        self.by_class: defaultdict[NamedNode | Literal, list[tuple[str, Node]]] = defaultdict(list)
        for subject, node in sorted(nodes.items()):
            for kind in node.get(RDF.type, ()):
                self.by_class[kind].append((subject, node))
        self.entities = {entity.id: entity for entity in self._entities()}
        self.acting = Acting(self.entities, gazetteer)
        itself = nodes.get(identifiers.article(article), {})
        self.content_hash = _one(itself, LEG.contentHash)
        self.published, self.day = times(_one(itself, LEG.published))

    def evidence(self) -> ArticleEvidence:
        """All of it."""
        body = [
            (int(_one(node, LEG.begin) or 0), _one(node, LEG.exact))
            for _, node in self.by_class[LEG.Passage]
            if _one(node, LEG.passageKind).endswith("#sentence")
        ]
        return ArticleEvidence(
            article=self.article,
            content_hash=self.content_hash or self.article,
            sketch=sketch(text for _, text in sorted(body)),
            entities=tuple(self.entities.values()),
            holdings=tuple(sorted(self._holdings())),
            namings=tuple(self._namings()),
            accounts=tuple(self._accounts()),
            places=frozenset(self._places()),
        )

    def _entities(self) -> Iterator[Entity]:
        for _, node in self.by_class[LEG.Appearance]:
            about, kind = self._entity(node, LEG.describes), _local(_one(node, LEG.actorClass))
            names = tuple(sorted(_names(node), key=lambda name: (name.text, name.language)))
            if about is None or kind not in _KINDS or not names:
                continue
            yield Entity(
                id=about,
                kind=EntityKind(kind),
                names=names,
                state=self._entity(node, LEG.reportedState),
                body=self._entity(node, LEG.reportedBody),
                sector=_one(node, LEG.sector),
                latitude=_number(node, GEO.lat),
                longitude=_number(node, GEO.long),
            )

    def _holdings(self) -> Iterator[Holding]:
        for _, node in self.by_class[LEG.TenureReport]:
            holder, office = self._entity(node, LEG.reportedHolder), self._entity(node, LEG.reportedOffice)
            if holder and office:
                yield Holding(holder, office, _one(node, LEG.day), _one(node, LEG.former) == "true")

    def _namings(self) -> Iterator[Naming]:
        for _, node in self.by_class[LEG.InstrumentReport]:
            instrument, names = self._entity(node, LEG.describes), _names(node)
            if instrument and names:
                yield Naming(
                    instrument=instrument,
                    kind=_local(_one(node, LEG.actorClass)),
                    name=min(names, key=lambda name: (name.text, name.language)),
                    parties=self._entities_of(node, LEG.party),
                    aim=_one(node, LEG.aim),
                )

    def _accounts(self) -> Iterator[Account]:
        for report, node in self.by_class[LEG.EventReport]:
            kind, status = _local(_one(node, LEG.reportedType)), _local(_one(node, LEG.reportedStatus))
            if kind not in _TYPES or status not in _STATUSES:
                continue
            passage = _one(node, LEG.evidence)
            sentence = self.nodes.get(passage, {})
            initiators = self._entities_of(node, LEG.reportedInitiator)
            recipients = self._entities_of(node, LEG.reportedRecipient)
            place = self._entity(node, LEG.reportedPlace)
            text, start = _one(sentence, LEG.exact), int(_one(sentence, LEG.begin) or 0)
            begin, end = (int(_one(node, edge) or 0) for edge in (LEG.triggerBegin, LEG.triggerEnd))
            told = particulars(text, begin - start, end - start)
            earliest, latest = interval(_one(node, LEG.reportedEarliest), _one(node, LEG.reportedLatest), self.day)
            yield Account(
                report=report,
                passage=passage,
                headline=not _one(sentence, LEG.passageKind).endswith("#sentence"),
                sentence=digest(text),
                article=self.article,
                published=self.published,
                day=self.day,
                type=EventType(kind),
                status=Status(status),
                mode=_local(_one(node, LEG.reportedMode)).removeprefix(f"{kind}-"),
                contexts=frozenset(_local(value) for value in _all(node, LEG.reportedContext)),
                issues=self._entities_of(node, LEG.reportedIssue),
                initiators=initiators,
                recipients=recipients,
                initiating=frozenset(map(self.acting.represented, initiators)),
                receiving=frozenset(map(self.acting.represented, recipients)),
                persons=frozenset(
                    (self.acting.represented(party), party)
                    for party in initiators | recipients
                    if party.startswith("person/")
                ),
                initiator_words=tuple(sorted(_all(node, LEG.initiatorText))),
                recipient_words=tuple(sorted(_all(node, LEG.recipientText))),
                reciprocal=_one(node, LEG.reciprocal) == "true",
                earliest=earliest,
                latest=latest,
                place=place,
                place_state=self.acting.state_of_place(place) if place else None,
                place_wide=place is not None and self.acting.is_wide(place),
                trigger=_one(node, LEG.trigger),
                begin=begin,
                attributed=bool(node.get(LEG.attributedTo)),
                counts=told.counts,
                matter=told.matter,
                runs=sketch([text]),
            )

    def _places(self) -> Iterator[EntityId]:
        prefix = self.identifiers.base + "id/place/"
        for node in self.nodes.values():
            for values in node.values():
                for value in values:
                    if isinstance(value, NamedNode) and value.value.startswith(prefix):
                        place = self.identifiers.entity(value.value)
                        if place:
                            yield place

    def _entity(self, node: Node, name: NamedNode) -> EntityId | None:
        return min(self._entities_of(node, name), default=None)

    def _entities_of(self, node: Node, name: NamedNode) -> frozenset[EntityId]:
        found = (self.identifiers.entity(value) for value in _all(node, name))
        return frozenset(entity for entity in found if entity is not None)


def _all(node: Node, name: NamedNode) -> list[str]:
    return [term.value for term in node.get(name, ())]


def _one(node: Node, name: NamedNode) -> str:
    """The value of a property, the least where a node has several, empty where it has none."""
    return min(_all(node, name), default="")


def _names(node: Node) -> list[Name]:
    terms = node.get(LEG.name, ())
    return [Name(term.value, term.language or "en") for term in terms if isinstance(term, Literal)]


def _number(node: Node, name: NamedNode) -> float | None:
    return min((float(term.value) for term in node.get(name, ())), default=None)


def _local(iri: str) -> str:
    """What stands after the namespace: "CONSULT-visit" of a mode, "military" of a context."""
    return iri.rpartition("#")[2].removeprefix("context-")


def interval(earliest: str, latest: str, published: str) -> tuple[str, str]:
    """The days of a report; one that tells only "by" or "since" a day reaches from it to the day of publication."""
    if earliest and latest:
        return earliest, latest
    told = earliest or latest
    if not told or not published:
        return told, told
    return (told, max(told, published)) if earliest else (min(told, published), told)


def times(published: str) -> tuple[str, str]:
    """The time of publication in UTC and the day where it was published; a day alone sorts before its hours."""
    if len(published) <= len("YYYY-MM-DD"):
        return published, published
    time = dt.datetime.fromisoformat(published)
    utc = time.astimezone(dt.UTC) if time.tzinfo else time
    return utc.replace(tzinfo=None).isoformat(), published[:10]
