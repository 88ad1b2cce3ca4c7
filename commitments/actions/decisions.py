"""Decide about commitments: fulfilled, discontinued, superseded or reopened."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from commitments.actions.holding import markings_held
from commitments.actions.refusals import require
from commitments.actions.statements import withdraw_statement
from commitments.actions.validation import default_marking, marking_faults, validate
from commitments.models.agreements import Agreement
from commitments.models.decisions import Decision
from commitments.models.reviews import Review

if TYPE_CHECKING:
    from commitments.models.commitments import Commitment
    from commitments.queries.containment import Keys
    from commitments.queries.visibility import Principal


def decide(
    commitment: Commitment,
    kind: str,
    *,
    effective_on: datetime.date,
    reason: str,
    by: Principal,
    review: Review | None = None,
    marking: str | None = None,
) -> Decision:
    """Record a decision; it is never edited, only withdrawn. Return it.

    Raises NotAllowedError, or ValidationError with a list of sentences for each field at fault.
    """
    require(by, "decide")
    decision = Decision(
        commitment=commitment,
        kind=kind,
        effective_on=effective_on,
        reason=(reason or "").strip(),
        review=review,
        marking=marking or default_marking(by),
        by=by.person,
    )
    with transaction.atomic():
        named: Keys = {Agreement: {commitment.agreement_id}, Review: {review.pk} if review else set()}
        names = markings_held(named).values()
        validate(decision, marking=marking_faults(decision.marking, names=names, by=by))
        decision.save(force_insert=True)
    return decision


def withdraw_decision(decision: Decision, reason: str, *, by: Principal) -> Decision:
    """Withdraw a decision made in error, with a reason."""
    require(by, "decide")
    return withdraw_statement(decision, reason, by=by)
