"""How long articles take at the gate, as a ratio to pySHACL on the same articles, and whether both say the same.

    python benchmarks/shacl.py [--articles 12] [--rounds 3]

The articles are some of `data/sample`, as the coder reads them, and as many of `make_graph.py`; each as it is, and once
more with one triple in twenty left out and one in twenty given the value of another, drawn by a seed. The contestants
begin with N-Triples and end with a list of violations, each in a process of its own, with the shapes read before:

- gate: `check_triples`, with `PreparedValidator` of pyshifty;
- pySHACL: `explain`, by `pyshacl.validate` without inference.

Times are of the core. Reports that differ in any violation are counted: of two values that cannot be compared with one
another pySHACL says nothing, and SHACL wants it said. The exit code is 1 where an article conforms for one of the two
only.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from apart import MEGABYTE, apart, peak, spending
from make_graph import graphs

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.ingest.article import Built, Recipe, build
from legation.model import Article, Report, Violation
from legation.validation.shapes import as_triples, check_triples, explain

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
SPOILT = 20
"""One triple in so many is left out, and one gets another value."""

Found = tuple[frozenset[tuple[str, ...]], ...]


def samples(number: int) -> list[bytes]:
    """The triples of the first so many sample articles."""
    known = gazetteer.load()
    found = islice((a for a in articles.read(SAMPLE) if isinstance(a, Article)), number)
    built = build([clean(article, known) for article in found], recipe=Recipe(base="https://legation.example/"))
    return [as_triples(one.nquads) for one in built if isinstance(one, Built)]


def made_up(number: int) -> list[bytes]:
    """The triples of so many made-up articles."""
    return [as_triples(data) for data, _ in graphs(number, 1, gazetteer.load(), 0)]


def spoilt(triples: bytes, chance: random.Random) -> bytes:
    """Triples of which some lack and some have the value of another."""
    return b"".join(_spoilt(triples.splitlines(keepends=True), chance))


def _spoilt(lines: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    for line in lines:
        what = chance.randrange(SPOILT)
        if what == 0:
            continue
        if what == 1:
            subject, predicate, _ = line.split(b" ", 2)
            yield b" ".join((subject, predicate, chance.choice(lines).split(b" ", 2)[2]))
        else:
            yield line


def told(report: Report) -> frozenset[tuple[str, ...]]:
    """What a report says, but for the words: those are the engine's own."""
    return frozenset(_told(violation) for violation in report.violations)


def _told(violation: Violation) -> tuple[str, ...]:
    return violation.focus, violation.path, violation.value, violation.shape, violation.component, violation.severity


def gate(triples: bytes) -> Report:
    """What the gate says."""
    return check_triples(triples)


def reference(triples: bytes) -> Report:
    """What pySHACL says."""
    return explain(triples).report


def run(validate: Callable[[bytes], Report], given: Sequence[bytes]) -> tuple[list[float], Found, int]:
    """Seconds of the core for each of some graphs, what was found in it, and the highest memory in bytes."""
    validate(given[0])
    times, found = [], []
    for triples in given:
        with spending() as spent:
            report = validate(triples)
        times.append(spent.core)
        found.append(told(report))
    return times, tuple(found), peak()


def main(arguments: Iterable[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(list(arguments))
    chance = random.Random(5)  # noqa: S311  samples, not secrets
    kinds: dict[str, list[bytes]] = {}
    for name, clean_ones in (("samples", samples(options.articles)), ("made up", made_up(options.articles))):
        kinds[name] = clean_ones
        kinds[f"{name}, spoilt"] = [spoilt(triples, chance) for triples in clean_ones]
    given = [triples for some in kinds.values() for triples in some]
    times: dict[str, list[list[float]]] = {"gate": [], "pySHACL": []}
    found: dict[str, Found] = {}
    memory: dict[str, int] = {}
    for number in range(options.rounds):
        order = [("gate", partial(apart, run, gate)), ("pySHACL", partial(apart, run, reference))]
        for name, measured in order if number % 2 else reversed(order):
            taken, found[name], memory[name] = measured(given)
            times[name].append(taken)
    medians = {name: [statistics.median(one) for one in zip(*all_, strict=True)] for name, all_ in times.items()}
    print("| articles | triples | violations | gate, ms | pySHACL, ms | ratio | reports that differ |")
    print("|---|---|---|---|---|---|---|")
    failed, begin = False, 0
    for name, some in kinds.items():
        part = slice(begin, begin := begin + len(some))
        mine, its = (1000 * statistics.mean(medians[who][part]) for who in ("gate", "pySHACL"))
        pairs = list(zip(found["gate"][part], found["pySHACL"][part], strict=True))
        unlike = sum(one != other for one, other in pairs)
        failed |= any(bool(one) != bool(other) for one, other in pairs)
        count = sum(map(len, found["pySHACL"][part]))
        triples = sum(data.count(b"\n") for data in some) / len(some)
        print(
            f"| {name}, {len(some)} | {triples:.0f} | {count} | {mine:.1f} | {its:.0f} | {its / mine:.0f}x | {unlike} |"
        )
    print(f"\nMs of the core an article, medians of {options.rounds} rounds. Highest memory: gate "
          f"{memory['gate'] / MEGABYTE:.0f} MB, pySHACL {memory['pySHACL'] / MEGABYTE:.0f} MB, of which the program "
          "itself is most.")  # fmt: skip
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
