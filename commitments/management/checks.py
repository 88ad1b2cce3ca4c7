"""Does `check` say when groups are out of step with roles? It warns: `manage.py sync_groups` is the cure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection

from commitments.models.people import Person
from commitments.queries.groups import out_of_step


@register(Tags.database)
def groups_are_in_step(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn of groups and people that differ from their roles; only where the database is asked and migrated."""
    if not databases or "default" not in databases:
        return []
    there = set(connection.introspection.table_names())
    if not {Group._meta.db_table, Person._meta.db_table} <= there or not Person.objects.exists():
        return []
    hint = "Run “manage.py sync_groups”."
    return [Warning(fault, hint=hint, id="commitments.W001") for fault in out_of_step()]
