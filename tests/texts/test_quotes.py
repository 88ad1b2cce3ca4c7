"""Are quoted words found where they stand, and only there?"""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from commitments.texts.faults import Fault
from commitments.texts.normalise import fold
from commitments.texts.quotes import QuoteAmbiguous, QuoteMissing, locate, verify_span
from commitments.texts.spans import Span

WITHIN = "We will promote dialogue\n  at various levels, and we will meet."


def test_a_quote_is_found_across_a_line_end():
    span = locate("promote dialogue at various", WITHIN, start=1000)
    assert span == Span(1008, 1037)
    assert WITHIN[8:37] == "promote dialogue\n  at various"


def test_white_space_around_a_quote_is_ignored():
    assert locate(" We will\n", WITHIN, start=0) == Span(0, 7)


@pytest.mark.parametrize("quote", ["we will promote", "Promote", "dialog at", "levels and", "“promote”"])
def test_nothing_but_white_space_is_forgiven(quote):
    with pytest.raises(QuoteMissing):
        locate(quote, WITHIN, start=0)


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        (
            "will promte dialogue",
            "“will promte dialogue” does not stand there; the nearest words are “will promote dialogue”. They first "
            "differ at character 1012: instead of “t” (character 10 of the quote) the text has “o”.",
        ),
        (
            "we will promote",
            "“we will promote” does not stand there; the nearest words are “We will promote”. They first "
            "differ at character 1000: instead of “w” (character 1 of the quote) the text has “W”.",
        ),
        (
            "we will meet!",
            "“we will meet!” does not stand there; the nearest words are “we will meet”. They first "
            "differ at character 1062: instead of “!” (character 13 of the quote) the text has “.”.",
        ),
    ],
)
def test_a_missing_quote_is_shown_beside_the_nearest_words(quote, message):
    with pytest.raises(QuoteMissing) as missing:
        locate(quote, WITHIN, start=1000)
    assert str(missing.value) == message


def test_a_missing_quote_in_a_long_text_is_told_without_delay():
    with pytest.raises(QuoteMissing, match="instead of “X” \\(character 6 of the quote\\) the text has “ ”"):
        locate("abcdeX" * 100, "abcde fghij " * 20_000, start=0)


def test_an_empty_quote_is_missing():
    with pytest.raises(QuoteMissing, match=r"The quote is empty\."):
        locate(" ", WITHIN, start=0)


def test_a_quote_that_stands_twice_is_refused_with_both_places():
    with pytest.raises(QuoteAmbiguous) as ambiguous:
        locate("e will", WITHIN, start=10)
    assert ambiguous.value.positions == [11, 61]
    assert str(ambiguous.value) == "“e will” stands 2 times, at characters 11, 61; lengthen the quote."


def test_an_occurrence_chooses_among_several():
    assert locate("e will", WITHIN, start=10, occurrence=2) == Span(61, 67)


@pytest.mark.parametrize("occurrence", [0, 3])
def test_an_occurrence_that_is_not_there_is_missing(occurrence):
    with pytest.raises(QuoteMissing, match=f"stands 2 time\\(s\\); there is no occurrence {occurrence}"):
        locate("e will", WITHIN, start=0, occurrence=occurrence)


@given(st.text(alphabet="ab \n", min_size=1, max_size=40), st.data())
def test_words_taken_from_a_text_are_found_in_it_and_verified(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    assume(quote == quote.strip())
    places = []
    while True:
        try:
            places.append(locate(quote, text, start=0, occurrence=len(places) + 1))
        except QuoteMissing:
            break
    assert Span(start, start + len(quote)) in places
    assert all(verify_span(text, place.start, place.end, quote) is None for place in places)
    assert all(fold(place.cut(text)).text == fold(quote).text for place in places)


@pytest.mark.parametrize(
    ("start", "end", "quote", "fault"),
    [
        (0, 7, "We will", None),
        (16, 37, "dialogue at various", None),
        (5, 5, "", Fault("characters 5–5", "lies outside the text, which has 63 characters, or is empty")),
        (60, 64, "et.", Fault("characters 60–64", "lies outside the text, which has 63 characters, or is empty")),
        (2, 7, "will", Fault("characters 2–7", "begins or ends with white space")),
        (
            0,
            7,
            "We may",
            Fault(
                "characters 0–7",
                "“We may” does not stand there; the nearest words are “We will”. They first differ at character 3: "
                "instead of “m” (character 4 of the quote) the text has “w”.",
            ),
        ),
    ],
)
def test_a_span_is_verified_against_its_quote(start, end, quote, fault):
    assert verify_span(WITHIN, start, end, quote) == fault
