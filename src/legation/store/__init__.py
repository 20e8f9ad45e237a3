"""Quads in named graphs: the contract of every store, and the way to open one by its location."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from legation.settings import Settings

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from legation.store.changes import Change
    from legation.store.formats import Format
    from legation.store.side.answers import SideIndex

MEMORY = "memory:"
"""The location of a store that is kept nowhere."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: the format, and its bytes in pieces. It can be read once.

    An answer that is not read to its end must be closed, for a reader may be working for it.
    """

    format: Format
    chunks: Iterator[bytes]

    @property
    def media_type(self) -> str:
        """The value of the Content-Type header."""
        return self.format.content_type

    def body(self) -> bytes:
        """All bytes of it."""
        return b"".join(self.chunks)

    def close(self) -> None:
        """Let go of whatever still works for this answer."""
        close = getattr(self.chunks, "close", None)
        if close is not None:
            close()


class Store(Protocol):
    """Quads in named graphs. The default graph of a query is the union of them all, unless it names others.

    Triples may stand in no named graph as well; what calls such a place a graph means by None the one without a name.

    Writing raises Forbidden where the store was opened to be read; everything raises StoreUnavailable where the
    place of the store is damaged, locked or out of reach.
    """

    @property
    def version(self) -> str:
        """What names the state that queries see: two equal values, two equal states."""
        ...

    @property
    def published(self) -> dt.datetime | None:
        """When the state that `version` names was published, in UTC; None where nobody noted it."""
        ...

    @property
    def beside(self) -> Path | None:
        """The folder where what is derived from the store can be kept; None where there is none."""
        ...

    @property
    def side(self) -> SideIndex | None:
        """The index that answers some named queries sooner; None where there can be none."""
        ...

    @property
    def unpublished(self) -> bool:
        """Whether something was written that is not published, in this process or by one that ended early."""
        ...

    def query(
        self,
        text: str,
        *,
        default_graph_uris: Sequence[str] = (),
        named_graph_uris: Sequence[str] = (),
        accept: str = "*/*",
        values: Mapping[str, str] | None = None,
        base: str | None = None,
    ) -> Answer:
        """The answer to a SPARQL query in the format that an Accept header likes best.

        Relative IRIs in the text are resolved against `base`. `values` are terms in N-Triples notation that take the
        place of projected variables, by name. Raises BadInput for what is no query, Forbidden for SERVICE,
        NotAcceptable, and LimitReached.
        """
        ...

    def graph(self, graph: str | None, accept: str = "*/*") -> Answer:
        """The triples of one graph in the format that an Accept header likes best.

        Raises NotFound where there is no graph of that name, NotAcceptable, and LimitReached.
        """
        ...

    def graphs(self) -> list[str]:
        """The names of all graphs, in order."""
        ...

    def quads(self, graph: str) -> Iterator[Quad]:
        """The quads of one graph; none where there is no such graph."""
        ...

    def holds(self, quads: Iterable[Quad]) -> bool:
        """Whether all of some quads are in the store."""
        ...

    def replace(self, graph: str, nquads: bytes) -> None:
        """Let a graph hold what N-Quads say and nothing else. It happens as a whole or not at all.

        Where it holds that already nothing is written and `version` stays.

        Raises BadInput where a quad is in another graph.
        """
        ...

    def replace_all(self, graphs: Iterable[tuple[str, bytes]]) -> None:
        """Replace several graphs, each as a whole or not at all. Faster than one by one."""
        ...

    def change(self, graph: str, removed: bytes, added: bytes) -> None:
        """Take quads out of a graph and put others in, both as N-Quads without blank nodes, as a whole or not at all.

        What is taken out need not be there. Raises BadInput where a quad is in another graph.
        """
        ...

    def remove(self, graph: str) -> bool:
        """Remove a graph. Returns whether it was there."""
        ...

    def put(self, graph: str | None, triples: Iterable[Triple], *, keep: bool = False) -> bool:
        """Let a graph hold triples, with `keep` besides what it holds already. It happens as a whole or not at all.

        The graph is there afterwards, even without a triple. Returns whether it was there before.
        """
        ...

    def update(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> None:
        """Run a SPARQL update, as a whole or not at all. Unlike a query it never sees a union of graphs.

        The graphs in `using` and `using_named` are what its WHERE clauses see, as USING would say. Raises BadInput for
        what is no update, or says USING or WITH besides, Conflict for what cannot be done with what is
        there, and Forbidden for LOAD and SERVICE.
        """
        ...

    def changes(
        self, text: str, *, using: Sequence[str] = (), using_named: Sequence[str] = (), base: str | None = None
    ) -> list[Change]:
        """What an update would change, graph by graph; nothing is written.

        Raises what `update` does, and Conflict where the store cannot tell.
        """
        ...

    def publish(self) -> None:
        """Let readers see what was written."""
        ...

    def close(self) -> None:
        """Let go of the place of the store."""
        ...


def is_address(location: str) -> bool:
    """Whether a store is kept by a server rather than in a folder."""
    return "://" in location


def open_store(
    location: str | None = None, settings: Settings | None = None, read_only: bool = False, limited: bool = False
) -> Store:
    """The store at a location: a folder, "memory:", or the address of a server such as "oxigraph+http://host:7878".

    One process at a time can open a folder for writing; any number can read what is published there, each query on
    the newest state. With `limited`, queries of a store that is read run under the limits of the settings, in
    processes that are ended when they break them. Raises StoreUnavailable when a store cannot be opened; a server is
    not asked before it is needed.
    """
    from legation.store.oxigraph import DiskReader, DiskStore, MemoryStore  # noqa: PLC0415  they need this module

    settings = settings or Settings()
    location = location if location is not None else settings.store
    if location == MEMORY:
        return MemoryStore(settings.default_graph == "union")
    if is_address(location):
        from legation.store.remote import RemoteStore  # noqa: PLC0415  only servers need what speaks HTTP

        return RemoteStore(location, settings, read_only=read_only, limited=limited)
    if not read_only:
        return DiskStore(location, settings.checkpoints_kept)
    return DiskReader(location, settings if limited else None, settings.default_graph == "union")
