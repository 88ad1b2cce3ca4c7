"""Gather what the database goes by when it chooses how to answer a question."""

from __future__ import annotations

from django.db import connection

ENTRIES = 1_000
"""How many entries of each index SQLite looks at: enough to tell what is rare, and soon done at any size."""

_OURS = """SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'
  AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE') ORDER BY relname"""


def gather_statistics() -> int:
    """Gather them for every table for which this role may; return how many these are.

    SQLite gathers none by itself. PostgreSQL does, for whoever asks; only the owner of the tables may do it by hand.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ENTRIES}")
            cursor.execute("ANALYZE")
            cursor.execute("SELECT count(DISTINCT tbl) FROM sqlite_stat1")
            ((tables,),) = cursor.fetchall()
            return int(tables)
        cursor.execute(_OURS)
        ours = [name for (name,) in cursor.fetchall()]
        for name in ours:
            cursor.execute(f"ANALYZE {name}")
        return len(ours)
