"""The service: linked data, pages and SPARQL over a store, as a Flask application."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from legation.settings import Settings
from legation.store import Store
from legation.store.writes import Check
from legation.store.writing import Writing
from legation.web import (
    answers,
    browse,
    catalogue,
    compression,
    corrections,
    dumps,
    entities,
    feeds,
    graph_store,
    languages,
    observing,
    openapi,
    parts,
    plain_queries,
    problems,
    reconcile,
    sparql,
    suggesting,
    vocabulary,
    writers,
)
from legation.web.addresses import Addresses
from legation.web.panels import written
from legation.web.site import Site
from legation.web.wording import independent_reports, moment, number


def create_app(store: Store, settings: Settings, writing: Writing | None = None, check: Check | None = None) -> Flask:
    """The application over a store, which it writes where it has a way to and the settings have a token.

    With a check the page of an article tells whether its graph conforms to the shapes.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.body_bytes
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["number"] = number
    app.jinja_env.globals |= {
        "base": settings.base.rstrip("/"), "independent_reports": independent_reports, "moment": moment,
        "written": written,
    }  # fmt: skip
    languages.register(app)
    compression.register(app)
    problems.register(app)
    writers.register(app, settings)
    observing.register(app, store)
    site = Site(store, settings, Addresses(settings.base), writing if settings.token is not None else None, check)
    app.extensions["site"] = site
    plain_queries.register(app, site)
    answers.register(app)
    parts.register(app)
    for routes in (
        browse,
        catalogue,
        corrections,
        dumps,
        entities,
        feeds,
        graph_store,
        openapi,
        reconcile,
        sparql,
        suggesting,
        vocabulary,
    ):
        app.register_blueprint(routes.blueprint(site))
    return app
