"""Where the acts of sentences of our own took place."""

import pytest
from scenes import Reading, read

from legation.extraction import places
from legation.extraction.salience import Salience
from legation.model import EventType

pytestmark = pytest.mark.slow

# the trigger word, its type, the place
WHERE = {
    "The ministers met at a hotel outside Geneva on Monday.": ("met", EventType.CONSULT, "place/geneva-CHE"),
    "Gunmen killed twelve people in a village near Timbuktu.": ("killed", EventType.ASSAULT, "place/timbuktu-MLI"),
    "Merz held a summit with Macron in Lyon, where the two leaders agreed to build trains.": (
        "agreed", EventType.AGREE, "place/lyon-FRA",
    ),
    "Chile and Bolivia will hold talks in the Chilean port of Arica.": ("hold", EventType.CONSULT, "place/arica-CHL"),
    "At a reception in Nairobi, the envoy thanked his hosts.": ("thanked", EventType.SUPPORT, "place/nairobi-KEN"),
    "Lula arrived in Pretoria and met Ramaphosa.": ("met", EventType.CONSULT, "place/pretoria-ZAF"),
    "The two sides signed the accord in Rabat, Morocco.": ("signed", EventType.AGREE, "place/rabat-MAR"),
    "Xi visited Moscow.": ("visited", EventType.CONSULT, "place/moscow-RUS"),
    "Merz met Macron during a visit to Warsaw.": ("met", EventType.CONSULT, "place/warsaw-POL"),
    "The envoy met officials in the Syrian capital.": ("met", EventType.CONSULT, "place/damascus-SYR"),
    "Protesters gathered outside the Chinese embassy in Lusaka.": (
        "gathered", EventType.PROTEST, "place/lusaka-ZMB",
    ),
    "Soldiers clashed at Ankara airport.": ("clashed", EventType.ASSAULT, "place/ankara-TUR"),
    "Russia shelled Kharkiv.": ("shelled", EventType.ASSAULT, "place/kharkiv-UKR"),
    "Police arrested three men in Kenya.": ("arrested", EventType.COERCE, "state/KEN"),
    "The leaders met on the sidelines of a summit in Jeddah.": ("met", EventType.CONSULT, "place/jeddah-SAU"),
    "Miners marched through Oruro on Friday.": ("marched", EventType.PROTEST, "place/oruro-BOL"),
    "The king received a delegation of Libya's rebels in Rabat on Monday.": (
        "received", EventType.CONSULT, "place/rabat-MAR",
    ),
    "Farmers in Lyon burned Spanish flags to protest against cheap wine.": (
        "burned", EventType.PROTEST, "place/lyon-FRA",
    ),
    "Kurdish fighters pulled out of Kirkuk on Monday.": ("pulled", EventType.RETREAT, "place/kirkuk-IRQ"),
    "Bandits kidnapped three nurses from a clinic in Sokoto.": ("kidnapped", EventType.ASSAULT, "place/sokoto-NGA"),
    "The envoy was summoned to the foreign ministry in Bern.": ("summoned", EventType.ACCUSE, "place/bern-CHE"),
    "Raiders attacked the village of Anefal in northern Mali.": ("attacked", EventType.ASSAULT, "place/anefal-MLI"),
    "Guards handed over the bodies at the Dogharoun crossing.": ("handed", EventType.RETREAT, "place/dogharoun"),
    "The ships collided in the South China Sea.": ("collided", EventType.ASSAULT, "place/south-china-sea"),
}  # fmt: skip
NOWHERE = {
    "France condemned the attack in Kabul.": ("condemned", EventType.ACCUSE),
    "In talks with Seoul, Japan agreed to pay.": ("agreed", EventType.AGREE),
    "In May, Spain recognised Kosovo.": ("recognised", EventType.SUPPORT),
    "He discussed the war in Ukraine with Merz.": ("discussed", EventType.CONSULT),
    "Interest in China grew.": ("grew", None),
    "Washington sanctioned Moscow.": ("sanctioned", EventType.COERCE),
    "Russia, which has troops in Syria, met Turkey.": ("met", EventType.CONSULT),
}
AMBIGUOUS = {
    "Police arrested a spy in Cordoba, Argentina.": "state/ARG",
    "Spanish police arrested a spy in Cordoba.": "state/ESP",
}


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return read([*WHERE, *NOWHERE, *AMBIGUOUS])


def place(reading: Reading, trigger: str, kind: EventType | None) -> str | None:
    scene = reading.scenes[-1]
    salience = Salience()
    salience.note(scene.state_names())
    index = next(t.index for t in scene.sentence.tokens if t.text == trigger)
    return places.place_of(scene, index, kind, salience)


@pytest.mark.parametrize("text", WHERE)
def test_the_place_of_the_clause(readings: dict[str, Reading], text: str) -> None:
    trigger, kind, expected = WHERE[text]
    assert place(readings[text], trigger, kind) == expected


@pytest.mark.parametrize("text", NOWHERE)
def test_parties_months_and_places_of_other_acts_are_none(readings: dict[str, Reading], text: str) -> None:
    trigger, kind = NOWHERE[text]
    assert place(readings[text], trigger, kind) is None


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_of_two_places_of_a_name_the_one_in_the_state_named_is_meant(readings: dict[str, Reading], text: str) -> None:
    found = place(readings[text], "arrested", EventType.COERCE)
    cast = readings[text].scenes[-1].cast
    assert found is not None
    assert cast.entities[found].state == AMBIGUOUS[text]


def test_the_place_is_described_in_the_cast(readings: dict[str, Reading]) -> None:
    text = "Russia shelled Kharkiv."
    place(readings[text], "shelled", EventType.ASSAULT)
    described = readings[text].scenes[-1].cast.entities["place/kharkiv-UKR"]
    assert (described.state, described.label) == ("state/UKR", "Kharkiv")
