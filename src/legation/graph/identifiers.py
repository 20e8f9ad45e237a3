"""IRIs of everything in the graph, made from identifiers and read back; the identifiers that names give."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import NewType

from legation.errors import BadInput
from legation.model import ArticleId, EntityId
from legation.slugs import slug

Iri = NewType("Iri", str)
"""An absolute IRI as plain text, without angle brackets. Letters of any script stand in it as they are."""

DEFAULT_BASE = "https://legation.example/"
"""What every IRI of the data begins with where nothing else is set."""

ONTOLOGY = Iri("https://w3id.org/legation/ns")
"""The ontology, and the graph that holds it."""

_LONGEST = 80
_DIGEST = 16

# Every letter and digit of Unicode may stand in an IRI unescaped (RFC 3987, iunreserved). A key that begins with one
# is never "." or "..", which a resolver would take for a step up.
_ENTITY = re.compile(r"[a-z]+(?:-[a-z]+)*/[^\W_][\w.~-]*")
_HEX = re.compile(r"[0-9a-f]{16}")
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#]")

_NOT_ENTITIES = ("article/", "event/", "tenure/", "correction/")


@dataclass(frozen=True, slots=True)
class Identifiers:
    """The IRIs below one base.

    >>> identifiers = Identifiers()
    >>> identifiers.iri(EntityId("state/KOR"))
    'https://legation.example/id/state/KOR'
    >>> identifiers.entity("https://legation.example/id/state/KOR")
    'state/KOR'
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise BadInput(f"base {self.base!r}", "a base is an http or https address that ends in / or #")

    def iri(self, entity: EntityId) -> Iri:
        """The IRI of a thing. Raises BadInput where the identifier has a character that no IRI may have."""
        if not _ENTITY.fullmatch(entity):
            raise BadInput(f"identifier {entity!r}", "an identifier is a kind, a slash and a key of letters and digits")
        return Iri(f"{self.base}id/{entity}")

    def entity(self, iri: str) -> EntityId | None:
        """The identifier of the thing that an IRI names; None for articles, events, tenures, corrections
        and all else.
        """
        prefix = f"{self.base}id/"
        if not iri.startswith(prefix):
            return None
        rest = iri[len(prefix) :]
        return EntityId(rest) if _ENTITY.fullmatch(rest) and not rest.startswith(_NOT_ENTITIES) else None

    def article(self, article: ArticleId) -> Iri:
        """The IRI of an article."""
        return self._hex("id/article/", article)

    def article_of(self, iri: str) -> ArticleId | None:
        """The article that an IRI names, or below which it stands; None for an IRI of anything else."""
        return self._article_after("id/article/", iri)

    def part(self, article: ArticleId, kind: str, key: int | str) -> Iri:
        """The IRI of something below an article: its passage 7, its report 3."""
        return Iri(f"{self.article(article)}/{kind}/{key}")

    def appearance(self, article: ArticleId, entity: EntityId) -> Iri:
        """The IRI of what an article says of a thing."""
        self.iri(entity)
        return self.part(article, "appearance", entity.replace("/", "-", 1))

    def extraction(self, article: ArticleId) -> Iri:
        """The IRI of the activity that made the findings of an article."""
        return Iri(f"{self.article(article)}/extraction")

    def event(self, digest: str) -> Iri:
        """The IRI of an event, from 16 hexadecimal digits."""
        return self._hex("id/event/", digest)

    def tenure(self, holder: EntityId, office: EntityId) -> Iri:
        """The IRI of the tenure of one office by one holder."""
        return self._hex("id/tenure/", digest(holder, office))

    def correction(self, digest: str) -> Iri:
        """The IRI of a correction, from 16 hexadecimal digits."""
        return self._hex("id/correction/", digest)

    def correction_graph(self, digest: str) -> Iri:
        """The name of the graph that holds a correction and nothing else."""
        return self._hex("graph/correction/", digest)

    def graph(self, article: ArticleId) -> Iri:
        """The name of the graph that holds the evidence of an article."""
        return self._hex("graph/article/", article)

    def article_of_graph(self, name: str) -> ArticleId | None:
        """The article whose evidence a graph holds; None for every other graph."""
        article = self._article_after("graph/article/", name)
        return article if article is not None and name.endswith(article) else None

    @property
    def world(self) -> Iri:
        """The name of the graph of what all articles together tell."""
        return Iri(f"{self.base}graph/world")

    @property
    def gazetteer(self) -> Iri:
        """The name of the graph of what ships with Legation."""
        return Iri(f"{self.base}graph/gazetteer")

    @property
    def links(self) -> Iri:
        """The name of the graph of what is the same elsewhere, by the decisions of people."""
        return Iri(f"{self.base}graph/links")

    @property
    def issues(self) -> Iri:
        """The scheme that issues are concepts of."""
        return Iri(f"{self.base}id/scheme/issues")

    def _hex(self, path: str, digits: str) -> Iri:
        if not _HEX.fullmatch(digits):
            raise BadInput(f"identifier {digits!r}", "an article or event is named by 16 lower-case hexadecimal digits")
        return Iri(f"{self.base}{path}{digits}")

    def _article_after(self, path: str, iri: str) -> ArticleId | None:
        prefix = self.base + path
        if not iri.startswith(prefix):
            return None
        digits, _, _ = iri[len(prefix) :].partition("/")
        return ArticleId(digits) if _HEX.fullmatch(digits) else None


