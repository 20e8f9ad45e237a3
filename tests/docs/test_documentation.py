"""What the documents say is there: files, headings, commands, options, queries, terms, packages."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pyoxigraph
import pytest

from legation import queries
from legation.cli import COMMANDS, command_line
from legation.queries import Query
from legation.store.event_table import COLUMNS

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "ontology/**/*.md", "data/**/*.md", "queries/**/*.md")
    for path in ROOT.glob(pattern)
)

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TERM = re.compile(r"\bleg:([A-Za-z]\w*)")
_INLINE = re.compile(r"`([^`\n]+)`")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return [text for kind, text in _BLOCK.findall(path.read_text(encoding="utf-8")) if kind == language]


def command_lines(program: str) -> Iterator[tuple[str, list[str]]]:
    """The document and the arguments of each line that shows `program` being run, in a block or within the text."""
    for path in DOCUMENTS:
        shown = [line[2:] for block in blocks(path, "console") for line in block.splitlines() if line.startswith("$ ")]
        shown += _INLINE.findall(_BLOCK.sub("", path.read_text(encoding="utf-8")))
        for line in shown:
            if line == program or line.startswith(f"{program} "):
                yield name_of(path), shlex.split(line)[1:]


def headings(path: Path) -> set[str]:
    text = _BLOCK.sub("", path.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for link in _LINK.findall(_BLOCK.sub("", path.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        file, _, heading = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{link} leads nowhere"
        assert target.is_relative_to(ROOT), f"{link} leads out of the repository"
        if heading:
            assert heading in headings(target), f"{link} names no heading"


def test_targets_of_make_that_are_shown_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    variables = set(re.findall(r"^(\w+) \?=", makefile, re.MULTILINE))
    shown = {argument for _, arguments in command_lines("make") for argument in arguments}
    assert {word for word in shown if "=" not in word} <= targets
    assert {word.partition("=")[0] for word in shown if "=" in word} <= variables
    assert {"run", "test"} <= shown


def test_commands_and_options_that_are_shown_exist() -> None:
    context = click.Context(command_line)
    for document, arguments in command_lines("legation"):
        if not arguments:
            continue
        command = command_line.get_command(context, arguments[0])
        if command is None:
            assert arguments[0].startswith("-"), f"{document}: there is no command {arguments[0]}"
            continue
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        used = {argument for argument in arguments[1:] if re.match(r"--?[a-z]", argument)}
        assert used <= options, f"{document}: {arguments[0]} has no {used - options}"


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"| `legation {name}" in readme for name in COMMANDS)


def test_queries_that_are_run_in_examples_exist_and_have_the_parameters() -> None:
    known = set(queries.names())
    ran = 0
    for document, arguments in command_lines("legation"):
        if arguments[:1] != ["query"] or len(arguments) < 2 or "/" not in arguments[1]:
            continue
        ran += 1
        assert arguments[1] in known, f"{document}: there is no query {arguments[1]}"
        given = {value.partition("=")[0] for option, value in pairwise(arguments) if option in ("-p", "--param")}
        query = Query.load(arguments[1])
        assert given <= {parameter.name for parameter in (*query.parameters, *query.narrowing)}
    assert ran


def test_each_folder_of_queries_is_documented() -> None:
    documented = set(re.findall(r"^\| `queries/([\w-]+)/` \|", read("docs/queries.md"), re.MULTILINE))
    assert documented == {name.partition("/")[0] for name in queries.names()}


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if blocks(path, "sparql")], ids=name_of)
def test_sparql_that_is_shown_can_be_run(path: Path) -> None:
    for text in blocks(path, "sparql"):
        pyoxigraph.Store().query(text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_terms_that_are_named_are_defined(path: Path) -> None:
    namespace = "https://w3id.org/legation/ns#"
    defined = {
        quad.subject.value.removeprefix(namespace)
        for quad in pyoxigraph.parse(path=str(ROOT / "ontology" / "core.ttl"))
        if isinstance(quad.subject, pyoxigraph.NamedNode)
    }
    assert set(_TERM.findall(path.read_text(encoding="utf-8"))) <= defined


def browser_parts() -> set[str]:
    project = json.loads(read("browser/package.json"))
    return {*project["dependencies"], *project["devDependencies"]}


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = sorted(re.split(r"[<>=~!;\[ ]", dependency, maxsplit=1)[0] for dependency in asked)
    assert sorted(documented_dependencies()) == sorted([*names, *browser_parts()])


def test_the_lock_pins_every_dependency_by_hash_and_names_no_place_to_fetch_it_from() -> None:
    lines = [line for line in read("requirements.txt").splitlines() if line and not line.lstrip().startswith("#")]
    pins = [line for line in lines if not line.startswith(" ")]
    assert all(re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==\S+( ; .*)? \\", line) for line in pins)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line.startswith(" "))
    pinned = {pin.partition("==")[0].partition("[")[0].lower().replace("_", "-") for pin in pins}
    assert {name.lower() for name in documented_dependencies()} <= pinned | browser_parts()


def test_the_lock_of_the_browser_parts_pins_by_hash_and_names_no_place_to_fetch_from() -> None:
    packages = json.loads(read("browser/package-lock.json"))["packages"]
    locked = {name: one for name, one in packages.items() if name}
    assert {f"node_modules/{name}" for name in browser_parts()} <= set(locked)
    assert all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in locked.values())


def test_each_package_stands_in_the_picture_of_the_architecture() -> None:
    text = read("docs/architecture.md")
    parts = {p.stem for p in (ROOT / "src" / "legation").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert {part for part in parts - {"__init__"} if f"`{part}`" not in text} == set()


def test_decisions_are_numbered_and_listed_and_tell_what_was_given_up() -> None:
    folder = ROOT / "docs" / "decisions"
    files = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Choice", "What we gave up"]
        title = re.match(r"# (\d+)\. (.*)\n", text)
        assert title is not None
        assert f"| {title[1]} | [{title[2]}]({path.name}) |" in read("docs/decisions/README.md")


def documented_dependencies() -> list[str]:
    """The packages of which docs/dependencies.md gives a reason."""
    rows = re.findall(r"^\| ([\w.@/-]+) \| [^|]{10,}", read("docs/dependencies.md"), re.MULTILINE)
    return [name for name in rows if name != "package"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_column_of_the_event_table_is_documented() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", read("docs/export.md").partition("## The event table")[2], re.MULTILINE)
    assert tuple(name.strip() for row in rows for name in row.split(",") if "---" not in row)[1:] == COLUMNS
