"""Numbers in a sentence as values: counts, shares, percentages and sums of money, and whether they are exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache

from legation.extraction import tables
from legation.extraction.parse import Sentence, Token
from legation.model import EntityId

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_MONTHS = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december", "jan.", "feb.", "aug.", "sept.", "sep.", "oct.", "nov.", "dec."}
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: Decimal(n) for n, word in enumerate(_UNITS)}
_WORDS |= {word: Decimal(10 * n) for n, word in enumerate(_TENS, start=2)}
_TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
          "lakh": 10**5, "crore": 10**7, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12,
          "trn": 10**12, "k": 1000}  # fmt: skip
_SUFFIXES = ("trn", "tn", "bln", "mln", "bn", "mn", "m", "k")
_FRACTIONS = {"half": (1, 2), "third": (1, 3), "quarter": (1, 4), "fifth": (1, 5), "sixth": (1, 6), "eighth": (1, 8),
              "tenth": (1, 10), "fourth": (1, 4)}  # fmt: skip
_ABOUT = frozenset(
    {"about", "around", "roughly", "some", "nearly", "almost", "approximately", "estimated", "over", "under", "above"}
    | {"below", "circa", "virtually", "upwards", "well"}
)
_BEFORE_NUMBER = tuple(
    tuple(words.split())
    for words in (
        "at least", "at most", "more than", "less than", "fewer than", "up to", "close to", "as many as", "as much as",
        "an estimated", "just over", "just under", "well over", "no fewer than", "no less than", "upwards of",
        "in excess of",
    )
)  # fmt: skip
_BESIDE = frozenset({"percent", "%", "pct", "per", "-", "and", *_TIMES})
_PLACES = Decimal("0.0001")


class Kind(Enum):
    """What a number counts in."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Figure:
    """Tokens `first` to `last` tell `value`; `head` is the one that the parse ties to the rest of the sentence.

    `unit` is a currency's ISO 4217 code (empty where the text does not tell which), "percent", or empty.
    """

    first: int
    last: int
    head: int
    value: Decimal
    kind: Kind
    unit: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class _Currencies:
    signs: Mapping[str, str]
    codes: frozenset[str]
    names: Mapping[str, Mapping[str, str]]


@cache
def _currencies() -> _Currencies:
    signs: dict[str, str] = {}
    codes: set[str] = set()
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.rows("currencies"):
        if row["kind"] == "sign":
            signs[row["word"].lower()] = row["code"]
        elif row["kind"] == "code":
            codes.add(row["code"])
        else:
            names[row["word"]][row["state"]] = row["code"]
    return _Currencies(signs, frozenset(codes), names)


def find(
    s: Sentence, state: Callable[[int], EntityId | None], counted: Callable[[Token], bool] = lambda token: True
) -> Iterator[Figure]:
    """The figures of a sentence in order. `state` tells which state a token names, for "New Zealand dollars".

    `counted` tells whether a bare number that the token begins is wanted; sums, shares and percentages always are.
    """
    tokens = s.tokens
    at = 0
    for token in tokens:
        if token.index < at:
            continue
        if token.tag == "CD" or token.lower == "dozen":
            if not (_measured(s, token.index) or counted(token)) or _dated(s, token.index):
                continue
            found = _number(s, token.index)
        elif token.lemma in _FRACTIONS:
            found = _fraction(s, token.index, token.index, Decimal(1))
        else:
            continue
        if found is None:
            continue
        figure = _unit(s, found, state)
        if figure is not None:
            yield figure
        at = max(found.last, figure.last if figure is not None else 0) + 1


def _measured(s: Sentence, i: int) -> bool:
    """Whether a number may be of money, of percent or of a fraction by the words beside it."""
    if i and s.tokens[i - 1].tag in {"$", "NNP"}:
        return True
    after = s.tokens[i + 1] if i + 1 < len(s.tokens) else None
    if after is None:
        return False
    if after.tag == "CD" or after.lower in _BESIDE or after.lemma in _FRACTIONS:
        return True
    known = _currencies()
    return any(t.lemma in known.names or t.text in known.codes for t in s.tokens[i + 1 : i + 4])


