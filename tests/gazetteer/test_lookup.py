"""What single names mean, and how the gazetteer is asked."""

from __future__ import annotations

import pytest

from legation.errors import NotFound
from legation.gazetteer import Gazetteer, OfficeForm, Role
from legation.model import EntityId, EntityKind, Name


@pytest.mark.parametrize(
    ("text", "code", "role"),
    [
        ("US", "USA", Role.ACRONYM),
        ("U.S.", "USA", Role.ACRONYM),
        ("America", "USA", Role.NAME),
        ("American", "USA", Role.ADJECTIVE),
        ("Britain", "GBR", Role.NAME),
        ("UK", "GBR", Role.ACRONYM),
        ("Britons", "GBR", Role.DEMONYM),
        ("ROK", "KOR", Role.ACRONYM),
        ("DPRK", "PRK", Role.ACRONYM),
        ("Pyongyang", "PRK", Role.CAPITAL),
        ("Ivory Coast", "CIV", Role.NAME),
        ("Côte d'Ivoire", "CIV", Role.NAME),
        ("Burma", "MMR", Role.FORMER),
        ("Burmese", "MMR", Role.ADJECTIVE),
        ("Bosnia-Herzegovina", "BIH", Role.NAME),
        ("Soviet Union", "RUS", Role.FORMER),
        ("Yugoslavia", "SRB", Role.FORMER),
        ("Yugoslav", "SRB", Role.ADJECTIVE),
        ("Czechoslovakia", "CZE", Role.FORMER),
        ("East Germany", "DEU", Role.FORMER),
        ("Zaire", "COD", Role.FORMER),
        ("Japanese", "JPN", Role.ADJECTIVE),
        ("Iraqis", "IRQ", Role.DEMONYM),
        ("Frenchman", "FRA", Role.DEMONYM),
        ("Dutch", "NLD", Role.ADJECTIVE),
        ("Filipino", "PHL", Role.ADJECTIVE),
        ("Palestinian", "PSE", Role.ADJECTIVE),
        ("Türkiye", "TUR", Role.NAME),
        ("Holy See", "VAT", Role.NAME),
        ("Kosovar", "XKX", Role.ADJECTIVE),
        ("Hong Kong", "HKG", Role.NAME),
        ("Washington", "USA", Role.CAPITAL),
        ("Kiev", "UKR", Role.CAPITAL),
        ("Kremlin", "RUS", Role.SEAT),
        ("White House", "USA", Role.SEAT),
        ("Blue House", "KOR", Role.SEAT),
        ("Downing Street", "GBR", Role.SEAT),
        ("Élysée", "FRA", Role.SEAT),
        ("Zhongnanhai", "CHN", Role.SEAT),
        ("Pentagon", "USA", Role.NAME),
        ("State Department", "USA", Role.NAME),
        ("Quai d'Orsay", "FRA", Role.NAME),
        ("Capitol Hill", "USA", Role.NAME),
        ("Knesset", "ISR", Role.NAME),
        ("Chechens", "RUS", Role.DEMONYM),
        ("Bosnian Serb", "BIH", Role.ADJECTIVE),
        ("Scottish", "GBR", Role.ADJECTIVE),
        ("Uighur", "CHN", Role.ADJECTIVE),
        ("Gaza Strip", "PSE", Role.REGION),
        ("East Jerusalem", "PSE", Role.REGION),
        ("Chechnya", "RUS", Role.REGION),
        ("Darfur", "SDN", Role.REGION),
        ("Northern Ireland", "GBR", Role.REGION),
        ("Hamas", "PSE", Role.NAME),
        ("Hizbollah", "LBN", Role.NAME),
        ("Taleban", "AFG", Role.NAME),
        ("FARC", "COL", Role.ACRONYM),
        ("Tamil Tigers", "LKA", Role.NAME),
        ("RSF", "SDN", Role.ACRONYM),
        ("Sendero Luminoso", "PER", Role.NAME),
        ("PLO", "PSE", Role.ACRONYM),
        ("Khmer Rouge", "KHM", Role.NAME),
        ("UN", "IGO", Role.ACRONYM),
        ("U.N.", "IGO", Role.ACRONYM),
        ("Security Council", "IGO", Role.NAME),
        ("European Community", "IGO", Role.NAME),
        ("NATO", "IGO", Role.ACRONYM),
        ("Group of Seven", "IGO", Role.NAME),
        ("OAU", "IGO", Role.ACRONYM),
        ("World Bank", "IGO", Role.NAME),
        ("Al-Qaeda", "", Role.NAME),
        ("Kurdish", "", Role.ADJECTIVE),
        ("Amnesty International", "", Role.NAME),
        ("Xinhua", "CHN", Role.NAME),
        ("AFP", "FRA", Role.ACRONYM),
    ],
)
def test_a_name_leads_first_to_the_usual_actor(shipped: Gazetteer, text: str, code: str, role: Role) -> None:
    form = next(form for form in shipped.find(text) if not form.weak)
    assert shipped.state_code(form.entity) == code
    assert role in {other.role for other in shipped.find(text) if other.entity == form.entity}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo", ["COD", "COG"]),
        ("Korea", ["KOR", "PRK"]),
        ("Korean", ["KOR", "PRK"]),
        ("Dominican", ["DOM", "DMA"]),
        ("Brussels", ["BEL", "IGO"]),
    ],
)
def test_an_ambiguous_name_keeps_all_its_meanings_and_marks_the_rarer_weak(
    shipped: Gazetteer, text: str, codes: list[str]
) -> None:
    forms = sorted(shipped.find(text), key=lambda form: form.weak)
    assert list(dict.fromkeys(shipped.state_code(form.entity) for form in forms)) == codes
    assert not forms[0].weak
    assert all(form.weak for form in forms if shipped.state_code(form.entity) == codes[1])


