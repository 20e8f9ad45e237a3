"""Finds the gazetteer's issues in a sentence, and those that an act is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from legation import gazetteer
from legation.extraction.parse import Sentence, Token
from legation.gazetteer import Issue
from legation.model import EntityId, Mention, Span

_PIECES = re.compile(r"[^\W_]+")
_ACROSS = frozenset({"-", "'", "'s", "’s", "’", "/", "."})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "X"})
_CLAUSES = frozenset({"ccomp", "advcl", "relcl", "conj", "parataxis", "csubj"})

_Form = tuple[tuple[str, ...], bool, EntityId]


class Issues:
    """The labels and synonyms of issues by their first word, the longest first.

    A word matches as written or as its lemma, whatever its case; acronyms match in capitals only. Hyphens and
    apostrophes do not count. One word alone must stand as a noun or adjective.
    """

    def __init__(self, known: Iterable[Issue]) -> None:
        forms: defaultdict[str, dict[tuple[str, ...], _Form]] = defaultdict(dict)
        for issue in known:
            for text in (issue.label, *issue.synonyms):
                acronym = text.isupper()
                words = tuple(w for w in _PIECES.findall(text if acronym else text.lower()) if w != "s")
                if words:
                    forms[words[0]].setdefault(words, (words, acronym, issue.entity))
        self._forms = {first: tuple(sorted(group.values(), key=lambda f: -len(f[0]))) for first, group in forms.items()}

    def find(self, sentence: Sentence) -> tuple[Mention, ...]:
        """The issues that a sentence names, in order and without overlaps; the longest name wins."""
        tokens = sentence.tokens
        forms = self._forms
        found: list[Mention] = []
        free = 0
        for token in tokens:
            if token.index < free:
                continue
            candidates = forms.get(token.lower, ())
            if token.lemma != token.lower:
                candidates += forms.get(token.lemma, ())
            if token.text.isupper():
                candidates += forms.get(token.text, ())
            if not candidates:
                continue
            best = -1
            entity: EntityId | None = None
            for words, acronym, issue in (
                sorted(candidates, key=lambda f: -len(f[0])) if len(candidates) > 1 else candidates
            ):
                last = _matched(tokens, token.index, words, acronym)
                if last is not None:
                    best, entity = last, issue
                    break
            if entity is not None:
                span = Span(token.begin, tokens[best].end)
                found.append(Mention(entity=entity, passage=sentence.passage.number, span=span))
                free = best + 1
        return tuple(found)

    def around(self, sentence: Sentence, mentions: Sequence[Mention], triggers: Sequence[int]) -> tuple[EntityId, ...]:
        """The issues that stand below an act's trigger words, else in the clause that they stand in.

        `mentions` are those of `find` for the same sentence. In order of the text, each once.
        """
        if not mentions or not triggers:
            return ()
        below = {i for trigger in triggers for i in sentence.subtree(trigger)}
        found = _within(sentence, mentions, below)
        if found:
            return found
        clause = next((a for a in sentence.ancestors(triggers[0]) if a.pos in {"VERB", "AUX"}), None)
        top = clause.index if clause is not None else triggers[0]
        kept = set(sentence.subtree(top))
        for child in sentence.children(top):
            if (
                child.dep in _CLAUSES
                and child.index not in below
                and triggers[0] not in (subtree := sentence.subtree(child.index))
            ):
                kept.difference_update(subtree)
        return _within(sentence, mentions, kept)


def _matched(tokens: Sequence[Token], at: int, words: tuple[str, ...], acronym: bool) -> int | None:
    """The last token of a name that begins at a token, or None where it does not stand there."""
    if acronym and len(words) == 1:
        return at if tokens[at].text == words[0] else None
    if len(words) == 1:
        return at if tokens[at].pos in _NOMINAL or tokens[at].tag == "VBG" else None
    for word in words[1:]:
        at += 1
        while at < len(tokens) and tokens[at].lower in _ACROSS:
            at += 1
        if at >= len(tokens):
            return None
        token = tokens[at]
        if word not in {token.lower, token.lemma, token.text}:
            return None
    return at


def _within(sentence: Sentence, mentions: Sequence[Mention], indices: set[int]) -> tuple[EntityId, ...]:
    begins = {sentence.tokens[i].begin for i in indices}
    return tuple(dict.fromkeys(m.entity for m in mentions if m.span.begin in begins))


@cache
def index() -> Issues:
    """The index over the issues of the gazetteer that ships with Legation."""
    return Issues(gazetteer.load().issues)
