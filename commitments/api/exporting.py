"""How is a list taken out whole, as a file?

It is read from one state of the database and sent as it is read. What is wrong before the first byte is a problem like
any other; what breaks later breaks off the connection, so that no part passes for the whole.
"""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from commitments.actions.exports import note_export
from commitments.api import asking
from commitments.api.cells import columns_of
from commitments.api.formats import MOST_ROWS_OF_A_SHEET, TEXT, TYPES, workbook
from commitments.api.problems import AskedWronglyError
from commitments.queries.exports import marking_of_file, name_of_file
from commitments.queries.snapshot import one_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import QueryDict
    from rest_framework.request import Request

    from commitments.api.resources import ResourceViewSet

AT_ONCE = 1_000
"""How many rows are read and written together."""

OF_PAGES = ("page_size", "cursor", "count")


def form_asked(asked: QueryDict) -> str | None:
    """The form in which the list is taken out; None for pages of JSON.

    Raises AskedWronglyError for a form that there is not, and for what is about pages beside one.
    """
    form = asking.one(asked, "format")
    if form in (None, "json"):
        return None
    if form not in TYPES:
        sentence = _("“%(word)s” is not one of %(allowed)s.")
        raise AskedWronglyError({"format": [sentence % {"word": form, "allowed": ", ".join(["json", *TYPES])}]})
    if beside := [name for name in OF_PAGES if name in asked]:
        raise AskedWronglyError({name: [_("The whole list is taken out: there are no pages.")] for name in beside})
    if form != "ndjson" and "expand" in asked:
        raise AskedWronglyError({"expand": [_("Cells hold names; take ndjson to embed resources.")]})
    return form


def exported(view: ResourceViewSet, request: Request, rows: QuerySet[Any], form: str) -> HttpResponse:
    """The answer that takes out all of these rows, in their order. A HEAD is answered without reading them."""
    embedded = "expand" in request.query_params
    marking = marking_of_file(rows, view.principal, embedded=embedded)
    name = name_of_file(view.resource, timezone.localdate(), marking, form)
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    headers |= {"Marking": marking.value} if marking else {}
    view.headers["Cache-Control"] = "private, no-store"
    if request.method == "HEAD":
        return HttpResponse(content_type=TYPES[form], headers=headers)
    number = rows.order_by().count()
    if form == "xlsx" and number > MOST_ROWS_OF_A_SHEET:
        raise AskedWronglyError(
            {"format": [_("A sheet holds at most %(most)s rows.") % {"most": MOST_ROWS_OF_A_SHEET}]}
        )
    note_export(request.get_full_path(), form, number, marking, by=view.principal)
    pieces, columns = _pieces(view, request, rows), columns_of(view.reading())
    if form in TEXT:
        kind, write = TEXT[form]
        written = write(pieces, columns)
        if "recorded_by" in request.query_params:  # the record is open only while the answer is made
            return FileResponse(_kept(written), content_type=kind, headers=headers)  # type: ignore[return-value]
        return StreamingHttpResponse(written, content_type=kind, headers=headers)  # type: ignore[return-value]
    title = view.resource.replace("/", " ")
    file = workbook(pieces, columns, title, str(marking.label) if marking else "")
    request._request.META.pop("HTTP_ACCEPT_ENCODING", None)  # it is packed already
    return FileResponse(file, content_type=TYPES[form], headers=headers)  # type: ignore[return-value]


def _kept(written: Iterator[bytes]) -> IO[bytes]:
    """All of it, in a file that is gone when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the answer)
    for piece in written:
        file.write(piece)
    file.seek(0)
    return file


def _pieces(view: ResourceViewSet, request: Request, rows: QuerySet[Any]) -> Iterator[list[dict[str, Any]]]:
    """The resources, a thousand at a time, in the language of whoever asked."""
    language = translation.get_language()
    with one_state():
        read = view.plan.stream(rows, view.reader, AT_ONCE)
        while True:
            with translation.override(language):
                resources = next(read, None)
                if resources is None:
                    return
                resources = view.expanded(request, resources)
            yield resources
