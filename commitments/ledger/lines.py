"""Which bytes of a revision and of a change are hashed, and how?

Each value is written after its length in characters, so that nothing can move from one column to the next unseen.
The engines write the same line: `postgresql_line` is this line as SQL.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CHANGE = ("id", "type", "object_id", "source", "row_id", "op", "version", "salt", "before", "after")
REVISION = (*("id", "public_id", "number", "recorded_at", "actor", "door", "reason", "request", "token", "content"),)
"""The columns, in this order; a revision's line begins with the digest of the revision before it."""


def line(values: Iterable[object]) -> str:
    """The values as one text: 2:ab3:cde."""
    return "".join(f"{len(text)}:{text}" for text in map(str, values))


def digest(*values: object) -> str:
    """SHA-256 of the line, in hexadecimal."""
    return hashlib.sha256(line(values).encode()).hexdigest()


def fold(content: str, change: str) -> str:
    """The digest of a revision's changes so far, with one more folded in."""
    return hashlib.sha256((content + change).encode()).hexdigest()


def unless_quiet(sources: Iterable[str]) -> str:
    """SQL that leaves out the changes of these tables, which raise no version; to follow another condition."""
    listed = ", ".join(f"'{source}'" for source in sources)
    return f" AND source NOT IN ({listed})" if listed else ""


def postgresql_digest(*expressions: str) -> str:
    """SQL on PostgreSQL for the digest of these expressions."""
    pieces = " || ".join(f"length({text}) || ':' || {text}" for text in (f"({each})::text" for each in expressions))
    return f"encode(sha256(convert_to({pieces}, 'UTF8')), 'hex')"
