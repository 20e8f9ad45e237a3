"""Things by their names, also where these are written another way: an index in memory of one state of the graph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from itertools import islice

from legation.slugs import folded
from legation.web.addresses import ONTOLOGY
from legation.web.rows import Row, text
from legation.web.site import Site
from legation.web.wording import english

_MAIN = ("label", "prefLabel")
_GAP = re.compile(r"[\W_]+")
LEAST = 30.0
"""What is less alike is not found."""

_LOOKED_AT = 200
"""Of so many of the things that share the most letters the likeness is reckoned."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing: the path of its IRI, its name in English, its classes from its own to the widest, and its state."""

    path: str
    name: str
    kinds: tuple[str, ...]
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found; `score` runs from 0 to 100, which is for a name that is the same."""

    thing: Thing
    score: float


Fits = Callable[[Thing], bool]


def _any(thing: Thing) -> bool:
    return True


class Names:
    """The things of a graph by their names.

    Two names are as alike as the groups of three letters that they share, of all that either has; the order of words,
    case, accents and signs count for nothing.
    """

    def __init__(self, things: Iterable[Thing], names: Iterable[tuple[str, str]]) -> None:
        self.things = {thing.path: thing for thing in things}
        self._names: list[tuple[str, str]] = []
        self._sizes: list[int] = []
        self._by_letters: defaultdict[str, list[int]] = defaultdict(list)
        self._same: defaultdict[str, list[str]] = defaultdict(list)
        for path, name in sorted({(path, _plain(name)) for path, name in names if path in self.things}):
            if name:
                self._add(path, name)

    def _add(self, path: str, name: str) -> None:
        groups = _letters(name)
        for group in groups:
            self._by_letters[group].append(len(self._names))
        self._names.append((path, name))
        self._sizes.append(len(groups))
        self._same[name].append(path)

    def find(self, words: str, fits: Fits = _any, most: int = 10) -> list[Found]:
        """The fitting things whose names are most like some words, the best first."""
        plain = _plain(words)
        if not plain:
            return []
        same = [*self._same.get(plain, ()), *([words] if words in self.things else [])]
        best = {path: 100.0 for path in same if fits(self.things[path])}
        groups = _letters(plain)
        shared = Counter(index for group in groups for index in self._by_letters.get(group, ()))
        nearest = ((*self._names[index], index, count) for index, count in shared.most_common())
        fitting = (one for one in nearest if fits(self.things[one[0]]))
        for path, _, index, count in islice(fitting, _LOOKED_AT):
            likeness = 99.0 * count / (len(groups) + self._sizes[index] - count)
            if likeness >= LEAST:
                best[path] = max(best.get(path, 0.0), round(likeness, 1))
        return self._first(best, most)

    def beginning(self, words: str, most: int = 10) -> list[Found]:
        """The things with a name of which a word begins as some words do, the shortest names first."""
        plain = _plain(words)
        if not plain:
            return []
        best: dict[str, float] = {}
        for path, name in self._names:
            if f" {plain}" in f" {name}":
                best[path] = max(best.get(path, 0.0), round(100.0 * len(plain) / len(name), 1))
        return self._first(best, most)

    def _first(self, best: Mapping[str, float], most: int) -> list[Found]:
        """The things with the highest scores."""
        paths = nsmallest(most, best, key=lambda path: (-best[path], path))
        return [Found(self.things[path], best[path]) for path in paths]


def read(kinds: Iterable[Row], names: Iterable[Row], classes: Mapping[str, Sequence[str]], below: str) -> Names:
    """The names in the rows of `reconcile/kinds` and `reconcile/names`, of things whose IRIs begin with `below`.

    `classes` has for each class those that it is a kind of.
    """
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    main: dict[str, tuple[bool, str]] = {}
    for row in names:
        path, cell = text(row, "thing").removeprefix(below), row["name"]
        found[path].append((path, cell.value))
        rank = (cell.language != "en" or not text(row, "property").endswith(_MAIN), cell.value)
        main[path] = min(main.get(path, rank), rank)
    own: defaultdict[str, set[str]] = defaultdict(set)
    states: dict[str, str] = {}
    for row in kinds:
        path, kind = text(row, "thing").removeprefix(below), text(row, "class")
        if kind.startswith(ONTOLOGY):
            own[path].add(kind.removeprefix(ONTOLOGY))
            states[path] = text(row, "state").removeprefix(below)
    things = [
        Thing(path, main[path][1], tuple(_widening(own[path], classes)), states[path]) for path in own if path in main
    ]
    return Names(things, (one for path in found for one in found[path]))


@dataclass(frozen=True, slots=True)
class Index:
    """The names of one state of the graph, and what each class of it is called."""

    names: Names
    kinds: Mapping[str, str]

    def called(self, kind: str) -> str:
        """The name of a class."""
        return self.kinds.get(kind) or english(kind)

    def told(self, thing: Thing) -> str:
        """What a thing is, in a few words."""
        state = self.names.things.get(thing.state)
        kind = self.called(thing.kinds[0])
        return f"{kind}, {state.name}" if state else kind


def newest(site: Site) -> Callable[[], Index]:
    """Gives the index of the newest state of a store, which is read anew when that is another."""
    of_state = lru_cache(maxsize=1)(lambda _: _index(site))
    return lambda: of_state(site.store.version)


def _index(site: Site) -> Index:
    wider: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for row in site.rows("vocabulary/classes").rows:
        kind, above = (text(row, column).removeprefix(ONTOLOGY) for column in ("class", "kind"))
        wider.setdefault(kind, []).append(above)
        labels[above] = text(row, "kindLabel") or english(above)
    kinds, rows = site.rows("reconcile/kinds").rows, site.rows("reconcile/names").rows
    found = read(kinds, rows, wider, f"{site.settings.base}id/")
    used = {kind for thing in found.things.values() for kind in thing.kinds}
    return Index(found, {kind: labels.get(kind, english(kind)) for kind in sorted(used)})


def _widening(own: set[str], classes: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Classes with all that they are kinds of, those first that are kinds of most."""
    every = own | {wider for kind in own for wider in classes.get(kind, ())}
    yield from sorted(every, key=lambda kind: (-len(classes.get(kind, ())), kind))


def _plain(name: str) -> str:
    return _GAP.sub(" ", folded(name)).strip()


def _letters(plain: str) -> set[str]:
    """The groups of three letters in each word, which has two spaces before it and one behind."""
    return {
        padded[at : at + 3] for word in plain.split() for padded in (f"  {word} ",) for at in range(len(padded) - 2)
    }
