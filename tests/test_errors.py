"""Errors that travel from one process to another."""

from __future__ import annotations

import pickle

import pytest

from legation.errors import BadInput, LegationError, LimitReached, NotAcceptable


@pytest.mark.parametrize(
    "error",
    [
        BadInput("x", "is wrong"),
        BadInput("x", "is wrong", "mend it"),
        NotAcceptable("a/b", ("c/d",)),
        LimitReached("no"),
    ],
)
def test_an_error_survives_the_way_to_another_process(error: LegationError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
    assert copy.status == error.status
