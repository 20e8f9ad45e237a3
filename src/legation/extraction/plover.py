"""Findings as PLOVER event records: what `extract --format events` prints."""

from __future__ import annotations

from typing import Any

from legation.extraction.events.acts import FRIENDLY, HOSTILE
from legation.model import EventReport, EventType, Findings, Party, Span, Status

_INTENDED = frozenset({Status.PLANNED, Status.PLEDGED})
_UNTOLD = frozenset({Status.HYPOTHETICAL, Status.PROPOSED, Status.DENIED})


def coded(report: EventReport) -> EventType | None:
    """The type under which PLOVER's codebook files a report, None where it files nothing.

    The codebook codes what is said as well as what is done: an intention to cooperate is AGREE, an intention to harm
    THREATEN; what is merely imagined, wished or denied is no event.
    """
    if report.status in _INTENDED:
        if report.type in FRIENDLY:
            return EventType.AGREE
        if report.type in HOSTILE:
            return EventType.THREATEN
    if report.status in _UNTOLD:
        return None
    return report.type


STANDS_BEHIND = 0.7
"""The confidence from which the coder stands behind a report. What is told in passing, with a party unknown, is less
sure; the graph keeps it with its confidence."""


def event_record(findings: Findings, least: float = STANDS_BEHIND) -> dict[str, Any]:
    """One line of the output: the record's id and its events of at least a confidence of `least`.

    Offsets count characters of the article's text.
    """
    text = findings.document.text
    passages = {p.number: p.span for p in findings.passages}

    def span(of: Span) -> dict[str, Any]:
        return {"text": of.of(text), "begin": of.begin, "end": of.end}

    def actor(party: Party) -> dict[str, Any]:
        return {**span(party.span), "code": party.code, "sector": party.sector, "iri": party.entity or ""}

    events = []
    for report in findings.events:
        kind = coded(report)
        if kind is None or report.confidence < least:
            continue
        sources, targets = report.sources, report.targets
        if report.reciprocal and len(sources) == 2 and not targets:
            sources, targets = sources[:1], sources[1:]
        events.append(
            {
                "type": kind.value,
                "mode": report.mode,
                "context": list(report.contexts),
                "status": report.status.value,
                "source": [actor(p) for p in sources],
                "target": [actor(p) for p in targets],
                "trigger": span(report.trigger),
                "evidence": span(passages[report.passage]),
                "earliest": report.earliest,
                "latest": report.latest,
                "place": report.place or "",
                "confidence": report.confidence,
            }
        )
    return {"id": findings.document.article.id or findings.document.id, "events": events}
