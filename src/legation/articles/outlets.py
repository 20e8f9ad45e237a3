"""Newspapers, broadcasters and news agencies by the names that pages give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from legation.gazetteer import Gazetteer, Outlet
from legation.model import Entity, EntityKind


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets of the gazetteer, and further names in lower case, such as those that the article gives its own."""

    gazetteer: Gazetteer
    names: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        """Whether a text is the name of an outlet."""
        return isinstance(name, str) and (name.lower() in self.names or outlet(name, self.gazetteer) is not None)

    def adding(self, names: Iterable[str]) -> Outlets:
        """These outlets with further names."""
        return Outlets(self.gazetteer, self.names | {name.lower() for name in names if name})


def outlet(name: str, gazetteer: Gazetteer) -> Entity | None:
    """The outlet of a name or an abbreviation in any case, None where the gazetteer has none."""
    bare = name.strip(" .,'\"").removeprefix("The ").removeprefix("the ")
    if not bare:
        return None
    for written in dict.fromkeys((bare, bare.upper(), bare.title(), f"The {bare}")):
        for form in gazetteer.find(written):
            entity = gazetteer.entities.get(form.entity)
            if entity is not None and entity.kind is EntityKind.MEDIA:
                return entity
    return None


def outlet_of_host(host: str, gazetteer: Gazetteer) -> Outlet | None:
    """The outlet that publishes under a host name or one above it."""
    host = host.lower().removeprefix("www.")
    for known in gazetteer.outlets:
        if any(host == domain or host.endswith(f".{domain}") for domain in known.domains):
            return known
    return None
