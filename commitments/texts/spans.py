"""Which characters of an agreement's text are meant?"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, order=True)
class Span:
    """Characters ``[start, end)``, counted from the start of the agreement's text (characters, not bytes)."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """Give the characters meant; ``text`` is the whole text of the agreement."""
        return text[self.start : self.end]


class Placed(Protocol):
    """Anything that knows its place in an agreement's text: a span, a passage, a row."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...
