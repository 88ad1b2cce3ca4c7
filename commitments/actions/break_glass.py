"""Open the password log-in for one account and a while, when the provider cannot be reached."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.actions.refusals import StateError
from commitments.queries.break_glass import BREAK_GLASS
from commitments.vocabulary import AccessKind

if TYPE_CHECKING:
    from commitments.models.people import Person

LONGEST = datetime.timedelta(hours=12)


def break_glass(person: Person, *, until: datetime.datetime, now: datetime.datetime) -> None:
    """Take this person's password until that moment; opened again, the later command holds.

    Raises StateError where they are switched off or have no password, or where the time is over or too long.
    """
    if not person.is_active or not person.has_usable_password():
        raise StateError(_("%(name)s is switched off or has no password.") % {"name": person})
    if not now < until <= now + LONGEST:
        raise StateError(_("Open it for one minute at least and twelve hours at most."))
    with transaction.atomic():
        SocialAccount.objects.update_or_create(
            provider=BREAK_GLASS,
            uid=str(person.pk),
            defaults={"user": person, "extra_data": {"until": until.isoformat()}},
        )
        _note(person, f"password log-in opened until {until:%Y-%m-%d %H:%M} UTC")


def mend_glass(person: Person) -> None:
    """Close it again, before its time; what was begun with the password ends."""
    with transaction.atomic():
        SocialAccount.objects.filter(provider=BREAK_GLASS, user=person).delete()
        _note(person, "password log-in closed")


def _note(person: Person, detail: str) -> None:
    note_access(AccessKind.PERSON, subject=f"person:{person.username}", detail=detail)
