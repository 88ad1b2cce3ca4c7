"""How is one and the same question asked again and again, fast? It is written as SQL once; then only what it asks for
changes.

The ORM takes longer to write a statement of three tables than a database takes to read a page of its rows, and
PostgreSQL takes longer to plan it: on each connection it plans such a statement once.
"""

from __future__ import annotations

import json
import re
import uuid
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.backends.postgresql import base as postgresql
from django.db.models import CharField, Expression, Field, Lookup
from psycopg.sql import Literal
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.string import TextLoader

from commitments.ledger.rebuilding import record_is_open

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

Row = tuple[Any, ...]
PLACES = re.compile(r"(?<!%)%s")
"""Where a statement takes its parameters; `%%s` is a percent sign and a letter."""


class Asked(Expression):
    """Stands in a queryset for what is asked for: `prefix=Asked()`, or `activity__pk__among=Asked()` for many.

    `place` says which it is of several things that are asked for.
    """

    def __init__(self, place: int = 0) -> None:
        super().__init__()
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@Field.register_lookup
class Among(Lookup):
    """The column is one of a list, which is one parameter however long it is."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, first = self.process_lhs(compiler, connection)
        listed, then = self.process_rhs(compiler, connection)
        on_postgresql = connection.vendor == "postgresql"
        among = f"= ANY({listed})" if on_postgresql else f"IN (SELECT value FROM json_each({listed}))"  # noqa: S608 (ours)
        return f"{column} {among}", [*first, *then]


class Prepared(postgresql.ServerBindingCursor):
    """Has every statement planned at its first use and kept by the connection."""

    def execute(self, query: Any, params: Any = None) -> Any:
        return super().execute(query, params, prepare=True)  # type: ignore[misc]


def quick(cursor: Any) -> Any:
    """The cursor, which reads moments in C, and UUIDs as the texts that they are."""
    if cursor.db.vendor == "postgresql":
        cursor.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.cursor.adapters.register_loader("uuid", TextLoader)
    return cursor


def prepared_cursor(connection: Any) -> Any:
    """A cursor for statements that come again.

    Nothing is kept while a record is open: what was planned for the real tables would go on reading them.
    """
    cursor = connection.cursor()
    if connection.vendor == "postgresql" and not record_is_open():
        cursor.cursor = Prepared(connection.connection)  # type: ignore[call-arg]
    return quick(cursor)


class Fixed:
    """A question whose rows are tuples, UUIDs being texts: a queryset of `values_list`, mostly with one `Asked` in it.

    `fields` are those that are compared with what is asked for, by its place.
    """

    def __init__(self, rows: QuerySet[Any, Row], *fields: Field[Any, Any]) -> None:
        compiler = rows.query.get_compiler(rows.db)
        self._rows, self._fields = rows, fields
        self._statement, self._parameters = compiler.as_sql()
        columns = [column for column, _sql, _name in compiler.select]
        self._converters = list(compiler.get_converters(columns).items())

    @property
    def database(self) -> str:
        """The alias of the database that is asked; routers decide it each time."""
        return self._rows.db

    def one(self, *values: Any) -> list[Row]:
        """The rows of these values, by their places; of a question that asks for nothing in particular, all it has."""
        connection = connections[self.database]
        with prepared_cursor(connection) as cursor:
            prepared = [
                field.get_db_prep_value(value, connection) for field, value in zip(self._fields, values, strict=True)
            ]
            self.ask(cursor, *prepared)
            return self.told(cursor, connection)

    @cached_property
    def _kept(self) -> tuple[str, list[Any]]:
        """The statement with all that never changes written into it, and what is left to be filled in.

        PostgreSQL plans it without knowing what is filled in, and would take the rarest marking for a common one.
        """
        if connections[self.database].vendor != "postgresql":
            return self._statement, list(self._parameters)
        written = [
            "%s" if isinstance(each, Asked) else Literal(each).as_string().replace("%", "%%")
            for each in self._parameters
        ]
        pieces = PLACES.split(self._statement)
        statement = "".join(f"{piece}{value}" for piece, value in zip(pieces, [*written, ""], strict=True))
        return statement, [each for each in self._parameters if isinstance(each, Asked)]

    def all(self) -> list[Row]:
        """The rows of a question that asks for nothing in particular and does not come again: it is not kept."""
        connection = connections[self.database]
        with connection.cursor() as cursor:
            quick(cursor).execute(self._statement, self._parameters)
            return self.told(cursor, connection)

    def batches(self, at_once: int) -> Iterator[list[Row]]:
        """The same, so many at a time; no more than these are ever held."""
        connection = connections[self.database]
        with connection.chunked_cursor() as cursor:
            quick(cursor).execute(self._statement, self._parameters)
            while rows := cursor.fetchmany(at_once):
                yield self._as_the_orm(rows, connection)

    def listed(self, values: Sequence[Any], connection: Any) -> Any:
        """Many values as the one parameter that they are."""
        if connection.vendor != "postgresql":
            return json.dumps([self._fields[0].get_db_prep_value(value, connection) for value in values])
        if isinstance(self._fields[0], CharField):
            return list(values)
        return f"{{{','.join(map(str, values))}}}"  # keys: numbers, UUIDs or their texts

    def ask(self, cursor: Any, *values: Any) -> None:
        """Send the question."""
        statement, parameters = self._kept
        cursor.execute(statement, [values[each.place] if isinstance(each, Asked) else each for each in parameters])

    def told(self, cursor: Any, connection: Any) -> list[Row]:
        """The answer, as the ORM would give it."""
        return self._as_the_orm(cursor.fetchall(), connection)

    def _as_the_orm(self, rows: list[Row], connection: Any) -> list[Row]:
        return [self._read(row, connection) for row in rows] if self._converters else rows

    def _read(self, row: Row, connection: Any) -> Row:
        read = list(row)
        for place, (converters, column) in self._converters:
            for convert in converters:
                read[place] = convert(read[place], column, connection)
            if isinstance(read[place], uuid.UUID):
                read[place] = str(read[place])
        return tuple(read)


def together(questions: Sequence[Fixed], keys: Sequence[Any]) -> list[list[Row]]:
    """The rows of these keys, all of one noun, for each of the questions."""
    return each_of([(question, keys) for question in questions])


def each_of(asked: Sequence[tuple[Fixed, Sequence[Any]]]) -> list[list[Row]]:
    """The rows of each question for its own values. PostgreSQL is sent all of them before it answers the first: one
    wait instead of many.
    """
    if not asked:
        return []
    connection = connections[asked[0][0].database]
    with ExitStack() as stack:
        cursors = [stack.enter_context(prepared_cursor(connection)) for _question in asked]
        if connection.vendor == "postgresql":
            stack.enter_context(connection.connection.pipeline())
        for (question, values), cursor in zip(asked, cursors, strict=True):
            question.ask(cursor, question.listed(values, connection))
        return [question.told(cursor, connection) for (question, _values), cursor in zip(asked, cursors, strict=True)]
