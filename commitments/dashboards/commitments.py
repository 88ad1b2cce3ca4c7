"""Which commitments answer to these filters on a day? (`/commitments/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from commitments.dashboards.asking import question, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.queries.attention import standing_of
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.listing import commitments_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OFFERED = ("search", "agreement", "area", "state", "attention", "confidence", "strength", "party", "body")


@require_safe
def commitments_page(request: HttpRequest) -> HttpResponse:
    asked = question(request, declared={*CommitmentFilter.base_filters, "page"})
    filters = CommitmentFilter(
        request.GET, commitments_list(asked.principal, asked.on), principal=asked.principal, on=asked.on
    )
    well_put(filters)
    rows = filters.qs.select_related("agreement", "provision__agreement").prefetch_related("areas")
    page = page_of(rows, request)
    return framed(
        request,
        "commitments.html",
        asked,
        section="commitments",
        at_list=True,
        page=page,
        places=[(row, standing_of(row)) for row in page],
        filters=filter_form(filters, request.GET, OFFERED),
    )
