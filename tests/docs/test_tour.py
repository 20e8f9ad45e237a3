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


MOST_BYTES = 150_000
FILTERS = ("", "?from=2026-01-01", "?known=2026-06-30&surety=0.5", "?whether=occurred&reportedUntil=2026-10-31")


@pytest.fixture(scope="module")
def looked_at(client: FlaskClient) -> list[str]:
    """The pages of the busiest pairs and of their states."""
    rows = list(csv.DictReader(io.StringIO(client.get("/queries/analysis/busiest-pairs.csv").text)))
    codes = [(row["first"].rpartition("/")[2], row["second"].rpartition("/")[2]) for row in rows]
    assert len(codes) > 10
    pairs = [f"/page/dyad/{first}/{second}" for first, second in codes]
    return [*pairs, *sorted({f"/page/state/{code}" for pair in codes for code in pair})]


def compared(client: FlaskClient, path: str) -> int:
    """How many panels of a page have figures, each held to what its query gives at the endpoint."""
    page = shown(client, path)
    found = 0
    for anchor, table in page.tables.items():
        run = [link for link in page.targets if f"named={anchor.replace('-', '%2F', 1)}" in link]
        if not run or not any(table):
            continue
        answer = client.get(run[0], headers={"Accept": "text/csv"})
        assert answer.mimetype == "text/csv"
        rows = [
            [cell for name, cell in row.items() if not name.endswith("Label") and re.fullmatch(r"-?[\d.]+", cell)]
            for row in csv.DictReader(io.StringIO(answer.text))
        ]
        lines = [line for line in table if line]
        assert 0 < len(lines) <= len(rows), (path, anchor)
        for line, figures in zip(lines, rows, strict=False):
            printed = [cell.replace("−", "-").replace(",", "") for cell in line if re.fullmatch(r"[−\d.,]+", cell)]
            assert [float(one) for one in printed] == pytest.approx([float(one) for one in figures], abs=1e-4), anchor
            found += bool(printed)
    return found


def test_figures_of_all_panels_are_those_that_their_queries_give_at_the_endpoint(
    client: FlaskClient, looked_at: list[str]
) -> None:
    assert compared(client, "/") > 0
    assert compared(client, "/page/dyad/KOR/JPN?with=CHN") > 4
    assert all(compared(client, path) > 0 for path in looked_at)


@pytest.mark.parametrize("asked", FILTERS)
def test_figures_of_a_narrowed_page_are_those_of_the_endpoint_too(client: FlaskClient, asked: str) -> None:
    assert sum(compared(client, f"{path}{asked}") for path in ("/page/state/KOR", "/page/dyad/KOR/JPN")) > 0


def test_no_page_is_larger_than_its_budget(client: FlaskClient, looked_at: list[str]) -> None:
    listed = client.get("/queries/analysis/latest-articles.csv").text
    articles = [f"/page/article/{key}" for key in sorted(set(re.findall(r"id/article/([0-9a-f]{16})", listed)))]
    assert articles
    large = [path for path in ("/", *looked_at, *articles) if len(client.get(path, headers=HTML).data) > MOST_BYTES]
    assert large == []


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
