"""Compact JSON-LD: the same triples as the expanded form, in a third of its size and with names that people read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from legation.store.formats import PREFIXES

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ORDER = ("leg", "skos", "rdfs", "dcterms", "geo", "owl", "prov", "rdf", "foaf", "schema", "org", "time", "sh")


def compact(expanded: bytes, base: str) -> str:
    """Expanded JSON-LD of one graph, written with a context of its own. `base` is what most subjects begin with.

    It holds no "<", so that it can stand in an HTML page.
    """
    nodes = [_typed(node) for node in json.loads(expanded)]
    names = _names(nodes)
    context: dict[str, Any] = {"@base": base}
    used: set[str] = set()
    body = [_node(node, names, base, used) for node in nodes]
    for predicate, (name, kind) in names.items():
        if name == predicate:
            continue
        short = _curie(predicate, used)
        shape = {"@id": short}
        if kind:
            shape["@type"] = "@id" if kind == "@id" else _curie(kind, used)
        context[name] = shape if kind else short
    context |= {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    document = {"@context": dict(sorted(context.items())), "@graph": body}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _names(nodes: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """For each predicate its name, and what all its values are: "@id", a datatype, or empty where they differ.

    A predicate that has no short name keeps its IRI and says with each value what that is.
    """
    kinds: dict[str, set[str]] = {}
    for node in nodes:
        for predicate, values in node.items():
            if not predicate.startswith("@"):
                kinds.setdefault(predicate, set()).update(_kind(value) for value in values)
    names: dict[str, tuple[str, str]] = {}
    taken: set[str] = set(PREFIXES)
    for predicate in sorted(kinds, key=_rank):
        local = predicate[max(predicate.rfind("#"), predicate.rfind("/")) + 1 :]
        name = local if local.isidentifier() and local.isascii() and local not in taken else predicate
        taken.add(name)
        only = next(iter(kinds[predicate])) if len(kinds[predicate]) == 1 else ""
        names[predicate] = (name, "" if only == "@language" or name == predicate else only)
    return names


def _typed(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node with its classes under "@type", where some writers have them as values of rdf:type."""
    values = node.get(_TYPE, ())
    classes = [*node.get("@type", ()), *(value["@id"] for value in values if "@id" in value)]
    rest = [value for value in values if "@id" not in value]
    plain = {name: value for name, value in node.items() if name not in {_TYPE, "@type"}}
    return plain | ({"@type": classes} if classes else {}) | ({_TYPE: rest} if rest else {})


def _rank(predicate: str) -> tuple[int, str]:
    order = (place for place, prefix in enumerate(_ORDER) if predicate.startswith(PREFIXES[prefix]))
    return next(order, len(_ORDER)), predicate


def _kind(value: Mapping[str, str]) -> str:
    if "@id" in value:
        return "@id"
    return "@language" if "@language" in value else value.get("@type", "")


def _node(node: Mapping[str, Any], names: Mapping[str, tuple[str, str]], base: str, used: set[str]) -> dict[str, Any]:
    written: dict[str, Any] = {"@id": _relative(node["@id"], base)} if "@id" in node else {}
    if "@type" in node:
        written["@type"] = _single([_curie(type_, used) for type_ in node["@type"]])
    for predicate, values in node.items():
        if predicate in names:
            name, kind = names[predicate]
            written[name] = _single([_value(value, kind, base, used) for value in values])
    return written


def _value(value: Mapping[str, str], kind: str, base: str, used: set[str]) -> Any:
    if "@id" in value:
        iri = value["@id"]
        short = _relative(iri, base) if iri.startswith(base) else _curie(iri, used)
        return short if kind == "@id" else {"@id": short}
    if "@language" in value:
        return dict(value)
    if "@type" in value:
        return value["@value"] if kind else {"@type": _curie(value["@type"], used), "@value": value["@value"]}
    return value["@value"]


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _relative(iri: str, base: str) -> str:
    rest = iri[len(base) :]
    plain = iri.startswith(base) and rest[:1].isalnum() and ":" not in rest and ".." not in rest and "//" not in rest
    return rest if plain else iri


def _curie(iri: str, used: set[str]) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and all(c.isalnum() or c in "-_" for c in local):
            used.add(prefix)
            return f"{prefix}:{local}"
    return iri
