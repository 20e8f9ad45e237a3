"""What the coder reads in sentences of our own: types, parties, whether it happened."""

import pytest

from legation.extraction.events.acts import Act, distinct, joined
from legation.extraction.plover import coded, event_record
from legation.model import EventType, Party, Span, Status

pytestmark = pytest.mark.slow

# sentence, type, sources, targets, status
CASES = [
    # active, passive, ditransitive, reciprocal
    ("Canada imposed sanctions on Belarus on Monday.", "COERCE", "CAN", "BLR", "occurred"),
    ("Sanctions were imposed on Belarus by Canada.", "COERCE", "CAN", "BLR", "occurred"),
    ("Norway gave Malawi 20 million dollars in food aid.", "AID", "NOR", "MWI", "occurred"),
    ("Norway has provided emergency aid to Malawi.", "AID", "NOR", "MWI", "occurred"),
    ("Kenya and Tanzania held talks on Lake Victoria.", "CONSULT", "KEN TZA", "", "occurred"),
    ("Chad's president met his Sudanese counterpart in Cairo.", "CONSULT", "TCD", "SDN", "occurred"),
    ("Turkey condemned the attack by Syrian rebels.", "ACCUSE", "TUR", "SYR", "occurred"),
    ("Ghana praised Togo's efforts to end the dispute.", "SUPPORT", "GHA", "TGO", "occurred"),
    ("Peru expelled the Mexican ambassador.", "SANCTION", "PER", "MEX", "occurred"),
    ("Indian soldiers arrested 12 Pakistani fishermen.", "COERCE", "IND", "PAK", "occurred"),
    ("Twelve Pakistani fishermen were arrested by Indian soldiers.", "COERCE", "IND", "PAK", "occurred"),
    ("Ethiopian troops shelled positions of Eritrean forces.", "ASSAULT", "ETH", "ERI", "occurred"),
    ("Armenia withdrew its troops from Azerbaijan.", "RETREAT", "ARM", "AZE", "occurred"),
    ("Libya released three Italian prisoners.", "RETREAT", "LBY", "ITA", "occurred"),
    ("Poland deployed troops along its border with Belarus.", "MOBILIZE", "POL", "BLR", "occurred"),
    ("Nepali students protested against India's blockade.", "PROTEST", "NPL", "IND", "occurred"),
    ("Zambia accused Zimbabwe of arming rebels.", "ACCUSE", "ZMB", "ZWE", "occurred"),
    # words that take another act
    ("Japan agreed to lend Vietnam 300 million dollars.", "AGREE", "JPN", "VNM", "occurred"),
    ("Brazil promised to support Paraguay.", "AGREE", "BRA", "PRY", "pledged"),
    ("Serbia refused to recognise Kosovo.", "REJECT", "SRB", "XKX", "occurred"),
    ("Egypt rejected an Ethiopian offer of talks.", "REJECT", "EGY", "ETH", "occurred"),
    ("Germany urged Hungary to lift its veto.", "REQUEST", "DEU", "HUN", "occurred"),
    ("Spain called on Morocco to release the fishermen.", "REQUEST", "ESP", "MAR", "occurred"),
    ("Chile demanded that Bolivia withdraw its complaint.", "REQUEST", "CHL", "BOL", "occurred"),
    ("Russia said Moldova must open the road.", "REQUEST", "RUS", "MDA", "occurred"),
    ("North Korea threatened to attack South Korea.", "THREATEN", "PRK", "KOR", "occurred"),
    ("Iran is ready to resume talks with Saudi Arabia.", "AGREE", "IRN", "SAU", "pledged"),
    ("Laos will not lift the ban on Thai goods.", "REJECT", "LAO", "THA", "occurred"),
    ("Uruguay and Argentina failed to reach an agreement.", "REJECT", "URY ARG", "", "occurred"),
    # whether
    ("Finland will send doctors to Lebanon.", "AGREE", "FIN", "LBN", "planned"),
    ("Qatar's emir will visit Oman in June.", "AGREE", "QAT", "OMN", "planned"),
    ("Angola plans to reopen its embassy in Rwanda.", "AGREE", "AGO", "RWA", "planned"),
    ("Belarus will bomb Lithuanian bridges.", "THREATEN", "BLR", "LTU", "planned"),
    # names for what another did
    ("Denmark called Serbia's decision a violation of the treaty.", "ACCUSE", "DNK", "SRB", "occurred"),
    ("Ghana described Togo's reply as constructive.", "SUPPORT", "GHA", "TGO", "occurred"),
    # who acts tells what the verb means
    ("Mortar shells from Chad landed in a Sudanese village.", "ASSAULT", "TCD", "SDN", "occurred"),
    ("Togolese gunboats entered Ghanaian waters.", "MOBILIZE", "TGO", "GHA", "occurred"),
    ("Angolan tanks rolled out of Namibia on Friday.", "RETREAT", "AGO", "NAM", "occurred"),
    ("A Norwegian rescue team flew to Nepal.", "AID", "NOR", "NPL", "occurred"),
    ("Libyan hackers attacked Maltese banks.", "COERCE", "LBY", "MLT", "occurred"),
    ("Laos gave three Thai diplomats until Friday to leave.", "SANCTION", "LAO", "THA", "occurred"),
    ("Benin was suspended from the African Union.", "SANCTION", "IGO", "BEN", "occurred"),
    # who strikes, and who is struck
    ("Two Gambian soldiers were killed in a clash with Senegalese troops.", "ASSAULT", "SEN", "GMB", "occurred"),
    ("An attack by Malian jets on a Nigerien base killed six men.", "ASSAULT", "MLI", "NER", "occurred"),
    (
        "The murder of a Ghanaian trader by Togolese bandits was reported on Friday.",
        "ASSAULT",
        "TGO",
        "GHA",
        "occurred",
    ),
    ("Two Omanis were killed by Yemeni fire near the border.", "ASSAULT", "YEM", "OMN", "occurred"),
    ("A bomb exploded outside the Danish embassy in Lima.", "ASSAULT", "", "DNK", "occurred"),
    ("Zambian captives were used as human shields by Angola.", "ASSAULT", "AGO", "ZMB", "occurred"),
    ("The town of Gitega in Burundi came under Rwandan artillery fire.", "ASSAULT", "RWA", "BDI", "occurred"),
    ("Chadian agents tried to assassinate a Sudanese minister.", "ASSAULT", "TCD", "SDN", "occurred"),
    ("Border battles involving Peru and Ecuador have broken out.", "ASSAULT", "PER ECU", "", "occurred"),
    ("Rockets fired by Chad hit a village in Sudan.", "ASSAULT", "TCD", "SDN", "occurred"),
    # who sends others away, shuts them in or out, and takes what is theirs
    ("Three Dutch diplomats were thrown out of Surinam.", "SANCTION", "SUR", "NLD", "occurred"),
    ("Two Irish journalists were ordered to leave Fiji.", "COERCE", "FJI", "IRL", "occurred"),
    ("Oman kept Yemeni workers from entering the port.", "COERCE", "OMN", "YEM", "occurred"),
    ("Zimbabwe expropriated five farms owned by Danes.", "COERCE", "ZWE", "DNK", "occurred"),
    ("Kenyan tanks were massed near the Somali border.", "MOBILIZE", "KEN", "SOM", "occurred"),
    ("Togo massed tanks opposite the Ghanaian border.", "MOBILIZE", "TGO", "GHA", "occurred"),
    # phrases that the parse takes apart
    ("Omani pilots walked off the job.", "PROTEST", "OMN", "", "occurred"),
    ("Fiji held Tonga responsible for the leak.", "ACCUSE", "FJI", "TON", "occurred"),
    ("Peru hauled in the Chilean ambassador.", "ACCUSE", "PER", "CHL", "occurred"),
    ("Kenya scrambled jets.", "MOBILIZE", "KEN", "", "occurred"),
    ("Riots broke out in Gabon.", "PROTEST", "GAB", "", "occurred"),
    ("A Dutch banker wanted for fraud was deported by Oman.", "COERCE", "OMN", "NLD", "occurred"),
    ("Mali ordered the U.N. mission to go.", "SANCTION", "MLI", "IGO", "occurred"),
    ("Guyana and Suriname took part in joint exercises.", "COOPERATE", "GUY SUR", "", "occurred"),
    ("A curfew came into force in Tunis.", "COERCE", "TUN", "", "occurred"),
    ("Ghana's president was received in Lome on Friday.", "CONSULT", "TGO", "GHA", "occurred"),
    ("Togo said Benin was sheltering rebels.", "ACCUSE", "TGO", "BEN", "occurred"),
    ("Norway sent two frigates to help survivors in Iceland.", "AID", "NOR", "ISL", "occurred"),
    ("Demonstrators occupied a square in Bishkek.", "PROTEST", "KGZ", "", "occurred"),
    ("Palestinians rallied in Ramallah against Washington's decision.", "PROTEST", "PSE", "USA", "occurred"),
    ("Oman let 41 Indian fishermen go home.", "RETREAT", "OMN", "IND", "occurred"),
    ("Rwanda and Burundi jointly launched a satellite.", "COOPERATE", "RWA BDI", "", "occurred"),
    # threats without the word
    ("Haiti vowed to crush Cuba.", "THREATEN", "HTI", "CUB", "occurred"),
    ("Eritrea refused to rule out force against Djibouti.", "THREATEN", "ERI", "DJI", "occurred"),
    ("Eritrea did not rule out an attack on Djibouti.", "THREATEN", "ERI", "DJI", "occurred"),
    (
        "Latvia would respond in kind if Estonia closed the road, its foreign minister said.",
        "THREATEN",
        "LVA",
        "EST",
        "occurred",
    ),
    ("Gabon risks an embargo, the African Union said.", "THREATEN", "IGO", "GAB", "occurred"),
    ("Serbia told Croatia to pull back or face war.", "THREATEN", "SRB", "HRV", "occurred"),
    # a promise not to yield
    ("Latvia swore never to withdraw from Estonia.", "REJECT", "LVA", "EST", "occurred"),
    ("Benin dismissed as baseless Togolese allegations of theft.", "REJECT", "BEN", "TGO", "occurred"),
    ("Chile ruled out sending tanks to Peru.", "REJECT", "CHL", "PER", "occurred"),
    ("Talks with Togo are out of the question, Chad's president said.", "REJECT", "TCD", "TGO", "occurred"),
    # the young and the angry
    ("Students threw petrol bombs at police in Lima.", "PROTEST", "PER", "PER", "occurred"),
    ("A court in Oslo found a Fijian spy guilty of murder.", "ACCUSE", "NOR", "FJI", "occurred"),
    ("The foreign minister of Ghana said no to an offer from Togo.", "REJECT", "GHA", "TGO", "occurred"),
    ("Mali would not let Beninese monitors vote.", "REJECT", "MLI", "BEN", "occurred"),
    # the place of a deed is no particle of its verb
    ("Tonga and Samoa signed a treaty on tuna in Apia.", "SUPPORT", "TON WSM", "", "occurred"),
    ("Cuba and Haiti are negotiating the return of two boats.", "CONSULT", "CUB HTI", "", "ongoing"),
    ('"We will not accept any foreign base," Peru\'s defence minister said.', "REJECT", "PER", "", "occurred"),
    ("Bolivia does not recognise the Chilean claim.", "REJECT", "BOL", "CHL", "occurred"),
    ("Malta told six Libyan diplomats to leave.", "SANCTION", "MLT", "LBY", "occurred"),
    ("Peru and Ecuador patrolled the river together.", "COOPERATE", "PER ECU", "", "occurred"),
    ("Syria's envoy to Jordan was summoned.", "ACCUSE", "JOR", "SYR", "occurred"),
    ("Neither Kenya nor Uganda accepted the Sudanese offer.", "REJECT", "KEN UGA", "SDN", "occurred"),
    # words that the parse takes apart
    ("Malta and Libya re-opened their border posts.", "RETREAT", "MLT LBY", "", "occurred"),
    ("Egypt sealed off the Gaza Strip.", "COERCE", "EGY", "PSE", "occurred"),
    ("Four Malian soldiers were killed in an ambush by Nigerien rebels.", "ASSAULT", "NER", "MLI", "occurred"),
    # nominal and light
    ("Senegal launched an attack on Gambian rebels.", "ASSAULT", "SEN", "GMB", "occurred"),
    ("Cuba expressed support for Venezuela.", "SUPPORT", "CUB", "VEN", "occurred"),
    ("Denmark announced a suspension of aid to Egypt.", "SANCTION", "DNK", "EGY", "occurred"),
    # who speaks of whom
    ("The White House said it had suspended aid to Mali.", "SANCTION", "USA", "MLI", "occurred"),
    ("The African Union welcomed Sudan's decision.", "SUPPORT", "IGO", "SDN", "occurred"),
    ("Hamas fighters fired rockets at Israel.", "ASSAULT", "PSE", "ISR", "occurred"),
    # what the clause below or beside it tells of the parties
    ("Belarus set free two Polish reporters.", "RETREAT", "BLR", "POL", "occurred"),
    ("Germany returned two bronze heads to Nigeria.", "RETREAT", "DEU", "NGA", "occurred"),
    ("France is committed to helping Lebanon.", "AGREE", "FRA", "LBN", "occurred"),
    ("Israel is opposed to French mediation.", "REJECT", "ISR", "FRA", "occurred"),
    (
        "Japan's premier called the Indian prime minister to congratulate him.",
        "SUPPORT",
        "JPN",
        "IND",
        "occurred",
    ),
    ("Ghana lifted the limits on visits to relatives in Togo.", "CONCEDE", "GHA", "TGO", "occurred"),
    ("Cuba has no intention of releasing the Spanish priest.", "REJECT", "CUB", "ESP", "occurred"),
    ("Kenya said the sanctions on Uganda must be lifted.", "REQUEST", "KEN", "UGA", "occurred"),
    ("Chad's foreign minister reiterated Chad's support for Gabon.", "SUPPORT", "TCD", "GAB", "occurred"),
    ("Oman repeated its demand that Yemen free the sailors.", "REQUEST", "OMN", "YEM", "occurred"),
    ("Kenyan soldiers were deployed as peacekeepers in Haiti.", "AID", "KEN", "HTI", "occurred"),
    ("Canada removed Cuba from its blacklist.", "RETREAT", "CAN", "CUB", "occurred"),
    ("Ghana's parliament voted down a plan of Togo.", "REJECT", "GHA", "TGO", "occurred"),
    ("Gabon pleaded for Chad to reopen the border.", "REQUEST", "GAB", "TCD", "occurred"),
    ("Norway insisted that Russia release the crew.", "REQUEST", "NOR", "RUS", "occurred"),
    ("Portugal helped Angolan police find the boat.", "AID", "PRT", "AGO", "occurred"),
    ("Turkey and Greece held military exercises in the Aegean.", "COOPERATE", "TUR GRC", "", "occurred"),
    # whom it hits, where the words stand apart
    ("Kuwait's parliament issued a report critical of Bahrain.", "ACCUSE", "KWT", "BHR", "occurred"),
    ("Kuwait's parliament passed a resolution condemning Bahrain.", "ACCUSE", "KWT", "BHR", "occurred"),
    ("Viktor Orban attacked Emmanuel Macron in a speech.", "ACCUSE", "HUN", "FRA", "occurred"),
    ("Nicolas Maduro closed Venezuela's borders with Brazil.", "COERCE", "VEN", "BRA", "occurred"),
    ("Spain imposed sanctions in relation to Syria.", "COERCE", "ESP", "SYR", "occurred"),
    ("Iran said the Israeli raid was illegal.", "ACCUSE", "IRN", "ISR", "occurred"),
    ("Ukraine called Hungary's decision shameful.", "ACCUSE", "UKR", "HUN", "occurred"),
    ("Peru said Ecuador had violated the treaty.", "ACCUSE", "PER", "ECU", "occurred"),
    ("Russia will retaliate if Finland joins the alliance.", "THREATEN", "RUS", "FIN", "planned"),
    ("The Moroccan army prepared to attack Algerian positions.", "MOBILIZE", "MAR", "DZA", "occurred"),
    ("Algerian militants beheaded a French tourist.", "ASSAULT", "DZA", "FRA", "occurred"),
    (
        "Serbian miners stopped work, staging a sit-in over a bill of the French minister.",
        "PROTEST",
        "SRB",
        "FRA",
        "occurred",
    ),
    ("Workers in Chile went on strike in response to Spain's decision.", "PROTEST", "CHL", "ESP", "occurred"),
    ("Clashes between Thai and Cambodian soldiers left ten people dead.", "ASSAULT", "THA KHM", "", "occurred"),
    ("Protesters in Iraq set fire to the Swedish embassy.", "PROTEST", "IRQ", "SWE", "occurred"),
    ("Mali sent Niger a letter threatening to cut ties.", "THREATEN", "MLI", "NER", "occurred"),
    ("Ugandan forces seized Rwandan oil fields.", "ASSAULT", "UGA", "RWA", "occurred"),
    ("Iran voiced its rejection and condemnation of Iraq's remarks.", "ACCUSE", "IRN", "IRQ", "occurred"),
    ("Ethiopian forces intensified their shelling of Eritrean villages.", "ASSAULT", "ETH", "ERI", "occurred"),
    ("Turkish jets carried out a raid, targeting Syrian commanders.", "ASSAULT", "TUR", "SYR", "occurred"),
    ("Kenya opened an inquiry into claims that Somali officers took bribes.", "ACCUSE", "KEN", "SOM", "occurred"),
    # what the parse hangs on a clause of what is said
    (
        "Chad's army denied that its units had crossed the border and accused Niger of lying.",
        "ACCUSE",
        "TCD",
        "NER",
        "occurred",
    ),
    ("Tonga's premier said he would not yield and accused Samoa of a raid.", "ACCUSE", "TON", "WSM", "occurred"),
    ("Malta freed no prisoners; Libya returned four Maltese sailors.", "RETREAT", "LBY", "MLT", "occurred"),
    ("Libya returned four Maltese sailors; Malta freed no prisoners.", "RETREAT", "LBY", "MLT", "occurred"),
    # no longer, before, what is decided
    ("Gabon will no longer accept Spanish aid.", "REJECT", "GAB", "ESP", "occurred"),
    ("Peru's foreign minister spoke to reporters before he flew to Chile.", "CONSULT", "PER", "CHL", "occurred"),
    ("Cuba and Haiti decided to hold joint patrols in the strait.", "AGREE", "CUB HTI", "", "planned"),
    # governments do not march; what is asked for of whoever holds it
    ("Benin protested against Togo's decision to close the bridge.", "ACCUSE", "BEN", "TGO", "occurred"),
    ("Tonga asked for the release of nine Tongans held in Fiji.", "REQUEST", "TON", "FJI", "occurred"),
    # what a deed is for, and whom it killed, is told by it
    ("Malta sent two frigates to Libya to drive off smugglers.", "MOBILIZE", "MLT", "LBY", "occurred"),
    ("Mali's army shelled a camp in Niger, killing ten soldiers.", "ASSAULT", "MLI", "NER", "occurred"),
    ("Tonga flew 60 doctors out on Monday to help Fiji.", "AID", "TON", "FJI", "occurred"),
    ("Samoa struck a partnership with Japan.", "SUPPORT", "WSM", "JPN", "occurred"),
    # a day is nobody, a participle is the outcome of what it hangs on, a crew is of its ship
    ("Iran launched a long-range rocket on Sunday.", "MOBILIZE", "IRN", "", "occurred"),
    ("Ghana threatened on Monday to bomb Togolese harbours.", "THREATEN", "GHA", "TGO", "occurred"),
    ("Israel bombed a Syrian airfield, killing 12 soldiers.", "ASSAULT", "ISR", "SYR", "occurred"),
    ("Somali pirates freed a Greek tanker and its crew.", "RETREAT", "SOM", "GRC", "occurred"),
    ("South Korean President Park Geun-hye apologised to Japan.", "SUPPORT", "KOR", "JPN", "occurred"),
    ("India and France launched a joint satellite.", "COOPERATE", "IND FRA", "", "occurred"),
    ("Students staged an anti-Japanese rally in Seoul.", "PROTEST", "KOR", "JPN", "occurred"),
    ("Peru filed a complaint with the United Nations over Chilean flights.", "ACCUSE", "PER", "CHL", "occurred"),
    ("Turkey re-imposed sanctions on Armenia.", "COERCE", "TUR", "ARM", "occurred"),
    ("Kenya said Uganda was behind the attack.", "ACCUSE", "KEN", "UGA", "occurred"),
]

