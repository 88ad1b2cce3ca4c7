"""Is a text cut into pieces that are the text, with every pledge on all of its words and on no other?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.models.provisions import Provision
from commitments.queries.printed import Piece, Printed, printed

TEXT = "A title\n  dated then\n\n  1. We will talk and we will meet.\n\n  • 2\n  2. They may look.\nAn end\n"


@dataclass(frozen=True)
class Words:
    start: int
    end: int


def provision(words: str, text: str = TEXT) -> Provision:
    start = text.index(words)
    return Provision(text=words, start=start, end=start + len(words), citation="1")


FIRST, SECOND = provision("We will talk and we will meet."), provision("They may look.")


def words(quote: str) -> Words:
    return Words(TEXT.index(quote), TEXT.index(quote) + len(quote))


def laid_out(pledges: list[Words], asides: list[Words] | None = None, unread: list[Words] | None = None) -> Any:
    return printed(TEXT, [SECOND, FIRST], pledges=pledges, asides=asides or [], unread=unread or [])


def marked(found: Printed[Words, Words], pledge: Words) -> str:
    return "".join(piece.text for block in found.blocks for piece in block.pieces if pledge in piece.pledges)


def test_everything_that_is_printed_has_its_place() -> None:
    found = laid_out([])

    assert found.text == TEXT
    assert found.furniture == ["A title", "dated then"]
    assert [(block.number, block.furniture) for block in found.blocks] == [("1.", []), ("2.", ["• 2"])]
    assert found.left == ["An end"]


def test_a_pledge_within_another_one_belongs_to_both() -> None:
    whole, part = words("We will talk and we will meet"), words("we will meet")

    pieces = laid_out([whole, part]).blocks[0].pieces

    assert [(piece.text, piece.pledges) for piece in pieces] == [
        ("We will talk and ", [whole]),
        ("we will meet", [whole, part]),
        (".", []),
    ]
    assert [(piece.opening, piece.closing) for piece in pieces] == [([whole], []), ([part], [whole, part]), ([], [])]


def test_pledges_that_overlap_share_what_they_share() -> None:
    first, second = words("We will talk and"), words("talk and we will meet")

    pieces = laid_out([first, second]).blocks[0].pieces

    assert [(piece.text, set(piece.pledges)) for piece in pieces] == [
        ("We will ", {first}),
        ("talk and", {first, second}),
        (" we will meet", {second}),
        (".", set()),
    ]


def test_two_pledges_of_the_same_words_are_both_there() -> None:
    one, other = words("talk"), Words(*vars(words("talk")).values())

    [piece] = [piece for piece in laid_out([one, other]).blocks[0].pieces if piece.pledges]

    assert (piece.text, piece.pledges, piece.opening, piece.closing) == (
        "talk",
        [one, other],
        [one, other],
        [one, other],
    )


def test_the_note_of_a_sentence_stands_where_the_sentence_ends() -> None:
    aside = words("They may look.")

    [piece] = laid_out([], [aside]).blocks[1].pieces

    assert (piece.text, piece.aside, piece.last) == ("They may look.", aside, True)


def test_words_that_nobody_read_are_told_apart() -> None:
    pieces = laid_out([], unread=[words("will meet")]).blocks[0].pieces

    assert [(piece.text, piece.unread) for piece in pieces] == [
        ("We will talk and we ", False),
        ("will meet", True),
        (".", False),
    ]


def test_a_mark_stays_with_the_first_word() -> None:
    pieces: list[Piece[Words, Words]] = laid_out([words("we will meet")]).blocks[0].pieces

    assert [(piece.head, piece.tail) for piece in pieces] == [
        ("", "We will talk and "),
        ("we", " will meet"),
        ("", "."),
    ]


def test_a_provision_that_no_longer_stands_there_is_left_out() -> None:
    gone = Provision(text="We shall talk", start=FIRST.start, end=FIRST.start + 13, citation="1")

    found = printed(TEXT, [gone, SECOND], pledges=[], asides=[], unread=[])

    assert [block.provision for block in found.blocks] == [SECOND]
    assert found.text == TEXT


@pytest.mark.parametrize("text", ["", "Only a title"])
def test_a_text_without_provisions_is_all_front(text: str) -> None:
    assert printed(text, [], pledges=[], asides=[], unread=[]).text == text


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda at: Words(at[0], at[0] + at[1])))


@given(spans, spans)
def test_however_pledges_lie_their_pieces_are_their_words(pledges: list[Words], unread: list[Words]) -> None:
    here = [Words(FIRST.start + min(each.start, 29), min(FIRST.start + each.end, FIRST.end)) for each in pledges]

    found = laid_out(here, unread=[Words(FIRST.start + each.start, FIRST.start + each.end) for each in unread])

    assert found.text == TEXT
    assert [marked(found, pledge) for pledge in here] == [TEXT[pledge.start : pledge.end] for pledge in here]
    pieces = [piece for block in found.blocks for piece in block.pieces]
    assert sum(len(piece.opening) for piece in pieces) == sum(len(piece.closing) for piece in pieces) == len(here)
