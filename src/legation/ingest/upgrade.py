"""A store brought to the ontology of today: migrations tried on a copy, checked, then done and published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from legation.errors import Conflict
from legation.gazetteer import Gazetteer
from legation.graph.identifiers import ONTOLOGY, Identifiers
from legation.graph.quads import to_nquads, to_ntriples
from legation.ingest.load import write_shipped
from legation.ingest.world import World
from legation.model import Report
from legation.store.migrations import Migration, needed, trying, version_of
from legation.store.oxigraph import DiskStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a migration changes: in how many graphs, and how many quads it adds and removes there."""

    migration: Migration
    graphs: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What some migrations come to, and the report on each graph that would not conform after all of them."""

    steps: tuple[Step, ...]
    failing: dict[str, Report]


def tried(
    store: DiskStore, known: Sequence[Migration], identifiers: Identifiers, check: Callable[[bytes], Report]
) -> Trial:
    """What the migrations that a store needs would change; the store stays as it is.

    The graphs that are made anew in any case (ontology, gazetteer, world) are not counted.
    """
    steps: list[Step] = []
    failing: dict[str, Report] = {}
    anew = {ONTOLOGY, identifiers.gazetteer, identifiers.world}
    stored = version_of(store)
    with trying(store) as changes_of:
        for migration in needed(store, known):
            graphs = added = removed = 0
            for change in changes_of(migration.stamped(stored)):
                if change.graph in anew:
                    continue
                graphs += 1
                added += len(change.after - change.before)
                removed += len(change.before - change.after)
                name = change.graph or ""
                report = check(to_ntriples(to_nquads(change.after), name))
                failing.pop(name, None)
                if not report.conforms:
                    failing[name] = report
            steps.append(Step(migration=migration, graphs=graphs, added=added, removed=removed))
            stored = migration.to
    return Trial(steps=tuple(steps), failing=failing)


def upgrade(store: DiskStore, trial: Trial, identifiers: Identifiers, gazetteer: Gazetteer) -> None:
    """Do the migrations that were tried, bring what ships up to date, make the world anew, and publish.

    Where this ends half-way, readers stay with what they have, and the next call goes on. Raises Conflict where a
    graph would not conform.
    """
    if trial.failing:
        raise Conflict(next(iter(trial.failing)), "would not conform to the shapes", "nothing was changed")
    if not trial.steps and not store.unpublished:
        return
    stored = version_of(store)
    for step in trial.steps:
        store.update(step.migration.stamped(stored))
        stored = step.migration.to
    write_shipped(store, identifiers, gazetteer)
    with closing(World(store, identifiers, gazetteer)) as world:
        world.forget()
        world.settle()
        store.publish()
        world.published()
