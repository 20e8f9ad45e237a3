"""The event table: a line for each event, lists in one order, and what a reader of CSV makes of it."""

from __future__ import annotations

import csv
import io

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from legation.store import Store, event_table
from legation.store.event_table import COLUMNS
from small_graph import ID, small_store

BASE = "https://legation.example/"
LEG = "https://w3id.org/legation/ns#"
MORE = NamedNode("https://legation.example/graph/more")
PLOVER = "https://w3id.org/legation/event-types#"


def rows(store: Store, *about: str) -> dict[str, dict[str, str]]:
    """The lines of the table by event."""
    body = b"".join(event_table.event_table(store, BASE, about)).decode()
    found = list(csv.DictReader(io.StringIO(body, newline="")))
    assert all(None not in row and None not in row.values() for row in found)
    return {row["Event ID"]: row for row in found}


def with_more(*quads: Quad) -> Store:
    """The small graph with further quads."""
    store = small_store()
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None
    store.replace(MORE.value, data)
    return store


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    quad_class = NamedNode(f"{PLOVER}verbal-cooperation")
    return rows(with_more(Quad(NamedNode(f"{PLOVER}CONSULT"), NamedNode(f"{LEG}quadClass"), quad_class, MORE)))


def test_each_event_has_one_line(table: dict[str, dict[str, str]]) -> None:
    store = small_store()
    events = {
        quad.subject.value
        for graph in store.graphs()
        for quad in store.quads(graph)
        if quad.predicate.value.endswith("#type") and quad.object.value == f"{LEG}Event"
    }
    assert {row["Event IRI"] for row in table.values()} == events
    assert list(table) == sorted(table)
    assert tuple(next(iter(table.values()))) == COLUMNS


def test_a_line_tells_what_the_graph_tells(table: dict[str, dict[str, str]]) -> None:
    assert table["0a1b2c3d4e5f6071"] == {
        "Event ID": "0a1b2c3d4e5f6071",
        "Event Date": "2025-08-23",
        "Event End Date": "2025-08-23",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": table["0a1b2c3d4e5f6071"]["Intensity"],
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic",
        "Issues": "",
        "Status": "occurred",
        "Actor Name": "Han Seo-yun;Akiko Sato",
        "Actor ID": "person/han-seo-yun;person/sato-akiko",
        "Actor ISO": "KOR;JPN",
        "Actor Primary Sector": "GOV;GOV",
        "Recipient Name": "Han Seo-yun;Oh Min-jae;Akiko Sato",
        "Recipient ID": "person/han-seo-yun;person/oh-min-jae;person/sato-akiko",
        "Recipient ISO": "KOR;KOR;JPN",
        "Recipient Primary Sector": "GOV;GOV;GOV",
        "Placename": "Tokyo",
        "City": "Tokyo",
        "Country": "Japan",
        "Country ISO": "JPN",
        "Latitude": "35.6895",
        "Longitude": "139.6917",
        "Source": "Asia Junction Press;Pacific Courier",
        "Publication Date": "2025-08-24",
        "Story IDs": "00000000000000a1;00000000000000a2;00000000000000a3",
        "Independent Reports": "2",
        "Confidence": "0.92",
        "Language": "en",
        "Version": "legation 0.1.0",
        "Event IRI": f"{ID}event/0a1b2c3d4e5f6071",
    }
    assert float(table["0a1b2c3d4e5f6071"]["Intensity"]) > 0


def test_what_did_not_happen_says_so(table: dict[str, dict[str, str]]) -> None:
    assert {row["Status"] for row in table.values()} > {"occurred", "planned"}
    assert float(table["3a1b2c3d4e5f6074"]["Intensity"]) < 0


def test_events_can_be_those_of_one_thing_or_of_two(table: dict[str, dict[str, str]]) -> None:
    store = small_store()

    def naming(*codes: str) -> set[str]:
        return {
            key for key, row in table.items()
            if set(codes) <= {*row["Actor ISO"].split(";"), *row["Recipient ISO"].split(";")}
        }  # fmt: skip

    of_korea = rows(store, f"{ID}state/KOR")
    of_both = rows(store, f"{ID}state/KOR", f"{ID}state/JPN")
    assert set(of_korea) == naming("KOR")
    assert set(of_both) == naming("KOR", "JPN")
    assert set() < set(of_both) < set(of_korea) < set(table)
    assert set(rows(store, f"{ID}person/oh-min-jae")) == {"0a1b2c3d4e5f6071"}


def test_names_with_every_sign_come_back() -> None:
    event, actor = NamedNode(f"{ID}event/ffffffffffffffff"), NamedNode(f"{ID}group/odd")
    label = 'A "B", C;\u2028D\x0bE\nF'
    quads = [
        Quad(event, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(f"{LEG}Event"), MORE),
        Quad(event, NamedNode(f"{LEG}eventType"), NamedNode(f"{PLOVER}AID"), MORE),
        Quad(event, NamedNode(f"{LEG}status"), NamedNode(f"{LEG}occurred"), MORE),
        Quad(event, NamedNode(f"{LEG}reportCount"), Literal(0), MORE),
        Quad(event, NamedNode(f"{LEG}initiator"), actor, MORE),
        Quad(actor, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal(label, language="en"), MORE),
    ]
    store = with_more(*quads)
    assert rows(store)["ffffffffffffffff"]["Actor Name"] == label.replace(";", ",")
    assert rows(store)["ffffffffffffffff"]["Confidence"] == ""


def test_large_tables_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"".join(event_table.event_table(small_store(), BASE))
    monkeypatch.setattr(event_table, "_LINES", 2)
    pieces = list(event_table.event_table(small_store(), BASE))
    assert len(pieces) > 3
    assert b"".join(pieces) == whole
