"""Blank what must not be kept, in its row and in the ledger, and say so for ever. A copy loses its file."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from commitments.actions.copies import discard_copy
from commitments.actions.drafts import forget_drafts_of
from commitments.actions.importing.forgetting import forget_files
from commitments.actions.last_pushes import forget_push
from commitments.actions.refusals import NotAllowedError, require
from commitments.ledger.declaration import table_of
from commitments.ledger.recording import acting
from commitments.ledger.redacting import blank_in, redact
from commitments.models.activities import Activity, Evidence
from commitments.models.searching import SearchedRow, write_words
from commitments.models.targets import Target
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
    can = blankable(row)
    if name not in can:
        told = {"name": name, "fields": ", ".join(can)}
        said = _("There is no text field “%(name)s” that can be blanked here; these can: %(fields)s.") % told
        raise ValidationError({"field": [said]})
    field = can[name]
    agreed = f"{reason.strip()} ({by.name}, {second.name})"
    with acting(by.name, "command", agreed):
        copies = copies_named(row) if isinstance(row, Evidence) and field.name == "file" else set()
        blanked = len(redact(row, field))
        if isinstance(row, SearchedRow):
            row.refresh_from_db()
            write_words([row])
        if isinstance(row, Activity):
            forget_push(row)
        if isinstance(row, Activity | Target):
            forget_files(row)
        if isinstance(row, Activity | Evidence):
            forget_drafts_of(row if isinstance(row, Activity) else row.activity)
        for copy in sorted(copies):
            transaction.on_commit(partial(discard_copy, copy))
    return blanked


def blankable(row: models.Model) -> dict[str, models.Field[Any, Any]]:
    """The fields of a row that can be blanked, by name: texts that it is not known by, and can do without.

    A digest that a copy has to have, or the address of a link without one, it cannot do without.
    """
    found = {}
    for field in row._meta.concrete_fields:
        text = isinstance(field, models.CharField | models.TextField | models.FileField)
        if text and not field.unique and not field.choices and _can_do_without(row, field):
            found[field.name] = field
    return found


def _can_do_without(row: models.Model, field: models.Field[Any, Any]) -> bool:
    blanked = copy(row)
    setattr(blanked, field.attname, blank_in(field))
    try:
        blanked.validate_constraints()
    except ValidationError:
        return False
    return True
