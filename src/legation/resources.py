"""Finds the ontology, queries and data: beside the package in a wheel, at the top in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def directory(name: str) -> Path:
    """The folder of shipped files called `name`: "ontology", "queries", "data/gazetteer" or "data/lexicon".

    Raises FileNotFoundError when neither an installed wheel nor a checkout has it.
    """
    for root in (_PACKAGE / "_data", _PACKAGE.parent.parent):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"no folder {name!r} is shipped with legation; reinstall it, or work in a full checkout")
