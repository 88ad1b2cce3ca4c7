"""Which bodies answer to these filters? (`/bodies/`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commitments.dashboards.asking import page, well_put
from commitments.dashboards.filtering import filter_form
from commitments.dashboards.frame import framed
from commitments.dashboards.paging import page_of
from commitments.models.bodies import Body
from commitments.queries.body_figures import bodies_with_figures
from commitments.queries.filters.bodies import BodyFilter
from commitments.queries.listing import text_rows_list

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from commitments.dashboards.asking import Question

OFFERED = ("search", "kind", "party", "agreement", "filled", "ever_filled")


@page(*BodyFilter.base_filters, "page")
def bodies_page(request: HttpRequest, asked: Question) -> HttpResponse:
    rows = text_rows_list(Body, asked.principal, asked.on)
    filters = BodyFilter(request.GET, rows, principal=asked.principal, on=asked.on)
    well_put(filters)
    found = page_of(filters.qs.select_related("party", "parent"), request)
    return framed(
        request,
        "bodies.html",
        asked,
        section="bodies",
        at_list=True,
        page=found,
        bodies=bodies_with_figures(asked.principal, list(found), on=asked.on),
        filters=filter_form(filters, request.GET, OFFERED),
    )
