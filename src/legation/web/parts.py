"""What pages load where scripts run: bundles that `browser/` builds, where they were built. Pages are whole without."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, Response, request
from markupsafe import Markup

_FOLDER = "vendor"
_FOREVER = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Give templates `part(name)`: the tags that load a bundle, or nothing where it was not built."""
    assert app.static_folder
    tags = _tags(Path(app.static_folder) / _FOLDER, f"{app.static_url_path}/{_FOLDER}")
    app.jinja_env.globals["part"] = lambda name: tags.get(name, Markup())
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


def _tag(kind: str, address: str, file: str, integrity: str) -> Markup:
    if kind == "style":
        return Markup('<link rel="stylesheet" href="{}/{}" integrity="{}">').format(address, file, integrity)
    return Markup('<script type="module" src="{}/{}" integrity="{}"></script>').format(address, file, integrity)


def _kept(response: Response) -> Response:
    """A bundle's name carries a hash of what is in it, so what has the name never changes."""
    if request.endpoint == "static" and request.path.startswith(f"/static/{_FOLDER}/") and response.status_code < 400:
        response.headers["Cache-Control"] = _FOREVER
    return response
