"""How does everything get from SQLite into an empty PostgreSQL database? Rows, ledger, chain and cursors, as they are.

Triggers are off while rows come in: what is moved is no change of anything, and the ledger comes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.models import Model

from commitments.ledger.progress import along

AT_ONCE = 2_000
Told = Callable[[str], Any]


def move_rows(to: str, *, told: Told = print) -> dict[str, int]:
    """Copy every row of every table into the database of the alias `to`, whose tables are there already.

    Rows that its migration made are replaced. Nobody else writes here meanwhile: this holds the turn of writers.
    Returns the number of rows by table. It is done wholly or not at all.
    """
    models = list(apps.get_models(include_auto_created=True))
    target = connections[to]
    with transaction.atomic(), transaction.atomic(using=to), target.cursor() as cursor:
        tables = [model._meta.db_table for model in models]
        names = ", ".join(map(target.ops.quote_name, tables))
        for table in tables:
            cursor.execute(f"ALTER TABLE {target.ops.quote_name(table)} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {names}")
        moved = {}
        for model in models:
            moved[model._meta.db_table] = _copy(model, target, cursor)
            told(f"{model._meta.db_table}: {moved[model._meta.db_table]}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # every reference is checked here and now
        for statement in target.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ALTER TABLE {target.ops.quote_name(table)} ENABLE TRIGGER USER")
    return moved


def _copy(model: type[Model], target: Any, cursor: Any) -> int:
    fields = model._meta.concrete_fields
    columns = ", ".join(target.ops.quote_name(field.column) for field in fields)
    rows = along(model._meta.db_table, _rows(model), model._base_manager.using(connection.alias).count)
    number = 0
    with cursor.copy(f"COPY {target.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN") as out:
        while batch := list(islice(rows, AT_ONCE)):
            for row in batch:
                out.write_row([field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)])
            number += len(batch)
    return number


def _rows(model: type[Model]) -> Iterator[Any]:
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(connection.alias).order_by(model._meta.pk.name).values_list(*names)
    return iter(rows.iterator(AT_ONCE))
