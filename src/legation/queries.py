"""Queries kept as files: their headers, their parameters, and the one place where SPARQL text is made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple, Self

from pyoxigraph import Literal, NamedNode, Store

from legation.errors import BadInput, NotFound
from legation.resources import directory

BASE = "https://legation.example/"
"""The base of every IRI of a thing in the files; `Query.load` replaces it by the base of the graph at hand."""

_XSD = "http://www.w3.org/2001/XMLSchema#"

type_names = ("iri", "string", "english", "integer", "decimal", "date")

_LEXICAL = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}\Z"),
    "decimal": re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?\Z"),
    "date": re.compile(r"-?[0-9]{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z"),
}

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|\#[^\r\n]*)
    | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    | (?P<variable>[?$][^\W]\w*)
    | (?P<name>(?:[^\W\d_](?:[\w.\-·]*[\w\-·])?)?:(?:(?:[\w:%\-·]|\\[-_~.!$&'()*+,;=/?\#@%])
        (?:(?:[\w:.%\-·]|\\[-_~.!$&'()*+,;=/?\#@%])*(?:[\w:%\-·]|\\[-_~.!$&'()*+,;=/?\#@%]))?)?)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>\^\^|&&|\|\||[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)

_LANGUAGE = re.compile(r"@[a-z]{2,3}(-[A-Za-z0-9]+)*\Z")

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


class Token(NamedTuple):
    """A piece of SPARQL text: `kind` is iri, string, variable, name, tag, number, word or sign."""

    kind: str
    text: str


class _Piece(NamedTuple):
    """A part of a query: plain text, or the variable or block of that `name`; `clause` says where it stands."""

    text: str
    name: str = ""
    clause: str = ""


class View(StrEnum):
    """How the rows of a query are best shown."""

    TABLE = "table"
    BAR = "bar"
    LINE = "line"
    TIMELINE = "timeline"
    MAP = "map"
    GRAPH = "graph"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query asks for. `sample` is what its file holds, in the notation that `Query.bind` takes."""

    name: str
    type: str
    text: str
    sample: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query file: what its header says, and its text, which runs as it stands."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    view: View
    text: str
    pages: tuple[str, ...] = ()
    """The pages that show it besides those that list it: classes such as "State", or "dyad" or "home"."""
    filters: tuple[Query, ...] = ()
    """The queries that marked lines of the text can be replaced by."""
    translations: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What the header says in other languages: "title@ko", "description@ko", and "entity@ko" of a parameter."""

    @classmethod
    def load(cls, name: str, *, base: str = BASE, folders: Sequence[Path] = ()) -> Self:
        """The query in the file `name`.rq below the shipped folder or, looked at first, one of `folders`.

        Raises NotFound where no such file is, BadInput where its header breaks a rule.
        """
        for folder in (*folders, directory("queries")):
            path = folder / f"{name}.rq"
            if _PATH.fullmatch(name) and path.is_file():
                query = _read(path, name, base, tuple(folders))
                assert isinstance(query, cls)
                return query
        raise NotFound(f"no query is called {name!r}; /queries and `legation query --list` name those that there are")

    def in_language(self, tag: str) -> Query:
        """The query with what its header says in a language; English for what that does not say."""
        return _said(self, tag)

    @property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return form(self.text)

    @property
    def narrowing(self) -> tuple[Parameter, ...]:
        """The parameters of its filters. Each is as if it were not there until it is given."""
        found = {one.name: one for filter_ in self.filters for one in (*filter_.narrowing, *filter_.parameters)}
        return tuple(found.values())

    @property
    def body(self) -> str:
        """The text without its header."""
        return "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith("#+"))

    def bind(self, **values: str | Sequence[str]) -> str:
        """The text with parameters given, ready to run; those not named keep their sample.

        One value takes the variable's place wherever it stands, since engines push a constant, and not a VALUES block,
        into optional parts. Several values stay a VALUES block. A filter of which a parameter is given takes the place
        of the lines that it is marked at. Raises BadInput for a name that is no parameter and for a value that is none
        of its type.
        """
        known = {parameter.name: parameter for parameter in (*self.narrowing, *self.parameters)}
        terms: dict[str, tuple[str, ...]] = {}
        for name, value in values.items():
            if name not in known:
                raise BadInput(f"parameter {name!r}", f"is none of {self.name}", _known(self))
            given = (value,) if isinstance(value, str) else tuple(value)
            terms[name] = tuple(render(one, known[name].type, name) for one in given)
        own = {parameter.name for parameter in self.parameters}
        return _substitute(_narrowed(self, terms), {name: found for name, found in terms.items() if name in own})


def names(folders: Sequence[Path] = (), *, shipped: bool = True) -> tuple[str, ...]:
    """The names of all queries, or of those in some folders, in order: paths below their folder, without suffix."""
    found: set[str] = set()
    for folder in (*folders, *((directory("queries"),) if shipped else ())):
        found.update(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.rq"))
    return tuple(sorted(found))


def own_panels(folders: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The names of the queries in some folders by the pages that they say they are shown on, in order.

    Raises BadInput for a folder that is none, and for a file that is no query.
    """
    found: dict[str, list[str]] = {}
    for folder in folders:
        if not folder.is_dir():
            raise BadInput(f"queries = {str(folder)!r}", "there is no such folder", "name the folder of your queries")
        for path in sorted(folder.rglob("*.rq")):
            query = Query.load(path.relative_to(folder).with_suffix("").as_posix(), folders=(folder,))
            try:
                Store().query(query.bind())
            except SyntaxError as error:
                raise BadInput(str(path), f"is not SPARQL: {error}") from error
            for page in query.pages:
                found.setdefault(page, []).append(query.name)
    return {page: tuple(dict.fromkeys(listed)) for page, listed in found.items()}


