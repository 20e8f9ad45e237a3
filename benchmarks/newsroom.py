"""Made-up news: stories drawn from a grammar by a seed, with the skew of real news, and what each sentence tells.

The tables are in `news/`: states from the most written about to the least, names, outlets, and the sentences.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

TABLES = Path(__file__).parent / "news"
BEGIN = dt.date(2025, 1, 1)
DAYS = 730
SHORTEST, LONGEST = 400, 600
"""Words of an article."""

TYPES = {
    "CONSULT": 24, "ACCUSE": 15, "ASSAULT": 12, "AGREE": 9, "REQUEST": 7, "REJECT": 6, "SUPPORT": 5, "THREATEN": 5,
    "COOPERATE": 4, "AID": 4, "SANCTION": 3, "COERCE": 2, "MOBILIZE": 2, "PROTEST": 2, "CONCEDE": 1, "RETREAT": 1,
}  # fmt: skip
"""How often each type of event begins a story, in parts of about a hundred."""

WELCOME = {"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"}
RETOLD, COPIED = 0.25, 0.3
"""The share of stories that a second desk tells in its own words, and of articles that others copy."""

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_PIECE = re.compile(r"\{(\w+)\}|\*|[^{*]+")
_RULE = re.compile(r"\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a rule, with the event that it tells: a type, `who>whom` or `both+both`, and a word on its time."""

    text: str
    type: str = ""
    parties: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """A state in the words of the news."""

    code: str
    name: str
    adjective: str
    capital: str
    names: str
    town: str
    minister: str
    leader: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes."""

    name: str
    domain: str
    agency: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Where a sentence, counted from its begin, names a state, or a person or a town of it.

    `office` is told where the words in front of the name say it.
    """

    begin: int
    end: int
    state: str
    person: str = ""
    office: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what it names and tells. `trigger` is empty where it tells no event."""

    text: str
    form: Form
    named: tuple[Named, ...]
    trigger: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article: its paragraphs are sentences. Those of copies are equal."""

    number: int
    outlet: Outlet
    credit: str
    title: str
    author: str
    place: str
    day: dt.date
    paragraphs: tuple[tuple[Sentence, ...], ...]
    states: Mapping[str, State]

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.outlet.domain}/{self.day:%Y/%m/%d}/{self.number}"

    @property
    def head(self) -> str:
        """What stands before the first sentence."""
        return f"{self.place.upper()}, {self.day:%B} {self.day.day} ({self.credit}) - "

    @property
    def text(self) -> str:
        """All of it."""
        return self.head + "\n\n".join(" ".join(s.text for s in paragraph) for paragraph in self.paragraphs)


