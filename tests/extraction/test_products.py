"""Sentences are parsed alike in any company, and as the model's own library has it."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from spacy.language import Language
from thinc.api import NumpyOps

from document_by_hand import document
from legation.extraction import parse, products
from legation.extraction.products import Products, is_steady, multiply_by_numpy
from legation.model import Article

pytestmark = pytest.mark.slow

SHORT = "Talks fail."
LONG = "Germany, France and Poland agreed in Weimar on Monday to send aid to Ukraine, the ministers said. " * 12


class Unsteady(Products):
    """Sums a row in another order where it stands among many."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        product = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        return product + 1e-6 if len(x) > 200 else product


def stock() -> Language:
    return spacy.load(parse.model_name().split()[0], exclude=["ner"])


def test_a_sentence_is_parsed_alike_in_any_company() -> None:
    nlp = parse.model()
    alone = nlp(SHORT).tensor
    for company in ([SHORT, LONG], [LONG, SHORT], [LONG] * 3 + [SHORT, SHORT]):
        among = [doc.tensor for doc in nlp.pipe(company) if doc.text == SHORT]
        assert all((tensor == alone).all() for tensor in among)


def test_parses_are_those_of_the_library_of_the_model() -> None:
    ((_, (sentence, *_)),) = parse.parse([document(Article(text=LONG.strip()))])
    expected = next(stock()(LONG).sents)
    assert [(t.tag, t.dep, t.head) for t in sentence.tokens] == [(t.tag_, t.dep_, t.head.i) for t in expected]


def test_numpy_is_taken_only_where_it_is_steady(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_steady(NumpyOps())
    assert not is_steady(Unsteady())
    monkeypatch.setattr(products, "Products", Unsteady)
    nlp = stock()
    before = nlp(SHORT).tensor
    multiply_by_numpy(nlp)
    assert (nlp(SHORT).tensor == before).all()
