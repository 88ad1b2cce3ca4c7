"""How do tables read as they were recorded at a revision?

While a record is open, a tracked table that a statement names is rebuilt from the ledger, at its first mention, as a
temporary table of the same name. It hides the real one from this connection, so that every question reads the record
without knowing of it. Nothing else may be written while it is open.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models, transaction

from commitments.ledger.counting import rollups
from commitments.ledger.declaration import Table, tables
from commitments.ledger.models import Change
from commitments.ledger.reading import value_of
from commitments.ledger.redacting import kept_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from commitments.ledger.counting import Rollup

NAMED = re.compile(r'"(\w+)"')

ENDS = """SELECT c.row_id, max(CASE WHEN r.number <= %(number)s THEN c.id END) AS then_id, max(c.id) AS now_id
  FROM ledger_change c JOIN ledger_revision r ON r.id = c.revision_id
  WHERE c.source = %(source)s AND r.number IS NOT NULL GROUP BY c.row_id"""
"""The last change of each row of a table by the revision, and its last one of all."""

VERSION = """(SELECT v.version FROM ledger_change v JOIN ledger_revision w ON w.id = v.revision_id
    WHERE v.type = t.type AND v.object_id = t.object_id AND w.number <= %(number)s ORDER BY v.id DESC LIMIT 1)"""


class Rebuilding:
    """The tables as they were when revision `number` was over; an execute wrapper of the connection.

    `ranked` names, for tables where the stricter of then and now holds, the field and its values from the lowest
    to the highest. `settle` is called with the model of each table that was rebuilt.
    """

    def __init__(
        self,
        number: int,
        ranked: Mapping[type[models.Model], tuple[str, list[str]]],
        settle: Callable[[type[models.Model]], None],
    ) -> None:
        self.number, self.ranked, self.settle = number, ranked, settle
        self.tables = {table.source: table for table in tables()}
        self.counts = {rollup.table: rollup for rollup in rollups()}
        self.made: list[str] = []
        self.busy = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not self.busy:
            for name in dict.fromkeys(NAMED.findall(str(sql))):
                if name not in self.made and name in self.tables:
                    self._rebuild(self.tables[name])
                elif name not in self.made and name in self.counts:
                    self._count(self.counts[name])
        return execute(sql, params, many, context)

    def _rebuild(self, table: Table) -> None:
        self.busy = True
        try:
            with connection.cursor() as cursor:
                self._make(cursor, table)
                self._add_blanked(cursor, table)
                self._index(cursor, table)
                raised = self._raised(cursor, table)
        finally:
            self.busy = False
        for value, keys in raised.items():
            field, _ranks = self.ranked[table.model]
            table.model._base_manager.filter(pk__in=keys).update(**{field: value})
        self.settle(table.model)

    def _count(self, rollup: Rollup) -> None:
        """Count anew what is kept as rows change: the rows it counts are rebuilt at their mention here."""
        self.made.append(rollup.table)
        fields = apps.get_model(rollup.counts)._meta.local_concrete_fields
        typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
        columns = ", ".join(f'"{column}"' for column in rollup.columns)
        drops = "ON COMMIT DROP" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMPORARY TABLE "{rollup.table}" ({typed}) {drops}')
            counted = rollup.everything(connection.vendor)
            cursor.execute(f'INSERT INTO "{rollup.table}" ({columns}, number) {counted}')
            temporary = "temp." if connection.vendor == "sqlite" else ""
            cursor.execute(f'CREATE INDEX {temporary}"record_{rollup.table}" ON "{rollup.table}" ("{rollup.key}")')

    def _make(self, cursor: Any, table: Table) -> None:
        self.made.append(table.source)
        source, wanted = table.source, {"number": self.number, "source": table.source, **_defaults(table)}
        rows = _rows(table, connection.vendor)
        if connection.vendor == "postgresql":
            cursor.execute(f'CREATE TEMPORARY TABLE "{source}" ON COMMIT DROP AS {rows}', wanted)
            return
        columns = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in _fields(table))
        cursor.execute(f'CREATE TEMPORARY TABLE "{source}" ({columns})')
        cursor.execute(f'INSERT INTO temp."{source}" {rows}', wanted)

    def _index(self, cursor: Any, table: Table) -> None:
        temporary = "temp." if connection.vendor == "sqlite" else ""
        for place, field in enumerate(_fields(table)):
            if field.unique or field.remote_field:
                name = f"record_{place}_{table.source}"
                cursor.execute(f'CREATE INDEX {temporary}"{name}" ON "{table.source}" ("{field.column}")')
        if connection.vendor == "postgresql":
            cursor.execute(f'ANALYZE "{table.source}"')

    def _add_blanked(self, cursor: Any, table: Table) -> None:
        """Rows whose change was redacted since, with a word that says so in place of the words that were there."""
        sql = f"SELECT then_id FROM ({ENDS}) e JOIN ledger_change t ON t.id = then_id WHERE t.salt = '' AND t.op <> 'D'"
        cursor.execute(sql, {"number": self.number, "source": table.source})
        blanked = [key for (key,) in cursor.fetchall()]
        rows = {key: after for key, (_before, after) in kept_of(blanked).items() if after}
        for change in Change.objects.filter(pk__in=rows):
            values: dict[str, Any] = {
                column: value_of(field, rows[change.pk].get(column, field.get_default()))
                for column, field in table.fields.items()
            }
            if table.name:
                of_object = Change.objects.filter(type=change.type, object_id=change.object_id)
                values["version"] = of_object.filter(revision__number__lte=self.number).latest("id").version
            fields = _fields(table)
            names = ", ".join(f'"{field.column}"' for field in fields)
            marks = ", ".join(["%s"] * len(fields))
            ready = [field.get_db_prep_save(values[str(field.column)], connection) for field in fields]
            cursor.execute(f'INSERT INTO "{table.source}" ({names}) VALUES ({marks})', ready)

    def _raised(self, cursor: Any, table: Table) -> dict[str, list[Any]]:
        """The rows that have a higher value now than then, by that value."""
        raised: dict[str, list[Any]] = {}
        if table.model not in self.ranked:
            return raised
        field, ranks = self.ranked[table.model]
        now = "CASE n.op WHEN 'D' THEN n.before ELSE n.after END"
        then, now = _read(connection.vendor, "t.after", field), _read(connection.vendor, now, field)
        sql = f"""SELECT t.row_id, {then}, {now} FROM ({ENDS}) e JOIN ledger_change t ON t.id = e.then_id
            JOIN ledger_change n ON n.id = e.now_id WHERE t.op <> 'D' AND n.id <> t.id"""
        cursor.execute(sql, {"number": self.number, "source": table.source})
        for row_id, before, after in cursor.fetchall():
            if after is not None and (before is None or ranks.index(after) > ranks.index(before)):
                raised.setdefault(after, []).append(table.model._meta.pk.to_python(row_id))
        return raised

    def close(self) -> None:
        """Let the real tables be seen again."""
        self.busy = True
        with connection.cursor() as cursor:
            schema = "temp" if connection.vendor == "sqlite" else "pg_temp"
            for name in self.made:
                cursor.execute(f'DROP TABLE IF EXISTS {schema}."{name}"')


@contextmanager
def record_at(
    number: int,
    *,
    ranked: Mapping[type[models.Model], tuple[str, list[str]]],
    settle: Callable[[type[models.Model]], None],
) -> Iterator[None]:
    """Read every tracked table as it was when the revision `number` was over; 0: before the first one."""
    record = Rebuilding(number, ranked, settle)
    if connection.vendor == "sqlite":
        try:
            with connection.execute_wrapper(record):
                yield
        finally:
            record.close()
        return
    with transaction.atomic():  # the tables go with it, whatever happens
        with connection.execute_wrapper(record):
            yield
        record.close()


def record_is_open() -> bool:
    """Whether this connection reads a record at the moment: tables that are not tracked are as they are today."""
    return any(isinstance(wrapper, Rebuilding) for wrapper in connection.execute_wrappers)


def _fields(table: Table) -> list[models.Field[Any, Any]]:
    return list(table.model._meta.local_concrete_fields)


def _defaults(table: Table) -> dict[str, Any]:
    """What a row holds in columns that are younger than its last change, where that is one plain value."""
    plain = [field for field in table.fields.values() if not field.null and not callable(field.default)]
    values = {str(field.column): field.get_default() for field in plain if not field.primary_key}
    return {f"default_{column}": value for column, value in values.items() if value is not None}


def _rows(table: Table, vendor: str) -> str:
    """SQL for the rows of a table as they were, one column for each field."""
    defaults, values = _defaults(table), []
    for field in _fields(table):
        column = str(field.column)
        if table.name and column == "version":
            values.append(f"{VERSION} AS version")
            continue
        value = f'p."{column}"' if vendor == "postgresql" else _on_sqlite(field)
        if f"default_{column}" in defaults:
            value = f"coalesce({value}, %(default_{column})s)"
        values.append(f'{value} AS "{column}"')
    typed = f'CROSS JOIN LATERAL jsonb_populate_record(NULL::"{table.source}", t.after::jsonb) p'
    return (
        f"SELECT {', '.join(values)} FROM ({ENDS}) e JOIN ledger_change t ON t.id = e.then_id"
        f" {typed if vendor == 'postgresql' else ''} WHERE t.op <> 'D' AND t.salt <> ''"
    )


def _on_sqlite(field: models.Field[Any, Any]) -> str:
    """A column as SQLite stores it, from whichever engine wrote the ledger."""
    raw = f"json_extract(t.after, '$.\"{field.column}\"')"
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.UUIDField):
        return f"replace({raw}, '-', '')"
    if isinstance(field, models.DateTimeField):
        return f"replace(replace({raw}, 'T', ' '), '+00:00', '')"
    return raw


def _read(vendor: str, text: str, column: str) -> str:
    text = f"nullif({text}, '')"
    return f"({text})::json ->> '{column}'" if vendor == "postgresql" else f"json_extract({text}, '$.{column}')"
