"""For whom the actors of one article act, as the article and the gazetteer describe them."""

from __future__ import annotations

from collections.abc import Mapping

from legation.gazetteer import Gazetteer
from legation.model import Entity, EntityId, EntityKind

_OFFICIAL = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "IGO"})
"""Sectors of persons and groups who act for their state or organisation."""

_REPRESENTED = frozenset({EntityKind.GOVERNMENT_BODY, EntityKind.INTERGOVERNMENTAL, EntityKind.ARMED_GROUP})


class Acting:
    """What follows from the descriptions of `entities`, which come before those of the gazetteer."""

    def __init__(self, entities: Mapping[EntityId, Entity], gazetteer: Gazetteer) -> None:
        self.entities = entities
        self.gazetteer = gazetteer
        self._known: dict[EntityId, EntityId] = {}

    def represented(self, entity: EntityId) -> EntityId:
        """The state or organisation that an actor acts for in what the article tells; the actor itself else."""
        known = self._known.get(entity)
        if known is None:
            known = self._known[entity] = self._represented(entity)
        return known

    def state_of_place(self, place: EntityId) -> EntityId | None:
        """The state that a place lies in, a state itself; None for a sea, or where nothing tells."""
        if place.startswith("state/"):
            return place
        described = self._described(place)
        if described is None and place in self.gazetteer:
            described = self.gazetteer.entity(place)
        return described.state if described else None

    def is_wide(self, place: EntityId) -> bool:
        """Whether towns lie in a place: a state, a province, a region or a sea. Towns are what GeoNames numbers."""
        if place.startswith("state/"):
            return True
        return place in self.gazetteer and not self.gazetteer.entity(place).same_as

    def _described(self, entity: EntityId) -> Entity | None:
        return self.entities.get(entity) or self.gazetteer.entities.get(entity)

    def _represented(self, entity: EntityId) -> EntityId:
        for _ in range(3):
            described = self._described(entity)
            if described is None:
                code = self.gazetteer.state_code(entity) if entity.startswith(("office/", "organization/")) else ""
                return EntityId(f"state/{code}") if code and f"state/{code}" in self.gazetteer.entities else entity
            above = self._above(described)
            if above is None:
                return entity
            entity = above
        return entity

    def _above(self, entity: Entity) -> EntityId | None:
        match entity.kind:
            case EntityKind.GOVERNMENT_BODY:
                return entity.state or entity.body
            case EntityKind.PERSON | EntityKind.OFFICE if not entity.sector or entity.sector in _OFFICIAL:
                body = self._described(entity.body) if entity.body else None
                return body.id if body is not None and body.kind in _REPRESENTED else entity.state
            case EntityKind.GROUP if entity.sector in _OFFICIAL:
                return entity.state or entity.body
        return None
