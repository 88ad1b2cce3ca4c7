"""What did a write really change? Every tracked row before and after it, read from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commitments.ledger.declaration import table_named, tables
from commitments.ledger.models import Change, Revision
from commitments.ledger.reading import values_in

Rows = dict[tuple[str, str], dict[str, Any]]
Versions = dict[tuple[str, str], int]
Step = tuple[str, str, dict[str, Any] | None, dict[str, Any] | None]
"""A row's table and key, and what it held before and after; None where it was not there."""


class Snapshot:
    """Every tracked row by table and key, and the version of every object by type and name."""

    def __init__(self) -> None:
        self.rows: Rows = {}
        self.versions: Versions = {}
        for table in tables():
            for row in table.model._base_manager.all():
                values = {column: getattr(row, field.attname) for column, field in table.fields.items()}
                self.rows[table.source, str(row.pk)] = values
                if table.name:
                    self.versions[table.type, str(values[table.name])] = row.version


def steps_between(before: Snapshot, after: Snapshot) -> list[Step]:
    """The rows that differ, sorted."""
    keys = sorted(before.rows.keys() | after.rows.keys())
    pairs = [(*key, before.rows.get(key), after.rows.get(key)) for key in keys]
    return [(source, key, was, now) for source, key, was, now in pairs if was != now]


def steps_in(revisions: Iterable[Revision]) -> list[Step]:
    """The same as the ledger tells it."""
    found: dict[tuple[str, str], Step] = {}
    for change in Change.objects.filter(revision__in=revisions).order_by("id"):
        table = table_named(change.source)
        was, now = (values_in(table, text) or None for text in (change.before, change.after))
        found[change.source, change.row_id] = (change.source, change.row_id, was, now)
    return [found[key] for key in sorted(found)]


def versions_wrong(before: Snapshot, after: Snapshot, revisions: Iterable[Revision]) -> list[str]:
    """Objects that the revision names and whose version did not rise by exactly one, and others whose version moved."""
    named = set(Change.objects.filter(revision__in=revisions).values_list("type", "object_id", "version"))
    wrong = [
        f"{kind}/{name} is said to be at {version}"
        for kind, name, version in named
        if version != before.versions.get((kind, name), 0) + 1
    ]
    touched = {(kind, name) for kind, name, _ in named}
    for key, version in after.versions.items():
        if version != before.versions.get(key, 0) + (key in touched):
            wrong.append(f"{'/'.join(key)} is at {version}")
    return wrong
