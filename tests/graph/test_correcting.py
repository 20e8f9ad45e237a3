"""What corrections make of the world, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from findings_by_hand import ISHIBA, JPN, KOR, LEE, RUS, UKR, Story, person

from legation.graph.corrections import (
    Act,
    Correction,
    Part,
    Reading,
    Told,
    correction_nquads,
    read_corrections,
    signed,
)
from legation.graph.evidence import read_evidence
from legation.graph.mapping import findings_quads
from legation.graph.quads import from_nquads, to_nquads
from legation.graph.vocabulary import LEG
from legation.graph.world import world_nquads
from legation.model import EntityId, EventType, Status
from legation.validation.shapes import check

UNO = EntityId("organization/UNO")
NAMESAKE = EntityId("person/lee-jae-myung-2")


def talks(name: str, day: str = "2025-08-23", **more) -> Story:
    return Story(name, ["Lee held talks in Tokyo.", "Russia struck a depot in Ukraine."], **more).tells(
        EventType.CONSULT, "held talks", [LEE, KOR], [JPN], day=day
    )


def struck(story: Story) -> Story:
    return story.tells(EventType.ASSAULT, "struck", [RUS], [UKR], passage=1, day="2025-08-22")


class Newsroom:
    """Some stories with the world that they make under corrections."""

    def __init__(self, gazetteer, identifiers, *stories):
        self.gazetteer, self.identifiers = gazetteer, identifiers
        self.articles = [self._evidence(story) for story in stories]

    def _evidence(self, story):
        return next(read_evidence(findings_quads(story.findings(), self.identifiers), self.gazetteer, self.identifiers))

    def reading(self, article: int, report: int = 0) -> Reading:
        evidence = self.articles[article]
        name = f"{self.identifiers.article(evidence.article)}/report/{report}"
        return Reading.of(next(told for told in evidence.accounts if told.report == name), evidence)

    def world(self, *corrections) -> bytes:
        return world_nquads(self.articles, self.gazetteer, self.identifiers, corrections)

    def triples(self, predicate, *corrections) -> list[tuple[str, str]]:
        base = f"{self.identifiers.base}id/"
        return sorted(
            (quad.subject.value.removeprefix(base), quad.object.value.removeprefix(base).rpartition("#")[2])
            for quad in from_nquads(self.world(*corrections))
            if quad.predicate == predicate
        )

    def events(self, *corrections) -> dict[str, set[str]]:
        """The reports of each event, as "article.report"."""
        number = {self.identifiers.article(each.article): str(n) for n, each in enumerate(self.articles)}
        found: dict[str, set[str]] = {}
        for report, event in self.triples(LEG.reports, *corrections):
            article, _, which = f"{self.identifiers.base}id/{report}".partition("/report/")
            found.setdefault(event, set()).add(f"{number[article]}.{which}")
        return found


@pytest.fixture
def newsroom(gazetteer, identifiers):
    return lambda *stories: Newsroom(gazetteer, identifiers, *stories)


def correction(act: Act, *corrects: Reading, minute: int = 0, **more) -> Correction:
    time = f"2026-11-23T19:{minute:02d}:00+00:00"
    return signed(Correction(act=act, corrector="anna", time=time, corrects=corrects, **more))


def withdrawal(of: Correction, minute: int = 59) -> Correction:
    return correction(Act.WITHDRAW, withdraws=of.name, minute=minute)


def test_a_correction_is_read_as_it_was_written_and_conforms(newsroom, identifiers):
    room = newsroom(talks("a"), talks("b"))
    one, other = room.reading(0), room.reading(1)
    for each in (
        correction(Act.REJECT, one, reason='A "film", no talks'),
        correction(Act.REVISE, one, revises=frozenset({Part.DAYS}), right=Told()),
        correction(
            Act.REVISE,
            one,
            revises=frozenset(Part),
            right=Told(
                type=EventType.AGREE,
                status=Status.PLANNED,
                initiators=frozenset({KOR}),
                earliest="2025-08-01",
                latest="2025-08-02",
            ),
        ),
        correction(Act.JOIN, one, other),
        correction(Act.PART, one, apart_from=(other,)),
        correction(Act.IDENTIFY, person=LEE, is_person=NAMESAKE, articles=(room.articles[0].article,)),
        withdrawal(correction(Act.REJECT, one)),
    ):
        nquads = correction_nquads(each, identifiers)
        assert check(nquads).conforms
        (back,) = read_corrections(from_nquads(nquads), identifiers)
        assert replace(back, time=each.time) == each
        assert correction_nquads(back, identifiers) == nquads


def test_a_rejected_report_is_of_no_event(newsroom):
    room = newsroom(talks("a"), struck(talks("b", "2025-01-05")))
    assert len(room.events()) == 3
    left = room.events(correction(Act.REJECT, room.reading(1, 1)))
    assert sorted(map(sorted, left.values())) == [["0.0"], ["1.0"]]


def test_a_revised_report_keeps_the_name_of_its_event(newsroom):
    room = newsroom(talks("a"))
    (event,) = room.events()
    revision = correction(
        Act.REVISE,
        room.reading(0),
        revises=frozenset(Part),
        right=Told(
            type=EventType.AGREE,
            status=Status.PLANNED,
            initiators=frozenset({JPN}),
            recipients=frozenset({UNO}),
            earliest="2025-09-01",
            latest="2025-09-02",
        ),
    )
    assert set(room.events(revision)) == {event}
    assert room.triples(LEG.eventType, revision) == [(event, "AGREE")]
    assert room.triples(LEG.status, revision) == [(event, "planned")]
    assert room.triples(LEG.initiator, revision) == [(event, "state/JPN")]
    assert room.triples(LEG.recipient, revision) == [(event, "organization/UNO")]
    assert room.triples(LEG.earliest, revision) == [(event, "2025-09-01")]


def test_only_what_is_revised_changes_and_the_last_word_holds(newsroom):
    room = newsroom(talks("a"))
    status = correction(
        Act.REVISE, room.reading(0), revises=frozenset({Part.STATUS}), right=Told(status=Status.PLANNED)
    )
    later = correction(
        Act.REVISE,
        room.reading(0),
        minute=5,
        revises=frozenset({Part.STATUS, Part.RECIPIENTS}),
        right=Told(status=Status.DENIED),
    )
    (event,) = room.events()
    assert room.triples(LEG.initiator, status) == room.triples(LEG.initiator)
    assert room.triples(LEG.status, status) == [(event, "planned")]
    for order in ((status, later), (later, status)):
        assert room.triples(LEG.status, *order) == [(event, "denied")]
        assert room.triples(LEG.recipient, *order) == []


def test_revised_reports_meet_others_by_what_they_tell_now(newsroom):
    room = newsroom(talks("a", "2025-08-23"), talks("b", "2025-03-01"))
    assert len(room.events()) == 2
    right = Told(earliest="2025-08-23", latest="2025-08-23")
    revision = correction(Act.REVISE, room.reading(1), revises=frozenset({Part.DAYS}), right=right)
    assert list(room.events(revision).values()) == [{"0.0", "1.0"}]


def test_joined_events_are_one_with_all_their_reports(newsroom):
    room = newsroom(talks("a"), talks("b"), talks("c", "2025-03-01"), talks("d", "2025-03-01"))
    before = room.events()
    assert sorted(map(len, before.values())) == [2, 2]
    joining = correction(Act.JOIN, room.reading(0), room.reading(2))
    ((event, reports),) = room.events(joining).items()
    assert len(reports) == 4
    assert event in before


def test_parted_reports_are_one_event_of_their_own(newsroom):
    room = newsroom(talks("a"), talks("b"), talks("c"), talks("d"))
    assert len(room.events()) == 1
    parting = correction(Act.PART, room.reading(0), room.reading(1), apart_from=(room.reading(2), room.reading(3)))
    assert sorted(map(sorted, room.events(parting).values())) == [["0.0", "1.0"], ["2.0", "3.0"]]
    again = correction(Act.JOIN, room.reading(0), room.reading(3), minute=5)
    assert len(room.events(parting, again)) == 1
    assert len(room.events(again, replace_time(parting, 9))) == 2


def replace_time(given: Correction, minute: int) -> Correction:
    return signed(replace(given, time=f"2026-11-23T19:{minute:02d}:00+00:00"))


def test_a_person_is_another_everywhere(newsroom, identifiers):
    alias = EntityId("person/lee-jaemyung")
    story = Story("b", ["Lee held talks in Tokyo."], entities=(person(alias, "Lee Jaemyung", state=KOR),))
    story.tells(EventType.CONSULT, "held talks", [alias], [JPN], day="2025-03-01").holds(
        alias, EntityId("office/KOR-president")
    )
    room = newsroom(talks("a"), story)
    same = correction(Act.IDENTIFY, person=alias, is_person=LEE)
    world = room.world(same).decode()
    assert (alias, "http://purl.org/dc/terms/isReplacedBy") in {
        (quad.subject.value.rpartition("/id/")[2], quad.predicate.value) for quad in from_nquads(world.encode())
    }
    assert (str(LEE), "2025-08-24") not in room.triples(LEG.holder, same)
    assert {holder for _, holder in room.triples(LEG.holder, same)} == {LEE}
    assert alias not in {who for _, who in room.triples(LEG.participant, same)}
    assert f'<{identifiers.iri(LEE)}> <http://www.w3.org/2004/02/skos/core#altLabel> "Lee Jaemyung"@en' in world


def test_a_person_is_another_in_one_article(newsroom):
    room = newsroom(talks("a"), talks("b", "2025-03-01"))
    apart = correction(Act.IDENTIFY, person=LEE, is_person=NAMESAKE, articles=(room.articles[1].article,))
    who = {event: {p for e, p in room.triples(LEG.participant, apart) if e == event} for event in room.events(apart)}
    assert sorted(NAMESAKE in parties for parties in who.values()) == [False, True]
    assert sorted(LEE in parties for parties in who.values()) == [False, True]
    assert set(room.events(apart)) == set(room.events())
    assert "isReplacedBy" not in room.world(apart).decode()


def test_identities_are_followed_in_order_of_time(newsroom):
    room = newsroom(talks("a"))
    first = correction(Act.IDENTIFY, person=LEE, is_person=ISHIBA)
    second = correction(Act.IDENTIFY, person=ISHIBA, is_person=NAMESAKE, minute=5)
    for order in ((first, second), (second, first)):
        assert {p for _, p in room.triples(LEG.participant, *order) if p.startswith("person/")} == {NAMESAKE}
    back = correction(Act.IDENTIFY, person=NAMESAKE, is_person=LEE, minute=9)
    assert room.triples(LEG.participant, first, second, back) == room.triples(LEG.participant)


def test_what_is_withdrawn_leaves_no_trace(newsroom):
    room = newsroom(struck(talks("a")), talks("b"), talks("c", "2025-03-01"))
    before = room.world()
    one = room.reading(0)
    for each in (
        correction(Act.REJECT, one),
        correction(Act.REVISE, one, revises=frozenset({Part.TYPE}), right=Told(type=EventType.AID)),
        correction(Act.JOIN, one, room.reading(2)),
        correction(Act.PART, one, apart_from=(room.reading(1),)),
        correction(Act.IDENTIFY, person=LEE, is_person=ISHIBA),
    ):
        assert room.world(each) != before
        assert room.world(each, withdrawal(each)) == before


def test_a_reading_is_found_under_another_number(newsroom):
    room = newsroom(struck(talks("a")))
    rejection = correction(Act.REJECT, room.reading(0, 1))
    other = Story("a", ["Lee held talks in Tokyo.", "Russia struck a depot in Ukraine."])
    again = newsroom(other.tells(EventType.ASSAULT, "struck", [RUS], [UKR], passage=1, day="2025-08-22"))
    assert again.events(rejection) == {}
    ((_, found),) = again.triples(LEG.foundAs, rejection)
    assert found.endswith("/report/0")


@pytest.mark.parametrize(
    "again",
    [
        Story("a", ["Lee held talks in Tokyo."]).tells(EventType.CONSULT, "talks", [LEE, KOR], [JPN], day="2025-08-23"),
        Story("a", ["Lee held talks in Tokyo."]).tells(EventType.AGREE, "held talks", [LEE, KOR], [JPN]),
        Story("a", ["Lee held talks in Tokyo."]).tells(EventType.CONSULT, "held talks", [LEE, KOR], [RUS]),
        Story("a", ["Lee said he held talks in Tokyo."]).tells(EventType.CONSULT, "held talks", [LEE, KOR], [JPN]),
        Story("a", ["Lee held talks in Seoul."]).tells(EventType.CONSULT, "held talks", [LEE, KOR], [JPN]),
    ],
    ids=["other words", "other type", "other parties", "other place", "other sentence"],
)
def test_a_correction_is_never_applied_to_another_report(newsroom, again):
    was = newsroom(Story("a", ["Lee held talks in Tokyo."]).tells(EventType.CONSULT, "held talks", [LEE, KOR], [JPN]))
    rejection = correction(Act.REJECT, was.reading(0))
    assert was.events(rejection) == {}
    room = newsroom(again)
    assert room.world(rejection) == room.world()


def test_of_two_reports_of_one_word_the_one_that_tells_the_same_is_meant(newsroom):
    story = Story("a", ["Lee held talks."])
    for day in ("2025-08-20", "2025-08-21"):
        story.tells(EventType.CONSULT, "held talks", [KOR], [JPN], day=day)
    room = newsroom(story)
    ((event, _),) = (pair for pair in room.triples(LEG.earliest) if pair[1] == "2025-08-20")
    left = room.events(correction(Act.REJECT, room.reading(0, 1)))
    assert list(left) == [event]


def test_a_party_that_nobody_describes_any_more_changes_nothing(newsroom):
    room = newsroom(talks("a"))
    right = Told(initiators=frozenset({EntityId("person/nobody")}))
    revision = correction(Act.REVISE, room.reading(0), revises=frozenset({Part.INITIATORS}), right=right)
    assert room.world(revision) == room.world()


def test_a_correction_has_a_graph_of_its_own(newsroom, identifiers):
    rejection = correction(Act.REJECT, newsroom(talks("a")).reading(0))
    nquads = correction_nquads(rejection, identifiers)
    assert to_nquads(from_nquads(nquads)) == nquads
    assert {quad.graph_name.value for quad in from_nquads(nquads)} == {identifiers.correction_graph(rejection.name)}
