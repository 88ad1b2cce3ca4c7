"""How does a resource stand in a row of cells, where a spreadsheet opens it?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any

from rest_framework import serializers

from commitments.api.fields import StandingField, StandingSerializer
from commitments.api.rendering import as_json, moment
from commitments.sheets.cells import SEPARATOR, inert

Cell = str | int | float | bool | datetime.date | None
Column = tuple[str, Callable[[dict[str, Any]], Any]]


@cache
def columns_of(serializer: type[serializers.ModelSerializer]) -> tuple[Column, ...]:
    """A column for each field, in their order; an object has one for each of its own fields (`standing.state`)."""
    made: list[Column] = []
    for name, field in serializer().fields.items():
        inner: Any = StandingSerializer() if isinstance(field, StandingField) else field
        if field.write_only:
            continue
        if isinstance(inner, serializers.Serializer):
            made += [(f"{name}.{each}", _within(name, str(each))) for each in inner.fields]
        else:
            made.append((name, _named(name)))
    return tuple(made)


def _named(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda resource: resource[name]


def _within(name: str, each: str) -> Callable[[dict[str, Any]], Any]:
    return lambda resource: resource[name][each] if resource[name] is not None else None


def cells_of(resource: dict[str, Any], columns: tuple[Column, ...]) -> list[Cell]:
    """A resource as cells: days and moments, numbers and truth as they are, everything else as text."""
    return [_cell(read(resource)) for _name, read in columns]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | int | float | datetime.date):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return inert(SEPARATOR.join(value))
    return inert(as_json(value).decode() if isinstance(value, list | dict) else str(value))


def written(value: Cell) -> Cell:
    """A cell as text files write it: days and moments as in JSON, `true` and `false`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, datetime.date) else value