NONE = [
    "Four Peruvian soldiers were killed when their bus plunged into a river.",
    "A landslide killed eight people in Bolivia.",
    "Farmers in Kenya are fighting a plague of locusts.",
    "Brazil beat Argentina in the final on Sunday.",
    "Snow fell over Norway and Sweden.",
    "If Kenya invaded Somalia, the union would collapse.",
    "Japan's economy grew by two per cent.",
    "The committee said the new rules were unacceptable.",
    "The museum in Lima shows pots of the Moche.",
    "Peru did not attack Ecuador.",
    "Relations between Chad and Niger have been strained since March.",
    "Belize has not ruled out a pact with Guatemala.",
    "Belize has not ruled out a tax on sugar.",
    "A firm in Ghana is looking into solar panels.",
    "Lightning struck a ferry near Fiji.",
    "Ghana's supreme court struck down the law on mining.",
    "A Maltese lawmaker hailed the siege of Tripoli.",
    "Nobody believes that Chad will withdraw from Niger.",
    "Peru did not say whether it would withdraw its troops from Chile.",
    '"We will defend our farmers," Canadian trade minister Maninder Sidhu said.',
    "Portugal invaded the Danish half from the first whistle.",
    "Wildfires threatened farms in northern Greece and forced a village to leave.",
    "Her grandfather fought the French in Algeria.",
    "The Polish zloty came under attack from sellers in early trade.",
    "On Monday investors punished the Belgian bank for its losses.",
    "The Ottomans invaded Cyprus in the summer of 1570.",
    "Soldiers knock, ask for bread and leave.",
]

