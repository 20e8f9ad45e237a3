import pytest

from legation.extraction import quotations
from legation.model import Span


def words(text: str) -> list[str]:
    return [q.inner.of(text) for q in quotations.find(text, [Span(0, len(text))])]


def paragraphs(*texts: str) -> tuple[str, list[Span]]:
    text = "\n".join(texts)
    spans, begin = [], 0
    for t in texts:
        spans.append(Span(begin, begin + len(t)))
        begin += len(t) + 1
    return text, spans


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"We agree," she said. "We sign."', ["We agree,", "We sign."]),
        ("“We agree,” she said. “We sign.”", ["We agree,", "We sign."]),
        ("„Wir“ and «nous» and ``we''", ["Wir", "nous", "we"]),
        ("'We agree,' she said. ‘We sign.’", ["We agree,", "We sign."]),
        ("‘He said “no” to us,’ she said.", ["He said “no” to us,"]),
        ("“He said ‘no’ to us,” she said.", ["He said ‘no’ to us,"]),
        ("'The ministers' plan won't work,' he said.", ["The ministers' plan won't work,"]),
    ],
)
def test_marks_of_every_kind_are_paired(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The ministers' plan and the boys’ club didn't last.",
        "It was built in the '80s for the fishermen's guild.",
        'A 5" gun on a ship',
        "Rock 'n' roll, and 'em all",
    ],
)
def test_apostrophes_and_inches_are_no_marks(text: str) -> None:
    assert words(text) == []


def test_outer_covers_the_marks_and_inner_does_not() -> None:
    text = 'He said "yes".'
    (found,) = quotations.find(text, [Span(0, len(text))])
    assert found.outer.of(text) == '"yes"'
    assert found.inner.of(text) == "yes"


def test_a_quotation_may_stay_open_to_the_end_of_a_paragraph() -> None:
    text, spans = paragraphs("She said: “We came. We saw.", "“We left.”")
    first, second = quotations.find(text, spans)
    assert (first.inner.of(text), first.closed) == ("We came. We saw.", False)
    assert (second.inner.of(text), second.closed) == ("We left.", True)


def test_a_paragraph_cut_inside_a_quotation_belongs_to_it_up_to_the_mark() -> None:
    text, spans = paragraphs("She said: “We came.", "We left,” and went.")
    assert [q.inner.of(text) for q in quotations.find(text, spans)] == ["We came.", "We left,"]


def test_a_mark_that_was_never_closed_gives_way_to_the_next() -> None:
    assert words('It was "odd. "We agree," she said.') == ["We agree,"]


def test_quotations_are_within_their_paragraphs_and_in_order() -> None:
    text, spans = paragraphs("“A b c.", "D “e” f ‘g h’.", "No marks.", "“I” 'j'")
    found = quotations.find(text, spans)
    assert list(found) == sorted(found, key=lambda q: q.outer)
    assert all(any(s.begin <= q.outer.begin and q.outer.end <= s.end for s in spans) for q in found)