def parse(text: str, name: str) -> Query:
    """The query that a file's text holds. Raises BadInput where its header or a parameter's block is missing."""
    found = header(text, f"query {name}", {"param", "view", "page"})
    view = found.get("view", ["table"])[0]
    if view not in set(View):
        raise BadInput(f"query {name}", f"has the unknown view {view!r}", f"use one of {', '.join(View)}")
    return Query(
        name=name,
        title=found["title"][0],
        description=" ".join(found["description"]),
        parameters=tuple(_parameter(line, text, name) for line in found.get("param", [])),
        view=View(view),
        text=text,
        pages=tuple(page for line in found.get("page", []) for page in line.split()),
        translations=_translations(found),
    )


def header(text: str, what: str, keys: Set[str]) -> dict[str, list[str]]:
    """The values of the header lines of a file by key: `title` and `description`, and those of some other keys.

    A key may name a language, such as `title@ko`.

    Raises BadInput, which names the file as `what`, where one of the first two is missing or there is another one.
    """
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("#+"):
            key, _, value = line[2:].strip().partition(":")
            found.setdefault(key, []).append(value.strip())
    known = {"title", "description", *keys}
    if unknown := sorted(key for key in found if _LANGUAGE.sub("", key) not in known):
        raise BadInput(what, f"has the unknown header line {unknown[0]!r}", f"use {', '.join(sorted(known))}")
    if not found.get("title") or not found.get("description"):
        raise BadInput(what, "needs the header lines `#+ title:` and `#+ description:`")
    return found


def render(value: str, type_: str, name: str = "value") -> str:
    """The SPARQL term of a value, escaped by the RDF library. Raises BadInput where it is none of that type."""
    if type_ == "iri":
        try:
            return str(NamedNode(value))
        except ValueError as error:
            raise BadInput(f"{name} {value!r}", "must be an absolute IRI", f"the parser says: {error}") from error
    if type_ in _LEXICAL and not _LEXICAL[type_].match(value):
        raise BadInput(f"{name} {value!r}", f"must be written as xsd:{type_}")
    if type_ == "english":
        return str(Literal(value, language="en"))
    return str(Literal(value) if type_ == "string" else Literal(value, datatype=NamedNode(_XSD + type_)))


def tokens(text: str) -> Iterator[Token]:
    """The pieces of SPARQL text without spaces and comments; text that is not SPARQL gives pieces too."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup and match.lastgroup != "space":
            yield Token(match.lastgroup, match.group())


def form(text: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE, UPDATE, or empty where the text is none of them."""
    for token in tokens(text):
        word = token.text.upper()
        if token.kind == "word" and word in _FORMS:
            return word
        if token.kind == "word" and word in _UPDATES:
            return "UPDATE"
    return ""