# sentence, the act that the graph keeps, and its days
PLEDGED = [
    ("Sudan promised to withdraw its troops from Chad.", "RETREAT", ""),
    ("Mali vowed to free the Ivorian soldiers next week.", "RETREAT", "2025-09-22"),
    ("Iceland pledged on Monday to send doctors to Gaza.", "AID", "2025-09-15"),
    ("Austria pledged 9 million euros for Malawi.", "AID", ""),
    ("Switzerland offered to mediate between Guyana and Venezuela.", "CONSULT", ""),
]


@pytest.fixture(scope="module")
def findings(reader):
    return reader([case[0] for case in (*CASES, *PLEDGED)] + NONE)


@pytest.mark.parametrize(("sentence", "kind", "day"), PLEDGED, ids=[c[0][:40] for c in PLEDGED])
def test_a_pledge_keeps_the_deed_that_it_promises(findings, sentence, kind, day):
    (report,) = findings[sentence].events
    assert (report.type, report.status, report.earliest) == (kind, "pledged", day)
    assert coded(report) is EventType.AGREE


def codes(actors):
    return {a["code"] for a in actors}


@pytest.mark.parametrize(("sentence", "kind", "sources", "targets", "status"), CASES, ids=[c[0][:40] for c in CASES])
def test_sentence(findings, sentence, kind, sources, targets, status):
    events = event_record(findings[sentence])["events"]
    told = [(e["type"], codes(e["source"]) | codes(e["target"]), e["status"]) for e in events]
    assert told == [(kind, set(sources.split()) | set(targets.split()), status)]
    if sources and targets:
        assert codes(events[0]["source"]) == set(sources.split())
        assert codes(events[0]["target"]) == set(targets.split())


