"""Parts of speech and lemmas are those of the model's own components, whatever was met before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import spacy
from spacy.language import Language

from document_by_hand import document
from legation.extraction import parse, words
from legation.extraction.words import Words
from legation.model import Article

pytestmark = pytest.mark.slow

TEXTS = (
    "South Korean President Lee Jae Myung met Japanese Prime Minister Shigeru Ishiba in Tokyo on Sunday.",
    "The ministers' talks ended; they'd agreed to cut tariffs by 12.5% and won't impose new ones.",
    "Met officers, leaving the better-known drills worse off, said it was being reviewed again and again.",
    "There's no deal, and there are none to come. It ain't over: there were two more rounds.",
    "Let's see what they're gonna do, y'all; I gotta go. C'mon, he said, this isn't theirs.",
    "Having been told that, that country's envoys do not do what does not help.",
    "U.S.  and  E.U. envoys ... met (again) - in Geneva, at 10 a.m. on Jan. 5.",
    "AUKUS AGREES ON SUBMARINES",
)


@pytest.fixture(scope="module")
def stock() -> Language:
    """The model as it comes."""
    return spacy.load(parse.model_name().split()[0], exclude=["ner"])


@pytest.fixture(scope="module")
def expected(stock: Language) -> list[tuple[str, ...]]:
    """What the model's own components say."""
    texts = (text for text in TEXTS)
    return [(t.text, t.tag_, t.pos_, t.lemma_.lower(), t.dep_) for text in texts for t in stock(text) if not t.is_space]


def read() -> Iterator[tuple[str, ...]]:
    for _, sentences in parse.parse([document(Article(text=text)) for text in TEXTS]):
        for sentence in sentences:
            yield from ((t.text, t.tag, t.pos, t.lemma, t.dep) for t in sentence.tokens)


def test_words_are_those_of_the_components(expected: list[tuple[str, ...]]) -> None:
    assert list(read()) == expected


def test_words_met_before_and_words_forgotten_are_the_same(
    expected: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(read()) == expected
    monkeypatch.setattr(words, "MOST", 5)
    with parse.forgetting():
        assert list(read()) == expected
    assert list(read()) == expected


def test_the_rules_of_the_model_look_at_word_tag_and_label_only(stock: Language) -> None:
    ruler, lemmatizer = map(stock.get_pipe, Words.components)
    patterns = [pattern for rule in ruler.patterns for pattern in rule["patterns"]]
    assert {key for pattern in patterns for token in pattern for key in token} <= {"TAG", "DEP", "LOWER", "IS_SPACE"}
    assert max(map(len, patterns)) == 2
    assert lemmatizer.mode == "rule"
