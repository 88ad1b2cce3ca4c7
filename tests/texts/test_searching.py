"""Is a label meant by the words that somebody types, in every language?"""

from __future__ import annotations

import pytest

from commitments.texts.searching import after_verb, begins_with, holds

ENGLISH, FRENCH, JAPANESE = "Log activity for “”", "Consigner une activité pour « »", "「」の活動を記録"


@pytest.mark.parametrize(
    ("text", "typed", "held"),
    [
        ("Import a file", "imp", True),
        ("Import a file", "file imp", True),
        ("Import a file", "mport", False),
        ("Vues enregistrées", "ENREGISTREES", True),
        ("取り込み一覧", "込み", True),
        ("IPCP20, the text", "IPCP20", True),
        ("Gaps", "", True),
        ("Gaps", "…", True),
    ],
)
def test_each_word_typed_is_the_beginning_of_a_word(text: str, typed: str, held: bool) -> None:
    assert holds(text, typed) == held


@pytest.mark.parametrize(
    ("text", "typed", "begins"),
    [("My work", "my w", True), ("My work", "work", False), ("Écarts", "eca", True), ("確認待ち", "確認", True)],
)
def test_a_text_begins_with_what_was_typed(text: str, typed: str, begins: bool) -> None:
    assert begins_with(text, typed) == begins


@pytest.mark.parametrize(
    ("typed", "verb", "named"),
    [
        ("log 3.1.4", ENGLISH, "3.1.4"),
        ("log activity for 3.1.4", ENGLISH, "3.1.4"),
        ("Lo ACT MARCOM", ENGLISH, "MARCOM"),
        ("log for for ever", ENGLISH, "ever"),
        ("log", ENGLISH, ""),
        ("logistics 3.1.4", ENGLISH, ""),
        ("activity 3.1.4", ENGLISH, ""),
        ("l 3.1.4", ENGLISH, ""),
        ("3.1.4 log", ENGLISH, ""),
        ("", ENGLISH, ""),
        ("… 3.1.4", ENGLISH, ""),
        ("consigner 3.1.4", FRENCH, "3.1.4"),
        ("cons une activite pour l’exercice", FRENCH, "l’exercice"),
        ("記録 3.1.4", JAPANESE, "3.1.4"),
        ("活動を記録 海洋", JAPANESE, "海洋"),
    ],
)
def test_what_stands_after_a_verb_is_named(typed: str, verb: str, named: str) -> None:
    assert after_verb(typed, verb) == named
