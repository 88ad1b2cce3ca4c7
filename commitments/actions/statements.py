"""Withdraw a dated statement: an assessment, a decision or a target. None is ever edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.refusals import StateError
from commitments.models.rows import WithdrawableRow

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

Statement = TypeVar("Statement", bound=WithdrawableRow)


def withdraw_statement(statement: Statement, reason: str, *, by: Principal) -> Statement:
    """Mark a statement as made in error; it counts for no day any more. Return it as it now stands.

    Raises ValidationError without a reason, StateError when it is withdrawn already. Who may is the caller's to
    check: each noun's own action does.
    """
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it is withdrawn.")]})
    with transaction.atomic():
        current: Statement = type(statement)._default_manager.select_for_update(no_key=True).get(pk=statement.pk)
        if current.withdrawn_at is not None:
            raise StateError(_("It is withdrawn already."))
        current.withdrawn_at = timezone.now()
        current.withdrawn_by = by.person
        current.withdrawn_because = reason.strip()
        current.save()
        current.refresh_from_db(fields=["version"])
    return current
