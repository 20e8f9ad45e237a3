"""Metrics and the log of requests: what is counted, by which names, and by several processes together."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_families
from prometheus_client.parser import text_string_to_metric_families

from legation.cli.logs import JsonLines
from legation.errors import StoreUnavailable
from legation.settings import Settings
from legation.store import Store
from legation.web import create_app, observing


@pytest.fixture
def own(store: Store) -> FlaskClient:
    """A service that nobody else asks."""
    return create_app(store, Settings()).test_client()


def samples(client: FlaskClient, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one metric by the values of their labels."""
    text = client.get("/metrics").text
    return {
        tuple(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


def test_requests_are_counted_by_route_not_by_address(own: FlaskClient) -> None:
    for path in ("/id/state/KOR", "/id/state/JPN", "/id/state/XXX", "/nothing/here", "/nothing/there"):
        own.get(path, headers={"Accept": "text/html"}, buffered=True)
    own.open("/", method="BREW", buffered=True)
    counted = samples(own, "legation_http_requests_total")
    assert counted["GET", "/id/<path:path>", "303"] == 2
    assert counted["GET", "/id/<path:path>", "404"] == 1
    assert counted["GET", "none", "404"] == 2
    assert counted["other", "none", "405"] == 1
    assert samples(own, "legation_http_request_seconds_count")["/id/<path:path>",] == 3


def test_a_stream_is_counted_when_it_is_sent(own: FlaskClient) -> None:
    answer = own.get("/export/all.nq")
    assert not samples(own, "legation_http_request_seconds_count").get(("/export/all.<suffix>",))
    answer.close()
    assert samples(own, "legation_http_request_seconds_count")["/export/all.<suffix>",] == 1


def test_the_store_is_told_of(own: FlaskClient, store: Store) -> None:
    assert samples(own, "legation_store_up") == {(): 1}
    assert samples(own, "legation_store_info") == {(store.version,): 1}
    assert samples(own, "process_resident_memory_bytes")


def test_a_store_that_fails_is_down() -> None:
    class Broken:
        @property
        def version(self) -> str:
            raise StoreUnavailable("gone")

    client = create_app(Broken(), Settings()).test_client()  # type: ignore[arg-type]
    assert samples(client, "legation_store_up") == {(): 0}
    assert not samples(client, "legation_store_info")


def test_the_newer_format_is_given_to_who_asks(own: FlaskClient) -> None:
    answer = own.get("/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0"})
    assert answer.content_type.startswith("application/openmetrics-text")
    assert {family.name for family in open_families(answer.text)} > {"legation_http_requests", "legation_store_up"}


def test_a_line_tells_of_each_request(own: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, observing.LOG):
        own.get("/search?q=secret%20words", buffered=True)
        own.get("/page/a%0ab%00", buffered=True)
    first, second = caplog.records
    line = json.loads(JsonLines().format(first))
    assert (line["method"], line["path"], line["route"], line["status"]) == ("GET", "/search", "/search", 200)
    assert (line["level"], line["logger"]) == ("info", observing.LOG)
    assert line["time"].endswith("+00:00")
    assert 0 <= line["seconds"] < 60
    assert "secret" not in json.dumps(line), "what people look for is not kept"
    assert second.getMessage().isprintable()
    assert second.getMessage().startswith("GET /page/a%0Ab%00 404 ")


def test_an_error_is_one_line_with_its_trace() -> None:
    try:
        raise ValueError("of\nlines")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "it %s", ("failed",), sys.exc_info())
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "ValueError: of\nlines" in json.loads(line)["error"]
    assert json.loads(line)["message"] == "it failed"


def test_processes_count_together(tmp_path: Path) -> None:
    program = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from legation.settings import Settings
from legation.web import create_app
from small_graph import small_store
client = create_app(small_store(), Settings()).test_client()
for _ in range(int(sys.argv[1])):
    client.get("/id/state/KOR", buffered=True)
print(client.get("/metrics").text)
"""
    told = ""
    for times in ("2", "3"):
        ran = subprocess.run(
            [sys.executable, "-c", program, times],
            env={**os.environ, observing.SHARED: str(tmp_path)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = ran.stdout
    counted = {
        tuple(sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
        if sample.name == "legation_http_requests_total"
    }
    assert counted[("method", "GET"), ("route", "/id/<path:path>"), ("status", "303")] == 5
