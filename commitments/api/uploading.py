"""What was sent as multipart: sound parts, each once, and how is such a request told from another?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.parsers import MultiPartParser

from commitments.api.parsing import UNREADABLE
from commitments.api.problems import TooLargeFileError
from commitments.copies.kinds import LARGEST_COPY

if TYPE_CHECKING:
    from rest_framework.request import Request

MULTIPART = "multipart/form-data"
BESIDE_THE_FILE = 1_000_000
"""Bytes that the other parts of a request may take."""


class UploadParser(MultiPartParser):
    """Multipart with one file. What says itself that it is too large is refused before it is read."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length) > LARGEST_COPY + BESIDE_THE_FILE:
            raise TooLargeFileError
        try:
            return super().parse(stream, media_type, dict(parser_context or {}))
        except RequestDataTooBig as error:
            raise TooLargeFileError from error


def one_of_each(request: Request) -> Any:
    """What was sent, each part once; JSON as it is.

    Raises ParseError where it cannot be read, ValidationError for a part that is given twice or is no text, and
    TooLargeFileError for a file that is larger than a copy may be.
    """
    _refuse_unread(request)
    if not isinstance(request.data, MultiValueDict):
        return request.data
    faults: dict[str, list[str]] = {}
    for name, values in request.data.lists():
        place = UNREADABLE.sub("?", name)
        if len(values) > 1:
            faults[place] = [_("Give it once.")]
        elif any(UNREADABLE.search(each) or "\ufffd" in each for each in (name, values[0]) if isinstance(each, str)):
            faults[place] = [_("It holds a character that is no text.")]
        elif isinstance(values[0], UploadedFile) and (values[0].size or 0) > LARGEST_COPY:
            raise TooLargeFileError
    if faults:
        raise ValidationError(faults)
    return {name: value for name, value in request.data.items() if name != "seen_on" or value}  # a form sends it empty


def _refuse_unread(request: Request) -> None:
    """The parts were read before the transaction began (tracker/uploads.py): what was wrong then is said now."""
    match getattr(request._request, "unread", None):
        case RequestDataTooBig():
            raise TooLargeFileError
        case MultiPartParserError() as error:
            raise ParseError(_("The body is not sound multipart.")) from error
        case None:
            return
        case _:
            raise ParseError(_("The body could not be read."))


def digest_of_parts(request: Request) -> bytes | None:
    """SHA-256 over the parts of a multipart request, whatever boundary stood between them; None where unreadable."""
    digest = hashlib.sha256()
    try:
        _refuse_unread(request)
        sent = request.data
    except APIException:
        return None
    if not isinstance(sent, MultiValueDict):
        return None
    parts = sorted(sent.lists())
    for name, values in parts:
        for value in values:
            digest.update(f"{len(name)} {name}\n".encode("utf-8", "surrogatepass"))
            digest.update(_digest_of(value))
    return digest.digest()


def _digest_of(value: Any) -> bytes:
    if not isinstance(value, UploadedFile):
        return hashlib.sha256(str(value).encode("utf-8", "surrogatepass")).digest()
    digest = hashlib.sha256(f"{value.name}\n{value.content_type}\n".encode("utf-8", "surrogatepass"))
    for piece in value.chunks():
        digest.update(piece)
    value.seek(0)
    return digest.digest()
