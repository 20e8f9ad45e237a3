"""A folder of queries of one's own: its files make panels, and all that a query that ships has."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from legation.errors import BadInput
from legation.settings import Settings
from legation.store import Store
from legation.web import create_app

HTML = {"Accept": "text/html"}
HEADER = """#+ title: {view} of articles
#+ description: The articles of each day, for a test.
#+ view: {view}
#+ page: {page}
"""
SELECTS = {
    "line": "SELECT ?day (COUNT(?article) AS ?articles) WHERE {{ ?article leg:published ?time . {bound} "
    "BIND (SUBSTR(STR(?time), 1, 10) AS ?day) }} GROUP BY ?day ORDER BY ?day",
    "graph": "SELECT ?one ?oneLabel ?other ?otherLabel (COUNT(?event) AS ?events) WHERE {{ ?event leg:initiator ?one ; "
    "leg:recipient ?other . {bound} ?one rdfs:label ?oneLabel . ?other rdfs:label ?otherLabel "
    'FILTER (?one != ?other && LANG(?oneLabel) = "en" && LANG(?otherLabel) = "en") }} '
    "GROUP BY ?one ?oneLabel ?other ?otherLabel ORDER BY ?oneLabel ?otherLabel",
}
PREFIXES = """PREFIX leg: <https://w3id.org/legation/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
DRAWN = {"line": '<figure class="chart lines">', "graph": '<figure class="map network">'}
PAGES = {"home": "/", "State": "/page/state/KOR", "dyad": "/page/dyad/KOR/JPN", "Event": "/page/event/0a1b2c3d4e5f6071"}


def written(folder: Path, view: str, page: str) -> None:
    given = {"State": ("entity",), "Event": ("entity",), "dyad": ("first", "second")}.get(page, ())
    lines = "".join(f"#+ param: {name} iri The {name} thing\n" for name in given)
    bound = " ".join(f"VALUES ?{name} {{ <https://legation.example/id/state/KOR> }}" for name in given)
    text = HEADER.format(view=view, page=page) + lines + PREFIXES + SELECTS[view].format(bound=bound)
    (folder / "mine").mkdir(exist_ok=True)
    (folder / "mine" / f"{view}.rq").write_text(text)


def client_of(store: Store, folder: Path) -> FlaskClient:
    return create_app(store, Settings(queries=folder)).test_client()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("view", SELECTS)
def test_a_file_in_the_folder_is_a_panel_of_the_page_it_names(
    store: Store, tmp_path: Path, view: str, page: str
) -> None:
    written(tmp_path, view, page)
    client = client_of(store, tmp_path)
    for name, path in PAGES.items():
        shown = client.get(path, headers=HTML)
        assert shown.status_code == 200
        assert (DRAWN[view] in shown.text) == (name == page), name
        assert ('id="mine-' + view in shown.text) == (name == page)
    assert f"{view} of articles" in client.get("/queries", headers=HTML).text
    rows = client.get(f"/queries/mine/{view}.csv").data
    assert rows == client.get(f"/sparql?named=mine/{view}", headers={"Accept": "text/csv"}).data
    assert rows.count(b"\n") > 1
    assert client.get(f"/queries/mine/{view}.srj").status_code == 200


def test_a_file_takes_the_place_of_one_that_ships(store: Store, tmp_path: Path) -> None:
    written(tmp_path, "line", "home")
    (tmp_path / "analysis").mkdir()
    (tmp_path / "mine" / "line.rq").rename(tmp_path / "analysis" / "busiest-pairs.rq")
    assert '<h2 id="analysis-busiest-pairs-title"' in client_of(store, tmp_path).get("/", headers=HTML).text
    assert "line of articles" in client_of(store, tmp_path).get("/", headers=HTML).text


@pytest.mark.parametrize("text", ["SELECT * WHERE {}", "#+ title: a\n#+ description: b.\nSELEKT", ""])
def test_the_service_does_not_start_with_a_file_that_is_no_query(store: Store, tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.rq").write_text(text)
    with pytest.raises(BadInput, match="broken"):
        client_of(store, tmp_path)


def test_a_folder_that_is_none_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        client_of(store, tmp_path / "nowhere")
