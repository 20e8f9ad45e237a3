"""What a report of an event tells, for the pages that show reports: of its article and of its event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from legation.web.addresses import Addresses
from legation.web.panels import Shown, optional, percent, thing, when
from legation.web.rows import Row, Table, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Who did what to whom, when and where, and who says so."""

    path: str
    badges: tuple[Shown, ...]
    initiators: tuple[Shown, ...]
    recipients: tuple[Shown, ...]
    mutual: bool
    """Whether all parties do it together."""
    when: Shown
    where: Shown | None
    says: Shown | None
    confidence: str


def report(row: Row, named: Table, addresses: Addresses) -> Report:
    """What the row of a report tells; `named` has the rows of its parties."""
    initiators, recipients = (
        _parties(named, text(row, "report"), role, addresses) for role in ("initiator", "recipient")
    )
    return Report(
        path=addresses.path(text(row, "report")),
        badges=badges(row, addresses),
        initiators=initiators,
        recipients=recipients,
        mutual=mutual(initiators, recipients),
        when=when(row),
        where=optional(row, "place", addresses),
        says=optional(row, "source", addresses),
        confidence=percent(text(row, "confidence")),
    )


def badges(row: Row, addresses: Addresses) -> tuple[Shown, ...]:
    """The type, mode and status of a report or an event."""
    return tuple(thing(row, name, addresses) for name in ("type", "mode", "status") if name in row)


def mutual(initiators: Sequence[Shown], recipients: Sequence[Shown]) -> bool:
    """Whether both sides are the same parties, who then do it together."""
    return bool(initiators) and [(one.text, one.href) for one in initiators] == [
        (one.text, one.href) for one in recipients
    ]


def once(table: Table, column: str) -> Iterable[Row]:
    """The first row of each thing in a column."""
    found: dict[str, Row] = {}
    for row in table.rows:
        found.setdefault(text(row, column), row)
    return found.values()


def _parties(table: Table, report: str, role: str, addresses: Addresses) -> tuple[Shown, ...]:
    """Who takes part in a report, from rows with `report`, `role`, `party` and `words`: those that the graph knows,
    else their words in the text.
    """
    rows = [row for row in table.rows if text(row, "report") == report and text(row, "role") == role]
    known = dict.fromkeys(thing(row, "party", addresses) for row in rows if "party" in row)
    words = [text(row, "words") for row in rows if "words" in row]
    if known:
        hint = "; ".join(words)
        return tuple(
            Shown(one.text, one.href, one.style, hint=gettext("in the text: %(words)s", words=hint) if hint else "")
            for one in known
        )
    return tuple(Shown(word, style="unnamed", hint=gettext("named in the text only")) for word in words)
