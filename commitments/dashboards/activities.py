"""Which activities answer to these filters? (`/activities/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.queries.filters.activities import ActivityFilter
from commitments.queries.listing import activities_list
from commitments.queries.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question

OFFERED = (
    *("search", "area", "agreement", "kind", "stage", "state", "marking", "body"),
    *("started_after", "started_before"),
)


@page(*ActivityFilter.base_filters, "page")
def activities_page(request: HttpRequest, asked: Question) -> HttpResponse:
    filters = ActivityFilter(request.GET, activities_list(asked.principal), principal=asked.principal)
    well_put(filters)
    cited = Prefetch("commitments", queryset=Commitment.objects.select_related("provision__agreement"))
    words = bool(request.GET.get("search"))  # common words are in every row
    found = page_of(filters.qs.prefetch_related("areas", cited), request, endless=words)
    return framed(
        request,
        "activities.html",
        asked,
        shows=[filters.qs, visible_to(Agreement.objects.all(), asked.principal)],  # the filters name agreements
        section="activities",
        at_list=True,
        page=found,
        filters=filter_form(filters, request.GET, OFFERED),
    )
