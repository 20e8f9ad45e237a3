"""Tells by tokens what a SPARQL text asks for: calls to other services are refused, dataset clauses noticed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.errors import Forbidden

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_CODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_CHAR = rf"\\[tbnrf\"'\\]|{_CODE}"
_LOCAL = r"[\w:·\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_TOKEN = re.compile(
    rf"""
    (?P<space>[\s\ufeff]++|\#[^\r\n]*+)
  | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|{_CHAR}))*+\"{{3}}|'{{3}}(?:'{{0,2}}(?:[^'\\]|{_CHAR}))*+'{{3}}
      |"(?:[^"\\\r\n]|{_CHAR})*+"|'(?:[^'\\\r\n]|{_CHAR})*+')
  | (?P<variable>[?$]\w++)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<run>(?:[^\W\d](?:[\w·\-]|\.++(?=[\w·\-]))*+)?)(?P<local>:(?:{_LOCAL}|\.++(?={_LOCAL}))*+)
  | (?P<words>[^\W\d](?:[\w·\-]|\.++(?=[\w·\-]))*+)
  | (?P<number>\d++)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IRI = re.compile(rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODE})*+>")
_HIERARCHICAL = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*+://")
_GROUP = re.compile(r"(?:[\s\ufeff]++|#[^\r\n]*+)*+\{")
_WORD = re.compile(r"(^|[.·\-])([^.·\-]+)")
# What can stand before a clause; a keyword after any other sign is a piece of a name that was cut up.
_BEFORE_CLAUSE = frozenset({"", *"{}.;)]*"})

_DIFFERING = re.compile(r"\b(?:now|rand|(?:str)?uuid)[\s#(]", re.IGNORECASE)


def _unescaped(text: str) -> str:
    r"""The text with its `\u` escapes resolved, for they may spell keywords."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(character, text)


def _words(text: str) -> Iterator[str]:
    """The words of a SPARQL text, in small letters, that can be keywords.

    Those in strings, comments, IRIs, variables and language tags cannot. Where `<` may open an IRI as well as compare
    two values the text is read both ways, so that nothing hides from one of them. A prefixed name before a group is a
    candidate, since parsers exist that need no space after a keyword.
    """
    pending: list[tuple[int, str]] = [(0, "")]
    seen: set[tuple[int, bool]] = set()
    while pending:
        place, before = pending.pop()
        while place < len(text) and (key := (place, before in _BEFORE_CLAUSE)) not in seen:
            seen.add(key)
            if text[place] == "<" and (iri := _IRI.match(text, place)):
                if not _HIERARCHICAL.match(text, place):
                    pending.append((place + 1, "<"))
                place, before = iri.end(), ""
                continue
            token = _TOKEN.match(text, place)
            assert token is not None, "the last alternative takes any character"
            if token["words"]:
                for sign, word in _WORD.findall(token["words"]):
                    if (sign or before) in _BEFORE_CLAUSE:
                        yield word.lower()
            elif token["run"] and _GROUP.match(text, token.end()):
                yield token["run"].lower()
            if token["sign"]:
                before = token["sign"]
            elif not token["space"]:
                before = ""
            place = token.end()


def _candidates(text: str, sought: str) -> Iterator[str]:
    """The possible keywords of a text, as it stands and with escapes resolved, if it has the letters sought at all."""
    for reading in {text, _unescaped(text)}:
        if sought in reading.lower():
            yield from _words(reading)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The kind and the text of each token, all of the text in order; `<` opens an IRI wherever it can."""
    place = 0
    while place < len(text):
        token = _IRI.match(text, place)
        kind = "iri"
        if token is None:
            token = _TOKEN.match(text, place)
            assert token is not None, "the last alternative takes any character"
            kind = "name" if token["local"] else str(token.lastgroup)
        yield kind, token[0]
        place = token.end()


def after_prologue(text: str) -> int:
    """Where the first operation of an update can begin: behind its BASE and PREFIX lines."""
    place = end = 0
    declaring = False
    for kind, token in tokens(text):
        place += len(token)
        if kind == "words" and not declaring and token.lower() in {"base", "prefix"}:
            declaring = True
        elif kind == "iri" and declaring:
            declaring, end = False, place
        elif kind != "space" and not (kind == "name" and declaring):
            break
    return end


def refuse_calls(text: str) -> None:
    """Raise Forbidden where a query or an update would fetch from another address."""
    for sought in ("service", "load"):
        if any(sought in word for word in _candidates(text, sought)):
            raise Forbidden(f"{sought.upper()} would make this server call another address, which it does not do")


def names_dataset(text: str) -> bool:
    """Whether a query has a dataset clause (FROM or FROM NAMED)."""
    return "from" in _candidates(text, "from")


def differs_each_time(text: str) -> bool:
    """Whether a query may ask for what is another with each answer: the time, chance, or a name of its own.

    It is said of some queries that only have such a word in a text or name.
    """
    return any(_DIFFERING.search(reading) for reading in (text, _unescaped(text)))
