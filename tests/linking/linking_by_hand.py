"""What a test sees of the server and of the pauses between requests."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Served:
    """The address of the server, the queries and headers that it was sent, and what it is to answer instead."""

    url: str = ""
    queries: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    failures: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    body: bytes | None = None


@dataclass
class Pauses:
    """The pauses that an endpoint made."""

    made: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.made.append(seconds)
