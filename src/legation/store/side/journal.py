"""What was written to a store since it was last published: the subjects whose triples may be others now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, Quad, Triple

from legation.errors import StoreUnavailable

LONGEST = 64 << 20
"""Bytes from which on a journal says that anything may have changed, for then making all anew costs no more."""

MOST = 200_000
"""Quads of one graph that are looked through for what changes."""

_SUBJECT = re.compile(rb"^(?:<[^>]*>|_:\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Changed:
    """Subjects in N-Triples notation, and graphs of which every subject counts; the one without a name is empty."""

    subjects: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()


ANYTHING: None = None
"""Where nobody knows what changed."""


def of_quads(quads: Iterable[Quad]) -> Changed | None:
    """The subjects of some quads; ANYTHING where there are too many of them."""
    taken = list(islice(quads, MOST + 1))
    return Changed(frozenset(str(quad.subject) for quad in taken)) if len(taken) <= MOST else ANYTHING


def of_triples(graph: str | None, triples: Iterable[Triple]) -> Changed:
    """The subjects of triples that are put into a graph, where blank nodes get other names."""
    subjects = {triple.subject for triple in triples}
    if any(isinstance(subject, BlankNode) for subject in subjects):
        return Changed(graphs=frozenset({graph or ""}))
    return Changed(frozenset(map(str, subjects)))


def of_lines(nquads: bytes) -> Changed:
    """The subjects of N-Quads, one on each line."""
    return Changed(frozenset(found.decode() for found in set(_SUBJECT.findall(nquads))))


class Journal:
    """A file to which each write is noted before it happens. Its presence says that there is something unpublished.

    It outlives the process, however that ends. Raises StoreUnavailable where the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, changed: Changed | None) -> int:
        """Add what is about to change. Returns where that stands, for `correct`."""
        try:
            with self._path.open("ab") as file:
                place = file.tell()
                file.write(_as_bytes(changed if place <= LONGEST else ANYTHING))
                return place
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be written: {error}") from error

    def correct(self, place: int, changed: Changed | None) -> None:
        """Let what was noted last, at a place, be what did change."""
        try:
            with self._path.open("r+b") as file:
                file.seek(place)
                file.write(_as_bytes(changed))
                file.truncate()
        except OSError as error:
            raise StoreUnavailable(f"{self._path} cannot be written: {error}") from error

    def read(self) -> Changed | None:
        """All that is noted; ANYTHING where that is all that is known, or the file is damaged."""
        if not self._path.exists():
            return Changed()
        subjects, graphs = set(), set()
        for line in self._path.read_bytes().split(b"\n"):
            kind, value = line[:1], line[1:].decode("utf-8", "replace")
            if kind == b"s":
                subjects.add(value)
            elif kind == b"g":
                graphs.add(value)
            elif kind:
                return ANYTHING
        return Changed(frozenset(subjects), frozenset(graphs))


def _as_bytes(changed: Changed | None) -> bytes:
    """Lines after an end of line, for a kill may have cut the last one short; never fewer bytes than for ANYTHING."""
    if changed is None:
        return b"\n*\n"
    lines = [*(f"s{subject}\n" for subject in changed.subjects), *(f"g{graph}\n" for graph in changed.graphs)]
    return "".join(("\n", *lines)).encode().ljust(3, b"\n")
