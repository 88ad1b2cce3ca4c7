"""How do the processes of one machine share a cache? Through a small SQLite file of its own, away from the data.

Django's own caches either belong to one process or count in two steps, so that counts get lost between processes
(docs/decisions/0012-counters-in-a-file-of-their-own.md). Values are JSON. Losing the file loses counters, nothing else.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import orjson
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

Result = TypeVar("Result")
PATIENCE = 1.0
"""Seconds to wait for another process; a count that cannot be had is as if nothing were kept."""

TABLE = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires REAL) WITHOUT ROWID"
INDEX = "CREATE INDEX IF NOT EXISTS kept_expires ON kept (expires)"
ADD = """
INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
WHERE kept.expires <= ? RETURNING 1
"""
SET = """
INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ALIVE = "key = ? AND (expires IS NULL OR expires > ?)"
GET = f"SELECT value FROM kept WHERE {ALIVE}"  # noqa: S608 (words of our own)
INCR = f"UPDATE kept SET value = CAST(value AS INTEGER) + ? WHERE {ALIVE} RETURNING value"  # noqa: S608
TOUCH = f"UPDATE kept SET expires = ? WHERE {ALIVE} RETURNING 1"  # noqa: S608
DELETE = f"DELETE FROM kept WHERE {ALIVE} RETURNING 1"  # noqa: S608

log = logging.getLogger("tracker.cache")


class SharedCache(BaseCache):
    """`LOCATION` is the file. Adding and counting are one statement each, right among any number of processes."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(location)
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        told = (self._name(key, version), orjson.dumps(value).decode(), self._until(timeout), time.time())
        added = self._asked(lambda database: _first(database, ADD, told), (1,))
        if added:
            self._asked(lambda database: database.execute("DELETE FROM kept WHERE expires <= ?", [time.time()]), None)
        return added is not None

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = self._asked(lambda database: _first(database, GET, (self._name(key, version), time.time())), None)
        return default if found is None else orjson.loads(str(found[0]))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        told = (self._name(key, version), orjson.dumps(value).decode(), self._until(timeout))
        self._asked(lambda database: database.execute(SET, told), None)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        told = (delta, self._name(key, version), time.time())
        found = self._asked(lambda database: _first(database, INCR, told), None)
        if found is None:
            raise ValueError(f"Nothing is kept as {key!r}.")
        return int(found[0])

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        told = (self._until(timeout), self._name(key, version), time.time())
        return self._asked(lambda database: _first(database, TOUCH, told), None) is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        told = (self._name(key, version), time.time())
        return self._asked(lambda database: _first(database, DELETE, told), None) is not None

    def clear(self) -> None:
        self._asked(lambda database: database.execute("DELETE FROM kept"), None)

    def _name(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _until(self, timeout: Any) -> float | None:
        return self.get_backend_timeout(timeout)

    def _asked(self, question: Callable[[sqlite3.Connection], Result], otherwise: Result) -> Result:
        """The answer of the file; what is given where it cannot be asked. A cache is never why a page fails."""
        try:
            return question(self._opened())
        except (sqlite3.Error, OSError) as error:
            log.warning("The shared cache did not answer: %s", error)
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                self._begin_again()
            return otherwise

    def _opened(self) -> sqlite3.Connection:
        """The connection of this thread and process; what was opened before a fork is not used after it."""
        if self._connection is None or self._process != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            database = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF", TABLE, INDEX):
                database.execute(statement)
            self._connection, self._process = database, os.getpid()
        return self._connection

    def _begin_again(self) -> None:
        """The file is no longer sound (a power cut): it held nothing that has to be saved."""
        self._connection = None
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)


def _first(database: sqlite3.Connection, statement: str, told: tuple[Any, ...]) -> Any:
    return database.execute(statement, told).fetchone()
