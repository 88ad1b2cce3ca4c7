"""Which rows have these public names? Those of several nouns are asked for with one wait."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from commitments.queries.fixed import Asked, Fixed, each_of
from commitments.queries.visibility import up_to

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from commitments.models.rows import TextRow


def rows_named(names: Mapping[type[TextRow], Collection[str]], clearance: str) -> dict[type[TextRow], dict[str, Any]]:
    """The text rows of these public names that may be read with this clearance, by noun and name."""
    asked = {noun: list(of_noun) for noun, of_noun in names.items() if of_noun}
    told = each_of([(_question(noun, clearance), of_noun) for noun, of_noun in asked.items()])
    found: dict[type[TextRow], dict[str, Any]] = {noun: {} for noun in names}
    for noun, rows in zip(asked, told, strict=True):
        database, columns = _question(noun, clearance).database, _columns(noun)
        for values in rows:
            row = noun.from_db(database, columns, values)
            found[noun][str(getattr(row, noun.public_name))] = row
    return found


def _columns(noun: type[TextRow]) -> list[str]:
    return [field.attname for field in noun._meta.concrete_fields]


@cache
def _question(noun: type[TextRow], clearance: str) -> Fixed:
    rows = up_to(noun._default_manager.filter(**{f"{noun.public_name}__among": Asked()}), clearance)
    return Fixed(rows.order_by().values_list(*_columns(noun)), noun._meta.get_field(noun.public_name))  # type: ignore[arg-type]
