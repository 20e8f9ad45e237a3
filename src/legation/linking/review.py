"""The review file: what may be the same as what, how well it fits, and what somebody decided on it."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from legation.errors import BadInput
from legation.linking.candidates import Candidate
from legation.linking.scoring import MARGIN, score
from legation.linking.subjects import Subject

COLUMNS = ("entity", "name", "candidate", "label", "description", "score", "grounds", "decision")

_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


class Decision(StrEnum):
    """What was decided on a row; empty where nothing was."""

    OPEN = ""
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A thing of the store and one candidate for it; `candidate` is empty where none was found."""

    entity: str
    name: str
    candidate: str = ""
    label: str = ""
    description: str = ""
    score: float = 0.0
    grounds: str = ""
    decision: Decision = Decision.OPEN


def read(file: Path) -> tuple[Row, ...]:
    """The rows of a review file; none where there is no such file. Raises BadInput for a row that breaks a rule."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(file), f"a review file is CSV in UTF-8: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = {"entity", "candidate", "decision"} - set(reader.fieldnames or ())
    if missing:
        raise BadInput(str(file), f"has no column {min(missing)!r}", f"its columns are {', '.join(COLUMNS)}")
    found = tuple(_row({k: v or "" for k, v in line.items() if k}, f"{file}:{reader.line_num}") for line in reader)
    _one_each(found, file)
    return found


def write(file: Path, rows: Iterable[Row]) -> None:
    """Write a review file, which is replaced when the new one is whole."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        shown = (row.entity, row.name, row.candidate, row.label, row.description)
        writer.writerow((*shown, f"{row.score:.2f}", row.grounds, row.decision.value))
    draft = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text.getvalue(), encoding="utf-8", newline="")
        draft.replace(file)
    except OSError as error:
        raise BadInput(str(file), f"cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def proposed(subject: Subject, candidates: Sequence[Candidate], accept: float | None = None) -> tuple[Row, ...]:
    """The rows of a subject, the best candidate first; one without candidate where there is none.

    With `accept`, a best candidate of at least that score that leads the next by MARGIN is accepted.
    """
    if not candidates:
        return (Row(entity=subject.entity, name=subject.label),)
    judged = [(candidate, score(subject, candidate)) for candidate in candidates]
    judged.sort(key=lambda pair: (-pair[1].value, pair[0].iri))
    rows = [
        Row(
            entity=subject.entity,
            name=subject.label,
            candidate=candidate.iri,
            label=candidate.label,
            description=candidate.description,
            score=fit.value,
            grounds=", ".join(fit.grounds),
        )
        for candidate, fit in judged
    ]
    alone = len(rows) == 1 or rows[0].score - rows[1].score >= MARGIN - 1e-9
    if accept is not None and alone and rows[0].score >= accept:
        rows[0] = replace(rows[0], decision=Decision.ACCEPT)
    return tuple(rows)


def decided(rows: Iterable[Row]) -> frozenset[str]:
    """The things of which nothing is open: one candidate is accepted, or each row is rejected."""
    by_entity: defaultdict[str, set[Decision]] = defaultdict(set)
    for row in rows:
        by_entity[row.entity].add(row.decision)
    return frozenset(e for e, made in by_entity.items() if Decision.ACCEPT in made or Decision.OPEN not in made)


def merged(old: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    """New rows with the decisions of old ones; old rows that were decided on stay. In order of things and scores."""
    rows: dict[tuple[str, str], Row] = {(row.entity, row.candidate): row for row in new}
    for row in old:
        key = row.entity, row.candidate
        if row.decision is not Decision.OPEN:
            rows[key] = replace(rows[key], decision=row.decision) if key in rows else row
    return tuple(sorted(rows.values(), key=lambda row: (row.entity, -row.score, row.candidate)))


def accepted(rows: Iterable[Row]) -> dict[str, str]:
    """What each thing is the same as, by its IRI."""
    return {row.entity: row.candidate for row in rows if row.decision is Decision.ACCEPT}


def _row(line: Mapping[str, str], where: str) -> Row:
    decision = line["decision"].strip().lower()
    if decision not in set(Decision):
        raise BadInput(f"{where}: decision {decision!r}", "a decision is accept or reject, or empty")
    candidate = line["candidate"].strip()
    if candidate and not _IRI.fullmatch(candidate):
        raise BadInput(f"{where}: candidate {candidate!r}", "a candidate is an http or https IRI")
    if decision == Decision.ACCEPT and not candidate:
        raise BadInput(where, "accepts no candidate", "write its IRI in the column candidate")
    try:
        value = float(line.get("score") or 0.0)
    except ValueError:
        raise BadInput(f"{where}: score {line['score']!r}", "a score is a number from 0 to 1") from None
    return Row(
        entity=line["entity"].strip(),
        name=line.get("name", ""),
        candidate=candidate,
        label=line.get("label", ""),
        description=line.get("description", ""),
        score=value,
        grounds=line.get("grounds", ""),
        decision=Decision(decision),
    )


def _one_each(rows: Iterable[Row], file: Path) -> None:
    """Raise BadInput where two candidates of one thing are accepted."""
    known: dict[str, str] = {}
    for row in rows:
        if row.decision is Decision.ACCEPT and known.setdefault(row.entity, row.candidate) != row.candidate:
            raise BadInput(f"{file}: {row.entity}", "is accepted to be two things", "accept one of them")
