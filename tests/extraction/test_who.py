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
    # names that count once their bearer was told
    (
        "Guyana arrested six Surinamese fishermen. Georgetown released the men on Sunday.",
        "released the men",
        "state/GUY",
        "group/SUR-fisher",
    ),
    (
        "The Allied Democratic Forces (ADF) raided Oicha. Uganda accused Rwanda of arming the ADF.",
        "accused Rwanda",
        "state/UGA",
        "state/RWA",
    ),
    (
        "Cuba's president spoke with Xi Jinping and with the Russian prime minister on Friday.",
        "spoke",
        "office/CUB-president",
        "person/xi-jinping office/RUS-prime-minister",
    ),
    (
        "Chad's prime minister, General Saleh Tourba, met the chairperson of the African Union's commission.",
        "met",
        "person/saleh-tourba",
        "office/AU-commission-chairperson",
    ),
    (
        "ECOWAS suspended Guinea. Guinea's army accused the bloc of bowing to France.",
        "accused the bloc",
        "organization/GIN-army",
        "organization/ECOWAS",
    ),
    (
        "A delegation of the African Union came to Bangui. The mission, led by a general, met the Chadian envoy.",
        "met",
        "organization/AU-delegation",
        "office/TCD-special-envoy",
    ),
    # two at hand: who had to do with one another last, without whoever speaks to them
    (
        "Panama's navy seized a Honduran trawler. Belize thanked Mexico for rice. Peru's president proposed that the "
        "two states share the bay. Honduras accused Panama of piracy. Spain urged both countries to talk.",
        "urged both countries",
        "state/ESP",
        "state/HND state/PAN",
    ),
    (
        "Mali accused Benin of arming rebels. Togo mediated between Benin and Niger in March 2022. The UN secretary "
        "general appealed to both governments to step back.",
        "appealed to both governments",
        "office/UNO-secretary-general",
        "state/MLI state/BEN",
    ),
    (
        "Oman and Qatar back a truce. Latvia's president, Ilze Ozola, met her Estonian counterpart, Juri Tamm. "
        "They agreed to share a ferry.",
        "agreed to share",
        "person/ilze-ozola person/juri-tamm",
        "",
    ),
    (
        "Samoa and Tonga set up a fund. The accord was signed by the trade ministers, Sione Vea and Leota Fili.",
        "signed",
        "person/sione-vea person/leota-fili",
        "",
    ),
    (
        "Kenya and Somalia fought over a reef. Djibouti urged its neighbours to withdraw.",
        "urged its neighbours",
        "state/DJI",
        "state/KEN state/SOM",
    ),
    (
        "Jordan and Syria traded fire in May. Rwanda sold Syria maize. Syria quarrelled with Iraq over a well. Jordan "
        "accused Syria of smuggling. Iraq praised Rwanda. The Arab League urged both governments to talk.",
        "urged both governments",
        "organization/ARAB-LEAGUE",
        "state/JOR state/SYR",
    ),
    (
        "Bhutan's negotiator, Karma Loday, met Nepalese officials. Nepal's envoy blamed the other side.",
        "blamed the other side",
        "office/NPL-special-envoy",
        "person/karma-loday",
    ),
    (
        "A pipeline plan was backed by President Kais Saied and Libya's prime minister when they met in Sfax in May.",
        "met",
        "person/kais-saied office/LBY-prime-minister",
        "",
    ),
    (
        "Cyprus sent Malta two fire engines. Egypt's foreign ministry thanked it.",
        "thanked it",
        "organization/EGY-ministry-of-foreign-affairs",
        "state/CYP",
    ),
    (
        "Eritrean-backed fighters attacked a convoy. Ethiopia's army pursued them.",
        "attacked a convoy",
        "",
        "",
    ),
    (
        "Tonga's king met the envoy. Fiji rejected a call by King Sione Tupou to resign.",
        "rejected a call",
        "state/FJI",
        "person/sione-tupou",
    ),
    (
        "Fiji and Tonga met. Fiji thanked Tonga. Tonga praised Fiji. Malta's president visited Nicosia and met Cypriot "
        "ministers. The two states have had no ferry since 1978. They pledged to restore relations.",
        "pledged to restore",
        "state/MLT state/CYP",
        "",
    ),
    (
        "French troops left Gabon. The African Union's commission praised Gabon's ruler, General Paul Ondo. The junta "
        "expelled the Togolese ambassador.",
        "expelled",
        "organization/GAB-government",
        "state/TGO",
    ),
    (
        "Mali closed a depot and arrested four Ivorian drivers. They were freed on Sunday.",
        "were freed",
        "",
        "group/CIV-worker",
    ),
    # who holds the same office elsewhere
    (
        "Laos's trade minister, Bounmy Keola, received his Bhutanese counterpart on Monday.",
        "received his Bhutanese counterpart",
        "person/bounmy-keola",
        "office/BTN-trade-minister",
    ),
    # bodies named with what they are, ships, and those who are nobody's
    (
        "The Abu Sayyaf group kidnapped two Malaysian sailors on Sunday.",
        "kidnapped",
        "organization/abu-sayyaf",
        "group/MYS-soldier",
    ),
    ("The Commonwealth suspended Fiji.", "suspended Fiji", "organization/COMMONWEALTH", "state/FJI"),
    ("HMAS Gascoyne harassed a Fijian trawler.", "harassed", "organization/AUS-navy", "state/FJI"),
    ("Estonia seized the tanker Sevala on Monday.", "seized", "state/EST", ""),
    (
        "Washington warned governments in the region not to buy Iranian oil.",
        "warned governments",
        "state/USA",
        "",
    ),
    (
        "Niger closed its border a day after Nigerian police arrested a clerk of its embassy.",
        "arrested a clerk",
        "organization/NGA-police",
        "organization/NER-embassy",
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
    # who does something to several is none of them
    (
        "Angola and Zambia closed a bridge. Oman urged both countries to talk.",
        "urged both countries to talk",
        "state/OMN",
        "state/AGO state/ZMB",
    ),
    (
        "Chile and Bolivia traded blame. Uruguay offered to host a meeting of the two foreign ministers.",
        "offered to host",
        "state/URY",
        "office/CHL-foreign-minister office/BOL-foreign-minister",
    ),
    (
        "Belarus closed its consulate in Poland, accusing it of sheltering gunmen.",
        "accusing it of sheltering",
        "state/BLR",
        "state/POL",
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


# article, dateline, trigger, status, first day, last day, sources, targets
DATED = [
    (
        "The Peruvian president flies to Quito on Thursday.",
        "Lima",
        "flies",
        "planned 2025-09-18 2025-09-18",
        "office/PER-president",
        "state/ECU",
    ),
    (
        "Rebels killed three Rwandan soldiers and wounded six on Monday.",
        "Kigali",
        "killed three Rwandan soldiers",
        "occurred 2025-09-15 2025-09-15",
        "group/RWA-rebel",
        "group/RWA-soldier",
    ),
    (
        "Iceland agreed to keep the harbour open from December 1.",
        "Reykjavik",
        "agreed to keep",
        "occurred  ",
        "state/ISL",
        "",
    ),
    (
        "Unidentified gunmen killed five Kenyan soldiers near Garissa on Sunday.",
        "Nairobi",
        "killed five Kenyan soldiers",
        "occurred 2025-09-14 2025-09-14",
        "",
        "group/KEN-soldier",
    ),
    (
        "A Ghanaian patrol came under fire from the bushes on Sunday.",
        "Bamako",
        "came",
        "occurred 2025-09-14 2025-09-14",
        "",
        "organization/GHA-military-unit",
    ),
    (
        "Two Nepali engineers were arrested at a dam in Bhutan on Sunday.",
        "Delhi",
        "arrested",
        "occurred 2025-09-14 2025-09-14",
        "state/BTN",
        "group/NPL-scientist",
    ),
    (
        "Acting Foreign Minister Selina Okoro told the Malian delegates that Benin rejected the plan.",
        "Cotonou",
        "rejected the plan",
        "occurred  ",
        "state/BEN",
        "",
    ),
    (
        "Shepherds near Ghanzi demanded compensation from Namibia on Sunday.",
        "Gaborone",
        "demanded compensation",
        "occurred 2025-09-14 2025-09-14",
        "group/BWA-farmer",
        "state/NAM",
    ),
    (
        "Tunisia and Libya disputed a reef. Tunisia asked its neighbour on Sunday for maps.",
        "Tunis",
        "asked its neighbour",
        "occurred 2025-09-14 2025-09-14",
        "state/TUN",
        "state/LBY",
    ),
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


@pytest.mark.parametrize(("text", "dateline", "trigger", "when", "sources", "targets"), DATED)
def test_who_and_when_at_home(
    reader, text: str, dateline: str, trigger: str, when: str, sources: str, targets: str
) -> None:
    told = [
        (
            f"{e.status.value} {e.earliest} {e.latest}",
            " ".join(p.entity or "" for p in e.sources).strip(),
            " ".join(p.entity or "" for p in e.targets).strip(),
        )
        for e in acts(reader([text], dateline=dateline)[text], trigger)
    ]
    assert (when, sources, targets) in told


def test_a_title_is_no_part_of_a_name(reader) -> None:
    text = "Deputy Defence Minister Jonas Petrauskas met Commander Tiina Mets of Estonia in Vilnius."
    people = {e.id for e in reader([text], dateline="Vilnius")[text].entities if e.id.startswith("person/")}
    assert people == {"person/jonas-petrauskas", "person/tiina-mets"}


def test_a_minister_is_not_of_the_state_that_he_speaks_to(reader) -> None:
    text = "Acting Foreign Minister Selina Okoro told the Malian delegates that a price had been agreed."
    (statement,) = reader([text], dateline="Cotonou")[text].statements
    assert (statement.speaker.entity, statement.on_behalf_of) == ("person/selina-okoro", "state/BEN")


def test_a_title_may_be_coordinated(reader) -> None:
    text = "Peru's president met the Minister of Foreign Affairs and Human Mobility of Ecuador, Rosa Vela, in Lima."
    (event,) = reader([text], dateline="Lima")[text].events
    assert [(p.entity, p.code) for p in event.targets] == [("person/rosa-vela", "ECU")]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Fiji froze a pact with China before a treaty with Japan, Prime Minister Seru Vakau said on Monday.", "FJI"),
        ("Togo rejected a loan from France, Finance Minister Ama Lawson said.", "TGO"),
        ("The foreign minister of Oman, Said Harthi, will visit Peru.", "OMN"),
    ],
)
def test_an_office_is_not_of_the_state_named_beside_it(reader, text: str, state: str) -> None:
    (tenure,) = reader([text])[text].tenures
    assert tenure.office.startswith(f"office/{state}-")


@pytest.mark.parametrize("who", ["one ambassador in Kinshasa", "Western diplomats"])
def test_an_envoy_is_not_of_where_he_serves(reader, who: str) -> None:
    text = f'Kenya and Uganda quarrelled. "Nothing will come of it," said {who}.'
    (statement,) = reader([text])[text].statements
    assert (statement.speaker.code, statement.on_behalf_of) == ("", None)


def test_the_president_of_the_republic_is_of_the_country_of_the_dateline(reader) -> None:
    text = "The President of the Republic received Japan's envoy."
    (event,) = reader([text], dateline="Lima")[text].events
    assert [p.code for p in event.sources] == ["PER"]
