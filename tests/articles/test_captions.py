"""Captions and credits, and what only looks like them."""

from __future__ import annotations

import pytest

from legation.articles import captions
from legation.articles.lines import Line, paragraphs
from legation.articles.outlets import Outlets
from legation.gazetteer import Gazetteer


def line(text: str) -> Line:
    (found,) = paragraphs(text)
    return found


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The minister listens to remarks in Sejong on September 16 ", "YONHAP"),
        ("The minister listens to remarks in Sejong on September 16. ", "YONHAP"),
        ("The minister walks in Sejong on March 9 ", "HARBOUR WIRE"),
        ("A vessel returns to port with a broken window. ", "HARBOUR WIRE / Joel Abrenica"),
        ("Two ministers at the signing. ", "Harbour Wire/Younes Tazi"),
        ("Photo: the embassy on a quiet street in Riga. ", "Coast Telegraph / A. Zvirbule"),
        ("The two leaders shake hands.", " (AP Photo/Kim Tong-hyung, File)"),
        ("The two leaders shake hands.", " (Yonhap)"),
        ("The two leaders shake hands.", " [Reuters]"),
        ("The two leaders shake hands.", " (Harbour Wire/Pool)"),
        ("The two leaders shake hands on Monday.", " /Yonhap"),
        ("The two leaders shake hands on Monday.", " / REUTERS"),
        ("The two leaders shake hands on Monday", " | AFP"),
        ("The two leaders shake hands on Monday.", " — AFP"),
        ("The two leaders shake hands on Monday", " - Reuters file pic"),
        ("The two leaders shake hands on Monday. ", "REUTERS/Kim Hong-Ji"),
        ("The two leaders shake hands. ", "Kim Hong-Ji/AFP via Getty Images"),
        ("The two leaders shake hands. ", "Photo: Kim Hong-Ji"),
        ("The two leaders shake hands. ", "Photograph: Kim Hong-Ji/Reuters"),
        ("The two leaders shake hands. ", "Photo courtesy of the presidential office"),
        ("The two leaders shake hands. ", "Examiner photo by Maude Thériault"),
        ("두 정상이 악수하고 있다. ", "[사진=연합뉴스]"),
        ("The two leaders shake hands on September 16 ", "Yonhap"),
        ("The two leaders shake hands on September 16. ", "AFP Kim Hong-ji"),
        ("The two leaders shake hands on September 16 ", "AFP Kim Hong-ji"),
        ("The two leaders shake hands. ", "Reuters-Yonhap"),
        ("The two leaders shake hands.", " (AP-Yonhap)"),
        ("The two leaders shake hands.", " (Courtesy of the Blue House)"),
        ("Exports by month. ", "Graphics by Song Ji-yoon"),
        ("", "Photo: Kim Hong-Ji/Reuters"),
        ("", "REUTERS/Kim Hong-Ji"),
        ("", "(AP Photo/Ana Moreno)"),
        ("", "YONHAP"),
        ("", "-- AFP"),
        ("", "Getty Images"),
        ("", "© AFP"),
    ],
)
def test_the_credit_is_told_from_the_caption(caption: str, credit: str, gazetteer: Gazetteer) -> None:
    outlets = Outlets(gazetteer).adding(["Harbour Wire"])
    text = caption + credit
    found = captions.credit(line(text), outlets)
    assert found is not None
    assert (text[:found].strip(), text[found:].strip()) == (caption.strip(), credit.strip())


@pytest.mark.parametrize(
    "text",
    [
        "The minister told REUTERS",
        "He worked for Reuters",
        "The film was shown on BBC Four",
        "Lee met the head of Yonhap",
        "He will take part in a meeting of the UN",
        "It joined the EU and NATO",
        "The vote was postponed, he said (in Korean)",
        "Lee (left) and Ishiba (right)",
        "The group includes the U.S., India and Japan (and Australia).",
        "He called the talks a success/failure",
        "Talks on security/Trade",
        "The U.S./Japan alliance is strong, the White House said on Monday.",
        "The plan was agreed at a meeting of G20/OECD",
        "The photo of the two was published on Monday, and everybody saw it.",
        "The image: a nation divided",
        "The two sides met, he said. Then they left.",
        "He spoke of peace. Nobody listened.",
        "They signed the accord in Washington.",
    ],
)
def test_what_only_looks_like_a_credit_is_left_alone(text: str, gazetteer: Gazetteer) -> None:
    assert captions.credit(line(text), Outlets(gazetteer)) is None


@pytest.mark.parametrize(
    "text",
    [
        "File photo of the port",
        "FILE - The minister in May",
        "Lee (left) and Ishiba",
        "Lee, left, and Ishiba",
        "A view of Seoul",
        "In this photo released by the palace, the king waves",
        "Lee is seen on a screen",
        "From left, three ministers",
    ],
)
def test_descriptions_of_pictures_are_told(text: str) -> None:
    assert captions.is_picture(text)


def test_acts_are_present_and_report_no_words() -> None:
    assert captions.is_act("The minister speaks during a meeting in Seoul on Monday.")
    assert not captions.is_act("The minister speaks during a meeting, officials said.")
    assert not captions.is_act("The ministers signed an accord in Seoul.")


def test_names_in_capitals_behind_a_full_stop_are_sources() -> None:
    lines = [line("A quay in Bergen on Monday. NORTH SEA PRESS"), line("He joined the EU"), line("It was over. NO")]
    assert captions.sources(lines) == {"north sea press"}
