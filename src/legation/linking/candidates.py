"""What may be the same elsewhere: candidates, asked for many things at once and read from the rows of the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from legation.linking.subjects import Kind, Post, Subject
from legation.queries import Query

Ask = Callable[[str], Sequence[Mapping[str, str]]]
"""Gives the rows that an endpoint answers a query with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thing elsewhere. `keys` are those names or codes of the subject that it answers to.

    `states` are ISO 3166-1 alpha-3 codes. `begin` and `end` are the days of birth and death, or of founding and
    dissolution, empty where nothing is told.
    """

    iri: str
    label: str
    description: str = ""
    keys: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    posts: frozenset[Post] = frozenset()
    begin: str = ""
    end: str = ""


def candidates(subjects: Sequence[Subject], ask: Ask, batch: int) -> dict[str, tuple[Candidate, ...]]:
    """The candidates of each subject by its IRI, in order of theirs. A request asks for at most `batch` keys."""
    by_key: defaultdict[tuple[Kind, str], dict[str, Candidate]] = defaultdict(dict)
    for kind in Kind:
        keys = sorted({key for subject in subjects if subject.kind is kind for key in subject.keys})
        query = Query.load(f"link/wikidata-{kind}")
        parameter = query.parameters[0].name
        for start in range(0, len(keys), batch):
            for row in ask(query.bind(**{parameter: keys[start : start + batch]})):
                known = by_key[kind, row[parameter]]
                candidate = known.get(row["item"]) or Candidate(iri=row["item"], label=row["label"])
                known[row["item"]] = _more(candidate, row, row[parameter])
    return {subject.entity: tuple(_of(subject, by_key)) for subject in subjects}


def _of(subject: Subject, by_key: Mapping[tuple[Kind, str], Mapping[str, Candidate]]) -> Iterator[Candidate]:
    """The candidates of one subject, each once with all the keys that it answers to."""
    found: dict[str, Candidate] = {}
    for key in subject.keys:
        for iri, candidate in by_key.get((subject.kind, key), {}).items():
            known = found.get(iri, candidate)
            found[iri] = replace(known, keys=known.keys | candidate.keys)
    for iri in sorted(found):
        yield found[iri]


def _more(candidate: Candidate, row: Mapping[str, str], key: str) -> Candidate:
    posts = set(candidate.posts)
    if "office" in row:
        posts.add(Post(row["office"], _day(row, "begin"), _day(row, "end"), row.get("officeState", "")))
    # Where there is an office, begin and end are its days, and not those of the candidate.
    began, ended = ("born", "died") if "office" in row or "born" in row or "died" in row else ("begin", "end")
    return replace(
        candidate,
        description=candidate.description or row.get("description", ""),
        keys=candidate.keys | {key},
        states=candidate.states | ({row["state"]} if "state" in row else set()),
        posts=frozenset(posts),
        begin=candidate.begin or _day(row, began),
        end=candidate.end or _day(row, ended),
    )


def _day(row: Mapping[str, str], name: str) -> str:
    """The day of a time of a row; empty for what is none, such as an unknown value and years before 1."""
    text = row.get(name, "")[:10]
    return text if len(text) == len("YYYY-MM-DD") and text[:4].isdigit() else ""
