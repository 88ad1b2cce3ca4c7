"""Can nothing be stored at the moment, for no fault of whoever asks: no room, no leave to write, no database?"""

from __future__ import annotations

import errno
import sqlite3
from enum import Enum

import psycopg


class Unwritable(Enum):
    """Why nothing can be stored: the disk is full, may not be written, or the database does not answer."""

    FULL = "full"
    READ_ONLY = "read_only"
    AWAY = "away"


ON_POSTGRESQL = {
    "53100": Unwritable.FULL,
    "25006": Unwritable.READ_ONLY,  # a standby, or default_transaction_read_only
    "53300": Unwritable.AWAY,  # no connection is left
    "57P01": Unwritable.AWAY,  # it is being shut down
    "57P02": Unwritable.AWAY,
    "57P03": Unwritable.AWAY,  # it starts
}
ON_SQLITE = {
    sqlite3.SQLITE_FULL: Unwritable.FULL,
    sqlite3.SQLITE_READONLY: Unwritable.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Unwritable.AWAY,
}
WITHOUT_ROOM = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMSIZE}
OF_THE_DISK = {
    errno.ENOSPC: Unwritable.FULL,
    errno.EDQUOT: Unwritable.FULL,
    errno.EROFS: Unwritable.READ_ONLY,
}
PRIMARY = 0xFF
"""The bits of an extended result code of SQLite that hold the plain one."""


def why_unwritable(error: BaseException | None) -> Unwritable | None:
    """Why nothing can be stored, told from an error or from what it came of; None where the reason is another."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _told_by(error):
            return found
        error = error.__cause__ or error.__context__
    return None


def _told_by(error: BaseException) -> Unwritable | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return Unwritable.FULL if code in WITHOUT_ROOM else ON_SQLITE.get(code & PRIMARY)
    if isinstance(error, psycopg.OperationalError) and error.sqlstate is None:
        return Unwritable.AWAY  # the connection could not be made, or was lost
    if isinstance(error, psycopg.Error):
        return ON_POSTGRESQL.get(error.sqlstate or "")
    return OF_THE_DISK.get(error.errno or 0) if isinstance(error, OSError) else None
