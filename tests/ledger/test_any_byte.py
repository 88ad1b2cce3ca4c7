"""Is a change of any byte, in any column of any row of the ledger, found and laid to its revision?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import models, transaction

from commitments.ledger.models import Change, Revision
from tests.ledger.tampering import run, tampering

pytestmark = pytest.mark.django_db

COLUMNS = [
    (model._meta.db_table, field.column) for model in (Revision, Change) for field in model._meta.concrete_fields
]
MODELS: dict[str, type[models.Model]] = {model._meta.db_table: model for model in (Revision, Change)}


class UndoneError(Exception):
    """Takes back what a test tampered with."""


def tampered(value: Any) -> list[Any]:
    """The value with its first, middle and last byte changed in turn; a number moved to a free place."""
    if isinstance(value, int):
        return [value + 1000]
    if not value:
        return ["x"]
    places = sorted({0, len(value) // 2, len(value) - 1})
    return [value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :] for place in places]


def named_in(complaint: str) -> str:
    """The public id of the revision that the first sentence names; else the sentence."""
    first = complaint.partition("\n")[0]
    found = re.match(r"Revision \d+ \(([^)]+)\): ", first)
    return found[1] if found else first


def blamed(table: str, column: str, row: Any) -> set[str]:
    """Whom a tampering with this row may be laid to: the revision; the next one where its place in the order moved."""
    revision = row if table == "ledger_revision" else row.revision
    if (table, column) == ("ledger_revision", "public_id"):
        return set(tampered(revision.public_id))
    later = Revision.objects.filter(number=revision.number + 1) if column == "number" else []
    return {revision.public_id, *(each.public_id for each in later)}


@pytest.mark.slow
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[".".join(pair) for pair in COLUMNS])
def test_a_changed_byte_is_found_wherever_it_is(five: list[Revision], table: str, column: str) -> None:
    rows = [row for row in MODELS[table]._default_manager.order_by("pk") if _revision_of(row).number in (1, 3, 5)]
    assert len(rows) >= 3
    for row in rows:
        for value in tampered(getattr(row, _attribute(row, column))):
            try:
                with transaction.atomic():
                    with tampering() as cursor:
                        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [value, row.pk])
                        assert cursor.rowcount == 1
                    status, _, complaint = run()
                    raise UndoneError
            except UndoneError:
                pass
            assert (status, named_in(complaint) in blamed(table, column, row)) == (1, True), (value, complaint)
    assert run()[0] == 0


def _revision_of(row: Any) -> Revision:
    return row if isinstance(row, Revision) else row.revision


def _attribute(row: models.Model, column: str) -> str:
    return next(field.attname for field in row._meta.concrete_fields if field.column == column)
