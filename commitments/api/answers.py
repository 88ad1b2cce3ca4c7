"""What do answers have in common? They are JSON, for their reader alone, and may be asked for again with their ETag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseNotModified
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed, NotAuthenticated, Throttled
from rest_framework.views import APIView

from commitments.api.authentication import asking
from commitments.api.deprecation import deprecated_in
from commitments.api.preconditions import names
from commitments.api.rendering import JSONAlways, as_json
from commitments.api.throttling import RefusedThrottle
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from commitments.queries.as_of import Recorded


class PrivateAnswers(APIView):
    """Answers depend on who asks: they may be kept by the one who asked, and are checked each time."""

    content_negotiation_class = JSONAlways

    @property
    def default_response_headers(self) -> dict[str, str]:
        goes = deprecated_in(self)
        return {
            **super().default_response_headers,
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization, Cookie",
            **(goes.headers() if goes else {}),
        }

    @classmethod
    def as_view(cls, *args: Any, **extra: Any) -> Any:
        """Without its slash an address is no address: a redirect would lose what was sent (tracker/errors.py)."""
        view: Any = super().as_view(*args, **extra)
        view.should_append_slash = False
        return view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """In the order of the contract: 401, 405, 403."""
        asking(request)
        self.check_verb(request)
        super().initial(request, *args, **kwargs)

    def check_verb(self, request: Request) -> None:
        """Raise MethodNotAllowed for a verb that this address does not know, OPTIONS among them."""
        verb = (request.method or "").lower()
        if verb not in self.http_method_names or not hasattr(self, verb):
            raise MethodNotAllowed(request.method or "")

    def handle_exception(self, exc: Exception) -> Response:
        """Whoever is not known, again and again from one address, is told to wait."""
        if isinstance(exc, AuthenticationFailed | NotAuthenticated) and self.throttle_classes:
            throttle = RefusedThrottle()
            if not throttle.allow_request(self.request, self):
                exc = Throttled(throttle.wait())
        return super().handle_exception(exc)


def answer(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A JSON answer."""
    return HttpResponse(as_json(body), status=status, content_type="application/json", headers=headers)


def marking_header(resources: list[dict[str, Any]]) -> dict[str, str]:
    """The highest marking that the resources of a body carry; none where they carry none: it is their agreement's."""
    markings = {resource["marking"] for resource in resources if "marking" in resource}
    return {"Marking": Marking.highest(list(markings)).value} if markings else {}


def nothing() -> HttpResponse:
    """An answer that has no body: it was done."""
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def stated(response: HttpResponse, record: Recorded | None) -> HttpResponse:
    """The answer, saying which write was the last that it knows of; `none` before the first."""
    if record is not None:
        response["Recorded-By"] = record.id or "none"
    return response


def unless_known(request: Request, response: HttpResponse, tag: str) -> HttpResponse:
    """The answer with its ETag; 304 without a body where the caller has it."""
    if names(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponseNotModified()
    response["ETag"] = tag
    return response
