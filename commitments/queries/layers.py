"""How is an answer about each row worked out in steps, by SQL that is written once?

The ORM takes longer to write the facts of a rule as SQL than a database takes to find those of a thousand rows. So
they are written once for each engine, over a row of what is given (`Given`): the key of the row asked about, the day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connections
from django.db.models import BigIntegerField, CharField, DateField, Expression, Field, Func, TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

NAMED = re.compile(r"\{(\w+)\}")
Statement = tuple[str, tuple[Any, ...]]

GIVEN = "given"


class Given(Expression):
    """What is given by this name, as it stands in the querysets of a `Rule`."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f'"{GIVEN}"."{self.name}"', []


ROW = Given("row", BigIntegerField())
"""The key of the row that is asked about."""


class DaysBefore(Func):
    """The day that lies so many days before another."""

    output_field = DateField()

    def __init__(self, day: Any, days: int) -> None:
        super().__init__(day)
        self.days = days

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"date(%(expressions)s, '-{self.days} days')")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"(%(expressions)s - {self.days})")


class Rule:
    """Facts, then layer upon layer of SQL columns over them.

    The first of the `facts` is a queryset of exactly one row of `values()`, the others of one row or none; beside
    constants they rest on nothing but what is `Given`. Each layer names its columns from the facts and from the layers
    below. It is a constant of ours, in SQL that both engines run, without parameters; `{name}` in it stands for the
    query that is `looked_up` by this name, once it matters. `told` are the columns that make up the answer.

    `LIMIT 1` at each step keeps the engines from folding the steps into one, which would write each fact out, and work
    it out, wherever a later layer names it (measured: 200 times slower).
    """

    def __init__(
        self,
        facts: Sequence[QuerySet[Any]],
        layers: Sequence[str],
        told: Sequence[str],
        looked_up: Mapping[str, QuerySet[Any]],
    ) -> None:
        self.facts, self.layers, self.told, self.looked_up = facts, layers, told, looked_up
        self._written: dict[str, Statement] = {}

    def statement(self, using: str) -> Statement:
        """The last layer as a subquery, with its parameters, for the engine of a database."""
        vendor = connections[using].vendor
        if vendor not in self._written:
            self._written[vendor] = self._write(using)
        return self._written[vendor]

    def _write(self, using: str) -> Statement:
        joined: list[str] = []
        parameters: list[Any] = []
        for number, rows in enumerate(self.facts):
            sql, its_own = rows.query.get_compiler(using).as_sql()
            joined.append(f'({sql}) "facts_{number}"{" ON TRUE" if number else ""}')
            parameters += its_own
        sql = f"(SELECT * FROM {' LEFT JOIN '.join(joined)} LIMIT 1)"  # noqa: S608
        for number, layer in enumerate(self.layers):
            columns, its_own = self._columns(layer.replace("%", "%%"), using)
            sql = f'(SELECT "layer_{number}".*, {columns} FROM {sql} "layer_{number}" LIMIT 1)'  # noqa: S608
            parameters = [*its_own, *parameters]
        return f"{sql} {LAST}", tuple(parameters)

    def _columns(self, layer: str, using: str) -> tuple[str, list[Any]]:
        parameters: list[Any] = []
        *pieces, last = NAMED.split(layer)
        for place, name in enumerate(pieces):
            if place % 2:
                pieces[place], its_own = self.looked_up[name].query.get_compiler(using).as_sql()
                parameters += its_own
        return "".join([*pieces, last]), parameters


LAST = '"last_layer"'


class Answer(Func):
    """What a rule answers about the row: `given` names expressions over it, and constants.

    One `column` of it as text, or all that it tells as a dict.
    """

    def __init__(self, rule: Rule, given: Mapping[str, Any], column: str = "", **extra: Any) -> None:
        self.rule, self.names, self.column = rule, tuple(given), column
        super().__init__(*given.values(), output_field=CharField(null=True) if column else TextField(), **extra)

    def _answer(self, compiler: Any, connection: Any, every: str) -> Any:
        given: list[str] = []
        parameters: list[Any] = []
        for name, expression in zip(self.names, self.get_source_expressions(), strict=True):
            sql, its_own = compiler.compile(expression)
            given.append(f'{sql} AS "{name}"')
            parameters += its_own
        steps, constants = self.rule.statement(compiler.using)
        told = f'"{self.column}"' if self.column else every
        asked = f"SELECT {told} FROM {steps}"  # noqa: S608
        sql = f'(SELECT ({asked}) FROM (SELECT {", ".join(given)}) "{GIVEN}")'  # noqa: S608
        return sql, (*constants, *parameters)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self._answer(compiler, connection, f"json_array({self._told()})")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self._answer(compiler, connection, f"json_build_array({self._told()})::text")

    def _told(self) -> str:
        return ", ".join(f'"{name}"' for name in self.rule.told)

    def get_db_converters(self, connection: Any) -> list[Callable[..., Any]]:
        return [] if self.column else [self._read]

    def _read(self, value: str | None, expression: Any, connection: Any) -> dict[str, Any] | None:
        return dict(zip(self.rule.told, orjson.loads(value), strict=True)) if value else None
