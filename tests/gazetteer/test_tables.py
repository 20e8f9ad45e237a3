"""What the shipped tables promise as a whole."""

from __future__ import annotations

import csv
import importlib.util
import pickle
import re
from collections import Counter
from types import ModuleType

import pycountry
import pytest

from legation import resources
from legation.gazetteer import Gazetteer, OfficeKind, Role
from legation.model import EntityKind

SECTORS = {"COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS"} | {
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC"}  # fmt: skip
FOLDER = resources.directory("data/gazetteer")


def rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / f"{file}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gazetteer_build", FOLDER / "build" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        (EntityKind.STATE, 250),
        (EntityKind.INTERGOVERNMENTAL, 120),
        (EntityKind.ARMED_GROUP, 150),
        (EntityKind.GOVERNMENT_BODY, 200),
        (EntityKind.PARTY, 150),
        (EntityKind.CIVIL_SOCIETY, 60),
        (EntityKind.MEDIA, 80),
        (EntityKind.ISSUE, 150),
    ],
)
def test_as_many_entities_ship_as_promised(shipped: Gazetteer, kind: EntityKind, least: int) -> None:
    assert sum(entity.kind is kind for entity in shipped.entities.values()) >= least


def test_as_many_other_rows_ship_as_promised(shipped: Gazetteer) -> None:
    assert len(shipped.offices) >= 350
    assert len({leader.person for leader in shipped.leaders}) >= 400
    assert len(shipped.instruments) >= 150
    assert len(rows("regions")) >= 250
    assert len(rows("places")) + len(rows("capitals")) >= 30_000


def test_states_are_those_of_iso_3166_and_kosovo(shipped: Gazetteer) -> None:
    assert {state.code for state in shipped.states} == {country.alpha_3 for country in pycountry.countries} | {"XKX"}
    for state in shipped.states:
        country = pycountry.countries.get(alpha_3=state.code)
        assert state.alpha2 == (country.alpha_2 if country else "XK")


def test_identifiers_are_well_formed_and_agree_with_their_keys(shipped: Gazetteer) -> None:
    for identifier, entity in shipped.entities.items():
        assert identifier == entity.id
        assert re.fullmatch(r"(state|organization|group|place|issue)/[A-Za-z0-9-]+", identifier), identifier


def test_every_reference_leads_to_an_entity(shipped: Gazetteer) -> None:
    for entity in shipped.entities.values():
        for other in (entity.state, entity.body, *entity.member_of):
            assert other is None or other in shipped.entities, (entity.id, other)
    for form in shipped.forms:
        assert form.entity in shipped.entities, form
    for state in shipped.states:
        assert state.capital is None or shipped.entities[state.capital].kind is EntityKind.PLACE
    for outlet in shipped.outlets:
        assert outlet.state is None or outlet.state in shipped.entities
    for issue in shipped.issues:
        assert issue.broader is None or issue.broader in shipped.entities
    for instrument in shipped.instruments:
        assert all(party in shipped.entities for party in instrument.parties), instrument
    for office in shipped.offices:
        assert office.organization is None or office.organization in shipped.entities


def test_every_name_is_text_without_marks_of_the_tables(shipped: Gazetteer) -> None:
    texts = [form.text for form in shipped.forms] + [office.text for office in shipped.offices]
    texts += [name.text for entity in shipped.entities.values() for name in entity.names]
    texts += [name for instrument in shipped.instruments for name in instrument.names]
    texts += [name for leader in shipped.leaders for name in (*leader.names, *leader.surnames)]
    for text in texts:
        assert text == text.strip()
        assert text
        assert not set(text) & set("?|;\t\n"), text
        assert "  " not in text


def test_every_form_stands_once(shipped: Gazetteer) -> None:
    repeated = [key for key, n in Counter((f.text, f.entity, f.role) for f in shipped.forms).items() if n > 1]
    assert not repeated


def test_every_sector_is_one_of_plover(shipped: Gazetteer) -> None:
    assert {entity.sector for entity in shipped.entities.values()} <= SECTORS | {""}
    assert {office.sector for office in shipped.offices} <= SECTORS


def test_an_office_means_one_thing_in_one_state(shipped: Gazetteer) -> None:
    meanings = Counter((office.text.lower(), code) for office in shipped.offices for code in office.states or ("",))
    assert [text for text, n in meanings.items() if n > 1] == []


def test_a_body_or_a_post_has_one_kind(shipped: Gazetteer) -> None:
    kinds: dict[str, set[OfficeKind]] = {}
    for office in shipped.offices:
        kinds.setdefault(office.key, set()).add(office.kind)
        assert re.fullmatch(r"[a-z0-9-]+", office.key)
        assert all(code in {state.code for state in shipped.states} for code in office.states)
    assert [key for key, found in kinds.items() if len(found) > 1] == []


