"""When is it noted that a token was used? When the answer has gone, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from commitments.actions.token_uses import note_use


class TokenUseMiddleware:
    """Stands outside the ledger's: a use is noted whatever came of the request, and is part of no revision.

    The API's authentication leaves what there is to note in `request.token_use`.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        use = getattr(request, "token_use", None)
        if use is not None:
            closers: list[Any] = response._resource_closers  # type: ignore[attr-defined]
            closers.append(partial(note_use, **use))  # called when it was sent
        return response
