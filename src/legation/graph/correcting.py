"""What corrections that hold make of what articles tell, and of which reports are of one event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from legation.gazetteer import Gazetteer
from legation.graph.acting import Acting
from legation.graph.corrections import Act, Correction, Part, Told, reading_key
from legation.graph.entities import ordered_names
from legation.graph.evidence import Account, ArticleEvidence, Renamed
from legation.graph.merge import Edit, name_of
from legation.graph.reports import profiles
from legation.model import ArticleId, Entity, EntityId


@dataclass(frozen=True, slots=True)
class _Held:
    """A correction that holds, with the names of its readings."""

    correction: Correction
    keys: tuple[str, ...]


class Corrections:
    """All corrections of a store. Those that hold are done in order of time, so that later ones have the last word.

    A correction holds unless a later one withdraws it; a withdrawal is never withdrawn.
    """

    def __init__(self, given: Iterable[Correction], gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.all = {each.name: each for each in sorted(given, key=lambda correction: correction.order)}
        self._withdrawn = {correction.withdraws for correction in self.all.values()}
        held = [
            _Held(correction, tuple(reading_key(name, number) for number in range(len(correction.readings))))
            for name, correction in self.all.items()
            if name not in self._withdrawn and correction.act is not Act.WITHDRAW
        ]
        self._identities = [each.correction for each in held if each.correction.act is Act.IDENTIFY]
        self._groupings = [each for each in held if each.correction.act in (Act.JOIN, Act.PART)]
        self._by_article: defaultdict[ArticleId, list[tuple[_Held, int]]] = defaultdict(list)
        for each in held:
            for number, reading in enumerate(each.correction.readings):
                self._by_article[reading.article].append((each, number))

    def holds(self, name: str) -> bool:
        """Whether there is a correction of that name that no other withdraws."""
        return name in self.all and name not in self._withdrawn

    def applied(self, evidence: ArticleEvidence) -> ArticleEvidence:
        """What an article tells by all corrections that hold.

        A reading that is not found again, and a revision to parties that neither the article nor the gazetteer
        describes, change nothing.
        """
        changed = self._reported(evidence) if evidence.article in self._by_article else evidence
        return self._identified(changed)

    def kin(self, correction: Correction) -> frozenset[EntityId]:
        """The persons whose identity changes with an identification: all whom identities tie to its two."""
        ties = [{each.person, each.is_person} for each in (*self._identities, correction)]
        found: set[EntityId | None] = {correction.person, correction.is_person}
        while any(tie & found and not tie <= found for tie in ties):
            found = found.union(*(tie for tie in ties if tie & found))
        return frozenset(person for person in found if person)

    def edits(self, report_of: Callable[[str], str | None]) -> list[Edit]:
        """How people say that reports belong together; `report_of` tells what report a reading was found to be."""
        found = []
        for each in self._groupings:
            reports = [report_of(key) for key in each.keys]
            number = len(each.correction.corrects)
            inside, outside = (tuple(filter(None, some)) for some in (reports[:number], reports[number:]))
            if each.correction.act is Act.JOIN and len(inside) > 1:
                found.append(Edit(inside))
            elif each.correction.act is Act.PART and inside and outside:
                found.append(Edit(inside, outside))
        return found

    def _reported(self, evidence: ArticleEvidence) -> ArticleEvidence:
        found: list[tuple[str, str]] = []
        accounts: dict[str, Account | None] = {
            report.account.report: replace(report.account, event=name_of(report))
            for report in profiles(evidence.accounts)
        }
        acting = Acting({entity.id: entity for entity in evidence.entities}, self.gazetteer)
        for each, number in self._by_article[evidence.article]:
            correction = each.correction
            read = correction.readings[number].found(evidence)
            if read is None or undescribed(correction.right, evidence, self.gazetteer):
                continue
            found.append((each.keys[number], read.report))
            account = accounts[read.report]
            if correction.act is Act.REJECT:
                accounts[read.report] = None
            elif correction.act is Act.REVISE and account is not None:
                accounts[read.report] = revised(account, correction, acting)
        kept = (accounts[account.report] for account in evidence.accounts)
        return replace(evidence, accounts=tuple(filter(None, kept)), found=tuple(sorted(found)))

    def _identified(self, evidence: ArticleEvidence) -> ArticleEvidence:
        here = {
            person: self._identity(person, evidence.article)
            for person in {entity.id for entity in evidence.entities if entity.id.startswith("person/")}
        }
        here = {person: other for person, other in here.items() if other != person}
        if not here:
            return evidence

        def named(some: Iterable[EntityId]) -> frozenset[EntityId]:
            return frozenset(here.get(one, one) for one in some)

        accounts = (
            replace(
                report.account,
                event=report.account.event or name_of(report),
                initiators=named(report.account.initiators),
                recipients=named(report.account.recipients),
                initiating=named(report.account.initiating),
                receiving=named(report.account.receiving),
                persons=frozenset((here.get(of, of), here.get(one, one)) for of, one in report.account.persons),
            )
            for report in profiles(evidence.accounts)
        )
        by_name = {account.report: account for account in accounts}
        return replace(
            evidence,
            accounts=tuple(by_name[account.report] for account in evidence.accounts),
            entities=tuple(replace(entity, id=here.get(entity.id, entity.id)) for entity in evidence.entities),
            holdings=tuple(
                replace(holding, holder=here.get(holding.holder, holding.holder)) for holding in evidence.holdings
            ),
            renamed=tuple(self._renamed(entity) for entity in evidence.entities if entity.id in here),
        )

    def _renamed(self, entity: Entity) -> Renamed:
        other = self._identity(entity.id, None)
        name = ordered_names(dict.fromkeys(entity.names, 1), entity.kind)[0]
        return Renamed(person=entity.id, name=name, replaced_by=other if other != entity.id else None)

    def _identity(self, person: EntityId, article: ArticleId | None) -> EntityId:
        """Who a person is in an article; with None wherever nothing is said of single articles."""
        for each in self._identities:
            if each.person == person and each.is_person and (not each.articles or article in each.articles):
                person = each.is_person
        return person


def report_of(articles: Iterable[ArticleEvidence]) -> Callable[[str], str | None]:
    """What tells the report of a reading that was found again, from all articles."""
    found: Mapping[str, str] = dict(pair for article in articles for pair in article.found)
    return found.get


def revised(account: Account, correction: Correction, acting: Acting) -> Account:
    """A report with what a revision says of it. Words of parties that are revised, and modes of other types, go."""
    right, parts = correction.right, correction.revises
    if Part.TYPE in parts and right.type:
        account = replace(account, type=right.type, mode=account.mode if right.type is account.type else "")
    if Part.STATUS in parts and right.status:
        account = replace(account, status=right.status)
    if Part.DAYS in parts:
        account = replace(account, earliest=right.earliest, latest=right.latest)
    if Part.INITIATORS in parts:
        account = replace(account, initiators=right.initiators, initiator_words=())
    if Part.RECIPIENTS in parts:
        account = replace(account, recipients=right.recipients, recipient_words=())
    if not {Part.INITIATORS, Part.RECIPIENTS} & parts:
        return account
    represented, parties = acting.represented, account.initiators | account.recipients
    return replace(
        account,
        initiating=frozenset(map(represented, account.initiators)),
        receiving=frozenset(map(represented, account.recipients)),
        persons=frozenset((represented(party), party) for party in parties if party.startswith("person/")),
    )


def undescribed(right: Told, evidence: ArticleEvidence, gazetteer: Gazetteer) -> list[EntityId]:
    """The parties of which neither an article nor the gazetteer tells who they are."""
    known = {entity.id for entity in evidence.entities}
    parties = sorted(right.initiators | right.recipients)
    return [party for party in parties if party not in known and party not in gazetteer.entities]
