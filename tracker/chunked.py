"""How is a body read that comes in chunks, so that its length stands nowhere (RFC 9112, Transfer-Encoding)?

All that reads requests goes by Content-Length and would take such a body for an empty one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import IO, Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]

from commitments.api.bulk import LARGEST_BULK
from tracker.errors import bad_request, length_required
from tracker.uploads import largest_at

IN_MEMORY = 1_000_000
PIECE = 65_536


class ChunkedBodyMiddleware:
    """Reads such a body to its end, and then it has a length: what comes after it knows no difference.

    Of a body that is larger than any that is taken at its path just enough is read to be refused as too large. Where
    the server in front does not say where chunks end, the answer is 411.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "Transfer-Encoding" not in request.headers or request.headers.get("Content-Length"):
            return self.respond(request)
        if not request.META.get("wsgi.input_terminated"):
            return length_required(request)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                size = _copy(request.META["wsgi.input"], body, max(largest_at(request.path), LARGEST_BULK) + 1)
            except (OSError, ParseException):  # the caller broke off, or what came are no chunks
                return bad_request(request, BadRequest(_("The body could not be read to its end.")))
            body.seek(0)
            request.META["CONTENT_LENGTH"] = str(size)
            request.__dict__.pop("headers", None)  # Django keeps what it made of META
            request._stream = body  # type: ignore[assignment]
            return self.respond(request)


def _copy(source: IO[bytes], to: Any, most: int) -> int:
    """Copy what comes, at most so many bytes; how many came."""
    size = 0
    while size < most and (piece := source.read(min(PIECE, most - size))):
        to.write(piece)
        size += len(piece)
    return size
