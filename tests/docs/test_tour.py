"""The ways of the tour over the sample articles; and figures on pages are those that their queries give."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from legation.settings import Settings
from legation.store import Store, open_store
from legation.web import create_app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HTML = {"Accept": "text/html"}
TEXT = (ROOT / "docs" / "tour.md").read_text("utf-8")
QUESTIONS = {part.partition("\n")[0]: part.partition("\n")[2] for part in TEXT.split("\n## ")[1:]}


class Read(HTMLParser):
    """The text of a page, its links by their text, and the tables of its panels by the panel's anchor."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.links: dict[str, str] = {}
        self.targets: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._link: tuple[str, int] | None = None
        self._panel = ""
        self._cell: int | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._link = (given.get("href") or "", len(self.text))
            self.targets.append(self._link[0])
        if tag == "section":
            self._panel = given.get("id") or ""
        if tag == "tr":
            self.tables.setdefault(self._panel, []).append([])
        if tag == "td":
            self._cell = len(self.text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            self.links.setdefault(self.text[self._link[1] :].strip(), self._link[0])
        if tag == "td" and self._cell is not None:
            self.tables[self._panel][-1].append(self.text[self._cell :].strip())

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample articles, read as `make run` reads them."""
    folder = tmp_path_factory.mktemp("tour")
    subprocess.run(
        [sys.executable, "-c", "from legation.cli import main; main()", "ingest", str(ROOT / "data" / "sample")],
        cwd=folder,
        check=True,
        capture_output=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("LEGATION_")},
    )
    store = open_store(str(folder / "var" / "store"), read_only=True)
    yield store
    store.close()


@pytest.fixture(scope="module")
def client(store: Store) -> FlaskClient:
    return create_app(store, Settings()).test_client()


def shown(client: FlaskClient, path: str) -> Read:
    answer = client.get(path, headers=HTML, follow_redirects=True)
    assert answer.status_code == 200, path
    return Read(answer.text)


def test_there_are_five_questions() -> None:
    assert len(QUESTIONS) == 5


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_in_at_most_three_clicks(client: FlaskClient, question: str) -> None:
    steps = re.findall(r"\*\*(.+?)\*\*", " ".join(QUESTIONS[question].split()))
    assert 1 <= len(steps) <= 3
    seen = [shown(client, "/")]
    for step in steps:
        assert step in seen[-1].links
        seen.append(shown(client, seen[-1].links[step]))
    words = " ".join(" ".join(page.text for page in seen).split())
    answers = re.findall(r"`(.+?)`", QUESTIONS[question])
    assert answers
    assert [answer for answer in answers if answer not in words] == []


PANELS = {
    "/": ("analysis-busiest-pairs",),
    "/page/state/KOR": ("entity-relations", "entity-issues"),
    "/page/dyad/KOR/JPN?with=CHN": ("dyad-balance", "dyad-years", "dyad-compare", "dyad-copies", "dyad-sources"),
}


@pytest.mark.parametrize(("path", "anchor"), [(path, anchor) for path, some in PANELS.items() for anchor in some])
def test_figures_on_a_page_are_those_that_its_query_gives_at_the_endpoint(
    client: FlaskClient, path: str, anchor: str
) -> None:
    page = shown(client, path)
    lines = [line for line in page.tables[anchor] if line]
    run = next(link for link in page.targets if f"named={anchor.replace('-', '%2F', 1)}" in link)
    answer = client.get(run, headers={"Accept": "text/csv"})
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    numbers = [
        [cell for name, cell in row.items() if not name.endswith("Label") and re.fullmatch(r"-?[\d.]+", cell)]
        for row in rows
    ]
    assert 0 < len(lines) <= len(rows)
    for line, figures in zip(lines, numbers, strict=False):
        printed = [float(cell.replace("−", "-").replace(",", "")) for cell in line if re.fullmatch(r"[−\d.,]+", cell)]
        assert printed == pytest.approx([float(figure) for figure in figures], abs=1e-4)
        assert printed


def test_counts_of_the_first_page_are_those_of_the_endpoint(client: FlaskClient, store: Store) -> None:
    text = client.get("/", headers=HTML).text
    counts = {
        name: int(number.replace(",", "")) for name, number in re.findall(r"<dt>([\w ]+)</dt><dd>([\d,]+)</dd>", text)
    }
    rows = csv.DictReader(io.StringIO(client.get("/queries/analysis/counts.csv").text))
    by_class = {row["class"].partition("#")[2]: int(row["number"]) for row in rows}
    assert counts["articles"] == by_class["Article"] > 40
    assert counts["events"] == by_class["Event"]
    assert counts["reports of events"] == by_class["EventReport"]
