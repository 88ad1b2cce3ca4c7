"""Which words of a sentence make it a promise, and how strong?"""

import re
from dataclasses import dataclass
from typing import Literal

Strength = Literal["undertaking", "aspiration", "discretion", "affirmation"]

BETWEEN = r"(?:each|both|all|also|further|fully|firmly|jointly|strongly|deeply)"

# Rule of reading 4. Each pattern stands for itself and its plain grammatical forms.
OPERATIVE: tuple[tuple[Strength, str], ...] = (
    ("undertaking", rf"(?:will|shall)(?:(?: {BETWEEN})? (?:continue|sustain)(?: to)?)?"),
    ("undertaking", rf"(?:am|is|are|remains?)(?: {BETWEEN})? committed to"),
    ("undertaking", r"continues?(?: to)?"),
    ("undertaking", r"sustains?"),
    ("undertaking", r"designates?"),
    ("aspiration", rf"(?:(?:is|are)(?: {BETWEEN})? )?look(?:s|ing)? forward to"),
    ("aspiration", r"look(?:s|ing)? for"),
    ("aspiration", r"possible areas?"),
    ("aspiration", r"should"),
    ("discretion", r"may(?: also)? consider"),
    ("discretion", r"may"),
    ("affirmation", r"(?:re)?affirms?"),
    ("affirmation", rf"(?:am|is|are|remains?)(?: {BETWEEN})? determined to"),
)
PATTERNS = tuple(
    (strength, re.compile(rf"(?<![\w-]){pattern}(?![\w-])".replace(" ", r"\s+"), re.IGNORECASE))
    for strength, pattern in OPERATIVE
)
# "The will of the people", "political will", "NATO's will", "at will.": the noun promises nothing. In doubt it is
# a verb: a promise passed over is worse than one spotted twice.
NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|a|no|our|his|her|its|their|political|popular|national|collective|common|shared|mutual|joint|"
    r"free|good|ill|sovereign|strong)|['’]s|s['’])\s+$",
    re.IGNORECASE,
)
NOUN_AFTER = re.compile(r"\s+(?:of(?!\s+course)|to)\b|\s*[.;:]")


@dataclass(frozen=True, order=True)
class Spotted:
    """Operative words as printed, at ``[start, end)``."""

    start: int
    end: int
    strength: Strength
    words: str


def spot_operative_words(sentence: str, *, start: int = 0) -> list[Spotted]:
    """Give the operative words of ``sentence`` in order, by the word lists of rule of reading 4.

    ``start`` is where the sentence begins in the agreement's text; with 0 the offsets count from the sentence.
    Where two patterns overlap, the longer wins. What is spotted need not be a commitment ("an approach that will
    …"): the list serves to find promises that no commitment covers.
    """
    found = [
        Spotted(start + match.start(), start + match.end(), strength, match[0])
        for strength, pattern in PATTERNS
        for match in pattern.finditer(sentence)
        if not _is_something_else(sentence, match)
    ]
    kept: list[Spotted] = []
    for spotted in sorted(found, key=lambda spotted: (spotted.start - spotted.end, spotted.start)):
        if all(spotted.end <= other.start or other.end <= spotted.start for other in kept):
            kept.append(spotted)
    return sorted(kept)


def _is_something_else(sentence: str, match: re.Match[str]) -> bool:
    """Tell the month from the verb "may", and the noun "will" from the verb."""
    words = match[0]
    if words == "May":
        return True
    if words.lower() == "will":
        return bool(NOUN_BEFORE.search(sentence, 0, match.start()) or NOUN_AFTER.match(sentence, match.end()))
    return False
