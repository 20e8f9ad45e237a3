"""Bylines: who wrote an article, for whom, where, and when it was published and changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from legation.articles.dateline import locate
from legation.articles.dates import MONTHS, Moment, clock, moments
from legation.articles.lines import Line
from legation.articles.outlets import outlet
from legation.gazetteer import Gazetteer

_BY = re.compile(
    r"(?:(?:written|reported|story|report|text|words|article|posted|published|edited|compiled|analysis|news)\s+)?by\b[\s:]*"
    r"|(?:par|von|por|di|door|av|af|oleh|yazan|autor[ae]?|auteur|author|автор)\s*:?\s+",
    re.I,
)
_PUBLISHED = (
    r"(?:first |originally )?(?:published|posted|released|issued|created|filed|uploaded|publication date|date)"
    r"|입력|등록|기사 ?입력|작성|송고|발행|发布时间|发布|發布|公開|掲載|配信|publié(?:e)?|publicado|pubblicato"
    r"|veröffentlicht|erschienen|gepubliceerd|опубликовано|yayınlanma|diterbitkan|تاريخ النشر"
)
_MODIFIED = (
    r"(?:last |most recently )?(?:updated?|modified|edited|revised|changed|corrected)|최종 ?수정|수정|업데이트|更新"
    r"|mise? à jour|actualizado|atualizado|aggiornato|aktualisiert|bijgewerkt|обновлено|güncelleme|diperbarui|آخر تحديث"
)
_LABEL = re.compile(
    rf"(?<!\w)(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))(?!\w)"
    r"(?:\s(?:on|at|le|el|il|am|em|op))?\s?[:：·|-]?",
    re.I,
)
_CUT = re.compile(r"\s[|•·–—/]\s|\s-\s|\s?[(\[|•·]|\s{3,}|\t|<")
_SPLIT = re.compile(r"\s*(?:[,;&]|\band\b|\bwith\b|\bet\b|\bund\b|\s\by\b\s)\s*", re.I)
_IN = re.compile(r"(?:^|\s)(?:in|from|à|en|aus)\s(?P<place>[A-ZÀ-Þ].*)$")
_FOR = re.compile(r"\s(?:of|for)\s(?:the\s)?(?P<outlet>[A-ZÀ-Þ].*)$")
_MAIL = re.compile(r"[<(\[]?[\w.+-]{1,60}@[\w-]{0,60}(?:\.[\w-]{2,24}){0,3}[>)\]]?|(?<!\w)@\w{1,40}")
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|editors?|editorial|agenc(?:y|ies)|newsroom|desk|bureau|chief|team|service|online|digital"
    r"|contributor|columnist|analyst|journalists?|intern|freelance|special|senior|diplomatic|political|foreign|national|associate|wires?"
    r"|news|press|newspaper|media|photographer|producer|anchor)\b",
    re.I,
)
_REPORTER = re.compile(r"(?P<name>[가-힣]{2,4})\s?(?:기자|특파원|논설위원|선임기자|인턴기자)(?![가-힣])")
_POST = re.compile(
    r"(?i)\s+(?:staff )?(?:reporter|correspondent|writer)s?$|^(?:staff )?(?:reporter|correspondent)s?\s+"
)
_PARTS = re.compile(r"\s*[,|/•·–—]\s*|\s-\s|\s?[(]|[)]|\swith\s")
_SOURCE = re.compile(r"(?i)^(?:source|editor|via|from|edited by|sub-?editor)s?\s?[:：]\s*")
_INNER_STOP = re.compile(r"[^\W\d_]{3,}[.!?]\s")
_SIGNED = re.compile(
    r"\(?(?:(?:additional |further |other )?(?:reporting|writing|editing|compiled|translated|translation|edited|written"
    r"|reported)(?: and \w+ing)?)\s+(?:was )?(?:by|from)\s+(?P<rest>.*)",
    re.I,
)
_CONTRIBUTED = re.compile(r"\bcontributed (?:to this|reporting|to the) ?(?:report|story|article|reporting)?\b", re.I)
_ADDRESS = re.compile(r"://|\bwww\.|[a-z]/[\w-]*/?(?:19|20)\d\d")
_PARTICLES = frozenset(
    {"de", "del", "da", "dos", "das", "di", "du", "van", "von", "der", "den", "bin", "ibn", "bint", "al", "el", "la",
     "le", "ten", "ter", "abu", "y", "e", "st.", "jr.", "sr.", "ul", "ur"}
)  # fmt: skip
_NOT_NAMES = frozenset(
    {"the", "a", "an", "this", "that", "our", "your", "their", "by", "in", "on", "at", "and", "or", "clicking",
     "signing", "using", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today",
     "yesterday", "tomorrow"}
)  # fmt: skip
_NOISE = re.compile(
    r"(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b\.?|[월화수목금토일]요일"
    r"|\b(?:at|on|by|from|local|time|noon|midnight|hours?|hrs?|read|min|mins|minutes?|date|first|am|pm|utc|gmt|ist|kst|new)\b"
    r"|[（(][月火水木金土日월화수목금토일][)）]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a byline says. `signed` marks the credits below an article, whose names come after those of its head."""

    authors: tuple[str, ...] = ()
    outlet: str = ""
    place: str = ""
    published: Moment | None = None
    modified: Moment | None = None
    signed: bool = False


