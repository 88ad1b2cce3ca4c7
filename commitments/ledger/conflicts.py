"""Did two transactions get in each other's way, so that one of them has to start again?"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable

SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


def is_conflict(error: BaseException) -> bool:
    """Whether the database gave this transaction up for another one: deadlock, serialisation failure, busy."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) in (SERIALIZATION_FAILURE, DEADLOCK):
        return True
    return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


class Conflicts:
    """An execute wrapper of a connection that notices conflicts, whoever catches them above it."""

    def __init__(self) -> None:
        self.noticed = False

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        try:
            return execute(*args)
        except DatabaseError as error:
            self.noticed = self.noticed or is_conflict(error)
            raise
