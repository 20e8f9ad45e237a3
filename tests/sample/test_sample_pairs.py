"""What the sample articles tell together: the pairs of the README are one event each, and nothing else merges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from pyoxigraph import NamedNode, Quad, Store
from sample_records import SAMPLE
from sample_records import articles as records

from legation import articles, gazetteer
from legation.articles.clean import clean
from legation.extraction import pipeline
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_quads
from legation.graph.vocabulary import LEG
from legation.graph.world import world_quads
from legation.model import Article
from legation.queries import Query

pytestmark = pytest.mark.slow

FORMATS = {".txt", ".html", ".jsonl", ".rss", ".atom", ".warc", ".gz"}
ACACIA = "2026-09-16-bria-peacekeepers-ambushed.html"
COPY = "2026-09-17-bria-peacekeepers-syndicated.txt"
LEDGER = "ledger-20260916-088"
TOGETHER = (
    {"2026-03-10-lula-pretoria-visit.txt", "2026-03-10-pretoria-brazil-summit.html"},
    {"2026-05-18-brussels-shadow-fleet-sanctions.html", "amber-20260518-019"},
    {"2025-10-21-colombo-fishermen-arrested.txt", "harbour-20251021-233"},
    {ACACIA, COPY, LEDGER},
    {"2026-04-14-maseru-water-talks.txt", "acacia-20260414-052"},
    {"2025-08-14-la-paz-santiago-talks-planned.txt", "arica-ministers-agree-border-hours"},
    {"2026-10-02-busan-summit-rescue-accord.txt", "2026-10-03-tokyo-seoul-coast-guards.txt"},
)
"""The articles that the README calls reports of one event."""


@dataclass(frozen=True)
class Merged:
    """An event of the world with the articles that report it, by their names in the README."""

    type: str
    articles: frozenset[str]
    independent: int
    score: float
    label: str


@dataclass(frozen=True)
class World:
    """The graph of all sample articles."""

    store: Store
    keys: Mapping[str, str]

    def events(self) -> Iterator[Merged]:
        reporting = defaultdict(set)
        for quad in self._quads(LEG.reports):
            article = str(quad.subject.value).partition("/report/")[0]
            reporting[quad.object.value].add(self.keys[article])
        for event, told in reporting.items():
            yield Merged(
                type=self._one(event, LEG.eventType).rpartition("#")[2],
                articles=frozenset(told),
                independent=int(self._one(event, LEG.reportCount)),
                score=float(self._one(event, LEG.mergeScore)),
                label=self._one(event, NamedNode("http://www.w3.org/2000/01/rdf-schema#label")),
            )

    def answer(self, name: str) -> list[dict[str, str]]:
        rows = self.store.query(Query.load(name).body, use_default_graph_as_union=True)
        names = [variable.value for variable in rows.variables]
        return [{name: term.value for name, term in zip(names, row, strict=True) if term} for row in rows]

    def _quads(self, predicate: NamedNode) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, predicate, None)

    def _one(self, subject: str, predicate: NamedNode) -> str:
        (quad,) = self.store.quads_for_pattern(NamedNode(subject), predicate, None)
        return str(quad.object.value)


@pytest.fixture(scope="module")
def world() -> World:
    known, identifiers = gazetteer.load(), Identifiers()
    files = [path for path in sorted(SAMPLE.iterdir()) if path.suffix in FORMATS]
    read = [article for path in files for article in articles.read(path) if isinstance(article, Article)]
    findings = list(pipeline.extract([clean(article, known) for article in read], known))
    by_title = {record.title: record.key for record in records()}
    keys = {identifiers.article(told.document.id): by_title[told.document.article.title] for told in findings}
    assert len(keys) == len(by_title) == len(read)
    evidence = [quad for told in findings for quad in findings_quads(told, identifiers)]
    store = Store()
    store.extend([*evidence, *world_quads(evidence, known, identifiers)])
    return World(store, keys)


@pytest.mark.parametrize(
    ("types", "together"),
    [
        ({"SUPPORT", "AGREE", "CONSULT"}, TOGETHER[0]),
        ({"SANCTION", "COERCE"}, TOGETHER[1]),
        ({"COERCE"}, TOGETHER[2]),
        ({"ASSAULT"}, TOGETHER[3]),
        ({"SUPPORT", "AGREE"}, TOGETHER[6]),
    ],
    ids=["Pretoria", "Brussels", "Colombo", "Bria", "Busan"],
)
def test_what_two_outlets_report_is_one_event(world: World, types: set[str], together: set[str]) -> None:
    found = [event for event in world.events() if event.type in types and event.articles == together]
    assert found
    assert all(0.5 <= event.score <= 1 and event.independent == 2 for event in found)


def test_no_other_articles_share_an_event(world: World) -> None:
    shared = [event for event in world.events() if len(event.articles) > 1]
    assert [event for event in shared if not any(event.articles <= together for together in TOGETHER)] == []


def test_a_syndicated_copy_counts_once(world: World) -> None:
    copied = [event for event in world.events() if {ACACIA, COPY} <= event.articles]
    assert len(copied) > 3
    assert {event.independent - (LEDGER in event.articles) for event in copied} == {1}
    found = world.answer("analysis/copies")
    assert len(found) == len(copied)
    assert all(row["copies"] == "1" for row in found)


def test_the_best_corroborated_events_are_those_of_the_pairs(world: World) -> None:
    rows = [row for row in world.answer("analysis/corroboration") if int(row["reports"]) > 1]
    assert len(rows) >= 4
    assert {row["reports"] for row in rows} == {"2"}
