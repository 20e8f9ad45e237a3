"""What every view is given: the store, the settings, the addresses, and how to run a named query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from legation.queries import Query
from legation.settings import Settings
from legation.store import Store
from legation.store.writing import Writing
from legation.web.addresses import Addresses
from legation.web.panels import Panel, panel
from legation.web.rows import Table, ask


@dataclass(frozen=True, slots=True)
class Site:
    """A service over one store."""

    store: Store
    settings: Settings
    addresses: Addresses
    writing: Writing | None = None
    """The way to write, where writing is on."""

    def load(self, name: str) -> Query:
        """A query file, with the samples of this base. Raises NotFound."""
        return Query.load(name, base=self.settings.base)

    def rows(self, name: str, **values: str) -> Table:
        """The rows of a named query."""
        return ask(self.store, self.load(name).bind(**values))

    def values(self, query: Query, given: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The parameters of a query among what a request gives; an IRI may be given as a path such as "state/KOR".

        Raises NotFound for what can be no path, and leaves names that are no parameters for `Query.bind` to refuse.
        """
        types = {parameter.name: parameter.type for parameter in query.parameters}
        values = {}
        for name, value in given:
            if value.strip():
                short = types.get(name) == "iri" and ":" not in value
                values[name] = self.addresses.iri(value.strip()) if short else value
        return values

    def panel(self, name: str, values: Mapping[str, str], focus: str = "") -> Panel:
        """A named query as a panel."""
        query = self.load(name)
        return panel(query, ask(self.store, query.bind(**values)), self.addresses, values, focus)

    def graph(self, text: str, media_type: str) -> bytes:
        """The answer to a CONSTRUCT in one graph format."""
        return self.store.query(text, accept=media_type).body()
