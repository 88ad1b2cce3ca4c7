"""How do tests read a list that is taken out as a file?"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from openpyxl import load_workbook

ACTIVITIES = "/api/v1/activities/"


def bytes_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def lines_of(answer: Any) -> list[Any]:
    return [json.loads(line) for line in bytes_of(answer).splitlines()]


def table_of(answer: Any) -> list[dict[str, str]]:
    body = bytes_of(answer)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheet_of(answer: Any) -> list[dict[str, Any]]:
    (sheet,) = load_workbook(io.BytesIO(bytes_of(answer))).worksheets
    names, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


FILES = ((table_of, "csv"), (sheet_of, "xlsx"))
