"""Hand out the copy of a piece of evidence, as a file to be saved, and put down who took it.

What is marked public is taken by everybody and not put down. It is put down before the first byte goes, outside any
transaction, and never stands in the way of the answer: what cannot be written is in the log.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import Error, transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header, parse_etags

from commitments.actions.access import note_access
from commitments.queries.copies import copy_of, name_to_save, opened
from commitments.vocabulary import AccessKind, Marking

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest

    from commitments.models.activities import Activity, Evidence
    from commitments.queries.visibility import Principal

log = logging.getLogger("commitments.downloads")


def hand_out(
    activity: Activity, evidence: uuid.UUID, *, by: Principal, request: HttpRequest
) -> HttpResponse | FileResponse:
    """The answer to GET or HEAD for a copy: its bytes, or 304 for whoever has them. Its ETag is its SHA-256.

    Raises Http404 where the activity has no evidence of this id with a copy, `by` may not see it, or its file is gone.
    """
    found = copy_of(activity, evidence, by)
    stored = opened(found) if found else None
    if found is None or stored is None:
        raise Http404
    response: HttpResponse | FileResponse
    if _has_it(request, found.sha256):
        response = HttpResponseNotModified()
    elif request.method == "HEAD":
        response = HttpResponse(content_type=found.media_type)
    else:
        put_down(activity, found, by=by)
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # most kinds are packed already
        response = FileResponse(stored, content_type=found.media_type)
    if "Content-Type" in response:
        response["Content-Disposition"] = content_disposition_header(True, name_to_save(found)) or "attachment"
        response["Content-Length"] = str(found.size)
    if not response.streaming:
        stored.close()
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = f'"{found.sha256}"'
    return response


def put_down(activity: Activity, evidence: Evidence, *, by: Principal) -> None:
    """Write into the access record that somebody takes a copy, unless it is public; where that fails, into the log."""
    if activity.marking == Marking.PUBLIC:
        return
    told = f"of activity:{activity.pk}; marking: {activity.marking}; sha256: {evidence.sha256}"
    try:
        with transaction.atomic():
            note_access(AccessKind.DOWNLOAD, who=by.name, subject=f"evidence:{evidence.pk}", detail=told)
    except Error:
        log.exception("That %s took evidence:%s (%s) could not be put down.", by.name, evidence.pk, told)


def _has_it(request: HttpRequest, digest: str) -> bool:
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return tags == ["*"] or any(tag.removeprefix("W/") == f'"{digest}"' for tag in tags)
