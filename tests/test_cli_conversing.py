"""`legation mcp`, spoken to by the protocol's own client over the standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import CallToolResult
from pyoxigraph import RdfFormat, parse, serialize

from legation.cli.conversing import server
from legation.errors import BadInput
from legation.settings import Settings
from legation.store import open_store
from legation.web.addresses import Addresses
from legation.web.site import Site
from legation.web.tools import MOST, Tools
from small_graph import small_store

COUNT = "SELECT (COUNT(?e) AS ?n) { ?e a <https://w3id.org/legation/ns#Event> }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with the small graph."""
    place = tmp_path_factory.mktemp("conversing") / "store"
    small, store = small_store(), open_store(str(place))
    for name in small.graphs():
        data = serialize(small.quads(name), format=RdfFormat.N_QUADS)
        assert data is not None
        store.replace(name, data)
    store.publish()
    store.close()
    return place


def with_client(folder: Path, talk: Callable[[Client], Awaitable[None]], **settings: str) -> None:
    """Start the command, talk to it, and end it."""
    program = "from legation.cli import main; main()"
    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", program, "mcp", "--store", str(folder)],
        env={**os.environ, **settings},
        cwd=folder.parent,
    )

    async def run() -> None:
        async with Client(started) as client:
            await talk(client)

    with ThreadPoolExecutor(1) as apart:  # the main thread may belong to the loop of a browser
        apart.submit(anyio.run, run).result()


def text(result: CallToolResult) -> str:
    return "".join(getattr(piece, "text", "") for piece in result.content)


def test_a_model_finds_looks_up_and_asks(folder: Path) -> None:
    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "describe", "query"}
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
        assert all(tool.description for tool in tools.values())
        assert "leg:Event" in str(client.instructions)

        found = await client.call_tool("search", {"words": "Han Seoyun", "kind": "Person"})
        first: dict[str, Any] = (found.structured_content or {})["things"][0]
        assert (first["path"], first["what"]) == ("person/han-seo-yun", "Person, South Korea")
        sentences = (await client.call_tool("search", {"words": "hydrogen accord"})).structured_content or {}
        assert sentences["sentences"][0]["article"].startswith("article/")

        for path in (first["path"], "https://legation.example/id/event/0a1b2c3d4e5f6071", "dyad/KOR/JPN"):
            described = await client.call_tool("describe", {"path": path})
            assert not described.is_error
            assert list(parse(text(described), format=RdfFormat.TURTLE))

        rows = await client.call_tool(
            "query", {"sparql": "SELECT (COUNT(?e) AS ?n) { ?e a <https://w3id.org/legation/ns#Event> }"}
        )
        assert text(rows).split() == ["n", "7"]
        ontology = (await client.read_resource("legation://ontology")).contents[0]
        assert "leg:Event a owl:Class" in str(getattr(ontology, "text", ""))

    with_client(folder, talk)


def test_limits_and_faults_are_told(folder: Path) -> None:
    refused = {
        "SELEC": "is not SPARQL",
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }": "SERVICE",
        "INSERT DATA { <x:a> <x:b> 1 }": "SPARQL",
        SLOW: "0.5 seconds",
        "SELECT * { ?a ?b ?c . ?d ?e ?f }": "1,000 rows",
    }

    async def talk(client: Client) -> None:
        for query, why in refused.items():
            answer = await client.call_tool("query", {"sparql": query})
            assert answer.is_error, query
            assert why in text(answer), text(answer)
            assert "Traceback" not in text(answer)
        unknown = await client.call_tool("describe", {"path": "state/XXX"})
        assert unknown.is_error
        assert "state/XXX" in text(unknown)
        long = text(await client.call_tool("query", {"sparql": "SELECT * { ?s ?p ?o } LIMIT 900"}))
        assert len(long) < MOST + 100
        assert "# cut:" in long
        answer = await client.call_tool("query", {"sparql": "ASK {}"})
        assert text(answer).strip() == "true", "one that was ended leaves the others unharmed"

    with_client(folder, talk, LEGATION_QUERY_SECONDS="0.5", LEGATION_QUERY_ROWS="1000")
    store = open_store(str(folder), read_only=True)
    assert store.query("ASK { <x:a> ?p ?o }", accept="text/csv").body() == b"false"
    store.close()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    site = Site(small_store(), Settings(), Addresses(Settings().base))
    with pytest.raises(BadInput, match=r"legation\[mcp\]"):
        server(Tools(site))
