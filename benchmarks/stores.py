"""How long twelve queries of the pages take, of several stores that hold the same graph.

    python benchmarks/stores.py [QUADS...] [--rounds 7] [--limit 30] [--rdflib 1500000] [--folder FOLDER]

The graphs are those of `make_graph.py`, of 1 and 10 million quads. The queries are files below `queries/` as they
stand, with their parameters bound as the service binds them: to the state and to the pair that most is told of, to an
event, and to words of a name. The contestants:

- process: the store of Legation, open in the process that asks;
- readers: the same through the processes that answer for the service, under its limits;
- oxigraph: `oxigraph serve-read-only` over the same files, over HTTP;
- virtuoso: Virtuoso after its own bulk load, over HTTP;
- rdflib: a `Dataset` in memory, where the graph has no more quads than `--rdflib` says.

Round by round they are asked in turn, in alternating order; medians count, in milliseconds. One table tells the time of
the core that all processes of a contestant took, which other work on the machine changes little; the other one the
time on the clock until the answer was there. Each answer is first seen to have the rows of the one of `process`. What
takes longer than the limit, in seconds, is ended and not asked again. Memory is that of the processes after the
queries (shared pages in parts), without the cache of the system. The exit code is 1 where the readers give another
answer.

It needs `oxigraph` (PyPI) and Virtuoso (Debian's `virtuoso-opensource`) and goes without either where it is missing.
With `--folder` the graphs and stores stay there, and are taken from there the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import rdflib
from apart import MEGABYTE, core_of, held
from make_graph import write
from newsroom import states
from services import VIRTUOSO, Running, free_port, running, virtuoso

from legation.graph.identifiers import Identifiers
from legation.model import EntityId
from legation.queries import Query
from legation.settings import Settings
from legation.store import backups, open_store
from legation.store.checkpoints import Folder
from legation.store.products import PRODUCTS

JSON = "application/sparql-results+json"
SEED = 1
QUERIES = (
    "entity/facts", "entity/events", "entity/relations", "entity/statements", "entity/articles", "entity/event-reports",
    "dyad/events", "dyad/balance", "dyad/sources",
    "analysis/latest-events", "analysis/events-by-type-and-month", "search/labels",
)  # fmt: skip
"""What pages ask for most, and what is heaviest of it."""

ENOUGH = 20.0
"""Seconds after which a query is not asked again of a contestant."""

Rows = list[tuple[tuple[str, ...], ...]]
Times = dict[str, list[float]]
Ask = Callable[[str], bytes]


class Refused(Exception):
    """A store says that it cannot answer a query."""


@dataclass(slots=True)
class Contestant:
    """A store that is opened when it is first asked, and after a query was ended that took too long."""

    name: str
    opened: Callable[[], AbstractContextManager[tuple[Ask, int]]]
    memory: int = 0
    wall: Times = field(default_factory=dict)
    core: Times = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    """Why there is no time, by query: the limit, an answer that differs, a refusal."""
    _asking: tuple[Ask, int] | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    def process(self) -> int:
        """The process that answers, with those that it starts."""
        if self._asking is None:
            self._asking = self._open.enter_context(self.opened())
        return self._asking[1]

    def ask(self, text: str) -> bytes:
        """The answer in JSON. Raises Refused, and TimeoutError after the limit."""
        self.process()
        assert self._asking
        try:
            return self._asking[0](text)
        except TimeoutError:
            self.close()
            raise

    def weigh(self) -> None:
        """Note how much memory it holds now, if that is more than before."""
        if self._asking is not None:
            self.memory = max(self.memory, held(self._asking[1]))

    def close(self) -> None:
        """End whatever answers."""
        self.weigh()
        self._asking = None
        self._open.close()

    def rows(self, query: str, text: str) -> Rows | None:
        """The rows of its answer; None where there is none, with the reason noted."""
        try:
            return rows(self.ask(text))
        except (TimeoutError, Refused) as error:
            self.said[query] = str(error)
            return None

    def take(self, query: str, text: str) -> None:
        """Ask once more, and note the times."""
        process = self.process()
        core, wall = core_of(process), time.perf_counter()
        if self.rows(query, text) is not None:
            self.wall.setdefault(query, []).append(time.perf_counter() - wall)
            self.core.setdefault(query, []).append(core_of(process) - core)


# --- the graph and its stores


@dataclass(frozen=True, slots=True)
class Held:
    """A graph in a file, and the folders of its stores."""

    quads: int
    folder: Path

    @property
    def name(self) -> str:
        """What its files are called by."""
        return f"{self.quads // 1_000_000}m" if self.quads % 1_000_000 == 0 else str(self.quads)

    @property
    def graph(self) -> Path:
        """Its N-Quads, made where they are not there."""
        path = self.folder / f"graph-{self.name}.nq"
        if not path.exists():
            draft = path.with_suffix(".part")
            with draft.open("wb") as file:
                write(file, 0, SEED, self.quads, world=True)
            draft.rename(path)
        return path

    @property
    def store(self) -> Path:
        """The store of Legation with the graph, made by `legation restore` where it is not there."""
        path = self.folder / f"store-{self.name}"
        if not path.exists():
            draft = path.with_suffix(".part")
            shutil.rmtree(draft, ignore_errors=True)
            backups.restore(self.graph, draft)
            draft.rename(path)
        return path

    @property
    def virtuoso(self) -> Path:
        """The folder of Virtuoso with the graph, loaded by its own loader where it is not there."""
        path = self.folder / f"virtuoso-{self.name}"
        if not path.exists():
            draft = path.with_suffix(".part")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            with loaded(draft, self.graph.parent) as (_, sql):
                told = f"ld_dir('{self.graph.parent}', '{self.graph.name}', 'urn:none'); rdf_loader_run(); checkpoint;"
                wrong = "SELECT ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL;"
                said = subprocess.run(
                    [_isql(), f"127.0.0.1:{sql}", "dba", "dba", f"exec={told} {wrong}"],
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                if "0 Rows." not in said.stdout.rpartition("ll_error")[2]:
                    raise RuntimeError(f"Virtuoso did not load the graph: {said.stdout} {said.stderr}")
            draft.rename(path)
        return path


def _isql() -> str:
    return shutil.which("isql-vt") or "isql-v"


# --- those that answer


@contextmanager
def in_process(opener: Callable[..., Ask], place: Path, limit: float) -> Iterator[tuple[Ask, int]]:
    """A store that is open in a process which is ended at the limit."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_answer, args=(there, opener, place, limit), daemon=True)
    process.start()
    there.close()

    def ask(text: str) -> bytes:
        here.send(text)
        if not here.poll(limit + 1):
            raise TimeoutError(f"> {limit:g} s")
        outcome: bytes | Exception = here.recv()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    try:
        here.recv()
        assert process.pid
        yield ask, process.pid
    finally:
        process.kill()
        process.join()


