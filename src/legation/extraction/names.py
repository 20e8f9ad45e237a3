"""Finds the gazetteer's names and offices among the tokens of a sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from legation import gazetteer
from legation.extraction.parse import Sentence, Token
from legation.gazetteer import Form, OfficeForm, Role
from legation.model import EntityId

_PIECES = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Tokens `first` to `last` (both included) are a name; an ambiguous one has several forms."""

    first: int
    last: int
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class OfficeMatch:
    """Tokens `first` to `last` (both included) name an office, a body or a role."""

    first: int
    last: int
    offices: tuple[OfficeForm, ...]
    plural: bool

    @property
    def office(self) -> OfficeForm:
        """The meaning that the words have everywhere, else the first of those that they have in some states."""
        return next((o for o in self.offices if not o.states), self.offices[0])

    def of(self, code: str) -> OfficeForm:
        """The meaning that the words have in a state, by its alpha-3 code."""
        return next((o for o in self.offices if code and code in o.states), self.office)


@dataclass(frozen=True, slots=True)
class Names:
    """The gazetteer's forms by their first word; under each, the longest come first."""

    forms: dict[str, tuple[tuple[tuple[str, ...], tuple[Form, ...]], ...]]
    offices: dict[str, tuple[tuple[tuple[str, ...], tuple[OfficeForm, ...]], ...]]
    ministries: dict[str, OfficeForm]
    """The body that the holder of an office leads, by the office's key."""
    seats: dict[str, EntityId]
    """The organisation that a capital is the seat of, by its name."""

    def find(self, sentence: Sentence, named: Collection[EntityId] = ()) -> tuple[list[NameMatch], list[OfficeMatch]]:
        """The names and the offices in a sentence, each list in order and without overlaps; the longest match wins.

        A name that by itself more often means something else counts only for what is `named` by another: "Georgetown"
        where Guyana is spoken of, "ADF" after the Allied Democratic Forces.
        """
        words, owner = _pieces(sentence.tokens)
        return self._names(words, owner, sentence, named), self._offices(sentence.tokens)

    def _names(
        self, words: tuple[str, ...], owner: Sequence[int], sentence: Sentence, named: Collection[EntityId]
    ) -> list[NameMatch]:
        found: list[NameMatch] = []
        at = 0
        while at < len(words):
            for form, meanings in self.forms.get(words[at], ()):
                end = at + len(form)
                if words[at:end] != form:
                    continue
                first, last = owner[at], owner[end - 1]
                # A name ends where a token ends: "Iran" is not in "Iran-Contra" as one token, nor "US" in "US$".
                if (at and owner[at - 1] == first) or (end < len(words) and owner[end] == last and words[end] != "."):
                    continue
                if len(form) == 1 and _common(sentence.tokens[first]):
                    continue
                forms = meanings
                if all(f.weak for f in forms):
                    here = {m.forms[0].entity for m in found if len(m.forms) == 1}
                    forms = tuple(f for f in forms if f.entity in named or f.entity in here)
                if not forms:
                    continue
                found.append(NameMatch(first, last, forms))
                at = end - 1
                break
            at += 1
        return found

    def _offices(self, tokens: Sequence[Token]) -> list[OfficeMatch]:
        found = []
        free = 0
        offices = self.offices
        words = tuple(token.lower for token in tokens)
        for at, token in enumerate(tokens):
            candidates = offices.get(token.lower) or offices.get(token.lemma)
            if candidates is None or at < free:
                continue
            for form, meanings in candidates:
                end = at + len(form)
                if end > len(tokens):
                    continue
                last = tokens[end - 1]
                if form[-1] not in (last.lower, last.lemma) or words[at : end - 1] != form[:-1]:
                    continue
                if last.pos in {"NOUN", "PROPN", "ADJ"}:
                    found.append(OfficeMatch(at, end - 1, meanings, last.tag in {"NNS", "NNPS"}))
                    free = end
                break
        return found


def _common(token: Token) -> bool:
    """Whether a token that is spelt as a name is another word: the verb "may", the pronoun "US" in capitals."""
    return token.pos in {"VERB", "AUX", "PRON", "ADV", "DET", "ADP", "SCONJ", "INTJ"} and token.lower == token.text


def _pieces(tokens: Sequence[Token]) -> tuple[tuple[str, ...], list[int]]:
    """The words of a sentence cut as the names of the index are, and for each the token that it belongs to."""
    words: list[str] = []
    owner: list[int] = []
    for token in tokens:
        parts = (token.text,) if token.text.isalnum() else _PIECES.findall(token.text)
        words.extend(parts)
        owner.extend([token.index] * len(parts))
    return tuple(words), owner


@cache
def index() -> Names:
    """The index over the gazetteer that ships with Legation."""
    shipped = gazetteer.load()
    forms: defaultdict[tuple[str, ...], list[Form]] = defaultdict(list)
    for form in sorted(shipped.forms, key=lambda f: f.weak):  # what a name rarely means comes last
        pieces = tuple(_PIECES.findall(form.text))
        if pieces:
            forms[pieces].append(form)
    for instrument in shipped.instruments:  # "the Oslo accords" name no capital
        for name in instrument.names:
            forms[tuple(_PIECES.findall(name))].append(Form(name, instrument.entity, Role.PLACE))
    by_word: defaultdict[str, list[tuple[tuple[str, ...], tuple[Form, ...]]]] = defaultdict(list)
    for pieces, group in forms.items():
        by_word[pieces[0]].append((pieces, tuple(group)))
    meanings: defaultdict[tuple[str, ...], list[OfficeForm]] = defaultdict(list)
    for office in shipped.offices:
        meanings[tuple(office.text.lower().replace("-", " - ").split())].append(office)
    offices: defaultdict[str, list[tuple[tuple[str, ...], tuple[OfficeForm, ...]]]] = defaultdict(list)
    for pieces, senses in meanings.items():
        offices[pieces[0]].append((pieces, tuple(senses)))
    return Names(
        {word: tuple(sorted(group, key=lambda g: -len(g[0]))) for word, group in by_word.items()},
        {word: tuple(sorted(group, key=lambda g: -len(g[0]))) for word, group in offices.items()},
        _ministries(shipped.offices),
        {f.text: f.entity for f in shipped.forms if f.weak and f.role is Role.SEAT},
    )


def _ministries(offices: Sequence[OfficeForm]) -> dict[str, OfficeForm]:
    """Ministers and their ministries share the name of their field: "foreign minister", "foreign ministry"."""
    bodies = {form.text: form for form in reversed(offices) if form.kind == "body" and form.text.endswith("ministry")}
    return {
        form.key: bodies[ministry]
        for form in offices
        if form.text.endswith(" minister") and (ministry := form.text.removesuffix("minister") + "ministry") in bodies
    }
