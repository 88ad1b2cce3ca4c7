"""Is every row as its last change says?

Values are compared as the model fields read them, not as text: a ledger may come from the other engine.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from commitments.ledger.models import Change
from commitments.ledger.reading import UNREADABLE, values_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commitments.ledger.declaration import Table

AT_ONCE = 500


def differing_rows(table: Table) -> Iterator[Any]:
    """The keys of the rows that are not as their last change says."""
    names = {column: field.attname for column, field in table.fields.items()}
    rows = iter(table.model._base_manager.order_by("pk").values(*names.values()).iterator(AT_ONCE))
    key = table.model._meta.pk.attname
    while batch := list(islice(rows, AT_ONCE)):
        last = _last_of(table, [str(row[key]) for row in batch])
        for row in batch:
            change = last.get(str(row[key]))
            if change is None or not _fits(table, row, change, names):
                yield row[key]


def vanished_rows(table: Table) -> Iterator[str]:
    """The ids of rows that the ledger holds and the table does not."""
    last = Change.objects.filter(source=table.source).values("row_id").annotate(last=Max("id")).values("last")
    ids = iter(Change.objects.filter(id__in=last).exclude(op="D").order_by("id").values_list("row_id", flat=True))
    while batch := list(islice(ids, AT_ONCE)):
        wanted = [key for each in batch if (key := _key(table, each)) is not None]
        keys = set(map(str, table.model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)))
        yield from (each for each in batch if each not in keys)


def differing_versions(table: Table) -> Iterator[Any]:
    """The keys of the rows that do not have the version of the last change of themselves or of a part of theirs."""
    if not table.name:
        return
    name = table.fields[table.name].attname
    rows = iter(table.model._base_manager.order_by("pk").values_list("pk", name, "version").iterator(AT_ONCE))
    while batch := list(islice(rows, AT_ONCE)):
        of_objects = Change.objects.filter(type=table.type, object_id__in=[str(named) for _, named, _ in batch])
        last = of_objects.values("object_id").annotate(last=Max("id")).values("last")
        said = dict(Change.objects.filter(id__in=last).values_list("object_id", "version"))
        yield from (key for key, named, version in batch if said.get(str(named)) != version)


def _key(table: Table, row_id: str) -> Any:
    """The row's key; None for an id that is none, which somebody must have written into the ledger."""
    try:
        return table.model._meta.pk.to_python(row_id)
    except ValidationError:
        return None


def _last_of(table: Table, row_ids: list[str]) -> dict[str, Change]:
    of_rows = Change.objects.filter(source=table.source, row_id__in=row_ids)
    last = of_rows.values("row_id").annotate(last=Max("id")).values("last")
    return {change.row_id: change for change in Change.objects.filter(id__in=last)}


def _fits(table: Table, row: dict[str, Any], change: Change, names: dict[str, str]) -> bool:
    if change.op == "D":
        return False
    if change.salt == "":  # redacted
        return True
    try:
        said = values_in(table, change.after)
    except UNREADABLE:  # somebody wrote in the ledger
        return False
    return all(row[names[column]] == value for column, value in said.items())
