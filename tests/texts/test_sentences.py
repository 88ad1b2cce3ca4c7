"""Where does a sentence end, and where does it only seem to?"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.texts.coverage import uncovered_by_sentences
from commitments.texts.sentences import split_sentences
from commitments.texts.spans import Span


def sentences(text: str) -> list[str]:
    return [span.cut(text) for span in split_sentences(text, start=0)]


def test_offsets_count_from_the_start_of_the_agreement():
    assert split_sentences("One.  Two.", start=100) == [Span(100, 104), Span(106, 110)]


@pytest.mark.parametrize(
    "text",
    [
        "Under Art. 5 the Allies act.",
        "Resolution No. 1325 stands.",
        "On 13 Apr. 2013 they met.",
        "Emerging threats, e.g. cyber attacks, i.e. Intrusions, grow.",
        "The U.N. Security Council met.",
        "J. A. Smith and Gen. Jones met Mr. Abe.",
        "To meet; to write; and to act.",
        "They act as follows: They meet.",
        "The cost is 3.5 million.",
        "It covers ships, aircraft, etc. and more.",
        "They agree (First. Second.) and sign.",
        "4. PROCEDURE FOR REVIEWING",
        "Is this “Yes!” or no",
        "To strengthen dialogue;",
    ],
)
def test_this_is_one_sentence(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("They met.", "They agreed."),
        ("He called it “Proactive Contribution to Peace.”", "The policy stands."),
        ("They serve under the U.N.", "The mandate ends."),
        ("It covers ships, aircraft, etc.", "Japan agrees."),
        ("They met (in Brussels.)", "We agree."),
        ("The answer is no.", "We go on."),
        ("This is the state of the art.", "Japan agrees."),
        ("They met in Apr.", "They agreed."),
        ("They met in 2014.", "13 nations came."),
        ("They met …", "And agreed."),
        ("Will they?", "“We will,” he said."),
    ],
)
def test_these_are_two_sentences(first, second):
    assert sentences(f"{first}\n {second}") == [first, second]


def test_white_space_alone_holds_no_sentence():
    assert split_sentences(" \n", start=5) == []


@given(st.text(alphabet='aB1.?!…;:()[]"”’ \n', max_size=80), st.integers(0, 50))
def test_sentences_cover_any_text_and_never_overlap(text, start):
    spans = split_sentences(text, start=start)
    agreement = "x" * start + text
    assert uncovered_by_sentences(agreement, Span(start, start + len(text)), spans) == []
    assert all(span.cut(agreement) and span.cut(agreement) == span.cut(agreement).strip() for span in spans)
    assert all(one.end < two.start for one, two in pairwise(spans))


def test_a_long_run_of_stops_is_read_at_once():
    text = "." * 200_000 + "z" * 200_000 + ". The end."
    assert len(sentences(text)) == 2
