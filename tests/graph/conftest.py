"""A gazetteer of a few states and bodies, and the worlds that stories make."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from findings_by_hand import Story
from pyoxigraph import Store

from legation.gazetteer import Gazetteer, Issue, State
from legation.graph.identifiers import Identifiers
from legation.graph.mapping import findings_quads
from legation.graph.vocabulary import LEG, RDF
from legation.graph.world import world_quads
from legation.model import Entity, EntityId, EntityKind, Name

CITY = "key,name,alternates,state,latitude,longitude,geonameid,population,timezone\n"
REGION = "key,name,alternates,states,latitude,longitude,timezone,acts\n"

STATES = {
    "CHN": ("China", "CN", "Chinese"),
    "ISR": ("Israel", "IL", "Israeli"),
    "JPN": ("Japan", "JP", "Japanese"),
    "KOR": ("South Korea", "KR", "South Korean"),
    "RUS": ("Russia", "RU", "Russian"),
    "UKR": ("Ukraine", "UA", "Ukrainian"),
    "USA": ("United States", "US", "American"),
}


def id_(text: str) -> EntityId:
    return EntityId(text)


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder: Path = tmp_path_factory.mktemp("gazetteer")
    (folder / "capitals.csv").write_text(CITY + ",Tokyo,,JPN,35.68,139.69,1,37000000,Asia/Tokyo\n")
    (folder / "places.csv").write_text(CITY + ",Busan,,KOR,35.1,129.04,2,3400000,Asia/Seoul\n")
    (folder / "provinces.csv").write_text(CITY + ",Kansai,,JPN,,,,,\n")
    (folder / "place-names.csv").write_text("thing,language,name\nplace/kansai-JPN,ko,간사이\n")
    (folder / "office-names.csv").write_text("key,owners,language,name\nforeign-minister,,ko,외무장관\n")
    (folder / "regions.csv").write_text(REGION + "yellow-sea,Yellow Sea,,,36.0,123.0,,\n")
    states = [
        Entity(
            id=id_(f"state/{code}"),
            kind=EntityKind.STATE,
            names=(Name(label), *([Name("대한민국", "ko")] if code == "KOR" else [])),
            sector="GOV",
            member_of=(id_("organization/UNO"),),
        )
        for code, (label, _, _) in STATES.items()
    ]
    others = [
        Entity(
            id=id_("organization/UNO"),
            kind=EntityKind.INTERGOVERNMENTAL,
            names=(Name("United Nations"), Name("UN")),
            sector="IGO",
        ),
        Entity(
            id=id_("organization/hezbollah"),
            kind=EntityKind.ARMED_GROUP,
            names=(Name("Hezbollah"),),
            sector="UAF",
        ),
        Entity(
            id=id_("organization/KOR-ministry-of-foreign-affairs"),
            kind=EntityKind.GOVERNMENT_BODY,
            names=(Name("Ministry of Foreign Affairs of South Korea"),),
            state=id_("state/KOR"),
            sector="GOV",
        ),
        Entity(
            id=id_("place/tokyo-JPN"),
            kind=EntityKind.PLACE,
            names=(Name("Tokyo"),),
            state=id_("state/JPN"),
            latitude=35.68,
            longitude=139.69,
            same_as=("https://sws.geonames.org/1/",),
        ),
        Entity(id=id_("issue/energy"), kind=EntityKind.ISSUE, names=(Name("energy"),)),
        Entity(id=id_("issue/hydrogen"), kind=EntityKind.ISSUE, names=(Name("hydrogen"), Name("hydrogen fuel"))),
    ]
    return Gazetteer(
        entities={entity.id: entity for entity in (*states, *others)},
        forms=(),
        states=tuple(
            State(
                entity=id_(f"state/{code}"),
                code=code,
                alpha2=alpha2,
                label=label,
                official="",
                demonym=demonym,
                capital=id_("place/tokyo-JPN") if code == "JPN" else None,
            )
            for code, (label, alpha2, demonym) in STATES.items()
        ),
        offices=(),
        outlets=(),
        issues=(
            Issue(entity=id_("issue/energy"), label="energy"),
            Issue(
                entity=id_("issue/hydrogen"),
                label="hydrogen",
                synonyms=("hydrogen fuel",),
                broader=id_("issue/energy"),
            ),
        ),
        leaders=(),
        folder=folder,
        _forms={},
        _leaders={},
    )


@pytest.fixture(scope="session")
def identifiers() -> Identifiers:
    return Identifiers()


@dataclass(frozen=True)
class Seen:
    """An event of a world, with local names in place of IRIs."""

    label: str
    type: str
    status: str
    days: tuple[str, str]
    reports: int
    articles: int
    score: float
    properties: frozenset[tuple[str, str]]


@pytest.fixture
def world(gazetteer, identifiers):
    """The quads of the world that some stories make."""

    def build(*stories):
        findings = [story.findings() if isinstance(story, Story) else story for story in stories]
        evidence = [quad for each in findings for quad in findings_quads(each, identifiers)]
        return world_quads(evidence, gazetteer, identifiers)

    return build


@pytest.fixture
def events(world):
    """The events of the world that some stories make, by label."""

    def build(*stories):
        store = Store()
        store.extend(world(*stories))
        found = []
        for quad in store.quads_for_pattern(None, RDF.type, LEG.Event):
            about = {
                (q.predicate.value.rpartition("#")[2], q.object.value.removeprefix("https://legation.example/id/"))
                for q in store.quads_for_pattern(quad.subject, None, None)
            }
            one = dict(sorted(about))
            found.append(
                Seen(
                    label=one["label"],
                    type=one["eventType"].rpartition("#")[2],
                    status=one["status"].rpartition("#")[2],
                    days=(one.get("earliest", ""), one.get("latest", "")),
                    reports=len(list(store.quads_for_pattern(None, LEG.reports, quad.subject))),
                    articles=int(one["reportCount"]),
                    score=float(one["mergeScore"]),
                    properties=frozenset(about),
                )
            )
        return sorted(found, key=lambda event: event.label)

    return build
