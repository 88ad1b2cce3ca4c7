"""How much may be uploaded, and when is it read? Counted while it comes in, and before a transaction begins."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from commitments.copies.kinds import LARGEST_COPY, MEGABYTE

if TYPE_CHECKING:
    from django.http import HttpRequest

MULTIPART = "multipart/form-data"
TAKEN_AT = (
    (re.compile(r"^/api/v1/activities/[^/]+/evidence/\Z"), LARGEST_COPY + MEGABYTE),
    (re.compile(r"^/admin/commitments/activity/"), 4 * LARGEST_COPY),
    (re.compile(r"^/admin/commitments/import/add/\Z"), LARGEST_COPY),
)
"""Where files are taken, and how many bytes one request may have there: a form may hold several files."""


FAULTS = (MultiPartParserError, RequestDataTooBig, TooManyFilesSent, UnreadablePostError)


def largest_at(path: str) -> int:
    """How many bytes a multipart request may have at this path; elsewhere as many as any other body."""
    return next((most for place, most in TAKEN_AT if place.match(path)), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


class MeasuringUploadHandler(FileUploadHandler):
    """Refuses what says that it is too large, unread; of a file that is too large it lets the rest fall.

    A file that comes out larger than a copy may be was cut: whoever takes it refuses it by its size.
    """

    def handle_raw_input(
        self, input_data: IO[bytes], meta: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        request = self.request
        if request is not None and content_length > largest_at(request.path):
            raise RequestDataTooBig("The request is larger than what is taken here.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= LARGEST_COPY else None

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""


def read_parts(request: HttpRequest) -> bool:
    """Read a multipart request to its end, where files are taken and its sender says who they are; whether it was.

    Files are never read while a transaction waits. For the API, what was wrong is kept in `request.unread`, and said in
    its turn.
    """
    known = request.user.is_authenticated or "Authorization" in request.headers
    taken = any(place.match(request.path) for place, _most in TAKEN_AT)
    if not known or not taken or request.content_type != MULTIPART:
        return False
    try:
        request.FILES  # noqa: B018 (reading it keeps it)
    except FAULTS as error:
        if not request.path.startswith("/api/"):
            raise
        request.unread = error  # type: ignore[attr-defined]
        request._mark_post_parse_error()  # type: ignore[attr-defined]
    return True
