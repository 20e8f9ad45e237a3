"""The tables of the side index: triples that figures are made of, and the figures that follow from them, in SQLite.

`link` and `value` hold triples, whose objects are things or literals, and how often each stands in the store. All other
tables follow from these two. Figures are exact: a weight is a whole number of thousandths.
"""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path

from pyoxigraph import NamedNode

from legation.graph.vocabulary import DCTERMS, GEO, LEG, RDF, RDFS, SKOS

FILE = "side.sqlite"
"""The name of the index in the folder of its store."""

FORM = 3
"""The form of these tables and of what they hold. Another one is made anew."""

NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, DCTERMS.title)
"""The properties that name a thing."""

PROPERTIES: tuple[NamedNode, ...] = (
    *NAMES, RDF.type, LEG.participant, LEG.place, LEG.issue, LEG.eventType, LEG.status, LEG.mode, LEG.earliest,
    LEG.latest, LEG.reportCount, LEG.state, LEG.ofState, LEG.ofBody, LEG.reports, LEG.inArticle, LEG.exact,
    LEG.published, LEG.weight, LEG.capital, GEO.lat, GEO.long, LEG.party, LEG.trend,
    LEG.publisher, LEG.inState, LEG.mentions, LEG.evidence, LEG.speaker, LEG.onBehalfOf, LEG.about, LEG.inOffice,
    LEG.date, LEG.confidence, LEG.quotation, LEG.paraphrase, LEG.speakerText, DCTERMS.isReplacedBy, LEG.author,
    LEG.memberOf, LEG.office, LEG.holder, LEG.seenFrom, LEG.seenUntil, LEG.reportedOffice, LEG.reportedHolder,
    LEG.day, LEG.former, LEG.reportedStatus, LEG.reportedType, LEG.reportedMode, LEG.reportedPlace,
    LEG.reportedEarliest, LEG.reportedLatest,
)  # fmt: skip
"""What facts are of; the number of a property is its place here."""

NUMBER = {property_.value: number for number, property_ in enumerate(PROPERTIES)}

NAMING = frozenset(NUMBER[name.value] for name in NAMES)
EXACT = NUMBER[LEG.exact.value]

SINGLE = frozenset(
    NUMBER[property_.value]
    for property_ in (
        LEG.eventType, LEG.status, LEG.mode, LEG.earliest, LEG.latest, LEG.reportCount, LEG.inArticle, LEG.exact,
        LEG.published, LEG.weight,
    )
)  # fmt: skip
"""Properties of which a thing has one value."""

LINKING = frozenset(
    NUMBER[property_.value]
    for property_ in (
        RDF.type, LEG.participant, LEG.place, LEG.issue, LEG.eventType, LEG.status, LEG.mode, LEG.state, LEG.ofState,
        LEG.ofBody, LEG.reports, LEG.inArticle, LEG.capital, LEG.party, LEG.trend, LEG.publisher, LEG.inState,
        LEG.mentions, LEG.evidence, LEG.speaker, LEG.onBehalfOf, LEG.about, LEG.inOffice, DCTERMS.isReplacedBy,
        LEG.author, LEG.memberOf, LEG.office, LEG.holder, LEG.reportedOffice, LEG.reportedHolder, LEG.reportedStatus,
        LEG.reportedType, LEG.reportedMode, LEG.reportedPlace,
    )
)  # fmt: skip
"""Properties whose objects are things; those of all others are literals."""

KNOWN = {
    term.value: number
    for number, term in enumerate(
        (LEG.State, LEG.Event, LEG.Article, LEG.occurred, LEG.ongoing, LEG.planned, LEG.pledged, LEG.proposed), 1
    )
}
"""Terms that have the same number in every index."""

_SCHEMA = """
CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE link (
  subject INTEGER, property INTEGER, object INTEGER, times INTEGER NOT NULL, PRIMARY KEY (subject, property, object)
) WITHOUT ROWID;
CREATE TABLE value (
  subject INTEGER, property INTEGER, text TEXT, tag TEXT, times INTEGER NOT NULL,
  PRIMARY KEY (subject, property, text, tag)
) WITHOUT ROWID;
CREATE TABLE odd (subject INTEGER, property INTEGER, PRIMARY KEY (subject, property)) WITHOUT ROWID;

CREATE TABLE happening (
  event INTEGER PRIMARY KEY, name TEXT NOT NULL, done INTEGER NOT NULL, open INTEGER NOT NULL, earliest TEXT NOT NULL,
  latest TEXT NOT NULL, day TEXT NOT NULL, score INTEGER
);
CREATE TABLE touch (
  entity INTEGER, latest TEXT, name TEXT, event INTEGER NOT NULL, PRIMARY KEY (entity, latest DESC, name)
) WITHOUT ROWID;
CREATE TABLE reach (event INTEGER, entity INTEGER, PRIMARY KEY (event, entity)) WITHOUT ROWID;
CREATE TABLE side (event INTEGER, state INTEGER, PRIMARY KEY (event, state)) WITHOUT ROWID;
CREATE TABLE pair (
  first INTEGER, second INTEGER, latest TEXT, name TEXT, event INTEGER NOT NULL,
  PRIMARY KEY (first, second, latest DESC, name)
) WITHOUT ROWID;
CREATE TABLE pair_month (
  first INTEGER, second INTEGER, month TEXT, events INTEGER NOT NULL, cooperation INTEGER NOT NULL,
  conflict INTEGER NOT NULL, PRIMARY KEY (first, second, month)
) WITHOUT ROWID;
CREATE TABLE state_month (
  state INTEGER, month TEXT, events INTEGER NOT NULL, cooperation INTEGER NOT NULL, conflict INTEGER NOT NULL,
  PRIMARY KEY (state, month)
) WITHOUT ROWID;
CREATE TABLE relation (
  first INTEGER, second INTEGER, events INTEGER NOT NULL, score INTEGER NOT NULL, told INTEGER NOT NULL,
  PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE TABLE daily (
  day TEXT, state INTEGER, events INTEGER NOT NULL, score INTEGER NOT NULL, PRIMARY KEY (day, state)
) WITHOUT ROWID;
CREATE TABLE named (
  entity INTEGER, article INTEGER, mentions INTEGER NOT NULL, PRIMARY KEY (entity, article)
) WITHOUT ROWID;
CREATE TABLE member (class INTEGER PRIMARY KEY, number INTEGER NOT NULL);

CREATE TABLE name (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE passage (id INTEGER PRIMARY KEY, passage INTEGER NOT NULL UNIQUE);
CREATE TABLE letters (trigram TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE name_text USING fts5(
  text, content='', detail=none, columnsize=0, tokenize="trigram case_sensitive 1"
);
CREATE VIRTUAL TABLE passage_text USING fts5(
  text, content='', detail=none, columnsize=0, tokenize="trigram case_sensitive 1"
);
"""

