"""From the things of a store to candidates with scores."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from linking_by_hand import Served

from legation.linking.candidates import Candidate, candidates
from legation.linking.endpoint import Endpoint
from legation.linking.review import Decision, Row, proposed
from legation.linking.scoring import score
from legation.linking.subjects import Kind, Post, Subject, subjects
from small_graph import ID, small_store

BASE = "https://legation.example/"
WD = "http://www.wikidata.org/entity/"


def rows_of(endpoint: Endpoint, name: str, kind: Kind = Kind.PERSONS) -> tuple[Row, ...]:
    every = subjects(small_store(), kind, BASE)
    (subject,) = [s for s in every if s.entity == ID + name]
    return proposed(subject, candidates([subject], endpoint.ask, 50)[subject.entity])


def test_persons_of_the_store_come_with_full_names_office_and_days() -> None:
    (found,) = [s for s in subjects(small_store(), Kind.PERSONS, BASE) if s.label == "Han Seo-yun"]
    assert found == Subject(
        entity=f"{ID}person/han-seo-yun",
        kind=Kind.PERSONS,
        label="Han Seo-yun",
        keys=("Han Seo-yun",),
        states=frozenset({"KOR"}),
        posts=(Post("President of South Korea", "2025-08-24", "2025-11-20"),),
        first="2025-08-24",
        last="2025-11-20",
    )


def test_office_and_time_tell_namesakes_apart(endpoint: Endpoint) -> None:
    president, footballer = rows_of(endpoint, "person/han-seo-yun")
    assert (president.candidate, president.score) == (f"{WD}Q9201", 1.0)
    assert president.grounds == "same name, same state, same office, in office at the time"
    assert footballer.candidate == f"{WD}Q9202"
    assert footballer.score < 0.8


def test_who_left_the_office_before_fits_less(endpoint: Endpoint) -> None:
    (row,) = rows_of(endpoint, "person/sato-akiko")
    assert row.grounds == "other name, same state, same office, not in office at the time"
    assert row.score == pytest.approx(0.81)


def test_who_died_before_fits_half_as_well(endpoint: Endpoint) -> None:
    (row,) = rows_of(endpoint, "person/oh-min-jae")
    assert "not alive or not there at the time" in row.grounds
    assert row.score < 0.5


def test_nothing_but_persons_is_a_person(endpoint: Endpoint) -> None:
    assert rows_of(endpoint, "person/orlov-viktor") == (Row(entity=f"{ID}person/orlov-viktor", name="Viktor Orlov"),)


def test_a_ministry_is_an_organisation(endpoint: Endpoint) -> None:
    (row,) = rows_of(endpoint, "organization/KOR-presidential-office", Kind.ORGANIZATIONS)
    assert (row.candidate, row.score, row.grounds) == (f"{WD}Q9301", 1.0, "same name, same state")


def test_states_match_by_their_code_and_not_those_that_are_gone(endpoint: Endpoint) -> None:
    assert [row.candidate for row in rows_of(endpoint, "state/KOR", Kind.STATES)] == [f"{WD}Q9001"]
    now, gone = rows_of(endpoint, "state/RUS", Kind.STATES)
    assert (now.candidate, now.score) == (f"{WD}Q9003", 1.0)
    assert (gone.candidate, gone.score) == (f"{WD}Q9004", 0.5)
    assert rows_of(endpoint, "state/FRA", Kind.STATES)[0].candidate == ""


def test_a_request_asks_for_so_many_names_of_one_kind(endpoint: Endpoint, served: Served) -> None:
    store = small_store()
    every = [s for kind in Kind for s in subjects(store, kind, BASE)]
    found = candidates(every, endpoint.ask, 3)
    names = [len(re.findall(r'"@en', q.partition("VALUES ?name {")[2].partition("}")[0])) for q in served.queries]
    assert max(names) == 3
    persons = [s for s in every if s.kind is Kind.PERSONS]
    assert len(persons) > 3
    assert len(served.queries) < len(every)
    whole = candidates(every, replace(endpoint, fresh=True).ask, 50)
    assert found == whole


def test_a_name_with_quotation_marks_stays_one(endpoint: Endpoint) -> None:
    odd = Subject(entity="e:x", kind=Kind.PERSONS, label='A "B" C', keys=('A "B" C', "} DROP ALL #"))
    assert candidates([odd], endpoint.ask, 2) == {"e:x": ()}


def test_a_best_candidate_is_accepted_only_where_no_other_comes_near(endpoint: Endpoint) -> None:
    every = subjects(small_store(), Kind.PERSONS, BASE)
    found = candidates(every, endpoint.ask, 50)
    made = {s.label: [r.decision for r in proposed(s, found[s.entity], accept=0.4)] for s in every}
    assert made["Han Seo-yun"] == [Decision.ACCEPT, Decision.OPEN]
    assert made["Kim Do-yun"] == [Decision.OPEN, Decision.OPEN]
    assert made["Viktor Orlov"] == [Decision.OPEN]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("Foreign Minister of Japan", "Minister for Foreign Affairs of Japan", True),
        ("Prime Minister of Japan", "Prime Minister of Thailand", False),
        ("President of South Korea", "president of South Korea", True),
        ("Ambassador", "Ambassador of Russia", False),
    ],
)
def test_offices_are_alike_by_their_words(ours: str, theirs: str, same: bool) -> None:
    subject = Subject(entity="e:x", kind=Kind.PERSONS, label="A B", keys=("A B",), posts=(Post(ours),))
    candidate = Candidate(iri="e:y", label="A B", posts=frozenset({Post(theirs)}))
    assert ("same office" in score(subject, candidate).grounds) is same
