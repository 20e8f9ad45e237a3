"""RDF terms written in N-Triples notation: the form in which triples are made fastest."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import NewType

from pyoxigraph import NamedNode

from legation.errors import BadInput
from legation.graph.vocabulary import XSD

Term = NewType("Term", str)
"""An IRI or a literal in N-Triples notation, escaped."""

Triple = tuple[Term, NamedNode, Term]
"""Subject, predicate (a constant of the vocabulary) and object."""

# What canonical N-Triples escapes, and lone surrogates, which no encoding of Unicode has.
_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]')
_HALF = re.compile("[\ud800-\udfff]")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_COUNTED = f'"^^{XSD.integer}'

TRUE = Term(f'"true"^^{XSD.boolean}')
FALSE = Term(f'"false"^^{XSD.boolean}')


@cache
def constant(node: NamedNode) -> Term:
    """A term of the vocabulary. The notation is kept, so ask for few of them."""
    return Term(str(node))


def iri(text: str) -> Term:
    """An IRI, which has been checked where it was made."""
    return Term(f"<{text}>")


def string(text: str) -> Term:
    """A literal without a language."""
    return Term(f'"{_escaped(text)}"')


def tagged(text: str, language: str) -> Term:
    """A literal in a language; without one where `language` is no BCP 47 tag."""
    return Term(f'"{_escaped(text)}"@{language.lower()}') if _LANGUAGE.fullmatch(language) else string(text)


def any_uri(text: str) -> Term:
    """An address as `xsd:anyURI`."""
    return Term(f'"{_escaped(text)}"^^{constant(XSD.anyURI)}')


def count(number: int) -> Term:
    """A count or an offset as `xsd:integer`."""
    return Term(f'"{number}{_COUNTED}')


def decimal(number: float | Decimal) -> Term:
    """A number as `xsd:decimal`, in the shortest form, without exponent: "0.85", "2", "-1.5"."""
    text = format(number if isinstance(number, Decimal) else Decimal(repr(number)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Term(f'"{"0" if text == "-0" else text}"^^{constant(XSD.decimal)}')


def date(day: str) -> Term:
    """An ISO day as `xsd:date`. Raises BadInput for anything else."""
    try:
        if _DAY.fullmatch(day):
            dt.date.fromisoformat(day)
            return Term(f'"{day}"^^{constant(XSD.date)}')
    except ValueError:
        pass
    raise BadInput(f"day {day!r}", "a day is written as YYYY-MM-DD")


def moment(text: str) -> Term:
    """An ISO day as `xsd:date`, a time as `xsd:dateTime`, with its offset from UTC. Raises BadInput for all else."""
    if _DAY.fullmatch(text):
        return date(text)
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"time {text!r}", "a time is written as in ISO 8601") from None
    plain = time.replace(tzinfo=None).isoformat()
    if "." in plain:
        plain = plain.rstrip("0")
    offset = time.isoformat()[-6:] if time.tzinfo else ""
    return Term(f'"{plain}{"Z" if offset == "+00:00" else offset}"^^{constant(XSD.dateTime)}')


def whole(text: str) -> str:
    """The text that a literal made of `text` holds: in the place of half a character stands U+FFFD."""
    return _HALF.sub("\ufffd", text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape, text) if _SPECIAL.search(text) else text


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _SHORT.get(character) or f"\\u{ord(character):04X}"
