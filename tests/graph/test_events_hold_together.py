"""What is true of every event, whatever the reports."""

from __future__ import annotations

import random
from itertools import combinations

from findings_by_hand import BUSAN, CHN, JPN, KOR, RUS, TOKYO, UKR
from hypothesis import given
from hypothesis import strategies as st

from legation.graph.evidence import Account
from legation.graph.exclusion import Facts
from legation.graph.merge import Shelves, events, happenings, links, reports_of
from legation.graph.particulars import Count
from legation.model import ArticleId, EventType, Status

PARTIES = st.sampled_from([frozenset(), *(frozenset({party}) for party in (KOR, JPN, CHN, RUS, UKR))])
DAYS = st.sampled_from([("", ""), *((f"2025-08-2{n}",) * 2 for n in range(5)), ("2025-08-18", "2025-08-24")])


@st.composite
def accounts(draw):
    """Reports of a few articles, with all that can tell them apart."""
    made = []
    for number in range(draw(st.integers(1, 14))):
        article = ArticleId(f"{draw(st.integers(0, 5)):016x}")
        earliest, latest = draw(DAYS)
        place = draw(st.sampled_from([None, TOKYO, BUSAN, JPN]))
        made.append(
            Account(
                report=f"{article}/report/{number}",
                passage=f"{article}/passage/{draw(st.integers(0, 3))}",
                headline=draw(st.booleans()),
                sentence=draw(st.sampled_from("abc")),
                article=article,
                published=f"2025-08-2{int(article, 16)}",
                day=f"2025-08-2{int(article, 16)}",
                type=draw(st.sampled_from([EventType.CONSULT, EventType.ASSAULT, EventType.AGREE, EventType.SUPPORT])),
                status=draw(st.sampled_from(list(Status))),
                mode=draw(st.sampled_from(["", "visit", "phone"])),
                initiating=draw(PARTIES),
                receiving=draw(PARTIES),
                earliest=earliest,
                latest=latest,
                place=place,
                place_state=JPN if place in (TOKYO, JPN) else KOR if place else None,
                place_wide=place == JPN,
                trigger=draw(st.sampled_from(["held talks", "attacked a convoy", "signed"])),
                begin=number,
                counts=draw(st.sampled_from([frozenset(), *(frozenset({Count("people", n)}) for n in (3, 5, 40))])),
                matter=draw(st.sampled_from([frozenset(), frozenset({"fish", "boat"}), frozenset({"wate", "boat"})])),
            )
        )
    return made


def members(found):
    return {frozenset(account.report for account in event.accounts): (event.digest, event.score) for event in found}


@given(accounts())
def test_no_two_reports_of_an_event_exclude_each_other(told):
    reports = {report.account.report: report for report in reports_of(told)}
    for event in happenings(told):
        for one, other in combinations(event.accounts, 2):
            assert not Facts.of(reports[one.report]).excludes(Facts.of(reports[other.report]))


@given(accounts())
def test_each_report_is_of_one_event_and_no_two_events_have_one_name(told):
    found = list(happenings(told))
    assert sorted(account.report for event in found for account in event.accounts) == sorted(a.report for a in told)
    assert len({event.digest for event in found}) == len(found)
    assert all(0.5 <= event.score <= 1 for event in found)


@given(accounts(), st.integers())
def test_events_are_the_same_in_any_order_and_for_each_component_alone(told, seed):
    expected = members(happenings(told))
    random.Random(seed).shuffle(told)
    assert members(happenings(told)) == expected
    reports = list(reports_of(told))
    shelves = Shelves(reports)
    found, left = {}, {report.account.report: report for report in reports}
    while left:
        seeds, component, ties = [left.pop(next(iter(left)))], [], []
        while seeds:
            component.append(seeds.pop())
            for link in links(component[-1], shelves.near, {}):
                ties.append(link)
                ends = (link.one.account.report, link.other.account.report)
                seeds += [left.pop(end) for end in ends if end in left]
        found |= members(events(component, ties))
    assert found == expected


@given(accounts())
def test_a_report_finds_each_report_that_finds_it(told):
    reports = list(reports_of(told))
    shelves = Shelves(reports)
    found = {(r.account.report, o.account.report) for r in reports for o in shelves.near(r)}
    assert found == {(other, one) for one, other in found}
