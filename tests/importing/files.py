"""How does a test make a file to import, with faults where it wants them?"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

HEADERS = (
    "title",
    "kind",
    "stage",
    "starts_on",
    "ends_on",
    "place",
    "outcome",
    "commitments",
    "areas",
    "bodies",
    "marking",
)
KINDS = ("consultation", "seminar", "visit", "exercise")
ROWS = 2_000

Row = dict[str, Any]


def activity_rows(names: Sequence[str], number: int = ROWS) -> list[Row]:
    """So many rows of activities that hold together, each with one of these commitments."""
    first = datetime.date(2021, 1, 4)
    return [
        {
            "title": f"Staff talks no. {index}",
            "kind": KINDS[index % len(KINDS)],
            "stage": "carried_out",
            "starts_on": (first + datetime.timedelta(days=index)).isoformat(),
            "place": "Brussels" if index % 2 else "Tokyo",
            "outcome": f"Point {index} was agreed.\nThe next meeting is in spring." if index % 7 == 0 else "",
            "commitments": names[index % len(names)],
            "marking": "public",
        }
        for index in range(number)
    ]


FAULTS: tuple[tuple[str, str], ...] = (
    ("title", ""),
    ("title", "x" * 301),
    ("kind", "meeting of minds"),
    ("kind", ""),
    ("stage", "finished"),
    ("starts_on", "1.9.2026"),
    ("starts_on", "2026-02-30"),
    ("starts_on", ""),
    ("starts_on", "1812-06-24"),
    ("ends_on", "2019-12-31"),
    ("commitments", "IPCP20-9.9-c9"),
    ("areas", "no-such-area"),
    ("bodies", "no-such-body:host"),
    ("bodies", "[broken"),
    ("marking", "secret"),
)
"""A column, and what cannot stand in it."""

FAULTY_ROWS = 37


def with_faults(rows: Iterable[Row], number: int = FAULTY_ROWS) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows with so many faulty cells, each in a row of its own; and where: row and column."""
    spoilt, places = [dict(row) for row in rows], []
    apart = len(spoilt) // number
    for turn in range(number):
        column, wrong = FAULTS[turn % len(FAULTS)]
        index = turn * apart + 3
        spoilt[index][column] = wrong
        places.append((index + 2, column))
    return spoilt, places


def as_csv(rows: Iterable[Row], headers: Sequence[str] = HEADERS, letters: str = "utf-8", between: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=between, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([row.get(name, "") for name in headers] for row in rows)
    return text.getvalue().encode(letters)


def as_xlsx(rows: Iterable[Row], headers: Sequence[str] = HEADERS) -> bytes:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headers))
    for row in rows:
        sheet.append([row.get(name) for name in headers])
    book.save(file)
    return file.getvalue()
