"""How is something blanked out of the ledger, so that the chain still holds and says that it was?

The digests stay; contents and salt go, so that nobody can try what they held. The redaction is itself a revision:
its change (R) names the blanked ones in `before`, with what they held in every other column, and holds the row as it
is now in `after`. So history, feed and as-of lose the redacted words and nothing else.
"""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from commitments.ledger.declaration import table_of
from commitments.ledger.found import record
from commitments.ledger.models import Change
from commitments.ledger.reading import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

BLANK = "[redacted]"

Row = dict[str, Any] | None
"""A row's columns as the ledger's JSON holds them; None for none."""


def redact(row: models.Model, field: models.Field[Any, Any]) -> list[int]:
    """Blank one text field of a row, and every change that held a value of it; return the ids of those changes.

    To be called inside `acting`, before anything else is written. On PostgreSQL it takes the owner of the tables.
    """
    table = table_of(type(row))
    held = [
        change
        for change in Change.objects.filter(source=table.source, row_id=str(row.pk)).exclude(salt="").order_by("id")
        if any(json.loads(text).get(str(field.column)) for text in _rows_in(change))
    ]
    named = {*_named(held), *(change.pk for change in held)}
    kept = {key: [_without(text, field) for text in texts] for key, texts in _kept(held).items()}
    versioned = [(owner.table, owner.column) for owner in table.owners] or [(table, table.key)]
    with _ledger_paused({table.source, *(owner.source for owner, _ in versioned)}):
        type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: blank_in(field)})
        for owner, column in versioned:
            key = getattr(row, next(each.attname for each in row._meta.concrete_fields if each.column == column))
            if not table.quiet:
                owner.model._base_manager.filter(pk=key).update(version=models.F("version") + 1)
        Change.objects.filter(pk__in=[change.pk for change in held]).update(before="", after="", salt="")
    said = {"redacted": sorted(named), "column": field.column, "kept": kept}
    record(table, [row.pk], op="R", before=json.dumps(said))
    return [change.pk for change in held]


def blank_in(field: models.Field[Any, Any]) -> str:
    """What stands in a field that was blanked: nothing, where that is allowed; a file that is gone left its mark."""
    return "" if field.blank and not isinstance(field, models.FileField) else BLANK


def named_as_redacted() -> set[int]:
    """The ids of all changes that redactions name."""
    return _named(Change.objects.filter(op="R"))


def kept_of(change_ids: Collection[int]) -> dict[int, tuple[Row, Row]]:
    """The rows before and after each of these blanked changes, the redacted words in them replaced by BLANK."""
    if not change_ids:
        return {}
    rows = Change.objects.filter(pk__in=change_ids).values_list("row_id", flat=True)
    held = _kept(Change.objects.filter(op="R", row_id__in=set(rows)))
    parsed = {key: [json.loads(text) if text else None for text in texts] for key, texts in held.items()}
    return {key: (parsed[key][0], parsed[key][1]) for key in change_ids if key in parsed}


def _kept(changes: Iterable[Change]) -> dict[int, list[str]]:
    """Before and after of changes, by id, and of those blanked earlier that a redaction among them keeps."""
    kept: dict[int, list[str]] = {}
    for change in changes:
        kept[change.pk] = ["" if change.op == "R" else change.before, change.after]
        if change.op == "R" and change.salt:
            with suppress(*UNREADABLE):  # a redaction that somebody wrote over keeps nothing
                kept |= {int(key): list(texts) for key, texts in json.loads(change.before)["kept"].items()}
    return kept


def _rows_in(change: Change) -> list[str]:
    return [text for texts in _kept([change]).values() for text in texts if text]


def _without(text: str, field: models.Field[Any, Any]) -> str:
    row = json.loads(text or "{}")
    return json.dumps(row | {str(field.column): BLANK}) if row.get(str(field.column)) else text


def _named(changes: Iterable[Change]) -> set[int]:
    named: set[int] = set()
    for change in changes:
        if change.op == "R" and change.salt:
            with suppress(*UNREADABLE):  # a redaction that somebody wrote over names nothing
                named.update(json.loads(change.before)["redacted"])
    return named


@contextmanager
def _ledger_paused(sources: set[str]) -> Iterator[None]:
    """Write rows and the ledger without a trigger; on PostgreSQL only the owner of the tables can."""
    if connection.vendor == "sqlite":
        with connection.connection.pause():
            yield
        return
    connection.check_constraints()  # what waits for the end of the transaction would forbid altering a table
    with connection.cursor() as cursor:
        for table in (*sorted(sources), "ledger_change"):
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        yield
        connection.check_constraints()
        for table in (*sorted(sources), "ledger_change"):
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
