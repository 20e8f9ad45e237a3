"""Who has been named in one article so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from legation.extraction.salience import Salience
from legation.gazetteer import Gazetteer, Leader
from legation.model import Entity, EntityId, EventReport, Party, Tenure


@dataclass(slots=True)
class Known:
    """What the article has told of a person so far."""

    entity: EntityId
    names: list[str]
    state: EntityId | None = None
    sector: str = ""
    office: EntityId | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """An event that was reported, with the lemmas that told it."""

    report: EventReport
    words: tuple[str, ...]

    def pair(self) -> tuple[Party, Party] | None:
        """The two sides of a deed of one to another, or of two together; None where there are more or less."""
        sources, targets = self.report.sources, self.report.targets
        if self.report.reciprocal and not targets:
            sources, targets = sources[:1], sources[1:]
        known = all(p.code and p.entity for p in (*sources, *targets))
        if not known or len({p.code for p in sources}) != 1 or len({p.code for p in targets}) != 1:
            return None
        return (sources[0], targets[0]) if sources[0].code != targets[0].code else None


@dataclass(slots=True)
class Cast:
    """Who has been named in one article so far; a Scene for each sentence adds to it, in order."""

    gazetteer: Gazetteer
    day: str = ""
    """The day of publication, for who held an office then."""
    home: EntityId | None = None
    """The state of the dateline: whose are "the police" and "the government" where nothing else is said."""
    quarter: EntityId | None = None
    """The organisation whose seat the city of the dateline is."""
    people: dict[str, Known] = field(default_factory=dict)
    holders: dict[EntityId, Known] = field(default_factory=dict)
    entities: dict[EntityId, Entity] = field(default_factory=dict)
    tenures: dict[tuple[EntityId, EntityId], Tenure] = field(default_factory=dict)
    last_person: Party | None = None
    last_people: tuple[Party, ...] | None = ()
    """Whom "they" means: empty where no sentence has told, None where the last one was about things."""
    last_body: Party | None = None
    crowd: Party | None = None
    """The people of some trade or condition that were named last: whom "the men" means."""
    bodies: dict[str, Party] = field(default_factory=dict)
    """The bodies that were named last, by what they are: whom "the mission" means."""
    recent: list[Party] = field(default_factory=list)
    """The actors with a state that were named, in order."""
    groups: list[tuple[int, tuple[Party, ...]]] = field(default_factory=list)
    """Actors that were named together, or that met, each with the passage, in order."""
    named: set[EntityId] = field(default_factory=set)
    """Who was named by a name that is nobody else's."""
    institutions: list[EntityId] = field(default_factory=list)
    """The intergovernmental bodies that were named, in order."""
    deeds: list[Deed] = field(default_factory=list)
    """The events that were reported, in order."""
    topic: str = ""
    """The game or stage that the article as a whole is about, if any."""
    stage: EntityId | None = None
    """The state in which the last sentence that told a place played."""
    bygone: set[int] = field(default_factory=set)
    """The passages that tell of days long past."""
    salience: Salience = field(default_factory=Salience)
    roles: dict[str, EntityId] = field(default_factory=dict)
    """Whose the holders of an office or role were that were named last: whose "the ministers" are."""
    ministry: EntityId | None = None
    """The ministry that was named last, or whose minister was: whom "the ministry" means."""

    def leader(self, name: str) -> Leader | None:
        """The well-known office holder of that name: one in office on the day of publication before others."""
        found = self.gazetteer.leaders_named(name)
        if not self.day:
            return found[0] if found else None
        year = int(self.day[:4])
        return next((f for f in found if f.begin <= year <= (f.end or year)), None)

    def government(self, sector: str) -> EntityId | None:
        """Whose "the ministers" and "the police" are by the dateline: in Brussels the European Union's, once named."""
        return self.quarter if sector == "GOV" and self.quarter in self.named else self.home

    def gather(self, parties: tuple[Party, ...], passage: int) -> None:
        """Remembers actors that are told together, unless they are one."""
        if len({p.entity for p in parties}) == len(parties) > 1 and all(p.entity and p.code for p in parties):
            self.groups.append((passage, parties))

    def together(self, since: int = 0) -> Iterator[tuple[Party, ...]]:
        """The actors that were told together from a passage on, the last first: whom "the two leaders" means."""
        return (parties for passage, parties in reversed(self.groups) if passage >= since)

    def pairs(self, since: int = 0, news: bool = False) -> Iterator[tuple[Party, ...]]:
        """Two that were told together, or of whom one did something to the other, from a passage on: the last first,
        those told together first in each passage. With `news`, passages that tell of long ago are left out.
        """
        old = self.bygone if news else set()
        deeds = [(d.report.passage, p) for d in self.deeds if d.report.passage not in old and (p := d.pair())]
        apart = {(passage, frozenset(p.code for p in pair)) for passage, pair in deeds}
        found = [(passage, 0, pair) for passage, pair in deeds]
        for passage, parties in self.groups:
            codes = frozenset(p.code for p in parties)
            if len(parties) == 2 and passage not in old and (passage, codes) not in apart:
                found.append((passage, 1, parties))
        return (pair for passage, _, pair in sorted(found, key=lambda f: f[:2], reverse=True) if passage >= since)

    def institution(self, word: str = "") -> EntityId | None:
        """The intergovernmental body that was named last, of those that `word` is a word for: "the court"."""
        for entity in reversed(self.institutions):
            if not word or word in self.gazetteer.entity(entity).label.lower().split():
                return entity
        return None

    def add(self, entity: Entity) -> EntityId:
        """Keeps a description of something that the gazetteer does not hold; returns its id."""
        if entity.state is not None and not entity.state.startswith("state/"):
            entity = replace(entity, state=None, body=entity.state)
        if entity.id not in self.gazetteer.entities:
            self.entities[entity.id] = entity
        return entity.id
