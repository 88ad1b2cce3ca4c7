"""Is a character that nothing accounts for found?"""

from hypothesis import given
from hypothesis import strategies as st

from commitments.texts.coverage import uncovered, uncovered_by_sentences
from commitments.texts.spans import Span

TEXT = "Title\n\n1. One two.\n(a) Three.\n- Four.\n"


def test_a_forgotten_passage_is_named_line_by_line():
    assert [span.cut(TEXT) for span in uncovered(TEXT, [])] == ["Title", "1. One two.", "(a) Three.", "- Four."]


def test_numbers_letters_and_bullets_before_passages_need_no_account():
    passages = [Span(10, 18), Span(23, 29), Span(32, 37)]
    assert [passage.cut(TEXT) for passage in passages] == ["One two.", "Three.", "Four."]
    assert uncovered(TEXT, passages) == [Span(0, 5)]


def test_words_before_a_passage_on_its_line_are_named():
    assert [span.cut(TEXT) for span in uncovered(TEXT, [Span(14, 37)])] == ["Title", "1. One"]


def test_a_sentence_left_out_is_named():
    passage = Span(10, 29)
    assert [span.cut(TEXT) for span in uncovered_by_sentences(TEXT, passage, [Span(10, 18)])] == ["(a) Three."]


def test_sentences_outside_the_passage_cover_nothing_of_it():
    assert uncovered_by_sentences(TEXT, Span(10, 18), [Span(0, 5), Span(23, 29)]) == [Span(10, 18)]


@given(
    st.text(alphabet="ab \n", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(lambda pair: Span(*pair)), max_size=4),
)
def test_a_character_is_named_if_and_only_if_nothing_covers_it(text, covers):
    whole = Span(0, len(text))
    named = {place for gap in uncovered_by_sentences(text, whole, covers) for place in range(gap.start, gap.end)}
    for place, character in enumerate(text):
        covered = any(cover.start <= place < cover.end for cover in covers)
        if not character.isspace():
            assert (place in named) == (not covered)
