"""Which place in the numbering does a printed marker open?"""

from dataclasses import dataclass, field
from typing import Literal

from commitments.texts.lines import Line

TENS = ("", "x", "xx")
ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


@dataclass(frozen=True)
class Step:
    """One level of a place: the second number, the third bullet. Two steps are equal whatever their print."""

    form: Literal["number", "letter", "roman", "bullet"]
    ordinal: int
    sign: str = field(default="", compare=False)
    indent: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """Give the step as it stands in a citation; bullets are lettered (2.2a …), none being printed."""
        if self.form == "number":
            return str(self.ordinal)
        return roman(self.ordinal) if self.form == "roman" else letters(self.ordinal)


Place = tuple[Step, ...]


def letters(ordinal: int) -> str:
    """Give the letter of a place in a list: 1 is a, 26 is z, 27 is aa."""
    ordinal, last = divmod(ordinal - 1, 26)
    return (letters(ordinal) if ordinal else "") + chr(ord("a") + last)


def roman(ordinal: int) -> str:
    """Give a number from 1 to 29 in small roman numerals."""
    return TENS[ordinal // 10] + ONES[ordinal % 10]


def follow(place: Place, line: Line, *, restarts: bool, coming: str) -> Place | None:
    """Give the place that the marker of ``line`` opens after ``place``, or None if it is out of sequence.

    ``restarts`` allows a plain number to begin again at 1 (a heading stands between); ``coming`` is the next
    lettered marker of the text, which tells the letter i after h from a roman one.
    """
    if line.form == "number":
        return _follow_number(place, line, restarts)
    if line.form == "bullet":
        return _follow_bullet(place, line)
    return _follow_letter(place, line.marker, coming)


def _follow_number(place: Place, line: Line, restarts: bool) -> Place | None:
    numbers = tuple(int(part) for part in line.marker.split("."))
    opened = tuple(step.ordinal for step in place if step.form == "number")
    allowed = {(*opened, 1), *((*opened[:depth], opened[depth] + 1) for depth in range(len(opened)))}
    if restarts:
        allowed.add((1,))
    return tuple(Step("number", number) for number in numbers) if numbers in allowed else None


def _follow_bullet(place: Place, line: Line) -> Place | None:
    new = Step("bullet", 1, line.marker, line.indent)
    bullets = [depth for depth, step in enumerate(place) if step.form == "bullet"]
    if not bullets or line.indent > place[bullets[-1]].indent:
        return (*place, new)
    for depth in bullets:
        if (place[depth].indent, place[depth].sign) == (line.indent, line.marker):
            return (*place[:depth], Step("bullet", place[depth].ordinal + 1, line.marker, line.indent))
    return None


def _follow_letter(place: Place, marker: str, coming: str) -> Place | None:
    found: list[Place] = []
    for depth, step in enumerate(place):
        if step.form in ("letter", "roman"):
            next_step = Step(step.form, step.ordinal + 1)
            if step.ordinal < 26 and next_step.label == marker:
                found.append((*place[:depth], next_step))
    opened = {step.form for step in place}
    if marker == "a" and "letter" not in opened:
        found.append((*place, Step("letter", 1)))
    if marker == "i" and "roman" not in opened and (not found or coming == "ii"):
        found = [(*place, Step("roman", 1))]
    return found[-1] if found else None
