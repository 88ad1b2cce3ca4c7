"""For whom is a password taken though everybody signs in through the provider?"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from allauth.socialaccount.models import SocialAccount

if TYPE_CHECKING:
    from commitments.models.people import Person

BREAK_GLASS = "break-glass"
"""What stands in place of a provider: a way into an account that is none of the provider's."""


def open_for(person: Person, *, now: datetime.datetime) -> bool:
    """Whether a command opened the password log-in for this person, and the time it gave is not over."""
    return any(until > now for until in _opened(person=person))


def open_for_anybody(*, now: datetime.datetime) -> bool:
    """Whether it is open for anybody: then the log-in page shows where to type a password."""
    return any(until > now for until in _opened())


def _opened(person: Person | None = None) -> list[datetime.datetime]:
    ways = SocialAccount.objects.filter(provider=BREAK_GLASS)
    if person is not None:
        ways = ways.filter(user=person)
    return [datetime.datetime.fromisoformat(way.extra_data["until"]) for way in ways]