def _digits(text: str) -> Decimal | None:
    """The value of "3.5", "18,000", "2.5bn", "50m"; None of anything else, such as a year with a letter or a time."""
    lower = text.lower()
    factor = 1
    for suffix in _SUFFIXES:
        if lower.endswith(suffix) and lower[: -len(suffix)].replace(",", "").replace(".", "").isdigit():
            lower, factor = lower[: -len(suffix)], _TIMES[suffix]
            break
    if "," in lower:
        groups = lower.partition(".")[0].split(",")
        if not all(len(g) == 3 for g in groups[1:]) and not all(len(g) == 2 for g in groups[1:-1]):
            return None
        lower = lower.replace(",", "")
    if not lower or not lower.replace(".", "", 1).isdecimal() or not lower.isascii():
        return None
    try:
        return Decimal(lower) * factor
    except InvalidOperation:
        return None


def _number(s: Sentence, at: int) -> Figure | None:
    """The number that begins at a token: "3.5 billion", "twenty-five", "two hundred thousand"."""
    tokens = s.tokens
    first, total, part, last = at, Decimal(0), None, at
    previous: Decimal | None = None
    if tokens[at].lower in _TIMES and tokens[at].lower != "dozen":
        # "A million", "half a million"; "millions" alone tell no number.
        if not at or tokens[at - 1].lower != "a":
            return None
        half = at > 1 and tokens[at - 2].lower == "half"
        part, first = (Decimal("0.5"), at - 2) if half else (Decimal(1), at - 1)
    while at < len(tokens):
        token = tokens[at]
        word = token.lower
        value = _WORDS.get(word)
        if value is None and word[0].isdigit():
            if part is not None:
                break
            value = _digits(word)
            if value is None:
                return None
        if value is not None:
            if (
                part is not None
                and previous is not None
                and not (20 <= previous < 100 and value < 10)
                and previous != 100
            ):
                break
            part, previous, last = (part or Decimal(0)) + value, value, at
        elif word in _TIMES and (part is not None or word == "dozen"):
            times = _TIMES[word]
            part = (part if part is not None else Decimal(1)) * times
            if times >= 1000:
                total, part = total + part, None
            previous, last = Decimal(times), at
        elif word == "-" and at + 1 < len(tokens) and tokens[at + 1].lemma in _FRACTIONS and part is not None:
            pass
        elif not (word in {"-", "and"} and part is not None and at + 1 < len(tokens) and tokens[at + 1].lower in _WORDS
                  and previous is not None and (previous >= 20 if word == "-" else previous >= 100)):  # fmt: skip
            break
        at += 1
        if part is not None and at < len(tokens) and tokens[at].lemma in _FRACTIONS and part < 20:
            return _fraction(s, first, at, part)
        if part is None and word not in _TIMES:
            break
    value = total + (part or 0)
    return Figure(first, last, last, _plain(value), Kind.COUNT)


def _plain(value: Decimal) -> Decimal:
    """The same number without zeros after its point."""
    whole = value.to_integral_value()
    return whole if value == whole else value


def _dated(s: Sentence, i: int) -> bool:
    """Whether a bare number is a year, a day of a month, an hour, or part of a score, a telephone number or a name."""
    token = s.tokens[i]
    text = token.text
    if len(text) == 4 and text.isdecimal() and text[:2] in {"18", "19", "20"} and token.dep != "nummod":
        return True
    before = s.tokens[i - 1] if i else None
    if before is not None and before.lower in _MONTHS:
        return True
    after = s.tokens[i + 1] if i + 1 < len(s.tokens) else None
    if after is not None and after.lower in _MONTHS:
        return True
    if (
        before is not None
        and before.text in {"-", "/", ":", "+", "#"}
        and before.end == token.begin
        and before.text != "-"
    ):
        return True
    if (
        before is not None
        and before.text == "-"
        and before.end == token.begin
        and i > 1
        and s.tokens[i - 2].text[-1:].isdigit()
    ):
        return True
    if (
        after is not None
        and after.text in {"-", "/", ":"}
        and i + 2 < len(s.tokens)
        and s.tokens[i + 2].text[:1].isdigit()
    ):
        return True
    return (
        before is not None and before.pos == "PROPN" and token.dep in {"nummod", "npadvmod", "appos"} and token.head < i
    )


