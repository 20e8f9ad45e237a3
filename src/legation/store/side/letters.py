"""Names and sentences by the groups of three letters in them, in any script; what is found has to be looked at again.

The number of a name begins with its length and that of a sentence with its day, so that the shortest names, and the
newest sentences, are found first and the rest need not be read.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator

from legation.slugs import folded
from legation.store.side.tables import EXACT

HAPPENING = 1 << 56
"""From this number on names are those of events, of articles and of terms of vocabularies."""

LENGTH = 32
"""The bits of a name's number below its length."""

DAY = 24
"""The bits of a sentence's number below its day."""

_GAP = re.compile(r"[\W_]+")
_MOST = 64


def plain(text: str) -> str:
    """A text without case, accents and signs."""
    return _GAP.sub(" ", folded(text)).strip()


def padded(text: str) -> str:
    """What is kept of a text: each word begins after a space, and its last letters begin a group of three as well."""
    return f" {plain(text)}  "


def register(tables: sqlite3.Connection) -> None:
    """Let statements call `padded`."""
    tables.create_function("padded", 1, padded, deterministic=True)


def note(tables: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Note the groups of letters in some texts."""
    groups = {text[at : at + 3] for text in map(padded, texts) for at in range(len(text) - 2)}
    tables.executemany("INSERT OR IGNORE INTO letters VALUES (?)", [(group,) for group in groups])


def condition(tables: sqlite3.Connection, letters: str) -> str:
    """What a text with some letters, plain or padded, matches in the index; empty where no text has them."""
    if len(letters) < 3:
        known = "SELECT trigram FROM letters WHERE trigram >= ? AND trigram < ?"
        rows = tables.execute(known, (letters, letters + "\U0010ffff"))
        return " OR ".join(f'"{row[0]}"' for row in rows)
    groups = dict.fromkeys(letters[at : at + 3] for at in range(min(len(letters) - 2, _MOST)))
    return " AND ".join(f'"{group}"' for group in groups)


def shortest(tables: sqlite3.Connection, letters: str, first: int = 0) -> Iterator[tuple[int, int, str]]:
    """Number, thing and text of names that may have some letters, by their numbers, from one on."""
    text = (
        "SELECT n.id, n.thing, n.text FROM name_text f CROSS JOIN name n ON n.id = f.rowid"
        " WHERE name_text MATCH ? AND f.rowid >= ? AND f.rowid < ? ORDER BY f.rowid"
    )
    last = HAPPENING if first < HAPPENING else HAPPENING << 1
    if found := condition(tables, letters):
        yield from tables.execute(text, (found, first, last))


def newest(tables: sqlite3.Connection, letters: str) -> Iterator[tuple[int, int, str]]:
    """Number, passage and text of sentences that may have some letters, the newest first."""
    text = (
        "SELECT p.id, p.passage, v.text FROM passage_text f CROSS JOIN passage p ON p.id = f.rowid"
        " CROSS JOIN value v ON v.subject = p.passage AND v.property = :exact"
        " WHERE passage_text MATCH :letters ORDER BY f.rowid DESC"
    )
    if found := condition(tables, letters):
        yield from tables.execute(text, {"exact": EXACT, "letters": found})
