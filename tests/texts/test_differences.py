"""Are the words that changed told from those that stayed?"""

import pytest

from commitments.texts.differences import MOST, differing


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "", []),
        ("Same.", "Same.", [("kept", "Same.")]),
        (
            "They met in Oslo.",
            "They met in Rome.",
            [("kept", "They met in "), ("out", "Oslo"), ("in", "Rome"), ("kept", ".")],
        ),
        ("They met.", "They never met.", [("kept", "They"), ("in", " never"), ("kept", " met.")]),
        ("one\r\ntwo", "one\ntwo", [("kept", "one\ntwo")]),
        ("会議を開く", "会議を延期", [("kept", "会議を"), ("out", "開く"), ("in", "延期")]),
        ("", "New", [("in", "New")]),
    ],
)
def test_a_passage_shows_what_went_and_what_came(before, after, told):
    assert differing(before, after) == told


def test_a_very_long_passage_is_told_as_replaced():
    long = "word " * MOST
    assert differing(long, f"{long}more") == [("out", long), ("in", f"{long}more")]
