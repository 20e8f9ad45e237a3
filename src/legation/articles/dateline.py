"""Datelines at the beginning of an article: "SEOUL, September 16 (AJP) - ", "NAIROBI — ", "(Reuters) - "."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from legation.articles.dates import MONTHS
from legation.articles.outlets import outlet
from legation.gazetteer import Gazetteer
from legation.model import Entity, EntityId

_REACH = 140
"""Characters at the beginning of a paragraph that a dateline may take."""

# What may stand between a dateline and the text: an agency in brackets or slashes, a dash, a colon, a full stop.
_MARK = re.compile(
    r"\s?[(（]\s?(?P<agency>[^()（）\n]{2,45}?)\s?[)）]\s?(?P<dash>(?:--+|[—–―:-])\s?)?"
    r"|\s?[./]?\s?/(?P<slashed>[^\W\d_][\w .&-]{1,30})/\.?\s?(?P<dash2>(?:--+|[—–―-])\s?)?"
    r"|(?P<line>\s?(?:--+|[—–―])\s?|\s-\s|-\s(?=[\"“A-Z]))"
    r"|(?P<colon>:\s)"
    r"|(?P<stop>\.\s)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\.?"
_DATE = re.compile(
    rf"(?:^|[,.;\s]\s*)(?:{_WEEKDAY}\s*,?\s*)?(?:(?P<m1>[^\W\d_]{{3,10}})\.?\s(?P<d1>\d\d?)(?:st|nd|rd|th)?"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th|\.)?\s(?P<m2>[^\W\d_]{{3,10}})\.?)(?:,?\s(?P<year>(?:19|20)\d\d))?\s*$",
    re.I,
)
_JOINTS = frozenset(
    {"de", "del", "la", "las", "los", "le", "les", "el", "al", "da", "do", "dos", "das", "di", "du", "des", "of",
     "the", "am", "an", "der", "den", "y", "e", "and", "et", "sur", "upon", "bei", "i"}
)  # fmt: skip
_LABELS = frozenset(
    {"BREAKING", "EXCLUSIVE", "ANALYSIS", "UPDATE", "UPDATED", "OPINION", "EXPLAINER", "FACTBOX", "WATCH", "LIVE",
     "URGENT", "CORRECTED", "CORRECTION", "COMMENTARY", "EDITORIAL", "FEATURE", "INTERVIEW", "TIMELINE", "VIDEO",
     "PHOTOS", "PHOTO", "READ", "NEWS", "NOTE", "EDITORS", "WRAPUP", "REFILE", "INSIGHT", "SPECIAL", "RECAP",
     "PROFILE", "BACKGROUND", "COLUMN", "REVIEW", "QUESTION", "ANSWER"}
)  # fmt: skip
_AMERICAN = re.compile(
    r"(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn"
    r"|Va|Vt|Wash|Wis|Wyo)\.|[NSWR]\.\s?[A-Z]\.|D\.?\s?C\.?|(?:New|North|South|West) [A-Z]\w+"
    r"|Texas|California|Florida|Hawaii|Alaska|Virginia|Maryland"
)
_UNITED_NATIONS = frozenset({"united nations", "u.n.", "un"})


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline within a paragraph: its own characters end at `end`, the text begins at `body`.

    `place` is the place as a name, `found` what the gazetteer knows under it. `month` and `day` are 0 and `year` is 0
    where they are not told.
    """

    end: int
    body: int
    place: str = ""
    found: Entity | None = None
    agency: str = ""
    month: int = 0
    day: int = 0
    year: int = 0

    def date(self) -> str:
        """The ISO day, where it is told with its year."""
        try:
            return date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return ""


def dateline(text: str, gazetteer: Gazetteer) -> Dateline | None:
    """The dateline at the beginning of a paragraph, None where it has none.

    A place counts when it is in capitals, known to the gazetteer, or followed by a known agency; a dash after a place
    without agency and day counts only before a capital letter, a digit or a quotation mark.
    """
    head = text[:_REACH]
    start = len(head) - len(head.lstrip('{[ \t"“'))
    for number, mark in enumerate(_MARK.finditer(head, start)):
        if number == 5:
            return None
        if found := _read(text, start, mark, gazetteer):
            return found
        if mark["agency"] and not mark["dash"]:
            return None
    return None


def lone_place(text: str, gazetteer: Gazetteer) -> Dateline | None:
    """The dateline that a line is which holds nothing but a known place in capitals."""
    if len(text) > 40 or not _is_place(text) or not _in_capitals(text):
        return None
    found = locate(text, gazetteer)
    return Dateline(len(text), len(text), found.label, found) if found is not None else None


def locate(name: str, gazetteer: Gazetteer) -> Entity | None:
    """The place of a name such as "Seoul", "Kilis, Turkey" or "SALEM, Ore.": the largest in the state that is told."""
    chunks = [chunk.strip(" .") for chunk in re.split(r"[,/\[\]]| and ", name) if chunk.strip(" .")]
    if not chunks:
        return None
    city = re.sub(r"\s+D\.?\s?C\.?$", "", chunks[0], flags=re.I)
    if city.lower() in _UNITED_NATIONS:
        city = "New York"
    places = gazetteer.places(city) or gazetteer.places(f"{city} City") or gazetteer.places(city.removesuffix(" City"))
    states = set(_states(chunks[1:], gazetteer))
    within = [place for place in places if place.state in states]
    return next(iter(within or places), None)


