"""A graph to ask, questions of several lengths, and clients that ask them without a pause, through `wrk`."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from legation.store import open_store

EVENTS = 12_000
WORLD = "https://legation.example/graph/world"
LEG = "https://w3id.org/legation/ns#"
EVENT = "https://legation.example/id/event/"
STATE = "https://legation.example/id/state/"
TYPES = ("CONSULT", "AGREE", "ACCUSE", "SANCTION", "AID", "ASSAULT", "PROTEST")

QUESTIONS = {
    "one event": f"SELECT ?p ?o WHERE {{ <{EVENT}{4711:016x}> ?p ?o }}",
    "events of a pair": f"PREFIX leg: <{LEG}> SELECT ?e ?day WHERE {{ ?e leg:initiator <{STATE}S07> ; "
    f"leg:recipient <{STATE}S11> ; leg:latest ?day }} ORDER BY DESC(?day) LIMIT 10",
    "counts by type": f"PREFIX leg: <{LEG}> SELECT ?type (COUNT(?e) AS ?n) WHERE {{ ?e leg:eventType ?type }} "
    "GROUP BY ?type",
    "counts by month": f"PREFIX leg: <{LEG}> SELECT ?year ?month (COUNT(?e) AS ?n) WHERE {{ ?e leg:latest ?day "
    "BIND(YEAR(?day) AS ?year) BIND(MONTH(?day) AS ?month) } GROUP BY ?year ?month ORDER BY ?year ?month",
}  # fmt: skip
"""What is asked, by its name; the first two take less than a millisecond, the others five or more."""

SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
"""What no store answers in any time."""

ACCEPT = "application/sparql-results+json"


def fill(location: Path, events: int = EVENTS) -> None:
    """Publish a store of events between states, each with seven triples."""
    store = open_store(str(location))
    store.replace(WORLD, b"".join(_event(number) for number in range(events)))
    store.publish()
    store.close()


def _event(number: int) -> bytes:
    subject = f"<{EVENT}{number:016x}>"
    day = f"20{10 + number % 15:02}-{1 + number % 12:02}-{1 + number % 28:02}"
    told = [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"<{LEG}Event>"),
        ("http://www.w3.org/2000/01/rdf-schema#label", f'"Event {number}"@en'),
        (f"{LEG}eventType", f"<https://w3id.org/legation/event-types#{TYPES[number % 7]}>"),
        (f"{LEG}initiator", f"<{STATE}S{number % 90:02}>"),
        (f"{LEG}recipient", f"<{STATE}S{number // 90 % 45:02}>"),
        (f"{LEG}status", f"<{LEG}occurred>"),
        (f"{LEG}latest", f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ]
    return "".join(f"{subject} <{predicate}> {value} <{WORLD}> .\n" for predicate, value in told).encode()


@dataclass(frozen=True, slots=True)
class Load:
    """What some clients met: requests a second, the median and the 99th percentile in milliseconds, and failures."""

    rate: float
    median: float
    high: float
    failures: int


_PARTING = 1.0
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_PERCENTILE = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)\s*$", re.MULTILINE)
_FAILURES = re.compile(
    r"Non-2xx or 3xx responses: (\d+)|Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"
)
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


def there() -> bool:
    """Whether `wrk` is there."""
    return shutil.which("wrk") is not None


def asked(address: str, question: str) -> str:
    """The address of a question."""
    return f"{address}?{urlencode({'query': question})}"


def load(urls: Sequence[str], clients: int, seconds: float) -> Load:
    """Let so many clients ask for some addresses of one server, in turns and without a pause.

    It ends a moment later than they do, for `wrk` leaves their last requests without a reader.
    """
    accept = f'{{Accept = "{ACCEPT}"}}'
    paths = ", ".join(f'"{urlsplit(url)._replace(scheme="", netloc="").geturl()}"' for url in urls)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(
            f"local paths, n = {{{paths}}}, 0\n"
            f'request = function() n = n % #paths + 1; return wrk.format("GET", paths[n], {accept}) end\n'
        )
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds:g}s", "--timeout", "30s", "--latency", "-s", script.name]
        ran = subprocess.run([*command, urls[0]], capture_output=True, text=True, check=True)
    time.sleep(_PARTING)
    return read(ran.stdout)


def read(told: str) -> Load:
    """What `wrk` tells."""
    rate = _RATE.search(told)
    if rate is None:
        raise RuntimeError(f"wrk told no rate: {told}")
    percentiles = {name: float(value) * _UNITS[unit] for name, value, unit in _PERCENTILE.findall(told)}
    failures = sum(int(number) for found in _FAILURES.findall(told) for number in found if number)
    return Load(float(rate[1]), percentiles["50"], percentiles["99"], failures)
