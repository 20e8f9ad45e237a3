"""By which names and words agreements and policies are known: the gazetteer's, and a table of more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from legation import gazetteer
from legation.extraction import tables
from legation.gazetteer import NamedInstrument
from legation.model import EntityId

InstrumentKind = Literal["Agreement", "Policy"]


@dataclass(frozen=True, slots=True)
class InstrumentNames:
    """`known` lists the names that the gazetteer lacks by their first word, the longest first, with kind and label."""

    known: Mapping[str, tuple[tuple[tuple[str, ...], InstrumentKind, str], ...]]
    heads: Mapping[str, InstrumentKind]
    types: frozenset[str]
    held: Mapping[EntityId, NamedInstrument]
    """The instruments of the gazetteer, whose names are found with all others."""
    entities: Mapping[str, EntityId]
    """The same by their labels."""
    words: Mapping[str, frozenset[str]]
    """The other words of the table by their kinds."""


@cache
def load() -> InstrumentNames:
    """The instruments of the gazetteer, and the table `instruments.csv`."""
    known: defaultdict[str, list[tuple[tuple[str, ...], InstrumentKind, str]]] = defaultdict(list)
    heads: dict[str, InstrumentKind] = {}
    types: set[str] = set()
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for row in tables.rows("instruments"):
        words = row["words"]
        match row["kind"]:
            case "agreement" | "policy" as kind:
                parts = tuple(_pieces(words))
                made: InstrumentKind = "Agreement" if kind == "agreement" else "Policy"
                known[parts[0]].append((parts, made, row["label"] or words))
            case "agreement-head":
                heads[words] = "Agreement"
            case "policy-head":
                heads[words] = "Policy"
            case "type":
                types.add(words.replace("-", " "))
            case other:
                lists[other].add(words)
    held = {i.entity: i for i in gazetteer.load().instruments}
    return InstrumentNames(
        known={first: tuple(sorted(group, key=lambda g: -len(g[0]))) for first, group in known.items()},
        heads=heads,
        types=frozenset(types),
        held=held,
        entities={i.names[0]: i.entity for i in held.values()},
        words={kind: frozenset(group) for kind, group in lists.items()},
    )


def _pieces(text: str) -> Iterator[str]:
    """The words of a name as the parser cuts them: a hyphen, a comma and a possessive stand alone."""
    yield from text.replace("–", "-").replace("-", " - ").replace(",", " ,").replace("'s", " 's").split()
