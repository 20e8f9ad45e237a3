"""The commands that read articles, with the language model; and the service beside them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from legation.store import open_store

pytestmark = pytest.mark.slow

RECORDS = [
    {"id": "a", "url": "https://news.example/a", "published": "2025-08-24", "title": "Leaders meet in Tokyo",
     "text": "South Korean President Lee Jae Myung met Japanese Prime Minister Shigeru Ishiba in Tokyo on Sunday."},
    {"id": "b", "url": "https://news.example/b", "published": "2025-08-25",
     "text": "Germany imposed sanctions on Russia on Monday. France will send aid to Ukraine."},
    {"id": "c", "published": "2025-08-26", "text": "Nothing of the kind happened."},
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the records, and a store into which they were ingested."""
    root = tmp_path_factory.mktemp("reading")
    (root / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    ran = legation(root, "ingest", "records.jsonl")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == b""
    return root


def legation(folder: Path, *arguments: str, standard_input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from legation.cli import main; main()", *arguments],
        cwd=folder,
        input=standard_input,
        capture_output=True,
        check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("LEGATION_")},
    )


def stored(folder: Path) -> set[pyoxigraph.Quad]:
    """Both layers, without what ships."""
    store = open_store(str(folder / "var/store"), read_only=True)
    graphs = [g for g in store.graphs() if "/graph/article/" in g or g.endswith("/graph/world")]
    quads = {quad for graph in graphs for quad in store.quads(graph)}
    store.close()
    return quads


def test_extract_prints_the_triples_that_ingest_stores(folder: Path) -> None:
    expected = stored(folder)
    for format_, form in (("trig", RdfFormat.TRIG), ("nquads", RdfFormat.N_QUADS), ("jsonld", RdfFormat.JSON_LD)):
        ran = legation(folder, "extract", "records.jsonl", "--format", format_)
        assert ran.returncode == 0, ran.stderr
        engine = pyoxigraph.Store()
        engine.load(ran.stdout, form)
        assert set(engine) == expected
    turtle = legation(folder, "extract", "records.jsonl", "--format", "turtle").stdout
    assert {q.triple for q in pyoxigraph.parse(turtle, RdfFormat.TURTLE)} == {q.triple for q in expected}


def test_events_come_one_line_for_each_record_in_its_order(folder: Path) -> None:
    ran = legation(folder, "extract", "-", "--format", "events", standard_input=(folder / "records.jsonl").read_bytes())
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c"]
    assert lines[2]["events"] == []
    for record, line in zip(RECORDS, lines, strict=True):
        for event in line["events"]:
            assert set(event) == {"type", "mode", "context", "status", "source", "target", "trigger", "evidence",
                                  "earliest", "latest", "place", "confidence"}  # fmt: skip
            for span in (event["trigger"], event["evidence"], *event["source"], *event["target"]):
                assert record["text"][span["begin"] : span["end"]] == span["text"]
            for actor in (*event["source"], *event["target"]):
                assert set(actor) == {"text", "begin", "end", "code", "sector", "iri"}
                assert actor["iri"] == "" or actor["iri"].startswith("https://legation.example/id/")
    assert "COERCE" in {event["type"] for event in lines[1]["events"]}


def test_files_of_a_folder_that_are_not_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/a.txt").write_text(RECORDS[0]["text"])
    for name in ("README.md", "b.csv", "c.csv", "d.csv"):
        (tmp_path / "desk" / name).write_text("Leaders met.")
    ran = legation(tmp_path, "extract", "--format", "events", "desk")
    assert (ran.returncode, ran.stdout.count(b"\n")) == (0, 1)
    assert b"desk: by their names no articles, so not read: README.md, b.csv, c.csv and 1 more;" in ran.stderr


