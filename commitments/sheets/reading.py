"""Which rows and cells does a CSV file or an XLSX workbook hold? Numbered as a spreadsheet numbers them.

A workbook has been looked through by then (copies/): here it is only kept from being endless.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from commitments.sheets.cells import Unread, Value, is_blank
from commitments.sheets.letters import UnknownLettersError, decoded

MOST_ROWS, MOST_COLUMNS = 5_000, 100
MOST_UNPACKED = 60_000_000
LONGEST_GAP = 1_000
"""Bytes of all parts of a workbook together, and the empty rows after which nothing more is looked for."""

SEPARATORS = (",", ";", "\t")
PLAIN = (str, int, float, datetime.date)


class UnreadableError(Exception):
    """The file cannot be read as a table; the message says why and what to do, in sentences."""


@dataclass(frozen=True)
class Line:
    """A row: its number in the file, and its cells, as many as there are headers. `beyond`: it has more than those."""

    number: int
    cells: tuple[Value, ...]
    beyond: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table. `letters` says how a text file was written; empty for a workbook. `further`: sheets not looked at."""

    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    letters: str = ""
    further: int = 0


def read_text(content: bytes) -> Sheet:
    """The table in a CSV file, separated by commas, semicolons or tabs. Raises UnreadableError."""
    try:
        text, letters = decoded(content)
    except UnknownLettersError:
        raise UnreadableError(
            _("Its letters cannot be read. Save it as “CSV UTF-8”, or as an Excel workbook (XLSX).")
        ) from None
    if "\0" in text:
        raise UnreadableError(_("It is no text file. Save it as “CSV UTF-8”, or as an Excel workbook (XLSX)."))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        return _sheet(enumerate(rows, start=1), letters)
    except csv.Error:
        raise UnreadableError(
            _("After line %(line)s a quotation mark is not closed, or stands in the middle of a cell. Put it right.")
            % {"line": rows.line_num}
        ) from None


def read_workbook(content: bytes) -> Sheet:
    """The table in the first sheet of an XLSX workbook. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise UnreadableError(_("Unpacked, the workbook is too large. Split it, or save it as CSV."))
        book = load_workbook(io.BytesIO(content), read_only=True)
        try:
            sheet: Any = book.worksheets[0]
            sheet.reset_dimensions()  # what it says of its size may be wrong
            return _sheet(_rows(sheet), further=len(book.worksheets) - 1)
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, TypeError, OSError) as error:
        raise UnreadableError(
            _("The workbook cannot be read. Open it, save it again as XLSX, and send that.")
        ) from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[Value]]]:
    gap = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        values = [_value(cell) for cell in cells]
        gap = gap + 1 if all(is_blank(value) for value in values) else 0
        if gap > LONGEST_GAP:
            return
        yield number, values


def _value(cell: Any) -> Value:
    if cell.value is None:
        return None
    if cell.data_type in ("f", "e"):
        return Unread(str(getattr(cell.value, "text", cell.value)))
    value: Any = cell.value
    return value if isinstance(value, PLAIN) else str(value)


def _separator(text: str) -> str:
    """What stands most often between the cells of the first line."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {each: sum(len(part.split(each)) - 1 for part in first.split('"')[::2]) for each in SEPARATORS}
    return max(SEPARATORS, key=lambda each: counts[each])


def _sheet(rows: Iterable[tuple[int, list[Any]]], letters: str = "", further: int = 0) -> Sheet:
    headers: tuple[str, ...] | None = None
    lines: list[Line] = []
    for number, cells in rows:
        if all(is_blank(value) for value in cells):
            continue
        if headers is None:
            headers = _headers(cells)
            continue
        if len(lines) == MOST_ROWS:
            raise UnreadableError(
                _("It has more than %(most)s rows. Split it into several files.") % {"most": MOST_ROWS}
            )
        own = tuple(cells[: len(headers)]) + (None,) * (len(headers) - len(cells))
        lines.append(Line(number, own, any(not is_blank(value) for value in cells[len(headers) :])))
    if headers is None:
        raise UnreadableError(_("It is empty. The first row names the columns; the template shows how."))
    if not lines:
        raise UnreadableError(_("It holds the names of the columns and no row below them."))
    return Sheet(headers, tuple(lines), letters, further)


def _headers(cells: list[Any]) -> tuple[str, ...]:
    named = [("" if value is None else str(getattr(value, "text", value))).strip() for value in cells]
    while named and not named[-1]:
        named.pop()
    if len(named) > MOST_COLUMNS:
        raise UnreadableError(_("It has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    return tuple(named)
