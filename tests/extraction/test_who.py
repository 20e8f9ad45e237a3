"""Who is meant in articles of our own, where a sentence alone does not tell: collectives, pronouns, owners, titles."""

import pytest

from legation.model import EventReport, Findings

pytestmark = pytest.mark.slow

# article, trigger, sources, targets: entities, "" for a party that is nobody known
CASES = [
    # several states in one noun phrase
    (
        "Ghana and Togo ended their dispute after a summit of their presidents in Lome.",
        "summit",
        "office/GHA-president office/TGO-president",
        "",
    ),
    (
        "Peru accused Ecuador of dumping waste. Officials of both countries will meet in Loja in October.",
        "meet",
        "group/PER-official group/ECU-official",
        "",
    ),
    (
        "Finland and Estonia quarrelled over a cable. Diplomats from the two capitals held talks on Friday.",
        "held talks",
        "group/FIN-diplomat group/EST-diplomat",
        "",
    ),
    (
        "The foreign ministers of Oman and Yemen met in Salalah. The ministers signed a border protocol.",
        "signed a border protocol",
        "office/OMN-foreign-minister office/YEM-foreign-minister",
        "",
    ),
    (
        "Kenya asked Uganda on Monday to reopen the road as the two countries resumed talks.",
        "resumed talks",
        "state/KEN state/UGA",
        "",
    ),
    (
        "India and Nepal pulled back patrols. The two armies agreed on a timetable on Tuesday.",
        "agreed",
        "organization/IND-army organization/NPL-army",
        "",
    ),
    (
        "Iraq and Kuwait traded blame over a pipeline. Both sides agreed to set up a committee.",
        "agreed to set",
        "state/IRQ state/KWT",
        "",
    ),
    (
        "Malawi and Zambia signed an accord. Japan, which hosted the energy ministers of both countries, praised it.",
        "hosted the energy ministers",
        "state/JPN",
        "office/MWI-energy-minister office/ZMB-energy-minister",
    ),
    # the same people again
    (
        "President Emmanuel Macron met Prime Minister Giorgia Meloni in Turin. The two leaders discussed migration.",
        "discussed migration",
        "person/emmanuel-macron person/giorgia-meloni",
        "",
    ),
    (
        "European Union foreign ministers met in Nicosia. Ukraine thanked the ministers.",
        "thanked the ministers",
        "state/UKR",
        "group/EUE-minister",
    ),
    # pronouns follow what the last sentence was about
    (
        "Panama's embassy in Madrid complained to the Spanish foreign ministry. It urged Spain to release the crew.",
        "urged Spain to release",
        "organization/PAN-embassy",
        "state/ESP",
    ),
    (
        "Defence officials of Norway and Sweden met in Oslo. They agreed to share radar data.",
        "agreed to share",
        "group/NOR-officer group/SWE-officer",
        "",
    ),
    # an organisation spoken of again, and its seat
    (
        "The European Union criticised Georgia on Monday. Brussels urged Georgia to release the journalists.",
        "urged Georgia to release",
        "organization/EUE",
        "state/GEO",
    ),
    (
        "The African Union met on Monday. Ethiopia thanked the bloc for its help.",
        "thanked the bloc",
        "state/ETH",
        "organization/AU",
    ),
    # whom an answer answers
    (
        "Uruguay summoned the Paraguayan ambassador. Asuncion rejected the protest.",
        "rejected the protest",
        "state/PRY",
        "state/URY",
    ),
    (
        "Denmark expelled a Serbian attache. Belgrade threatened to retaliate.",
        "threatened to retaliate",
        "state/SRB",
        "state/DNK",
    ),
    (
        "Qatar offered Lebanon a loan. Beirut accepted. Cyprus imposed sanctions on Belarus. Malta welcomed the move.",
        "welcomed the move",
        "state/MLT",
        "state/CYP",
    ),
    ("Belgium closed a road on Monday. Brussels urged France to help.", "urged France", "state/BEL", "state/FRA"),
]


def acts(found: Findings, trigger: str) -> list[EventReport]:
    text = found.document.text
    return [e for e in found.events if trigger in e.trigger.of(text)]


@pytest.fixture(scope="module")
def findings(reader):
    return reader([text for text, *_ in CASES])


@pytest.mark.parametrize(("text", "trigger", "sources", "targets"), CASES)
def test_who_is_meant(findings: dict[str, Findings], text: str, trigger: str, sources: str, targets: str) -> None:
    told = [
        (" ".join(p.entity or "" for p in e.sources), " ".join(p.entity or "" for p in e.targets))
        for e in acts(findings[text], trigger)
    ]
    assert (sources, targets) in told
