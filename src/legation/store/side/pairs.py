"""What the side index answers of two states: what they say of each other, and who reports what is between them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain, permutations, product

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
_SOME = 64  # Events whose reports are read at a time.


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
    rows: set[Cells] = set()
    compared = 0
    in_order = sorted(reports.items(), key=lambda one: cells.thing(one[0][1]).value)
    for at, ((event, name), telling) in enumerate(in_order):
        if len(rows) >= 100:
            break  # All others come after these.
        if at % _SOME == 0:
            some = chain.from_iterable(found for _, found in in_order[at : at + _SOME])
            reading.learn(list(some), *_SAYING, *_EXCLUDING)
        claims: defaultdict[_Claims, list[int]] = defaultdict(list)
        for report in telling:
            claims[_claims(reading, report)].append(report)
        compared += len(claims) ** 2
        if compared > 10_000:
            return None
        named = [(label,) for label in reading.texts(event, "label")]
        for own, alike in claims.items():
            excluded: set[tuple[str, Cell, int | None]] = set()
            for rival in claims:
                if rival is own and len(alike) == 1:
                    continue
                if (found := _excluded(own, rival)) is None:
                    return None
                excluded.update(found)
            for report, (about, says, number) in product(alike, excluded):
                passages = [(cells.thing(passage),) for _, passage in reading.links(report, "evidence")]
                labels = cells.each(reading.labels(number)) if number else [(None,)]
                for article, _ in reading.links(report, "inArticle"):
                    rows.update(cells.joined(
                        [(cells.thing(name),)], named, [(cells.text(about), says)], labels,
                        reading.labelled(article, "publisher"), passages,
                    ))  # fmt: skip
    columns = ("event", "eventLabel", "about", "says", "saysLabel", "publisher", "publisherLabel", "passage")
    order = [columns.index(column) for column in ("event", "about", "passage", "says", "publisher")]
    ordered = sorted(rows, key=lambda row: [cells.plain(row[place]) for place in order])
    return cells.table(columns, ordered[:100])


_Claims = tuple[tuple[tuple[Cell, int | None], ...], ...]
"""What a report says in each respect, in the order of `_SAYING` and `_EXCLUDING`; things with their numbers."""


def _claims(reading: Reading, report: int) -> _Claims:
    said = (tuple((cells.thing(name), thing) for thing, name in reading.links(report, saying)) for saying in _SAYING)
    days = (tuple((day, None) for day in reading.texts(report, excluding)) for excluding in _EXCLUDING)
    return (*said, *days)


def _excluded(own: _Claims, rival: _Claims) -> list[tuple[str, Cell, int | None]] | None:
    """What one report says that another excludes, and in which respect; None where days cannot be compared."""
    found = []
    for aspect, told, other in zip(_SAYING, own, rival, strict=False):
        for (says, number), (contrary, _) in product(told, other):
            denied = LEG.denied.value in (says.value, contrary.value)
            if says != contrary and (denied or aspect != "reportedStatus"):
                found.append((aspect.removeprefix("reported").lower(), says, number))
    (earliest, latest), (rival_earliest, rival_latest) = own[len(_SAYING) :], rival[len(_SAYING) :]
    for told, other, later in ((earliest, rival_latest, True), (latest, rival_earliest, False)):
        for (says, number), (contrary, _) in product(told, other):
            if says.datatype != contrary.datatype or not all(_DAY.fullmatch(day.value) for day in (says, contrary)):
                return None
            if says.value > contrary.value if later else says.value < contrary.value:
                found.append(("day", says, number))
    return found
