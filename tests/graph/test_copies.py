from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from legation.graph.copies import KEPT, Text, independent, overlap, sketch


def prose(seed: int, sentences: int = 30) -> list[str]:
    """Sentences of made-up words."""
    choose = random.Random(seed)
    words = [f"w{n}" for n in range(400)]
    return [" ".join(choose.choices(words, k=18)) for _ in range(sentences)]


WIRE = prose(1)


def test_equal_hashes_are_one_text():
    assert independent([Text("a"), Text("a"), Text("b")]) == 2


def test_a_shortened_copy_with_another_lead_is_no_text_of_its_own():
    copy = [*prose(2, 1), *(sentence.upper() for sentence in WIRE[1:15])]
    assert independent([Text("wire", sketch(WIRE)), Text("copy", sketch(copy))]) == 1


def test_another_reporter_who_quotes_the_same_words_writes_a_text_of_his_own():
    other = [*prose(3, 14), WIRE[4], WIRE[9], *prose(4, 14)]
    assert independent([Text("wire", sketch(WIRE)), Text("other", sketch(other))]) == 2


def test_copies_of_copies_are_one_text():
    halves = [WIRE[:20], WIRE[5:25], WIRE[12:]]
    texts = [Text(str(n), sketch(half)) for n, half in enumerate(halves)]
    assert independent(texts) == 1
    assert independent([*texts, Text("other", sketch(prose(5)))]) == 2


def test_texts_too_short_to_tell_are_copies_only_when_equal():
    line, other = "Two sides met in the capital on Monday", "Two sides met in the capital on Tuesday"
    assert independent([Text("a", sketch([line])), Text("b", sketch([line]))]) == 1
    assert independent([Text("a", sketch([line])), Text("b", sketch([other]))]) == 2
    assert sketch(["Too short"]) == ()


@given(st.integers(0, 30), st.integers(10, 40), st.integers(10, 40))
def test_the_estimate_comes_near_the_truth(shared, own, others):
    common = prose(6, shared)
    one, other = [*common, *prose(7, own)], [*common, *prose(8, others)]
    truth = max(0, shared * 18 - 4) / (18 * (shared + min(own, others)) - 4)
    assert abs(overlap(sketch(one), sketch(other)) - truth) < 0.25


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4))), st.randoms())
def test_the_order_of_texts_does_not_matter(drawn, shuffler):
    texts = [Text(name + str(seed), sketch(prose(seed, 3))) for name, seed in drawn]
    shuffled = texts[:]
    shuffler.shuffle(shuffled)
    assert independent(texts) == independent(shuffled) == len({text.sketch for text in texts})


def test_a_sketch_has_a_limit():
    assert len(sketch(prose(9, 200))) == KEPT


def test_a_report_that_has_all_its_sentences_on_a_thing_from_another_is_no_source_of_its_own():
    told, own = sketch([WIRE[4]]), sketch(prose(11, 1))
    wire = Text("wire", sketch(WIRE), (told,))
    assert independent([wire, Text("other", sketch([*prose(12), WIRE[4]]), (told,))]) == 1
    assert independent([wire, Text("other", sketch([*prose(12), WIRE[4]]), (told, own))]) == 1
    assert independent([Text("wire", sketch(WIRE), (told, sketch([WIRE[5]]))), Text("b", (), (told, own))]) == 2
    assert independent([wire, Text("other", sketch(prose(12)), (own,))]) == 2


def test_a_sentence_with_few_words_of_its_own_is_a_copy():
    edited = WIRE[4].replace(WIRE[4].split()[0], "another", 1)
    wire, other = (Text(name, (), (sketch([words]),)) for name, words in (("a", WIRE[4]), ("b", edited)))
    assert independent([wire, other]) == 1
