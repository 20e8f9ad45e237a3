"""From what somebody asks to be corrected to corrections in the store, and the world in line with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial

import msgspec

from legation import gazetteer
from legation.errors import BadInput, Conflict, NotFound
from legation.gazetteer import Gazetteer
from legation.graph.correcting import undescribed
from legation.graph.corrections import Act, Correction, Part, Reading, Told, correction_nquads, signed
from legation.graph.evidence import Account, ArticleEvidence, read_evidence
from legation.graph.identifiers import Identifiers, digest
from legation.graph.quads import to_ntriples
from legation.ingest.world import World, graphs_of
from legation.model import ArticleId, EntityId, EventType, Status
from legation.store import Store
from legation.store.writes import Correct, Nonconforming
from legation.validation.shapes import check_triples

LONGEST = 2_000
"""The most characters of a reason, and MOST: reports, parties or articles of one correction."""
MOST = 200

_REPORT = re.compile(r"article/[0-9a-f]{16}/report/[0-9]+")
_NAME = re.compile(r"[0-9a-f]{16}")


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for, as its JSON has it; docs/corrections.md tells which act takes what.

    Things are named by their IRIs, or by what stands after `id/` in them.
    """

    act: Act
    why: str = ""
    report: str | None = None
    reports: tuple[str, ...] | None = None
    events: tuple[str, ...] | None = None
    type: EventType | None = None
    status: Status | None = None
    initiators: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    day: str | None = None
    earliest: str | None = None
    latest: str | None = None
    person: str | None = None
    is_person: str | None = msgspec.field(default=None, name="is")
    articles: tuple[str, ...] | None = None
    correction: str | None = None

    def check(self) -> None:
        """Raise BadInput where something that the act needs is missing, or something is given that it does not take."""
        takes = _TAKES[self.act]
        for name, word in zip(self.__struct_fields__, self.__struct_encode_fields__, strict=True):
            value = getattr(self, name)
            if name not in {"act", "why"} and value is not None and name not in takes:
                raise BadInput(f"{self.act}: {word!r}", f"is no part of it; it takes {', '.join(takes.values())}")
            if isinstance(value, tuple) and len(value) > MOST:
                raise BadInput(f"{self.act}: {word!r}", f"names more than {MOST} things", "send several corrections")
        for name in _NEEDS.get(self.act, ()):
            if getattr(self, name) is None:
                raise BadInput(f"{self.act}", f"needs {takes[name]!r}")
        if len(self.why) > LONGEST:
            raise BadInput(f"{self.act}: 'why'", f"has at most {LONGEST:,} characters")


def _words(*names: str) -> Mapping[str, str]:
    return {name: "is" if name == "is_person" else name for name in names}


_TAKES: Mapping[Act, Mapping[str, str]] = {
    Act.REJECT: _words("report"),
    Act.REVISE: _words("report", "type", "status", "initiators", "recipients", "day", "earliest", "latest"),
    Act.JOIN: _words("reports", "events"),
    Act.PART: _words("reports"),
    Act.IDENTIFY: _words("person", "is_person", "articles"),
    Act.WITHDRAW: _words("correction"),
}
"""What each act takes, by the name of the field, with its word in JSON."""

_NEEDS: Mapping[Act, tuple[str, ...]] = {
    Act.REJECT: ("report",),
    Act.REVISE: ("report",),
    Act.PART: ("reports",),
    Act.IDENTIFY: ("person",),
    Act.WITHDRAW: ("correction",),
}


def read_request(text: bytes | str) -> Request:
    """The request that a JSON object tells. Raises BadInput for anything else."""
    try:
        return msgspec.json.decode(text, type=Request)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("the correction", f"is not as it must be: {error}", "docs/corrections.md tells how") from error


def correct(
    requests: Iterable[Request],
    corrector: str,
    time: dt.datetime,
    store: Store,
    identifiers: Identifiers,
    known: Gazetteer,
) -> tuple[Correction, ...]:
    """Write corrections, bring the world in line with them, and publish. All are written or none.

    Each is a millisecond later than the one before it, so that the last has the last word.

    Raises BadInput, NotFound or Conflict for the first that cannot be: a report that is not there, a party that nobody
    describes, a withdrawal of what does not hold; and Nonconforming where one breaks the shapes.
    """
    with closing(World(store, identifiers, known)) as world:
        desk = _Desk(world)
        made = tuple(
            desk.made(request, corrector, time + dt.timedelta(milliseconds=number))
            for number, request in enumerate(requests)
        )
        graphs = {identifiers.correction_graph(one.name): correction_nquads(one, identifiers) for one in made}
        for graph, nquads in graphs.items():
            report = check_triples(to_ntriples(nquads, graph))
            if not report.conforms:
                raise Nonconforming(f"<{graph}>", report)
        touched = sorted(set().union(*map(desk.touched, made)))
        world.expect(touched)
        store.replace_all(graphs.items())
        world.correct(touched)
        if made:
            world.settle()
            store.publish()
            world.published()
    return made


