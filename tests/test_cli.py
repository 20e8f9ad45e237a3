"""The command line: what each command prints, and its exit code."""

from __future__ import annotations

import dataclasses
import gzip
import json
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import click
import pytest
import rdflib

from legation import gazetteer
from legation.articles.identity import article_id
from legation.cli import COMMANDS, command_line, main
from legation.graph.identifiers import Identifiers
from legation.ingest.load import Plan, ingest
from legation.ingest.rejected import Rejected
from legation.store import open_store
from loopback import serving
from reading_by_hand import BASE, MADE_BY, article, clean, work

ROOT = Path(__file__).parent.parent


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two articles."""
    folder = tmp_path_factory.mktemp("filled")
    known = gazetteer.load()
    few = {k: v for k, v in known.entities.items() if k in {"state/JPN", "state/KOR", "state/FRA"}}
    states = tuple(s for s in known.states if s.entity in few)
    store = open_store(str(folder / "store"))
    ingest(
        [article(1), article(2, "FRA meets KOR.")],
        store,
        Plan(
            identifiers=Identifiers(BASE),
            gazetteer=dataclasses.replace(known, entities=few, states=states, issues=()),
            clean=clean,
            work=work,
            rejected=Rejected(folder / "rejected"),
            made_by=MADE_BY,
        ),
    )
    store.close()
    return folder / "store"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs `legation` with some arguments in an empty folder and gives what it printed."""
    monkeypatch.chdir(tmp_path)
    for name in ("LEGATION_STORE", "LEGATION_CONFIG", "LEGATION_BASE"):
        monkeypatch.delenv(name, raising=False)

    def with_arguments(*arguments: object, **environment: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["legation", *map(str, arguments)])
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return with_arguments


def test_every_command_has_help_and_is_documented() -> None:
    documented = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    context = click.Context(command_line)
    for name, (_, line) in COMMANDS.items():
        command = command_line.get_command(context, name)
        assert command is not None
        assert (command.help or "").split("\n\n")[0].replace("\n", " ") == line
        assert f"## `legation {name}" in documented
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "help":
                assert parameter.help, f"{name} {parameter.name} lacks help"
                assert parameter.opts[0] in documented, f"{name} {parameter.opts[0]} is not documented"


