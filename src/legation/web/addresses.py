"""Where a thing has its page on this server, whatever base its identifier has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

from legation.errors import NotFound

ONTOLOGY = "https://w3id.org/legation/ns#"
EVENT_TYPES = "https://w3id.org/legation/event-types#"
SHAPES = "https://w3id.org/legation/shapes#"

_PART = re.compile(r"(article/[0-9a-f]{16})/([a-z]+)/?(.*)")
_PATH = re.compile(r"[a-z]+(?:-[a-z]+)*/[^\s<>\"{}|\\^`\x00-\x20]+")
_CODE = re.compile(r"[A-Za-z0-9][\w.~-]{0,79}")
_KEPT = 1 << 14
"""So many links and names are kept: those of one page are asked for again and again."""
_SAFE = "/~:@!$&'()*+,;="


@dataclass(frozen=True, slots=True)
class Addresses:
    """Links to things whose IRIs begin with `base`. All that it gives is percent-encoded ASCII."""

    base: str

    def iri(self, path: str) -> str:
        """The IRI of the thing at a path such as "state/KOR". Raises NotFound for what can be no such path."""
        if not _PATH.fullmatch(path):
            raise NotFound(f"nothing can be called {path!r}; a name is a kind, a slash and a key, such as state/KOR")
        return f"{self.base}id/{path}"

    def path(self, iri: str) -> str:
        """What stands after `id/` in an IRI under the base, else empty."""
        below = f"{self.base}id/"
        return iri[len(below) :] if iri.startswith(below) else ""

    def link(self, iri: str) -> str:
        """Where a page tells of a thing: a path here, an address elsewhere, or empty where there is none."""
        return _link(self, iri)

    def identifier(self, path: str) -> str:
        """The local path of the thing itself, which sends on to a page or data."""
        return "/id/" + quote(path, safe=_SAFE)

    def data(self, path: str, suffix: str) -> str:
        """The local path of the data of a thing in one format."""
        return f"/data/{quote(path, safe=_SAFE)}.{suffix}"

    def dyad(self, first: str, second: str) -> str:
        """The page of two states or organisations, given by IRI; empty where they are neither."""
        codes = [self.code(iri) for iri in (first, second)]
        return "/page/dyad/" + "/".join(quote(code, safe="") for code in codes) if all(codes) else ""

    def code(self, iri: str) -> str:
        """What a dyad's address calls a state or organisation."""
        kind, _, key = self.path(iri).partition("/")
        return key if kind in {"state", "organization"} and _CODE.fullmatch(key) else ""


@lru_cache(_KEPT)
def _link(addresses: Addresses, iri: str) -> str:
    path = addresses.path(iri)
    if path:
        part = _PART.fullmatch(path)
        if part:
            return f"/page/{part[1]}#{quote(part[2] + ('-' + part[3] if part[3] else ''), safe='')}"
        return "/page/" + quote(path, safe=_SAFE)
    for namespace, page in ((ONTOLOGY, "/ns"), (EVENT_TYPES, "/event-types"), (SHAPES, "/shapes")):
        if iri.startswith(namespace):
            return f"{page}#{quote(iri[len(namespace) :], safe='')}"
    return iri if iri.startswith(("https://", "http://")) else ""


def query_link(path: str, **parameters: str) -> str:
    """A path with a query string."""
    return f"{path}?{urlencode(parameters)}" if parameters else path


@lru_cache(_KEPT)
def local_name(iri: str) -> str:
    """A short name for an IRI that has no label: what stands after its last # or /."""
    return re.split(r"[#/]", iri.rstrip("#/"))[-1] or iri
