"""How do the naive twin's addresses stand beside ours? Its requests say which they are."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class NaiveAddresses:
    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = "benchmarks.naive.api"  # type: ignore[attr-defined]
        return self.respond(request)
