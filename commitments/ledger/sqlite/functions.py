"""What do the triggers on SQLite ask of the connection?

A client without these functions cannot write a tracked row: SQLite refuses the statement.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
import sqlite3
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from commitments.ledger import lines
from commitments.ledger.recording import acting_now

if TYPE_CHECKING:
    from collections.abc import Iterator


_STAMPED = ", ".join("now.at" if name == "recorded_at" else f"r.{name}" for name in lines.REVISION)
STAMP = f"""UPDATE ledger_revision SET (recorded_at, digest) = (
  SELECT now.at, ledger_digest(coalesce(p.digest, ''), {_STAMPED})
  FROM ledger_revision r LEFT JOIN ledger_revision p ON p.number = r.number - 1
  CROSS JOIN (SELECT max(%s, coalesce((
    SELECT q.recorded_at FROM ledger_revision q WHERE q.number = (SELECT max(number) FROM ledger_revision) - 1), '')
  ) AS at) now WHERE r.id = ledger_revision.id)
WHERE id = (SELECT max(id) FROM ledger_revision) AND token = ledger_token()"""
"""A new moment, never before that of the revision before it, and the digest that goes with it."""


class LedgerCursor(SQLiteCursorWrapper):
    """Turns the page wherever a statement starts a transaction, so that two transactions never share a revision."""

    connection: LedgerConnection

    def execute(self, query: Any, params: Any = None) -> Any:
        if not self.connection.in_transaction:
            self.connection.turn_page()
        return super().execute(query, params)

    def executemany(self, query: Any, param_list: Any) -> Any:
        if not self.connection.in_transaction:
            self.connection.turn_page()
        return super().executemany(query, param_list)


class LedgerConnection(sqlite3.Connection):
    """A connection that knows its transaction (`token`) and answers the triggers' questions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paused = self.opened = False
        self.turn_page()
        # One answer for the whole of a statement, but never twice the same salt for a row of the ledger.
        self._secret = secrets.token_bytes(32)
        for name, arguments, answer in (
            ("ledger_actor", 0, lambda: acting_now().by or None),
            ("ledger_door", 0, lambda: acting_now().door),
            ("ledger_reason", 0, lambda: acting_now().reason),
            ("ledger_request", 0, lambda: acting_now().request),
            ("ledger_token", 0, lambda: self.token),
            ("ledger_paused", 0, lambda: self.paused),
            ("ledger_name", 0, self._name),
            ("ledger_moment", 0, moment),
            ("ledger_salt", 1, self._salt),
            ("ledger_digest", -1, lines.digest),
            ("ledger_fold", 2, lines.fold),
        ):
            self.create_function(name, arguments, answer)

    def turn_page(self) -> None:
        """From here on another revision is written."""
        self.token, self.opened = secrets.token_hex(16), False

    def stamp(self) -> None:
        """Give the open revision, if there is one, the moment at which it is committed instead of its first write's."""
        if self.opened:
            self.opened = False
            self.execute(STAMP, [moment()])

    def cursor(self, factory: Any = LedgerCursor) -> Any:
        return super().cursor(factory)

    def execute(self, *args: Any) -> Any:
        return self.cursor().execute(*args)

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Record nothing meanwhile, and let the ledger itself be emptied."""
        self.paused = True
        try:
            yield
        finally:
            self.paused = False

    def _name(self) -> str:
        """The public id of a revision: whoever asks for it opens one."""
        self.opened = True
        return str(uuid.uuid4())

    def _salt(self, change: int) -> str:
        return hashlib.sha256(self._secret + f"{self.token}:{change}".encode()).hexdigest()[:36]


def moment() -> str:
    """Now, as the ledger writes it: RFC 3339, UTC, microseconds."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
