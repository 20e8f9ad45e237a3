"""The Reconciliation Service API 0.2: OpenRefine and others match names to things and fetch their properties."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from legation.errors import BadInput, NotFound
from legation.queries import render
from legation.slugs import folded
from legation.store.formats import PREFIXES
from legation.web import answers
from legation.web.addresses import ONTOLOGY
from legation.web.names import Fits, Found, Index, newest
from legation.web.negotiation import body_of, parameters
from legation.web.rows import Cell, Row, ask, text
from legation.web.site import Site
from legation.web.wording import english

PATH = "/reconcile"
_FORM = "application/x-www-form-urlencoded"
_MOST_QUERIES = 200
_MOST_IDS = 500
_MOST_FOUND = 100
_MOST_VALUES = 10_000
_OFFERED = ("Actor", "State", "Person", "Organization", "Office", "Place", "Issue", "Agreement")
_NAME_WEIGHT = 0.7
"""What the name counts for where properties are given as well."""

_NAME = re.compile(r"[A-Za-z][\w-]{0,79}", re.ASCII)
_WEIGHED = 25
"""So many candidates are looked at where properties are given."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = frozenset({"integer", "int", "long"})
_FRACTIONS = frozenset({"decimal", "double", "float"})


def blueprint(site: Site) -> Blueprint:
    """The routes of the service."""
    routes = Blueprint("reconcile", __name__)
    index = newest(site)
    for path, methods, view in (
        ("", ["GET", "POST"], _Answers.service),
        ("/suggest/entity", ["GET"], _Answers.suggest_entity),
        ("/suggest/type", ["GET"], _Answers.suggest_type),
        ("/suggest/property", ["GET"], _Answers.suggest_property),
        ("/properties", ["GET"], _Answers.properties),
        ("/preview", ["GET"], _Answers.preview),
    ):
        routes.add_url_rule(PATH + path, view.__name__, _over(site, index, view), methods=methods)
    return routes


