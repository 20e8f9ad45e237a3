"""Findings written by hand: articles of invented text, with the spans looked up in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from legation.model import (
    Article,
    ArticleId,
    Assessment,
    Block,
    BlockKind,
    Document,
    Entity,
    EntityId,
    EntityKind,
    EventReport,
    EventType,
    Extraction,
    Findings,
    Indicator,
    Instrument,
    Mention,
    Name,
    Party,
    Passage,
    Span,
    Statement,
    Status,
    Tenure,
    Trend,
)

KOR, JPN, CHN, RUS, USA, UKR, ISR = (
    EntityId(f"state/{code}") for code in ("KOR", "JPN", "CHN", "RUS", "USA", "UKR", "ISR")
)
TOKYO, BUSAN = EntityId("place/tokyo-JPN"), EntityId("place/busan-KOR")
LEE, ISHIBA = EntityId("person/lee-jae-myung"), EntityId("person/shigeru-ishiba")
PRESIDENT = EntityId("office/KOR-president")
HYDROGEN = EntityId("issue/hydrogen")

NAMES = {
    KOR: ("South Korea", "Seoul", "South Korean"),
    JPN: ("Japan", "Japanese"),
    CHN: ("China", "Beijing"),
    RUS: ("Russia", "Moscow"),
    USA: ("United States",),
    UKR: ("Ukraine", "Kyiv"),
    ISR: ("Israel",),
    LEE: ("Lee Jae Myung", "Lee"),
    ISHIBA: ("Shigeru Ishiba", "Ishiba"),
}

EXTRACTION = Extraction(software="legation 0.1.0", model="by hand 1", settings="0" * 16)


def article_id(name: str) -> ArticleId:
    return ArticleId(hashlib.sha256(name.encode()).hexdigest()[:16])


def person(entity: EntityId, *names: str, state: EntityId | None, sector: str = "GOV") -> Entity:
    return Entity(id=entity, kind=EntityKind.PERSON, names=tuple(map(Name, names)), state=state, sector=sector)


LEE_HIMSELF = person(LEE, "Lee Jae Myung", state=KOR)
ISHIBA_HIMSELF = person(ISHIBA, "Shigeru Ishiba", state=JPN)


@dataclass
class Story:
    """An article in the making: give it sentences, then say what they tell."""

    name: str
    sentences: Sequence[str]
    published: str = "2025-08-24"
    headline: str = ""
    title: str = "A title"
    publisher: str = "Harbour Post"
    entities: tuple[Entity, ...] = (LEE_HIMSELF, ISHIBA_HIMSELF)
    events: list[EventReport] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    other: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.all = [self.headline, *self.sentences] if self.headline else list(self.sentences)
        self.text = "\n".join(self.all)

    def span(self, passage: int, words: str) -> Span:
        """Where words stand in a sentence; its beginning where they do not."""
        begin = sum(len(sentence) + 1 for sentence in self.all[:passage])
        at = self.all[passage].find(words)
        return Span(begin + at, begin + at + len(words)) if at >= 0 else Span(begin, begin + 1)

    def party(self, passage: int, who: EntityId | str) -> Party:
        """A party by its identifier, or by its words where it has no identity."""
        names = NAMES.get(EntityId(who), (who,))
        word = next((name for name in names if name in self.all[passage]), names[0])
        return Party(span=self.span(passage, word), entity=EntityId(who) if "/" in who else None)

    def tells(
        self,
        kind: EventType,
        trigger: str,
        by: Sequence[EntityId | str] = (),
        to: Sequence[EntityId | str] = (),
        *,
        status: Status = Status.OCCURRED,
        passage: int = 0,
        day: str = "",
        until: str = "",
        reciprocal: bool = False,
        mode: str = "",
        issues: tuple[EntityId, ...] = (),
        place: EntityId | None = None,
        said_by: EntityId | None = None,
    ) -> Story:
        """Adds a report of an event."""
        self.events.append(
            EventReport(
                type=kind,
                status=status,
                passage=passage,
                trigger=self.span(passage, trigger),
                sources=tuple(self.party(passage, who) for who in by),
                targets=tuple(self.party(passage, who) for who in to),
                reciprocal=reciprocal,
                mode=mode,
                issues=issues,
                earliest=day,
                latest=until or day,
                place=place,
                attributed_to=self.party(passage, said_by) if said_by else None,
                confidence=0.8,
            )
        )
        return self

    def holds(self, holder: EntityId, office: EntityId, former: bool = False) -> Story:
        """Adds that the article shows who holds an office."""
        self.tenures.append(Tenure(holder=holder, office=office, passage=0, day=self.published[:10], former=former))
        return self

    def findings(self) -> Findings:
        """What the article tells, as extraction would give it."""
        passages, blocks, at = [], [], 0
        for number, sentence in enumerate(self.all):
            kind = BlockKind.HEADLINE if self.headline and number == 0 else BlockKind.BODY
            span = Span(at, at + len(sentence))
            passages.append(Passage(number=number, kind=kind, span=span))
            blocks.append(Block(kind, span))
            at = span.end + 1
        article = Article(
            text=self.text,
            title=self.title,
            publisher=self.publisher,
            published=self.published,
            url=f"https://harbour-post.example/{self.name}",
        )
        document = Document(id=article_id(self.name), article=article, text=self.text, blocks=tuple(blocks))
        return Findings(
            document=document,
            extraction=EXTRACTION,
            passages=tuple(passages),
            entities=self.entities,
            events=tuple(self.events),
            tenures=tuple(self.tenures),
            **self.other,  # type: ignore[arg-type]
        )


def told(
    name: str,
    sentence: str,
    kind: EventType,
    trigger: str,
    by: Sequence[EntityId | str],
    to: Sequence[EntityId | str] = (),
    **more: Any,
) -> Story:
    """A story of one sentence with one report."""
    story = {key: more.pop(key) for key in ("published", "headline", "entities", "publisher") if key in more}
    return Story(name, [sentence], **story).tells(kind, trigger, by, to, **more)


def summit() -> Findings:
    """An article that tells something of every kind."""
    story = Story(
        "summit",
        [
            "President Lee Jae Myung held talks with Prime Minister Shigeru Ishiba in Busan, where they agreed to "
            "expand work on hydrogen.",
            'Lee said, "We will walk together,\tand not \\ apart."',
            "He added that ties with Japan had improved.",
            "About a quarter of South Korea's exports go to China.",
            "The two sides signed the Busan Hydrogen Accord.",
        ],
        published="2025-08-24T18:05:00+09:00",
        headline="Lee, Ishiba meet",
        title="Lee, Ishiba meet",
        entities=(
            person(LEE, "Lee Jae Myung", "Lee", state=KOR),
            person(ISHIBA, "Shigeru Ishiba", "Ishiba", state=JPN),
            Entity(
                id=PRESIDENT, kind=EntityKind.OFFICE, names=(Name("President of South Korea"),), state=KOR, sector="GOV"
            ),
            Entity(
                id=BUSAN,
                kind=EntityKind.PLACE,
                names=(Name("Busan"), Name("부산", "ko")),
                state=KOR,
                latitude=35.1,
                longitude=129.04,
            ),
        ),
    )
    story.tells(EventType.CONSULT, "meet", [LEE, ISHIBA], passage=0, reciprocal=True)
    story.tells(
        EventType.CONSULT, "held talks", [LEE, ISHIBA], passage=1, day="2025-08-23", reciprocal=True, mode="visit",
        place=BUSAN,
    )  # fmt: skip
    story.tells(
        EventType.AGREE, "agreed to expand", [LEE, ISHIBA], passage=1, day="2025-08-23", reciprocal=True,
        issues=(HYDROGEN,), place=BUSAN,
    )  # fmt: skip
    story.holds(LEE, PRESIDENT)
    story.other = {
        "mentions": (
            Mention(entity=LEE, passage=0, span=story.span(0, "Lee")),
            Mention(entity=LEE, passage=1, span=story.span(1, "Lee Jae Myung")),
            Mention(entity=ISHIBA, passage=1, span=story.span(1, "Shigeru Ishiba")),
            Mention(entity=BUSAN, passage=1, span=story.span(1, "Busan")),
            Mention(entity=CHN, passage=4, span=story.span(4, "China")),
        ),
        "statements": (
            Statement(
                speaker=Party(span=story.span(2, "Lee"), entity=LEE),
                passage=2,
                span=story.span(2, "We will walk together,\tand not \\ apart."),
                quotation="We will walk together,\tand not \\ apart.",
                on_behalf_of=KOR,
                office=PRESIDENT,
                about=(JPN,),
                date="2025-08-24",
                confidence=0.95,
            ),
            Statement(
                speaker=Party(span=story.span(3, "He")),
                passage=3,
                span=story.span(3, "ties with Japan had improved"),
                paraphrase="ties with Japan had improved",
                confidence=0.5,
            ),
        ),
        "assessments": (
            Assessment(
                parties=(KOR, JPN),
                trend=Trend.IMPROVING,
                passage=3,
                trigger=story.span(3, "improved"),
                assessed_by=LEE,
                confidence=0.7,
            ),
        ),
        "indicators": (
            Indicator(
                subject=KOR,
                counterpart=CHN,
                measure="share of exports",
                value=Decimal("0.250"),
                unit="1",
                passage=4,
                span=story.span(4, "a quarter"),
                approximate=True,
                confidence=0.9,
            ),
        ),
        "instruments": (
            Instrument(
                entity=EntityId("agreement/busan-hydrogen-accord"),
                kind="Agreement",
                label="Busan Hydrogen Accord",
                passage=5,
                span=story.span(5, "Busan Hydrogen Accord"),
                parties=(KOR, JPN),
                confidence=0.85,
            ),
            Instrument(
                entity=EntityId("policy/practical-diplomacy"),
                kind="Policy",
                label="practical diplomacy",
                passage=2,
                span=story.span(2, "together"),
                parties=(KOR,),
                aim="balance",
                confidence=0.6,
            ),
        ),
    }
    return story.findings()


def plan() -> Findings:
    """An earlier article that tells the same summit as planned, and one that somebody denies."""
    story = Story(
        "plan",
        [
            "South Korea and Japan will hold a summit in Busan on August 23.",
            "Moscow denied that it had threatened Kyiv.",
        ],
        published="2025-08-20",
        publisher="",
        entities=(),
    )
    story.tells(
        EventType.CONSULT, "hold a summit", [KOR, JPN], day="2025-08-23", reciprocal=True, status=Status.PLANNED,
        place=BUSAN,
    )  # fmt: skip
    story.tells(EventType.THREATEN, "threatened", [RUS], [UKR], passage=1, status=Status.DENIED, said_by=RUS)
    return story.findings()


def bare() -> Findings:
    """An article without title, outlet or day, in which only words name the parties."""
    story = Story("bare", ['"Gunmen" killed two policemen.'], published="", title="", publisher="", entities=())
    story.tells(EventType.ASSAULT, "killed", ["Gunmen"], ["two policemen"])
    return story.findings()
