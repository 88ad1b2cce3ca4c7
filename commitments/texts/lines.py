"""What does each line of a printed text look like: numbered, lettered, bulleted, plain or page furniture?"""

import re
from dataclasses import dataclass
from typing import Literal

Form = Literal["number", "letter", "bullet", "furniture", "plain"]

DATE = r"\b(?:\d{1,2}\s+[^\W\d]+\.?\s+\d{4}|[^\W\d]+\.?\s+\d{1,2},\s+\d{4}|\d{4}-\d\d-\d\d)"
DATE_LINE = re.compile(DATE)
FURNITURE = re.compile(
    rf"""•(?:\s*{DATE})?\s*[-–|]?          # "• 13 Apr. 2013 -", "• |"
    |(?:•\s*)?(?:Mis\s+\S+\s+jour|(?:Last\s+)?updated)\b.*   # "• Mis à jour le: …"
    |[-–]\s*\d+\s*[-–]                     # "- 3 -"
    |Page\s+\d+(?:\s+of\s+\d+)?""",
    re.VERBOSE | re.IGNORECASE,
)
NUMBER = re.compile(r"(?:(\d{1,3}(?:\.\d{1,3})+)\.?|(\d{1,3})\.)(?:\s+|$)")
LETTER = re.compile(r"\(?([a-z]|[ivx]+)\)(?:\s+|$)")
BULLET = re.compile(r"([-–—•*·▪])(?:\s+|$)")

END_MARK = re.compile(r"(?:[.;:!?…][\"'”’»)\]]*|[;,]\s+(?:and|or))$")


@dataclass(frozen=True)
class Line:
    """A line that is not blank. ``[start, end)`` leaves out the white space around it.

    ``number`` counts lines from 1; ``marker`` is the printed number, letter or bullet without brackets and closing
    full stop (empty if there is none) and ``body`` where the words after it begin; ``indent`` counts characters;
    ``apart`` says that a blank line or page furniture (or nothing at all) stands before it.
    """

    number: int
    start: int
    end: int
    text: str
    indent: int
    apart: bool
    form: Form
    marker: str
    body: int

    @property
    def ends(self) -> bool:
        """Say whether the line ends as sentences and list items do (a comma alone is not enough)."""
        return bool(END_MARK.search(self.text))


def read_lines(text: str) -> list[Line]:
    """Give the lines of ``text`` that are not blank, in order. Lines end at a line feed only."""
    lines: list[Line] = []
    offset, apart = 0, True
    for number, raw in enumerate(text.split("\n"), start=1):
        words = raw.strip()
        if not words:
            apart = True
        else:
            start = offset + len(raw) - len(raw.lstrip())
            form, marker, width = _look(words)
            end = start + len(words)
            lines.append(Line(number, start, end, words, start - offset, apart, form, marker, start + width))
            apart = form == "furniture"
        offset += len(raw) + 1
    return lines


def _look(words: str) -> tuple[Form, str, int]:
    """Give the form of a stripped line, its marker, and how many characters stand before its words."""
    if FURNITURE.fullmatch(words):
        return "furniture", "", 0
    if match := NUMBER.match(words):
        return "number", match[1] or match[2], match.end()
    if match := LETTER.match(words):
        return "letter", match[1], match.end()
    if match := BULLET.match(words):
        return "bullet", match[1], match.end()
    return "plain", "", 0
