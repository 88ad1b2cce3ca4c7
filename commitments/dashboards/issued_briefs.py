"""Which briefs were issued, what do they hold, and do they still say the same? (`/briefs/`)

These pages know no second clock: who may read a brief depends on how what it rests on is marked now.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.actions.brief_downloads import OtherBytesError, hand_out_brief
from commitments.actions.briefs import issue_brief
from commitments.actions.refusals import StateError, require
from commitments.dashboards.asking import question, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.queries.as_of import moment_meant
from commitments.queries.banner import everything_seen_by
from commitments.queries.brief import NOUNS
from commitments.queries.filters.briefs import IssuedBriefFilter
from commitments.queries.filters.declared import day_asked
from commitments.queries.issued_briefs import (
    ask_again,
    digest_of,
    files_of,
    issued_briefs,
    markings_today,
    raised_since,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from commitments.dashboards.asking import Question
    from commitments.models.briefs import IssuedBrief

FILTERS = tuple(IssuedBriefFilter.base_filters)


@require_safe
def briefs_page(request: HttpRequest) -> HttpResponse:
    asked = question(request, {*FILTERS, "page"})
    filters = IssuedBriefFilter(request.GET, issued_briefs(asked.principal), principal=asked.principal)
    well_put(filters)
    found = page_of(filters.qs, request)
    markings = markings_today(found)
    named = everything_seen_by(asked.principal)  # the filters name agreements
    return framed(
        request,
        "briefs.html",
        asked,
        shows=[[marking.value for marking in markings.values()], [named.value] if named else []],
        section="briefs",
        at_list=True,
        page=found,
        issued=[(each, markings[each.pk]) for each in found],
        filters=filter_form(filters, request.GET, FILTERS),
    )


@require_safe
def issued_brief_page(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    asked = question(request, ())
    issued = _issued(asked, id)
    return _about(request, asked, issued, "issued_brief.html")


@require_safe
def brief_again_page(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    asked = question(request, ())
    issued = _issued(asked, id)
    return _about(request, asked, issued, "brief_again.html", again=ask_again(issued, asked.principal))


@require_safe
def brief_file(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    asked = question(request, {"format"})
    issued = _issued(asked, id)
    file = files_of(issued).get(request.GET.get("format", "html"))
    if file is None:
        raise Http404
    try:
        return hand_out_brief(issued, file, by=asked.principal)
    except OtherBytesError as error:
        return render(request, "brief_refused.html", {"sentences": [str(error)]}, status=500)


@require_POST
def issue_brief_page(request: HttpRequest) -> HttpResponse:
    """Issue the brief that the form names, and lead to it."""
    asked = question(request, ())
    require(asked.principal, "issue_brief")
    kind, slug, moment = (request.POST.get(name, "") for name in ("kind", "slug", "recorded_by"))
    if kind not in NOUNS:
        raise BadRequest(_("Say what the brief is about: an agreement, an area or a body."))
    try:
        issued = issue_brief(
            kind,
            slug,
            on=day_asked(request.POST, today=asked.today),
            by=asked.principal,
            now=timezone.now(),
            moment=moment_meant(moment) if moment else None,
            rooted=request.build_absolute_uri("/").rstrip("/"),
        )
    except ValidationError as error:
        raise BadRequest(*error.messages) from error
    except StateError as error:
        raise BadRequest(str(error)) from error
    return redirect("issued_brief", id=issued.pk)


def _issued(asked: Question, id: uuid.UUID) -> IssuedBrief:
    return get_object_or_404(issued_briefs(asked.principal).prefetch_related("files"), pk=id)


def _about(request: HttpRequest, asked: Question, issued: IssuedBrief, template: str, **more: object) -> HttpResponse:
    marking = markings_today([issued])[issued.pk]
    files = [(kind, file, digest_of(file) == file.sha256) for kind, file in files_of(issued).items()]
    return framed(
        request,
        template,
        asked,
        shows=[[marking.value]],
        section="briefs",
        issued=issued,
        marking=marking,
        raised=raised_since(issued),
        files=files,
        **more,
    )
