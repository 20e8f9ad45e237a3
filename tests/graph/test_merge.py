"""Many reports, one event: merging, status, counting."""

from __future__ import annotations

from dataclasses import replace

import pytest
from findings_by_hand import (
    BUSAN,
    CHN,
    HYDROGEN,
    ISHIBA,
    JPN,
    KOR,
    LEE,
    RUS,
    TOKYO,
    UKR,
    USA,
    Story,
    person,
    told,
)

from legation.graph.vocabulary import LEG
from legation.model import Entity, EntityId, EntityKind, EventType, Name, Status

PLANNED, DENIED, PROPOSED = Status.PLANNED, Status.DENIED, Status.PROPOSED
CONSULT, AGREE, ACCUSE, ASSAULT = EventType.CONSULT, EventType.AGREE, EventType.ACCUSE, EventType.ASSAULT


def one(events):
    assert len(events) == 1, [event.label for event in events]
    return events[0]


# --- one event, many reports


def test_a_pair_in_different_words_is_one_event(events):
    event = one(
        events(
            told("a", "Lee held talks with Ishiba on Saturday.", CONSULT, "held talks", [LEE, ISHIBA],
                 day="2025-08-23", reciprocal=True),
            told("b", "Seoul's leader met Japan's prime minister in Tokyo.", CONSULT, "met", [KOR], [JPN],
                 day="2025-08-23", place=TOKYO),
        )
    )  # fmt: skip
    assert event.label == "Japan and South Korea: consult, 2025-08-23"
    assert (event.type, event.status, event.reports, event.articles) == ("CONSULT", "occurred", 2, 2)
    assert 0.5 <= event.score < 1
    assert ("place", TOKYO) in event.properties
    for role in ("initiator", "recipient", "participant"):
        assert {who for what, who in event.properties if what == role} == {LEE, ISHIBA, KOR, JPN}


