"""Events that are told with other parties, or by another type, and are one."""

from __future__ import annotations

import random

import pytest
from findings_by_hand import BUSAN, CHN, JPN, KOR, RUS, TOKYO, UKR, USA, Story, told
from pyoxigraph import Store

from legation.model import Entity, EntityId, EntityKind, EventType, Name, Status
from legation.queries import Query

ASSAULT, AGREE, COERCE, CONSULT = EventType.ASSAULT, EventType.AGREE, EventType.COERCE, EventType.CONSULT
SANCTION, SUPPORT, THREATEN = EventType.SANCTION, EventType.SUPPORT, EventType.THREATEN
UN = EntityId("organization/UNO")
DAY = {"day": "2025-08-23"}


def group(name: str, state: EntityId = UKR, sector: str = "REB") -> Entity:
    """A group of people of a state that does not act for it."""
    code = state.partition("/")[2]
    return Entity(
        id=EntityId(f"group/{code}-{name}"), kind=EntityKind.GROUP, names=(Name(name),), state=state, sector=sector
    )


GROUPS = (
    group("militant"),
    group("rebel"),
    group("criminal", RUS),
    group("civilian", sector="CVL"),
    group("farmer", sector="AGR"),
    group("civilian", RUS, "CVL"),
    group("peacekeeper", JPN, "MIL"),
    Entity(
        id=EntityId("group/UNO-peacekeeper"),
        kind=EntityKind.GROUP,
        names=(Name("peacekeepers"),),
        body=UN,
        sector="MIL",
    ),
)
MILITANTS, REBELS, BANDITS, CIVILIANS, FARMERS, _, JAPANESE_HELMETS, PEACEKEEPERS = (each.id for each in GROUPS)


def merged(events, *stories: Story) -> list[int]:
    """How many reports each event has, most first."""
    return sorted((event.reports for event in events(*stories)), reverse=True)


def attack(name: str, by, to, trigger: str, **more) -> Story:
    return told(name, f"In {name} they {trigger}.", ASSAULT, trigger, by, to, entities=GROUPS, **{**DAY, **more})


# --- a party that one report leaves unnamed


def test_an_attack_by_nobody_known_is_the_one_that_another_report_gives_to_somebody(events):
    (event,) = events(
        attack("a", [MILITANTS], [PEACEKEEPERS], "killed peacekeepers", place=UKR),
        attack("b", [], [UN], "patrol was attacked", place=UKR),
    )
    assert (event.reports, event.articles) == (2, 2)
    assert event.label == "militant towards United Nations: assault, 2025-08-23"
    assert 0.7 <= event.score < 1


@pytest.mark.parametrize(
    ("victim", "trigger", "more"),
    [
        (USA, "patrol was attacked", {"place": UKR}),
        (UN, "patrol was attacked", {"place": RUS}),
        (UN, "patrol was attacked", {"place": UKR, "day": "2025-08-26"}),
        (UN, "patrol was attacked", {"place": UKR, "status": Status.DENIED}),
        (UN, "kidnapped drivers", {}),
    ],
)
def test_one_shared_party_is_not_enough_where_anything_else_differs(events, victim, trigger, more):
    named = attack("a", [MILITANTS], [PEACEKEEPERS], "killed peacekeepers", place=UKR)
    assert merged(events, named, attack("b", [], [victim], trigger, **more)) == [1, 1]


def test_who_fits_two_events_alike_joins_neither(events):
    stories = [
        attack("a", [MILITANTS], [UN], "attacked a column", place=UKR),
        attack("b", [RUS], [UN], "attacked a depot", place=UKR),
        attack("c", [], [UN], "patrol was attacked", place=UKR),
    ]
    assert merged(events, *stories) == [1, 1, 1]
    assert merged(events, stories[0], stories[2]) == [2]


def test_an_attack_by_nobody_known_is_told_by_whom_it_hit(events):
    def hit(name, trigger, **more):
        return attack(name, [], [UN], trigger, **more)

    assert merged(events, hit("a", "patrol was attacked", place=UKR), hit("b", "soldiers were shot", place=UKR)) == [2]
    assert merged(events, hit("a", "patrol was attacked", place=UKR), hit("b", "soldiers were shot")) == [1, 1]
    assert merged(events, hit("a", "depot was shelled", place=UKR), hit("b", "soldiers were shot", place=UKR)) == [1, 1]


