"""How much may one caller ask for, and one address that brings no valid token?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from commitments.queries.addresses import address_of, subscriber_of

if TYPE_CHECKING:
    from rest_framework.request import Request

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class CallerThrottle(BaseThrottle):
    """Counts the requests of a token, or of a person, from one address within a window of time.

    `DEFAULT_THROTTLE_RATES["caller"]` is the rate, such as 1200/min. How much is left goes with every answer.
    """

    rate = "caller"

    def allow_request(self, request: Request, view: Any) -> bool:
        most, window = _rate(str(api_settings.DEFAULT_THROTTLE_RATES[self.rate]))
        now = time.time()
        self.left_seconds = int(window - now % window) + 1
        key = f"throttle:{self.counted_as(request)}:{subscriber_of(address_of(request._request))}:{int(now // window)}"
        cache.add(key, 0, timeout=window + 1)
        try:
            asked = cache.incr(key)
        except ValueError:  # the window ended between the two
            asked = 1
        view.headers |= {
            "RateLimit-Policy": f"{most};w={window}",
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": str(max(most - asked, 0)),
            "RateLimit-Reset": str(self.left_seconds),
        }
        return asked <= most

    def counted_as(self, request: Request) -> str:
        return f"token-{request.auth.pk}" if request.auth else f"person-{request.user.pk}"

    def wait(self) -> float:
        return self.left_seconds


class RefusedThrottle(CallerThrottle):
    """Counts what an address asked without a valid token or session.

    Beyond the rate it is told 429 in place of 401; those with a valid token at the same address go on undisturbed.
    """

    rate = "refused"

    def counted_as(self, request: Request) -> str:
        return "refused"


def _rate(rate: str) -> tuple[int, int]:
    """How many requests, in how many seconds."""
    most, _slash, period = rate.partition("/")
    return int(most), SECONDS[period[0]]
