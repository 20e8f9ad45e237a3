"""Lines, networks and spans of days: where each stands, and what is said of it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from legation.queries import parse
from legation.web.addresses import Addresses
from legation.web.charts import lines
from legation.web.networks import drawn
from legation.web.panels import panel
from legation.web.rows import Cell, Row, Table

ID = "https://legation.example/id/state/"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
ADDRESSES = Addresses("https://legation.example/")


def literal(value: str, datatype: str = "") -> Cell:
    return Cell("literal", value, datatype)


def years(*figures: tuple[str, str]) -> Table:
    rows = ({"year": literal(year), "events": literal(number, INTEGER)} for year, number in figures)
    return Table(("year", "events"), tuple(rows))


def pairs(*found: tuple[str, str, str]) -> Table:
    rows = tuple(
        {
            "one": Cell("uri", ID + one),
            "oneLabel": literal(one),
            "other": Cell("uri", ID + other),
            "otherLabel": literal(other),
            "events": literal("2", INTEGER),
            "balance": literal(balance),
        }
        for one, other, balance in found
    )
    return Table(("one", "oneLabel", "other", "otherLabel", "events", "balance"), rows)


def test_a_line_is_as_high_as_its_figures() -> None:
    chart = lines(years(("2024", "2"), ("2025", "-1"), ("2026", "4")).rows, "year", {"events": "Events"})
    assert chart
    heights = [y for _, y, _ in chart.lines[0].dots]
    assert (heights.index(max(heights)), heights.index(min(heights))) == (1, 2)
    assert min(heights) < chart.zero < max(heights)
    assert (chart.top, chart.bottom) == ("4", "−1")
    assert chart.lines[0].dots[2][2] == "2026: Events 4"


@pytest.mark.parametrize("rows", [(), years(("2024", "2")).rows])
def test_less_than_two_rows_make_no_line(rows: tuple[Row, ...]) -> None:
    assert lines(rows, "year", {"events": "Events"}) is None


def test_each_thing_of_a_network_stands_once_and_each_row_is_a_tie() -> None:
    net = drawn(pairs(("KOR", "JPN", "3"), ("KOR", "USA", "-2"), ("JPN", "USA", "0"), ("KOR", "KOR", "1")), ADDRESSES)
    assert net
    assert [node.name for node in net.nodes] == ["KOR", "JPN", "USA"]
    assert net.nodes[0].href == "/page/state/KOR"
    assert [tie.style for tie in net.ties] == ["cooperation", "conflict", "even", "cooperation"]
    assert len({(node.x, node.y) for node in net.nodes}) == 3
    assert all(0 < node.x < net.width and 0 < node.y < net.height for node in net.nodes)


def test_a_large_network_keeps_those_with_most_ties() -> None:
    found = [(f"A{n:03}", "HUB", "1") for n in range(100)]
    net = drawn(pairs(*found), ADDRESSES)
    assert net
    assert len(net.nodes) == 40
    assert net.nodes[0].name == "HUB"
    assert len(net.ties) == 39


def test_a_table_without_pairs_is_no_network() -> None:
    assert drawn(years(("2024", "2")), ADDRESSES) is None
    assert drawn(pairs(), ADDRESSES) is None


def test_spans_of_days_are_bars_on_one_axis() -> None:
    query = parse("#+ title: Held\n#+ description: Who.\n#+ view: timeline\nSELECT ?who ?from ?until WHERE {}", "held")
    days = [("2026-01-01", "2026-01-01"), ("2026-01-01", "2026-12-31"), ("2026-07-01", "2026-12-31")]
    rows = tuple({"who": literal("x"), "from": literal(begin), "until": literal(end)} for begin, end in days)
    shown = panel(query, Table(("who", "from", "until"), (*rows, {"who": literal("y")})), ADDRESSES, {})
    spans = [(line[1].begin, line[1].share) for line in shown.lines]
    assert spans == [(0, 3), (0, 100), (48, 50), (None, 0)]


def test_a_country_shows_its_letters_for_its_flag(client: FlaskClient) -> None:
    letters = '<span class="flag" aria-hidden="true"><span>KR</span></span>'
    assert letters in client.get("/page/state/KOR", headers={"Accept": "text/html"}).text
    assert 'class="flag"' not in client.get("/page/person/han-seo-yun", headers={"Accept": "text/html"}).text
