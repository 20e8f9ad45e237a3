"""What the side index answers of one thing: the articles that name it, what it said, its people and its offices."""

# The statements are put together from what stands here, never from what is given.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from legation.store.rows import Cell, Table
from legation.store.side import cells
from legation.store.side.cells import Cells
from legation.store.side.reading import Reading

_NAMED = """
SELECT n.article, t.name, substr(w.text, 1, 10) AS day, n.mentions
FROM named n CROSS JOIN term t ON t.id = n.article
LEFT JOIN value w ON w.subject = n.article AND w.property = {published}
WHERE n.entity = ? ORDER BY day DESC NULLS LAST, t.name LIMIT 50
"""
_WRITTEN = """
SELECT k.subject, t.name, substr(w.text, 1, 10) AS day
FROM (SELECT DISTINCT subject FROM link WHERE property IN ({publisher}, {author}) AND object = ?) k
CROSS JOIN term t ON t.id = k.subject
LEFT JOIN value w ON w.subject = k.subject AND w.property = {published}
ORDER BY day DESC NULLS LAST, t.name LIMIT 50
"""
_BELONGING = """
SELECT :entity AS id
UNION SELECT subject FROM link WHERE property IN ({state}, {ofState}, {ofBody}) AND object = :entity
"""
_SPOKEN = f"""
SELECT DISTINCT k.subject AS id FROM (
  {_BELONGING} UNION SELECT subject FROM link WHERE property = {{isReplacedBy}} AND object = :entity
) a CROSS JOIN link k ON k.property IN ({{speaker}}, {{onBehalfOf}}) AND k.object = a.id
"""
_ABOUT = "SELECT subject AS id FROM link WHERE property = {about} AND object = :entity"
_DAYS = """
SELECT s.id, a.object, coalesce(
  d.text, (SELECT substr(w.text, 1, 10) FROM value w WHERE w.subject = a.object AND w.property = {{published}})
) AS day
FROM ({statements}) s CROSS JOIN link a ON a.subject = s.id AND a.property = {{inArticle}}
LEFT JOIN value d ON d.subject = s.id AND d.property = {{date}} ORDER BY day DESC NULLS LAST
"""
_EVENTS_ON = f"""
SELECT i.object, count(DISTINCT i.subject) FROM ({_BELONGING}) a
CROSS JOIN link p ON p.property = {{participant}} AND p.object = a.id
CROSS JOIN link i ON i.subject = p.subject AND i.property = {{issue}} GROUP BY 1
"""
_STATEMENTS_ON = f"""
SELECT i.object, count(DISTINCT i.subject) FROM ({_BELONGING}) a
CROSS JOIN link p ON p.property IN ({{speaker}}, {{onBehalfOf}}) AND p.object = a.id
CROSS JOIN link i ON i.subject = p.subject AND i.property = {{about}} GROUP BY 1
"""
_PREFERRED = "SELECT text FROM value WHERE subject = ? AND property = {prefLabel} AND tag = '@en'"
_PEOPLE = "SELECT DISTINCT subject FROM link WHERE property IN ({state}, {memberOf}) AND object = ?"
_ARTICLES = "SELECT count(*) FROM named WHERE entity = ?"
_OFFICES = """
SELECT DISTINCT o.subject, t.name FROM link o CROSS JOIN term t ON t.id = o.subject
CROSS JOIN link k ON k.subject = o.subject AND k.property = {type}
CROSS JOIN term c ON c.id = k.object AND c.name = '{Office}'
WHERE o.property IN ({ofState}, {ofBody}) AND o.object = ?
"""
_TENURES = "SELECT subject FROM link WHERE property = {office} AND object = ?"
_HELD = """
SELECT DISTINCT d.text, d.tag, f.text, f.tag, p.object, pn.name, h.object, hn.name, o.object, tn.name, a.object, x.name
FROM (SELECT DISTINCT subject FROM link WHERE property IN ({reportedOffice}, {reportedHolder}) AND object = ?) r
CROSS JOIN link h ON h.subject = r.subject AND h.property = {reportedHolder} CROSS JOIN term hn ON hn.id = h.object
CROSS JOIN link o ON o.subject = r.subject AND o.property = {reportedOffice} CROSS JOIN term tn ON tn.id = o.object
CROSS JOIN link p ON p.subject = r.subject AND p.property = {evidence} CROSS JOIN term pn ON pn.id = p.object
CROSS JOIN link a ON a.subject = p.object AND a.property = {inArticle} CROSS JOIN term x ON x.id = a.object
LEFT JOIN value d ON d.subject = r.subject AND d.property = {day}
LEFT JOIN value f ON f.subject = r.subject AND f.property = {former}
WHERE EXISTS (SELECT 1 FROM value e WHERE e.subject = p.object AND e.property = {exact})
ORDER BY d.text DESC NULLS LAST, pn.name, tn.name, hn.name LIMIT 50
"""
_SAID = (
    "day", "speaker", "speakerLabel", "speakerText", "quotation", "paraphrase", "passage", "article", "articleLabel",
    "confidence",
)  # fmt: skip


