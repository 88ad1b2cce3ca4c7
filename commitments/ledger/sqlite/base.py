"""How does SQLite serve many writers at once? (docs/decisions/0003-sqlite-as-a-real-database.md)

Django's own backend in IMMEDIATE mode, and a fair turn: before a transaction begins the writer queues for a
file lock, so that no writer starves while others keep retrying. The lock is the operating system's: it goes
with the process that held it. (The stubs of Django leave out its private methods.)
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with one fair queue of writers for each database file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
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
            self._turn = os.open(f"{name}-turn", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._turn, fcntl.LOCK_EX)

    def _end_turn(self) -> None:
        if self._turn is not None:
            os.close(self._turn)
            self._turn = None
