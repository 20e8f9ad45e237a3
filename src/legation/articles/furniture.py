"""The furniture of a page that copies of articles carry along, told by what its lines say and by their form."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from legation import resources
from legation.articles.lines import Line

_EDGES = " \t\u00a0\u200b\ufeff|•·›»«>▶►▲▼▸◀◁△▽■□●○◆◇★☆*+-–—=_~…:;,.!\"'()[]{}<✕✖×✓→←↑↓⟩⟨"
_FRONT = " \t\u00a0\u200b|•·›»>▶►▲▼▸■□●○◆◇★☆*-–—[<"
_SPLIT = re.compile(r"\s*[|•·›»>▸►/]\s*|\s{2,}|\t")
_SHOWN = 400
"""Characters of a line that are compared."""

_SECTIONS = frozenset(
    {"home", "news", "world", "asia", "africa", "europe", "americas", "america", "us", "usa", "uk", "china", "japan",
     "korea", "india", "russia", "politics", "political", "business", "economy", "economic", "finance", "financial",
     "markets", "money", "opinion", "opinions", "editorial", "editorials", "commentary", "analysis", "sport",
     "sports", "culture", "cultural", "arts", "art", "life", "lifestyle", "entertainment", "technology", "tech",
     "science", "health", "environment", "climate", "travel", "food", "weather", "video", "videos", "photo",
     "photos", "gallery", "podcast", "podcasts", "live", "national", "international", "local", "domestic",
     "regional", "region", "global", "diplomacy", "defense", "defence", "security", "society", "education", "jobs",
     "obituaries", "features", "magazine", "books", "style", "fashion", "property", "cars", "auto", "shipping",
     "law", "about", "contact", "subscribe", "login", "register", "menu", "search", "more", "latest", "top",
     "trending", "elections", "middle", "east", "north", "south", "west", "central", "latin", "pacific", "southeast",
     "northeast", "and", "the", "of", "all", "pictures", "multimedia", "people", "topics", "newsletter",
     "newsletters", "games", "crossword", "puzzles", "archive", "english"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    """The patterns of the table, by where in a line they stand."""

    whole: re.Pattern[str]
    section: re.Pattern[str]
    begin: re.Pattern[str]
    phrase: re.Pattern[str]
    words: tuple[str, ...]


def is_furniture(line: Line) -> bool:
    """Whether a line is furniture wherever it stands."""
    if line.words > 80:
        return False
    table = _table()
    low = line.text[:_SHOWN].lower()
    if table.phrase.match(low) or any(words in low for words in table.words):
        return True
    if line.prose:
        return False
    bare = low.strip(_EDGES)
    if not any(map(str.isalpha, bare)):
        return True
    if line.words <= 16 and (table.whole.fullmatch(bare) or table.section.fullmatch(bare)):
        return True
    return table.begin.match(low.lstrip(_FRONT)) is not None or is_crumbs(line)


def is_section(line: Line) -> bool:
    """Whether a line heads a part of the page that stands behind the article, such as "Most read"."""
    return len(line.text) <= 60 and _table().section.fullmatch(line.text.lower().strip(_EDGES)) is not None


def names_section(text: str) -> bool:
    """Whether the words name nothing but a section of an outlet or its feed, such as "World news" or "RSS"."""
    words = text.lower().split()
    return bool(words) and all(word in _SECTIONS or word in {"rss", "feed", "feeds", "stories"} for word in words)


def is_crumbs(line: Line) -> bool:
    """Whether a line is a row of links: three or more short parts between signs, or names of sections only."""
    if line.words > 24 or line.ends:
        return False
    parts = [part for part in _SPLIT.split(line.text[:_SHOWN]) if part]
    if len(parts) >= 3 and all(len(part.split()) <= 3 for part in parts):
        return True
    words = [word.strip(",|&") for word in line.text.lower().split()]
    return sum(1 for word in words if word in _SECTIONS) * 10 >= len(words) * 8


@cache
def _table() -> _Table:
    rows: dict[str, list[str]] = {"whole": [], "section": [], "begin": [], "phrase": [], "words": []}
    with (resources.directory("data/lexicon") / "furniture.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            rows[row["place"]].append(row["pattern"])
    words = tuple(word for row in rows.pop("words") for word in row.split("|"))
    return _Table(
        **{place: re.compile("|".join(f"(?:{p})" for p in found)) for place, found in rows.items()}, words=words
    )
