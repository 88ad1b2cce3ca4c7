"""How is a small table written to a file that people fill in, and how is any workbook packed?

Exports are written by the API, piece by piece.
"""

from __future__ import annotations

import datetime
import io
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter
from tablib import Dataset

from commitments.sheets.cells import Value, inert, shown

LONG_AGO = datetime.datetime(2000, 1, 1)
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
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, headers, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.append(list(headers))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in rows:
            sheet.append([_cell(value) for value in row])
        sheet.freeze_panes = "A2"
    file = io.BytesIO()
    pack(book, file)
    return file.getvalue()


class Timeless(zipfile.ZipFile):
    """Packs an XLSX, its parts in files of their own included, without a word about when."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        super().writestr(zipfile.ZipInfo(zinfo_or_arcname), data, zipfile.ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        part = zipfile.ZipInfo(arcname)
        part.compress_type, part.file_size = zipfile.ZIP_DEFLATED, Path(filename).stat().st_size
        with Path(filename).open("rb") as read, self.open(part, "w") as written:
            shutil.copyfileobj(read, written)


def pack(book: Workbook, file: IO[bytes]) -> None:
    """Write a workbook to a file: the same cells make the same bytes at any moment, however many there are."""
    book.properties.created = book.properties.modified = LONG_AGO
    with Timeless(file, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


def _cell(value: Value) -> Value:
    if isinstance(value, datetime.date):
        return value
    return inert(ILLEGAL_CHARACTERS_RE.sub("\ufffd", shown(value)))[:LONGEST_CELL]
