"""What every view is given: the store, the settings, the addresses, and how to run a named query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flask import g, has_app_context

from legation.graph.identifiers import Identifiers
from legation.graph.quads import to_nquads
from legation.model import ArticleId, Report
from legation.queries import Query, View, names, own_panels
from legation.settings import Settings
from legation.store import Store
from legation.store.oxigraph import MemoryStore
from legation.store.side.answers import EXCERPTED, STANDING_IN
from legation.store.writes import Check
from legation.store.writing import Writing
from legation.web.addresses import Addresses, local_name
from legation.web.filters import NONE, Filters
from legation.web.labels import Labels
from legation.web.languages import ENGLISH, LANGUAGES, language
from legation.web.panels import Panel, panel
from legation.web.rows import Table, ask

_EXCERPTS = 4
"""As many excerpts of the store are kept: the queries of one page follow each other."""
_KEPT = 256
"""As many answers of a state are kept; those of panels have some hundred rows at most."""


@dataclass(frozen=True, slots=True)
class Site:
    """A service over one store."""

    store: Store
    settings: Settings
    addresses: Addresses
    writing: Writing | None = None
    """The way to write, where writing is on."""
    check: Check | None = None
    """What tells whether triples conform to the shapes."""
    _answers: Callable[[str, str, tuple[tuple[str, str], ...]], Table] = field(init=False, repr=False, compare=False)
    _labels: Callable[[str, str], Labels] = field(init=False, repr=False, compare=False)
    _own: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _excerpts: Callable[[str, str], Store | None] = field(init=False, repr=False, compare=False)
    _checked: Callable[[str, str], Report] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_answers", lru_cache(_KEPT)(self._answer))
        object.__setattr__(self, "_labels", lru_cache(2 * len(LANGUAGES))(self._labelled))
        object.__setattr__(self, "_excerpts", lru_cache(_EXCERPTS)(self._excerpt))
        object.__setattr__(self, "_checked", lru_cache(_KEPT)(self._check))
        object.__setattr__(self, "_own", own_panels(self.settings.query_folders))

    def _answer(self, version: str, name: str, values: tuple[tuple[str, str], ...]) -> Table:
        """The rows of a named query, from the side index where it has them."""
        query = self.load(name)
        text = query.bind(**dict(values))
        given = {parameter.name: parameter.sample for parameter in query.parameters} | dict(values)
        narrowed = len(given) > len(query.parameters)
        side = self.store.side if self.indexed(name) and not narrowed else None
        found = side.answer(version, name, given) if side else None
        return ask(self.store if narrowed else self._seen(version, name, given), text) if found is None else found

    def _excerpt(self, version: str, thing: str) -> Store | None:
        """A part of the store that is enough for the queries in `EXCERPTED`."""
        graph = self._graph(thing) if self.addresses.path(thing).startswith("article/") else ""
        found = self.store.side.excerpt(version, thing, graph) if self.store.side else None
        if found is None:
            return None
        excerpt = MemoryStore()
        excerpt.engine().extend(found)
        return excerpt

    def _graph(self, article: str) -> str:
        return Identifiers(self.settings.base).graph(ArticleId(local_name(article)))

    def _seen(self, version: str, name: str, given: Mapping[str, str]) -> Store:
        """The store that a query is asked of: an excerpt where that is enough."""
        excerpted = name in EXCERPTED and self.store.side is not None and self._ships(name)
        return (self._excerpts(version, given["entity"]) if excerpted else None) or self.store

    def indexed(self, name: str) -> bool:
        """Whether the side index may stand in for a query of a name."""
        return self._ships(name) and self.store.side is not None and name in STANDING_IN

    def _ships(self, name: str) -> bool:
        return name not in names(self.settings.query_folders, shipped=False)

    @property
    def endpoint(self) -> str:
        """The address of the SPARQL endpoint, which relative IRIs in queries and updates are resolved against."""
        return f"{self.settings.base}sparql"

    @property
    def version(self) -> str:
        """The state of the store, asked for once in a request."""
        if not has_app_context():
            return self.store.version
        if "version" not in g:
            g.version = self.store.version
        return str(g.version)

    def load(self, name: str) -> Query:
        """A query file, with the samples of this base and in the words of the page's language. Raises NotFound."""
        query = Query.load(name, base=self.settings.base, folders=self.settings.query_folders)
        return query.in_language(language())

    def names(self) -> tuple[str, ...]:
        """The names of all queries."""
        return names(self.settings.query_folders)

    def own(self, page: str) -> tuple[str, ...]:
        """The queries of the settings' folder that a page shows: of a class such as "State", of "dyad" or of "home"."""
        return self._own.get(page, ())

    def rows(self, name: str, **values: str) -> Table:
        """The rows of a named query, asked once in each state of the store."""
        return self._answers(self.version, name, tuple(sorted(values.items())))

    def told(self, name: str, **values: str) -> Table:
        """The rows of a named query, with labels in the language of the page."""
        return self.labels.into(self.rows(name, **values), values.get("entity", ""))

    @property
    def labels(self) -> Labels:
        """What things are called in the language of the page, asked once in each state of the store."""
        return self._labels(self.version, language())

    def checked(self, article: str) -> Report | None:
        """Whether the graph of an article, given by the article's IRI, conforms; None where there is no check."""
        return self._checked(self.version, article) if self.check else None

    def _check(self, version: str, article: str) -> Report:
        assert self.check
        return self.check(to_nquads((self._excerpts(version, article) or self.store).quads(self._graph(article))))

    def values(self, query: Query, given: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The parameters of a query among what a request gives; an IRI may be given as a path such as "state/KOR".

        Raises NotFound for what can be no path, and leaves names that are no parameters for `Query.bind` to refuse.
        """
        types = {parameter.name: parameter.type for parameter in (*query.parameters, *query.narrowing)}
        values = {}
        for name, value in given:
            if value.strip():
                short = types.get(name) == "iri" and ":" not in value
                values[name] = self.addresses.iri(value.strip()) if short else value
        return values

    def panel(
        self, name: str, values: Mapping[str, str], focus: str = "", filters: Filters = NONE, most: int | None = None
    ) -> Panel:
        """A named query as a panel, narrowed by those of the filters that it knows; see `panel` for `most`."""
        query = self.load(name)
        asked = {parameter.name for parameter in query.parameters}
        values = {**{key: value for key, value in values.items() if key in asked}, **filters.of(query)}
        return replace(self.shown(query, self.rows(name, **values), values, focus, most), beyond=filters.beyond(query))

    def shown(
        self, query: Query, table: Table, values: Mapping[str, str], focus: str = "", most: int | None = None
    ) -> Panel:
        """The panel of a query with the rows that it gave, with labels in the language of the page."""
        table = self.labels.into(table, values.get("entity", ""))
        ground = self.rows("service/capitals") if query.view is View.MAP else None
        return panel(query, table, self.addresses, values, focus, ground, most)

    def _labelled(self, _: str, tag: str) -> Labels:
        if tag == ENGLISH:
            return Labels()
        return Labels.read(self.rows("service/labels", language=tag), tag)

    def forget(self) -> None:
        """Keep nothing that was asked before, as where another state is published."""
        self.__post_init__()

    def card(self, thing: str) -> bytes:
        """What a thing is, as JSON-LD."""
        name = "entity/describe-itself"
        store = self._seen(self.version, name, {"entity": thing})
        return store.query(self.load(name).bind(entity=thing), accept="application/ld+json").body()

    def graph(self, text: str, media_type: str) -> bytes:
        """The answer to a CONSTRUCT in one graph format."""
        return self.store.query(text, accept=media_type).body()