def _answer(peer: Connection, opener: Callable[..., Ask], place: Path, limit: float) -> None:
    # As the servers, so that the system gives all the same share of the core.
    os.setsid()
    ask = opener(place, limit)
    peer.send(b"open")
    while True:
        try:
            text = peer.recv()
        except EOFError:
            return
        try:
            peer.send(ask(text))
        except (_Alarm, TimeoutError):
            peer.send(TimeoutError(f"> {limit:g} s"))
        except Exception as error:
            peer.send(Refused(f"{type(error).__name__}: {error}"))


def open_plainly(place: Path, _: float) -> Ask:
    """The store of Legation, as whoever has it in their own process uses it."""
    store = open_store(str(place), read_only=True)
    return lambda text: store.query(text, accept=JSON).body()


def open_readers(place: Path, limit: float) -> Ask:
    """The store of Legation, as the service uses it."""
    store = open_store(str(place), Settings(query_seconds=limit), read_only=True, limited=True)
    return lambda text: store.query(text, accept=JSON).body()


class _Alarm(BaseException):
    """The limit is reached, in what else would catch it."""


def open_rdflib(place: Path, limit: float) -> Ask:
    """A Dataset of rdflib in memory, from the file of the graph."""

    def end(*_: object) -> NoReturn:
        raise _Alarm

    signal.signal(signal.SIGALRM, end)
    rdflib.NORMALIZE_LITERALS = False
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(place, format="nquads")

    def ask(text: str) -> bytes:
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            answer = dataset.query(text).serialize(format="json")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        assert answer is not None
        return answer

    return ask


