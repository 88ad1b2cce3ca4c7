"""Which SQL do our questions need that Django does not write itself? The same on both engines."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Aggregate, CharField, DateField, Func, TextField, Value


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


class JoinedByColons(Func):
    """Its expressions as one text, with colons between them; NULL where one of them is."""

    arg_joiner = " || ':' || "
    template = "(%(expressions)s)"
    output_field = TextField()


class JoinedBySpaces(Aggregate):
    """All values of a text in one, with spaces between them; NULL for no rows."""

    output_field = TextField(null=True)
    allow_distinct = False
    template = "%(function)s(%(expressions)s, ' ')"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


class Part(Func):
    """One value of a JSON object, as text."""

    output_field = CharField(null=True)

    def __init__(self, json_object: Any, key: Any, **extra: Any) -> None:
        super().__init__(json_object, Value(key) if isinstance(key, str) else key, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_extract(%(expressions)s)", arg_joiner=", '$.' || ")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" ->> ")