def byline(line: Line, gazetteer: Gazetteer) -> Byline | None:
    """What a line says as a byline, None where it is none.

    Told are "By Name in City", "Name, Agency", "Posted : ... Updated : ...", a day alone, "홍길동 기자" and the credits
    below an article, "Reporting by Name; editing by Name".
    """
    text = line.text
    if len(text) > 300 or line.words > 45 or _ADDRESS.search(text):
        return None
    if signed := _signed(text, gazetteer):
        return signed
    if line.prose and not _BY.match(text):
        return None
    stamped, rest = _stamped(text)
    if not rest.isascii() and (match := _REPORTER.search(rest)):
        if len(rest) < 60:
            return replace(stamped, authors=(match["name"],))
    elif match := _BY.match(rest):
        named = _names(rest[match.end() :], gazetteer)
        if named is not None:
            return replace(named, published=stamped.published, modified=stamped.modified)
        if not rest[match.end() :].strip(" |-:·•"):
            return stamped
    elif not line.ends or "@" in rest:
        named = _bare(rest, gazetteer) or (_apparatus(text, rest, gazetteer) if stamped != Byline() else None)
        if named is not None:
            return replace(named, published=stamped.published, modified=stamped.modified)
    if (stamped.published or stamped.modified) and len(_left(rest)) <= bool(_LABEL.search(text)):
        return stamped
    if not rest.strip(" |:·•-–—") and _LABEL.search(text):
        return stamped
    return None


def person(name: str) -> str:
    """A person's name as an author's, "" where the words are no name."""
    name = " ".join(_MAIL.sub(" ", name).split()).strip(" .,;:|/-–—*")
    words = name.split()
    if not 1 <= len(words) <= 6 or len(name) > 60 or any(map(str.isdigit, name)) or words[0].lower() in _NOT_NAMES:
        return ""
    if not (words[0][0].isupper() or words[0][:1] in "'’‘" or words[0][:3].lower() in {"al-", "el-"}):
        return ""
    if any(
        not (word[0].isupper() or word[0] in "'’‘" or word.lower() in _PARTICLES or word[:3].lower() in {"al-", "el-"})
        for word in words
    ):
        return ""
    if not any(word[0].isupper() for word in words) or not all(c.isalpha() or c in " .'’‘-–ʻ`" for c in name):
        return ""
    letters = "".join(filter(str.isalpha, name))
    return _titled(name) if len(letters) > 4 and letters.isupper() else name


def _names(text: str, gazetteer: Gazetteer) -> Byline | None:
    """The names of a list "Name and Name in City, Agency", None where anything else stands in it."""
    text = _MAIL.sub(" ", text)
    if cut := _CUT.search(text):
        text, tail = text[: cut.start()], text[cut.end() :]
    else:
        tail = ""
    authors: list[str] = []
    found_outlet = place = ""
    pieces = 0
    for piece in filter(None, (p.strip(" .:") for p in _SPLIT.split(text[:250]))):
        name = piece
        if match := _IN.search(name):
            place = place or match["place"].strip(" .,")
            name = name[: match.start()].strip(" ,")
        if (match := _FOR.search(name)) and (known := outlet(match["outlet"], gazetteer)):
            found_outlet = found_outlet or known.label
            name = name[: match.start()].strip(" ,")
        pieces += 1
        if known := outlet(name, gazetteer):
            found_outlet = found_outlet or known.label
        elif _ROLE.search(name) or not name:
            continue
        elif author := person(name):
            authors.append(author)
        elif not authors or name[0].islower():
            return None
    if not pieces:
        return None
    if len(authors) > 1:
        # A city after the name, "By Jane Doe, Seoul", is no second author.
        kept = [name for name in authors if " " in name or locate(name, gazetteer) is None]
        place = place or next((name for name in authors if name not in kept), "")
        authors = kept
    if not found_outlet and (known := next((o for part in _SPLIT.split(tail) if (o := outlet(part, gazetteer))), None)):
        found_outlet = known.label
    return Byline(authors=tuple(dict.fromkeys(authors)), outlet=found_outlet, place=place)


