"""How is it said that something went wrong? As RFC 9457 problems, without a word about the inside."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from commitments.actions.refusals import RowsError, StaleError, StateError
from commitments.api.rendering import as_json
from commitments.ledger.unwritable import Unwritable, why_unwritable

CONTENT_TYPE = "application/problem+json"
COME_BACK = {Unwritable.FULL: 30, Unwritable.READ_ONLY: 30, Unwritable.AWAY: 5}
"""Seconds after which it may be asked again."""

log = logging.getLogger("django.request")

Errors = list[dict[str, str]]


class TooLargeError(exceptions.APIException):
    """The body is larger than `most` bytes."""

    status_code = 413
    default_detail = "The body is too large."

    def __init__(self, most: int = 1_000_000) -> None:
        super().__init__()
        self.most = most


class TooLargeFileError(TooLargeError):
    """The file is larger than a copy may be."""


class UnreadableError(exceptions.ParseError):
    """What stands at this JSON pointer of the body can be read by nobody, or in two ways."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.pointer = pointer


class PreconditionRequiredError(exceptions.APIException):
    status_code = 428
    default_detail = "Send If-Match with the version that was read."


class KeyReusedError(exceptions.APIException):
    status_code = 422
    default_detail = "This Idempotency-Key was sent with another request."


class GoneError(exceptions.APIException):
    """A place that was there once is no more; `start` is the address, below the API's own, to start again from."""

    status_code = 410

    def __init__(self, detail: str, *, start: str) -> None:
        super().__init__(detail)
        self.start = start


class AskedWronglyError(exceptions.APIException):
    """A parameter of the query is not declared or its value is not sound: {parameter: sentences}."""

    status_code = 400

    def __init__(self, faults: dict[str, list[str]]) -> None:
        super().__init__()
        self.faults = faults


def problem(status: int, detail: str, instance: str, errors: Errors | None = None) -> dict[str, Any]:
    """The members of a problem. `instance` is the path that was asked for."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": errors or [],
    }


def problem_response(raised: Exception, context: dict[str, Any]) -> HttpResponse:
    """The answer to whatever was raised while a request was served."""
    request, view = context["request"], context["view"]
    status, detail, errors = _said(raised)
    headers = {}
    if status == 500:
        log.error("Internal Server Error: %s", request.path, exc_info=raised)
    if why := why_unwritable(raised) if status == 503 else None:
        log.error("Nothing can be stored (%s): %s", why.value, raised)
        headers["Retry-After"] = str(COME_BACK[why])
    if status == 401:
        headers["WWW-Authenticate"] = _challenge(raised, view.get_authenticate_header(request))
    if isinstance(raised, exceptions.Throttled):
        headers["Retry-After"] = str(int(getattr(raised, "wait", None) or 1))
    if isinstance(raised, StaleError):
        headers["ETag"] = f'"{raised.current.version}"'  # type: ignore[attr-defined]
    body = problem(status, detail, request.path, errors)
    if isinstance(raised, GoneError):
        body["start"] = request.build_absolute_uri(raised.start)
        headers["Link"] = f'<{body["start"]}>; rel="start"'
    answer = HttpResponse(as_json(body), CONTENT_TYPE, status, headers=headers)
    answer.refusal = detail  # type: ignore[attr-defined]  # for the access record
    return answer


def _challenge(raised: Exception, scheme: str) -> str:
    return f'{scheme}, error="invalid_token"' if isinstance(raised, exceptions.AuthenticationFailed) else scheme


def _said(raised: Exception) -> tuple[int, str, Errors]:
    """Status, sentence and faults by place."""
    match raised:
        case Http404() | exceptions.NotFound() | ObjectDoesNotExist():  # the last: somebody took it away meanwhile
            return 404, _("There is nothing here that you may see."), []
        case AskedWronglyError():
            return 400, _("The query is not sound."), pointed(raised.faults)
        case exceptions.ValidationError():
            return 400, _("The body is not sound."), pointed(raised.detail)
        case ValidationError():
            faults = raised.message_dict if hasattr(raised, "error_dict") else {"": raised.messages}
            return 400, _("The body is not sound."), pointed(_beside_the_row(faults))
        case RowsError():
            return 400, _("The body is not sound."), pointed(_by_row(raised.faults))
        case StaleError():
            return 412, _("It was changed since it was read; read it again."), []
        case StateError():
            return 409, str(raised), []
        case TooLargeFileError():
            return 413, _("A copy holds at most 25 MB. Make it smaller, or give the address where it stands."), []
        case RequestDataTooBig() | TooLargeError():
            most = getattr(raised, "most", 1_000_000) // 1_000_000
            return 413, _("The body is larger than %(most)s MB.") % {"most": most}, []
        case PreconditionRequiredError():
            return 428, _("Send If-Match with the version that was read."), []
        case KeyReusedError():
            return 422, _("This Idempotency-Key was sent with another request; take a new one."), []
        case UnreadableError():
            return 400, str(raised.detail), [{"pointer": raised.pointer, "detail": str(raised.detail)}]
        case exceptions.Throttled():
            return 429, _("Too many requests; wait a little."), []
        case exceptions.APIException():
            return raised.status_code, str(raised.detail), []
        case SuspiciousOperation():  # more parameters than Django reads, a host that is none
            return 400, _("The request is not sound."), []
        case PermissionDenied():
            return 403, str(raised) or _("You may not do this."), []
        case _ if why := why_unwritable(raised):
            return 503, unwritable_said(why), []
        case _:
            return 500, _("Something went wrong here; it has been noted."), []


def unwritable_said(why: Unwritable) -> str:
    """What somebody is told whose request could not be stored."""
    if why is Unwritable.AWAY:
        return _("The database does not answer at this moment. Nothing was saved; please try again.")
    return _("The server cannot store anything at this moment. Nothing was saved; please try again later.")


def _by_row(faults: dict[int, dict[str, list[str]]]) -> dict[int, dict[str, list[str]]]:
    return {row: _beside_the_row(said) for row, said in faults.items()}


def _beside_the_row(faults: dict[str, list[str]]) -> dict[str, list[str]]:
    """What Django says of the row as a whole points to the whole body."""
    return {"" if field == "__all__" else field: said for field, said in faults.items()}


def pointed(faults: Any, pointer: str = "") -> Errors:
    """Faults nested by field and index as a flat list of JSON pointers with sentences."""
    if isinstance(faults, dict):
        named = (
            (pointer if name in ("", "non_field_errors") else f"{pointer}/{escaped(name)}", said)
            for name, said in faults.items()
        )
        return [each for place, said in named for each in pointed(said, place)]
    if isinstance(faults, list):
        if any(isinstance(said, dict) for said in faults):
            return [each for index, said in enumerate(faults) for each in pointed(said, f"{pointer}/{index}")]
        return [{"pointer": pointer, "detail": str(said)} for said in faults]
    return [{"pointer": pointer, "detail": str(faults)}]


def escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
