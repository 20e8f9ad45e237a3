"""Steps from one version of the ontology to the next: updates kept as files, and which of them a store still needs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal

from legation.errors import BadInput, StoreUnavailable
from legation.graph.identifiers import ONTOLOGY
from legation.graph.quads import as_nquads
from legation.graph.terms import constant, iri, string
from legation.graph.vocabulary import OWL
from legation.queries import BASE, Query, form, header, rebased
from legation.resources import directory
from legation.store import Store
from legation.store.changes import Change, differences
from legation.store.oxigraph import DiskStore
from legation.store.updates import change_text, updated

_NAME = re.compile(r"\d{4}(?:-[a-z0-9]+)+")
_VERSION = re.compile(r"\d+(?:\.\d+)*")


class Outdated(StoreUnavailable):
    """A store is written in another version of the ontology than this software works with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """An update that brings the graphs of articles to the version `to` of the ontology."""

    name: str
    title: str
    description: str
    to: str
    text: str

    def stamped(self, version: str) -> str:
        """The update together with the note that a store of a version is of the version `to` now."""
        was, now = (as_nquads([_stamp(v)], ONTOLOGY) for v in (version, self.to))
        return f"{self.text} ;\n{change_text(ONTOLOGY, was, now)}"


def migrations(base: str = BASE, folder: Path | None = None) -> list[Migration]:
    """The migrations of a folder in order, of the one that ships where none is named.

    Raises BadInput where a file is none, or does not lead on from the one before.
    """
    found: list[Migration] = []
    for path in sorted((folder or directory("ontology/migrations")).glob("*.rq")):
        migration = _read(path, base)
        if found and _number(migration.to) <= _number(found[-1].to):
            raise BadInput(f"migration {path.stem}", f"leads to {migration.to}, not beyond {found[-1].to}")
        found.append(migration)
    return found


@cache
def version() -> str:
    """The version of the ontology that ships."""
    triples = pyoxigraph.parse(path=directory("ontology") / "core.ttl")
    return next(
        triple.object.value
        for triple in triples
        if (triple.subject, triple.predicate) == (pyoxigraph.NamedNode(ONTOLOGY), OWL.versionInfo)
        and isinstance(triple.object, Literal)
    )


def version_of(store: Store) -> str:
    """The version of the ontology that a store is written in; empty where it holds no ontology."""
    rows = store.query(Query.load("vocabulary/version").bind(), accept="text/csv").body().decode().split()
    return rows[1] if len(rows) > 1 else ""


def needed(store: Store, known: Sequence[Migration]) -> list[Migration]:
    """Those of some migrations that a store still needs, in order.

    Raises Outdated where the store is of a newer version than the ontology that ships.
    """
    stored = version_of(store)
    if not stored:
        return []
    if _number(stored) > _number(version()):
        rule = f"is written in version {stored} of the ontology, and this Legation knows {version()}"
        raise Outdated(f"the store {rule}; install a newer Legation")
    return [migration for migration in known if _number(migration.to) > _number(stored)]


def demand_current(store: Store, known: Sequence[Migration]) -> None:
    """Raise Outdated where a store needs a migration, or is of a newer version than the ontology that ships."""
    if steps := needed(store, known):
        raise Outdated(
            f"the store is written in version {version_of(store)} of the ontology, and this Legation works with "
            f"{version()}: make a copy with `legation backup`, then run `legation migrate` "
            f"({len(steps)} step{'s' if len(steps) > 1 else ''}; `--dry-run` tells what would change)"
        )


@contextmanager
def trying(store: DiskStore) -> Iterator[Callable[[str], Iterator[Change]]]:
    """A way to try updates on copies, each on what the one before it left, and have what each changes.

    The changes must be taken before the next update is tried. Raises StoreUnavailable where there is no room.
    """
    place = store.beside / "copy"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    engines = [store.engine()]

    def tried(text: str) -> Iterator[Change]:
        # The files of a copy are those of its origin, under other names.
        path = str(place / str(len(engines)))
        engines[-1].backup(path)
        engines.append(pyoxigraph.Store(path))
        updated(engines[-1], text)
        return differences(engines[-2], engines[-1], None)

    try:
        yield tried
    except OSError as error:
        raise StoreUnavailable(f"the store {store.beside} cannot be copied: {error}") from error
    finally:
        engines.clear()
        shutil.rmtree(place, ignore_errors=True)


def _read(path: Path, base: str) -> Migration:
    text = path.read_text(encoding="utf-8")
    found = header(text, f"migration {path.stem}", {"to"})
    to = found.get("to", [""])[0]
    if not _NAME.fullmatch(path.stem) or not _VERSION.fullmatch(to):
        rule = "is named by four digits and words, and has a header line `#+ to:` with a version such as 1.2.0"
        raise BadInput(f"migration {path.stem}", rule)
    if form(text) != "UPDATE":
        raise BadInput(f"migration {path.stem}", "is no SPARQL update")
    return Migration(
        name=path.stem,
        title=found["title"][0],
        description=" ".join(found["description"]),
        to=to,
        text=rebased(text, base),
    )


def _stamp(version: str) -> str:
    return f"{iri(ONTOLOGY)} {constant(OWL.versionInfo)} {string(version)}"


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
