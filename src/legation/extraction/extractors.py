"""Extractors as plug-ins: steps from findings to larger findings, in an order that is checked before any article."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from legation.errors import BadInput
from legation.extraction.reader import Reader
from legation.model import Document, Extraction, Finding, Findings, Share
from legation.settings import Settings

GROUP = "legation.extractors"
"""The entry points that make extractors: each names a function from the settings to an extractor."""

_PARTS = frozenset(f.name for f in fields(Findings)) - {"document", "extraction", "shares"}
_FOUND = ("events", "statements", "assessments", "indicators", "instruments")


class Extractor(Protocol):
    """A step from findings to larger findings. It is picklable, and finds the same in the same.

    `needs` and `adds` are names of fields of Findings. `model` names what it asks beside its own rules, with the
    version; it is empty where there is none.
    """

    @property
    def name(self) -> str:
        """What the settings call it."""

    @property
    def version(self) -> str:
        """Another version may find other things."""

    @property
    def model(self) -> str:
        """The model that it asks."""

    @property
    def needs(self) -> frozenset[str]:
        """What must have been looked for before. Only the first step needs nothing."""

    @property
    def adds(self) -> frozenset[str]:
        """What it looks for."""

    def __call__(self, findings: Findings, /) -> Findings:
        """The findings with what is new appended to the fields that it adds."""


@runtime_checkable
class Batched(Protocol):
    """An extractor that is faster with many findings at once; they come out in the same order."""

    def pipe(self, findings: Iterable[Findings], /) -> Iterator[Findings]:
        """What calling it with each would give."""


BUILT_IN: tuple[Extractor, ...] = (Reader(),)
"""What reads where the settings name nothing else."""


def load(settings: Settings) -> tuple[Extractor, ...]:
    """The extractors that the settings name, in their order, checked.

    Raises BadInput for a name that nobody provides or two do, and for an order in which one lacks what it needs.
    """
    known = entry_points(group=GROUP)
    steps: list[Extractor] = []
    for name in (part.strip() for part in settings.extractors.split(",")):
        found = [point for point in known if point.name == name]
        if len(found) != 1:
            offered = ", ".join(sorted(known.names)) or "none; install legation anew"
            rule = "is provided by two packages" if found else "is provided by no installed package"
            raise BadInput(f"extractor {name!r}", rule, f"there are {offered}")
        steps.append(found[0].load()(settings))
    return checked(steps)


def checked(steps: Sequence[Extractor]) -> tuple[Extractor, ...]:
    """The steps, if each finds what it needs. Raises BadInput where one does not."""
    there: frozenset[str] = frozenset()
    names: set[str] = set()
    if not steps:
        raise BadInput("extractors", "at least one reads")
    for number, step in enumerate(steps):
        what = f"extractor {step.name!r}"
        if unknown := (step.needs | step.adds) - _PARTS:
            raise BadInput(what, f"speaks of {min(unknown)!r}", f"findings have {', '.join(sorted(_PARTS))}")
        if missing := step.needs - there:
            rule = f"needs {', '.join(sorted(missing))}, which no step before it adds"
            raise BadInput(what, rule, "change the order")
        if number and not step.needs:
            raise BadInput(what, "needs nothing, and only the first step may begin anew", "put it first")
        if step.name in names:
            raise BadInput(what, "is named twice")
        names.add(step.name)
        there |= step.adds
    return tuple(steps)


def run(steps: Sequence[Extractor], documents: Iterable[Document]) -> Iterator[Findings]:
    """The findings of each document, in order, after all steps."""
    first, *others = steps
    begun = (Findings(document=d, extraction=_extraction(first)) for d in documents)
    for findings in first.pipe(begun) if isinstance(first, Batched) else map(first, begun):
        yield _enlarged(findings, others) if others else findings


def _enlarged(findings: Findings, steps: Sequence[Extractor]) -> Findings:
    """The findings after further steps; what each found is kept as its share."""
    for step in steps:
        before = frozenset(_found(findings))
        after = step(findings)
        share = Share(extractor=step.name, extraction=_extraction(step), found=frozenset(_found(after)) - before)
        findings = replace(after, shares=(*findings.shares, share))
    # What was read with other steps, or other versions of them, is read again.
    told = "\n".join((findings.extraction.settings, *(share.extraction.settings for share in findings.shares)))
    digest = hashlib.sha256(told.encode()).hexdigest()
    return replace(findings, extraction=replace(findings.extraction, settings=digest))


def _found(findings: Findings) -> Iterator[Finding]:
    for name in _FOUND:
        yield from getattr(findings, name)


def _extraction(step: Extractor) -> Extraction:
    told = "\n".join((step.name, step.version, step.model))
    return Extraction(
        software=f"{step.name} {step.version}",
        model=step.model or "none",
        settings=hashlib.sha256(told.encode()).hexdigest(),
    )
