"""How many articles a second the whole ingest reads on one core, as a ratio to the parser alone in the same run.

    python benchmarks/ingest.py [--articles 96] [--rounds 3]

Two corpora: the sample articles as they are, and articles of about 500 words made by joining them. For each of them
three contestants take turns, in alternating order; medians count:

- ingest: JSON lines are read, cleaned, parsed, extracted, mapped, checked against the shapes and stored, the world
  is merged and published, by one process (`legation ingest --jobs 1`), into a new store each time;
- parser: bare `nlp.pipe` over the same texts with all components of the model but its entity recogniser (parser,
  tagger, attribute_ruler, lemmatizer), in batches of 32;
- model: `nlp.pipe` over the same texts with all components of the model.

A last pass does one stage after the other and tells the share of each. Everything runs on one core. Times are seconds
of that core (all threads of the process, the writer's in the background too), so that other work on the machine does
not count, but for the caches that it shares; what the clock on the wall says goes to the standard error.
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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import spacy
from budgets import told_ratio

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.errors import BadInput
from legation.extraction import parse, pipeline
from legation.graph.evidence import ArticleEvidence
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_lines
from legation.graph.quads import as_nquads, as_ntriples
from legation.graph.telling import findings_evidence
from legation.ingest.article import Recipe, build, made_by
from legation.ingest.load import PAGE, Plan, ingest, write_shipped
from legation.ingest.rejected import Rejected
from legation.ingest.world import World
from legation.model import Article, Document, Findings
from legation.settings import Settings
from legation.store import open_store
from legation.validation.shapes import check_triples

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
SHORTEST = 150  # words; shorter samples are notes, not articles
JOINED = 420  # words from which on a joined article takes no more paragraphs


def samples() -> list[Article]:
    """The sample articles that are long enough to be articles."""
    return [a for a in articles.read(SAMPLE) if isinstance(a, Article) and len(a.text.split()) >= SHORTEST]


def joined(given: list[Article]) -> list[Article]:
    """As many articles, each as long as `JOINED` words ask for: the paragraphs of one, then of those after it."""
    longer = []
    for number, first in enumerate(given):
        words, paragraphs = 0, []
        for following in given[number:] + given[:number]:
            for paragraph in following.text.split("\n\n"):
                if words < JOINED:
                    words += len(paragraph.split())
                    paragraphs.append(paragraph)
        longer.append(replace(first, text="\n\n".join(paragraphs)))
    return longer


def corpus(given: list[Article], count: int, path: Path) -> list[str]:
    """Writes JSON lines of so many articles under ever new addresses; their texts.

    The n-th copy of an article has its own date, so that its events are its own.
    """
    texts = []
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            article = given[number % len(given)]
            day = f"{2000 + number // len(given) % 60}-03-14"
            record = {"id": str(number), "url": f"https://bench.example/{number}", "text": article.text,
                      "title": article.title, "published": day, "publisher": article.publisher}  # fmt: skip
            file.write(json.dumps(record) + "\n")
            texts.append(article.text)
    return texts


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
        world = World(store, identifiers, known)
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
                findings, lines = mapped(findings, identifiers)
                names = [identifiers.graph(f.document.id) for f in findings]
                pending.extend((name, as_nquads(each, name)) for name, each in zip(names, lines, strict=True))
                ntriples = [as_ntriples(each) for each in lines]
            with timed("SHACL"):
                for triples in ntriples:
                    check_triples(triples)
            with timed("store"):
                if len(pending) >= Settings().batch or start + PAGE >= len(found):
                    store.replace_all(pending)
                    pending.clear()
            with timed("evidence"):
                evidence = [findings_evidence(f, known, identifiers) for f in findings]
                told.update(zip(names, evidence, strict=True))
        with timed("world"):
            world.put(told.values())
            world.settle()
            world.close()
        with timed("publish"):
            store.publish()
        store.close()
    return spent


def mapped(findings: list[Findings], identifiers: Identifiers) -> tuple[list[Findings], list[list[str]]]:
    """The findings of which ingest makes a graph, and their triples."""
    kept, lines = [], []
    for found in findings:
        with suppress(BadInput):
            lines.append(findings_lines(found, identifiers))
            kept.append(found)
    return kept, lines


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured over one corpus: articles a second by contestant, and seconds by stage of ingest."""

    name: str
    articles: int
    words: int
    rates: dict[str, float]
    spent: dict[str, float]


