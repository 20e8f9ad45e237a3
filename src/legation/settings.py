"""What can be set: one frozen value, built from defaults, a file, the environment and flags, in that order."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Self, get_type_hints

from legation.errors import BadInput

FILE = "legation.toml"
"""The settings file that is read from the working folder where none is named."""

PREFIX = "LEGATION_"
"""What each environment variable begins with; the rest is the key in capitals."""

_NOT_KEYS = frozenset({"CONFIG"})
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_BASE = re.compile(_ADDRESS.pattern + "[/#]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default. Times are in seconds, sizes in bytes.

    Raises BadInput when a value is out of its range.
    """

    base: Annotated[str, "What every identifier of the data begins with."] = "https://legation.example/"
    store: Annotated[
        str, "Where the graph is kept: a folder, memory: for a store that is not kept, or the address of a server."
    ] = "var/store"
    checkpoints_kept: Annotated[int, "So many published states stay on disk, for `backup --checkpoint`."] = 1
    store_user: Annotated[str | None, "The user that a server knows us by."] = None
    store_password: Annotated[str | None, "The password of that user."] = field(default=None, repr=False)
    store_token: Annotated[str | None, "The bearer token for a server that wants one."] = field(
        default=None, repr=False
    )
    store_seconds: Annotated[float, "The longest that one request to a server may take."] = 60.0
    rejected: Annotated[Path, "The folder for articles that do not conform to the shapes."] = Path("var/rejected")
    host: Annotated[str, "The address that the service listens on."] = "127.0.0.1"
    port: Annotated[int, "The port that the service listens on."] = 8000
    workers: Annotated[int, "Processes that answer requests."] = 1
    token: Annotated[
        str | None, "The bearer token that writing over HTTP needs, or several as name:token; without it nobody writes."
    ] = field(default=None, repr=False)
    audit: Annotated[Path | None, "The file that tells of each write over HTTP; none for audit.jsonl in the store."] = (
        None
    )
    write_check: Annotated[
        str, "What writing over HTTP must conform to where it touches terms of the ontology: shapes, or none."
    ] = "shapes"
    update_seconds: Annotated[float, "The longest that a write over HTTP may take."] = 60.0
    query_seconds: Annotated[float, "The longest that a query over HTTP may wait and run."] = 10.0
    query_rows: Annotated[int, "The most rows or triples that a query over HTTP may give."] = 1_000_000
    query_bytes: Annotated[int, "The most bytes that a query over HTTP may give."] = 268_435_456
    query_memory: Annotated[int, "The most memory that one reading process may take."] = 2_147_483_648
    concurrent_queries: Annotated[int, "Queries over HTTP that run at one time; each has a process."] = 4
    queued_queries: Annotated[int, "Queries over HTTP that may wait for their turn."] = 64
    kept_bytes: Annotated[
        int, "So many bytes of answers each process keeps, to give them again until something is published."
    ] = 67_108_864
    body_bytes: Annotated[int, "The largest request body that is read."] = 10_485_760
    queries: Annotated[
        Path | None, "A folder of query files of your own, looked at before those that ship; they make panels too."
    ] = None
    dumps: Annotated[Path, "The folder for the files of the whole graph that were asked for."] = Path("var/dumps")
    dumps_kept: Annotated[int, "So many published states keep their files."] = 5
    licence: Annotated[str | None, "The address of the licence that the data is given under."] = None
    default_graph: Annotated[
        str, "What queries over HTTP see that name no graph: union, all graphs; or own, the triples of no graph."
    ] = "union"
    log_level: Annotated[
        str, "The least level that the service logs: debug, info, warning or error; info tells of each request."
    ] = "warning"
    log_format: Annotated[str, "How the service logs: text, or json for a JSON document on each line."] = "text"
    jobs: Annotated[int, "Processes that read articles."] = 1
    runner: Annotated[str, "Where these processes are: local, on this machine; or ray, on a Ray cluster."] = "local"
    ray_address: Annotated[
        str | None, "The address of that cluster; without it that of RAY_ADDRESS, else one is started here."
    ] = None
    batch: Annotated[int, "The most articles that are held back to be written together; fewer at first."] = 384
    extractors: Annotated[str, "What reads articles: names of extractors in their order, with commas between."] = (
        "reader"
    )
    llm_url: Annotated[str | None, "The OpenAI-compatible endpoint that the extractor llm asks, up to /v1."] = None
    llm_model: Annotated[str | None, "The model that it asks there."] = None
    llm_key: Annotated[str | None, "The key that it is asked with."] = field(default=None, repr=False)
    llm_seconds: Annotated[int, "The longest that one answer may take."] = 120
    link_endpoint: Annotated[str, "The SPARQL endpoint that links are looked for at."] = (
        "https://query.wikidata.org/sparql"
    )
    link_cache: Annotated[Path, "The folder for what that endpoint answered."] = Path("var/link/cache")
    link_batch: Annotated[int, "The most names or codes that one request asks for."] = 50
    link_delay: Annotated[float, "The pause between two requests."] = 1.0
    link_seconds: Annotated[int, "The longest that one request may take."] = 60
    link_attempts: Annotated[int, "How often a request is made before it is given up."] = 5
    link_contact: Annotated[str | None, "A mail or web address that each request names; public endpoints want one."] = (
        None
    )

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise BadInput(f"base {self.base!r}", "a base is an http or https address that ends in / or #")
        if not self.store:
            raise BadInput("store ''", "a store has a place", "give a folder, memory:, or an address")
        if (self.store_user is None) != (self.store_password is None):
            raise BadInput("store_user and store_password", "go together", "give both, or neither")
        if not 0 <= self.port <= 65535:
            raise BadInput(f"port {self.port}", "a port is a number from 0 to 65535")
        for key in ("update_seconds", "query_seconds", "query_rows", "query_bytes", "query_memory",
                    "concurrent_queries", "body_bytes", "store_seconds", "jobs", "batch", "workers", "dumps_kept",
                    "checkpoints_kept",
                    "link_batch", "link_seconds", "link_attempts", "llm_seconds"):  # fmt: skip
            if getattr(self, key) <= 0:
                raise BadInput(f"{key} {getattr(self, key)}", "the smallest value is above 0")
        for key in ("queued_queries", "kept_bytes"):
            if getattr(self, key) < 0:
                raise BadInput(f"{key} {getattr(self, key)}", "the smallest value is 0")
        if self.link_delay < 0:
            raise BadInput(f"link_delay {self.link_delay}", "the smallest value is 0")
        if self.link_contact is not None and not self.link_contact.isprintable():
            raise BadInput(f"link_contact {self.link_contact!r}", "a contact is one line of plain text")
        if self.licence is not None and not _ADDRESS.fullmatch(self.licence):
            raise BadInput(f"licence {self.licence!r}", "a licence is named by its http or https address")
        if self.default_graph not in {"union", "own"}:
            raise BadInput(f"default_graph {self.default_graph!r}", "is union or own")
        if self.runner not in {"local", "ray"}:
            raise BadInput(f"runner {self.runner!r}", "is local or ray")
        if self.log_level not in {"debug", "info", "warning", "error"}:
            raise BadInput(f"log_level {self.log_level!r}", "is debug, info, warning or error")
        if self.log_format not in {"text", "json"}:
            raise BadInput(f"log_format {self.log_format!r}", "is text or json")
        if self.write_check not in {"shapes", "none"}:
            raise BadInput(f"write_check {self.write_check!r}", "is shapes or none")
        if self.token is not None:
            self.tokens()

    @property
    def query_folders(self) -> tuple[Path, ...]:
        """The folders of query files besides those that ship."""
        return (self.queries,) if self.queries else ()

    def tokens(self) -> dict[str, str]:
        """Who may write by which token: `token` is one, or several as name:token with commas between.

        Raises BadInput where one is empty or two have one name.
        """
        pairs = [part.strip().rpartition(":") for part in (self.token or "").split(",")]
        if not all(token for _, _, token in pairs):
            raise BadInput("token", "is empty, which would let everybody write", "leave it out to let nobody write")
        named = {name or "token": token for name, _, token in pairs}
        if len(named) < len(pairs):
            raise BadInput("token", "has two tokens of one name", "write name:token, with commas between")
        return named

    @classmethod
    def load(
        cls,
        file: Path | None = None,
        environment: Mapping[str, str] | None = None,
        flags: Mapping[str, object] | None = None,
    ) -> Self:
        """The settings of a TOML file, over them those of the environment, over them the flags that are not None.

        Raises BadInput for a file that cannot be read, an unknown key (naming the nearest known one) and a value of
        the wrong type.
        """
        values: dict[str, Any] = {}
        for key, value in (_from_file(file) if file is not None else {}).items():
            _known(key, f"{file}: {key}")
            values[key] = _typed(key, value, f"{file}: {key}")
        for variable, text in (environment or {}).items():
            name = variable.removeprefix(PREFIX)
            if name != variable and name not in _NOT_KEYS:
                key = name.lower()
                _known(key, variable, PREFIX)
                values[key] = _typed(key, _parsed(key, text), variable)
        for key, value in (flags or {}).items():
            if value is not None:
                _known(key, f"--{key}")
                values[key] = _typed(key, value, f"--{key}")
        return cls(**values)