def test_sanctions_on_somebody_are_the_sanctions_of_that_day(events):
    def listing(name, to, trigger):
        return told(name, f"In {name} they {trigger}.", SANCTION, trigger, [KOR], to, mode="discontinue", **DAY)

    assert merged(events, listing("a", [], "hit 23 tankers"), listing("b", [RUS], "added 23 tankers")) == [2]


def test_talks_of_one_side_are_the_talks_of_both(events):
    plan = told("a", "Lee and Ishiba meet in Busan.", CONSULT, "meet", [KOR, JPN], reciprocal=True, place=BUSAN,
                status=Status.PLANNED, published="2025-08-14", **DAY)  # fmt: skip
    held = told("b", "The Koreans met for four hours.", CONSULT, "met for four hours", [KOR], **DAY)
    (event,) = events(plan, held)
    assert (event.status, event.reports, event.days) == ("occurred", 2, ("2025-08-23", "2025-08-23"))
    assert event.label == "Japan and South Korea: consult, 2025-08-23"
    undated = told("b", "The Koreans met for four hours.", CONSULT, "met for four hours", [KOR], published="2025-08-23")
    assert merged(events, plan, undated) == [1, 1]
    week = told("b", "The Koreans met.", CONSULT, "met", [KOR], day="2025-08-18", until="2025-08-24")
    assert merged(events, plan, week) == [1, 1]
    three = told("c", "They met.", CONSULT, "met", [KOR, JPN, CHN], reciprocal=True, **DAY)
    assert merged(events, plan, three) == [1, 1]


def test_talks_by_any_of_their_names_are_one_event(events):
    resumed = told("a", "They resumed negotiations.", CONSULT, "resumed negotiations", [KOR, JPN])
    returned = told("b", "They came back to the table.", CONSULT, "returned to the table", [KOR, JPN], **DAY)
    assert merged(events, resumed, returned) == [2]


# --- a headline and its story


def test_a_headline_that_names_less_tells_the_event_of_its_story(events):
    story = Story(
        "a", ["Russia threatened Ukraine with an overwhelming answer."], headline="Russia threatens an answer"
    )
    story.tells(THREATEN, "threatens an answer", [RUS], passage=0)
    story.tells(THREATEN, "threatened Ukraine", [RUS], [UKR], passage=1, **DAY)
    assert merged(events, story) == [2]


def test_two_sentences_of_one_story_with_other_parties_stay_two_events(events):
    story = Story("a", ["Russia threatened Ukraine.", "Russia threatened to act."])
    story.tells(THREATEN, "threatened Ukraine", [RUS], [UKR], **DAY)
    story.tells(THREATEN, "threatened to act", [RUS], passage=1, **DAY)
    assert merged(events, story) == [1, 1]


@pytest.mark.parametrize("doers", [MILITANTS, "Militants"])
def test_acts_of_one_sentence_are_of_one_day(events, doers):
    story = Story("a", ["Militants killed soldiers on Saturday when they ambushed a convoy."], entities=GROUPS,
                  published="2025-08-30")  # fmt: skip
    story.tells(ASSAULT, "killed soldiers", [doers], [UN])
    story.tells(ASSAULT, "ambushed a convoy", [doers], [JPN], place=UKR, **DAY)
    other = attack("b", [], [UN], "patrol was attacked", place=UKR)
    assert merged(events, story, other) == [2, 1]


# --- general and special words for a party


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ((MILITANTS, FARMERS), (REBELS, FARMERS), 1),
        ((MILITANTS, FARMERS), (BANDITS, FARMERS), 2),
        ((MILITANTS, FARMERS), (REBELS, CIVILIANS), 1),
        ((RUS, FARMERS), (RUS, UKR), 1),
        ((UKR, RUS), (MILITANTS, RUS), 2),
        ((FARMERS, RUS), (MILITANTS, RUS), 2),
        ((UKR, UKR), (UKR, FARMERS), 2),
    ],
)
def test_what_a_party_is_called(events, one, other, number):
    stories = [
        attack(name, [by], [to], "shelled a village", place=UKR)
        for name, (by, to) in zip("ab", (one, other), strict=True)
    ]
    assert len(events(*stories)) == number


