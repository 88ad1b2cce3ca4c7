"""Is a body that comes in chunks like any other to whatever reads it?

How it comes over the wire from a real server: tests/api/test_hostile_wire.py.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from gunicorn.http.errors import InvalidChunkSize

from tracker.chunked import ChunkedBodyMiddleware

PATH = "/api/v1/activities/"


class Broken(io.BytesIO):
    """A caller who sends something that is no chunk."""

    def read(self, size: int | None = -1) -> bytes:
        raise InvalidChunkSize("zz")


def asked(body: Any, respond: Any = HttpResponse, *, ends: bool = True, **more: Any) -> HttpResponse:
    """The answer to a request whose body comes in chunks."""
    request = RequestFactory().generic("POST", PATH, **more)
    request.request_id = "1"  # type: ignore[attr-defined]
    request.META.pop("CONTENT_LENGTH", None)
    request.META |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": body, "wsgi.input_terminated": ends}
    assert "Content-Length" not in request.headers  # as those that were asked before it found
    answer: HttpResponse = ChunkedBodyMiddleware(respond)(request)
    return answer


def test_it_has_a_length_and_can_be_read_again() -> None:
    def respond(request: HttpRequest) -> HttpResponse:
        assert (request.headers["Content-Length"], request.META["CONTENT_LENGTH"]) == ("11", "11")
        assert (request.body, request.body) == (b"hello world", b"hello world")
        return HttpResponse("read")

    assert asked(io.BytesIO(b"hello world"), respond).content == b"read"


def test_of_what_is_too_large_for_anything_there_no_more_is_read_than_shows_it() -> None:
    endless = io.BytesIO(b"x" * 12_000_000)
    sizes = []
    asked(endless, lambda request: sizes.append(request.META["CONTENT_LENGTH"]) or HttpResponse())
    assert (sizes, endless.tell()) == (["10000001"], 10_000_001)


@pytest.mark.parametrize(("body", "ends", "status"), [(Broken(), True, 400), (io.BytesIO(b"{}"), False, 411)])
def test_what_cannot_be_read_to_its_end_is_a_problem(body: io.BytesIO, ends: bool, status: int) -> None:
    answer = asked(body, ends=ends)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