def _fraction(s: Sentence, first: int, at: int, times: Decimal) -> Figure | None:
    """Reads "one quarter of", "a third of", "two-thirds of", "half of": only before what it is a part of."""
    tokens = s.tokens
    word = tokens[at].lemma
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or tokens[at].tag == "JJ":
        return None
    if first == at:
        before = tokens[at - 1].lower if at else ""
        if word == "half":
            if before in {"second", "first", "other", "latter", "a", "-"} and before != "a":
                return None
        elif before not in {"a", "one", "nearly", "almost"}:
            return None
        if before == "a":
            first = at - 1
    if after.lower != "of" and not (word == "half" and after.lower in {"the", "its", "their", "a"}):
        return None
    if after.lower == "a" and at + 2 < len(tokens) and tokens[at + 2].lower in _TIMES:
        return None
    above, below = _FRACTIONS[word]
    value = (times * above / below).quantize(_PLACES).normalize()
    return Figure(first, at, at, _plain(value), Kind.SHARE)


def _unit(s: Sentence, figure: Figure, state: Callable[[int], EntityId | None]) -> Figure | None:
    """The figure with its sign of currency or percent taken in."""
    if figure.kind is Kind.SHARE:
        return figure
    tokens, known = s.tokens, _currencies()
    first, last = figure.first, figure.last
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after is not None and after.lower in {"percent", "%", "pct", "per"}:
        end = last + 1
        if after.lower == "per":
            if not (end + 1 < len(tokens) and tokens[end + 1].lower == "cent"):
                return figure
            end += 1
        if end + 1 < len(tokens) and tokens[end + 1].lower.startswith("point"):
            return None
        return Figure(first, end, end, figure.value, Kind.PERCENT, "percent")
    before = tokens[first - 1] if first else None
    if before is not None:
        code = known.signs.get(before.lower) or (before.text if before.text in known.codes else None)
        if code is not None:
            start = first - 1
            if (
                code == "USD"
                and start
                and tokens[start - 1].lower in {"us", "u.s."}
                and tokens[start - 1].end == before.begin
            ):
                start -= 1
            elif before.text == "$" and start and tokens[start - 1].end == before.begin:
                joined = known.signs.get(f"{tokens[start - 1].lower}$")
                code, start = (joined, start - 1) if joined else (code, start)
            return Figure(start, last, last, figure.value, Kind.MONEY, code)
    # "2 million New Zealand dollars", "5 million USD"
    nation = ""
    for n in range(last + 1, min(last + 4, len(tokens))):
        token = tokens[n]
        if token.text in known.codes:
            return Figure(first, n, n, figure.value, Kind.MONEY, token.text)
        meanings = known.names.get(token.lemma) or known.names.get(token.lower)
        if meanings is not None and token.pos in {"NOUN", "PROPN"} and not _compound(tokens, n):
            return Figure(
                first, n, n, figure.value, Kind.MONEY, meanings.get(nation) or meanings.get("", "") or token.lemma
            )
        place = state(n)
        if place is not None:
            nation = place[6:] if place.startswith("state/") else ""
        elif token.text not in {"-"} and not (n + 1 < len(tokens) and state(n + 1) is not None):
            break
    return figure


def _compound(tokens: tuple[Token, ...], n: int) -> bool:
    """Whether a currency's name is another word after a hyphen: "pound" in "100-pound bomb"."""
    return n > 0 and tokens[n - 1].text == "-"


def currency(name: str, state: EntityId | None) -> str:
    """The ISO 4217 code of a currency's name in a state; the name where it has none there."""
    meanings = _currencies().names.get(name, {})
    return meanings.get(state[6:] if state is not None else "", name)


def approximated(s: Sentence, figure: Figure) -> Figure:
    """The figure with the words before it that make it approximate, if any: "about", "more than", "some"."""
    tokens, first = s.tokens, figure.first
    start = first
    if start and tokens[start - 1].lower in {"a", "an"} and figure.kind is Kind.SHARE:
        start -= 1
    for words in _BEFORE_NUMBER:
        n = len(words)
        if start >= n and tuple(t.lower for t in tokens[start - n : start]) == words:
            return _with(figure, start - n)
    if start and tokens[start - 1].lower in _ABOUT and tokens[start - 1].dep != "prt":
        return _with(figure, start - 1)
    if (
        figure.last + 2 < len(tokens)
        and tokens[figure.last + 1].lower == "or"
        and tokens[figure.last + 2].lower in {"so", "more"}
    ):
        return _with(figure, first)
    return figure


def _with(figure: Figure, first: int) -> Figure:
    return Figure(min(first, figure.first), figure.last, figure.head, figure.value, figure.kind, figure.unit, True)