def measured(name: str, given: list[Article], count: int, rounds: int) -> Result:
    """What so many articles take, in so many rounds."""
    stock = model_of(parse.model_name())
    nlp, whole = spacy.load(stock, exclude=["ner"]), spacy.load(stock)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        texts = corpus(given, count, path)
        contestants: dict[str, Callable[[], None]] = {
            "ingest": lambda: whole_ingest(path),
            "parser": lambda: pipe(nlp, texts),
            "model": lambda: pipe(whole, texts),
        }
        # What is loaded once is loaded before.
        corpus(given, len(given), path.with_suffix(".warm"))
        whole_ingest(path.with_suffix(".warm"))
        pipe(nlp, texts[:8])
        pipe(whole, texts[:8])
        times: dict[str, list[float]] = {name: [] for name in contestants}
        for number in range(rounds):
            order = list(contestants) if number % 2 == 0 else list(reversed(contestants))
            for contestant in order:
                core, wall = seconds(contestants[contestant])
                times[contestant].append(core)
                print(f"{name}, round {number + 1}: {contestant} {core:.2f} s, {wall:.2f} s on the wall",
                      file=sys.stderr)  # fmt: skip
        return Result(
            name=name,
            articles=count,
            words=sum(len(text.split()) for text in texts) // count,
            rates={n: count / statistics.median(t) for n, t in times.items()},
            spent=stages(path),
        )


def model_of(name: str) -> str:
    """The package of a model that is given with its version."""
    return name.partition(" ")[0]


def report(results: list[Result]) -> None:
    """Prints the tables."""
    print("| articles | ingest | parser with the same components | ratio | model with all components | ratio |")
    print("|---|---|---|---|---|---|")
    for result in results:
        ingest, parser, whole = (result.rates[n] for n in ("ingest", "parser", "model"))
        print(f"| {result.name}, {result.words} words | {ingest:.1f}/s | {parser:.1f}/s | {ingest / parser:.2f}x "
              f"| {whole:.1f}/s | {ingest / whole:.2f}x |")  # fmt: skip
    print("\nRates and ratios are by seconds of the core, not of the wall.\n")
    print("| stage, ms of the core an article |" + "".join(f" {r.name} | share |" for r in results))
    print("|---|" + "---|---|" * len(results))
    for stage in results[0].spent:
        cells = (f" {r.spent[stage] / r.articles * 1000:.2f} | {r.spent[stage] / sum(r.spent.values()):.0%} |"
                 for r in results)  # fmt: skip
        print(f"| {stage} |" + "".join(cells))
    print("| all |" + "".join(f" {sum(r.spent.values()) / r.articles * 1000:.2f} | |" for r in results))
    for result in results:
        for peer, name, least in (("parser", "the parser alone", 0.8), ("model", "all components of the model", 1.0)):
            ratio = result.rates["ingest"] / result.rates[peer]
            told_ratio(f"ingest on one core beside {name}, {result.name}", least, ratio)


def main() -> None:
    """Run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=192)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    as_they_are = samples()
    corpora = {"samples": as_they_are, "joined": joined(as_they_are)}
    results = [measured(name, given, options.articles, options.rounds) for name, given in corpora.items()]
    print(f"{options.articles} articles, {parse.model_name()}, spaCy {version('spacy')}, one core, "
          f"medians of {options.rounds} rounds\n")  # fmt: skip
    report(results)


if __name__ == "__main__":
    main()