def _over(site: Site, index: Callable[[], Index], view: Callable[[_Answers], Response]) -> Callable[[], Response]:
    return lambda: view(_Answers(site, index()))


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answer to one request, from one state of the graph."""

    site: Site
    index: Index

    def service(self) -> Response:
        """The manifest, the candidates for a batch of names, or the properties of things."""
        given = dict(parameters(request, request.query_string))
        if request.method == "POST" and request.mimetype == _FORM:
            given |= dict(parameters(request, body_of(request)))
        if "queries" in given:
            queries = _document(given["queries"], "queries")
            _bounded("queries", queries, _MOST_QUERIES)
            return _json({key: {"result": self.candidates(query)} for key, query in queries.items()})
        if "extend" in given:
            return _json(self.extended(_document(given["extend"], "extend")))
        if request.method == "POST":
            raise BadInput("the request", "carries neither `queries` nor `extend`", "send one of them in a form")
        return _json(self.manifest())

    def manifest(self) -> dict[str, Any]:
        """What the service can do, and where."""
        root = request.url_root[:-1]
        kinds = self.index.kinds
        suggest = {
            name: {"service_url": root, "service_path": f"{PATH}/suggest/{name}"}
            for name in ("entity", "type", "property")
        }
        return {
            "versions": ["0.2"],
            "name": "Legation",
            "identifierSpace": f"{self.site.settings.base}id/",
            "schemaSpace": ONTOLOGY,
            "documentation": f"{root}/ns",
            "defaultTypes": [_named(kind, kinds[kind]) for kind in _OFFERED if kind in kinds],
            "view": {"url": f"{root}/id/{{{{id}}}}"},
            "preview": {"url": f"{root}{PATH}/preview?id={{{{id}}}}", "width": 420, "height": 200},
            "suggest": suggest,
            "extend": {
                "propose_properties": {"service_url": root, "service_path": f"{PATH}/properties"},
                "property_settings": [
                    {
                        "name": "limit",
                        "label": "Most values",
                        "type": "number",
                        "default": 0,
                        "help_text": "The most values of one thing; 0 for all.",
                    }
                ],
            },
        }

    def candidates(self, query: Any) -> list[dict[str, Any]]:
        """The candidates for one query. Raises BadInput where it is none."""
        if not isinstance(query, dict) or not (query.get("query") or query.get("properties")):
            raise BadInput("a query of the batch", "is an object with a text in `query`, or with `properties`")
        most = _number(query.get("limit", 10), "limit", _MOST_FOUND)
        words = _text(query.get("query", ""), "query")
        wanted = _properties(query.get("properties"))
        fits = _of_types(query.get("type"), query.get("type_strict") == "all")
        if words:
            found = self.index.names.find(words, fits, max(most, _WEIGHED) if wanted else most)
            scored = self.weighed(found, wanted, _NAME_WEIGHT) if wanted else found
        else:
            scored = self.weighed(self.having(wanted, fits), wanted, 0.0)
        scored.sort(key=lambda one: (-one.score, one.thing.path))
        sure = [one for one in scored if one.score == 100.0]
        return [self.candidate(one, match=len(sure) == 1 and one is sure[0]) for one in scored[:most]]

    def having(self, wanted: list[tuple[str, set[str]]], fits: Fits) -> list[Found]:
        """The things that have one of the values of some property."""
        query, things = self.site.load("reconcile/things"), self.index.names.things
        paths: set[str] = set()
        for property_, values in wanted:
            for value in values:
                rows = ask(self.site.store, query.bind(property=_property(property_), words=value)).rows
                paths.update(self.site.addresses.path(text(row, "thing")) for row in rows)
        return [Found(things[path], 0.0) for path in sorted(paths & things.keys()) if fits(things[path])]

    def candidate(self, found: Found, match: bool) -> dict[str, Any]:
        thing = found.thing
        return {
            "id": thing.path,
            "name": thing.name,
            "description": self.index.told(thing),
            "score": found.score,
            "match": match,
            "type": [_named(kind, self.index.called(kind)) for kind in thing.kinds],
            "features": [{"id": "name", "value": found.score}],
        }

    def weighed(self, found: list[Found], wanted: list[tuple[str, set[str]]], weight: float) -> list[Found]:
        """What was found, its score weighed with the share of the properties that fit."""
        fitting: Counter[str] = Counter()
        for property_, values in wanted:
            folded_values = {folded(value) for value in values}
            rows = self.values([one.thing.path for one in found], property_)
            fits = {text(row, "thing") for row in rows if folded_values & set(map(folded, self.forms(row)))}
            fitting.update(self.site.addresses.path(iri) for iri in fits)
        shares = {path: 100.0 * count / len(wanted) for path, count in fitting.items()}
        return [
            Found(one.thing, round(weight * one.score + (1 - weight) * shares.get(one.thing.path, 0.0), 1))
            for one in found
        ]

    def forms(self, row: Row) -> tuple[str, ...]:
        """The ways in which a value may be given: its text, its path, its label."""
        value = text(row, "value")
        return value, self.site.addresses.path(value), text(row, "valueLabel")

    def extended(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The values of properties of things."""
        ids, properties = asked.get("ids"), asked.get("properties")
        if not isinstance(ids, list) or not isinstance(properties, list):
            raise BadInput("extend", "is an object with lists in `ids` and `properties`")
        _bounded("ids", ids, _MOST_IDS)
        _bounded("properties", properties, _MOST_FOUND)
        paths = [_text(one, "ids") for one in ids]
        things = self.index.names.things
        rows: dict[str, dict[str, list[dict[str, Any]]]] = {path: {} for path in paths}
        meta = []
        for property_ in properties:
            name = _text(property_.get("id") if isinstance(property_, dict) else property_, "properties")
            settings = property_.get("settings") if isinstance(property_, dict) else None
            limit = settings.get("limit") if isinstance(settings, dict) else None
            most = _number(limit or _MOST_VALUES, "limit", _MOST_VALUES)
            meta.append(_named(name, english(name.rpartition(":")[2])))
            values: dict[str, list[dict[str, Any]]] = {path: [] for path in paths}
            for row in self.values([path for path in paths if path in things], name):
                values[self.site.addresses.path(text(row, "thing"))].append(self.value(row))
            for path, found in values.items():
                rows[path][name] = found[:most]
        return {"meta": meta, "rows": rows}

    def values(self, paths: list[str], property_: str) -> tuple[Row, ...]:
        """The values of one property of some things. Raises BadInput for what is no property."""
        iri = _property(property_)
        if not paths:
            return ()
        things = [self.site.addresses.iri(path) for path in paths]
        return ask(self.site.store, self.site.load("reconcile/values").bind(thing=things, property=iri)).rows

    def value(self, row: Row) -> dict[str, Any]:
        """A value as the API writes it."""
        cell = row["value"]
        if cell.kind != "uri":
            return _literal(cell)
        path = self.site.addresses.path(cell.value)
        label = text(row, "valueLabel")
        return {"id": path, "name": label or path} if path else {"str": label or cell.value}

    def suggest_entity(self) -> Response:
        """Things by the beginning of their names."""
        found = self.index.names.beginning(_prefix())
        return _json({"result": [{**_named(one.thing.path, one.thing.name), "description": self.index.told(one.thing)}
                                 for one in found]})  # fmt: skip

    def suggest_type(self) -> Response:
        """Classes by a part of their names."""
        wanted = folded(_prefix())
        kinds = self.index.kinds.items()
        return _json({"result": [_named(kind, name) for kind, name in kinds if wanted in folded(name)]})

    def suggest_property(self) -> Response:
        """Properties by a part of their names."""
        wanted = folded(_prefix())
        listed = self.listed("Actor") + self.listed("Place")
        unique = {one["id"]: one for one in listed if wanted in folded(one["name"]) or wanted in folded(one["id"])}
        return _json({"result": list(unique.values())})

    def properties(self) -> Response:
        """The properties that things of a class have, the most used first."""
        given = dict(parameters(request, request.query_string))
        kind = given.get("type") or "Actor"
        most = _number(given.get("limit") or _MOST_FOUND, "limit", _MOST_FOUND)
        return _json({"type": kind, "limit": most, "properties": self.listed(kind)[:most]})

    def preview(self) -> Response:
        """A small page of a thing, which other sites may frame."""
        path = dict(parameters(request, request.query_string)).get("id", "")
        thing = self.index.names.things.get(path)
        if thing is None:
            raise NotFound(f"nothing is known here under the name {path!r}")
        names_ = self.site.rows("entity/names", entity=self.site.addresses.iri(path)).rows
        others = dict.fromkeys(text(row, "name") for row in names_)
        shown = [one for one in others if one != thing.name][:12]
        link = self.site.addresses.link(self.site.addresses.iri(path))
        values = {"thing": thing, "told": self.index.told(thing), "others": shown, "link": link}
        response = answers.page("preview.html", values)
        response.headers["Content-Security-Policy"] = answers.FRAMED
        return response

    def listed(self, kind: str) -> list[dict[str, str]]:
        """The properties of a class. Raises BadInput for what can be none."""
        render(ONTOLOGY + quote(kind), "iri")
        rows = self.site.rows("reconcile/properties", **{"class": ONTOLOGY + quote(kind)}).rows
        found = []
        for row in rows:
            name = _short(text(row, "property"))
            if name:
                found.append(_named(name, text(row, "propertyLabel") or english(name.rpartition(":")[2])))
        return found


