"""How is a table changed while people write into it? (docs/how-to/add-a-field.md)

Operations that take the place of Django's own in a migration with `atomic = False`. On PostgreSQL an index is built, and
rows are held against a new rule, beside the writers: they wait for a moment, not for the whole table. On SQLite, where
one writer comes after another, it is one short transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import transaction
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, RemoveIndex

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.operations.base import Operation
    from django.db.migrations.state import ProjectState

MOMENT = "SET lock_timeout = '5s'"
"""Who waits longer than this for writers to end gives up and is run again, rather than keep everybody waiting."""


class _BesideWriters:
    """Stands before one of Django's concurrent operations, which PostgreSQL alone has; `plain` is done elsewhere."""

    plain: type[Operation]

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        told = (app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(*told)  # type: ignore[misc]
        else:
            self.plain.database_forwards(self, *told)  # type: ignore[arg-type]

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        told = (app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(*told)  # type: ignore[misc]
        else:
            self.plain.database_backwards(self, *told)  # type: ignore[arg-type]


class AddIndexWhileInUse(_BesideWriters, AddIndexConcurrently):
    """An index on a table that is there already."""

    plain = AddIndex


class RemoveIndexWhileInUse(_BesideWriters, RemoveIndexConcurrently):
    """An index that nothing asks for any more."""

    plain = RemoveIndex


class AddCheckWhileInUse(AddConstraint):
    """A CheckConstraint on a table that is there already: it holds at once for what is written, then for every row."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            with transaction.atomic():
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute(MOMENT)
        try:
            told = (app_label, schema_editor, from_state, to_state)
            AddConstraintNotValid(self.model_name, self.constraint).database_forwards(*told)
            ValidateConstraint(self.model_name, self.constraint.name).database_forwards(*told)
        finally:
            schema_editor.execute("RESET lock_timeout")


class AddFieldWhileInUse(AddField):
    """A column that may be empty, or that the database fills: wholly there or not at all, and not added twice.

    For a migration of many transactions, which is run again where it was stopped.
    """

    atomic = True

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        connection, model = schema_editor.connection, to_state.apps.get_model(app_label, self.model_name)
        with connection.cursor() as cursor:
            there = {each.name for each in connection.introspection.get_table_description(cursor, model._meta.db_table)}
        if model._meta.get_field(self.name).column not in there:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class ReplaceCheckWhileInUse(AddCheckWhileInUse):
    """Another rule under the name of a CheckConstraint that is there: no write passes between the two."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.remove_constraint(app_label, self.model_name_lower, self.constraint.name)
        super().state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        wanted = to_state.models[app_label, self.model_name_lower].get_constraint_by_name(self.constraint.name)
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            with transaction.atomic():
                schema_editor.add_constraint(model, wanted)  # the table is written anew with the rules of the model
            return
        table, name = (schema_editor.quote_name(each) for each in (model._meta.db_table, wanted.name))
        schema_editor.execute(MOMENT)
        try:
            with transaction.atomic():
                schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
                schema_editor.execute(f"{wanted.create_sql(model, schema_editor)} NOT VALID")
            schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
        finally:
            schema_editor.execute("RESET lock_timeout")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)
