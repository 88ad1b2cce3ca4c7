"""What does a request cost that asks for nothing? A view that does nothing, behind our middleware, token and limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path

from commitments.api.answers import PrivateAnswers, answer


class EmptyView(PrivateAnswers):
    def get(self, request: Any) -> HttpResponse:
        return answer({})


class EmptyAddresses:
    """Stands before our middleware, so that no address of ours is shadowed."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = "benchmarks.empty"  # type: ignore[attr-defined]
        return self.respond(request)


urlpatterns = [path("api/empty/", EmptyView.as_view())]