def _states(names: Iterable[str], gazetteer: Gazetteer) -> Iterator[EntityId]:
    for name in names:
        if _AMERICAN.fullmatch(name) or _AMERICAN.fullmatch(f"{name}."):
            yield EntityId("state/USA")
        for form in gazetteer.find(name) or gazetteer.find(name.title()) or gazetteer.find(name.upper()):
            if form.entity.startswith("state/"):
                yield form.entity


def _read(text: str, start: int, mark: re.Match[str], gazetteer: Gazetteer) -> Dateline | None:
    """The dateline that ends at a mark, where what stands before the mark is one."""
    agency = (mark["agency"] or mark["slashed"] or "").strip()
    known = bool(agency) and outlet(agency, gazetteer) is not None
    if agency and not known and (not agency[0].isupper() or len(agency.split()) > 5 or any(map(str.isdigit, agency))):
        return None
    body = mark.end()
    dashed = bool(mark["dash"] or mark["dash2"] or mark["line"])
    first = text[body : body + 1]
    if not agency and first.islower():
        return None
    prefix = text[start : mark.start()]
    before, _, last = prefix.rpartition(",")
    if not agency and before and (signed := outlet(last, gazetteer)):
        prefix, agency, known = before, signed.label, True
    place, day = _divided(prefix)
    end = body - (len(mark[0]) - len(mark[0].rstrip()))
    if not place:
        if not agency or not (known or dashed) or (day is None and mark.start() > start):
            return None
        return Dateline(end, body, "", None, agency, *_numbers(day))
    words = place.split()
    if len(words) > 1 and (lead := outlet(words[0], gazetteer)) and words[1].isupper():
        place, agency = place.removeprefix(words[0]).lstrip(), agency or lead.label
    if not _is_place(place):
        return None
    found = locate(place, gazetteer)
    capitals = _in_capitals(place)
    if agency:
        named = capitals or found is not None
        placed = named or day is not None
        sure = (known and (dashed or placed)) or (dashed and placed) or (day is not None and named)
    elif mark["line"]:
        sure = found is not None or (capitals and len(place) > 4) or (day is not None and len(place) > 2)
    elif mark["colon"]:
        sure = found is not None and (capitals or day is not None or not any(_states([place], gazetteer)))
    else:
        sure = day is not None and (capitals or found is not None)
    if not sure:
        return None
    return Dateline(end, body, _named(place, found), found, agency, *_numbers(day))


def _divided(prefix: str) -> tuple[str, re.Match[str] | None]:
    """The place before a mark, and the day behind the place."""
    prefix = prefix.strip(" ,\t")
    match = _DATE.search(prefix)
    if match and (match["m1"] or match["m2"]).lower() in MONTHS:
        prefix = prefix[: match.start()].strip(" ,")
    else:
        match = None
    return re.sub(r"(?<=[^\W\d_]{4})\.$", "", prefix), match


def _numbers(match: re.Match[str] | None) -> tuple[int, int, int]:
    """Month, day and year, 0 where not told."""
    if match is None:
        return 0, 0, 0
    month = MONTHS[(match["m1"] or match["m2"]).lower()]
    return month, int(match["d1"] or match["d2"]), int(match["year"] or 0)


def _is_place(place: str) -> bool:
    """Whether a text has the form of a place's name: up to five capitalised words, up to four such names in a row."""
    chunks = [chunk.strip() for chunk in re.split(r"[,/\[\]]", place) if chunk.strip()]
    if not 1 <= len(chunks) <= 4 or len(place) > 64 or not place[0].isalpha():
        return False
    if chunks[0].split()[0].strip(".") in _LABELS:
        return False
    for chunk in chunks:
        words = chunk.split()
        if len(words) > 5 or any(not _capital(word) and word.lower() not in _JOINTS for word in words):
            return False
    return True


def _capital(word: str) -> bool:
    return (
        word[0].isupper()
        or (word[:1] in "'’‘" and word[1:2].isupper())
        or (word[:3].lower() == "al-" and len(word) > 3)
    )


def _in_capitals(place: str) -> bool:
    name = re.split(r"[,/\[]", place)[0]
    letters = [c for c in re.sub(r"\b(?:Mc|Mac|al-)", "", name) if c.isalpha()]
    return len(letters) >= 3 and all(c.isupper() for c in letters)


def _named(place: str, found: Entity | None) -> str:
    """The place's name for the metadata: the gazetteer's, else as written, capitals made small."""
    if found is not None:
        return found.label
    chunks = (chunk.strip() for chunk in re.split(r"[,/\[\]]", place))
    return ", ".join(_small(chunk) if len(chunk) > 3 and chunk.isupper() else chunk for chunk in chunks if chunk)


def _small(name: str) -> str:
    words = enumerate(name.lower().split())
    return " ".join(word if n and word in _JOINTS else word.capitalize() for n, word in words)
