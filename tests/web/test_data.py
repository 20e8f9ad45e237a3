"""The triples of things: equal in every format and to what CONSTRUCT gives; a page carries those of its thing."""

from __future__ import annotations

import json
import re

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from legation.queries import Query
from legation.store import Store
from small_graph import ID

PATHS = (
    "state/KOR",
    "person/han-seo-yun",
    "organization/UNO",
    "organization/fish-union",
    "organization/ajp",
    "office/KOR-president",
    "place/osaka-JPN",
    "issue/hydrogen",
    "agreement/tokyo-hydrogen-accord",
    "policy/pacific-outreach",
    "event/0a1b2c3d4e5f6071",
    "event/4a1b2c3d4e5f6075",
    "article/00000000000000a1",
    "article/00000000000000a4",
    "article/00000000000000a1/passage/1",
    "dyad/KOR/JPN",
    "dyad/RUS/JPN",
)
# The JSON-LD parser of rdflib uses a class that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def described(store: Store, path: str) -> rdflib.Graph:
    kind = path.partition("/")[0]
    if kind == "dyad":
        first, second = (f"{ID}state/{code}" for code in path.split("/")[1:])
        text = Query.load("dyad/describe").bind(first=first, second=second)
    else:
        whole = path.count("/") == 1
        name = {"article": "entity/describe-article", "event": "entity/describe-event"}.get(kind) if whole else None
        text = Query.load(name or "entity/describe").bind(entity=ID + path)
    return rdflib.Graph().parse(data=store.query(text, accept="application/n-triples").body(), format="nt")


@pytest.mark.parametrize("path", PATHS)
def test_turtle_holds_what_construct_gives_and_the_page_what_the_thing_is(
    client: FlaskClient, store: Store, path: str
) -> None:
    expected = described(store, path)
    assert len(expected) > 1
    turtle = client.get(f"/data/{path}.ttl")
    assert isomorphic(rdflib.Graph().parse(data=turtle.data, format="turtle"), expected)
    page = client.get(f"/page/{path}")
    assert page.status_code == 200
    scripts = _SCRIPT.findall(page.text)
    assert len(scripts) == (not path.startswith("dyad/"))
    for script in scripts:
        subject = rdflib.URIRef(ID + path)
        carried = rdflib.Graph().parse(data=script, format="json-ld")
        assert set(carried.triples((subject, None, None))) == set(expected.triples((subject, None, None)))
        assert set(carried) <= set(expected)
        assert "&lt;" not in script


@pytest.mark.parametrize("suffix", ["nt", "jsonld", "rdf", "trig", "nq"])
def test_every_format_holds_the_same_triples(client: FlaskClient, store: Store, suffix: str) -> None:
    answer = client.get(f"/data/article/00000000000000a4.{suffix}")
    name = {"jsonld": "json-ld", "rdf": "xml", "nq": "nquads"}.get(suffix, suffix)
    expected = described(store, "article/00000000000000a4")
    if suffix in {"trig", "nq"}:
        name = "turtle" if suffix == "trig" else "nt"
    assert isomorphic(rdflib.Graph().parse(data=answer.data, format=name), expected)


def test_json_ld_on_a_page_is_compact(client: FlaskClient) -> None:
    (script,) = _SCRIPT.findall(client.get("/page/state/KOR").text)
    assert json.loads(script)["@context"]["@base"] == ID


def test_turtle_is_readable(client: FlaskClient) -> None:
    text = client.get("/data/event/0a1b2c3d4e5f6071.ttl").text
    assert "@prefix leg: <https://w3id.org/legation/ns#> ." in text
    assert "a leg:Event ;" in text


def test_the_same_request_gives_the_same_bytes(client: FlaskClient) -> None:
    for path in ("/data/state/KOR.ttl", "/page/state/KOR", "/data/dyad/KOR/JPN.jsonld", "/export/all.nq"):
        assert client.get(path).data == client.get(path).data


@pytest.mark.parametrize("path", ["/data/state/KOR.ttl", "/page/state/KOR", "/ns", "/ns.ttl", "/queries", "/"])
def test_what_a_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_data_and_page_name_each_other(client: FlaskClient) -> None:
    page = client.get("/page/state/KOR").headers.getlist("Link")
    assert '</data/state/KOR.ttl>; rel="alternate"; type="text/turtle"' in page
    assert '</id/state/KOR>; rel="canonical"' in page
    data = client.get("/data/state/KOR.ttl").headers.getlist("Link")
    assert '</page/state/KOR>; rel="alternate"; type="text/html"' in data
    assert '</id/state/KOR>; rel="describes"' in data


@pytest.mark.parametrize(
    "path",
    ["state/KOR", "state/KOR.csv", "state/KOR.exe", "state/XXX.ttl", ".ttl", "dyad/KOR/KORR.ttl", "dyad/KOR.ttl"],
)
def test_data_that_there_is_not_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/data/{path}")
    assert answer.status_code == 404
    assert answer.json["detail"]


def test_another_base_keeps_every_link_here(store: Store) -> None:
    from legation.settings import Settings  # noqa: PLC0415
    from legation.web import create_app  # noqa: PLC0415

    elsewhere = create_app(store, Settings(base="https://other.test/")).test_client()
    assert elsewhere.get("/page/state/KOR").status_code == 404
