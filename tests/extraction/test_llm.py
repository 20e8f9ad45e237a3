"""The reader that asks a language model: what it sends, and that it believes nothing the text does not bear out."""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from document_by_hand import document
from legation.errors import BadInput, LegationError
from legation.extraction.extractors import checked as in_order
from legation.extraction.extractors import load, run
from legation.extraction.llm import CONFIDENCE, LanguageModel, checked, llm, schema
from legation.extraction.reader import Reader
from legation.graph.codebook import codebook
from legation.ingest.article import Recipe, ingest_article
from legation.model import (
    Article,
    BlockKind,
    EntityId,
    EventReport,
    EventType,
    Extraction,
    Findings,
    Mention,
    Party,
    Passage,
    Span,
    Status,
)
from legation.settings import Settings
from loopback import serving

FIRST = "Chile condemned Bolivia for closing the border, and Bolivia recalled its envoy."
SECOND = "Iranian farmers prayed for rain, and more rain."
TEXT = f"{FIRST} {SECOND}"
PASSAGES = (
    Passage(number=4, kind=BlockKind.BODY, span=Span(0, len(FIRST))),
    Passage(number=5, kind=BlockKind.BODY, span=Span(len(FIRST) + 1, len(TEXT))),
)


def found(*events: EventReport) -> Findings:
    """What another extractor found: two passages and who is named in them."""
    article = Article(text=TEXT, published="2025-08-01", title="Envoys", url="https://news.example/1")
    at = TEXT.index("Bolivia")
    return Findings(
        document=document(article),
        extraction=Extraction(software="hand 1", model="none", settings="00"),
        passages=PASSAGES,
        mentions=(
            Mention(entity=EntityId("state/CHL"), passage=4, span=Span(0, 5)),
            Mention(entity=EntityId("state/BOL"), passage=4, span=Span(at, at + 7)),
        ),
        events=events,
    )


GOOD = {
    "passage": 4,
    "evidence": "Chile condemned Bolivia for closing the border",
    "trigger": "condemned",
    "type": "ACCUSE",
    "mode": "disapprove",
    "status": "occurred",
    "sources": ["Chile"],
    "targets": ["Bolivia"],
}


def answer(*records: object) -> str:
    return json.dumps({"events": records})


def reply(content: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@dataclass
class Model:
    """A server that gives recorded replies: a status with a body, in their order, then an empty answer."""

    url: str = ""
    replies: list[tuple[int, bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def reader(self, **options: Any) -> LanguageModel:
        return LanguageModel(url=self.url, model="small-7", pause=self.pauses.append, **options)


@pytest.fixture
def model() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            model.keys.append(self.headers["Authorization"])
            status, body = model.replies.pop(0) if model.replies else (200, reply(answer()))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as port:
        model.url = f"http://127.0.0.1:{port}/v1"
        yield model


def test_an_answer_that_the_text_bears_out_is_an_event_with_offsets_of_our_own() -> None:
    (report,) = checked(answer(GOOD), PASSAGES, found()).events
    assert (report.type, report.mode, report.status) == (EventType.ACCUSE, "disapprove", Status.OCCURRED)
    assert (report.passage, report.trigger, report.confidence) == (4, Span(6, 15), CONFIDENCE)
    assert report.sources == (Party(span=Span(0, 5), entity=EntityId("state/CHL"), code="CHL", sector="GOV"),)
    assert report.targets == (Party(span=Span(16, 23), entity=EntityId("state/BOL"), code="BOL", sector="GOV"),)


def test_offsets_in_the_answer_are_not_looked_at() -> None:
    plain = checked(answer(GOOD), PASSAGES, found())
    assert checked(answer({**GOOD, "begin": 3, "end": 9, "confidence": 1.0}), PASSAGES, found()) == plain


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"evidence": "Chile denounced Bolivia"}, "evidence not found once"),
        ({"evidence": ""}, "evidence not found once"),
        ({"evidence": "chile condemned Bolivia"}, "evidence not found once"),
        ({"passage": 5}, "evidence not found once"),
        ({"passage": 5, "evidence": "rain", "trigger": "rain"}, "evidence not found once"),
        ({"passage": 9}, "no such passage"),
        ({"passage": "4"}, "not of the form"),
        ({"passage": True}, "not of the form"),
        ({"trigger": "closing a border"}, "trigger not found once"),
        ({"trigger": "recalled"}, "trigger not found once"),
        ({"trigger": "o"}, "trigger not found once"),
        ({"type": "DENOUNCE"}, "no such type or status"),
        ({"status": "rumoured"}, "no such type or status"),
        ({"mode": "visit"}, "no such mode"),
        ({"sources": ["Peru"]}, "words of a party not found"),
        ({"targets": ["Bol"]}, "words of a party not found"),
        ({"targets": [" "]}, "words of a party not found"),
        ({"sources": []}, "nobody who acts"),
        ({"sources": "Chile"}, "not of the form"),
        ({"targets": [None]}, "not of the form"),
        ({"type": None}, "not of the form"),
    ],
)
def test_what_the_text_does_not_bear_out_is_dropped_and_counted(change: dict[str, object], reason: str) -> None:
    made = checked(answer({**GOOD, **change}, GOOD), PASSAGES, found())
    assert len(made.events) == 1
    ((told, count),) = made.dropped.items()
    assert told.startswith(reason)
    assert count == 1


@pytest.mark.parametrize("text", ["", "I cannot help with that.", "[]", '{"events": {}}', '{"events": ', "null", "7"])
def test_an_answer_of_another_form_gives_nothing(text: str) -> None:
    assert checked(text, PASSAGES, found()).events == ()
    assert sum(checked(text, PASSAGES, found()).dropped.values()) == 1


