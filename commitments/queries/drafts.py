"""Which half-filled forms does somebody have? Their own, and no further than their clearance reaches."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from commitments.models.activities import Activity
from commitments.models.drafts import CHANGE_ACTIVITY, KEPT_FOR, Draft
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commitments.queries.visibility import Principal


def draft_of(principal: Principal, form: str, subject: str, *, now: datetime.datetime) -> Draft | None:
    """Their draft of this form for this subject; None when there is none."""
    return _own(principal, now).filter(form=form, subject=subject).first()


def drafts_of(principal: Principal, *, now: datetime.datetime) -> list[Draft]:
    """All their drafts, the last one first, without those for activities that are gone or not for them any more."""
    drafts = list(_own(principal, now))
    changed = [uuid.UUID(draft.subject) for draft in drafts if draft.form == CHANGE_ACTIVITY]
    there = set(visible_to(Activity.objects.filter(pk__in=changed), principal).values_list("pk", flat=True))
    return [draft for draft in drafts if draft.form != CHANGE_ACTIVITY or uuid.UUID(draft.subject) in there]


def _own(principal: Principal, now: datetime.datetime) -> QuerySet[Draft]:
    mine = Draft.objects.filter(owner=principal.person, marking__in=principal.markings)
    return mine.filter(saved_at__gt=now - KEPT_FOR)
