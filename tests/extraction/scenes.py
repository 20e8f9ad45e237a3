"""Sentences of our own as the readers of findings meet them: parsed together, read in order, each text an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from document_by_hand import document
from legation import gazetteer
from legation.extraction import assessments, indicators, instruments, issues, lexicon, parse
from legation.extraction.actors import Cast, Scene
from legation.extraction.events import Coder
from legation.extraction.parse import Sentence, Token
from legation.extraction.salience import Salience
from legation.extraction.statements import Statements
from legation.model import (
    Article,
    Assessment,
    BlockKind,
    EntityId,
    Indicator,
    Instrument,
    Mention,
    Passage,
    Span,
    Statement,
)

PUBLISHED = "2025-09-16"


@dataclass
class Reading:
    """What was read of one text."""

    text: str
    scenes: list[Scene] = field(default_factory=list)
    saliences: list[Salience] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)
    topics: list[Mention] = field(default_factory=list)


def read(texts: Sequence[str], home: str = "") -> dict[str, Reading]:
    """The readings of some texts; `home` is the state of all their datelines."""
    documents = [document(Article(text=text, published=PUBLISHED)) for text in texts]
    index, words = issues.index(), lexicon.load()
    readings = {}
    for parsed, sentences in parse.parse(documents):
        cast = Cast(gazetteer.load(), day=PUBLISHED, home=EntityId(home) if home else None)
        statements, salience, reading = Statements(parsed), cast.salience, Reading(parsed.text)
        for sentence in sentences:
            scene = Scene(sentence, cast)
            salience.note(scene.state_names())
            topics = index.find(sentence)
            reading.scenes.append(scene)
            reading.topics += topics
            reading.statements += statements.read(scene, topics)
            Coder(scene, words).reports()
            reading.assessments += assessments.find(scene, salience, statements.speaker)
            reading.indicators += indicators.find(scene, salience)
            reading.instruments += instruments.find(scene, parsed.text)
            scene.leave()
        readings[parsed.text] = reading
    return readings


_POS = {"NN": "NOUN", "VB": "VERB", "JJ": "ADJ", "IN": "ADP", "CD": "NUM", "DT": "DET", "RB": "ADV"}


def by_hand(words: str, tags: str = "", heads: str = "", deps: str = "") -> Sentence:
    """A sentence made without the model: Penn tags, from which the parts of speech follow, heads as indices, labels."""
    tokens = []
    begin = 0
    for i, word in enumerate(words.split()):
        begin = words.index(word, begin)
        tag = tags.split()[i] if tags else "NN"
        head = int(heads.split()[i]) if heads else 0
        dep = deps.split()[i] if deps else "dep"
        pos = "PROPN" if tag == "NNP" else _POS.get(tag[:2], "X")
        end = begin + len(word)
        tokens.append(Token(i, word, word.lower(), word.lower(), tag, pos, dep, head, begin, end))
        begin = end
    return Sentence(Passage(number=0, kind=BlockKind.BODY, span=Span(0, len(words))), tuple(tokens))
