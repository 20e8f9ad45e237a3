"""The tags of bundles that were built, and pages where none were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from legation.web import parts

MANIFEST = {
    "editor": {
        "script": {"file": "editor-ABCDEFGH.js", "integrity": "sha384-a"},
        "style": {"file": "editor-ABCDEFGH.css", "integrity": "sha384-b"},
    }
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "plain.css").write_text("")
    return Flask("bundles", static_folder=str(tmp_path), static_url_path="/static")


def rendered(app: Flask) -> str:
    parts.register(app)
    return str(app.jinja_env.from_string("{{ part('editor') }}|{{ part('nothing') }}").render())


def test_a_bundle_is_loaded_by_its_name_and_its_hash(app: Flask) -> None:
    assert app.static_folder
    (Path(app.static_folder) / "vendor" / "manifest.json").write_text(json.dumps(MANIFEST))
    assert rendered(app) == (
        '<link rel="stylesheet" href="/static/vendor/editor-ABCDEFGH.css" integrity="sha384-b">\n'
        '<script type="module" src="/static/vendor/editor-ABCDEFGH.js" integrity="sha384-a"></script>|'
    )


def test_where_nothing_was_built_nothing_is_loaded(app: Flask) -> None:
    assert rendered(app) == "|"


@pytest.mark.parametrize(
    ("path", "kept"), [("vendor/editor-ABCDEFGH.js", True), ("plain.css", False), ("vendor/nothing.js", False)]
)
def test_what_is_named_by_its_hash_is_kept_by_browsers(app: Flask, path: str, kept: bool) -> None:
    assert app.static_folder
    (Path(app.static_folder) / "vendor" / "editor-ABCDEFGH.js").write_text("")
    parts.register(app)
    with app.test_client().get(f"/static/{path}") as answer:
        assert ("immutable" in answer.headers.get("Cache-Control", "")) is kept
