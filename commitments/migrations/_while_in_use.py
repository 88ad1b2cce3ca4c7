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
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveIndex

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

MOMENT = "SET lock_timeout = '5s'"
"""Who waits longer than this for writers to end gives up and is run again, rather than keep everybody waiting."""


class AddIndexWhileInUse(AddIndexConcurrently):
    """An index on a table that is there already."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexWhileInUse(RemoveIndexConcurrently):
    """An index that nothing asks for any more."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            RemoveIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            RemoveIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


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