_PATH = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
_MARK = re.compile(
    r"^[ \t]*(?P<line>\S.*?)??[ \t]*\#\+[ ]filter:[ ](?P<name>[a-z-]+)(?P<names>(?:[ ]\?\w+=\?\w+)*)[ \t]*$",
    re.MULTILINE,
)
_PREFIX = re.compile(r"^PREFIX\s+\S*:\s*<[^>]*>", re.MULTILINE)


@lru_cache(maxsize=512)
def _said(query: Query, tag: str) -> Query:
    def said(key: str, english: str) -> str:
        return query.translations.get(f"{key}@{tag}", english)

    return replace(
        query,
        title=said("title", query.title),
        description=said("description", query.description),
        parameters=tuple(replace(one, text=said(one.name, one.text)) for one in query.parameters),
        filters=tuple(one.in_language(tag) for one in query.filters),
    )


@lru_cache(maxsize=512)
def _read(path: Path, name: str, base: str, folders: tuple[Path, ...]) -> Query:
    text = path.read_text(encoding="utf-8")
    query = parse(rebased(text, base), name)
    marked = dict.fromkeys(mark["name"] for mark in _MARK.finditer(text))
    return replace(query, filters=tuple(Query.load(f"filter/{one}", base=base, folders=folders) for one in marked))


def _narrowed(query: Query, terms: Mapping[str, tuple[str, ...]]) -> str:
    """The body of a query with the lines replaced whose filter has one of the terms."""
    filters = {filter_.name: filter_ for filter_ in query.filters}
    prefixes: dict[str, None] = {}
    places = count(1)

    def replaced(mark: re.Match[str]) -> str:
        filter_ = filters[f"filter/{mark['name']}"]
        own = {parameter.name: parameter for parameter in filter_.parameters}
        if not terms.keys() & {*own, *(parameter.name for parameter in filter_.narrowing)}:
            return mark.group()
        every = {name: terms.get(name, (render(one.sample, one.type),)) for name, one in own.items()}
        text = _substitute(_narrowed(filter_, terms), every)
        prefixes.update(dict.fromkeys(_PREFIX.findall(text)))
        given = dict(pair.split("=") for pair in mark["names"].split())
        return _renamed(text, given, f"_{mark['name'].replace('-', '_')}{next(places)}")

    body = _MARK.sub(replaced, query.body)
    missing = [line for line in prefixes if line not in _PREFIX.findall(body)]
    return "\n".join([*missing, body])


def _renamed(text: str, given: Mapping[str, str], suffix: str) -> str:
    """The pattern of a SELECT with the variables that it gives renamed as told, and all others made its own."""
    pattern = text[text.index("{") + 1 : text.rindex("}")]
    shown = {token.text for token in tokens(text[: text.index("{")]) if token.kind == "variable"}

    def renamed(match: re.Match[str]) -> str:
        whole = match.group()
        if match.lastgroup != "variable":
            return whole
        return given.get(whole, whole) if whole in shown else whole + suffix

    lines = _MARK.sub(lambda mark: f"  {mark['line'] or ''}", _TOKEN.sub(renamed, pattern)).splitlines()
    return "\n".join(line for line in lines if line.strip())


def part(text: str, rows: int, skip: int = 0) -> str | None:
    """A SELECT cut to so many of its rows, after some; None where it tells itself how many it gives, or of what."""
    depth = 0
    outside: set[str] = set()
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.kind == "word":
            outside.add(token.text.upper())
    return None if outside & {"LIMIT", "OFFSET", "VALUES"} else f"{text}\nLIMIT {rows} OFFSET {skip}"


def rebased(text: str, base: str) -> str:
    """The text of a file with another base in the IRIs that begin with `BASE`."""

    def moved(match: re.Match[str]) -> str:
        whole = match.group()
        return f"<{base}{whole[len(BASE) + 1 :]}" if whole.startswith(f"<{BASE}") else whole

    return _TOKEN.sub(moved, text) if base != BASE else text


def _known(query: Query) -> str:
    listed = ", ".join(parameter.name for parameter in (*query.parameters, *query.narrowing))
    return f"its parameters are {listed}" if listed else "it takes no parameters"


