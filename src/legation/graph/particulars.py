"""What a sentence tells beside who did what: how many of what, and the words for what the act was about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

_TOKEN = re.compile(r"[$€£¥]?[0-9][0-9,]*(?:\.[0-9]+)?|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")
_AROUND = 14
"""Words on each side of a trigger that can tell what the act was about."""

_STEM = 4
_STEMS = {"met": "meet", "fought": "figh", "struck": "stri", "sent": "send", "killing": "kill"}
_LIGHT = frozenset(
    "a about against an and at be been by did do does for from gave give given has have held hold holding in into is "
    "it its made make making of off on out over said say says take taken that the to took up was were will with".split()
)
_EMPTY = _LIGHT | frozenset(
    "after again all also among any are as because before between both but could country during each first foreign "
    "government had he her his if last later leader least man meanwhile minister ministry more most new next no not "
    "official one only or other people president prime say second she should so some spokesman spokeswoman state than "
    "their them then there they this those through time today tomorrow two under until used week weekend what when "
    "where which while who woman would year yesterday morning afternoon evening night day month near day its "
    "announced began begin begun came carried come conducted continued go imposed launched put set started went "
    "along around back across amid away few him however many me much my our own several some such too very we well you "
    "countries days governments hours leaders ministers months officials others states weeks years".split()
)
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS = {word: n for n, word in enumerate(_UNITS, 1)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MONEY = frozenset("dollar dollars euro euros pound pounds yen yuan ruble rubles rupee rupees".split())
_PLURAL = frozenset("children fishermen men people personnel police policemen servicemen staff troops women".split())
_ALIKE = {"civilians": "people", "persons": "people", "residents": "people", "men": "people", "women": "people"} | {
    "servicemen": "soldiers", "troops": "soldiers", "tons": "tonnes"
}  # fmt: skip
_NO_COUNT = frozenset("days hours minutes months times weeks years".split())
_FLOORS = {("at", "least"), ("more", "than"), ("as", "many"), ("or", "more")}
_REACH = 4
"""Words after a number in which what it counts is sought: "14 young Indian fishermen"."""


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """So many of something: ("fishermen", 14). `floor` where the sentence says at least so many."""

    what: str
    number: float
    floor: bool = False

    def agrees(self, other: Count) -> bool:
        """Whether two numbers of the same can be of one act: none is more than twice the other and one.

        Early reports count fewer than later ones, and outlets round. Who says "at least" leaves room above.
        """
        less, more = sorted((self, other), key=lambda count: count.number)
        return less.floor or more.number <= 2 * less.number + 1


@dataclass(frozen=True, slots=True)
class Particulars:
    """The numbers of a sentence, and the stems of the words about the act, without names."""

    counts: frozenset[Count] = frozenset()
    matter: frozenset[str] = frozenset()


def particulars(sentence: str, begin: int, end: int) -> Particulars:
    """What a sentence tells around a trigger, which stands from `begin` to `end` in it."""
    found = [(token.start(), token.group()) for token in _TOKEN.finditer(sentence)]
    inside = [n for n, (at, _) in enumerate(found) if begin <= at < end] or [0]
    around = found[max(inside[0] - _AROUND, 0) : inside[-1] + _AROUND + 1]
    words = (word for at, word in around if word[0].islower() or begin <= at < end)
    return Particulars(frozenset(_counts([word for _, word in found])), stems(words, _EMPTY))


def stems(words: Iterable[str], without: Set[str] = _LIGHT) -> frozenset[str]:
    """The beginnings of the words that carry meaning."""
    plain = (word.casefold() for word in words if word[0].isalpha() and len(word) > 1)
    return frozenset(_STEMS.get(word, word[:_STEM]) for word in plain if word not in without and word not in _NUMBERS)


def trigger_stems(trigger: str) -> frozenset[str]:
    """The stems of a trigger's words."""
    return stems(_TOKEN.findall(trigger))


def contradict(some: Set[Count], others: Set[Count]) -> bool:
    """Whether two sentences count the same and no number of one agrees with a number of the other."""
    for what in {count.what for count in some} & {count.what for count in others}:
        mine, its = ([count for count in counts if count.what == what] for counts in (some, others))
        if not any(one.agrees(other) for one in mine for other in its):
            return True
    return False


def same_count(some: Set[Count], others: Set[Count]) -> bool:
    """Whether two sentences tell the same number, above two, of the same."""
    numbers = {(count.what, count.number) for count in some if count.number > 2}
    return any((count.what, count.number) in numbers for count in others)


def _counts(words: Sequence[str]) -> Iterator[Count]:
    at = 0
    while at < len(words):
        number, after, money = _number(words, at)
        if after == at:
            at += 1
            continue
        what = "money" if money else _counted(words[after : after + _REACH])
        if what and what not in _NO_COUNT:
            before = tuple(word.casefold() for word in words[max(at - 2, 0) : at])
            yield Count(_ALIKE.get(what, what), number, before in _FLOORS or before[-1:] == ("over",))
        at = after


def _number(words: Sequence[str], at: int) -> tuple[float, int, bool]:
    """The number that begins at a word, where the text goes on after it, and whether it is a sum of money."""
    word = words[at].casefold()
    digits = word.lstrip("$€£¥")
    money = digits != word
    if digits[:1].isdecimal():
        number, at = float(digits.replace(",", "")), at + 1
    elif word in _NUMBERS or (word in ("a", "an") and words[at + 1 : at + 2] and words[at + 1] in _TIMES):
        number, at = float(_NUMBERS.get(word, 1)), at + 1
    else:
        first, _, second = word.partition("-")
        if first not in _TENS or second not in _UNITS:
            return 0.0, at, False
        number, at = float(_NUMBERS[first] + _NUMBERS[second]), at + 1
    while at < len(words) and words[at].casefold() in _TIMES:
        number, at = number * _TIMES[words[at].casefold()], at + 1
    return number, at, money or (at < len(words) and words[at].casefold() in _MONEY)


def _counted(words: Iterable[str]) -> str:
    """The first plural of some words; empty where another number, a small word or a mark comes first."""
    for word in words:
        plain = word.casefold()
        if plain in _PLURAL or (len(plain) > 3 and plain.endswith("s") and word[0].islower()):
            return plain
        if plain in _LIGHT or plain in _NUMBERS or not word[0].isalpha():
            return ""
    return ""
