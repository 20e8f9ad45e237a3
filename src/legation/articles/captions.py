"""Captions of pictures and the credits behind them, told apart from paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from legation.articles.lines import Line
from legation.articles.outlets import Outlets

_REACH = 110
"""Characters at the end of a line that a credit may take."""

_NAME = r"(?:[^\W\d_a-zà-ÿ]\.|[^\W\d_a-zà-ÿ][\w&'’-]{0,24})"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,4}}"

# "(AP Photo/Jane Doe, File)", "[Yonhap]", "【新華社】"
_BRACKETS = re.compile(r"\s?[(\[（［【](?P<what>[^()\[\]（）［］【】]{2,80})[)\]）］】]\.?$")
# "REUTERS/Jane Doe", "MERIDIAN POST / File", "Jane Doe/AFP via Getty Images"
_SLASHED = re.compile(
    r"(?:^|(?P<before>[.!?…\"”’)\]]|\w)\s)"
    rf"(?P<what>{_NAMES}\s?/\s?{_NAMES}(?:\s?/\s?{_NAMES})?(?: via {_NAMES})?)\.?$"
)
# "... on Monday. / REUTERS", "... on Monday | AFP"
_BEHIND_SLASH = re.compile(rf"\s(?:/\s?|\|\s)(?P<what>{_NAMES})\.?$")
# "Photo: Jane Doe", "Photograph: Jane Doe/Agency", "Picture by Jane Doe", "Foto: dpa", "사진=연합뉴스"
_LABELLED = re.compile(
    r"(?:^|(?<=\s)|(?<=[.!?。]))[(\[]?(?:(?-i:(?!The )[A-Z][\w&-]{1,20} )?(?:file )?"
    r"(?:photo(?:graph)?s?|pictures?|images?|videos?|graphics?|map|illustration|screen ?grab|screenshot|handout|credit"
    r"|courtesy|copyright)(?: credit| source| courtesy)?\s?(?:by\b|of\b|from\b|courtesy of\b|[:：=])"
    r"|(?:foto|fotografía|crédito|photo|bild|фото|зображення|사진|그래픽|写真|圖|图|照片|صورة)\s?[:：=/])"
    r"\s?(?P<what>.{2,70})$",
    re.I,
)
# "... on Monday. Yonhap", "... on Monday. — AFP", "... on Monday. Examiner photo"
_AFTER_STOP = re.compile(
    rf"(?P<stop>[.!?…\"”’)])\s(?:[—–-]{{1,2}}\s?)?"
    rf"(?P<what>{_NAMES}(?: (?:file )?(?:photo|pic|picture|image|file)s?)?)\.?$"
)
_AFTER_DASH = re.compile(
    rf"\s(?:--|[—–-])\s?(?P<what>{_NAMES}(?: (?:file )?(?:photo|pic|picture|image|file|archive)s?)?)\.?$"
)
# "... on March 9 NAMSAN WIRE"
_CAPITALS = re.compile(
    r"(?P<before>\S+)\s(?P<what>[^\W\d_a-zà-ÿ]{2}[^\Wa-zà-ÿ]*(?:[ -][^\W\d_a-zà-ÿ][^\Wa-zà-ÿ]*){0,4})$"
)
_STOPS = frozenset('.!?…"”’)')
_COPYRIGHT = re.compile(r"\s?(?:©|ⓒ|\(c\))\s?(?P<what>.{2,60})$", re.I)

_PHOTO_WORDS = re.compile(
    r"\b(?:photos?|photographs?|images?|pictures?|pics?|pool|handout|file|files|archives?|courtesy|screen ?grab"
    r"|screenshot|via|video|tv|getty|shutterstock|wikimedia|commons|nurphoto|epa|afp|ap|reuters|x|twitter|facebook"
    r"|telegram|instagram)\b",
    re.I,
)

# Who sells pictures and writes no articles.
_AGENCIES = frozenset(
    {"getty images", "getty", "shutterstock", "epa", "epa-efe", "nurphoto", "alamy", "picture alliance",
     "newsis", "news1", "wikimedia commons", "zuma press", "imago", "sipa", "sipa usa", "ria novosti", "istock",
     "unsplash", "handout", "pool", "maxar technologies", "planet labs"}
)  # fmt: skip

# What a label of a credit has in it.
_HINTS = (
    "photo", "image", "pic", "courtesy", "credit", "handout", "video", "graphic", "map", "illustration", "screen",
    "copyright", "file", "foto", "bild", "crédit", "фото", "зображ", "사진", "그래픽", "写真", "图", "圖", "照片",
    "صورة",
)  # fmt: skip
_CLOSING = frozenset(")]）］】")
_DASH = re.compile(r"\s[—–-]")
_NOT_BEFORE = frozenset(
    {"to", "by", "told", "of", "with", "from", "the", "and", "or", "on", "in", "at", "for", "said", "against",
     "between", "than", "as", "a", "an", "via", "per"}
)  # fmt: skip
_NOT_CREDITS = frozenset(
    {"left", "right", "center", "centre", "l", "r", "c", "end", "ends", "more", "pictured", "file", "above", "below",
     "top", "bottom", "front", "back", "photo"}
)  # fmt: skip

_SCENE = re.compile(
    r"^(?:file\b(?: photo)?\s?[-–—:]"
    r"|(?:a |an |the )?(?:file|undated|aerial|general|combination|handout|archive|satellite|drone) "
    r"(?:photo|picture|image|view|shot)"
    r"|in this\b.{0,40}\b(?:photo|image|picture|frame|video)"
    r"|this\b.{0,30}\b(?:photo|image|picture|handout|combination)"
    r"|(?:the )?(?:photo|picture|image) (?:shows|provided|taken|released)"
    r"|pictured\b|seen here\b|a (?:general )?view of\b)"
    r"|\((?:[LRC]|left|right|centre|center|second|third|front|back|top|bottom)\b[^)]{0,30}\)"
    r"|, (?:second |third |fourth |far |front |back |top |bottom )?(?:left|right|centre|center)(?:,|\.| and| from)"
    r"|\bfrom (?:left|right)\b|\b(?:is|are) (?:seen|pictured|shown)\b"
    r"|\b(?:seen|pictured) (?:here|in|at|on|during|from)\b",
    re.I,
)
_ACTS = re.compile(
    r"\b(?:speaks?|waits?|attends?|delivers?|poses?|shakes?|listens?|walks?|arrives?|greets?|waves?|stands?"
    r"|gestures?|looks?|addresses|answers?|inspects?|sits?|reviews?|embraces?|hugs?|bows?|salutes?|smiles?"
    r"|leaves?|boards?|holds?|meets?|talks?|chats?|applauds?|cheers?|march|marches|pays?|lays?|lights?|cuts?"
    r"|signs?|exchanges?|welcomes?|visits?|participates?|presides?|checks?|queues?|carry|carries|moors?"
    r"|returns?|pass|passes|gathers?|works?|fly|flies|rises?|burns?|lines?"
    r"|takes? (?:part|questions|an? oath)|(?:is|are) (?:unloaded|loaded|moored|parked|greeted|escorted|met))\b"
    r"[^.]{0,120}\b(?:during|at|in|on|near|outside|before|after|ahead of|with|into|through|as|by)\b"
)
_TOLD = re.compile(
    r"\b(?:said|says|added|told|according to|stated|noted|announced|reported|warned|urged|has|have|had|will|would)\b"
    r"|[\"“”]"
)


def credit(line: Line, outlets: Outlets) -> int | None:
    """Where the credit at the end of a line begins, None where there is none; 0 where the line is nothing else."""
    if line.words <= 6 and _is_outlet(line.text, outlets):
        return 0
    from_ = max(0, len(line.text) - _REACH)
    tail = line.text[from_:]
    hinted = _is_hinted(tail)
    if line.words >= 8 and not hinted and tail.rsplit(None, 1)[-1][0].islower():
        return None
    begin = _begin(tail, hinted, outlets)
    if begin is None or (from_ + begin and any(map(str.isalpha, line.text[: from_ + begin]))):
        return None if begin is None else from_ + begin
    return 0


def sources(lines: Iterable[Line]) -> frozenset[str]:
    """The names in capitals that stand behind a full stop at the end of lines, in lower case."""
    found = (_CAPITALS.search(line.text[-_REACH:]) for line in lines if line.text[-1:].isupper())
    return frozenset(m["what"].lower() for m in found if m and m["before"][-1] in _STOPS and len(m["what"]) > 3)


def _begin(tail: str, hinted: bool, outlets: Outlets) -> int | None:
    """Where the credit begins in the last characters of a line. Each pattern is tried only where its sign is there."""
    if tail[-2:].strip(".")[-1:] in _CLOSING:
        match = _BRACKETS.search(tail)
        if match and _is_source(match["what"], outlets):
            return match.start()
    if hinted and (match := _LABELLED.search(tail)) and _is_named(match["what"]):
        return match.start()
    if "/" in tail or "|" in tail:
        if (match := _SLASHED.search(tail)) and _last_word(tail, match.start("what")) not in _NOT_BEFORE:
            parts = re.split(r"\s?/\s?", match["what"])
            stopped = match["before"] is None or not match["before"].isalnum()
            if stopped or any(_is_outlet(part, outlets) for part in parts) or parts[0].isupper():
                return match.start("what")
        if match := _BEHIND_SLASH.search(tail):
            return match.start()
    if ("©" in tail or "ⓒ" in tail or "(c)" in tail) and (match := _COPYRIGHT.search(tail)):
        return match.start()
    if (match := _AFTER_STOP.search(tail)) and _is_source(match["what"], outlets):
        return match.end("stop")
    if _DASH.search(tail) and (match := _AFTER_DASH.search(tail)) and _is_source(match["what"], outlets):
        return match.start()
    if (
        tail[-1].isupper()
        and (match := _CAPITALS.search(tail))
        and match["before"].lower().strip(",") not in _NOT_BEFORE
    ):
        stopped = match["before"][-1] in _STOPS and len(match["what"]) > 3
        if stopped or _is_outlet(match["what"], outlets):
            return match.start("what")
    return _unmarked(tail, outlets) if tail[-1].isalpha() else None


def _unmarked(tail: str, outlets: Outlets) -> int | None:
    """Where the name of an outlet begins that no sign sets apart at the end; its photographer's may stand behind it."""
    words = list(re.finditer(r"\S+", tail))
    names = list(takewhile(lambda word: word[0][0].isupper(), reversed(words)))[:5][::-1]
    for number, word in enumerate(names):
        before = _last_word(tail, word.start()).strip(",")
        if before and before not in _NOT_BEFORE:
            for last in reversed(names[number:]):
                if _is_outlet(tail[word.start() : last.end()], outlets):
                    return word.start()
    return None


