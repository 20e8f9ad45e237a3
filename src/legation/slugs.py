"""How a name becomes part of an identifier, and what two spellings of a name share."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th",
                          "ə": "e", "ħ": "h", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "–": "-"})  # fmt: skip
_ACCENTS = range(0x300, 0x370)
_GAP = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """A name without case, accents and kinds of apostrophe: what two spellings of it share."""
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_SPECIAL))
    return unicodedata.normalize("NFC", "".join(c for c in plain if ord(c) not in _ACCENTS))


def slug(name: str) -> str:
    """Lower-case letters and digits of any script, joined by hyphens; Latin letters without their accents.

    Never empty: a name without a letter or digit gives "unnamed".

    >>> slug("São Tomé and Príncipe")
    'sao-tome-and-principe'
    """
    plain = folded(name).replace("'", "")
    if not plain.isascii():  # vowel signs of Indic scripts are no letters to Python: what is left of them identifies
        plain = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Mc", "Me"})
    return _GAP.sub("-", plain).strip("-") or "unnamed"
