"""How are rows recorded that were not written under a trigger: found (B), or redacted (R)?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from commitments.ledger.postgresql import tables as on_postgresql
from commitments.ledger.sqlite import triggers as on_sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commitments.ledger.declaration import Table


def record(table: Table, keys: Sequence[Any], *, op: str, before: str = "") -> None:
    """Record rows as they are now, under the version they have, without changing them.

    To be called inside `acting`; on PostgreSQL as the owner of the ledger.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT ledger_open()")
            (revision,) = cursor.fetchone()
            what = {"revision": revision, "rows": [str(key) for key in keys], "before": before}
            cursor.execute(on_postgresql.found(table, op), what)
            return
        for sql in on_sqlite.found(table, op):
            for key in keys:
                cursor.execute(sql, [before, table.model._meta.pk.get_db_prep_value(key, connection)])
