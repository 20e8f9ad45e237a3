"""The command that links things of the store to the same things elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from legation.cli import complain, with_settings
from legation.errors import NotFound
from legation.graph.identifiers import Identifiers
from legation.linking import review
from legation.linking.candidates import candidates
from legation.linking.endpoint import Endpoint
from legation.linking.links import link_nquads
from legation.linking.review import Decision, Row
from legation.linking.subjects import Kind, Subject, subjects
from legation.settings import Settings
from legation.store import MEMORY, Store, is_address, open_store

_PAGE = 500
"""So many things are asked for before their rows are written."""


@click.command()
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([kind.value for kind in Kind]),
    multiple=True,
    help="What to link; else all three. May be given several times.",
)
@click.option("--review", "file", type=click.Path(path_type=Path), default="var/link/review.csv", show_default=True,
              help="The review file, CSV, which is written and read again.")  # fmt: skip
@click.option("--apply", "apply_", is_flag=True, help="Ask nobody: only bring the store in line with the review file.")
@click.option(
    "--accept",
    type=click.FloatRange(0.0, 1.0),
    metavar="SCORE",
    help="Accept candidates from this score on that have no rival; else people decide on all.",
)
@click.option("--fresh", is_flag=True, help="Ask anew what was asked before, and do not read the cache.")
@with_settings("store", "base", "link_endpoint")
def link(
    *, kinds: tuple[str, ...], file: Path, apply_: bool, accept: float | None, fresh: bool, settings: Settings
) -> None:
    """Match things of the store to the same things in Wikidata or elsewhere.

    Persons and organisations that articles name are looked for by their names, states by their ISO codes. What may be
    the same is written to a review file with a score. Write accept or reject into its column decision and run the
    command again: what is accepted becomes owl:sameAs in the graph of links, what is decided is not asked again.
    """
    rows = review.read(file)
    if settings.store != MEMORY and not is_address(settings.store) and not Path(settings.store).exists():
        raise NotFound(f"there is no store {settings.store}; `legation ingest` makes one")
    store = open_store(settings.store, settings)
    try:
        chosen = [Kind(kind) for kind in dict.fromkeys(kinds)] or list(Kind)
        if not apply_:
            rows = _asked(store, chosen, rows, file, accept, settings, fresh)
        there = {subject.entity for kind in Kind for subject in subjects(store, kind, settings.base)}
        links = {entity: other for entity, other in review.accepted(rows).items() if entity in there}
        identifiers = Identifiers(settings.base)
        before = store.version
        store.replace(identifiers.links, link_nquads(links, identifiers))
        if store.version != before or store.unpublished:
            store.publish()
    finally:
        store.close()
    waiting = len({row.entity for row in rows if row.candidate} - review.decided(rows))
    nothing = sum(not row.candidate and row.decision is Decision.OPEN for row in rows)
    complain(f"{len(links)} linked; {waiting} wait for a decision in {file}; {nothing} without a candidate")


def _asked(
    store: Store,
    kinds: Sequence[Kind],
    rows: tuple[Row, ...],
    file: Path,
    accept: float | None,
    settings: Settings,
    fresh: bool,
) -> tuple[Row, ...]:
    """The rows with those of all things on which nothing was decided. What was asked is written as it goes on."""
    endpoint = Endpoint(
        url=settings.link_endpoint,
        cache=settings.link_cache,
        delay=settings.link_delay,
        seconds=settings.link_seconds,
        attempts=settings.link_attempts,
        contact=settings.link_contact or "",
        fresh=fresh,
    )
    done = review.decided(rows)
    pending: list[Subject] = [s for kind in kinds for s in subjects(store, kind, settings.base) if s.entity not in done]
    for start in range(0, len(pending), _PAGE):
        page = pending[start : start + _PAGE]
        found = candidates(page, endpoint.ask, settings.link_batch)
        names = {subject.entity for subject in page}
        new = [row for subject in page for row in review.proposed(subject, found[subject.entity], accept)]
        kept = [row for row in rows if row.entity not in names]
        rows = review.merged([row for row in rows if row.entity in names], new)
        rows = tuple(sorted((*kept, *rows), key=lambda row: (row.entity, -row.score, row.candidate)))
        review.write(file, rows)
    if not pending:
        review.write(file, rows)
    return rows