def corrected(store: Store, write: Correct, base: str) -> tuple[str, ...]:
    """Make the corrections of a write, as `correct` does. Returns their IRIs."""
    identifiers, requests = Identifiers(base), map(read_request, write.requests)
    made = correct(requests, write.corrector, write.time, store, identifiers, gazetteer.load())
    return tuple(identifiers.correction(one.name) for one in made)


_Said = partial(Correction, act=Act.REJECT, corrector="", time="")


class _Desk:
    """Makes corrections of requests, by what the store holds."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store, self.identifiers, self.gazetteer = world.store, world.identifiers, world.gazetteer
        self._evidence: dict[ArticleId, ArticleEvidence] = {}

    def made(self, request: Request, corrector: str, time: dt.datetime) -> Correction:
        """The correction that a request asks for."""
        request.check()
        make = {
            Act.REJECT: self._rejection,
            Act.REVISE: self._revision,
            Act.JOIN: self._joining,
            Act.PART: self._parting,
            Act.IDENTIFY: self._identity,
            Act.WITHDRAW: self._withdrawal,
        }[request.act]
        stamp = time.astimezone(dt.UTC).isoformat(timespec="milliseconds")
        said = make(request)
        return signed(replace(said, act=request.act, corrector=corrector, time=stamp, reason=request.why.strip()))

    def touched(self, correction: Correction) -> set[ArticleId]:
        """The articles that tell something else by a correction."""
        if correction.act is Act.WITHDRAW:
            correction = self.world.corrections.all[correction.withdraws]
        found = {reading.article for reading in correction.readings}
        if correction.act is Act.IDENTIFY:
            for person in self.world.corrections.kin(correction):
                found |= self._articles_naming(person)
        return found

    def _articles_naming(self, person: EntityId) -> set[ArticleId]:
        iri = self.identifiers.iri(person)
        graphs = graphs_of(self.store, "correction/naming", self.identifiers, entity=iri)
        return set(filter(None, map(self.identifiers.article_of_graph, graphs)))

    def _rejection(self, request: Request) -> Correction:
        return _Said(corrects=(self._reading(request.report or ""),))

    def _revision(self, request: Request) -> Correction:
        account, evidence = self._account(request.report or "")
        earliest, latest = request.earliest, request.latest
        if request.day is not None:
            if earliest is not None or latest is not None:
                raise BadInput("revise", "tells a day and an interval", "give one of them")
            earliest = latest = request.day
        if (earliest is None) != (latest is None) or bool(earliest) != bool(latest):
            raise BadInput("revise", "tells one end of an interval", "give earliest and latest")
        if earliest and latest and earliest > latest:
            raise BadInput(f"revise: {earliest} to {latest}", "ends before it begins")
        asked = {
            Part.TYPE: request.type,
            Part.STATUS: request.status,
            Part.INITIATORS: request.initiators,
            Part.RECIPIENTS: request.recipients,
            Part.DAYS: earliest,
        }
        revises = frozenset(part for part, value in asked.items() if value is not None)
        if not revises:
            raise BadInput("revise", "changes nothing", "give type, status, initiators, recipients or day")
        right = Told(
            type=request.type,
            status=request.status,
            initiators=frozenset(map(self._party, request.initiators or ())),
            recipients=frozenset(map(self._party, request.recipients or ())),
            earliest=earliest or "",
            latest=latest or "",
        )
        if unknown := undescribed(right, evidence, self.gazetteer):
            raise BadInput(f"revise: {unknown[0]}", "neither the gazetteer nor the article describes it")
        return _Said(corrects=(Reading.of(account, evidence),), revises=revises, right=right)

    def _joining(self, request: Request) -> Correction:
        reports = [*(request.reports or ()), *(self._reports_of(event)[0] for event in request.events or ())]
        readings = tuple(dict.fromkeys(map(self._reading, reports)))
        if len(readings) < 2:
            raise BadInput("join", "names fewer than two reports or events")
        return _Said(corrects=readings)

    def _parting(self, request: Request) -> Correction:
        leaving = [self._report(name) for name in request.reports or ()]
        events = {event for event in map(self._event_of, leaving) if event}
        if len(events) != 1:
            raise Conflict("part", "the reports are not of one event", "name some of the reports of one")
        staying = [report for report in self._reports_of(events.pop()) if report not in leaving]
        if not staying:
            raise Conflict("part", "the event has no other reports", "name some of its reports, not all")
        read = self._reading
        return _Said(corrects=tuple(map(read, dict.fromkeys(leaving))), apart_from=tuple(map(read, staying[:MOST])))

    def _identity(self, request: Request) -> Correction:
        person = self._person(request.person or "")
        articles = tuple(sorted(set(map(self._article, request.articles or ()))))
        if request.is_person:
            other = self._person(request.is_person)
        elif articles:
            other = EntityId(f"{person}-{digest(person, *articles)[:8]}")
        else:
            raise BadInput("identify", "says neither who the person is nor in which articles it is somebody else")
        if person == other:
            raise BadInput(f"identify: {person}", "is itself")
        known = self._articles_naming(person)
        if not known:
            raise NotFound(f"no article names {person}")
        if missing := [article for article in articles if article not in known]:
            raise NotFound(f"the article {missing[0]} does not name {person}")
        if request.is_person and not self._named(other):
            raise NotFound(f"no article names {other}")
        return _Said(person=person, is_person=other, articles=articles)

    def _withdrawal(self, request: Request) -> Correction:
        name = self._path(request.correction or "").removeprefix("correction/")
        known = self.world.corrections.all.get(name)
        if known is None:
            raise NotFound(f"there is no correction {request.correction!r}")
        if known.act is Act.WITHDRAW:
            raise Conflict(f"correction {name}", "is a withdrawal", "make the correction that it withdrew anew")
        if not self.world.corrections.holds(name):
            raise Conflict(f"correction {name}", "is withdrawn already")
        return _Said(withdraws=name)

    def _path(self, name: str) -> str:
        """What stands after `id/` in the IRI of a thing."""
        return name.strip().removeprefix(f"{self.identifiers.base}id/").strip("/")

    def _report(self, name: str) -> str:
        """The IRI of a report. Raises BadInput for anything else."""
        path = self._path(name)
        if not _REPORT.fullmatch(path):
            raise BadInput(f"report {name!r}", "a report is named by its IRI, or as article/<digits>/report/<number>")
        return f"{self.identifiers.base}id/{path}"

    def _account(self, name: str) -> tuple[Account, ArticleEvidence]:
        """A report as it was read, with what all of its article tells."""
        report = self._report(name)
        article = self.identifiers.article_of(report) or ArticleId("")
        if article not in self._evidence:
            quads = self.store.quads(self.identifiers.graph(article))
            for evidence in read_evidence(quads, self.gazetteer, self.identifiers):
                self._evidence[article] = evidence
        if article in self._evidence:
            for account in self._evidence[article].accounts:
                if account.report == report:
                    return account, self._evidence[article]
        raise NotFound(f"there is no report {name!r}")

    def _reading(self, name: str) -> Reading:
        return Reading.of(*self._account(name))

    def _reports_of(self, name: str) -> list[str]:
        """The reports of an event. Raises NotFound."""
        event = self.identifiers.event(self._path(name).removeprefix("event/"))
        reports = graphs_of(self.store, "correction/event-reports", self.identifiers, entity=event)
        if not reports:
            raise NotFound(f"there is no event {name!r}")
        return reports

    def _event_of(self, report: str) -> str | None:
        self._account(report)
        return next(iter(graphs_of(self.store, "correction/report-event", self.identifiers, report=report)), None)

    def _party(self, name: str) -> EntityId:
        path = EntityId(self._path(name))
        self.identifiers.iri(path)
        return path

    def _person(self, name: str) -> EntityId:
        person = self._party(name)
        if not person.startswith("person/"):
            raise BadInput(f"person {name!r}", "a person is named as person/<key>")
        return person

    def _named(self, person: EntityId) -> bool:
        """Whether a person is described, by an article or by an identity that holds."""
        if any(one.is_person == person for one in self.world.corrections.all.values()):
            return True
        return bool(self._articles_naming(person))

    def _article(self, name: str) -> ArticleId:
        article = self._path(name).removeprefix("article/")
        if not _NAME.fullmatch(article):
            raise BadInput(f"article {name!r}", "an article is named by its IRI or its 16 hexadecimal digits")
        return ArticleId(article)
