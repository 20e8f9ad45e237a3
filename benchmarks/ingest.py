"""How many articles a second the whole ingest reads on one core, as a ratio to the parser alone in the same run.

    python benchmarks/ingest.py [--articles 96] [--rounds 3]

Three contestants take turns, in alternating order; medians count:

- ingest: JSON lines are read, cleaned, parsed, extracted, mapped, checked against the shapes and stored, the world
  is merged and published, by one process (`legation ingest --jobs 1`);
- parser: bare `nlp.pipe` over the same texts with the components that ingest uses, in batches of 32;
- model: `nlp.pipe` over the same texts with all components of the model, its entity recogniser included.

A last pass does one stage after the other and tells the share of each. Everything runs on one core. Times are seconds
of that core (all threads of the process, the writer's in the background too), so that other work on the machine does
not count; what the clock on the wall says goes to the standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import spacy

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.extraction import parse, pipeline
from legation.graph.evidence import ArticleEvidence
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_nquads
from legation.ingest.article import Recipe, build, evidence_of, made_by, prepare
from legation.ingest.load import PAGE, Plan, ingest, rebuild, write_shipped
from legation.ingest.rejected import Rejected
from legation.model import Article, Document
from legation.settings import Settings
from legation.store import open_store
from legation.validation.shapes import check

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
SHORTEST = 150  # words; shorter samples are notes, not articles


def corpus(count: int, folder: Path) -> tuple[Path, list[str]]:
    """JSON lines of so many articles, made of the samples under ever new addresses; and their texts.

    The n-th copy of a sample has its own date, so that its events are its own.
    """
    samples = [a for a in articles.read(SAMPLE) if isinstance(a, Article) and len(a.text.split()) >= SHORTEST]
    path = folder / "articles.jsonl"
    texts = []
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            sample = samples[number % len(samples)]
            day = f"{2000 + number // len(samples) % 60}-03-14"
            record = {"id": str(number), "url": f"https://bench.example/{number}", "text": sample.text,
                      "title": sample.title, "published": day, "publisher": sample.publisher}  # fmt: skip
            file.write(json.dumps(record) + "\n")
            texts.append(sample.text)
    return path, texts


def whole_ingest(path: Path) -> None:
    """What `legation ingest` does, into a new store on disk."""
    known, identifiers = gazetteer.load(), Identifiers()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/store")
        plan = Plan(
            identifiers=identifiers,
            gazetteer=known,
            clean=partial(clean, gazetteer=known),
            work=partial(build, recipe=Recipe(base=identifiers.base)),
            rejected=Rejected(Path(folder) / "rejected"),
            made_by=made_by(),
        )
        tally = ingest(articles.read(path), store, plan)
        store.close()
    if tally.written != tally.read:
        print(f"of {tally.read} articles {tally.rejected} were rejected, which takes long", file=sys.stderr)


def pipe(nlp: spacy.language.Language, texts: list[str]) -> None:
    """Bare parsing."""
    for _ in nlp.pipe(texts, batch_size=parse.BATCH):
        pass


def seconds(work: Callable[[], None]) -> tuple[float, float]:
    """How long some work takes: on the core, and on the wall."""
    core, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - core, time.perf_counter() - wall


def stages(path: Path) -> dict[str, float]:
    """The seconds that each stage of ingest takes, page by page as ingest does it."""
    spent: dict[str, float] = {}

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        begin = time.process_time()
        yield
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - begin

    known, identifiers = gazetteer.load(), Identifiers()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"{folder}/store")
        with timed("gazetteer and ontology"):
            write_shipped(store, identifiers, known)
        with timed("read"):
            found = [a for a in articles.read(path) if isinstance(a, Article)]
        told: dict[str, ArticleEvidence] = {}
        pending: list[tuple[str, bytes]] = []
        for start in range(0, len(found), PAGE):
            with timed("clean"):
                documents: list[Document] = [clean(a, known) for a in found[start : start + PAGE]]
            with timed("parse"):
                parsed = list(parse.parse(documents))
            with timed("extract"):
                findings = [pipeline.read(document, sentences, known) for document, sentences in parsed]
            with timed("map"):
                graphs = [(identifiers.graph(f.document.id), findings_nquads(f, identifiers)) for f in findings]
            with timed("SHACL"):
                for _, nquads in graphs:
                    check(nquads)
            pending.extend(graphs)
            with timed("store"):
                if len(pending) >= Settings().batch or start + PAGE >= len(found):
                    store.replace_all(pending)
                    pending.clear()
            with timed("evidence"):
                told.update((graph, evidence_of(nquads, identifiers)) for graph, nquads in graphs)
        with timed("world"):
            rebuild(store, identifiers, known, told)
        with timed("publish"):
            store.publish()
        store.close()
    return spent


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=192)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    nlp, name = parse.model()
    whole = spacy.load(name.split()[0])
    with tempfile.TemporaryDirectory() as folder:
        path, texts = corpus(options.articles, Path(folder))
        words = sum(len(text.split()) for text in texts) // len(texts)
        contestants: dict[str, Callable[[], None]] = {
            "ingest": lambda: whole_ingest(path),
            "parser": lambda: pipe(nlp, texts),
            "model": lambda: pipe(whole, texts),
        }
        for work in (prepare, lambda: pipe(nlp, texts[:8]), lambda: pipe(whole, texts[:8])):
            work()
        times: dict[str, list[float]] = {name: [] for name in contestants}
        for number in range(options.rounds):
            order = list(contestants) if number % 2 == 0 else list(reversed(contestants))
            for contestant in order:
                core, wall = seconds(contestants[contestant])
                times[contestant].append(core)
                print(f"round {number + 1}: {contestant} {core:.2f} s, {wall:.2f} s on the wall", file=sys.stderr)
        rates = {n: options.articles / statistics.median(t) for n, t in times.items()}
        spent = stages(path)
    print(f"{options.articles} articles of {words} words, {name}, spaCy {version('spacy')}, one core, "
          f"medians of {options.rounds}\n")  # fmt: skip
    print("| | articles/s | ingest against it |\n|---|---|---|")
    print(f"| ingest | {rates['ingest']:.1f} | |")
    print(f"| parser with the same components | {rates['parser']:.1f} | {rates['ingest'] / rates['parser']:.2f}x |")
    print(f"| model with all components | {rates['model']:.1f} | {rates['ingest'] / rates['model']:.2f}x |\n")
    total = sum(spent.values())
    print("| stage | ms an article | share |\n|---|---|---|")
    for stage, took in spent.items():
        print(f"| {stage} | {took / options.articles * 1000:.2f} | {took / total:.0%} |")
    print(f"| all | {total / options.articles * 1000:.2f} | |")


if __name__ == "__main__":
    main()
