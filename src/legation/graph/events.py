"""One event as its reports tell it together: status, days, parties, label, and the triples for all that."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from legation.graph.evidence import Account
from legation.graph.identifiers import Identifiers
from legation.graph.majority import most_told
from legation.graph.merge import Happening
from legation.graph.parties import TOGETHER
from legation.graph.terms import Triple, constant, count, date, decimal, iri, tagged
from legation.graph.vocabulary import EVENT_TYPE, LEG, RDF, RDFS, STATUS, context, mode
from legation.model import EntityId, EventType, Status

_DONE = frozenset({Status.OCCURRED, Status.ONGOING})
_INTENDED = frozenset({Status.PLANNED, Status.PLEDGED, Status.PROPOSED})
_FIRMNESS = (
    Status.DENIED,
    Status.OCCURRED,
    Status.ONGOING,
    Status.PLANNED,
    Status.PLEDGED,
    Status.PROPOSED,
    Status.HYPOTHETICAL,
)

_NAMED = 4
_WORDS = 60


def event_triples(
    event: Happening, reported: int, label: Callable[[EntityId], str], identifiers: Identifiers
) -> Iterator[Triple]:
    """What the world says of an event. `reported` is the number of independent articles; `label` names its parties."""
    subject = iri(identifiers.event(event.digest))
    accounts = event.accounts
    kind, status = accounts[0].type, status_of(accounts)
    initiators, recipients = parties_of(accounts)
    earliest, latest = days_of(accounts, status)
    yield subject, RDF.type, constant(LEG.Event)
    yield subject, RDFS.label, tagged(label_of(accounts, label), "en")
    yield subject, LEG.eventType, constant(EVENT_TYPE[kind])
    yield subject, LEG.status, constant(STATUS[status])
    for predicate, parties in (
        (LEG.initiator, initiators),
        (LEG.recipient, recipients),
        (LEG.participant, initiators | recipients),
    ):
        for party in parties:
            yield subject, predicate, iri(identifiers.iri(party))
    if way := most_told(account.mode for account in accounts if account.type == kind):
        yield subject, LEG.mode, constant(mode(kind, way))
    for name in frozenset[str]().union(*(account.contexts for account in accounts)):
        yield subject, LEG.context, constant(context(name))
    for issue in frozenset[EntityId]().union(*(account.issues for account in accounts)):
        yield subject, LEG.issue, iri(identifiers.iri(issue))
    if place := place_of(accounts):
        yield subject, LEG.place, iri(identifiers.iri(place))
    if earliest:
        yield subject, LEG.earliest, date(earliest)
        yield subject, LEG.latest, date(latest)
    yield subject, LEG.reportCount, count(reported)
    yield subject, LEG.mergeScore, decimal(event.score)
    for account in accounts:
        yield iri(account.report), LEG.reports, subject


def status_of(accounts: Sequence[Account]) -> Status:
    """The status of an event from its reports, the earliest published first.

    What is reported as done or going on stays so, with the latest article's word on which of the two: that somebody
    denies it later is a report of its own, and does not undo the others. While nobody reports it as done, the latest
    article's word counts, a plan, a pledge, a proposal or that it will not be; but a denial that only somebody quoted
    makes does not undo a plan that others report. Of several words of one article the firmest counts. What is only
    imagined or only denied is just that.
    """
    done = [account for account in accounts if account.status in _DONE]
    intended = [account for account in accounts if account.status in _INTENDED or _is_called_off(account)]
    told = done or intended or accounts
    return min((account.status for account in told if account.article == told[-1].article), key=_FIRMNESS.index)


def _is_called_off(account: Account) -> bool:
    """Whether the article itself says that something is not so, or will not be."""
    return account.status is Status.DENIED and not account.attributed


def parties_of(accounts: Iterable[Account]) -> tuple[frozenset[EntityId], frozenset[EntityId]]:
    """Who began an event and whom it was directed at, as any report names them; everybody is both if it was mutual."""
    accounts = tuple(accounts)
    initiators = frozenset[EntityId]().union(*(account.initiators for account in accounts))
    recipients = frozenset[EntityId]().union(*(account.recipients for account in accounts))
    if any(account.reciprocal for account in accounts):
        return initiators | recipients, initiators | recipients
    return initiators, recipients


def days_of(accounts: Iterable[Account], status: Status) -> tuple[str, str]:
    """The first and the last day on which an event can have been; two empty texts where no report tells.

    Reports that agree with the event's status come before others, then exact days before long intervals, then what
    most reports tell, then what was published last.
    """
    days = [(account.earliest, account.latest, account) for account in accounts if account.earliest]
    if not days:
        return "", ""
    told = Counter((earliest, latest) for earliest, latest, _ in days)

    def weight(entry: tuple[str, str, Account]) -> tuple[bool, int, int, str, str]:
        earliest, latest, account = entry
        width = (dt.date.fromisoformat(latest) - dt.date.fromisoformat(earliest)).days
        return account.status is status, -width, told[earliest, latest], account.published, earliest

    earliest, latest, _ = max(days, key=weight)
    return earliest, latest


def place_of(accounts: Iterable[Account]) -> EntityId | None:
    """The place that most reports name, a city before a state."""
    places = [account.place for account in accounts if account.place]
    return most_told([place for place in places if not place.startswith("state/")] or places)


def label_of(accounts: Sequence[Account], label: Callable[[EntityId], str]) -> str:
    """An event in words: "Japan and South Korea: consult, 2025-08-23", "Russia towards Ukraine: assault (denied)"."""
    first = accounts[0]
    status = status_of(accounts)
    earliest, latest = days_of(accounts, status)
    when = f", {_when(earliest, latest)}" if earliest else f", reported {first.day}" if first.day else ""
    how = "" if status is Status.OCCURRED else f" ({status})"
    return f"{_who(accounts, label)}: {type_label(first.type)}{how}{when}"


def type_label(kind: EventType) -> str:
    """The English label that the ontology gives to an event type."""
    return "mobilise" if kind is EventType.MOBILIZE else kind.lower()


def _who(accounts: Sequence[Account], label: Callable[[EntityId], str]) -> str:
    first = min(accounts, key=_unnamed)
    initiating, receiving = first.initiating, first.receiving
    if first.type in TOGETHER or first.reciprocal:
        words = (*first.initiator_words, *first.recipient_words)
        return _listed(initiating | receiving, words, label) or "unnamed"
    if initiating and initiating == receiving:
        initiating, receiving = parties_of(accounts)
    towards = _listed(receiving, first.recipient_words, label)
    by = _listed(initiating, first.initiator_words, label) or "unnamed"
    return f"{by} towards {towards}" if towards else by


def _unnamed(account: Account) -> int:
    """How many sides a report leaves unnamed."""
    if account.type in TOGETHER or account.reciprocal:
        return int(len(account.initiating | account.receiving) <= 1)
    return (not account.initiating) + (not account.receiving)


def _listed(parties: Iterable[EntityId], words: Iterable[str], label: Callable[[EntityId], str]) -> str:
    """The parties by name, or else in the article's words."""
    names = sorted({label(party) for party in parties}) or sorted({_shortened(word) for word in words})
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} others"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _shortened(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _WORDS else words[:_WORDS].rpartition(" ")[0] + " …"


def _when(earliest: str, latest: str) -> str:
    """An interval of days as short as it can be told: a day, a month, a year, or from one month to another."""
    if earliest == latest:
        return earliest
    for length in (7, 4):
        if earliest[:length] == latest[:length]:
            return earliest[:length]
    return f"{earliest[:7]}/{latest[:7]}"
