"""Corrections: their history for the pages that show it, the form that asks for one, the address that takes them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, request
from flask_babel import gettext, lazy_gettext

from legation.errors import BadInput, NotFound
from legation.model import EventType, Status
from legation.store.writes import Correct
from legation.web import answers
from legation.web.addresses import Addresses, local_name
from legation.web.entity_pages import label_of
from legation.web.negotiation import body_of, parameters
from legation.web.panels import Shown, literal, optional, thing
from legation.web.rows import Row, Table, text
from legation.web.site import Site
from legation.web.wording import day
from legation.web.writers import authorise, done, noted, require, writer

PATH = "/corrections"
FORM = "/correct"
ONE = "application/json"
LINES = ("application/jsonl", "application/x-ndjson")
FILLED = "application/x-www-form-urlencoded"

_ACTS = {
    "reject": lazy_gettext("marked wrong"),
    "revise": lazy_gettext("revised"),
    "join": lazy_gettext("joined with other reports as one event"),
    "part": lazy_gettext("parted from other reports as another event"),
    "identify": lazy_gettext("said to be another person"),
    "withdraw": lazy_gettext("withdrawn"),
}
_PARTS = {
    "readType": lazy_gettext("type"),
    "readStatus": lazy_gettext("status"),
    "readInitiator": lazy_gettext("who acts"),
    "readRecipient": lazy_gettext("towards whom"),
    "readEarliest": lazy_gettext("first day"),
    "readLatest": lazy_gettext("last day"),
}
_ABOUT = ("report", "event", "person", "correction")


@dataclass(frozen=True, slots=True)
class Revision:
    """A part of a report: what was read, and what is said to be right."""

    part: str
    was: tuple[Shown, ...]
    right: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction, as it is told on pages."""

    path: str
    act: str
    who: str
    when: Shown
    reason: str
    triggers: tuple[str, ...]
    articles: tuple[Shown, ...]
    revisions: tuple[Revision, ...]
    withdrawn: Shown | None
    withdrawer: str
    lost: bool
    """Whether it holds and a report of it was not found again."""


