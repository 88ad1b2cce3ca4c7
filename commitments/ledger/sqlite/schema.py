"""How are tables changed on SQLite while triggers name them?

Before each step of a migration the ledger's triggers are taken away, after it they are written again for the columns
that are there now: what a migration writes between two steps is recorded.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

from commitments.ledger.counting import rollups
from commitments.ledger.declaration import growing_tables, tables
from commitments.ledger.sqlite import counting
from commitments.ledger.sqlite.triggers import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper


class LedgerSchemaEditor(DatabaseSchemaEditor):
    """Django's own, with the triggers out of the way for the length of each step."""

    connection: Any
    _depth = 0

    def create_model(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super().create_model(*args, **kwargs)

    def delete_model(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super().delete_model(*args, **kwargs)

    def alter_db_table(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super().alter_db_table(*args, **kwargs)

    def add_field(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super().add_field(*args, **kwargs)

    def remove_field(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super().remove_field(*args, **kwargs)

    def alter_field(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super().alter_field(*args, **kwargs)

    def _remake_table(self, *args: Any, **kwargs: Any) -> None:
        with self._without_triggers():
            super()._remake_table(*args, **kwargs)  # type: ignore[misc]

    @contextmanager
    def _without_triggers(self) -> Iterator[None]:
        self._depth += 1
        if self._depth == 1 and not self.collect_sql:
            before = set(installed(self.connection))
            remove(self.connection)
        try:
            yield
        finally:
            self._depth -= 1
        if self._depth == 0 and not self.collect_sql:
            self.connection.fresh_triggers |= install(self.connection) - before


def written_in_migrations(connection: Any) -> set[str]:
    """The names of triggers that migrations wrote on this connection since it was last asked."""
    fresh: set[str] = connection.fresh_triggers
    connection.fresh_triggers = set()
    return fresh


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The ledger's view and triggers that are there: SQL by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') AND name LIKE 'ledger%'")
        return dict(cursor.fetchall())


def wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The view and triggers that the tables, as they are now, ask for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
        )
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    made = statements(tables(), growing_tables(), columns)
    return made | (counting.statements(rollups(), columns) if made else {})


def install(connection: BaseDatabaseWrapper) -> set[str]:
    """Write what is missing or differs; return the names of what was missing."""
    there, want = installed(connection), wanted(connection)
    wrong = {name for name, sql in there.items() if want.get(name) != sql}
    with connection.cursor() as cursor:
        for name in sorted(wrong):
            cursor.execute(f"DROP {'VIEW' if name == 'ledger_entry' else 'TRIGGER'} IF EXISTS {name}")
        for name, sql in want.items():
            if there.get(name) != sql or (name == "ledger_enter" and "ledger_entry" in wrong):
                cursor.execute(sql)
    return set(want) - set(there)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the ledger's view and triggers away."""
    with connection.cursor() as cursor:
        for name in sorted(installed(connection), reverse=True):
            cursor.execute(f"DROP {'VIEW' if name == 'ledger_entry' else 'TRIGGER'} IF EXISTS {name}")
