"""The answer that the README shows is the one that its query gives."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest

from legation.cli import command_line

ROOT = Path(__file__).parent.parent.parent
ARTICLES = ("2026-04-14-maseru-water-talks.txt", "agency-desk-2026.jsonl")
"""The samples that tell of the two states."""


@pytest.mark.slow
def test_the_query_of_the_readme_gives_the_answer_below_it(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```sparql\n(.*?)```\n\n((?:^\|[^\n]*\n)+)", readme, re.MULTILINE | re.DOTALL)
    assert shown is not None
    query, table = shown[1], [line.strip("|").split("|") for line in shown[2].splitlines()]
    heads, answer = table[0], [[cell.strip() for cell in row] for row in table[2:]]

    output = tmp_path / "samples.nq"
    sources = [str(ROOT / "data" / "sample" / name) for name in ARTICLES]
    assert not command_line.main(
        ["extract", *sources, "--format", "nquads", "--output", str(output)], standalone_mode=False
    )
    store = pyoxigraph.Store()
    store.bulk_load(path=str(output), format=pyoxigraph.RdfFormat.N_QUADS)
    rows = store.query(query, use_default_graph_as_union=True)

    assert isinstance(rows, pyoxigraph.QuerySolutions)
    assert [variable.value for variable in rows.variables] == [head.strip() for head in heads]
    assert [[cell.value for cell in row] for row in rows] == answer
