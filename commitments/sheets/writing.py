"""How is a small table written to a file that people fill in? (Exports are written by the API, piece by piece.)"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Databook, Dataset

from commitments.sheets.cells import Value, inert, shown

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_CELL = 32_767

Row = Sequence[Value]


def as_csv(headers: Sequence[str], rows: Iterable[Row]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    table = Dataset(*([inert(shown(value)) for value in row] for row in rows), headers=list(headers))
    return BYTE_ORDER_MARK + str(table.export("csv")).encode()


def as_workbook(*sheets: tuple[str, Sequence[str], Iterable[Row]]) -> bytes:
    """An XLSX of sheets, each with its title, its headers and its rows. Days stay days."""
    book = Databook()
    for title, headers, rows in sheets:
        book.add_sheet(Dataset(*([_cell(value) for value in row] for row in rows), headers=list(headers), title=title))
    content: bytes = book.export("xlsx")
    return content


def _cell(value: Value) -> Value:
    if isinstance(value, datetime.date):
        return value
    return inert(ILLEGAL_CHARACTERS_RE.sub("\ufffd", shown(value)))[:LONGEST_CELL]
