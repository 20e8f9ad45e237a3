"""The lexicon of events: which words report which type, with which objects, and where the parties stand."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from legation.model import EventType
from legation.resources import directory


class Effect(StrEnum):
    """What an operator does to the act that its complement names."""

    AGREE = "AGREE"
    REQUEST = "REQUEST"
    THREATEN = "THREATEN"
    REJECT = "REJECT"
    ACCUSE = "ACCUSE"
    SUPPORT = "SUPPORT"
    PLAN = "PLAN"
    WANT = "WANT"
    FAIL = "FAIL"
    DENY = "DENY"
    REPORT = "REPORT"
    TRY = "TRY"
    ASPECT = "ASPECT"
    END = "END"
    FORCE = "FORCE"
    ALLOW = "ALLOW"
    CAUSE = "CAUSE"


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the parties stand: grammatical places, tried in order. `reciprocal`: all parties act on one another."""

    source: tuple[str, ...] = ("subj",)
    target: tuple[str, ...] = ()
    reciprocal: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A set of lemmas that a constraint admits: listed, or members of classes."""

    lemmas: frozenset[str]
    any: bool = False

    def admit(self, words: Iterable[str]) -> bool:
        """Whether one of some words meets the constraint."""
        return self.any or not self.lemmas.isdisjoint(words)


@dataclass(frozen=True, slots=True)
class Entry:
    """One sense of an event word. `type` is None where the sense is no event."""

    word: str
    type: EventType | None
    mode: str
    contexts: tuple[str, ...]
    frame: Frame
    objects: Words | None = None
    intransitive: bool = False
    adjective: bool = False
    preposition: str = ""
    complement: Words | None = None
    rank: float = 0.0
    """How many constraints it has, and how narrow; the entry of the highest rank that fits wins."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that takes another act as `complement` and changes what is reported of it."""

    word: str
    complement: str
    effect: Effect
    frame: Frame | None


# The prepositions that usually bring the other party, by type.
_TARGETS: Mapping[EventType, tuple[str, ...]] = {
    EventType.AGREE: ("with", "obj", "to", "for", "poss"),
    EventType.CONSULT: ("with", "obj", "to", "between", "among"),
    EventType.SUPPORT: ("obj", "for", "to", "with", "of", "poss", "by"),
    EventType.COOPERATE: ("with", "obj", "to", "between"),
    EventType.AID: ("iobj", "to", "for", "obj", "in", "poss"),
    EventType.CONCEDE: ("to", "obj", "poss", "by", "from", "with", "on"),
    EventType.RETREAT: ("to", "obj", "from", "on", "against", "with", "poss", "of", "in"),
    EventType.ACCUSE: ("obj", "of", "against", "poss", "into", "by", "on", "at", "over"),
    EventType.REQUEST: ("obj", "of", "on", "from", "to", "poss", "for", "with", "by"),
    EventType.REJECT: ("obj", "poss", "by", "from", "of", "to", "with", "on"),
    EventType.THREATEN: ("obj", "against", "to", "on", "with", "poss", "in"),
    EventType.PROTEST: ("against", "obj", "at", "over", "by", "outside", "of", "to", "poss"),
    EventType.SANCTION: ("on", "against", "iobj", "to", "with", "obj", "from", "poss", "for", "of", "between"),
    EventType.MOBILIZE: ("against", "in", "to", "near", "along", "on", "into", "from"),
    EventType.COERCE: ("obj", "on", "against", "of", "from", "in", "for", "poss"),
    EventType.ASSAULT: ("obj", "against", "on", "at", "of", "with", "in", "into", "poss", "near"),
}


ACTORS = (
    "PERSON LEADER OPPONENT MILITANT TROOPS GOVERNMENT PARTY MEDIA CRIMINAL DIPLOMAT AMBASSADOR MEDIATOR INSPECTOR "
    "PEACEKEEPER AIDWORKER REFUGEE PRISONER BODY STATE"
).split()
"""The classes of nouns that name somebody who can act."""

MEANT = frozenset({"COMPLY", "HARM"})
"""The classes of verbs that stand in no entry: what people are asked to do, and what is threatened by who vows it."""

MINDLESS = frozenset({"NATURE"})
"""The class of nouns that stands in no entry: what does harm and means none."""

GROUNDS = "TERRITORY BUILDING PREMISES EMBASSY SITE BORDER ROAD".split()
"""The classes of nouns that name where an act strikes."""

_RISKY = frozenset({"obj", "in", "at", "over", "on", "for"})
"""Places that hold a party only where an entry says so."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by the lemma of their chief word: a phrasal verb by its verb, a compound by its last noun."""

    verbs: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    operators: Mapping[str, tuple[Operator, ...]]
    verb_classes: Mapping[str, frozenset[str]]
    noun_classes: Mapping[str, frozenset[str]]
    actors: frozenset[str] = frozenset()
    """Nouns of those who can act: people, bodies, troops."""
    grounds: frozenset[str] = frozenset()
    """Nouns of areas, buildings and roads."""
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reporting: Mapping[str, str] = field(default_factory=dict)
    lemmas: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The lemmas of forms that the model mistakes, by form and part of speech."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """The topics of words that tell of sport, weather, markets or the arts, not of foreign relations."""
    elsewhere_phrases: Mapping[str, str] = field(default_factory=dict)
    """The same of several words in a row, in lower case."""
    unmistakable: frozenset[str] = frozenset()
    """Those of them that mean nothing else."""


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header line; lines that start with "#" and blank ones are comments."""
    with path.open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if line.strip() and not line.lstrip().startswith("#"))
        for row in csv.DictReader(lines, skipinitialspace=True, restval=""):
            yield {key: (value or "").strip() for key, value in row.items() if key}


