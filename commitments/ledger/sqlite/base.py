"""How does SQLite serve many writers at once? (docs/decisions/0003-sqlite-as-a-real-database.md)

Django's own backend in IMMEDIATE mode, and a fair turn: before a transaction begins the writer queues for a
file lock, so that no writer starves while others keep retrying. The lock is the operating system's: it goes
with the process that held it. (The stubs of Django leave out its private methods.)
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations

from commitments.ledger.sqlite.functions import LedgerConnection, LedgerCursor
from commitments.ledger.sqlite.schema import LedgerSchemaEditor


class LedgerOperations(DatabaseOperations):
    """A flush empties every table, the ledger with the rest, and is no change of any row."""

    def execute_sql_flush(self, sql_list: Any) -> None:
        self.connection.ensure_connection()
        with self.connection.connection.pause():
            super().execute_sql_flush(sql_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with one fair queue of writers for each database file, and what the ledger's triggers ask for."""

    SchemaEditorClass = LedgerSchemaEditor
    ops_class = LedgerOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None
        self.fresh_triggers: set[str] = set()  # written in the middle of a migration, for rows that may be older

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "factory": LedgerConnection}

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=LedgerCursor)

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        if self.connection is not None and self.connection.in_transaction:
            self.connection.stamp()
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._turn is None and not self.is_in_memory_db() and not name.startswith("file:"):
            try:
                self._turn = os.open(f"{name}-turn", os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:  # no room for it, or no leave to write
                raise OperationalError(f"No turn can be had: {error}") from error
            fcntl.flock(self._turn, fcntl.LOCK_EX)

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None
