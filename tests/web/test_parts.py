"""The pure parts of pages: marks over text, words for days and numbers, charts, compact JSON-LD."""

from __future__ import annotations

import json

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic

from legation.queries import parse as parse_query
from legation.web.addresses import Addresses
from legation.web.charts import months
from legation.web.highlights import Mark, pieces
from legation.web.jsonld import compact
from legation.web.panels import Shown, panel, term
from legation.web.rows import Cell, Table, table
from legation.web.wording import day, days, english, number

ADDRESSES = Addresses("https://legation.example/")
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_marks_of_all_kinds_lie_over_each_other() -> None:
    text = "“We met Sato,” Han said."
    marks = [Mark(11, 23, "said"), Mark(14, 17, "trigger"), Mark(18, 22, "mention"), Mark(25, 28, "mention")]
    found = pieces(text, 10, marks)
    assert [piece.text for piece in found] == ["“", "We ", "met", " ", "Sato", ",", "” ", "Han", " said."]
    assert found[2].trigger
    assert found[2].said
    assert found[4].mention
    assert not found[6].said


@given(
    st.text(max_size=40),
    st.integers(0, 50),
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.sampled_from(["mention", "trigger", "said"]))),
)
def test_pieces_join_to_the_text(text: str, begin: int, spans: list[tuple[int, int, str]]) -> None:
    marks = [Mark(first, last, kind) for first, last, kind in spans]
    assert "".join(piece.text for piece in pieces(text, begin, marks)) == text


@pytest.mark.parametrize(
    ("earliest", "latest", "shown"),
    [
        ("2025-08-23", "2025-08-23", "23 Aug 2025"),
        ("2025-08-18", "2025-08-22", "18–22 Aug 2025"),
        ("2025-11-01", "2025-11-30", "Nov 2025"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-08-28", "2025-09-03", "28 Aug\u2009–\u20093 Sept 2025"),
        ("2025-12-28", "2026-01-03", "28 Dec 2025\u2009–\u20093 Jan 2026"),
        ("2025-08-23", "", "from 23 Aug 2025"),
        ("", "2025-08-23", "until 23 Aug 2025"),
        ("", "", ""),
        ("9999-12-31", "9999-12-31", "31 Dec 9999"),
        ("9999-12-01", "9999-12-31", "1–31 Dec 9999"),
    ],
)
def test_spans_of_days_are_told_shortly(earliest: str, latest: str, shown: str) -> None:
    assert days(earliest, latest) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2025-08-24T18:14:00+09:00", "24 Aug 2025, 18:14 +09:00"),
        ("2025-08-24T18:14:00Z", "24 Aug 2025, 18:14 UTC"),
        ("2025-08-24T18:14:00.5", "24 Aug 2025, 18:14"),
        ("2025-08", "Aug 2025"),
        ("2025-99-01", "2025-99-01"),
        ("soon", "soon"),
        ("", ""),
    ],
)
def test_days_are_told_in_words(value: str, shown: str) -> None:
    assert day(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1234567", "1,234,567"), ("6.50", "6.5"), ("-7", "−7"), ("0.123456", "0.1235"), ("-0.0", "0"), ("NaN", "NaN"),
     ("INF", "INF"), ("x", "x")],
)  # fmt: skip
def test_numbers_are_told_in_figures(value: str, shown: str) -> None:
    assert number(value) == shown


def test_headings_come_from_the_names_of_columns() -> None:
    assert english("firstHolder") == "First holder"
    assert english("publisher") == "Outlet"


def months_of(*rows: tuple[str, str, str]) -> Table:
    names = ("month", "cooperation", "conflict")
    return Table(names, tuple({n: Cell("literal", v) for n, v in zip(names, row, strict=True)} for row in rows))


def test_a_chart_has_every_month_and_bars_of_one_scale() -> None:
    chart = months(months_of(("2025-01", "10", "0"), ("2025-03", "5", "-5")).rows)
    assert chart
    assert len(chart.bars) == 12
    first, empty, last = chart.bars[-3:]
    assert (empty.up, empty.down) == (0, 0)
    assert first.up == pytest.approx(2 * last.up, rel=1e-3)
    assert last.up == pytest.approx(last.down)
    assert first.up + last.down <= chart.height
    assert "Jan 2025 to Mar 2025: cooperation 15, conflict −5." in chart.summary


