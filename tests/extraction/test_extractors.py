"""Extractors: found by name, checked in their order, run one after the other."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, EntryPoints
from typing import ClassVar

import pyoxigraph
import pytest

from document_by_hand import document
from legation.errors import BadInput
from legation.extraction import extractors
from legation.extraction.extractors import BUILT_IN, Extractor, checked, load, run
from legation.extraction.reader import Reader
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_nquads
from legation.ingest.article import Recipe, ingest_article, made_by
from legation.model import (
    Article,
    BlockKind,
    Document,
    EntityId,
    EventReport,
    EventType,
    Extraction,
    Findings,
    Mention,
    Party,
    Passage,
    Span,
    Status,
)
from legation.settings import Settings

TEXT = "Chile visited Bolivia."


def visit(number: int = 0) -> Document:
    article = Article(text=TEXT, published="2025-08-01", title="A visit", url=f"https://news.example/{number}")
    return document(article, f"{number:016x}")


@dataclass(frozen=True, slots=True)
class Names:
    """Finds the two states, in place of the reader."""

    name: ClassVar[str] = "names"
    version: ClassVar[str] = "1"
    model: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset()
    adds: ClassVar[frozenset[str]] = frozenset({"passages", "mentions"})

    def __call__(self, findings: Findings) -> Findings:
        chile, bolivia = Span(0, 5), Span(14, 21)
        return replace(
            findings,
            extraction=Extraction(software="names 1", model="none", settings="00"),
            passages=(Passage(number=0, kind=BlockKind.BODY, span=Span(0, 22)),),
            mentions=(
                Mention(entity=EntityId("state/CHL"), passage=0, span=chile),
                Mention(entity=EntityId("state/BOL"), passage=0, span=bolivia),
            ),
        )


@dataclass(frozen=True, slots=True)
class Visits:
    """Finds that one visited the other."""

    verb: str = "visited"
    version: str = "3"
    name: ClassVar[str] = "visits"
    model: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset({"mentions"})
    adds: ClassVar[frozenset[str]] = frozenset({"events"})

    def __call__(self, findings: Findings) -> Findings:
        begin = findings.document.text.find(self.verb)
        if begin < 0:
            return findings
        guest, host = (Party(span=m.span, entity=m.entity) for m in findings.mentions)
        report = EventReport(
            type=EventType.CONSULT,
            status=Status.OCCURRED,
            passage=0,
            trigger=Span(begin, begin + len(self.verb)),
            sources=(guest,),
            targets=(host,),
            confidence=0.5,
        )
        return replace(findings, events=(*findings.events, report))


def provided(monkeypatch: pytest.MonkeyPatch, **points: str) -> None:
    known = EntryPoints(EntryPoint(name, value, extractors.GROUP) for name, value in points.items())
    monkeypatch.setattr(extractors, "entry_points", lambda group: known)


def make_visits(settings: Settings) -> Visits:
    return Visits(verb=settings.base.rsplit("/", 2)[1])


def test_the_reader_comes_through_the_same_door_as_all_others() -> None:
    assert load(Settings()) == BUILT_IN == (Reader(),)


def test_settings_name_the_extractors_and_give_them_their_options(monkeypatch: pytest.MonkeyPatch) -> None:
    provided(monkeypatch, reader="legation.extraction.reader:reader", visits=f"{__name__}:make_visits")
    settings = Settings(extractors="reader, visits", base="https://kg.example/received/")
    assert load(settings) == (Reader(), Visits("received"))


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("raeder", "provided by no installed package; there are reader, visits"),
        ("", "extractor ''"),
        ("visits", "needs mentions, which no step before it adds; change the order"),
        ("visits, reader", "needs mentions"),
        ("reader, reader", "needs nothing, and only the first"),
        ("reader, visits, visits", "named twice"),
    ],
)
def test_what_cannot_run_is_told_before_the_first_article(
    monkeypatch: pytest.MonkeyPatch, named: str, message: str
) -> None:
    provided(monkeypatch, reader="legation.extraction.reader:reader", visits=f"{__name__}:make_visits")
    with pytest.raises(BadInput, match=message):
        load(Settings(extractors=named))


def test_a_field_that_findings_do_not_have_is_told() -> None:
    class Odd(Names):
        adds = frozenset({"claims"})

    with pytest.raises(BadInput, match="speaks of 'claims'; findings have assessments"):
        checked([Odd()])
    with pytest.raises(BadInput, match="at least one"):
        checked([])


def test_each_step_gets_what_those_before_it_found() -> None:
    first, second = run(checked([Names(), Visits()]), [visit(1), visit(2)])
    assert (first.document.id, second.document.id) == (visit(1).id, visit(2).id)
    assert [e.type for e in first.events] == [EventType.CONSULT]
    (share,) = first.shares
    assert (share.extractor, share.extraction.software, share.found) == ("visits", "visits 3", {first.events[0]})


def test_another_version_of_a_step_makes_articles_read_again() -> None:
    steps: list[tuple[Extractor, ...]] = [(Names(),), (Names(), Visits()), (Names(), Visits(version="4"))]
    assert len({made_by(one) for one in steps}) == 3
    assert made_by(steps[1]) == made_by(steps[1])
    (found,) = run(steps[1], [visit()])
    assert found.extraction == made_by(steps[1])


def test_what_reads_is_told_without_loading_the_model() -> None:
    program = "import sys; from legation.ingest.article import made_by; made_by(); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_extractor_with_a_pipe_gets_all_documents_at_once() -> None:
    batches: list[int] = []

    class Many(Names):
        def pipe(self, findings: Iterator[Findings]) -> Iterator[Findings]:
            begun = list(findings)
            batches.append(len(begun))
            yield from map(self, begun)

    assert len(list(run([Many()], [visit(1), visit(2)]))) == 2
    assert batches == [2]


def test_a_recipe_travels_to_other_processes() -> None:
    recipe = Recipe(extractors=(Reader(), Visits("received")))
    assert pickle.loads(pickle.dumps(recipe)) == recipe


def test_the_graph_tells_which_extractor_found_what_and_conforms() -> None:
    (found,) = run(checked([Names(), Visits()]), [visit()])
    built = ingest_article(found, Recipe())
    assert built.report.conforms, built.report.violations
    store = pyoxigraph.Store()
    store.load(findings_nquads(found, Identifiers()), pyoxigraph.RdfFormat.N_QUADS)
    rows = store.query(
        "PREFIX leg: <https://w3id.org/legation/ns#> SELECT ?software "
        "{ GRAPH ?g { ?report a leg:EventReport ; leg:extraction ?e . ?e leg:software ?software } }"
    )
    assert [row["software"].value for row in rows] == ["visits 3"]  # type: ignore[union-attr]