def digest(*parts: str) -> str:
    """16 hexadecimal digits of the SHA-256 of some texts, which tell ("ab", "c") from ("a", "bc")."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:_DIGEST]


def key_of(entity: EntityId) -> str:
    """What stands after the kind in an identifier: "KOR" of "state/KOR"."""
    return entity.partition("/")[2]


def kind_of(entity: EntityId) -> str:
    """What stands before the key in an identifier: "state" of "state/KOR"."""
    return entity.partition("/")[0]


def person_id(name: str, clash: str = "") -> EntityId:
    """A person by full name. `clash` tells namesakes apart: "KOR", or a number.

    >>> person_id("Lee Jae Myung")
    'person/lee-jae-myung'
    """
    return EntityId(f"person/{_key(name)}" + (f"-{clash}" if clash else ""))


def organization_id(name: str, owner: EntityId | None = None) -> EntityId:
    """An organisation by name, or a body of a state or organisation.

    >>> organization_id("Ministry of Foreign Affairs", EntityId("state/KOR"))
    'organization/KOR-ministry-of-foreign-affairs'
    """
    return _below("organization", name, owner)


def office_id(key: str, owner: EntityId | None = None) -> EntityId:
    """An office of a state or of an organisation, such as "office/KOR-president"."""
    return _below("office", key, owner)


def group_id(key: str, owner: EntityId | None = None) -> EntityId:
    """A people or an unnamed body, of a state or of none, such as "group/PSE-detainees"."""
    return _below("group", key, owner)


def place_id(name: str, state: EntityId | None = None) -> EntityId:
    """A place by name and the state that it lies in, such as "place/tokyo-JPN"."""
    return EntityId(f"place/{_key(name)}" + (f"-{key_of(state)}" if state else ""))


def issue_id(name: str) -> EntityId:
    """An issue by name."""
    return EntityId(f"issue/{_key(name)}")


def instrument_id(kind: str, label: str) -> EntityId:
    """An agreement or a policy (`kind` is "Agreement" or "Policy") by its name."""
    return EntityId(f"{kind.lower()}/{_key(label)}")


def _below(kind: str, name: str, owner: EntityId | None) -> EntityId:
    return EntityId(f"{kind}/" + (f"{key_of(owner)}-" if owner else "") + _key(name))


def _key(name: str) -> str:
    """A slug that is not too long: what is cut off lives on in a digest."""
    whole = slug(name)
    if len(whole) <= _LONGEST:
        return whole
    return f"{whole[: _LONGEST - 9].rstrip('-')}-{digest(whole)[:8]}"
