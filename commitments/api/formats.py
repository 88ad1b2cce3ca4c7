"""In which forms can a list be taken out whole? Each is written piece by piece; none is ever held whole in memory."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from commitments.api.cells import Cell, Column, cells_of, written
from commitments.api.rendering import as_lines
from commitments.sheets.writing import pack

Resources = list[dict[str, Any]]
Pieces = Iterator[Resources]

MOST_ROWS_OF_A_SHEET = 1_048_575
LONGEST_CELL = 32_767
"""Characters; what a spreadsheet cannot hold ends in an ellipsis. The other forms hold all of it."""


def ndjson(pieces: Pieces, columns: tuple[Column, ...]) -> Iterator[bytes]:
    """One JSON object a line, each the very resource that the list holds."""
    for resources in pieces:
        yield as_lines(resources)


def comma_separated(pieces: Pieces, columns: tuple[Column, ...]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, with the mark by which spreadsheets know it, and a line of names first."""
    yield b"\xef\xbb\xbf" + _lines([[name for name, _read in columns]])
    for resources in pieces:
        yield _lines([[written(cell) for cell in cells_of(resource, columns)] for resource in resources])


def _lines(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def workbook(pieces: Pieces, columns: tuple[Column, ...], title: str, marking: str) -> IO[bytes]:
    """An XLSX with one sheet, in a file that is gone when it is closed. The marking stands on every printed page."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = marking.replace("&", "&&")
    sheet.freeze_panes = "A2"
    try:
        sheet.append([name for name, _read in columns])
        for resources in pieces:
            for resource in resources:
                sheet.append([_of_sheet(cell) for cell in cells_of(resource, columns)])
    except BaseException:  # nobody gets it: what was written of it goes
        sheet.close()
        sheet._writer.cleanup()
        raise
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the answer)
    pack(book, file)
    file.seek(0)
    return file


def _of_sheet(cell: Cell) -> Cell:
    """Days as days, and moments as moments in UTC: a sheet knows no zones."""
    if isinstance(cell, datetime.datetime):
        return cell.astimezone(datetime.UTC).replace(tzinfo=None)
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell)
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


TEXT: dict[str, tuple[str, Callable[[Pieces, tuple[Column, ...]], Iterator[bytes]]]] = {
    "ndjson": ("application/x-ndjson", ndjson),
    "csv": ("text/csv; charset=utf-8; header=present", comma_separated),
}
"""Forms that are sent as they are written, with their types."""

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {**{name: kind for name, (kind, _write) in TEXT.items()}, "xlsx": SHEET}
"""The type of each form, by the name that `format` takes."""