@pytest.mark.parametrize("text", ["the North", "the South", "Quad", "Commonwealth", "Tel Aviv", "MAP", "Apple"])
def test_a_name_that_mostly_means_another_thing_is_weak(shipped: Gazetteer, text: str) -> None:
    assert shipped.find(text)
    assert all(form.weak for form in shipped.find(text))


@pytest.mark.parametrize(
    "text", ["South China Sea", "Sea of Japan", "Gulf of Mexico", "Korean Peninsula", "Indian Ocean"]
)
def test_a_place_whose_name_holds_a_state_is_no_actor(shipped: Gazetteer, text: str) -> None:
    assert [form.role for form in shipped.find(text)] == [Role.PLACE]


@pytest.mark.parametrize("text", ["us", "moslem republic", "Rome-based", ""])
def test_other_words_are_not_found(shipped: Gazetteer, text: str) -> None:
    assert shipped.find(text) == ()


def test_a_state_has_names_in_many_languages_and_its_label_first(shipped: Gazetteer) -> None:
    korea = shipped.entity(EntityId("state/KOR"))
    assert korea.names[0] == Name("South Korea")
    assert {Name("대한민국", "ko"), Name("Corée du Sud", "fr"), Name("韩国", "zh"), Name("Südkorea", "de")} <= set(
        korea.names
    )
    assert {"ar", "de", "es", "fr", "ja", "ko", "ru", "zh"} <= {name.language for name in korea.names}


def test_former_names_stay_names(shipped: Gazetteer) -> None:
    assert Name("Burma") in shipped.entity(EntityId("state/MMR")).names


def test_members_of_an_organisation_are_known_from_the_state(shipped: Gazetteer) -> None:
    members = {
        entity.id[6:] for entity in shipped.entities.values() if EntityId("organization/NATO") in entity.member_of
    }
    assert len(members) == 32
    assert {"FIN", "SWE", "USA", "TUR"} <= members
    assert "organization/EUE" in shipped.entity(EntityId("state/HRV")).member_of
    assert "organization/EUE" not in shipped.entity(EntityId("state/GBR")).member_of


def test_state_codes_are_read_from_identifiers_that_carry_one(shipped: Gazetteer) -> None:
    assert shipped.state_code(EntityId("office/KOR-president")) == "KOR"
    assert shipped.state_code(EntityId("organization/FRA-ministry-of-culture")) == "FRA"
    assert shipped.state_code(EntityId("group/PSE-detainees")) == "PSE"
    assert shipped.state_code(EntityId("organization/IAEA-board")) == ""
    assert shipped.state_code(EntityId("organization/ABC-board")) == ""
    assert shipped.state_code(EntityId("person/lee-jae-myung")) == ""
    assert shipped.state_code(EntityId("place/busan-KOR")) == "KOR"


def test_a_subsidiary_body_knows_its_parent(shipped: Gazetteer) -> None:
    assert shipped.entity(EntityId("organization/UNHCR")).body == "organization/UNO"
    assert shipped.state_code(EntityId("organization/ICTY")) == "IGO"


def test_a_national_body_is_the_one_that_its_office_form_would_make(shipped: Gazetteer) -> None:
    for identifier, key in (
        ("organization/USA-ministry-of-foreign-affairs", "ministry-of-foreign-affairs"),
        ("organization/ISR-parliament", "parliament"),
        ("organization/DEU-central-bank", "central-bank"),
    ):
        assert identifier in shipped
        assert any(office.key == key for office in shipped.offices)


