"""The made-up news: the same for the same seed, as long and as uneven as it says, and a graph that conforms."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from legation import gazetteer
from legation.articles.clean import clean
from legation.articles.jsonl import article
from legation.articles.streams import Limits
from legation.graph.evidence import read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_lines, findings_quads
from legation.graph.quads import as_ntriples, to_nquads
from legation.graph.telling import findings_evidence
from legation.ingest.article import findings_of
from legation.model import Document, Findings
from legation.validation.shapes import check, check_triples

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import make_graph
from make_corpus import record
from newsroom import LONGEST, SHORTEST, TYPES, Told, articles, grammar, outlets, states

KNOWN = gazetteer.load()
IDENTIFIERS = Identifiers()
REPORTED = NamedNode("https://w3id.org/legation/ns#reportedType")


@pytest.fixture(scope="module", name="some")
def some_articles() -> list[Told]:
    return list(articles(300))


def lines(told: list[Told]) -> str:
    return "".join(json.dumps(record(each)) + "\n" for each in told)


def document(told: Told) -> Document:
    return clean(article(json.dumps(record(told)), "made up", Limits()), KNOWN)


def test_a_seed_gives_the_same_articles_and_more_begin_with_fewer(some: list[Told]) -> None:
    assert lines(list(articles(300))) == lines(some)
    assert lines(list(articles(40))) == lines(some[:40])
    assert lines(list(articles(40, seed=2))) != lines(some[:40])


def test_articles_have_400_to_600_words_and_addresses_of_their_own(some: list[Told]) -> None:
    assert all(SHORTEST <= len(told.text.split()) <= LONGEST for told in some)
    assert len({told.url for told in some}) == len(some)


def test_nothing_of_the_grammar_is_left_in_the_text(some: list[Told]) -> None:
    assert not [told.text for told in some if set("[]{}|*<>") & set(told.text + told.title)]


def test_states_types_and_outlets_are_uneven_and_copies_common() -> None:
    some = list(articles(3000))
    named = Counter(state.code for told in some for state in told.states.values())
    assert len(named) == len(states())
    assert named.most_common(1)[0][1] > 5 * named.most_common()[len(named) // 2][1]
    types = Counter(told.paragraphs[0][0].form.type for told in some)
    assert set(types) == set(TYPES)
    assert types["CONSULT"] > 5 * types["RETREAT"]
    printed = Counter(told.outlet.name for told in some)
    assert len(printed) == len(outlets())
    bodies = Counter(told.paragraphs[0] for told in some)
    assert 0.2 < sum(times for times in bodies.values() if times > 1) / len(some) < 0.8


def test_every_form_that_tells_an_event_names_who_acts_and_its_words() -> None:
    for rule, forms in grammar().items():
        for form in forms:
            if form.type:
                assert form.type in TYPES, rule
                assert form.text.count("*") == 2, form.text
                who = form.parties.partition(">")[0].split("+")
                assert all(f"{{{state}" in form.text for state in who) or form.text.startswith("The two"), form.text


def test_what_a_sentence_names_stands_where_it_says(some: list[Told]) -> None:
    for told in some[:100]:
        for sentence in (sentence for paragraph in told.paragraphs for sentence in paragraph):
            for named in sentence.named:
                state = told.states[named.state]
                words = sentence.text[named.begin : named.end]
                assert words.lower() in (
                    state.name.lower(), state.adjective.lower(), state.capital.lower(), named.town.lower(),
                    named.person.lower(), named.person.split(" ")[-1].lower(),
                )  # fmt: skip


@pytest.fixture(scope="module", name="found")
def found_in_articles(some: list[Told]) -> list[Findings]:
    towns = make_graph.places(KNOWN)
    return [make_graph.findings(told, KNOWN, towns) for told in some[:60]]


def test_the_findings_have_the_identifiers_of_real_reading(some: list[Told], found: list[Findings]) -> None:
    for told, findings in zip(some, found, strict=False):
        real = document(told)
        assert (real.id, real.text) == (findings.document.id, findings.document.text)


def test_the_graph_of_each_article_conforms_and_tells_what_the_evidence_tells(found: list[Findings]) -> None:
    for findings in found:
        report = check_triples(as_ntriples(findings_lines(findings, IDENTIFIERS)))
        assert report.conforms, report.violations[:3]
        (read,) = read_evidence(findings_quads(findings, IDENTIFIERS), KNOWN, IDENTIFIERS)
        assert read == findings_evidence(findings, KNOWN, IDENTIFIERS)
        assert len(findings.events) >= 4


def test_the_whole_graph_conforms_and_ends_where_it_was_told_to() -> None:
    file = io.BytesIO()
    count, quads = make_graph.write(file, 0, 1, 20_000, True)
    data = list(parse(file.getvalue(), format=RdfFormat.N_QUADS))
    assert len(data) == len(set(data)) == quads
    told = [quad for quad in data if IDENTIFIERS.article_of_graph(quad.graph_name.value)]
    assert 20_000 <= len(told) < 21_500
    assert len({quad.graph_name for quad in told}) == count
    layers = {IDENTIFIERS.world, IDENTIFIERS.gazetteer}
    assert check(to_nquads(quad for quad in data if quad.graph_name.value in layers)).conforms


@pytest.mark.slow
def test_reading_finds_most_of_the_events_that_the_articles_tell(some: list[Told], found: list[Findings]) -> None:
    chosen = range(0, 60, 6)
    read = findings_of([document(some[number]) for number in chosen])
    for number, findings in zip(chosen, read, strict=True):
        assert isinstance(findings, Findings)
        told = Counter(event.type for event in found[number].events)
        assert sum((told & Counter(event.type for event in findings.events)).values()) >= 0.6 * told.total()
