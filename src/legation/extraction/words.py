"""The words of a parse with their parts of speech and lemmas, by the model's own rules, each asked once.

The rules of a model's attribute ruler look at a token's word, tag and label, and its lemmatizer at what the ruler made
of them. So what they say of one token they say of all like it, and need not be asked again; asking them of each takes a
third of the time of a parse. A few rules look at a word and the next one: where such a word stands all are asked.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from spacy.matcher import Matcher
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.language import Language

MOST = 50_000
"""Kinds of tokens whose answers are kept, some 30 MB."""


class Word(NamedTuple):
    """What holds of all tokens with one word, tag and label. `opens` where a rule may look at the next token too."""

    text: str
    lower: str
    lemma: str
    tag: str
    pos: str
    dep: str
    opens: bool = False


class Words:
    """What one model says of the tokens that it meets."""

    components = ("attribute_ruler", "lemmatizer")
    """The components of a pipeline that this stands for; the others have to run before."""

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        self._ruler, self._lemmatizer = (cast(Any, nlp.get_pipe(name)) for name in self.components)
        self._openings = Matcher(nlp.vocab)
        patterns = [pattern for rule in self._ruler.patterns for pattern in rule["patterns"]]
        self._openings.add("openings", [pattern[:1] for pattern in patterns if len(pattern) > 1])
        self._known: dict[tuple[int, int, int], Word] = {}

    def of(self, doc: Doc) -> list[Word]:
        """The words of a text that the other components have read, one for each token."""
        known = self._known
        kinds = map(tuple, doc.to_array(["ORTH", "TAG", "DEP"]).tolist())
        words = [known.get(kind) or self._learnt(kind) for kind in kinds]
        if any(word.opens for word in words):
            self._rule(doc)
            words = [w._replace(pos=t.pos_, lemma=t.lemma_.lower()) for w, t in zip(words, doc, strict=True)]
        return words

    def forget(self) -> None:
        """Let go of what is known where it has become too much."""
        if len(self._known) > MOST:
            self._known.clear()

    def _learnt(self, kind: tuple[int, int, int]) -> Word:
        text, tag, dep = (self._vocab.strings[number] for number in kind)
        alone = Doc(self._vocab, words=[text], tags=[tag], deps=[dep], heads=[0])
        opens = bool(self._openings(alone, allow_missing=True))
        self._rule(alone)
        pos, lemma = alone[0].pos_, alone[0].lemma_.lower()
        word = Word(text, intern(text.lower()), intern(lemma), intern(tag), intern(pos), intern(dep), opens)
        self._known[kind] = word
        return word

    def _rule(self, doc: Doc) -> None:
        self._lemmatizer(self._ruler(doc))