def _classes(path: Path) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(path):
        found[row["class"]].add(row["lemma"])
    return {name: frozenset(members) for name, members in found.items()}


def _words(text: str, classes: Mapping[str, frozenset[str]]) -> tuple[Words, float]:
    """The constraint that a cell states, and how narrow it is."""
    if "*" in text.split("|"):
        return Words(frozenset(), any=True), 1.0
    lemmas: set[str] = set()
    for part in text.split("|"):
        lemmas |= classes[part[1:]] if part.startswith("@") else {part}
    narrow = 0.3 * max(0.0, 1 - len(lemmas) / 100)
    return Words(frozenset(lemmas)), (2.0 if "@" in text else 2.7) + narrow


def _frame(text: str, kind: EventType | None) -> Frame:
    targets = _TARGETS.get(kind, ()) if kind else ()
    if text == "recip":
        return Frame(
            ("subj", "between", "among", "of", "poss"), ("with", *(t for t in targets if t != "with")), reciprocal=True
        )
    source: tuple[str, ...] = ("subj",)
    for part in text.split():
        role, _, places = part.partition("=")
        slots = tuple(p for p in places.split(",") if p and p != "none")
        if role == "source":
            source = slots
        elif role == "target":  # where nobody stands there, the places that are usual for the type
            targets = (*slots, *(t for t in targets if t not in slots and t not in _RISKY)) if slots else ()
        elif role == "recip":
            return Frame(source, targets, reciprocal=True)
    return Frame(source, targets)


def _entries(
    path: Path, word: str, verb_classes: Mapping[str, frozenset[str]], noun_classes: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Entry, ...]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for row in _rows(path):
        kind = None if row["type"] == "-" else EventType(row["type"])
        rank, objects, complement, preposition = 0.0, None, None, ""
        cell = row.get("object", "")
        if cell and cell != "~":
            objects, rank = _words(cell, noun_classes)
        elif cell == "~":
            rank = 0.5
        if row["preposition"]:
            preposition, _, heads = row["preposition"].partition(":")
            complement, narrow = _words(heads or "*", noun_classes)
            rank += narrow + 0.25
        name = row[word]
        lemmas = verb_classes[name[1:]] if name.startswith("@") else {name}
        for lemma in sorted(lemmas):
            bare = lemma.removesuffix("/a")
            phrasal = 2.0 * (len(bare.split()) - 1)
            found[bare.split()[-1 if word == "noun" else 0]].append(
                Entry(
                    bare,
                    kind,
                    row["mode"],
                    tuple(row["contexts"].split()),
                    _frame(row["frame"], kind),
                    objects,
                    cell == "~",
                    lemma != bare,
                    preposition,
                    complement,
                    rank + phrasal + (0 if name.startswith("@") else 0.3),
                )
            )
    return {key: tuple(sorted(entries, key=lambda e: -e.rank)) for key, entries in found.items()}


@cache
def load() -> Lexicon:
    """The lexicon that ships with Legation, from `data/lexicon`."""
    folder = directory("data/lexicon")
    verb_classes = _classes(folder / "verb_classes.csv")
    noun_classes = _classes(folder / "noun_classes.csv")
    operators: defaultdict[str, list[Operator]] = defaultdict(list)
    for row in _rows(folder / "operators.csv"):
        names = verb_classes[row["verb"][1:]] if row["verb"].startswith("@") else {row["verb"]}
        for name in sorted(names):
            bare = name.removesuffix("/a")
            frame = _frame(row["frame"], None) if row["frame"] else None
            operators[bare.split()[0]].append(Operator(bare, row["complement"], Effect(row["effect"]), frame))
    elsewhere = list(_rows(folder / "elsewhere.csv"))
    contexts: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(folder / "contexts.csv"):
        contexts[row["word"]].append(row["context"])
    return Lexicon(
        verbs=_entries(folder / "verbs.csv", "verb", verb_classes, noun_classes),
        nouns=_entries(folder / "nouns.csv", "noun", verb_classes, noun_classes),
        operators={
            key: tuple(sorted(found, key=lambda o: (-len(o.word), o.complement == "noun")))
            for key, found in operators.items()
        },
        verb_classes=verb_classes,
        noun_classes=noun_classes,
        actors=frozenset[str]().union(*(noun_classes[name] for name in ACTORS)),
        grounds=frozenset[str]().union(*(noun_classes[name] for name in GROUNDS)),
        contexts={k: tuple(v) for k, v in contexts.items()},
        reporting={row["verb"]: row["kind"] for row in _rows(folder / "reporting.csv")},
        lemmas={(row["form"], row["pos"]): row["lemma"] for row in _rows(folder / "lemmas.csv")},
        elsewhere={row["word"]: row["topic"] for row in elsewhere if " " not in row["word"]},
        elsewhere_phrases={row["word"]: row["topic"] for row in elsewhere if " " in row["word"]},
        unmistakable=frozenset(row["word"] for row in elsewhere if row["alone"]),
    )
