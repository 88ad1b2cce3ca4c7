"""Which words of a passage were taken out, and which were put in?"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|[぀-ヿ㐀-鿿]|[^\W぀-ヿ㐀-鿿]+|[^\w\s]")
"""A word, a run of white space or one sign; Japanese is compared sign by sign."""

MOST = 6_000
"""How many words are compared; longer passages are told as wholly replaced."""


class Piece(NamedTuple):
    """A run of text: `kept`, `out` or `in`."""

    kind: str
    text: str


def differing(before: str, after: str) -> list[Piece]:
    """The two as one passage, in order: what stayed, what was taken out and what was put in; empty for two empties."""
    old, new = WORD.findall(before.replace("\r\n", "\n")), WORD.findall(after.replace("\r\n", "\n"))
    if max(len(old), len(new)) > MOST:
        return _joined([("out", old), ("in", new)])
    pieces: list[tuple[str, list[str]]] = []
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(("kept", old[start:end]))
        else:
            pieces += [("out", old[start:end]), ("in", new[begin:stop])]
    return _joined(pieces)


def _joined(pieces: list[tuple[str, list[str]]]) -> list[Piece]:
    return [Piece(kind, "".join(words)) for kind, words in pieces if words]
