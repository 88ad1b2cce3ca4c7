"""How is a small table written to a file that people fill in? (Exports are written by the API, piece by piece.)"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Databook, Dataset

from commitments.sheets.cells import Value, inert, shown

MOMENT, LONG_AGO = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"), b"2000-01-01T00:00:00Z"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_CELL = 32_767

Row = Sequence[Value]


def as_csv(headers: Sequence[str], rows: Iterable[Row]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    table = Dataset(*([inert(shown(value)) for value in row] for row in rows), headers=list(headers))
    return BYTE_ORDER_MARK + str(table.export("csv")).encode()


def as_workbook(*sheets: tuple[str, Sequence[str], Iterable[Row]]) -> bytes:
    """An XLSX of sheets, each with its title, its headers and its rows. Days stay days.

    The same sheets make the same bytes at any moment: when a file was made tells nothing.
    """
    book = Databook()
    for title, headers, rows in sheets:
        book.add_sheet(Dataset(*([_cell(value) for value in row] for row in rows), headers=list(headers), title=title))
    return _without_moments(book.export("xlsx"))


def _without_moments(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in made.infolist():
            text = made.read(part)
            if part.filename == "docProps/core.xml":
                text = MOMENT.sub(LONG_AGO, text)
            kept.writestr(zipfile.ZipInfo(part.filename), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _cell(value: Value) -> Value:
    if isinstance(value, datetime.date):
        return value
    return inert(ILLEGAL_CHARACTERS_RE.sub("\ufffd", shown(value)))[:LONGEST_CELL]
