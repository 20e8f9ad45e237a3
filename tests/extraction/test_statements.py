"""Statements of sentences of our own. Each text is an article; a line is a paragraph."""

import pytest
from scenes import Reading, read

from legation.model import Statement

pytestmark = pytest.mark.slow

BEFORE = 'French President Emmanuel Macron said on Monday: "Europe will pay its share."'
AFTER = '"The strait is open to all ships," said Turkish Foreign Minister Hakan Fidan.'
SPLIT = "‘We came as friends,’ Australian Foreign Minister Penny Wong said, ‘and we leave as friends.’"
ASKED = '"Why was nobody told?" asked Chilean President Gabriel Boric in Santiago. "We want an answer."'
LONG = (
    "German Chancellor Friedrich Merz said: “The talks were hard. They were not in vain. We shall go on.\n"
    "“And we shall go on together,” he told reporters.\n“That is what I came to say.”"
)
GOES_ON = '"The road is closed," said Ilze Ozola, a state secretary. "It will open in spring."'
MIXED = (
    'Kenyan President William Ruto said that his country would follow a "patient policy of open doors" in the region.'
)
SCARE = 'Norway said that the so-called "ghost fleet" had left its waters.'
NO_SPEECH = 'The ships of the "dark fleet of the north" left the port.'
SHORT = 'Polish President Karol Nawrocki was asked whether he would sign. "No," he said.'
INDIRECT = "Egypt said that the dam had been filled without notice."
TAIL = "Two soldiers were wounded near the border, Thailand's army said."
INSERTED = "The port, Denmark said, would stay open to all."
NOTED = "The Kremlin noted the importance of a lasting ceasefire in the south."
DENIED = "Iran denied that it had attacked the tanker."
BELIEVED = "Officials in Oslo believe that the cable was cut on purpose."
ACCORDING = "Russia fired forty drones overnight, according to Ukraine's defence ministry."
ACCORDING_FIRST = "According to Peru's foreign ministry, the envoy left on Sunday."
UNNAMED = "The accord will be signed soon, a senior US official said on condition of anonymity."
SPOKESMAN = (
    "A spokesman for the Chinese foreign ministry said that the boats had turned back. They had been warned, he added."
)
DOCUMENT = "A statement by Japan's foreign ministry said that the talks would go on."
AS_SAYING = "Yonhap quoted a North Korean official as saying that the line had been cut."
BOTH = "Spain and Portugal said they would share the cost of the cable."
UNSAID = [
    "Serbia refused to say whether it would sign.",
    "Serbia did not say that it would sign.",
    "If Serbia says that it will sign, the talks can start.",
    "It was reported that Serbia had signed.",
    "Serbia may say that it has signed.",
]
CALLED = 'The Indian government called the tariff "a heavy blow to honest trade".'
TWICE = 'Lithuania and Latvia met. Estonia said that Finland wants "a quiet border and an open sea".'
PARTICIPLE = "Mexico closed two crossings on Tuesday, saying that the river had risen."
OTHERS_DAY = "Irish Prime Minister Micheal Martin, who arrived on Monday, said that the talks were useful."
ISSUED = "In a statement issued on Sunday, Qatar said that both sides had agreed to meet."
TOLD_BLUNT = 'Turkish Foreign Minister Hakan Fidan was blunt. "We reject this text in its entirety."'
HE_SHE = (
    "A Cuban spokeswoman said that the flights would resume. Cuban President Miguel Diaz-Canel visited Madrid. "
    'He was tired. "It was a good day," she said.'
)
INTRODUCED = "South Africa's government said in a statement:\n“The court has ruled, and we accept its ruling.”"
TEXTS = [
    BEFORE, AFTER, SPLIT, ASKED, LONG, GOES_ON, MIXED, SCARE, NO_SPEECH, SHORT, INDIRECT, TAIL, INSERTED, NOTED, DENIED,
    BELIEVED, ACCORDING, ACCORDING_FIRST, UNNAMED, SPOKESMAN, DOCUMENT, AS_SAYING, BOTH, *UNSAID, CALLED, TWICE,
    PARTICIPLE, OTHERS_DAY, ISSUED, TOLD_BLUNT, HE_SHE, INTRODUCED,
]  # fmt: skip


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    return read(TEXTS)


