"""What does somebody see to whom log-in is closed for a while?"""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext


def closed_page(request: HttpRequest, answer: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The answer of django-axes (AXES_LOCKOUT_CALLABLE): the same for every name, whether anybody has it or not."""
    pause = get_cool_off(request)
    minutes = max(1, int(pause.total_seconds()) // 60) if pause else 1
    said = ngettext(
        "Too many wrong passwords: log-in is closed here for %(minutes)d minute after the last of them.",
        "Too many wrong passwords: log-in is closed here for %(minutes)d minutes after the last of them.",
        minutes,
    ) % {"minutes": minutes}
    closed = render(request, "admin/closed.html", {"said": said}, status=429)
    closed.headers["Retry-After"] = str(60 * minutes)
    closed.headers["Cache-Control"] = "no-store"
    closed.refusal = said  # type: ignore[attr-defined]
    return closed
