"""What did a row hold? Values are read back from the ledger's text through the model fields."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from commitments.ledger.declaration import Table

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, ValidationError)
"""What reading raises where somebody wrote into the ledger what it never writes itself."""


def values_in(table: Table, text: str) -> dict[str, Any]:
    """The row as the ledger wrote it: a value for each column, empty for no text.

    Columns that the table no longer has are left out; those it had not yet are not there.
    """
    fields = table.fields
    return {name: value_of(fields[name], raw) for name, raw in json.loads(text or "{}").items() if name in fields}


def value_of(field: models.Field[Any, Any], raw: Any) -> Any:
    """One value, the same from either engine."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    value = raw if isinstance(field, models.JSONField) else field.to_python(raw)
    if isinstance(value, datetime.datetime) and timezone.is_naive(value):
        return value.replace(tzinfo=datetime.UTC)
    return value


def row_id_of(key: Any) -> str:
    """A key as the ledger writes it, the same on both engines."""
    return str(key if isinstance(key, uuid.UUID | int | str) else key.pk)
