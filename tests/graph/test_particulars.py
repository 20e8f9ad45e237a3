"""Numbers and words around a trigger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.graph.particulars import Count, contradict, particulars, same_count


def told(sentence: str, trigger: str = ""):
    begin = sentence.find(trigger)
    return particulars(sentence, begin, begin + len(trigger))


def counts(sentence: str) -> set[tuple[str, float, bool]]:
    return {(count.what, count.number, count.floor) for count in told(sentence).counts}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("They arrested 14 Indian fishermen.", {("fishermen", 14, False)}),
        ("It killed at least twenty-five residents.", {("people", 25, True)}),
        ("More than 1,200 soldiers and a dozen tanks crossed.", {("soldiers", 1200, True), ("tanks", 12, False)}),
        (
            "It gave $3.5 billion, over two million euros of it as loans.",
            {("money", 3.5e9, False), ("money", 2e6, True)},
        ),
        ("For three days nobody spoke.", set()),
        ("One of the men was his brother; 20 per cent left.", set()),
        ("Two hundred young and hopeful men left.", set()),
    ],
)
def test_what_is_counted(sentence, found):
    assert counts(sentence) == found


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("It killed 3 people.", "It killed 28 civilians.", True),
        ("It killed at least 3 people.", "It killed 28 people.", False),
        ("It killed 3 people.", "It killed at least 28 people.", True),
        ("It killed 11 people.", "It killed 14 people.", False),
        ("It killed 3 people and wounded 28 people.", "It wounded 28 people.", False),
        ("It killed 3 people.", "It sank 28 ships.", False),
        ("It lent $2 million.", "It lent $45 million.", True),
    ],
)
def test_numbers_far_apart_contradict(one, other, apart):
    some, others = told(one).counts, told(other).counts
    assert contradict(some, others) == contradict(others, some) == apart


def test_the_same_number_of_the_same_is_told():
    assert same_count(told("14 ships sank.").counts, told("They sank fourteen ships.").counts)
    assert not same_count(told("14 ships sank.").counts, told("14 tanks burned.").counts)
    assert not same_count(told("Two ships sank.").counts, told("They sank two ships.").counts)


def test_the_matter_is_told_by_words_that_are_neither_names_nor_small():
    matter = told("On Tuesday Egypt rejected an Ethiopian offer on the water of the Nile.", "rejected").matter
    assert matter == {"reje", "offe", "wate"}


def test_only_words_near_the_trigger_tell_the_matter():
    far = " ".join(["yellow"] * 20)
    assert told(f"{far} rejected an offer {far} bridges", "rejected").matter == {"yell", "reje", "offe"}


@given(st.text(), st.integers(-5, 300), st.integers(0, 50))
def test_any_text_has_particulars(sentence, begin, length):
    found = particulars(sentence, begin, begin + length)
    assert all(count.number >= 0 and count.what for count in found.counts)
    assert not contradict(found.counts, found.counts)
    assert all(isinstance(count, Count) for count in found.counts)
