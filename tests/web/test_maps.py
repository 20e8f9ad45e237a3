"""Maps: every place stands where it is, within the drawing, wherever on earth the places are."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from legation.web.addresses import Addresses
from legation.web.maps import Map, drawn
from legation.web.rows import Cell, Table

ADDRESSES = Addresses("https://legation.example/")
degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def places(*spots: tuple[object, object], events: int = 1, balance: str = "0") -> Table:
    columns = ("place", "placeLabel", "latitude", "longitude", "events", "balance")
    rows = []
    for at, (longitude, latitude) in enumerate(spots):
        values = (f"https://legation.example/id/place/p{at}", f"P{at}", latitude, longitude, events, balance)
        cells = {name: Cell("literal", str(value)) for name, value in zip(columns, values, strict=True)}
        rows.append({**cells, "place": Cell("uri", str(values[0]))})
    return Table(columns, tuple(rows))


def mapped(table: Table, ground: Table | None = None) -> Map:
    found = drawn(table, ground or Table(), ADDRESSES)
    assert found
    return found


@given(st.lists(degrees, min_size=1, max_size=30), st.lists(degrees, max_size=30))
def test_all_lies_within_the_drawing(spots: list[tuple[float, float]], land: list[tuple[float, float]]) -> None:
    found = mapped(places(*spots), places(*land))
    assert len(found.dots) == len(spots)
    for x, y in [*((dot.x, dot.y) for dot in found.dots), *found.ground]:
        assert -0.1 <= x <= found.width + 0.1
        assert -0.1 <= y <= found.height + 0.1
    assert all(0 <= x <= found.width for x in found.meridians)
    assert all(0 <= y <= found.height for y in found.parallels)


@given(degrees, degrees)
def test_east_is_right_and_north_is_up(one: tuple[float, float], other: tuple[float, float]) -> None:
    first, second = mapped(places(one, other)).dots
    assert (one[0] < other[0]) <= (first.x <= second.x)
    assert (one[1] < other[1]) <= (first.y >= second.y)


@pytest.mark.parametrize(("balance", "style"), [("2.5", "cooperation"), ("-7", "conflict"), ("0", "even")])
def test_a_dot_tells_its_events_and_their_balance(balance: str, style: str) -> None:
    (dot,) = mapped(places((127, 37.5), events=4, balance=balance)).dots
    assert (dot.style, dot.href, dot.name) == (style, "/page/place/p0", "P0")
    assert dot.label.startswith("P0: 4 events, balance ")
    assert dot.radius > mapped(places((127, 37.5), events=1)).dots[0].radius


def test_names_stand_where_there_is_room_for_them() -> None:
    near = mapped(places((10, 10), (10.1, 10), (10, 10.1), (60, 40))).dots
    assert [dot.side for dot in near] == ["left", "right", "", "right"]
    (alone,) = mapped(places((127, 37.5))).dots
    assert alone.side == "right"


def test_wide_letters_take_the_room_of_two() -> None:
    def named(name: str) -> list[str]:
        first, *others = places((10, 10), (15, 10)).rows
        label = {"placeLabel": Cell("literal", name)}
        return [dot.side for dot in mapped(Table(tuple(first), ({**first, **label}, *others))).dots]

    assert named("abcdefgh")[0] == "right"
    assert named("가나다라마바사아")[0] == named("abcdefghabcdefgh")[0] != "right"


@pytest.mark.parametrize("spot", [("", "1"), ("200", "1"), ("1", "91"), ("nan", "1"), ("east", "north")])
def test_what_has_no_place_on_earth_is_left_out(spot: tuple[str, str]) -> None:
    assert drawn(places(spot), Table(), ADDRESSES) is None


def test_the_first_page_has_a_map_of_the_states_in_the_news(client: FlaskClient) -> None:
    text = client.get("/").text
    assert '<figure class="map">' in text
    assert '<a href="/page/state/RUS"><title>Russia: 2 events, balance −13.5</title><circle class="conflict"' in text
