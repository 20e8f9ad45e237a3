"""All events as one table for R and pandas, a line each, in the columns that POLECAT's users know."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from legation.queries import Query
from legation.store import Store

COLUMNS = (
    "Event ID", "Event Date", "Event End Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Issues", "Status",
    "Actor Name", "Actor ID", "Actor ISO", "Actor Primary Sector",
    "Recipient Name", "Recipient ID", "Recipient ISO", "Recipient Primary Sector",
    "Placename", "City", "Country", "Country ISO", "Latitude", "Longitude",
    "Source", "Publication Date", "Story IDs", "Independent Reports", "Confidence", "Language", "Version", "Event IRI",
)  # fmt: skip
"""The headings, in order."""

BETWEEN = ";"
"""What stands between the values of a cell that has several."""

_CSV = "text/csv"
_LINES = 500

Row = Mapping[str, str]


def event_table(store: Store, base: str, about: Collection[str] = ()) -> Iterator[bytes]:
    """The table as CSV in UTF-8, in pieces, by event identifier.

    With `about` only events in which each of these IRIs takes part, itself or by who acts for it. The names, codes and
    sectors of several actors stand in the same order, with an empty value where there is none. Raises what queries
    raise before the first piece.
    """
    return _written(_Table(store, base).lines(frozenset(about)))


class _Table:
    """The rows of all queries, and lines made of them."""

    def __init__(self, store: Store, base: str) -> None:
        self.base = base
        self.parties = _by_event(_rows(store, "export/event-parties", base))
        self.reports = _by_event(_rows(store, "export/event-reports", base))
        self.places = _by_event(_rows(store, "export/event-places", base))
        self.types = {row["type"]: row for row in _rows(store, "export/event-types", base)}
        self.events = _by_event(_rows(store, "export/events", base))

    def lines(self, about: frozenset[str]) -> Iterator[tuple[str, ...]]:
        for iri, events in self.events.items():
            actors = [row for row in self.parties[iri] if row["role"] in {"initiator", "recipient"}]
            if about <= {one for row in actors for one in (row["party"], row["state"])}:
                yield self.line(events[0])

    def line(self, event: Row) -> tuple[str, ...]:
        iri = event["event"]
        reports = self.reports[iri]
        days = sorted(row["published"][:10] for row in reports if row["published"])
        type_ = self.types.get(event["type"], {})
        mode = self.types.get(event["mode"], type_)
        return (
            _local(iri),
            event["earliest"],
            event["latest"],
            _local(event["type"]),
            _local(event["mode"]).partition("-")[2],
            mode.get("weight", ""),
            _local(type_.get("quad", "")).replace("-", " ").upper(),
            _joined(_local(row["party"]).removeprefix("context-") for row in self.in_role(iri, "context")),
            _joined(_local(row["party"]) for row in self.in_role(iri, "issue")),
            _local(event["status"]),
            *self.actors(iri, "initiator"),
            *self.actors(iri, "recipient"),
            *self.place(iri),
            _several(reports, "publisherName"),
            days[0] if days else "",
            _several([{"id": _local(row["article"])} for row in reports], "id"),
            event["reports"],
            max((row["confidence"] for row in reports), key=float, default=""),
            _several(reports, "language"),
            _several(reports, "software"),
            iri,
        )

    def in_role(self, iri: str, role: str) -> list[Row]:
        """The rows of the parties of an event in a role, each party once, in order."""
        rows = {row["party"]: row for row in reversed(self.parties[iri]) if row["role"] == role}
        return [rows[party] for party in sorted(rows)]

    def actors(self, iri: str, role: str) -> tuple[str, ...]:
        rows = self.in_role(iri, role)
        names = _joined(row["name"] or _local(row["party"]) for row in rows)
        keys = _joined(row["party"].removeprefix(f"{self.base}id/") for row in rows)
        return names, keys, _joined(row["code"] for row in rows), _joined(row["sector"] for row in rows)

    def place(self, iri: str) -> tuple[str, ...]:
        for row in self.places[iri]:
            city = row["name"] if row["place"] != row["state"] else ""
            return row["name"], city, row["stateName"], row["code"], row["lat"], row["long"]
        return ("",) * 6


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def _joined(values: Iterable[str]) -> str:
    return BETWEEN.join(value.replace(BETWEEN, ",") for value in values)


def _several(rows: Iterable[Row], column: str) -> str:
    """The values of a column, each once."""
    return _joined(dict.fromkeys(row[column] for row in rows if row[column]))


def _by_event(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    """The rows of each event, in order of their values. Engines take longer to sort than we do."""
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: tuple(row.values())):
        grouped[row["event"]].append(row)
    return grouped


def _rows(store: Store, name: str, base: str) -> Iterator[Row]:
    """The rows of a named query as texts, read as they come."""
    answer = store.query(Query.load(name, base=base).bind(), accept=_CSV)
    return csv.DictReader(_ended(answer.chunks))


def _ended(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text of some bytes, cut after line ends only."""
    rest = b""
    for chunk in chunks:
        whole, end, rest = (rest + chunk).rpartition(b"\n")
        yield from map(bytes.decode, (whole + end).splitlines(keepends=True))
    yield rest.decode()


def _written(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, line in enumerate(lines, 1):
        writer.writerow(line)
        if number % _LINES == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
