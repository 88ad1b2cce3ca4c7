"""Are the triggers there, and how do they get there?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from commitments.ledger.comparing import differing_rows
from commitments.ledger.counting import Rollup, count
from commitments.ledger.declaration import Growing, Tracked, declare, tables
from commitments.ledger.found import record
from commitments.ledger.models import Change, Revision
from commitments.ledger.postgresql import schema as on_postgresql
from commitments.ledger.postgresql.revisions import APPLICATION
from commitments.ledger.recording import acting
from commitments.ledger.recounting import recount
from commitments.ledger.sqlite import schema as on_sqlite


def install() -> set[str]:
    """Write every trigger that is missing or differs; return the tables that had none until now."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            return on_postgresql.install(connection)
        fresh, prefix = on_sqlite.install(connection) | on_sqlite.written_in_migrations(connection), "ledger_insert_"
        return {name.removeprefix(prefix) for name in fresh if name.startswith(prefix)}


def remove() -> None:
    """Take every trigger away: what is written from now on is in no ledger."""
    with transaction.atomic():
        (on_postgresql if connection.vendor == "postgresql" else on_sqlite).remove(connection)


def missing() -> set[str]:
    """The names of the triggers that should be there and are not, or are not as they should be."""
    if connection.vendor == "postgresql":
        return on_postgresql.missing(connection)
    there = on_sqlite.installed(connection)
    return {name for name, sql in on_sqlite.wanted(connection).items() if there.get(name) != sql}


def refuse_without_triggers() -> None:
    """Raise ImproperlyConfigured when a trigger or the ledger is missing; asked before the first request is served."""
    try:
        there = set(connection.introspection.table_names())
        if names := missing() | ({Revision._meta.db_table, Change._meta.db_table} - there):
            raise ImproperlyConfigured(f"The ledger is not whole; run “manage.py migrate”. Missing: {sorted(names)}")
    finally:
        connection.close()


def adopt(sources: set[str] | None = None) -> int:
    """Record rows older than their triggers: one change, as found, for each that is not as its last change says.

    `sources` are the names of tables, None for all. Returns the number of rows; a second run finds none.
    """
    wanted = [table for table in tables() if sources is None or table.source in sources]
    found = {table: list(differing_rows(table)) for table in wanted}
    if not any(found.values()):
        return 0
    with acting("command:adopt", "command", "Rows older than their triggers."):
        for table, keys in found.items():
            record(table, keys, op="B")
    return sum(map(len, found.values()))


def keep(
    tracked: Iterable[Tracked],
    growing: Iterable[Growing] = (),
    rollups: Iterable[Rollup] = (),
    *,
    app: AppConfig,
) -> None:
    """Track and count these tables from now on, and keep the triggers in step after every `migrate` of the app.

    Tables that only grow are guarded by triggers of their own, with the rest.
    """
    declare(tracked, growing)
    count(rollups)
    post_migrate.connect(after_migrate, sender=app)
    connection_created.connect(announce)


def after_migrate(**_: Any) -> None:
    """Write the triggers that the tables now ask for, and record the rows of tables that had none."""
    lacking = missing() | getattr(connection, "fresh_triggers", set())  # what steps of migrations wrote themselves
    if fresh := install():
        adopt(fresh)
    if any(name.startswith("ledger_rollup") for name in lacking):
        recount()


def announce(*, connection: Any, **_: Any) -> None:
    """Say on PostgreSQL that this connection is the application's: it writes nothing tracked unless somebody acts."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET application_name TO '{APPLICATION}'")
