"""Is it told apart why something could not be stored?"""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from django.db.transaction import TransactionManagementError

from commitments.ledger.unwritable import Unwritable, why_unwritable

FULL, READ_ONLY, AWAY = Unwritable.FULL, Unwritable.READ_ONLY, Unwritable.AWAY


def of_sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


TOLD = {
    "no room": (OSError(errno.ENOSPC, "x"), FULL),
    "no more room for this user": (OSError(errno.EDQUOT, "x"), FULL),
    "a file system that may only be read": (OSError(errno.EROFS, "x"), READ_ONLY),
    "no leave": (PermissionError(errno.EACCES, "x"), None),
    "SQLite: full": (of_sqlite(sqlite3.SQLITE_FULL), FULL),
    "SQLite: a write that failed": (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), FULL),
    "SQLite: no room for the index of its log": (of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE), FULL),
    "SQLite: another read failed": (of_sqlite(sqlite3.SQLITE_IOERR_READ), None),
    "SQLite: read only": (of_sqlite(sqlite3.SQLITE_READONLY_DIRECTORY), READ_ONLY),
    "SQLite: cannot be opened": (of_sqlite(sqlite3.SQLITE_CANTOPEN_ISDIR), AWAY),
    "SQLite: busy": (of_sqlite(sqlite3.SQLITE_BUSY), None),
    "SQLite: without a code": (sqlite3.OperationalError("x"), None),
    "PostgreSQL: full": (psycopg.errors.DiskFull("x"), FULL),
    "PostgreSQL: read only": (psycopg.errors.ReadOnlySqlTransaction("x"), READ_ONLY),
    "PostgreSQL: shut down": (psycopg.errors.AdminShutdown("x"), AWAY),
    "PostgreSQL: too many": (psycopg.errors.TooManyConnections("x"), AWAY),
    "PostgreSQL: nobody answers": (psycopg.OperationalError("connection refused"), AWAY),
    "PostgreSQL: a deadlock": (psycopg.errors.DeadlockDetected("x"), None),
    "another fault": (ZeroDivisionError(), None),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("error", "why"), TOLD.values(), ids=TOLD)
def test_why_nothing_could_be_stored(error: BaseException | None, why: Unwritable | None) -> None:
    assert why_unwritable(error) is why


def test_what_an_error_came_of_counts_however_deep() -> None:
    def raised() -> None:
        try:
            try:
                raise of_sqlite(sqlite3.SQLITE_FULL)
            except sqlite3.Error as cause:
                raise OperationalError("x") from cause
        except OperationalError:
            raise TransactionManagementError("the block is broken")  # noqa: B904 (as Django does)

    with pytest.raises(TransactionManagementError) as told:
        raised()
    assert why_unwritable(told.value) is FULL


def test_the_database_itself_says_it_like_this(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.sqlite3") as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as full:
            database.execute("INSERT INTO a VALUES (zeroblob(100000))")
        database.execute("PRAGMA query_only = 1")
        with pytest.raises(sqlite3.OperationalError) as read_only:
            database.execute("INSERT INTO a VALUES (1)")
    assert (why_unwritable(full.value), why_unwritable(read_only.value)) == (FULL, READ_ONLY)