@contextmanager
def oxigraph(checkpoint: Path, limit: float) -> Iterator[tuple[Ask, int]]:
    """Oxigraph's own server over the files of a published state."""
    port = free_port()
    program = str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve-read-only", "--location", str(checkpoint), "--union-default-graph"]
    with running([*command, "--bind", f"127.0.0.1:{port}"], port) as it:
        yield _asking(f"{it.address}query", limit), it.process.pid


@contextmanager
def loaded(folder: Path, allowed: Path) -> Iterator[tuple[Running, int]]:
    """Virtuoso with two gigabytes of memory, as its manual has it, and its port for SQL; shut down, not killed."""
    with virtuoso(folder, buffers=(170_000, 130_000), extend=2_000, allowed=allowed) as (it, sql):
        yield it, sql
        subprocess.run([_isql(), f"127.0.0.1:{sql}", "dba", "dba", "exec=shutdown;"], capture_output=True, check=False)
        it.process.wait()


@contextmanager
def virtuoso_over_http(folder: Path, limit: float) -> Iterator[tuple[Ask, int]]:
    """Virtuoso with a graph that it has loaded, without the graphs of its own."""
    with loaded(folder, folder) as (it, _):
        ask = _asking(f"{it.address}sparql", limit)
        yield lambda text: ask(PRODUCTS["virtuoso"].preamble + text), it.process.pid


def _asking(address: str, limit: float) -> Ask:
    def ask(text: str) -> bytes:
        body = urlencode({"query": text}).encode()
        try:
            with urlopen(Request(address, body, {"Accept": JSON}), timeout=limit) as answer:  # noqa: S310  our servers
                read: bytes = answer.read()
                return read
        except TimeoutError:
            raise TimeoutError(f"> {limit:g} s") from None
        except HTTPError as error:
            raise Refused(f"{error.code}: {error.read().decode(errors='replace')[:200]}") from error

    return ask


def contestants(graph: Held, limit: float, most: int) -> list[Contestant]:
    """All that can be asked here about a graph."""
    store = graph.store
    checkpoint = store / "checkpoints" / str(Folder(store).current())
    found = [
        Contestant("process", lambda: in_process(open_plainly, store, limit)),
        Contestant("readers", lambda: in_process(open_readers, store, limit)),
    ]
    if Path(sys.executable).with_name("oxigraph").is_file():
        found.append(Contestant("oxigraph", lambda: oxigraph(checkpoint, limit)))
    else:
        print("oxigraph (pip install oxigraph) is missing; it was not asked", file=sys.stderr)
    if shutil.which(VIRTUOSO):
        folder = graph.virtuoso
        found.append(Contestant("virtuoso", lambda: virtuoso_over_http(folder, limit)))
    else:
        print("Virtuoso (apt-get install virtuoso-opensource) is missing; it was not asked", file=sys.stderr)
    if graph.quads <= most:
        file = graph.graph
        found.append(Contestant("rdflib", lambda: in_process(open_rdflib, file, limit)))
    return found


# --- what is asked, and whether the answers are the same


def questions(ask: Ask) -> dict[str, str]:
    """The text of each query, by its name."""
    identifiers = Identifiers()
    first, second = (identifiers.iri(EntityId(f"state/{state.code}")) for state in states()[:2])

    def text(name: str, **given: str) -> str:
        query = Query.load(name)
        return query.bind(**{p.name: given[p.name] for p in query.parameters})

    told = json.loads(ask(text("entity/events", entity=first)))["results"]["bindings"]
    event = max(told, key=lambda row: (int(row["reports"]["value"]), row["event"]["value"]))["event"]["value"]
    words = states()[0].capital
    return {
        name: text(name, entity=event if name == "entity/event-reports" else first, first=first, second=second,
                   words=words)
        for name in QUERIES
    }  # fmt: skip


