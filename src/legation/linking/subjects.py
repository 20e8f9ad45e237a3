"""What is to be linked: the persons, organisations and states that articles name, as the store tells of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from legation.queries import Query
from legation.store import Store


class Kind(StrEnum):
    """What can be linked; each value names two files below `queries/link/`."""

    PERSONS = "persons"
    ORGANIZATIONS = "organizations"
    STATES = "states"


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """An office that somebody held. Days are ISO 8601, empty where nothing is known."""

    office: str
    begin: str = ""
    end: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing of the store. `keys` is what it is looked for by: its names, for a state its ISO 3166-1 alpha-3 code.

    `states` are alpha-3 codes; `first` and `last` are the days of the first and last articles that name it.
    """

    entity: str
    kind: Kind
    label: str
    keys: tuple[str, ...]
    states: frozenset[str] = frozenset()
    posts: tuple[Post, ...] = ()
    first: str = ""
    last: str = ""


def subjects(store: Store, kind: Kind, base: str) -> tuple[Subject, ...]:
    """All things of a kind that articles name, in order of their IRIs."""
    query = Query.load(f"link/{kind}", base=base)
    found: dict[str, Subject] = {}
    for row in rows(store.query(query.bind(), accept="application/json").body()):
        known = found.get(row["entity"]) or Subject(
            entity=row["entity"],
            kind=kind,
            label=row["label"],
            keys=(),
            first=row.get("first", ""),
            last=row.get("last", ""),
        )
        found[row["entity"]] = _more(known, row)
    return tuple(subject for subject in found.values() if subject.keys)


def rows(result: bytes) -> Iterator[dict[str, str]]:
    """The rows of SPARQL results in JSON, without what is unbound. Raises ValueError for anything else."""
    try:
        for row in json.loads(result)["results"]["bindings"]:
            yield {name: str(term["value"]) for name, term in row.items()}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no SPARQL results: {error!r}") from error


def _more(subject: Subject, row: dict[str, str]) -> Subject:
    key = row["code"] if subject.kind is Kind.STATES else row["name"]
    telling = subject.kind is not Kind.PERSONS or len(key.split()) > 1
    post = Post(row["office"], row.get("from", ""), row.get("until", "")) if "office" in row else None
    code = row.get("state", "").rpartition("/")[2]
    return replace(
        subject,
        keys=tuple(dict.fromkeys((*subject.keys, *((key,) if telling else ())))),
        states=subject.states | ({code} if code else set()),
        posts=tuple(dict.fromkeys((*subject.posts, *((post,) if post else ())))),
    )
