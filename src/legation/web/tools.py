"""What a language model may do with a graph: search it, look a thing up, and ask a query. It reads and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from legation.store.formats import PREFIXES
from legation.web.entities import Things
from legation.web.names import newest
from legation.web.rows import text
from legation.web.site import Site

MOST = 50_000
"""Characters of an answer; what is longer is cut."""

GUIDE = "\n".join(
    [
        "A knowledge graph of foreign relations read from news: who did what to whom, when, where, who says so, and in",
        "which sentence. Start with `search`, look at one thing with `describe`, and count or compare with `query`.",
        "A leg:Event has leg:eventType (plover:CONSULT, plover:SANCTION, ...), leg:initiator, leg:recipient,",
        "leg:earliest, leg:latest, leg:place and leg:status; only leg:occurred and leg:ongoing have happened. A",
        "leg:EventReport leg:reports an event, with leg:evidence (a sentence, whose text is leg:exact) and",
        "leg:inArticle. People, offices and organisations have leg:state. Cite the sentence and its article for what",
        "you claim; machines have read them and err.",
        *(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("leg", "plover", "rdfs", "skos", "dcterms", "xsd")),
    ]
)
"""What a model is told before it begins."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: `path` is what `describe` takes."""

    path: str
    name: str
    what: str
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that a search found, with its article."""

    text: str
    day: str
    article: str
    title: str


@dataclass(frozen=True)  # without slots, which the schema of the tool would take for defaults
class SearchResult:
    """Things and sentences, the best and newest first."""

    things: list[Hit]
    sentences: list[Sentence]


class Tools:
    """The tools, over one site. They raise what queries raise."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._things = Things(site)
        self._index = newest(site)

    def search(self, words: str, kind: str = "") -> SearchResult:
        """Find states, people, organisations, offices, places, issues and agreements by name, also where it is spelled
        another way, and sentences of articles that contain the words exactly.

        `kind` narrows the things to one class: State, Person, Organization, Office, Place, Issue, Agreement, Policy.
        """
        index = self._index()
        found = index.names.find(words, lambda thing: not kind or kind in thing.kinds)
        rows = self._site.rows("search/passages", words=words).rows if words.strip() else ()
        return SearchResult(
            [Hit(one.thing.path, one.thing.name, index.told(one.thing), one.score) for one in found],
            [
                Sentence(
                    text(row, "sentence"),
                    text(row, "day"),
                    self._site.addresses.path(text(row, "article")),
                    text(row, "articleLabel"),
                )
                for row in rows
            ],
        )

    def describe(self, path: str) -> str:
        """Everything that the graph says of one thing, in Turtle, with its newest events and the sentences behind them.

        `path` is what `search` gives, such as state/KOR or person/lee-jae-myung, or event/<digits>, article/<digits>,
        or dyad/KOR/JPN for two states. An IRI of the graph will do as well.
        """
        known = self._site.addresses.path(path) or path.strip("/")
        return _bounded(self._site.graph(self._things.description(known), "text/turtle"))

    def query(self, sparql: str) -> str:
        """Ask a SPARQL 1.1 query: SELECT and ASK give CSV, CONSTRUCT and DESCRIBE give Turtle.

        The default graph is the union of all. Updates and SERVICE are refused, and time, rows and memory are limited:
        say LIMIT.
        """
        return _bounded(self._site.store.query(sparql, accept="text/csv, text/turtle").body())


def _bounded(body: bytes) -> str:
    """A text that a model can hold, cut at the end of a line where it is too long."""
    whole = body.decode()
    if len(whole) <= MOST:
        return whole
    return f"{whole[:MOST].rpartition(chr(10))[0]}\n# cut: {len(whole):,} characters in all; ask for less\n"
