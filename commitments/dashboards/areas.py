"""Which priority areas answer to these filters, and how do their commitments stand on a day? (`/areas/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.models.areas import PriorityArea
from commitments.queries.area_figures import areas_with_figures
from commitments.queries.filters.areas import PriorityAreaFilter
from commitments.queries.listing import text_rows_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question

OFFERED = ("search", "agreement", "quiet")


@page(*PriorityAreaFilter.base_filters, "page")
def areas_page(request: HttpRequest, asked: Question) -> HttpResponse:
    rows = text_rows_list(PriorityArea, asked.principal, asked.on)
    filters = PriorityAreaFilter(request.GET, rows, principal=asked.principal, on=asked.on)
    well_put(filters)
    found = page_of(filters.qs, request)
    figures = {each.code: each for each in areas_with_figures(asked.principal, on=asked.on)}
    return framed(
        request,
        "areas.html",
        asked,
        section="areas",
        at_list=True,
        page=found,
        areas=[(area, figures[area.slug]) for area in found],
        filters=filter_form(filters, request.GET, OFFERED),
    )
