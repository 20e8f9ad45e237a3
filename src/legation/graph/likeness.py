"""What two reports have in common, in points of a hundred.

docs/merging.md gives the reasons for every weight.
"""

from __future__ import annotations

from collections.abc import Iterator

from legation.graph.exclusion import one_outcome
from legation.graph.particulars import same_count
from legation.graph.parties import TOGETHER, Likeness, Sides, likeness
from legation.graph.reports import GENERAL_WORDS, TELLING, Place, Report, is_of_many
from legation.model import EventType

SAME_DAY = 35
NARROW = 25
"""Two intervals of at most two weeks that overlap; WIDE: longer ones."""
WIDE = 15
NEAR = 20
"""Two days side by side."""
SOFT = 20
"""A report that names no day, published within three days."""
DYAD = 25
KIN = 20
UNNAMED = 15
ONE_PARTY = 5
ONLY_HIT = 15
"""The same victim, where no report knows who did it."""
PERSON = 20
TRIGGER = 15
TRIGGERS = 20
"""For two words or more."""
GENERAL = 10
"""For a general word, which may stand for any act of its type: "attacked", "talks"."""
ISSUE = 15
WORD = 5
"""For each word on the matter in common, up to three."""
OTHER_MATTER = -35
OTHER_MATTER_TOGETHER = -15
"""For no issue or word in common. One meeting has many matters, one demand or accord has one."""
COUNT = 10
PLACE = 15
NESTED_PLACE = 10
PARTY_PLACE = 5
"""A state as the place of both, to which a party of each belongs: that says little of where."""
MODE = 10
CONTEXT = 5
HEADLINE = 15
SAME_ARTICLE = 5
SAME_SENTENCE = 40

ENOUGH = 50
"""Points from which reports are of one event, for what two parties do once in a while."""

ENOUGH_OF_MANY = 70
"""The same for what is done several times a day: accusing, striking, protesting."""

ENOUGH_ALIKE = 60
"""The least points where the parties or the type are not the same."""

_NARROW_DAYS = 14


def points(one: Report, other: Report) -> tuple[int, Likeness] | None:
    """The points of two reports that do not exclude each other, and how like their parties are.

    None where they are too few. Reports whose parties or types are not the same need more of them.
    """
    mine, its = one.account, other.account
    if mine.passage == its.passage:
        return 100, Likeness.SAME
    alike = likeness(one.sides, other.sides, crowds=mine.type is EventType.PROTEST)
    if alike is None or (not one.sides.states and mine.sentence != its.sentence):
        return None
    if alike is Likeness.SAME and mine.type == its.type:
        least = ENOUGH_OF_MANY if is_of_many(mine) or is_of_many(its) else ENOUGH
    elif _may_be_told_otherwise(one, other, alike):
        least = ENOUGH_OF_MANY if is_of_many(mine) or is_of_many(its) else ENOUGH_ALIKE
    else:
        return None
    total = sum(weight for _, weight in reasons(one, other, alike))
    if mine.article == its.article and (alike is not Likeness.SAME or mine.type != its.type):
        least = ENOUGH
    return (min(total, 100), alike) if total >= least else None


def reasons(one: Report, other: Report, alike: Likeness) -> Iterator[tuple[str, int]]:
    """What two reports have in common, with the points for it."""
    mine, its = one.account, other.account
    yield "days", _days(one, other)
    yield "parties", _parties(one.sides, alike)
    if one.where and other.where:
        yield "place", _place(one, one.where, other, other.where)
    if mine.persons & its.persons:
        yield "person", PERSON
    if mine.mode and (mine.type, mine.mode) == (its.type, its.mode):
        yield "mode", MODE
    if mine.contexts & its.contexts:
        yield "context", CONTEXT
    yield from _matter(one, other)
    if mine.sentence == its.sentence:
        yield "sentence", SAME_SENTENCE
    if mine.article == its.article:
        yield "article", HEADLINE if mine.headline != its.headline else SAME_ARTICLE


def _days(one: Report, other: Report) -> int:
    if not (one.exact and other.exact):
        return SOFT
    if max(one.first, other.first) > min(one.last, other.last):
        return NEAR
    width = max(one.last - one.first, other.last - other.first) + 1
    return SAME_DAY if width == 1 else NARROW if width <= _NARROW_DAYS else WIDE


def _place(one: Report, here: Place, other: Report, there: Place) -> int:
    if here.id == there.id:
        code = here.id.removeprefix("state/")
        return PARTY_PLACE if code in one.sides.states and code in other.sides.states else PLACE
    return NESTED_PLACE if here.holds(there) or there.holds(here) else 0


def _parties(sides: Sides, alike: Likeness) -> int:
    match alike:
        case Likeness.KIN:
            return KIN
        case Likeness.UNNAMED:
            return UNNAMED
        case _ if sides.is_dyad:
            return DYAD
    return ONE_PARTY if sides.initiating else ONLY_HIT


def _matter(one: Report, other: Report) -> Iterator[tuple[str, int]]:
    """The points for words and issues. Words of both triggers say what was done, not about what."""
    mine, its = one.account, other.account
    together = mine.type in TOGETHER or its.type in TOGETHER
    triggers = one.stems & other.stems
    general = not triggers and GENERAL_WORDS.get(mine.type, frozenset()) & (one.stems | other.stems)
    issues = bool(mine.issues and its.issues)
    other_issue = issues and not mine.issues & its.issues
    if triggers:
        yield "trigger", TRIGGERS if len(triggers) > 1 else TRIGGER
    elif general and not other_issue:
        yield "trigger", GENERAL
    words, its_words = mine.matter - triggers, its.matter - triggers
    shared = words & its_words
    counted = same_count(mine.counts, its.counts)
    if counted:
        yield "count", COUNT
    if issues and not other_issue:
        yield "issue", ISSUE
    elif shared:
        yield "matter", WORD * min(len(shared), 3)
    elif other_issue:
        yield "matter", OTHER_MATTER_TOGETHER
    elif min(len(words), len(its_words)) >= TELLING and not (counted or general):
        yield "matter", OTHER_MATTER_TOGETHER if together else OTHER_MATTER


def _may_be_told_otherwise(one: Report, other: Report, alike: Likeness) -> bool:
    """Whether reports with unlike parties or types can be of one event at all."""
    mine, its = one.account, other.account
    shared = bool(one.stems & other.stems)
    if mine.type != its.type and (not shared or alike not in (Likeness.SAME, Likeness.MUTUAL)):
        return False
    if mine.sentence == its.sentence and not shared:
        return False
    if mine.article == its.article:
        # What one article tells twice must share its words, and is no more than a headline and its story.
        return shared and mine.headline != its.headline
    if alike is Likeness.UNNAMED and not (
        one.exact and other.exact and one.first == one.last == other.first == other.last
    ):
        return False
    return one_outcome([mine], [its])
