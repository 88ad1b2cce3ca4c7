"""What does the server's log say of a request? One line of JSON, written when the answer has gone.

It names the route and never the row, nor what was asked of it: whoever reads logs may not be cleared for either.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from commitments.queries.addresses import address_of
from commitments.queries.visibility import principal_of
from tracker import metrics
from tracker.access import page_asked
from tracker.middleware import door_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from tracker.middleware import Respond

requests = logging.getLogger("tracker.requests")
queries = logging.getLogger("tracker.queries")


@dataclass
class Statements:
    """How many statements a request asked the database, how long they took (seconds), and which were slow."""

    request_id: str
    number: int = 0
    seconds: float = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = time.perf_counter() - began
            self.number += 1
            self.seconds += took
            if took * 1000 >= settings.SLOW_QUERY_MS:
                about = {"request_id": self.request_id, "ms": _ms(took), "sql": str(sql)[:4_000]}  # without values
                queries.warning("A slow statement", extra=about)


class RequestLogMiddleware:
    """Counts and times each request, and writes its line once the answer has gone, a streamed one to its end."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        asked = Statements(getattr(request, "request_id", ""))
        with connection.execute_wrapper(asked):
            response = self.respond(request)
        closers: list[Any] = response._resource_closers  # type: ignore[attr-defined]
        closers.append(partial(put_down, request, response.status_code, asked, began))
        return response


def put_down(request: HttpRequest, status: int, asked: Statements, began: float) -> None:
    """Write the line of a request and count it."""
    took, route, door = time.perf_counter() - began, page_asked(request), door_of(request.path)
    metrics.count(request.method or "", route, door, status, took, asked.number, asked.seconds)
    told = {
        "request_id": asked.request_id,
        "method": request.method,
        "route": route,
        "status": status,
        "ms": _ms(took),
        "queries": asked.number,
        "db_ms": _ms(asked.seconds),
        "door": door,
        "principal": _known(request),
        "address": address_of(request),
    }
    requests.log(
        logging.ERROR if status >= 500 else logging.INFO, "%s %s %s", request.method, route, status, extra=told
    )


def _known(request: HttpRequest) -> str:
    """Who asked, as the ledger names actors, where that is known already: nobody is looked up for the log."""
    token = getattr(request, "auth", None)
    person: Any = request.user if token is not None else getattr(request, "_cached_user", None)
    return principal_of(person, token).name if person is not None and person.is_authenticated else ""


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
