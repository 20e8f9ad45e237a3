"""The tags of bundles that were built, and pages where none were."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

from legation.web import languages, parts

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


def rendered(app: Flask, address: str = "/") -> str:
    languages.register(app)
    parts.register(app)
    with app.test_request_context(address):
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


def test_what_a_bundle_says_comes_with_it_in_another_language(app: Flask) -> None:
    assert app.static_folder
    built = {name: {"script": {"file": f"{name}.js", "integrity": "sha384-a"}} for name in parts.WORDS}
    (Path(app.static_folder) / "vendor" / "manifest.json").write_text(json.dumps(built))
    app.root_path = str(Path(languages.__file__).parent)
    languages.register(app)
    parts.register(app)
    for tag in languages.LANGUAGES:
        with app.test_request_context(f"/?lang={tag}"):
            page = app.jinja_env.from_string("{{ part('chart') }}").render()
        brought = re.findall(r'<script type="application/json" data-words>(.*)</script>', page)
        assert len(brought) == (tag != "en")
        for words in map(json.loads, brought):
            assert words.keys() == parts.WORDS["chart"].keys()
            assert all(word != own for word, own in words.items())


def test_every_word_of_a_bundle_is_among_those() -> None:
    said = set()
    for path in (Path(__file__).parent.parent.parent / "browser").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        said |= {*re.findall(r'\bsay\("([^"]+)"', text), *re.findall(r'\bALL = "([^"]+)"', text)}
        if path.stem == "drawing":
            said |= {*re.findall(r'\bname: "([^"]+)", choices', text), *re.findall(r'\bname: "(Lines)"', text)}
            for choices in re.findall(r"\bchoices: {(.*?)}, columns", text):
                said |= {one or other for one, other in re.findall(r'"([^"]+)":|\b([A-Z]\w*):', choices)}
    assert said == parts.WORDS["chart"].keys()
