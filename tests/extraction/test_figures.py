"""Numbers in sentences made by hand, as figures."""

from decimal import Decimal

import pytest
from scenes import by_hand

from legation.extraction import figures
from legation.extraction.figures import Figure, Kind
from legation.model import EntityId

STATES = {"Kenyan": "state/KEN", "Zealand": "state/NZL"}


def found(words: str, tags: str) -> list[tuple[str, Figure]]:
    s = by_hand(words, tags)
    named = {i: STATES.get(t.text) for i, t in enumerate(s.tokens)}
    names = {i: EntityId(state) for i, state in named.items() if state}
    return [(s.span([f.first, f.last]).of(words), f) for f in figures.find(s, names.get)]


@pytest.mark.parametrize(
    ("words", "tags", "value", "unit"),
    [
        ("$ 3.5 billion loans", "$ CD CD NNS", "3500000000", "USD"),
        ("€ 50 m grants", "$ CD CD NNS", "50000000", "EUR"),
        ("14 million euro went", "CD CD NNS VBD", "14000000", "EUR"),
        ("5 million Kenyan shilling went", "CD CD JJ NNS VBD", "5000000", "KES"),
        ("2 million New Zealand dollar went", "CD CD NNP NNP NNS VBD", "2000000", "NZD"),
        ("7 million USD went", "CD CD NNP VBD", "7000000", "USD"),
        ("580 million shilling went", "CD CD NNS VBD", "580000000", "shilling"),
        ("$ 2.5bn went", "$ CD VBD", "2500000000", "USD"),
    ],
)
def test_sums_have_the_code_of_their_currency(words: str, tags: str, value: str, unit: str) -> None:
    ((_, figure),) = found(words, tags)
    assert (figure.kind, figure.value, figure.unit) == (Kind.MONEY, Decimal(value), unit)


@pytest.mark.parametrize(
    ("words", "tags", "value"),
    [
        ("18,000 troops", "CD NNS", "18000"),
        ("two hundred and fifty thousand people", "CD CD CC CD CD NNS", "250000"),
        ("twenty - five men", "CD HYPH CD NNS", "25"),
        ("three dozen tanks", "CD NN NNS", "36"),
        ("1.2 million barrels", "CD CD NNS", "1200000"),
    ],
)
def test_counts(words: str, tags: str, value: str) -> None:
    ((_, figure),) = found(words, tags)
    assert (figure.kind, figure.value) == (Kind.COUNT, Decimal(value))


@pytest.mark.parametrize(
    ("words", "tags", "text", "value", "kind"),
    [
        ("one quarter of exports", "CD NN IN NNS", "one quarter", "0.25", Kind.SHARE),
        ("a third of exports", "DT NN IN NNS", "a third", "0.3333", Kind.SHARE),
        ("two - third of exports", "CD HYPH NNS IN NNS", "two - third", "0.6667", Kind.SHARE),
        ("half of exports", "NN IN NNS", "half", "0.5", Kind.SHARE),
        ("25 percent of exports", "CD NN IN NNS", "25 percent", "25", Kind.PERCENT),
        ("35 per cent of exports", "CD IN NN IN NNS", "35 per cent", "35", Kind.PERCENT),
    ],
)
def test_shares_and_percentages(words: str, tags: str, text: str, value: str, kind: Kind) -> None:
    ((covered, figure),) = found(words, tags)
    assert (covered, figure.value, figure.kind) == (text, Decimal(value), kind)


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("in 2024 they left", "IN CD PRP VBD"),
        ("on 12 May they left", "IN CD NNP PRP VBD"),
        ("September 16 was dry", "NNP CD VBD JJ"),
        ("at 16:30 they left", "IN CD PRP VBD"),
        ("the second half of May", "DT JJ NN IN NNP"),
        ("a third party came", "DT JJ NN VBD"),
    ],
)
def test_dates_hours_and_ordinals_are_no_figures(words: str, tags: str) -> None:
    assert found(words, tags) == []


@pytest.mark.parametrize(
    ("words", "tags", "approximate"),
    [
        ("roughly one quarter of exports", "RB CD NN IN NNS", True),
        ("more than 300 men", "JJR IN CD NNS", True),
        ("at least 40 men", "RB JJS CD NNS", True),
        ("some 90 boats", "DT CD NNS", True),
        ("exactly 90 boats", "RB CD NNS", False),
    ],
)
def test_words_before_a_number_make_it_approximate(words: str, tags: str, approximate: bool) -> None:
    s = by_hand(words, tags)
    (figure,) = figures.find(s, lambda i: None)
    figure = figures.approximated(s, figure)
    assert figure.approximate is approximate
    assert figure.first == (0 if approximate else 1)


def test_a_currency_of_several_states_is_that_of_the_state() -> None:
    assert figures.currency("peso", EntityId("state/CHL")) == "CLP"
    assert figures.currency("peso", EntityId("state/FRA")) == "peso"
    assert figures.currency("shilling", None) == "shilling"
