"""The loop that writes: what conforms goes to the store as it is built, the rest is put aside with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from legation.errors import BadInput, StoreUnavailable
from legation.gazetteer import Gazetteer
from legation.graph.identifiers import ONTOLOGY, Identifiers
from legation.graph.mapping import content_hash, gazetteer_nquads, ontology_nquads
from legation.graph.quads import Quad, as_nquads, from_nquads, nquads
from legation.graph.terms import constant, iri, moment, string
from legation.graph.vocabulary import DCTERMS, LEG, OWL
from legation.ingest.article import Built, Failed, Outcome
from legation.ingest.rejected import Rejected
from legation.ingest.runners import Runner, inline
from legation.ingest.world import World
from legation.model import Article, ArticleId, Document, Extraction
from legation.store import Store
from legation.store.migrations import demand_current, migrations
from legation.store.oxigraph import DiskStore

PAGE = 32
"""Documents that one process reads at once; more costs memory and gains nothing."""

_FEWEST = 128
"""So many articles are written together at first."""

Work = Callable[[Sequence[Document]], Sequence[Outcome]]
"""What is done to a page of documents: `ingest.article.build` with its recipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many articles were met, and what became of them. `interrupted` where the run was ended by hand."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    rejected: int = 0
    interrupted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to ingest: `jobs` processes read, up to `batch` articles are written together, and fewer at first.

    `made_by` tells what an article must have been read with to count as known; None reads each article again.
    """

    identifiers: Identifiers
    gazetteer: Gazetteer
    clean: Callable[[Article], Document]
    work: Work
    rejected: Rejected
    made_by: Extraction | None = None
    runner: Runner = inline
    jobs: int = 1
    batch: int = 384
    watch: Callable[[Tally], None] = lambda tally: None
    complain: Callable[[str], None] = lambda text: None


def ingest(articles: Iterable[Article | BadInput], store: Store, plan: Plan) -> Tally:
    """Write each article's graph, then what all together tell, and publish.

    An interrupt by hand (KeyboardInterrupt) ends the reading; what was read by then is written and published. Where
    this fails half-way, the next run makes good for it.
    """
    return _Run(store, plan).ingest(articles)


def delete(article: ArticleId, store: Store, identifiers: Identifiers, gazetteer: Gazetteer) -> bool:
    """Remove what an article told, from what all tell as well. Returns whether it was there."""
    with closing(World(store, identifiers, gazetteer)) as world:
        world.expect([article])
        there = store.remove(identifiers.graph(article))
        world.drop(article)
        if there:
            world.settle()
            store.publish()
            world.published()
    return there


def rebuild(store: Store, identifiers: Identifiers, gazetteer: Gazetteer) -> None:
    """Make the world graph anew from the evidence of all articles in the store."""
    with closing(World(store, identifiers, gazetteer)) as world:
        world.forget()
        world.settle()


def compact(store: DiskStore, identifiers: Identifiers, gazetteer: Gazetteer) -> None:
    """Write the store and its index anew, without what was replaced or removed, and publish that.

    What an earlier run left half-done is done first.
    """
    with closing(World(store, identifiers, gazetteer)) as world:
        if store.unpublished or not world.is_whole:
            world.settle()
        store.compact()
        store.publish()
        world.published()
        world.compact()


def write_shipped(store: Store, identifiers: Identifiers, gazetteer: Gazetteer) -> bool:
    """Bring the graphs of the gazetteer and the ontology up to date. Returns whether they were not.

    The gazetteer's graph tells which version the two are, so that graphs that are up to date need not be read. Raises
    Outdated where the graphs of articles are in another version of the ontology.
    """
    shipped = {ONTOLOGY: ontology_nquads(), identifiers.gazetteer: gazetteer_nquads(gazetteer, identifiers)}
    digest = hashlib.sha256(b"".join(shipped.values())).hexdigest()
    version = f"{iri(identifiers.gazetteer)} {constant(OWL.versionInfo)} {string(digest)}"
    stamp = as_nquads([version], identifiers.gazetteer)
    if store.holds(from_nquads(stamp)):
        return False
    demand_current(store, migrations(identifiers.base))
    shipped[identifiers.gazetteer] += stamp
    store.replace_all(shipped.items())
    return True


class _Run:
    """One run of the loop, with its counts and what is still to be written."""

    def __init__(self, store: Store, plan: Plan) -> None:
        self.store = store
        self.plan = plan
        self.tally = Tally()
        self.world = World(store, plan.identifiers, plan.gazetteer)
        self.pending: dict[str, Built] = {}
        self.seen: dict[ArticleId, int] = {}

    def ingest(self, articles: Iterable[Article | BadInput]) -> Tally:
        with closing(self.world):
            return self._ingest(articles)

    def _ingest(self, articles: Iterable[Article | BadInput]) -> Tally:
        changed = write_shipped(self.store, self.plan.identifiers, self.plan.gazetteer)
        if changed:
            self.world.forget()
        try:
            for outcomes in self.plan.runner(self.plan.work, self._pages(articles), workers=self.plan.jobs):
                for outcome in outcomes:
                    self._take(outcome)
        except KeyboardInterrupt:
            self._count(interrupted=True)
        finally:
            # Also when the reading broke off: what was read is kept.
            self._write()
        if changed or self.tally.written or self.store.unpublished:
            self.world.settle()
            self.store.publish()
            self.world.published()
        self._index()
        return self.tally

    def _index(self) -> None:
        """Have a side index that fell behind made anew; without it pages are slow, and nothing worse."""
        if isinstance(self.store, DiskStore) and not self.store.unpublished:
            try:
                self.store.index()
            except StoreUnavailable as error:
                self.plan.complain(str(error))

    def _pages(self, articles: Iterable[Article | BadInput]) -> Iterator[tuple[Document, ...]]:
        """Pages of documents that are not known yet; what cannot be read is put aside on the way."""
        page: list[Document] = []
        for item in articles:
            self._count(read=1)
            document = self._document(item)
            if document is not None:
                page.append(document)
            if len(page) == PAGE:
                yield tuple(page)
                page = []
        if page:
            yield tuple(page)

    def _document(self, item: Article | BadInput) -> Document | None:
        """The document of an article, None where it is put aside or known."""
        if isinstance(item, BadInput):
            self._refuse(item, None)
            return None
        try:
            document = self.plan.clean(item)
        except BadInput as error:
            self._refuse(error, item)
            return None
        if self._known(document):
            self._count(unchanged=1)
            return None
        self.seen[document.id] = hash((document.article, document.text))
        return document

    def _known(self, document: Document) -> bool:
        """Whether an article was read before with the same content in the same way, in this run or an earlier one."""
        made_by = self.plan.made_by
        if document.id in self.seen:
            return self.seen[document.id] == hash((document.article, document.text))
        if made_by is None:
            return False
        return self.store.holds(_marks(document, made_by, self.plan.identifiers))

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failed):
            self._refuse(outcome.error, outcome.document.article)
        elif not outcome.report.conforms:
            folder = self.plan.rejected.report(outcome)
            name = outcome.document.article.origin or outcome.document.id
            self.plan.complain(f"{name}: does not conform to the shapes; the report is in {folder}")
            self._count(rejected=1)
        else:
            self.pending[outcome.graph] = outcome
            self.plan.rejected.forget(outcome.document.id)
            self._count(written=1)
        if len(self.pending) >= self._held:
            self._write()
            # While other processes read, so that little is left to do when they are done.
            if self.world.is_whole:
                self.world.settle()

    @property
    def _held(self) -> int:
        """So many articles are held back. Each write makes the engine sort again what earlier ones wrote, so that few
        are better; what a killed run did in vain stays a quarter of its work.
        """
        return min(max(_FEWEST, self.tally.written // 3), self.plan.batch)

    def _write(self) -> None:
        if self.pending:
            self.world.expect(built.document.id for built in self.pending.values())
            self.store.replace_all((graph, built.nquads) for graph, built in self.pending.items())
            self.world.put(built.evidence for built in self.pending.values())
            self.pending = {}

    def _refuse(self, error: BadInput, article: Article | None) -> None:
        self.plan.rejected.refuse(error, article)
        self.plan.complain(str(error))
        self._count(rejected=1)

    def _count(self, *, read: int = 0, written: int = 0, unchanged: int = 0, rejected: int = 0,
               interrupted: bool = False) -> None:  # fmt: skip
        tally = self.tally
        self.tally = Tally(
            read=tally.read + read,
            written=tally.written + written,
            unchanged=tally.unchanged + unchanged,
            rejected=tally.rejected + rejected,
            interrupted=tally.interrupted or interrupted,
        )
        self.plan.watch(self.tally)


def _marks(document: Document, made_by: Extraction, identifiers: Identifiers) -> list[Quad]:
    """What stands in the graph of an article that was read before with the same content in the same way."""
    article = document.article
    subject, extraction = iri(identifiers.article(document.id)), iri(identifiers.extraction(document.id))
    marks = [
        (subject, LEG.contentHash, string(content_hash(document.text))),
        (extraction, LEG.software, string(made_by.software)),
        (extraction, LEG.model, string(made_by.model)),
        (extraction, LEG.settingsDigest, string(made_by.settings)),
    ]
    if article.title:
        marks.append((subject, DCTERMS.title, string(article.title)))
    for predicate, time in ((LEG.published, article.published), (LEG.modified, article.modified)):
        if time:
            marks.append((subject, predicate, moment(time)))
    return from_nquads(nquads(marks, identifiers.graph(document.id)))
