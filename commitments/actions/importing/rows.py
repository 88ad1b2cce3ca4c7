"""What does each row of a file say, and what would come of it? Nothing here is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commitments.actions.importing.cells import read_cell
from commitments.actions.importing.faults import CellError, Fault, shortened
from commitments.sheets.cells import Value, shown
from commitments.vocabulary import RowOutcome

if TYPE_CHECKING:
    from django.db.models import Model

    from commitments.actions.importing.columns import Layout
    from commitments.sheets.reading import Line, Sheet

Faults = dict[str, list[str]]


@dataclass
class Read:
    """A row as it was read: what its cells mean, by the names of the columns that the file has."""

    line: Line
    layout: Layout
    headers: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.line.number

    def header_of(self, name: str) -> str:
        """How the file calls a column; its own name where the file has none."""
        places = (place for place, column in self.layout.columns.items() if column.name == name)
        return next((self.headers[place] for place in places), name)

    def written(self, name: str) -> Value:
        """What stands in the cell of a column."""
        places = (place for place, column in self.layout.columns.items() if column.name == name)
        return next((self.line.cells[place] for place in places), None)

    def fault(self, name: str, wrong: str, cure: str) -> None:
        """Note a fault of a column; of the row as a whole where there is no such column."""
        known = name in self.layout.names or name in self.values
        header = self.header_of(name) if known else ("" if name == "__all__" else name)
        self.faults.append(Fault(self.number, header, shortened(shown(self.written(name))), wrong, cure))


@dataclass
class Planned:
    """What would come of a row: `content` is what is stored, `current` the row that it changes or repeats.

    `differences` are told in words: label, before, after. `key` knows a row without a key of its own again.
    """

    read: Read
    outcome: RowOutcome
    title: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    current: Model | None = None
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    key: str = ""

    @property
    def number(self) -> int:
        return self.read.number

    def refuse(self, name: str, wrong: str, cure: str) -> None:
        """It is not stored after all."""
        self.read.fault(name, wrong, cure)
        self.outcome = RowOutcome.FAULTY


def read_rows(sheet: Sheet, layout: Layout) -> list[Read]:
    """Every row of a file with what is wrong in its cells by themselves."""
    rows = []
    for line in sheet.lines:
        read = Read(line, layout, sheet.headers)
        if line.beyond:
            read.fault(
                "__all__",
                _("It has cells beyond the last column that has a name."),
                _("Take them out; where a text holds the separator, put it in quotation marks."),
            )
        for place, column in layout.columns.items():
            try:
                read.values[column.name] = read_cell(line.cells[place], column)
            except CellError as error:
                read.fault(column.name, error.wrong, error.cure)
        rows.append(read)
    return rows


def alike(one: Any, other: Any) -> bool:
    """Whether two texts are the same but for how their lines end, or two other values the same."""
    if isinstance(one, str) and isinstance(other, str):
        return _lines(one) == _lines(other)
    return bool(one == other)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