def kind(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The classes of a thing and its label."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    reading.learn([number], "type", "label", "prefLabel", "title", "mentions")
    kinds = reading.links(number, "type")
    if not kinds or reading.links(number, "mentions"):
        return None  # Of what names a thing the class is not kept.
    named = [cell for name in ("label", "prefLabel") for cell in reading.texts(number, name) if cell.language == "en"]
    labels = {cell.value for cell in named or reading.texts(number, "title")}
    rows = [(name, label) for _, name in kinds for label in labels or [None]]
    rows.sort(key=lambda row: (cells.thing(row[0]).value, row[1] or ""))
    return cells.table(("kind", "label"), [
        (cells.thing(name), None if label is None else cells.text(label)) for name, label in rows
    ])  # fmt: skip


def articles(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The articles that name a thing."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    rows = []
    found = reading.rows(_NAMED, (number,)).fetchall()
    learn_articles(reading, [row[0] for row in found])
    for article, name, day, mentions in found:
        titles, outlets = cells.each(reading.texts(article, "title")), reading.labelled(article, "publisher")
        rows += cells.joined([(_day(day), cells.thing(name))], titles, outlets, [(cells.count(mentions),)])
    return cells.table(("day", "article", "articleLabel", "publisher", "publisherLabel", "mentions"), rows[:50])


def learn_articles(reading: Reading, articles: Sequence[int]) -> None:
    """Learn what rows tell of articles."""
    reading.learn(articles, "title", "publisher")
    reading.learn_ends(articles, "publisher")


def written(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The articles of an outlet or an author."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    rows = []
    for article, name, day in reading.rows(_WRITTEN, (number,)).fetchall():
        titles = cells.each(reading.texts(article, "title"))
        rows += cells.joined([(_day(day), cells.thing(name))], titles, [(reading.reports(article),)])
    return cells.table(("day", "article", "articleLabel", "reports"), rows[:50])


def statements(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """What a thing, or somebody who speaks for it, said."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    columns = (
        "day", "speaker", "speakerLabel", "office", "officeLabel", "quotation", "paraphrase", "passage", "article",
        "articleLabel", "confidence",
    )  # fmt: skip
    return said(reading, _SPOKEN, {"entity": number}, columns)


def statements_about(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """What was said about a thing."""
    number = reading.number(values["entity"])
    return None if number is None else said(reading, _ABOUT, {"entity": number})


def said(reading: Reading, found: str, values: Mapping[str, object], columns: tuple[str, ...] = _SAID) -> Table:
    """The newest of the statements whose `id` a piece of SQL gives."""
    rows: list[Cells] = []
    newest = _newest(reading, found, values)
    made = [statement for statement, _, _ in newest]
    reading.learn(made, "speakerText", "quotation", "paraphrase", "speaker", "inOffice", "evidence", "confidence")
    reading.learn_ends(made, "speaker", "inOffice")
    reading.learn([article for _, article, _ in newest], "title")
    for statement, article, day in newest:
        parts = {
            column: cells.each(reading.texts(statement, column))
            for column in ("speakerText", "quotation", "paraphrase")
        } | {
            "day": [(_day(day),)],
            "speaker": reading.labelled(statement, "speaker"),
            "office": reading.labelled(statement, "inOffice"),
            "passage": [(cells.thing(passage),) for _, passage in reading.links(statement, "evidence")],
            "article": [(cells.thing(reading.named(article)),)],
            "articleLabel": cells.each(reading.texts(article, "title")),
            "confidence": [(confidence,) for confidence in reading.texts(statement, "confidence")],
        }
        rows += cells.joined(*(parts[column] for column in columns if column in parts))
    order = [columns.index(column) for column in ("passage", "quotation", "paraphrase", "speaker")]
    rows.sort(key=lambda row: [cells.plain(row[place]) for place in order])
    rows.sort(key=lambda row: cells.plain(row[0]), reverse=True)
    return cells.table(columns, rows)


def _newest(reading: Reading, found: str, values: Mapping[str, object]) -> list[tuple[int, int, str | None]]:
    """The fifty newest of such statements with article and day; of one day, those first whose names are."""
    taken: list[tuple[str | None, str, int, int]] = []
    for day, group in groupby(reading.rows(_DAYS.format(statements=found), values), key=lambda row: row[2]):
        if len(taken) >= 50:
            break
        told = [(statement, article) for statement, article, _ in group]
        reading.learn([statement for statement, _ in told])
        taken += sorted((day, reading.named(statement), statement, article) for statement, article in told)
    return [(statement, article, day) for day, _, statement, article in taken[:50]]


def issues(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The issues of what a thing did and said."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    entity = {"entity": number}
    events, spoken = (dict(reading.rows(text, entity).fetchall()) for text in (_EVENTS_ON, _STATEMENTS_ON))
    found = [(-events.get(issue, 0), -spoken.get(issue, 0), reading.named(issue), issue) for issue in events | spoken]
    rows = [
        (done, told, label, name) for done, told, name, issue in sorted(found)[:300]
        for (label,) in reading.rows(_PREFERRED, (issue,)).fetchall()
    ]  # fmt: skip
    return cells.table(("issue", "issueLabel", "events", "statements"), [
        (cells.thing(name), Cell("literal", label, language="en"), cells.count(-done), cells.count(-told))
        for done, told, label, name in sorted(rows)[:30]
    ])  # fmt: skip


def people(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """Who belongs to a thing, by the articles that name them."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    found = []
    for (actor,) in reading.rows(_PEOPLE, (number,)).fetchall():
        if articles := reading.rows(_ARTICLES, (actor,)).fetchone()[0]:
            name, labels = reading.named(actor), reading.labels(actor)
            kinds = [kind for _, kind in reading.links(actor, "type")]
            found += [(-articles, label.value, name, kind) for label in labels for kind in kinds]
    return cells.table(("actor", "actorLabel", "kind", "articles"), [
        (cells.thing(name), Cell("literal", label, language="en"), cells.thing(kind), cells.count(-articles))
        for articles, label, name, kind in sorted(found)[:50]
    ])  # fmt: skip


def offices(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The offices of a state or body with those who were seen in them."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    rows: set[Cells] = set()
    for office, name in reading.rows(_OFFICES, (number,)).fetchall():
        tenures: list[Cells] = []
        for (tenure,) in reading.rows(_TENURES, (office,)).fetchall():
            seen = [[(day,) for day in reading.texts(tenure, property_)] for property_ in ("seenFrom", "seenUntil")]
            holders = [row for row in reading.labelled(tenure, "holder") if row[0]]
            tenures += cells.joined(holders, *seen)
        labels = [(label,) for label in reading.labels(office)]
        rows.update(cells.joined([(cells.thing(name),)], labels, tenures or [(None,) * 4]))
    ordered = sorted(rows, key=lambda row: [cells.plain(row[place]) for place in (3, 2, 4)])
    ordered.sort(key=lambda row: cells.plain(row[5]), reverse=True)
    ordered.sort(key=lambda row: (cells.plain(row[1]), cells.plain(row[0])))
    return cells.table(("office", "officeLabel", "holder", "holderLabel", "from", "until"), ordered[:200])


def holder_reports(reading: Reading, values: Mapping[str, str]) -> Table | None:
    """The sentences that tell who holds an office."""
    number = reading.number(values["entity"])
    if number is None:
        return None
    rows: list[Cells] = []
    for row in reading.rows(_HELD, (number,)).fetchall():
        passage, holder, office, article = row[4], row[6], row[8], row[10]
        rows += cells.joined(
            [(cells.value(*row[0:2]), cells.thing(row[7]))], cells.each(reading.labels(holder)),
            [(cells.thing(row[9]),)], cells.each(reading.labels(office)), [(cells.value(*row[2:4]),)],
            cells.each(reading.texts(passage, "exact")), [(cells.thing(row[5]), cells.thing(row[11]))],
            cells.each(reading.texts(article, "title")),
        )  # fmt: skip
    columns = (
        "day", "holder", "holderLabel", "office", "officeLabel", "former", "words", "passage", "article",
        "articleLabel",
    )  # fmt: skip
    return cells.table(columns, rows[:50])


def _day(day: str | None) -> Cell | None:
    return None if day is None else cells.text(day)