def _bare(text: str, gazetteer: Gazetteer) -> Byline | None:
    """A byline without "by": "Name, Agency", "Name | Staff Writer", "Name name@outlet.example"."""
    if len(text) > 120 or _INNER_STOP.search(text):
        return None
    mail = _MAIL.search(text)
    parts = [part for part in _PARTS.split(_MAIL.sub(" ", text).strip()) if part.strip()]
    if not 1 <= len(parts) <= 4 or not (mail or len(parts) > 1 or _POST.search(parts[0])):
        return None
    bare = _POST.sub("", parts[0])
    name = bylined(bare, gazetteer)
    if not name or not (mail or len(parts) > 1 or bare != parts[0]):
        return None
    known = [outlet(part, gazetteer) for part in parts[1:]]
    if not all(o or (len(part.split()) <= 5 and _ROLE.search(part)) for o, part in zip(known, parts[1:], strict=True)):
        return None
    return Byline(authors=(name,), outlet=next((o.label for o in known if o), ""))


def _apparatus(text: str, rest: str, gazetteer: Gazetteer) -> Byline | None:
    """The names in a line with a day: "Source: Agency | day | Editor: name", "Name | day | 3 min read"."""
    authors: list[str] = []
    found = ""
    apart = _LABEL.search(text) is not None
    for part in re.split(r"\s*[|·•—]\s*", rest):
        bare = _SOURCE.sub("", part).strip(" ,:-–")
        if known := outlet(bare, gazetteer):
            found = found or known.label
        elif (name := bylined(bare, gazetteer)) and bare == part.strip(" ,:-–") and (apart or bare != rest):
            authors.append(name)
        elif _left(bare) and bare == part.strip(" ,:-–") and not (len(bare.split()) <= 4 and _ROLE.search(bare)):
            return None
    return Byline(authors=tuple(authors), outlet=found)


def is_post(text: str) -> bool:
    """Whether a text tells somebody's post in an outlet, such as "Staff Writer" or "Foreign correspondent"."""
    return len(text.split()) <= 5 and _ROLE.search(text) is not None


def bylined(text: str, gazetteer: Gazetteer) -> str:
    """The name of a line that is nothing but the name of a person in two words or more, "" of any other."""
    name = person(text)
    return name if " " in name and not _ROLE.search(name) and outlet(name, gazetteer) is None else ""


def _signed(text: str, gazetteer: Gazetteer) -> Byline | None:
    """The credits below an article."""
    if text.lstrip("(")[:1] in "aforwectAFORWECT" and (match := _SIGNED.match(text)):
        first = re.split(r"[;.]\s", match["rest"])[0]
        names = _names(first.rstrip(")"), gazetteer) or Byline()
        is_author = re.match(r"\(?(?:reporting|reported|writing|written)", text, re.I)
        return (
            Byline(authors=names.authors if is_author else (), signed=True) if names.authors or names.outlet else None
        )
    if "contributed" in text and len(text) < 250 and _CONTRIBUTED.search(text):
        return Byline(signed=True)
    return None


def _stamped(text: str) -> tuple[Byline, str]:
    """The moments of a line, and what is left of it without them and their labels."""
    labels = list(_LABEL.finditer(text))
    published = modified = None
    if not labels:
        found = list(moments(text))
        published = found[0] if found else None
        return Byline(published=published), _without_stamps(text) if found else text
    for number, label in enumerate(labels):
        end = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        segment = text[label.end() : end]
        moment = next(moments(segment), None)
        if moment is None and label["modified"] and published is not None:
            moment = _same_day(segment, published)
        if label["modified"]:
            modified = modified or moment
        else:
            published = published or moment
    before = text[: labels[0].start()]
    if published is None and (found := list(moments(before))):
        published, before = found[0], _without_stamps(before)
    if published is None and modified is None and _left(text[labels[-1].end() :]):
        return Byline(), text
    after = _without_stamps(text[labels[-1].end() :])
    if before.strip(" |:·•-–—"):
        return Byline(published=published, modified=modified), before
    return Byline(published=published, modified=modified), after if _BY.match(after) else ""


def _same_day(segment: str, moment: Moment) -> Moment | None:
    found, zone = clock(segment)
    return Moment(moment.day, found, zone or moment.zone) if found else None


def _without_stamps(text: str) -> str:
    words = re.sub(r"\d[\d:.,/+-]*(?:st|nd|rd|th)?|[年月日时分時년월일시]", " ", text)
    return " ".join(word for word in words.split() if not _is_month(word))


def _is_month(word: str) -> bool:
    return word.strip(".,()").lower() in MONTHS


def _left(text: str) -> list[str]:
    """The words of a line that belong to no date."""
    text = _NOISE.sub(" ", _LABEL.sub(" ", _without_stamps(text)))
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if not (word.isupper() and len(word) <= 5)]


def _titled(name: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), name)
