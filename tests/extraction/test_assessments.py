"""Judgements on relations in sentences of our own."""

import pytest
from scenes import Reading, read

from legation.extraction import assessments, tables

GREECE = "Relations between Greece and Turkey are at their lowest point in decades."
JUDGED = {
    GREECE: [("worsening", "state/GRC", "state/TUR")],
    "Beijing's ties with Canberra soured after the inquiry.": [("worsening", "state/CHN", "state/AUS")],
    "US-China relations remain strained.": [("strained", "state/USA", "state/CHN")],
    "Sino-Indian ties are back on track.": [("improving", "state/CHN", "state/IND")],
    "Franco-German cooperation remains the engine of Europe.": [("steady", "state/FRA", "state/DEU")],
    "The dispute has strained relations between Seoul and Tokyo.": [("strained", "state/KOR", "state/JPN")],
    "The coup has damaged ties between France and Niger.": [("worsening", "state/FRA", "state/NER")],
    "Tensions between India and Pakistan have eased.": [("improving", "state/IND", "state/PAK")],
    "Tensions are rising between Israel and Lebanon.": [("worsening", "state/ISR", "state/LBN")],
    "Poland has close ties with Lithuania.": [("steady", "state/POL", "state/LTU")],
    "A thaw between Riyadh and Tehran surprised diplomats.": [("improving", "state/SAU", "state/IRN")],
    "There has been an improvement in relations between Cuba and Spain.": [("improving", "state/CUB", "state/ESP")],
    "Japan is an important partner of Vietnam.": [("steady", "state/VNM", "state/JPN")],
    "Pyongyang sees the United States as an enemy.": [("strained", "state/PRK", "state/USA")],
    "Washington considers Hanoi a key partner.": [("steady", "state/USA", "state/VNM")],
    "Ethiopia and Eritrea have been locked in a bitter feud.": [("strained", "state/ETH", "state/ERI")],
    "Turkey's relationship with NATO has become more fraught.": [("worsening", "state/TUR", "organization/NATO")],
    "Ties between Egypt and Qatar are getting better.": [("improving", "state/EGY", "state/QAT")],
    "Diplomatic ties between Morocco and Algeria were severed last year.": [("worsening", "state/MAR", "state/DZA")],
    "The depth of economic interdependence between Peru and Chile is often overlooked.": [
        ("steady", "state/PER", "state/CHL")
    ],
    "Relations between Serbia and Kosovo have not improved.": [("strained", "state/SRB", "state/XKX")],
    "Ghana and Togo met in May. Relations between the two countries have warmed.": [
        ("improving", "state/GHA", "state/TGO")
    ],
    "Jordan's relations with Syria, Iraq and Oman have improved.": [
        ("improving", "state/JOR", "state/SYR"),
        ("improving", "state/JOR", "state/IRQ"),
        ("improving", "state/JOR", "state/OMN"),
    ],
}
SILENT = [
    "Brazil wants to improve relations with Argentina.",
    "Relations between Iran and Iraq could improve.",
    "Ties between London and Paris would suffer if the law passed.",
    "She called for closer ties with Estonia.",
    "The two leaders reaffirmed cooperation on trade.",
    "Relations have improved.",
    "The alliance is the cornerstone of security in Asia.",
    "The relation between prices and wages has changed.",
    "Diplomatic ties between Morocco and Algeria were severed in 1976.",
    "Have ties between Spain and Italy improved?",
]
OTHER_SIDE = {
    "Relations with Japan have gained momentum.": ("state/KOR", "state/JPN"),
    "The minister said that ties with the United States remain the cornerstone of South Korea's security.": (
        "state/KOR",
        "state/USA",
    ),
}
SAID = "Pakistan's government said that its relations with Iran had become strained."
SEEN = "Mongolia regards Japan as a trusted friend."


def test_the_table_tells_each_entry_once_and_knows_enough() -> None:
    rows = [(row["kind"], row["words"], row["trend"], row["opposite"]) for row in tables.rows("assessments")]
    assert len(rows) == len(set(rows))
    assert len(rows) >= 250
    assert assessments.lexicon().keys


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return read([*JUDGED, *SILENT, SAID, SEEN]) | read(list(OTHER_SIDE), home="state/KOR")


@pytest.mark.slow
@pytest.mark.parametrize("text", JUDGED)
def test_trend_and_parties(readings: dict[str, Reading], text: str) -> None:
    found = [(a.trend.value, *a.parties) for a in readings[text].assessments]
    assert found == JUDGED[text]


@pytest.mark.slow
@pytest.mark.parametrize("text", SILENT)
def test_what_is_wished_possible_or_of_nobody_is_no_judgement(readings: dict[str, Reading], text: str) -> None:
    assert readings[text].assessments == []


@pytest.mark.slow
@pytest.mark.parametrize("text", OTHER_SIDE)
def test_the_side_left_out_is_whose_words_tell_else_the_home(readings: dict[str, Reading], text: str) -> None:
    (found,) = readings[text].assessments
    assert found.parties == OTHER_SIDE[text]


@pytest.mark.slow
def test_a_side_that_only_the_dateline_tells_is_less_certain(readings: dict[str, Reading]) -> None:
    guessed, told = (readings[text].assessments[0].confidence for text in OTHER_SIDE)
    assert guessed < told


@pytest.mark.slow
def test_the_speaker_assesses_what_he_says_and_nobody_what_the_outlet_says(readings: dict[str, Reading]) -> None:
    assert readings[SAID].assessments[0].assessed_by == "organization/PAK-government"
    assert readings[GREECE].assessments[0].assessed_by is None
    assert readings[SEEN].assessments[0].assessed_by == "state/MNG"


@pytest.mark.slow
def test_the_trigger_is_in_the_sentence(readings: dict[str, Reading]) -> None:
    assert readings[GREECE].assessments[0].trigger.of(GREECE) == "are at their lowest point"
