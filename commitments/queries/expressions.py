"""Which SQL do our questions need that Django does not write itself? The same on both engines."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Aggregate, CharField, DateField, Func, JSONField, TextField, Value
from django.db.models.functions import JSONObject


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
        return self.as_sql(compiler, connection, function="JSON_AGG", **extra)


class JSONParts(JSONObject):
    """A JSON object that is only handed out: on PostgreSQL as text, which takes less than its binary form."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_OBJECT", **extra)


class Part(Func):
    """One value of a JSON object, as text."""

    output_field = CharField(null=True)

    def __init__(self, json_object: Any, key: Any, **extra: Any) -> None:
        super().__init__(json_object, Value(key) if isinstance(key, str) else key, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_extract(%(expressions)s)", arg_joiner=", '$.' || ")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" ->> ")
