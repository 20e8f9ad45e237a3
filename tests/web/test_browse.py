"""Home, search, named queries, export, health, robots, and the headers and errors of every route."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from legation import queries
from legation.errors import LimitReached, StoreUnavailable
from legation.settings import Settings
from legation.store import Store, open_store
from legation.web import create_app

HTML = {"Accept": "text/html"}
RDFS_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def test_home_counts_and_shows_what_is_new(client: FlaskClient) -> None:
    text = client.get("/").text
    assert "<dt>articles</dt><dd>4</dd>" in text
    assert '<a href="/page/dyad/JPN/KOR">Japan – South Korea</a>' in text
    assert "France to Japan: consult, 2025-12" in text


def test_search_finds_names_in_any_script_and_sentences(client: FlaskClient) -> None:
    assert '<a href="/page/state/KOR">South Korea</a>' in client.get("/search?q=대한").text
    assert '<a href="/page/state/KOR">South Korea</a>' in client.get("/search?q=rok").text
    assert "were taken" not in client.get("/search?q=hydrogen accord").text
    assert "#passage-2" in client.get("/search?q=hydrogen accord").text
    assert "Nothing with these words" in client.get("/search?q=qqqq").text


@pytest.mark.parametrize("name", queries.names())
def test_every_named_query_runs_here(client: FlaskClient, name: str) -> None:
    page = client.get(f"/queries/{name}", headers=HTML)
    assert page.status_code == 200
    query = queries.Query.load(name)
    assert query.title in page.text.replace("&#39;", "'")
    for parameter in query.parameters:
        assert f'name="{parameter.name}" value="{parameter.sample}"' in page.text
    suffix = "ttl" if query.form == "CONSTRUCT" else "csv"
    assert client.get(f"/queries/{name}.{suffix}").status_code == 200


def test_a_page_shows_the_beginning_of_a_large_graph_and_a_download_all_of_it() -> None:
    store = open_store("memory:")
    store.put(None, [Triple(NamedNode(f"https://x.example/{i}"), RDFS_LABEL, Literal("x" * 100)) for i in range(2000)])
    client = create_app(store, Settings()).test_client()
    page = client.get("/queries/service/graph", headers=HTML).text
    assert "Only the beginning is shown" in page
    assert 100_000 < len(page) < 150_000
    assert client.get("/queries/service/graph.nt").text.count("\n") == 2000
    assert "Only the beginning" not in client.get("/queries/entity/describe", headers=HTML).text


def test_many_rows_stand_on_several_pages_and_all_in_the_download(client: FlaskClient) -> None:
    whole = list(csv.reader(io.StringIO(client.get("/queries/store/unnamed.csv").text)))
    shown: list[str] = []
    address = "/queries/store/unnamed"
    for begin in range(0, len(whole) - 1, 200):
        page = client.get(address, headers=HTML, query_string={"skip": begin} if begin else {}).text
        shown += re.findall(r"<tr>", page.partition("<tbody>")[2].partition("</tbody>")[0])
        assert len(shown) == min(begin + 200, len(whole) - 1)
        assert (f'href="{address}?skip={begin + 200}">Later rows' in page) == (begin + 200 < len(whole) - 1)
        assert ("Earlier rows" in page) == (begin > 0)
    assert len(shown) > 400
    assert client.get(f"{address}?skip=some", headers=HTML).status_code == 400
    assert "Later rows" not in client.get("/queries/entity/kind", headers=HTML).text


def test_the_list_names_every_query(client: FlaskClient) -> None:
    text = client.get("/queries").text
    for name in queries.names():
        assert f'<a href="/queries/{name}">' in text


def test_a_named_query_takes_parameters_and_formats(client: FlaskClient) -> None:
    whole = client.get("/queries/entity/kind.csv", query_string={"entity": "https://legation.example/id/state/JPN"})
    short = client.get("/queries/entity/kind.csv", query_string={"entity": "state/JPN"})
    assert whole.data == short.data
    assert next(csv.DictReader(io.StringIO(whole.text)))["label"] == "Japan"
    by_accept = client.get("/queries/entity/kind?entity=state/JPN", headers={"Accept": "text/csv"})
    assert by_accept.data == whole.data
    assert "Accept" in by_accept.headers["Vary"]
    assert client.get("/queries/entity/describe.ttl?entity=state/JPN").mimetype == "text/turtle"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/entity/none", 404),
        ("/queries/../pyproject.toml", 404),
        ("/queries/entity/kind.ttl", 404),
        ("/queries/entity/describe.csv", 404),
        ("/queries/entity/kind.csv?entity=state/%00", 404),
        ("/queries/entity/kind.csv?entity=a:b%20c", 400),
        ("/queries/entity/kind.csv?nothing=1", 400),
        ("/queries/entity/kind.csv?entity=%ff", 400),
        ("/export/all.csv", 404),
        ("/export/all.exe", 404),
        ("/export?thing=state/KOR&format=docx", 400),
        ("/ns.csv", 404),
        ("/nothing", 404),
        ("/static/../base.html", 404),
        ("/static/none.css", 404),
    ],
)
def test_every_error_has_one_shape(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail", "instance"}
    assert answer.json["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"
    page = client.get(path, headers=HTML)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert f'<p class="kind">{status}</p>' in page.text


def test_every_route_has_its_errors_in_that_shape(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for argument in rule.arguments:
            path = path.replace(f"<path:{argument}>", "x/y").replace(f"<{argument}>", "x")
        answer = app.test_client().patch(path)
        assert answer.status_code == 405, path
        assert answer.content_type == "application/problem+json"
        assert answer.headers["Allow"]


class Broken:
    """A store that fails in one way."""

    version = "1"
    side = None

    def __init__(self, error: Exception) -> None:
        self.error = error

    def query(self, text: str, **options: object) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreUnavailable("the store cannot be read"), 502),
        (LimitReached("the query ran longer than 10 seconds"), 503),
    ],
)
@pytest.mark.parametrize("path", ["/", "/page/state/KOR", "/sparql?query=ASK{}", "/healthz", "/search?q=x"])
def test_a_store_that_fails_is_told_of(path: str, error: Exception, status: int) -> None:
    client = create_app(Broken(error), Settings()).test_client()  # type: ignore[arg-type]
    answer = client.get(path)
    assert answer.status_code == status
    assert str(error) in answer.json["detail"]
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_a_fault_of_ours_tells_nothing_of_the_inside() -> None:
    app = create_app(Broken(RuntimeError("a secret path")), Settings())  # type: ignore[arg-type]
    answer = app.test_client().get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json["title"] == "Internal Server Error"


@pytest.mark.parametrize(
    "path", ["/", "/page/state/KOR", "/data/state/KOR.ttl", "/sparql?query=ASK{}", "/nothing", "/static/legation.css"]
)
def test_security_headers_are_on_every_response(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    answer.close()
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"]


def test_export_holds_every_quad(client: FlaskClient, store: Store) -> None:
    expected = {quad for graph in store.graphs() for quad in store.quads(graph)}
    for suffix, form in (("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG), ("jsonld", RdfFormat.JSON_LD)):
        answer = client.get(f"/export/all.{suffix}")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="legation.{suffix}"'
        assert set(parse(answer.data, format=form)) == expected
    triples = {quad.triple for quad in expected}
    for suffix, form in (("nt", RdfFormat.N_TRIPLES), ("ttl", RdfFormat.TURTLE), ("rdf", RdfFormat.RDF_XML)):
        found = parse(client.get(f"/export/all.{suffix}").data, format=form)
        assert {quad.triple for quad in found} == triples


def test_events_are_a_table_for_everybody(client: FlaskClient) -> None:
    answer = client.get("/export/events.csv")
    assert answer.mimetype == "text/csv"
    whole = {row["Event ID"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))}
    both = client.get("/export/events.csv?about=state/KOR&about=https://legation.example/id/state/JPN").text
    assert {row["Event ID"] for row in csv.DictReader(io.StringIO(both, newline=""))} < whole
    known = client.get("/export/events.csv", headers={"If-None-Match": answer.headers["ETag"]})
    assert known.status_code == 304
    assert client.get("/export/events.csv?state=KOR").status_code == 400
    assert client.get("/export/events.csv?about=x%20y").status_code == 404


@pytest.mark.parametrize(
    ("thing", "target"),
    [
        ("state/KOR", "/data/state/KOR.ttl"),
        ("https://legation.example/id/state/KOR", "/data/state/KOR.ttl"),
        ("/id/state/KOR", "/data/state/KOR.ttl"),
        ("dyad/KOR/JPN", "/data/dyad/KOR/JPN.ttl"),
    ],
)
def test_export_leads_to_the_data_of_a_thing(client: FlaskClient, thing: str, target: str) -> None:
    answer = client.get("/export", query_string={"thing": thing, "format": "turtle"})
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert client.get(target).status_code == 200


def test_export_leads_nowhere_else(client: FlaskClient) -> None:
    for thing in ("//evil.test/x", "https://evil.test/", "..\\x", "x\r\nSet-Cookie: a=b"):
        answer = client.get("/export", query_string={"thing": thing})
        assert answer.status_code == 404 or answer.headers["Location"].startswith("/data/")
        assert "Set-Cookie" not in answer.headers


def test_health_tells_the_state_of_the_store(client: FlaskClient, store: Store) -> None:
    answer = client.get("/healthz")
    assert json.loads(answer.data) == {"status": "ok", "version": store.version}


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"whether": "planned"}, lambda row: row["status"].endswith("#planned")),
        ({"what": "consult"}, lambda row: row["type"].endswith("#CONSULT")),
        ({"from": "2025-09-01", "until": "2025-12-31"}, lambda row: row["latest"][:4] in {"2025", ""}),
        ({"outlet": "nobody reads this"}, None),
        ({"issue": "no such issue"}, None),
        ({"surety": "1.1"}, None),
    ],
)
def test_events_are_chosen_by_what_stands_in_the_address(
    client: FlaskClient, asked: dict[str, str], kept: Callable[[dict[str, str]], bool] | None
) -> None:
    def rows(**given: str) -> list[dict[str, str]]:
        answer = client.get("/queries/analysis/events.csv", query_string=given)
        return list(csv.DictReader(io.StringIO(answer.text)))

    everything, found = rows(), rows(**asked)
    assert len(found) < len(everything)
    assert all(row in everything for row in found)
    if kept is None:
        assert found == []
    else:
        assert found
        assert all(kept(row) for row in found)
    page = client.get("/queries/analysis/events", query_string=asked, headers=HTML).text
    for name, value in asked.items():
        assert f'name="{name}" value="{value}"' in page


def test_the_vocabulary_is_documented_term_by_term(client: FlaskClient) -> None:
    page = client.get("/ns", headers=HTML).text
    terms = rdflib.Graph().parse(data=client.get("/ns.ttl").data, format="turtle")
    leg = "https://w3id.org/legation/ns#"
    names = {str(term)[len(leg) :] for term in terms.subjects(unique=True) if str(term).startswith(leg)}
    assert len(names) > 60
    for name in names:
        assert f'id="{name}"' in page
    assert "text/turtle" in client.get("/ns", headers={"Accept": "text/turtle"}).content_type
    assert client.get("/ns", headers={"Accept": "image/png"}).status_code == 406
    types = client.get("/event-types", headers=HTML).text
    assert 'id="CONSULT"' in types
    assert 'id="COERCE"' in types


def test_the_shapes_are_documented_term_by_term(client: FlaskClient) -> None:
    page = client.get("/shapes", headers=HTML).text
    assert 'class="entry"' in page
    graph = rdflib.Graph().parse(data=client.get("/shapes.ttl").data, format="turtle")
    shapes = {str(term).partition("#")[2] for term in graph.subjects(unique=True) if isinstance(term, rdflib.URIRef)}
    for name in shapes - {""}:
        assert f'id="{name}"' in page
