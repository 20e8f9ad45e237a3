"""What findings tell the world is what their graph tells it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from findings_by_hand import BUSAN, HYDROGEN, JPN, KOR, LEE, TOKYO, USA, Story, bare, plan, summit
from hypothesis import given
from hypothesis import strategies as st

from legation.errors import BadInput
from legation.graph.evidence import ArticleEvidence, read_evidence
from legation.graph.identifiers import Identifiers, instrument_id, office_id
from legation.graph.mapping import findings_quads
from legation.graph.telling import findings_evidence
from legation.model import (
    Article,
    Entity,
    EntityId,
    EntityKind,
    EventType,
    Findings,
    Instrument,
    Name,
    Span,
    Statement,
    Status,
)

SAMPLE = Path(__file__).parents[2] / "data" / "sample"

UNO = EntityId("organization/UNO")
MINISTRY = EntityId("organization/KOR-ministry-of-trade")
KIM = (Name("Kim", "EN-us"), Name("Kim", "no tag"), Name("金", "ko"))


def both(findings: Findings, gazetteer) -> tuple[ArticleEvidence, ArticleEvidence]:
    identifiers = Identifiers()
    (read,) = read_evidence(findings_quads(findings, identifiers), gazetteer, identifiers)
    return findings_evidence(findings, gazetteer, identifiers), read


def entity(name: str, kind: EntityKind, **more) -> Entity:
    return Entity(id=EntityId(name), kind=kind, names=more.pop("names", (Name("A name"),)), **more)


def crowded() -> Findings:
    """An article with twelve reports, namesakes, bodies, places told in every way, and things without a name."""
    story = Story(
        "crowded",
        [f"South Korea met Japan in Tokyo for the {n}th time, officers said." for n in range(12)],
        entities=(
            entity("person/kim-KOR", EntityKind.PERSON, state=KOR, body=MINISTRY, sector="GOV"),
            entity("person/kim", EntityKind.PERSON, names=KIM),
            entity(MINISTRY, EntityKind.GOVERNMENT_BODY, state=KOR, sector="GOV", member_of=(UNO,)),
            entity("group/KOR-officers", EntityKind.GROUP, state=KOR, sector="MIL", same_as=("https://a.example/",)),
            entity("place/jeju-KOR", EntityKind.PLACE, state=KOR, latitude=33.5, longitude=-0.0),
            entity("place/nowhere", EntityKind.PLACE, latitude=1.25),
            entity("group/nameless", EntityKind.GROUP, names=()),
            entity("person/kim", EntityKind.PERSON, names=(Name("Another"),)),
        ),
        published="2025-08-24T23:30:00.250-05:00",
    )
    for n in range(12):
        story.tells(
            list(EventType)[n],
            "met",
            [EntityId("person/kim-KOR"), EntityId("group/KOR-officers"), "officers", "officers"],
            [JPN, EntityId("office/USA-president")],
            passage=n,
            day=f"2025-08-{20 + n % 10}" if n % 3 else "",
            until="2025-09-01" if n % 2 else "",
            status=list(Status)[n % 7],
            place=(TOKYO, BUSAN, JPN, EntityId("place/jeju-KOR"), None)[n % 5],
            issues=(HYDROGEN,) if n % 2 else (),
            said_by=USA if n % 4 == 0 else None,
            mode="visit" if n % 5 == 0 else "",
        )
    story.events[3] = replace(story.events[3], contexts=("military", "economic"), latest="", earliest="2025-08-20")
    story.events[4] = replace(story.events[4], contexts=("military",), earliest="", latest="2025-08-30")
    story.holds(EntityId("person/kim"), office_id("minister", KOR), former=True)
    story.holds(LEE, office_id("president", KOR))
    story.other["instruments"] = tuple(
        Instrument(
            entity=EntityId(f"policy/plan-{n}"),
            kind="Policy",
            label=f"Plan {n}",
            passage=n,
            span=Span(0, 4),
            parties=(KOR,),
            aim="b" * n,
            confidence=1.0,
        )
        for n in range(11)
    )
    story.other["statements"] = (
        Statement(
            speaker=story.party(0, "officers"), passage=0, span=Span(0, 5), paraphrase="South",
            about=(EntityId("place/paris-FRA"),), confidence=0.5,
        ),
    )  # fmt: skip
    findings = story.findings()
    article = replace(findings.document.article, authors=("Ann Example", "Bo Example", "Ann Example"))
    document = replace(findings.document, article=article)
    return replace(findings, document=document, dateline=EntityId("place/oslo-NOR"))


@pytest.mark.parametrize("findings", [summit(), plan(), bare(), crowded()], ids=["summit", "plan", "bare", "crowded"])
def test_findings_by_hand_tell_what_their_graph_tells(findings, gazetteer):
    told, read = both(findings, gazetteer)
    assert told == read


def test_what_is_told_by_the_crowded_article(gazetteer):
    told, _ = both(crowded(), gazetteer)
    assert len(told.accounts) == 12
    assert len(told.namings) == 11
    assert {account.published for account in told.accounts} == {"2025-08-25T04:30:00.250000"}
    assert {"place/oslo-NOR", "place/paris-FRA", "place/jeju-KOR", "place/tokyo-JPN"} <= told.places
    assert EntityId("group/nameless") not in {entity.id for entity in told.entities}


@given(st.text(min_size=1), st.text(), st.text(), st.text())
def test_any_text_is_told_as_it_is_read(gazetteer, sentence, title, publisher, name):
    story = Story("any", [sentence], title=title, publisher=publisher, entities=())
    story.tells(EventType.CONSULT, sentence, [sentence.replace("/", "-"), KOR], [JPN])
    accord = Instrument(
        entity=instrument_id("Agreement", name), kind="Agreement", label=name, passage=0, span=Span(0, 1), aim=title,
        confidence=1.0,
    )  # fmt: skip
    findings = replace(
        story.findings(),
        entities=(entity("person/any", EntityKind.PERSON, names=(Name(name), Name(name, "ko"))),),
        instruments=(accord,),
    )
    told, read = both(findings, gazetteer)
    assert told == read


@pytest.mark.parametrize(
    "published", ["2025-08-24", "2025-08-24T10:00", "2025-08-24T10:00:00Z", "20250824T1000+0900", ""]
)
def test_times_are_told_as_they_are_read(gazetteer, published):
    told, read = both(replace(summit(), document=dated(published)), gazetteer)
    assert told == read


def dated(published: str):
    document = summit().document
    return replace(document, article=Article(text=document.text, published=published))


def test_a_time_that_is_none_is_refused(gazetteer):
    with pytest.raises(BadInput):
        findings_evidence(replace(summit(), document=dated("last week")), gazetteer, Identifiers())


@pytest.mark.slow
def test_real_findings_tell_what_their_graphs_tell():
    from legation import articles, gazetteer  # noqa: PLC0415
    from legation.articles.clean import clean  # noqa: PLC0415
    from legation.extraction import pipeline  # noqa: PLC0415

    known = gazetteer.load()
    documents = [clean(article, known) for article in articles.read(SAMPLE) if isinstance(article, Article)]
    findings = list(pipeline.extract(documents, known))
    assert sum(len(found.events) for found in findings) > 10
    for found in findings:
        told, read = both(found, known)
        assert told == read
