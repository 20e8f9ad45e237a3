"""Corrections over HTTP: made with a token, by JSON or by the plain form; shown on pages; withdrawn again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from legation import gazetteer
from legation.articles.identity import article_id
from legation.graph.identifiers import Identifiers
from legation.ingest.correcting import corrected
from legation.ingest.load import Plan, ingest
from legation.ingest.rejected import Rejected
from legation.settings import Settings
from legation.store import MEMORY, open_store
from legation.store.writing import found, writing
from legation.validation.shapes import check
from legation.web import create_app
from reading_by_hand import BASE, MADE_BY, article, clean, work

TOKEN = {"Authorization": "Bearer secret"}
ARTICLES = [article(1), article(2, "FRA meets KOR.")]
FIRST, SECOND = (f"article/{article_id(one)}/report/0" for one in ARTICLES)
HTML = {"Accept": "text/html"}


EVERYWHERE = pytest.mark.parametrize("service", ["memory", "disk"], indirect=True)


@pytest.fixture
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A service that takes corrections, over a store with two articles."""
    kind = getattr(request, "param", "memory")
    place = MEMORY if kind == "memory" else str(tmp_path / "store")
    audit = tmp_path / "audit.jsonl"
    settings = Settings(store=place, token="anna:secret,ben:other", audit=audit)
    plan = Plan(
        identifiers=Identifiers(BASE),
        gazetteer=gazetteer.load(),
        clean=clean,
        work=work,
        rejected=Rejected(tmp_path / "rejected"),
        made_by=MADE_BY,
    )
    store = open_store(place, settings)
    ingest(ARTICLES, store, plan)
    if kind == "disk":
        store.close()
        found(settings)
        store = open_store(place, settings, read_only=True)
    way = writing(store, settings, check, "legation.cli.writer_process", corrected)
    client = create_app(store, settings, way).test_client()
    yield SimpleNamespace(client=client, audit=audit)
    store.close()


def send(client: FlaskClient, asked: object, **headers: str):
    return client.post("/corrections", json=asked, headers={**TOKEN, **headers})


def statuses(client: FlaskClient) -> list[str]:
    rows = client.get("/queries/analysis/events.csv").text.splitlines()[1:]
    return sorted(re.findall(r"ns#(occurred|planned|denied)", " ".join(rows)))


def event_of(client: FlaskClient, report: str) -> str:
    rows = client.get("/queries/correction/report-event.csv", query_string={"report": BASE + "id/" + report}).text
    return rows.split()[1].removeprefix(f"{BASE}id/")


@EVERYWHERE
def test_a_correction_is_seen_in_the_next_answer_and_withdrawn(service: SimpleNamespace) -> None:
    client = service.client
    event = event_of(client, FIRST)
    before = client.get("/rdf-graph-store", query_string={"graph": f"{BASE}graph/world"}).data
    answer = send(client, {"act": "revise", "report": FIRST, "status": "planned", "why": "they <will>"})
    assert (answer.status_code, answer.content_type) == (201, "application/json")
    (made,) = answer.json["corrections"]
    assert answer.headers["Location"] == made.removeprefix(BASE[:-1])
    assert statuses(client) == ["occurred", "planned"]
    for page in (f"/page/{event}", f"/page/{FIRST.partition('/report')[0]}"):
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", client.get(page).text)).split())
        assert "anna: revised (“meets”). status: was occurred, is planned. they <will>" in text
    assert client.get(made.removeprefix(BASE[:-1]), headers=HTML).status_code == 303
    assert client.get(f"/page/{made.removeprefix(BASE + 'id/')}").status_code == 200
    assert b"leg:Correction" in client.get(f"/data/{made.removeprefix(BASE + 'id/')}.ttl").data
    gone = client.post(
        "/corrections", json={"act": "withdraw", "correction": made}, headers={"Authorization": "Bearer other"}
    )
    assert gone.status_code == 201
    assert client.get("/rdf-graph-store", query_string={"graph": f"{BASE}graph/world"}).data == before
    assert "Withdrawn by ben" in client.get(f"/page/{event}").text


@EVERYWHERE
def test_several_go_in_as_lines_all_or_none(service: SimpleNamespace) -> None:
    client = service.client
    lines = [json.dumps({"act": "reject", "report": report}) for report in (FIRST, SECOND)]
    bad = client.post("/corrections", data="\n".join([*lines, "{"]), content_type="application/jsonl", headers=TOKEN)
    assert bad.status_code == 400
    assert len(statuses(client)) == 2
    good = client.post("/corrections", data="\n".join(lines), content_type="application/jsonl", headers=TOKEN)
    assert len(good.json["corrections"]) == 2
    assert statuses(client) == []
    assert client.post("/corrections", data="\n", content_type="application/jsonl", headers=TOKEN).status_code == 400
    assert client.get(f"/page/{FIRST.partition('/report')[0]}").text.count("marked wrong") == 1


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"act": "reject"}, 400),
        ({"act": "reject", "report": "article/0000000000000000/report/0"}, 404),
        ({"act": "part", "reports": [FIRST, SECOND]}, 409),
        ({"act": "revise", "report": FIRST, "initiators": ["person/nobody"]}, 400),
        ({"act": "withdraw", "correction": "0" * 16}, 404),
        ([], 400),
    ],
)
def test_what_cannot_be_is_a_problem_document(service: SimpleNamespace, asked: object, status: int) -> None:
    answer = send(service.client, asked)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json["detail"]
    assert statuses(service.client) == ["occurred", "occurred"]