def _is_hinted(tail: str) -> bool:
    low = tail.lower()
    return any(hint in low for hint in _HINTS)


def is_picture(text: str) -> bool:
    """Whether a line says that it describes a picture: "File photo", "(left)", "is seen in", "from left"."""
    return _SCENE.search(text[:300]) is not None


def is_act(text: str) -> bool:
    """Whether a line tells in the present tense what somebody does somewhere, as captions do, and reports no words."""
    return _ACTS.search(text[:300]) is not None and not is_told(text)


def is_told(text: str) -> bool:
    """Whether a line reports as paragraphs do: it quotes, attributes or looks back and ahead."""
    return _TOLD.search(text) is not None


def _is_source(what: str, outlets: Outlets) -> bool:
    """Whether the words are an outlet or a photographer of one, such as "AP Photo/Jane Doe, File"."""
    bare = what.strip(" .-–—")
    if not bare or len(bare.split()) > 10 or bare.lower() in _NOT_CREDITS:
        return False
    if bare.isascii() and not any(map(str.isupper, bare)):
        return False
    if _is_outlet(bare, outlets):
        return True
    parts = [part for part in re.split(r"\s?[/,|]\s?|\svia\s", bare) if part]
    if any(_is_outlet(part, outlets) for part in parts):
        return True
    if _is_outlet(bare.split()[0], outlets) and all(word[0].isupper() for word in bare.split()):
        return True
    capital = all(
        word[:1].isupper() or word.lower() in {"of", "the", "by", "via", "photo", "file"}
        for part in parts
        for word in part.split()
    )
    return capital and (
        ("/" in bare and len(parts) > 1) or (_PHOTO_WORDS.search(bare) is not None and not bare.isdigit())
    )


def _is_outlet(name: str, outlets: Outlets) -> bool:
    bare = re.sub(
        r"(?i)\s*\b(?:file|pool|archive)?\s*\b(?:photos?|pics?|pictures?|images?|file|video|tv|news agency)$",
        "",
        name.strip(" ./-–—()[]"),
    )
    joined = re.split(r"\s?[-=]\s?", bare)
    return _is_listed(bare, outlets) or (len(joined) == 2 and all(_is_listed(part, outlets) for part in joined))


def _is_listed(name: str, outlets: Outlets) -> bool:
    return bool(name) and (name.lower() in _AGENCIES or name in outlets)


def _is_named(what: str) -> bool:
    """Whether the words behind a label such as "Photo:" name somebody rather than tell something."""
    words = what.split()
    return len(words) <= 9 and not words[0].isdigit() and (not words[0][0].islower() or words[0] in {"the", "dpa"})


def _last_word(text: str, end: int) -> str:
    before = text[:end].rsplit(None, 1)
    return before[-1].lower() if before else ""
