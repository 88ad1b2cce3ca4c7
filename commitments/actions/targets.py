"""Set targets: a date or a rhythm that an office sets itself for a commitment."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.holding import agreements_held, markings_held
from commitments.actions.refusals import require
from commitments.actions.statements import withdraw_statement
from commitments.actions.validation import default_marking, faults_in, marking_faults
from commitments.models.targets import Target
from commitments.queries.sources import targets
from commitments.texts.periods import duration_of, months_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commitments.models.commitments import Commitment
    from commitments.queries.visibility import Principal


def set_target(
    commitment: Commitment,
    kind: str,
    *,
    set_on: datetime.date,
    by: Principal,
    due_on: datetime.date | None = None,
    every: str = "",
    reason: str = "",
    marking: str | None = None,
) -> Target:
    """Set a target; it replaces the one in force on `set_on`, and then a reason is needed. Return it.

    `every` is an ISO 8601 duration of whole months or years, kept as months (P12M). Raises NotAllowedError, or
    ValidationError with a list of sentences for each field at fault.
    """
    require(by, "set_target")
    with transaction.atomic():
        names = [*agreements_held([commitment]).values()]
        replaces = targets(set_on, by.clearance).filter(commitment=commitment).first()
        names += markings_held({Target: {replaces.pk}}).values() if replaces else []
        target = target_of(
            commitment,
            kind,
            set_on=set_on,
            by=by,
            due_on=due_on,
            every=every,
            reason=reason,
            marking=marking,
            replaces=replaces,
        )
        if faults := target_faults(target, names=names, by=by):
            raise ValidationError(faults)
        target.save(force_insert=True)
    return target


def target_of(
    commitment: Commitment,
    kind: str,
    *,
    set_on: datetime.date,
    by: Principal,
    replaces: Target | None,
    due_on: datetime.date | None = None,
    every: str = "",
    reason: str = "",
    marking: str | None = None,
) -> Target:
    """The target that `set_target` would set, not stored."""
    return Target(
        commitment=commitment,
        kind=kind,
        due_on=due_on,
        every=_in_months(every),
        reason=reason.strip(),
        replaces=replaces,
        set_on=set_on,
        marking=marking or default_marking(by),
        by=by.person,
    )


def target_faults(target: Target, *, names: Iterable[str], by: Principal) -> dict[str, list[str]]:
    """What is wrong with a target that is not stored yet, by field; `names` are the markings of what it names."""
    late = target.due_on is not None and target.due_on < target.set_on
    return faults_in(
        target,
        {
            "marking": marking_faults(target.marking, names=names, by=by),
            "reason": [_("Say why the target is moved.")] if target.replaces and not target.reason else [],
            "due_on": [_("The day is before the day the target is set.")] if late else [],
        },
    )


def withdraw_target(target: Target, reason: str, *, by: Principal) -> Target:
    """Withdraw a target made in error, with a reason; the one before it is in force again."""
    require(by, "set_target")
    return withdraw_statement(target, reason, by=by)


def _in_months(every: str) -> str:
    """The canonical form; what is no duration is left as it is, for the column's own check to refuse."""
    try:
        return duration_of(months_in(every)) if every else ""
    except ValueError:
        return every
