"""Which objects were touched after a place in the ledger, in the order of commits?

One statement for each batch, cut at (number, type, object_id), however many rows changed under an object.
Names are ordered by their characters' numbers, as Python does, in whatever language the database sorts.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.db import connection

from commitments.ledger.declaration import tables
from commitments.ledger.redacting import kept_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

State = dict[str, Any] | None
"""Some columns of a row as it stood; None where there was none."""


class Place(NamedTuple):
    """A place in the ledger: behind this object of this revision; without an object, before the whole revision."""

    number: int = 0
    type: str = ""
    object_id: str = ""


class Touched(NamedTuple):
    """One object in one revision: its last version there, and its own row before and after it."""

    number: int
    revision: str
    recorded_at: str
    type: str
    object_id: str
    version: int
    before: State
    after: State

    @property
    def place(self) -> Place:
        return Place(self.number, self.type, self.object_id)


def touched_after(
    place: Place,
    *,
    most: int,
    columns: Collection[str],
    types: Collection[str],
    up_to: int,
    always: str = "",
) -> list[Touched]:
    """The next objects of these types behind the place, at most `most`, each with these columns of its row.

    `up_to` is the number of the last revision asked about. Objects of the type `always` come from the place's own
    revision even where they stand before it.
    """
    sql = _sql(connection.vendor, tuple(columns))
    wanted: dict[str, Any] = {
        "number": place.number,
        "type": place.type,
        "object_id": place.object_id,
        "always": always,
        "types": json.dumps(sorted(types)) if connection.vendor == "sqlite" else sorted(types),
        "up_to": up_to,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        rows = cursor.fetchall()
    blank = kept_of({row[at] for row in rows for at in (FIRST, LAST) if row[at] and row[at + 2] == ""})
    return [_touched(row, tuple(columns), blank) for row in rows]


FIRST, LAST = 6, 10
"""Where the first and the last change of the object's own row stand: id, op, salt, columns."""


def _touched(row: tuple[Any, ...], columns: tuple[str, ...], blank: dict[int, Any]) -> Touched:
    last_id, last_op, last_salt, after = row[LAST : LAST + 4]
    first_id, first_op, first_salt, before = row[FIRST : FIRST + 4]
    now = None if last_op in (None, "D") else _columns(after, columns)
    if last_salt == "":
        now = _chosen(blank.get(last_id, (None, None))[1], columns)
    if first_id is None or first_op == "R":  # only parts of it changed, or nothing that a reader is told by columns
        was = now
    elif first_salt == "":
        was = _chosen(blank.get(first_id, (None, None))[0], columns)
    else:
        was = None if first_op in ("I", "B") else _columns(before, columns)
    number, revision, recorded_at, kind, name, version = row[:FIRST]
    return Touched(number, revision, recorded_at, kind, name, version, before=was, after=now)


def _chosen(row: State, columns: tuple[str, ...]) -> State:
    return {column: row.get(column) for column in columns} if row else None


def _columns(text: str | None, columns: tuple[str, ...]) -> State:
    values = orjson.loads(text) if text else [None] * len(columns)
    return dict(zip(columns, values, strict=True))


@cache
def _sql(vendor: str, columns: tuple[str, ...]) -> str:
    rows = ", ".join(f"'{table.source}'" for table in tables() if table.name)
    sql, order = (_POSTGRESQL, ' COLLATE "C"') if vendor == "postgresql" else (_SQLITE, "")
    for name, words in (
        *(("<told>", _TOLD), ("<group>", _GROUP), ("<behind>", _BEHIND)),
        *(("<first>", _read(vendor, "f.before", columns)), ("<last>", _read(vendor, "l.after", columns))),
        *(("<rows>", rows), ("<C>", order)),
        *(("<of_first>", _of("f", "e.first_id", vendor)), ("<of_last>", _of("l", "e.state_id", vendor))),
    ):
        sql = sql.replace(name, words)
    return sql


def _read(vendor: str, text: str, columns: Iterable[str]) -> str:
    """SQL for these columns of a row's JSON text, as one JSON array; at least two of them."""
    if vendor == "postgresql":  # in one go: `->` would read the text from its beginning for each column
        values, typed = (", ".join(f"{name}{kind}" for name in columns) for kind in ("", " json"))
        told = f"SELECT json_build_array({values})::text FROM json_to_record({text}::json) AS told({typed})"
        return f"CASE WHEN {text} <> '' THEN ({told}) END"
    paths = ", ".join(f"'$.{column}'" for column in columns)
    return f"json_extract(nullif({text}, ''), {paths})"


def _of(name: str, key: str, vendor: str) -> str:
    """SQL that joins a change by its key. PostgreSQL looks each up: it might read the whole ledger for a page of it."""
    if vendor == "postgresql":
        return f"LEFT JOIN LATERAL (SELECT * FROM ledger_change WHERE id = {key} OFFSET 0) {name} ON true"
    return f"LEFT JOIN ledger_change {name} ON {name}.id = {key}"


_BEHIND = """(r.number > %(number)s OR c.type = %(always)s
      OR (c.type<C>, c.object_id<C>) > (%(type)s, %(object_id)s))"""

_GROUP = """c.type, c.object_id, max(c.version) AS version, min(c.id) AS any_id,
      min(CASE WHEN c.source IN (<rows>) THEN c.id END) AS first_id,
      max(CASE WHEN c.source IN (<rows>) THEN c.id END) AS last_id"""

_TOLD = """SELECT e.number, e.public_id, e.recorded_at, e.type, e.object_id, e.version,
  f.id, f.op, f.salt, <first>, l.id, l.op, l.salt, <last>
FROM (
  SELECT e.*, coalesce(e.last_id, (
    SELECT max(x.id) FROM ledger_change x
    WHERE x.type = e.type AND x.object_id = e.object_id AND x.id < e.any_id AND x.source IN (<rows>))) AS state_id
  FROM e) e
<of_first> <of_last>
ORDER BY e.number, e.type<C>, e.object_id<C>"""

_SQLITE = """WITH e AS (
  SELECT r.number, r.public_id, r.recorded_at, <group>
  FROM ledger_revision r CROSS JOIN ledger_change c ON c.revision_id = r.id
  WHERE r.number BETWEEN %(number)s AND %(up_to)s AND <behind>
    AND (c.type IN (SELECT value FROM json_each(%(types)s)) OR c.type = %(always)s)
  GROUP BY r.number, c.type, c.object_id ORDER BY r.number, c.type, c.object_id LIMIT %(most)s
) <told>"""

_POSTGRESQL = """WITH e AS (
  SELECT r.number, r.public_id, r.recorded_at, g.*
  FROM ledger_revision r CROSS JOIN LATERAL (
    SELECT <group> FROM ledger_change c
    WHERE c.revision_id = r.id AND <behind> AND (c.type = ANY(%(types)s) OR c.type = %(always)s)
    GROUP BY c.type, c.object_id ORDER BY c.type<C>, c.object_id<C> LIMIT %(most)s
  ) g
  WHERE r.number BETWEEN %(number)s AND %(up_to)s
  ORDER BY r.number, g.type<C>, g.object_id<C> LIMIT %(most)s
) <told>"""
