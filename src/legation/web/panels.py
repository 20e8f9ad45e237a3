"""The rows of a query made into a panel: a table, a timeline, quoted sentences or bars. Pure values for templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from flask_babel import gettext
from markupsafe import Markup, escape

from legation.model import EventType
from legation.queries import Query, View
from legation.store.formats import PREFIXES
from legation.web.addresses import EVENT_TYPES, ONTOLOGY, Addresses, local_name, query_link
from legation.web.charts import Chart, Lines, lines, months
from legation.web.labels import term_label
from legation.web.languages import spoken, tongue
from legation.web.maps import Map, drawn
from legation.web.networks import Network
from legation.web.networks import drawn as network_of
from legation.web.rows import Cell, Row, Table, text
from legation.web.wording import day, days, heading, independent_reports, number

CONFLICT = frozenset(
    {
        EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.THREATEN, EventType.PROTEST,
        EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE, EventType.ASSAULT,
    }
)  # fmt: skip
"""The event types of PLOVER's two conflict quads."""

_TYPES = frozenset(EventType)

STATUSES = ("occurred", "ongoing", "planned", "pledged", "proposed", "denied", "hypothetical")
TRENDS = ("improving", "steady", "worsening", "strained")

_NUMBERS = frozenset({"integer", "decimal", "double", "float", "int", "long"})
_DAYS = frozenset({"date", "dateTime", "gYearMonth"})
_DAY_COLUMNS = frozenset({"day", "month", "announced", "told", "published", "newest", "from", "until", "due"})
_XSD = "http://www.w3.org/2001/XMLSchema#"
_WORDS = ("quotation", "paraphrase", "words", "sentence")
_WHO = ("speaker", "judge", "source", "holder")
_PAIRS = {"first": "second", "one": "other"}
_BADGES = ("status", "trend", "type", "term")
_SPANS = {"earliest": "latest", "from": "until", "firstFrom": "firstUntil", "secondFrom": "secondUntil"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as it is printed. `style` is a name for the style sheet, such as "status occurred"; `hint` a tooltip."""

    text: str = ""
    href: str = ""
    style: str = ""
    hint: str = ""
    moment: str = ""
    """The machine-readable day or time where the value is one."""
    share: int = 0
    """Length of a bar from 0 to 100, for the first number of a panel that shows bars and for spans of days."""
    begin: int | None = None
    """Where that bar begins, from 0 to 100; else it ends at 100."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a panel's table."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of a timeline or of quoted sentences."""

    when: Shown = Shown()
    what: Shown = Shown()
    words: str = ""
    verbatim: bool = False
    who: tuple[Shown, ...] = ()
    badges: tuple[Shown, ...] = ()
    source: Shown = Shown()
    outlet: Shown = Shown()
    note: str = ""

    @property
    def credits(self) -> tuple[Shown, ...]:
        """Who, when and where it stands, as far as they are known."""
        return tuple(one for one in (*self.who, self.when, self.source) if one.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A query with its rows, ready to print.

    `layout` is "table", "timeline", "text", "chart", "line", "map" or "graph".
    """

    name: str
    anchor: str
    title: str
    description: str
    layout: str
    columns: tuple[Column, ...] = ()
    lines: tuple[tuple[Shown, ...], ...] = ()
    items: tuple[Item, ...] = ()
    chart: Chart | None = None
    line: Lines | None = None
    map: Map | None = None
    network: Network | None = None
    run: str = ""
    csv: str = ""
    json: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    """What each column of the query is called."""
    beyond: tuple[str, ...] = ()
    """What the page is narrowed by and this query knows nothing of."""

    @property
    def empty(self) -> bool:
        """Whether the query gave no row."""
        return not self.lines and not self.items


def panel(
    query: Query,
    table: Table,
    addresses: Addresses,
    values: Mapping[str, str],
    focus: str = "",
    ground: Table | None = None,
    most: int | None = None,
) -> Panel:
    """The panel of a query that was bound to `values`. `focus` is the IRI of the state that the page is about, whose
    relation to another a row may lead to; `ground` has the places that a map shows the land by. Of a table, timeline or
    text only the first rows are made, as many as `most` says.
    """
    shown = _Rows(addresses, focus)
    layout = "table"
    items: tuple[Item, ...] = ()
    chart = world = line = network = None
    if query.view is View.TIMELINE and "eventLabel" in table.columns and "type" in table.columns:
        layout, items = "timeline", tuple(shown.event(row) for row in table.rows[:most])
    elif query.view is View.TEXT and any(column in table.columns for column in _WORDS):
        layout, items = "text", tuple(shown.sentence(row) for row in table.rows[:most])
    elif query.view is View.LINE and (line := shown.lines(table)):
        layout = "line"
    elif query.view is View.GRAPH and (network := network_of(table, addresses)):
        layout = "graph"
    elif {"month", "cooperation", "conflict"} <= set(table.columns):
        layout, chart = "chart", months(table.rows)
    elif query.view is View.MAP and (world := drawn(table, ground or Table(), addresses)):
        layout = "map"
    columns, lines = (
        ((), ())
        if items
        else shown.table(
            table,
            bars=query.view is View.BAR and chart is None,
            spans=query.view is View.TIMELINE,
            most=most if layout == "table" else None,
        )
    )
    return Panel(
        name=query.name,
        anchor=query.name.replace("/", "-"),
        title=query.title,
        description=query.description,
        layout=layout,
        columns=columns,
        lines=lines,
        items=items,
        chart=chart,
        line=line,
        map=world,
        network=network,
        run=query_link("/sparql", named=query.name, **values),
        csv=query_link(f"/queries/{query.name}.csv", **values),
        json=query_link(f"/queries/{query.name}.srj", **values),
        headings={name: heading(name) for name in _own(table.columns)},
    )


def plain_table(table: Table, addresses: Addresses) -> tuple[tuple[Column, ...], tuple[tuple[Shown, ...], ...]]:
    """The columns and lines of any table, each column for itself."""
    columns = tuple(Column(f"?{name}", _numeric(table, name)) for name in table.columns)
    lines = tuple(
        tuple(literal(row[name], name) if name in row and row[name].kind != "uri" else _iri(row, name, addresses)
              for name in table.columns)
        for row in table.rows
    )  # fmt: skip
    return columns, lines


def thing(row: Row, column: str, addresses: Addresses) -> Shown:
    """The term in a column, with the label in its label column and a link to its page."""
    cell = row.get(column)
    if cell is None:
        return Shown(text(row, column + "Label"))
    if cell.kind != "uri":
        return literal(cell, column)
    if cell.value.startswith((ONTOLOGY, EVENT_TYPES)):
        return term(cell.value, addresses, text(row, column + "Label"))
    return Shown(text(row, column + "Label") or local_name(cell.value), addresses.link(cell.value))


def written(one: Shown) -> Markup:
    """A value in HTML. Pages have a thousand of them, for which a macro takes several times as long."""
    return Markup(_html(one))  # noqa: S704  each of its parts is escaped


def _html(one: Shown) -> str:
    text, href, lang = escape(one.text), escape(one.href), tongue(one.text)
    hint = f' title="{escape(one.hint)}"' if one.hint else ""
    if one.style.startswith(_BADGES):
        return f'<a class="badge {escape(one.style)}" href="{href}"{lang}>{text}</a>'
    if one.moment and one.text:
        return f'<time datetime="{escape(one.moment)}">{text}</time>'
    if one.href:
        elsewhere = ' rel="noopener nofollow"' if one.href.startswith("http") else ""
        return f'<a href="{href}"{lang}{hint}{elsewhere}>{text or href}</a>'
    if one.hint:
        return f'<span class="{escape(one.style)}"{lang}{hint}>{text}</span>'
    return spoken(one.text)


def optional(row: Row, column: str, addresses: Addresses) -> Shown | None:
    """The term in a column, or None where the row has none."""
    return thing(row, column, addresses) if column in row else None


def term(iri: str, addresses: Addresses, label: str = "") -> Shown:
    """A term of the vocabulary as a badge: a status, a trend, an event type, a mode."""
    name = local_name(iri)
    kind = name.partition("-")[0]
    if name in STATUSES:
        style = f"status {name}"
    elif name in TRENDS:
        style = f"trend {name}"
    elif kind in _TYPES:
        style = f"type {'conflict' if kind in CONFLICT else 'cooperation'}"
        name = name.lower() if name == kind else name.partition("-")[2].replace("-", " ")
    else:
        style = "term"
        name = label or heading(name.removeprefix("context-"))
    return Shown(term_label(iri) or name, addresses.link(iri), style)


def literal(cell: Cell, column: str = "") -> Shown:
    """A literal as people read it: days with the name of their month, numbers with their thousands apart."""
    kind = cell.datatype.removeprefix(_XSD)
    if kind in _DAYS or column in _DAY_COLUMNS:
        return Shown(day(cell.value), moment=cell.value, style="day")
    if kind in _NUMBERS:
        return Shown(number(cell.value), style="number")
    if kind == "boolean":
        return Shown(gettext("yes") if cell.value in {"true", "1"} else gettext("no"))
    if kind == "anyURI" and cell.value.startswith(("https://", "http://")):
        return Shown(cell.value, cell.value)
    return Shown(cell.value)


def source(row: Row, addresses: Addresses) -> Shown:
    """The article of a row, linked at the row's passage where it has one."""
    article, passage = text(row, "article"), text(row, "passage")
    label = text(row, "articleLabel") or (local_name(article) if article else "")
    if not label and passage:
        label = gettext("sentence %(number)s", number=local_name(passage))
    return Shown(label, addresses.link(passage or article))


def percent(confidence: str) -> str:
    """A confidence from 0 to 1 as "92 % sure"."""
    try:
        return gettext("%(number)s %% sure", number=round(float(confidence) * 100))
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Turns rows into what is printed."""

    addresses: Addresses
    focus: str

    def event(self, row: Row) -> Item:
        return Item(
            when=when(row),
            what=thing(row, "event", self.addresses) if "event" in row else thing(row, "report", self.addresses),
            badges=tuple(thing(row, name, self.addresses) for name in ("type", "mode", "status") if name in row),
            who=tuple(thing(row, name, self.addresses) for name in ("source",) if name in row),
            note=", ".join(_notes(row)),
        )

    def sentence(self, row: Row) -> Item:
        column = next((name for name in _WORDS if name in row), "")
        who = [thing(row, name, self.addresses) for name in _WHO if name in row]
        if not who and "speakerText" in row:
            who = [Shown(text(row, "speakerText"))]
        if "office" in row:
            who.append(thing(row, "office", self.addresses))
        badges = [
            thing(row, name, self.addresses) for name in ("type", "trend", "status", "partner", "event") if name in row
        ]
        if "first" in row and "second" in row:
            badges.append(self._pair(row, "first"))
        when = literal(row["day"], "day") if "day" in row else Shown()
        notes = (percent(text(row, "confidence")), text(row, "aim"))
        return Item(
            when=when,
            words=text(row, column),
            verbatim=column == "quotation",
            who=tuple(who),
            badges=tuple(badges),
            source=source(row, self.addresses),
            outlet=thing(row, "publisher", self.addresses),
            note=", ".join(note for note in notes if note),
        )

    def _pair(self, row: Row, first: str) -> Shown:
        both = (first, _PAIRS[first])
        names = " – ".join(thing(row, one, self.addresses).text for one in both)
        return Shown(names, self.addresses.dyad(*(text(row, one) for one in both)))

    def lines(self, table: Table) -> Lines | None:
        measured = {name: _heading(name) for name in table.columns[1:] if _numeric(table, name)}
        return lines(table.rows, table.columns[0], measured) if table.columns else None

    def table(
        self, table: Table, bars: bool, spans: bool, most: int | None
    ) -> tuple[tuple[Column, ...], tuple[tuple[Shown, ...], ...]]:
        names = self._columns(table)
        measured = next((name for name in names if _numeric(table, name)), "") if bars else ""
        highest = max((abs(_decimal(text(row, measured))) for row in table.rows), default=Decimal(0)) if measured else 0
        columns = tuple(Column(_heading(name), _numeric(table, name)) for name in names)
        lines = tuple(tuple(self._shown(row, name, measured, highest) for name in names) for row in table.rows[:most])
        if spans and "from" in names:
            at = names.index("from")
            placed = _placed(table)[:most]
            lines = tuple(
                (*line[:at], replace(line[at], begin=begin, share=share), *line[at + 1 :])
                for line, (begin, share) in zip(lines, placed, strict=True)
            )
        return columns, lines

    def _columns(self, table: Table) -> list[str]:
        """The columns without those that another one shows with its own."""
        names = _own(table.columns)
        hidden = {last for first, last in _SPANS.items() if first in names and last in names}
        hidden |= {second for first, second in _PAIRS.items() if first in names and second in names}
        if {"article", "passage"} <= set(names):
            hidden.add("passage")
        return [name for name in names if name not in hidden]

    def _shown(self, row: Row, name: str, measured: str, most: Decimal | int) -> Shown:
        if name in _SPANS:
            return when(row, name, _SPANS[name])
        if name in {"article", "passage"}:
            return source(row, self.addresses)
        if _PAIRS.get(name) in row:
            return self._pair(row, name)
        one = thing(row, name, self.addresses)
        if name == "partner" and self.focus:
            link = self.addresses.dyad(self.focus, text(row, name))
            return Shown(one.text, link or one.href, one.style)
        if name == measured and most:
            return Shown(one.text, one.href, one.style, share=int(abs(_decimal(text(row, name))) * 100 / most))
        return one


def _placed(table: Table) -> list[tuple[int | None, int]]:
    """Where the days of each row begin among those of all rows, and how long they last, in hundredths."""
    spans = [(_ordinal(text(row, "from")), _ordinal(text(row, "until"))) for row in table.rows]
    known = [day for span in spans for day in span if day]
    if len(set(known)) < 2:
        return [(None, 0)] * len(spans)
    first, width = min(known), max(known) - min(known)
    return [
        (97 * (begin - first) // width, max(3, 100 * (end - begin) // width)) if begin and end else (None, 0)
        for begin, end in spans
    ]


def _ordinal(value: str) -> int:
    """A day as a number; 0 where it is none."""
    try:
        return dt.date.fromisoformat(value[:10]).toordinal()
    except ValueError:
        return 0


def _iri(row: Row, name: str, addresses: Addresses) -> Shown:
    cell = row.get(name)
    if cell is None:
        return Shown()
    return Shown(addresses.path(cell.value) or _short(cell.value), addresses.link(cell.value), hint=cell.value)


def _short(iri: str) -> str:
    """An IRI with its namespace as a prefix, where it has one."""
    spaces = ((prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space) and iri != space)
    return next((f"{prefix}:{iri[len(space) :]}" for prefix, space in spaces), iri)


def when(row: Row, first: str = "earliest", last: str = "latest") -> Shown:
    """The days of a row from one column to another; machine-readable where they are one day."""
    earliest, latest = text(row, first), text(row, last)
    return Shown(days(earliest, latest), moment=latest if earliest == latest else "", style="day")


def _notes(row: Row) -> Iterator[str]:
    if count := text(row, "reports"):
        yield independent_reports(int(count))
    if text(row, "overdue") == "true":
        yield gettext("day has passed")


def _heading(name: str) -> str:
    if name in _SPANS:
        return gettext("When") if name == "earliest" else gettext("Seen")
    return gettext("Pair") if name in _PAIRS else heading(name)


def _own(columns: Sequence[str]) -> list[str]:
    """The columns that are no labels of others."""
    return [name for name in columns if not (name.endswith("Label") and name[:-5] in columns)]


def _numeric(table: Table, name: str) -> bool:
    cells: Sequence[Cell] = [row[name] for row in table.rows if name in row]
    return bool(cells) and all(cell.datatype.removeprefix(_XSD) in _NUMBERS for cell in cells)


def _decimal(value: str) -> Decimal:
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return Decimal(0)
    return figure if figure.is_finite() else Decimal(0)


def filled(panels: Iterable[Panel]) -> tuple[Panel, ...]:
    """The panels that have something to show."""
    return tuple(one for one in panels if not one.empty)
