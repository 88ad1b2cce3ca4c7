"""Does a row keep the constraints of its table?

Conditions are weighed here, in the three values of SQL: asking the database would take a statement for each of them
and each row. What stands once only is asked of the database.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, Q

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from django.db.models import Model

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, members: value in members,
}


def broken_constraints(row: Model, *, leave_out: Collection[str], asked: bool) -> Iterable[ValidationError]:
    """What each constraint that the row breaks says, those about fields that are left out aside.

    Without `asked`, what stands once only is not looked at.
    """
    for constraint in row._meta.constraints:
        if isinstance(constraint, CheckConstraint):
            condition: Any = constraint.condition
            looked_at = not leave_out or fields_in(condition).isdisjoint(leave_out)
            if looked_at and holds(condition, row) is False:
                code = constraint.violation_error_code
                yield ValidationError(constraint.get_violation_error_message(), code=code)
        elif asked:
            try:
                constraint.validate(type(row), row, exclude=set(leave_out))
            except ValidationError as error:
                yield error


def fields_in(condition: Any) -> set[str]:
    """The fields that a condition is about."""
    if isinstance(condition, Q):
        return {name for part in condition.children for name in fields_in(part)}
    path, wanted = condition
    return {path.partition("__")[0]} | ({_name_of(wanted)} if isinstance(wanted, F) else set())


def holds(condition: Any, row: Model) -> bool | None:
    """Whether the condition is true of the row; None where it hangs on something that is empty, as in SQL.

    Raises NotImplementedError for a comparison that is not in COMPARED: no constraint passes unlooked at.
    """
    if not isinstance(condition, Q):
        path, wanted = condition
        return _compared(path, wanted, row)
    values = [holds(part, row) for part in condition.children]
    if condition.connector == Q.XOR:
        raise NotImplementedError("XOR")
    decides = condition.connector == Q.OR
    found = decides if decides in values else None if None in values else not decides
    return not found if condition.negated and found is not None else found


def _name_of(field: Any) -> str:
    name: str = field.name
    return name


def _compared(path: str, wanted: Any, row: Model) -> bool | None:
    name, _, lookup = path.partition("__")
    value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
    if isinstance(wanted, F):
        wanted = getattr(row, _name_of(wanted))
        if wanted is None:
            return None
    if lookup == "isnull" or (wanted is None and lookup in ("", "exact")):
        return (value is None) is (lookup != "isnull" or bool(wanted))
    lookup = lookup or "exact"
    if lookup not in COMPARED:
        raise NotImplementedError(path)
    return None if value is None else COMPARED[lookup](value, wanted)
