"""The review file, and the command that writes it and reads it again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from linking_by_hand import Served

from legation.cli import command_line
from legation.errors import BadInput, NotFound
from legation.graph.identifiers import Identifiers
from legation.ingest.load import rebuild
from legation.linking.review import Decision, Row, merged, read, write
from legation.store import open_store
from legation.validation.shapes import check
from small_graph import ID

WD = "http://www.wikidata.org/entity/"
SAME = "<http://www.w3.org/2002/07/owl#sameAs>"
HEAD = "entity,candidate,decision\n"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    rows = (
        Row(entity="e:a", name='A "B", C', candidate="https://kb.example/1", label="x\ny", description="=1+1",
            score=0.81, grounds="same name", decision=Decision.ACCEPT),
        Row(entity="e:b", name="대한민국"),
    )  # fmt: skip
    write(tmp_path / "new" / "review.csv", rows)
    assert read(tmp_path / "new" / "review.csv") == rows
    assert read(tmp_path / "none.csv") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "no column 'candidate'"),
        (HEAD + "e:a,https://kb.example/1,yes\n", "review.csv:2: decision 'yes'"),
        (HEAD + "e:a,Q1,accept\n", "http or https IRI"),
        (HEAD + "e:a,,accept\n", "accepts no candidate"),
        (HEAD + "e:a,https://kb.example/1,accept\ne:a,https://kb.example/2,Accept\n", "two things"),
        ("entity,candidate,score,decision\ne:a,,high,\n", "a score is a number"),
    ],
)
def test_a_row_that_breaks_a_rule_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "review.csv").write_text(text)
    with pytest.raises(BadInput, match=message):
        read(tmp_path / "review.csv")


def test_decisions_outlive_another_round() -> None:
    rejected = Row(entity="e:a", name="A", candidate="https://kb.example/1", score=0.1, decision=Decision.REJECT)
    by_hand = Row(entity="e:a", name="A", candidate="https://kb.example/9", decision=Decision.ACCEPT)
    forgotten = Row(entity="e:a", name="A", candidate="https://kb.example/8")
    again = Row(entity="e:a", name="A", candidate="https://kb.example/1", score=0.7)
    new = Row(entity="e:a", name="A", candidate="https://kb.example/2", score=0.9)
    found = merged([rejected, by_hand, forgotten], [again, new])
    assert [(row.candidate[-1], row.score, row.decision.value) for row in found] == [
        ("2", 0.9, ""),
        ("1", 0.7, "reject"),
        ("9", 0.0, "accept"),
    ]


class Desk:
    """Runs `legation link` on a store, with a review file and a server."""

    def __init__(self, stored: Path, served: Served, folder: Path) -> None:
        self.store = stored
        self.file = folder / "review.csv"
        self.environment = {
            "LEGATION_STORE": str(stored),
            "LEGATION_LINK_ENDPOINT": served.url,
            "LEGATION_LINK_CACHE": str(folder / "cache"),
            "LEGATION_LINK_DELAY": "0",
            "LEGATION_LINK_ATTEMPTS": "1",
        }

    def link(self, *arguments: str) -> Result:
        return CliRunner(env=self.environment).invoke(command_line, ["link", "--review", str(self.file), *arguments])

    def decide(self, entity: str, candidate: str, decision: str) -> None:
        rows = list(csv.DictReader(self.file.read_text(encoding="utf-8").splitlines()))
        for row in rows:
            if row["entity"] == ID + entity and row["candidate"] in (WD + candidate, ""):
                row.update(decision=decision, candidate=WD + candidate if candidate else "")
        with self.file.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def links(self) -> set[str]:
        store = open_store(str(self.store), read_only=True)
        try:
            return {f"{q.subject} {q.predicate} {q.object}" for q in store.quads(Identifiers().links)}
        finally:
            store.close()


@pytest.fixture
def desk(stored: Path, served: Served, tmp_path: Path) -> Desk:
    return Desk(stored, served, tmp_path)


def test_nothing_is_linked_before_somebody_decides(desk: Desk) -> None:
    ran = desk.link()
    assert ran.exit_code == 0, ran.output
    assert "0 linked" in ran.output
    assert desk.links() == set()
    names = {row.name: row for row in reversed(read(desk.file))}
    assert names["Han Seo-yun"].score == 1.0
    assert names["Viktor Orlov"].candidate == ""


def test_what_is_accepted_is_linked_and_not_asked_again(desk: Desk, served: Served) -> None:
    desk.link()
    desk.decide("person/han-seo-yun", "Q9201", "accept")
    desk.decide("person/orlov-viktor", "Q9999", "accept")
    desk.decide("person/sato-akiko", "Q9203", "reject")
    served.queries.clear()
    ran = desk.link("--fresh", "--kind", "persons")
    assert ran.exit_code == 0, ran.output
    assert desk.links() == {
        f"<{ID}person/han-seo-yun> {SAME} <{WD}Q9201>",
        f"<{ID}person/orlov-viktor> {SAME} <{WD}Q9999>",
    }
    assert "2 linked" in ran.output
    (asked,) = served.queries
    assert "Kim Do-yun" in asked
    assert all(name not in asked for name in ("Han Seo-yun", "Orlov", "Sato"))


def test_links_can_be_applied_without_asking_and_taken_back(desk: Desk, served: Served) -> None:
    desk.file.write_text(f"{HEAD}{ID}state/KOR,{WD}Q9001,accept\n{ID}state/ATA,{WD}Q51,accept\n")
    assert "1 linked" in desk.link("--apply").output
    assert desk.links() == {f"<{ID}state/KOR> {SAME} <{WD}Q9001>"}
    desk.file.write_text(HEAD)
    desk.link("--apply")
    assert desk.links() == set()
    assert served.queries == []


def test_a_store_that_is_not_there_is_not_made(desk: Desk, tmp_path: Path) -> None:
    ran = desk.link("--store", str(tmp_path / "none"))
    assert isinstance(ran.exception, NotFound)
    assert not (tmp_path / "none").exists()


def test_links_conform_and_outlive_the_world(desk: Desk) -> None:
    desk.link("--accept", "0.9")
    links = desk.links()
    assert f"<{ID}state/JPN> {SAME} <{WD}Q9002>" in links
    assert check("".join(f"{link} <{Identifiers().links}> .\n" for link in links).encode()).conforms
    from legation import gazetteer  # noqa: PLC0415  a second to load, and only this test needs it

    store = open_store(str(desk.store))
    rebuild(store, Identifiers(), gazetteer.load())
    store.publish()
    store.close()
    assert desk.links() == links


def test_equal_decisions_write_nothing_anew(desk: Desk) -> None:
    desk.link("--accept", "0.9")
    before, written = open_version(desk.store), desk.file.read_bytes()
    desk.link("--accept", "0.9")
    assert open_version(desk.store) == before
    assert desk.file.read_bytes() == written


def test_an_endpoint_that_fails_leaves_what_was_decided(desk: Desk, served: Served) -> None:
    desk.link("--accept", "0.9")
    links, written = desk.links(), desk.file.read_bytes()
    served.failures = [(503, {})]
    ran = desk.link("--fresh")
    assert ran.exit_code != 0
    assert desk.links() == links
    assert desk.file.read_bytes() == written


def open_version(stored: Path) -> str:
    store = open_store(str(stored), read_only=True)
    try:
        return store.version
    finally:
        store.close()
