"""What does a minister need to know about a subject on a day? (`/agreements/<slug>/brief/` and its like)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from commitments.actions.exports import note_export
from commitments.copies.paper import PDF, can_print, on_paper
from commitments.dashboards.asking import page
from commitments.dashboards.frame import framed
from commitments.queries.brief import brief, subject_of
from commitments.queries.brief_file import html_of
from commitments.queries.exports import name_of_file
from commitments.queries.permissions import may
from commitments.vocabulary import Marking

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commitments.dashboards.asking import Question
    from commitments.queries.brief import Brief


@page("format")
def brief_page(request: HttpRequest, asked: Question, kind: str, slug: str) -> HttpResponse:
    wanted = request.GET.get("format", "html")
    if wanted not in ("html", "pdf"):
        raise BadRequest(_("A brief is html or pdf, not “%(format)s”.") % {"format": wanted})
    if wanted == "pdf" and not can_print():
        raise BadRequest(_("No PDF files are made here. Print the page, or print it to a file: it is set for A4."))
    found = brief(asked.principal, subject_of(asked.principal, kind, slug, on=asked.on), on=asked.on)
    if wanted == "pdf":
        return _printed(request, asked, found)
    return framed(
        request,
        "brief.html",
        asked,
        shows=[[found.marking or ""]],
        brief=found,
        prints=can_print(),
        may_issue=may(asked.principal, "issue_brief"),
    )


def _printed(request: HttpRequest, asked: Question, found: Brief) -> HttpResponse:
    """The brief as a PDF to be saved; it is not kept."""
    recorded_at = asked.record.moment if asked.record else None
    rooted = request.build_absolute_uri("/").rstrip("/")
    marking = found.marking or Marking.PUBLIC
    content = on_paper(
        html_of(found, asked.principal, recorded_at=recorded_at, rooted=rooted), f"{found.subject.row.pk}"
    )
    if marking != Marking.PUBLIC:
        note_export(request.get_full_path(), "pdf", 1, marking, by=asked.principal)
    response = HttpResponse(content, content_type=PDF)
    name = name_of_file(f"brief-{found.subject.row.slug}", found.on, found.marking, "pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