def test_help_and_version_are_no_errors(run: Run) -> None:
    assert run("--help").code == 0
    assert run("--version").out.startswith("legation, version")
    assert "Ask the store" in run("query", "--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["query"],
        ["query", "a", "-e", "ASK {}"],
        ["query", "-e", "ASK {}", "--format", "html"],
        ["query", "-e", "ASK {}", "--param", "a=b"],
        ["query", "no/such-query"],
        ["query", "missing.rq"],
        ["query", "-e", "SELECT"],
        ["query", "-e", "SELECT * { SERVICE <http://x> {} }"],
        ["query", "-e", "INSERT DATA { <x:a> <x:b> 1 }"],
        ["query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "table"],
        ["query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"],
        ["export"],
        ["export", "--all", "--entity", "state/KOR"],
        ["export", "--all", "--param", "a=b"],
        ["export", "--all", "--format", "csv"],
        ["export", "--entity", "state/XXX"],
        ["export", "--entity", "no entity"],
        ["export", "--article", "0123456789abcdef"],
        ["export", "--article", "nonsense"],
        ["export", "--all", "-o", "no/such/folder/x.ttl"],
        ["export", "--all", "-o", "x.pdf"],
        ["stats", "--base", "nonsense"],
        ["stats", "--base"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_with_exit_code_2(run: Run, filled: Path, arguments: list[str]) -> None:
    ran = run(*arguments, LEGATION_STORE=str(filled))
    assert ran.code == 2
    assert ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments", [["validate"], ["validate", "--store", "x.ttl"], ["validate", "missing.ttl"], ["validate", "a.pdf"]]
)
def test_validate_used_wrongly(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).code == 2


def test_a_store_that_is_not_there_is_exit_code_1(run: Run) -> None:
    ran = run("stats", "--store", "nowhere")
    assert ran.code == 1
    assert "legation ingest" in ran.err


def test_settings_come_from_file_environment_and_flags(run: Run, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "legation.toml").write_text(f'store = "{filled}"\n')
    assert run("stats").code == 0
    assert run("stats", LEGATION_STORE="elsewhere").code == 1
    assert run("stats", "--store", filled, LEGATION_STORE="elsewhere").code == 0
    (tmp_path / "other.toml").write_text("stoer = 1\n")
    ran = run("--config", "other.toml", "stats")
    assert (ran.code, "the nearest is store" in ran.err) == (2, True)


def test_rows_go_to_the_output_as_csv(run: Run, filled: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?e a <https://w3id.org/legation/ns#Event> }"
    assert run("query", "-e", text, "--store", filled) == Ran(0, "n\r\n2\r\n", "")
    assert run("query", "-e", text, "-f", "table", "--store", filled).out.split()[-1] == "2"
    assert json.loads(run("query", "-e", "ASK {}", "-f", "json", "--store", filled).out)["boolean"] is True
    assert run("query", "-e", "ASK {}", "-f", "table", "--store", filled).out == "yes\n"


def test_a_query_can_come_from_a_file_or_by_name(run: Run, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_text("SELECT ?x { VALUES ?x { 1 } }")
    assert run("query", "own.rq", "--store", filled).out == "x\r\n1\r\n"
    (tmp_path / "with.rq").write_text(
        "#+ title: T\n#+ description: D\n#+ param: n integer N\nSELECT ?n { VALUES ?n { 1 } }\n"
    )
    assert "5" in run("query", "with.rq", "-p", "n=5", "--store", filled).out
    assert run("query", "with.rq", "-p", "n=x", "--store", filled).code == 2
    assert run("query", "with.rq", "-p", "n", "--store", filled).code == 2
    named = run("query", "analysis/counts", "--store", filled)
    assert "https://w3id.org/legation/ns#Event,2" in named.out
    assert "analysis/counts  What is in the graph" in run("query", "--list").out


def test_a_graph_goes_to_a_file_in_the_format_of_its_suffix(run: Run, filled: Path, tmp_path: Path) -> None:
    text = "CONSTRUCT { ?e a <x:E> } WHERE { ?e a <https://w3id.org/legation/ns#Event> }"
    ran = run("query", "-e", text, "-o", "events.nt", "--store", filled)
    assert ran == Ran(0, "", "")
    assert len(rdflib.Graph().parse(tmp_path / "events.nt")) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["events.nt"]


@pytest.mark.parametrize("format_", ["trig", "nquads", "turtle", "ntriples", "rdfxml"])
def test_everything_can_be_exported_in_every_format(run: Run, filled: Path, format_: str) -> None:
    names = {"trig": "trig", "nquads": "nquads", "turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}
    out = run("export", "--all", "-f", format_, "--store", filled).out
    store = open_store(str(filled), read_only=True)
    if format_ in ("trig", "nquads"):
        import pyoxigraph  # noqa: PLC0415

        form = {"trig": pyoxigraph.RdfFormat.TRIG, "nquads": pyoxigraph.RdfFormat.N_QUADS}[format_]
        engine = pyoxigraph.Store()
        engine.load(out.encode(), form)
        assert set(engine) == {quad for graph in store.graphs() for quad in store.quads(graph)}
    else:
        count = len({quad.triple for graph in store.graphs() for quad in store.quads(graph)})
        assert len(rdflib.Graph().parse(data=out, format=names[format_])) == count
    store.close()


def test_an_entity_is_exported_with_what_is_told_of_it(run: Run, filled: Path) -> None:
    ran = run("export", "--entity", "state/FRA", "--store", filled)
    assert "leg:State" in ran.out
    assert "leg:Event" in ran.out
    assert run("export", "--entity", f"{BASE}id/state/FRA", "--store", filled).out == ran.out


def test_a_dyad_is_exported_with_its_evidence(run: Run, filled: Path) -> None:
    graph = rdflib.Graph().parse(data=run("export", "--dyad", "JPN/KOR", "--store", filled).out)
    leg = rdflib.Namespace("https://w3id.org/legation/ns#")
    (event,) = graph.subjects(rdflib.RDF.type, leg.Event)
    (report,) = graph.subjects(leg.reports, event)
    passage, story = graph.value(report, leg.evidence), graph.value(report, leg.inArticle)
    assert str(graph.value(passage, leg.exact)) == "JPN meets KOR."
    assert (story, rdflib.RDF.type, leg.Article) in graph
    assert not list(graph.subjects(None, rdflib.Literal("FRA meets KOR.")))
    assert run("export", "--dyad", "JPN/XXX", "--store", filled).code == 2
    assert run("export", "--dyad", "JPN/JPN", "--store", filled).code == 2


def test_events_are_exported_as_a_table(run: Run, filled: Path) -> None:
    whole = run("export", "--events", "--store", filled).out
    assert len(whole.splitlines()) == 3
    of_france = run("export", "--events", "--entity", "state/FRA", "--store", filled).out
    assert len(of_france.splitlines()) == 2
    assert run("export", "--events", "--dyad", "JPN/FRA", "--store", filled).out.splitlines() == whole.splitlines()[:1]
    assert run("export", "--events", "--format", "turtle", "--store", filled).code == 2
    assert run("export", "--events", "--article", "x", "--store", filled).code == 2


def test_a_file_is_compressed_where_its_name_says_so(run: Run, filled: Path, tmp_path: Path) -> None:
    assert run("export", "--all", "-o", "dump.nq.gz", "--store", filled) == Ran(0, "", "")
    plain = run("export", "--all", "--format", "nquads", "--store", filled).out
    assert gzip.decompress((tmp_path / "dump.nq.gz").read_bytes()).decode() == plain


def test_an_article_is_exported_by_any_of_its_names(run: Run, filled: Path) -> None:
    digits = article_id(article(1))
    names = ["https://news.example/1", digits, f"{BASE}id/article/{digits}", f"{BASE}graph/article/{digits}"]
    outs = {run("export", "--article", name, "--store", filled).out for name in names}
    assert len(outs) == 1
    assert "JPN meets KOR." in outs.pop()


def test_stats_counts(run: Run, filled: Path) -> None:
    ran = run("stats", "--store", filled)
    assert "leg:EventReport" in ran.out
    assert "graphs, state" in ran.err


def test_validate_tells_what_does_not_conform(run: Run, tmp_path: Path) -> None:
    head = "@prefix leg: <https://w3id.org/legation/ns#> .\n@prefix e: <https://legation.example/id/> .\n"
    (tmp_path / "bad.ttl").write_text(head + 'e:x a leg:EventReport ; leg:confidence "much" .\n')
    (tmp_path / "good.ttl").write_text(head)
    (tmp_path / "broken.ttl").write_text("nonsense")
    assert run("validate", "good.ttl") == Ran(0, "good.ttl: conforms to the shapes\n", "")
    bad = run("validate", "good.ttl", "bad.ttl")
    assert bad.code == 1
    assert "confidence" in bad.out
    assert (None, rdflib.SH.conforms, None) in rdflib.Graph().parse(
        data=run("validate", "bad.ttl", "-f", "turtle").out, format="turtle"
    )
    assert run("validate", "broken.ttl").code == 2


def test_validate_looks_through_a_store(run: Run, filled: Path) -> None:
    ran = run("validate", "--store", LEGATION_STORE=str(filled))
    assert ran.err == ""
    assert ran.code in (0, 1)
    assert ran.out


def test_delete_refuses_what_is_not_there(run: Run, filled: Path) -> None:
    assert run("delete", "0123456789abcdef", "--store", filled).code == 2


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """A server that answers queries about "rows" and fails at others, and the Accept headers that it was sent."""
    accepted: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            accepted.append(self.headers["Accept"])
            self.send_response(200 if "rows" in query else 400)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}}]}}')

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(503)
            self.end_headers()

    with serving(Handler) as port:
        yield f"http://127.0.0.1:{port}/sparql", accepted


def test_an_endpoint_elsewhere_can_be_asked(run: Run, endpoint: tuple[str, list[str]]) -> None:
    url, accepted = endpoint
    assert run("query", "-e", "SELECT ?rows {}", "--endpoint", url) == Ran(0, "a\r\n1\r\n", "")
    assert accepted == ["application/sparql-results+json"]


def test_what_an_endpoint_fails_at_is_told(run: Run, endpoint: tuple[str, list[str]]) -> None:
    url, _ = endpoint
    assert run("query", "-e", "SELECT ?x {}", "--endpoint", url).code == 2
    assert run("query", "-e", "SELECT ?x {} #" + "x" * 3000, "--endpoint", url).code == 1
    assert run("query", "-e", "SELECT ?x {}", "--endpoint", "http://127.0.0.1:1/").code == 1
    assert run("query", "-e", "SELECT ?x {}", "--endpoint", "file:///etc/passwd").code == 2