def _from_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(str(file), "there is no such file", "name the settings file that exists") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(str(file), f"a settings file is TOML in UTF-8: {error}") from error


def _known(key: str, what: str, prefix: str = "") -> None:
    keys = [f.name for f in fields(Settings)]
    if key not in keys:
        nearest = difflib.get_close_matches(key, keys, n=1, cutoff=0.0)[0]
        step = f"the nearest is {prefix + nearest.upper() if prefix else nearest}"
        raise BadInput(what, "there is no such setting", step)


def _kind(key: str) -> Any:
    """The type of a setting, or a union of types."""
    return get_type_hints(Settings)[key]


def _parsed(key: str, text: str) -> object:
    """The text of an environment variable as the number that the key wants; unchanged where it is none."""
    kind = _kind(key)
    try:
        return kind(text) if kind in (int, float) else text
    except ValueError:
        return text


def _typed(key: str, value: object, what: str) -> object:
    """A value of the setting's type, made from one that says the same."""
    kind = _kind(key)
    if kind in (Path, Path | None) and isinstance(value, str):
        return Path(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    wanted = {int: "a whole number", float: "a number", Path: "a path", Path | None: "a path"}.get(kind, "a text")
    raise BadInput(f"{what} = {value!r}", f"{key} is {wanted}")


def described() -> dict[str, str]:
    """What each setting is for, by its key."""
    hints = get_type_hints(Settings, include_extras=True)
    return {f.name: hints[f.name].__metadata__[0] for f in fields(Settings)}
