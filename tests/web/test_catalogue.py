"""What catalogues and crawlers read: VoID and DCAT with true counts, sitemaps whose pages are there, robots.txt."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, VOID, Literal, URIRef

from legation.settings import Settings
from legation.store import Store
from legation.web import create_app

DATASET = URIRef("https://legation.example/.well-known/void#dataset")
LEG = "https://w3id.org/legation/ns#"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def described(client: FlaskClient, **headers: str) -> rdflib.Graph:
    answer = client.get("/.well-known/void", headers=headers)
    assert answer.mimetype == "text/turtle"
    return rdflib.Graph().parse(data=answer.data, format="turtle")


def test_the_counts_are_those_of_the_store(client: FlaskClient, store: Store) -> None:
    graph = described(client)
    triples = [quad.triple for name in store.graphs() for quad in store.quads(name)]
    assert graph.value(DATASET, VOID.triples) == Literal(len(triples))
    assert graph.value(DATASET, VOID.documents) == Literal(4)
    by_property = Counter(triple.predicate.value for triple in triples)
    parts = {
        str(graph.value(part, VOID.property)): int(str(graph.value(part, VOID.triples)))
        for part in graph.objects(DATASET, VOID.propertyPartition)
    }
    assert parts == by_property
    things = {(t.object.value, t.subject) for t in triples if t.predicate.value == str(RDF.type)}
    classes = {
        str(graph.value(part, VOID["class"])): int(str(graph.value(part, VOID.entities)))
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    assert classes == Counter(name for name, _ in things)
    assert graph.value(DATASET, VOID.classes) == Literal(len(classes))


def test_what_it_says_can_be_fetched_can_be_fetched(store: Store, tmp_path: object) -> None:
    client = create_app(store, Settings(dumps=tmp_path)).test_client()  # type: ignore[arg-type]
    graph = described(client)
    distributions = list(graph.objects(DATASET, DCAT.distribution))
    assert len(distributions) == 6
    for one in distributions:
        address = str(graph.value(one, DCAT.downloadURL))
        assert address.startswith("http://localhost/")
        assert client.head(address.removeprefix("http://localhost"), buffered=True).status_code == 200
        assert (DATASET, VOID.dataDump, URIRef(address)) in graph
    endpoint = str(graph.value(DATASET, VOID.sparqlEndpoint))
    assert client.get(endpoint, query_string={"query": "ASK {}"}).status_code == 200


def test_a_licence_is_named_where_one_is_set(client: FlaskClient, store: Store) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    licensed = create_app(store, Settings(licence=licence)).test_client()
    assert described(licensed).value(DATASET, DCTERMS.license) == URIRef(licence)
    assert described(client).value(DATASET, DCTERMS.license) is None


def test_it_comes_in_the_format_that_is_asked_for(client: FlaskClient) -> None:
    for accept, mimetype in (
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.5, image/*", "application/rdf+xml"),
    ):
        answer = client.get("/.well-known/void", headers={"Accept": accept})
        assert answer.mimetype == mimetype
        assert "Accept" in answer.headers["Vary"]
    assert client.get("/.well-known/void.nt").mimetype == "application/n-triples"
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


def test_what_a_client_has_of_a_state_costs_no_query(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_app(store, Settings()).test_client()
    for path in ("/.well-known/void", "/sitemap/event.xml"):
        first = client.get(path)
        tag = first.headers["ETag"]
        with monkeypatch.context() as patched:
            patched.setattr(type(store), "query", lambda *_, **__: pytest.fail("asked"))
            again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers[name] == first.headers[name]
        assert client.get(path, headers={"If-None-Match": tag, "Accept": "application/*"}).status_code != 304


@pytest.mark.parametrize("host", ["a>b", 'a" <b', "a\\b", "[::1", "x/y?z"])
def test_no_host_can_write_into_it(client: FlaskClient, host: str) -> None:
    answer = client.get("/.well-known/void", headers={"Host": host})
    assert answer.status_code == 400 or len(rdflib.Graph().parse(data=answer.data)) == len(described(client))


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [str(loc.text).removeprefix("http://localhost") for loc in ET.fromstring(answer.data).iter(f"{_MAP}loc")]


def test_the_sitemaps_name_every_page_and_each_is_there(client: FlaskClient, store: Store) -> None:
    listed = [page for path in locations(client, "/sitemap.xml") for page in locations(client, path)]
    assert len(listed) == len(set(listed))
    assert {"/", "/page/state/KOR", "/page/article/00000000000000a1", "/page/event/0a1b2c3d4e5f6071"} <= set(listed)
    assert all(client.get(page).status_code == 200 for page in listed)
    events = {
        quad.subject.value
        for name in store.graphs()
        for quad in store.quads(name)
        if quad.predicate.value == str(RDF.type) and quad.object.value == f"{LEG}Event"
    }
    assert len(locations(client, "/sitemap/event.xml")) == len(events)
    assert client.get("/sitemap/passage.xml").status_code == 404


def test_a_sitemap_tells_when_an_article_changed(client: FlaskClient) -> None:
    def days(kind: str) -> list[str | None]:
        return [day.text for day in ET.fromstring(client.get(f"/sitemap/{kind}.xml").data).iter(f"{_MAP}lastmod")]

    assert days("article") == sorted(map(str, days("article")), reverse=True)
    assert len(days("article")) == 4
    assert not days("event"), "the day of an event is no day on which its page changed"


def test_robots_are_kept_from_what_costs_and_led_to_the_pages(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /sparql?" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines
