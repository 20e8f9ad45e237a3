"""Pages narrowed by what stands in their address: the panels, their links and their data all tell the same."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from legation.queries import Query, names
from legation.store import MEMORY, Store, open_store
from legation.web.rows import ask, text

HTML = {"Accept": "text/html"}
PAGES = ("/page/state/KOR", "/page/dyad/KOR/JPN", "/page/person/han-seo-yun", "/page/office/KOR-foreign-minister")
ASKED = (
    {"from": "2025-09-01"},
    {"until": "2025-08-31", "surety": "0.6"},
    {"reportedFrom": "2025-08-01", "reportedUntil": "2025-08-24"},
    {"known": "2025-08-24"},
    {"what": "CONSULT", "whether": "planned"},
    {"issue": "hydrogen"},
    {"outlet": "press"},
)


def rows(client: FlaskClient, name: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/queries/{name}.csv", query_string=asked)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("asked", ASKED, ids=str)
@pytest.mark.parametrize("path", PAGES)
def test_every_panel_carries_what_the_page_is_narrowed_by(
    client: FlaskClient, path: str, asked: dict[str, str]
) -> None:
    answer = client.get(path, query_string=asked, headers=HTML)
    assert answer.status_code == 200
    links = [unescape(link) for link in re.findall(r'href="(/queries/[^"]+\.csv\?[^"]+)"', answer.text)]
    assert links
    for link in links:
        name = urlsplit(link).path.removeprefix("/queries/").removesuffix(".csv")
        given = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
        known = {parameter.name for parameter in Query.load(name).narrowing}
        assert {key: given.get(key) for key in asked.keys() & known} == {
            key: asked[key] for key in asked.keys() & known
        }
        assert not given.keys() & (asked.keys() - known)
        endpoint = client.get(f"/sparql?named={name}&{urlsplit(link).query}", headers={"Accept": "text/csv"})
        assert endpoint.data == client.get(link).data
    for name, value in asked.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"|<option value="{value}" selected', answer.text)


def test_what_says_nothing_to_a_panel_is_told(client: FlaskClient) -> None:
    page = client.get("/page/state/KOR?what=CONSULT", headers=HTML).text
    assert "Not narrowed by: Type." in page
    assert "Not narrowed by" not in client.get("/page/state/KOR", headers=HTML).text


@pytest.mark.parametrize("asked", [{"from": "soon"}, {"surety": "high"}, {"known": "2025"}])
def test_what_is_no_day_or_number_is_refused(client: FlaskClient, asked: dict[str, str]) -> None:
    for path in (*PAGES, "/data/state/KOR.ttl"):
        assert client.get(path, query_string=asked, headers=HTML).status_code == 400


def test_filters_go_with_the_comparison(client: FlaskClient) -> None:
    page = client.get("/page/dyad/KOR/JPN?known=2025-08-24&with=RUS", headers=HTML).text
    assert '<input type="hidden" name="with" value="RUS">' in page
    assert '<input type="hidden" name="known" value="2025-08-24">' in page


def test_the_data_of_a_narrowed_page_is_narrowed(client: FlaskClient) -> None:
    def statuses(asked: str) -> set[str]:
        found = parse(client.get(f"/data/state/KOR.nt{asked}").data, format=RdfFormat.N_TRIPLES)
        return {one.object.value.partition("#")[2] for one in found if one.predicate == status}

    status = NamedNode("https://w3id.org/legation/ns#status")
    every = statuses("")
    assert len(every) > 1
    for one in every:
        page = client.get(f"/page/state/KOR?whether={one}", headers=HTML).text
        assert f'href="/data/state/KOR.ttl?whether={one}"' in page
        assert statuses(f"?whether={one}") == {one}


def test_at_the_end_of_time_the_reports_tell_the_status_that_the_graph_has(store: Store) -> None:
    told = {(text(row, "event"), text(row, "status")) for row in ask(store, Query.load("filter/status").bind()).rows}
    graph = {(text(row, "event"), text(row, "status")) for row in ask(store, Query.load("analysis/events").bind()).rows}
    assert told == graph


def test_a_later_article_is_not_known_before_it_is_published(client: FlaskClient) -> None:
    days = sorted({row["day"] for row in rows(client, "analysis/latest-articles") if row["day"]})
    assert len(days) > 2
    seen = [len(rows(client, "analysis/events", known=day)) for day in days]
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] == len(rows(client, "analysis/events"))
    before = rows(client, "entity/articles", entity="state/KOR", known=days[0])
    assert {row["day"] for row in before} == {days[0]}


def test_as_known_on_a_day_an_event_has_no_word_of_later_reports(client: FlaskClient, store: Store) -> None:
    for day in {row["day"] for row in rows(client, "analysis/latest-articles") if row["day"]}:
        for row in rows(client, "analysis/events", known=day):
            reports = ask(store, Query.load("entity/event-reports").bind(entity=row["event"])).rows
            until = [one for one in reports if text(one, "published")[:10] <= day]
            assert row["status"] in {text(one, "status") for one in until}
            assert row["earliest"] in {text(one, "earliest") for one in until} | {""}
            assert int(row["reports"]) == len({text(one, "article") for one in until})
            assert "(" not in row["eventLabel"]


@pytest.mark.parametrize("name", [name for name in names() if Query.load(name).narrowing])
def test_a_narrowed_query_gives_some_of_its_rows(store: Store, name: str) -> None:
    query = Query.load(name)
    if query.form != "SELECT" or name.startswith("filter/"):
        return
    whole = ask(store, query.bind())
    every = {"from": "0001-01-01", "until": "9999-12-31", "surety": "0", "outlet": "", "reportedFrom": "0001-01-01"}
    wide = {key: value for key, value in every.items() if key in {p.name for p in query.narrowing}}
    keys = [
        column for column in whole.columns if column in {"event", "article", "passage", "partner", "place", "month"}
    ]
    if keys:
        found = {tuple(text(row, key) for key in keys) for row in ask(store, query.bind(**wide)).rows}
        assert found <= {tuple(text(row, key) for key in keys) for row in whole.rows}


TWO_REPORTS = """
@prefix leg: <https://w3id.org/legation/ns#> .
@prefix type: <https://w3id.org/legation/event-types#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://legation.example/id/state/> .
@prefix x: <https://legation.example/id/x/> .

