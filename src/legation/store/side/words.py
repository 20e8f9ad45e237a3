"""What the side index finds by words: things by their names, sentences by what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from legation.graph.vocabulary import LEG_NS
from legation.store.rows import Table
from legation.store.side import cells, letters
from legation.store.side.reading import Reading

_CALLED = """
SELECT text FROM value WHERE subject = ? AND property IN ({label}, {prefLabel}) AND tag = '@en'
"""
_KINDS = "SELECT c.name FROM link k CROSS JOIN term c ON c.id = k.object WHERE k.subject = ? AND k.property = {type}"
_ALL_NAMES = "SELECT text FROM name WHERE thing = ?"
_SENTENCE = """
SELECT x.name, v.text, v.tag, y.name, n.text, n.tag, w.text
FROM link a CROSS JOIN term x ON x.id = a.subject CROSS JOIN term y ON y.id = a.object
CROSS JOIN value v ON v.subject = a.subject AND v.property = {exact}
LEFT JOIN value n ON n.subject = a.object AND n.property = {title}
LEFT JOIN value w ON w.subject = a.object AND w.property = {published}
WHERE a.subject = ? AND a.property = {inArticle}
"""
_NEWS = "SELECT count(*) FROM (SELECT 1 FROM touch WHERE entity = ? LIMIT 1000)"
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing by the name that was found; `label` is what it is called in English, `kind` the IRI of a class."""

    iri: str
    name: str
    label: str
    kind: str


def things(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """Things with a name that holds some words, those called just so first, then the shortest names."""
    words = values["words"].lower()
    plain = letters.plain(words)
    if not plain:
        return None
    lengths: dict[int, int] = {}
    exact: dict[int, int] = {}
    for first in (0, letters.HAPPENING):
        seen: dict[int, int] = {}
        for number, thing, text in letters.shortest(reading.tables, plain, first):
            length = (number - first) >> letters.LENGTH
            if len(seen) >= 200 and length > max(seen.values()):
                break
            if words in text.lower():
                seen.setdefault(thing, length)
                exact[thing] = max(exact.get(thing, 0), int(text.lower() == words))
        for thing, length in seen.items():
            lengths[thing] = min(length, lengths.get(thing, length))
    named = {thing: reading.named(thing) for thing in lengths}
    best = sorted(lengths, key=lambda thing: (-exact[thing], lengths[thing], named[thing]))[:200]
    rows = []
    for thing in best:
        iri = named[thing]
        if iri.startswith("https://w3id.org/legation/"):
            continue
        kinds = [row[0] for row in reading.rows(_KINDS, (thing,)) if row[0].startswith(LEG_NS)]
        labels = [row[0] for row in reading.rows(_CALLED, (thing,))]
        labels = labels or [min(row[0] for row in reading.rows(_ALL_NAMES, (thing,)) if words in row[0].lower())]
        rows += [(-exact[thing], lengths[thing], label, iri, kind) for kind in kinds for label in labels]
    rows.sort()
    return cells.table(
        ("thing", "thingLabel", "kind", "exact"),
        [
            (cells.thing(iri), cells.text(label), cells.thing(kind), cells.count(-hit))
            for hit, _, label, iri, kind in rows[:50]
        ],
    )


def sentences(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """Sentences that hold some words, the newest first."""
    words = values["words"].lower()
    plain = letters.plain(words)
    if not plain:
        return None
    found: list[int] = []
    last = -1
    for number, passage, text in letters.newest(reading.tables, plain):
        if len(found) >= 30 and number >> letters.DAY != last:
            break
        if words in text.lower():
            found.append(passage)
            last = number >> letters.DAY
    rows = [row for passage in found for row in reading.rows(_SENTENCE, (passage,))]
    rows.sort(key=lambda row: row[0])
    rows.sort(key=lambda row: (row[6] or "")[:10], reverse=True)
    return cells.table(
        ("day", "sentence", "passage", "article", "articleLabel"),
        [
            (
                cells.text(row[6][:10]) if row[6] else None,
                cells.value(row[1], row[2]),
                cells.thing(row[0]),
                cells.thing(row[3]),
                cells.value(row[4], row[5]),
            )
            for row in rows[:30]
        ],
    )


def beginning(reading: Reading, words: str, most: int) -> list[Suggestion]:
    """Things with a name of which a word begins as some words do; see `SideIndex.suggestions`."""
    plain = letters.plain(words)
    found: dict[int, str] = {}
    for _, thing, text in letters.shortest(reading.tables, f" {plain}") if plain else ():
        if f" {plain}" in letters.padded(text):
            found.setdefault(thing, text)
            if len(found) >= _LOOKED_AT:
                break
    news = {thing: reading.rows(_NEWS, (thing,)).fetchone()[0] for thing in found}
    best = sorted(found, key=lambda thing: -news[thing])[:most]
    return [_suggestion(reading, thing, found[thing]) for thing in best]


def _suggestion(reading: Reading, thing: int, name: str) -> Suggestion:
    label = reading.rows(_CALLED, (thing,)).fetchone()
    kinds = sorted(row[0] for row in reading.rows(_KINDS, (thing,)) if row[0].startswith(LEG_NS))
    return Suggestion(reading.named(thing), name, label[0] if label else name, kinds[0] if kinds else "")
