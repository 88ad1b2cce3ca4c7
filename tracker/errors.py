"""Who says that something went wrong: the API, in its own form, or a page for people?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from commitments.api.problems import COME_BACK, CONTENT_TYPE, problem, unwritable_said
from commitments.dashboards import errors
from commitments.ledger.unwritable import why_unwritable
from tracker.uploads import FAULTS, largest_at

API = "/api/"
CSRF = "csrfmiddlewaretoken"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413, errors.too_large, largest_at(request.path))
    return _answer(request, 400, errors.bad_request, exception)


def length_required(request: HttpRequest) -> HttpResponse:
    return _answer(request, 411, errors.bad_request, BadRequest(_("Say with Content-Length how long the body is.")))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    answer = _answer(request, 403, errors.not_allowed, exception)
    answer.refusal = str(exception)  # type: ignore[attr-defined]  # for the access record
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, errors.not_found, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled: where nothing could be stored, that is what is said."""
    if why := why_unwritable(sys.exc_info()[1]):
        return unavailable(request, unwritable_said(why), COME_BACK[why])
    return _answer(request, 500, errors.broken)


def unavailable(request: HttpRequest, sentence: str, seconds: int) -> HttpResponse:
    """Nothing was saved, and it is for no fault of whoever asks: a sentence, and when to ask again."""
    if request.path.startswith(API):
        said = problem(503, sentence, request.path)
        answer: HttpResponse = JsonResponse(said, status=503, content_type=CONTENT_TYPE)
    else:
        answer = errors.unavailable(request, sentence, _typed(request))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _typed(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What a form held, to be sent again from the page; None where there is nothing, a file, or a password."""
    if request.method != "POST":
        return None
    try:
        sent, files = request.POST, request.FILES
    except (*FAULTS, OSError):  # it could not be read to its end
        return None
    if files or not sent or any("password" in name.lower() for name in sent):
        return None
    return [(name, value) for name, values in sent.lists() if name != CSRF for value in values]


def _answer(request: HttpRequest, status: int, page: Callable[..., HttpResponse], *more: Any) -> HttpResponse:
    if not request.path.startswith(API):
        return page(request, *more)
    detail = HTTPStatus(status).description or HTTPStatus(status).phrase
    if status == 404 and not request.path.endswith("/") and is_valid_path(f"{request.path_info}/"):
        detail = _("Addresses end in a slash: %(address)s") % {"address": f"{request.path}/"}
    said = problem(status, detail, request.path)
    return JsonResponse(said, status=status, content_type=CONTENT_TYPE)
