"""Which requests were refused, to whom, and from where?

Refusals are written into the access record after the answer, outside the transaction that a refusal takes back. What
cannot be written is logged: the record never stands in the way of an answer.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from django.contrib.admindocs.views import simplify_regex
from django.db import Error, transaction
from django.urls import Resolver404, resolve

from commitments.actions.access import asked_from, note_access
from commitments.queries.addresses import address_of
from commitments.queries.visibility import principal_of
from commitments.vocabulary import AccessKind
from tracker.middleware import door_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from tracker.middleware import Respond

REFUSALS = frozenset({401, 403, 429})
CONVERTER = re.compile(r"<\w+:(\w+)>")
log = logging.getLogger("tracker.access")


class AccessMiddleware:
    """Says where a request comes from while it is answered, and puts down that it was refused."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with asked_from(address_of(request), door_of(request.path), getattr(request, "request_id", "")):
            response = self.respond(request)
            if response.status_code in REFUSALS and not hasattr(request, "closing_noted"):  # tracker/log_in.py
                put_down(request, response)
        return response


def put_down(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write a refusal into the access record; where that fails, into the log."""
    try:
        who, page = who_asked(request), page_asked(request)
        with transaction.atomic():
            note_access(AccessKind.REFUSED, who=who, subject=page, detail=said_in(response), counted=True)
    except (Error, ValueError):
        told = "A refusal (%s) from “%s” could not be put down in the access record."
        log.exception(told, response.status_code, address_of(request))


def who_asked(request: HttpRequest) -> str:
    """Who asked, as the ledger names actors; empty for nobody known. The API leaves its token on the request."""
    person: Any = request.user
    return principal_of(person, getattr(request, "auth", None)).name if person.is_authenticated else ""


def page_asked(request: HttpRequest) -> str:
    """The page that was asked for, as its route: `/api/v1/activities/<name>/`; empty where no route leads.

    Neither the name of a row, which whoever reads the record may not be cleared for, nor a secret in an address or
    a query string gets into the record. The id of the request leads to the rest, in the server's log.
    """
    try:
        route = resolve(request.path_info).route
    except Resolver404:
        return ""
    return str(simplify_regex(CONVERTER.sub(r"<\1>", route)))


def said_in(response: Any) -> str:
    """The sentence that told why, where there is one."""
    data, context = getattr(response, "data", None), getattr(response, "context_data", None)
    for told, name in ((data, "detail"), (context, "why")):
        if isinstance(told, dict) and told.get(name):
            return str(told[name])
    return str(getattr(response, "refusal", ""))
