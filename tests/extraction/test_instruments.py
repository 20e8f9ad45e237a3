"""Agreements and policies named in sentences of our own."""

import pytest
from scenes import Reading, read

from legation.extraction import tables

# kind, label, parties, aim
NAMED = {
    "Vietnam and Israel signed a free trade agreement.": (
        "Agreement", "Free trade agreement between Israel and Vietnam", ("VNM", "ISR"), "",
    ),
    "Serbia has had a free trade agreement with China since 2024.": (
        "Agreement", "Free trade agreement between China and Serbia", ("SRB", "CHN"), "",
    ),
    "Kenya and Tanzania are bound by a 1999 defence pact.": (
        "Agreement", "Defence pact between Kenya and Tanzania", ("KEN", "TZA"), "",
    ),
    "Poland and Ukraine concluded a security cooperation agreement designed to deter Russia.": (
        "Agreement", "Security cooperation agreement between Poland and Ukraine", ("POL", "UKR"), "to deter Russia",
    ),
    "The Comprehensive Strategic Partnership between Hanoi and Seoul was announced in May.": (
        "Agreement", "Comprehensive Strategic Partnership between South Korea and Vietnam", ("VNM", "KOR"), "",
    ),
    "Turkey ratified the Treaty on Maritime Boundaries with Libya.": (
        "Agreement", "Treaty on Maritime Boundaries", ("TUR", "LBY"), "",
    ),
    "Russia suspended its participation in the New START treaty.": ("Agreement", "New START", ("RUS",), ""),
    "The envoys of Togo and Benin adopted the Lome Declaration.": ("Agreement", "Lome Declaration", (), ""),
    "China's Belt and Road Initiative has funded the port.": ("Policy", "Belt and Road Initiative", ("CHN",), ""),
    "The Turkish president unveiled the National Security Strategy to deter attacks.": (
        "Policy", "National Security Strategy of Turkey", ("TUR",), "to deter attacks",
    ),
    "Thailand launched the \"Land Bridge\" initiative to link two oceans.": (
        "Policy", "Land Bridge initiative", ("THA",), "to link two oceans",
    ),
    "Japan adopted a policy of \"proactive contribution to peace\".": (
        "Policy", "proactive contribution to peace", ("JPN",), "",
    ),
    "Peru will pursue \"patient diplomacy based on trust\" to mend ties with Chile.": (
        "Policy", "patient diplomacy", ("PER",), "to mend ties with Chile",
    ),
    "Chile follows a policy of strict neutrality.": ("Policy", "strict neutrality", ("CHL",), ""),
    "Norway vows patient diplomacy.": ("Policy", "patient diplomacy", ("NOR",), ""),
}  # fmt: skip
UNNAMED = [
    "Germany wants a trade agreement with Chile.",
    "The two sides held talks on a free trade agreement between India and Peru.",
    "Both sides signed an agreement on Thursday.",
    "It pursued a foreign policy of its own.",
    "The North Atlantic Treaty Organization met in Brussels.",
    "South Africa and Qatar signed a memorandum of understanding.",
    "The World Food Programme sent grain.",
    "He thanked the party for its \"warm welcome\".",
]  # fmt: skip
OTHER = "Egypt and Ethiopia signed the Declaration of Principles in 2015."


def test_the_table_names_each_thing_once() -> None:
    rows = [(row["kind"], row["words"]) for row in tables.rows("instruments")]
    assert len(rows) == len(set(rows))


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return read([*NAMED, *UNNAMED, OTHER])


@pytest.mark.slow
@pytest.mark.parametrize("text", NAMED)
def test_kind_label_parties_and_aim(readings: dict[str, Reading], text: str) -> None:
    (found,) = readings[text].instruments
    kind, label, parties, aim = NAMED[text]
    assert (found.kind, found.label, found.aim) == (kind, label, aim)
    assert set(found.parties) == {f"state/{party}" for party in parties}


@pytest.mark.slow
@pytest.mark.parametrize("text", UNNAMED)
def test_what_is_wished_or_has_no_name_is_none(readings: dict[str, Reading], text: str) -> None:
    assert readings[text].instruments == []


@pytest.mark.slow
def test_a_name_of_the_gazetteer_gives_its_identifier(readings: dict[str, Reading]) -> None:
    (found,) = readings["Russia suspended its participation in the New START treaty."].instruments
    assert found.entity == "agreement/new-start"


@pytest.mark.slow
def test_the_same_name_with_other_parties_is_another_agreement(readings: dict[str, Reading]) -> None:
    (found,) = readings[OTHER].instruments
    assert found.label == "Declaration of Principles"
    assert found.entity == "agreement/declaration-of-principles-between-egypt-and-ethiopia"


@pytest.mark.slow
def test_the_span_covers_the_name(readings: dict[str, Reading]) -> None:
    text = "Turkey ratified the Treaty on Maritime Boundaries with Libya."
    assert readings[text].instruments[0].span.of(text) == "Treaty on Maritime Boundaries"
