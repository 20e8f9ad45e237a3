"""Sentences as agencies write the first of a story: long, with who says so, appositions, relative clauses."""

import pytest

from legation.extraction.plover import event_record

pytestmark = pytest.mark.slow

# sentence, type, sources, targets
LEADS = [
    (
        "Rwanda, whose army backed the rebellion that brought Laurent Kabila to power, accused his government"
        " on Thursday of training Hutu militiamen.",
        "ACCUSE",
        "RWA",
        "COD",
    ),
    (
        "China, angered by the visa given to Taiwan's president, accused Washington on Tuesday of violating "
        "the three communiques that govern relations between the two powers.",
        "ACCUSE",
        "CHN",
        "USA",
    ),
    (
        "Sudan accused neighbouring Ethiopia on Saturday of supporting an attack on two border towns in Blue "
        "Nile state.",
        "ACCUSE",
        "SDN",
        "ETH",
    ),
    (
        "Cuba blamed the United States for the wave of rafters, saying Washington encouraged illegal "
        "departures with its immigration policy.",
        "ACCUSE",
        "CUB",
        "USA",
    ),
    (
        "The White House on Wednesday condemned Iraq's treatment of captured airmen, who were shown on "
        "Baghdad television, as a violation of the Geneva Convention.",
        "ACCUSE",
        "USA",
        "IRQ",
    ),
    (
        "President Slobodan Milosevic agreed on Tuesday to let 2,000 OSCE monitors into Kosovo, U.S. envoy "
        "Richard Holbrooke said after nine days of talks in Belgrade.",
        "AGREE",
        "SRB",
        "IGO",
    ),
    (
        "Azerbaijan is ready to grant Nagorno-Karabakh wide autonomy in exchange for the withdrawal of "
        "Armenian troops, President Heydar Aliyev was quoted as saying.",
        "AGREE",
        "AZE",
        "ARM",
    ),
    (
        "Britain promised to finance land reform in Zimbabwe provided that President Robert Mugabe respected "
        "the rule of law.",
        "AGREE",
        "GBR",
        "ZWE",
    ),
    (
        "Israeli Prime Minister Benjamin Netanyahu promised the Palestinians that troops would leave most of "
        "Hebron within ten days.",
        "AGREE",
        "ISR",
        "PSE",
    ),
    (
        "India and China agreed on Monday to pull back troops from the disputed Himalayan frontier, India's "
        "foreign secretary said.",
        "AGREE",
        "IND",
        "CHN",
    ),
    (
        "Germany has given 40 million marks to help rebuild houses in Bosnia, the development ministry said "
        "in a statement.",
        "AID",
        "DEU",
        "BIH",
    ),
    (
        "A U.S. military transport plane flew 20 tonnes of food to the Somali town of Baidoa, the first "
        "flight of a relief airlift ordered by President Bush.",
        "AID",
        "USA",
        "SOM",
    ),
    (
        "China handed over 20 police vehicles to Papua New Guinea on Tuesday at a ceremony attended by Prime "
        "Minister James Marape.",
        "AID",
        "CHN",
        "PNG",
    ),
    (
        "Australia rushed medical supplies and tents to Papua New Guinea after a tidal wave swept away "
        "several villages on its north coast.",
        "AID",
        "AUS",
        "PNG",
    ),
    (
        "Tamil Tiger rebels attacked a naval base in northern Sri Lanka before dawn on Sunday, killing at "
        "least 30 sailors, military officials said.",
        "ASSAULT",
        "LKA",
        "LKA",
    ),
    (
        "Leftist guerrillas kidnapped the mayor of a town in southern Colombia, the third official seized in "
        "the region since January, police said on Monday.",
        "ASSAULT",
        "COL",
        "COL",
    ),
    (
        "Indian artillery pounded Pakistani positions across the Line of Control in Kashmir for a third day "
        "on Wednesday after the breakdown of talks between the two countries.",
        "ASSAULT",
        "IND",
        "PAK",
    ),
    (
        "Russia launched more than 100 drones at Ukraine overnight, killing four people in Odesa, regional "
        "governor Oleh Kiper said on Thursday.",
        "ASSAULT",
        "RUS",
        "UKR",
    ),
    (
        "Spanish police arrested four suspected members of the Basque separatist group ETA in raids around "
        "Bilbao on Saturday.",
        "COERCE",
        "ESP",
        "ESP",
    ),
    (
        "The U.S. Treasury Department slapped sanctions on eight Iranian officials and a Dubai-based company "
        "accused of procuring parts for drones.",
        "COERCE",
        "USA",
        "IRN",
    ),
    (
        "Myanmar's junta has put opposition leader Aung San Suu Kyi under house arrest again, diplomats in "
        "Yangon said.",
        "COERCE",
        "MMR",
        "MMR",
    ),
    (
        "The European Union froze Yugoslav assets on Monday and banned flights by the national airline in "
        "response to the crackdown in Kosovo.",
        "COERCE",
        "IGO",
        "SRB",
    ),
    (
        "South African President F.W. de Klerk lifted a 30-year-old ban on the African National Congress on Friday.",
        "CONCEDE",
        "ZAF",
        "ZAF",
    ),
    (
        "Taiwan scrapped a ban on direct trade with mainland China on Monday, a move long sought by businessmen.",
        "CONCEDE",
        "TWN",
        "CHN",
    ),
    (
        "Egyptian President Hosni Mubarak met Israeli Prime Minister Yitzhak Rabin in Cairo on Sunday to "
        "discuss ways of reviving the peace talks.",
        "CONSULT",
        "EGY",
        "ISR",
    ),
    (
        "The foreign ministers of Greece and Turkey, George Papandreou and Ismail Cem, held talks in Athens "
        "on Friday, their fourth meeting this year.",
        "CONSULT",
        "GRC",
        "TUR",
    ),
    (
        "U.S. Secretary of State Warren Christopher flew to Damascus on Sunday for talks with President Hafez"
        " al-Assad on the Golan Heights.",
        "CONSULT",
        "USA",
        "SYR",
    ),
    (
        "Vietnam's Communist Party chief To Lam spoke by telephone with U.S. President Donald Trump on Friday"
        " about tariffs.",
        "CONSULT",
        "VNM",
        "USA",
    ),
    (
        "American and Russian astronauts docked their spacecraft on Thursday in the first joint mission of "
        "the two nations for 20 years.",
        "COOPERATE",
        "USA",
        "RUS",
    ),
    (
        "India and Sri Lanka started joint naval exercises in the Palk Strait on Wednesday, the first since "
        "the island's civil war ended.",
        "COOPERATE",
        "IND",
        "LKA",
    ),
    (
        "Norway and Russia started a joint clean-up of nuclear waste from submarines in the Barents Sea.",
        "COOPERATE",
        "NOR",
        "RUS",
    ),
    (
        "Colombia extradited a drug lord nicknamed Otoniel to the United States on Wednesday.",
        "COOPERATE",
        "COL",
        "USA",
    ),
    (
        "Turkey moved tanks and 5,000 extra soldiers into northern Cyprus last week in answer to Nicosia's "
        "decision to buy Russian missiles, the Cypriot government spokesman said.",
        "MOBILIZE",
        "TUR",
        "CYP",
    ),
    (
        "China fired missiles into waters off Taiwan's two main ports on Friday, the first of a series of "
        "tests meant to intimidate voters ahead of the island's presidential election.",
        "MOBILIZE",
        "CHN",
        "TWN",
    ),
    (
        "Nigeria sent 700 more soldiers to Freetown to reinforce the West African intervention force battling"
        " the junta, witnesses said.",
        "MOBILIZE",
        "NGA",
        "SLE",
    ),
    (
        "Russia has massed more than 100,000 troops near Ukraine's borders, according to satellite pictures "
        "released by a U.S. company.",
        "MOBILIZE",
        "RUS",
        "UKR",
    ),
    (
        "Some 300 left-wing activists marched on the U.S. embassy in Manila on Tuesday, chanting slogans "
        "against joint military manoeuvres.",
        "PROTEST",
        "PHL",
        "USA",
    ),
    (
        "Tens of thousands of people marched through Hong Kong on Tuesday to demand full democracy from Beijing.",
        "PROTEST",
        "HKG",
        "CHN",
    ),
    (
        "Indonesian Moslem groups staged a noisy protest outside the U.S. consulate in Surabaya over the "
        "bombing of Afghanistan.",
        "PROTEST",
        "IDN",
        "USA",
    ),
    (
        "Zimbabwean workers began a two-day general strike on Wednesday to protest against President Robert "
        "Mugabe's economic policies.",
        "PROTEST",
        "ZWE",
        "ZWE",
    ),
    (
        "Iraq on Monday again refused to allow U.N. weapons inspectors into presidential palaces, setting the"
        " stage for a new confrontation with the Security Council.",
        "REJECT",
        "IRQ",
        "IGO",
    ),
    (
        'North Korea dismissed as a "cheap trick" a South Korean proposal for family reunions across the '
        "fortified border.",
        "REJECT",
        "PRK",
        "KOR",
    ),
    (
        "Fiji's military commander, Frank Bainimarama, brushed aside Australian calls for early elections on Monday.",
        "REJECT",
        "FJI",
        "AUS",
    ),
    (
        "Kyiv rejected out of hand on Saturday a Russian demand that it pull its forces out of the Donbas.",
        "REJECT",
        "UKR",
        "RUS",
    ),
    (
        "The United Nations Security Council called on Indonesia on Friday to disarm the militias that have "
        "terrorised East Timor since it voted for independence.",
        "REQUEST",
        "IGO",
        "IDN",
    ),
    (
        "Palestinian leader Yasser Arafat appealed to President Bill Clinton on Monday to press Israel to "
        "halt settlement building in East Jerusalem.",
        "REQUEST",
        "PSE",
        "USA",
    ),
    (
        "Ukrainian President Volodymyr Zelenskiy urged Germany on Sunday to supply long-range missiles that "
        "could hit targets deep inside Russia.",
        "REQUEST",
        "UKR",
        "DEU",
    ),
    (
        "The Philippines demanded on Monday that China immediately remove structures it has erected on "
        "Mischief Reef in the disputed Spratly Islands.",
        "REQUEST",
        "PHL",
        "CHN",
    ),
    (
        "Israel freed 13 Lebanese detainees on Wednesday, some of whom had been held without trial for more "
        "than a decade as bargaining chips.",
        "RETREAT",
        "ISR",
        "LBN",
    ),
    (
        "The last Russian soldiers left Estonia on Wednesday, ending more than five decades of military "
        "presence in the Baltic state.",
        "RETREAT",
        "RUS",
        "EST",
    ),
    (
        "Pakistan handed over a captured Indian pilot at the Wagah border crossing on Friday in what it "
        "called a gesture of peace.",
        "RETREAT",
        "PAK",
        "IND",
    ),
    (
        "Sri Lanka's government and the Tamil Tigers signed a ceasefire on Friday, the first step towards "
        "ending a war that has killed 64,000 people.",
        "RETREAT",
        "LKA",
        "LKA",
    ),
    (
        "The West African bloc ECOWAS suspended Ivory Coast on Tuesday over President Laurent Gbagbo's "
        "refusal to give up power.",
        "SANCTION",
        "IGO",
        "CIV",
    ),
    (
        "Mali's military rulers, who seized power in 2020, ordered the French ambassador to leave within 72 "
        "hours after what they called hostile remarks by France's foreign minister.",
        "SANCTION",
        "MLI",
        "FRA",
    ),
    (
        "The United States withdrew its ambassador from Belarus on Monday in protest at the eviction of "
        "Western diplomats from their residences in Minsk.",
        "SANCTION",
        "USA",
        "BLR",
    ),
    (
        "France has frozen all official contacts with New Zealand because of Wellington's campaign against "
        "nuclear testing at Mururoa.",
        "SANCTION",
        "FRA",
        "NZL",
    ),
    (
        "Solomon Islands signed a security pact with China on Tuesday despite warnings from Australia and New"
        " Zealand, Prime Minister Manasseh Sogavare told parliament.",
        "SUPPORT",
        "SLB",
        "CHN",
    ),
    (
        "France expressed its full support for Chadian President Idriss Deby, whose forces are battling "
        "rebels in the east of the country.",
        "SUPPORT",
        "FRA",
        "TCD",
    ),
    (
        "Argentina and Chile signed an accord on Monday settling the last of the border disputes that brought"
        " them to the brink of war in 1978.",
        "SUPPORT",
        "ARG",
        "CHL",
    ),
    (
        "Russia welcomed India's decision to sign the chemical weapons convention and said it would back New "
        "Delhi's bid for a permanent seat on the Security Council.",
        "SUPPORT",
        "RUS",
        "IND",
    ),
    (
        "The United States and its NATO allies threatened on Friday to bomb Serbia unless it withdrew its "
        "forces from Kosovo.",
        "THREATEN",
        "USA IGO",
        "SRB",
    ),
    (
        'North Korea warned it would turn Seoul and Washington into "a sea of fire" if the allies went ahead '
        "with their annual military drills.",
        "THREATEN",
        "PRK",
        "KOR USA",
    ),
    (
        "Iran will block the Strait of Hormuz if the United States tries to stop its oil exports, a commander"
        " of the Revolutionary Guards warned on Sunday.",
        "THREATEN",
        "IRN",
        "USA",
    ),
    (
        "Fiji warned New Zealand on Tuesday it would expel its high commissioner if Wellington went on "
        "denying visas to members of the interim government.",
        "THREATEN",
        "FJI",
        "NZL",
    ),
    ("The two Koreas agreed on Monday to reconnect a railway across their border.", "AGREE", "KOR", "PRK"),
    ("Bolivia said it would reopen its embassy in Chile if the court ruled in its favour.", "AGREE", "BOL", "CHL"),
    ("Togo's president vowed on Friday to stamp out malaria by the end of the decade.", "AGREE", "TGO", ""),
    ("Guinea said it would respect the verdict of the court in Banjul.", "AGREE", "GIN", "GMB"),
    ("Talks between Bogota and leftist guerrillas resumed in Caracas on Sunday.", "CONSULT", "COL", "COL"),
    ("An apology from Lima to Quito brought the quarrel to a close.", "SUPPORT", "PER", "ECU"),
    ("King Abdullah called on Iraq to pull its soldiers out of Kuwait.", "REQUEST", "JOR", "IRQ"),
    ("A Malian editor was granted asylum in Norway on Wednesday.", "AID", "NOR", "MLI"),
    ("Joint exercises by Omani and Kenyan marines began near Mombasa on Monday.", "COOPERATE", "OMN", "KEN"),
    ("Ghana and Togo have opened a pipeline along the coast.", "COOPERATE", "GHA", "TGO"),
    ("Spanish and Portuguese police arrested nine men suspected of smuggling tobacco.", "COOPERATE", "ESP PRT", ""),
    ("Laos let two Finnish reporters fly home on Thursday.", "RETREAT", "LAO", "FIN"),
    ("Niger's prime minister bowed to weeks of protests.", "CONCEDE", "NER", ""),
    ("A request by Liberia for more food was sent to the World Bank on Friday.", "REQUEST", "LBR", "IGO"),
    ("Benin has been promised 200 million euros by Belgium.", "AGREE", "BEL", "BEN"),
    ("Two Danish hostages were let go by Libya on Sunday.", "RETREAT", "LBY", "DNK"),
    ("Gambia was taken off the American blacklist after ten years.", "RETREAT", "USA", "GMB"),
    ("Tents and blankets sent by Oman reached Malawi on Monday.", "AID", "OMN", "MWI"),
    ("The Angolan blockade of Zambia came to an end in January.", "RETREAT", "AGO", "ZMB"),
    ("A telephone conversation took place between the leaders of Chile and Cuba.", "CONSULT", "CHL", "CUB"),
]


@pytest.fixture(scope="module")
def findings(reader):
    return reader([lead[0] for lead in LEADS])


def codes(actors):
    return {a["code"] for a in actors if a["code"]}


@pytest.mark.parametrize(("sentence", "kind", "sources", "targets"), LEADS, ids=[lead[0][:40] for lead in LEADS])
def test_a_lead_tells_one_event(findings, sentence, kind, sources, targets):
    (event,) = event_record(findings[sentence])["events"]
    told = (event["type"], codes(event["source"]), codes(event["target"]))
    assert told == (kind, set(sources.split()), set(targets.split()))