def _json(document: Mapping[str, Any]) -> Response:
    return answers.data(json.dumps(document, ensure_ascii=False).encode(), "application/json")


def _named(id_: str, name: str) -> dict[str, str]:
    return {"id": id_, "name": name}


def _document(given: str, name: str) -> dict[str, Any]:
    """The JSON object in a parameter. Raises BadInput."""
    try:
        document = json.loads(given)
        json.dumps(document, ensure_ascii=False).encode()  # no half of a surrogate pair, which JSON can escape
    except (ValueError, RecursionError) as error:
        raise BadInput(f"`{name}`", f"is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise BadInput(f"`{name}`", "is a JSON object")
    return document


def _bounded(name: str, values: Sized, most: int) -> None:
    if len(values) > most:
        raise BadInput(f"`{name}`", f"has {len(values)} entries, and {most} are answered at once", "send fewer")


def _number(value: Any, name: str, most: int) -> int:
    """A whole number from 1 to `most`, which larger ones become. Raises BadInput."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = 0
    if number < 1:
        raise BadInput(f"`{name}` {value!r}", "is a whole number from 1 on")
    return min(number, most)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"`{name}`", "holds texts")
    return value


def _prefix() -> str:
    return dict(parameters(request, request.query_string)).get("prefix", "")


def _properties(given: Any) -> list[tuple[str, set[str]]]:
    """The properties of a query, each with the values that fit it. Raises BadInput."""
    wanted = []
    if not isinstance(given or [], list):
        raise BadInput("`properties`", "is a list")
    for one in given or ():
        if not isinstance(one, dict) or "v" not in one:
            raise BadInput("a property of a query", "is an object with `pid` and `v`")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        texts = {str(value.get("id", "") if isinstance(value, dict) else value) for value in values}
        wanted.append((_text(one.get("pid"), "pid"), texts))
    return wanted


def _of_types(given: Any, every: bool) -> Fits:
    """Whether a thing is of one of some types, or of `every` one. Raises BadInput."""
    types = {_text(one, "type") for one in (given if isinstance(given, list) else [given or ""]) if one}
    return lambda thing: types <= set(thing.kinds) if every else not types or not types.isdisjoint(thing.kinds)


def _property(name: str) -> str:
    """The IRI of a property: of ours by its name, of others with a prefix. Raises BadInput."""
    prefix, colon, local = name.rpartition(":")
    space = PREFIXES.get(prefix, "") if colon else ONTOLOGY
    if not space or not _NAME.fullmatch(local):
        raise BadInput(f"property {name!r}", "is not known", f"{PATH}/properties names those that there are")
    return space + local


def _short(iri: str) -> str:
    """The name of a property, empty for one in no namespace of ours."""
    for prefix, space in PREFIXES.items():
        if iri.startswith(space):
            local = iri[len(space) :]
            return local if space == ONTOLOGY else f"{prefix}:{local}"
    return ""


def _literal(cell: Cell) -> dict[str, Any]:
    """A literal as the API writes it; what a datatype promises and the text does not keep stays a text."""
    kind = cell.datatype.removeprefix(_XSD)
    try:
        if kind in _INTEGERS:
            return {"int": int(cell.value)}
        if kind in _FRACTIONS and math.isfinite(float(cell.value)):
            return {"float": float(cell.value)}
    except ValueError:
        pass
    if kind in {"date", "dateTime"}:
        return {"date": cell.value if "T" in cell.value else f"{cell.value}T00:00:00Z"}
    return {"str": cell.value}
