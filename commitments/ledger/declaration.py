"""Which tables does the ledger track, and whose change is a change in each of them?

It is handed the list at start-up (`declare`): it knows rows, not nouns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Tracked:
    """One noun: its model, its type in the feed, the field that names its rows, and the tables of its parts.

    `parts` are written "Model.key", where `key` is the foreign key to the noun; a part may name it twice. `joins`
    are many-to-many fields whose tables Django made.
    """

    model: str
    type: str
    named_by: str = "id"
    parts: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Growing:
    """A table outside the ledger that only grows: the database refuses to change or delete its rows.

    `counter` names a column that may rise in the rows that have a value in `counted`.
    """

    model: str
    counter: str
    counted: str

    @property
    def source(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """The columns that together stand once only: the primary key, and each unique constraint's."""
        meta = apps.get_model(self.model)._meta
        unique = [each.fields for each in meta.constraints if isinstance(each, models.UniqueConstraint)]
        return [(str(meta.pk.column),), *(tuple(str(meta.get_field(name).column) for name in key) for key in unique)]


@dataclass(frozen=True)
class Owner:
    """To whom a part belongs: by which column, and to which table."""

    column: str
    table: Table


@dataclass(frozen=True)
class Table:
    """One tracked table. A row names itself (`name` is its column) and has a version; a part has owners."""

    model: type[models.Model]
    type: str
    name: str = ""
    owners: tuple[Owner, ...] = ()

    @property
    def source(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return str(self.column_of(self.model._meta.pk))

    @property
    def fields(self) -> dict[str, models.Field[Any, Any]]:
        """Every field that has a column, by that column's name, the version left out."""
        fields = self.model._meta.local_concrete_fields
        return {str(field.column): field for field in fields if self.owners or field.column != "version"}

    @staticmethod
    def column_of(field: models.Field[Any, Any]) -> str:
        return str(field.column)


_declared: list[Tracked] = []
_growing: list[Growing] = []


def declare(tracked: Iterable[Tracked], growing: Iterable[Growing] = ()) -> None:
    """Hand the ledger its lists; they replace earlier ones."""
    _declared[:], _growing[:] = tracked, growing
    tables.cache_clear()


def growing_tables() -> tuple[Growing, ...]:
    """Every table that only grows."""
    return tuple(_growing)


@cache
def tables() -> tuple[Table, ...]:
    """Every tracked table, rows before parts. A model or field that is not there is a LookupError."""
    rows = {noun.model: _row(noun) for noun in _declared}
    owners: dict[type[models.Model], list[Owner]] = {}
    for noun in _declared:
        for model, column in [*_parts(noun), *_joins(noun)]:
            owners.setdefault(model, []).append(Owner(column, rows[noun.model]))
    parts = [Table(model, found[0].table.type, owners=tuple(found)) for model, found in owners.items()]
    if twins := [part.source for part in parts if len({owner.table.type for owner in part.owners}) > 1]:
        raise LookupError(f"A part belongs to one noun only: {', '.join(twins)}")
    return (*rows.values(), *parts)


def table_of(model: type[models.Model]) -> Table:
    """The tracked table of a model; a LookupError when it is not tracked."""
    for table in tables():
        if table.model is model:
            return table
    raise LookupError(f"{model.__name__} is not tracked")


def table_named(source: str) -> Table:
    """The tracked table by its name in the database; a LookupError when it is not tracked (any more)."""
    for table in tables():
        if table.source == source:
            return table
    raise LookupError(f"{source} is not tracked")


def _row(noun: Tracked) -> Table:
    model = apps.get_model(noun.model)
    model._meta.get_field("version")
    return Table(model, noun.type, name=str(model._meta.get_field(noun.named_by).column))


def _parts(noun: Tracked) -> Iterable[tuple[type[models.Model], str]]:
    label = noun.model.partition(".")[0]
    for name, _, key in (part.partition(".") for part in noun.parts):
        model = apps.get_model(label, name)
        yield model, str(model._meta.get_field(key).column)


def _joins(noun: Tracked) -> Iterable[tuple[type[models.Model], str]]:
    for name in noun.joins:
        field = apps.get_model(noun.model)._meta.get_field(name)
        yield field.remote_field.through, field.m2m_column_name()
