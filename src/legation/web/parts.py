"""What pages load where scripts run: bundles that `browser/` builds, where they were built. Pages are whole without."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, Response, request
from flask_babel import lazy_gettext
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from legation.web.languages import ENGLISH, language

_FOLDER = "vendor"
WORDS = {
    "chart": {
        "A chart needs a column of numbers, or two columns of things.": lazy_gettext(
            "A chart needs a column of numbers, or two columns of things."
        ),
        "Along": lazy_gettext("Along"),
        "Bars": lazy_gettext("Bars"),
        "Chart": lazy_gettext("Chart"),
        "Chart of {}": lazy_gettext("Chart of {}"),
        "One side": lazy_gettext("One side"),
        "Height": lazy_gettext("Height"),
        "Lines": lazy_gettext("Lines"),
        "Network": lazy_gettext("Network"),
        "No chart: {}": lazy_gettext("No chart: {}"),
        "Rows by month": lazy_gettext("Rows by month"),
        "Other side": lazy_gettext("Other side"),
        "all numbers": lazy_gettext("all numbers"),
        "rows": lazy_gettext("rows"),
    }
}
"""What a bundle says, which the page brings with it in another language than English."""

_FOREVER = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Give templates `part(name)`: the tags that load a bundle, or nothing where it was not built."""
    assert app.static_folder
    tags = _tags(Path(app.static_folder) / _FOLDER, f"{app.static_url_path}/{_FOLDER}")

    def part(name: str) -> Markup:
        return tags[name] + _words(name) if name in tags else Markup()

    app.jinja_env.globals["part"] = part
    app.after_request(_kept)


def _tags(folder: Path, address: str) -> dict[str, Markup]:
    """The tags of each bundle by its name, as the manifest that was built with them tells."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return {}
    return {
        name: Markup("\n").join(_tag(kind, address, **file) for kind, file in sorted(files.items(), reverse=True))
        for name, files in json.loads(manifest.read_bytes()).items()
    }


def _words(name: str) -> Markup:
    if language() == ENGLISH or name not in WORDS:
        return Markup()
    said = {english: str(own) for english, own in WORDS[name].items()}
    return Markup('\n<script type="application/json" data-words>{}</script>').format(htmlsafe_json_dumps(said))


def _tag(kind: str, address: str, file: str, integrity: str) -> Markup:
    if kind == "style":
        return Markup('<link rel="stylesheet" href="{}/{}" integrity="{}">').format(address, file, integrity)
    return Markup('<script type="module" src="{}/{}" integrity="{}"></script>').format(address, file, integrity)


def _kept(response: Response) -> Response:
    """A bundle's name carries a hash of what is in it, so what has the name never changes."""
    if request.endpoint == "static" and request.path.startswith(f"/static/{_FOLDER}/") and response.status_code < 400:
        response.headers["Cache-Control"] = _FOREVER
    return response