def test_a_broken_line_is_told_and_the_others_are_read(folder: Path) -> None:
    first, *others = (folder / "records.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "broken.jsonl").write_bytes(first + b"not JSON\n" + b"".join(others))
    ran = legation(folder, "extract", "broken.jsonl", "--format", "events")
    assert ran.returncode == 1
    assert b"broken.jsonl" in ran.stderr
    assert len(ran.stdout.splitlines()) == 3


def test_ingest_tells_what_was_put_aside_by_its_exit_code(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    ran = legation(tmp_path, "ingest", "empty.txt", "binary.txt", "missing.txt", str(folder / "records.jsonl"))
    assert ran.returncode == 1
    assert b"3 written, 0 known, 3 rejected; see var/rejected" in ran.stderr
    assert len(list((tmp_path / "var/rejected").glob("*/reason.txt"))) == 3
    again = legation(tmp_path, "ingest", str(folder / "records.jsonl"))
    assert again.returncode == 0
    assert b"0 written, 3 known" in again.stderr


def test_bad_input_of_every_kind_is_told_and_costs_nothing_else(folder: Path, tmp_path: Path) -> None:
    warc = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html>"
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    bad = {
        "bomb.rss": bomb + b"<rss><channel><item><title>&b;</title></item></channel></rss>",
        "cut.warc": warc,
        "empty.txt": b"",
        "image.txt": b"\x89PNG\r\n\x1a\n" + bytes(2000),
        "encoding.txt": b"\xff\xfeG\x00e\x00r\x00m\x00a\x00n\x00y\x00 \xd8",
        "line.txt": b"Germany imposed sanctions on Russia. " * 140_000,
        "page.html": b"<html><head><title>Nothing</title></head><body><nav><a href='/'>Home</a></nav></body></html>",
        "undated.jsonl": b'{"id": "u", "text": "Germany imposed sanctions on Russia."}\n',
    }
    (tmp_path / "in").mkdir()
    for name, data in bad.items():
        (tmp_path / "in" / name).write_bytes(data)
    first, *others = (folder / "records.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "in" / "z.jsonl").write_bytes(first + b'{"id": "cut off\n' + b"".join(others))
    ran = legation(tmp_path, "ingest", "in")
    err = ran.stderr.decode()
    assert ran.returncode == 1
    assert "Traceback" not in err
    assert "3 written, 0 known, 9 rejected" in err
    for name in (*bad, "z.jsonl:2"):
        assert f"in/{name}" in err
    assert len(list((tmp_path / "var/rejected").iterdir())) == 9


def test_a_deleted_article_is_gone_with_what_only_it_told(folder: Path, tmp_path: Path) -> None:
    legation(tmp_path, "ingest", str(folder / "records.jsonl"))
    before = stored(tmp_path)
    assert legation(tmp_path, "delete", "https://news.example/b").returncode == 0
    after = stored(tmp_path)
    assert after < before
    assert not any("Germany" in str(quad) for quad in after)
    assert legation(tmp_path, "delete", "https://news.example/b").returncode == 2


def test_the_store_conforms_and_the_doctor_is_content(folder: Path) -> None:
    validated = legation(folder, "validate", "--store")
    assert validated.returncode == 0, validated.stdout.decode()
    doctor = legation(folder, "doctor")
    assert doctor.returncode == 0, doctor.stdout.decode()


def test_the_service_answers_and_moves_on_while_others_ingest(folder: Path, tmp_path: Path) -> None:
    legation(tmp_path, "ingest", str(folder / "records.jsonl"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/sparql?query=SELECT%20(COUNT(*)%20AS%20?n)%20%7B%20?s%20?p%20?o%20%7D"

    def count() -> int:
        request = urllib.request.Request(url, headers={"Accept": "text/csv"})
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.read().split()[1])

    arguments = [sys.executable, "-c", "from legation.cli import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(arguments, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            for _ in range(200):
                try:
                    before = count()
                    break
                except OSError:
                    time.sleep(0.1)
            legation(tmp_path, "delete", "https://news.example/b")
            assert count() < before
            busy = legation(tmp_path, "serve", "--port", str(port))
            assert busy.returncode == 1
            assert b"take another with --port" in busy.stderr
        finally:
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=20)
    assert out == b""
    assert err.decode().splitlines() == [f"legation: serving var/store at http://127.0.0.1:{port}/ (Ctrl-C ends it)"]
    assert server.returncode == 0
