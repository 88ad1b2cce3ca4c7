"""What does the log-in page offer where there is more than a password?"""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from commitments.admin.signing_in.answers import going_on
from commitments.queries.break_glass import open_for_anybody
from commitments.queries.halfway import Step

STEPS = {Step.CODE: "second_factor_code", Step.SET_UP: "second_factor_set_up"}
LEAVE = "single_sign_on_leave"


@login_not_required
@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """The log-in page of the house, with the provider on it; whoever is halfway is shown the step they have left."""
    if (step := request.step_left) in STEPS:  # type: ignore[attr-defined]
        return HttpResponseRedirect(going_on(STEPS[step], request))
    passwords = settings.SIGN_IN != "oidc" or open_for_anybody(now=timezone.now())
    provider = settings.OIDC.get("name", "")
    return admin.site.login(request, {"provider": provider, "no_passwords": not passwords})


@never_cache
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out here, and then at the provider for whoever came from there."""
    leave = request.session.get(LEAVE)
    response = admin.site.logout(request)
    return HttpResponseRedirect(leave) if leave and request.method == "POST" else response
