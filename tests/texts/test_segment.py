"""How are similar texts read, and which are refused?"""

import pytest

from commitments.texts.segment import SegmentationError, segment


def citations(text: str) -> list[tuple[str, str]]:
    return [(passage.citation, passage.text) for passage in segment(text, code="X")]


def test_a_wrapped_paragraph_is_one_passage_with_its_line_ends():
    assert citations("Title\n\n1. The parties\n   will meet.\n2. They\nagree.") == [
        ("1", "The parties\n   will meet."),
        ("2", "They\nagree."),
    ]


def test_a_wrapped_line_may_begin_with_a_number_that_is_out_of_sequence():
    assert citations("Title\n\n1. HEADING\n\n1.1 It costs\n3.5 million.\n\n1.2 End.") == [
        ("h1", "1. HEADING"),
        ("1.1", "It costs\n3.5 million."),
        ("1.2", "End."),
    ]


def test_lettered_items_and_roman_ones_below_them_are_cited_by_their_letters():
    text = "Title\n\n1. HEADING\n\n1.1 They will:\n\n(a) meet:\n  (i) yearly;\n  (ii) openly;\n(b) write.\n\n1.2 End."
    passages = segment(text, code="X")
    assert [(p.citation, p.printed_number, p.kind, p.parent) for p in passages[2:6]] == [
        ("1.1a", "a", "item", "X-1.1"),
        ("1.1a.i", "i", "item", "X-1.1a"),
        ("1.1a.ii", "ii", "item", "X-1.1a"),
        ("1.1b", "b", "item", "X-1.1"),
    ]


def test_the_letter_i_follows_h():
    letters = "".join(f"({letter}) word;\n" for letter in "abcdefghij")
    assert [citation for citation, _ in citations(f"Title\n\n1. They will:\n{letters}")][-2:] == ["1i", "1j"]


def test_bullets_set_in_further_stand_below_the_bullet_before():
    text = "Title\n\n1. They will:\n\n- meet:\n  - often;\n  - openly;\n- write."
    assert [citation for citation, _ in citations(text)] == ["1", "1a", "1a.a", "1a.b", "1b"]


def test_a_list_without_end_marks_is_still_a_list():
    assert citations("Title\n\n1. Fields:\n- cyber\n- space") == [("1", "Fields:"), ("1a", "cyber"), ("1b", "space")]


def test_a_numbered_line_that_ends_like_a_sentence_is_a_paragraph_with_items():
    passages = segment("Title\n\n1. They agree:\n\n1.1 to meet;\n\n1.2 to write.", code="X")
    assert [(p.citation, p.kind, p.parent) for p in passages] == [
        ("1", "paragraph", None),
        ("1.1", "item", "X-1"),
        ("1.2", "item", "X-1"),
    ]


def test_numbers_may_run_on_through_the_sections():
    assert [c for c, _ in citations("Title\n\nAims\n\n1. One.\n\nMeans\n\n2. Two.")] == ["h1", "1", "h2", "2"]


def test_a_page_number_between_paragraphs_is_outside_every_provision():
    assert citations("Title\n\n1. One.\n\n- 2 -\n\n2. Two.\nPage 3 of 4") == [("1", "One."), ("2", "Two.")]


def test_a_heading_may_follow_its_number_line_without_a_blank_line():
    assert [c for c, _ in citations("Title\n1. AIMS\n1.1 One.\n2. MEANS\n2.1 Two.")] == ["h1", "1.1", "h2", "2.1"]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "no numbered paragraph in this text"),
        ("Title\n\nWords alone.", 1, "no numbered paragraph in this text"),
        ("Title\n\n1. One.\n\n3. Three.", 5, "“3” is out of sequence"),
        ("Title\n\n2. Two.", 3, "“2” is out of sequence"),
        ("Title\n\n1. One.\n\n1. One again.", 5, "“1” is out of sequence"),
        ("Title\n\n1. AIMS\n\n1.1 One.\n\n1.1.2 Two.", 7, "“1.1.2” is out of sequence"),
        ("Title\n\n1. List:\n(a) one;\n(c) three.", 5, "“c” is out of sequence"),
        ("Title\n\n1. See paragraph\n2. The parties meet.", 4, "a new number, or the sentence above going on"),
        ("Title\n\n1. Between Japan\n- NATO agrees.", 4, "a new number, or the sentence above going on"),
        ("Title\n\n1. One.\nAims\n\n2. Two.", 4, "a heading, or the passage above going on"),
        ("Title\n\n1. One.\n\nand so on\n\n2. Two.", 5, "no number, and it does not read as a heading"),
        ("Title\n\n1. One.\n\nDone at Brussels.\n", 5, "no number, and it does not read as a heading"),
        ("Title\n\n1. One.\n\nFor Japan", 5, "a heading without a numbered paragraph below it"),
        ("Title\n\n1. One.\n\nAims\n\nMeans\n\n2. Two.", 5, "a heading without a numbered paragraph below it"),
        ("Title\n\n1. One.\n\nAims\n\n- bullet;", 7, "an item below a heading, but of no numbered paragraph"),
        ("Title\n\n1. AIMS\n\n1.1 One.\n\nLoose words.", 7, "no number, and no line directly above"),
        ("Title\n\nPreamble\n\n1. AIMS\n\n1.1 One.", 3, "neither title nor date"),
        (
            "Title\n\n1. AIMS\n\n1.1 One.\n\n2. They meet.\n\n2.1 Two.",
            7,
            "some numbers of the first level are headings",
        ),
        ("Title\n\n1. AIMS\n\n1.1 Cyber\n\n1.1.1 They meet.", 5, "a heading, or the opening words"),
        ("Title\n\n1.\n\n2. Two.", 3, "a number without words"),
        ("Title\n\n1. List:\n  - one;\n - two.", 5, "“-” is out of sequence"),
    ],
)
def test_a_text_that_leaves_a_choice_is_refused_and_the_line_named(text, line, problem):
    with pytest.raises(SegmentationError) as refused:
        segment(text, code="X")
    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: {problem}")