def test_leaders_hold_offices_that_exist(shipped: Gazetteer) -> None:
    keys = {office.key for office in shipped.offices}
    for leader in shipped.leaders:
        assert leader.office in keys, leader
        assert (leader.state or leader.organization) in shipped.entities, leader
        assert 1945 <= leader.begin <= (leader.end or 2100), leader


def test_issues_are_a_scheme_of_two_levels_without_shared_words(shipped: Gazetteer) -> None:
    top = {issue.entity for issue in shipped.issues if issue.broader is None}
    assert all(issue.broader is None or issue.broader in top for issue in shipped.issues)
    words = Counter(text.lower() for issue in shipped.issues for text in {issue.label, *issue.synonyms})
    assert [word for word, n in words.items() if n > 1] == []


def test_names_of_agreements_name_one_each(shipped: Gazetteer) -> None:
    names = Counter(name for instrument in shipped.instruments for name in dict.fromkeys(instrument.names))
    assert [name for name, n in names.items() if n > 1] == []


def test_outlets_have_domains_of_their_own(shipped: Gazetteer) -> None:
    domains = Counter(domain for outlet in shipped.outlets for domain in outlet.domains)
    assert [domain for domain, n in domains.items() if n > 1] == []
    assert all(re.fullmatch(r"[a-z0-9.-]+\.[a-z]+", domain) for domain in domains)


def test_places_have_keys_of_their_own_and_lie_on_the_globe(shipped: Gazetteer) -> None:
    found = [row for file in ("capitals", "places") for row in rows(file)]
    assert len({row["geonameid"] for row in found}) == len(found)
    for row in [*found, *rows("regions")]:
        assert -90 <= float(row["latitude"]) <= 90
        assert -180 <= float(row["longitude"]) <= 180
        assert re.fullmatch(r"([A-Z]\w+(/[\w-]+)+)?", row["timezone"]), row
    states = {state.code for state in shipped.states}
    assert {row["state"] for row in found} <= states
    assert {code for row in rows("regions") for code in row["states"].split("|") if code} <= states


def test_only_regions_that_act_have_forms_unless_they_hide_the_name_of_an_actor(shipped: Gazetteer) -> None:
    acting = {f"place/{row['key']}" for row in rows("regions") if row["acts"]}
    for form in shipped.forms:
        if form.role is Role.REGION:
            assert form.entity in acting
        if form.role is Role.PLACE:
            assert form.entity not in acting
            assert any(shipped.find(word) for word in form.text.split()) or " " in form.text


def test_the_gazetteer_can_be_handed_to_another_process(shipped: Gazetteer) -> None:
    copy = pickle.loads(pickle.dumps(shipped))
    assert copy == shipped
    assert copy.places("Seoul") == shipped.places("Seoul")


def test_offices_are_what_the_generator_makes_of_its_tables(build: ModuleType) -> None:
    curated = [*build._ministries(build._rows(build.HERE / "ministries.csv")), *build._rows(build.HERE / "offices.csv")]
    assert [build._distinct(row) for row in curated] == rows("offices")


def test_state_tables_carry_all_that_was_curated(build: ModuleType) -> None:
    generated = {row["code"]: row for row in rows("states")}
    for row in build._rows(build.HERE / "states.csv"):
        assert generated[row["code"]]["label"] == row["label"]
        assert generated[row["code"]]["demonyms"] == "|".join(build._demonyms(row))
        assert generated[row["code"]]["capitals"] == row["capitals"]


def test_names_in_korean_are_hangul_of_things_that_there_are(shipped: Gazetteer) -> None:
    towns = rows("place-names")
    assert len(towns) > 5000
    assert len({row["thing"] for row in towns}) == len(towns)
    assert [row for row in towns if row["thing"] not in shipped] == []
    for row in (*towns, *rows("office-names")):
        assert row["language"] == "ko"
        assert re.fullmatch(r"[가-힣]+( [가-힣]+)*", row["name"]), row


def test_every_kind_of_office_has_one_name_in_korean_for_an_owner(shipped: Gazetteer) -> None:
    named = rows("office-names")
    assert {row["key"] for row in named} == {office.key for office in shipped.offices}
    told = Counter((row["key"], owner) for row in named for owner in row["owners"].split("|"))
    assert [entry for entry, n in told.items() if n > 1] == []
    for _, owner in told:
        assert not owner or {f"state/{owner}", f"organization/{owner}"} & shipped.entities.keys(), owner
