"""Stores of an older ontology: who refuses them, what migrations tell beforehand, and what they leave."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from legation import gazetteer, resources
from legation.cli import main
from legation.errors import BadInput
from legation.graph.identifiers import ONTOLOGY, Identifiers
from legation.ingest.load import Plan, ingest
from legation.ingest.rejected import Rejected
from legation.ingest.upgrade import tried, upgrade
from legation.store import Store, open_store
from legation.store import migrations as module
from legation.store.dumps import dump
from legation.store.formats import named
from legation.store.migrations import Outdated, demand_current, migrations, version, version_of
from legation.store.oxigraph import DiskStore
from legation.validation.shapes import check
from reading_by_hand import BASE, MADE_BY, article, clean, work

IDENTIFIERS = Identifiers(BASE)
LEG = "https://w3id.org/legation/ns#"
VERSION = "http://www.w3.org/2002/07/owl#versionInfo"

RENAMED = """#+ title: Confidence has the name of today
#+ description: What was a certainty is a confidence.
#+ to: 0.0.5
PREFIX leg: <https://w3id.org/legation/ns#>

DELETE { GRAPH ?g { ?report leg:certainty ?value } }
INSERT { GRAPH ?g { ?report leg:confidence ?value } }
WHERE { GRAPH ?g { ?report leg:certainty ?value } }
"""
DROPPED = """#+ title: Nobody rates articles any more
#+ description: A rating is no finding.
#+ to: 0.0.6
DELETE { GRAPH ?g { ?s <https://w3id.org/legation/ns#rating> ?o } }
WHERE { GRAPH ?g { ?s <https://w3id.org/legation/ns#rating> ?o } }
"""
BREAKING = RENAMED.replace("INSERT { GRAPH ?g { ?report leg:confidence ?value } }\n", "")

Migrate = Callable[..., "Ran"]


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that stands for the one of the migrations that ship."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001-confidence.rq").write_text(RENAMED)
    (folder / "0002-no-ratings.rq").write_text(DROPPED)
    monkeypatch.setattr(
        module, "directory", lambda name: folder if name == "ontology/migrations" else resources.directory(name)
    )
    return folder


def plan(folder: Path) -> Plan:
    return Plan(
        identifiers=IDENTIFIERS, gazetteer=gazetteer.load(), clean=clean, work=work,
        rejected=Rejected(folder / "rejected"), made_by=MADE_BY,
    )  # fmt: skip


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The graphs of a store of two articles that is written in the ontology of today."""
    folder = tmp_path_factory.mktemp("today")
    store = DiskStore(folder / "store")
    ingest([article(1), article(2, "FRA meets KOR.")], store, plan(folder))
    graphs = {name: b"".join(dump(store, [name], named("nquads"))) for name in store.graphs()}
    store.close()
    return graphs


@pytest.fixture
def old(tmp_path: Path, today: dict[str, bytes]) -> Path:
    """A published store of the same articles as version 0.0.4 wrote them: other names, and ratings."""
    store = DiskStore(tmp_path / "old")
    for name, data in today.items():
        text = data.decode().replace(f"{LEG}confidence>", f"{LEG}certainty>")
        if name in (ONTOLOGY, IDENTIFIERS.gazetteer):
            # The one tells the version, the other what both graphs were made of.
            text = re.sub(rf'(<{re.escape(name)}> <{VERSION}>) "[^"]*"', r'\1 "0.0.4"', text)
        elif IDENTIFIERS.article_of_graph(name):
            text += f'<{name.replace("graph", "id")}> <{LEG}rating> "3" <{name}> .\n'
        store.replace(name, text.encode())
    store.publish()
    store.close()
    return tmp_path / "old"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Migrate:
    def with_arguments(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["legation", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return Ran(code, *capfd.readouterr())

    return with_arguments


def graphs_of(location: Path) -> dict[str, bytes]:
    store = open_store(str(location), read_only=True)
    try:
        return {name: b"".join(dump(store, [name], named("nquads"))) for name in store.graphs()}
    finally:
        store.close()


def test_an_older_store_is_refused_with_what_to_run(known: Path, old: Path, run: Migrate, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Japan met South Korea.")
    before = graphs_of(old)
    for command in (["ingest", tmp_path / "story.txt"], ["serve", "--port", 0]):
        refused = run(*command, "--store", old)
        assert refused.code == 1
        assert "version 0.0.4 of the ontology" in refused.err
        assert "run `legation migrate` (2 steps" in refused.err
    assert "FAULT store" in run("doctor", "--store", old).out
    assert graphs_of(old) == before


def test_a_dry_run_tells_each_step_and_changes_nothing(known: Path, old: Path, run: Migrate) -> None:
    before = graphs_of(old)
    told = run("migrate", "--dry-run", "--store", old)
    assert told.code == 0
    assert told.out.splitlines() == [
        "0001-confidence (to 0.0.5): Confidence has the name of today: adds 2 quads and removes 2, in 2 graphs",
        "0002-no-ratings (to 0.0.6): Nobody rates articles any more: adds 0 quads and removes 2, in 2 graphs",
    ]
    assert "0.0.4 of the ontology; nothing was changed" in told.err
    assert graphs_of(old) == before
    assert not (old / "copy").exists()


def test_a_migrated_store_is_the_one_that_today_would_write(
    known: Path, old: Path, run: Migrate, today: dict[str, bytes], tmp_path: Path
) -> None:
    assert run("migrate", "--store", old).code == 0
    assert graphs_of(old) == today
    again = run("migrate", "--store", old)
    assert again == (0, "", f"legation: {old}: version {version()} of the ontology; nothing was changed\n")
    store = DiskStore(old)
    assert ingest([article(1), article(3)], store, plan(tmp_path)).unchanged == 1
    store.close()


def test_nothing_is_changed_where_the_shapes_would_be_broken(known: Path, old: Path, run: Migrate) -> None:
    (known / "0001-confidence.rq").write_text(BREAKING)
    before = graphs_of(old)
    refused = run("migrate", "--store", old)
    assert refused.code == 1
    assert "2 graphs would not conform, so nothing was changed" in refused.err
    assert f"{LEG}confidence" in refused.out.replace("leg:", LEG)
    assert graphs_of(old) == before


def test_a_run_that_ended_half_way_goes_on(
    known: Path, old: Path, today: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DiskStore(old)
    trial = tried(store, migrations(), IDENTIFIERS, check)
    with monkeypatch.context() as broken:
        broken.setattr("legation.ingest.upgrade.write_shipped", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            upgrade(store, trial, IDENTIFIERS, gazetteer.load())
    store.close()
    assert graphs_of(old) != today
    store = DiskStore(old)
    assert version_of(store) == "0.0.6"
    trial = tried(store, migrations(), IDENTIFIERS, check)
    assert not trial.steps
    upgrade(store, trial, IDENTIFIERS, gazetteer.load())
    store.close()
    assert graphs_of(old) == today


def test_a_store_of_a_newer_ontology_is_refused(old: Path) -> None:
    store = DiskStore(old)
    said = f'<{ONTOLOGY}> <{VERSION}> "%s" <{ONTOLOGY}> .\n'
    store.change(ONTOLOGY, (said % "0.0.4").encode(), (said % "999.1").encode())
    with pytest.raises(Outdated, match="newer Legation"):
        demand_current(store, [])
    store.close()


@pytest.fixture
def memory() -> Store:
    return open_store("memory:")


def test_a_store_without_an_ontology_needs_nothing(memory: Store) -> None:
    memory.update("INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } }")
    assert version_of(memory) == ""
    demand_current(memory, migrations())


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("0003-again", RENAMED, "not beyond 0.0.6"),
        ("0003-unknown", RENAMED.replace("#+ to: 0.0.5", "#+ from: 0.0.5"), "unknown header line 'from'"),
        ("0003-nowhere", RENAMED.replace("#+ to: 0.0.5\n", ""), "with a version"),
        ("third", RENAMED.replace("0.0.5", "0.0.7"), "four digits and words"),
        ("0003-asks", "#+ title: a\n#+ description: b\n#+ to: 0.0.7\nASK {}", "no SPARQL update"),
    ],
)
def test_a_file_that_is_no_migration_is_told(known: Path, name: str, text: str, rule: str) -> None:
    (known / f"{name}.rq").write_text(text)
    with pytest.raises(BadInput, match=rule):
        migrations()


def test_things_of_the_data_have_the_base_of_the_store(known: Path) -> None:
    text = DROPPED.replace("?s <", "<https://legation.example/id/issue/x> <")
    (known / "0002-no-ratings.rq").write_text(text)
    assert "<https://kg.example/id/issue/x>" in migrations("https://kg.example/")[1].text
    assert migrations()[1].text == text


def test_those_that_ship_lead_to_the_ontology_that_ships() -> None:
    steps = [tuple(map(int, step.to.split("."))) for step in migrations()]
    assert all(step <= tuple(map(int, version().split("."))) for step in steps)
