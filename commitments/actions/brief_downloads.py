"""Hand out a file of an issued brief, the bytes as they were issued or none, and put down who took it.

What is marked public today is taken by everybody and not put down. Bytes that are not those of the digest are refused,
in the log and in the access record as well.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import Error, transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from commitments.actions.access import note_access
from commitments.queries.brief_file import POLICY
from commitments.queries.exports import name_of_file
from commitments.queries.issued_briefs import digest_of, markings_today
from commitments.vocabulary import AccessKind, Marking

if TYPE_CHECKING:
    from commitments.models.briefs import BriefFile, IssuedBrief
    from commitments.queries.visibility import Principal

log = logging.getLogger("commitments.briefs")


class OtherBytesError(Exception):
    """The bytes that are kept are not those that were issued; the message says so in a sentence."""


def hand_out_brief(issued: IssuedBrief, file: BriefFile, *, by: Principal) -> HttpResponse:
    """The answer with the bytes of a file, to be saved. Raises OtherBytesError where they are not as they were."""
    marking, found = markings_today([issued])[issued.pk], digest_of(file)
    told = f"{file.media_type}; marking: {marking}; sha256: {file.sha256}"
    if found != file.sha256:
        log.critical("brief:%s (%s) is not as it was issued: its SHA-256 is %s.", issued.pk, told, found)
        _put_down(AccessKind.REFUSED, issued, f"{told}; the bytes that are kept have {found}", by=by)
        words = _("The bytes of this brief are not those that were issued: their SHA-256 is %(found)s, not %(issued)s.")
        raise OtherBytesError(words % {"found": found, "issued": file.sha256})
    if marking != Marking.PUBLIC:
        _put_down(AccessKind.DOWNLOAD, issued, told, by=by)
    ending = file.media_type.rpartition("/")[2]
    name = name_of_file(f"brief-{issued.subject.slug}", issued.standing_on, marking, ending)
    response = HttpResponse(bytes(file.content), content_type=_content_type(file))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'; sandbox"
    response["ETag"] = f'"{file.sha256}"'
    return response


def _content_type(file: BriefFile) -> str:
    return f"{file.media_type}; charset=utf-8" if file.media_type.startswith("text/") else file.media_type


def _put_down(kind: AccessKind, issued: IssuedBrief, told: str, *, by: Principal) -> None:
    try:
        with transaction.atomic():
            note_access(kind, who=by.name, subject=f"brief:{issued.pk}", detail=told)
    except Error:
        log.exception("That %s asked for brief:%s (%s) could not be put down.", by.name, issued.pk, told)
