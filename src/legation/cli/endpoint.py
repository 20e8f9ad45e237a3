"""A query to a SPARQL endpoint elsewhere."""

from __future__ import annotations

import urllib.error
from http.client import HTTPException

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed, SPARQLWrapperException

from legation.errors import BadInput, LimitReached, StoreUnavailable
from legation.store.formats import Format

SECONDS = 60
"""The longest that an endpoint may take."""

_LONG = 2_000  # characters, which some servers and what stands before them refuse in an address


def ask(endpoint: str, text: str, format: Format) -> bytes:
    """The answer of an endpoint in one format.

    Raises BadInput where the endpoint says that the query is wrong, LimitReached where it takes too long, and
    StoreUnavailable where it cannot be reached or fails.
    """
    if not endpoint.startswith(("http://", "https://")):
        raise BadInput(f"endpoint {endpoint!r}", "an endpoint is an http or https address")
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(text)
    if len(text) > _LONG:
        wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.addCustomHttpHeader("Accept", format.media_type)
    wrapper.setTimeout(SECONDS)
    try:
        with wrapper.query().response as response:
            data: bytes = response.read()
            return data
    except QueryBadFormed as error:
        raise BadInput("the query", f"was refused by {endpoint}: {_told(error)}") from error
    except EndPointInternalError as error:
        raise StoreUnavailable(f"{endpoint} failed: {_told(error)}") from error
    except TimeoutError as error:
        raise LimitReached(f"{endpoint} took longer than {SECONDS} seconds") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise LimitReached(f"{endpoint} took longer than {SECONDS} seconds") from error
        raise StoreUnavailable(f"{endpoint} cannot be reached: {error.reason}") from error
    except (SPARQLWrapperException, HTTPException, OSError) as error:
        raise StoreUnavailable(f"{endpoint} cannot be asked: {_told(error)}") from error


def _told(error: Exception) -> str:
    """The first lines of what an endpoint says."""
    return " ".join(str(error).split())[:300]
