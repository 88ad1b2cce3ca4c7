"""Where do a commitment's words stand in the printed text?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.commitments import Commitment
    from commitments.models.provisions import Provision


@dataclass(frozen=True)
class Piece:
    """Printed words. `promised`: they are the commitment's quote; `binding`: they make it a promise."""

    text: str
    promised: bool
    binding: bool


@dataclass(frozen=True)
class Passage:
    """One provision, whole, as pieces that joined together are its printed text."""

    provision: Provision
    pieces: list[Piece]


def passages_of(commitment: Commitment) -> list[Passage]:
    """The provisions that a commitment rests on, in the order of the text; offsets say which words are its own.

    Reads `commitment.agreement.text` and the operative words with their provisions.
    """
    words = [row for row in commitment.operative.all() if row.retired_on is None]
    provisions = {row.provision.pk: row.provision for row in words} | {commitment.provision.pk: commitment.provision}
    text = commitment.agreement.text
    promised = [(commitment.start, commitment.end)]
    binding = [(row.start, row.end) for row in words]
    return [
        Passage(provision, _pieces(text, provision, promised, binding))
        for provision in sorted(provisions.values(), key=lambda provision: provision.position)
    ]


Spans = list[tuple[int, int]]


def _pieces(text: str, provision: Provision, promised: Spans, binding: Spans) -> list[Piece]:
    edges = {edge for span in [*promised, *binding] for edge in span if provision.start < edge < provision.end}
    cuts = [provision.start, *sorted(edges), provision.end]
    return [Piece(text[start:end], _within(start, promised), _within(start, binding)) for start, end in pairwise(cuts)]


def _within(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
