"""Is a text kept as it was handed in, and what is refused?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.texts.normalise import UnreadableText, decode, digest, fold


def test_the_digest_is_the_sha_256_of_the_bytes():
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_text_keeps_every_character():
    assert decode("NATO’s “values”\n\tà jour\n".encode()) == "NATO’s “values”\n\tà jour\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\xff", "Byte 2 is not valid UTF-8."),
        (b"\xef\xbb\xbfab", "Character 0 is a byte order mark; save the text as UTF-8 without one."),
        (b"a\x00b", "Character 1 is the control character U+0000."),
        (b"a\r\nb", "Character 1 is the control character U+000D; save the text with Unix line ends."),
        (b"a\x0cb", "Character 1 is the control character U+000C."),
    ],
)
def test_a_text_that_would_have_to_be_changed_is_refused_with_its_place(data, message):
    with pytest.raises(UnreadableText) as refused:
        decode(data)
    assert str(refused.value) == message


def test_white_space_folds_to_one_space_also_at_the_ends():
    assert fold(" a\n\n  b\tc ").text == " a b c "


def test_quotation_marks_and_hyphens_are_not_folded():
    assert fold("“a”–b-c’s").text == "“a”–b-c’s"


@given(st.text(alphabet=" \n\t\u00a0ab.’", max_size=60))
def test_every_folded_character_leads_back_to_what_it_stands_for(text):
    folded = fold(text)
    assert folded.text == re.sub(r"\s+", " ", text)
    assert len(folded.origins) == len(folded.text) + 1
    for position, character in enumerate(folded.text):
        original = folded.unfold(position, position + 1).cut(text)
        assert original == character if character != " " else original.isspace()
    assert folded.unfold(0, len(folded.text)).cut(text) == text
