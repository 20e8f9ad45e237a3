"""Labels in the reader's language: of what the graph and the vocabulary know, and of events, made of both."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from legation.gazetteer.tables import load
from legation.graph.codebook import codebook
from legation.graph.events import type_label
from legation.model import EntityKind, EventType
from legation.web.labels import Labels, term_label
from legation.web.rows import Cell, Table

BASE = "https://legation.example/id/"
NAMES = {
    "state/KOR": ("대한민국", "South Korea"),
    "state/JPN": ("일본", "Japan"),
    "state/BIH": ("보스니아 헤르체고비나", "Bosnia and Herzegovina"),
}


def labels() -> Labels:
    rows = tuple(
        {"thing": Cell("uri", BASE + path), "label": Cell("literal", korean), "english": Cell("literal", english)}
        for path, (korean, english) in NAMES.items()
    )
    return Labels.read(Table(("thing", "label", "english"), rows), "ko")


def said(thing: str, label: str) -> str:
    row = {"x": Cell("uri", BASE + thing), "xLabel": Cell("literal", label)}
    return labels().into(Table(("x", "xLabel"), (row,))).rows[0]["xLabel"].value


@pytest.mark.parametrize(
    ("label", "korean"),
    [
        ("Japan and South Korea: consult, 2025-08-23", "일본·대한민국: 협의, 2025년 8월 23일"),
        ("South Korea towards Japan: aid (pledged), 2025-10", "대한민국 → 일본: 원조 (약속), 2025년 10월"),
        ("Bosnia and Herzegovina and Japan: agree", "보스니아 헤르체고비나·일본: 합의"),
        ("Japan, South Korea and 3 others: consult", "일본·대한민국·외 3: 협의"),
        ("unnamed towards Japan: assault, reported 2025-08-01", "누군가 → 일본: 공격, 2025년 8월 1일 보도"),
        ("Ana Ruiz towards Smith and Sons: accuse (denied)", "Ana Ruiz → Smith and Sons: 비난 (부인)"),
        ("Japan: mobilise, 2025-08/2025-10", "일본: 동원, 2025년 8월 ~ 2025년 10월"),
        ("A headline: with a colon", "A headline: with a colon"),
    ],
)
def test_the_label_of_an_event_is_made_again(client: FlaskClient, label: str, korean: str) -> None:
    with client.application.test_request_context("/?lang=ko"):
        assert said("event/0a1b2c3d4e5f6071", label) == korean


def test_what_has_no_label_in_the_language_keeps_its_own(client: FlaskClient) -> None:
    with client.application.test_request_context("/?lang=ko"):
        assert said("state/KOR", "South Korea") == "대한민국"
        assert said("person/ana-ruiz", "Ana Ruiz") == "Ana Ruiz"
    table = Table(("xLabel",), ({"xLabel": Cell("literal", "Japan")},))
    assert Labels().into(table) is table


def test_every_type_and_mode_has_a_label_in_korean(client: FlaskClient) -> None:
    with client.application.test_request_context("/?lang=ko"):
        for entry in codebook():
            iri = f"https://w3id.org/legation/event-types#{entry.type}"
            assert all(term_label(one) for one in (iri, *(f"{iri}-{mode}" for mode, _ in entry.modes)))
    assert all(type_label(kind) in labels().names for kind in EventType)


def test_states_and_issues_have_korean_names() -> None:
    named = load().entities.values()
    wanted = [one for one in named if one.kind is EntityKind.ISSUE or one.id.startswith("state/")]
    assert len(wanted) > 400
    assert [one.id for one in wanted if not any(name.language == "ko" for name in one.names)] == []


def test_pages_call_things_as_the_reader_does(client: FlaskClient) -> None:
    korean = client.get("/page/dyad/KOR/JPN?lang=ko").text
    assert '<a href="/page/state/KOR?lang=ko">대한민국</a> – <a href="/page/state/JPN?lang=ko">일본</a>' in korean
    assert "대한민국·일본: 합의, 2025년 8월" in korean
    assert '<a class="badge status pledged" href="/ns?lang=ko#pledged">약속</a>' in korean
    english = client.get("/page/dyad/KOR/JPN").text
    assert "대한민국" not in english
    assert "South Korea and Japan: agree, 2025-08" in english


@pytest.mark.parametrize("path", ["/feed.atom", "/reconcile/suggest/entity?prefix=Japan", "/data/state/KOR.jsonld"])
def test_what_machines_read_is_the_same_in_every_language(client: FlaskClient, path: str) -> None:
    headers = {"Accept-Language": "ko"}
    assert client.get(path).data == client.get(path, headers=headers).data