def rows(answer: bytes) -> Rows:
    """The rows of an answer in any order, numbers by their value: stores write them each in their own way."""
    told = json.loads(answer)
    names = told["head"]["vars"]
    return sorted(tuple(_value(row[n]) if n in row else () for n in names) for row in told["results"]["bindings"])


def _value(term: dict[str, str]) -> tuple[str, ...]:
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return "iri", value
    if "datatype" in term:
        with suppress(InvalidOperation):
            return "number", f"{Decimal(value):.6f}"
    return "text", value, term.get("xml:lang", "")


def compare(asked: list[Contestant], rounds: int) -> dict[str, str]:
    """Ask all, round by round. Returns how many rows each answer has, or why there is none."""
    texts = questions(asked[0].ask)
    counts: dict[str, str] = {}
    for name, text in texts.items():
        right: Rows | None = None
        spent: dict[str, float] = {}
        for one in asked:
            begun = time.perf_counter()
            found = one.rows(name, text)
            spent[one.name] = time.perf_counter() - begun
            if one is asked[0]:
                right = found
                counts[name] = "" if found is None else str(len(found))
            elif found is not None and right is not None and found != right:
                one.said[name] = f"another answer: {len(found)} rows"
            told = one.said.get(name, f"{spent[one.name] * 1000:,.0f} ms the first time")
            print(f"{name}: {one.name} {told}", file=sys.stderr, flush=True)
        for number in range(rounds):
            for one in asked if number % 2 else reversed(asked):
                if name not in one.said and (not number or spent[one.name] < ENOUGH):
                    begun = time.perf_counter()
                    one.take(name, text)
                    spent[one.name] += time.perf_counter() - begun
    for one in asked:
        one.weigh()
    return counts


# --- the tables


def table(asked: list[Contestant], counts: dict[str, str], of: Callable[[Contestant], Times]) -> Iterable[str]:
    """The lines of a table of times, with the ratio to the first contestant."""
    yield "| query | rows |" + "".join(f" {one.name} |" for one in asked)
    yield "|---|---|" + "---|" * len(asked)
    for name, count in counts.items():
        yield f"| {name} | {count} |" + "".join(f" {_cell(one, asked[0], name, of)} |" for one in asked)


def _cell(one: Contestant, first: Contestant, name: str, of: Callable[[Contestant], Times]) -> str:
    if name in one.said:
        return one.said[name].split(":")[0]
    mine = 1000 * statistics.median(of(one)[name])
    if one is first or name in first.said:
        return f"{mine:,.1f}"
    return f"{mine:,.1f} ({mine / statistics.median(of(first)[name]) / 1000:.2g}x)"


def main(arguments: Iterable[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quads", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, default=30.0)
    parser.add_argument("--rdflib", type=int, default=1_500_000, help="the most quads that rdflib is given")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(list(arguments))
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="legation-") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for number in options.quads:
            asked = contestants(Held(number, folder), options.limit, options.rdflib)
            try:
                counts = compare(asked, options.rounds)
            finally:
                for one in asked:
                    one.close()
            print(f"\nAt least {number:,} quads of articles; medians of {options.rounds} rounds, "
                  f"load of the machine {os.getloadavg()[0]:.1f}")  # fmt: skip
            for title, of in (("of the core", lambda one: one.core), ("on the clock", lambda one: one.wall)):
                print(f"\nTime {title}, ms\n", *table(asked, counts, of), sep="\n")
            print("\nMemory, MB\n\n|" + "".join(f" {one.name} |" for one in asked) + "\n|" + "---|" * len(asked))
            print("|" + "".join(f" {one.memory / MEGABYTE:,.0f} |" for one in asked), flush=True)
            for one in asked:
                for name, told in one.said.items():
                    print(f"{one.name}, {name}: {told}", file=sys.stderr)
                    wrong += one.name == "readers" and told.startswith("another")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