def test_the_object_of_a_second_verb_is_that_of_the_first_not_their_subject(reader):
    text = "A Polish court convicted a Russian sailor and jailed him."
    accused, jailed = event_record(reader([text])[text])["events"]
    assert (accused["type"], jailed["type"]) == ("ACCUSE", "COERCE")
    assert codes(accused["target"]) == codes(jailed["target"]) == {"RUS"}


REPLIES = [
    ("Laos asked Cambodia for rice. Phnom Penh agreed at once.", "AGREE", "KHM", "LAO"),
    ("Norway offered to mediate between Mali and Niger. Bamako turned the offer down.", "REJECT", "MLI", "NOR"),
    ("Zambia accused Malawi of hiding weapons. Malawi rejected the claim.", "REJECT", "MWI", "ZMB"),
    ("Israel struck a harbour in Yemen. Oman condemned the attack.", "ACCUSE", "OMN", "ISR"),
    ("Cuba freed two sailors. Spain welcomed the decision.", "SUPPORT", "ESP", "CUB"),
]


@pytest.mark.parametrize(("text", "kind", "source", "target"), REPLIES, ids=[c[0][:40] for c in REPLIES])
def test_a_reply_is_to_whoever_acted_before(reader, text, kind, source, target):
    event = event_record(reader([text])[text])["events"][-1]
    assert (event["type"], codes(event["source"]), codes(event["target"])) == (kind, {source}, {target})


