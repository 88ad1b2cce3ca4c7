"""What is wrong with a row of a file: where, what stands there, why it cannot be taken, and what to do?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from commitments.queries.citing import under

LONGEST_SHOWN = 120


class CellError(Exception):
    """What stands in a cell cannot be taken: why, and what to write instead, a sentence each."""

    def __init__(self, wrong: str, cure: str) -> None:
        super().__init__(wrong)
        self.wrong, self.cure = wrong, cure


@dataclass(frozen=True)
class Fault:
    """One fault. `column` as the file calls it, empty for the row as a whole; `written` is what stands there."""

    row: int
    column: str
    written: str
    wrong: str
    cure: str

    @property
    def sentence(self) -> str:
        """The fault on one line, as it stands beside the row in the file of faulty rows."""
        said = f"{self.wrong} {self.cure}"
        return under(self.column, said) if self.column else said

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def shortened(text: str) -> str:
    """What stands in a cell, as much of it as a table shows."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