_INDEXES = f"""
CREATE INDEX days ON value (text) WHERE property = {NUMBER[LEG.published.value]};
CREATE INDEX objects ON link (property, object, subject);
CREATE INDEX repeated_links ON link (subject) WHERE times > 1;
CREATE INDEX repeated_values ON value (subject) WHERE times > 1;
CREATE INDEX newest ON happening (latest DESC, name) WHERE done;
CREATE INDEX awaited ON happening (latest DESC, earliest DESC, name) WHERE open;
CREATE INDEX busiest ON relation (events);
CREATE INDEX seconds ON relation (second);
CREATE INDEX naming ON named (article);
CREATE INDEX thing_names ON name (thing);
"""

_TRIGGERS = """
CREATE TRIGGER joined AFTER INSERT ON link WHEN new.property = {type} BEGIN
  INSERT INTO member VALUES (new.object, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER left AFTER DELETE ON link WHEN old.property = {type} BEGIN
  UPDATE member SET number = number - 1 WHERE class = old.object;
END;
"""


def create(tables: sqlite3.Connection) -> None:
    """Make empty tables."""
    script(tables, _SCHEMA)
    tables.executemany("INSERT INTO term (id, name) VALUES (?, ?)", ((number, term) for term, number in KNOWN.items()))
    tables.execute(f"PRAGMA user_version = {FORM}")


def add_indexes(tables: sqlite3.Connection) -> None:
    """Make the indexes, which are quicker made when links and values are there."""
    script(tables, _INDEXES)


def add_triggers(tables: sqlite3.Connection) -> None:
    """Keep the numbers of members from now on."""
    for trigger in _TRIGGERS.strip().split("\n\n"):
        tables.execute(trigger.format(type=NUMBER[RDF.type.value]))


def script(tables: sqlite3.Connection, text: str) -> None:
    """Run statements without ending the transaction, as `executescript` would."""
    for statement in text.split(";"):
        if statement.strip():
            tables.execute(statement)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """The tables in a file. Raises sqlite3.Error where there is none that can be used."""
    mode = "ro" if read_only else "rw"
    place = f"{path.absolute().as_uri()}?mode={mode}"
    tables = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    try:
        if tables.execute("PRAGMA user_version").fetchone() != (FORM,):
            raise sqlite3.DatabaseError("the index has another form")
    except sqlite3.Error:
        tables.close()
        raise
    return tables


def state_of(tables: sqlite3.Connection) -> str:
    """The state of the store that an index is of."""
    row = tables.execute("SELECT value FROM note WHERE name = 'state'").fetchone()
    return str(row[0]) if row else ""


class Terms:
    """The numbers of IRIs and blank nodes. New ones are in the tables once they are flushed."""

    MOST = 1 << 20

    def __init__(self, tables: sqlite3.Connection) -> None:
        self._tables = tables
        (last,) = tables.execute("SELECT max(id) FROM term").fetchone()
        self._numbers = count(last + 1)
        self._new: list[tuple[int, str]] = []
        self._known = dict(KNOWN)
        self._all_known = last == max(KNOWN.values())

    def number(self, name: str) -> int:
        """The number of a term, a new one where it has none."""
        found = self._known.get(name)
        if found is None:
            found = None if self._all_known else self._stored(name)
            if found is None:
                found = next(self._numbers)
                self._new.append((found, name))
            if len(self._known) >= self.MOST:
                self.flush()
                self._known.clear()
                self._all_known = False
            self._known[name] = found
        return found

    def flush(self) -> None:
        """Write the new terms."""
        self._tables.executemany("INSERT INTO term (id, name) VALUES (?, ?)", self._new)
        self._new.clear()

    def _stored(self, name: str) -> int | None:
        row = self._tables.execute("SELECT id FROM term WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else None
