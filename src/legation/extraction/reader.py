"""The built-in reader as an extractor: the first step, which finds everything but what others add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from legation import gazetteer
from legation.extraction import pipeline
from legation.model import Findings
from legation.settings import Settings


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads documents with the rules and the language model that ship with Legation."""

    name: ClassVar[str] = "reader"
    version: ClassVar[str] = "1"
    model: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset()
    adds: ClassVar[frozenset[str]] = frozenset(
        {"passages", "entities", "mentions", "events", "statements", "assessments", "indicators", "tenures"}
        | {"instruments", "publisher", "dateline"}
    )

    def __call__(self, findings: Findings) -> Findings:
        """The findings of one document."""
        (found,) = self.pipe([findings])
        return found

    def pipe(self, findings: Iterable[Findings]) -> Iterator[Findings]:
        """The findings of many documents, in order, which are parsed together."""
        return pipeline.extract((f.document for f in findings), gazetteer.load())


def reader(settings: Settings) -> Reader:
    """The reader; no setting changes it."""
    del settings
    return Reader()
