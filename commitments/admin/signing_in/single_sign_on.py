"""How does somebody log in through the provider?"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from commitments.actions.access import note_access
from commitments.actions.single_sign_on import ACTOR, NotTakenInError, take_in
from commitments.admin.signing_in.answers import asked_for, refused
from commitments.admin.signing_in.log_in import LEAVE
from commitments.admin.signing_in.provider import (
    ProviderError,
    address_to_ask,
    address_to_leave,
    claims_for,
    new_question,
    vouched_twice,
)
from commitments.admin.signing_in.throttle import count_try, too_many
from commitments.ledger.recording import acting
from commitments.queries.halfway import BY_PROVIDER, PASSED, SINCE
from commitments.vocabulary import AccessKind

QUESTIONS = "single_sign_on"
MOST_QUESTIONS, LONGEST_ANSWER = 5, 10 * 60
MOST_BEGUN = 600
"""From one address within a quarter of an hour: a whole office may sit behind one."""

log = logging.getLogger("tracker.single_sign_on")


@login_not_required
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, with a question that only this browser can bring the answer to."""
    if too_many(request, "single-sign-on", most=MOST_BEGUN):
        return refused(request, _("Too many log-ins were begun from your address. Try again later."), status=429)
    count_try(request, "single-sign-on")
    question = new_question()
    try:
        address = address_to_ask(question, back_to=_back(request))
    except ProviderError as error:
        return _unreachable(request, error)
    _keep(request, question)
    return HttpResponseRedirect(address)


@login_not_required
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Take in whoever the provider sends back with the answer to a question of this browser."""
    question = _kept(request, request.GET.get("state", ""))
    if question is None:
        return refused(request, _("This log-in was not begun in this browser, or it took too long."))
    code = request.GET.get("code", "")
    if "error" in request.GET or not code:
        return refused(request, _("%(provider)s did not log you in.") % {"provider": settings.OIDC["name"]})
    try:
        claims = claims_for(code, question, back_to=_back(request))
    except ProviderError as error:
        return _unreachable(request, error)
    try:
        _enter(request, claims)
    except NotTakenInError as error:
        name = f"person:{error.person.username}" if error.person else ""
        note_access(AccessKind.LOG_IN_FAILED, who=name, subject=name, detail=str(error), counted=True)
        return refused(request, str(error))
    return HttpResponseRedirect(question["next"])


def _enter(request: HttpRequest, claims: dict[str, Any]) -> None:
    leave = address_to_leave(back_to=request.build_absolute_uri(reverse("admin:login")))
    with acting(ACTOR, "admin", request=getattr(request, "request_id", "")):
        person = take_in(claims)
        login(request, person, backend="tracker.backends.ProviderBackend")
        name = f"person:{person.username}"
        note_access(AccessKind.LOG_IN, who=name, subject=name, detail="single sign-on")
    for key in (PASSED, SINCE):
        request.session.pop(key, None)
    if vouched_twice(claims):
        request.session[PASSED] = BY_PROVIDER
    if leave:
        request.session[LEAVE] = leave


def _keep(request: HttpRequest, question: dict[str, str]) -> None:
    asked = {"at": timezone.now().timestamp(), "next": asked_for(request), **question}
    latest = dict(list(request.session.get(QUESTIONS, {}).items())[1 - MOST_QUESTIONS :])
    request.session[QUESTIONS] = {**latest, question["state"]: asked}


def _kept(request: HttpRequest, state: str) -> dict[str, Any] | None:
    """The question with this state, once: it cannot be answered a second time."""
    questions = dict(request.session.get(QUESTIONS, {}))
    question = questions.pop(state, None)
    if question is None:
        return None
    request.session[QUESTIONS] = questions
    return dict(question) if timezone.now().timestamp() - question["at"] <= LONGEST_ANSWER else None


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("single_sign_on_back"))


def _unreachable(request: HttpRequest, error: ProviderError) -> HttpResponse:
    log.warning("Single sign-on: %s", error)
    said = _("What %(provider)s says could not be confirmed. Try again; if it goes on, tell your administrator.")
    return refused(request, said % {"provider": settings.OIDC["name"]}, status=502)
