"""Which commitments answer to these filters on a day? (`/commitments/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.queries.attention import standing_of
from commitments.queries.filters.commitments import CommitmentFilter
from commitments.queries.listing import commitments_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question

OFFERED = ("search", "agreement", "area", "state", "attention", "confidence", "strength", "party", "body")


@page(*CommitmentFilter.base_filters, "page")
def commitments_page(request: HttpRequest, asked: Question) -> HttpResponse:
    filters = CommitmentFilter(
        request.GET, commitments_list(asked.principal, asked.on), principal=asked.principal, on=asked.on
    )
    well_put(filters)
    rows = filters.qs.select_related("agreement", "provision__agreement").prefetch_related("areas")
    found = page_of(rows, request)
    return framed(
        request,
        "commitments.html",
        asked,
        section="commitments",
        at_list=True,
        page=found,
        places=[(row, standing_of(row)) for row in found],
        filters=filter_form(filters, request.GET, OFFERED),
    )