def told(reading: Reading) -> list[tuple[str, str, str]]:
    """Kind, words and speaker of each statement."""
    return [("Q" if s.quotation else "P", s.span.of(reading.text), s.speaker.entity or "") for s in reading.statements]


def one(reading: Reading) -> Statement:
    (statement,) = reading.statements
    return statement


def test_words_are_those_of_the_text_at_their_span(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        for statement in reading.statements:
            assert bool(statement.quotation) != bool(statement.paraphrase)
            assert statement.span.of(reading.text) == (statement.quotation or statement.paraphrase)
            assert 0 < statement.confidence <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BEFORE, [("Q", "Europe will pay its share.", "person/emmanuel-macron")]),
        (AFTER, [("Q", "The strait is open to all ships,", "person/hakan-fidan")]),
        (SPLIT, [("Q", words, "person/penny-wong") for words in ("We came as friends,", "and we leave as friends.")]),
        (GOES_ON, [("Q", words, "person/ilze-ozola") for words in ("The road is closed,", "It will open in spring.")]),
        (CALLED, [("Q", "a heavy blow to honest trade", "organization/IND-government")]),
        (INDIRECT, [("P", "the dam had been filled without notice", "state/EGY")]),
        (INSERTED, [("P", "The port, Denmark said, would stay open to all", "state/DNK")]),
        (NOTED, [("P", "the importance of a lasting ceasefire in the south", "state/RUS")]),
        (ACCORDING, [("P", "Russia fired forty drones overnight", "organization/UKR-ministry-of-defence")]),
        (ACCORDING_FIRST, [("P", "the envoy left on Sunday", "organization/PER-ministry-of-foreign-affairs")]),
        (PARTICIPLE, [("P", "the river had risen", "state/MEX")]),
    ],
)  # fmt: skip
def test_who_said_what(readings: dict[str, Reading], text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(readings[text]) == expected


def test_a_question_is_told_with_its_verb_in_the_next_sentence(readings: dict[str, Reading]) -> None:
    first, second = told(readings[ASKED])
    assert first[:2] == ("Q", "Why was nobody told?")
    assert second[:2] == ("Q", "We want an answer.")
    assert first[2] == second[2] == "person/gabriel-boric"


def test_a_quotation_over_sentences_and_paragraphs_stays_with_its_speaker(readings: dict[str, Reading]) -> None:
    assert told(readings[LONG]) == [
        ("Q", "The talks were hard. They were not in vain. We shall go on.", "person/friedrich-merz"),
        ("Q", "And we shall go on together,", "person/friedrich-merz"),
        ("Q", "That is what I came to say.", "person/friedrich-merz"),
    ]


def test_a_mixed_sentence_gives_its_clause_and_the_words_between_marks(readings: dict[str, Reading]) -> None:
    assert told(readings[MIXED]) == [
        ("Q", "patient policy of open doors", "person/william-ruto"),
        ("P", 'his country would follow a "patient policy of open doors" in the region', "person/william-ruto"),
    ]


def test_a_scare_quote_is_no_statement(readings: dict[str, Reading]) -> None:
    assert told(readings[SCARE]) == [("P", 'the so-called "ghost fleet" had left its waters', "state/NOR")]
    assert told(readings[NO_SPEECH]) == []


def test_one_word_between_marks_is_a_statement_where_somebody_says_it(readings: dict[str, Reading]) -> None:
    assert ("Q", "No,", "person/karol-nawrocki") in told(readings[SHORT])


def test_a_denial_keeps_its_verb(readings: dict[str, Reading]) -> None:
    assert told(readings[DENIED]) == [("P", "denied that it had attacked the tanker", "state/IRN")]


def test_what_is_believed_is_less_certain_than_what_is_said(readings: dict[str, Reading]) -> None:
    assert one(readings[BELIEVED]).confidence < one(readings[INDIRECT]).confidence


def test_the_clause_before_its_speaker_is_told_alone(readings: dict[str, Reading]) -> None:
    statement = one(readings[TAIL])
    assert statement.paraphrase == "Two soldiers were wounded near the border"
    assert statement.on_behalf_of == "state/THA"


def test_an_official_without_name_speaks_for_his_state(readings: dict[str, Reading]) -> None:
    statement = one(readings[UNNAMED])
    assert statement.paraphrase == "The accord will be signed soon"
    assert statement.on_behalf_of == "state/USA"
    assert statement.speaker.span.of(UNNAMED) == "senior US official"


def test_he_is_the_spokesman_who_spoke_before(readings: dict[str, Reading]) -> None:
    first, second = readings[SPOKESMAN].statements
    assert first.on_behalf_of == second.on_behalf_of == "organization/CHN-ministry-of-foreign-affairs"
    assert second.speaker.entity == first.speaker.entity
    assert second.speaker.span.of(SPOKESMAN) == "he"


def test_she_is_not_the_man_named_last(readings: dict[str, Reading]) -> None:
    quoted = [s for s in readings[HE_SHE].statements if s.quotation]
    assert [s.speaker.entity for s in quoted] != ["person/miguel-diaz-canel"]


def test_a_document_speaks_for_its_author(readings: dict[str, Reading]) -> None:
    assert told(readings[DOCUMENT]) == [
        ("P", "the talks would go on", "organization/JPN-ministry-of-foreign-affairs"),
    ]


def test_whoever_is_quoted_speaks_not_who_quotes(readings: dict[str, Reading]) -> None:
    statement = one(readings[AS_SAYING])
    assert statement.paraphrase == "the line had been cut"
    assert statement.speaker.code == "PRK"


def test_two_speakers_give_two_statements(readings: dict[str, Reading]) -> None:
    assert [s.speaker.entity for s in readings[BOTH].statements] == ["state/ESP", "state/PRT"]
    assert len({s.span for s in readings[BOTH].statements}) == 1


@pytest.mark.parametrize("text", UNSAID)
def test_what_was_not_said_by_anybody_told_is_no_statement(readings: dict[str, Reading], text: str) -> None:
    assert told(readings[text]) == []


def test_words_below_a_wish_belong_to_whoever_reports_it(readings: dict[str, Reading]) -> None:
    assert ("Q", "a quiet border and an open sea", "state/EST") in told(readings[TWICE])


def test_the_office_held_is_told(readings: dict[str, Reading]) -> None:
    statement = one(readings[AFTER])
    assert statement.office == "office/TUR-foreign-minister"
    assert statement.on_behalf_of == "state/TUR"


def test_about_names_states_and_issues_but_not_the_speaker(readings: dict[str, Reading]) -> None:
    assert one(readings[ACCORDING]).about == ("state/RUS",)
    assert one(readings[NOTED]).about == tuple(m.entity for m in readings[NOTED].topics)
    assert "state/EGY" not in one(readings[INDIRECT]).about


@pytest.mark.parametrize(
    ("text", "day"),
    [(BEFORE, "2025-09-15"), (AFTER, ""), (OTHERS_DAY, ""), (ISSUED, "2025-09-14"), (ACCORDING_FIRST, "")],
)
def test_the_day_is_that_of_the_reporting_clause(readings: dict[str, Reading], text: str, day: str) -> None:
    assert [s.date for s in readings[text].statements] == [day]


def test_words_without_speaker_after_a_sentence_on_somebody_are_less_certain(readings: dict[str, Reading]) -> None:
    statement = one(readings[TOLD_BLUNT])
    assert statement.speaker.entity == "person/hakan-fidan"
    assert statement.confidence == 0.5


def test_a_colon_brings_the_next_paragraph(readings: dict[str, Reading]) -> None:
    assert told(readings[INTRODUCED]) == [
        ("Q", "The court has ruled, and we accept its ruling.", "organization/ZAF-government")
    ]


@pytest.mark.parametrize(
    "text", ["Nobody said that the bridge would open.", "No one in Lima believes that it will last."]
)
def test_nobody_says_nothing(text: str) -> None:
    assert read([text])[text].statements == []