:KOR a leg:State ; rdfs:label "South Korea"@en .
:JPN a leg:State ; rdfs:label "Japan"@en .
:CHN a leg:State ; rdfs:label "China"@en .
type:CONSULT leg:weight 2.5 .
type:CONSULT-visit leg:weight 4.0 .
type:CONSULT-phone leg:weight 3.0 .
x:event a leg:Event ; rdfs:label "China, Japan and South Korea: consult"@en ; leg:eventType type:CONSULT ;
  leg:mode type:CONSULT-phone ; leg:status leg:occurred ; leg:participant :KOR, :JPN, :CHN ; leg:reportCount 3 ;
  leg:earliest "2025-01-02"^^xsd:date ; leg:latest "2025-01-02"^^xsd:date .
x:a leg:published "2025-01-03"^^xsd:date . x:b leg:published "2025-02-03"^^xsd:date .
x:r1 leg:reports x:event ; leg:inArticle x:a ; leg:reportedInitiator :KOR ; leg:reportedRecipient :JPN ;
  leg:reportedType type:CONSULT ; leg:reportedMode type:CONSULT-visit .
x:r2 leg:reports x:event ; leg:inArticle x:b ; leg:reportedInitiator :KOR ; leg:reportedRecipient :CHN .
x:r3 leg:reports x:event ; leg:inArticle x:b ; leg:reportedInitiator :KOR ; leg:reportedRecipient :CHN .
x:r1 leg:reportedStatus leg:occurred .
x:r1 leg:reportedEarliest "2025-01-02"^^xsd:date ; leg:reportedLatest "2025-01-02"^^xsd:date .
x:r2 leg:reportedType type:CONSULT ; leg:reportedMode type:CONSULT-phone ; leg:reportedStatus leg:occurred .
x:r3 leg:reportedType type:CONSULT ; leg:reportedMode type:CONSULT-phone ; leg:reportedStatus leg:occurred .
"""


def test_as_known_on_a_day_parties_and_weights_are_those_of_its_reports() -> None:
    store = open_store(MEMORY)
    store.put("https://legation.example/graph/world", [quad.triple for quad in parse(TWO_REPORTS, RdfFormat.TURTLE)])
    korea, japan, china = (f"https://legation.example/id/state/{code}" for code in ("KOR", "JPN", "CHN"))

    def figures(name: str, **values: str) -> list[tuple[str, ...]]:
        table = ask(store, Query.load(name).bind(**values))
        return [tuple(text(row, one) for one in ("partner", "events", "balance") if one in row) for row in table.rows]

    early, late = "2025-01-10", "2025-03-01"
    assert figures("dyad/events", first=korea, second=china, known=early) == []
    assert len(figures("dyad/events", first=korea, second=china, known=late)) == 1
    assert figures("dyad/balance", first=korea, second=japan, known=early) == [("1", "4")]
    assert figures("dyad/balance", first=korea, second=japan, known=late) == [("1", "3")]
    assert figures("dyad/years", first=korea, second=japan, known=early) == [("1", "4")]
    assert figures("dyad/compare", first=korea, second=japan, third=china, known=early) == [("1", "4")]
    assert len(figures("dyad/compare", first=korea, second=japan, third=china, known=late)) == 3
    assert figures("entity/relations", entity=korea, known=early) == [(japan, "1", "4")]
    assert figures("entity/relations", entity=korea, known=late) == [(china, "1", "3"), (japan, "1", "3")]
    assert figures("entity/events", entity=china, known=early) == []
    assert len(figures("entity/events", entity=china, known=late)) == 1
    store.close()
