"""Who may write over HTTP: whoever sends the token of the settings, and nobody where there is none."""

from __future__ import annotations

import hmac
from contextlib import AbstractContextManager

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from legation.errors import Forbidden
from legation.store import Store
from legation.web.site import Site

_CHALLENGE = WWWAuthenticate("bearer", {"realm": "legation"})
_OFF = "this endpoint takes no updates; write with `legation ingest`, or set a token to allow them"


def authorise(site: Site) -> None:
    """Return where the request may write.

    Raises Forbidden where writing is off or the token is another, and aborts with 401 where there is none.
    """
    if site.writing is None or site.settings.token is None:
        raise Forbidden(_OFF)
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise Unauthorized("Writing needs a token: Authorization: Bearer ...", www_authenticate=_CHALLENGE)
    if not hmac.compare_digest(given.strip().encode("latin-1", "replace"), site.settings.token.encode()):
        raise Forbidden("the token is not the one that may write here")


def changed(site: Site) -> AbstractContextManager[Store]:
    """The store to write to, for a request that was authorised; at its end queries see what was written."""
    if site.writing is None:
        raise Forbidden(_OFF)
    return site.writing()
