"""Reading query files, and putting values into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from legation import queries
from legation.errors import BadInput, NotFound
from legation.queries import Query, View, parse, part, render, tokens

HEADER = """#+ title: Days
#+ description: The days of an actor.
#+ param: actor iri Who acts
#+ view: timeline
"""
TEXT = (
    HEADER
    + """PREFIX leg: <https://w3id.org/legation/ns#>
SELECT ?actor (COUNT(?day) AS ?n) WHERE {
  VALUES ?actor { <https://legation.example/id/state/KOR> }
  ?event leg:actor ?actor . # ?actor in a comment
  OPTIONAL { ?event leg:day ?day ; leg:note "?actor" }
}
GROUP BY ?actor ORDER BY ?actor
"""
)
FRANCE = "https://legation.example/id/state/FRA"


def test_the_header_is_read() -> None:
    query = parse(TEXT, "days")
    assert (query.title, query.description, query.view) == ("Days", "The days of an actor.", View.TIMELINE)
    (parameter,) = query.parameters
    assert (parameter.name, parameter.type, parameter.text) == ("actor", "iri", "Who acts")
    assert parameter.sample == "https://legation.example/id/state/KOR"
    assert query.form == "SELECT"
    assert query.body.startswith("PREFIX")


def test_a_value_takes_the_place_of_its_variable_but_not_in_comments_and_strings() -> None:
    bound = parse(TEXT, "days").bind(actor=FRANCE)
    assert "VALUES" not in bound
    assert f"?event leg:actor <{FRANCE}> . # ?actor in a comment" in bound
    assert f"SELECT (<{FRANCE}> AS ?actor)" in bound
    assert f"GROUP BY (<{FRANCE}>) ORDER BY (<{FRANCE}>)" in bound
    assert '"?actor"' in bound
    list(Store().query(bound))  # type: ignore[arg-type, call-overload]


def test_several_values_stay_a_block() -> None:
    bound = parse(TEXT, "days").bind(actor=[FRANCE, "https://legation.example/id/state/JPN"])
    assert f"VALUES ?actor {{ <{FRANCE}> <https://legation.example/id/state/JPN> }}" in bound
    assert "SELECT ?actor" in bound


def test_no_value_leaves_no_row() -> None:
    bound = parse(TEXT, "days").bind(actor=[])
    assert "VALUES ?actor {  }" in bound


def test_without_values_the_sample_stays() -> None:
    query = parse(TEXT, "days")
    assert query.bind() == query.body


def test_a_parameter_of_a_sub_select_is_bound_in_it() -> None:
    text = HEADER + "SELECT ?n { { SELECT ?actor ?n { VALUES ?actor { <a:b> } ?n <a:p> ?actor } } }"
    assert parse(text, "days").bind(actor=FRANCE) == f"SELECT ?n {{ {{ SELECT  ?n {{  ?n <a:p> <{FRANCE}> }} }} }}"


@pytest.mark.parametrize("value", ["", "state/KOR", "a b", "http://a/> } DROP ALL #", 'http://a/"', "http://a/\u0000"])
def test_what_is_no_iri_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="actor"):
        parse(TEXT, "days").bind(actor=value)


@pytest.mark.parametrize(
    ("type_", "value"),
    [("integer", "1.5"), ("integer", "1 }"), ("date", "2025-13-01"), ("date", "2025-01-01Z"), ("decimal", "1e5")],
)
def test_what_is_no_number_or_day_is_refused(type_: str, value: str) -> None:
    with pytest.raises(BadInput, match=type_):
        render(value, type_)


def test_numbers_and_days_are_typed() -> None:
    assert render("12", "integer") == '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert render("2025-08-23", "date") == '"2025-08-23"^^<http://www.w3.org/2001/XMLSchema#date>'


def test_a_name_that_is_no_parameter_is_refused() -> None:
    with pytest.raises(BadInput, match="its parameters are actor"):
        parse(TEXT, "days").bind(actr=FRANCE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("#+ title: Days\n", ""), "title"),
        (("#+ description: The days of an actor.\n", ""), "description"),
        (("timeline", "cube"), "cube"),
        (("#+ view", "#+ veiw"), "veiw"),
        (("actor iri Who acts", "actor iri"), "name, type"),
        (("actor iri Who", "actor thing Who"), "name, type"),
        (("actor iri Who", "party iri Who"), "VALUES [?]party"),
        (("{ <https://legation.example/id/state/KOR> }", "{ }"), "VALUES [?]actor"),
    ],
)
def test_a_header_that_breaks_a_rule_is_refused(change: tuple[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse(TEXT.replace(*change), "days")


@pytest.mark.parametrize("name", ["nothing", "../pyproject", "entity/../entity/kind", "/etc/passwd", "", "entity/"])
def test_a_name_without_a_file_is_not_found(name: str) -> None:
    with pytest.raises(NotFound, match="no query"):
        Query.load(name)


def test_files_of_other_folders_come_first(tmp_path: Path) -> None:
    (tmp_path / "entity").mkdir()
    (tmp_path / "entity" / "kind.rq").write_text(TEXT, encoding="utf-8")
    (tmp_path / "mine.rq").write_text(TEXT, encoding="utf-8")
    assert Query.load("entity/kind", folders=[tmp_path]).title == "Days"
    assert Query.load("mine", folders=[tmp_path]).name == "mine"
    assert "mine" in queries.names([tmp_path])
    assert Query.load("entity/kind").title != "Days"


def test_another_base_moves_the_samples_only() -> None:
    query = Query.load("entity/kind", base="http://graph.test/")
    assert query.parameters[0].sample == "http://graph.test/id/state/KOR"
    assert "https://legation.example/" not in query.text
    assert "http://www.w3.org/2000/01/rdf-schema#" in query.text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# SELECT\nPREFIX ask: <http://select/> DESCRIBE ask:select", "DESCRIBE"),
        ("select * {}", "SELECT"),
        ("INSERT DATA { <a:a> <a:b> 'SELECT' }", "UPDATE"),
        ("", ""),
    ],
)
def test_the_form_is_told_by_tokens(text: str, form: str) -> None:
    assert queries.form(text) == form


def test_tokens_join_to_the_text_without_spaces_and_comments() -> None:
    text = "SELECT ?x{?x ex:a\\/b.c '''it's''' ; <http://a/#b> 1.5e3 . FILTER(?x < 3&&?y>2) } # end"
    assert [token.text for token in tokens(text)] == [
        "SELECT", "?x", "{", "?x", "ex:a\\/b.c", "'''it's'''", ";", "<http://a/#b>", "1.5e3", ".",
        "FILTER", "(", "?x", "<", "3", "&&", "?y", ">", "2", ")", "}",
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_escapes_from_its_literal(value: str) -> None:
    solutions = Store().query(f"SELECT ({render(value, 'string')} AS ?x) {{}}")
    (row,) = solutions  # type: ignore[misc]
    assert row["x"] == Literal(value)  # type: ignore[index]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_no_iri_escapes_from_its_brackets(value: str) -> None:
    try:
        written = render(f"http://a/{value}", "iri")
    except BadInput:
        return
    assert not set(written[1:-1]) & set('<>"{}|\\^` \n\t')


def test_a_part_of_the_rows_is_asked_for_where_the_query_gives_all() -> None:
    engine = Store()
    engine.extend(Quad(NamedNode(f"x:{n}"), NamedNode("x:p"), Literal(n)) for n in range(12))
    body = "SELECT ?s WHERE { { SELECT ?s WHERE { ?s ?p ?o } LIMIT 9 } } ORDER BY ?s  # all"
    whole = [str(row["s"]) for row in engine.query(body)]
    pieces = [str(row["s"]) for skip in (0, 4, 8) for row in engine.query(part(body, 4, skip) or "")]
    assert len(whole) == 9
    assert pieces == whole
    assert part("SELECT ?s WHERE { ?s ?p ?o } LIMIT 3", 4) is None
    assert part("SELECT ?s WHERE { ?s ?p ?o } VALUES ?s { <x:y> }", 4) is None
