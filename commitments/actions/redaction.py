"""Blank what must not be kept, in its row and in the ledger, and say so for ever. A copy loses its file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from commitments.actions.copies import discard_copy
from commitments.actions.refusals import NotAllowedError, require
from commitments.ledger.declaration import table_of
from commitments.ledger.recording import acting
from commitments.ledger.redacting import redact
from commitments.models.activities import Evidence
from commitments.queries.copies import copies_named

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal


def redact_field(row: models.Model, name: str, reason: str, *, by: Principal, second: Principal) -> int:
    """Blank a text field of a tracked row and every change that held a value of it; return how many those were.

    The field `file` of evidence is its copy: the files that it ever had are taken off the disk, and its digest stays.

    It is a revision of its own, by an administrator with a reason and a second administrator or manager. Raises
    NotAllowedError, or ValidationError for a field that is no text of the row or a missing reason.
    """
    require(by, "manage_people")
    require(second, "decide")
    if by.person.pk == second.person.pk:
        raise NotAllowedError(_("Somebody else has to agree to it."))
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it is blanked.")]})
    table_of(type(row))
    try:
        field = row._meta.get_field(name)
    except FieldDoesNotExist:
        field = row._meta.pk
    if not isinstance(field, models.CharField | models.TextField | models.FileField) or field.unique or field.choices:
        raise ValidationError({"field": [_("There is no text field “%(name)s” that can be blanked.") % {"name": name}]})
    agreed = f"{reason.strip()} ({by.name}, {second.name})"
    with acting(by.name, "command", agreed):
        copies = copies_named(row) if isinstance(row, Evidence) and field.name == "file" else set()
        blanked = len(redact(row, field))
        for copy in sorted(copies):
            transaction.on_commit(partial(discard_copy, copy))
    return blanked
