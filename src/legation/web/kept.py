"""Answers that are given again as they are: what is published never changes, and answers follow from it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from legation.errors import LegationError

_METHODS = frozenset({"GET", "HEAD"})
_ASKED = ("host", "accept", "accept-encoding", "accept-language")
"""What two requests for one address may differ in, in the order of a key."""
_OTHER = frozenset(
    ["authorization", "cookie", "range", "if-range", "if-match", "if-none-match", "if-modified-since",
     "if-unmodified-since"]
)  # fmt: skip
"""What makes an answer one for a single client."""
_OVERHEAD = 2_048  # What an answer takes besides its body, about.

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """A whole response; `noted` counts and logs that it was given, to be told when the request began."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    noted: Callable[[float], None]


class Kept:
    """The last answers, of up to `size` bytes in all, and of one state of the store only."""

    def __init__(self, state: Callable[[], str], size: int) -> None:
        self._state = state
        self._most = size
        self._responses: OrderedDict[Key, Response] = OrderedDict()
        self._size = 0
        self._of = ""

    def key(self, method: str, path: str, query: str, headers: Iterable[tuple[str, str]]) -> Key | None:
        """What a request asks of the state that is published now, or None where its answer may be its own."""
        if method not in _METHODS:
            return None
        asked = dict.fromkeys(_ASKED, "")
        for name, value in headers:
            if name in _OTHER or asked.get(name):
                return None
            if name in asked:
                asked[name] = value
        try:
            state = self._state()
        except LegationError:
            return None
        return (state, method, path, query, *asked.values())

    def find(self, key: Key) -> Response | None:
        """The response that was kept under a key."""
        response = self._responses.get(key)
        if response is not None:
            self._responses.move_to_end(key)
        return response

    def keep(self, key: Key, response: Response) -> None:
        """Keep a response, if it is one that anybody may be given again while the state is the same."""
        size = len(response.body) + _OVERHEAD
        if size > self._most // 8 or response.status != 200 or not _for_all(response.headers):
            return
        if key[0] != self._of:
            self._responses.clear()
            self._of, self._size = key[0], 0
        if key in self._responses:
            return
        self._responses[key] = response
        self._size += size
        while self._size > self._most:
            _, oldest = self._responses.popitem(last=False)
            self._size -= len(oldest.body) + _OVERHEAD


def _for_all(headers: list[tuple[str, str]]) -> bool:
    """Whether a response says that it may be kept, and depends on nothing that is not in its key."""
    told: dict[str, str] = {}
    for name, value in headers:
        told[name.lower()] = f"{told.get(name.lower(), '')},{value.lower()}"
    varies = {name.strip() for name in told.get("vary", "").split(",")} - {""}
    caching = told.get("cache-control", "no-store")
    return "no-store" not in caching and "private" not in caching and "set-cookie" not in told and varies <= {*_ASKED}