def test_another_day_is_another_event(events):
    stories = [
        told(day, "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], day=day, published=day)
        for day in ("2025-08-20", "2025-08-22", "2025-08-24")
    ]
    assert [event.days[0] for event in events(*stories)] == ["2025-08-20", "2025-08-22", "2025-08-24"]


def test_events_of_neighbouring_days_do_not_grow_into_one(events):
    stories = [
        told(f"d{day}", "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], day=f"2025-08-{day}")
        for day in range(10, 20)
    ]
    assert len(events(*stories)) >= 3


def test_a_day_apart_is_one_event_where_reports_share_enough(events):
    event = one(
        events(
            told("a", "Lee held talks with Ishiba.", CONSULT, "held talks", [LEE, ISHIBA], day="2025-08-23"),
            told("b", "Lee and Ishiba had talks.", CONSULT, "talks", [LEE, ISHIBA], day="2025-08-24"),
            told("c", "Lee and Ishiba had talks.", CONSULT, "talks", [LEE, ISHIBA], day="2025-08-24"),
        )
    )
    assert event.days == ("2025-08-24", "2025-08-24")


def test_other_parties_are_another_event(events):
    labels = [
        event.label
        for event in events(
            told("a", "South Korea and Japan held talks.", CONSULT, "talks", [KOR, JPN], day="2025-08-23"),
            told("b", "South Korea, Japan and China held talks.", CONSULT, "talks", [KOR, JPN, CHN], day="2025-08-23"),
            told("c", "South Korea accused Japan.", ACCUSE, "accused", [KOR], [JPN], day="2025-08-23"),
            told("d", "Japan accused South Korea.", ACCUSE, "accused", [JPN], [KOR], day="2025-08-23"),
        )
    ]
    assert labels == [
        "China, Japan and South Korea: consult, 2025-08-23",
        "Japan and South Korea: consult, 2025-08-23",
        "Japan towards South Korea: accuse, 2025-08-23",
        "South Korea towards Japan: accuse, 2025-08-23",
    ]


def test_two_reports_in_one_sentence_are_two_events_unless_they_tell_the_same(events):
    story = Story("a", ["South Korea and Japan met, talked and spoke again by phone."])
    story.tells(CONSULT, "met", [KOR, JPN], day="2025-08-23")
    story.tells(CONSULT, "talked", [KOR, JPN], day="2025-08-23")
    story.tells(CONSULT, "spoke", [KOR, JPN], day="2025-08-23", mode="phone")
    assert [(event.reports, event.score) for event in events(story)] == [(2, 1.0), (1, 1.0)]


def test_a_report_without_a_day_joins_the_days_before_its_publication(events):
    def undated(published):
        return told("b", "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], published=published)

    dated = told("a", "South Korea and Japan held talks in Tokyo.", CONSULT, "talks", [KOR, JPN], day="2025-08-23")
    for published in ("2025-08-23", "2025-08-24", "2025-08-26"):
        assert one(events(dated, undated(published))).days == ("2025-08-23", "2025-08-23")
    for published in ("2025-08-22", "2025-08-27"):
        assert len(events(dated, undated(published))) == 2


def test_a_month_joins_the_day_in_it_that_shares_enough(events):
    day = told("a", "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], day="2025-08-23")
    other = {"published": "2025-09-16", "day": "2025-08-21", "until": "2025-08-31"}
    assert one(events(day, told("b", "The summit of South Korea and Japan.", CONSULT, "summit", [KOR, JPN], **other)))
    year = {"published": "2025-12-30", "day": "2025-01-01", "until": "2025-12-31"}
    assert len(events(day, told("b", "South Korea and Japan held talks.", CONSULT, "talks", [KOR, JPN], **year))) == 2


def test_a_report_that_tells_one_bound_reaches_to_its_publication(events):
    def bounded(**days):
        story = told("a", "South Korea and Japan held talks.", CONSULT, "talks", [KOR, JPN], published="2025-08-24")
        story.events[0] = replace(story.events[0], **days)
        return one(events(story)).days

    assert bounded(latest="2025-08-30") == ("2025-08-24", "2025-08-30")
    assert bounded(earliest="2025-08-02") == ("2025-08-02", "2025-08-24")
    assert bounded(earliest="2025-09-02") == ("2025-09-02", "2025-09-02")


def test_centuries_merge_as_years_do(events):
    ages = {"day": "1025-01-01", "until": "2025-12-31"}
    stories = [told(n, "The talks of South Korea and Japan.", CONSULT, "talks", [KOR, JPN], **ages) for n in "ab"]
    assert one(events(*stories)).days == ("1025-01-01", "2025-12-31")


def test_without_a_day_of_publication_only_reports_of_one_article_merge(events):
    def story(name):
        made = Story(name, ["South Korea and Japan held talks.", "The talks of South Korea and Japan went well."],
                     published="", headline="South Korea, Japan hold talks")  # fmt: skip
        for passage in range(3):
            made.tells(CONSULT, "talks", [KOR, JPN], passage=passage)
        return made

    assert [event.reports for event in events(story("a"), story("b"))] == [3, 3]


@pytest.mark.parametrize(
    ("one_way", "other_way", "number"),
    [
        ({"place": TOKYO}, {"place": BUSAN}, 2),
        ({"place": TOKYO}, {"place": JPN}, 1),
        ({"place": TOKYO}, {"place": EntityId("place/yellow-sea")}, 1),
        ({"place": JPN}, {"place": KOR}, 2),
        ({"mode": "visit"}, {"mode": "phone"}, 2),
        ({"mode": "visit"}, {}, 1),
        ({"issues": (HYDROGEN,)}, {"issues": (EntityId("issue/energy"),), "trigger": "met"}, 2),
    ],
)
def test_what_contradicts_keeps_reports_apart(events, one_way, other_way, number):
    def story(name, trigger="held talks", **more):
        sentence = f"South Korea and Japan {trigger}."
        return told(name, sentence, CONSULT, trigger, [KOR, JPN], day="2025-08-23", **more)

    assert len(events(story("a", **one_way), story("b", **other_way))) == number


def test_other_persons_of_the_same_states_are_another_event(events):
    cho = person(EntityId("person/cho-hyun"), "Cho Hyun", state=KOR)
    iwaya = person(EntityId("person/takeshi-iwaya"), "Takeshi Iwaya", state=JPN)
    summit_ = told("a", "Lee met Ishiba.", CONSULT, "met", [LEE, ISHIBA], day="2025-08-23")
    ministers = told(
        "b", "Cho Hyun met Takeshi Iwaya.", CONSULT, "met", [cho.id, iwaya.id], day="2025-08-23", entities=(cho, iwaya)
    )
    assert len(events(summit_, ministers)) == 2
    short = person(EntityId("person/ishiba"), "Ishiba", state=JPN)
    surname = told("c", "Ishiba met South Korea's president.", CONSULT, "met", [short.id], [KOR], day="2025-08-23",
                   entities=(short,))  # fmt: skip
    assert len(events(summit_, surname)) == 1


def test_what_is_done_many_times_a_day_needs_more_in_common(events):
    def strike(name, sentence, trigger, **more):
        return told(name, sentence, ASSAULT, trigger, [RUS], [UKR], day="2025-08-23", **more)

    apart = [
        strike("a", "Russia shelled a village in Ukraine.", "shelled"),
        strike("b", "Russian drones hit a port in Ukraine.", "hit"),
    ]
    assert len(events(*apart)) == 2
    same = [
        strike("a", "Russia shelled a village in Ukraine.", "shelled"),
        strike("b", "Russia's shelling of a village in Ukraine.", "shelling"),
    ]
    assert len(events(*same)) == 1


def test_who_acts_for_a_state_and_who_does_not(events):
    ministry = EntityId("organization/KOR-ministry-of-foreign-affairs")
    farmers = Entity(id=EntityId("group/KOR-farmers"), kind=EntityKind.GROUP, names=(Name("farmers"),), state=KOR,
                     sector="AGR")  # fmt: skip
    soldiers = replace(farmers, id=EntityId("group/KOR-soldiers"), names=(Name("soldiers"),), sector="MIL")
    critic = person(EntityId("person/kim-a"), "Kim A", state=KOR, sector="OPP")
    labels = {
        event.label
        for event in events(
            *(
                told(who, "They accused Japan.", ACCUSE, "accused", [EntityId(who)], [JPN], day="2025-08-23",
                     entities=(farmers, soldiers, critic))
                for who in (ministry, "office/KOR-president", "group/KOR-farmers", "group/KOR-soldiers", "person/kim-a",
                            "organization/hezbollah", "organization/KOR-some-agency")
            )
        )
    }  # fmt: skip
    assert labels == {
        "South Korea towards Japan: accuse, 2025-08-23",
        "farmers towards Japan: accuse, 2025-08-23",
        "Kim A towards Japan: accuse, 2025-08-23",
        "Hezbollah towards Japan: accuse, 2025-08-23",
    }


def test_reports_of_nameless_parties_merge_only_in_copies(events):
    def story(name, sentence):
        return told(name, sentence, ASSAULT, "killed", ["Gunmen"], ["two policemen"])

    copied = "Gunmen killed two policemen."
    found = events(story("a", copied), story("b", copied), story("c", "Gunmen killed two policemen on Friday."))
    assert sorted(event.reports for event in found) == [1, 2]


# --- status


def test_a_planned_meeting_that_is_held_is_one_event_that_occurred(events):
    event = one(
        events(
            told("a", "South Korea and Japan will hold talks.", CONSULT, "hold talks", [KOR, JPN], day="2025-08-23",
                 status=PLANNED, published="2025-08-14"),
            told("b", "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], day="2025-08-23"),
        )
    )  # fmt: skip
    assert (event.status, event.reports) == ("occurred", 2)


def test_a_meeting_held_a_day_later_than_planned_has_the_day_on_which_it_was_held(events):
    event = one(
        events(
            told("a", "Lee and Ishiba will hold talks.", CONSULT, "talks", [LEE, ISHIBA], day="2025-08-23",
                 status=PLANNED, published="2025-08-14"),
            told("b", "Lee and Ishiba held talks.", CONSULT, "held talks", [LEE, ISHIBA], day="2025-08-24"),
        )
    )  # fmt: skip
    assert (event.status, event.days) == ("occurred", ("2025-08-24", "2025-08-24"))


def test_a_plan_stays_a_plan_until_somebody_reports_the_outcome(events):
    event = one(
        events(
            told("a", "South Korea and Japan will hold talks.", CONSULT, "hold talks", [KOR, JPN], day="2025-08-23",
                 status=PLANNED, published="2025-08-14"),
            told("b", "Japan proposed talks with South Korea.", CONSULT, "talks", [KOR, JPN], day="2025-08-23",
                 status=PROPOSED, published="2025-08-10"),
        )
    )  # fmt: skip
    assert event.status == "planned"
    assert event.label == "Japan and South Korea: consult (planned), 2025-08-23"


def test_of_the_words_of_one_article_the_firmest_counts(events):
    story = Story("a", ["South Korea will improve relations with Japan.", "It must improve relations with Japan."])
    story.tells(EventType.SUPPORT, "improve relations", [KOR], [JPN], status=PLANNED)
    story.tells(EventType.SUPPORT, "improve relations", [KOR], [JPN], passage=1, status=PROPOSED)
    story.events[1] = replace(story.events[1], issues=(HYDROGEN,))
    story.events[0] = replace(story.events[0], issues=(HYDROGEN,))
    assert one(events(story)).status == "planned"


def test_a_denial_does_not_undo_what_others_report(events):
    happened = told("a", "Russia attacked Ukraine.", ASSAULT, "attacked", [RUS], [UKR], day="2025-08-23")
    denied = told("b", "Moscow denied that it attacked Ukraine.", ASSAULT, "attacked", [RUS], [UKR], day="2025-08-23",
                  status=DENIED, said_by=RUS, published="2025-08-25")  # fmt: skip
    event = one(events(happened, denied))
    assert (event.status, event.reports) == ("occurred", 2)
    assert one(events(denied)).status == "denied"


def test_a_plan_is_undone_by_an_article_that_says_so_but_not_by_a_party_that_does(events):
    planned = told("a", "South Korea and Japan will hold talks.", CONSULT, "hold talks", [KOR, JPN], day="2025-08-23",
                   status=PLANNED, published="2025-08-14")  # fmt: skip

    def denial(**more):
        return told("b", "The talks of South Korea and Japan were cancelled.", CONSULT, "talks", [KOR, JPN],
                    day="2025-08-23", status=DENIED, published="2025-08-20", **more)  # fmt: skip

    assert one(events(planned, denial())).status == "denied"
    assert one(events(planned, denial(said_by=JPN))).status == "planned"


def test_what_is_imagined_is_no_report_of_what_happened(events):
    found = events(
        told("a", "Russia attacked Ukraine.", ASSAULT, "attacked", [RUS], [UKR], day="2025-08-23"),
        told("b", "If Russia attacked Ukraine.", ASSAULT, "attacked", [RUS], [UKR], day="2025-08-23",
             status=Status.HYPOTHETICAL),
    )  # fmt: skip
    assert {event.status for event in found} == {"occurred", "hypothetical"}


def test_what_is_over_and_what_comes_next_are_two_events_of_one_article(events):
    story = Story("a", ["South Korea and Japan held talks.", "South Korea and Japan will hold talks again."])
    story.tells(CONSULT, "held talks", [KOR, JPN])
    story.tells(CONSULT, "hold talks", [KOR, JPN], passage=1, status=PLANNED)
    assert {event.status for event in events(story)} == {"occurred", "planned"}


# --- counting


def test_copies_of_a_wire_story_count_once(events):
    wire = [
        "South Korea and Japan held talks in Tokyo on Saturday about hydrogen and other matters of trade.",
        "Officials of both countries spoke of progress and said that more was to come before the end of the year.",
        "It was the second such meeting since the spring, when ministers of both governments met on an island.",
    ]

    def story(name, sentences, publisher):
        return Story(name, sentences, publisher=publisher).tells(CONSULT, "talks", [KOR, JPN], day="2025-08-23")

    own = ["South Korea and Japan held talks at last.", "This paper's reporter waited for the ministers in the rain."]
    event = one(
        events(
            story("a", wire, "Acacia Press"),
            story("b", [*wire, "The story was cut for length by the desk of this paper."], "Lake Examiner"),
            story("c", own, "Harbour Post"),
        )
    )
    assert (event.reports, event.articles) == (3, 2)


def test_a_headline_and_its_story_are_one_report_in_one_article(events):
    story = Story("a", ["Beijing accused the United States of meddling."], headline="China accuses United States")
    story.tells(ACCUSE, "accuses", [CHN], [USA], passage=0)
    story.tells(ACCUSE, "accused", [CHN], [USA], passage=1)
    event = one(events(story))
    assert (event.reports, event.articles) == (2, 1)
    assert event.label == "China towards United States: accuse, reported 2025-08-24"
    assert event.days == ("", "")


def test_an_event_keeps_its_name_while_later_reports_join(events, world):
    def names(*stories):
        return {q.subject.value for q in world(*stories) if q.predicate == LEG.eventType}

    first = told("a", "South Korea and Japan will hold talks.", CONSULT, "hold talks", [KOR, JPN], day="2025-08-23",
                 status=PLANNED, published="2025-08-14")  # fmt: skip
    later = [
        told(name, f"{name} South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], day="2025-08-23",
             published=f"2025-08-2{name}")
        for name in "3456"
    ]  # fmt: skip
    assert names(first) == names(first, *later[:1]) == names(*later, first)


def test_a_later_time_is_later_whatever_its_zone(events):
    def report(name, published, status):
        return told(name, "South Korea and Japan talks.", CONSULT, "talks", [KOR, JPN], day="2025-08-23",
                    published=published, status=status)  # fmt: skip

    # 08:00 in Seoul is an hour before 00:00 in London.
    event = one(
        events(report("a", "2025-08-14T00:00:00Z", Status.PLEDGED), report("b", "2025-08-14T08:00:00+09:00", PLANNED))
    )
    assert event.status == "pledged"


# --- no chains


def embargo(name, sentence, trigger, **more):
    return told(name, sentence, EventType.SANCTION, trigger, [USA], [CHN], day="2025-08-23", **more)


def test_acts_on_two_things_are_two_events_though_type_parties_and_day_are_the_same(events):
    arms = embargo("a", "The United States imposed an embargo on arms for China.", "imposed an embargo")
    drones = embargo("b", "The United States imposed sanctions on a maker of drones in China.", "imposed sanctions")
    again = embargo("c", "Washington's new embargo on Chinese arms was imposed at noon.", "embargo")
    assert sorted(event.reports for event in events(arms, drones, again)) == [1, 2]


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ({"mode": "visit"}, {"mode": "phone"}),
        ({"place": TOKYO}, {"place": BUSAN}),
        ({"day": "2025-08-22"}, {"day": "2025-08-24"}),
    ],
)
def test_a_report_that_fits_two_events_makes_them_no_one_event(events, some, others):
    """The bridge knows nothing of what sets the two apart, and joins one of them."""

    def talks(name, **more):
        more = {"day": "2025-08-23", **more}
        return told(name, "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], **more)

    found = events(talks("a", **some), talks("bridge"), talks("b", **others))
    assert sorted(event.reports for event in found) == [1, 2]


def test_numbers_far_apart_are_two_events_and_a_toll_that_grows_is_one(events):
    def strike(name, sentence, **more):
        return told(name, sentence, ASSAULT, "killed", [RUS], [UKR], day="2025-08-23", place=UKR, **more)

    few, many = "The missile killed three people.", "The missile killed 28 people."
    assert len(events(strike("a", few), strike("b", many))) == 2
    assert len(events(strike("a", few.replace("three", "at least three")), strike("b", many))) == 1
    assert len(events(strike("a", "The missile killed 24 people."), strike("b", many))) == 1


def test_assaults_of_two_days_are_two_however_like_they_are(events):
    def strike(name, day):
        sentence = "Russia shelled a village, killing nine people."
        return told(name, sentence, ASSAULT, "shelled", [RUS], [UKR], day=day, place=UKR, published=day)

    assert len(events(strike("a", "2025-08-23"), strike("b", "2025-08-24"))) == 2
    assert len(events(strike("a", "2025-08-23"), strike("b", "2025-08-23"))) == 1


def test_a_town_lies_in_its_province_and_not_in_another_town(events):
    def talks(name, place):
        return told(name, "South Korea and Japan held talks.", CONSULT, "held talks", [KOR, JPN], day="2025-08-23",
                    place=EntityId(f"place/{place}"))  # fmt: skip

    kobe = "kobe-JPN"
    entities = tuple(Entity(id=EntityId(f"place/{key}"), kind=EntityKind.PLACE, names=(Name(key),), state=JPN)
                     for key in (kobe, "kansai-JPN"))  # fmt: skip
    stories = {key: replace_entities(talks(key, key), entities) for key in (kobe, "kansai-JPN", "tokyo-JPN")}
    assert len(events(stories[kobe], stories["kansai-JPN"])) == 1
    assert len(events(stories[kobe], stories["tokyo-JPN"])) == 2


def replace_entities(story, entities):
    story.entities = entities
    return story