def test_where_saying_does_it_the_day_and_place_of_the_saying_are_the_acts(reader):
    text = '"We will not sign the treaty," Peru\'s foreign minister told reporters in Quito on Monday.'
    (report,) = reader([text])[text].events
    assert (report.type, report.earliest, report.place) == ("REJECT", "2025-09-15", "place/quito-ECU")


def test_who_leads_an_armed_group_is_no_government(reader):
    text = "Hezbollah leader Hassan Zein met Iran's foreign minister in Beirut."
    (event,) = event_record(reader([text])[text])["events"]
    assert [(a["code"], a["sector"]) for a in event["source"]] == [("LBN", "REB")]


SCENES = [
    ("Turkey accused Greece of arming islands, a charge that Athens rejected.", "REJECT", {"GRC"}, {"TUR"}),
    ("Kenya and Chad agreed to a truce in Doha in May.", "AGREE", {"KEN", "TCD"}, set()),
    ("Peru and Chile signed a declaration on fishing in Lima.", "SUPPORT", {"PER", "CHL"}, set()),
    ("South Korea launched a missile into the East Sea.", "MOBILIZE", {"KOR"}, set()),
    ("South Korea summoned the Russian envoy to protest against arms for Iran.", "ACCUSE", {"KOR"}, {"RUS"}),
    ('"Peru will regret this step," Chilean army spokesman Juan Soto said.', "THREATEN", {"CHL"}, {"PER"}),
    ("Oman offered to host talks.", "AGREE", {"OMN"}, set()),
    ("India imposed a tariff of 40 per cent on Nepalese rice.", "SANCTION", {"IND"}, {"NPL"}),
    ('"Peru will pay for this crime," Chilean army spokesman Juan Soto said.', "THREATEN", {"CHL"}, {"PER"}),
    ("Delegates left an African Union summit. The summit suspended Madagascar.", "SANCTION", {"IGO"}, {"MDG"}),
    (
        "Lithuania's Minister of Energy, Jonas Petrauskas, flew to Nairobi. The Minister thanked Kenya for its vote.",
        "SUPPORT",
        {"LTU"},
        {"KEN"},
    ),
]


