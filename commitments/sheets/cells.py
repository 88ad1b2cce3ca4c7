"""What may stand in a cell, and which text would a spreadsheet run?"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, half or full width."""

SEPARATOR = "; "
"""Between the names of a list in one cell."""


@dataclass(frozen=True)
class Unread:
    """A cell that is no plain value: a formula, or an error that one gave."""

    text: str


Value = str | int | float | bool | datetime.date | datetime.datetime | Unread | None


def inert(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe goes before what it might take for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(RUNS) else text


def as_meant(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RUNS) else text


def is_blank(value: Any) -> bool:
    """Whether nothing stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def shown(value: Value) -> str:
    """A cell as its reader sees it."""
    if value is None:
        return ""
    if isinstance(value, Unread):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