def history(table: Table, addresses: Addresses) -> tuple[Corrected, ...]:
    """What the rows of `entity/corrections` tell, correction by correction."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(text(row, "correction"), []).append(row)
    return tuple(_corrected(iri, rows, addresses) for iri, rows in found.items())


def _corrected(iri: str, rows: Sequence[Row], addresses: Addresses) -> Corrected:
    first = rows[0]
    act = local_name(text(first, "act"))
    articles = (optional(row, "article", addresses) for row in rows)
    lost = any("trigger" in row and "report" not in row for row in rows)
    return Corrected(
        path=addresses.path(iri),
        act=str(_ACTS.get(act, act)),
        who=text(first, "corrector"),
        when=_moment(text(first, "time")),
        reason=text(first, "reason"),
        triggers=tuple(dict.fromkeys(text(row, "trigger") for row in rows if "trigger" in row)),
        articles=tuple(dict.fromkeys(one for one in articles if one)),
        revisions=tuple(_revisions(rows, addresses)),
        withdrawn=_moment(text(first, "withdrawn")) if "withdrawn" in first else None,
        withdrawer=text(first, "withdrawer"),
        lost=lost and "withdrawn" not in first,
    )


def _revisions(rows: Sequence[Row], addresses: Addresses) -> Iterator[Revision]:
    for part in dict.fromkeys(text(row, "part") for row in rows if "part" in row):
        told = [row for row in rows if text(row, "part") == part]
        was, right = (
            tuple(dict.fromkeys(_value(row, name, addresses) for row in told if name in row))
            for name in ("was", "right")
        )
        name = local_name(part)
        yield Revision(str(_PARTS.get(name, name)), was, right)


def _value(row: Row, name: str, addresses: Addresses) -> Shown:
    return thing(row, name, addresses) if row[name].kind == "uri" else literal(row[name])


def _moment(value: str) -> Shown:
    return Shown(day(value), moment=value)


@dataclass(frozen=True, slots=True)
class Field:
    """A report that can be chosen in the form."""

    path: str
    words: str
    article: Shown


def blueprint(site: Site) -> Blueprint:
    """The routes of corrections."""
    routes = Blueprint("corrections", __name__)

    @routes.get(FORM)
    def form() -> Response:
        require(site)
        given = [(name, value) for name, value in parameters(request, request.query_string) if name in _ABOUT and value]
        if len(given) != 1:
            raise BadInput("the address", "tells not what to correct", f"add one of {', '.join(_ABOUT)} to it")
        ((about, path),) = given
        iri = site.addresses.iri(path)
        values = {"report": _report_form, "event": _event_form}.get(about, _plain_form)(site, iri)
        response = answers.page(
            "correct.html", {"about": about, "path": path, "back": site.addresses.link(iri), **values}
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post(PATH)
    def take() -> Response:
        body = body_of(request)
        if request.mimetype == FILLED:
            fields = parameters(request, body)
            authorise(site, dict(fields).get("token", ""))
            requests = [json.dumps(_asked(fields), ensure_ascii=False).encode()]
        else:
            authorise(site)
            if request.mimetype != ONE and request.mimetype not in LINES:
                abort(415, f"Corrections are sent as {ONE}, or several as {LINES[0]}, one a line.")
            requests = [body] if request.mimetype == ONE else [line for line in body.splitlines() if line.strip()]
        noted(b"\n".join(requests))
        write = Correct(requests=tuple(requests), corrector=writer(), time=dt.datetime.now(dt.UTC))
        made = done(site, write)
        assert isinstance(made, tuple), "corrections give their IRIs"
        if not made:
            raise BadInput("the body", "holds no correction")
        if request.mimetype == FILLED:
            answer = redirect(site.addresses.link(made[0]), 303)
            assert isinstance(answer, Response)
            return answer
        told = json.dumps({"corrections": made}).encode()
        path = site.addresses.identifier(site.addresses.path(made[0]))
        return Response(told, 201, content_type=ONE, headers={"Location": path})

    return routes


def _report_form(site: Site, iri: str) -> dict[str, object]:
    rows = site.told("correction/report", report=iri).rows
    if not rows:
        raise NotFound(f"there is no report {iri}")
    first = rows[0]
    sides = {
        f"{side}s": " ".join(sorted({site.addresses.path(text(row, side)) for row in rows if side in row}))
        for side in ("initiator", "recipient")
    }
    return {
        "words": text(first, "words"),
        "trigger": text(first, "trigger"),
        "types": [kind.value for kind in EventType],
        "statuses": [status.value for status in Status],
        "now": {
            "type": local_name(text(first, "type")),
            "status": local_name(text(first, "status")),
            "earliest": text(first, "earliest"),
            "latest": text(first, "latest"),
            **sides,
        },
        "event": optional(first, "event", site.addresses),
        "title": gettext("Correct a report"),
    }


def _event_form(site: Site, iri: str) -> dict[str, object]:
    rows = {text(row, "report"): row for row in site.rows("entity/event-reports", entity=iri).rows}
    if not rows:
        raise NotFound(f"there is no event {iri}")
    reports = [
        Field(site.addresses.path(report), text(row, "words"), thing(row, "article", site.addresses))
        for report, row in rows.items()
    ]
    label = label_of(site.told("entity/kind", entity=iri), iri)
    return {"reports": reports, "label": label, "title": gettext("Correct an event")}


def _plain_form(site: Site, iri: str) -> dict[str, object]:
    kinds = site.told("entity/kind", entity=iri)
    if not kinds.rows:
        raise NotFound(f"there is nothing called {iri}")
    person = site.addresses.path(iri).startswith("person/")
    title = gettext("Correct a person") if person else gettext("Withdraw a correction")
    return {"label": label_of(kinds, iri), "title": title}


def _asked(fields: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The correction that a filled form asks for. Of a report it tells what differs from what the form began with."""
    given: Mapping[str, str] = {name: value.strip() for name, value in reversed(list(fields))}
    asked: dict[str, object] = {"act": given.get("act", ""), "why": given.get("why", "")}
    for name in ("report", "person", "correction"):
        if given.get(name):
            asked[name] = given[name]
    changed = {name for name in given if f"was-{name}" in given and given[name] != given[f"was-{name}"]}
    asked |= {name: given[name] for name in ("type", "status") if name in changed}
    asked |= {name: given[name].split() for name in ("initiators", "recipients") if name in changed}
    if changed & {"earliest", "latest"}:
        ends = [given.get("earliest", ""), given.get("latest", "")]
        asked |= {"earliest": ends[0] or ends[1], "latest": ends[1] or ends[0]}
    if given.get("other"):
        asked["events"] = [given.get("event", ""), given["other"]]
    if reports := [value for name, value in fields if name == "reports"]:
        asked["reports"] = reports
    if given.get("is"):
        asked["is"] = given["is"]
    if given.get("articles"):
        asked["articles"] = given["articles"].split()
    return asked
