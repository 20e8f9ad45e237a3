"""The reconciliation service: what OpenRefine asks and what it is answered, in the shapes of the specification 0.2."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.slugs import folded
from legation.web.names import Names, Thing

# What the specification says of each answer, in our own words.
NAMED = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "defaultTypes": {"type": "array", "items": NAMED, "minItems": 1, "uniqueItems": True},
        "view": {"required": ["url"], "properties": {"url": {"pattern": r"\{\{id\}\}"}}},
        "preview": {
            "required": ["url", "width", "height"],
            "properties": {"url": {"pattern": r"\{\{id\}\}"}, "width": {"type": "integer"}},
        },
    },
}  # fmt: skip
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score", "match", "type"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": NAMED, "minItems": 1},
        "features": {"items": {"required": ["id", "value"]}},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {"required": ["result"], "properties": {"result": {"items": CANDIDATE}}},
}
CELL = {"oneOf": [
    {"required": ["id", "name"], "maxProperties": 2},
    *({"required": [key], "maxProperties": 1, "properties": {key: {"type": kind}}}
      for key, kind in (("str", "string"), ("float", "number"), ("int", "integer"))),
    {"required": ["date"], "maxProperties": 1,
     "properties": {"date": {"pattern": r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d"}}},
]}  # fmt: skip
EXTENDED = {
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"items": NAMED},
        "rows": {"additionalProperties": {"additionalProperties": {"type": "array", "items": CELL}}},
    },
}


def ask(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    """The candidates for one query, sent as OpenRefine sends it."""
    answer = client.post("/reconcile", data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    jsonschema.validate(answer.json, RESULTS)
    result: list[dict[str, Any]] = answer.json["q0"]["result"]
    return result


def extend(client: FlaskClient, ids: list[str], *properties: Any) -> dict[str, Any]:
    asked = {"ids": ids, "properties": [one if isinstance(one, dict) else {"id": one} for one in properties]}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})
    jsonschema.validate(answer.json, EXTENDED)
    document: dict[str, Any] = answer.json
    return document


def test_the_manifest_tells_what_there_is(client: FlaskClient) -> None:
    answer = client.get("/reconcile")
    jsonschema.validate(answer.json, MANIFEST)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    manifest = answer.json
    for one in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        path = one["service_url"].removeprefix("http://localhost") + one["service_path"]
        assert client.get(path).status_code == 200
    for pattern in (manifest["view"]["url"], manifest["preview"]["url"]):
        for name in ("state/KOR", "state%2FKOR"):
            path = pattern.removeprefix("http://localhost").replace("{{id}}", name)
            assert client.get(path).status_code in {200, 303}
    types = {one["id"] for one in client.get("/reconcile/suggest/type?prefix=").json["result"]}
    assert {one["id"] for one in manifest["defaultTypes"]} <= types


def test_the_same_name_is_a_match(client: FlaskClient) -> None:
    first, *rest = ask(client, query="South Korea")
    assert (first["id"], first["score"], first["match"]) == ("state/KOR", 100.0, True)
    assert not any(one["match"] for one in rest)
    for words in ("south korea", "대한민국", "ROK", "KOR", "state/KOR"):
        assert ask(client, query=words, limit=1)[0]["id"] == "state/KOR", words


@pytest.mark.parametrize("words", ["Han Seo yun", "HAN, Seo-yun", "Han Seoyun", "Han Seo-yun (President)"])
def test_a_name_written_another_way_is_found(client: FlaskClient, words: str) -> None:
    assert ask(client, query=words)[0]["id"] == "person/han-seo-yun"


def test_what_is_unlike_all_is_not_found(client: FlaskClient) -> None:
    assert ask(client, query="Qwxyz Vvvkk") == []
    assert ask(client, query="...") == []


def test_types_narrow_the_choice(client: FlaskClient) -> None:
    assert {kind["id"] for one in ask(client, query="Japan", type="Person") for kind in one["type"]} <= {
        "Person",
        "Actor",
    }
    assert ask(client, query="Japan", type=["Person", "State"])[0]["id"] == "state/JPN"
    assert ask(client, query="Japan", type=["Person", "State"], type_strict="all") == []


def test_properties_weigh_in(client: FlaskClient) -> None:
    plain = ask(client, query="Han Seo-yun")[0]
    assert plain["match"]
    fitting = ask(client, query="Han Seo-yun", properties=[{"pid": "state", "v": {"id": "state/KOR"}}])[0]
    other = ask(client, query="Han Seo-yun", properties=[{"pid": "state", "v": "Japan"}])[0]
    assert (fitting["score"], fitting["match"]) == (100.0, True)
    assert (other["score"], other["match"]) == (70.0, False)
    by_name = ask(client, query="Han Seo-yun", properties=[{"pid": "state", "v": ["France", "South Korea"]}])[0]
    assert by_name["score"] == 100.0


def test_properties_are_enough(client: FlaskClient) -> None:
    found = ask(client, properties=[{"pid": "isoAlpha3", "v": "jpn"}])
    assert [(one["id"], one["match"]) for one in found] == [("state/JPN", True)]
    koreans = ask(client, properties=[{"pid": "state", "v": {"id": "state/KOR"}}], type="Person")
    assert "person/han-seo-yun" in {one["id"] for one in koreans}
    assert not any(one["match"] for one in koreans)


def test_a_batch_is_answered_query_by_query_also_by_get(client: FlaskClient) -> None:
    queries = {"a": {"query": "Japan", "limit": 1}, "b": {"query": "France", "limit": 1}}
    by_get = client.get("/reconcile", query_string={"queries": json.dumps(queries)})
    assert {key: one["result"][0]["id"] for key, one in by_get.json.items()} == {"a": "state/JPN", "b": "state/FRA"}
    assert client.post("/reconcile", data={"queries": json.dumps(queries)}).json == by_get.json


def test_properties_are_fetched(client: FlaskClient) -> None:
    answer = extend(client, ["state/KOR", "person/han-seo-yun", "state/XXX"], "isoAlpha3", "state", "rdfs:label")
    assert [one["id"] for one in answer["meta"]] == ["isoAlpha3", "state", "rdfs:label"]
    assert answer["rows"]["state/KOR"]["isoAlpha3"] == [{"str": "KOR"}]
    assert answer["rows"]["person/han-seo-yun"]["state"] == [{"id": "state/KOR", "name": "South Korea"}]
    assert answer["rows"]["state/XXX"] == {"isoAlpha3": [], "state": [], "rdfs:label": []}
    whole = answer["rows"]["state/KOR"]["rdfs:label"]
    assert len(whole) > 1
    one = extend(client, ["state/KOR"], {"id": "rdfs:label", "settings": {"limit": 1}})["rows"]["state/KOR"]
    assert one == {"rdfs:label": whole[:1]}
    place = extend(client, ["place/tokyo-JPN"], "geo:lat", "rdf:type")["rows"]["place/tokyo-JPN"]
    assert place["geo:lat"] == [{"float": 35.6895}]


def test_suggestions_begin_as_asked(client: FlaskClient) -> None:
    found = client.get("/reconcile/suggest/entity?prefix=sou").json["result"]
    assert found[0] == {"id": "state/KOR", "name": "South Korea", "description": found[0]["description"]}
    assert client.get("/reconcile/suggest/entity?prefix=").json == {"result": []}
    kinds = client.get("/reconcile/suggest/type?prefix=pers").json["result"]
    assert [one["id"] for one in kinds] == ["Person"]


def test_a_preview_may_be_framed_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/reconcile/preview?id=state/KOR")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert "대한민국" in answer.text
    assert client.get("/page/state/KOR").headers["X-Frame-Options"] == "DENY"
    assert client.get("/reconcile/preview?id=state/XXX").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {}, {"queries": "["}, {"queries": "[]"}, {"queries": '{"q": 1}'}, {"queries": '{"q": {}}'},
        {"queries": '{"q": {"query": "x", "limit": -1}}'}, {"queries": '{"q": {"query": "x", "type": [1]}}'},
        {"queries": '{"q": {"query": "x", "properties": 1}}'}, {"queries": '{"q": {"query": "\\ud800"}}'},
        {"queries": '{"q": {"query": "South Korea", "properties": [{"pid": "no:such", "v": 1}]}}'},
        {"queries": '{"q": {"query": "South Korea", "properties": [{"pid": "a b", "v": 1}]}}'},
        {"queries": json.dumps({str(n): {"query": "x"} for n in range(201)})}, {"queries": "[" * 100_000},
        {"extend": "{}"}, {"extend": '{"ids": [1], "properties": []}'}, {"extend": '{"ids": [], "properties": [{}]}'},
        {"extend": '{"ids": ["state/KOR"], "properties": [{"id": "state", "settings": {"limit": "x"}}]}'},
    ],
    ids=lambda data: str(data)[:60],
)  # fmt: skip
def test_what_is_no_query_is_refused(client: FlaskClient, data: dict[str, str]) -> None:
    answer = client.post("/reconcile", data=data)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


WORDS = st.lists(st.text("abcdeé ", min_size=1, max_size=8), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.integers(0, 99).map(lambda n: f"x/{n}"), WORDS, max_size=20), WORDS)
def test_scores_say_how_alike(names: dict[str, str], words: str) -> None:
    index = Names([Thing(path, name, ("X",)) for path, name in names.items()], names.items())
    found = index.find(words, most=50)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    same = {path for path, name in names.items() if folded(name).split() == folded(words).split()}
    if folded(words).split():
        assert {one.thing.path for one in found if one.score == 100.0} == same
    assert all(30.0 <= one.score <= 100.0 for one in found)
    assert index.find(words, lambda thing: False) == []
