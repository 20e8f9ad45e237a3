"""The command that serves a language model by the Model Context Protocol."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from legation.cli import with_settings
from legation.errors import BadInput, LegationError
from legation.resources import directory
from legation.settings import Settings
from legation.store import open_store
from legation.web.addresses import Addresses
from legation.web.site import Site
from legation.web.tools import GUIDE, Tools

if TYPE_CHECKING:
    from mcp.server import MCPServer

ONTOLOGY = "legation://ontology"
"""The resource that is the ontology."""

_P = ParamSpec("_P")
_R = TypeVar("_R")


@click.command()
@with_settings("store", "base")
def mcp(settings: Settings) -> None:
    """Let a language model search, look up and ask the store, by the Model Context Protocol.

    It speaks over the standard input and output, reads what is published, and keeps the limits of the service. It
    needs the extra mcp.
    """
    store = open_store(settings.store, settings, read_only=True, limited=True)
    try:
        server(Tools(Site(store, settings, Addresses(settings.base)))).run("stdio")
    finally:
        store.close()


def server(tools: Tools) -> MCPServer:
    """The server of some tools. Raises BadInput where the extra is not installed."""
    try:
        from mcp.server import MCPServer  # noqa: PLC0415  an extra
        from mcp.types import ToolAnnotations  # noqa: PLC0415
    except ImportError as error:
        raise BadInput("legation mcp", "needs the package mcp", "pip install 'legation[mcp]'") from error
    served = MCPServer(
        "legation", title="Legation", instructions=GUIDE, version=version("legation"), log_level="WARNING"
    )
    hints = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for tool in (tools.search, tools.describe, tools.query):
        served.add_tool(_told(tool), annotations=hints)
    served.resource(ONTOLOGY, name="ontology", title="The ontology", mime_type="text/turtle")(_ontology)
    return served


def _told(tool: Callable[_P, _R]) -> Callable[_P, _R]:
    """A tool whose errors are told to the model, which can then ask otherwise."""
    from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415  an extra

    @wraps(tool)
    def run(*arguments: _P.args, **named: _P.kwargs) -> _R:
        try:
            return tool(*arguments, **named)
        except LegationError as error:
            raise ToolError(str(error)) from error

    return run


def _ontology() -> str:
    return (directory("ontology") / "core.ttl").read_text(encoding="utf-8")
