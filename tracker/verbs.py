"""Which verbs do pages know? They are read, and forms are sent to them; whatever else comes is a 405.

The API says so itself, noun by noun.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

OF_PAGES = ("GET", "HEAD", "POST")


class PageVerbsMiddleware:
    """Django's admin takes every verb but POST for GET, and its forms take PUT for POST."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Any, *named: Any) -> HttpResponseBase | None:
        """Asked after log-in is, so that nobody learns more than that."""
        if request.path.startswith("/api/") or request.method in OF_PAGES:
            return None
        return HttpResponseNotAllowed(OF_PAGES)
