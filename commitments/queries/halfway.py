"""What does somebody still have to do before they are logged in?"""

from __future__ import annotations

import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.conf import settings

from commitments.queries.second_factor import factor_of

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from commitments.models.people import Person

PASSED, SINCE = "second_factor", "second_factor_since"
BY_PROVIDER = "provider"
LONGEST_HALFWAY = datetime.timedelta(minutes=10)
LATELY = datetime.timedelta(minutes=15)


class Step(Enum):
    NONE = "none"
    CODE = "code"
    SET_UP = "set_up"


def step_left(person: Any, session: SessionBase) -> Step:
    """What is left to do in this session: nothing, a code of the second factor, or setting one up.

    A session is whole only for as long as the very factor that was shown in it is there: reset or replaced, it is
    halfway again. One that the provider vouched for needs no factor of ours.
    """
    if settings.SECOND_FACTOR == "off":
        return Step.NONE
    passed = session.get(PASSED)
    if passed == BY_PROVIDER and settings.OIDC:
        return Step.NONE
    factor = factor_of(person)
    if factor is None:
        return Step.SET_UP if settings.SECOND_FACTOR == "required" else Step.NONE
    return Step.NONE if passed == factor.pk else Step.CODE


def halfway_too_long(session: SessionBase, *, now: datetime.datetime) -> bool:
    """Whether ten minutes have passed since this session was first seen halfway; from then on it counts."""
    since = session.get(SINCE)
    if since is None:
        session[SINCE] = now.timestamp()
        return False
    return bool(now.timestamp() - since > LONGEST_HALFWAY.total_seconds())


def logged_in_lately(person: Person, *, now: datetime.datetime) -> bool:
    """Whether they logged in so short a while ago that it is still they who sit there."""
    return person.last_login is not None and now - person.last_login <= LATELY
