"""Which SQL do our questions need that Django does not write itself? The same on both engines."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db.models import Aggregate, CharField, DateField, Func, JSONField, QuerySet, Subquery, TextField, Value


class DateFrom(Func):
    """The day that a small table, handed in as JSON, gives for a key; NULL for a key that it does not have.

    `DateFrom({"P12M": date(2021, 3, 1)}, "every")`. Keys are letters and digits.
    """

    output_field = DateField()

    def __init__(self, table: Any, key: Any, **extra: Any) -> None:
        text = table if not isinstance(table, dict) else Value(json.dumps(table, default=str), TextField())
        super().__init__(text, key, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="json_extract(%(expressions)s || '\"')", arg_joiner=", '$.\"' || "
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="((%(expressions)s)::date)", arg_joiner="::jsonb ->> ")


class JSONRows(Aggregate):
    """All values of a JSON expression in one JSON array; NULL for no rows on PostgreSQL, [] on SQLite."""

    output_field = JSONField()
    allow_distinct = False

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


class Layers(Subquery):
    """One row of facts, then layer upon layer of SQL columns over it, as one JSON object.

    Each layer names its columns from those of the layers below. A layer is a constant of ours, in SQL that both
    engines run, without parameters. `LIMIT 1` at each step keeps the engines from folding the steps into one, which
    would write each fact out, and work it out, wherever a later layer names it (measured: 200 times slower).
    """

    output_field = JSONField()

    def __init__(self, facts: QuerySet[Any], *layers: str, **extra: Any) -> None:
        self.layers = layers
        super().__init__(facts[:1], **extra)

    def _template(self, row: str) -> str:
        sql = "(%(subquery)s) layer_0"
        for number, layer in enumerate(self.layers, start=1):
            sql = f"(SELECT layer_{number - 1}.*, {layer.replace('%', '%%')} FROM {sql} LIMIT 1) layer_{number}"  # noqa: S608
        return f"(SELECT {row} FROM {sql} LIMIT 1)"  # noqa: S608

    def _columns(self) -> list[str]:
        names = [*self.query.values_select, *self.query.annotation_select]
        made = [word for layer in self.layers for word in re.findall(r"\bAS (\w+)", layer)]
        return list(dict.fromkeys([*names, *made]))

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        pairs = ", ".join(f"'{name}', \"{name}\"" for name in self._columns())
        return self.as_sql(compiler, connection, template=self._template(f"json_object({pairs})"))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=self._template(f"to_jsonb(layer_{len(self.layers)})"))


class Part(Func):
    """One value of a JSON object, as text."""

    output_field = CharField(null=True)

    def __init__(self, json_object: Any, key: Any, **extra: Any) -> None:
        super().__init__(json_object, Value(key) if isinstance(key, str) else key, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_extract(%(expressions)s)", arg_joiner=", '$.' || ")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" ->> ")
