"""The frozen values that pass between the stages: articles, passages, actors, reports, findings."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NewType

EntityId = NewType("EntityId", str)
"""What a thing is called below `id/`: "state/KOR", "person/lee-jae-myung", "place/tokyo-JPN"."""

ArticleId = NewType("ArticleId", str)
"""16 lower-case hexadecimal digits of a SHA-256."""


class EventType(StrEnum):
    """The 16 event types of PLOVER (2021)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    COOPERATE = "COOPERATE"
    AID = "AID"
    CONCEDE = "CONCEDE"
    RETREAT = "RETREAT"
    ACCUSE = "ACCUSE"
    REQUEST = "REQUEST"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Status(StrEnum):
    """Whether an event took place, as an article tells it."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    PLEDGED = "pledged"
    PROPOSED = "proposed"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"


class Trend(StrEnum):
    """How a relation between two actors is said to move."""

    IMPROVING = "improving"
    STEADY = "steady"
    WORSENING = "worsening"
    STRAINED = "strained"


class BlockKind(StrEnum):
    """What a stretch of an article's text is. Furniture of the page is no block at all."""

    HEADLINE = "headline"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    CREDIT = "credit"
    BODY = "body"


class EntityKind(StrEnum):
    """What a thing is; each value but the last three names a subclass of `leg:Actor`."""

    STATE = "State"
    PERSON = "Person"
    ORGANIZATION = "Organization"
    GOVERNMENT_BODY = "GovernmentBody"
    INTERGOVERNMENTAL = "IntergovernmentalOrganization"
    ARMED_GROUP = "ArmedGroup"
    PARTY = "PoliticalParty"
    MEDIA = "MediaOrganization"
    COMPANY = "Company"
    CIVIL_SOCIETY = "CivilSocietyOrganization"
    GROUP = "Group"
    OFFICE = "Office"
    PLACE = "Place"
    ISSUE = "Issue"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of `Document.text`."""

    begin: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.begin <= self.end:
            raise ValueError(f"a span runs from 0 <= begin <= end, not from {self.begin} to {self.end}")

    def of(self, text: str) -> str:
        """The characters of `text` that the span covers."""
        return text[self.begin : self.end]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing, with its BCP 47 language, such as "en" or "ko"."""

    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it was read: `text` is what arrived; each other field is empty where the source is silent.

    `published` and `modified` are ISO 8601: a day, or a time with its offset from UTC.
    """

    text: str
    url: str = ""
    title: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    dateline: str = ""
    language: str = "en"
    captions: tuple[str, ...] = ()
    origin: str = ""
    """Where it was read: a file's name, with a record's number where the file holds several; for messages only."""
    id: str = ""
    """The source's own identifier of the record, kept for `extract --format events`."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of an article's text that is not furniture. Blocks are in order and do not overlap."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article with its text divided into blocks, and the metadata found in them filled into `article`.

    `text` is the article's text as stored: every offset of every later stage counts its characters.
    """

    id: ArticleId
    article: Article
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of the body, a headline or a caption: what evidence points to. `number` counts from 0."""

    number: int
    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing that articles speak of. The first of `names` is its label."""

    id: EntityId
    kind: EntityKind
    names: tuple[Name, ...]
    state: EntityId | None = None
    """The state that an actor acts for, an office belongs to or a place lies in."""
    body: EntityId | None = None
    """The organisation that an office belongs to."""
    member_of: tuple[EntityId, ...] = ()
    sector: str = ""
    """PLOVER sector of an actor, such as "GOV" or "MIL"."""
    latitude: float | None = None
    longitude: float | None = None
    same_as: tuple[str, ...] = ()
    """IRIs of the same thing elsewhere."""

    @property
    def label(self) -> str:
        """The first name."""
        return self.names[0].text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in the text that names a thing. `passage` is a passage's number."""

    entity: EntityId
    passage: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who takes part in an event, as one sentence names them.

    `entity` is None where the text names nobody that can be told apart ("dozens of people").
    `code` is the ISO 3166-1 alpha-3 code of the state acted for, "IGO", or empty.
    """

    span: Span
    entity: EntityId | None = None
    code: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """One sentence's report of one event.

    `type` names the act itself; whether it was done is told by `status`. `earliest` and `latest` are ISO days, equal
    where the day is known, empty where nothing is. A reciprocal event has all its parties in `sources`;
    where a sentence tells two sides of a meeting or an agreement, they stand apart.
    """

    type: EventType
    status: Status
    passage: int
    trigger: Span
    sources: tuple[Party, ...]
    targets: tuple[Party, ...]
    reciprocal: bool = False
    mode: str = ""
    contexts: tuple[str, ...] = ()
    issues: tuple[EntityId, ...] = ()
    earliest: str = ""
    latest: str = ""
    place: EntityId | None = None
    attributed_to: Party | None = None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody is reported to have said: verbatim in `quotation`, else in the article's words in `paraphrase`.

    `span` covers exactly those words in the text.
    """

    speaker: Party
    passage: int
    span: Span
    quotation: str = ""
    paraphrase: str = ""
    on_behalf_of: EntityId | None = None
    office: EntityId | None = None
    about: tuple[EntityId, ...] = ()
    date: str = ""
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """A judgement on the relation of two parties. `assessed_by` is None where the outlet itself judges."""

    parties: tuple[EntityId, EntityId]
    trend: Trend
    passage: int
    trigger: Span
    assessed_by: EntityId | None = None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure: `value` of `measure` in `unit`, said of `subject` (and of its relation to `counterpart`)."""

    subject: EntityId
    measure: str
    value: Decimal
    unit: str
    passage: int
    span: Span
    approximate: bool = False
    counterpart: EntityId | None = None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """An article shows that `holder` has `office`, on its day of publication. `former` where it says "ex-"."""

    holder: EntityId
    office: EntityId
    passage: int
    day: str
    former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An agreement or a policy that the text names. `parties` are its signatories, or who pursues it.

    `entity` is the gazetteer's identifier of it; one that the gazetteer does not know has one made of its label.
    """

    entity: EntityId
    kind: Literal["Agreement", "Policy"]
    label: str
    passage: int
    span: Span
    parties: tuple[EntityId, ...] = ()
    aim: str = ""
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What made the findings: software with version, model with version, digest of the settings."""

    software: str
    model: str
    settings: str


Finding = EventReport | Statement | Assessment | Indicator | Instrument
"""What has a sentence, a confidence and an extraction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one of several extractors found beyond what those before it had found."""

    extractor: str
    extraction: Extraction
    found: frozenset[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that was found in one document. `entities` describes every entity that the other fields name and the
    gazetteer does not hold.
    """

    document: Document
    extraction: Extraction
    passages: tuple[Passage, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    events: tuple[EventReport, ...] = ()
    statements: tuple[Statement, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    publisher: EntityId | None = None
    """The outlet that `document.article.publisher` names, where it was told which."""
    authors: tuple[EntityId, ...] = ()
    """The persons that `document.article.authors` name, in the same order, where it was told who they are."""
    dateline: EntityId | None = None
    """The place that `document.article.dateline` names, where it was told which."""
    shares: tuple[Share, ...] = ()
    """What further extractors found; all else comes from `extraction`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One result of a SHACL report, as plain strings. Terms are in N-Triples notation where they are not IRIs."""

    shape: str
    focus: str
    path: str
    value: str
    message: str
    severity: str = "Violation"
    component: str = ""
    """The constraint component of SHACL that failed, such as "MinCount"."""


@dataclass(frozen=True, slots=True)
class Report:
    """Whether data conforms to the shapes, and where not."""

    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """True where nothing was found."""
        return not self.violations
