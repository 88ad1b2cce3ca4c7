"""Which words are spotted as a promise, and which are not?"""

import pytest

from commitments.texts.pledges import Spotted, spot_operative_words


def spotted(sentence: str) -> list[tuple[str, str]]:
    return [(found.strength, found.words) for found in spot_operative_words(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Japan and NATO will promote cooperation.", [("undertaking", "will")]),
        ("The parties shall meet.", [("undertaking", "shall")]),
        ("We are committed to the partnership.", [("undertaking", "are committed to")]),
        ("We are both committed to it.", [("undertaking", "are both committed to")]),
        ("We continue dialogue and sustain talks.", [("undertaking", "continue"), ("undertaking", "sustain")]),
        ("We will also continue our cooperation.", [("undertaking", "will also continue")]),
        ("Japan designates its Ambassador.", [("undertaking", "designates")]),
        ("We look forward to it.", [("aspiration", "look forward to")]),
        ("We are looking forward to it.", [("aspiration", "are looking forward to")]),
        ("Cyber is among possible areas for dialogue.", [("aspiration", "possible areas")]),
        ("It should be reviewed.", [("aspiration", "should")]),
        ("Building on links, look for new ways.", [("aspiration", "look for")]),
        ("NATO may consider contributing.", [("discretion", "may consider")]),
        ("It may be modified.", [("discretion", "may")]),
        ("We affirm and they reaffirm it.", [("affirmation", "affirm"), ("affirmation", "reaffirm")]),
        ("We are each determined to act.", [("affirmation", "are each determined to")]),
        ("We are committed\n  to peace.", [("undertaking", "are committed\n  to")]),
        ("To this end, we will", [("undertaking", "will")]),
        ("It will of course be kept.", [("undertaking", "will")]),
    ],
)
def test_operative_words_are_spotted_with_their_strength(sentence, expected):
    assert spotted(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The will of the people counts.",
        "This takes political will and time.",
        "NATO’s will is firm.",
        "They met at will.",
        "They showed will to act.",
        "Signed on 6 May 2014.",
        "We welcome the sustained support and goodwill.",
        "Japan values the role of NATO.",
        "We share the view and consider it.",
        "A forward-looking, continued commitment.",
    ],
)
def test_nothing_is_promised_here(sentence):
    assert spotted(sentence) == []


def test_offsets_count_from_where_the_sentence_begins():
    assert spot_operative_words("It may be.", start=200) == [Spotted(203, 206, "discretion", "may")]


def test_the_promises_of_3_2_and_3_3_are_all_spotted(programme):
    assert spotted(programme[3871:5041]) == [
        ("undertaking", "will"),
        ("discretion", "may consider"),
        ("aspiration", "look for"),
        ("undertaking", "will"),
    ]
