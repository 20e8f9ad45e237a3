"""The one way in which a name becomes part of an identifier."""

from __future__ import annotations

import re
import unicodedata

_GAP = re.compile(r"[^\w]+|_+")


def slug(name: str) -> str:
    """Lower-case letters and digits of any script, joined by hyphens; Latin letters without their accents.

    Never empty: a name without a letter or digit gives "unnamed".

    >>> slug("José Manuel Albares")
    'jose-manuel-albares'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _GAP.sub("-", unicodedata.normalize("NFC", bare).casefold()).strip("-") or "unnamed"
