"""Where does somebody go once they are logged in, and what do they read when they are not?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.utils.functional import Promise


def asked_for(request: HttpRequest) -> str:
    """The page that was wanted before log-in, if it is one of ours; else the overview."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _is_ours(request, wanted) else resolve_url(settings.LOGIN_REDIRECT_URL)


def going_on(name: str, request: HttpRequest) -> str:
    """The address of a step of log-in that remembers the page that was wanted."""
    return f"{reverse(name)}?{urlencode({'next': asked_for(request)})}"


def refused(request: HttpRequest, why: str | Promise, *, status: int = 403) -> HttpResponse:
    """A page that says why nobody was logged in, and how to begin again."""
    return render(request, "signing_in/refused.html", {"why": why, "next": asked_for(request)}, status=status)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
