"""Assess commitments: how a party, or all of them, judge that it will be kept."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions.holding import agreements_held
from commitments.actions.refusals import NotAllowedError, require
from commitments.actions.statements import withdraw_statement
from commitments.actions.validation import default_marking, marking_faults, validate
from commitments.models.assessments import Assessment

if TYPE_CHECKING:
    from commitments.models.commitments import Commitment
    from commitments.models.parties import Party
    from commitments.queries.visibility import Principal


def assess_commitment(
    commitment: Commitment,
    confidence: str,
    *,
    assessed_on: datetime.date,
    by: Principal,
    party: Party | None = None,
    narrative: str = "",
    next_step: str = "",
    marking: str | None = None,
) -> Assessment:
    """Record an assessment; `party` empty means agreed by all. Return it.

    A person with a party assesses for it alone: otherwise NotAllowedError. ValidationError names fields at fault.
    """
    require(by, "assess_commitment")
    if by.person.party_id is not None and (party is None or party.pk != by.person.party_id):
        raise NotAllowedError(_("You assess for %(party)s only.") % {"party": by.person.party})
    assessment = Assessment(
        commitment=commitment,
        party=party,
        confidence=confidence,
        narrative=narrative.strip(),
        next_step=next_step.strip(),
        assessed_on=assessed_on,
        marking=marking or default_marking(by),
        by=by.person,
    )
    with transaction.atomic():
        names = agreements_held([commitment]).values()
        validate(
            assessment,
            marking=marking_faults(assessment.marking, names=names, by=by),
            assessed_on=[_("Nobody can judge a day ahead.")] if _is_ahead(assessed_on) else [],
        )
        assessment.save(force_insert=True)
    return assessment


def _is_ahead(day: datetime.date) -> bool:
    return day > timezone.localdate(timezone=timezone.get_default_timezone())


def withdraw_assessment(assessment: Assessment, reason: str, *, by: Principal) -> Assessment:
    """Withdraw an assessment made in error, with a reason."""
    require(by, "assess_commitment")
    if by.person.party_id is not None and assessment.party_id != by.person.party_id:
        raise NotAllowedError(_("You assess for %(party)s only.") % {"party": by.person.party})
    return withdraw_statement(assessment, reason, by=by)
