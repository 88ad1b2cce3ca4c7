"""Do the counts say what the rows say, and how are they made anew?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from commitments.ledger.counting import recounting, rollups
from commitments.ledger.postgresql.counting import recount_name
from commitments.ledger.postgresql.revisions import LOCK
from commitments.ledger.progress import along

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commitments.ledger.counting import Rollup


Range = tuple[int, int]
"""The lowest and the highest of some keys."""


def drift() -> Iterator[str]:
    """A sentence for every count that is not what the rows say. Both are read at one moment."""
    for rollup in along("Counts", rollups(), len(rollups())):
        yield from drift_of(rollup)


def drift_of(rollup: Rollup, keys: Range | None = None) -> Iterator[str]:
    """The same of one rollup, of all its keys or of a range of them."""
    with connection.cursor() as cursor:
        cursor.execute(_differing(rollup, _between(keys) if keys else ""))
        for *values, kept, right in cursor.fetchall():
            named = ", ".join(f"{name} {value}" for name, value in zip(rollup.columns, values, strict=True))
            yield f"{rollup.table} ({named}) is {kept}, and the rows say {right}."


def keys_of(rollup: Rollup) -> list[int]:
    """Every key of a rollup that is counted under, or would be by its rows, from the lowest to the highest."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM ({rollup.keys()}) each_key ORDER BY key")
        return [key for (key,) in cursor.fetchall()]


def recount() -> None:
    """Make every count anew, in one transaction; writers wait for it and lose nothing.

    On PostgreSQL as the owner of the tables: nobody else may write counts.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # whoever commits folds what they add after us
            cursor.execute("SELECT current_setting('ledger.revision', true)")
            ((mine,),) = cursor.fetchall()
            if mine:
                cursor.execute("SELECT ledger_fold(%s)", [mine])  # what this transaction wrote is among the rows
        for rollup in along("Counts", rollups(), len(rollups())):
            for statement in recounting(rollup, connection.vendor):
                cursor.execute(statement)


def recount_among(rollup: Rollup, keys: Range) -> None:
    """Make the counts under a range of keys anew. On PostgreSQL whoever serves people may: it is a function's work."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {recount_name(rollup)}(%s, %s)", keys)
            return
        for statement in recounting(rollup, connection.vendor, _between(keys)):
            cursor.execute(statement)


def settle() -> None:
    """Let this transaction's own reading see what it adds to the counts, before it is committed.

    Nothing needs it but a transaction that writes and then reads figures: on PostgreSQL its counts are folded when it
    is sealed.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_fold(nullif(current_setting('ledger.revision', true), '')::bigint)")


def _between(keys: Range) -> str:
    first, last = keys
    return f"{{key}} BETWEEN {int(first)} AND {int(last)}"


def _differing(rollup: Rollup, among: str = "") -> str:
    columns = ", ".join(f'"{column}"' for column in rollup.columns)
    which = f""" WHERE {among.format(key=f'"{rollup.key}"')}""" if among else ""
    kept = f'SELECT {columns}, number AS kept, 0 AS counted FROM "{rollup.table}"{which}'
    counted = f"SELECT {columns}, 0, number FROM ({rollup.everything(connection.vendor, among)}) counted"
    return (
        f"SELECT {columns}, sum(kept), sum(counted) FROM ({kept} UNION ALL {counted}) both_sides"
        f" GROUP BY {columns} HAVING sum(kept) <> sum(counted) ORDER BY {columns}"
    )
