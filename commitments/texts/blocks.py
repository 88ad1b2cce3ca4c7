"""Which lines of a text belong together, and at which place of its numbering do they stand?"""

from dataclasses import dataclass
from typing import Literal

from commitments.texts.lines import DATE_LINE, Line, read_lines
from commitments.texts.numbering import Place, follow

Style = Literal["decimal", "restarting"]


class SegmentationError(ValueError):
    """The text can be read in more than one way, or in none. ``line`` is the line's number, counted from 1."""

    def __init__(self, line: Line | None, problem: str) -> None:
        self.line = line.number if line else 1
        words = line.text if line else ""
        super().__init__(f"Line {self.line}: {problem}: “{words if len(words) <= 60 else words[:59] + '…'}”")


@dataclass
class Block:
    """Lines that make up one passage; an empty ``place`` means an unnumbered heading."""

    place: Place
    lines: list[Line]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def is_open_ended(self) -> bool:
        """Say whether the block ends without any mark, as headings do."""
        return not self.last.ends and not self.last.text.endswith(",")


def recognise_style(lines: list[Line]) -> Style:
    """Say how the text numbers: *decimal* as soon as a number N is followed by N.1, else *restarting*.

    Raises ``SegmentationError`` if no line carries a number.
    """
    current = ""
    for line in lines:
        if line.form == "number" and line.marker == f"{current}.1":
            return "decimal"
        if line.form == "number" and "." not in line.marker:
            current = line.marker
    if not current:
        raise SegmentationError(lines[0] if lines else None, "no numbered paragraph in this text")
    return "restarting"


def read_blocks(text: str) -> tuple[Style, list[Block]]:
    """Give the style of ``text`` and its blocks in order, without title, dates and page furniture.

    Raises ``SegmentationError`` for a number out of sequence and for a line that could go on with the passage
    before it as well as begin a new one.
    """
    lines = read_lines(text)
    style = recognise_style(lines)
    start = next(index for index, line in enumerate(lines) if line.form == "number")
    blocks = _read_opening(lines[:start], style)
    coming = _letters_to_come(lines)
    place: Place = ()
    for index, line in enumerate(lines[start:], start=start):
        if line.form == "furniture":
            continue
        opened = _opens(blocks[-1] if blocks else None, place, line, style, coming[index])
        if opened:
            place = opened
            blocks.append(Block(place, [line]))
        elif not line.apart:
            blocks[-1].lines.append(line)
        elif style == "restarting":
            blocks.append(Block((), [line]))
        else:
            raise SegmentationError(line, "no number, and no line directly above that it could go on from")
    for block in blocks:
        if len(block.lines) > 1 and block.lines[-2].ends and not block.last.ends:
            raise SegmentationError(block.last, "a heading, or the passage above going on")
    return style, blocks


def _read_opening(lines: list[Line], style: Style) -> list[Block]:
    """Pass over title, dates and furniture; what else stands before the first number must be its heading."""
    blocks: list[Block] = []
    for line in lines:
        if line.form == "furniture" or line.marker == "•":
            continue
        if line.apart or not blocks:
            blocks.append(Block((), []))
        blocks[-1].lines.append(line)
    blocks = [block for block in blocks[1:] if not any(DATE_LINE.search(line.text) for line in block.lines)]
    if blocks and (style == "decimal" or len(blocks) > 1):
        raise SegmentationError(blocks[0].first, "neither title nor date, and yet before the first number")
    return blocks


def _letters_to_come(lines: list[Line]) -> list[str]:
    """Give for each line the next lettered marker below it, or an empty string."""
    coming: list[str] = []
    marker = ""
    for line in reversed(lines):
        coming.append(marker)
        marker = line.marker if line.form == "letter" else marker
    return coming[::-1]


def _opens(above: Block | None, place: Place, line: Line, style: Style, coming: str) -> Place | None:
    """Give the place that a line opens, or None if it goes on from the line above or carries no marker."""
    if not line.marker:
        return None
    headed = above is not None and not above.place
    if headed and line.form != "number":
        raise SegmentationError(line, "an item below a heading, but of no numbered paragraph")
    opened = follow(place, line, restarts=headed, coming=coming)
    runs_on = above is not None and not headed and not line.apart and not above.last.ends
    if opened is None:
        if runs_on:
            return None  # a wrapped line that happens to begin with a number: "at a cost of / 3.5 million"
        raise SegmentationError(line, f"“{line.marker}” is out of sequence")
    if line.body >= line.end:
        raise SegmentationError(line, "a number without words")
    next_in_list = len(opened) == len(place) > 1 and opened[-1].form == place[-1].form
    below_heading = style == "decimal" and len(place) == 1 and above is not None and above.is_open_ended
    if runs_on and not next_in_list and not below_heading:
        raise SegmentationError(line, "a new number, or the sentence above going on")
    return opened
