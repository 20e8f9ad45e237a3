"""The lexicon's tables say what the format allows: known words, types, modes and contexts, each entry once."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from legation.extraction.lexicon import ACTORS, MEANT, MINDLESS, Effect
from legation.model import EventType
from legation.resources import directory

TABLES = {
    "verbs.csv": ("verb", "object", "preposition", "type", "mode", "contexts", "frame"),
    "nouns.csv": ("noun", "preposition", "type", "mode", "contexts", "frame"),
    "operators.csv": ("verb", "complement", "effect", "frame"),
    "noun_classes.csv": ("class", "lemma"),
    "verb_classes.csv": ("class", "lemma"),
    "contexts.csv": ("context", "word"),
    "reporting.csv": ("verb", "kind"),
    "lemmas.csv": ("form", "pos", "lemma"),
}
KEYS = {"verbs.csv": 3, "nouns.csv": 2, "operators.csv": 2, "noun_classes.csv": 2, "verb_classes.csv": 2,
        "contexts.csv": 2, "reporting.csv": 1, "lemmas.csv": 2}  # fmt: skip
COMPLEMENTS = frozenset({"xcomp", "obj+xcomp", "for+xcomp", "ccomp", "of", "from", "noun"})
PLACES = re.compile(
    "subj|obj|iobj|poss|speaker|none|to|with|against|from|for|on|over|in|of|by|towards?|at|between|among|into|upon|about|under|"
    "through|across|near|along|inside|onto|out|behind|around|within|outside|off|alongside|after|opposite|past"
)


def rows(name: str) -> list[tuple[str, ...]]:
    """The rows of a table without its header and comments."""
    path = Path(directory("data/lexicon")) / name
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [tuple(row) for row in csv.reader(lines)][1:]


def classes(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for label, lemma in rows(name):
        found.setdefault(label, []).append(lemma)
    return found


def senses() -> list[tuple[str, tuple[str, ...]]]:
    """Each entry of verbs and nouns as where it stands, and type, mode, contexts and frame."""
    return [(f"verbs.csv {row[:3]}", row[3:]) for row in rows("verbs.csv")] + [
        (f"nouns.csv {row[:2]}", row[2:]) for row in rows("nouns.csv")
    ]


def codebook() -> tuple[frozenset[str], frozenset[str]]:
    """The modes, as "CONSULT-visit", and the contexts that the event-type scheme knows."""
    text = (Path(directory("ontology")) / "event-types.ttl").read_text(encoding="utf-8")
    names = re.findall(r"^plover:([A-Za-z_-]+) a skos:Concept", text, re.MULTILINE)
    contexts = frozenset(n.removeprefix("context-") for n in names if n.startswith("context-"))
    modes = frozenset(n for n in names if n.partition("-")[0] in EventType.__members__ and "-" in n)
    return modes, contexts


@pytest.mark.parametrize("name", TABLES)
def test_header_and_width_are_those_of_the_format(name: str) -> None:
    with (Path(directory("data/lexicon")) / name).open(encoding="utf-8", newline="") as handle:
        assert tuple(next(csv.reader(handle))) == TABLES[name]
    assert not [row for row in rows(name) if len(row) != len(TABLES[name])]


@pytest.mark.parametrize("name", TABLES)
def test_each_entry_stands_once(name: str) -> None:
    counts = Counter(row[: KEYS[name]] for row in rows(name))
    assert not [key for key, count in counts.items() if count > 1]


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_has_stray_space_or_capital(name: str) -> None:
    upper = {"type", "effect", "class", "pos"}
    for row in rows(name):
        for column, cell in zip(TABLES[name], row, strict=True):
            assert cell == " ".join(cell.split()), row
            if column not in upper:
                bare = re.sub(r"@[A-Z]+", "", cell)
                assert bare == bare.lower(), row


def test_every_class_that_is_named_exists_and_every_class_is_used() -> None:
    verbs, nouns = classes("verb_classes.csv"), classes("noun_classes.csv")
    named_verbs = {
        row[0][1:] for name in ("verbs.csv", "operators.csv") for row in rows(name) if row[0].startswith("@")
    }
    cells = [cell for row in rows("verbs.csv") for cell in row[1:3]] + [row[1] for row in rows("nouns.csv")]
    named_nouns = {label for cell in cells for label in re.findall(r"@([A-Z]+)", cell)}
    assert named_verbs | MEANT == set(verbs)
    assert named_nouns | set(ACTORS) | MINDLESS == set(nouns)


def test_prepositions_and_objects_have_their_form() -> None:
    preposition = re.compile(r"[a-z]+:(\*|(@[A-Z]+|[^|@*~:]+)(\|(@[A-Z]+|[^|@*~:]+))*)")
    thing = re.compile(r"\*|~|(@[A-Z]+|[^|@*~:]+)(\|(@[A-Z]+|[^|@*~:]+))*")
    for row in rows("verbs.csv"):
        assert not row[1] or thing.fullmatch(row[1]), row
        assert not row[2] or preposition.fullmatch(row[2]), row
    for row in rows("nouns.csv"):
        assert not row[1] or preposition.fullmatch(row[1]), row


def test_types_modes_and_contexts_are_those_of_the_codebook() -> None:
    modes, contexts = codebook()
    assert len(contexts) == 37
    for where, (kind, mode, named, frame) in senses():
        assert kind in EventType.__members__ or kind == "-", where
        assert not mode or f"{kind}-{mode}" in modes, where
        assert set(named.split()) <= contexts, where
        assert kind != "-" or not (mode or named or frame), where


def test_frames_name_places_that_are_known() -> None:
    for where, (*_, frame) in senses():
        if frame in {"", "recip"}:
            continue
        for part in frame.split(" "):
            role, _, places = part.partition("=")
            assert role in {"source", "target"}, where
            assert all(map(PLACES.fullmatch, places.split(","))), where


def test_operators_take_complements_and_have_effects_of_the_format() -> None:
    for row in rows("operators.csv"):
        assert row[1] in COMPLEMENTS, row
        assert row[2] in Effect.__members__, row


def test_every_type_is_told_in_many_ways() -> None:
    counts = Counter(kind for _, (kind, *_) in senses())
    assert sum(counts.values()) + len(rows("operators.csv")) >= 2200
    assert not [kind for kind in EventType if counts[kind] < 90]
    assert counts["-"] >= 300


def test_classes_are_many_and_none_is_nearly_empty() -> None:
    assert len(classes("noun_classes.csv")) >= 40
    assert len(classes("verb_classes.csv")) >= 30
    for name in ("noun_classes.csv", "verb_classes.csv"):
        assert not [label for label, members in classes(name).items() if len(members) < 4]


def test_contexts_have_words_enough() -> None:
    _, contexts = codebook()
    words = classes("contexts.csv")
    assert set(words) == contexts
    assert not [label for label, members in words.items() if not 14 <= len(members) <= 60]


def test_verbs_of_saying_are_plain_or_take_a_stance() -> None:
    kinds = Counter(kind for _, kind in rows("reporting.csv"))
    assert set(kinds) == {"plain", "stance"}
    assert min(kinds.values()) >= 40


def test_a_class_of_verbs_never_tells_two_things_with_one_object() -> None:
    members = classes("verb_classes.csv")
    entries = {row[:3]: row[3] for row in rows("verbs.csv")}
    for (verb, thing, preposition), kind in entries.items():
        if not verb.startswith("@"):
            continue
        for other, lemmas in members.items():
            rival = entries.get((f"@{other}", thing, preposition))
            if rival in {None, kind}:
                continue
            for lemma in set(members[verb[1:]]) & set(lemmas):
                assert (lemma, thing, preposition) in entries, (lemma, thing, verb, other)


@pytest.mark.slow
def test_lemmas_are_those_that_the_model_gives() -> None:
    from legation.extraction.parse import model  # noqa: PLC0415  loads the model

    spacy_tokens = pytest.importorskip("spacy.tokens")
    nlp = model()
    lemmatizer = nlp.get_pipe("lemmatizer")

    def lemma(word: str, pos: str, tag: str, morph: str) -> str:
        doc = spacy_tokens.Doc(nlp.vocab, words=[word], pos=[pos], tags=[tag], morphs=[morph])
        return str(lemmatizer(doc)[0].lemma_).lower()

    verbs = {r[0].split()[0] for n in ("verbs.csv", "operators.csv", "reporting.csv") for r in rows(n)}
    verbs |= {r[1].split()[0] for r in rows("verb_classes.csv")}
    nouns = {r[0].split()[-1] for r in rows("nouns.csv")} | {r[1].split()[-1] for r in rows("noun_classes.csv")}
    for word in verbs:
        if not word.startswith("@") and not word.endswith("/a"):
            assert lemma(word, "VERB", "VB", "VerbForm=Inf") == word
    for word in nouns:
        assert lemma(word, "NOUN", "NN", "Number=Sing") == word
    for form, pos, right in rows("lemmas.csv"):
        if pos == "NOUN":
            assert lemma(form, pos, "NNS", "Number=Plur") != right
