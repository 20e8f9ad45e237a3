"""Issues found in sentences made by hand."""

import pytest
from scenes import by_hand

from legation import gazetteer
from legation.extraction.issues import Issues, index
from legation.gazetteer import Issue
from legation.model import EntityId


def issue(key: str, label: str, *synonyms: str) -> Issue:
    return Issue(entity=EntityId(f"issue/{key}"), label=label, synonyms=synonyms)


ISSUES = Issues(
    [
        issue("trade", "Trade"),
        issue("free-trade", "Free trade", "free trade agreement"),
        issue("non-proliferation", "Non-proliferation", "NPT"),
        issue("womens-rights", "Women's rights"),
        issue("aid", "Aid"),
        issue("it", "Information technology", "IT"),
    ]
)


def found(words: str, tags: str = "") -> list[tuple[str, str]]:
    return [(m.entity, m.span.of(words)) for m in ISSUES.find(by_hand(words, tags))]


def test_the_longest_name_wins_and_names_do_not_overlap() -> None:
    assert found("A free trade agreement on trade") == [
        ("issue/free-trade", "free trade agreement"),
        ("issue/trade", "trade"),
    ]


@pytest.mark.parametrize("words", ["Women 's rights", "women ’s rights", "WOMEN 'S RIGHTS"])
def test_apostrophes_and_case_do_not_count(words: str) -> None:
    assert [entity for entity, _ in found(words)] == ["issue/womens-rights"]


@pytest.mark.parametrize("words", ["nuclear non - proliferation", "nuclear Non proliferation"])
def test_hyphens_do_not_count(words: str) -> None:
    assert [entity for entity, _ in found(words)] == ["issue/non-proliferation"]


def test_acronyms_are_written_in_capitals() -> None:
    assert found("the NPT and IT") == [("issue/non-proliferation", "NPT"), ("issue/it", "IT")]
    assert found("it ended") == []


def test_a_word_alone_must_be_a_noun() -> None:
    assert found("They aid rebels", "PRP VB NNS") == []
    assert found("They need aid", "PRP VB NN") == [("issue/aid", "aid")]


def test_around_tells_the_issues_below_a_trigger_before_those_of_its_clause() -> None:
    # They agreed to expand trade , though aid fell
    words = "They agreed to expand trade though aid fell"
    s = by_hand(
        words,
        "PRP VBD TO VB NN IN NN VBD",
        "1 1 3 1 3 7 7 1",
        "nsubj ROOT aux xcomp dobj mark nsubj advcl",
    )
    mentions = ISSUES.find(s)
    assert ISSUES.around(s, mentions, [3]) == ("issue/trade",)
    assert ISSUES.around(s, mentions, [7]) == ("issue/aid",)
    assert ISSUES.around(s, mentions, [0]) == ("issue/trade",)
    assert ISSUES.around(s, mentions, []) == ()
    assert ISSUES.around(s, (), [3]) == ()


def test_the_index_of_the_gazetteer_finds_every_label() -> None:
    for known in gazetteer.load().issues:
        words = known.label.replace("-", " - ").replace("'", " '").replace(",", " ,").replace("/", " / ")
        (first, *_) = index().find(by_hand(words)) or (None,)
        assert first is not None, known.label
