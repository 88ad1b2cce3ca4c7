"""Who says that something went wrong: the API, in its own form, or a page for people?"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import is_valid_path
from django.utils.translation import gettext as _

from commitments.api.problems import CONTENT_TYPE, problem
from commitments.dashboards import errors
from tracker.uploads import largest_at

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _answer(request, 413, errors.too_large, largest_at(request.path))
    return _answer(request, 400, errors.bad_request, exception)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    answer = _answer(request, 403, errors.not_allowed, exception)
    answer.refusal = str(exception)  # type: ignore[attr-defined]  # for the access record
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, errors.not_found, exception)


def broken(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, errors.broken)


def _answer(request: HttpRequest, status: int, page: Callable[..., HttpResponse], *more: Any) -> HttpResponse:
    if not request.path.startswith(API):
        return page(request, *more)
    detail = HTTPStatus(status).description or HTTPStatus(status).phrase
    if status == 404 and not request.path.endswith("/") and is_valid_path(f"{request.path_info}/"):
        detail = _("Addresses end in a slash: %(address)s") % {"address": f"{request.path}/"}
    said = problem(status, detail, request.path)
    return JsonResponse(said, status=status, content_type=CONTENT_TYPE)
