"""A SPARQL endpoint, asked politely: one request at a time, with pauses, retries and a cache on disk."""

from __future__ import annotations

import hashlib
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from importlib.metadata import version
from pathlib import Path

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed, SPARQLWrapperException

from legation.errors import BadInput, StoreUnavailable
from legation.linking.subjects import rows

JSON = "application/sparql-results+json"

LARGEST = 2**26
"""The most bytes of an answer."""

LONGEST_PAUSE = 300.0
"""Seconds; an endpoint that asks for more patience is not waited for."""

_BUSY = frozenset({429, 500, 502, 503, 504})
_LONG = 2_000  # characters, which some servers and what stands before them refuse in an address


class _Busy(Exception):
    """The endpoint cannot answer now; `pause` is how many seconds it asks to be left alone, if it says so."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        self.pause = pause
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint by its address. Times are in seconds.

    Between two requests `delay` passes. One that is turned away for the moment (HTTP 429, 500, 502, 503, 504, a time
    out, no connection) is made again, after twice the pause each time or as long as the endpoint asks for, at most
    `attempts` times in all. Answers are kept in the folder `cache`; with `fresh` those kept earlier are not used.
    """

    url: str
    cache: Path
    delay: float = 1.0
    seconds: int = 60
    attempts: int = 5
    contact: str = ""
    fresh: bool = False
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise BadInput(f"endpoint {self.url!r}", "an endpoint is an http or https address")

    def ask(self, text: str) -> list[dict[str, str]]:
        """The rows of the answer to a query.

        Raises BadInput where the endpoint refuses the query, and StoreUnavailable where it gives no answer.
        """
        kept = self.cache / f"{hashlib.sha256(f'{self.url} {text}'.encode()).hexdigest()}.json"
        if not self.fresh and kept.is_file():
            try:
                return list(rows(kept.read_bytes()))
            except ValueError:
                kept.unlink()
        data = self._fetched(text)
        try:
            found = list(rows(data))
        except ValueError as error:
            raise StoreUnavailable(f"{self.url} does not answer with SPARQL results in JSON: {error}") from error
        self.cache.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".part")
        draft.write_bytes(data)
        draft.replace(kept)
        return found

    def _fetched(self, text: str) -> bytes:
        pause = self.delay
        for attempt in range(1, self.attempts + 1):
            self.sleep(pause)
            try:
                return self._once(text)
            except _Busy as busy:
                pause = max(2.0 * pause, 1.0, busy.pause)
                if attempt == self.attempts or pause > LONGEST_PAUSE:
                    tried = f"after {attempt} attempt{'s' if attempt > 1 else ''}"
                    raise StoreUnavailable(f"{self.url} gives no answer {tried}: {busy}; try again later") from busy
        raise AssertionError("at least one attempt is made")

    def _once(self, text: str) -> bytes:
        wrapper = SPARQLWrapper(self.url, agent=self._agent())
        wrapper.setQuery(text)
        if len(text) > _LONG:
            wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", JSON)
        wrapper.setTimeout(self.seconds)
        try:
            with wrapper.query().response as response:
                data: bytes = response.read(LARGEST + 1)
        except QueryBadFormed as error:
            raise BadInput("the query", f"was refused by {self.url}: {_told(error)}") from error
        except EndPointInternalError as error:
            raise _Busy(_told(error)) from error
        except urllib.error.HTTPError as error:
            with error:
                if error.code in _BUSY:
                    raise _Busy(f"HTTP {error.code}", _pause(error.headers.get("Retry-After"))) from error
                raise StoreUnavailable(f"{self.url} refuses: HTTP {error.code} {error.reason}") from error
        except SPARQLWrapperException as error:
            raise StoreUnavailable(f"{self.url} cannot be asked: {_told(error)}") from error
        except (HTTPException, OSError) as error:
            raise _Busy(_told(error)) from error
        if len(data) > LARGEST:
            raise StoreUnavailable(f"{self.url} answers with more than {LARGEST:,} bytes; take a smaller link_batch")
        return data

    def _agent(self) -> str:
        contact = f" ({self.contact})" if self.contact else ""
        return f"legation/{version('legation')}{contact} SPARQLWrapper/{version('SPARQLWrapper')}"


def _pause(header: str | None) -> float:
    """The seconds of a Retry-After header; 0 where it gives none."""
    return float(header) if header and header.strip().isdecimal() else 0.0


def _told(error: Exception) -> str:
    """The first lines of what an endpoint says."""
    return " ".join(str(error).split())[:300]