@pytest.mark.parametrize("record", [None, 1, "x", [], {}])
def test_a_record_of_another_form_gives_nothing(record: object) -> None:
    assert checked(answer(record), PASSAGES, found()).dropped == {"not of the form that was asked for": 1}


def test_words_that_name_nobody_known_are_a_party_without_identity() -> None:
    record = {**GOOD, "evidence": "Bolivia recalled its envoy", "trigger": "recalled", "sources": ["its envoy"]}
    (report,) = checked(answer(record), PASSAGES, found()).events
    assert report.sources[0].entity is None
    assert report.sources[0].span.of(TEXT) == "its envoy"


def test_the_model_gets_the_passages_the_codebook_and_the_schema(model: Model) -> None:
    model.replies = [(200, reply(answer(GOOD)))]
    made = model.reader(key="secret")(found())
    assert [e.trigger for e in made.events] == [Span(6, 15)]
    (asked,) = model.asked
    system, user = asked["messages"]
    assert all(f"{entry.type.value}: {entry.definition}" in system["content"] for entry in codebook())
    assert json.loads(user["content"]) == [{"passage": 4, "text": FIRST}, {"passage": 5, "text": SECOND}]
    assert asked["response_format"]["json_schema"]["schema"] == schema()
    assert (asked["model"], asked["temperature"]) == ("small-7", 0)
    assert model.keys == ["Bearer secret"]


def test_long_articles_go_in_several_requests(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.extraction.llm.PAGE", 60)
    model.reader()(found())
    assert [len(json.loads(asked["messages"][1]["content"])) for asked in model.asked] == [1, 1]


def test_nothing_is_asked_of_a_text_without_passages(model: Model) -> None:
    model.reader()(replace(found(), passages=()))
    assert model.asked == []


def test_what_was_found_before_is_not_found_again(model: Model) -> None:
    (report,) = checked(answer(GOOD), PASSAGES, found()).events
    model.replies = [(200, reply(answer(GOOD)))]
    assert model.reader()(found(report)).events == (report,)
    model.replies = [(200, reply(answer(GOOD, GOOD)))]
    assert len(model.reader()(found()).events) == 1


def test_what_was_dropped_is_told(model: Model, caplog: pytest.LogCaptureFixture) -> None:
    model.replies = [(200, reply(answer({**GOOD, "passage": 9}, {**GOOD, "sources": ["Peru"]}, GOOD)))]
    with caplog.at_level(logging.WARNING):
        assert len(model.reader()(found()).events) == 1
    (line,) = caplog.messages
    assert "2 answers of small-7 dropped: no such passage (1), words of a party not found in the passage (1)" in line


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"choices": []}', reply(None), reply([1])])
def test_a_reply_that_is_none_is_counted(model: Model, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    model.replies = [(200, body)]
    assert model.reader()(found()).events == ()
    assert "not the JSON that was asked for (1)" in caplog.text


def test_a_busy_endpoint_is_asked_again(model: Model) -> None:
    model.replies = [(429, b""), (503, b""), (200, reply(answer(GOOD)))]
    assert len(model.reader()(found()).events) == 1
    assert model.pauses == [2.0, 4.0]


@pytest.mark.parametrize("status", [302, 400, 401, 404])
def test_a_refusal_ends_the_reading(model: Model, status: int) -> None:
    model.replies = [(status, b"")]
    with pytest.raises(LegationError, match=f"refuses: HTTP {status}"):
        model.reader()(found())
    assert len(model.asked) == 1


def test_nobody_there_ends_the_reading(model: Model) -> None:
    with pytest.raises(LegationError, match="no answer after 2 attempts"):
        replace(model.reader(attempts=2), url="http://127.0.0.1:1")(found())


def test_settings_say_whom_to_ask() -> None:
    settings = Settings(extractors="reader, llm", llm_url="https://models.example/v1", llm_model="m", llm_key="secret")
    reader, asking = load(settings)
    assert reader == Reader()
    assert asking == llm(settings) == pickle.loads(pickle.dumps(asking))
    assert "secret" not in repr(asking) + repr(settings)
    with pytest.raises(BadInput, match="set llm_url and llm_model"):
        load(Settings(extractors="reader, llm"))


@pytest.mark.parametrize("url", ["ftp://models.example", "models.example/v1", "http://models.example/v1", "http://"])
def test_a_key_goes_nowhere_in_the_clear(url: str) -> None:
    with pytest.raises(BadInput, match="llm_url"):
        LanguageModel(url=url, model="m", key="secret")


def test_a_key_is_one_line_and_is_not_told() -> None:
    with pytest.raises(BadInput, match="one line") as error:
        LanguageModel(url="https://models.example/v1", model="m", key="secret\n")
    assert "secret" not in str(error.value)


def test_the_graph_marks_what_the_model_found_and_conforms(model: Model) -> None:
    class Hand(Reader):
        adds = frozenset({"passages", "mentions"})

        def pipe(self, findings: Any) -> Iterator[Findings]:
            return (found() for _ in findings)

    model.replies = [(200, reply(answer(GOOD)))]
    (made,) = run(in_order([Hand(), model.reader()]), [found().document])
    built = ingest_article(made, Recipe())
    assert built.report.conforms, built.report.violations
    assert b'/extraction/llm> <https://w3id.org/legation/ns#model> "small-7"' in built.nquads
    assert b"/report/0> <https://w3id.org/legation/ns#extraction> <" in built.nquads
