"""Which counts are kept as rows change, and what does each row add to them?

A rollup counts the rows of one tracked table by some of their values. It is declared once (models/tracked.py); the
triggers of both engines, the rebuilding and the verifying all come from the declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db import models

    Model = type[models.Model]


@dataclass(frozen=True)
class Each:
    """A row is counted once for each of its rows in another table, under the value of a column there."""

    child: str
    tie: str
    value: str


@dataclass(frozen=True)
class Once:
    """A row is counted once under `value`: always, or only with (or without) rows in another table.

    `where` is SQL over the columns of that table, written `{child}."column"`.
    """

    value: int
    child: str = ""
    tie: str = ""
    where: str = "true"
    without: bool = False


@dataclass(frozen=True)
class Rollup:
    """Counts of the rows of `rows`, kept in `counts`.

    `key` is the column that each of `members` gives a value; `by` gives SQL for every other column, over `{row}`, by
    engine; `where` says which rows count at all.
    """

    counts: str
    rows: str
    key: str
    by: Mapping[str, Mapping[str, str]]
    members: tuple[Each | Once, ...]
    where: str = "true"

    @property
    def table(self) -> str:
        """The table of counts."""
        return str(apps.get_model(self.counts)._meta.db_table)

    @property
    def source(self) -> str:
        """The table of the rows that are counted."""
        return str(apps.get_model(self.rows)._meta.db_table)

    @property
    def pk(self) -> str:
        """The column that the children's ties point to."""
        return str(apps.get_model(self.rows)._meta.pk.column)

    @property
    def columns(self) -> tuple[str, ...]:
        """What is counted by, the key first."""
        return (self.key, *self.by)

    def of(self, member: Each | Once) -> str:
        """The table of a member's rows; empty where it has none."""
        return str(_model(member.child)._meta.db_table) if member.child else ""

    def keys(self) -> str:
        """SQL of every key that is counted under, or would be: one column."""
        found = [f'SELECT "{self.key}" AS key FROM "{self.table}"']
        for member in self.members:
            each = isinstance(member, Each)
            found.append(f'SELECT "{member.value}" FROM "{self.of(member)}"' if each else f"SELECT {member.value}")
        return " UNION ".join(found)

    def dimensions(self, vendor: str, row: str) -> str:
        """SQL of the values of every column but the key."""
        return ", ".join(sql[vendor if vendor in sql else "sql"].format(row=row) for sql in self.by.values())

    def counts_row(self, row: str) -> str:
        """SQL: does this row count?"""
        return self.where.format(row=row)

    @property
    def children(self) -> tuple[str, ...]:
        """The tables whose rows say under what a row is counted."""
        return tuple(dict.fromkeys(self.of(member) for member in self.members if member.child))

    def contributions(self, vendor: str, rows: str, row: str, sign: int = 1, among: str = "") -> list[str]:
        """For each member a SELECT of what the rows add (or, with -1, take away): key, dimensions, number.

        `rows` is a FROM clause whose alias is `row`, or empty inside a row trigger. `among` is SQL over `{key}` that
        says which keys are counted; empty for all of them.
        """
        return [self._of_member(vendor, member, rows, row, sign, among) for member in self.members]

    def _of_member(self, vendor: str, member: Each | Once, rows: str, row: str, sign: int, among: str) -> str:
        dimensions, counts = self.dimensions(vendor, row), self.counts_row(row)
        if among:
            key = f'child."{member.value}"' if isinstance(member, Each) else str(member.value)
            counts = f"{counts} AND {among.format(key=key)}"
        if isinstance(member, Each):
            joined = f'"{self.of(member)}" child'
            found = f"{rows}, {joined}" if rows else f"FROM {joined}"
            tied = f'child."{member.tie}" = {row}."{self.pk}"'
            return f'SELECT child."{member.value}", {dimensions}, {sign} {found} WHERE {tied} AND {counts}'
        held = f"AND {self.has(member, row)}" if member.child else ""
        return f"SELECT {member.value}, {dimensions}, {sign} {rows} WHERE {counts} {held}"

    def has(self, member: Once, row: str) -> str:
        """SQL: has (or lacks) the row what this member asks for?"""
        there = f'SELECT 1 FROM "{self.of(member)}" child WHERE child."{member.tie}" = {row}."{self.pk}"'
        return f"{'NOT ' if member.without else ''}EXISTS ({there} AND {member.where.format(child='child')})"

    def everything(self, vendor: str, among: str = "") -> str:
        """SQL that counts all rows anew, or only those under some keys: key, dimensions, number."""
        rows = f'FROM "{self.source}" counted'
        each = " UNION ALL ".join(self.contributions(vendor, rows, "counted", among=among))
        names = ", ".join(f'"{name}"' for name in self.columns)
        grouped = ", ".join(str(place) for place in range(1, len(self.columns) + 1))
        with_names = f"WITH each_row ({names}, number) AS ({each})"
        return f"{with_names} SELECT {names}, sum(number) AS number FROM each_row GROUP BY {grouped}"


def recounting(rollup: Rollup, vendor: str, among: str = "") -> list[str]:
    """The statements that make the counts of a rollup anew: all of them, or those under some keys."""
    columns = ", ".join(f'"{column}"' for column in rollup.columns)
    which = f""" WHERE {among.format(key=f'"{rollup.key}"')}""" if among else ""
    return [
        f'DELETE FROM "{rollup.table}"{which}',
        f'INSERT INTO "{rollup.table}" ({columns}, number) {rollup.everything(vendor, among)}',
    ]


_declared: list[Rollup] = []


def count(kept: Iterable[Rollup]) -> None:
    """Hand the ledger its list of rollups; it replaces an earlier one."""
    _declared[:] = kept
    rollups.cache_clear()


@cache
def rollups() -> tuple[Rollup, ...]:
    """Every rollup that is kept."""
    return tuple(_declared)


def _model(name: str) -> Model:
    """A model by its label; the model of a many-to-many table is written `app.Model.field.through`."""
    if not name.endswith(".through"):
        return apps.get_model(name)
    label, _, field = name.removesuffix(".through").rpartition(".")
    through: Model = apps.get_model(label)._meta.get_field(field).remote_field.through
    return through
