from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from legation.errors import BadInput
from legation.graph.identifiers import (
    Identifiers,
    digest,
    group_id,
    instrument_id,
    issue_id,
    office_id,
    organization_id,
    person_id,
    place_id,
)
from legation.model import ArticleId, EntityId

KOR = EntityId("state/KOR")
MAKERS = st.sampled_from(
    [
        person_id,
        organization_id,
        issue_id,
        place_id,
        lambda name: group_id(name, KOR),
        lambda name: office_id(name, KOR),
        lambda name: instrument_id("Agreement", name),
    ]
)
HEX = st.text("0123456789abcdef", min_size=16, max_size=16)


@given(MAKERS, st.text())
def test_any_name_gives_an_iri_that_is_read_back(maker, name):
    identifiers = Identifiers()
    entity = maker(name)
    iri = identifiers.iri(entity)
    assert identifiers.entity(NamedNode(iri).value) == entity
    assert not any(c in '<>"{}|\\^`?#% ' or c.isspace() for c in iri)
    assert len(iri) < 140


@given(HEX, st.integers(0, 10_000))
def test_an_article_is_read_back_from_its_iri_its_parts_and_its_graph(hexadecimal, number):
    identifiers, article = Identifiers("https://graph.example/base#"), ArticleId(hexadecimal)
    assert identifiers.article_of(identifiers.article(article)) == article
    assert identifiers.article_of(identifiers.part(article, "passage", number)) == article
    assert identifiers.article_of_graph(identifiers.graph(article)) == article
    assert identifiers.entity(identifiers.article(article)) is None


@pytest.mark.parametrize(
    ("entity", "iri"),
    [
        (person_id("Lee Jae Myung"), "id/person/lee-jae-myung"),
        (person_id("Kim Min-ji", "KOR"), "id/person/kim-min-ji-KOR"),
        (person_id("이재명"), "id/person/이재명"),
        (office_id("president", KOR), "id/office/KOR-president"),
        (office_id("secretary-general", EntityId("organization/UNO")), "id/office/UNO-secretary-general"),
        (organization_id("Ministry of Foreign Affairs", KOR), "id/organization/KOR-ministry-of-foreign-affairs"),
        (group_id("detainees", EntityId("state/PSE")), "id/group/PSE-detainees"),
        (place_id("Tokyo", EntityId("state/JPN")), "id/place/tokyo-JPN"),
        (place_id("Yellow Sea"), "id/place/yellow-sea"),
        (issue_id("Supply chains"), "id/issue/supply-chains"),
        (instrument_id("Policy", "Sunshine Policy"), "id/policy/sunshine-policy"),
    ],
)
def test_identifiers_say_what_they_name(entity, iri):
    assert Identifiers().iri(entity) == f"https://legation.example/{iri}"


def test_a_very_long_name_keeps_its_difference():
    one, other = (instrument_id("Agreement", "Agreement on " + "very " * 40 + end) for end in ("fish", "coal"))
    assert one != other
    assert len(one) == len(other) < 100


@pytest.mark.parametrize(
    "bad",
    ["person/a b", "person/<x>", "person/..", "person/", "state", "Person/x", "person/x/y", "person/a?b", "x/\n"],
)
def test_what_is_no_identifier_is_refused(bad):
    with pytest.raises(BadInput):
        Identifiers().iri(EntityId(bad))
    assert Identifiers().entity(f"https://legation.example/id/{bad}") is None


@pytest.mark.parametrize("bad", ["", "0123", "0123456789ABCDEF", "0123456789abcdef/x", "0123456789abcdef\n"])
def test_what_is_no_article_is_refused(bad):
    with pytest.raises(BadInput):
        Identifiers().graph(ArticleId(bad))


@pytest.mark.parametrize("base", ["legation.example/", "https://legation.example", "https://a b/", 'https://a"/'])
def test_a_base_is_an_address_that_ends_where_names_begin(base):
    with pytest.raises(BadInput):
        Identifiers(base)


def test_iris_of_other_places_name_nothing_here():
    identifiers = Identifiers()
    assert identifiers.entity("https://elsewhere.example/id/state/KOR") is None
    assert identifiers.entity("https://legation.example/page/state/KOR") is None
    assert identifiers.article_of(identifiers.event("0123456789abcdef")) is None
    assert identifiers.article_of_graph(identifiers.world) is None
    assert identifiers.article_of_graph(identifiers.graph(ArticleId("0" * 16)) + "/x") is None


def test_a_digest_tells_where_one_part_ends():
    assert digest("ab", "c") != digest("a", "bc")
    assert len(digest("\ud800")) == 16
