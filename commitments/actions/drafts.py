"""Keep a half-filled form for its owner, throw it away, and sweep what nobody touched for long.

Outside ledger and feed: a draft is nothing that was done. Nothing of it is checked but its size.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.refusals import require
from commitments.actions.validation import default_marking
from commitments.models.activities import Activity
from commitments.models.commitments import Commitment
from commitments.models.drafts import CHANGE_ACTIVITY, KEPT_FOR, Draft
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from commitments.queries.visibility import Principal

MOST = 50
"""How many drafts somebody has; the oldest goes for the next."""

LARGEST = 250_000
"""How many characters a draft holds: every field of a form filled to the brim fits."""


def keep_draft(
    form: str, subject: str, content: Mapping[str, Sequence[str]], *, by: Principal, now: datetime.datetime
) -> Draft:
    """Keep what was typed in place of what was kept before; return the draft.

    `form` and `subject` as in models/drafts.py. Raises NotAllowedError for whoever may not send the form, or
    ValidationError where it is larger than any form can be.
    """
    require(by, form)
    told = {name: [str(value).replace("\0", "") for value in values] for name, values in content.items()}
    if sum(len(value) for values in told.values() for value in values) > LARGEST:
        raise ValidationError(_("It is too long to be kept as a draft."))
    kept = {"content": told, "marking": _marking_of(form, subject, told, by), "saved_at": now}
    with transaction.atomic():
        draft, _made = Draft.objects.update_or_create(owner=by.person, form=form, subject=subject, defaults=kept)
        oldest = Draft.objects.filter(owner=by.person).order_by("-saved_at", "id").values_list("pk", flat=True)
        Draft.objects.filter(pk__in=list(oldest[MOST:])).delete()
    return draft


def discard_draft(form: str, subject: str, *, by: Principal) -> bool:
    """Throw a draft of one's own away; whether there was one."""
    return bool(Draft.objects.filter(owner=by.person, form=form, subject=subject).delete()[0])


def forget_drafts_of(activity: Activity) -> int:
    """Delete everybody's drafts that change an activity or began as a copy of it; how many they were."""
    return Draft.objects.filter(subject__contains=str(activity.pk)).delete()[0]


def sweep_drafts(*, now: datetime.datetime) -> int:
    """Delete the drafts that nobody touched for KEPT_FOR; how many they were."""
    return Draft.objects.filter(saved_at__lte=now - KEPT_FOR).delete()[0]


def _marking_of(form: str, subject: str, content: Mapping[str, Sequence[str]], by: Principal) -> str:
    """The highest marking of what the form may show: as chosen, of what it names, of what it was opened with."""
    chosen = [each for each in content.get("marking", ()) if each in Marking.values]
    named = Commitment.objects.filter(reference__in=[name[:200] for name in content.get("commitments", ())])
    opened = [subject] if form == CHANGE_ACTIVITY else [part[5:] for part in subject.split("&") if part[:5] == "like="]
    shown = Activity.objects.filter(pk__in=[key for each in opened if (key := _key(each))])
    markings = [*named.values_list("agreement__marking", flat=True), *shown.values_list("marking", flat=True)]
    return Marking.highest([*(chosen or [default_marking(by).value]), *markings]).value


def _key(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None
