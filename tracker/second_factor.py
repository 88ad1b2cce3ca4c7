"""Has whoever is logged in shown their second factor?

Until then nobody is logged in: not for the pages, the admin or the API.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from commitments.queries.halfway import Step, halfway_too_long, step_left

Respond = Callable[[HttpRequest], HttpResponseBase]


class SecondFactorMiddleware:
    """Stands right behind Django's own, so that nothing behind it can mistake half a log-in for a whole one.

    `request.halfway` is the person whose password was right and `request.step_left` what they still have to do; only
    the pages of the second step read them.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.halfway, request.step_left = None, Step.NONE  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            person, step = request.user, step_left(request.user, request.session)
            if step is not Step.NONE:
                if halfway_too_long(request.session, now=timezone.now()):
                    logout(request)
                else:
                    request.halfway, request.step_left = person, step  # type: ignore[attr-defined]
                request.user = AnonymousUser()
                request.auser = _nobody
        return self.respond(request)


async def _nobody() -> AnonymousUser:
    return AnonymousUser()