def test_nobody_corrects_without_a_token(service: SimpleNamespace) -> None:
    client = service.client
    asked = {"act": "reject", "report": FIRST}
    assert client.post("/corrections", json=asked).status_code == 401
    assert send(client, asked, Authorization="Bearer wrong").status_code == 401
    assert client.post("/corrections", json={**asked, "token": "secret"}).status_code == 401
    assert client.post("/corrections?token=secret", data=asked).status_code == 401
    assert client.post("/corrections", data={**asked, "token": "wrong"}).status_code == 403
    assert client.post("/corrections", data=asked, headers=TOKEN).status_code == 401, "a form needs the token in itself"
    assert client.post("/corrections", data="x", content_type="text/plain", headers=TOKEN).status_code == 415
    assert statuses(client) == ["occurred", "occurred"]


def test_every_attempt_is_noted_and_no_token_is(service: SimpleNamespace) -> None:
    service.client.post("/corrections", data={"act": "reject", "report": FIRST, "token": "secret", "why": "none"})
    service.client.post("/corrections", data={"act": "reject", "report": "x", "token": "secret"})
    service.client.post("/corrections", data={"act": "reject", "report": FIRST, "token": "guess"})
    noted = service.audit.read_text(encoding="utf-8")
    assert [json.loads(line)["status"] for line in noted.splitlines()] == [303, 400, 403]
    assert json.loads(json.loads(noted.splitlines()[0])["begins"])["why"] == "none"
    assert "secret" not in noted
    assert "guess" not in noted


class Form:
    """A form of a page, as a browser without scripts fills and sends it."""

    def __init__(self, client: FlaskClient, address: str, act: str) -> None:
        page = client.get(address)
        assert page.status_code == 200, page.text
        assert "set-cookie" not in {name.lower() for name, _ in page.headers}
        self.client = client
        forms = re.findall(r'<form[^>]*method="post" action="/corrections">(.*?)</form>', page.text, re.DOTALL)
        (self.text,) = (form for form in forms if f'name="act" value="{act}"' in form)
        assert 'type="password" autocomplete="off"' in self.text
        self.fields: dict[str, str | list[str]] = {}
        for tag in re.findall(r"<input[^>]*>", self.text):
            named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            if named.get("type") != "checkbox":
                self.fields[named["name"]] = unescape(named.get("value", ""))
        for name, options in re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', self.text):
            self.fields[name] = re.findall(r"<option selected>(\w+)", options)[0]

    def send(self, **filled: str | list[str]) -> str:
        """Where the answer sends on to."""
        answer = self.client.post("/corrections", data={**self.fields, "token": "secret", **filled}, headers=HTML)
        assert answer.status_code == 303, answer.text
        assert self.client.get(answer.headers["Location"]).status_code == 200
        return str(answer.headers["Location"])


def test_the_form_of_a_report_sends_what_was_changed(service: SimpleNamespace) -> None:
    client = service.client
    event = event_of(client, FIRST)
    page = client.get(f"/page/{event}").text
    assert f'href="/correct?report={FIRST}"' in page
    form = Form(client, f"/correct?report={FIRST}", "revise")
    assert form.fields["initiators"] == "state/JPN"
    made = form.send(status="denied", recipients="state/KOR organization/UNO", why="so the ministry")
    told = client.get(f"/data{made.removeprefix('/page')}.ttl").text
    assert "leg:denied" in told
    assert "organization/UNO" in told
    assert "leg:readType" not in told.split("leg:revises")[1].split(";")[0]
    assert statuses(client) == ["denied", "occurred"]
    withdraw = Form(client, f"/correct?correction={made.removeprefix('/page/')}", "withdraw")
    withdraw.send()
    assert statuses(client) == ["occurred", "occurred"]
    unchanged = client.post("/corrections", data={**form.fields, "token": "secret"}, headers=HTML)
    assert unchanged.status_code == 400
    assert "changes nothing" in unescape(unchanged.text)
    assert unchanged.mimetype == "text/html"


def test_the_forms_of_an_event_join_and_part(service: SimpleNamespace) -> None:
    client = service.client
    first, second = event_of(client, FIRST), event_of(client, SECOND)
    Form(client, f"/correct?event={first}", "join").send(other=f"{BASE}id/{second}")
    joined = event_of(client, FIRST)
    assert joined == event_of(client, SECOND)
    form = Form(client, f"/correct?event={joined}", "part")
    assert form.text.count('type="checkbox"') == 2
    form.send(reports=[SECOND])
    assert event_of(client, FIRST) != event_of(client, SECOND)


def test_a_page_for_nothing_is_refused(service: SimpleNamespace) -> None:
    client = service.client
    for address, status in (
        ("/correct", 400),
        (f"/correct?report={FIRST}&event=event/0", 400),
        ("/correct?report=article/0000000000000000/report/0", 404),
        ("/correct?event=event/0000000000000000", 404),
        ("/correct?person=person/nobody", 404),
    ):
        assert client.get(address).status_code == status, address


def test_where_nobody_writes_no_form_is_shown(client: FlaskClient) -> None:
    assert client.get(f"/correct?report={FIRST}").status_code == 403
    assert client.post("/corrections", json={}).status_code == 403
    page = client.get("/page/event/0a1b2c3d4e5f6071").text
    assert "/correct?" not in page
    assert "joined with other reports as one event" in page
    assert "said to be another person" in client.get("/page/person/han-seo-yun").text


def test_a_person_who_is_another_is_sent_on(client: FlaskClient) -> None:
    for path in ("/page/person/han-seoyun", "/id/person/han-seoyun"):
        answer = client.get(path, headers=HTML)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/page/person/han-seo-yun")


def test_a_correction_that_is_not_found_again_says_so(client: FlaskClient) -> None:
    assert "Not found again" in client.get("/page/article/00000000000000a2").text
    assert "Not found again" not in client.get("/page/article/00000000000000a1").text