def _translations(found: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What header lines say in other languages than English; of a parameter, its name and its text."""
    said: dict[str, str] = {}
    for key, values in found.items():
        plain, at, tag = key.partition("@")
        if at and plain == "param":
            said |= {f"{name}@{tag}": text.strip() for name, _, text in (value.partition(" ") for value in values)}
        elif at:
            said[key] = " ".join(values)
    return said


def _parameter(line: str, text: str, query: str) -> Parameter:
    name, type_, description = (*line.split(maxsplit=2), "", "", "")[:3]
    if not description or type_ not in type_names:
        rule = f"has the parameter line {line!r}, which must give name, type ({', '.join(type_names)}) and text"
        raise BadInput(f"query {query}", rule)
    sample = _sample(tuple(tokens(text)), name)
    if sample is None:
        raise BadInput(f"query {query}", f"needs a block `VALUES ?{name} {{ ... }}` with a sample")
    return Parameter(name, type_, description, sample)


def _sample(found: Sequence[Token], name: str) -> str | None:
    """The first value in the VALUES blocks of a variable, without its notation as a term."""
    blocks = [at for at in range(len(found)) if _block(found, at) == name]
    if not blocks or found[blocks[0] + 3].text == "}":
        return None
    first = found[blocks[0] + 3]
    if first.kind == "iri":
        return first.text[1:-1]
    if first.kind == "string":
        return first.text.strip(first.text[0])
    return first.text


def _block(found: Sequence[Token], at: int) -> str:
    """The variable whose VALUES block begins at a token, else empty."""
    head = found[at : at + 4]
    if len(head) == 4 and head[0].text.upper() == "VALUES" and head[1].kind == "variable" and head[2].text == "{":
        return head[1].text[1:]
    return ""


def _substitute(text: str, terms: Mapping[str, tuple[str, ...]]) -> str:
    written = []
    for piece in _pieces(text):
        given = terms.get(piece.name, ())
        if not piece.name or piece.name not in terms:
            written.append(piece.text)
        elif len(given) != 1:
            written.append(f"VALUES ?{piece.name} {{ {' '.join(given)} }}" if piece.clause == "values" else piece.text)
        else:
            whole = {"values": "", "subselect": "", "select": f"({given[0]} AS {piece.text})", "by": f"({given[0]})"}
            written.append(whole.get(piece.clause, given[0]))
    return "".join(written).lstrip()


@lru_cache(maxsize=512)
def _pieces(text: str) -> tuple[_Piece, ...]:
    """A text cut at its variables and VALUES blocks."""
    read = [Token(match.lastgroup or "sign", match.group()) for match in _TOKEN.finditer(text)]
    solid = [at for at, token in enumerate(read) if token.kind != "space"]
    found = [read[at] for at in solid]
    clauses = _clauses(found)
    pieces: list[_Piece] = []
    done = place = 0
    while place < len(found):
        at, token, last = solid[place], found[place], place
        name = _block(found, place)
        if name:
            last = next(end for end in range(place, len(found)) if found[end].text == "}")
        if name or token.kind == "variable":
            pieces.append(_Piece("".join(one.text for one in read[done:at])))
            done = solid[last] + 1
            whole = "".join(one.text for one in read[at:done])
            pieces.append(_Piece(whole, name or token.text[1:], "values" if name else clauses[place]))
        place = last + 1
    return (*pieces, _Piece("".join(one.text for one in read[done:])))


def _clauses(found: Sequence[Token]) -> list[str]:
    """For each token, the clause that decides how a constant stands there: select, subselect, by, as, or empty."""
    clauses: list[str] = []
    clause, braces, brackets = "", 0, 0
    for place, token in enumerate(found):
        word = token.text.upper() if token.kind == "word" else token.text if token.kind == "sign" else ""
        if word == "SELECT":
            clause = "subselect" if braces else "select"
        elif word == "BY":
            clause = "by"
        elif word in {"{", "}", "WHERE", "FROM", "LIMIT", "OFFSET", "HAVING", "VALUES"}:
            clause = ""
        braces += {"{": 1, "}": -1}.get(word, 0)
        brackets += {"(": 1, ")": -1}.get(word, 0)
        renamed = place > 0 and found[place - 1].text.upper() == "AS"
        if renamed and token.kind == "variable":
            clauses.append("as")
        else:
            clauses.append("" if brackets else clause)
    return clauses
