"""What the side index answers of two states: what they say of each other, and who reports what is between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import permutations, product

from legation.graph.vocabulary import LEG
from legation.store.rows import Cell, Table
from legation.store.side import cells
from legation.store.side.cells import Cells
from legation.store.side.entities import said
from legation.store.side.reading import Reading

_VOICES = """
SELECT :{one} AS id UNION SELECT subject FROM link WHERE property IN ({{state}}, {{ofState}}) AND object = :{one}
"""
_OF_ONE_ABOUT_OTHER = """
SELECT DISTINCT k.subject AS id FROM ({voices}) v
CROSS JOIN link k ON k.property IN ({{speaker}}, {{onBehalfOf}}) AND k.object = v.id
CROSS JOIN link b ON b.subject = k.subject AND b.property = {{about}} WHERE b.object IN ({topics})
"""
_OUTLETS = """
SELECT r.object, r.subject, a.object, o.object FROM pair p
CROSS JOIN link r ON r.property = {reports} AND r.object = p.event
CROSS JOIN link a ON a.subject = r.subject AND a.property = {inArticle}
CROSS JOIN link o ON o.subject = a.object AND o.property = {publisher}
WHERE p.first = ? AND p.second = ?
"""
_SHARED = """
SELECT p.event, p.name, count(DISTINCT a.object) FROM pair p
CROSS JOIN link r ON r.property = {reports} AND r.object = p.event
CROSS JOIN link a ON a.subject = r.subject AND a.property = {inArticle}
WHERE p.first = ? AND p.second = ? GROUP BY p.event, p.name HAVING count(DISTINCT a.object) > 1
"""
_COUNT = "SELECT count(*) FROM pair WHERE first = ? AND second = ?"
_REPORTS = """
SELECT p.event, p.name, r.subject FROM pair p CROSS JOIN link r ON r.property = {reports} AND r.object = p.event
WHERE p.first = ? AND p.second = ? AND EXISTS (
  SELECT 1 FROM link k WHERE k.property = {reports} AND k.object = p.event AND k.subject != r.subject
)
"""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SAYING = ("reportedStatus", "reportedType", "reportedMode", "reportedPlace")
_EXCLUDING = ("reportedEarliest", "reportedLatest")


def statements(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """What either of two states says of the other."""
    numbers = {end: reading.number(values[end]) for end in ("first", "second")}
    if None in numbers.values():
        return None
    voices = {end: _VOICES.format(one=end) for end in numbers}
    found = (
        _OF_ONE_ABOUT_OTHER.format(voices=voices[one], topics=voices[other]) for one, other in permutations(numbers)
    )
    return said(reading, " UNION ".join(found), numbers)


def sources(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """Which outlets report on events between two states."""
    pair = reading.pair(values)
    found = reading.rows(_OUTLETS, pair).fetchall() if pair else []
    if pair is None or len(found) > 100_000:
        return None
    telling: defaultdict[int, set[int]] = defaultdict(set)
    told: defaultdict[int, tuple[set[int], set[int], set[int]]] = defaultdict(lambda: (set(), set(), set()))
    for event, report, article, outlet in found:
        telling[event].add(outlet)
        for seen, one in zip(told[outlet], (article, report, event), strict=True):
            seen.add(one)
    rows = [
        (cells.thing(reading.named(outlet)), label, *(cells.count(len(seen)) for seen in (articles, reports, events)),
         cells.count(sum(len(telling[event]) == 1 for event in events)))
        for outlet, (articles, reports, events) in told.items() for label in reading.labels(outlet)
    ]  # fmt: skip
    rows.sort(key=lambda row: (-int(row[3].value), row[1].value, row[0].value))
    return cells.table(("publisher", "publisherLabel", "articles", "reports", "events", "alone"), rows)


def copies(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The events between two states that several articles tell."""
    pair = reading.pair(values)
    if pair is None or reading.rows(_COUNT, pair).fetchone()[0] > 10_000:
        return None
    rows = []
    for event, name, articles in reading.rows(_SHARED, pair).fetchall():
        for label, independent in product(reading.texts(event, "label"), reading.texts(event, "reportCount")):
            if not independent.value.isdecimal():
                return None
            repeated = articles - int(independent.value)
            rows.append((-articles, -repeated, name, label, independent))
    rows.sort(key=lambda row: (*row[:3], row[3].value))
    return cells.table(("event", "eventLabel", "articles", "independent", "copies"), [
        (cells.thing(name), label, cells.count(-articles), independent, cells.count(-repeated))
        for articles, repeated, name, label, independent in rows[:50]
    ])  # fmt: skip


def disagreements(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The events between two states of which reports exclude each other."""
    pair = reading.pair(values)
    if pair is None:
        return None
    reports: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for event, name, report in reading.rows(_REPORTS, pair):
        reports[event, name].append(report)
    if sum(len(telling) * (len(telling) - 1) for telling in reports.values()) > 10_000:
        return None
    rows: set[Cells] = set()
    for (event, name), telling in reports.items():
        claims = [(report, _claims(reading, report)) for report in telling]
        for (report, own), (_, rival) in permutations(claims, 2):
            if (found := _excluded(own, rival)) is None:
                return None
            for about, says, number in found:
                passages = [(cells.thing(passage),) for _, passage in reading.links(report, "evidence")]
                labels = cells.each(reading.labels(number)) if number else [(None,)]
                for article, _ in reading.links(report, "inArticle"):
                    rows.update(cells.joined(
                        [(cells.thing(name),)], [(label,) for label in reading.texts(event, "label")],
                        [(cells.text(about), says)], labels, reading.labelled(article, "publisher"), passages,
                    ))  # fmt: skip
    columns = ("event", "eventLabel", "about", "says", "saysLabel", "publisher", "publisherLabel", "passage")
    order = [columns.index(column) for column in ("event", "about", "passage", "says", "publisher")]
    ordered = sorted(rows, key=lambda row: [cells.plain(row[place]) for place in order])
    return cells.table(columns, ordered[:100])


_Claims = Mapping[str, list[tuple[Cell, int | None]]]


def _claims(reading: Reading, report: int) -> _Claims:
    """What a report says in each respect, things with their numbers."""
    things: dict[str, list[tuple[Cell, int | None]]] = {
        name: [(cells.thing(iri), at) for at, iri in reading.links(report, name)] for name in _SAYING
    }
    return {**things, **{name: [(day, None) for day in reading.texts(report, name)] for name in _EXCLUDING}}


def _excluded(own: _Claims, rival: _Claims) -> list[tuple[str, Cell, int | None]] | None:
    """What one report says that another excludes, and in which respect; None where days cannot be compared."""
    found = []
    for aspect in _SAYING:
        for (says, number), (contrary, _) in product(own[aspect], rival[aspect]):
            denied = LEG.denied.value in (says.value, contrary.value)
            if says != contrary and (denied or aspect != "reportedStatus"):
                found.append((aspect.removeprefix("reported").lower(), says, number))
    for aspect, against in permutations(_EXCLUDING):
        for (says, number), (contrary, _) in product(own[aspect], rival[against]):
            if says.datatype != contrary.datatype or not all(_DAY.fullmatch(day.value) for day in (says, contrary)):
                return None
            early, late = sorted((says.value, contrary.value))
            if early < late and says.value == (late if aspect == "reportedEarliest" else early):
                found.append(("day", says, number))
    return found