def offices(shipped: Gazetteer, text: str) -> list[OfficeForm]:
    return [office for office in shipped.offices if office.text == text]


@pytest.mark.parametrize(
    ("text", "key", "sector"),
    [
        ("foreign minister", "foreign-minister", "GOV"),
        ("minister of foreign affairs", "foreign-minister", "GOV"),
        ("minister for foreign affairs", "foreign-minister", "GOV"),
        ("external affairs minister", "foreign-minister", "GOV"),
        ("secretary of state", "foreign-minister", "GOV"),
        ("defense secretary", "defence-minister", "GOV"),
        ("defence minister", "defence-minister", "GOV"),
        ("premier", "prime-minister", "GOV"),
        ("ambassador", "ambassador", "GOV"),
        ("defence ministry", "ministry-of-defence", "GOV"),
        ("ministry of defense", "ministry-of-defence", "GOV"),
        ("cabinet", "cabinet", "GOV"),
        ("parliament", "parliament", "LEG"),
        ("lawmakers", "legislator", "LEG"),
        ("troops", "soldier", "MIL"),
        ("warplanes", "weapon-system", "MIL"),
        ("police", "police", "COP"),
        ("rebels", "rebel", "REB"),
        ("militants", "militant", "UAF"),
        ("gunmen", "gunman", "UAF"),
        ("assailants", "attacker", "UAF"),
        ("hackers", "hacker", "UAF"),
        ("mercenaries", "mercenary", "UAF"),
        ("protesters", "activist", "OPP"),
        ("villagers", "civilian", "CVL"),
        ("miners", "worker", "LAB"),
        ("farmers", "farmer", "AGR"),
        ("fishermen", "fisher", "AGR"),
        ("state secretary", "state-secretary", "GOV"),
        ("detainees", "prisoner", "CVL"),
        ("hauliers", "worker", "LAB"),
        ("asylum seekers", "refugee", "REF"),
        ("reporters", "journalist", "JRN"),
        ("prosecutors", "prosecutor", "JUD"),
        ("businessmen", "businessman", "BUS"),
        ("bishops", "cleric", "REL"),
        ("doctors", "medic", "MED"),
        ("spies", "spy", "SPY"),
        ("smugglers", "criminal", "CRM"),
        ("aid workers", "aid-worker", "SOC"),
    ],
)
def test_an_office_is_known_by_its_words(shipped: Gazetteer, text: str, key: str, sector: str) -> None:
    assert (key, sector) in {(office.key, office.sector) for office in offices(shipped, text)}


def test_the_same_words_can_name_other_offices_in_other_states(shipped: Gazetteer) -> None:
    found = {code: office.key for office in offices(shipped, "foreign secretary") for code in office.states or ("",)}
    assert found[""] == "foreign-minister"
    assert found["IND"] == "foreign-secretary"
    assert {office.key: office.states for office in offices(shipped, "chancellor")} == {
        "chancellor": ("DEU", "AUT"),
        "finance-minister": ("GBR",),
    }


def test_an_office_that_names_its_organisation_says_so(shipped: Gazetteer) -> None:
    assert [(o.key, o.organization) for o in offices(shipped, "UN chief")] == [
        ("secretary-general", "organization/UNO")
    ]
    assert [o.organization for o in offices(shipped, "secretary-general")] == [None]


def test_places_come_with_the_likeliest_first(shipped: Gazetteer) -> None:
    assert shipped.places("Paris")[0].id == "place/paris-FRA"
    assert shipped.places("Georgia")[0].id == "place/georgia-USA"
    assert shipped.places("Hamilton")[0].state == "state/CAN"
    assert shipped.places("Washington")[0].id == "place/washington-USA"
    assert shipped.places("Gaza")[0].id == "place/gaza-strip-PSE"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Kiev", "place/kyiv-UKR"),
        ("KYIV", "place/kyiv-UKR"),
        ("Bombay", "place/mumbai-IND"),
        ("Rangoon", "place/yangon-MMR"),
        ("Pusan", "place/busan-KOR"),
        ("Saigon", "place/ho-chi-minh-city-VNM"),
        ("São Paulo", "place/sao-paulo-BRA"),
        ("Sao Paulo", "place/sao-paulo-BRA"),
        ("St. Petersburg", "place/st-petersburg-RUS"),
        ("Mecca", "place/mecca-SAU"),
        ("Geneva", "place/geneva-CHE"),
        ("Davos", "place/davos-CHE"),
        ("Strait of Hormuz", "place/strait-of-hormuz"),
        ("Dokdo", "place/dokdo-KOR"),
        ("Takeshima", "place/dokdo-KOR"),
    ],
)
def test_a_place_is_found_under_the_names_that_news_writes(shipped: Gazetteer, name: str, place: str) -> None:
    assert shipped.places(name)[0].id == place


