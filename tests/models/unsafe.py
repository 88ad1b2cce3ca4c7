"""Which steps of a migration keep writers waiting, break the server of the version before, or cannot be taken back?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.migrations import operations as steps
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from commitments.migrations._while_in_use import AddCheckWhileInUse, AddIndexWhileInUse, RemoveIndexWhileInUse

SCHEMA = (steps.AddField, steps.AlterField, steps.AddIndex, steps.AddConstraint, steps.CreateModel, steps.RemoveField)
LOST = (steps.RemoveField, steps.RenameField, steps.RenameModel, steps.DeleteModel, steps.AlterModelTable)


def unsafe_steps(migration: Migration, before: ProjectState) -> list[str]:
    """A sentence for each fault of a migration; `before` is how the tables are until it runs."""
    state, fresh, faults = before.clone(), set[str](), []
    for step in migration.operations:
        if isinstance(step, steps.CreateModel):
            fresh.add(step.name.lower())
        elif getattr(step, "model_name", getattr(step, "name", "")).lower() not in fresh:
            faults += _faults(step, state, migration)
        step.state_forwards(migration.app_label, state)
    data = any(isinstance(step, steps.RunPython) for step in migration.operations)
    if data and any(isinstance(step, SCHEMA) for step in migration.operations):
        faults.append("Data and schema are changed in one migration; make two.")
    return faults


def _faults(step: Operation, state: ProjectState, migration: Migration) -> Iterator[str]:
    match step:
        case AddIndexWhileInUse() | RemoveIndexWhileInUse() | AddCheckWhileInUse():
            if migration.atomic:
                yield f"{_named(step)} needs a migration with atomic = False."
        case steps.AddIndex() | steps.RemoveIndex() | steps.AddConstraint():
            yield f"{_named(step)} locks a table that is in use; take the operation of _while_in_use.py."
        case steps.AddField(field=field) if not field.many_to_many:
            if not field.null and field.db_default is models.NOT_PROVIDED:
                yield f"{_named(step)} has no value for rows of the version before: null=True or db_default=."
            if field.unique or (field.db_index and not field.is_relation):
                yield f"{_named(step)} builds an index with the table locked; add that while in use."
        case steps.AlterField(field=field):
            model = state.models[migration.app_label, step.model_name_lower]
            yield from _altered(_named(step), model.fields[step.name], field)
        case steps.RunPython(reverse_code=back):
            if back is None:
                yield "A RunPython has no way back: reverse_code=."
            if migration.atomic and step.atomic is not False:
                yield "A RunPython is one long transaction: atomic = False, and batches."
        case steps.RunSQL(sql=sql, reverse_sql=back):
            said = str(sql).lower()
            if back is None:
                yield "A RunSQL has no way back: reverse_sql=."
            if "lock_timeout" not in said and "concurrently" not in said:
                yield "A RunSQL may wait for ever with everybody behind it: SET lock_timeout, or CONCURRENTLY."
        case _ if isinstance(step, LOST):
            yield f"{_named(step)} takes away what the server of the version before asks for."


def _altered(name: str, was: models.Field[Any, Any], is_: models.Field[Any, Any]) -> Iterator[str]:
    longest = (getattr(was, "max_length", None), getattr(is_, "max_length", None))
    if was.get_internal_type() != is_.get_internal_type() or (longest[0] and (longest[1] or 0) < longest[0]):
        yield f"{name} writes every row again: another type, or a shorter one."
    if was.null and not is_.null:
        yield f"{name} looks at every row with the table locked: not null."
    if (is_.unique and not was.unique) or (is_.db_index and not was.db_index):
        yield f"{name} builds an index with the table locked."


def _named(step: Any) -> str:
    about = [getattr(step, "model_name", ""), getattr(step, "name", "")]
    about += [getattr(getattr(step, kind, None), "name", "") for kind in ("index", "constraint")]
    return f"{type(step).__name__} {'.'.join(word for word in dict.fromkeys(about) if word)}"