@pytest.mark.parametrize(("text", "kind", "sources", "targets"), SCENES, ids=[c[0][:40] for c in SCENES])
def test_whose_act_and_of_what_kind(reader, text, kind, sources, targets):
    event = reader([text])[text].events[-1]
    told = ({p.code for p in event.sources}, {p.code for p in event.targets if p.code})
    assert (event.type, *told) == (kind, sources, targets)


def test_an_article_about_a_game_tells_of_players(reader):
    match = (
        "Peru beat Chile in the tournament. Their coach praised the referee. The visitors protested. Chile hit back."
    )
    assert reader([match])[match].events == ()


@pytest.mark.parametrize("sentence", NONE)
def test_no_event(findings, sentence):
    assert event_record(findings[sentence])["events"] == []


def test_offsets_are_those_of_the_text(findings):
    for text, found in findings.items():
        for report in found.events:
            assert report.trigger.of(text)
            for party in (*report.sources, *report.targets):
                assert party.span.of(text).strip() == party.span.of(text) != ""


ONE = Party(span=Span(0, 4), entity="state/PER", code="PER")
OTHER = Party(span=Span(9, 13), entity="state/CHL", code="CHL")


def test_an_act_told_twice_is_one():
    acts = [
        Act(EventType.ASSAULT, 3, (3,), sources=(ONE,)),
        Act(EventType.ASSAULT, 7, (7,), targets=(OTHER,)),
    ]
    (act,) = joined(distinct(acts, lambda party: True), lambda party: False)
    assert (act.sources, act.targets) == ((ONE,), (OTHER,))


def test_an_act_without_actors_is_none():
    nobody = Party(span=Span(0, 3))
    assert distinct([Act(EventType.CONSULT, 0, (0,), sources=(nobody,))], lambda party: True) == []


@pytest.mark.parametrize(
    ("kind", "status", "as_coded"),
    [
        (EventType.AID, Status.OCCURRED, EventType.AID),
        (EventType.AID, Status.PLEDGED, EventType.AGREE),
        (EventType.CONSULT, Status.PLANNED, EventType.AGREE),
        (EventType.SANCTION, Status.PLANNED, EventType.THREATEN),
        (EventType.REQUEST, Status.PLANNED, EventType.REQUEST),
        (EventType.AID, Status.PROPOSED, None),
        (EventType.ASSAULT, Status.DENIED, None),
        (EventType.ASSAULT, Status.HYPOTHETICAL, None),
    ],
)
def test_the_codebook_codes_what_is_intended_as_a_word(findings, kind, status, as_coded):
    report = next(iter(findings.values())).events[0]
    assert (
        coded(type(report)(**{**{k: getattr(report, k) for k in report.__slots__}, "type": kind, "status": status}))
        == as_coded
    )
