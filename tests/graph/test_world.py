"""The world as a function of the evidence, and the things in it."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from findings_by_hand import (
    BUSAN,
    ISHIBA,
    ISR,
    JPN,
    KOR,
    LEE,
    PRESIDENT,
    RUS,
    TOKYO,
    UKR,
    USA,
    Story,
    article_id,
    bare,
    person,
    plan,
    summit,
    told,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from legation.graph.evidence import read_evidence
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_nquads, findings_quads, gazetteer_quads
from legation.graph.quads import to_nquads
from legation.graph.vocabulary import GEO, LEG, RDF, RDFS, SKOS
from legation.graph.world import world_nquads, world_quads
from legation.model import Entity, EntityId, EntityKind, EventType, Name, Status

PLANNED, DENIED, PROPOSED = Status.PLANNED, Status.DENIED, Status.PROPOSED
CONSULT, AGREE, ACCUSE, ASSAULT = EventType.CONSULT, EventType.AGREE, EventType.ACCUSE, EventType.ASSAULT


# --- things


def facts(quads, about):
    return {(q.predicate, q.object) for q in quads if q.subject.value == f"https://legation.example/id/{about}"}


def test_offices_and_places_have_their_names_in_other_languages(world):
    minister, kansai = EntityId("office/KOR-foreign-minister"), EntityId("place/kansai-JPN")
    label = "Minister of Foreign Affairs of South Korea"
    office = Entity(id=minister, kind=EntityKind.OFFICE, names=(Name(label),), state=KOR)
    quads = world(told("a", "Japan received him.", CONSULT, "received", [JPN], entities=(office,), place=kansai))
    assert {
        (RDFS.label, Literal(label, language="en")),
        (RDFS.label, Literal("대한민국 외무장관", language="ko")),
    } <= facts(quads, minister)
    assert (RDFS.label, Literal("간사이", language="ko")) in facts(quads, kansai)


def test_two_holders_of_one_office_are_both_kept(world):
    yoon = person(EntityId("person/yoon-suk-yeol"), "Yoon Suk Yeol", state=KOR)
    office = Entity(id=PRESIDENT, kind=EntityKind.OFFICE, names=(Name("President of South Korea"),), state=KOR)
    lee = person(LEE, "Lee Jae Myung", state=KOR)
    quads = world(
        Story("a", ["President Lee."], entities=(lee, office), published="2025-08-24").holds(LEE, PRESIDENT),
        Story("b", ["President Lee."], entities=(lee, office), published="2025-08-20T23:30:00+09:00").holds(
            LEE, PRESIDENT
        ),
        Story("c", ["President Yoon."], entities=(yoon, office), published="2025-08-22").holds(yoon.id, PRESIDENT),
        Story("d", ["Former president Yoon."], entities=(yoon, office)).holds(yoon.id, PRESIDENT, former=True),
    )
    tenures = Counter(q.subject for q in quads if q.predicate == LEG.holder)
    seen = {
        tuple(sorted(q.object.value.rpartition("/")[2] for q in quads if q.subject == tenure)) for tenure in tenures
    }
    assert seen == {
        ("2025-08-20", "2025-08-24", "KOR-president", "lee-jae-myung", "ns#Tenure"),
        ("2025-08-22", "2025-08-22", "KOR-president", "ns#Tenure", "yoon-suk-yeol"),
    }
    assert facts(quads, "office/KOR-president") == {
        (RDF.type, LEG.Office),
        (RDFS.label, Literal("President of South Korea", language="en")),
        (LEG.ofState, NamedNode("https://legation.example/id/state/KOR")),
    }


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (["Lee", "Lee", "Lee Jae Myung"], "Lee Jae Myung"),
        (["Lee Jae Myung"] * 3 + ["Lee Jae Myung Speaks"], "Lee Jae Myung"),
        (["Lee Jae-myung"] * 3 + ["Lee Jae Myung"] * 2, "Lee Jae-myung"),
        (["Lee"], "Lee"),
        (["B", "A"], "A"),
    ],
)
def test_a_person_is_called_by_the_fullest_usual_name(world, names, label):
    stories = [Story(str(n), ["Nothing."], entities=(person(LEE, name, state=KOR),)) for n, name in enumerate(names)]
    found = facts(world(*stories), LEE)
    assert (RDFS.label, Literal(label, language="en")) in found
    assert {v.value for p, v in found if p == SKOS.altLabel} == set(names) - {label}
    assert len([p for p, _ in found if p == RDFS.label]) == 1


def test_most_articles_decide_what_a_thing_is(world):
    thing = EntityId("organization/front")
    shapes = [
        Entity(id=thing, kind=kind, names=(Name("The Front"),), state=state, sector=sector)
        for kind, state, sector in [
            (EntityKind.ARMED_GROUP, ISR, "UAF"),
            (EntityKind.ARMED_GROUP, USA, "UAF"),
            (EntityKind.PARTY, USA, "PTY"),
        ]
    ]
    quads = world(*(Story(str(n), ["Nothing."], entities=(shape,)) for n, shape in enumerate(shapes)))
    found = facts(quads, thing)
    assert (RDF.type, LEG.ArmedGroup) in found
    assert (LEG.state, NamedNode("https://legation.example/id/state/USA")) in found
    assert (LEG.sector, Literal("UAF")) in found
    assert len(found) == 4


def test_what_the_gazetteer_holds_is_not_said_again(world, gazetteer, identifiers):
    story = told("a", "South Korea and Japan held talks.", CONSULT, "talks", [KOR, JPN], place=TOKYO)
    story.entities = (Entity(id=KOR, kind=EntityKind.STATE, names=(Name("South Korea"),)),)
    shipped = {(q.subject, q.predicate, q.object) for q in gazetteer_quads(gazetteer, identifiers)}
    quads = world(story)
    assert not shipped & {(q.subject, q.predicate, q.object) for q in quads}
    assert not facts(quads, KOR)
    assert not facts(quads, TOKYO)


def test_a_city_that_articles_only_name_is_described_by_the_gazetteer(world):
    found = facts(world(told("a", "They held talks in Busan.", CONSULT, "talks", [KOR, JPN], place=BUSAN)), BUSAN)
    assert (RDFS.label, Literal("Busan", language="en")) in found
    assert (LEG.inState, NamedNode("https://legation.example/id/state/KOR")) in found
    assert {p for p, _ in found} >= {GEO.lat, GEO.long}


def test_agreements_and_policies_gather_their_parties(world):
    quads = world(summit())
    accord = facts(quads, "agreement/busan-hydrogen-accord")
    assert {v.value[-3:] for p, v in accord if p == LEG.party} == {"KOR", "JPN"}
    policy = facts(quads, "policy/practical-diplomacy")
    assert (LEG.aim, Literal("balance")) in policy
    assert (LEG.pursuedBy, NamedNode("https://legation.example/id/state/KOR")) in policy


# --- the world as a function of the evidence


def test_the_world_is_as_in_the_golden_file(world, golden):
    golden("graph/world.nq", to_nquads(world(summit(), plan(), bare())))


def test_the_world_holds_each_triple_once_and_no_blank_node(world, identifiers):
    quads = world(summit(), plan(), bare())
    assert len(set(quads)) == len(quads)
    assert {q.graph_name.value for q in quads} == {identifiers.world}
    assert not any("_:" in str(node) for q in quads for node in (q.subject, q.object))


WHO = st.sampled_from([KOR, JPN, LEE, ISHIBA, RUS, UKR])
DAYS = st.sampled_from(["", "2025-08-20", "2025-08-21", "2025-08-23", "2025-08-24"])
REPORTS = st.tuples(
    st.sampled_from([CONSULT, AGREE, ACCUSE, ASSAULT]),
    st.sampled_from(["met", "held talks", "struck", "a summit"]),
    st.lists(WHO, max_size=2, unique=True),
    st.lists(WHO, max_size=2, unique=True),
    st.sampled_from(list(Status)),
    DAYS,
    st.sampled_from([None, TOKYO, BUSAN, JPN]),
    st.sampled_from(["", "visit", "phone"]),
    st.integers(0, 2),
    st.booleans(),
)


@st.composite
def stories(draw, count=6):
    made = []
    for number in range(draw(st.integers(1, count))):
        story = Story(
            f"story {number}",
            ["South Korea and Japan met; a summit.", "Lee and Ishiba held talks.", "Russia struck Ukraine; they met."],
            published=draw(st.sampled_from(["2025-08-22", "2025-08-24T01:00:00+09:00", "2025-08-24", "2025-09-30"])),
        )
        for kind, trigger, by, to, status, day, place, mode, passage, reciprocal in draw(st.lists(REPORTS, max_size=5)):
            story.tells(
                kind, trigger, by, to, status=status, day=day, place=place, passage=passage, reciprocal=reciprocal,
                mode=mode if kind is CONSULT else "",
            )  # fmt: skip
        made.append(story.findings())
    return made


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(findings=stories(), seed=st.integers())
def test_the_order_of_articles_and_quads_does_not_matter(gazetteer, findings, seed):
    identifiers = Identifiers()
    quads = [quad for each in findings for quad in findings_quads(each, identifiers)]
    shuffled = quads[:]
    random.Random(seed).shuffle(shuffled)
    world = world_quads(quads, gazetteer, identifiers)
    assert to_nquads(world_quads(shuffled, gazetteer, identifiers)) == to_nquads(world)
    reported = Counter(q.subject for q in world if q.predicate == LEG.reports)
    assert set(reported.values()) <= {1}
    assert len(reported) == sum(len(each.events) for each in findings)
    assert len({q.object for q in world if q.predicate == LEG.reports}) == len(
        [q for q in world if q.object == LEG.Event]
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(findings=stories())
def test_a_removed_article_leaves_no_trace(gazetteer, findings):
    identifiers = Identifiers()
    kept = [quad for each in findings[1:] for quad in findings_quads(each, identifiers)]
    store = Store()
    store.extend(quad for each in findings for quad in findings_quads(each, identifiers))
    store.remove_graph(NamedNode(identifiers.graph(findings[0].document.id)))
    assert to_nquads(world_quads(store, gazetteer, identifiers)) == to_nquads(world_quads(kept, gazetteer, identifiers))


def test_an_article_read_again_takes_the_place_of_itself(gazetteer, identifiers):
    first = told("a", "South Korea and Japan held talks.", CONSULT, "talks", [KOR, JPN], day="2025-08-23").findings()
    again = told("a", "South Korea and Japan held talks.", AGREE, "talks", [KOR, JPN], day="2025-08-23").findings()
    other = plan()
    graphs = {f.document.id: findings_quads(f, identifiers) for f in (first, other)}
    graphs[again.document.id] = findings_quads(again, identifiers)
    replaced = world_quads((q for quads in graphs.values() for q in quads), gazetteer, identifiers)
    fresh = world_quads(
        [*findings_quads(other, identifiers), *findings_quads(again, identifiers)], gazetteer, identifiers
    )
    assert to_nquads(replaced) == to_nquads(fresh)


def test_evidence_reads_the_same_from_a_store(gazetteer, identifiers):
    store = Store()
    quads = [q for each in (summit(), plan(), bare()) for q in findings_quads(each, identifiers)]
    store.extend(quads)
    assert list(read_evidence(store, gazetteer, identifiers)) == list(read_evidence(quads, gazetteer, identifiers))


def test_articles_can_be_read_one_by_one(gazetteer, identifiers):
    findings = [summit(), plan(), bare()]
    values = [
        value for each in findings for value in read_evidence(findings_quads(each, identifiers), gazetteer, identifiers)
    ]
    together = [q for each in findings for q in findings_quads(each, identifiers)]
    assert world_nquads(values, gazetteer, identifiers) == to_nquads(world_quads(together, gazetteer, identifiers))


def test_other_graphs_are_passed_over(gazetteer, identifiers):
    quads = findings_quads(summit(), identifiers)
    others = [*gazetteer_quads(gazetteer, identifiers), *world_quads(quads, gazetteer, identifiers)]
    assert len(list(read_evidence([*others, *quads], gazetteer, identifiers))) == 1
    assert list(read_evidence(others, gazetteer, identifiers)) == []


def test_reports_that_lack_what_they_need_are_passed_over(gazetteer, identifiers):
    quads = [
        q for q in findings_quads(plan(), identifiers) if q.predicate not in (LEG.reportedStatus, LEG.reportedHolder)
    ]
    (evidence,) = read_evidence(quads, gazetteer, identifiers)
    assert evidence.accounts == ()
    assert evidence.article == article_id("plan")
    assert findings_nquads(plan(), identifiers)
