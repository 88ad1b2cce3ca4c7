"""How does a text read as printed, word for word, with every pledge and every sentence in its place?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commitments.models.provisions import Provision


class Span(Protocol):
    """Words of the text: the characters from `start` to before `end`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Pledge = TypeVar("Pledge", bound=Span)
Aside = TypeVar("Aside", bound=Span)


@dataclass(frozen=True)
class Piece(Generic[Pledge, Aside]):
    """Printed words that are all alike.

    `pledges` are those that promise them, the longest first; of these some begin (`opening`) or end (`closing`) here.
    `aside` is the note on the sentence they are part of, and `last` says that the sentence ends here. `unread`: they
    should have been read and were not.
    """

    text: str
    pledges: list[Pledge]
    opening: list[Pledge]
    closing: list[Pledge]
    aside: Aside | None
    last: bool
    unread: bool

    @property
    def head(self) -> str:
        """The first word, where a pledge begins here: its mark does not stand on a line without it."""
        return self.text.partition(" ")[0] if self.opening else ""

    @property
    def tail(self) -> str:
        """What is left after the head."""
        return self.text[len(self.head) :]


@dataclass(frozen=True)
class Block(Generic[Pledge, Aside]):
    """One provision, whole. `before` is what is printed between it and the one before: white space and its number."""

    provision: Provision
    before: str
    pieces: list[Piece[Pledge, Aside]]

    @property
    def number(self) -> str:
        """The printed number, letter or bullet."""
        return self.before.rpartition("\n")[2].strip()

    @property
    def cited_otherwise(self) -> bool:
        """Whether people cite it by another number than is printed: numbers that restart, bullets."""
        return self.number.rstrip(".") != self.provision.citation

    @property
    def furniture(self) -> list[str]:
        """Lines printed between it and the provision before that belong to neither."""
        return lines_of(self.before.rpartition("\n")[0])


@dataclass(frozen=True)
class Printed(Generic[Pledge, Aside]):
    """A text from its first character to its last: what stands above all provisions, they, and what is left."""

    front: str
    blocks: list[Block[Pledge, Aside]]
    rest: str

    @property
    def furniture(self) -> list[str]:
        """The lines above all provisions: title, date, and what the file carries besides."""
        return lines_of(self.front)

    @property
    def left(self) -> list[str]:
        """The lines below all provisions."""
        return lines_of(self.rest)

    @property
    def text(self) -> str:
        """Everything joined together, which is the text that was printed."""
        blocks = "".join(block.before + "".join(piece.text for piece in block.pieces) for block in self.blocks)
        return self.front + blocks + self.rest


def lines_of(text: str) -> list[str]:
    """The lines that have words, without the white space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def printed(
    text: str,
    provisions: Iterable[Provision],
    *,
    pledges: Sequence[Pledge],
    asides: Sequence[Aside],
    unread: Iterable[Span],
) -> Printed[Pledge, Aside]:
    """The text, cut wherever a provision, a pledge or the sentence of an aside begins or ends, and nowhere else.

    Pledges may lie within one another and overlap; asides do not. Provisions are taken in the order of the text; one
    that no longer stands there (its words were retired with an earlier version of the text) is left out.
    """
    spans = [(span.start, span.end) for span in unread]
    blocks: list[Block[Pledge, Aside]] = []
    done = 0
    for provision in sorted(provisions, key=lambda provision: provision.start):
        if provision.start < done or text[provision.start : provision.end] != provision.text:
            continue
        pieces = _pieces(text, provision, pledges, asides, spans)
        blocks.append(Block(provision, text[done : provision.start], pieces))
        done = provision.end
    if not blocks:
        return Printed(text, [], "")
    first = blocks[0]
    front, number = _front(first.before)
    blocks[0] = Block(first.provision, number, first.pieces)
    return Printed(front, blocks, text[done:])


def _front(above: str) -> tuple[str, str]:
    """What stands above the first provision: all lines but the one that the provision stands on, and that line."""
    lines, number = above[: above.rfind("\n") + 1], above[above.rfind("\n") + 1 :]
    return lines, number


def _pieces(
    text: str,
    provision: Provision,
    pledges: Sequence[Pledge],
    asides: Sequence[Aside],
    unread: Sequence[tuple[int, int]],
) -> list[Piece[Pledge, Aside]]:
    here = [span for span in pledges if _meet(span, provision)]
    notes = [span for span in asides if _meet(span, provision)]
    edges = {edge for span in (*here, *notes) for edge in (span.start, span.end)}
    edges |= {edge for span in unread for edge in span}
    cuts = [provision.start, *sorted(edge for edge in edges if provision.start < edge < provision.end), provision.end]
    pieces = []
    for start, end in pairwise(cuts):
        mine = [span for span in here if span.start <= start < span.end]
        aside = next((span for span in notes if span.start <= start < span.end), None)
        pieces.append(
            Piece(
                text[start:end],
                sorted(mine, key=lambda span: (span.start - span.end, span.start)),
                [span for span in mine if span.start == start],
                [span for span in mine if span.end == end],
                aside,
                aside is not None and aside.end == end,
                any(first <= start < last for first, last in unread),
            )
        )
    return pieces


def _meet(span: Span, provision: Provision) -> bool:
    return span.start < provision.end and provision.start < span.end
