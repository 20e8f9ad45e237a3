"""The page of an event: what the graph holds of it, beside every report with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext

from legation.web.addresses import Addresses, local_name
from legation.web.highlights import Mark, Piece, pieces
from legation.web.panels import Panel, Shown, optional, thing, when
from legation.web.reports import Report, badges, mutual, once, report
from legation.web.rows import Row, Table, text
from legation.web.wording import day, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One article's report of an event."""

    article: Shown
    outlet: Shown | None
    published: Shown
    sentence: tuple[Piece, ...]
    report: Report
    copy_of: str
    """The title of the earlier article that tells it in the same words; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """All that the page of an event prints."""

    path: str
    iri: str
    label: str
    badges: tuple[Shown, ...]
    when: Shown
    where: Shown | None
    weight: str
    independent: int
    initiators: tuple[Shown, ...]
    recipients: tuple[Shown, ...]
    mutual: bool
    issues: tuple[Shown, ...]
    contexts: tuple[Shown, ...]
    accounts: tuple[Account, ...]
    panels: tuple[Panel, ...]
    disagreements: tuple[str, ...]
    """What the reports differ on."""


PANELS = ("entity/event-statuses",)
"""The panels below the reports, of an event that has several."""


_DIFFERENCES = {
    "status": lazy_gettext("status"),
    "day": lazy_gettext("day"),
    "place": lazy_gettext("place"),
    "type": lazy_gettext("type"),
    "mode": lazy_gettext("mode"),
    "parties": lazy_gettext("parties"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTables:
    """The rows that an event's page is made from."""

    event: Table
    roles: Table
    reports: Table
    parties: Table


def event_page(iri: str, tables: EventTables, panels: Sequence[Panel], addresses: Addresses) -> EventPage:
    """The page of an event."""
    about: Row = tables.event.rows[0] if tables.event.rows else {}
    initiators, recipients = (_roles(tables.roles, role, addresses) for role in ("initiator", "recipient"))
    return EventPage(
        path=addresses.path(iri),
        iri=iri,
        label=text(about, "label"),
        badges=badges(about, addresses),
        when=when(about),
        where=optional(about, "place", addresses),
        weight=number(text(about, "weight")) if "weight" in about else "",
        independent=int(text(about, "reports") or 0),
        initiators=initiators,
        recipients=recipients,
        mutual=mutual(initiators, recipients),
        issues=_roles(tables.roles, "issue", addresses),
        contexts=_roles(tables.roles, "context", addresses),
        accounts=_accounts(tables, addresses),
        panels=tuple(one for one in panels if len(one.lines) > 1),
        disagreements=tuple(str(_DIFFERENCES[one]) for one in disagreements(tables.reports, tables.parties)),
    )


def disagreements(reports: Table, named: Table) -> tuple[str, ...]:
    """What the reports of an event differ on: "status", "day", "place", "type", "mode", "parties".

    It is read from rows of `entity/event-reports` and `entity/event-report-parties`.
    An event that is planned in one and done in another is no disagreement; one denied is.
    """
    found = []
    statuses = {local_name(text(row, "status")) for row in reports.rows}
    if "denied" in statuses and len(statuses) > 1:
        found.append("status")
    for column, name in (("type", "type"), ("mode", "mode"), ("place", "place")):
        if len({text(row, column) for row in reports.rows if column in row}) > 1:
            found.append(name)
    spans = [(text(row, "earliest"), text(row, "latest")) for row in reports.rows if "earliest" in row]
    if any(one[1] < other[0] for one in spans for other in spans if one[1] and other[0]):
        found.append("day")
    who: dict[str, set[str]] = {text(row, "report"): set() for row in reports.rows}
    for row in named.rows:
        if "party" in row:
            who.setdefault(text(row, "report"), set()).add(text(row, "party"))
    if len({frozenset(parties_) for parties_ in who.values()}) > 1:
        found.append("parties")
    return tuple(found)


def _accounts(tables: EventTables, addresses: Addresses) -> tuple[Account, ...]:
    first_with: dict[str, str] = {}
    found = []
    for row in once(tables.reports, "report"):
        words, article = text(row, "words"), text(row, "article")
        earlier = first_with.setdefault(words, article)
        original = next(
            (text(one, "articleLabel") for one in tables.reports.rows if text(one, "article") == earlier), ""
        )
        found.append(_account(row, tables, addresses, original if earlier != article else ""))
    return tuple(found)


def _account(row: Row, tables: EventTables, addresses: Addresses, copy_of: str) -> Account:
    article = thing(row, "article", addresses)
    trigger = Mark(
        int(text(row, "triggerBegin") or 0),
        int(text(row, "triggerEnd") or 0),
        "trigger",
        style=thing(row, "type", addresses).style,
    )
    return Account(
        article=Shown(article.text, addresses.link(text(row, "passage")) or article.href),
        outlet=optional(row, "publisher", addresses),
        published=Shown(day(text(row, "published")), moment=text(row, "published")),
        sentence=pieces(text(row, "words"), int(text(row, "begin") or 0), (trigger,)),
        report=report(row, tables.parties, addresses),
        copy_of=copy_of,
    )


def _roles(table: Table, role: str, addresses: Addresses) -> tuple[Shown, ...]:
    found: dict[str, Shown] = {}
    for row in table.rows:
        if text(row, "role") == role:
            one = thing(row, "party", addresses)
            state = text(row, "stateLabel")
            found.setdefault(
                text(row, "party"),
                Shown(one.text, one.href, one.style, hint=gettext("acts for %(state)s", state=state) if state else ""),
            )
    return tuple(found.values())
