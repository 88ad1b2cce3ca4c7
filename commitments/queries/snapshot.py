"""How is an answer that takes many statements read from one state of the database?"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60
"""Seconds for which PostgreSQL waits for whoever reads to ask for more; then it ends the transaction."""


@contextmanager
def one_state() -> Iterator[None]:
    """Within it, every statement sees the database as it is at the first one, whatever others write.

    Nothing may be written. Nobody waits for it: on SQLite it takes no turn among the writers. Inside a transaction of
    somebody else's, that one decides what is seen.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE}s'")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.rollback()