def test_a_chart_of_nothing_is_none() -> None:
    assert months(()) is None
    assert months(months_of(("", "1", "0"), ("2025-13", "1", "0"), ("x", "", "")).rows) is None
    long = months(months_of(("0001-01", "1", "0"), ("2025-01", "1", "x")).rows)
    assert long
    assert len(long.bars) == 240


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("https://w3id.org/legation/ns#occurred", Shown("occurred", "/ns#occurred", "status occurred")),
        ("https://w3id.org/legation/ns#strained", Shown("strained", "/ns#strained", "trend strained")),
        ("https://w3id.org/legation/event-types#COERCE", Shown("coerce", "/event-types#COERCE", "type conflict")),
        (
            "https://w3id.org/legation/event-types#CONSULT-third-party",
            Shown("third party", "/event-types#CONSULT-third-party", "type cooperation"),
        ),
        (
            "https://w3id.org/legation/event-types#context-rights_freedoms",
            Shown("Rights freedoms", "/event-types#context-rights_freedoms", "term"),
        ),
    ],
)
def test_terms_of_the_vocabulary_are_badges(iri: str, shown: Shown) -> None:
    assert term(iri, ADDRESSES) == shown


def test_a_label_column_is_shown_with_its_thing_and_a_pair_as_one() -> None:
    text = "#+ title: T\n#+ description: D.\n#+ view: bar\nSELECT ?first ?firstLabel ?second ?secondLabel ?n {}"
    row = {
        "first": Cell("uri", "https://legation.example/id/state/JPN"),
        "firstLabel": Cell("literal", "Japan", language="en"),
        "second": Cell("uri", "https://legation.example/id/state/KOR"),
        "secondLabel": Cell("literal", "South Korea", language="en"),
        "n": Cell("literal", "3", XSD + "integer"),
    }
    shown = panel(parse_query(text, "t"), Table(tuple(row), (row,)), ADDRESSES, {})
    assert [column.heading for column in shown.columns] == ["Pair", "N"]
    assert shown.lines == ((Shown("Japan – South Korea", "/page/dyad/JPN/KOR"), Shown("3", style="number", share=100)),)


def test_answers_of_both_forms_are_tables() -> None:
    assert table(b'{"head":{},"boolean":true}').rows[0]["answer"].value == "true"
    rows = table(
        b'{"head":{"vars":["x","y"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","xml:lang":"en"}}]}}'
    )
    assert rows == Table(("x", "y"), ({"x": Cell("literal", "a", language="en")},))


_names = st.sampled_from(
    [
        "https://legation.example/id/state/KOR",
        "https://legation.example/id/a:b/c",
        "https://legation.example/id/x//y",
        "https://legation.example/id/../y",
        "https://w3id.org/legation/ns#label",
        "https://w3id.org/legation/ns#",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://example.org/p?q=1#leg",
        "urn:x:y",
    ]
)
_literals = st.one_of(
    st.builds(Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    st.sampled_from(
        [
            Literal("</script><b>", language="en"),
            Literal("1", datatype=NamedNode(XSD + "integer")),
            Literal("2025-01-01", datatype=NamedNode(XSD + "date")),
            Literal("x", datatype=NamedNode("urn:d")),
        ]
    ),
)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@given(st.lists(st.tuples(_names, _names, st.one_of(_names, _literals)), max_size=12))
def test_compact_json_ld_holds_the_same_triples(found: list[tuple[str, str, str | Literal]]) -> None:
    triples = {
        Triple(NamedNode(s), NamedNode(p), NamedNode(o) if isinstance(o, str) else o) for s, p, o in found
    }  # fmt: skip
    expanded = serialize(sorted(triples, key=str), format=RdfFormat.JSON_LD)
    assert expanded is not None
    written = compact(expanded, "https://legation.example/id/")
    assert "<" not in written
    assert {quad.triple for quad in parse(written.encode(), format=RdfFormat.JSON_LD)} == triples
    nt = serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES)
    assert nt is not None
    assert isomorphic(rdflib.Graph().parse(data=written, format="json-ld"), rdflib.Graph().parse(data=nt, format="nt"))


def test_compact_json_ld_is_short_and_named() -> None:
    triple = Triple(
        NamedNode("https://legation.example/id/state/KOR"),
        NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
        Literal("South Korea", language="en"),
    )
    expanded = serialize([triple], format=RdfFormat.JSON_LD)
    assert expanded is not None
    document = json.loads(compact(expanded, "https://legation.example/id/"))
    assert document["@graph"] == [{"@id": "state/KOR", "label": {"@language": "en", "@value": "South Korea"}}]
    assert document["@context"]["label"] == "rdfs:label"