def test_a_copy_whose_parties_are_read_otherwise_is_of_the_same_event(events):
    def copy(name, by):
        return told(name, "They shelled a village.", ASSAULT, "shelled", [by], [UN], entities=GROUPS, place=UKR, **DAY)

    assert merged(events, copy("a", MILITANTS), copy("b", REBELS)) == [2]


def test_peacekeepers_of_a_state_are_those_of_the_united_nations(events):
    stories = [
        attack("a", [MILITANTS], [PEACEKEEPERS], "killed peacekeepers", place=UKR),
        attack("b", [REBELS], [JAPANESE_HELMETS], "killed two peacekeepers", place=UKR),
        attack("c", [], [JAPANESE_HELMETS], "peacekeepers killed", place=UKR),
    ]
    assert merged(events, *stories) == [3]
    assert merged(events, stories[0], attack("d", [], [JPN], "soldiers killed", place=UKR)) == [1, 1]


# --- two types for one act


def test_a_signature_may_be_support_or_agreement(events):
    def signed(name, kind, trigger):
        return told(name, f"In {name} they {trigger}.", kind, trigger, [KOR, JPN], reciprocal=True, place=TOKYO, **DAY)

    assert merged(events, signed("a", SUPPORT, "signed five accords"), signed("b", AGREE, "sign accords")) == [2]
    assert merged(events, signed("a", SUPPORT, "welcomed talks"), signed("b", AGREE, "sign accords")) == [1, 1]


def test_pressing_is_coercion_or_sanction_where_words_and_parties_agree(events):
    def froze(name, kind, to, trigger="froze assets"):
        return told(name, f"In {name} they {trigger}.", kind, trigger, [KOR], to, place=KOR, **DAY)

    assert merged(events, froze("a", SANCTION, [RUS]), froze("b", COERCE, [RUS])) == [2]
    assert merged(events, froze("a", SANCTION, [RUS]), froze("b", COERCE, [])) == [1, 1]
    assert merged(events, froze("a", SANCTION, [RUS]), froze("b", COERCE, [RUS], "arrested sailors")) == [1, 1]


# --- all of it


def test_nothing_depends_on_the_order_of_the_articles(world):
    stories = [
        attack("a", [MILITANTS], [PEACEKEEPERS], "killed peacekeepers", place=UKR),
        attack("b", [], [UN], "patrol was attacked", place=UKR),
        attack("c", [REBELS], [UN], "attacked a patrol", place=UKR),
        attack("d", [], [UN], "attack", place=UKR, day="2025-08-24"),
        told("e", "They signed accords.", SUPPORT, "signed accords", [KOR, JPN], reciprocal=True, **DAY),
        told("f", "In Tokyo they signed accords.", AGREE, "signed accords", [KOR, JPN], reciprocal=True, **DAY),
        told("g", "They signed two accords.", AGREE, "signed two accords", [KOR], **DAY),
    ]
    expected = world(*stories)
    for seed in range(8):
        random.Random(seed).shuffle(stories)
        assert world(*stories) == expected


def answer(quads, name: str) -> list[dict[str, str]]:
    """The rows of a named query over some quads, with the local names of what it found."""
    store = Store()
    store.extend(quads)
    rows = store.query(Query.load(name).body, use_default_graph_as_union=True)
    names = [variable.value for variable in rows.variables]
    return [
        {name: value.value.rpartition("/id/")[2] for name, value in zip(names, row, strict=True) if value}
        for row in rows
    ]


def test_two_holders_of_one_office_on_one_day_are_a_conflict(world):
    office = EntityId("office/UKR-foreign-minister")
    minister = Entity(id=office, kind=EntityKind.OFFICE, names=(Name("Foreign Minister of Ukraine"),), state=UKR)

    def holding(name, holder, published):
        entity = Entity(
            id=EntityId(f"person/{holder.lower()}"), kind=EntityKind.PERSON, names=(Name(holder),), state=UKR
        )
        return Story(name, [f"{holder} spoke."], published=published, entities=(entity, minister)).holds(
            entity.id, office
        )

    conflict = world(holding("a", "Olha", "2025-08-23"), holding("b", "Petro", "2025-08-23"))
    (row,) = answer(conflict, "analysis/disagreement-office")
    assert (row["office"], row["first"], row["second"]) == (office, "person/olha", "person/petro")
    succession = world(holding("a", "Olha", "2025-08-23"), holding("b", "Petro", "2025-08-24"))
    assert answer(succession, "analysis/disagreement-office") == []