@cache
def grammar() -> dict[str, list[Form]]:
    """The forms of each rule."""
    rules: dict[str, list[Form]] = {}
    for line in (TABLES / "sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            rules[line.removeprefix("## ")] = current = []
        elif line and not line.startswith("#"):
            told, _, text = line.rpartition(" | ")
            current.append(Form(text, *told.split()))
    return rules


@cache
def states() -> list[State]:
    """The states, the most written about first."""
    return [State(**row) for row in _rows("states.csv")]


@cache
def outlets() -> list[Outlet]:
    """The outlets, the busiest first among agencies and among others."""
    return [Outlet(row["name"], row["domain"], bool(row["agency"])) for row in _rows("outlets.csv")]


@cache
def _groups() -> dict[str, tuple[list[str], list[str]]]:
    return {row["group"]: (row["given"].split(), row["family"].split()) for row in _rows("names.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def official(state: State, office: str) -> str:
    """Who holds an office of a state, the same in every story."""
    chance = random.Random(f"{state.code} {office}")  # noqa: S311  samples, not secrets
    return _person(state, chance)


def _person(state: State, chance: random.Random) -> str:
    given, family = _groups()[state.names]
    return f"{chance.choice(given)} {chance.choice(family)}"


def articles(number: int, seed: int = 1) -> Iterator[Told]:
    """So many articles; the first ones are the same whatever the number."""
    numbers = count()
    for story in count():
        for told in _Story(seed, story).articles(numbers):
            if told.number >= number:
                return
            yield told


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a slot that names something, and the name that they end in."""

    text: str
    name: str
    person: str = ""
    office: str = ""
    town: str = ""


@dataclass
class _Story:
    """One happening, told by one desk or two, and copied by others."""

    seed: int
    number: int
    slots: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def articles(self, numbers: Iterator[int]) -> Iterator[Told]:
        self.chance = chance = random.Random(f"{self.seed} {self.number}")  # noqa: S311  samples, not secrets
        self.type = chance.choices(list(TYPES), list(TYPES.values()))[0]
        self.states = dict(zip("abc", self._drawn(), strict=True))
        self.day = BEGIN + dt.timedelta(days=chance.randrange(DAYS))
        for name in ("matter", "wrong", "month"):
            self.slots[name] = self._form(name).text
        self.slots["wrong_too"] = self._form("wrong").text
        self.city = chance.choice("ab")
        for _ in range(1 + (chance.random() < RETOLD)):
            outlet = self._outlet(chance.random() < 0.5)
            told = self._told(next(numbers), outlet)
            yield told
            if chance.random() < COPIED:
                # Few articles are copied by many.
                for _ in range(min(int(chance.paretovariate(1.2)), 12)):
                    yield self._copy(told, next(numbers))

    def _drawn(self) -> list[State]:
        """Three states that differ, drawn by rank."""
        weights = [1 / (rank + 1) ** 0.9 for rank in range(len(states()))]
        drawn: list[State] = []
        while len(drawn) < 3:
            state = self.chance.choices(states(), weights)[0]
            if state not in drawn:
                drawn.append(state)
        return drawn

    def _outlet(self, agency: bool) -> Outlet:
        some = [outlet for outlet in outlets() if outlet.agency == agency]
        return self.chance.choices(some, [1 / (rank + 1) for rank in range(len(some))])[0]

    def _is_open(self, rule: str) -> bool:
        """Whether the article has not used all forms of a rule."""
        return any(form.text not in self.used for form in grammar()[rule])

    def _form(self, rule: str) -> Form:
        """A form that the article has not used, as long as there is one."""
        forms = [form for form in grammar()[rule] if form.text not in self.used] or grammar()[rule]
        form = self.chance.choice(forms)
        self.used.add(form.text)
        return form

    def _told(self, number: int, outlet: Outlet) -> Told:
        self.known.clear()
        self.used.clear()
        answer = "welcome" if self.type in WELCOME else "reply"
        title = self._sentence(self._form(f"headline {self.type}")).text.rstrip(".")
        self.known.clear()
        lead = [self._sentence(self._form(f"lead {self.type}"))]
        order = f"quote {answer} quote third context past quote third plan context {answer} past"
        paragraphs, words = [tuple(lead)], len(lead[0].text.split())
        target = self.chance.randint(SHORTEST + 20, LONGEST - 80)
        for rule in (*order.split(), *["context", "third", "quote"] * 9):
            if words >= target:
                break
            parts = (rule, *["context"] * self.chance.randint(0, 2))
            paragraph = [self._sentence(self._form(part)) for part in parts if self._is_open(part)]
            if paragraph:
                paragraphs.append(tuple(paragraph))
                words += sum(len(s.text.split()) for s in paragraph)
        return Told(
            number=number,
            outlet=outlet,
            credit=outlet.name,
            title=title,
            author=_person(self.states[self.chance.choice("abc")], self.chance),
            place=self.states[self.chance.choice("ab")].capital,
            day=self.day,
            paragraphs=tuple(paragraphs),
            states=self.states,
        )

    def _copy(self, told: Told, number: int) -> Told:
        """The article as another outlet prints it: with its own title now and then, and often without the end."""
        chance = self.chance
        taken = {told.outlet.domain}
        outlet = next(o for o in iter(lambda: self._outlet(False), None) if o.domain not in taken)
        kept = list(told.paragraphs)
        for _ in range(chance.choice((0, 0, 1, 2))):
            if sum(len(sentence.text.split()) for paragraph in kept[:-1] for sentence in paragraph) >= SHORTEST:
                kept.pop()
        return Told(
            number=number,
            outlet=outlet,
            credit=told.credit,
            title=told.title if chance.random() < 0.6 else self._sentence(self._form(f"headline {self.type}")).text,
            author=told.author,
            place=told.place,
            day=told.day + dt.timedelta(days=chance.random() < 0.2),
            paragraphs=tuple(kept),
            states=told.states,
        )

    def _sentence(self, form: Form) -> Sentence:
        """A form with all of it filled in."""
        text = form.text.replace("{city}", f"{{{self.city}_town}}")
        while found := _CHOICE.search(text):
            text = text[: found.start()] + self.chance.choice(found[1].split("|")) + text[found.end() :]
        text = _RULE.sub(lambda rule: self._form(rule[1]).text, text)
        pieces, named, trigger, length = [], [], [], 0
        for piece in _PIECE.finditer(text):
            if piece[0] == "*":
                trigger.append(length)
                continue
            words = self._slot(piece[1]) if piece[1] else piece[0]
            if isinstance(words, _Words):
                begin = length + len(words.text) - len(words.name)
                named.append(Named(begin, begin + len(words.name), piece[1][0], words.person, words.office, words.town))
                words = words.text
            if not pieces:
                words = words[:1].upper() + words[1:]
            pieces.append(words)
            length += len(words)
        return Sentence("".join(pieces), form, tuple(named), (trigger[0], trigger[1]) if trigger else None)

    def _slot(self, slot: str) -> str | _Words:
        if slot == "few":
            return str(self.chance.randint(3, 19))
        if slot == "number":
            return str(self.chance.choice((12, 15, 18, 24, 40, 60, 80)))
        if slot == "day":
            return "on " + self.chance.choice((f"{self.day:%A}", f"{self.day:%A}", f"{self.day:%B} {self.day.day}"))
        if slot in self.slots:
            return self.slots[slot]
        state, kind = self.states[slot[0]], slot[2:]
        if kind in ("fm", "pres"):
            return self._official(slot, state)
        words = {"": state.name, "adj": state.adjective, "gov": state.capital, "town": state.town}[kind]
        return _Words(words, words, town=words if kind == "town" else "")

    def _official(self, slot: str, state: State) -> _Words:
        """Who holds an office: at first with the office and in full, then by the last name."""
        name = official(state, slot[2:])
        if slot in self.known:
            last = name.split()[-1]
            return _Words(last, last, name)
        self.known.add(slot)
        office = state.minister if slot.endswith("fm") else state.leader
        return _Words(f"{state.adjective} {office} {name}", name, name, office)
