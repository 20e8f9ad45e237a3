"""Figures in sentences of our own: value, unit, measure, of whom and towards whom."""

import pytest
from scenes import Reading, read

pytestmark = pytest.mark.slow

# subject, counterpart, measure, value, unit, approximate
TOLD = {
    "Canada takes roughly one quarter of Mexico's exports.": ("MEX", "CAN", "share of exports", "0.25", "share", True),
    "China, which owns 40% of Chad's debt, will wait.": ("TCD", "CHN", "share of debt", "40", "percent", False),
    "India imports 40% of its crude oil from Russia.": ("IND", "RUS", "share of crude oil", "40", "percent", False),
    "Turkey's exports to Iraq fell by 12% last year.": ("TUR", "IRQ", "change in exports", "-12", "percent", False),
    "Washington imposed a 25 percent tariff on Canadian steel.": ("USA", "CAN", "tariff", "25", "percent", False),
    "Trade between Peru and Brazil reached $14 billion.": ("PER", "BRA", "trade", "14000000000", "USD", False),
    "Vietnam's trade surplus with Italy hit $1.5bn.": ("VNM", "ITA", "trade surplus", "1500000000", "USD", False),
    "Japan exported $3.5 billion worth of steel to India.": ("JPN", "IND", "steel", "3500000000", "USD", False),
    "Germany pledged 14 million euros for the programme.": ("DEU", None, "pledges", "14000000", "EUR", False),
    "Kenya owes 580 million shillings.": ("KEN", None, "debt", "580000000", "KES", False),
    "New Zealand released 2 million New Zealand dollars.": ("NZL", None, "funding", "2000000", "NZD", False),
    "Sweden sent 11 tonnes of supplies to Mali.": ("SWE", "MLI", "supplies", "11", "tonnes", False),
    "Some 18,000 South Korean troops took part.": ("KOR", None, "troops", "18000", "persons", True),
    "The United States has 28,500 troops in South Korea.": ("USA", "KOR", "troops", "28500", "persons", False),
    "Poland sent over 10,000 soldiers to its border with Belarus.": ("POL", "BLR", "troops", "10000", "persons", True),
    "Israel released 90 Palestinian prisoners.": ("PSE", "ISR", "releases", "90", "persons", False),
    "France expelled 15 Russian diplomats.": ("RUS", "FRA", "expulsions", "15", "persons", False),
    "North Korea fired three ballistic missiles.": ("PRK", None, "missiles", "3", "missiles", False),
    "War has displaced 12 million people in Sudan.": ("SDN", None, "displaced persons", "12000000", "persons", False),
    "Russian strikes on Kharkiv killed at least 12 people.": ("UKR", "RUS", "deaths", "12", "persons", True),
    "The death toll in Gaza rose to 31,000.": ("PSE", None, "deaths", "31000", "persons", False),
}  # fmt: skip
UNTOLD = [
    "The ambassador, 58, arrived on 12 May 2023 at 16:30.",
    "The team won 3-1 before 40,000 spectators.",
    "Call +44 20 7946 0958 for Resolution 1701.",
    "On the 80th anniversary, 42 members of the Group of 20 met.",
    "Two leaders of four powers met for three hours.",
    "The market index rose 1.5 percent to 2,301 points.",
    "About 35 percent of voters stayed at home in the second half.",
]


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return read([*TOLD, *UNTOLD])


@pytest.mark.parametrize("text", TOLD)
def test_a_figure_with_its_measure_and_parties(readings: dict[str, Reading], text: str) -> None:
    (found,) = readings[text].indicators
    subject, counterpart, *rest = TOLD[text]
    assert found.subject == f"state/{subject}"
    assert found.counterpart == (f"state/{counterpart}" if counterpart else None)
    assert [found.measure, str(found.value), found.unit, found.approximate] == rest


@pytest.mark.parametrize("text", UNTOLD)
def test_dates_ages_scores_and_numbers_of_nobody_are_left_out(readings: dict[str, Reading], text: str) -> None:
    assert readings[text].indicators == []


def test_the_span_covers_the_figure_and_what_it_counts(readings: dict[str, Reading]) -> None:
    text = "Some 18,000 South Korean troops took part."
    assert readings[text].indicators[0].span.of(text) == "Some 18,000 South Korean troops"
