"""Which reports are of one event: blocks of like reports, points for what two of them share, clusters.

A block is of one type and the same states or organisations behind the parties, on the same sides; for types that are
done together the sides do not matter. Only reports of one block are compared here; `joining` then compares events of
which one lacks a party, or has another word for it. Within its block, a report joins the event with which it shares the
most, if that is enough, and if nothing speaks against it:

- the days must agree: intervals that overlap or lie one day apart. A report without a day has the days around its
  publication for it: the three before it for what was done, the three after it for what is planned;
- of two places one must lie in the other, as far as is known; two modes must be one; for one party not two different
  persons may act;
- two reports in one sentence are of two events, unless they tell exactly the same; so are what an article tells as
  done and what the same article tells as to come, unless both are on the same day.

A report without day or place has them from what the same sentence tells of the same actors in the same type. Reports
with exact days come first, so that those that know less join those that know more, and an event never grows
over more days than its first report has. Nothing depends on the order in which reports are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from legation.graph.clusters import UNORDERED, Cluster, Dated, published_order
from legation.graph.evidence import Account
from legation.graph.identifiers import digest
from legation.graph.joining import join

Block = tuple[str, ...]
"""What reports must share to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """The reports of one event, the earliest published first. `score` tells how well they fit, from 0 to 1."""

    digest: str
    """16 hexadecimal digits that name the event. They stay as they are while its earliest report does."""
    accounts: tuple[Account, ...]
    score: float


def block_of(account: Account) -> Block:
    """The block that a report belongs to. Reports without any known party are compared with their copies only."""
    initiating, receiving = sorted(account.initiating), sorted(account.receiving)
    if not initiating and not receiving:
        return account.type, "sentence", account.sentence
    if account.type in UNORDERED or account.reciprocal:
        return account.type, "together", " ".join(sorted({*initiating, *receiving}))
    return account.type, "towards", " ".join(initiating), " ".join(receiving)


def happenings(accounts: Iterable[Account]) -> Iterator[Happening]:
    """The events that some reports are of, the earliest published first, whatever the order of the reports."""
    blocks: defaultdict[Block, list[Dated]] = defaultdict(list)
    for dated in _dated(accounts):
        blocks[block_of(dated.account)].append(dated)
    clusters = join(cluster for block in blocks.values() for cluster in _clusters(block))
    found = [(tuple(sorted(cluster.members, key=published_order)), cluster.points / 100) for cluster in clusters]
    names: set[str] = set()
    for members, score in sorted(found, key=lambda event: published_order(event[0][0])):
        yield Happening(digest=_name(members[0], names), accounts=members, score=score)


def _dated(accounts: Iterable[Account]) -> Iterator[Dated]:
    """Reports with their days. One without takes them from what the same actors did, by the same sentence."""
    sentences: defaultdict[tuple[object, ...], list[Account]] = defaultdict(list)
    for account in accounts:
        doers = account.initiating or account.initiator_words
        sentences[account.passage, account.type, account.status, doers].append(account)
    for beside in sentences.values():
        told = sorted((account for account in beside if account.earliest), key=published_order)
        lender = told[0] if len({(account.earliest, account.latest) for account in told}) == 1 else None
        for account in beside:
            yield Dated.of(account, lender if account.initiating or account.initiator_words else None)


def _clusters(block: Iterable[Dated]) -> Iterator[Cluster]:
    """The events that the reports of one block are of."""
    shelves: defaultdict[tuple[str, ...], _Shelf] = defaultdict(_Shelf)
    for dated in sorted(block, key=lambda d: (d.rank, d.width, published_order(d.account))):
        shelves[dated.shelf].take(dated)
    for shelf in shelves.values():
        yield from shelf.clusters


def _name(first: Account, taken: set[str]) -> str:
    """A digest of the earliest report's block and place; two events told by one word are numbered."""
    number = 0
    while (name := digest(*block_of(first), first.article, str(first.begin), str(number))) in taken:
        number += 1
    taken.add(name)
    return name


@dataclass(slots=True)
class _Shelf:
    """The events of one block so far, in the order in which they were begun, and by the days around them."""

    clusters: list[Cluster] = field(default_factory=list)
    by_day: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def take(self, dated: Dated) -> None:
        """Let a report join the event that fits it best, the one begun first among equals, or begin one."""
        near = sorted({number for day in dated.days for number in self.by_day.get(day, ())})
        points = [self.clusters[number].points_for(dated) for number in near]
        if any(points):
            most = max(points)
            self.clusters[near[points.index(most)]].add(dated, min(most, 100))
            return
        cluster = Cluster(dated.first, dated.last, dated.exact)
        cluster.add(dated, 100)
        for day in range(dated.days.start - 1, dated.days.stop + 1):
            self.by_day[day].append(len(self.clusters))
        self.clusters.append(cluster)
