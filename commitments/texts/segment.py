"""Into which headings, paragraphs, items and bullets does a numbered text fall?

Two styles are known, and told apart by the text itself. *Decimal*: "1. HEADING", "1.1 …", "3.1.1 …".
*Restarting*: unnumbered headings, below each of which the paragraphs begin at 1 again; they are cited continuously
(rule of reading 2). Both may hold items "(a)", "(i)" and bullets. What stands before the first number (title, date,
page furniture) is inside the digest and outside every provision.
"""

from dataclasses import dataclass
from typing import Literal

from commitments.texts.blocks import Block, SegmentationError, Style, read_blocks
from commitments.texts.numbering import Place

__all__ = ["Kind", "Passage", "SegmentationError", "segment"]

Kind = Literal["heading", "paragraph", "item", "bullet"]
LONGEST_HEADING = 160


@dataclass(frozen=True)
class Passage:
    """One provision as printed. ``text`` is exactly the characters ``[start, end)`` of the agreement's text.

    The printed number, letter or bullet stands outside it, but inside a heading's text. ``printed_number`` has no
    brackets and no closing full stop; it is empty for bullets and unnumbered headings. ``parent`` is the key of
    the passage above (None: of none), ``heading_path`` the texts of the headings above, outermost first.
    """

    key: str
    citation: str
    printed_number: str
    kind: Kind
    parent: str | None
    heading_path: tuple[str, ...]
    start: int
    end: int
    text: str


def segment(text: str, *, code: str) -> list[Passage]:
    """Give the passages of ``text`` in order; their keys are ``<code>-<citation>``, headings are cited h1, h2 ….

    Bullets are lettered below their paragraph (2.2a), lettered items likewise; a list within a list adds a full
    stop (2.2a.i). Raises ``SegmentationError``, naming the line, wherever the print leaves a choice.
    """
    style, blocks = read_blocks(text)
    _refuse_doubtful_headings(style, blocks)
    passages: list[Passage] = []
    standing: dict[Place, Passage] = {}  # the passage last read at each place; () is the unnumbered heading
    headings = paragraphs = 0
    for block in blocks:
        parent = standing.get(block.place[:-1]) if block.place else None
        kind = _kind(block, style, parent)
        if kind == "heading":
            headings += 1
            citation = f"h{headings}"
        elif len(block.place) == 1:
            paragraphs += 1
            citation = str(paragraphs)
        elif block.place[-1].form == "number":
            citation = ".".join(step.label for step in block.place)
        else:
            nested = block.place[-2].form != "number"
            citation = f"{parent.citation if parent else ''}{'.' if nested else ''}{block.place[-1].label}"
        start = block.first.start if kind == "heading" else block.first.body
        passage = Passage(
            key=f"{code}-{citation}",
            citation=citation,
            printed_number="" if kind == "bullet" else block.first.marker,
            kind=kind,
            parent=parent.key if parent else None,
            heading_path=_path_below(parent),
            start=start,
            end=block.last.end,
            text=text[start : block.last.end],
        )
        standing[block.place] = passage
        passages.append(passage)
    return passages


def _kind(block: Block, style: Style, parent: Passage | None) -> Kind:
    if not block.place or _is_numbered_heading(block, style):
        return "heading"
    if block.place[-1].form == "bullet":
        return "bullet"
    below_words = parent is not None and parent.kind != "heading"
    return "item" if below_words or block.place[-1].form != "number" else "paragraph"


def _path_below(parent: Passage | None) -> tuple[str, ...]:
    if parent is None:
        return ()
    return (*parent.heading_path, parent.text) if parent.kind == "heading" else parent.heading_path


def _is_numbered_heading(block: Block, style: Style) -> bool:
    return style == "decimal" and len(block.place) == 1 and block.is_open_ended


def _refuse_doubtful_headings(style: Style, blocks: list[Block]) -> None:
    """Raise ``SegmentationError`` where a heading cannot be told from a paragraph."""
    tops = [block for block in blocks if len(block.place) == 1]
    for block in tops if style == "decimal" else []:
        if block.is_open_ended != tops[0].is_open_ended:
            raise SegmentationError(block.first, "some numbers of the first level are headings, this one is not alike")
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        if block.place:
            numbers_below = below and below.place[:-1] == block.place and below.place[-1].form == "number"
            if numbers_below and len(block.place) > 1 and block.is_open_ended:
                raise SegmentationError(block.first, "a heading, or the opening words of the numbers below it")
            continue
        long = block.last.end - block.first.start > LONGEST_HEADING
        if not block.is_open_ended or long or block.first.text[0].islower():
            raise SegmentationError(block.first, "no number, and it does not read as a heading")
        if below is None or not below.place:
            raise SegmentationError(block.first, "a heading without a numbered paragraph below it")
