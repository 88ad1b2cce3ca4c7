"""Is a condition weighed here as the database weighs it?"""

from __future__ import annotations

import datetime
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q

from commitments.actions.constraints import broken_constraints, fields_in, holds
from commitments.models.activities import Activity

pytestmark = pytest.mark.django_db

DAYS = [None, datetime.date(2026, 1, 1), datetime.date(2026, 1, 2)]
CONSTRAINTS = [
    pytest.param(model, constraint, id=constraint.name)
    for model in apps.get_app_config("commitments").get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


def values_of(model: Any, name: str) -> list[Any]:
    """Values that may make a difference: none, what is empty, what is in a list and what is not."""
    field = model._meta.get_field(name)
    kind = field.target_field.get_internal_type() if field.is_relation else field.get_internal_type()
    if kind == "DateField":
        return DAYS
    if kind in ("CharField", "TextField", "FileField"):
        codes = [code for code, _label in field.choices or []][:2]
        return ["", "x", *codes] if kind == "FileField" else [None, "", "x", *codes]
    if kind == "BooleanField":
        return [None, True, False]
    return [None, 1, 2]


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS)
def test_every_constraint_holds_here_where_it_holds_in_the_database(model: Any, constraint: CheckConstraint) -> None:
    condition: Any = constraint.condition
    names = sorted(fields_in(condition))
    for values in product(*(values_of(model, name) for name in names)):
        row = model(**{model._meta.get_field(name).attname: each for name, each in zip(names, values, strict=True)})
        others = {field.name for field in model._meta.fields} - set(names)
        try:
            constraint.validate(model, row, exclude=others)
        except ValidationError:
            assert holds(condition, row) is False, values
        else:
            assert holds(condition, row) is not False, values


def test_a_broken_constraint_says_what_it_says_in_django() -> None:
    activity = Activity(title="A", starts_on=DAYS[2], ends_on=DAYS[1], kind="visit", marking="public")
    (broken,) = broken_constraints(activity, leave_out=(), asked=False)
    assert broken.messages == ["The end day must be on or after the start day."]
    assert list(broken_constraints(activity, leave_out={"ends_on"}, asked=False)) == []


@pytest.mark.parametrize("condition", [Q(title__contains="x"), Q(title="x") ^ Q(title="y")])
def test_a_condition_that_cannot_be_weighed_is_never_passed_by(condition: Q) -> None:
    with pytest.raises(NotImplementedError):
        holds(condition, Activity(title="x"))