def test_an_unknown_place_is_no_place(shipped: Gazetteer) -> None:
    assert shipped.places("Nowhereton") == ()
    assert shipped.places("") == ()


def test_a_place_knows_its_state_its_position_and_its_time_zone(shipped: Gazetteer) -> None:
    busan = shipped.places("Busan")[0]
    assert (busan.kind, busan.state) == (EntityKind.PLACE, "state/KOR")
    assert busan.latitude == pytest.approx(35.1, abs=0.2)
    assert busan.longitude == pytest.approx(129.0, abs=0.2)
    assert shipped.timezone(busan.id) == "Asia/Seoul"
    assert shipped.timezone(EntityId("state/JPN")) == "Asia/Tokyo"
    assert shipped.timezone(shipped.places("Vladivostok")[0].id) == "Asia/Vladivostok"
    assert shipped.timezone(EntityId("place/texas-USA")) == "America/Chicago"
    assert shipped.timezone(EntityId("place/south-china-sea")) == ""
    assert shipped.timezone(EntityId("place/atlantis")) == ""


def test_towns_of_one_name_have_identifiers_of_their_own(shipped: Gazetteer) -> None:
    found = shipped.places("Springfield")
    assert len({place.id for place in found}) == len(found) > 3
    assert [shipped.entity(place.id) for place in found] == list(found)


def test_what_the_gazetteer_does_not_hold_is_an_error_to_ask_for(shipped: Gazetteer) -> None:
    assert EntityId("place/busan-KOR") in shipped
    assert EntityId("place/atlantis") not in shipped
    assert EntityId("person/anybody") not in shipped
    for identifier in ("state/ZZZ", "place/atlantis"):
        with pytest.raises(NotFound, match=identifier):
            shipped.entity(EntityId(identifier))


def test_leaders_are_found_by_surname_with_their_time(shipped: Gazetteer) -> None:
    arafat = shipped.leaders_named("Arafat")
    assert {leader.person for leader in arafat} == {"person/yasser-arafat"}
    assert {leader.state for leader in arafat} == {"state/PSE"}
    assert {leader.names[0] for leader in shipped.leaders_named("Bush")} == {"George H. W. Bush", "George W. Bush"}
    annan = shipped.leaders_named("Annan")[0]
    assert (annan.state, annan.organization) == (None, "organization/UNO")
    assert shipped.leaders_named("Kadhafi")[0].names[0] == "Muammar Gaddafi"
    assert shipped.leaders_named("Nobody") == ()


def test_a_town_takes_no_article(shipped: Gazetteer) -> None:
    assert [p.id for p in shipped.places("Gulf", definite=True)] == ["place/persian-gulf"]
    assert [p.id for p in shipped.places("Hague", definite=True)] == ["place/the-hague-NLD"]
    assert shipped.places("Commonwealth")
    assert not shipped.places("Commonwealth", definite=True)


def test_initials_are_known_without_their_dots(shipped: Gazetteer) -> None:
    assert shipped.leaders_named("S Jaishankar") == shipped.leaders_named("S. Jaishankar") != ()


@pytest.mark.parametrize(
    ("thing", "korean"),
    [
        ("office/RUS-foreign-minister", "러시아 외무장관"),
        ("office/USA-foreign-minister", "미국 국무장관"),
        ("office/RUS-ambassador-to-KOR", "대한민국 주재 러시아 대사"),
        ("office/UNO-secretary-general", "유엔 사무총장"),
        ("office/EU-COMMISSION-commission-president", "유럽연합 집행위원회 위원장"),
        ("organization/FRA-ministry-of-defence", "프랑스 국방부"),
        ("group/IND-fisher", "인도 어민"),
        ("place/busan-KOR", "부산"),
        ("place/los-angeles-USA", "로스앤젤레스"),
    ],
)
def test_what_articles_bring_has_a_name_in_korean(shipped: Gazetteer, thing: str, korean: str) -> None:
    assert shipped.translated(EntityId(thing)) == (Name(korean, "ko"),)


@pytest.mark.parametrize("thing", ["person/ana-ruiz", "office/ZZZ-president", "office/KOR-nobody-knows", "state/KOR"])
def test_what_no_table_tells_has_none(shipped: Gazetteer, thing: str) -> None:
    assert shipped.translated(EntityId(thing)) == ()
